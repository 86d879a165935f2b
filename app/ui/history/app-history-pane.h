/* app-history-pane.h: the side pane of a ticket: details, and its history: who, when, from, to */
#pragma once

#include <adwaita.h>

#include "app-ticket.h"

G_BEGIN_DECLS

#define APP_TYPE_HISTORY_PANE (app_history_pane_get_type ())
G_DECLARE_FINAL_TYPE (AppHistoryPane, app_history_pane, APP, HISTORY_PANE, AdwBin)

void app_history_pane_show (AppHistoryPane *self, AppTicket *ticket);
/* @over: it lies over the ticket, and has a button to go away. */
void app_history_pane_set_over (AppHistoryPane *self, gboolean over);

G_END_DECLS
