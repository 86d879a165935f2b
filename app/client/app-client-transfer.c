/* app-client-transfer.c: attachments travel beside the sync, so that a large one keeps nothing else
 * waiting: a worker sends what the outbox needs, and a sync after it what waited for that */
#include "app-client-private.h"

#include "app-file.h"
#include "app-intent.h"
#include "hark-error.h"

#define TELL_EVERY (G_TIME_SPAN_SECOND / 5) /* often enough for an eye */

void
app_client_init_transfers (AppClient *self)
{
  g_mutex_init (&self->upload_lock);
  self->transfers = app_transfers_new (TELL_EVERY, app_client_tell_transfer, self);
  self->uploaded = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
}

void
app_client_clear_transfers (AppClient *self)
{
  g_clear_pointer (&self->uploaded, g_hash_table_unref);
  g_clear_pointer (&self->transfers, app_transfers_free);
  g_mutex_clear (&self->upload_lock);
}

gboolean
app_client_get_transfer (AppClient *self, const HarkId *blob, AppTransfer *transfer)
{
  return app_transfers_get (self->transfers, blob, transfer);
}

guint
app_client_sum_transfers (AppClient *self, AppTransfer *sum)
{
  return app_transfers_sum (self->transfers, sum);
}

void
app_client_set_uploads_beside (AppClient *self, gboolean beside)
{
  g_mutex_lock (&self->upload_lock);
  self->uploads_beside = beside;
  g_mutex_unlock (&self->upload_lock);
}

static gboolean
is_uploaded (gpointer client, const HarkId *blob)
{
  AppClient *self = client;
  gboolean is_there;

  g_mutex_lock (&self->upload_lock);
  is_there = g_hash_table_contains (self->uploaded, blob);
  g_mutex_unlock (&self->upload_lock);

  return is_there;
}

static void
forget_uploaded (gpointer client)
{
  AppClient *self = client;

  g_mutex_lock (&self->upload_lock);
  g_hash_table_remove_all (self->uploaded);
  g_mutex_unlock (&self->upload_lock);
}

void
app_client_prepare_uploads (AppClient *self, AppSync *sync)
{
  sync->transfers = self->transfers;
  g_mutex_lock (&self->upload_lock);
  sync->is_uploaded = self->uploads_beside ? is_uploaded : NULL;
  sync->forget_uploaded = forget_uploaded;
  g_mutex_unlock (&self->upload_lock);
  sync->user = self;
}

/* --- the worker --- */

/* The first attachment of the outbox that is not there yet; @is_last: its operation waits for no
 * other. */
static gboolean
find_next (AppClient *self, AppStore *store, HarkId *blob, gboolean *is_last)
{
  g_autoptr (GPtrArray) waiting = NULL;

  g_mutex_lock (&self->lock);
  waiting = app_outbox_list (store->outbox, FALSE, NULL);
  g_mutex_unlock (&self->lock);

  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    {
      g_autoptr (GArray) blobs = app_intent_get_blobs (g_ptr_array_index (waiting, i));
      guint missing = 0;

      for (guint j = 0; j < blobs->len; j++)
        if (!is_uploaded (self, &g_array_index (blobs, HarkId, j)) && missing++ == 0)
          *blob = g_array_index (blobs, HarkId, j);
      *is_last = missing == 1;
      if (missing > 0)
        return TRUE;
    }

  return FALSE;
}

/* TRUE: go on with the others. What cannot be sent counts as done: the sync that comes to it finds
 * out the same, and refuses the operation with its reason. */
static gboolean
upload (AppClient *self, AppStore *store, AppHttp *http, const HarkId *blob)
{
  g_autoptr (GError) error = NULL;

  if (!app_file_upload (store->home, http, blob, self->transfers, &error)
      && !g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID)
      && !g_error_matches (error, HARK_ERROR, HARK_ERROR_TOO_LARGE))
    return FALSE;

  g_mutex_lock (&self->upload_lock);
  g_hash_table_add (self->uploaded, hark_id_copy (blob));
  g_mutex_unlock (&self->upload_lock);
  return TRUE;
}

static void
upload_all (AppClient *self)
{
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (GCancellable) cancellable = NULL;
  g_autoptr (AppStore) store = app_client_begin_requests (self, &http, &cancellable, NULL);
  gboolean is_last;
  HarkId blob;

  while (store != NULL && find_next (self, store, &blob, &is_last)
         && upload (self, store, http, &blob))
    if (is_last)
      app_client_sync_sync (self, NULL);
}

static gpointer
run_uploads (gpointer client)
{
  AppClient *self = client;
  gboolean again;

  do
    {
      upload_all (self);
      g_mutex_lock (&self->upload_lock);
      again = self->upload_again;
      self->upload_again = FALSE;
      self->uploading = again;
      g_mutex_unlock (&self->upload_lock);
    }
  while (again);

  return NULL;
}

/* What fails is tried again by whichever sync comes next. */
void
app_client_start_uploads (AppClient *self)
{
  g_mutex_lock (&self->upload_lock);
  self->upload_again = self->uploading && g_thread_self () != self->uploader;
  if (!self->uploading && !g_cancellable_is_cancelled (self->cancellable))
    {
      /* Over, or about to be: it takes no lock any more. */
      g_clear_pointer (&self->uploader, g_thread_join);
      self->uploading = TRUE;
      self->uploader = g_thread_new ("hark-upload", run_uploads, self);
    }
  g_mutex_unlock (&self->upload_lock);
}

void
app_client_join_uploads (AppClient *self)
{
  GThread *uploader;

  g_mutex_lock (&self->upload_lock);
  self->upload_again = FALSE;
  uploader = g_steal_pointer (&self->uploader);
  g_mutex_unlock (&self->upload_lock);

  if (uploader != NULL)
    g_thread_join (uploader);
}
