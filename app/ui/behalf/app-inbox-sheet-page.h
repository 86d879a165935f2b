/* app-inbox-sheet-page.h: the code of an inbox, to be handed over before the ticket is sent */
#pragma once

#include <adwaita.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_INBOX_SHEET_PAGE (app_inbox_sheet_page_get_type ())
G_DECLARE_FINAL_TYPE (AppInboxSheetPage, app_inbox_sheet_page, APP, INBOX_SHEET_PAGE, AdwBin)

/* Signal "changed": handed over, or not yet. */

void app_inbox_sheet_page_start (AppInboxSheetPage *self, AppInboxSheet *sheet);
/* Lets go of the code. */
void app_inbox_sheet_page_clear (AppInboxSheetPage *self);
/* Somebody says that the sheet is handed over or kept. */
gboolean app_inbox_sheet_page_is_kept (AppInboxSheetPage *self);
/* What "Save as PDF" does once a file was chosen. */
gboolean app_inbox_sheet_page_save (AppInboxSheetPage *self, const char *path);

G_END_DECLS
