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

void
app_period_section_get_bounds (gint64 now, GTimeZone *zone, AppPeriodBounds *bounds)
{
  const HarkPeriodLength rest = { (guint)(DAYS_OF_WEEK - get_weekday (now, zone)), HARK_PERIOD_DAYS };

  bounds->before = now;
  bounds->today = hark_period_due (now, zone, NULL, NULL, 0);
  bounds->week = rest.count > 0 ? hark_period_due (now, zone, NULL, &rest, 1) : bounds->today;
}

AppPeriodSection
app_period_section_find (const AppPeriodBounds *bounds, gint64 due)
{
  return due < bounds->before   ? APP_PERIOD_OVERDUE
         : due <= bounds->today ? APP_PERIOD_TODAY
         : due <= bounds->week  ? APP_PERIOD_THIS_WEEK
                                : APP_PERIOD_LATER;
}

AppPeriodSection
app_period_section_get (gint64 due, gint64 now, GTimeZone *zone)
{
  AppPeriodBounds bounds;

  app_period_section_get_bounds (now, zone, &bounds);

  return app_period_section_find (&bounds, due);
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
