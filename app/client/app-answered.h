/* app-answered.h: what the server has applied, kept until a backup of it holds that (outbox.db).
 *
 * A server that was put back from an older backup is given the later ones again: they go back into
 * the outbox as they were, byte for byte, and are sent like all that waits. */
#pragma once

#include "app-outbox.h"

G_BEGIN_DECLS

/* Where the operator makes no backups, the oldest go. */
#define APP_ANSWERED_MAX 2000
#define APP_ANSWERED_KEEP (180 * 24 * 3600) /* seconds, as long as the server keeps its answers */

/* @op, which waits, was applied at @seq; @cursor is how far the feed was followed. It waits on
 * until app_outbox_finish(). */
gboolean app_answered_keep (AppOutbox *outbox, const HarkId *op, gint64 seq, const char *cursor,
                            gint64 now, GError **error);
/* A backup of the server holds everything up to @backup_seq. */
gboolean app_answered_release (AppOutbox *outbox, gint64 backup_seq, GError **error);
/* Nothing of @ticket stays: access to it was lost. */
gboolean app_answered_forget_ticket (AppOutbox *outbox, const HarkId *ticket, GError **error);
/* The newest cursor that was kept; NULL for none. (transfer full) */
char *app_answered_get_cursor (AppOutbox *outbox);
guint app_answered_count (AppOutbox *outbox);

/* The server was restored and knows nothing beyond @known: what it applied later waits again, in
 * the old order and before all else. @made is when its backup was made, 0 for unknown.
 * (element-type AppOperation) (transfer full): what waits again now. */
GPtrArray *app_answered_send_again (AppOutbox *outbox, gint64 known, gint64 made, gint64 now,
                                    GError **error);
/* Nothing is seen any more of what was kept as @n: it waits again, as it was. */
gboolean app_answered_miss (AppOutbox *outbox, gint64 n, GError **error);
/* Whether @operation waits again; @tries: how often it was built anew since. */
gboolean app_answered_is_again (AppOutbox *outbox, const AppOperation *operation, guint *tries);
/* Build it anew, on these versions and under @renewed as its id. */
gboolean app_answered_rebuild (AppOutbox *outbox, const AppOperation *operation,
                               const HarkId *renewed, gint64 state_v, gint64 advisor_v,
                               GError **error);

/* The newest restore that was noticed. */
typedef struct
{
  gint64 known;
  gint64 made; /* 0: the server does not say */
  gint64 at;   /* when it was noticed */
  guint again; /* how much went again */
} AppRestored;
/* FALSE where there was none; @untold: or where it was told already. */
gboolean app_answered_get_restored (AppOutbox *outbox, gboolean untold, AppRestored *restored);
gboolean app_answered_set_told (AppOutbox *outbox, GError **error);

G_END_DECLS
