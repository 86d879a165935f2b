/* srv-server.c: see srv-server.h */
#include "srv-server.h"

#include "api.h"
#include "job-schedule.h"
#include "mail-job.h"
#include "srv-eraser.h"
#include "srv-gate.h"
#include "srv-lock.h"
#include "srv-portal.h"
#include "srv-push.h"
#include "srv-router.h"

#include <libsoup/soup.h>

#define FOLLOW_MILLISECONDS 500
#define DRAIN_SECONDS 5 /* for replies that are on their way when the server ends */

struct _SrvServer
{
  SrvContext context;
  int lock;
  SoupServer *soup;
  SrvRouter *router;
  SrvGate *gate;
  GSource *follow;
};

static gint64
read_system_clock (gpointer user)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gboolean
open_store (SrvServer *self, const char *dir, GError **error)
{
  SrvContext *context = &self->context;

  self->lock = srv_lock_take (dir, error);
  if (self->lock < 0)
    return FALSE;
  context->stores = srv_stores_open (dir, SRV_STORES_MIGRATE, error);
  if (context->stores == NULL)
    return FALSE;

  context->roster = srv_stores_get_roster (context->stores);
  context->zone = srv_stores_get_zone (context->stores);
  context->blobs = srv_blobs_new (dir);
  context->throttle = srv_throttle_new ();
  context->config = srv_config_new (context->stores, error);
  if (context->config == NULL)
    return FALSE;
  context->writer = srv_writer_new (context->stores, srv_context_now (context), error);
  if (context->writer == NULL)
    return FALSE;
  context->push = srv_push_new (context);
  /* before anybody can ask: what was deleted once is not there */
  context->eraser = srv_eraser_new (context, error);
  if (context->eraser == NULL)
    return FALSE;
  context->schedule = srv_schedule_new (context, job_schedule_table, error);
  if (context->schedule == NULL)
    return FALSE;
  context->mail = mail_job_start (context);
  return TRUE;
}

/* Settings may change while the server runs. */
static gboolean
on_follow (gpointer data)
{
  SrvServer *self = data;

  srv_gate_set_per_source (self->gate,
                           srv_config_get_number (self->context.config, SRV_CONFIG_PER_SOURCE));
  return G_SOURCE_CONTINUE;
}

static void
make_gate (SrvServer *self, const char *dir)
{
  self->gate = srv_gate_new (self->soup);
  srv_gate_set_folder (self->gate, dir);
  on_follow (self);
  self->follow = g_timeout_source_new (FOLLOW_MILLISECONDS);
  g_source_set_callback (self->follow, on_follow, self, NULL);
  g_source_attach (self->follow, g_main_context_get_thread_default ());
}

static void
add_routes (SrvServer *self)
{
  self->soup = g_object_new (SOUP_TYPE_SERVER, NULL);
  self->router = srv_router_new (self->soup, &self->context, api_session_authenticate);
  for (guint i = 0; api_tables[i] != NULL; i++)
    srv_router_add (self->router, api_tables[i]);
  srv_portal_add_routes (self->router);
}

SrvServer *
srv_server_new (const char *dir, SrvClock clock, gpointer clock_data, GError **error)
{
  g_autoptr (SrvServer) self = g_new0 (SrvServer, 1);

  self->lock = -1;
  self->context.clock = clock != NULL ? clock : read_system_clock;
  self->context.clock_data = clock_data;
  if (!open_store (self, dir, error))
    return NULL;

  self->context.portal = srv_portal_new (&self->context);
  add_routes (self);
  make_gate (self, dir);
  srv_schedule_start (self->context.schedule);
  return g_steal_pointer (&self);
}

gboolean
srv_server_listen (SrvServer *self, const char *address, GError **error)
{
  return srv_gate_listen (self->gate, address, error);
}

gboolean
srv_server_listen_on (SrvServer *self, int fd, GError **error)
{
  return srv_gate_listen_on (self->gate, fd, error);
}

/* The store is asked last: nobody is there who would wait for that. A job that waits for the clock
 * to be believed (srv-schedule.h) may as well wait for another start. */
gboolean
srv_server_is_idle (SrvServer *self)
{
  SrvContext *context = &self->context;

  return srv_gate_get_connections (self->gate) == 0 && srv_portal_is_empty (context->portal)
         && srv_eraser_is_done (context->eraser) && !mail_job_is_waiting (context->mail)
         && srv_schedule_get_next (context->schedule) > srv_context_now (context);
}

guint64
srv_server_get_taken (SrvServer *self)
{
  return srv_gate_get_taken (self->gate);
}

void
srv_server_stop_listening (SrvServer *self)
{
  srv_gate_stop_listening (self->gate);
}

void
srv_server_set_tls (SrvServer *self, SrvTls *tls)
{
  srv_gate_set_tls (self->gate, tls);
  g_atomic_int_set (&self->context.standing.certificate_day,
                    (gint)(srv_tls_get_end (tls) / SRV_STANDING_DAY));
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Lets replies go out, for a while. */
static void
drain (SrvServer *self)
{
  GMainContext *main = g_main_context_ref_thread_default ();
  g_autoptr (GSource) tick = g_timeout_source_new (20);
  gint64 end = g_get_monotonic_time () + DRAIN_SECONDS * G_TIME_SPAN_SECOND;

  g_source_set_callback (tick, wake, NULL, NULL);
  g_source_attach (tick, main);
  while (srv_gate_get_connections (self->gate) > 0 && g_get_monotonic_time () < end)
    g_main_context_iteration (main, TRUE);
  g_source_destroy (tick);
  g_main_context_unref (main);
}

void
srv_server_free (SrvServer *self)
{
  SrvContext *context = &self->context;

  if (context->mail != NULL)
    mail_job_end (context->mail); /* no request waits for a mail server any more */
  if (self->gate != NULL)
    {
      g_source_destroy (self->follow);
      g_source_unref (self->follow);
      srv_gate_close (self->gate);
      srv_push_close (context->push);
      drain (self);
      srv_router_close (self->router);
    }
  g_clear_object (&self->gate);
  g_clear_object (&self->router);
  g_clear_object (&self->soup);

  g_clear_pointer (&context->schedule, srv_schedule_free);
  g_clear_pointer (&context->mail, mail_job_stop);
  g_clear_pointer (&context->eraser, srv_eraser_free);
  g_clear_pointer (&context->portal, srv_portal_free);
  g_clear_pointer (&context->writer, srv_writer_free);
  g_clear_pointer (&context->push, srv_push_free);
  g_clear_pointer (&context->config, srv_config_free);
  g_clear_pointer (&context->throttle, srv_throttle_free);
  g_clear_pointer (&context->blobs, srv_blobs_free);
  g_clear_pointer (&context->stores, srv_stores_close);
  srv_lock_release (self->lock);
  g_free (self);
}

gint64
srv_server_get_next (SrvServer *self)
{
  SrvContext *context = &self->context;

  return MIN (srv_schedule_get_next (context->schedule), mail_job_get_next (context->mail));
}

char *
srv_server_get_url (SrvServer *self)
{
  return srv_gate_get_url (self->gate);
}

SrvContext *
srv_server_get_context (SrvServer *self)
{
  return &self->context;
}
