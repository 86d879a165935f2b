/* app-area-list-page.c: see app-area-list-page.h */
#include "preferences/app-area-list-page.h"

#include "app-client-person.h"
#include "people/app-appoint-dialog.h"
#include "people/app-new-area-dialog.h"

#include <glib/gi18n.h>

struct _AppAreaListPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  GPtrArray *rows; /* borrowed, of group */

  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (AppAreaListPage, app_area_list_page, ADW_TYPE_PREFERENCES_PAGE)

/* The names of its Experts; "" where it has none. (transfer full) */
static char *
list_experts (GPtrArray *people, const HarkId *area)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];

      for (guint k = 0; k < person->memberships->len; k++)
        {
          const AppMembership *membership = person->memberships->pdata[k];

          if (membership->role == HARK_ROLE_EXPERT && hark_id_equal (&membership->area, area))
            g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", person->name);
        }
    }

  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void show_areas (AppAreaListPage *self);

static void
on_appointed (AppAreaListPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s", _ ("The Expert is appointed"));
  show_areas (self);
}

static void
on_appoint (AppAreaListPage *self, GtkButton *button)
{
  const HarkId *id = g_object_get_data (G_OBJECT (button), "area");
  g_autoptr (GPtrArray) areas = app_client_get_areas (self->client);

  for (guint i = 0; i < areas->len; i++)
    if (hark_id_equal (&((AppArea *)areas->pdata[i])->id, id))
      {
        GtkWindow *dialog = app_appoint_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->client,
                                                    areas->pdata[i]);

        g_signal_connect_object (dialog, "appointed", G_CALLBACK (on_appointed), self, G_CONNECT_SWAPPED);
        gtk_window_present (dialog);
        return;
      }
}

static void
add_appoint_button (AppAreaListPage *self, AdwActionRow *row, const AppArea *area)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Appoint…"));
  /* Translators: %s is an area */
  g_autofree char *name = g_strdup_printf (_ ("Appoint an Expert of %s"), area->name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "area", g_memdup2 (&area->id, sizeof area->id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_appoint), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (row, button);
  adw_action_row_set_activatable_widget (row, button);
}

static GtkWidget *
create_row (AppAreaListPage *self, const AppArea *area, GPtrArray *people)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *experts = list_experts (people, &area->id);
  g_autofree char *text
      = *experts == '\0'
            ? g_strdup (_ ("No Expert: nobody can configure it or bring people in"))
            /* Translators: how many can read an area's tickets, then names */
            : g_strdup_printf (ngettext ("%u reader. Experts: %s", "%u readers. Experts: %s", area->n_readers),
                               area->n_readers, experts);

  g_object_set (row, "use-markup", FALSE, "title-lines", 0, "subtitle-lines", 0, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), area->name);
  adw_action_row_set_subtitle (row, text);
  if (*experts == '\0')
    {
      adw_action_row_add_prefix (row, gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
      gtk_widget_add_css_class (GTK_WIDGET (row), "warning");
      add_appoint_button (self, row, area);
    }

  return GTK_WIDGET (row);
}

static void
show_areas (AppAreaListPage *self)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (self->client);
  g_autoptr (GPtrArray) people = app_client_list_people (self->client);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < areas->len; i++)
    {
      GtkWidget *row = create_row (self, areas->pdata[i], people);

      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
on_made (AppAreaListPage *self, const char *name)
{
  /* Translators: %s is an area */
  g_autofree char *text = g_strdup_printf (_ ("%s was created"), name);

  gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s", text);
  show_areas (self);
}

static void
on_new (AppAreaListPage *self)
{
  GtkWindow *dialog = app_new_area_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->client);

  g_signal_connect_object (dialog, "made", G_CALLBACK (on_made), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

GtkWidget *
app_area_list_page_new (AppClient *client)
{
  AppAreaListPage *self = g_object_new (APP_TYPE_AREA_LIST_PAGE, NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "changed", G_CALLBACK (show_areas), self, G_CONNECT_SWAPPED);
  show_areas (self);
  return GTK_WIDGET (self);
}

static void
app_area_list_page_dispose (GObject *object)
{
  g_clear_object (&APP_AREA_LIST_PAGE (object)->client);

  G_OBJECT_CLASS (app_area_list_page_parent_class)->dispose (object);
}

static void
app_area_list_page_finalize (GObject *object)
{
  g_ptr_array_unref (APP_AREA_LIST_PAGE (object)->rows);

  G_OBJECT_CLASS (app_area_list_page_parent_class)->finalize (object);
}

static void
app_area_list_page_class_init (AppAreaListPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_area_list_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_area_list_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-area-list-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAreaListPage, group);
  gtk_widget_class_bind_template_callback (widget_class, on_new);
}

static void
app_area_list_page_init (AppAreaListPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
