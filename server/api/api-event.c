/* api-event.c: the event stream: that there is something new, never what */
#include "api.h"

#include "hark-api.h"
#include "srv-push.h"

static void
follow_events (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  guint8 session[SRV_SESSION_HASH_LEN];
  HarkId user;

  if (g_str_equal (srv_request_get_method (request), "HEAD"))
    {
      srv_request_reply (request, SOUP_STATUS_OK, "text/event-stream", NULL);
      return;
    }

  memcpy (user.bytes, srv_request_get_user (request), HARK_ID_LEN);
  if (!api_session_read_hash (request, session, &error)
      || !srv_push_add (context->push, request, &user, session, &error))
    srv_request_fail (request, error);
}

const SrvRoute api_event_routes[] = {
  { "GET", HARK_API_EVENTS, SRV_AUTH_USER, follow_events },
  { NULL },
};
