/* app-client-recovery.c: see app-client-recovery.h */
#include "app-client-recovery.h"

#include <string.h>

#include "app-build.h"
#include "app-client-private.h"
#include "app-team.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#define MAX_PAGES 100000 /* of what can be opened: a server that never ends is left */

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

static gboolean
check_admin (AppStore *store, GError **error)
{
  return hark_roster_is_admin (store->roster, &store->account->user)
         || refuse (error, HARK_ERROR_FORBIDDEN,
                    "only an Admin makes, ends or sets what the recovery key is for");
}

/* Zeros for none. */
static HarkId
get_id (const HarkRosterRecovery *key)
{
  static const HarkId none;

  return key != NULL ? key->id : none;
}

AppRecoveryState
app_client_describe_recovery (AppStore *store)
{
  const AppAccount *account = store->account;
  const HarkRosterRecovery *key = hark_roster_get_recovery (store->roster);
  AppRecoveryState state = { .is_set = key != NULL,
                             .key = get_id (key),
                             .is_on = hark_roster_get_policy (store->roster)->recovery,
                             .is_admin = hark_roster_is_admin (store->roster, &account->user) };

  if (key != NULL && hark_id_equal (&key->id, &account->recovery_key))
    state.checked = account->recovery_checked;

  return state;
}

/* --- made and ended --- */

AppRecoveryKey *
app_client_draw_recovery_key (AppClient *self, GError **error)
{
  AppRecoveryKey *key = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else if (check_admin (self->store, error))
    {
      const AppAccount *account = self->store->account;
      g_autofree char *fingerprint = hark_roster_fingerprint (account->root_pk);
      const HarkId now = get_id (hark_roster_get_recovery (self->store->roster));

      key = app_recovery_key_new (account->organisation, fingerprint, &account->org, &now);
    }
  g_mutex_unlock (&self->lock);

  return key;
}

/* What an Admin decided, by what they were shown. */
typedef struct
{
  const HarkRecoveryKeys *keys; /* of the key to set; NULL: none */
  gboolean on;                  /* whether tickets are to be sealed to one */
  HarkId shown;                 /* the key that there was; zeros: none */
} Change;

/* Nobody's sheet becomes worthless by somebody who did not know that there is one. */
static gboolean
check_shown (AppStore *store, const Change *change, GError **error)
{
  const HarkId now = get_id (hark_roster_get_recovery (store->roster));

  return hark_id_equal (&now, &change->shown)
         || refuse (error, HARK_ERROR_CONFLICT,
                    "another Admin has changed the recovery key meanwhile: look at it again");
}

/* An AppTeamMake. */
static GBytes *
make_recovery_set (AppStore *store, gconstpointer data, GError **error)
{
  const Change *change = data;
  const HarkRecoveryKeys *keys = change->keys;
  const HarkId now = get_id (hark_roster_get_recovery (store->roster));

  if (!check_admin (store, error)
      || (keys != NULL ? hark_id_equal (&now, &keys->id) : hark_id_is_zero (&now))
      || !check_shown (store, change, error))
    return NULL;

  return hark_roster_make_recovery_set (
      store->roster, &store->account->user, store->keys->account.sign_sk,
      keys != NULL ? keys->box_pk : NULL, keys != NULL ? keys->sign_pk : NULL);
}

/* An AppTeamMake: all else of the policy stays. */
static GBytes *
make_policy (AppStore *store, gconstpointer data, GError **error)
{
  const Change *change = data;
  HarkRosterPolicy policy = *hark_roster_get_policy (store->roster);

  if (!check_admin (store, error) || !check_shown (store, change, error)
      || policy.recovery == change->on)
    return NULL;

  policy.recovery = change->on;
  return hark_roster_make_policy (store->roster, &store->account->user,
                                  store->keys->account.sign_sk, &policy);
}

/* An AppClientWork. */
static gboolean
set_key (AppSync *sync, gconstpointer data, GError **error)
{
  const Change *change = data;
  const Change on = { .on = TRUE, .shown = change->keys->id };

  return app_sync_pull (sync, error)
         && app_team_append (sync, make_recovery_set, NULL, change, error)
         && app_team_append (sync, make_policy, NULL, &on, error);
}

static gboolean
note_checked (AppClient *self, const HarkId *key, GError **error)
{
  gboolean ok = FALSE;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else
    {
      self->store->account->recovery_key = *key;
      self->store->account->recovery_checked = g_get_real_time () / G_USEC_PER_SEC;
      ok = app_home_write_account (self->home, self->store->account, error);
      app_client_refresh_view (self);
    }
  g_mutex_unlock (&self->lock);

  return ok;
}

gboolean
app_client_set_recovery_key_sync (AppClient *self, AppRecoveryKey *key, const char *typed,
                                  GError **error)
{
  const HarkRecoveryKeys *keys = app_recovery_key_get_keys (key);
  const Change change = { .keys = keys, .shown = *app_recovery_key_get_replaced (key) };

  if (!app_recovery_key_check (key, typed, error)
      || !app_client_run_work (self, set_key, &change, error))
    return FALSE;

  note_checked (self, &keys->id, NULL); /* it is in use, noted or not */
  return TRUE;
}

/* An AppClientWork. */
static gboolean
end_key (AppSync *sync, gconstpointer change, GError **error)
{
  return app_sync_pull (sync, error) && app_team_append (sync, make_policy, NULL, change, error)
         && app_team_append (sync, make_recovery_set, NULL, change, error);
}

static gboolean
check_set (AppClient *self, GError **error)
{
  return app_client_get_recovery_state (self).is_set
         || refuse (error, HARK_ERROR_NOT_FOUND, "the organisation has no recovery key");
}

gboolean
app_client_end_recovery_key_sync (AppClient *self, const HarkId *shown, GError **error)
{
  const Change change = { .shown = *shown };

  return check_set (self, error) && app_client_run_work (self, end_key, &change, error);
}

/* An AppClientWork. */
static gboolean
set_policy (AppSync *sync, gconstpointer change, GError **error)
{
  return app_sync_pull (sync, error) && app_team_append (sync, make_policy, NULL, change, error);
}

gboolean
app_client_seal_to_recovery_key_sync (AppClient *self, const HarkId *shown, gboolean on,
                                      GError **error)
{
  const Change change = { .on = on, .shown = *shown };

  return check_set (self, error) && app_client_run_work (self, set_policy, &change, error);
}

/* --- tried --- */

/* The caller holds the lock. */
static gboolean
check_keys (AppStore *store, const HarkRecoveryKeys *keys, GError **error)
{
  const HarkRosterRecovery *now = hark_roster_get_recovery (store->roster);

  if (now == NULL)
    return refuse (error, HARK_ERROR_NOT_FOUND, "the organisation has no recovery key");

  return (hark_id_equal (&now->id, &keys->id)
          && memcmp (now->box_pk, keys->box_pk, sizeof keys->box_pk) == 0
          && memcmp (now->sign_pk, keys->sign_pk, sizeof keys->sign_pk) == 0)
         || refuse (error, HARK_ERROR_UNVERIFIED,
                    "this is not the organisation's recovery key: another organisation's, or one"
                    " that another took the place of");
}

/* What @typed becomes; to be freed with hark_seal_free (). */
static HarkRecoveryKeys *
read_keys (AppClient *self, const char *typed, GError **error)
{
  HarkRecoveryKeys *keys = hark_seal_alloc (sizeof *keys);
  guint8 secret[HARK_CODE_LEN];
  gboolean ok = hark_code_parse (typed, secret, error);

  g_mutex_lock (&self->lock);
  if (ok && self->store == NULL)
    ok = app_client_fail_locked (error);
  else if (ok)
    {
      hark_recovery_keys (secret, &self->store->account->org, keys);
      ok = check_keys (self->store, keys, error);
    }
  g_mutex_unlock (&self->lock);
  hark_seal_wipe (secret, sizeof secret);
  if (ok)
    return keys;

  hark_seal_free (keys);
  return NULL;
}

gboolean
app_client_check_recovery_key_sync (AppClient *self, const char *typed, GError **error)
{
  HarkRecoveryKeys *keys = read_keys (self, typed, error);
  gboolean ok = keys != NULL && note_checked (self, &keys->id, error);

  hark_seal_free (keys);
  return ok;
}

/* --- used --- */

typedef struct
{
  HarkId area;
  const HarkRecoveryKeys *keys;
  AppRecovered *recovered;
} Use;

/* An AppTeamMake. */
static GBytes *
make_recovery_use (AppStore *store, gconstpointer data, GError **error)
{
  const Use *use = data;
  const HarkId *self = &store->account->user;

  if (!check_keys (store, use->keys, error))
    return NULL;
  if (hark_roster_get_role (store->roster, &use->area, self) != HARK_ROLE_EXPERT)
    {
      refuse (error, HARK_ERROR_FORBIDDEN,
              "only an Expert of the area uses the recovery key there");
      return NULL;
    }
  if (hark_roster_may_recover (store->roster, &use->area, self))
    return NULL; /* said before: this goes on from there */
  if (hark_roster_get_recovery (store->roster)->on == 0)
    {
      refuse (error, HARK_ERROR_CONFLICT, "tickets are not sealed to the recovery key now");
      return NULL;
    }

  return hark_roster_make_recovery_use (store->roster, self, store->keys->account.sign_sk,
                                        &use->area, use->keys->sign_sk);
}

/* One ticket of a page, opened and sealed to this account; NULL where it does not open. The chain
 * before it is verified when the feed brings it. */
static JsonObject *
seal_to_self (AppStore *store, const Use *use, const HarkId *ticket, GBytes *statement, GBytes *box)
{
  const HarkId *org = &store->account->org, *self = &store->account->user;
  HarkEpochKeys *keys;
  HarkEpoch epoch;
  guint8 hash[HARK_HASH_LEN];
  JsonObject *slot = NULL;

  if (!hark_epoch_read (statement, &epoch, NULL) || !hark_id_equal (&epoch.ticket, ticket)
      || !hark_id_equal (&epoch.area, &use->area) || hark_epoch_excludes (&epoch, self))
    return NULL;

  keys = hark_seal_alloc (sizeof *keys);
  hark_epoch_hash (statement, hash);
  if (hark_epoch_open_slot (box, &epoch, hash, org, HARK_SLOT_RECOVERY, &use->keys->id,
                            use->keys->box_pk, use->keys->box_sk, keys, NULL))
    slot = app_build_slot_of (&epoch, hash, org, HARK_SLOT_MEMBER, self,
                              store->keys->account.box_pk, keys);
  hark_seal_free (keys);

  return slot;
}

static gboolean
take_row (AppSync *sync, const Use *use, JsonObject *row, JsonArray *slots, HarkId *after,
          GError **error)
{
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (GBytes) box = NULL;
  JsonObject *slot;

  if (row == NULL || !hark_json_get_id (row, "tk", after, error))
    return FALSE;
  statement = hark_json_get_bytes (row, "st", 1, HARK_EPOCH_MAX_LEN, error);
  box = statement != NULL ? hark_json_get_bytes (row, "box", 1, HARK_SLOT_LEN, error) : NULL;
  if (box == NULL)
    return FALSE;

  g_mutex_lock (sync->lock);
  slot = seal_to_self (sync->store, use, after, statement, box);
  g_mutex_unlock (sync->lock);
  if (slot != NULL)
    json_array_add_object_element (slots, slot);
  else
    use->recovered->n_failed++;
  return TRUE;
}

/* Those that somebody was faster with are read by the next sync. */
static gboolean
send_slots (AppSync *sync, const Use *use, JsonArray *slots, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *results;

  if (json_array_get_length (slots) == 0)
    return TRUE;

  json_object_set_array_member (body, "slots", json_array_ref (slots));
  reply = app_http_json (sync->http, "POST", HARK_API_SLOTS, body, error);
  results = reply != NULL ? hark_json_get_array (reply, "results", HARK_API_MAX_SLOT_BATCH, error)
                          : NULL;
  if (results == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (results); i++)
    {
      JsonNode *node = json_array_get_element (results, i);

      if (json_node_get_value_type (node) == G_TYPE_STRING
          && g_str_equal (json_node_get_string (node), "applied"))
        use->recovered->n_opened++;
      else
        use->recovered->n_failed++;
    }

  return TRUE;
}

static gboolean
recover_page (AppSync *sync, const Use *use, HarkId *after, gboolean *more, GError **error)
{
  g_autofree char *area = hark_id_to_string (&use->area);
  g_autofree char *from = hark_id_to_string (after);
  g_autofree char *path = g_strdup_printf (HARK_API_RECOVERY "/%s?after=%s", area, from);
  g_autoptr (JsonObject) reply = app_http_json (sync->http, "GET", path, NULL, error);
  g_autoptr (JsonArray) slots = json_array_new ();
  JsonArray *rows
      = reply != NULL ? hark_json_get_array (reply, "tickets", HARK_API_MAX_RECOVERY, error) : NULL;

  if (rows == NULL || !hark_json_get_bool (reply, "more", more, error))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    if (!take_row (sync, use, hark_json_array_get_object (rows, i, error), slots, after, error))
      return FALSE;
  *more = *more && json_array_get_length (rows) > 0;

  return send_slots (sync, use, slots, error);
}

/* An AppClientWork. */
static gboolean
use_key (AppSync *sync, gconstpointer data, GError **error)
{
  const Use *use = data;
  HarkId after = { { 0 } };
  gboolean more = TRUE;

  if (!app_sync_pull (sync, error) || !app_team_append (sync, make_recovery_use, NULL, use, error))
    return FALSE;
  for (guint i = 0; more && i < MAX_PAGES; i++)
    if (!recover_page (sync, use, &after, &more, error))
      return FALSE;

  return app_sync_pull (sync, error);
}

gboolean
app_client_use_recovery_key_sync (AppClient *self, const HarkId *area, const char *typed,
                                  AppRecovered *recovered, GError **error)
{
  HarkRecoveryKeys *keys = read_keys (self, typed, error);
  const Use use = { .area = *area, .keys = keys, .recovered = recovered };
  gboolean ok;

  *recovered = (AppRecovered){ 0 };
  ok = keys != NULL && app_client_run_work (self, use_key, &use, error);
  hark_seal_free (keys);

  return ok;
}
