/* app-period-group.h: what is done about deadlines, as actions of a window, whichever ticket it shows
 *
 * period.add (s: the ticket's id in hex, or app_period_group_target () of it and the entry that it is about),
 * period.fulfil, period.unfulfil, period.move, period.remove (s: app_period_group_target ()); for toasts period.undo (s:
 * app_period_group_pack ()), and period.take-back and period.send of what is deferred (s: the operation's id in hex). */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"

G_BEGIN_DECLS

/* The group "period" of @window, until it is taken away with NULL. What is done is told in a toast, with a way back, and
 * then sent. */
void app_period_group_insert (GtkWidget *window, AppClient *client);
/* @other: a deadline of it; for period.add an entry. (transfer full) */
char *app_period_group_target (const HarkId *ticket, const HarkId *other);

/* An action on a deadline that is there as one string, for what puts back what was done. (transfer full) */
char *app_period_group_pack (const AppAction *action);
/* FALSE: it is none. */
gboolean app_period_group_unpack (const char *packed, AppAction *action);

G_END_DECLS
