/* app-entry-list.h: the conversation, in order */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"

G_BEGIN_DECLS

#define APP_TYPE_ENTRY_LIST (app_entry_list_get_type ())
G_DECLARE_FINAL_TYPE (AppEntryList, app_entry_list, APP, ENTRY_LIST, GtkBox)

/* Entries that were there already keep their widgets, and with them focus, selected text and running downloads.
 * Returns how many came to the end. @as_reporter: without notes. */
guint app_entry_list_show (AppEntryList *self, AppClient *client, AppTicket *ticket, gboolean as_reporter);

G_END_DECLS
