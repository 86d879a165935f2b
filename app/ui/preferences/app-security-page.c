/* app-security-page.c: see app-security-page.h */
#include "preferences/app-security-page.h"

#include "app-client-policy.h"
#include "app-client-presence.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "hark-error.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

/* Minutes, in the order of the row's model; one that is none of these comes behind. 0: as people choose. */
static const guint idle_minutes[] = { 0, 1, 5, 15, 30, 60 };

struct _AppSecurityPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  HarkRosterPolicy before; /* that the page was filled from */
  GPtrArray *presence;     /* AppPresence; NULL until the server has answered */
  guint other_minutes;     /* behind those above; 0: none */
  gboolean is_filling;

  GtkSpinButton *length_spin;
  GtkSwitch *factor_switch, *portal_switch, *recovery_switch;
  AdwComboRow *idle_row;
  AdwPreferencesGroup *effect_group;
  GtkLabel *effect_label;
  AppFieldError *error;
  AppBusyButton *sign_button;
};

G_DEFINE_FINAL_TYPE (AppSecurityPage, app_security_page, ADW_TYPE_PREFERENCES_PAGE)

/* --- the form --- */

static char *
describe_minutes (guint minutes)
{
  return minutes == 0 ? g_strdup (_ ("As people choose"))
                      : g_strdup_printf (ngettext ("After %u minute", "After %u minutes", minutes), minutes);
}

static void
fill_minutes (AppSecurityPage *self, guint minutes)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint selected = G_N_ELEMENTS (idle_minutes);

  for (guint i = 0; i < G_N_ELEMENTS (idle_minutes); i++)
    {
      gtk_string_list_take (list, describe_minutes (idle_minutes[i]));
      if (idle_minutes[i] == minutes)
        selected = i;
    }
  self->other_minutes = selected == G_N_ELEMENTS (idle_minutes) ? minutes : 0;
  if (self->other_minutes > 0)
    gtk_string_list_take (list, describe_minutes (minutes));
  adw_combo_row_set_model (self->idle_row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->idle_row, selected);
}

static void
fill (AppSecurityPage *self)
{
  self->is_filling = TRUE;
  app_client_get_policy (self->client, &self->before);
  gtk_spin_button_set_value (self->length_spin, self->before.password_length);
  gtk_switch_set_active (self->factor_switch, self->before.second_factor);
  gtk_switch_set_active (self->portal_switch, self->before.portal_only);
  gtk_switch_set_active (self->recovery_switch, self->before.recovery);
  fill_minutes (self, self->before.idle_lock);
  self->is_filling = FALSE;
}

static HarkRosterPolicy
read_form (AppSecurityPage *self)
{
  HarkRosterPolicy policy = self->before;
  guint selected = adw_combo_row_get_selected (self->idle_row);

  policy.password_length = (guint16)gtk_spin_button_get_value_as_int (self->length_spin);
  policy.second_factor = gtk_switch_get_active (self->factor_switch);
  policy.portal_only = gtk_switch_get_active (self->portal_switch);
  policy.idle_lock
      = (guint16)(selected < G_N_ELEMENTS (idle_minutes) ? idle_minutes[selected] : self->other_minutes);
  return policy;
}

/* --- what changes for whom --- */

static void
add_line (GString *text, const char *line)
{
  g_string_append_printf (text, "%s• %s", text->len > 0 ? "\n" : "", line);
}

static void
add_factor (AppSecurityPage *self, const HarkRosterPolicy *policy, GString *text)
{
  guint n = self->presence != NULL ? app_presence_count_without_factor (self->presence) : 0;
  g_autofree char *line = NULL;

  if (policy->second_factor == self->before.second_factor)
    return;
  if (!policy->second_factor)
    line = g_strdup (_ ("A second factor is no longer required: who has one keeps it, and can turn it off."));
  else if (self->presence == NULL)
    line = g_strdup (_ ("Who has no second factor can only set one up from now on. How many those are is not known: the "
                        "server cannot be asked."));
  else if (n == 0)
    line = g_strdup (_ ("Everybody has a second factor already; nobody can turn theirs off any more."));
  else
    line = g_strdup_printf (ngettext ("%u person has no second factor: they can only set one up from now on.",
                                      "%u people have no second factor: they can only set one up from now on.", n),
                            n);
  add_line (text, line);
}

static void
add_length (AppSecurityPage *self, const HarkRosterPolicy *policy, GString *text)
{
  g_autofree char *line
      = g_strdup_printf (ngettext ("A password that is chosen from now on has %u character or more. Those that there "
                                   "are stay.",
                                   "A password that is chosen from now on has %u characters or more. Those that there "
                                   "are stay.",
                                   policy->password_length),
                         policy->password_length);

  if (policy->password_length != self->before.password_length)
    add_line (text, line);
}

static void
add_idle (AppSecurityPage *self, const HarkRosterPolicy *policy, GString *text)
{
  g_autofree char *line
      = policy->idle_lock == 0
            ? g_strdup (_ ("Everybody chooses when Hark locks itself."))
            : g_strdup_printf (ngettext ("Hark locks itself after %u minute at the latest, for everybody.",
                                         "Hark locks itself after %u minutes at the latest, for everybody.",
                                         policy->idle_lock),
                               policy->idle_lock);

  if (policy->idle_lock != self->before.idle_lock)
    add_line (text, line);
}

/* (transfer full) */
static char *
describe_effects (AppSecurityPage *self, const HarkRosterPolicy *policy)
{
  g_autoptr (GString) text = g_string_new (NULL);

  add_length (self, policy, text);
  add_factor (self, policy, text);
  add_idle (self, policy, text);
  if (policy->portal_only && !self->before.portal_only)
    add_line (text, _ ("Admins can invite colleagues to accounts on the portal alone, if the server allows it."));
  else if (!policy->portal_only && self->before.portal_only)
    add_line (text, _ ("Nobody can sign in on the portal any more. Those accounts and their tickets stay."));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update (AppSecurityPage *self)
{
  const HarkRosterPolicy policy = read_form (self);
  gboolean is_other = !hark_roster_policy_equal (&policy, &self->before);
  g_autofree char *effects = describe_effects (self, &policy);

  gtk_widget_set_sensitive (GTK_WIDGET (self->sign_button), is_other);
  gtk_widget_set_visible (GTK_WIDGET (self->effect_group), is_other);
  gtk_label_set_text (self->effect_label, effects);
}

static void
on_edited (AppSecurityPage *self)
{
  if (self->is_filling)
    return;

  app_field_error_set (self->error, NULL, NULL);
  update (self);
}

/* --- signing --- */

static const char *
describe_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    return _ ("Another Admin has changed the policy meanwhile. This is what they signed.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_FACTOR))
    return _ ("Set up a second factor for your own account first, under Account.");

  return app_text_error (error);
}

static void
on_signed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSecurityPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_set_policy_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->sign_button, FALSE);
  if (done || g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    fill (self);
  update (self);
  if (done)
    gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s", _ ("The policy is signed"));
  else
    app_field_error_set (self->error, NULL, describe_error (error));
}

static void
on_confirmed (AppSecurityPage *self)
{
  const HarkRosterPolicy policy = read_form (self);

  if (app_busy_button_is_busy (self->sign_button))
    return;

  app_busy_button_set_busy (self->sign_button, TRUE);
  app_client_set_policy_async (self->client, &self->before, &policy, on_signed, app_weak_new (self));
}

/* Unlike what such a dialog says its lines begin one below the other. */
static GtkWidget *
make_list (const char *effects)
{
  GtkWidget *label = gtk_label_new (effects);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);

  return label;
}

static void
on_sign (AppSecurityPage *self)
{
  const HarkRosterPolicy policy = read_form (self);
  g_autofree char *effects = describe_effects (self, &policy);
  GtkWidget *dialog;

  if (app_busy_button_is_busy (self->sign_button))
    return;

  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   _ ("Sign the Security Policy?"),
                                   _ ("One policy, which you sign. Everybody's Hark shows that it changed, and by whom."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_list (effects));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "sign", _ ("_Sign"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "sign", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::sign", G_CALLBACK (on_confirmed), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- life --- */

static void
on_presence (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSecurityPage) self = app_weak_take (user_data);
  g_autoptr (GPtrArray) presence = app_client_list_presence_finish (APP_CLIENT (source), result, NULL);

  if (self == NULL || presence == NULL)
    return;

  self->presence = g_steal_pointer (&presence);
  update (self);
}

GtkWidget *
app_security_page_new (AppClient *client)
{
  AppSecurityPage *self = g_object_new (APP_TYPE_SECURITY_PAGE, NULL);

  self->client = g_object_ref (client);
  fill (self);
  update (self);
  app_client_list_presence_async (client, on_presence, app_weak_new (self));
  return GTK_WIDGET (self);
}

static void
app_security_page_dispose (GObject *object)
{
  AppSecurityPage *self = APP_SECURITY_PAGE (object);

  self->is_filling = TRUE; /* what its widgets say while they go is nothing */
  g_clear_pointer (&self->presence, g_ptr_array_unref);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_security_page_parent_class)->dispose (object);
}

static void
app_security_page_class_init (AppSecurityPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_security_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-security-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSecurityPage, length_spin);
  gtk_widget_class_bind_template_child (widget_class, AppSecurityPage, factor_switch);
  gtk_widget_class_bind_template_child (widget_class, AppSecurityPage, portal_switch);
  gtk_widget_class_bind_template_child (widget_class, AppSecurityPage, recovery_switch);
  gtk_widget_class_bind_template_child (widget_class, AppSecurityPage, idle_row);
  gtk_widget_class_bind_template_child (widget_class, AppSecurityPage, effect_group);
  gtk_widget_class_bind_template_child (widget_class, AppSecurityPage, effect_label);
  gtk_widget_class_bind_template_child (widget_class, AppSecurityPage, error);
  gtk_widget_class_bind_template_child (widget_class, AppSecurityPage, sign_button);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_sign);
}

static void
app_security_page_init (AppSecurityPage *self)
{
  self->is_filling = TRUE;
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->is_filling = FALSE;
}
