/* job-retention.c: see job-retention.h */
#include "job-retention.h"

#include "srv-eraser.h"
#include "srv-schedule.h"
#include "store-retention.h"

typedef struct
{
  gint64 now;
  SrvRetentionRun run;
} Batch;

/* A SrvWork. */
static gboolean
run_batch (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Batch *batch = data;

  return store_retention_run (store, seq, batch->now, &batch->run, error);
}

static gboolean
is_any (SrvContext *context, gint64 now, gboolean *any, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  return store != NULL && store_retention_is_any (store, now, any, error);
}

gboolean
job_retention_run (SrvContext *context, GError **error)
{
  Batch batch = { .now = srv_context_now (context) };
  gint64 began;
  gboolean any;

  if (!is_any (context, batch.now, &any, error))
    return FALSE;
  if (!any)
    return TRUE;

  do
    {
      began = g_get_monotonic_time ();
      if (!srv_writer_run (context->writer, run_batch, &batch, error))
        return FALSE;
      if (batch.run.n_decided > 0)
        srv_eraser_wake (context->eraser);
    }
  while (batch.run.n_done == SRV_RETENTION_BATCH && srv_schedule_rest (context->schedule, began));

  return TRUE;
}
