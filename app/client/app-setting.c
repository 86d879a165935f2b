/* app-setting.c: see app-setting.h */
#include "app-setting.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-setting-area.h"

static const char SETTING_SQL_ADD[]
    = "INSERT INTO setting (scope, version, document) VALUES ($1, $2, $3)";
static const char SETTING_SQL_GET[]
    = "SELECT document FROM setting WHERE scope = $1 AND version = $2";
static const char SETTING_SQL_LIST[]
    = "SELECT document FROM setting WHERE scope = $1 ORDER BY version DESC LIMIT $2";
static const char SETTING_SQL_SCOPES[] = "SELECT DISTINCT scope FROM setting ORDER BY scope";
static const char FAULT_SQL_ADD[]
    = "INSERT INTO setting_fault (scope) VALUES ($1) ON CONFLICT (scope) DO NOTHING";
static const char FAULT_SQL_GET[] = "SELECT 1 FROM setting_fault WHERE scope = $1";

#define MAX_LIST 2000

/* --- what is here --- */

static GBytes *
get_version (AppStore *store, const HarkId *scope, guint64 version)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_cache_get_db (store->cache), SETTING_SQL_GET);

  hark_stmt_bind_id (stmt, 1, scope);
  hark_stmt_bind_int (stmt, 2, (gint64)version);
  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW ? hark_stmt_get_bytes (stmt, 0) : NULL;
}

static GPtrArray *
list (AppStore *store, const HarkId *scope, guint max, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_cache_get_db (store->cache), SETTING_SQL_LIST);
  g_autoptr (GPtrArray) settings
      = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_setting_free);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, scope);
  hark_stmt_bind_int (stmt, 2, max);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      g_autoptr (GBytes) document = hark_stmt_get_bytes (stmt, 0);
      HarkSetting *setting = hark_setting_read (document, error);

      if (setting == NULL)
        return NULL;
      g_ptr_array_add (settings, setting);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&settings) : NULL;
}

/* The newest of a scope, as it was read last. */
typedef struct
{
  GBytes *document;
  HarkSetting *setting;
} Newest;

static void
newest_free (gpointer data)
{
  Newest *self = data;

  g_bytes_unref (self->document);
  hark_setting_free (self->setting);
  g_free (self);
}

/* The body is shared: nobody changes one that was read. */
static HarkSetting *
copy (const HarkSetting *setting)
{
  HarkSetting *self = g_memdup2 (setting, sizeof *setting);

  json_object_ref (self->body);
  return self;
}

/* What the database has decides whether it is still that one: a page may have been taken back, and
 * another program may have put a newer one there. */
static HarkSetting *
read_newest (AppStore *store, const HarkId *scope, GBytes *document, GError **error)
{
  Newest *newest;
  HarkSetting *setting;

  if (store->settings == NULL)
    store->settings = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, newest_free);
  newest = g_hash_table_lookup (store->settings, scope);
  if (newest != NULL && g_bytes_equal (newest->document, document))
    return copy (newest->setting);

  setting = hark_setting_read (document, error);
  if (setting == NULL)
    return NULL;

  newest = g_new (Newest, 1);
  *newest = (Newest){ .document = g_bytes_ref (document), .setting = setting };
  g_hash_table_replace (store->settings, g_memdup2 (scope, sizeof *scope), newest);
  return copy (setting);
}

static HarkSetting *
get_newest (AppStore *store, const HarkId *scope, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_cache_get_db (store->cache), SETTING_SQL_LIST);
  g_autoptr (GBytes) document = NULL;

  hark_stmt_bind_id (stmt, 1, scope);
  hark_stmt_bind_int (stmt, 2, 1);
  if (hark_stmt_step (stmt, error) == HARK_STEP_ROW)
    document = hark_stmt_get_bytes (stmt, 0);

  return document != NULL ? read_newest (store, scope, document, error) : NULL;
}

static GArray *
list_scopes (AppStore *store, GError **error)
{
  g_autoptr (GArray) scopes = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_cache_get_db (store->cache), SETTING_SQL_SCOPES);
  HarkStep step;
  HarkId scope;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    if (hark_stmt_get_id (stmt, 0, &scope))
      g_array_append_val (scopes, scope);

  return step == HARK_STEP_DONE ? g_steal_pointer (&scopes) : NULL;
}

static gboolean
check_fault (AppStore *store, const HarkId *scope, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (store->cache), FAULT_SQL_GET);

  hark_stmt_bind_id (stmt, 1, scope);
  if (hark_stmt_step (stmt, NULL) != HARK_STEP_ROW)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
               "the server shows other settings than before, or what nobody had the right to sign");
  return FALSE;
}

HarkSetting *
app_setting_get_newest (AppStore *store, const HarkId *scope, GError **error)
{
  return check_fault (store, scope, error) ? get_newest (store, scope, error) : NULL;
}

GPtrArray *
app_setting_list (AppStore *store, const HarkId *scope, GError **error)
{
  return check_fault (store, scope, error) ? list (store, scope, MAX_LIST, error) : NULL;
}

HarkSetting *
app_setting_get (AppStore *store, const HarkId *scope, guint64 version)
{
  g_autoptr (GBytes) document = version != 0 ? get_version (store, scope, version) : NULL;

  if (version == 0)
    return get_newest (store, scope, NULL);

  return document != NULL ? hark_setting_read (document, NULL) : NULL;
}

/* --- the areas' rows --- */

/* The latest of those that say that their area is shown first; NULL for none. */
static HarkSetting *
find_default (AppStore *store)
{
  g_autoptr (GArray) scopes = list_scopes (store, NULL);
  HarkSetting *latest = NULL;

  for (guint i = 0; scopes != NULL && i < scopes->len; i++)
    {
      g_autoptr (HarkSetting) newest = get_newest (store, &g_array_index (scopes, HarkId, i), NULL);

      if (newest == NULL || !hark_setting_area_is_default (newest->body)
          || (latest != NULL && !hark_setting_is_later (newest, latest)))
        continue;
      hark_setting_free (latest);
      latest = g_steal_pointer (&newest);
    }

  return latest;
}

gboolean
app_setting_name_area (AppStore *store, const HarkId *area, GError **error)
{
  g_autoptr (HarkSetting) setting = get_newest (store, area, NULL);
  g_autoptr (HarkSettingArea) settled
      = setting != NULL ? hark_setting_area_from_json (setting->body, NULL) : NULL;
  g_autoptr (HarkSetting) latest = find_default (store);

  return (settled == NULL
          || app_cache_name_area (
              store->cache, area, hark_setting_text_get (settled->name, settled->language),
              hark_setting_text_choose (settled->description, NULL, settled->language), error))
         && (latest == NULL || app_cache_set_default_area (store->cache, &latest->scope, error));
}

/* --- from the feed --- */

static gboolean
note_fault (AppStore *store, const HarkId *scope, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (store->cache), FAULT_SQL_ADD);

  hark_stmt_bind_id (stmt, 1, scope);
  return hark_stmt_run (stmt, error) && app_cache_set_doubt (store->cache, error);
}

static gboolean
add (AppStore *store, const HarkSetting *setting, GBytes *document, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_cache_get_db (store->cache), SETTING_SQL_ADD);

  hark_stmt_bind_id (stmt, 1, &setting->scope);
  hark_stmt_bind_int (stmt, 2, (gint64)setting->version);
  hark_stmt_bind_bytes (stmt, 3, document);
  return hark_stmt_run (stmt, error) && app_setting_name_area (store, &setting->scope, error);
}

gboolean
app_setting_take (AppStore *store, JsonObject *line, GError **error)
{
  g_autoptr (GBytes) document
      = hark_json_get_bytes (line, "st", 1, HARK_SETTING_MAX_DOCUMENT, error);
  g_autoptr (HarkSetting) setting = NULL;
  g_autoptr (HarkSetting) newest = NULL;
  g_autoptr (GBytes) known = NULL;

  if (document == NULL)
    return FALSE;
  setting = hark_setting_read (document, NULL);
  if (setting == NULL) /* of nothing in particular */
    return app_cache_set_doubt (store->cache, error);

  known = get_version (store, &setting->scope, setting->version);
  if (known != NULL)
    return g_bytes_equal (known, document) || note_fault (store, &setting->scope, error);

  newest = get_newest (store, &setting->scope, NULL);
  return hark_setting_verify (setting, document, store->roster, NULL)
                 && hark_setting_check_follows (setting, newest, store->roster, NULL)
             ? add (store, setting, document, error)
             : note_fault (store, &setting->scope, error);
}

/* --- to the server --- */

static gboolean
send (AppSync *sync, const HarkId *scope, GBytes *document, gboolean again, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *id = hark_id_to_string (scope);
  g_autofree char *path = g_strconcat (HARK_API_SETTINGS "/", id, NULL);
  g_autoptr (JsonObject) reply = NULL;

  hark_json_set_bytes (body, "document", g_bytes_get_data (document, NULL),
                       g_bytes_get_size (document));
  json_object_set_boolean_member (body, "again", again);
  reply = app_http_json (sync->http, "PUT", path, body, error);
  return reply != NULL;
}

typedef struct
{
  AppStore *store;
  const HarkId *scope;
  HarkSettingText *names;
  gboolean is_taken;
} Names;

/* An AppCacheAreaFunc. */
static void
compare_names (const AppCacheArea *area, gpointer user)
{
  Names *self = user;
  g_autoptr (HarkSetting) newest = NULL;
  g_autoptr (HarkSettingArea) settled = NULL;
  g_autoptr (HarkSettingText) name = NULL;

  if (self->is_taken || hark_id_equal (&area->id, self->scope))
    return;
  newest = get_newest (self->store, &area->id, NULL);
  settled = newest != NULL ? hark_setting_area_from_json (newest->body, NULL) : NULL;
  name = hark_setting_text_new ();
  hark_setting_text_set (name, "en", area->name);
  self->is_taken
      = hark_setting_text_is_shared (self->names, settled != NULL ? settled->name : name);
}

/* The organisation's has no name. */
static gboolean
check_names (AppStore *store, const HarkId *scope, JsonObject *body, GError **error)
{
  g_autoptr (HarkSettingText) names
      = hark_setting_text_from_json (body, "name", HARK_SETTING_MAX_NAME, FALSE, error);
  Names compared = { .store = store, .scope = scope, .names = names };

  if (names == NULL || !app_cache_each_area (store->cache, compare_names, &compared, error))
    return FALSE;
  if (!compared.is_taken)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT, "there is an area of this name already");
  return FALSE;
}

/* Never before what it follows, or takes the place of, whatever this computer's clock says. */
static gint64
get_time (AppStore *store, const HarkSetting *newest, JsonObject *body)
{
  gint64 time = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (HarkSetting) latest
      = hark_setting_area_is_default (body) ? find_default (store) : NULL;

  if (newest != NULL)
    time = MAX (time, newest->time);
  if (latest != NULL && latest->time < G_MAXINT64)
    time = MAX (time, latest->time + 1);
  return time;
}

GBytes *
app_setting_sign (AppStore *store, const HarkId *scope, guint64 before, JsonObject *body,
                  GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (HarkSetting) newest = app_setting_get_newest (store, scope, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if ((newest != NULL ? newest->version : 0) != before)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_CONFLICT, "somebody else has changed this");
      return NULL;
    }
  if (!hark_id_equal (scope, &store->account->org) && !check_names (store, scope, body, error))
    return NULL;

  return hark_setting_make (store->roster, scope, newest, body, get_time (store, newest, body),
                            &store->account->user, store->keys->account.sign_sk, error);
}

/* Signed again, a word of before would be the last one. */
static void
give_way (AppStore *store, const HarkId *scope, JsonObject *body)
{
  g_autoptr (HarkSetting) latest
      = hark_setting_area_is_default (body) ? find_default (store) : NULL;

  if (latest != NULL && !hark_id_equal (&latest->scope, scope))
    json_object_set_boolean_member (body, "default", FALSE);
}

gboolean
app_setting_put (AppSync *sync, const HarkId *scope, guint64 before, gboolean was_default,
                 JsonObject *body, GError **error)
{
  g_autoptr (GBytes) document = NULL;

  if (!app_sync_pull (sync, error))
    return FALSE;

  g_mutex_lock (sync->lock);
  if (was_default)
    give_way (sync->store, scope, body);
  document = app_setting_sign (sync->store, scope, before, body, error);
  g_mutex_unlock (sync->lock);
  if (document == NULL || !send (sync, scope, document, FALSE, error))
    return FALSE;

  sync->changed = TRUE;
  return app_sync_pull (sync, error);
}

static gboolean
ask_version (AppSync *sync, const HarkId *scope, guint64 *version, GError **error)
{
  g_autofree char *id = hark_id_to_string (scope);
  g_autofree char *path = g_strconcat (HARK_API_SETTINGS "/", id, NULL);
  g_autoptr (JsonObject) reply = app_http_json (sync->http, "GET", path, NULL, error);
  g_autoptr (GBytes) document = NULL;
  g_autoptr (HarkSetting) setting = NULL;

  *version = 0;
  if (reply == NULL)
    return FALSE;
  if (json_object_has_member (reply, "document") && json_object_get_null_member (reply, "document"))
    return TRUE;

  document = hark_json_get_bytes (reply, "document", 1, HARK_SETTING_MAX_DOCUMENT, error);
  setting = document != NULL ? hark_setting_read (document, error) : NULL;
  if (setting != NULL)
    *version = setting->version;
  return setting != NULL;
}

/* Whether it takes them is its business: who signed one may have no right any more. @taken: one at
 * least. */
static gboolean
return_scope (AppSync *sync, const HarkId *scope, gboolean *taken, GError **error)
{
  guint64 version;

  if (!ask_version (sync, scope, &version, error))
    return FALSE;

  for (;;)
    {
      g_autoptr (GBytes) document = NULL;

      g_mutex_lock (sync->lock);
      document = get_version (sync->store, scope, ++version);
      g_mutex_unlock (sync->lock);
      if (document == NULL || !send (sync, scope, document, TRUE, NULL))
        return TRUE;
      *taken = TRUE;
    }
}

/* What is refused because another area had that name then is tried again when that one has gone on.
 */
gboolean
app_setting_return (AppSync *sync, GError **error)
{
  g_autoptr (GArray) scopes = NULL;
  gboolean taken = TRUE;

  g_mutex_lock (sync->lock);
  scopes = list_scopes (sync->store, error);
  g_mutex_unlock (sync->lock);
  while (taken && scopes != NULL)
    {
      taken = FALSE;
      for (guint i = 0; i < scopes->len; i++)
        if (!return_scope (sync, &g_array_index (scopes, HarkId, i), &taken, error))
          return FALSE;
    }

  return scopes != NULL;
}
