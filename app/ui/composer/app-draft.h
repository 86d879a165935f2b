/* app-draft.h: half-written texts, per ticket and per kind of text, as they stand on the screen. The client keeps them.
 *
 * An answer and a note never share a buffer: whatever is on the screen, neither can become the other. */
#pragma once

#include <gtk/gtk.h>

#include "composer/app-draft-keeper.h"

G_BEGIN_DECLS

typedef enum
{
  APP_DRAFT_ANSWER,   /* the team to the reporter */
  APP_DRAFT_NOTE,     /* the team to itself */
  APP_DRAFT_REPORTER, /* the reporter of an own ticket to the team */
  APP_DRAFT_CONTACT,  /* of the team, outside Hark */
  APP_DRAFT_LAST
} AppDraftKind;

/* For reading; what is not a buffer's text is changed through the functions below. */
typedef struct
{
  GtkTextBuffer *buffers[APP_DRAFT_LAST];
  char **files[APP_DRAFT_LAST];
  char *why[APP_DRAFT_LAST]; /* why it came back, see AppKeptDraft; NULL for none */
  gboolean is_sending[APP_DRAFT_LAST];
  char *contact; /* of AppContactBar; NULL: as it begins */
  gboolean feedback_given;
  AppDraftKind kind; /* the team's side: what it was last */
  gboolean has_kind;

  AppDraftKeeper *keepers[APP_DRAFT_LAST];
  AppDraftKeeper *kind_keeper;
} AppDraft;

#define APP_TYPE_DRAFT_BOOK (app_draft_book_get_type ())
G_DECLARE_FINAL_TYPE (AppDraftBook, app_draft_book, APP, DRAFT_BOOK, GObject)

/* Signal "changed": files, ticks or kinds of the drafts were replaced from outside: something came back, or the account
 * was locked and is open again. Their texts are in the buffers, which say so themselves. */

AppDraftBook *app_draft_book_new (AppClient *client);
/* (transfer none): what is kept, or an empty one; lives as long as the book. */
AppDraft *app_draft_book_get (AppDraftBook *self, const HarkId *ticket);
/* Hands everything to the client now. */
void app_draft_book_save (AppDraftBook *self);

/* (transfer full) */
char *app_draft_get_text (AppDraft *self, AppDraftKind kind);
gboolean app_draft_is_empty (AppDraft *self, AppDraftKind kind);
void app_draft_set_kind (AppDraft *self, AppDraftKind kind);
void app_draft_set_files (AppDraft *self, AppDraftKind kind, const char *const *paths);
void app_draft_set_contact (AppDraft *self, const char *contact);
void app_draft_set_feedback (AppDraft *self, gboolean given);
/* After sending: text, undo steps and files are gone. */
void app_draft_clear (AppDraft *self, AppDraftKind kind);

G_END_DECLS
