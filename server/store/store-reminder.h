/* store-reminder.h: which deadlines are to be reminded of, and which were */
#pragma once

#include "hark-id.h"
#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_REMINDER_HOUR 6 /* of the organisation's day: before the digest of that day */

#define SRV_REMINDER_BATCH 4 /* in one write: nobody waits for more */

/* Periods that have come within one of their lead times and were not reminded of since, though it
 * be that they were due while the server was off; at most @limit, who is due first goes first.
 * (element-type HarkId) (transfer full) */
GArray *store_reminder_list (SrvStore *store, gint64 now, guint limit, GError **error);
/* Mails what of @periods is still to be reminded of (store-mail-rule.h); of several lead times that
 * have come, the nearest. @n is SRV_REMINDER_BATCH at most. */
gboolean store_reminder_run (SrvStore *store, gint64 seq, const HarkId *periods, guint n,
                             gint64 now, GError **error);
/* @actor has just settled when @period is due, or that it is still to be done. Of a lead time that
 * has come by then everybody else is reminded at once: nobody is of their own doing. The next one
 * is everybody's. */
gboolean store_reminder_settle (SrvStore *store, gint64 seq, const HarkId *period,
                                const HarkId *actor, gint64 now, GError **error);
/* When there is something to remind of; G_MAXINT64: never, as things are. */
gboolean store_reminder_get_next (SrvStore *store, gint64 now, gint64 *next, GError **error);
/* Whether it is there, not fulfilled, and due at @due. */
gboolean store_reminder_is_due (SrvStore *store, const HarkId *period, gint64 due, gboolean *is,
                                GError **error);
/* What the period is called: @name "acknowledge", "feedback", "other" or "hand", and @title what
 * its area calls it, in @language where it says so. NULL where it has none, as one by hand, whose
 * name is sealed, and both where it is gone. (transfer full) both */
gboolean store_reminder_get_name (SrvStore *store, const HarkId *period, const char *language,
                                  char **name, char **title, GError **error);
/* The commit @seq has moved periods as @days say (store-day.h): what was reminded of stays so. */
gboolean store_reminder_move (SrvStore *store, gint64 seq, const char *days, GError **error);

G_END_DECLS
