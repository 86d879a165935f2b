/* app-retention.c: see app-retention.h */
#include "app-retention.h"

#include "app-setting.h"
#include "hark-json.h"
#include "hark-setting-area.h"

#define MONTHS "months"
#define DAY (24 * 3600)

gboolean
app_retention_find (AppStore *store, const HarkId *area, const char *outcome, guint *months,
                    GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (HarkSetting) newest = app_setting_get_newest (store, area, &local);
  g_autoptr (HarkSettingArea) settled = NULL;
  HarkOutcome known = HARK_OUTCOME_OTHER;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  settled = newest != NULL ? hark_setting_area_from_json (newest->body, error)
                           : hark_setting_area_new ("en", "");
  if (settled == NULL)
    return FALSE;

  hark_outcome_from_name (outcome, &known);
  *months = hark_setting_area_get_months (settled, known);
  return TRUE;
}

void
app_retention_put (JsonObject *object, guint months)
{
  json_object_set_int_member (object, MONTHS, months);
}

void
app_retention_take (const HarkObject *object, AppRetention *self)
{
  const char *type = hark_json_peek_string (object->body, "type");
  gint64 said;

  if (!g_str_equal (type, "close") && !g_str_equal (type, "reopen"))
    return;

  *self = (AppRetention){ .time = object->time };
  if (g_str_equal (type, "close")
      && hark_json_get_int (object->body, MONTHS, HARK_RETENTION_MIN, HARK_RETENTION_MAX, &said,
                            NULL))
    self->months = (guint)said;
}

/* Wherever days ended for the server when it was closed: there it was the day before at most, and
 * that ends a day earlier at most. */
static gboolean
is_kept_from (gint64 closed, const AppRetention *self, const AppCacheTicket *row)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  return row->deletes >= hark_retention_due (closed - DAY, zone, self->months) - DAY;
}

gboolean
app_retention_holds (const AppRetention *self, const AppCacheTicket *row)
{
  return row->deletes == 0 || (self->months != 0 && is_kept_from (row->closed, self, row));
}

static gboolean
gives (const HarkSettingArea *settled, const AppRetention *self, const char *outcome)
{
  HarkOutcome known = HARK_OUTCOME_OTHER; /* as it was when this was signed */

  if (outcome == NULL)
    return hark_setting_area_allows_months (settled, self->months);

  hark_outcome_from_name (outcome, &known);
  return hark_setting_area_get_months (settled, known) == self->months;
}

/* Before an area has settled anything. */
static gboolean
gives_by_default (const AppRetention *self, const char *outcome)
{
  g_autoptr (HarkSettingArea) none = hark_setting_area_new ("en", "");

  return gives (none, self, outcome);
}

/* Newest first: it is nearly always that one. */
static gboolean
was_settled (const AppRetention *self, AppStore *store, const HarkId *area, const char *outcome)
{
  g_autoptr (HarkSetting) setting = app_setting_get (store, area, 0);
  gint64 first = G_MAXINT64;

  while (setting != NULL)
    {
      g_autoptr (HarkSettingArea) settled = hark_setting_area_from_json (setting->body, NULL);
      guint64 before = setting->version - 1;

      if (settled != NULL && gives (settled, self, outcome))
        return TRUE;
      first = setting->time;
      hark_setting_free (setting);
      setting = before > 0 ? app_setting_get (store, area, before) : NULL;
    }

  return self->time < first && gives_by_default (self, outcome);
}

AppRetentionDoubt
app_retention_find_doubt (const AppRetention *self, AppStore *store, const AppCacheTicket *row,
                          const char *outcome)
{
  if (self->months == 0 || row->deletes == 0)
    return APP_RETENTION_DOUBT_NONE;

  if (!was_settled (self, store, &row->area, outcome))
    return APP_RETENTION_DOUBT_MONTHS;

  return is_kept_from (MAX (row->closed, self->time), self, row) ? APP_RETENTION_DOUBT_NONE
                                                                 : APP_RETENTION_DOUBT_CLOCK;
}
