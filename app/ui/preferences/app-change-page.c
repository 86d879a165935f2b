/* app-change-page.c: see app-change-page.h */
#include "preferences/app-change-page.h"

#include "app-client-change.h"
#include "async/app-weak.h"
#include "field/app-field-error.h"
#include "people/app-team-change-row.h"
#include "text/app-text-error.h"
#include "text/app-text-setting.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

#define AT_ONCE 100 /* rows that are added */

struct _AppChangePage
{
  AdwPreferencesPage parent_instance;

  GPtrArray *changes; /* AppChange; NULL until they are here */
  guint n_shown;

  AdwPreferencesGroup *group;
  AppFieldError *error;
  GtkWidget *more_button;
};

G_DEFINE_FINAL_TYPE (AppChangePage, app_change_page, ADW_TYPE_PREFERENCES_PAGE)

/* --- in words --- */

static char *
describe_scope (const AppChange *change)
{
  /* Translators: an area */
  return change->area_name != NULL ? g_strdup_printf (_ ("Settings of %s"), change->area_name)
                                   : g_strdup (_ ("Settings of the organisation"));
}

static char *
describe_author (const AppChange *change)
{
  g_autofree char *when = app_text_time_full (change->setting->time);

  /* Translators: a name, then a time */
  return g_strdup_printf (_ ("By %s, %s by their clock"), change->setting->by, when);
}

static GtkWidget *
create_setting_row (const AppChange *change)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *title = describe_scope (change);
  g_autoptr (GPtrArray) lines = app_text_setting_values (change->setting);
  g_autofree char *text = NULL;

  g_object_set (row, "use-markup", FALSE, "title-lines", 0, "subtitle-lines", 0, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (lines->len == 0)
    g_ptr_array_add (lines, g_strdup (_ ("Saved again, with nothing changed")));
  g_ptr_array_add (lines, describe_author (change));
  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("\n", (char **)lines->pdata);
  adw_action_row_set_subtitle (row, text);
  return GTK_WIDGET (row);
}

static GtkWidget *
create_unverified_row (const AppChange *change)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  /* Translators: an area */
  g_autofree char *title = change->area_name != NULL
                               ? g_strdup_printf (_ ("Settings of %s cannot be verified"), change->area_name)
                               : g_strdup (_ ("Settings of the organisation cannot be verified"));

  g_object_set (row, "use-markup", FALSE, "title-lines", 0, "subtitle-lines", 0, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, _ ("The server shows other settings than before, or what nobody had the right to "
                                       "sign. Nothing of it was taken."));
  adw_action_row_add_prefix (row, gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  gtk_widget_add_css_class (GTK_WIDGET (row), "warning");
  return GTK_WIDGET (row);
}

static GtkWidget *
create_row (const AppChange *change)
{
  if (change->team != NULL)
    return app_team_change_row_new (change->team);

  return change->setting != NULL ? create_setting_row (change) : create_unverified_row (change);
}

static void
add_row (AppChangePage *self, const AppChange *change)
{
  adw_preferences_group_add (self->group, create_row (change));
}

static void
show_more (AppChangePage *self)
{
  guint end = MIN (self->n_shown + AT_ONCE, self->changes->len);

  for (; self->n_shown < end; self->n_shown++)
    add_row (self, self->changes->pdata[self->n_shown]);
  gtk_widget_set_visible (self->more_button, self->n_shown < self->changes->len);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppChangePage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = app_client_list_changes_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  if (changes == NULL)
    {
      app_field_error_set (self->error, NULL, app_text_error (error));
      return;
    }

  self->changes = g_steal_pointer (&changes);
  show_more (self);
}

GtkWidget *
app_change_page_new (AppClient *client)
{
  AppChangePage *self = g_object_new (APP_TYPE_CHANGE_PAGE, NULL);

  app_client_list_changes_async (client, on_listed, app_weak_new (self));
  return GTK_WIDGET (self);
}

static void
app_change_page_dispose (GObject *object)
{
  g_clear_pointer (&APP_CHANGE_PAGE (object)->changes, g_ptr_array_unref);

  G_OBJECT_CLASS (app_change_page_parent_class)->dispose (object);
}

static void
app_change_page_class_init (AppChangePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_change_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-change-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppChangePage, group);
  gtk_widget_class_bind_template_child (widget_class, AppChangePage, error);
  gtk_widget_class_bind_template_child (widget_class, AppChangePage, more_button);
  gtk_widget_class_bind_template_callback (widget_class, show_more);
}

static void
app_change_page_init (AppChangePage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}
