/* app-entry-list.h: the conversation, in order */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"
#include "app-search.h"

G_BEGIN_DECLS

#define APP_TYPE_ENTRY_LIST (app_entry_list_get_type ())
G_DECLARE_FINAL_TYPE (AppEntryList, app_entry_list, APP, ENTRY_LIST, GtkBox)

/* Entries that were there already keep their widgets, and with them focus, selected text and running downloads.
 * Returns how many came to the end. @as_reporter: without notes. @is_visit: somebody comes to see it, as opposed to a
 * reload: where the new begins is found anew. */
guint app_entry_list_show (AppEntryList *self, AppClient *client, AppTicket *ticket, gboolean as_reporter,
                           gboolean is_visit);
/* (transfer none) (nullable): the first entry that was not seen yet when the conversation was first shown. */
GtkWidget *app_entry_list_get_first_new (AppEntryList *self);
/* Marks the words in the conversation; NULL takes the marks away. (transfer none) (nullable): the first entry with one. */
GtkWidget *app_entry_list_mark (AppEntryList *self, AppSearchQuery *query);

G_END_DECLS
