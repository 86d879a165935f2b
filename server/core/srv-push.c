/* srv-push.c: see srv-push.h */
#include "srv-push.h"

#include "hark-api.h"
#include "hark-error.h"
#include "srv-limits.h"
#include "store-wake.h"

#define RETRY_SECONDS 1 /* where the store could not be asked */

typedef struct
{
  SrvRequest *request;
  HarkId user;
  guint8 session[SRV_SESSION_HASH_LEN];
  gint64 told; /* the newest seq that it has heard of */
} Stream;

struct _SrvPush
{
  SrvContext *context;
  GMutex lock;         /* for the streams; may be held while the other one is taken */
  GHashTable *streams; /* of SrvRequest → Stream */
  gboolean closed;

  GMutex news_lock; /* for what follows; the writer takes it: never held for long */
  GCond wake;
  gint64 newest;    /* that was committed */
  gint64 from, to;  /* what nobody was told of yet; from 0: nothing */
  gint64 heartbeat; /* microseconds */
  gint64 next_beat; /* monotonic */
  gboolean ending;
  GThread *thread;
};

/* ---- the streams; locked ---- */

static void
drop_stream (gpointer data)
{
  Stream *stream = data;

  srv_request_drop (stream->request);
  g_free (stream);
}

static gboolean
fail_busy (const char *text, GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_BUSY, text);
  return FALSE;
}

static gboolean
check_room (SrvPush *self, const HarkId *user, GError **error)
{
  GHashTableIter iter;
  gpointer stream;
  guint n = 0;

  if (self->closed)
    return fail_busy ("the server is being stopped", error);
  if (g_hash_table_size (self->streams) >= SRV_MAX_PUSH)
    return fail_busy ("too many clients listen: try again later", error);

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, NULL, &stream))
    n += hark_id_equal (&((Stream *)stream)->user, user);

  return n < SRV_MAX_PUSH_USER || fail_busy ("this account listens too often already", error);
}

/* One that is cut off or gone leaves when the main loop comes to it. */
static void
tell_stream (Stream *stream, gint64 seq)
{
  g_autofree char *event = NULL;

  if (seq <= stream->told)
    return;

  event = g_strdup_printf ("id: %" G_GINT64_FORMAT "\ndata: {\"to\":%" G_GINT64_FORMAT "}\n\n", seq,
                           seq);
  stream->told = seq;
  srv_request_push (stream->request, event);
}

/* ---- for handlers ---- */

/* On the main loop. */
static void
on_gone (SrvRequest *request, gpointer user)
{
  SrvPush *self = user;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove (self->streams, request);
}

static gint64
get_newest (SrvPush *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->news_lock);

  return self->newest;
}

gboolean
srv_push_add (SrvPush *self, SrvRequest *request, const HarkId *user,
              const guint8 session[SRV_SESSION_HASH_LEN], GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Stream *stream;

  if (!check_room (self, user, error))
    return FALSE;

  /* an nginx in front hands on each event as it comes */
  srv_request_add_header (request, "X-Accel-Buffering", "no");
  srv_request_begin (request, SOUP_STATUS_OK, "text/event-stream", -1);
  if (!srv_request_keep (request, on_gone, self))
    return TRUE;

  stream = g_new0 (Stream, 1);
  stream->request = request;
  stream->user = *user;
  memcpy (stream->session, session, sizeof stream->session);
  g_hash_table_insert (self->streams, request, stream);
  tell_stream (stream, get_newest (self));
  return TRUE;
}

void
srv_push_tell (SrvPush *self, GArray *users, gint64 seq)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (hark_id_hash, hark_id_equal_func);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean everybody = FALSE;
  GHashTableIter iter;
  gpointer data;

  for (guint i = 0; i < users->len; i++)
    {
      HarkId *user = &g_array_index (users, HarkId, i);

      everybody = everybody || hark_id_is_zero (user);
      g_hash_table_add (wanted, user);
    }

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    if (everybody || g_hash_table_contains (wanted, &((Stream *)data)->user))
      tell_stream (data, seq);
}

void
srv_push_end_session (SrvPush *self, const guint8 session[SRV_SESSION_HASH_LEN])
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    if (memcmp (((Stream *)data)->session, session, SRV_SESSION_HASH_LEN) == 0)
      g_hash_table_iter_remove (&iter);
}

guint
srv_push_get_streams (SrvPush *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_hash_table_size (self->streams);
}

/* ---- the thread ---- */

static GArray *
list_sessions (SrvPush *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GArray *list = g_array_new (FALSE, FALSE, SRV_SESSION_HASH_LEN);
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    g_array_append_vals (list, ((Stream *)data)->session, 1);

  return list;
}

/* Whoever was switched off, and whose session has run out. */
static gboolean
end_sessions (SrvPush *self, SrvStore *store, GError **error)
{
  g_autoptr (GArray) list = list_sessions (self);
  gint64 now = srv_context_now (self->context);

  for (guint i = 0; i < list->len; i++)
    {
      const guint8 *hash = (const guint8 *)list->data + (gsize)i * SRV_SESSION_HASH_LEN;
      g_autoptr (GError) local = NULL;
      SrvSession session;

      if (store_session_get (store, hash, now, &session, &local))
        continue;
      if (!g_error_matches (local, HARK_ERROR, HARK_ERROR_AUTH)
          && !g_error_matches (local, HARK_ERROR, HARK_ERROR_ENDED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      srv_push_end_session (self, hash);
    }

  return TRUE;
}

static void
beat (SrvPush *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, self->streams);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    srv_request_beat (((Stream *)data)->request, ":\n\n");
}

/* @from 0: nothing was committed. */
static gboolean
serve (SrvPush *self, gint64 from, gint64 to, gboolean beats, GError **error)
{
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (GArray) users = NULL;
  gboolean everybody = FALSE;

  if (srv_push_get_streams (self) == 0)
    return TRUE;

  store = srv_stores_borrow (self->context->stores, error);
  if (store == NULL)
    return FALSE;

  if (from != 0)
    {
      users = store_wake_list (store, from, to, error);
      if (users == NULL)
        return FALSE;
      for (guint i = 0; i < users->len; i++)
        everybody = everybody || hark_id_is_zero (&g_array_index (users, HarkId, i));
    }

  /* who was switched off does not hear of it */
  if ((everybody || beats) && !end_sessions (self, store, error))
    return FALSE;
  if (users != NULL)
    srv_push_tell (self, users, to);
  if (beats)
    beat (self);
  return TRUE;
}

/* What was committed meanwhile is told at once. Locked. */
static void
serve_next (SrvPush *self)
{
  gint64 from = self->from, to = self->to, now = g_get_monotonic_time ();
  gboolean beats = now >= self->next_beat;
  g_autoptr (GError) error = NULL;

  self->from = 0;
  if (beats)
    self->next_beat = now + self->heartbeat;

  g_mutex_unlock (&self->news_lock);
  serve (self, from, to, beats, &error);
  g_mutex_lock (&self->news_lock);
  if (error == NULL)
    return;

  g_warning ("events: %s", error->message);
  if (from != 0)
    {
      self->to = MAX (self->to, to);
      self->from = from;
    }
  if (!self->ending)
    g_cond_wait_until (&self->wake, &self->news_lock,
                       g_get_monotonic_time () + RETRY_SECONDS * G_TIME_SPAN_SECOND);
}

static gpointer
push_thread (gpointer data)
{
  SrvPush *self = data;

  g_mutex_lock (&self->news_lock);
  while (!self->ending)
    if (self->from != 0 || g_get_monotonic_time () >= self->next_beat)
      serve_next (self);
    else
      g_cond_wait_until (&self->wake, &self->news_lock, self->next_beat);
  g_mutex_unlock (&self->news_lock);
  return NULL;
}

/* In the writer's thread. */
static void
on_committed (gint64 from, gint64 to, gpointer user)
{
  SrvPush *self = user;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->news_lock);

  self->newest = to;
  self->from = self->from != 0 ? self->from : from;
  self->to = to;
  g_cond_signal (&self->wake);
}

/* ---- the hub ---- */

void
srv_push_set_heartbeat (SrvPush *self, guint milliseconds)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->news_lock);

  self->heartbeat = (gint64)milliseconds * G_TIME_SPAN_MILLISECOND;
  self->next_beat = g_get_monotonic_time () + self->heartbeat;
  g_cond_signal (&self->wake);
}

SrvPush *
srv_push_new (SrvContext *context)
{
  SrvPush *self = g_new0 (SrvPush, 1);

  self->context = context;
  g_mutex_init (&self->lock);
  g_mutex_init (&self->news_lock);
  g_cond_init (&self->wake);
  self->streams = g_hash_table_new_full (NULL, NULL, NULL, drop_stream);
  srv_push_set_heartbeat (self, HARK_API_HEARTBEAT * 1000);
  self->newest = srv_writer_watch (context->writer, on_committed, self);
  self->thread = g_thread_new ("hark-push", push_thread, self);
  return self;
}

void
srv_push_close (SrvPush *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->closed = TRUE;
  g_hash_table_remove_all (self->streams);
}

void
srv_push_free (SrvPush *self)
{
  srv_push_close (self);
  g_mutex_lock (&self->news_lock);
  self->ending = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->news_lock);
  g_thread_join (self->thread);
  g_hash_table_unref (self->streams);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->news_lock);
  g_mutex_clear (&self->lock);
  g_free (self);
}
