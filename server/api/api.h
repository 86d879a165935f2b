/* api.h: the JSON routes of hark-api.h. Each handler reads, does and replies, and runs in the
 * request pool. */
#pragma once

#include "srv-context.h"
#include "srv-router.h"
#include "hark-roster.h"
#include "store-session.h"

G_BEGIN_DECLS

/* of a request that brings one statement of the roster */
#define API_MAX_STATEMENT_BODY (HARK_ROSTER_MAX_STATEMENT * 4 / 3 + 1024)

/* All tables below, which is all that the server answers under /api/; NULL at the end. */
extern const SrvRoute *const api_tables[];

extern const SrvRoute api_info_routes[];
extern const SrvRoute api_absence_routes[];
extern const SrvRoute api_receipt_routes[];
extern const SrvRoute api_area_routes[];
extern const SrvRoute api_setup_routes[];
extern const SrvRoute api_session_routes[];
extern const SrvRoute api_password_routes[];
extern const SrvRoute api_factor_routes[];
extern const SrvRoute api_device_routes[];
extern const SrvRoute api_roster_routes[];
extern const SrvRoute api_setting_routes[];
extern const SrvRoute api_sync_routes[];
extern const SrvRoute api_op_routes[];
extern const SrvRoute api_blob_routes[];
extern const SrvRoute api_invitation_routes[];
extern const SrvRoute api_reset_routes[];
extern const SrvRoute api_presence_routes[];
extern const SrvRoute api_health_routes[];
extern const SrvRoute api_mail_routes[];
extern const SrvRoute api_notification_routes[];
extern const SrvRoute api_wording_routes[];
extern const SrvRoute api_portal_account_routes[];
extern const SrvRoute api_own_ticket_routes[];
extern const SrvRoute api_due_routes[];
extern const SrvRoute api_recovery_routes[];
extern const SrvRoute api_event_routes[];

/* "again" of a body: what was there before, given back by whoever has it; the rules of what it is
 * hold for that as for anything. Nobody has to have noted that something was lost: where an old
 * data folder was copied back, the signed pieces themselves are the only trace of it. */
gboolean api_roster_read_again (JsonObject *body, gboolean *again, GError **error);
/* Others hold a list, or settings, that went on after the backup. Whoever knows nothing of that
 * would fork it for them, for good: nobody adds to it until they had time to give it back.
 * HARK_ERROR_BUSY. */
gboolean api_roster_check_grace (SrvContext *context, GError **error);

/* A SrvAuthenticator: the bearer token's session. HARK_ERROR_WAITING where the roster does not name
 * its person yet. */
gboolean api_session_authenticate (SrvRequest *request, GError **error);
/* Fails a request that brought a secret of 128 bits or more; where many are wrong, the answer to a
 * wrong one waits. */
void api_session_fail (SrvRequest *request, const GError *error);
/* The request's session and what the store knows it by. HARK_ERROR_AUTH where it has ended. */
gboolean api_session_get (SrvRequest *request, guint8 hash[SRV_SESSION_HASH_LEN],
                          SrvSession *session, GError **error);
/* Ends the event streams of sessions of which store_session_… () said that they ended: once that is
 * committed. */
void api_session_tell_ended (SrvContext *context, GArray *ended);
/* Whether a new statement of the roster may come from whoever sent it, now: HARK_ERROR_FORBIDDEN
 * for what somebody else signed, HARK_ERROR_BUSY while a restored list is given back. */
gboolean api_roster_check_new (SrvRequest *request, GBytes *statement, GError **error);
/* A login secret. Its copies are wiped, but for the JSON that it came in. */
gboolean api_session_read_secret (JsonObject *body, guint8 secret[HARK_KEY_LEN], GError **error);
/* What the store knows the request's session by. HARK_ERROR_AUTH without a token. */
gboolean api_session_read_hash (SrvRequest *request, guint8 hash[SRV_SESSION_HASH_LEN],
                                GError **error);

G_END_DECLS
