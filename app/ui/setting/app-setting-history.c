/* app-setting-history.c: see app-setting-history.h */
#include "setting/app-setting-history.h"

#include "app-client-setting.h"
#include "async/app-weak.h"
#include "text/app-text-error.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>

#define FEW 10 /* that are shown until somebody asks for more */

struct _AppSettingHistory
{
  AdwBin parent_instance;

  HarkId area;
  GPtrArray *changes; /* AppSettingChange */
  GPtrArray *rows;    /* GtkWidget, of group */
  guint n_shown;

  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (AppSettingHistory, app_setting_history, ADW_TYPE_BIN)

static AdwActionRow *
add_row (AppSettingHistory *self, const char *title, const char *subtitle)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  g_object_set (row, "use-markup", FALSE, "title-lines", 0, "subtitle-lines", 0, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, subtitle != NULL ? subtitle : "");
  adw_preferences_group_add (self->group, GTK_WIDGET (row));
  g_ptr_array_add (self->rows, row);

  return row;
}

static void
clear (AppSettingHistory *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_change (AppSettingHistory *self, const AppSettingChange *change)
{
  g_autofree char *author = app_text_setting_author (change->time, change->by);
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *title = NULL;

  if (change->after == NULL)
    {
      add_row (self, _ ("Something that this Hark cannot read"), author);
      return;
    }

  lines = app_text_setting_values (change);
  g_ptr_array_add (lines, NULL);
  title = g_strjoinv ("\n", (char **)lines->pdata);
  add_row (self, *title != '\0' ? title : _ ("Saved again, with nothing changed"), author);
}

static void show (AppSettingHistory *self);

static void
on_more (AppSettingHistory *self)
{
  guint first = self->n_shown;

  self->n_shown = self->changes->len;
  show (self);
  gtk_widget_grab_focus (self->rows->pdata[first]);
}

static void
show (AppSettingHistory *self)
{
  guint n = MIN (self->n_shown, self->changes->len);

  clear (self);
  for (guint i = 0; i < n; i++)
    add_change (self, self->changes->pdata[i]);
  if (self->changes->len == 0)
    add_row (self, _ ("Nothing was changed yet"), NULL);
  if (n < self->changes->len)
    {
      AdwActionRow *row = add_row (self, _ ("Show Older Changes"), NULL);

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect_object (row, "activated", G_CALLBACK (on_more), self, G_CONNECT_SWAPPED);
    }
}

typedef struct
{
  gpointer history; /* of app_weak_new () */
  HarkId area;
} Question;

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  g_autoptr (AppSettingHistory) self = app_weak_take (question->history);
  g_autoptr (GError) error = NULL;
  GPtrArray *changes = app_client_list_setting_changes_finish (APP_CLIENT (source), result, &error);

  if (self == NULL || !hark_id_equal (&self->area, &question->area))
    {
      g_clear_pointer (&changes, g_ptr_array_unref);
      return;
    }
  if (changes == NULL)
    {
      clear (self);
      add_row (self, app_text_error (error), NULL);
      return;
    }
  /* The same again leaves the rows, and what has the focus in them, alone. */
  if (self->changes != NULL && self->rows->len > 0 && changes->len == self->changes->len)
    {
      g_ptr_array_unref (changes);
      return;
    }

  g_clear_pointer (&self->changes, g_ptr_array_unref);
  self->changes = changes;
  show (self);
}

void
app_setting_history_load (AppSettingHistory *self, AppClient *client, const HarkId *area)
{
  Question *question;

  g_return_if_fail (APP_IS_SETTING_HISTORY (self));

  if (!hark_id_equal (area, &self->area))
    {
      self->area = *area;
      self->n_shown = FEW;
      clear (self);
      g_clear_pointer (&self->changes, g_ptr_array_unref);
    }
  question = g_new0 (Question, 1);
  question->history = app_weak_new (self);
  question->area = *area;
  app_client_list_setting_changes_async (client, area, on_listed, question);
}

static void
app_setting_history_finalize (GObject *object)
{
  AppSettingHistory *self = APP_SETTING_HISTORY (object);

  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (app_setting_history_parent_class)->finalize (object);
}

static void
app_setting_history_class_init (AppSettingHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = app_setting_history_finalize;
}

static void
app_setting_history_init (AppSettingHistory *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Who Changed What"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}
