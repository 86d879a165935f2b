/* gate-fixture.h: a gate with a SoupServer behind it that says what it has been asked */
#pragma once

#include "srv-gate.h"
#include "wire.h"

#define HOST "Host: localhost\r\n"
#define GET "GET / HTTP/1.1\r\n" HOST "\r\n"
/* bytes of the reply to "GET /large" */
#define LARGE (32 * 1024 * 1024)

typedef struct
{
  WireThread *thread;
  SoupServer *soup;
  SrvGate *gate;
  SrvTls *tls;
  guint16 port;
  guint max_connections;
  guint seconds;
  guint per_source;  /* 0 for any number */
  guint connections; /* of the last look */
  guint sources;     /* likewise */
  gint seen;         /* requests that SoupServer got to see */
} GateFixture;

void gate_fixture_set_up (GateFixture *f, gconstpointer unused);
/* Every deadline is a second. */
void gate_fixture_set_up_impatient (GateFixture *f, gconstpointer unused);
/* At most four connections. */
void gate_fixture_set_up_small (GateFixture *f, gconstpointer unused);
/* At most four connections of each source. */
void gate_fixture_set_up_fair (GateFixture *f, gconstpointer unused);
void gate_fixture_tear_down (GateFixture *f, gconstpointer unused);

/* The server's end of a connection goes a moment after the client's. */
void gate_fixture_wait_for_connections (GateFixture *f, guint count);
/* A reply with 200 and this body: "METHOD PATH LENGTH". */
void gate_fixture_assert_reply (int fd, const char *body);
/* Nothing more comes. Closes @fd. */
void gate_fixture_assert_closed (int fd);
