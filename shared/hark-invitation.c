/* hark-invitation.c: see hark-invitation.h */
#include "hark-invitation.h"

#include "hark-error.h"
#include "hark-seal-private.h"

#include <sodium.h>
#include <string.h>

#define VERSION 1
#define LINE_LEN (1 + 32 + HARK_ID_LEN + HARK_INVITATION_SECRET_LEN)
#define AUTH_LEN (HARK_ID_LEN + 32 + 32)

G_STATIC_ASSERT (LINE_LEN <= HARK_CODE_MAX_BYTES);
G_STATIC_ASSERT (crypto_auth_BYTES == HARK_INVITATION_TAG_LEN);
G_STATIC_ASSERT (crypto_auth_KEYBYTES == HARK_KEY_LEN);

void
hark_invitation_random (HarkInvitation *self, const guint8 root_pk[32])
{
  memcpy (self->root_pk, root_pk, sizeof self->root_pk);
  hark_id_random (&self->user);
  randombytes_buf (self->secret, sizeof self->secret);
}

char *
hark_invitation_to_line (const HarkInvitation *self)
{
  guint8 data[LINE_LEN];
  guint8 *at = hark_put_int (data, VERSION, 1);
  char *line;

  at = hark_put (at, self->root_pk, sizeof self->root_pk);
  at = hark_put (at, self->user.bytes, HARK_ID_LEN);
  hark_put (at, self->secret, sizeof self->secret);
  line = hark_code_bytes_to_line (data, sizeof data);
  sodium_memzero (data, sizeof data);
  return line;
}

gboolean
hark_invitation_parse (const char *text, HarkInvitation *self, GError **error)
{
  guint8 data[LINE_LEN];
  const guint8 *at = data + 1;
  HarkId user;

  if (!hark_code_bytes_parse (text, "invitation", data, sizeof data, error))
    return FALSE;
  if (data[0] != VERSION)
    {
      sodium_memzero (data, sizeof data);
      g_set_error (error, HARK_ERROR, HARK_ERROR_UPGRADE,
                   "the invitation was made by a newer version of Hark");
      return FALSE;
    }

  memcpy (user.bytes, data + 1 + 32, HARK_ID_LEN);
  if (hark_id_is_zero (&user))
    {
      sodium_memzero (data, sizeof data);
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the invitation is for nobody");
      return FALSE;
    }

  hark_take (&at, self->root_pk, sizeof self->root_pk);
  hark_take (&at, self->user.bytes, HARK_ID_LEN);
  hark_take (&at, self->secret, sizeof self->secret);
  sodium_memzero (data, sizeof data);
  return TRUE;
}

/* k */
static void
make_key (const HarkInvitation *self, guint8 key[HARK_KEY_LEN])
{
  HarkId org;

  hark_seal_org_id (self->root_pk, &org);
  hark_seal_hash (key, HARK_KEY_LEN, self->secret, sizeof self->secret, "hark/invite/v1", org.bytes,
                  (gsize)HARK_ID_LEN, self->user.bytes, (gsize)HARK_ID_LEN, NULL);
}

void
hark_invitation_token (const HarkInvitation *self, guint8 token[HARK_INVITATION_TOKEN_LEN])
{
  guint8 key[HARK_KEY_LEN];

  make_key (self, key);
  hark_seal_hash (token, HARK_INVITATION_TOKEN_LEN, key, sizeof key, "hark/invite-token/v1", NULL);
  sodium_memzero (key, sizeof key);
}

void
hark_invitation_token_hash (const guint8 token[HARK_INVITATION_TOKEN_LEN],
                            guint8 hash[HARK_HASH_LEN])
{
  hark_seal_hash (hash, HARK_HASH_LEN, NULL, 0, "hark/invite-token-hash/v1", token,
                  (gsize)HARK_INVITATION_TOKEN_LEN, NULL);
}

void
hark_invitation_hash_code (const guint8 code[HARK_CODE_LEN], const HarkId *org,
                           guint8 hash[HARK_HASH_LEN])
{
  hark_seal_hash (hash, HARK_HASH_LEN, code, HARK_CODE_LEN, "hark/portal-invite/v1", org->bytes,
                  (gsize)HARK_ID_LEN, NULL);
}

static void
write_message (const HarkInvitation *self, const guint8 sign_pk[32], const guint8 box_pk[32],
               guint8 message[AUTH_LEN])
{
  guint8 *at = hark_put (message, self->user.bytes, HARK_ID_LEN);

  at = hark_put (at, sign_pk, 32);
  hark_put (at, box_pk, 32);
}

void
hark_invitation_tag (const HarkInvitation *self, const guint8 sign_pk[32], const guint8 box_pk[32],
                     guint8 tag[HARK_INVITATION_TAG_LEN])
{
  guint8 key[HARK_KEY_LEN], message[AUTH_LEN];

  make_key (self, key);
  write_message (self, sign_pk, box_pk, message);
  crypto_auth (tag, message, sizeof message, key);
  sodium_memzero (key, sizeof key);
}

gboolean
hark_invitation_verify (const HarkInvitation *self, const guint8 sign_pk[32],
                        const guint8 box_pk[32], const guint8 tag[HARK_INVITATION_TAG_LEN],
                        GError **error)
{
  guint8 key[HARK_KEY_LEN], message[AUTH_LEN];
  gboolean holds;

  make_key (self, key);
  write_message (self, sign_pk, box_pk, message);
  holds = crypto_auth_verify (tag, message, sizeof message, key) == 0;
  sodium_memzero (key, sizeof key);
  if (!holds)
    g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                 "the keys are not those of who was invited");
  return holds;
}
