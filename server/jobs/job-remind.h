/* job-remind.h: mails reminders of deadlines when their lead times come (store-reminder.h) */
#pragma once

#include "srv-context.h"

G_BEGIN_DECLS

#define JOB_REMIND_SECONDS 300 /* between two looks */

/* Once, now. Writes only where there is something to remind of. Waits for the store: not on the
 * main loop. */
gboolean job_remind_run (SrvContext *context, GError **error);

/* When the next one is due; G_MAXINT64 for none. */
gboolean job_remind_get_next (SrvContext *context, gint64 *next, GError **error);

G_END_DECLS
