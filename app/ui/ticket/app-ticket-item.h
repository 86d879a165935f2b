/* app-ticket-item.h: a place in the list: always the same object for the same ticket, whatever its snapshot is */
#pragma once

#include "app-search.h"
#include "app-ticket.h"

G_BEGIN_DECLS

#define APP_TYPE_TICKET_ITEM (app_ticket_item_get_type ())
G_DECLARE_FINAL_TYPE (AppTicketItem, app_ticket_item, APP, TICKET_ITEM, GObject)

/* Signal "changed": another snapshot, or read. */

AppTicketItem *app_ticket_item_new (AppTicket *ticket);
AppTicket *app_ticket_item_get_ticket (AppTicketItem *self);
void app_ticket_item_set_ticket (AppTicketItem *self, AppTicket *ticket);
/* Something came since it was last looked at, on whichever device. */
gboolean app_ticket_item_is_unread (AppTicketItem *self);
/* What stands there now was seen: said at once, before it is kept. */
void app_ticket_item_mark_read (AppTicketItem *self);
/* (transfer none) (nullable): what was found in it, while something is searched for. */
AppSearchHit *app_ticket_item_get_hit (AppTicketItem *self);
void app_ticket_item_set_hit (AppTicketItem *self, AppSearchHit *hit);
/* Says "changed": the clock went on. */
void app_ticket_item_tick (AppTicketItem *self);

G_END_DECLS
