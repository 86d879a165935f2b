/* app-new-code.c: see app-new-code.h */
#include "app-new-code.h"

#include <string.h>

#include "hark-error.h"
#include "hark-json.h"

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

static gboolean
is_new_code (JsonObject *intent)
{
  return g_str_equal (hark_json_peek_string (intent, "type"), APP_NEW_CODE_TYPE);
}

gboolean
app_new_code_check (const AppAction *action, const AppCacheTicket *ticket, const HarkEpoch *epoch,
                    GError **error)
{
  static const guint8 nobody[32];

  if (action->inbox == NULL)
    return refuse (error, HARK_ERROR_INVALID, "the code is missing");
  if (!ticket->inbox && hark_id_is_zero (&ticket->reporter))
    return refuse (error, HARK_ERROR_CONFLICT,
                   "the reporter wanted no inbox: there is no code that they could have lost");
  /* the server alone knows whether that account lives; until it ended it says so as well */
  if (memcmp (epoch->reporter_pk, nobody, sizeof nobody) == 0)
    return refuse (error, HARK_ERROR_CONFLICT, "the reporter has no key that could be replaced");

  return TRUE;
}

void
app_new_code_put (const AppInboxKeys *keys, const guint8 replaces[32], JsonObject *intent)
{
  hark_json_set_bytes (intent, "lookup", keys->lookup, sizeof keys->lookup);
  hark_json_set_bytes (intent, "token", keys->token_hash, sizeof keys->token_hash);
  hark_json_set_bytes (intent, "pk", keys->box_pk, sizeof keys->box_pk);
  hark_json_set_bytes (intent, "replaces", replaces, 32);
}

void
app_new_code_change (JsonObject *intent, HarkEpoch *epoch)
{
  if (is_new_code (intent))
    hark_json_get_fixed (intent, "pk", epoch->reporter_pk, sizeof epoch->reporter_pk, NULL);
}

void
app_new_code_set_pre (JsonObject *intent, JsonObject *pre)
{
  json_object_set_string_member (pre, "code", hark_json_peek_string (intent, "replaces"));
}

void
app_new_code_tell (JsonObject *intent, JsonObject *body)
{
  JsonObject *inbox = json_object_new ();

  json_object_set_string_member (inbox, "lookup", hark_json_peek_string (intent, "lookup"));
  json_object_set_string_member (inbox, "token", hark_json_peek_string (intent, "token"));
  json_object_set_object_member (body, "inbox", inbox);
}

gboolean
app_new_code_is_here (JsonObject *intent, const HarkEpoch *epoch)
{
  guint8 pk[32];

  return hark_json_get_fixed (intent, "pk", pk, sizeof pk, NULL)
         && memcmp (epoch->reporter_pk, pk, sizeof pk) == 0;
}

static const HarkEpoch *
get_epoch (GPtrArray *epochs, guint32 number)
{
  return &((AppCacheEpoch *)g_ptr_array_index (epochs, number))->epoch;
}

gboolean
app_new_code_is_issued (GPtrArray *epochs, guint32 epoch)
{
  return epoch < epochs->len
         && memcmp (get_epoch (epochs, epoch)->reporter_pk, get_epoch (epochs, 0)->reporter_pk, 32)
                != 0;
}

HarkId
app_new_code_get_recipient (JsonObject *intent, const AppCacheTicket *ticket)
{
  const HarkId nobody = { { 0 } };

  return ticket->inbox || is_new_code (intent) ? nobody : ticket->reporter;
}
