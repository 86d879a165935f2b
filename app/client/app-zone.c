/* app-zone.c: see app-zone.h */
#include "app-zone.h"

#include "app-absence.h"
#include "app-setting.h"
#include "hark-period.h"
#include "hark-setting-organisation.h"

#define MAX_VERSIONS 2000

struct _AppZones
{
  guint64 version; /* of the settings, up to which they are here */
  GPtrArray *list; /* GTimeZone, each once, the newest first */
};

void
app_zones_free (AppZones *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->list);
  g_free (self);
}

/* Nothing where it names none, or one that this system does not know. */
static void
add (AppZones *self, GHashTable *names, const HarkSetting *setting)
{
  g_autoptr (HarkSettingOrganisation) organisation
      = hark_setting_organisation_from_json (setting->body, NULL);
  GTimeZone *zone = organisation != NULL ? hark_setting_find_zone (organisation->zone) : NULL;

  if (zone == NULL)
    return;
  if (g_hash_table_add (names, g_strdup (organisation->zone)))
    g_ptr_array_add (self->list, zone);
  else
    g_time_zone_unref (zone);
}

/* They are read once: there is no other chain to the same version. */
static GPtrArray *
list_signed (AppStore *store)
{
  const HarkId *org = &store->account->org;
  g_autoptr (HarkSetting) newest = app_setting_get (store, org, 0);
  guint64 version = newest != NULL ? newest->version : 0;
  g_autoptr (GHashTable) names = NULL;

  if (store->zones != NULL && store->zones->version == version)
    return store->zones->list;

  app_zones_free (store->zones);
  store->zones = g_new0 (AppZones, 1);
  store->zones->version = version;
  store->zones->list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_time_zone_unref);
  names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < MAX_VERSIONS && version > 0; i++, version--)
    {
      g_autoptr (HarkSetting) setting = app_setting_get (store, org, version);

      if (setting != NULL)
        add (store->zones, names, setting);
    }

  return store->zones->list;
}

/* Some places have the same time of day, and another day. Where that instant ends a day in a zone
 * that was signed it is that zone's day: the server's word for the zone before makes no other of
 * it. It counts where none was, beside the zones in which most live, of which no two are 24 hours
 * apart: what it told may be another by now. */
gboolean
app_zone_is_same_day (AppStore *store, gint64 before, gint64 due)
{
  GPtrArray *list = list_signed (store);
  gboolean is_signed = FALSE;
  GTimeZone *zone;

  app_absences_follow (store);
  zone = store->absences->zone;
  for (guint i = 0; i < list->len; i++)
    {
      if (hark_period_is_moved (before, due, list->pdata[i], zone))
        return TRUE;
      is_signed = is_signed || hark_period_is_end (before, list->pdata[i]);
    }

  return !is_signed
         && (hark_period_is_moved (before, due, store->absences->told, zone)
             || hark_period_follow (before, zone) == due);
}
