/* srv-writer.c: see srv-writer.h */
#include "srv-writer.h"

#include "hark-error.h"
#include "store-backup.h"
#include "store-lineage.h"
#include "store-roster.h"

#define CHECKPOINT_SECONDS 1
#define REST_TIMES 7
#define MAX_REST (G_TIME_SPAN_SECOND / 5)
/* The store may be written anew meanwhile (hark_sqlite_rewrite()), on a slow disk for many seconds:
 * whoever has something to send waits rather than being told to send it again. */
#define PATIENCE_MS "30000"

struct _SrvWriterJob
{
  SrvWork work;
  gpointer data;
  gboolean is_aside; /* without a number */
  GError *error;     /* set: it failed */
  gboolean done;     /* guarded by the writer's lock */
};

struct _SrvWriter
{
  SrvStores *stores;
  SrvStore *store;        /* the writer's thread alone */
  gint64 seq;             /* newest committed; the writer's thread alone */
  gboolean failing;       /* the last batch could not be written; the writer's thread alone */
  SrvCommitted committed; /* set before the first write */
  gpointer committed_data;
  SrvStore *checkpoints; /* the checkpoint thread alone */
  GMutex lock;
  GCond waiting;    /* something to write, or the end */
  GCond answered;   /* a batch was committed */
  GCond checkpoint; /* the end */
  GQueue queue;     /* SrvWriterJob; guarded by lock */
  gboolean ending;  /* guarded by lock */
  gboolean written; /* since the last checkpoint; guarded by lock */
  gboolean deleted; /* something that the log still has; guarded by lock */
  guint64 asked;    /* how often for an empty log; guarded by lock */
  guint64 emptied;  /* it was, since it was asked for so often; guarded by lock */
  GThread *thread;
  GThread *checkpoint_thread;
};

static void
fail_job (SrvWriterJob *job)
{
  if (job->error == NULL)
    g_set_error (&job->error, HARK_ERROR, HARK_ERROR_BUSY, "the store could not commit: try again");
}

/* Inside the batch's transaction. FALSE where all of the batch was rolled back. */
static gboolean
run_job (SrvWriter *self, SrvWriterJob *job, gint64 seq)
{
  HarkSqlite *db = srv_store_get_db (self->store);
  SrvRoster *roster = srv_store_get_roster (self->store);
  guint length = srv_roster_get_length (roster);
  gboolean kept = hark_sqlite_exec (db, "SAVEPOINT job", &job->error)
                  && job->work (self->store, seq, job->data, &job->error);

  if (kept)
    kept = hark_sqlite_exec (db, "RELEASE job", &job->error);
  if (kept)
    return TRUE;

  if (job->error == NULL)
    g_set_error (&job->error, HARK_ERROR, HARK_ERROR_INTERNAL, "a write failed without saying why");
  srv_roster_cut (roster, length);
  return hark_sqlite_in_transaction (db) && hark_sqlite_exec (db, "ROLLBACK TO job", NULL)
         && hark_sqlite_exec (db, "RELEASE job", NULL);
}

/* @seq: the newest number that was given out. */
static gboolean
run_jobs (SrvWriter *self, GPtrArray *batch, gint64 *seq, GError **error)
{
  for (guint i = 0; i < batch->len; i++)
    {
      SrvWriterJob *job = g_ptr_array_index (batch, i);

      if (run_job (self, job, job->is_aside ? 0 : ++*seq))
        continue;
      g_propagate_error (error, g_error_copy (job->error));
      return FALSE;
    }

  return *seq == self->seq || store_lineage_set_seq (self->store, *seq, error);
}

static gboolean
run_batch (SrvWriter *self, GPtrArray *batch, gint64 *seq, GError **error)
{
  HarkSqlite *db = srv_store_get_db (self->store);

  return hark_sqlite_exec (db, "BEGIN IMMEDIATE", error) && run_jobs (self, batch, seq, error)
         && hark_sqlite_exec (db, "COMMIT", error);
}

/* To the operator, once for each time that the disk fails. */
static void
tell (SrvWriter *self, const GError *error)
{
  gboolean fails = error != NULL;

  if (fails && !self->failing)
    g_warning ("the store cannot be written, everybody is told to try again: %s", error->message);
  else if (!fails && self->failing)
    g_message ("the store can be written again");
  self->failing = fails;
}

static void
commit_batch (SrvWriter *self, GPtrArray *batch)
{
  HarkSqlite *db = srv_store_get_db (self->store);
  SrvRoster *roster = srv_store_get_roster (self->store);
  guint length = srv_roster_get_length (roster);
  gint64 before = self->seq, seq = self->seq;
  g_autoptr (GError) error = NULL;

  if (run_batch (self, batch, &seq, &error))
    {
      tell (self, NULL);
      self->seq = seq;
      if (self->committed != NULL && seq > before)
        self->committed (before + 1, seq, self->committed_data);
      return;
    }

  tell (self, error);
  if (hark_sqlite_in_transaction (db))
    hark_sqlite_exec (db, "ROLLBACK", NULL);
  srv_roster_cut (roster, length);
  for (guint i = 0; i < batch->len; i++)
    fail_job (g_ptr_array_index (batch, i));
}

static gpointer
write_thread (gpointer data)
{
  SrvWriter *self = data;
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();

  g_mutex_lock (&self->lock);
  for (;;)
    {
      while (g_queue_is_empty (&self->queue) && !self->ending)
        g_cond_wait (&self->waiting, &self->lock);
      while (batch->len < SRV_WRITER_BATCH && !g_queue_is_empty (&self->queue))
        g_ptr_array_add (batch, g_queue_pop_head (&self->queue));
      if (batch->len == 0)
        break;

      g_mutex_unlock (&self->lock);
      commit_batch (self, batch);
      g_mutex_lock (&self->lock);

      for (guint i = 0; i < batch->len; i++)
        ((SrvWriterJob *)g_ptr_array_index (batch, i))->done = TRUE;
      g_ptr_array_set_size (batch, 0);
      self->written = TRUE;
      self->deleted = hark_sqlite_take_deleted (srv_store_get_db (self->store)) || self->deleted;
      g_cond_broadcast (&self->answered);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* Passive: waits for nobody and lets nobody wait; what readers hold back goes next time. What was
 * deleted shall be gone from the log too, which is emptied then, once nobody reads in it. */
static gboolean
move_log (SrvWriter *self, gboolean deleted)
{
  HarkSqlite *db = srv_store_get_db (self->checkpoints);

  /* most of it while others write: who empties the log keeps them from that */
  hark_sqlite_exec (db, "PRAGMA wal_checkpoint(PASSIVE)", NULL);
  return !deleted || hark_sqlite_checkpoint (db, NULL);
}

static gpointer
checkpoint_thread (gpointer data)
{
  SrvWriter *self = data;

  g_mutex_lock (&self->lock);
  while (!self->ending)
    {
      gboolean written = self->written, deleted = self->deleted, done;
      guint64 asked = self->asked;

      self->written = FALSE;
      self->deleted = FALSE;
      g_mutex_unlock (&self->lock);
      done = !(written || deleted) || move_log (self, deleted);
      g_mutex_lock (&self->lock);
      if (!done)
        self->deleted = TRUE;
      else if (deleted)
        {
          self->emptied = asked;
          g_cond_broadcast (&self->answered);
        }
      if (!self->ending)
        g_cond_wait_until (&self->checkpoint, &self->lock,
                           g_get_monotonic_time () + CHECKPOINT_SECONDS * G_TIME_SPAN_SECOND);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

static gboolean
begin_lineage (SrvWriter *self, gint64 now, GError **error)
{
  HarkSqlite *db = srv_store_get_db (self->store);

  if (!hark_sqlite_exec (db, "PRAGMA wal_autocheckpoint = 0", error)
      || !hark_sqlite_exec (db, "PRAGMA busy_timeout = " PATIENCE_MS, error)
      || !hark_sqlite_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (store_lineage_begin (self->store, now, &self->seq, error)
      && store_backup_note_start (self->store, self->seq, now, error)
      && hark_sqlite_exec (db, "COMMIT", error))
    return TRUE;

  if (hark_sqlite_in_transaction (db))
    hark_sqlite_exec (db, "ROLLBACK", NULL);
  return FALSE;
}

SrvWriter *
srv_writer_new (SrvStores *stores, gint64 now, GError **error)
{
  g_autoptr (SrvWriter) self = g_new0 (SrvWriter, 1);

  self->stores = stores;
  g_mutex_init (&self->lock);
  g_cond_init (&self->waiting);
  g_cond_init (&self->answered);
  g_cond_init (&self->checkpoint);
  g_queue_init (&self->queue);

  self->store = srv_stores_open_writer (stores, error);
  if (self->store == NULL || !begin_lineage (self, now, error))
    return NULL;
  self->checkpoints = srv_stores_open_writer (stores, error);
  if (self->checkpoints == NULL
      || !hark_sqlite_exec (srv_store_get_db (self->checkpoints), "PRAGMA busy_timeout = 0", error))
    return NULL;

  self->thread = g_thread_new ("hark-writer", write_thread, self);
  self->checkpoint_thread = g_thread_new ("hark-checkpoint", checkpoint_thread, self);
  return g_steal_pointer (&self);
}

gboolean
srv_writer_wait_emptied (SrvWriter *self, gint64 end)
{
  gboolean emptied;
  guint64 asked;

  g_mutex_lock (&self->lock);
  asked = ++self->asked;
  self->deleted = TRUE;
  g_cond_signal (&self->checkpoint);
  while (self->emptied < asked && g_cond_wait_until (&self->answered, &self->lock, end))
    continue;
  emptied = self->emptied >= asked;
  g_mutex_unlock (&self->lock);
  return emptied;
}

gint64
srv_writer_watch (SrvWriter *self, SrvCommitted committed, gpointer data)
{
  gint64 seq;

  /* the thread takes the lock before it looks at the first write */
  g_mutex_lock (&self->lock);
  self->committed = committed;
  self->committed_data = data;
  seq = self->seq;
  g_mutex_unlock (&self->lock);
  return seq;
}

void
srv_writer_free (SrvWriter *self)
{
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  g_cond_signal (&self->waiting);
  g_cond_signal (&self->checkpoint);
  g_mutex_unlock (&self->lock);

  g_clear_pointer (&self->thread, g_thread_join);
  g_clear_pointer (&self->checkpoint_thread, g_thread_join);
  g_clear_pointer (&self->checkpoints, srv_store_release);
  /* so that the log is empty after a clean end; where a reader is in the way it is read at the next
   * start */
  if (self->store != NULL)
    hark_sqlite_checkpoint (srv_store_get_db (self->store), NULL);
  g_clear_pointer (&self->store, srv_store_release);
  g_cond_clear (&self->checkpoint);
  g_cond_clear (&self->answered);
  g_cond_clear (&self->waiting);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static SrvWriterJob *
push (SrvWriter *self, SrvWork work, gpointer data, gboolean is_aside, GError **error)
{
  SrvWriterJob *job = g_new0 (SrvWriterJob, 1);

  job->work = work;
  job->data = data;
  job->is_aside = is_aside;

  g_mutex_lock (&self->lock);
  if (g_queue_get_length (&self->queue) < SRV_WRITER_QUEUE)
    g_queue_push_tail (&self->queue, job);
  else
    g_clear_pointer (&job, g_free);
  g_cond_signal (&self->waiting);
  g_mutex_unlock (&self->lock);

  if (job == NULL)
    g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "too many changes wait: try again");
  return job;
}

SrvWriterJob *
srv_writer_push (SrvWriter *self, SrvWork work, gpointer data, GError **error)
{
  return push (self, work, data, FALSE, error);
}

gboolean
srv_writer_wait (SrvWriter *self, SrvWriterJob *job, GError **error)
{
  gboolean written;

  g_mutex_lock (&self->lock);
  while (!job->done)
    g_cond_wait (&self->answered, &self->lock);
  g_mutex_unlock (&self->lock);

  written = job->error == NULL;
  if (!written)
    g_propagate_error (error, g_steal_pointer (&job->error));
  g_free (job);
  return written;
}

gboolean
srv_writer_run (SrvWriter *self, SrvWork work, gpointer data, GError **error)
{
  SrvWriterJob *job = srv_writer_push (self, work, data, error);

  return job != NULL && srv_writer_wait (self, job, error);
}

gboolean
srv_writer_run_aside (SrvWriter *self, SrvWork work, gpointer data, GError **error)
{
  SrvWriterJob *job = push (self, work, data, TRUE, error);

  return job != NULL && srv_writer_wait (self, job, error);
}

gint64
srv_writer_get_rest (gint64 took)
{
  return CLAMP (took, 0, MAX_REST / REST_TIMES) * REST_TIMES;
}
