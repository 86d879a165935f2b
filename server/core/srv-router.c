/* srv-router.c: see srv-router.h
 *
 * A request's way: SoupServer has its head and calls on_head(). Without a body it goes to the pool
 * at once, where it is authenticated, prepared and handled. With a body it goes there first to be
 * authenticated and prepared, if its route asks for that, then takes in the body on the main loop,
 * then goes back to be handled. Meanwhile SoupServer's message is paused; the reply is posted and
 * wakes it. */
#include "srv-router.h"

#include "hark-error.h"
#include "hark-seal.h"
#include "srv-limits.h"
#include "srv-request-private.h"

#include <string.h>

#define REQUEST_KEY "srv-request"

struct _SrvRouter
{
  GObject parent_instance;
  SoupServer *soup;
  gpointer context;
  SrvAuthenticator authenticator;
  SrvErrorPage error_page;
  GPtrArray *tables; /* of const SrvRoute * */
  GMainContext *main_context;
  GThreadPool *pool; /* NULL once closed */
  gint closed;       /* atomic */
  gint memory;       /* atomic: bytes of bodies */
  GMutex lock;
  GPtrArray *streams; /* locked: the SrvRequests that may be waiting for room */
};

G_DEFINE_FINAL_TYPE (SrvRouter, srv_router, G_TYPE_OBJECT)

/* ---- for requests ---- */

GMainContext *
srv_router_get_main_context (SrvRouter *self)
{
  return self->main_context;
}

gpointer
srv_router_get_context (SrvRouter *self)
{
  return self->context;
}

SrvErrorPage
srv_router_get_error_page (SrvRouter *self)
{
  return self->error_page;
}

gboolean
srv_router_is_closed (SrvRouter *self)
{
  return g_atomic_int_get (&self->closed);
}

gboolean
srv_router_add_stream (SrvRouter *self, SrvRequest *request)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->streams->len >= SRV_MAX_STREAMS || srv_router_is_closed (self))
    return FALSE;

  g_ptr_array_add (self->streams, srv_request_ref (request));
  g_thread_pool_set_max_threads (self->pool, SRV_HANDLER_THREADS + self->streams->len, NULL);
  return TRUE;
}

void
srv_router_remove_stream (SrvRouter *self, SrvRequest *request)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_ptr_array_remove_fast (self->streams, request);
  if (!srv_router_is_closed (self))
    g_thread_pool_set_max_threads (self->pool, SRV_HANDLER_THREADS + self->streams->len, NULL);
}

gboolean
srv_router_hold_memory (SrvRouter *self, gsize size)
{
  if (g_atomic_int_add (&self->memory, (gint)size) + (gint)size <= SRV_MAX_BODY_MEMORY)
    return TRUE;

  srv_router_free_memory (self, size);
  return FALSE;
}

void
srv_router_free_memory (SrvRouter *self, gsize size)
{
  g_atomic_int_add (&self->memory, -(gint)size);
}

/* ---- routes ---- */

/* @arg receives the segment that '*' stands for, NULL where the pattern has none. */
static gboolean
match (const char *pattern, const char *path, char **arg)
{
  const char *star = strchr (pattern, '*');
  gsize before, after, length = strlen (path);

  if (star == NULL)
    return g_str_equal (pattern, path);

  before = star - pattern;
  after = strlen (star + 1);
  if (length <= before + after || strncmp (path, pattern, before) != 0
      || strcmp (path + length - after, star + 1) != 0
      || memchr (path + before, '/', length - before - after) != NULL)
    return FALSE;

  *arg = g_strndup (path + before, length - before - after);
  return TRUE;
}

static const SrvRoute *
find_with_method (SrvRouter *self, const char *method, const char *path, char **arg)
{
  for (guint i = 0; i < self->tables->len; i++)
    for (const SrvRoute *route = self->tables->pdata[i]; route->method != NULL; route++)
      if (g_str_equal (route->method, method) && match (route->pattern, path, arg))
        return route;

  return NULL;
}

/* "GET, HEAD, POST": what the path does have, NULL where it does not exist. */
static char *
list_methods (SrvRouter *self, const char *path)
{
  static const char *const methods[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" };
  g_autoptr (GString) list = g_string_new (NULL);
  gboolean has_get = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *arg = NULL;
      gboolean found = find_with_method (self, methods[i], path, &arg) != NULL;

      has_get = has_get || (i == 0 && found);
      if (found || (i == 1 && has_get))
        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", methods[i]);
    }

  return list->len > 0 ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

static void
find_route (SrvRouter *self, SrvRequest *request)
{
  g_autofree char *methods = NULL;

  request->route = find_with_method (self, request->method, request->path, &request->arg);
  if (request->route == NULL && g_str_equal (request->method, "HEAD"))
    request->route = find_with_method (self, "GET", request->path, &request->arg);
  if (request->route != NULL)
    return;

  methods = list_methods (self, request->path);
  if (methods == NULL)
    {
      g_set_error_literal (&request->error, HARK_ERROR, HARK_ERROR_NOT_FOUND,
                           "there is nothing at this address");
      return;
    }

  srv_request_add_header (request, "Allow", methods);
  g_set_error (&request->error, HARK_ERROR, HARK_ERROR_METHOD, "this address takes only %s",
               methods);
}

/* A parameter that cannot be read must not count as one that is not there. */
static void
check_query (SrvRequest *request)
{
  if (request->error == NULL && !srv_request_check_query (request))
    g_set_error_literal (&request->error, HARK_ERROR, HARK_ERROR_INVALID,
                         "the query holds something that is no text");
}

static void
check_body (SrvRequest *request)
{
  if (request->error == NULL && request->size > request->route->max_body)
    g_set_error (&request->error, HARK_ERROR, HARK_ERROR_TOO_LARGE,
                 "at most %" G_GSIZE_FORMAT " bytes are taken here", request->route->max_body);
}

void
srv_router_find (SrvRouter *self, SrvRequest *request)
{
  find_route (self, request);
  check_query (request);
  check_body (request);
}

/* ---- in the pool ---- */

static void
resume (SrvRequest *request)
{
  if (request->message != NULL)
    soup_server_message_unpause (request->message);
}

static gboolean
prepare (SrvRouter *self, SrvRequest *request, GError **error)
{
  const SrvRoute *route = request->route;

  if (request->prepared)
    return TRUE;

  request->prepared = TRUE;
  if (route->auth == SRV_AUTH_USER && !self->authenticator (request, error))
    return FALSE;

  return route->prepare == NULL || route->prepare (request, error);
}

void
srv_router_run (SrvRouter *self, SrvRequest *request)
{
  g_autoptr (GError) error = g_steal_pointer (&request->error);

  if (error == NULL && srv_router_is_closed (self))
    g_set_error_literal (&error, HARK_ERROR, HARK_ERROR_BUSY, "the server is being stopped");

  if (error == NULL && prepare (self, request, &error) && request->job == SRV_JOB_PREPARE)
    {
      srv_request_post (request, resume);
      return;
    }

  if (error != NULL)
    {
      /* before the reply: the next try may come at once */
      srv_request_free_sink (request);
      srv_request_fail (request, error);
    }
  else
    request->route->handler (request);
  srv_reply_end (request);
}

static void
run_job (gpointer data, gpointer user)
{
  g_autoptr (SrvRequest) request = data;

  srv_router_run (user, request);
}

/* Nothing of a request stays where its handler had it. */
static void
run_job_and_wipe (gpointer data, gpointer user)
{
  run_job (data, user);
  hark_seal_wipe_stack ();
}

/* ---- on the main loop ---- */

/* Pauses the message and has @job done. With a full queue the answer comes from here. */
static void
dispatch (SrvRouter *self, SrvRequest *request, SrvJob job)
{
  g_autoptr (GError) error = NULL;

  soup_server_message_pause (request->message);
  request->job = job;
  if (self->pool != NULL && g_thread_pool_unprocessed (self->pool) < SRV_HANDLER_QUEUE)
    {
      /* queued even where it returns FALSE, which is about starting threads */
      g_thread_pool_push (self->pool, srv_request_ref (request), NULL);
      return;
    }

  error = g_error_new_literal (HARK_ERROR, HARK_ERROR_BUSY, "the server is busy, try again soon");
  srv_request_add_header (request, "Retry-After", "5");
  srv_request_fail_json (request, error);
}

gboolean
srv_router_take (SrvRouter *self, SrvRequest *request, const guint8 *data, gsize length,
                 GError **error)
{
  if (request->sink_class != NULL)
    return request->sink_class->feed (request->sink, data, length, error);

  if (!srv_router_hold_memory (self, length))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_BUSY,
                           "the server is busy, try again soon");
      return FALSE;
    }

  srv_request_add_body (request, data, length);
  return TRUE;
}

static void
on_chunk (SoupServerMessage *message, GBytes *chunk, gpointer user)
{
  SrvRequest *request = user;
  gsize length;
  const guint8 *data = g_bytes_get_data (chunk, &length);

  if (!request->discarded
      && !srv_router_take (request->router, request, data, length, &request->error))
    {
      request->discarded = TRUE;
      dispatch (request->router, request, SRV_JOB_FAIL);
    }

  /* SoupServer's copy, which nobody else has */
  explicit_bzero ((gpointer)data, length);
}

static gboolean
wipe_stack (gpointer unused)
{
  hark_seal_wipe_stack ();
  return G_SOURCE_REMOVE;
}

/* SoupServer reads bodies into its stack, which is ours too: wiped from where the loop begins, once
 * it has returned. */
static void
wipe_stack_soon (SrvRouter *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, wipe_stack, NULL, NULL);
  g_source_attach (source, self->main_context);
}

static void
detach (SrvRequest *request)
{
  SoupServerMessage *message = g_steal_pointer (&request->message);

  if (message == NULL)
    return;

  wipe_stack_soon (request->router);

  g_signal_handlers_disconnect_by_data (message, request);
  g_object_set_data (G_OBJECT (message), REQUEST_KEY, NULL);
  g_object_unref (message);
  srv_reply_abandon (request);
  srv_request_unref (request);
}

static void
on_sent (SoupServerMessage *message, guint length, gpointer user)
{
  srv_reply_sent (user, length);
}

/* SoupServer has read a head. */
static void
on_head (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
         gpointer user)
{
  SrvRouter *self = user;
  SrvRequest *request = srv_request_new (self, message, path);

  g_object_set_data (G_OBJECT (message), REQUEST_KEY, request);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect_swapped (message, "finished", G_CALLBACK (detach), request);
  g_signal_connect_swapped (message, "disconnected", G_CALLBACK (detach), request);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_chunk), request);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (on_sent), request);

  srv_router_find (self, request);
  if (request->error != NULL)
    dispatch (self, request, SRV_JOB_FAIL);
  else if (request->whole)
    dispatch (self, request, SRV_JOB_HANDLE);
  else if (request->route->auth != SRV_AUTH_NONE || request->route->prepare != NULL)
    dispatch (self, request, SRV_JOB_PREPARE);
}

/* SoupServer has read a body, and nobody has answered yet. */
static void
on_body (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query,
         gpointer user)
{
  SrvRouter *self = user;
  SrvRequest *request = g_object_get_data (G_OBJECT (message), REQUEST_KEY);

  g_return_if_fail (request != NULL);

  srv_request_end_body (request);
  dispatch (self, request, SRV_JOB_HANDLE);
}

/* ---- the object ---- */

void
srv_router_add (SrvRouter *self, const SrvRoute *routes)
{
  g_ptr_array_add (self->tables, (gpointer)routes);
}

void
srv_router_set_error_page (SrvRouter *self, SrvErrorPage page)
{
  self->error_page = page;
}

static gpointer
ref_request (gconstpointer request, gpointer unused)
{
  return srv_request_ref ((gpointer)request);
}

void
srv_router_close (SrvRouter *self)
{
  g_autoptr (GPtrArray) waiting = NULL;
  GThreadPool *pool = g_steal_pointer (&self->pool);

  if (pool == NULL)
    return;

  /* whoever takes the lock later sees that the pool must not be touched any more */
  g_atomic_int_set (&self->closed, TRUE);
  g_mutex_lock (&self->lock);
  waiting = g_ptr_array_copy (self->streams, ref_request, NULL);
  g_mutex_unlock (&self->lock);

  g_ptr_array_set_free_func (waiting, (GDestroyNotify)srv_request_unref);
  for (guint i = 0; i < waiting->len; i++)
    srv_reply_abandon (waiting->pdata[i]);
  g_thread_pool_free (pool, FALSE, TRUE);
}

/* The last reference may be a request's, dropped in the pool, which cannot wait for itself. */
static void
srv_router_dispose (GObject *object)
{
  SrvRouter *self = SRV_ROUTER (object);

  g_atomic_int_set (&self->closed, TRUE);
  if (self->pool != NULL)
    g_thread_pool_free (g_steal_pointer (&self->pool), FALSE, FALSE);
  if (self->soup != NULL)
    soup_server_remove_handler (self->soup, NULL);
  g_clear_object (&self->soup);

  G_OBJECT_CLASS (srv_router_parent_class)->dispose (object);
}

static void
srv_router_finalize (GObject *object)
{
  SrvRouter *self = SRV_ROUTER (object);

  g_ptr_array_unref (self->tables);
  g_ptr_array_unref (self->streams);
  g_main_context_unref (self->main_context);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (srv_router_parent_class)->finalize (object);
}

static void
srv_router_class_init (SrvRouterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = srv_router_dispose;
  G_OBJECT_CLASS (klass)->finalize = srv_router_finalize;
}

static void
srv_router_init (SrvRouter *self)
{
  self->tables = g_ptr_array_new ();
  self->streams = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_request_unref);
  self->main_context = g_main_context_ref_thread_default ();
  self->pool = g_thread_pool_new (run_job_and_wipe, self, SRV_HANDLER_THREADS, TRUE, NULL);
  g_mutex_init (&self->lock);
}

SrvRouter *
srv_router_new (SoupServer *soup, gpointer context, SrvAuthenticator authenticator)
{
  SrvRouter *self = g_object_new (SRV_TYPE_ROUTER, NULL);

  self->soup = g_object_ref (soup);
  self->context = context;
  self->authenticator = authenticator;
  soup_server_add_early_handler (soup, NULL, on_head, self, NULL);
  soup_server_add_handler (soup, NULL, on_body, self, NULL);
  return self;
}
