/* srv-router.h: const tables of routes, matched exactly. */
#pragma once

#include "srv-request.h"

G_BEGIN_DECLS

typedef enum
{
  SRV_AUTH_NONE,
  SRV_AUTH_USER, /* needs a bearer token that the authenticator accepts */
} SrvAuth;

typedef struct
{
  const char *method;
  const char *pattern; /* one '*' in it, between slashes, matches one non-empty segment */
  SrvAuth auth;
  void (*handler) (SrvRequest *request);
  gsize max_body; /* 0: a body is refused with 413 */
  /* For bodies that stream: runs in the pool after the head and before the body, once the
   * authenticator has agreed; sets a sink, or sets @error. The handler runs after the last byte. */
  gboolean (*prepare) (SrvRequest *request, GError **error);
} SrvRoute; /* a table ends with { NULL } */

/* Calls srv_request_set_user() or sets HARK_ERROR_AUTH. In the pool. */
typedef gboolean (*SrvAuthenticator) (SrvRequest *request, GError **error);

/* Replies to a request outside /api/ that has failed: the portal does with a page. @error is fit
 * for strangers. In the pool. */
typedef void (*SrvErrorPage) (SrvRequest *request, const GError *error);

#define SRV_TYPE_ROUTER (srv_router_get_type ())
G_DECLARE_FINAL_TYPE (SrvRouter, srv_router, SRV, ROUTER, GObject)

/* One catch-all handler on @soup, whose requests all come through a SrvGate. @context is handed to
 * handlers as it is. srv_router_close() comes before the last unref. */
SrvRouter *srv_router_new (SoupServer *soup, gpointer context, SrvAuthenticator authenticator);
/* @routes must live as long as the router. */
void srv_router_add (SrvRouter *self, const SrvRoute *routes);
/* Errors of paths outside /api/ go here; without it they are JSON too. */
void srv_router_set_error_page (SrvRouter *self, SrvErrorPage page);
/* Waits until no handler runs any more; streams that wait for their client are told that it is
 * gone. New requests get 503. */
void srv_router_close (SrvRouter *self);

G_END_DECLS
