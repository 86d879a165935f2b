/* app-setting-retention-group.c: see app-setting-retention-group.h */
#include "setting/app-setting-retention-group.h"

#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppSettingRetentionGroup
{
  AdwBin parent_instance;

  HarkRetention retention; /* as it was typed: the profile may allow less */
  HarkProfile profile;
  gboolean is_showing;

  AdwExpanderRow *months_row;
  GtkSpinButton *spins[HARK_OUTCOME_LAST];
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppSettingRetentionGroup, app_setting_retention_group, ADW_TYPE_BIN)

/* What @profile allows of it. */
static HarkRetention
bound (const HarkRetention *retention, HarkProfile profile)
{
  HarkRetention bounded = *retention;

  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    bounded.months[i] = MIN (bounded.months[i], hark_retention_get_most (profile));
  return bounded;
}

/* "36 months", or from the shortest to the longest. */
static void
describe (AppSettingRetentionGroup *self)
{
  HarkRetention bounded = bound (&self->retention, self->profile);
  guint least = HARK_RETENTION_MAX, most = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    {
      guint months = hark_retention_get (&bounded, self->profile, i);

      least = MIN (least, months);
      most = MAX (most, months);
    }
  text = least == most ? g_strdup_printf (ngettext ("%u month", "%u months", most), most)
                       /* Translators: two numbers of months: by what came of a ticket */
                       : g_strdup_printf (_ ("%u to %u months, by outcome"), least, most);
  adw_expander_row_set_subtitle (self->months_row, text);
}

static void
show (AppSettingRetentionGroup *self)
{
  HarkRetention bounded = bound (&self->retention, self->profile);

  self->is_showing = TRUE;
  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    {
      gtk_spin_button_set_range (self->spins[i], HARK_RETENTION_MIN, hark_retention_get_most (self->profile));
      gtk_spin_button_set_value (self->spins[i], hark_retention_get (&bounded, self->profile, i));
    }
  describe (self);
  self->is_showing = FALSE;
}

void
app_setting_retention_group_show (AppSettingRetentionGroup *self, const HarkRetention *retention, HarkProfile profile,
                                  gboolean is_same)
{
  HarkRetention bounded = bound (&self->retention, profile);

  g_return_if_fail (APP_IS_SETTING_RETENTION_GROUP (self));

  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    if (!is_same || bounded.months[i] != retention->months[i])
      self->retention.months[i] = retention->months[i];
  self->profile = profile;
  show (self);
}

void
app_setting_retention_group_set_profile (AppSettingRetentionGroup *self, HarkProfile profile)
{
  g_return_if_fail (APP_IS_SETTING_RETENTION_GROUP (self));

  self->profile = profile;
  show (self);
}

void
app_setting_retention_group_read (AppSettingRetentionGroup *self, HarkRetention *retention)
{
  g_return_if_fail (APP_IS_SETTING_RETENTION_GROUP (self));

  *retention = bound (&self->retention, self->profile);
}

/* What is as the profile says follows it. */
static void
on_spin (AppSettingRetentionGroup *self, GtkSpinButton *spin)
{
  if (self->is_showing)
    return;

  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    if (self->spins[i] == spin)
      {
        guint months = (guint)gtk_spin_button_get_value_as_int (spin);

        self->retention.months[i] = months == hark_retention_get_default (self->profile) ? 0 : months;
      }
  describe (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
add_row (AppSettingRetentionGroup *self, HarkOutcome outcome)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (HARK_RETENTION_MIN, HARK_RETENTION_MAX, 1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), app_text_outcome (outcome));
  gtk_widget_set_name (spin, hark_outcome_get_name (outcome));
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, app_text_outcome (outcome), -1);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (on_spin), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  adw_expander_row_add_row (self->months_row, row);
  self->spins[outcome] = GTK_SPIN_BUTTON (spin);
}

static void
app_setting_retention_group_class_init (AppSettingRetentionGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/setting/app-setting-retention-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSettingRetentionGroup, months_row);
}

static void
app_setting_retention_group_init (AppSettingRetentionGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (HarkOutcome outcome = 0; outcome < HARK_OUTCOME_LAST; outcome++)
    add_row (self, outcome);
}
