/* app-client-draft.h: half-written texts, kept on this device, sealed, until they are sent or
 * emptied.
 *
 * All of them are in memory while the account is unlocked, so that reading one never blocks; what
 * is saved goes to disk in a worker, in order, the newest of each only. Locking writes what is not
 * yet written and wipes them. */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

#define APP_DRAFT_ANSWER_KIND "answer"
#define APP_DRAFT_NOTE_KIND "note"
#define APP_DRAFT_CONTACT_KIND "contact"   /* of contact outside Hark */
#define APP_DRAFT_REPORTER_KIND "reporter" /* an own ticket's reporter to the team */
#define APP_DRAFT_MODE_KIND "mode"         /* its text: the kind that was chosen last */
#define APP_DRAFT_CLOSE_KIND "close"       /* text: the last message; reason */
#define APP_DRAFT_NEW_KIND "new"           /* of the ticket of zeros: subject, text, files */

#define APP_DRAFT_MAX_TEXT (8 * 1024 * 1024) /* bytes; more is not kept */

typedef struct
{
  HarkId ticket;    /* zeros: the one that is not submitted yet */
  const char *kind; /* interned */
  char *text;       /* texts may be NULL for none */
  char *subject;
  char *reason;
  char *behalf;   /* new: for whom it is written down, as its dialog says it; NULL: for oneself;
                   * contact: how and when that was, likewise */
  char *excluded; /* new: from whom it is kept: app-exclude.h */
  char **files;   /* paths; NULL for none */
  gboolean feedback_given;
  char *why; /* why what was sent came back: words, or the server's answer ("conflict", …) */
} AppKeptDraft;

/* @kind is interned. */
AppKeptDraft *app_kept_draft_new (const HarkId *ticket, const char *kind);
void app_kept_draft_free (AppKeptDraft *self); /* wipes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppKeptDraft, app_kept_draft_free)
/* Without a text, a subject, a reason and files there is nothing to keep. */
gboolean app_kept_draft_is_empty (const AppKeptDraft *self);

/* (transfer full) (nullable): from memory. What was put counts as taken. */
AppKeptDraft *app_client_get_draft (AppClient *self, const HarkId *ticket, const char *kind);
/* Returns at once; an empty one is deleted. Ignored while locked. */
void app_client_save_draft (AppClient *self, const AppKeptDraft *draft);
/* Until everything is on disk. After an error it is kept in memory and tried again with the next.
 */
gboolean app_client_flush_drafts_sync (AppClient *self, GError **error);
void app_client_flush_drafts_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
gboolean app_client_flush_drafts_finish (AppClient *self, GAsyncResult *result, GError **error);

/* Puts a text that came back behind what is written there. Durable when it returns TRUE; then
 * "changed" goes out, and whoever shows that draft takes it. @why: see AppKeptDraft, or NULL. */
gboolean app_client_put_draft_sync (AppClient *self, const HarkId *ticket, const char *kind,
                                    const char *text, const char *why, GError **error);
/* (transfer full) (nullable): the draft with only what was put since it was last got, saved or
 * taken: its text goes behind what stands there. */
AppKeptDraft *app_client_take_put_draft (AppClient *self, const HarkId *ticket, const char *kind);

G_END_DECLS
