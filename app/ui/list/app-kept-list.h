/* app-kept-list.h: a GListModel whose items stay over a reload, so that what stands on them (selection, focus, scroll
 * position) stays where it is. Which item is the same as before is for the class that makes them. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define APP_TYPE_KEPT_LIST (app_kept_list_get_type ())
G_DECLARE_DERIVABLE_TYPE (AppKeptList, app_kept_list, APP, KEPT_LIST, GObject)

struct _AppKeptListClass
{
  GObjectClass parent_class;

  GType (*get_item_type) (void);
};

/* (transfer none), in order; until the next app_kept_list_take (). */
GPtrArray *app_kept_list_get_items (AppKeptList *self);
/* @items (transfer full), with g_object_unref () for each, holds those of before that are still there. Says which stretch
 * is another. */
void app_kept_list_take (AppKeptList *self, GPtrArray *items);

G_END_DECLS
