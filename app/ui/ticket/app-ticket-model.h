/* app-ticket-model.h: all tickets of this account as a GListModel of AppTicketItem, newest change first.
 *
 * A reload keeps the item of each ticket that is still there, so that what stands on it (selection, focus,
 * scroll position) stays where it is. */
#pragma once

#include "app-client.h"
#include "list/app-kept-list.h"
#include "ticket/app-ticket-item.h"

G_BEGIN_DECLS

#define APP_TYPE_TICKET_MODEL (app_ticket_model_get_type ())
G_DECLARE_FINAL_TYPE (AppTicketModel, app_ticket_model, APP, TICKET_MODEL, AppKeptList)

/* Signals: "loaded" after each reload; "failed" (GError *) where one did not succeed: what was there stays. */

/* Loads at once and again whenever the client has something new. */
AppTicketModel *app_ticket_model_new (AppClient *client);
void app_ticket_model_reload (AppTicketModel *self);
/* FALSE until the first load has succeeded. */
gboolean app_ticket_model_is_loaded (AppTicketModel *self);
/* (transfer none) (nullable) */
AppTicketItem *app_ticket_model_find (AppTicketModel *self, const HarkId *id);

/* What is told in words about the time from now is told anew. */
void app_ticket_model_tick (AppTicketModel *self);

/* The same as a reload's answer would do; @tickets (element-type AppTicket). */
void app_ticket_model_take (AppTicketModel *self, GPtrArray *tickets);

G_END_DECLS
