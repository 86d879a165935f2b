/* hark-period.h: calendar arithmetic of deadlines; pure */
#pragma once

#include "hark-calendar.h"

G_BEGIN_DECLS

typedef enum
{
  HARK_PERIOD_DAYS,
  HARK_PERIOD_WORKING_DAYS, /* of a calendar (hark-calendar.h) */
  HARK_PERIOD_MONTHS,       /* clamped to the end of the month */
} HarkPeriodUnit;

typedef struct
{
  guint count;
  HarkPeriodUnit unit;
} HarkPeriodLength;

/* @instant in seconds since 1970; days begin and end in @zone; @calendar NULL is "none". The
 * result is the last second (23:59:59) of the day that lies @lengths, one after the other, after
 * the instant's day: overdue from the next second on. It is not moved where that day is none on
 * which anybody works. */
gint64 hark_period_due (gint64 instant, GTimeZone *zone, const HarkCalendar *calendar,
                        const HarkPeriodLength *lengths, guint n_lengths);
/* The end in @to of the day that @due is on in @from: the day stays, the second does not. From 1 to
 * HARK_API_MAX_DUE, whatever @due is. */
gint64 hark_period_move (gint64 due, GTimeZone *from, GTimeZone *to);
/* Whether a day ends at @instant in @zone. */
gboolean hark_period_is_end (gint64 instant, GTimeZone *zone);
/* Whether @before is the end of a day in @from, and @due that of the same day in @to. */
gboolean hark_period_is_moved (gint64 before, gint64 due, GTimeZone *from, GTimeZone *to);
/* The end in @zone of the day that ended at @before where days ended then: for display, as at the
 * ends of the world it may have been one or the next. @before itself where it is the end of no day.
 */
gint64 hark_period_follow (gint64 before, GTimeZone *zone);
/* Whole days from @now's day to @due's day in @zone; negative when overdue, 0 on the day itself. */
int hark_period_days_left (gint64 due, gint64 now, GTimeZone *zone);

/* "2026-11-24T13:00:00Z"; (transfer full). */
char *hark_period_format_utc (gint64 instant);

G_END_DECLS
