/* srv-idle.c: see srv-idle.h */
#include "srv-idle.h"

#define LOOK_SECONDS 1

struct _SrvIdle
{
  SrvServer *server;
  GMainLoop *loop;
  gint64 patience; /* microseconds */
  gint64 since;    /* it has been idle; g_get_monotonic_time() */
  guint64 taken;   /* connections by then */
  GSource *look;
};

static gboolean
on_look (gpointer user)
{
  SrvIdle *self = user;
  guint64 taken = srv_server_get_taken (self->server);
  gint64 now = g_get_monotonic_time ();

  if (taken != self->taken || !srv_server_is_idle (self->server))
    {
      self->taken = taken;
      self->since = now;
    }
  if (now - self->since < self->patience)
    return G_SOURCE_CONTINUE;

  /* first, and at once: who was let in after the look above would be cut off */
  srv_server_stop_listening (self->server);
  g_main_loop_quit (self->loop);
  return G_SOURCE_CONTINUE;
}

SrvIdle *
srv_idle_start (SrvServer *server, guint seconds, GMainLoop *loop)
{
  SrvIdle *self = g_new0 (SrvIdle, 1);

  self->server = server;
  self->loop = loop;
  self->patience = seconds * G_TIME_SPAN_SECOND;
  self->since = g_get_monotonic_time ();
  self->look = g_timeout_source_new_seconds (LOOK_SECONDS);
  g_source_set_callback (self->look, on_look, self, NULL);
  g_source_attach (self->look, g_main_loop_get_context (loop));
  return self;
}

void
srv_idle_stop (SrvIdle *self)
{
  g_source_destroy (self->look);
  g_source_unref (self->look);
  g_free (self);
}
