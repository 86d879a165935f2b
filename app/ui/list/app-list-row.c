/* app-list-row.c: see app-list-row.h */
#include "list/app-list-row.h"

typedef struct
{
  GtkListItem *list_item; /* whose child this is */
  gpointer item;
  gulong changed_id;
} AppListRowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AppListRow, app_list_row, GTK_TYPE_BOX)

static void
update (AppListRow *self)
{
  AppListRowPrivate *priv = app_list_row_get_instance_private (self);

  APP_LIST_ROW_GET_CLASS (self)->update (self, priv->item);
}

void
app_list_row_set_item (AppListRow *self, gpointer item)
{
  AppListRowPrivate *priv = app_list_row_get_instance_private (self);

  g_return_if_fail (APP_IS_LIST_ROW (self));

  if (priv->item != NULL)
    g_clear_signal_handler (&priv->changed_id, priv->item);
  g_set_object (&priv->item, item);
  if (item == NULL)
    return;

  priv->changed_id = g_signal_connect_swapped (item, "changed", G_CALLBACK (update), self);
  update (self);
}

void
app_list_row_activate (AppListRow *self)
{
  AppListRowPrivate *priv = app_list_row_get_instance_private (self);

  if (priv->item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "list.activate-item", "u",
                                gtk_list_item_get_position (priv->list_item));
}

/* The focus stands on the list's own widget around the row: it is that which a screen reader reads. */
void
app_list_row_say (GtkWidget *row, const char *name)
{
  GtkWidget *parent = gtk_widget_get_parent (row);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
app_list_row_mark (gpointer widget, const char *css_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

GtkWidget *
app_list_row_new (GType type, GtkListItem *list_item)
{
  AppListRow *self = g_object_new (type, NULL);
  AppListRowPrivate *priv = app_list_row_get_instance_private (self);

  priv->list_item = list_item;
  return GTK_WIDGET (self);
}

static void
app_list_row_dispose (GObject *object)
{
  app_list_row_set_item (APP_LIST_ROW (object), NULL);

  G_OBJECT_CLASS (app_list_row_parent_class)->dispose (object);
}

static void
app_list_row_class_init (AppListRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = app_list_row_dispose;
}

static void
app_list_row_init (AppListRow *self)
{
}
