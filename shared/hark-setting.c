/* hark-setting.c: see hark-setting.h */
#include "hark-setting.h"

#include "hark-error.h"
#include "hark-json.h"
#include "hark-seal-private.h"
#include "hark-setting-area.h"
#include "hark-setting-organisation.h"

#define SIG_TAG "hark/sig/setting/v1"
#define HEAD_LEN (HARK_ID_LEN + 8 + HARK_HASH_LEN + HARK_HEAD_LEN + 8 + 4)
#define TAIL_LEN (HARK_ID_LEN + HARK_SIG_LEN)
#define MAX_TIME G_GINT64_CONSTANT (253402300799)

G_STATIC_ASSERT (HARK_SETTING_MAX_DOCUMENT == HARK_SETTING_MAX_BODY + HEAD_LEN + TAIL_LEN);

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

void
hark_setting_free (HarkSetting *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->body, json_object_unref);
  g_free (self);
}

static gboolean
read_head (const guint8 **at, HarkSetting *self, guint32 *length)
{
  guint64 time;

  hark_take (at, self->scope.bytes, HARK_ID_LEN);
  self->version = hark_take_int (at, 8);
  hark_take (at, self->prev, sizeof self->prev);
  hark_take (at, self->head, sizeof self->head);
  time = hark_take_int (at, 8);
  self->time = (gint64)time;
  *length = (guint32)hark_take_int (at, 4);

  return !hark_id_is_zero (&self->scope) && self->version > 0
         && self->version < HARK_SETTING_MAX_VERSION && time <= MAX_TIME
         && (self->version == 1) == hark_seal_is_zero (self->prev, sizeof self->prev);
}

HarkSetting *
hark_setting_read (GBytes *document, GError **error)
{
  g_autoptr (HarkSetting) self = g_new0 (HarkSetting, 1);
  gsize length;
  const guint8 *at = g_bytes_get_data (document, &length);
  guint32 body_length;

  if (length < HEAD_LEN + TAIL_LEN || length > HARK_SETTING_MAX_DOCUMENT)
    {
      fail (error, HARK_ERROR_INVALID, "a setting's length is wrong");
      return NULL;
    }
  hark_seal_hash (self->hash, sizeof self->hash, NULL, 0, NULL, at, length, NULL);
  if (!read_head (&at, self, &body_length) || body_length != length - HEAD_LEN - TAIL_LEN)
    {
      fail (error, HARK_ERROR_INVALID, "a setting's head is malformed");
      return NULL;
    }

  self->body = hark_json_parse_object ((const char *)at, body_length, HARK_SETTING_MAX_BODY, error);
  if (self->body == NULL)
    return NULL;

  at += body_length;
  hark_take (&at, self->author.bytes, HARK_ID_LEN);
  return g_steal_pointer (&self);
}

GBytes *
hark_setting_make (HarkRoster *roster, const HarkId *scope, const HarkSetting *before,
                   JsonObject *body, gint64 time, const HarkId *author,
                   const guint8 sk[HARK_SIGN_SK_LEN], GError **error)
{
  g_autofree char *text = hark_json_to_string (body);
  gsize body_length = strlen (text), length = HEAD_LEN + body_length + TAIL_LEN;
  guint8 *data, *at;

  if (body_length > HARK_SETTING_MAX_BODY)
    {
      fail (error, HARK_ERROR_TOO_LARGE, "these are too many settings for one document");
      return NULL;
    }

  data = g_malloc0 (length);
  at = hark_put (data, scope->bytes, HARK_ID_LEN);
  at = hark_put_int (at, before != NULL ? before->version + 1 : 1, 8);
  if (before != NULL)
    hark_put (at, before->hash, HARK_HASH_LEN);
  at = hark_put (at + HARK_HASH_LEN, hark_roster_get_head (roster), HARK_HEAD_LEN);
  at = hark_put_int (at, (guint64)time, 8);
  at = hark_put_int (at, body_length, 4);
  at = hark_put (at, text, body_length);
  at = hark_put (at, author->bytes, HARK_ID_LEN);
  hark_seal_sign_tagged (at, sk, SIG_TAG, hark_roster_get_org (roster), data,
                         length - HARK_SIG_LEN);
  return g_bytes_new_take (data, length);
}

static gboolean
is_organisations (const HarkSetting *self, HarkRoster *roster)
{
  const HarkId *org = hark_roster_get_org (roster);

  return org != NULL && hark_id_equal (&self->scope, org);
}

gboolean
hark_setting_has_right (const HarkSetting *self, HarkRoster *roster, guint64 seq)
{
  gboolean is_admin = hark_roster_is_admin_at (roster, &self->author, seq);

  if (is_organisations (self, roster))
    return is_admin;

  return hark_roster_get_role_at (roster, &self->scope, &self->author, seq) == HARK_ROLE_EXPERT
         || (is_admin && self->version == 1
             && !hark_roster_has_expert_at (roster, &self->scope, seq)
             && hark_setting_area_is_bare (self->body));
}

static gboolean
check_body (const HarkSetting *self, HarkRoster *roster, GError **error)
{
  g_autoptr (HarkSettingOrganisation) organisation = NULL;
  g_autoptr (HarkSettingArea) area = NULL;

  if (is_organisations (self, roster))
    organisation = hark_setting_organisation_from_json (self->body, error);
  else
    area = hark_setting_area_from_json (self->body, error);

  return organisation != NULL || area != NULL;
}

gboolean
hark_setting_verify (const HarkSetting *self, GBytes *document, HarkRoster *roster, GError **error)
{
  guint64 seq = hark_roster_find_head (roster, self->head);
  const HarkRosterKeys *keys = hark_roster_get_keys_at (roster, &self->author, seq);
  gsize length;
  const guint8 *data = g_bytes_get_data (document, &length);
  gsize before_sig = length - HARK_SIG_LEN;

  if (keys == NULL
      || !hark_seal_verify_tagged (data + before_sig, keys->sign_pk, SIG_TAG,
                                   hark_roster_get_org (roster), data, before_sig))
    return fail (error, HARK_ERROR_UNVERIFIED, "a setting's signature does not hold");
  if (!hark_setting_has_right (self, roster, seq))
    return fail (error, HARK_ERROR_FORBIDDEN, "the author of a setting may not settle that");

  return check_body (self, roster, error);
}

gboolean
hark_setting_check_follows (const HarkSetting *self, const HarkSetting *before, HarkRoster *roster,
                            GError **error)
{
  if (before == NULL
          ? self->version == 1
          : hark_id_equal (&self->scope, &before->scope) && self->version == before->version + 1
                && memcmp (self->prev, before->hash, sizeof self->prev) == 0
                && hark_roster_find_head (roster, self->head)
                       >= hark_roster_find_head (roster, before->head))
    return TRUE;

  return fail (error, HARK_ERROR_CONFLICT, "a setting does not continue the one before");
}

gboolean
hark_setting_is_later (const HarkSetting *self, const HarkSetting *other)
{
  if (self->time != other->time)
    return self->time > other->time;
  if (self->version != other->version)
    return self->version > other->version;

  return memcmp (self->scope.bytes, other->scope.bytes, HARK_ID_LEN) > 0;
}
