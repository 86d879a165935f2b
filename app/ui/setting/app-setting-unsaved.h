/* app-setting-unsaved.h: what both pages of settings say about what is not saved yet */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks before it is gone; @on_discarded gets @page. */
void app_setting_unsaved_ask (GtkWidget *page, GCallback on_discarded);
/* Why it could not be saved; NULL for a conflict: both versions are shown then. */
const char *app_setting_unsaved_describe (const GError *error);

G_END_DECLS
