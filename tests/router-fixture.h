/* router-fixture.h: a router behind a gate, with handlers for whatever a request may meet */
#pragma once

#include "srv-gate.h"
#include "srv-router.h"
#include "wire.h"

#define HOST "Host: localhost\r\n"
#define BEARER "Authorization: Bearer secret\r\n"

typedef struct
{
  WireThread *thread;
  SoupServer *soup;
  SrvGate *gate;
  SrvRouter *router;
  guint16 port;
  gboolean open; /* the door of "/api/v1/wait" */
  gint waiting;
  gint handled;
  gint sinks;  /* made and not freed */
  gint fed;    /* bytes */
  gint broken; /* streams that were told that the client is gone */
  SrvRequest *kept;
  guint connections;
  GMutex lock;
  GCond cond;
} RouterFixture;

void router_fixture_set_up (RouterFixture *f, gconstpointer unused);
void router_fixture_tear_down (RouterFixture *f, gconstpointer unused);
/* To be called in the server's thread. */
void router_fixture_close_router (gpointer f);

void router_fixture_open_door (RouterFixture *f);
/* Each waits at most 20 seconds. */
void router_fixture_wait_for_waiting (RouterFixture *f, gint count);
void router_fixture_wait_for_number (gint *number, gint value);
void router_fixture_wait_for_connections (RouterFixture *f, guint count);

/* @line is "METHOD TARGET", @headers lines of their own or NULL, @body NULL for none. */
void router_fixture_send_request (int fd, const char *line, const char *headers, const char *body);
/* "STATUS BODY" of a request on a connection of its own. (transfer full) */
char *router_fixture_ask (RouterFixture *f, const char *line, const char *headers,
                          const char *body);
void router_fixture_assert_answer (RouterFixture *f, const char *line, const char *headers,
                                   const char *body, const char *expected);
