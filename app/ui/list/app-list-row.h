/* app-list-row.h: what the lines of list views have in common: each follows an item as it changes, and says by what a
 * screen reader reads whatever it shows */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define APP_TYPE_LIST_ROW (app_list_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (AppListRow, app_list_row, APP, LIST_ROW, GtkBox)

struct _AppListRowClass
{
  GtkBoxClass parent_class;

  /* Shows @item, its own one. */
  void (*update) (AppListRow *self, gpointer item);
};

/* Of one line of a list view, whose child it is; knows its place there. @type is a kind of APP_TYPE_LIST_ROW. */
GtkWidget *app_list_row_new (GType type, GtkListItem *list_item);
/* @item: an object with a signal "changed". NULL: it shows nothing any more. */
void app_list_row_set_item (AppListRow *self, gpointer item);
/* As by Enter on it. */
void app_list_row_activate (AppListRow *self);

/* For @row in a list view, of whatever class: what it says. */
void app_list_row_say (GtkWidget *row, const char *name);
/* @widget is one of @css_class, or is none. */
void app_list_row_mark (gpointer widget, const char *css_class, gboolean on);

G_END_DECLS
