/* app-text.c: see app-text.h */
#include "text/app-text.h"

#include "hark-period.h"
#include "text/app-text-due.h"

#include <glib/gi18n.h>

#define SOON_DAYS 2

static GDateTime *
local_time (gint64 time)
{
  /* Whatever a server sent: a time that no calendar holds is shown as the beginning of the calendar. */
  GDateTime *local = g_date_time_new_from_unix_local (time);

  return local != NULL ? local : g_date_time_new_from_unix_local (0);
}

char *
app_text_time (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) then = local_time (time);
  g_autoptr (GDateTime) today = local_time (now);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  int days = -hark_period_days_left (time, now, zone);

  if (days == 0)
    return g_date_time_format (then, "%H:%M");
  if (days > 0 && days <= 6)
    /* Translators: a weekday and a time, such as "Tue 14:03" */
    return g_date_time_format (then, _ ("%a %H:%M"));
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    /* Translators: a day of this year, such as "2 June" */
    return g_date_time_format (then, _ ("%-d %B"));

  /* Translators: a day of another year, such as "2 June 2024" */
  return g_date_time_format (then, _ ("%-d %B %Y"));
}

char *
app_text_time_full (gint64 time)
{
  g_autoptr (GDateTime) then = local_time (time);

  /* Translators: such as "Tuesday, 2 June 2026, 14:03" */
  return g_date_time_format (then, _ ("%A, %-d %B %Y, %H:%M"));
}

char *
app_text_time_about (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) then = local_time (time);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  int days = -hark_period_days_left (time, now, zone);

  if (days == 0)
    /* Translators: a time of today that is known to the hour only, such as "about 14:00" */
    return g_date_time_format (then, _ ("about %H:%M"));
  if (days > 0 && days <= 6)
    /* Translators: a weekday and a time that is known to the hour only, such as "Tue about 14:00" */
    return g_date_time_format (then, _ ("%a about %H:%M"));

  return app_text_time (time, now);
}

char *
app_text_time_about_full (gint64 time)
{
  g_autoptr (GDateTime) then = local_time (time);

  /* Translators: such as "Tuesday, 2 June 2026, about 14:00" */
  return g_date_time_format (then, _ ("%A, %-d %B %Y, about %H:%M"));
}

const char *
app_text_why_about (void)
{
  return _ ("Rounded to the hour, to protect the reporter");
}

gboolean
app_text_is_about (AppTicket *ticket)
{
  return ticket->reporter == NULL && ticket->origin == HARK_TICKET_ORIGIN_PORTAL;
}

char *
app_text_received (AppTicket *ticket, gint64 now)
{
  if (ticket->origin == HARK_TICKET_ORIGIN_ON_BEHALF)
    return app_text_date (ticket->received, now);

  return app_text_is_about (ticket) ? app_text_time_about (ticket->received, now)
                                    : app_text_time (ticket->received, now);
}

char *
app_text_received_full (AppTicket *ticket)
{
  if (ticket->origin == HARK_TICKET_ORIGIN_ON_BEHALF)
    return app_text_date (ticket->received, 0);

  return app_text_is_about (ticket) ? app_text_time_about_full (ticket->received)
                                    : app_text_time_full (ticket->received);
}

/* The organisation's, or UTC's: hours of before it had settled its time zone. */
static gboolean
is_full_hour (gint64 time)
{
  g_autoptr (GTimeZone) zone = app_text_due_copy_zone ();
  gint64 shift = g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, time));

  return time % 3600 == 0 || (time + shift) % 3600 == 0;
}

/* The list does not say whose the newest entry is; on the full hour it is the reporter's, all but never the team's. */
gboolean
app_text_is_change_about (AppTicket *ticket)
{
  return app_text_is_about (ticket) && is_full_hour (ticket->changed);
}

char *
app_text_date (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) then = local_time (time);
  g_autoptr (GDateTime) today = local_time (now);

  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    /* Translators: a day of this year with its weekday, such as "Tue 2 June" */
    return g_date_time_format (then, _ ("%a %-d %B"));

  /* Translators: a day of another year, such as "2 June 2024" */
  return g_date_time_format (then, _ ("%-d %B %Y"));
}

const char *
app_text_shown (HarkTicketShown shown)
{
  switch (shown)
    {
    case HARK_TICKET_SHOWN_NEW:
      return C_ ("state of a ticket", "New");
    case HARK_TICKET_SHOWN_UNASSIGNED:
      return C_ ("state of a ticket", "Unassigned");
    case HARK_TICKET_SHOWN_IN_PROGRESS:
      return C_ ("state of a ticket", "In progress");
    case HARK_TICKET_SHOWN_WAITING:
      return C_ ("state of a ticket", "Waiting for reporter");
    case HARK_TICKET_SHOWN_CLOSED:
    default:
      return C_ ("state of a ticket", "Closed");
    }
}

const char *
app_text_shown_class (HarkTicketShown shown)
{
  switch (shown)
    {
    case HARK_TICKET_SHOWN_NEW:
      return "state-new";
    case HARK_TICKET_SHOWN_UNASSIGNED:
      return "state-unassigned";
    case HARK_TICKET_SHOWN_IN_PROGRESS:
      return "state-progress";
    case HARK_TICKET_SHOWN_WAITING:
      return "state-waiting";
    case HARK_TICKET_SHOWN_CLOSED:
    default:
      return "state-closed";
    }
}

const char *
app_text_outcome (HarkOutcome outcome)
{
  switch (outcome)
    {
    case HARK_OUTCOME_SUBSTANTIATED:
      return C_ ("outcome", "Substantiated");
    case HARK_OUTCOME_PARTLY:
      return C_ ("outcome", "Partly substantiated");
    case HARK_OUTCOME_UNSUBSTANTIATED:
      return C_ ("outcome", "Unsubstantiated");
    case HARK_OUTCOME_NOT_IN_SCOPE:
      return C_ ("outcome", "Not in scope");
    case HARK_OUTCOME_PASSED_ON:
      return C_ ("outcome", "Passed on");
    case HARK_OUTCOME_DUPLICATE:
      return C_ ("outcome", "Duplicate");
    case HARK_OUTCOME_NOT_ENOUGH_INFORMATION:
      return C_ ("outcome", "Not enough information");
    case HARK_OUTCOME_OTHER:
    case HARK_OUTCOME_LAST:
    default:
      return C_ ("outcome", "Other");
    }
}

const char *
app_text_outcome_name (const char *name)
{
  HarkOutcome outcome;

  return hark_outcome_from_name (name, &outcome) ? app_text_outcome (outcome) : name;
}

const char *
app_text_channel (HarkChannel channel)
{
  switch (channel)
    {
    case HARK_CHANNEL_PHONE:
      return C_ ("channel", "Phone");
    case HARK_CHANNEL_LETTER:
      return C_ ("channel", "Letter");
    case HARK_CHANNEL_MEETING:
      return C_ ("channel", "Meeting");
    case HARK_CHANNEL_E_MAIL:
      return C_ ("channel", "E-mail");
    case HARK_CHANNEL_OTHER:
    case HARK_CHANNEL_LAST:
    default:
      return C_ ("channel", "Other");
    }
}

char *
app_text_contact (const AppEntry *entry)
{
  g_autofree char *time = app_text_time_full (entry->contacted);
  HarkChannel channel = HARK_CHANNEL_OTHER;

  hark_channel_from_name (entry->channel, &channel);
  return g_strdup_printf ("%s · %s", app_text_channel (channel), time);
}

char *
app_text_written_down (AppTicket *ticket)
{
  const char *by = ticket->written_by != NULL ? ticket->written_by : "?";
  g_autofree char *date = NULL;
  HarkChannel channel;

  if (ticket->channel == NULL)
    return NULL;

  /* A date of its own: the year is never left out. */
  date = app_text_date (ticket->heard, 0);
  hark_channel_from_name (ticket->channel, &channel);
  switch (channel)
    {
    case HARK_CHANNEL_PHONE:
      /* Translators: a user's name and a date */
      return g_strdup_printf (_ ("Written down by %s (phone, %s)"), by, date);
    case HARK_CHANNEL_LETTER:
      return g_strdup_printf (_ ("Written down by %s (letter, %s)"), by, date);
    case HARK_CHANNEL_MEETING:
      return g_strdup_printf (_ ("Written down by %s (meeting, %s)"), by, date);
    case HARK_CHANNEL_E_MAIL:
      return g_strdup_printf (_ ("Written down by %s (e-mail, %s)"), by, date);
    case HARK_CHANNEL_OTHER:
    case HARK_CHANNEL_LAST:
    default:
      return g_strdup_printf (_ ("Written down by %s (%s)"), by, date);
    }
}

char *
app_text_reporter (AppTicket *ticket)
{
  if (ticket->is_claimed && ticket->account == NULL)
    /* Translators: %s is the name of a reporter with an account on the portal alone, whom no list of people names */
    return g_strdup_printf (_ ("%s (not verified)"), ticket->reporter);
  if (ticket->is_claimed && ticket->reporter == NULL)
    /* Translators: %s is the name of an account on the portal alone: the report gives no name of its own */
    return g_strdup_printf (_ ("account “%s” (not verified)"), ticket->account);
  if (app_ticket_is_by_other (ticket))
    /* Translators: the name that the report gives, and that of the account that it came from, as the server says */
    return g_strdup_printf (_ ("%s, by the account “%s” (not verified)"), ticket->reporter, ticket->account);
  if (ticket->is_claimed)
    /* Translators: %s is the name of a reporter, and of the account on the portal alone that the report came from */
    return g_strdup_printf (_ ("%s (account, not verified)"), ticket->reporter);

  return g_strdup (ticket->reporter != NULL ? ticket->reporter : C_ ("reporter", "anonymous"));
}

char *
app_text_other_account (AppTicket *ticket)
{
  if (!app_ticket_is_by_other (ticket))
    return NULL;
  if (ticket->reporter == NULL)
    /* Translators: %s is the name of an account on the portal alone */
    return g_strdup_printf (_ ("The report gives no name. The server says that it came from the account “%s” on the "
                               "portal. Hark cannot verify that."),
                            ticket->account);

  /* Translators: the name that the report gives, and that of the account that it came from */
  return g_strdup_printf (_ ("The report gives the name “%s”. The server says that it came from the account “%s” on "
                             "the portal. Hark can verify neither."),
                          ticket->reporter, ticket->account);
}

const char *
app_text_number (AppTicket *ticket)
{
  return ticket->number != NULL ? ticket->number : _ ("Not sent yet");
}

const char *
app_text_answer (const AppAnswer *answer)
{
  static const struct
  {
    const char *name;
    const char *label;
  } answers[] = {
    { "observed", NC_ ("answer of the form", "Own observation or hearsay") },
    { "where", NC_ ("answer of the form", "Where") },
    { "when", NC_ ("answer of the form", "When") },
    { "who", NC_ ("answer of the form", "Who") },
    { "name", NC_ ("answer of the form", "Name") },
    { "contact", NC_ ("answer of the form", "Contact") },
  };

  for (guint i = 0; !answer->is_areas && i < G_N_ELEMENTS (answers); i++)
    if (g_strcmp0 (answers[i].name, answer->name) == 0)
      return g_dpgettext2 (NULL, "answer of the form", answers[i].label);

  return answer->name;
}

const char *
app_text_answer_value (const AppAnswer *answer)
{
  if (answer->is_areas || g_strcmp0 (answer->name, "observed") != 0)
    return answer->value;
  if (g_strcmp0 (answer->value, "own") == 0)
    return C_ ("answer of the form", "Own observation");
  if (g_strcmp0 (answer->value, "hearsay") == 0)
    return C_ ("answer of the form", "Hearsay");

  return answer->value;
}

static int
days_left (const AppPeriod *period, gint64 now)
{
  return app_text_due_days_left (period->due, now);
}

AppUrgency
app_text_period_urgency (const AppPeriod *period, gint64 now)
{
  if (period->done != 0)
    return APP_URGENCY_NONE;
  if (period->due < now)
    return APP_URGENCY_OVERDUE;

  return days_left (period, now) <= SOON_DAYS ? APP_URGENCY_SOON : APP_URGENCY_NONE;
}

static char *
period_acknowledge (int days, gboolean overdue)
{
  if (overdue && days == 0)
    return g_strdup (_ ("acknowledgement overdue"));
  if (overdue)
    return g_strdup_printf (
        ngettext ("acknowledgement overdue by %d day", "acknowledgement overdue by %d days", -days),
        -days);
  if (days == 0)
    return g_strdup (_ ("acknowledge today"));
  if (days == 1)
    return g_strdup (_ ("acknowledge tomorrow"));

  return g_strdup_printf (ngettext ("acknowledge in %d day", "acknowledge in %d days", days), days);
}

static char *
period_feedback (int days, gboolean overdue)
{
  if (overdue && days == 0)
    return g_strdup (_ ("feedback overdue"));
  if (overdue)
    return g_strdup_printf (
        ngettext ("feedback overdue by %d day", "feedback overdue by %d days", -days), -days);
  if (days == 0)
    return g_strdup (_ ("feedback today"));
  if (days == 1)
    return g_strdup (_ ("feedback tomorrow"));

  return g_strdup_printf (ngettext ("feedback in %d day", "feedback in %d days", days), days);
}

static char *
period_other (const AppPeriod *period, gint64 now)
{
  g_autofree char *words = app_text_due_words (period->due, now);

  /* Translators: what somebody called a deadline, and when it is due, such as "tomorrow" */
  return g_strdup_printf (_ ("%s: %s"), app_text_period_name (period), words);
}

char *
app_text_period (const AppPeriod *period, gint64 now)
{
  gboolean overdue = period->due < now;
  int days = days_left (period, now);

  if (g_strcmp0 (period->kind, "acknowledge") == 0)
    return period_acknowledge (days, overdue);
  if (g_strcmp0 (period->kind, "feedback") == 0)
    return period_feedback (days, overdue);

  return period_other (period, now);
}

char *
app_text_period_chip (const AppPeriod *period, gint64 now)
{
  gboolean done = period->done != 0;
  g_autofree char *date = done ? app_text_date (period->done, now) : app_text_due_day (period->due, now);

  if (g_strcmp0 (period->kind, "acknowledge") == 0)
    return g_strdup_printf (done ? _ ("Acknowledged on %s") : _ ("Acknowledge by %s"), date);
  if (g_strcmp0 (period->kind, "feedback") == 0)
    return g_strdup_printf (done ? _ ("Feedback given on %s") : _ ("Feedback by %s"), date);

  /* Translators: the name that somebody gave the period, and a date */
  return g_strdup_printf (done ? _ ("%s: done on %s") : _ ("%s: by %s"), app_text_period_name (period), date);
}

char *
app_text_fingerprint (const char *fingerprint)
{
  char *text = g_strdup (fingerprint);
  guint n_blanks = 0;

  for (char *at = text; *at != '\0'; at++)
    if (*at == ' ' && ++n_blanks % 4 == 0)
      *at = '\n';

  return text;
}

char *
app_text_transfer (const AppTransfer *transfer)
{
  g_autofree char *done = g_format_size ((guint64)transfer->done);
  g_autofree char *total = g_format_size ((guint64)transfer->total);
  int minutes = (int)((transfer->left + 59) / 60);
  int hours = (int)((transfer->left + 3599) / 3600);
  g_autofree char *left = NULL;

  if (transfer->left < 0)
    /* Translators: of an attachment on its way, such as "12 MB of 64 MB" */
    return g_strdup_printf (_ ("%s of %s"), done, total);

  if (transfer->left < 60)
    left = g_strdup_printf (ngettext ("%d second left", "%d seconds left", (int)transfer->left), (int)transfer->left);
  else if (transfer->left < 2 * 3600)
    left = g_strdup_printf (ngettext ("%d minute left", "%d minutes left", minutes), minutes);
  else
    left = g_strdup_printf (ngettext ("%d hour left", "%d hours left", hours), hours);

  /* Translators: such as "12 MB of 64 MB · 3 minutes left" */
  return g_strdup_printf (_ ("%s of %s · %s"), done, total, left);
}

/* NULL where it is nothing of that. */
static char *
period_history (const AppHistory *history, const char *by)
{
  const char *name = history->period;

  if (name == NULL)
    return NULL;
  if (g_str_equal (name, "acknowledge"))
    name = _ ("Acknowledgement");
  else if (g_str_equal (name, "feedback"))
    name = _ ("Feedback");

  /* Translators: in these somebody, and what a deadline is called */
  if (g_strcmp0 (history->type, "add-period") == 0)
    return g_strdup_printf (_ ("%s added the deadline “%s”"), by, name);
  if (g_strcmp0 (history->type, "change-period") == 0)
    return g_strdup_printf (_ ("%s moved the deadline “%s”"), by, name);
  if (g_strcmp0 (history->type, "fulfil-period") == 0)
    return g_strdup_printf (_ ("%s fulfilled the deadline “%s”"), by, name);
  if (g_strcmp0 (history->type, "unfulfil-period") == 0)
    return g_strdup_printf (_ ("%s took back that the deadline “%s” was fulfilled"), by, name);
  if (g_strcmp0 (history->type, "remove-period") == 0)
    return g_strdup_printf (_ ("%s removed the deadline “%s”"), by, name);

  return NULL;
}

char *
app_text_history (const AppHistory *history)
{
  const char *by = history->by != NULL ? history->by : _ ("The server");
  char *text;

  if (g_strcmp0 (history->type, "received") == 0)
    return history->by == NULL ? g_strdup (_ ("The report arrived"))
                               : g_strdup_printf (_ ("%s submitted the report"), by);
  if (g_strcmp0 (history->type, "take-over") == 0)
    return g_strdup_printf (_ ("%s took the ticket over"), by);
  if (g_strcmp0 (history->type, "release") == 0)
    return g_strdup_printf (_ ("%s released the ticket"), by);
  if (g_strcmp0 (history->type, "close") == 0)
    return g_strdup_printf (_ ("%s closed the ticket"), by);
  if (g_strcmp0 (history->type, "reopen") == 0)
    return g_strdup_printf (_ ("%s reopened the ticket"), by);
  if (g_strcmp0 (history->type, "assign") == 0 && history->to != NULL)
    return g_strdup_printf (_ ("%s assigned the ticket to %s"), by, history->to);
  if (g_strcmp0 (history->type, "assign") == 0)
    return g_strdup_printf (_ ("%s assigned the ticket"), by);
  if (g_strcmp0 (history->type, "move") == 0)
    return g_strdup_printf (_ ("%s moved the ticket to another area"), by);
  if (g_strcmp0 (history->type, "exclude") == 0 && history->to != NULL)
    return g_strdup_printf (_ ("%s excluded %s from the ticket"), by, history->to);
  if (g_strcmp0 (history->type, "include") == 0 && history->from != NULL)
    return g_strdup_printf (_ ("%s took back that %s was excluded"), by, history->from);

  if (g_strcmp0 (history->type, "new-code") == 0)
    return g_strdup_printf (_ ("%s issued a new inbox code"), by);
  if (g_strcmp0 (history->type, "propose-delete") == 0)
    return g_strdup_printf (_ ("%s asked to delete the ticket"), by);
  if (g_strcmp0 (history->type, "withdraw-delete") == 0)
    return g_strdup_printf (_ ("%s decided that it is not deleted"), by);
  if (g_strcmp0 (history->type, "confirm-delete") == 0)
    return g_strdup_printf (_ ("%s confirmed that it is deleted"), by);
  if (g_strcmp0 (history->type, "hold") == 0)
    return g_strdup_printf (_ ("%s put the ticket on hold"), by);
  if (g_strcmp0 (history->type, "lift-hold") == 0)
    return g_strdup_printf (_ ("%s lifted the hold"), by);

  text = period_history (history, by);
  if (text != NULL)
    return text;

  /* Translators: somebody, and the name of a step that this version does not know */
  return g_strdup_printf (_ ("%s: %s"), by, history->type);
}
