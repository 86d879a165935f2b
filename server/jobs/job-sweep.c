/* job-sweep.c: see job-sweep.h */
#include "job-sweep.h"

#include "hark-error.h"
#include "store-absence.h"
#include "store-blob.h"
#include "store-invitation.h"
#include "store-mail.h"
#include "store-op.h"
#include "store-session.h"
#include "store-tomb.h"

struct _JobSweep
{
  SrvContext *context;
  GMutex lock;
  GCond wake;
  gboolean ending; /* guarded by lock */
  GThread *thread;
};

/* A SrvWork. */
static gboolean
expire (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  gint64 now = *(gint64 *)data;

  return store_blob_expire (store, now, error) && store_session_expire (store, now, error)
         && store_op_expire (store, now, error) && store_invitation_expire (store, now, error)
         && store_absence_expire (store, now, error) && store_mail_expire (store, now, error)
         && store_tomb_expire (store, now, error);
}

/* A row comes before or at once after its file: an old file without one is of an upload that was
 * given up. */
static gboolean
remove_files (SrvContext *context, GError **error)
{
  gint64 before = g_get_real_time () / G_USEC_PER_SEC - JOB_SWEEP_FILE_AGE;
  g_autoptr (GArray) old = srv_blobs_list_old (context->blobs, before);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  if (store == NULL)
    return FALSE;

  for (guint i = 0; i < old->len; i++)
    {
      const HarkId *id = &g_array_index (old, HarkId, i);
      g_autoptr (GError) local = NULL;
      SrvBlob blob;

      if (store_blob_get (store, id, &blob, &local))
        continue;
      if (!g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      srv_blobs_remove (context->blobs, id);
    }

  return TRUE;
}

gboolean
job_sweep_run (SrvContext *context, GError **error)
{
  gint64 now = srv_context_now (context);

  return srv_writer_run (context->writer, expire, &now, error) && remove_files (context, error);
}

/* Whether the clock may be believed since the last look. */
static gboolean
keep_pace (JobSweepPace *pace, gint64 now, gint64 ticks)
{
  const JobSweepPace last = *pace;
  gint64 jump = (now - last.now) - (ticks - last.ticks);

  *pace = (JobSweepPace){ now, ticks };
  if (last.now == 0)
    return FALSE;
  if (ABS (jump) <= JOB_SWEEP_DRIFT)
    return TRUE;

  g_message ("sweep: the clock was set %s by %" G_GINT64_FORMAT " seconds: nothing is removed as "
             "too old for the next hour",
             jump > 0 ? "forward" : "back", ABS (jump));
  return FALSE;
}

gboolean
job_sweep_look (SrvContext *context, JobSweepPace *pace, gint64 ticks, GError **error)
{
  return !keep_pace (pace, srv_context_now (context), ticks) || job_sweep_run (context, error);
}

static gpointer
sweep_thread (gpointer data)
{
  JobSweep *self = data;
  JobSweepPace pace = { 0 };

  g_mutex_lock (&self->lock);
  while (!self->ending)
    {
      g_autoptr (GError) error = NULL;
      gint64 ticks = g_get_monotonic_time ();
      gint64 next = ticks + JOB_SWEEP_SECONDS * G_TIME_SPAN_SECOND;

      g_mutex_unlock (&self->lock);
      if (!job_sweep_look (self->context, &pace, ticks / G_USEC_PER_SEC, &error))
        g_warning ("sweep: %s", error->message);
      g_mutex_lock (&self->lock);

      while (!self->ending && g_cond_wait_until (&self->wake, &self->lock, next))
        continue;
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

JobSweep *
job_sweep_start (SrvContext *context)
{
  JobSweep *self = g_new0 (JobSweep, 1);

  self->context = context;
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->thread = g_thread_new ("hark-sweep", sweep_thread, self);
  return self;
}

void
job_sweep_stop (JobSweep *self)
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
