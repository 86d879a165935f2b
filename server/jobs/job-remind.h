/* job-remind.h: mails reminders of deadlines when their lead times come (store-reminder.h) */
#pragma once

#include "srv-context.h"

G_BEGIN_DECLS

#define JOB_REMIND_SECONDS 300 /* between two looks */

/* Once, now. Writes only where there is something to remind of. Waits for the store: not on the
 * main loop. */
gboolean job_remind_run (SrvContext *context, GError **error);

typedef struct _JobRemind JobRemind;

/* Looks at once and then every JOB_REMIND_SECONDS, in a thread of its own. @context must outlive
 * it. */
JobRemind *job_remind_start (SrvContext *context);
void job_remind_stop (JobRemind *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JobRemind, job_remind_stop)

G_END_DECLS
