/* job-sweep.c: see job-sweep.h */
#include "job-sweep.h"

#include "hark-error.h"
#include "srv-schedule.h"
#include "store-absence.h"
#include "store-blob.h"
#include "store-invitation.h"
#include "store-mail.h"
#include "store-op.h"
#include "store-session.h"
#include "store-tomb.h"

typedef struct
{
  gint64 now;
  gboolean has_more; /* something was old, and so may be others */
} Sweep;

/* A SrvWork. */
static gboolean
expire (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Sweep *self = data;
  HarkSqlite *db = srv_store_get_db (store);
  gint64 now = self->now, before = hark_sqlite_total_changes (db);
  gboolean done = store_blob_expire (store, now, error) && store_session_expire (store, now, error)
                  && store_op_expire (store, now, error)
                  && store_invitation_expire (store, now, error)
                  && store_absence_expire (store, now, error)
                  && store_mail_expire (store, now, error) && store_tomb_expire (store, now, error);

  self->has_more = hark_sqlite_total_changes (db) > before;
  return done;
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
  Sweep sweep = { srv_context_now (context), FALSE };
  gint64 began;

  do
    {
      began = g_get_monotonic_time ();
      if (!srv_writer_run (context->writer, expire, &sweep, error))
        return FALSE;
    }
  while (sweep.has_more && srv_schedule_rest (context->schedule, began));

  return remove_files (context, error);
}
