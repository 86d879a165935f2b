/* app-absence-text.c: see app-absence-text.h */
#include "people/app-absence-text.h"

#include "app-client-person.h"

#include <glib/gi18n.h>

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

char *
app_absence_text_day (const char *day, gint64 now)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now);
  g_autofree char *noon = g_strconcat (day, "T12:00:00Z", NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (noon, NULL);

  if (time == NULL)
    return g_strdup (day);
  if (today != NULL && g_date_time_get_year (time) == g_date_time_get_year (today))
    /* Translators: a day of this year, such as "2 June" */
    return g_date_time_format (time, _ ("%-d %B"));

  /* Translators: a day of another year, such as "2 June 2024" */
  return g_date_time_format (time, _ ("%-d %B %Y"));
}

char *
app_absence_text_away (const char *until, const char *deputy)
{
  g_autofree char *day = app_absence_text_day (until, get_now ());

  return deputy != NULL
             /* Translators: a day such as "3 June", and a name */
             ? g_strdup_printf (_ ("away until %s, %s stands in"), day, deputy)
             /* Translators: %s is a day such as "3 June" */
             : g_strdup_printf (_ ("away until %s"), day);
}

char *
app_absence_text_name (AppClient *client, const HarkId *user)
{
  g_autoptr (GPtrArray) people = app_client_list_people (client);

  for (guint i = 0; i < people->len; i++)
    if (hark_id_equal (&((AppPerson *)people->pdata[i])->id, user))
      return g_strdup (((AppPerson *)people->pdata[i])->name);

  return NULL;
}

char *
app_absence_text_of (AppClient *client, const HarkId *user)
{
  HarkAbsence absence;
  g_autofree char *deputy = NULL;

  if (!app_client_find_absence (client, user, get_now (), &absence))
    return NULL;

  deputy = app_absence_text_name (client, &absence.deputy);
  return app_absence_text_away (absence.until, deputy);
}

char *
app_absence_text_own (AppClient *client)
{
  g_autofree char *first = NULL, *last = NULL, *deputy = NULL;
  HarkAbsence absence;

  if (!app_client_find_own_absence (client, get_now (), &absence))
    return NULL;

  first = app_absence_text_day (absence.from, get_now ());
  last = app_absence_text_day (absence.until, get_now ());
  deputy = app_absence_text_name (client, &absence.deputy);
  return deputy != NULL
             /* Translators: two days, and a name */
             ? g_strdup_printf (_ ("From %s to %s, %s stands in"), first, last, deputy)
             /* Translators: two days */
             : g_strdup_printf (_ ("From %s to %s, nobody stands in"), first, last);
}
