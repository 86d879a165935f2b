/* srv-request-private.h: a request on its way between the main loop and the pool.
 *
 * Only one side has it at a time: while a job for it is queued or runs, the message is paused and
 * the main loop touches nothing but what is marked here; what crosses over meanwhile is posted. */
#pragma once

#include "srv-router.h"

G_BEGIN_DECLS

typedef enum
{
  SRV_JOB_PREPARE, /* authenticate and prepare, before a body comes */
  SRV_JOB_HANDLE,  /* the handler, and before it what SRV_JOB_PREPARE did not do */
  SRV_JOB_FAIL,    /* answer with the request's error */
} SrvJob;

typedef struct
{
  guint status;
  char *type;
  GBytes *body;      /* NULL for a stream */
  gint64 length;     /* of a stream, -1 for chunked */
  GPtrArray *header; /* name, value, name, value … */
} SrvReply;

/* The part of a streamed reply that has not gone out. */
typedef struct
{
  GMutex lock;
  GCond room;
  GByteArray *pending; /* not yet handed to SoupServer */
  gsize unsent;        /* that and what SoupServer has not sent */
  gboolean posted;     /* the main loop will come for what is pending */
  gboolean gone;       /* so is the client */
  void (*on_gone) (SrvRequest *request, gpointer user); /* of one that is kept */
  gpointer user;
} SrvOutflow;

struct _SrvRequest
{
  gatomicrefcount refs;
  SrvRouter *router;
  const SrvRoute *route; /* NULL where none matches */

  char *method;
  char *path;
  char *arg;
  char *query;
  GHashTable *header; /* in small letters → values, joined */

  /* with the job */
  SrvJob job;
  GError *error;
  gboolean prepared;
  GHashTable *param;  /* of the query, once asked for */
  GHashTable *cookie; /* likewise */
  gboolean has_user;
  guint8 user[16];
  const SrvSinkClass *sink_class;
  gpointer sink;
  SrvReply reply;
  gboolean replied;
  gboolean in_page;  /* the error page is being made */
  gboolean streamed; /* the reply is a stream */
  gboolean kept;     /* which goes on without the handler */
  gint64 left;       /* to come of a stream of known length */
  guint delay;       /* milliseconds until the reply goes out */
  gboolean has_slot; /* counted as a stream that keeps its thread waiting */

  /* for the main loop alone */
  SoupServerMessage *message; /* NULL once it is over */
  gsize size;                 /* of the body */
  guint8 *buffer;             /* for as much of it as has come and has no sink */
  gsize received;
  gboolean whole;     /* nothing of the body is still to come */
  gboolean discarded; /* what still comes of it is not wanted */
  GBytes *body;
  GSource *late; /* brings a reply that was delayed, NULL for none */

  SrvOutflow outflow; /* locked */
};

/* srv-request.c */
SrvRequest *srv_request_new (SrvRouter *router, SoupServerMessage *message, const char *path);
SrvRequest *srv_request_ref (SrvRequest *self);
void srv_request_unref (SrvRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvRequest, srv_request_unref)
gboolean srv_request_is_api (SrvRequest *self);
/* Nothing more goes into it. */
void srv_request_free_sink (SrvRequest *self);
/* FALSE where something in the query cannot be decoded. */
gboolean srv_request_check_query (SrvRequest *self);
/* A piece of a body that stays in memory, and its end. */
void srv_request_add_body (SrvRequest *self, const guint8 *data, gsize length);
void srv_request_end_body (SrvRequest *self);

/* Lets go of what was asked: nobody will read it any more. */
void srv_request_forget (SrvRequest *self);

/* srv-reply.c */
/* Calls @function on the main loop, in the order of the calls. */
void srv_request_post (SrvRequest *self, void (*function) (SrvRequest *self));
/* As srv_request_fail(), but never with the error page. */
void srv_request_fail_json (SrvRequest *self, const GError *error);
/* The job is over: ends a stream, answers for a handler that did not. */
void srv_reply_end (SrvRequest *self);
/* On the main loop: so many bytes of the reply have been sent, or nobody waits for it any more. */
void srv_reply_sent (SrvRequest *self, gsize length);
void srv_reply_abandon (SrvRequest *self);

/* srv-router.c */
/* The steps of a request: sets its route, or its error; takes a piece of its body; does its job, in
 * the pool. */
void srv_router_find (SrvRouter *self, SrvRequest *request);
gboolean srv_router_take (SrvRouter *self, SrvRequest *request, const guint8 *data, gsize length,
                          GError **error);
void srv_router_run (SrvRouter *self, SrvRequest *request);
GMainContext *srv_router_get_main_context (SrvRouter *self);
gpointer srv_router_get_context (SrvRouter *self);
SrvErrorPage srv_router_get_error_page (SrvRouter *self);
gboolean srv_router_is_closed (SrvRouter *self);
/* A stream that waits for its client lends its thread's place in the pool to others. FALSE when
 * there are SRV_MAX_STREAMS of them, or no more are wanted. */
gboolean srv_router_add_stream (SrvRouter *self, SrvRequest *request);
void srv_router_remove_stream (SrvRouter *self, SrvRequest *request);
/* Counts what bodies take in memory. FALSE, and nothing is counted, over SRV_MAX_BODY_MEMORY. */
gboolean srv_router_hold_memory (SrvRouter *self, gsize size);
void srv_router_free_memory (SrvRouter *self, gsize size);

G_END_DECLS
