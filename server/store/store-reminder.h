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
/* What the period is called: "acknowledge", "feedback"; NULL without @error where it has no public
 * name, or is gone. (transfer full) */
char *store_reminder_dup_name (SrvStore *store, const HarkId *period, GError **error);

G_END_DECLS
