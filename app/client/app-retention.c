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
app_retention_take (const HarkObject *object, guint *months)
{
  const char *type = hark_json_peek_string (object->body, "type");
  gint64 said;

  if (g_str_equal (type, "reopen"))
    *months = 0;
  else if (g_str_equal (type, "close"))
    *months = hark_json_get_int (object->body, MONTHS, HARK_RETENTION_MIN, HARK_RETENTION_MAX,
                                 &said, NULL)
                  ? (guint)said
                  : 0;
}

/* Wherever days ended for the server when it was closed: there it was the day before at most, and
 * that ends a day earlier at most. */
gboolean
app_retention_holds (guint months, const AppCacheTicket *row)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  return row->deletes == 0
         || (months != 0
             && row->deletes >= hark_retention_due (row->closed - DAY, zone, months) - DAY);
}
