/* app-people-list-page.h: an Admin's list of everybody, and of who is awaited; invites one or many */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_PEOPLE_LIST_PAGE (app_people_list_page_get_type ())
G_DECLARE_FINAL_TYPE (AppPeopleListPage, app_people_list_page, APP, PEOPLE_LIST_PAGE, AdwPreferencesPage)

GtkWidget *app_people_list_page_new (AppClient *client);

G_END_DECLS
