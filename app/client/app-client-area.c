/* app-client-area.c: see app-client-area.h */
#include "app-client-area.h"

#include <string.h>

#include "app-client-private.h"
#include "app-setting.h"
#include "app-setup.h"
#include "app-team.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-setting-area.h"

typedef struct
{
  HarkId area;
  JsonObject *body; /* of its first settings: its name */
  const HarkId *experts;
  guint n_experts;
  guint8 (*keys)[32]; /* of each, as known when our user chose them */
} Beginning;

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

/* --- making one --- */

static GArray *
list_experts (AppStore *store, const Beginning *beginning, GError **error)
{
  g_autoptr (GArray) members = g_array_new (FALSE, TRUE, sizeof (HarkRosterMember));

  for (guint i = 0; i < beginning->n_experts; i++)
    {
      const HarkRosterUser *user = hark_roster_get_user (store->roster, &beginning->experts[i]);
      HarkRosterMember member = { .role = HARK_ROLE_EXPERT };

      if (user == NULL || user->until != 0)
        {
          refuse (error, HARK_ERROR_NOT_FOUND, "the list of people does not have this person");
          return NULL;
        }
      if (!app_team_check_keys (user, beginning->keys[i], error))
        return NULL;
      member.user = user->id;
      memcpy (member.keys_hash, user->keys_hash, sizeof member.keys_hash);
      g_array_append_val (members, member);
    }

  return g_steal_pointer (&members);
}

/* An AppTeamMake. */
static GBytes *
make_first_set (AppStore *store, gconstpointer data, GError **error)
{
  const Beginning *beginning = data;
  g_autoptr (GArray) there = hark_roster_get_members (store->roster, &beginning->area);
  g_autoptr (GArray) members = NULL;

  if (there->len > 0)
    return NULL;
  if (!hark_roster_is_admin (store->roster, &store->account->user))
    {
      refuse (error, HARK_ERROR_FORBIDDEN, "only an Admin makes areas");
      return NULL;
    }
  members = list_experts (store, beginning, error);
  if (members == NULL)
    return NULL;

  return hark_roster_make_area_set (
      store->roster, &store->account->user, store->keys->account.sign_sk, &beginning->area,
      (const HarkRosterMember *)(gconstpointer)members->data, members->len);
}

static GBytes *
sign_first_setting (AppSync *sync, const Beginning *beginning, GError **error)
{
  GBytes *document;

  g_mutex_lock (sync->lock);
  document = app_setting_sign (sync->store, &beginning->area, 0, beginning->body, error);
  g_mutex_unlock (sync->lock);
  return document;
}

/* An AppClientWork. */
static gboolean
begin_area (AppSync *sync, gconstpointer data, GError **error)
{
  const Beginning *beginning = data;
  g_autoptr (GBytes) document = NULL;

  if (!app_sync_pull (sync, error))
    return FALSE;
  document = sign_first_setting (sync, beginning, error);
  return document != NULL && app_team_append (sync, make_first_set, document, beginning, error);
}

static JsonObject *
make_first_body (const char *language, const char *name, GError **error)
{
  g_autoptr (HarkSettingText) names = hark_setting_text_new ();
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (HarkSettingArea) sound = NULL;

  hark_setting_text_set (names, language, name);
  json_object_set_string_member (body, "language", language);
  hark_setting_text_to_json (names, body, "name");
  sound = hark_setting_area_from_json (body, error);
  return sound != NULL ? g_steal_pointer (&body) : NULL;
}

gboolean
app_client_new_area_sync (AppClient *self, const char *language, const char *name,
                          const HarkId *experts, guint n_experts, HarkId *area, GError **error)
{
  Beginning beginning = { .experts = experts, .n_experts = n_experts };
  g_autoptr (JsonObject) body = NULL;
  g_autofree guint8 (*keys)[32] = g_malloc0_n (n_experts, sizeof *keys);
  gboolean is_member;

  if (!app_setup_check_name ("the area's name", name, HARK_API_MAX_NAME, error))
    return FALSE;
  if (n_experts == 0)
    return refuse (error, HARK_ERROR_INVALID, "an area begins with an Expert");
  body = make_first_body (language, name, error);
  if (body == NULL)
    return FALSE;

  beginning.body = body;
  beginning.keys = keys;
  hark_id_random (&beginning.area);
  for (guint i = 0; i < n_experts; i++)
    if (!app_client_look_at (self, &experts[i], &beginning.area, keys[i], &is_member, error))
      return FALSE;
  if (!app_client_run_work (self, begin_area, &beginning, error))
    return FALSE;
  if (area != NULL)
    *area = beginning.area;
  return TRUE;
}

/* --- where no Expert is left --- */

/* An Expert of an area brings people in as such: this is for the Admin alone. */
static gboolean
check_may_appoint (AppSync *sync, const HarkId *area, GError **error)
{
  AppStore *store = sync->store;
  g_autoptr (GArray) members = NULL;
  gboolean is_admin, has_expert = FALSE;

  g_mutex_lock (sync->lock);
  is_admin = hark_roster_is_admin (store->roster, &store->account->user);
  members = hark_roster_get_members (store->roster, area);
  g_mutex_unlock (sync->lock);
  for (guint i = 0; i < members->len; i++)
    if (g_array_index (members, HarkRosterMember, i).role == HARK_ROLE_EXPERT)
      has_expert = TRUE;

  if (!is_admin)
    return refuse (error, HARK_ERROR_FORBIDDEN, "only an Admin appoints an Expert");
  return !has_expert
         || refuse (error, HARK_ERROR_FORBIDDEN,
                    "the area has an Expert: only they bring others in");
}

/* An AppClientWork. */
static gboolean
appoint (AppSync *sync, gconstpointer data, GError **error)
{
  const AppTeamPlace *place = data;

  return app_sync_pull (sync, error) && check_may_appoint (sync, &place->area, error)
         && app_team_set_role (sync, place, error);
}

gboolean
app_client_appoint_sync (AppClient *self, const HarkId *area, const HarkId *user, GError **error)
{
  AppTeamPlace place = { .user = *user, .area = *area, .role = HARK_ROLE_EXPERT };
  gboolean is_member;

  if (!app_client_look_at (self, user, area, place.keys_hash, &is_member, error))
    return FALSE;

  place.reach = is_member ? APP_REACH_KEEP : APP_REACH_ALL;
  return app_client_run_work (self, appoint, &place, error);
}

/* --- asynchronous twins --- */

typedef struct
{
  char *language;
  char *name;
  GArray *users; /* HarkId */
  HarkId area;
} Call;

static Call *
call_new (const char *language, const char *name, const HarkId *users, guint n_users)
{
  Call *call = g_new0 (Call, 1);

  call->language = g_strdup (language);
  call->name = g_strdup (name);
  call->users = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_array_append_vals (call->users, users, n_users);
  return call;
}

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->language);
  g_free (call->name);
  g_array_unref (call->users);
  g_free (call);
}

static gpointer
run_new_area (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (app_client_new_area_sync (
      self, call->language, call->name, (const HarkId *)(gconstpointer)call->users->data,
      call->users->len, NULL, error));
}

void
app_client_new_area_async (AppClient *self, const char *language, const char *name,
                           const HarkId *experts, guint n_experts, GAsyncReadyCallback callback,
                           gpointer user)
{
  app_client_start_call (self, run_new_area, call_new (language, name, experts, n_experts),
                         call_free, NULL, app_client_new_area_async, callback, user);
}

gboolean
app_client_new_area_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_new_area_async, error) != NULL;
}

static gpointer
run_appoint (AppClient *self, gpointer data, GError **error)
{
  const Call *call = data;

  return GINT_TO_POINTER (
      app_client_appoint_sync (self, &call->area, &g_array_index (call->users, HarkId, 0), error));
}

void
app_client_appoint_async (AppClient *self, const HarkId *area, const HarkId *user,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  Call *call = call_new (NULL, NULL, user, 1);

  call->area = *area;
  app_client_start_call (self, run_appoint, call, call_free, NULL, app_client_appoint_async,
                         callback, user_data);
}

gboolean
app_client_appoint_finish (AppClient *self, GAsyncResult *result, GError **error)
{
  return app_client_finish_call (self, result, app_client_appoint_async, error) != NULL;
}
