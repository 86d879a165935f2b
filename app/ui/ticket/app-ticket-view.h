/* app-ticket-view.h: the right pane: one ticket with everything said about it, and the composer */
#pragma once

#include <adwaita.h>

#include "app-client.h"
#include "app-search.h"

G_BEGIN_DECLS

#define APP_TYPE_TICKET_VIEW (app_ticket_view_get_type ())
G_DECLARE_FINAL_TYPE (AppTicketView, app_ticket_view, APP, TICKET_VIEW, AdwBin)

/* Actions: ticket.take-over, ticket.release, ticket.close, ticket.reopen, ticket.details.
 * Signals: "shown" after each load; "acted" when something was kept in the outbox.
 * gtk_widget_grab_focus () goes to the conversation: at once, or when the ticket is loaded. */

void app_ticket_view_set_client (AppTicketView *self, AppClient *client);
/* @id NULL: nothing. @as_reporter: one's own ticket, without notes. */
void app_ticket_view_show (AppTicketView *self, const HarkId *id, gboolean as_reporter);
/* (transfer none) (nullable): what is shown now. */
AppTicket *app_ticket_view_get_ticket (AppTicketView *self);
/* TRUE: no list beside it. */
void app_ticket_view_set_folded (AppTicketView *self, gboolean folded);
/* TRUE: there is none that could be selected. */
void app_ticket_view_set_alone (AppTicketView *self, gboolean alone);
/* Marks these words in the conversation, and scrolls to the first; NULL: none. */
void app_ticket_view_set_query (AppTicketView *self, AppSearchQuery *query);
/* Hands what is half written to the client now. */
void app_ticket_view_save_drafts (AppTicketView *self);

G_END_DECLS
