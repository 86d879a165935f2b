/* app-client-period.c: see app-client-period.h */
#include "app-client-period.h"

#include "app-absence.h"
#include "app-client-private.h"
#include "app-client-setting.h"

GTimeZone *
app_client_copy_zone (AppClient *self)
{
  GTimeZone *zone;

  g_mutex_lock (&self->view_lock);
  zone = self->absences != NULL ? g_time_zone_ref (self->absences->zone) : g_time_zone_new_local ();
  g_mutex_unlock (&self->view_lock);

  return zone;
}

char *
app_client_get_zone_name (AppClient *self)
{
  g_autoptr (GTimeZone) zone = app_client_copy_zone (self);

  return g_strdup (g_time_zone_get_identifier (zone));
}

char *
app_client_format_day (AppClient *self, gint64 instant, const char *format)
{
  g_autoptr (GTimeZone) zone = app_client_copy_zone (self);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? g_date_time_format (local, format) : g_strdup ("?");
}

gint64
app_client_get_due (AppClient *self, const GDate *day)
{
  g_autoptr (GTimeZone) zone = app_client_copy_zone (self);
  g_autoptr (GDateTime) noon = g_date_time_new (
      zone, g_date_get_year (day), (int)g_date_get_month (day), g_date_get_day (day), 12, 0, 0.0);

  return noon != NULL ? hark_period_due (g_date_time_to_unix (noon), zone, NULL, NULL, 0) : 0;
}

GPtrArray *
app_client_list_definitions_sync (AppClient *self, const HarkId *area,
                                  const HarkCalendar **calendar, GError **error)
{
  g_autoptr (AppSetting) setting = app_client_load_setting_sync (self, area, error);

  if (setting == NULL)
    return NULL;

  *calendar = setting->area->calendar;
  return hark_setting_area_list_periods (setting->area);
}

typedef struct
{
  GPtrArray *list; /* HarkDefinition */
  const HarkCalendar *calendar;
} Definitions;

static void
definitions_free (gpointer data)
{
  Definitions *self = data;

  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_free (self);
}

static gpointer
run_list (AppClient *self, gpointer area, GError **error)
{
  Definitions *found = g_new0 (Definitions, 1);

  found->list = app_client_list_definitions_sync (self, area, &found->calendar, error);
  if (found->list == NULL)
    g_clear_pointer (&found, definitions_free);

  return found;
}

void
app_client_list_definitions_async (AppClient *self, const HarkId *area,
                                   GAsyncReadyCallback callback, gpointer user)
{
  app_client_start_call (self, run_list, hark_id_copy (area), g_free, definitions_free,
                         app_client_list_definitions_async, callback, user);
}

GPtrArray *
app_client_list_definitions_finish (AppClient *self, GAsyncResult *result,
                                    const HarkCalendar **calendar, GError **error)
{
  Definitions *found
      = app_client_finish_call (self, result, app_client_list_definitions_async, error);
  GPtrArray *list;

  if (found == NULL)
    return NULL;

  *calendar = found->calendar;
  list = g_steal_pointer (&found->list);
  definitions_free (found);
  return list;
}

gint64
app_client_count_due (AppClient *self, const HarkDefinition *definition,
                      const HarkCalendar *calendar, gint64 received, gint64 now)
{
  g_autoptr (GTimeZone) zone = app_client_copy_zone (self);

  return hark_definition_due (definition, calendar, zone, received, now);
}
