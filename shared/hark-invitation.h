/* hark-invitation.h: how somebody becomes a member: what an Admin hands over outside Hark, and what
 * is proven with it (crypto.md, Roster).
 *
 * line = base32 of (version 1 ‖ root_pk 32 ‖ user 16 ‖ secret 16) and 4 check characters, in groups
 * of four: hark_code_bytes_to_line().
 * k = H (32, key = secret, "hark/invite/v1" ‖ org ‖ user)
 * tag = crypto_auth (user ‖ sign_pk ‖ box_pk) under k: says that who holds the invitation made
 * these keys. Only the inviter can check it.
 * token = H (32, key = k, "hark/invite-token/v1"): opens the invitation at the server, which keeps
 * H (32, –, "hark/invite-token-hash/v1" ‖ token). k does not follow from it, so no tag does.
 *
 * A portal-only account is in no roster: its invitation is 16 bytes as hark-code.h writes them, of
 * which the server keeps H (32, key = code, "hark/portal-invite/v1" ‖ org). */
#pragma once

#include "hark-code.h"

G_BEGIN_DECLS

#define HARK_INVITATION_SECRET_LEN 16
#define HARK_INVITATION_TOKEN_LEN 32
#define HARK_INVITATION_TAG_LEN 32
#define HARK_INVITATION_SECONDS (7 * 24 * 3600) /* until it expires */

typedef struct
{
  guint8 root_pk[32]; /* what the newcomer pins */
  HarkId user;        /* who they will be */
  guint8 secret[HARK_INVITATION_SECRET_LEN];
} HarkInvitation; /* allocate with hark_seal_alloc() */

/* User and secret are drawn. */
void hark_invitation_random (HarkInvitation *self, const guint8 root_pk[32]);
/* Free with hark_seal_free_string(). */
char *hark_invitation_to_line (const HarkInvitation *self);
/* In any case and spacing. HARK_ERROR_INVALID, HARK_ERROR_UPGRADE for another version; never quotes
 * the text; @self untouched. */
gboolean hark_invitation_parse (const char *text, HarkInvitation *self, GError **error);

void hark_invitation_token (const HarkInvitation *self, guint8 token[HARK_INVITATION_TOKEN_LEN]);
void hark_invitation_token_hash (const guint8 token[HARK_INVITATION_TOKEN_LEN],
                                 guint8 hash[HARK_HASH_LEN]);

void hark_invitation_hash_code (const guint8 code[HARK_CODE_LEN], const HarkId *org,
                                guint8 hash[HARK_HASH_LEN]);

void hark_invitation_tag (const HarkInvitation *self, const guint8 sign_pk[32],
                          const guint8 box_pk[32], guint8 tag[HARK_INVITATION_TAG_LEN]);
/* HARK_ERROR_UNVERIFIED: these are not the keys of who was invited. */
gboolean hark_invitation_verify (const HarkInvitation *self, const guint8 sign_pk[32],
                                 const guint8 box_pk[32], const guint8 tag[HARK_INVITATION_TAG_LEN],
                                 GError **error);

G_END_DECLS
