/* job-sweep.h: removes what nobody came back for: unclaimed attachments, ended sessions, old
 * answers */
#pragma once

#include "srv-context.h"

G_BEGIN_DECLS

#define JOB_SWEEP_SECONDS 3600 /* between two runs */
#define JOB_SWEEP_FILE_AGE                                                                         \
  (24 * 3600) /* seconds after which a file without a row belongs to nothing */

#define JOB_SWEEP_DRIFT 60 /* seconds by which a clock is put right without having jumped */

/* Once, now. Waits for the store: not on the main loop. */
gboolean job_sweep_run (SrvContext *context, GError **error);

/* When it looked last, by the server's clock and by that of the machine, which nobody sets. Zeros:
 * never. */
typedef struct
{
  gint64 now;
  gint64 ticks;
} JobSweepPace;

/* Runs it where the clock went by as much as the machine's since the last look. Else, and at the
 * first look, the clock may be wrong, and what seems old is not removed. */
gboolean job_sweep_look (SrvContext *context, JobSweepPace *pace, gint64 ticks, GError **error);

typedef struct _JobSweep JobSweep;

/* Looks at once and then every JOB_SWEEP_SECONDS, in a thread of its own. @context must outlive it.
 */
JobSweep *job_sweep_start (SrvContext *context);
void job_sweep_stop (JobSweep *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JobSweep, job_sweep_stop)

G_END_DECLS
