/* app-sidebar-row.c: see app-sidebar-row.h */
#include "sidebar/app-sidebar-row.h"

#include <glib/gi18n.h>

struct _AppSidebarRow
{
  GtkListBoxRow parent_instance;

  AppPlace place;

  GtkImage *icon;
  GtkLabel *name_label;
  GtkWidget *unread_mark;
  GtkLabel *count_label;
};

G_DEFINE_FINAL_TYPE (AppSidebarRow, app_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

AppPlace
app_sidebar_row_get_place (AppSidebarRow *self)
{
  g_return_val_if_fail (APP_IS_SIDEBAR_ROW (self), APP_PLACE_OWN);

  return self->place;
}

void
app_sidebar_row_set_count (AppSidebarRow *self, guint count, guint n_unread)
{
  g_autofree char *number = g_strdup_printf ("%u", count);
  g_autofree char *unread = g_strdup_printf (ngettext ("%u unread", "%u unread", n_unread), n_unread);
  g_autofree char *tickets = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (APP_IS_SIDEBAR_ROW (self));

  gtk_label_set_text (self->count_label, count > 0 ? number : "");
  if ((self->place == APP_PLACE_OVERDUE || self->place == APP_PLACE_PERIODS) && count > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->count_label), "overdue");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->count_label), "overdue");

  tickets = self->place == APP_PLACE_PEOPLE
                /* Translators: a place of the sidebar and how many people wait to be confirmed, for screen readers */
                ? g_strdup_printf (ngettext ("%s, %u to confirm", "%s, %u to confirm", count),
                                   app_place_get_label (self->place), count)
            : self->place == APP_PLACE_PERIODS
                /* Translators: a place of the sidebar and how many deadlines are overdue, for screen readers */
                ? g_strdup_printf (ngettext ("%s, %u overdue", "%s, %u overdue", count),
                                   app_place_get_label (self->place), count)
            : app_place_is_outbox (self->place)
                /* Translators: a place of the sidebar and how many entries stand in it, for screen readers */
                ? g_strdup_printf (ngettext ("%s, %u entry", "%s, %u entries", count), app_place_get_label (self->place),
                                   count)
                /* Translators: a place of the sidebar and how many tickets stand in it, for screen readers */
                : g_strdup_printf (ngettext ("%s, %u ticket", "%s, %u tickets", count), app_place_get_label (self->place),
                                   count);
  name = n_unread > 0 ? g_strdup_printf ("%s, %s", tickets, unread) : g_strdup (tickets);
  gtk_widget_set_visible (self->unread_mark, n_unread > 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), n_unread > 0 ? unread : NULL);
  if (n_unread > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self), "unread");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "unread");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

GtkWidget *
app_sidebar_row_new (AppPlace place)
{
  AppSidebarRow *self = g_object_new (APP_TYPE_SIDEBAR_ROW, NULL);

  self->place = place;
  gtk_label_set_text (self->name_label, app_place_get_label (place));
  gtk_image_set_from_icon_name (self->icon, app_place_get_icon (place));
  if (app_place_is_filter (place))
    gtk_widget_add_css_class (GTK_WIDGET (self), "filter");
  app_sidebar_row_set_count (self, 0, 0);

  return GTK_WIDGET (self);
}

static void
app_sidebar_row_class_init (AppSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/sidebar/app-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSidebarRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AppSidebarRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, AppSidebarRow, unread_mark);
  gtk_widget_class_bind_template_child (widget_class, AppSidebarRow, count_label);
}

static void
app_sidebar_row_init (AppSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
