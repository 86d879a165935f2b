/* store-retention.h: until when a closed ticket is kept, and what happens as that day comes
 *
 * The day is found when the ticket is closed (hark-retention.h) and does not follow what its area
 * settles later; reopening takes it away. Never deleted: what is on hold, and what a reporter wrote
 * in as long as nobody of the team has read it, as read marks say: before it was closed, too, for
 * who closes it has what there is, but need not have been shown it. From SRV_RETENTION_LAST days
 * ahead on such a ticket is marked as kept. Once the message is read, or the hold is lifted,
 * HARK_RETENTION_GRACE days are left at least: nobody finds a ticket gone that they have just
 * opened. And whatever the clock did, or how long the server was off: none is deleted whose
 * advisor, where it has one, was not told SRV_RETENTION_LAST days before; where that comes late the
 * day is put off.
 *
 * Told is who was mailed: the mail server has taken it. As long as no mail goes, because the mail
 * server is not reached, lets nobody in or refuses everybody, the day is put off by a week, again
 * and again, and the advisor warned anew; health says that mails wait or were given up. A mail that
 * is refused for its address, as others went that day, puts it off once: the next warning is the
 * last, whatever becomes of its mail. Where no mail server is set, or nobody is to be mailed (no
 * advisor, no address), what the window shows of the day is what tells. */
#pragma once

#include "store-ticket.h"

G_BEGIN_DECLS

#define SRV_RETENTION_FIRST HARK_RETENTION_AHEAD /* the advisor is told */
#define SRV_RETENTION_LAST 7
#define SRV_RETENTION_HOUR 6    /* of the organisation's day, as with reminders of deadlines */
#define SRV_RETENTION_BATCH 100 /* tickets of one commit: nobody who writes waits for many */

/* How far the tickets were looked at, in the order of their days; all zero: not yet. */
typedef struct
{
  gint64 deletes;
  HarkId ticket;
} SrvRetentionPlace;

/* @ticket, which its area's newest settings may keep for @months, was closed at @closed.
 * HARK_ERROR_REKEY where they do not: who closes it knows older ones, or newer ones that are yet to
 * be given back; they take what is there, and say it anew. @months 0: closed by a Hark from before
 * there was any such time, and nothing deletes it by itself until it is closed again. */
gboolean store_retention_settle (SrvStore *store, const SrvTicket *ticket, guint months,
                                 gint64 closed, GError **error);
/* A hold was lifted, in @seq. */
gboolean store_retention_postpone (SrvStore *store, gint64 seq, const HarkId *ticket, gint64 now,
                                   GError **error);

/* The store was put back: a hold or a reopening that it lost is yet to be given back. Nothing goes
 * before SRV_RETENTION_FIRST days, and who was warned is warned again. In @seq. */
gboolean store_retention_put_off (SrvStore *store, gint64 seq, gint64 now, GError **error);

/* (transfer full) (element-type HarkId): those beyond @place, which follows, to which something is
 * to be done at @now, what is due first, first; at most SRV_RETENTION_BATCH. Looks at every ticket
 * that is due within a month or so: for a reader, nobody who writes waits for that. */
GArray *store_retention_list (SrvStore *store, gint64 now, SrvRetentionPlace *place,
                              GError **error);
/* Marks, warns (store-mail-rule.h) or decides (store-erase.h) each of @tickets, if that is still to
 * be done; says how many were decided. */
gboolean store_retention_run (SrvStore *store, gint64 seq, GArray *tickets, gint64 now,
                              guint *n_decided, GError **error);
/* Whether @ticket will be deleted at @due, as far as can be said now. */
gboolean store_retention_is_ahead (SrvStore *store, const HarkId *ticket, gint64 due,
                                   gboolean *is_ahead, GError **error);

/* Days end in @to from now on, no longer in @from: each ticket keeps the day of its deletion, and
 * whoever was told of it is not told again. */
gboolean store_retention_move (SrvStore *store, gint64 seq, GTimeZone *from, GTimeZone *to,
                               GError **error);

G_END_DECLS
