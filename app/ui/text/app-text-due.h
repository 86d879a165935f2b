/* app-text-due.h: days on which something falls due, in the user's language.
 *
 * Such a day begins and ends where the organisation is, wherever this machine stands. Functions that return char * give it
 * to the caller; const char * is static or belongs to the period. Times are seconds since 1970. */
#pragma once

#include "app-ticket.h"

G_BEGIN_DECLS

/* The organisation's, of this program's one account; NULL: this machine's, as at first. */
void app_text_due_set_zone (GTimeZone *zone);
/* (transfer full) */
GTimeZone *app_text_due_copy_zone (void);
/* Whole days from today to that of @due; negative when that is over. */
int app_text_due_days_left (gint64 due, gint64 now);
/* "Tue 2 June", with the year where it is not this one. */
char *app_text_due_day (gint64 due, gint64 now);
/* "Tuesday, 2 June 2026" */
char *app_text_due_day_full (gint64 due);
/* "today", "in 3 days", "2 days late". */
char *app_text_due_words (gint64 due, gint64 now);
/* NULL where it is the same time of day here; else "Days end at midnight in Europe/Berlin". (transfer full) */
char *app_text_due_where (gint64 now);
/* "Acknowledgement", or what it is called; "Deadline" where that does not open. */
const char *app_text_period_name (const AppPeriod *period);
/* "about a message"; NULL: it is about the ticket. */
const char *app_text_period_about (const AppPeriod *period);
/* What more a step of the history says of a deadline: "by Tue 2 June · about a message", "Tue 2 June → Fri 5 June"; NULL for
 * nothing. (transfer full) */
char *app_text_due_history (const AppHistory *history, gint64 now);

G_END_DECLS
