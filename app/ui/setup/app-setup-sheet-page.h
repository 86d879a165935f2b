/* app-setup-sheet-page.h: the recovery sheet, which must be kept before anything is sent */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_SETUP_SHEET_PAGE (app_setup_sheet_page_get_type ())
G_DECLARE_FINAL_TYPE (AppSetupSheetPage, app_setup_sheet_page, APP, SETUP_SHEET_PAGE, AdwBin)

/* Signal "committed": the organisation is set up, the invitation accepted or the new password set, and this account is
 * signed in. */

/* @code: the setup code; kept in this page until committed. Begins anew. */
void app_setup_sheet_page_start (AppSetupSheetPage *self, AppClient *client, AppSetup *setup,
                                 const char *code);
/* The same for somebody who was invited: the sheet has no root key, and no code is needed. */
void app_setup_sheet_page_start_accept (AppSetupSheetPage *self, AppClient *client, AppSetup *setup);
/* The same for somebody who has forgotten the password: it is committed with the new sheet. */
void app_setup_sheet_page_start_recovery (AppSetupSheetPage *self, AppClient *client, AppSetup *setup);
/* What "Save as PDF" does once a place was chosen. FALSE: not written, said on the page. */
gboolean app_setup_sheet_page_save (AppSetupSheetPage *self, const char *path);
/* Forgets setup and code. */
void app_setup_sheet_page_clear (AppSetupSheetPage *self);

G_END_DECLS
