/* app-text-due.c: see app-text-due.h */
#include "text/app-text-due.h"

#include "hark-period.h"

#include <glib/gi18n.h>

static GTimeZone *organisation; /* NULL: this machine's; only used where GTK is */

void
app_text_due_set_zone (GTimeZone *zone)
{
  GTimeZone *old = organisation;

  organisation = zone != NULL ? g_time_zone_ref (zone) : NULL;
  g_clear_pointer (&old, g_time_zone_unref);
}

GTimeZone *
app_text_due_copy_zone (void)
{
  return organisation != NULL ? g_time_zone_ref (organisation) : g_time_zone_new_local ();
}

static GDateTime *
to_time (gint64 time)
{
  g_autoptr (GTimeZone) zone = app_text_due_copy_zone ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time);

  /* Whatever a server sent: a time that no calendar holds is shown as the beginning of the calendar. */
  if (utc == NULL)
    utc = g_date_time_new_from_unix_utc (0);

  return g_date_time_to_timezone (utc, zone);
}

int
app_text_due_days_left (gint64 due, gint64 now)
{
  g_autoptr (GTimeZone) zone = app_text_due_copy_zone ();

  return hark_period_days_left (due, now, zone);
}

char *
app_text_due_day (gint64 due, gint64 now)
{
  g_autoptr (GDateTime) then = to_time (due);
  g_autoptr (GDateTime) today = to_time (now);

  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    /* Translators: a day of this year with its weekday, such as "Tue 2 June" */
    return g_date_time_format (then, _ ("%a %-d %B"));

  /* Translators: a day of another year, such as "2 June 2024" */
  return g_date_time_format (then, _ ("%-d %B %Y"));
}

char *
app_text_due_day_full (gint64 due)
{
  g_autoptr (GDateTime) then = to_time (due);

  /* Translators: a whole day, such as "Tuesday, 2 June 2026" */
  return g_date_time_format (then, _ ("%A, %-d %B %Y"));
}

char *
app_text_due_words (gint64 due, gint64 now)
{
  int days = app_text_due_days_left (due, now);

  if (days < 0)
    /* Translators: how long something is overdue */
    return g_strdup_printf (ngettext ("%d day late", "%d days late", -days), -days);
  if (days == 0)
    return g_strdup (C_ ("due", "today"));
  if (days == 1)
    return g_strdup (C_ ("due", "tomorrow"));

  /* Translators: when something falls due */
  return g_strdup_printf (ngettext ("in %d day", "in %d days", days), days);
}

char *
app_text_due_where (gint64 now)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  g_autoptr (GTimeZone) zone = app_text_due_copy_zone ();
  int here = g_time_zone_find_interval (local, G_TIME_TYPE_UNIVERSAL, now);
  int there = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, now);

  if (g_time_zone_get_offset (local, here) == g_time_zone_get_offset (zone, there))
    return NULL;

  /* Translators: %s is the name of a time zone, such as Europe/Berlin */
  return g_strdup_printf (_ ("Days end at midnight in %s"), g_time_zone_get_identifier (zone));
}

const char *
app_text_period_name (const AppPeriod *period)
{
  if (g_strcmp0 (period->kind, "deletion") == 0)
    /* Translators: as the name of a deadline: a ticket will be deleted then */
    return C_ ("deadline", "Deletion");
  if (app_period_is_promise (period))
    return g_strcmp0 (period->kind, "acknowledge") == 0 ? _ ("Acknowledgement") : _ ("Feedback");

  return period->name != NULL && *period->name != '\0' ? period->name : _ ("Deadline");
}

static const char *
describe_about (const HarkId *about, AppEntryKind kind)
{
  if (hark_id_is_zero (about))
    return NULL;

  switch (kind)
    {
    case APP_ENTRY_REPORT:
      /* Translators: said of a deadline, as are the two that follow */
      return _ ("about the report");
    case APP_ENTRY_NOTE:
      return _ ("about a note");
    case APP_ENTRY_MESSAGE:
    default:
      return _ ("about a message");
    }
}

const char *
app_text_period_about (const AppPeriod *period)
{
  return describe_about (&period->about, period->about_kind);
}

/* What was signed ends its day where days ended then: the organisation may have settled another time zone since. */
static char *
describe_signed (gint64 due, gint64 now)
{
  g_autoptr (GTimeZone) zone = app_text_due_copy_zone ();

  return due != 0 ? app_text_due_day (hark_period_follow (due, zone), now) : NULL;
}

char *
app_text_due_history (const AppHistory *history, gint64 now)
{
  const char *about = describe_about (&history->about, history->about_kind);
  g_autofree char *day = describe_signed (history->due, now);
  g_autofree char *before = describe_signed (history->due_before, now);
  /* Translators: %s is the day on which it is due */
  g_autofree char *change = day == NULL      ? NULL
                            : before != NULL ? g_strdup_printf ("%s → %s", before, day)
                                             : g_strdup_printf (C_ ("deadline", "by %s"), day);

  return change != NULL ? g_strjoin (" · ", change, about, NULL) : g_strdup (about);
}
