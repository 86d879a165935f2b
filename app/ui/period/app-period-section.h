/* app-period-section.h: how near a deadline is, by the organisation's days; pure */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  APP_PERIOD_OVERDUE, /* from the second on that follows its day */
  APP_PERIOD_TODAY,
  APP_PERIOD_THIS_WEEK, /* until Sunday */
  APP_PERIOD_LATER,
  APP_PERIOD_SECTION_LAST
} AppPeriodSection;

/* The last second of each, for a look at very many. */
typedef struct
{
  gint64 before; /* now */
  gint64 today, week;
} AppPeriodBounds;

/* Times in seconds since 1970; days begin and end in @zone. */
void app_period_section_get_bounds (gint64 now, GTimeZone *zone, AppPeriodBounds *bounds);
AppPeriodSection app_period_section_find (const AppPeriodBounds *bounds, gint64 due);
AppPeriodSection app_period_section_get (gint64 due, gint64 now, GTimeZone *zone);
/* Static. */
const char *app_period_section_get_title (AppPeriodSection section);
/* The first second of the next day. */
gint64 app_period_section_get_midnight (gint64 now, GTimeZone *zone);

G_END_DECLS
