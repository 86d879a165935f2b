/* app-text.h: what a screen says about tickets, periods and times, in the user's language.
 *
 * Functions that return char * give it to the caller; const char * is static. Times are seconds since
 * 1970 and are told in the time zone of this machine. */
#pragma once

#include "app-ticket.h"
#include "app-transfer.h"

G_BEGIN_DECLS

/* "14:03" today, "Tue 14:03" within six days, else "2 June" or "2 June 2024". */
char *app_text_time (gint64 time, gint64 now);
/* "Tuesday, 2 June 2026, 14:03": for tooltips and the history. */
char *app_text_time_full (gint64 time);
/* The same of what an anonymous reporter did, of which the server keeps the hour alone: "about 14:00". */
char *app_text_time_about (gint64 time, gint64 now);
char *app_text_time_about_full (gint64 time);
/* Why it is but the hour: for tooltips. */
const char *app_text_why_about (void);
/* Whether the times of this ticket's report, and of its newest entry, are such. */
gboolean app_text_is_about (AppTicket *ticket);
gboolean app_text_is_change_about (AppTicket *ticket);
/* When the report came, as precisely as it is known: of what somebody wrote down, the day. */
char *app_text_received (AppTicket *ticket, gint64 now);
char *app_text_received_full (AppTicket *ticket);
/* "Tue 2 June", with the year where it is not this one. */
char *app_text_date (gint64 time, gint64 now);

const char *app_text_shown (HarkTicketShown shown);
/* A CSS class for the pill of that state. */
const char *app_text_shown_class (HarkTicketShown shown);
const char *app_text_outcome (HarkOutcome outcome);
/* @name: the wire name; unknown ones are shown as they are. */
const char *app_text_outcome_name (const char *name);
/* How somebody reached the team: "Phone". */
const char *app_text_channel (HarkChannel channel);
/* How and when somebody was reached outside Hark: "Phone · 3 March 2026, 14:00". (transfer full) */
char *app_text_contact (const AppEntry *entry);
/* "Written down by anna (phone, 3 March 2026)"; NULL where nobody did. */
char *app_text_written_down (AppTicket *ticket);
/* "anonymous", or the user's name; one that no list of people confirms says so. (transfer full) */
char *app_text_reporter (AppTicket *ticket);
/* A sentence where the report gives another name than the account has, or none. (transfer full) (nullable) */
char *app_text_other_account (AppTicket *ticket);
/* "2026-4711", or a sentence while there is none yet. */
const char *app_text_number (AppTicket *ticket);
/* The label of an answer of the report form. */
const char *app_text_answer (const AppAnswer *answer);
/* What was answered, choices in words. Belongs to the answer or to nobody. */
const char *app_text_answer_value (const AppAnswer *answer);

typedef enum
{
  APP_URGENCY_NONE,
  APP_URGENCY_SOON, /* within two days */
  APP_URGENCY_OVERDUE,
} AppUrgency;

AppUrgency app_text_period_urgency (const AppPeriod *period, gint64 now);
/* "acknowledge in 5 days", "feedback overdue by 2 days". */
char *app_text_period (const AppPeriod *period, gint64 now);
/* "Acknowledge by Tue 2 June", "Acknowledged on 28 May". */
char *app_text_period_chip (const AppPeriod *period, gint64 now);

/* A fingerprint or a safety number: its groups on lines of four, so that the eye finds them again. */
char *app_text_fingerprint (const char *fingerprint);

/* "12 MB of 64 MB", and how long it will take where that is known. */
char *app_text_transfer (const AppTransfer *transfer);

/* One line about one step: "Anna took the ticket over". */
char *app_text_history (const AppHistory *history);

G_END_DECLS
