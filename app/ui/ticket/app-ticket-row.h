/* app-ticket-row.h: a ticket as the list shows it */
#pragma once

#include "list/app-list-row.h"
#include "ticket/app-ticket-item.h"

G_BEGIN_DECLS

#define APP_TYPE_TICKET_ROW (app_ticket_row_get_type ())
G_DECLARE_FINAL_TYPE (AppTicketRow, app_ticket_row, APP, TICKET_ROW, AppListRow)

/* What a screen reader says: number, title, state, next period, unread. (transfer full) */
char *app_ticket_row_describe (AppTicketItem *item, gint64 now);

G_END_DECLS
