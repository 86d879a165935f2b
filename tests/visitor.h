/* visitor.h: somebody with a browser without JavaScript in front of the portal */
#pragma once

#include "team.h"

G_BEGIN_DECLS

typedef struct _Form Form;

/* A body as browsers write it. */
Form *form_new (void);
void form_free (Form *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Form, form_free)
void form_add (Form *self, const char *name, const char *value);
void form_add_bytes (Form *self, const char *name, gconstpointer data, gsize length);
void form_add_file (Form *self, const char *name, const char *type, gconstpointer data,
                    gsize length);
/* The whole body and its Content-Type line; owned by the form. */
GBytes *form_end (Form *self, const char **type);

typedef struct
{
  Harness *harness;
  char *cookie;    /* "hark=…", NULL for none */
  char *extra;     /* further header lines with CRLF, NULL for none */
  Reply *reply;    /* the newest, after redirects */
  char *text;      /* its body */
  guint redirects; /* on the way to it */
} Visitor;

Visitor *visitor_new (Harness *harness);
void visitor_free (Visitor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visitor, visitor_free)

/* These follow redirects, keep the cookie and return the status. */
guint visitor_get (Visitor *self, const char *path);
guint visitor_post (Visitor *self, const char *path, Form *form);

gboolean visitor_sees (Visitor *self, const char *text);
/* The value of the first input or textarea of this name, unescaped; NULL where the page has none.
 * (transfer full) */
char *visitor_read (Visitor *self, const char *name);
/* What a label, paragraph … says: the text between @open and the next '<'. (transfer full) */
char *visitor_read_after (Visitor *self, const char *open);
/* The page's hidden fields (csrf, turn, token, asked). @step is the form's. (transfer full) */
Form *visitor_begin_form (Visitor *self, const char *step);
/* The right answers to what the page asks. */
void visitor_add_answers (Visitor *self, Form *form);

/* From the door to an empty form. */
void visitor_open_form (Visitor *self);
/* A filled form up to the page where it is checked; @file may be NULL. Returns the code as one
 * line. (transfer full) */
char *visitor_write (Visitor *self, const char *subject, const char *report, const char *name,
                     GBytes *file);
/* From there to the number. (transfer full) */
char *visitor_send (Visitor *self, gboolean inbox);
/* All of it. */
char *visitor_submit (Visitor *self, const char *subject, const char *report, char **code);
/* The status of the page that comes. */
guint visitor_open_inbox (Visitor *self, const char *code);

/* For tests: an organisation and somebody in front of its portal. */
typedef struct
{
  World *world;
  Harness *harness;
  Visitor *visitor;
} Fixture;

void visitor_set_up (Fixture *f, gconstpointer unused);
void visitor_tear_down (Fixture *f, gconstpointer unused);
#define VISITOR_TEST(path, function)                                                               \
  g_test_add (path, Fixture, NULL, visitor_set_up, function, visitor_tear_down)

/* Time goes by. */
void visitor_pass (Fixture *f, gint64 seconds);
/* Files of attachments on the disk; tickets that the team has. */
guint visitor_count_blobs (Fixture *f);
guint visitor_count_tickets (Fixture *f);
/* The form of the page with these texts in it. (transfer full) */
Form *visitor_begin_report (Fixture *f, const char *subject, const char *report);
/* The form of the security question before /submit. (transfer full) */
Form *visitor_begin_answer (Fixture *f);
char *visitor_make_text (gsize length);

G_END_DECLS
