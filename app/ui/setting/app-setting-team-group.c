/* app-setting-team-group.c: see app-setting-team-group.h */
#include "setting/app-setting-team-group.h"

#include "app-client-person.h"
#include "people/app-person-dialog.h"
#include "text/app-text-role.h"

#include <glib/gi18n.h>

struct _AppSettingTeamGroup
{
  AdwBin parent_instance;

  AppClient *client;
  HarkId area;
  GPtrArray *names; /* utf8 */
  GPtrArray *rows;  /* GtkWidget, of group */
  char *shown;      /* what the rows say: the same again leaves them alone */

  AdwPreferencesGroup *group;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppSettingTeamGroup, app_setting_team_group, ADW_TYPE_BIN)

static void
on_changed (AppSettingTeamGroup *self, const char *text)
{
  g_signal_emit (self, changed_signal, 0, text);
}

static void
on_activated (AppSettingTeamGroup *self, AdwActionRow *row)
{
  const HarkId *user = g_object_get_data (G_OBJECT (row), "user");
  g_autoptr (GPtrArray) people = app_client_list_people (self->client);

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];
      GtkWindow *dialog;

      if (!hark_id_equal (&person->id, user))
        continue;
      dialog = app_person_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->client, person);
      g_signal_connect_object (dialog, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
      gtk_window_present (dialog);
    }
}

static void
add (AppSettingTeamGroup *self, const AppPerson *person, HarkRole role)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  g_object_set (row, "use-markup", FALSE, "title-lines", 0, "activatable", TRUE, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), person->name);
  adw_action_row_set_subtitle (row, app_text_role (role));
  adw_action_row_add_suffix (row, gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_object_set_data_full (G_OBJECT (row), "user", hark_id_copy (&person->id), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, GTK_WIDGET (row));
  g_ptr_array_add (self->rows, row);
}

/* (transfer full) */
static char *
digest (AppSettingTeamGroup *self, GPtrArray *people)
{
  g_autofree char *area = hark_id_to_string (&self->area);
  g_autoptr (GString) text = g_string_new (area);

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];

      g_string_append_printf (text, "\n%s %d", person->name, app_person_get_role (person, &self->area));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
app_setting_team_group_show (AppSettingTeamGroup *self, AppClient *client, const HarkId *area)
{
  g_autoptr (GPtrArray) people = app_client_list_people (client);
  g_autofree char *text = NULL;

  g_return_if_fail (APP_IS_SETTING_TEAM_GROUP (self));

  g_set_object (&self->client, client);
  self->area = *area;
  text = digest (self, people);
  if (g_strcmp0 (text, self->shown) == 0)
    return;

  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];
      HarkRole role = app_person_get_role (person, area);

      if (role == HARK_ROLE_NONE)
        continue;
      add (self, person, role);
      g_ptr_array_add (self->names, g_strdup (person->name));
    }
}

GStrv
app_setting_team_group_get_names (AppSettingTeamGroup *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  g_return_val_if_fail (APP_IS_SETTING_TEAM_GROUP (self), NULL);

  for (guint i = 0; i < self->names->len; i++)
    g_strv_builder_add (names, self->names->pdata[i]);

  return g_strv_builder_end (names);
}

static void
app_setting_team_group_finalize (GObject *object)
{
  AppSettingTeamGroup *self = APP_SETTING_TEAM_GROUP (object);

  g_clear_object (&self->client);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->rows);
  g_free (self->shown);

  G_OBJECT_CLASS (app_setting_team_group_parent_class)->finalize (object);
}

static void
app_setting_team_group_class_init (AppSettingTeamGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_setting_team_group_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setting/app-setting-team-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSettingTeamGroup, group);
}

static void
app_setting_team_group_init (AppSettingTeamGroup *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
