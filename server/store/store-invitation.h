/* store-invitation.h: people between their invitation and the roster: who was invited as what, and
 * the keys that they made. Whether those are theirs only the inviter's client can tell. */
#pragma once

#include "hark-invitation.h"
#include "store-account.h"
#include "store-roster.h"

G_BEGIN_DECLS

#define SRV_INVITATION_MAX 1000 /* open at a time: all of them fit into one reply */
#define SRV_INVITATION_RESET_SECONDS (30 * 24 * 3600) /* accepted, until it is given up */

typedef struct
{
  HarkId user;
  char *name;
  char *mail;
  HarkRole role; /* HARK_ROLE_NONE: in no area */
  HarkId area;   /* zeros then */
  HarkId inviter;
  gboolean is_portal;          /* to a portal-only account: in no area, accepted by
                                * store_portal_account_accept() */
  guint8 token[HARK_HASH_LEN]; /* its hash */
  gint64 expires;
  gint64 accepted; /* when, 0 until then: the three below are zeros */
  guint8 sign_pk[32];
  guint8 box_pk[32];
  guint8 tag[HARK_INVITATION_TAG_LEN];
} SrvInvitation;

void srv_invitation_free (SrvInvitation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvInvitation, srv_invitation_free)

/* HARK_ERROR_NOT_FOUND */
SrvInvitation *store_invitation_get (SrvStore *store, const HarkId *user, GError **error);
/* Those that hold at @now, by name; accepted ones do not expire. (element-type SrvInvitation)
 * (transfer full) */
GPtrArray *store_invitation_list (SrvStore *store, gint64 now, GError **error);

/* The same again is fine. HARK_ERROR_FORBIDDEN where the inviter is no Admin; HARK_ERROR_CONFLICT
 * where the name or the id is given to somebody else already, HARK_ERROR_NOT_FOUND for an unknown
 * area, HARK_ERROR_BUSY where too many are open. */
gboolean store_invitation_create (SrvStore *store, const SrvInvitation *invitation, gint64 now,
                                  GError **error);
/* An invitation of somebody else whom the roster has, to accept with new keys, in place of one that
 * is there: @invitation says who, by whom, the token and until when, and gets name and mail, which
 * are its owner's to free. Their account goes on as it is. The same again is fine.
 * HARK_ERROR_FORBIDDEN: not an Admin; HARK_ERROR_INVALID: oneself; HARK_ERROR_NOT_FOUND,
 * HARK_ERROR_BUSY as above. */
gboolean store_invitation_reset (SrvStore *store, SrvInvitation *invitation, gint64 now,
                                 GError **error);
/* With the account, where it was accepted and the roster does not name the person yet; with what
 * waits of a reset. HARK_ERROR_NOT_FOUND; HARK_ERROR_CONFLICT: it was accepted, by an earlier
 * version, which kept nothing of the account of before. */
gboolean store_invitation_delete (SrvStore *store, const HarkId *user, GError **error);
/* The reset of @user's account that waits to be accepted, or signed, at @now. HARK_ERROR_NOT_FOUND
 */
SrvInvitation *store_invitation_get_reset (SrvStore *store, const HarkId *user, gint64 now,
                                           GError **error);
/* The invitation that @token opens. HARK_ERROR_AUTH where it opens none, HARK_ERROR_GONE where it
 * expired before it was accepted. */
SrvInvitation *store_invitation_open (SrvStore *store, const HarkId *user,
                                      const guint8 token[HARK_INVITATION_TOKEN_LEN], gint64 now,
                                      GError **error);
/* Keeps @keys (sign_pk, box_pk, tag count) and makes the account, whose mail is the invitation's,
 * or keeps its secrets beside the account that is there: store-reset.h. Once; the same again is
 * fine. HARK_ERROR_CONFLICT where others came first; HARK_ERROR_INVALID where the list has, or once
 * had, one of the keys for this person: nobody would have to sign them. */
gboolean store_invitation_accept (SrvStore *store, const SrvInvitation *keys, SrvAccount *account,
                                  gint64 now, GError **error);

/* Whom a sign-in name means while the person waits; FALSE without @error for nobody. */
gboolean store_invitation_find (SrvStore *store, const char *name, HarkId *user, GError **error);
/* HARK_ERROR_WAITING, with the inviter's name, where @user accepted an invitation and the roster
 * does not name them with exactly those keys; HARK_ERROR_AUTH where nobody knows them. Whoever has
 * an account that was reset is let in until then; who came with the secrets of the reset,
 * @is_waiting, never is. */
gboolean store_invitation_check (SrvStore *store, const HarkId *user, gboolean is_waiting,
                                 GError **error);
/* Before an Admin's statement that gives @user these keys holds: HARK_ERROR_CONFLICT where no
 * invitation brought exactly them, because it was taken back meanwhile, or another took its place:
 * their account would be lost. */
gboolean store_invitation_check_keys (SrvStore *store, const HarkRosterUser *user, GError **error);

/* The secrets that @user's account has are those of keys that do not count: nothing of them, nor a
 * reset that waits, opens it any more, until another one is confirmed. */
gboolean store_invitation_shut (SrvStore *store, const HarkId *user, GError **error);

/* Removes what @list has settled: the person is in it with these keys, which a reset's secrets are
 * put in place for where its newest statement named them, and in the area that was named; or was
 * switched off. */
gboolean store_invitation_settle (SrvStore *store, HarkRoster *list, GError **error);
/* Removes those that nobody accepted in time, and resets that nobody confirmed in time. */
gboolean store_invitation_expire (SrvStore *store, gint64 now, GError **error);

G_END_DECLS
