/* app-absence.c: see app-absence.h */
#include "app-absence.h"

#include "app-setting.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-setting-organisation.h"

#define META "absences"
#define MAX_ROWS 20000
#define MAX_ZONE 64 /* bytes */

static AppAbsences *
absences_new (GTimeZone *told)
{
  AppAbsences *self = g_atomic_rc_box_new0 (AppAbsences);

  self->told = told;
  self->zone = g_time_zone_ref (told);
  self->rows = g_array_new (FALSE, TRUE, sizeof (HarkAbsence));
  return self;
}

static void
absences_clear (gpointer data)
{
  AppAbsences *self = data;

  g_time_zone_unref (self->told);
  g_time_zone_unref (self->zone);
  g_array_unref (self->rows);
}

AppAbsences *
app_absences_ref (AppAbsences *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
app_absences_unref (AppAbsences *self)
{
  g_atomic_rc_box_release_full (self, absences_clear);
}

AppAbsences *
app_absences_read (JsonObject *reply, GError **error)
{
  /* an older server says but what holds there */
  const char *name = hark_json_get_string (
      reply, json_object_has_member (reply, "set_up") ? "set_up" : "zone", MAX_ZONE, error);
  JsonArray *rows = name != NULL ? hark_json_get_array (reply, "absences", MAX_ROWS, error) : NULL;
  g_autoptr (AppAbsences) self = NULL;
  GTimeZone *zone;

  if (rows == NULL)
    return NULL;
  zone = g_time_zone_new_identifier (name);
  if (zone == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "that is no time zone known here");
      return NULL;
    }

  self = absences_new (zone);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = hark_json_array_get_object (rows, i, error);
      HarkAbsence absence = { 0 };

      if (row == NULL || !hark_json_get_id (row, "user", &absence.user, error)
          || !hark_absence_read (row, &absence, error))
        return NULL;
      g_array_append_val (self->rows, absence);
    }
  return g_steal_pointer (&self);
}

gboolean
app_absences_find (AppAbsences *self, const HarkId *user, gint64 now, HarkAbsence *absence)
{
  char today[HARK_ABSENCE_DAY_SIZE];

  if (self == NULL || self->rows->len == 0)
    return FALSE;

  hark_absence_get_day (now, self->zone, today);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const HarkAbsence *row = &g_array_index (self->rows, HarkAbsence, i);

      if (hark_id_equal (&row->user, user) && hark_absence_is_in_force (row, today))
        {
          *absence = *row;
          return TRUE;
        }
    }
  return FALSE;
}

AppAbsences *
app_absences_load (AppCache *cache)
{
  g_autofree char *text = app_cache_get_meta (cache, META);
  g_autoptr (JsonObject) reply
      = text != NULL ? hark_json_parse_object (text, strlen (text), HARK_API_MAX_REPLY, NULL)
                     : NULL;
  AppAbsences *self = reply != NULL ? app_absences_read (reply, NULL) : NULL;

  return self != NULL ? self : absences_new (g_time_zone_new_local ());
}

gboolean
app_absences_keep (AppStore *store, JsonObject *reply, GError **error)
{
  g_autofree char *text = hark_json_to_string (reply);
  g_autofree char *known = app_cache_get_meta (store->cache, META);
  AppAbsences *read = app_absences_read (reply, error);

  if (read == NULL)
    return FALSE;
  if (g_strcmp0 (text, known) == 0 || !app_cache_set_meta (store->cache, META, text, error))
    {
      app_absences_unref (read);
      return FALSE;
    }

  app_absences_unref (store->absences);
  store->absences = read;
  return TRUE;
}

/* Also where the server shows something else since: this was verified when it came. */
static GTimeZone *
find_signed_zone (AppStore *store)
{
  g_autoptr (HarkSetting) newest = app_setting_get (store, &store->account->org, 0);
  g_autoptr (HarkSettingOrganisation) organisation
      = newest != NULL ? hark_setting_organisation_from_json (newest->body, NULL) : NULL;

  return organisation != NULL ? hark_setting_find_zone (organisation->zone) : NULL;
}

void
app_absences_follow (AppStore *store)
{
  AppAbsences *known = store->absences;
  g_autoptr (GTimeZone) settled = find_signed_zone (store);
  GTimeZone *zone = settled != NULL ? settled : known->told;
  AppAbsences *self;

  if (g_strcmp0 (g_time_zone_get_identifier (zone), g_time_zone_get_identifier (known->zone)) == 0)
    return;

  self = g_atomic_rc_box_new0 (AppAbsences);
  self->told = g_time_zone_ref (known->told);
  self->zone = g_time_zone_ref (zone);
  self->rows = g_array_ref (known->rows);
  app_absences_unref (known);
  store->absences = self;
}

void
app_absences_describe (AppStore *store, AppTicket *ticket, const HarkId *advisor, gint64 now)
{
  HarkAbsence absence;

  if (ticket->advisor == NULL || !app_absences_find (store->absences, advisor, now, &absence))
    return;

  ticket->advisor_until = g_strdup (absence.until);
  if (!hark_absence_has_deputy (&absence)
      || hark_roster_get_role (store->roster, &ticket->area, &absence.deputy) == HARK_ROLE_NONE)
    return;
  ticket->deputy = g_strdup (app_store_user_name (store, &absence.deputy));
  ticket->is_deputy = ticket->is_team && hark_id_equal (&absence.deputy, &store->account->user);
}
