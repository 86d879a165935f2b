/* job-remind.c: see job-remind.h */
#include "job-remind.h"

#include "store-reminder.h"

struct _JobRemind
{
  SrvContext *context;
  GMutex lock;
  GCond wake;
  gboolean ending; /* guarded by lock */
  GThread *thread;
};

/* A SrvWork. */
static gboolean
remind (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_reminder_run (store, seq, *(gint64 *)data, error);
}

gboolean
job_remind_run (SrvContext *context, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);
  gint64 now = srv_context_now (context);
  gboolean is_any;

  if (store == NULL || !store_reminder_is_any (store, now, &is_any, error))
    return FALSE;

  return !is_any || srv_writer_run (context->writer, remind, &now, error);
}

static gpointer
remind_thread (gpointer data)
{
  JobRemind *self = data;

  g_mutex_lock (&self->lock);
  while (!self->ending)
    {
      g_autoptr (GError) error = NULL;
      gint64 next = g_get_monotonic_time () + JOB_REMIND_SECONDS * G_TIME_SPAN_SECOND;

      g_mutex_unlock (&self->lock);
      if (!job_remind_run (self->context, &error))
        g_message ("remind: %s", error->message);
      g_mutex_lock (&self->lock);

      while (!self->ending && g_cond_wait_until (&self->wake, &self->lock, next))
        continue;
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

JobRemind *
job_remind_start (SrvContext *context)
{
  JobRemind *self = g_new0 (JobRemind, 1);

  self->context = context;
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->thread = g_thread_new ("hark-remind", remind_thread, self);
  return self;
}

void
job_remind_stop (JobRemind *self)
{
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);

  g_thread_join (self->thread);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->lock);
  g_free (self);
}
