/* desk.c: see desk.h */
#include "desk.h"

#include "api.h"
#include "fuzz.h"
#include "srv-portal.h"
#include "srv-request-private.h"

#include <string.h>

struct _Desk
{
  World *world;
  SoupServer *soup;
  SrvRouter *router;
};

Desk *
desk_new (void)
{
  static const SrvRoute *const tables[]
      = { api_info_routes, api_setup_routes, api_session_routes,    api_roster_routes,
          api_sync_routes, api_op_routes,    api_invitation_routes, api_blob_routes,
          api_due_routes,  api_event_routes };
  Desk *self = g_new0 (Desk, 1);

  fuzz_fix_random ();
  self->world = world_new ();
  world_add (self->world, "bert", HARK_ROLE_PROFESSIONAL);
  self->soup = g_object_new (SOUP_TYPE_SERVER, NULL);
  self->router = srv_router_new (self->soup, harness_get_context (self->world->harness),
                                 api_session_authenticate);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    srv_router_add (self->router, tables[i]);
  srv_portal_add_routes (self->router);
  return self;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

void
desk_free (Desk *self)
{
  srv_router_close (self->router);
  settle ();
  g_object_unref (self->router);
  g_object_unref (self->soup);
  world_free (self->world);
  g_free (self);
}

World *
desk_get_world (Desk *self)
{
  return self->world;
}

void
desk_reply_clear (DeskReply *self)
{
  g_clear_pointer (&self->type, g_free);
  g_clear_pointer (&self->body, g_bytes_unref);
}

/* NULL where the first line has no path. */
static SrvRequest *
read_request (Desk *self, const guint8 **data, gsize *size)
{
  g_autofree char *line = fuzz_take_line (data, size, '\n');
  g_autofree char *path = NULL;
  char *target = strchr (line, ' ');
  char *query = target != NULL ? strchr (target, '?') : NULL;
  SrvRequest *request;

  if (target == NULL || target[1] != '/' || !g_utf8_validate (line, -1, NULL))
    return NULL;

  *target++ = '\0';
  if (query != NULL)
    *query++ = '\0';
  path = g_uri_unescape_string (target, NULL);
  if (path == NULL || !g_utf8_validate (path, -1, NULL))
    return NULL;

  request = g_new0 (SrvRequest, 1);
  g_atomic_ref_count_init (&request->refs);
  request->router = g_object_ref (self->router);
  request->method = g_strdup (line);
  request->path = g_steal_pointer (&path);
  request->query = g_strdup (query);
  request->header = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_mutex_init (&request->outflow.lock);
  g_cond_init (&request->outflow.room);
  fuzz_take_headers (data, size, request->header);
  request->size = *size;
  request->whole = *size == 0;
  return request;
}

/* As SoupServer and the router do it, in one thread. */
static void
answer (Desk *self, SrvRequest *request, const guint8 *data, gsize size)
{
  srv_router_find (self->router, request);
  if (request->error == NULL && size > 0)
    {
      request->job = SRV_JOB_PREPARE;
      srv_router_run (self->router, request);
      if (request->replied)
        return;
      if (srv_router_take (self->router, request, data, size, &request->error))
        srv_request_end_body (request);
    }

  request->job = request->error != NULL ? SRV_JOB_FAIL : SRV_JOB_HANDLE;
  srv_router_run (self->router, request);
}

static void
check_reply (SrvRequest *request)
{
  const SrvReply *reply = &request->reply;

  g_assert_true (request->replied);
  g_assert_cmpuint (reply->status, >=, 200);
  g_assert_cmpuint (reply->status, !=, SOUP_STATUS_INTERNAL_SERVER_ERROR);
  for (guint i = 0; reply->header != NULL && i < reply->header->len; i++)
    g_assert_null (strpbrk (g_ptr_array_index (reply->header, i), "\r\n"));
}

gboolean
desk_ask (Desk *self, const guint8 *data, gsize size, DeskReply *reply)
{
  SrvRequest *request = read_request (self, &data, &size);

  *reply = (DeskReply){ 0 };
  if (request == NULL)
    return FALSE;

  answer (self, request, data, size);
  check_reply (request);
  reply->status = request->reply.status;
  reply->type = g_strdup (request->reply.type);
  if (request->reply.body != NULL)
    reply->body = g_bytes_ref (request->reply.body);

  srv_reply_abandon (request);
  settle ();
  srv_request_unref (request);
  return TRUE;
}

void
desk_add (const char *name, const char *method, const char *path, const char *token,
          const char *headers, gconstpointer body, gsize length)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "%s %s\n", method, path);
  if (token != NULL)
    g_string_append_printf (text, "Authorization: Bearer %s\n", token);
  g_string_append_printf (text, "%s\n", headers != NULL ? headers : "");
  g_string_append_len (text, body, (gssize)length);
  fuzz_add (name, text->str, text->len);
}
