/* hark-period.h: calendar arithmetic of deadlines; pure */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HARK_PERIOD_DAYS,
  HARK_PERIOD_WORKING_DAYS, /* Monday to Friday */
  HARK_PERIOD_MONTHS,       /* clamped to the end of the month */
} HarkPeriodUnit;

/* @instant in seconds since 1970; days begin and end in @zone. The result is the last second
 * (23:59:59) of the day that lies @count units after the instant's day: overdue from the next
 * second on. */
gint64 hark_period_due (gint64 instant, GTimeZone *zone, guint count, HarkPeriodUnit unit);
/* Whole days from @now's day to @due's day in @zone; negative when overdue, 0 on the day itself. */
int hark_period_days_left (gint64 due, gint64 now, GTimeZone *zone);

/* The profile EU/DE of directive 2019/1937 (articles 9 and 11) and the German HinSchG section 17:
 * acknowledge within 7 days of receipt; feedback within 3 months of the acknowledgement, and
 * without one within 3 months of the end of those 7 days: the latest date, which a late
 * acknowledgement does not move. @acknowledged is 0 while it has not been. */
gint64 hark_period_acknowledge_due (gint64 received, GTimeZone *zone);
gint64 hark_period_feedback_due (gint64 received, gint64 acknowledged, GTimeZone *zone);

/* "2026-11-24T13:00:00Z"; (transfer full). */
char *hark_period_format_utc (gint64 instant);

G_END_DECLS
