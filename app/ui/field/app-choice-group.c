/* app-choice-group.c: see app-choice-group.h */
#include "field/app-choice-group.h"

#include "focus/app-focus.h"

struct _AppChoiceGroup
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GtkCheckButton *anchor; /* never shown: also a single row is chosen, not ticked and unticked */
  GPtrArray *checks; /* GtkCheckButton, of the rows */
  HarkId chosen; /* zeros: nothing yet */
};

enum
{
  PROP_TITLE = 1,
  PROP_DESCRIPTION,
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (AppChoiceGroup, app_choice_group, ADW_TYPE_BIN)

static void
on_toggled (GtkCheckButton *check, AppChoiceGroup *self)
{
  if (!gtk_check_button_get_active (check))
    return;

  self->chosen = *(const HarkId *)g_object_get_data (G_OBJECT (check), "id");
  g_signal_emit (self, chosen_signal, 0);
}

void
app_choice_group_add (AppChoiceGroup *self, const HarkId *id, const char *title, const char *subtitle,
                      gboolean possible)
{
  GtkWidget *check = gtk_check_button_new ();
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *name = subtitle != NULL ? g_strdup_printf ("%s, %s", title, subtitle) : g_strdup (title);

  g_return_if_fail (APP_IS_CHOICE_GROUP (self));

  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->anchor);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (check, possible);
  g_object_set_data_full (G_OBJECT (check), "id", hark_id_copy (id), g_free);
  g_signal_connect (check, "toggled", G_CALLBACK (on_toggled), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, subtitle != NULL ? subtitle : "");
  adw_action_row_add_prefix (row, check);
  if (possible)
    adw_action_row_set_activatable_widget (row, check);
  adw_preferences_group_add (self->group, GTK_WIDGET (row));
  g_ptr_array_add (self->checks, check);
}

void
app_choice_group_choose (AppChoiceGroup *self, const HarkId *id)
{
  g_return_if_fail (APP_IS_CHOICE_GROUP (self));

  for (guint i = 0; i < self->checks->len; i++)
    if (hark_id_equal (g_object_get_data (self->checks->pdata[i], "id"), id))
      gtk_check_button_set_active (self->checks->pdata[i], TRUE);
}

gboolean
app_choice_group_get_chosen (AppChoiceGroup *self, HarkId *id)
{
  g_return_val_if_fail (APP_IS_CHOICE_GROUP (self), FALSE);

  *id = self->chosen;
  return !hark_id_is_zero (&self->chosen);
}

static void
app_choice_group_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  AppChoiceGroup *self = APP_CHOICE_GROUP (object);

  if (id == PROP_TITLE)
    adw_preferences_group_set_title (self->group, g_value_get_string (value));
  else
    adw_preferences_group_set_description (self->group, g_value_get_string (value));
}

static void
app_choice_group_finalize (GObject *object)
{
  g_ptr_array_unref (APP_CHOICE_GROUP (object)->checks);
  g_object_unref (APP_CHOICE_GROUP (object)->anchor);

  G_OBJECT_CLASS (app_choice_group_parent_class)->finalize (object);
}

static void
app_choice_group_class_init (AppChoiceGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = app_choice_group_finalize;
  object_class->set_property = app_choice_group_set_property;
  GTK_WIDGET_CLASS (klass)->focus = app_focus_child;
  g_object_class_install_property (object_class, PROP_TITLE, g_param_spec_string ("title", NULL, NULL, "", flags));
  g_object_class_install_property (object_class, PROP_DESCRIPTION,
                                   g_param_spec_string ("description", NULL, NULL, "", flags));
  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
app_choice_group_init (AppChoiceGroup *self)
{
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->checks = g_ptr_array_new ();
  self->anchor = g_object_ref_sink (GTK_CHECK_BUTTON (gtk_check_button_new ()));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}
