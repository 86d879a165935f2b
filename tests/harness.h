/* harness.h: a whole server in this process: temporary store, fake clock, free port, and a blocking
 * way to ask it */
#pragma once

#include <json-glib/json-glib.h>

#include "hark-account.h"
#include "srv-server.h"

G_BEGIN_DECLS

#define HARNESS_NOW G_GINT64_CONSTANT (1795500000) /* 24 November 2026, 09:20 UTC */
#define HARNESS_ZONE "Europe/Berlin"

typedef struct _Harness Harness;

/* A fresh store, not set up yet, and a server on it. */
Harness *harness_new (void);
/* Ends the server, proves that nothing is left, removes the store. */
void harness_free (Harness *self);
/* Speaks to a server that somebody else runs on @dir; neither starts nor ends it. */
Harness *harness_new_for (const char *dir, const char *code, guint16 port);
/* The same store, another lineage. */
void harness_stop (Harness *self);
void harness_start (Harness *self);
void harness_restart (Harness *self);
/* From now on the server does nothing about mails: whoever takes them from the queue is the test,
 * and finds there what it has left. */
void harness_hold_mails (Harness *self);

const char *harness_get_dir (Harness *self);
const char *harness_get_code (Harness *self); /* the setup code, as init printed it */
SrvContext *harness_get_context (Harness *self);
guint16 harness_get_port (Harness *self);
void harness_set_now (Harness *self, gint64 now);
gint64 harness_get_now (Harness *self);

typedef struct
{
  guint status;
  char *head;
  GBytes *body;
  JsonObject *json; /* NULL where the body is no JSON object */
} Reply;

void reply_free (Reply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reply, reply_free)
/* A header's value, NULL if absent. (transfer full) */
char *reply_get_header (Reply *self, const char *name);
/* "code" of an error, NULL where there is none. */
const char *reply_get_code (Reply *self);

/* Any request, in its own connection. @token and @body may be NULL; @headers are lines with CRLF,
 * or NULL. */
Reply *harness_send (Harness *self, const char *method, const char *path, const char *token,
                     const char *headers, const void *body, gsize length);
/* The same, but NULL where the server ended in between. */
Reply *harness_try (Harness *self, const char *method, const char *path, const char *token,
                    const char *headers, const void *body, gsize length);
/* With a JSON text, or no body for NULL. */
Reply *harness_request (Harness *self, const char *method, const char *path, const char *token,
                        const char *json);
/* The same; the status must be @status, and the reply's object is returned. (transfer full) */
JsonObject *harness_ask (Harness *self, const char *method, const char *path, const char *token,
                         const char *json, guint status);

/* Runs @work in the server's writer: what no route does yet. */
void harness_write (Harness *self, SrvWork work, gpointer data);
/* As if @user had accepted a reset by @inviter, an Admin, with these keys: a statement that names
 * them is taken. */
void harness_bring_keys (Harness *self, const HarkId *user, const HarkId *inviter,
                         const HarkAccountKeys *keys);
/* Whether any file below the store holds these bytes. */
gboolean harness_holds (Harness *self, gconstpointer needle, gsize length);
/* Lines of `check`. (element-type utf8) (transfer full) */
GPtrArray *harness_check (Harness *self);

G_END_DECLS
