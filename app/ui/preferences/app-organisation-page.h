/* app-organisation-page.h: what an Admin settles for the whole organisation: its texts, and where reporters find it */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_ORGANISATION_PAGE (app_organisation_page_get_type ())
G_DECLARE_FINAL_TYPE (AppOrganisationPage, app_organisation_page, APP, ORGANISATION_PAGE, AdwPreferencesPage)

GtkWidget *app_organisation_page_new (AppClient *client);

G_END_DECLS
