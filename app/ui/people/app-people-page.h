/* app-people-page.h: who is in which team, and above them who is awaited and what others changed */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_PEOPLE_PAGE (app_people_page_get_type ())
G_DECLARE_FINAL_TYPE (AppPeoplePage, app_people_page, APP, PEOPLE_PAGE, AdwBin)

/* Property "count": how many wait for this account to confirm them, and how many changes wait to be seen. */

/* Once. Loads again with each change that the client tells and whenever it is shown. */
void app_people_page_set_client (AppPeoplePage *self, AppClient *client);
guint app_people_page_get_count (AppPeoplePage *self);
/* After something that the client does not tell: an invitation was made. */
void app_people_page_reload (AppPeoplePage *self);

G_END_DECLS
