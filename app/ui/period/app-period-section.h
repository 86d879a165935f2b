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

/* Times in seconds since 1970; days begin and end in @zone. */
AppPeriodSection app_period_section_get (gint64 due, gint64 now, GTimeZone *zone);
/* Static. */
const char *app_period_section_get_title (AppPeriodSection section);
/* The first second of the next day. */
gint64 app_period_section_get_midnight (gint64 now, GTimeZone *zone);

G_END_DECLS
