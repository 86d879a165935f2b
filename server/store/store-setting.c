/* store-setting.c: see store-setting.h */
#include "store-setting.h"

#include "hark-error.h"
#include "store-area.h"
#include "store-roster.h"

/* of an organisation that has settled nothing */
#define LANGUAGE "en"

static const char SQL_GET[]
    = "SELECT document FROM setting WHERE scope = $1 ORDER BY version DESC LIMIT 1";
static const char SQL_INSERT[]
    = "INSERT INTO setting (scope, version, document, rv) VALUES ($1, $2, $3, $4)";

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

/* FALSE only with @error. */
static gboolean
read_newest (SrvStore *store, const HarkId *scope, GBytes **document, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_GET);

  hark_stmt_bind_id (stmt, 1, scope);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      *document = hark_stmt_get_bytes (stmt, 0);
      return TRUE;
    case HARK_STEP_DONE:
      *document = NULL;
      return TRUE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

GBytes *
store_setting_get (SrvStore *store, const HarkId *scope, GError **error)
{
  GBytes *document;

  return read_newest (store, scope, &document, error) ? document : NULL;
}

HarkSettingArea *
store_setting_get_area (SrvStore *store, const HarkId *area, GError **error)
{
  g_autoptr (SrvArea) row = store_area_get (store, area, error);
  g_autoptr (GBytes) document = NULL;
  g_autoptr (HarkSetting) setting = NULL;
  HarkSettingArea *settled;

  if (row == NULL || !read_newest (store, area, &document, error))
    return NULL;
  if (document != NULL)
    {
      setting = hark_setting_read (document, error);
      return setting != NULL ? hark_setting_area_from_json (setting->body, error) : NULL;
    }

  settled = hark_setting_area_new (LANGUAGE, row->name);
  hark_setting_text_set (settled->description, LANGUAGE, row->description);
  settled->portal = row->portal;
  settled->anonymous = row->anonymous;
  settled->is_default = row->is_default;
  return settled;
}

gboolean
store_setting_translate_areas (SrvStore *store, GPtrArray *areas, const char *language,
                               GError **error)
{
  for (guint i = 0; i < areas->len; i++)
    {
      SrvArea *area = g_ptr_array_index (areas, i);
      g_autoptr (HarkSettingArea) settled = store_setting_get_area (store, &area->id, error);

      if (settled == NULL)
        return FALSE;
      g_free (area->name);
      g_free (area->description);
      area->name = g_strdup (hark_setting_text_choose (settled->name, language, settled->language));
      area->description
          = g_strdup (hark_setting_text_choose (settled->description, language, settled->language));
    }

  return TRUE;
}

HarkSettingOrganisation *
store_setting_get_organisation (SrvStore *store, GError **error)
{
  g_autoptr (GBytes) document = NULL;
  g_autoptr (HarkSetting) setting = NULL;
  HarkId org;

  if (!srv_roster_get_org (srv_store_get_roster (store), &org, NULL, NULL))
    return hark_setting_organisation_new (LANGUAGE);
  if (!read_newest (store, &org, &document, error))
    return NULL;
  if (document == NULL)
    return hark_setting_organisation_new (LANGUAGE);

  setting = hark_setting_read (document, error);
  return setting != NULL ? hark_setting_organisation_from_json (setting->body, error) : NULL;
}

/* --- a new one --- */

/* What was the author's right when they signed may have ended since. */
static gboolean
check (SrvStore *store, const HarkSetting *setting, GBytes *document, const HarkSetting *before,
       GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  HarkRoster *list = srv_roster_lock (roster);
  gboolean ok
      = hark_setting_verify (setting, document, list, error)
        && (hark_setting_has_right (setting, list, hark_roster_get_seq (list))
            || fail (error, HARK_ERROR_FORBIDDEN, "the author may not settle that any more"))
        && hark_setting_check_follows (setting, before, list, error);

  srv_roster_unlock (roster);
  if (ok && setting->version > SRV_SETTING_MAX_VERSIONS)
    return fail (error, HARK_ERROR_TOO_LARGE, "this was changed too often");
  return ok;
}

static gboolean
insert (SrvStore *store, gint64 seq, const HarkSetting *setting, GBytes *document, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);

  hark_stmt_bind_id (stmt, 1, &setting->scope);
  hark_stmt_bind_int (stmt, 2, (gint64)setting->version);
  hark_stmt_bind_bytes (stmt, 3, document);
  hark_stmt_bind_int (stmt, 4, seq);
  return hark_stmt_run (stmt, error);
}

/* The row is what the portal and older clients know of it. */
static gboolean
follow (SrvStore *store, gint64 seq, const HarkSetting *setting, GError **error)
{
  g_autoptr (HarkSettingArea) area = hark_setting_area_from_json (setting->body, error);
  g_autoptr (GPtrArray) areas = area != NULL ? store_area_list (store, error) : NULL;
  SrvArea row = { .id = setting->scope };
  gboolean known = FALSE;

  if (areas == NULL)
    return FALSE;

  for (guint i = 0; i < areas->len; i++)
    known = known || hark_id_equal (&((SrvArea *)areas->pdata[i])->id, &setting->scope);
  if (!known && areas->len >= SRV_SETTING_MAX_AREAS)
    return fail (error, HARK_ERROR_TOO_LARGE, "there are too many areas");

  row.name = (char *)hark_setting_text_get (area->name, area->language);
  row.description = (char *)hark_setting_text_choose (area->description, NULL, area->language);
  row.portal = area->portal;
  row.anonymous = area->anonymous;
  row.is_default = area->is_default;
  return (!row.is_default || store_area_clear_default (store, seq, &row.id, error))
         && (known ? store_area_update (store, seq, &row, error)
                   : store_area_create (store, seq, &row, error));
}

gboolean
store_setting_put (SrvStore *store, gint64 seq, GBytes *document, guint64 *version, GError **error)
{
  g_autoptr (HarkSetting) setting = hark_setting_read (document, error);
  g_autoptr (HarkSetting) before = NULL;
  g_autoptr (GBytes) newest = NULL;
  HarkId org = { 0 };

  if (setting == NULL || !read_newest (store, &setting->scope, &newest, error))
    return FALSE;
  *version = setting->version;
  if (newest != NULL && g_bytes_equal (newest, document))
    return TRUE;
  if (newest != NULL)
    {
      before = hark_setting_read (newest, error);
      if (before == NULL)
        return FALSE;
    }

  srv_roster_get_org (srv_store_get_roster (store), &org, NULL, NULL);
  return check (store, setting, document, before, error)
         && insert (store, seq, setting, document, error)
         && (hark_id_equal (&setting->scope, &org) || follow (store, seq, setting, error));
}
