/* job-schedule.c: see job-schedule.h */
#include "job-schedule.h"

#include "job-remind.h"
#include "job-retention.h"
#include "job-sweep.h"

/* Reminders go by a wrong clock, too: one that comes early is put right by the day that it names.
 */
const SrvScheduleJob job_schedule_table[] = {
  { "remind", JOB_REMIND_SECONDS, FALSE, job_remind_run, job_remind_get_next },
  { "retention", JOB_RETENTION_SECONDS, TRUE, job_retention_run, NULL },
  { "sweep", JOB_SWEEP_SECONDS, TRUE, job_sweep_run, NULL },
  { NULL },
};
