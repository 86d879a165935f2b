/* job-sweep.h: removes what nobody came back for: unclaimed attachments, ended sessions, old
 * answers */
#pragma once

#include "srv-context.h"

G_BEGIN_DECLS

#define JOB_SWEEP_SECONDS 3600 /* between two runs */
#define JOB_SWEEP_FILE_AGE                                                                         \
  (24 * 3600) /* seconds after which a file without a row belongs to nothing */

/* Once, now. Waits for the store: not on the main loop. */
gboolean job_sweep_run (SrvContext *context, GError **error);

G_END_DECLS
