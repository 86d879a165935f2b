/* app-ticket-search.h: the search that is under way, and what it has found */
#pragma once

#include "app-client-search.h"

G_BEGIN_DECLS

#define APP_TYPE_TICKET_SEARCH (app_ticket_search_get_type ())
G_DECLARE_FINAL_TYPE (AppTicketSearch, app_ticket_search, APP, TICKET_SEARCH, GObject)

/* Signal "changed": other words, or more was found. Until the first of a new search is there, what the one before it
 * found stays. */

AppTicketSearch *app_ticket_search_new (AppClient *client);
/* Begins anew; without a word in @text there is no search. */
void app_ticket_search_set_text (AppTicketSearch *self, const char *text);
/* The same words, because something has changed. */
void app_ticket_search_repeat (AppTicketSearch *self);
/* (transfer none) (nullable) */
AppSearchQuery *app_ticket_search_get_query (AppTicketSearch *self);
/* (transfer none) (nullable): the words, NULL where there is no search. */
const char *app_ticket_search_get_text (AppTicketSearch *self);
gboolean app_ticket_search_is_running (AppTicketSearch *self);
/* (transfer none) (nullable) */
AppSearchHit *app_ticket_search_find (AppTicketSearch *self, const HarkId *ticket);
/* Nothing is told any more. */
void app_ticket_search_stop (AppTicketSearch *self);

G_END_DECLS
