/* hark-absence.c: see hark-absence.h */
#include "hark-absence.h"

#include "hark-error.h"

#include <string.h>

void
hark_absence_get_day (gint64 now, GTimeZone *zone, char day[HARK_ABSENCE_DAY_SIZE])
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autofree char *text = local != NULL ? g_date_time_format (local, "%Y-%m-%d") : NULL;

  g_strlcpy (day, text != NULL ? text : "1970-01-01", HARK_ABSENCE_DAY_SIZE);
}

static gboolean
read_day (const char *text, GDate *date)
{
  static const char form[] = "dddd-dd-dd";
  guint number[3] = { 0 };
  guint part = 0;

  if (strlen (text) != strlen (form))
    return FALSE;

  for (guint i = 0; form[i] != '\0'; i++)
    if (form[i] == 'd' && g_ascii_isdigit (text[i]))
      number[part] = number[part] * 10 + (guint)g_ascii_digit_value (text[i]);
    else if (form[i] != 'd' && text[i] == form[i])
      part++;
    else
      return FALSE;

  if (!g_date_valid_dmy ((GDateDay)MIN (number[2], 99), (GDateMonth)MIN (number[1], 99),
                         (GDateYear)number[0]))
    return FALSE;
  g_date_set_dmy (date, (GDateDay)number[2], (GDateMonth)number[1], (GDateYear)number[0]);
  return TRUE;
}

gboolean
hark_absence_is_day (const char *text)
{
  GDate date;

  g_date_clear (&date, 1);
  return read_day (text, &date);
}

static gboolean
fail (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

gboolean
hark_absence_check (const HarkAbsence *self, const char *today, GError **error)
{
  GDate from, until;
  int days;

  g_date_clear (&from, 1);
  g_date_clear (&until, 1);
  if (!read_day (self->from, &from) || !read_day (self->until, &until))
    return fail (error, "the days of an absence are written as YYYY-MM-DD");

  days = g_date_days_between (&from, &until);
  if (days < 0)
    return fail (error, "the last day of an absence is not before its first");
  if (days > HARK_ABSENCE_MAX_DAYS)
    return fail (error, "an absence lasts a year at most");
  if (hark_absence_is_over (self, today))
    return fail (error, "this absence is over already");
  return TRUE;
}

gboolean
hark_absence_is_in_force (const HarkAbsence *self, const char *today)
{
  return strcmp (self->from, today) <= 0 && !hark_absence_is_over (self, today);
}

gboolean
hark_absence_is_over (const HarkAbsence *self, const char *today)
{
  return strcmp (self->until, today) < 0;
}

gboolean
hark_absence_has_deputy (const HarkAbsence *self)
{
  const HarkId nobody = { 0 };

  return !hark_id_equal (&self->deputy, &nobody);
}

static gboolean
read_member (JsonObject *json, const char *name, char day[HARK_ABSENCE_DAY_SIZE], GError **error)
{
  const char *text = hark_json_get_string (json, name, HARK_ABSENCE_DAY_SIZE - 1, error);

  if (text == NULL)
    return FALSE;
  if (!hark_absence_is_day (text))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"%s\" is a day: YYYY-MM-DD", name);
      return FALSE;
    }

  g_strlcpy (day, text, HARK_ABSENCE_DAY_SIZE);
  return TRUE;
}

gboolean
hark_absence_read (JsonObject *json, HarkAbsence *self, GError **error)
{
  return read_member (json, "from", self->from, error)
         && read_member (json, "until", self->until, error)
         && hark_json_get_opt_id (json, "deputy", &self->deputy, error);
}

void
hark_absence_write (JsonObject *json, const HarkAbsence *self)
{
  json_object_set_string_member (json, "from", self->from);
  json_object_set_string_member (json, "until", self->until);
  hark_json_set_id (json, "deputy", &self->deputy);
}
