/* app-entry-bubble.h: one piece of the conversation: report, message or note */
#pragma once

#include <gtk/gtk.h>

#include "app-client.h"
#include "app-search.h"

G_BEGIN_DECLS

#define APP_TYPE_ENTRY_BUBBLE (app_entry_bubble_get_type ())
G_DECLARE_FINAL_TYPE (AppEntryBubble, app_entry_bubble, APP, ENTRY_BUBBLE, GtkBox)

/* @entry belongs to @ticket, which is kept. @as_reporter: seen from the reporter's side. */
GtkWidget *app_entry_bubble_new (AppClient *client, AppTicket *ticket, const AppEntry *entry,
                                 gboolean as_reporter);
/* Shows the same entry of a newer snapshot; FALSE where it is another entry or another look: make a new one. */
gboolean app_entry_bubble_update (AppEntryBubble *self, AppTicket *ticket, const AppEntry *entry);
/* TRUE: from here on nothing was seen yet; a line above it says so. */
void app_entry_bubble_set_new (AppEntryBubble *self, gboolean is_first_new);
/* Marks the words in it; NULL takes the marks away. TRUE: some stand in it. */
gboolean app_entry_bubble_mark (AppEntryBubble *self, AppSearchQuery *query);

G_END_DECLS
