/* store-reminder.h: which deadlines are to be reminded of, and which were */
#pragma once

#include "hark-id.h"
#include "srv-store.h"

G_BEGIN_DECLS

#define SRV_REMINDER_HOUR 6 /* of the organisation's day: before the digest of that day */

/* Mails what has come within one of its lead times since the last look (store-mail-rule.h); of
 * several that have, the nearest. */
gboolean store_reminder_run (SrvStore *store, gint64 seq, gint64 now, GError **error);
/* Whether there is anything to mail. */
gboolean store_reminder_is_any (SrvStore *store, gint64 now, gboolean *is_any, GError **error);
/* Whether it is there, not fulfilled, and due at @due. */
gboolean store_reminder_is_due (SrvStore *store, const HarkId *period, gint64 due, gboolean *is,
                                GError **error);
/* What the period is called: @name "acknowledge", "feedback", "other" or "hand", and @title what
 * its area calls it, in @language where it says so. NULL where it has none, as one by hand, whose
 * name is sealed, and both where it is gone. (transfer full) both */
gboolean store_reminder_get_name (SrvStore *store, const HarkId *period, const char *language,
                                  char **name, char **title, GError **error);

G_END_DECLS
