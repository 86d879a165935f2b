/* app-area-page.c: see app-area-page.h */
#include "preferences/app-area-page.h"

#include <glib/gi18n.h>

struct _AppAreaPage
{
  AdwPreferencesPage parent_instance;

  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (AppAreaPage, app_area_page, ADW_TYPE_PREFERENCES_PAGE)

/* The settings stand in the window below: this one makes way. */
static void
on_activated (AppAreaPage *self, AdwActionRow *row)
{
  GtkWindow *dialog = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWindow *parent = gtk_window_get_transient_for (dialog);
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (row), "area"));

  gtk_window_set_transient_for (dialog, NULL);
  gtk_window_destroy (dialog);
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.settings", "s", id);
}

static void
add (AppAreaPage *self, const AppArea *area)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  g_object_set (row, "use-markup", FALSE, "title-lines", 0, "activatable", TRUE, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), area->name);
  adw_action_row_set_subtitle (row, area->is_on_portal ? _ ("Offered on the portal") : _ ("Not on the portal"));
  adw_action_row_add_suffix (row, gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_object_set_data_full (G_OBJECT (row), "area", hark_id_to_string (&area->id), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, GTK_WIDGET (row));
}

void
app_area_page_start (AppAreaPage *self, AppClient *client)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (client);
  guint n = 0;

  g_return_if_fail (APP_IS_AREA_PAGE (self));

  for (guint i = 0; i < areas->len; i++)
    {
      const AppArea *area = areas->pdata[i];

      if (area->role != HARK_ROLE_EXPERT)
        continue;
      add (self, area);
      n++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
app_area_page_class_init (AppAreaPageClass *klass)
{
}

static void
app_area_page_init (AppAreaPage *self)
{
  adw_preferences_page_set_name (ADW_PREFERENCES_PAGE (self), "areas");
  adw_preferences_page_set_title (ADW_PREFERENCES_PAGE (self), _ ("Areas"));
  adw_preferences_page_set_icon_name (ADW_PREFERENCES_PAGE (self), "emblem-system-symbolic");
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Areas of Yours"));
  adw_preferences_group_set_description (self->group, _ ("What you settle for them as their Expert."));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (self), self->group);
}
