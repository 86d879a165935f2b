/* store-setting.c: see store-setting.h */
#include "store-setting.h"

#include "hark-api.h"
#include "hark-error.h"
#include "srv-time.h"
#include "store-area.h"
#include "store-period.h"
#include "store-retention.h"
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

/* FALSE only with @error. @document: NULL where nothing is settled. */
static gboolean
read_organisation (SrvStore *store, GBytes **document, GError **error)
{
  HarkId org;

  *document = NULL;
  return !srv_roster_get_org (srv_store_get_roster (store), &org, NULL, NULL)
         || read_newest (store, &org, document, error);
}

static HarkSettingOrganisation *
parse_organisation (GBytes *document, GError **error)
{
  g_autoptr (HarkSetting) setting = NULL;

  if (document == NULL)
    return hark_setting_organisation_new (LANGUAGE);

  setting = hark_setting_read (document, error);
  return setting != NULL ? hark_setting_organisation_from_json (setting->body, error) : NULL;
}

HarkSettingOrganisation *
store_setting_get_organisation (SrvStore *store, GError **error)
{
  g_autoptr (GBytes) document = NULL;

  return read_organisation (store, &document, error) ? parse_organisation (document, error) : NULL;
}

/* What cannot be read is no reason to take no reports. */
GTimeZone *
store_setting_get_zone (SrvStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) document = NULL;
  g_autoptr (HarkSettingOrganisation) organisation = NULL;
  GTimeZone *zone = NULL;

  if (read_organisation (store, &document, &error))
    {
      if (document != NULL && (zone = srv_store_find_zone (store, document)) != NULL)
        return zone;
      organisation = parse_organisation (document, &error);
    }
  if (organisation != NULL)
    zone = hark_setting_find_zone (organisation->zone);
  if (error != NULL)
    g_warning ("the organisation's time zone: %s", error->message);
  if (zone == NULL)
    zone = g_time_zone_ref (srv_store_get_zone (store));

  if (document != NULL && organisation != NULL)
    srv_store_keep_zone (store, document, zone);
  return zone;
}

gint64
store_setting_round (SrvStore *store, gint64 instant)
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);

  return srv_time_round_in (instant, zone);
}

/* --- a new one --- */

/* What was the author's right when they signed may have ended since: to a store that lost it, it is
 * given back by who has that right now, and vouches for it (@bringer; may be NULL). What made an
 * area is none of its Experts': it is given back as long as who signed it is an Admin. Where it is
 * not given back, an Admin names an area that has no Expert now, not only at the head named. */
static gboolean
has_right_now (const HarkSetting *setting, const HarkId *bringer, HarkRoster *list)
{
  HarkSetting brought = *setting;

  if (bringer != NULL)
    brought.author = *bringer;
  return hark_setting_has_right (setting, list, hark_roster_get_seq (list))
         || hark_setting_has_right (&brought, list, hark_roster_get_seq (list))
         || (bringer != NULL && setting->version == 1 && hark_setting_area_is_bare (setting->body)
             && hark_roster_is_admin (list, &setting->author));
}

static gboolean
check (SrvStore *store, const HarkSetting *setting, GBytes *document, const HarkSetting *before,
       const HarkId *bringer, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  HarkRoster *list = srv_roster_lock (roster);
  gboolean ok
      = hark_setting_verify (setting, document, list, error)
        && (has_right_now (setting, bringer, list)
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

/* Nobody could tell two of one name apart, in whatever language they read it. */
static gboolean
check_names (SrvStore *store, const HarkId *scope, HarkSettingArea *area, GPtrArray *areas,
             GError **error)
{
  for (guint i = 0; i < areas->len; i++)
    {
      const SrvArea *row = g_ptr_array_index (areas, i);
      g_autoptr (HarkSettingArea) other = NULL;

      if (hark_id_equal (&row->id, scope))
        continue;
      other = store_setting_get_area (store, &row->id, error);
      if (other == NULL)
        return FALSE;
      if (hark_setting_text_is_shared (area->name, other->name))
        return fail (error, HARK_ERROR_CONFLICT, "there is an area of this name already");
    }

  return TRUE;
}

/* FALSE only with @error. @latest: of the areas that say that they are shown first; NULL for none.
 */
static gboolean
find_default (SrvStore *store, GPtrArray *areas, HarkSetting **latest, GError **error)
{
  for (guint i = 0; i < areas->len; i++)
    {
      g_autoptr (GBytes) document = NULL;
      g_autoptr (HarkSetting) setting = NULL;

      if (!read_newest (store, &((SrvArea *)areas->pdata[i])->id, &document, error))
        return FALSE;
      setting = document != NULL ? hark_setting_read (document, error) : NULL;
      if (document != NULL && setting == NULL)
        return FALSE;
      if (setting == NULL || !hark_setting_area_is_default (setting->body)
          || (*latest != NULL && !hark_setting_is_later (setting, *latest)))
        continue;

      g_clear_pointer (latest, hark_setting_free);
      *latest = g_steal_pointer (&setting);
    }

  return TRUE;
}

/* Those of @areas that are @is_default and should be otherwise. */
static gboolean
set_default (SrvStore *store, gint64 seq, GPtrArray *areas, const HarkId *right,
             gboolean is_default, GError **error)
{
  for (guint i = 0; i < areas->len; i++)
    {
      SrvArea *row = g_ptr_array_index (areas, i);

      if (row->is_default != is_default || hark_id_equal (&row->id, right) == is_default)
        continue;
      row->is_default = !is_default;
      if (!store_area_update (store, seq, row, error))
        return FALSE;
    }

  return TRUE;
}

/* Several may say it of themselves: one is it. Two never are, not even in between. */
static gboolean
settle_default (SrvStore *store, gint64 seq, GError **error)
{
  g_autoptr (GPtrArray) areas = store_area_list (store, error);
  g_autoptr (HarkSetting) latest = NULL;

  return areas != NULL && find_default (store, areas, &latest, error)
         && (latest == NULL
             || (set_default (store, seq, areas, &latest->scope, TRUE, error)
                 && set_default (store, seq, areas, &latest->scope, FALSE, error)));
}

/* The row is what the portal and older clients know of it. */
static gboolean
follow (SrvStore *store, gint64 seq, const HarkSetting *setting, gboolean begins, GError **error)
{
  g_autoptr (HarkSettingArea) area = hark_setting_area_from_json (setting->body, error);
  g_autoptr (GPtrArray) areas = area != NULL ? store_area_list (store, error) : NULL;
  SrvArea row = { .id = setting->scope };

  if (areas == NULL || !check_names (store, &setting->scope, area, areas, error))
    return FALSE;
  if (begins && areas->len >= HARK_API_MAX_AREAS)
    return fail (error, HARK_ERROR_TOO_LARGE, "there are too many areas");

  row.name = (char *)hark_setting_text_get (area->name, area->language);
  row.description = (char *)hark_setting_text_choose (area->description, NULL, area->language);
  row.portal = area->portal;
  row.anonymous = area->anonymous;
  return (begins ? store_area_create (store, seq, &row, error)
                 : store_area_update (store, seq, &row, error))
         && settle_default (store, seq, error);
}

/* An area is there before it is settled, unless this @begins it. */
static gboolean
check_scope (SrvStore *store, const HarkId *scope, gboolean begins, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SrvArea) row = store_area_get (store, scope, &local);

  if (row == NULL && !g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local));
  else if ((row == NULL) == begins)
    return TRUE;
  else if (begins)
    fail (error, HARK_ERROR_CONFLICT, "there is this area already");
  else
    g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

/* One that another system, or another Hark, knew is given back to a store that lost it all the
 * same.
 */
static gboolean
check_organisation (const HarkSetting *setting, const HarkId *bringer, GError **error)
{
  g_autoptr (HarkSettingOrganisation) organisation
      = hark_setting_organisation_from_json (setting->body, error);

  return organisation != NULL
         && (bringer != NULL || hark_setting_organisation_check (organisation, error));
}

/* What was promised for a day stays promised for it, wherever that day ends now. */
static gboolean
follow_zone (SrvStore *store, gint64 seq, GTimeZone *before, GError **error)
{
  g_autoptr (GTimeZone) zone = store_setting_get_zone (store);

  return g_str_equal (g_time_zone_get_identifier (zone), g_time_zone_get_identifier (before))
         || (store_period_move (store, seq, before, zone, error)
             && store_retention_move (store, seq, before, zone, error));
}

static gboolean
put (SrvStore *store, gint64 seq, GBytes *document, const HarkId *bringer, gboolean begins,
     HarkId *scope, guint64 *version, GError **error)
{
  g_autoptr (HarkSetting) setting = hark_setting_read (document, error);
  g_autoptr (HarkSetting) before = NULL;
  g_autoptr (GBytes) newest = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  HarkId org = { 0 };
  gboolean is_organisations;

  if (setting == NULL || !read_newest (store, &setting->scope, &newest, error))
    return FALSE;
  *version = setting->version;
  *scope = setting->scope;
  if (newest != NULL && !begins && g_bytes_equal (newest, document))
    return TRUE;
  if (newest != NULL)
    {
      before = hark_setting_read (newest, error);
      if (before == NULL)
        return FALSE;
    }

  srv_roster_get_org (srv_store_get_roster (store), &org, NULL, NULL);
  is_organisations = hark_id_equal (&setting->scope, &org);
  zone = is_organisations ? store_setting_get_zone (store) : NULL;
  if (begins && (is_organisations || hark_id_is_zero (&setting->scope)))
    return fail (error, HARK_ERROR_INVALID, "this is no area");
  /* who tries again after a lost answer hears that it is there, not that they may not */
  if (begins && !check_scope (store, &setting->scope, begins, error))
    return FALSE;
  return check (store, setting, document, before, bringer, error)
         && (is_organisations ? check_organisation (setting, bringer, error)
                              : check_scope (store, &setting->scope, begins, error))
         && insert (store, seq, setting, document, error)
         && (is_organisations ? follow_zone (store, seq, zone, error)
                              : follow (store, seq, setting, begins, error));
}

gboolean
store_setting_put (SrvStore *store, gint64 seq, GBytes *document, const HarkId *bringer,
                   guint64 *version, GError **error)
{
  HarkId scope;

  return put (store, seq, document, bringer, FALSE, &scope, version, error);
}

/* --- an area begins --- */

/* The statement must be what names the area's team, by somebody who may: it had no Expert before.
 */
static gboolean
check_begun (SrvStore *store, const HarkId *area, const HarkId *admin, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  g_autoptr (GArray) readers = srv_roster_list_recipients (roster, area);
  gboolean is_admin = hark_roster_is_admin (srv_roster_lock (roster), admin);

  srv_roster_unlock (roster);
  if (!is_admin)
    return fail (error, HARK_ERROR_FORBIDDEN, "only an Admin makes areas");

  return readers->len > 0
         || fail (error, HARK_ERROR_INVALID, "the statement is not about this area's team");
}

gboolean
store_setting_begin_area (SrvStore *store, gint64 seq, GBytes *document, const HarkId *admin,
                          GBytes *statement, guint64 *number, GError **error)
{
  guint64 version;
  HarkId area;

  return put (store, seq, document, NULL, TRUE, &area, &version, error)
         && store_roster_append (store, seq, statement, number, error)
         && check_begun (store, &area, admin, error);
}
