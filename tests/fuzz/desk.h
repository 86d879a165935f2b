/* desk.h: one request at a time through the server's real routes, without a socket: an organisation
 * that is the same in every run, and a router in the caller's thread */
#pragma once

#include "actor.h"

G_BEGIN_DECLS

typedef struct _Desk Desk;

/* Anna (Admin, Expert) and bert (Professional) are signed in. */
Desk *desk_new (void);
void desk_free (Desk *self);
World *desk_get_world (Desk *self);

typedef struct
{
  guint status;
  char *type; /* NULL for none */
  GBytes *body;
} DeskReply;

void desk_reply_clear (DeskReply *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DeskReply, desk_reply_clear)

/* "METHOD PATH[?QUERY]", header lines, an empty line and the body. FALSE where there is no path at
 * all. A request that is answered twice, not at all, or with a fault of ours breaks a promise. */
gboolean desk_ask (Desk *self, const guint8 *data, gsize size, DeskReply *reply);

/* The same as text. @token and @headers (lines that end in \n) may be NULL. */
void desk_add (const char *name, const char *method, const char *path, const char *token,
               const char *headers, gconstpointer body, gsize length);

G_END_DECLS
