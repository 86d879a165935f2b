/* web-form.h: the parts of a form: fields with label, hint and what is wrong with them beside it */
#pragma once

#include "web-draft.h"
#include "web-page.h"

G_BEGIN_DECLS

/* What is wrong with a form: field and sentence pairs, in the order in which they are shown. */
typedef struct _WebFaults WebFaults;

WebFaults *web_faults_new (void);
void web_faults_free (WebFaults *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebFaults, web_faults_free)
/* @field is the id of an input, static. @sentence is kept as it is: (transfer none), it must
 * outlive @self. */
void web_faults_add (WebFaults *self, const char *field, const char *sentence);
/* The first about @field; NULL for none, or for @self NULL. */
const char *web_faults_find (WebFaults *self, const char *field);
gboolean web_faults_is_empty (WebFaults *self);

/* At the top of a page: what is wrong, with links to the fields. Nothing where there is nothing. */
void web_form_add_faults (WebPage *page, WebFaults *faults);

typedef struct
{
  const char *name; /* also its id */
  const char *label;
  const char *hint;  /* NULL for none */
  const char *value; /* NULL for empty */
  const char *fault; /* NULL for none */
  guint rows;        /* of a text of several lines; 0 for one line */
  gboolean is_required;
  gboolean is_short; /* as wide as a word */
  gboolean is_date;
  gboolean is_code;
  const char *kept; /* autocomplete's word for what a browser may keep; NULL: nothing */
  gboolean is_secret;
} WebInput;

void web_form_add_input (WebPage *page, const WebInput *input);

typedef struct
{
  const char *value;
  const char *label;
  const char *hint; /* NULL for none */
} WebChoice;

/* Radio buttons. @chosen is the value that is set, NULL for none. */
void web_form_add_choices (WebPage *page, const char *name, const char *legend, const char *fault,
                           const char *chosen, const WebChoice *choices, guint n_choices);

/* The start of a form that answers to @path. @csrf NULL where there is none yet. */
void web_form_begin (WebPage *page, const char *path, const char *step, const char *csrf,
                     gboolean has_files);
void web_form_add_button (WebPage *page, const char *label);
void web_form_end (WebPage *page);

/* The field for files, with what is there already (each can be removed) and what was refused. */
void web_form_add_files (WebPage *page, const WebDraft *draft);
/* The files of @draft by name and size, for reading only. Nothing where there are none. */
void web_form_list_files (WebPage *page, const WebDraft *draft);
/* Puts what was refused among @faults. */
void web_form_find_refusals (WebPage *page, const WebDraft *draft, WebFaults *faults);

G_END_DECLS
