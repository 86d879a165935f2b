/* app-ticket-list.h: the middle pane: the tickets of a place, searched */
#pragma once

#include <adwaita.h>

#include "app-client.h"
#include "app-search.h"
#include "people/app-people-page.h"
#include "period/app-period-page.h"
#include "refused/app-refused-page.h"
#include "setting/app-setting-page.h"
#include "sidebar/app-place.h"
#include "ticket/app-ticket-model.h"

G_BEGIN_DECLS

#define APP_TYPE_TICKET_LIST (app_ticket_list_get_type ())
G_DECLARE_FINAL_TYPE (AppTicketList, app_ticket_list, APP, TICKET_LIST, AdwBin)

/* Signals: "selected" (AppTicketItem *, NULL for none) whenever another one is; "opened" when the user wants to see the
 * selected one: a click or Enter; "page-changed" when app_ticket_list_is_empty () may have changed. */

void app_ticket_list_set_model (AppTicketList *self, AppClient *client, AppTicketModel *model);
void app_ticket_list_set_place (AppTicketList *self, AppPlace place);
/* Of Case management only those of this area; zeros: of all. */
void app_ticket_list_set_area (AppTicketList *self, const HarkId *area);
AppPlace app_ticket_list_get_place (AppTicketList *self);
/* Also one that is yet to come with a reload. */
void app_ticket_list_select (AppTicketList *self, const HarkId *id);
/* (transfer none) (nullable) */
AppTicketItem *app_ticket_list_get_selected (AppTicketList *self);
/* With the clock, tickets become overdue. */
void app_ticket_list_update (AppTicketList *self);
void app_ticket_list_start_search (AppTicketList *self);
/* (transfer none) (nullable): the words that are looked for. */
AppSearchQuery *app_ticket_list_get_query (AppTicketList *self);
/* @before: no sidebar beside it; @after: no ticket beside it. */
void app_ticket_list_set_folded (AppTicketList *self, gboolean before, gboolean after);
/* The window's menu, for where there is no sidebar beside it. */
void app_ticket_list_set_menu (AppTicketList *self, GMenuModel *menu);
/* How many changes were refused, for where there is no sidebar beside it. */
void app_ticket_list_set_refused (AppTicketList *self, guint count);
/* There is no row to be selected. */
gboolean app_ticket_list_is_empty (AppTicketList *self);
/* (transfer none) */
AppRefusedPage *app_ticket_list_get_refused_page (AppTicketList *self);
/* (transfer none) */
AppPeriodPage *app_ticket_list_get_period_page (AppTicketList *self);
AppPeoplePage *app_ticket_list_get_people_page (AppTicketList *self);
/* (transfer none) */
AppSettingPage *app_ticket_list_get_setting_page (AppTicketList *self);

G_END_DECLS
