/* srv-push.h: who hears at once that there is something new for them: the open event streams.
 *
 * Streams belong to the hub and hold no thread. After each commit a thread of its own finds out, in
 * one question for everything that was committed meanwhile, which users may see something of it,
 * and tells theirs; the same thread sends the heartbeats and ends the streams of sessions that are
 * over. Whoever is told fetches what is new by themselves: an event says nothing but how far. */
#pragma once

#include "srv-context.h"
#include "srv-request.h"
#include "store-session.h"

G_BEGIN_DECLS

/* Uses @context's stores and clock, and watches its writer: before anything is written. */
SrvPush *srv_push_new (SrvContext *context);
/* Ends all streams; there will be no others. */
void srv_push_close (SrvPush *self);
/* The writer has ended, and no handler runs any more. */
void srv_push_free (SrvPush *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvPush, srv_push_free)

/* For a handler: begins and keeps the reply, whose first event is the newest commit.
 * HARK_ERROR_BUSY over SRV_MAX_PUSH or SRV_MAX_PUSH_USER, and while the server ends: nothing was
 * replied. */
gboolean srv_push_add (SrvPush *self, SrvRequest *request, const HarkId *user,
                       const guint8 session[SRV_SESSION_HASH_LEN], GError **error);
/* Tells the streams of @users (of everybody where one of them is zero) that there is something up
 * to @seq. From any thread. (element-type HarkId) */
void srv_push_tell (SrvPush *self, GArray *users, gint64 seq);
/* Ends the streams of a session that is over. From any thread. */
void srv_push_end_session (SrvPush *self, const guint8 session[SRV_SESSION_HASH_LEN]);

guint srv_push_get_streams (SrvPush *self);
/* For tests; HARK_API_HEARTBEAT without. */
void srv_push_set_heartbeat (SrvPush *self, guint milliseconds);

G_END_DECLS
