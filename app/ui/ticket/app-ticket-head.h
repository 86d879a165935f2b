/* app-ticket-head.h: what stands above the conversation: title, state, periods, provenance, warnings */
#pragma once

#include <gtk/gtk.h>

#include "app-ticket.h"

G_BEGIN_DECLS

#define APP_TYPE_TICKET_HEAD (app_ticket_head_get_type ())
G_DECLARE_FINAL_TYPE (AppTicketHead, app_ticket_head, APP, TICKET_HEAD, GtkBox)

void app_ticket_head_show (AppTicketHead *self, AppTicket *ticket, gboolean as_reporter);
/* In pixels, 0 before it is shown: what has been scrolled further than that is out of sight. */
int app_ticket_head_get_title_height (AppTicketHead *self);

G_END_DECLS
