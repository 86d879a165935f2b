/* job-remind.c: see job-remind.h */
#include "job-remind.h"

#include "srv-schedule.h"
#include "store-reminder.h"

#define MAX_LISTED 20000 /* others at the next look */

typedef struct
{
  const HarkId *periods;
  guint n;
  gint64 now;
} Reminding;

/* A SrvWork. */
static gboolean
remind (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Reminding *self = data;

  return store_reminder_run (store, seq, self->periods, self->n, self->now, error);
}

static GArray *
list (SrvContext *context, gint64 now, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  return store != NULL ? store_reminder_list (store, now, MAX_LISTED, error) : NULL;
}

gboolean
job_remind_run (SrvContext *context, GError **error)
{
  gint64 now = srv_context_now (context);
  g_autoptr (GArray) periods = list (context, now, error);

  if (periods == NULL)
    return FALSE;

  for (guint i = 0; i < periods->len; i += SRV_REMINDER_BATCH)
    {
      gint64 began = g_get_monotonic_time ();
      Reminding reminding = { &g_array_index (periods, HarkId, i),
                              MIN (SRV_REMINDER_BATCH, periods->len - i), now };

      if (!srv_writer_run (context->writer, remind, &reminding, error))
        return FALSE;
      if (!srv_schedule_rest (context->schedule, began))
        break;
    }
  return TRUE;
}

gboolean
job_remind_get_next (SrvContext *context, gint64 *next, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  return store != NULL && store_reminder_get_next (store, srv_context_now (context), next, error);
}
