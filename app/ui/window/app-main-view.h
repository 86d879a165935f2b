/* app-main-view.h: the three panes: places, tickets, ticket */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_MAIN_VIEW (app_main_view_get_type ())
G_DECLARE_FINAL_TYPE (AppMainView, app_main_view, APP, MAIN_VIEW, AdwBin)

/* Actions: main.back-to-sidebar, main.back-to-list, main.show-ticket (s: the id in hex),
 * main.show-unsent, main.show-refused; of the operation whose id in hex they are given: main.take-back, main.retry,
 * main.edit-refused, main.close-again, main.let-go. */

GtkWidget *app_main_view_new (AppClient *client);
/* Selects a ticket of one's own, also one that is yet to come into the list. */
void app_main_view_show_own (AppMainView *self, const HarkId *ticket);
/* The same on the team's side. */
void app_main_view_show_team (AppMainView *self, const HarkId *ticket);
/* Of @area; zeros: of the one that was shown last. */
void app_main_view_show_settings (AppMainView *self, const HarkId *area);
/* The ticket that shows; zeros: none. */
HarkId app_main_view_get_shown (AppMainView *self);
/* TRUE: a part of Case management shows. */
gboolean app_main_view_is_team (AppMainView *self);
/* (transfer none) (nullable): what was refused, by its operation in hex. */
const AppRefused *app_main_view_find_refused (AppMainView *self, const char *op);
/* Who is awaited may have changed. */
void app_main_view_reload_people (AppMainView *self);
void app_main_view_start_search (AppMainView *self);
/* Hands what is half written to the client now. */
void app_main_view_save_drafts (AppMainView *self);

G_END_DECLS
