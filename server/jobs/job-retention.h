/* job-retention.h: warns of deletions ahead, and deletes what its time has come for
 * (store-retention.h) */
#pragma once

#include "srv-context.h"

G_BEGIN_DECLS

#define JOB_RETENTION_SECONDS 3600 /* between two runs */

/* Once, now, in small commits; what is decided on, the eraser deletes. Killed anywhere, the next
 * one goes on. Waits for the store: not on the main loop. */
gboolean job_retention_run (SrvContext *context, GError **error);

G_END_DECLS
