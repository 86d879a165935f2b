/* app-period-section.c: see app-period-section.h */
#include "period/app-period-section.h"

#include "hark-period.h"

#include <glib/gi18n.h>

#define DAYS_OF_WEEK 7

/* 1: Monday */
static int
get_weekday (gint64 now, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now);
  g_autoptr (GDateTime) time = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return time != NULL ? g_date_time_get_day_of_week (time) : 1;
}

AppPeriodSection
app_period_section_get (gint64 due, gint64 now, GTimeZone *zone)
{
  int days;

  if (due < now)
    return APP_PERIOD_OVERDUE;

  days = hark_period_days_left (due, now, zone);
  if (days <= 0)
    return APP_PERIOD_TODAY;

  return days <= DAYS_OF_WEEK - get_weekday (now, zone) ? APP_PERIOD_THIS_WEEK : APP_PERIOD_LATER;
}

const char *
app_period_section_get_title (AppPeriodSection section)
{
  static const char *const titles[APP_PERIOD_SECTION_LAST] = {
    [APP_PERIOD_OVERDUE] = NC_ ("section of deadlines", "Overdue"),
    [APP_PERIOD_TODAY] = NC_ ("section of deadlines", "Today"),
    [APP_PERIOD_THIS_WEEK] = NC_ ("section of deadlines", "This Week"),
    [APP_PERIOD_LATER] = NC_ ("section of deadlines", "Later"),
  };

  return g_dpgettext2 (NULL, "section of deadlines", titles[section]);
}

gint64
app_period_section_get_midnight (gint64 now, GTimeZone *zone)
{
  return hark_period_due (now, zone, NULL, NULL, 0) + 1;
}
