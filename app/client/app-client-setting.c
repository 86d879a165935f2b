/* app-client-setting.c: see app-client-setting.h */
#include "app-client-setting.h"

#include "app-client-private.h"
#include "app-setting.h"
#include "hark-error.h"

/* of what was never settled */
#define LANGUAGE "en"

void
app_setting_free (AppSetting *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->area, hark_setting_area_free);
  g_clear_pointer (&self->organisation, hark_setting_organisation_free);
  g_free (self->by);
  g_free (self);
}

AppSetting *
app_setting_copy (const AppSetting *self)
{
  AppSetting *copy = g_new0 (AppSetting, 1);

  *copy = *self;
  copy->area = self->area != NULL ? hark_setting_area_copy (self->area) : NULL;
  copy->organisation = hark_setting_organisation_copy (self->organisation);
  copy->by = g_strdup (self->by);
  return copy;
}

gboolean
app_setting_says_same (const AppSetting *a, const AppSetting *b)
{
  return a->area != NULL ? hark_setting_area_equal (a->area, b->area)
                         : hark_setting_organisation_equal (a->organisation, b->organisation);
}

void
app_setting_change_free (AppSettingChange *self)
{
  if (self == NULL)
    return;

  g_free (self->by);
  g_clear_pointer (&self->before, hark_setting_area_free);
  g_clear_pointer (&self->after, hark_setting_area_free);
  g_ptr_array_unref (self->values);
  g_free (self);
}

/* --- reading --- */

/* The area as the server has it, where nobody settled anything. */
static HarkSettingArea *
make_default (AppStore *store, const HarkId *id, GError **error)
{
  AppCacheArea row;
  HarkSettingArea *area;

  if (!app_cache_get_area (store->cache, id, &row, error))
    return NULL;

  area = hark_setting_area_new (LANGUAGE, row.name);
  hark_setting_text_set (area->description, LANGUAGE, row.description);
  area->portal = row.portal;
  area->anonymous = row.anonymous;
  area->is_default = row.is_default;
  app_cache_area_clear (&row);
  return area;
}

/* What others settled since may have taken it from this one: its own document still says it. */
static gboolean
fill_default (AppStore *store, AppSetting *self, GError **error)
{
  AppCacheArea row;

  if (!app_cache_get_area (store->cache, &self->scope, &row, error))
    return FALSE;

  self->area->is_default = self->was_default = row.is_default;
  app_cache_area_clear (&row);
  return TRUE;
}

static gboolean
fill (AppStore *store, AppSetting *self, const HarkSetting *newest, GError **error)
{
  const HarkId *user = &store->account->user;

  if (newest != NULL)
    {
      const char *by = app_store_user_name (store, &newest->author);

      self->version = newest->version;
      self->time = newest->time;
      self->by = g_strdup (by != NULL ? by : "?");
    }
  if (hark_id_equal (&self->scope, &store->account->org))
    {
      self->can_change = hark_roster_is_admin (store->roster, user);
      self->organisation = newest != NULL
                               ? hark_setting_organisation_from_json (newest->body, error)
                               : hark_setting_organisation_new (LANGUAGE);
      return self->organisation != NULL;
    }

  self->can_change = hark_roster_get_role (store->roster, &self->scope, user) == HARK_ROLE_EXPERT;
  self->area = newest != NULL ? hark_setting_area_from_json (newest->body, error)
                              : make_default (store, &self->scope, error);
  return self->area != NULL && fill_default (store, self, error);
}

static HarkId
get_scope (AppStore *store, const HarkId *scope)
{
  return hark_id_is_zero (scope) ? store->account->org : *scope;
}

AppSetting *
app_client_load_setting_sync (AppClient *self, const HarkId *scope, GError **error)
{
  g_autoptr (AppSetting) setting = g_new0 (AppSetting, 1);
  g_autoptr (HarkSetting) newest = NULL;
  g_autoptr (GError) local = NULL;
  gboolean ok = FALSE;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (&local);
  else
    {
      setting->scope = get_scope (self->store, scope);
      newest = app_setting_get_newest (self->store, &setting->scope, &local);
      ok = local == NULL && fill (self->store, setting, newest, &local);
    }
  g_mutex_unlock (&self->lock);

  if (!ok)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok ? g_steal_pointer (&setting) : NULL;
}

GPtrArray *
app_client_list_settings_sync (AppClient *self, GError **error)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (self);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)app_setting_free);

  for (guint i = 0; i < areas->len; i++)
    {
      AppSetting *setting
          = app_client_load_setting_sync (self, &((AppArea *)areas->pdata[i])->id, NULL);

      if (setting != NULL)
        g_ptr_array_add (list, setting);
    }

  return list;
}

/* --- what changed --- */

static AppSettingChange *
describe (AppStore *store, const HarkSetting *setting, const HarkSetting *before)
{
  AppSettingChange *change = g_new0 (AppSettingChange, 1);
  const char *by = app_store_user_name (store, &setting->author);

  change->version = setting->version;
  change->seq = hark_roster_find_head (store->roster, setting->head);
  change->time = setting->time;
  change->by = g_strdup (by != NULL ? by : "?");
  change->values = app_setting_value_list (before != NULL ? before->body : NULL, setting->body);
  if (hark_id_equal (&setting->scope, &store->account->org))
    return change;
  change->after = hark_setting_area_from_json (setting->body, NULL);
  change->before = before != NULL ? hark_setting_area_from_json (before->body, NULL) : NULL;
  return change;
}

GPtrArray *
app_client_list_setting_changes_sync (AppClient *self, const HarkId *scope, GError **error)
{
  GPtrArray *changes = NULL;
  g_autoptr (GPtrArray) settings = NULL;

  g_mutex_lock (&self->lock);
  if (self->store == NULL)
    app_client_fail_locked (error);
  else
    {
      HarkId id = get_scope (self->store, scope);

      settings = app_setting_list (self->store, &id, error);
    }
  if (settings != NULL)
    changes = g_ptr_array_new_with_free_func ((GDestroyNotify)app_setting_change_free);
  for (guint i = 0; settings != NULL && i < settings->len; i++)
    g_ptr_array_add (changes, describe (self->store, settings->pdata[i],
                                        i + 1 < settings->len ? settings->pdata[i + 1] : NULL));
  g_mutex_unlock (&self->lock);

  return changes;
}

/* --- changing --- */

typedef struct
{
  HarkId scope;
  guint64 before;
  gboolean was_default;
  JsonObject *body;
} Save;

/* An AppClientWork. */
static gboolean
put (AppSync *sync, gconstpointer data, GError **error)
{
  const Save *save = data;

  return app_setting_put (sync, &save->scope, save->before, save->was_default, save->body, error);
}

JsonObject *
app_setting_to_json (const AppSetting *self)
{
  return self->area != NULL ? hark_setting_area_to_json (self->area)
                            : hark_setting_organisation_to_json (self->organisation);
}

/* The server would say the same, with less to go by. */
static gboolean
check_body (AppClient *self, const HarkId *scope, JsonObject *body, GError **error)
{
  g_autoptr (HarkSettingArea) area = NULL;
  g_autoptr (HarkSettingOrganisation) organisation = NULL;
  gboolean is_organisations;

  g_mutex_lock (&self->lock);
  is_organisations = self->store != NULL && hark_id_equal (scope, &self->store->account->org);
  g_mutex_unlock (&self->lock);

  if (is_organisations)
    organisation = hark_setting_organisation_from_json (body, error);
  else
    area = hark_setting_area_from_json (body, error);
  return area != NULL
         || (organisation != NULL && hark_setting_organisation_check (organisation, error));
}

gboolean
app_client_save_setting_body (AppClient *self, const HarkId *scope, guint64 before,
                              gboolean was_default, JsonObject *body, GError **error)
{
  const Save save = { .scope = *scope, .before = before, .was_default = was_default, .body = body };

  return check_body (self, scope, body, error) && app_client_run_work (self, put, &save, error);
}

gboolean
app_client_save_setting_sync (AppClient *self, const AppSetting *setting, GError **error)
{
  g_autoptr (JsonObject) body = app_setting_to_json (setting);

  return app_client_save_setting_body (self, &setting->scope, setting->version,
                                       setting->was_default, body, error);
}
