/* job-retention.c: see job-retention.h */
#include "job-retention.h"

#include "srv-eraser.h"
#include "srv-schedule.h"
#include "store-retention.h"

typedef struct
{
  GArray *tickets; /* HarkId */
  gint64 now;
  guint n_decided;
} Batch;

/* A SrvWork. */
static gboolean
run_batch (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Batch *batch = data;

  return store_retention_run (store, seq, batch->tickets, batch->now, &batch->n_decided, error);
}

static GArray *
list_next (SrvContext *context, gint64 now, SrvRetentionPlace *place, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  return store != NULL ? store_retention_list (store, now, place, error) : NULL;
}

gboolean
job_retention_run (SrvContext *context, GError **error)
{
  gint64 now = srv_context_now (context), began;
  SrvRetentionPlace place = { 0 };
  guint n;

  do
    {
      g_autoptr (GArray) tickets = list_next (context, now, &place, error);
      Batch batch = { .tickets = tickets, .now = now };

      if (tickets == NULL)
        return FALSE;
      n = tickets->len;
      if (n == 0)
        return TRUE;

      began = g_get_monotonic_time ();
      if (!srv_writer_run (context->writer, run_batch, &batch, error))
        return FALSE;
      if (batch.n_decided > 0)
        srv_eraser_wake (context->eraser);
    }
  while (n == SRV_RETENTION_BATCH && srv_schedule_rest (context->schedule, began));

  return TRUE;
}
