/* app-admin-page.c: see app-admin-page.h */
#include "preferences/app-admin-page.h"

#include "preferences/app-area-list-page.h"
#include "preferences/app-change-page.h"
#include "preferences/app-health-page.h"
#include "preferences/app-mail-page.h"
#include "preferences/app-organisation-page.h"
#include "preferences/app-people-list-page.h"
#include "preferences/app-security-page.h"
#include "preferences/app-subpage.h"

struct _AppAdminPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
};

G_DEFINE_FINAL_TYPE (AppAdminPage, app_admin_page, ADW_TYPE_PREFERENCES_PAGE)

static const struct
{
  const char *name; /* of its row */
  GtkWidget *(*create) (AppClient *client);
} pages[] = {
  { "accounts", app_people_list_page_new },
  { "areas", app_area_list_page_new },
  { "organisation", app_organisation_page_new },
  { "mail", app_mail_page_new },
  { "security", app_security_page_new },
  { "health", app_health_page_new },
  { "changes", app_change_page_new },
};

static void
on_row (AppAdminPage *self, AdwActionRow *row)
{
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_str_equal (pages[i].name, gtk_widget_get_name (GTK_WIDGET (row))))
      {
        GtkWidget *page = pages[i].create (self->client);
        const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));

        adw_preferences_window_present_subpage (ADW_PREFERENCES_WINDOW (window), app_subpage_new (title, page));
        gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
      }
}

GtkWidget *
app_admin_page_new (AppClient *client)
{
  AppAdminPage *self = g_object_new (APP_TYPE_ADMIN_PAGE, NULL);

  self->client = g_object_ref (client);
  return GTK_WIDGET (self);
}

static void
app_admin_page_dispose (GObject *object)
{
  g_clear_object (&APP_ADMIN_PAGE (object)->client);

  G_OBJECT_CLASS (app_admin_page_parent_class)->dispose (object);
}

static void
app_admin_page_class_init (AppAdminPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_admin_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-admin-page.ui");
  gtk_widget_class_bind_template_callback (widget_class, on_row);
}

static void
app_admin_page_init (AppAdminPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
