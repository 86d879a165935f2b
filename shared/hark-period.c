/* hark-period.c: see hark-period.h */
#include "hark-period.h"

/* Beyond these, calendars say nothing that anybody needs; GDateTime ends in the year 9999. */
#define MAX_INSTANT G_GINT64_CONSTANT (7258118399) /* the end of 2199 */
#define MAX_COUNT 40000
#define DAY (24 * 3600)
#define UNIX_JULIAN 719163 /* of 1 January 1970, as GDate counts days */
/* From Honolulu to Auckland in summer, in seconds: each time of day is one offset's. */
#define FIRST_OFFSET (-10 * 3600)
#define LAST_OFFSET (13 * 3600)
#define OFFSET_STEP (15 * 60)

static GDateTime *
local_time (gint64 instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (CLAMP (instant, 0, MAX_INSTANT));

  return g_date_time_to_timezone (utc, zone);
}

static void
local_day (gint64 instant, GTimeZone *zone, GDate *day)
{
  g_autoptr (GDateTime) local = local_time (instant, zone);
  int year, month, day_of_month;

  g_date_time_get_ymd (local, &year, &month, &day_of_month);
  g_date_set_dmy (day, day_of_month, month, year);
}

/* Whether the calendar of @zone says @day, or one before it, at @instant. */
static gboolean
is_until (gint64 instant, const GDate *day, GTimeZone *zone)
{
  GDate then;

  g_date_clear (&then, 1);
  local_day (instant, zone, &then);
  return g_date_compare (&then, day) <= 0;
}

/* Mostly 23:59:59. Not where clocks go back at midnight, for the day's last hour comes twice, nor
 * where they go on there: that time is none then, and the day ends before it. */
static gint64
end_of_day (const GDate *day, GTimeZone *zone)
{
  g_autoptr (GDateTime) end = g_date_time_new (zone, g_date_get_year (day), g_date_get_month (day),
                                               g_date_get_day (day), 23, 59, 59.0);
  gint64 instant = g_date_time_to_unix (end);
  gint64 last = instant - 2 * DAY, next = instant + DAY;

  if (instant <= 0 || instant >= MAX_INSTANT
      || (is_until (instant, day, zone) && !is_until (instant + 1, day, zone)))
    return instant;

  while (next - last > 1)
    {
      gint64 middle = last + (next - last) / 2;

      if (is_until (middle, day, zone))
        last = middle;
      else
        next = middle;
    }

  return last;
}

static void
add_working_days (GDate *day, const HarkCalendar *calendar, guint count)
{
  while (count > 0)
    {
      g_date_add_days (day, 1);
      if (hark_calendar_is_working_day (calendar, day))
        count--;
    }
}

gint64
hark_period_due (gint64 instant, GTimeZone *zone, const HarkCalendar *calendar,
                 const HarkPeriodLength *lengths, guint n_lengths)
{
  GDate day;

  g_date_clear (&day, 1);
  local_day (instant, zone, &day);
  for (guint i = 0; i < n_lengths; i++)
    {
      guint count = MIN (lengths[i].count, MAX_COUNT);

      switch (lengths[i].unit)
        {
        case HARK_PERIOD_WORKING_DAYS:
          add_working_days (&day, calendar, count);
          break;
        case HARK_PERIOD_MONTHS:
          g_date_add_months (&day, count);
          break;
        case HARK_PERIOD_DAYS:
        default:
          g_date_add_days (&day, count);
          break;
        }
    }

  return end_of_day (&day, zone);
}

gint64
hark_period_move (gint64 due, GTimeZone *from, GTimeZone *to)
{
  GDate day;

  g_date_clear (&day, 1);
  local_day (due, from, &day);
  return CLAMP (end_of_day (&day, to), 1, MAX_INSTANT);
}

/* FALSE: no day ends at @before where clocks differ from UTC by @offset. */
static gboolean
find_day (gint64 before, gint64 offset, GDate *day)
{
  if (before < DAY || before > MAX_INSTANT || (before + 1 + offset) % DAY != 0)
    return FALSE;

  g_date_clear (day, 1);
  g_date_set_julian (day, (guint32)(UNIX_JULIAN + (before + offset) / DAY));
  return TRUE;
}

gboolean
hark_period_is_end (gint64 instant, GTimeZone *zone)
{
  return hark_period_move (instant, zone, zone) == instant;
}

gboolean
hark_period_is_moved (gint64 before, gint64 due, GTimeZone *from, GTimeZone *to)
{
  return hark_period_is_end (before, from) && hark_period_move (before, from, to) == due;
}

gint64
hark_period_follow (gint64 before, GTimeZone *zone)
{
  GDate day;

  if (hark_period_is_end (before, zone))
    return before;

  for (gint64 offset = FIRST_OFFSET; offset <= LAST_OFFSET; offset += OFFSET_STEP)
    if (find_day (before, offset, &day))
      return CLAMP (end_of_day (&day, zone), 1, MAX_INSTANT);

  return before;
}

int
hark_period_days_left (gint64 due, gint64 now, GTimeZone *zone)
{
  GDate due_day, now_day;

  g_date_clear (&due_day, 1);
  g_date_clear (&now_day, 1);
  local_day (due, zone, &due_day);
  local_day (now, zone, &now_day);
  return g_date_days_between (&now_day, &due_day);
}

char *
hark_period_format_utc (gint64 instant)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (CLAMP (instant, 0, MAX_INSTANT));

  return g_date_time_format (utc, "%Y-%m-%dT%H:%M:%SZ");
}
