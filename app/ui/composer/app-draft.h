/* app-draft.h: half-written texts, kept per ticket and per kind of text.
 *
 * An answer and a note never share a buffer: whatever is on the screen, neither can become the other. */
#pragma once

#include <gtk/gtk.h>

#include "hark-id.h"

G_BEGIN_DECLS

typedef enum
{
  APP_DRAFT_ANSWER,   /* the team to the reporter */
  APP_DRAFT_NOTE,     /* the team to itself */
  APP_DRAFT_REPORTER, /* the reporter of an own ticket to the team */
  APP_DRAFT_LAST
} AppDraftKind;

typedef struct
{
  GtkTextBuffer *buffers[APP_DRAFT_LAST];
  char **files[APP_DRAFT_LAST];
  gboolean is_sending[APP_DRAFT_LAST];
  gboolean feedback_given;
  AppDraftKind kind; /* the team's side: what it was last */
  gboolean has_kind;
} AppDraft;

#define APP_TYPE_DRAFT_BOOK (app_draft_book_get_type ())
G_DECLARE_FINAL_TYPE (AppDraftBook, app_draft_book, APP, DRAFT_BOOK, GObject)

AppDraftBook *app_draft_book_new (void);
/* (transfer none): made where there is none; lives as long as the book. */
AppDraft *app_draft_book_get (AppDraftBook *self, const HarkId *ticket);
/* Something is written and not sent. */
gboolean app_draft_book_has_text (AppDraftBook *self);

/* (transfer full) */
char *app_draft_get_text (AppDraft *self, AppDraftKind kind);
gboolean app_draft_is_empty (AppDraft *self, AppDraftKind kind);
/* After sending: text, undo steps and files are gone. */
void app_draft_clear (AppDraft *self, AppDraftKind kind);

G_END_DECLS
