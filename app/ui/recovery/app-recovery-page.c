/* app-recovery-page.c: see app-recovery-page.h */
#include "recovery/app-recovery-page.h"

#include "app-client-recovery.h"
#include "async/app-weak.h"
#include "field/app-field-error.h"
#include "hark-error.h"
#include "recovery/app-make-key-dialog.h"
#include "recovery/app-try-sheet-dialog.h"
#include "recovery/app-use-key-dialog.h"
#include "text/app-text-error.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppRecoveryPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  HarkId asked; /* the key that there was when the question was asked */
  gboolean asked_on;
  gboolean is_showing; /* the switch follows, it was not moved */

  AdwActionRow *state_row, *seal_row, *check_row, *make_row, *end_row;
  GtkSwitch *seal_switch;
  AppFieldError *seal_error, *admin_error;
  GtkWidget *admin_group, *use_group;
};

G_DEFINE_FINAL_TYPE (AppRecoveryPage, app_recovery_page, ADW_TYPE_PREFERENCES_PAGE)

static GtkWindow *
get_window (AppRecoveryPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static gboolean
is_expert (AppClient *client)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (client);

  for (guint i = 0; i < areas->len; i++)
    if (((AppArea *)areas->pdata[i])->role == HARK_ROLE_EXPERT)
      return TRUE;

  return FALSE;
}

static const char *
describe_state (const AppRecoveryState *state)
{
  if (!state->is_set)
    return _ ("There is none: a team that loses all its keys loses its tickets");

  return state->is_on ? _ ("New tickets are sealed to it; those of before as soon as an Expert of their area has marked "
                           "the change as seen, under People.")
                      : _ ("Tickets are not sealed to it any more. It opens those that were.");
}

static void
show_checked (AppRecoveryPage *self, const AppRecoveryState *state)
{
  g_autofree char *date = app_text_date (state->checked, g_get_real_time () / G_USEC_PER_SEC);
  g_autofree char *text
      /* Translators: %s is a date */
      = state->checked > 0 ? g_strdup_printf (_ ("On this device last: %s"), date)
                           : g_strdup (_ ("Never tried on this device. Whether it is the right one, without using it."));

  adw_action_row_set_subtitle (self->check_row, text);
}

static void
show_state (AppRecoveryPage *self)
{
  const AppRecoveryState state = app_client_get_recovery_state (self->client);

  adw_action_row_set_subtitle (self->state_row, describe_state (&state));
  gtk_widget_set_visible (GTK_WIDGET (self->seal_row), state.is_set && state.is_admin);
  gtk_widget_set_visible (GTK_WIDGET (self->check_row), state.is_set);
  gtk_widget_set_visible (self->admin_group, state.is_admin);
  gtk_widget_set_visible (GTK_WIDGET (self->end_row), state.is_set);
  gtk_widget_set_visible (self->use_group, state.is_set && is_expert (self->client));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->make_row),
                                 state.is_set ? _ ("Replace the Recovery Key…") : _ ("Make a Recovery Key…"));
  adw_action_row_set_subtitle (self->make_row,
                               state.is_set ? _ ("Where its sheet was lost, or somebody may have seen it")
                                            : _ ("Made on this computer; nobody else gets to know it"));
  self->is_showing = TRUE;
  gtk_switch_set_active (self->seal_switch, state.is_on);
  gtk_switch_set_state (self->seal_switch, state.is_on);
  self->is_showing = FALSE;
  show_checked (self, &state);
}

static void
toast (AppRecoveryPage *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s", text);
}

static const char *
describe_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    return _ ("Another Admin has changed the recovery key meanwhile. Look at it again.");

  return app_text_error (error);
}

/* --- whether tickets are sealed to it --- */

static void
on_sealed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppRecoveryPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_seal_to_recovery_key_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (self->seal_row), TRUE);
  app_field_error_set (self->seal_error, GTK_WIDGET (self->seal_row), done ? NULL : describe_error (error));
  show_state (self);
}

static void
on_seal_answered (AppRecoveryPage *self, const char *response)
{
  show_state (self);
  if (!g_str_equal (response, "sign"))
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (self->seal_row), FALSE);
  app_field_error_set (self->seal_error, GTK_WIDGET (self->seal_row), NULL);
  app_client_seal_to_recovery_key_async (self->client, &self->asked, self->asked_on, on_sealed, app_weak_new (self));
}

/* It is a change of the policy that everybody is told of: asked for as any other. */
static void
ask_to_seal (AppRecoveryPage *self)
{
  GtkWidget *dialog = adw_message_dialog_new (
      get_window (self), _ ("Sign the Security Policy?"),
      self->asked_on ? _ ("New tickets are sealed to the recovery key from now on, those of before as soon as an Expert "
                          "of their area has marked the change as seen. Everybody is told, under People.")
                     : _ ("Tickets are not sealed to the recovery key any more: it opens those that were. Everybody is "
                          "told, under People."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "sign", _ ("_Sign"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "sign", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_seal_answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The switch moves once it is so. */
static gboolean
on_seal (AppRecoveryPage *self, gboolean on)
{
  const AppRecoveryState state = app_client_get_recovery_state (self->client);

  if (self->is_showing || on == state.is_on)
    return FALSE;

  self->asked = state.key;
  self->asked_on = on;
  ask_to_seal (self);
  return TRUE;
}

/* --- made, tried, used --- */

static void
on_made (AppRecoveryPage *self)
{
  toast (self, _ ("The recovery key is in use: lock its sheet away"));
  show_state (self);
}

static void
on_make (AppRecoveryPage *self)
{
  GtkWindow *dialog = app_make_key_dialog_new (get_window (self), self->client);

  g_signal_connect_object (dialog, "made", G_CALLBACK (on_made), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
on_check (AppRecoveryPage *self)
{
  GtkWindow *dialog = app_try_sheet_dialog_new (get_window (self), self->client);

  g_signal_connect_object (dialog, "tried", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
on_use (AppRecoveryPage *self)
{
  gtk_window_present (app_use_key_dialog_new (get_window (self), self->client));
}

/* --- ended --- */

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppRecoveryPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_end_recovery_key_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  gtk_widget_set_sensitive (self->admin_group, TRUE);
  app_field_error_set (self->admin_error, NULL, done ? NULL : describe_error (error));
  if (done)
    toast (self, _ ("There is no recovery key any more: destroy its sheet"));
  show_state (self);
}

static void
end_key (AppRecoveryPage *self)
{
  gtk_widget_set_sensitive (self->admin_group, FALSE);
  app_field_error_set (self->admin_error, NULL, NULL);
  app_client_end_recovery_key_async (self->client, &self->asked, on_ended, app_weak_new (self));
}

static void
on_end (AppRecoveryPage *self)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (self), _ ("End the Recovery Key?"),
                                              _ ("What was sealed to it goes from the server; backups keep it until they "
                                                 "expire. A team that loses all its keys loses its tickets then."));

  self->asked = app_client_get_recovery_state (self->client).key;
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "end", _ ("_End It"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "end", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::end", G_CALLBACK (end_key), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
app_recovery_page_add (AdwPreferencesWindow *window, AppClient *client)
{
  const AppRecoveryState state = app_client_get_recovery_state (client);
  AppRecoveryPage *self;

  if (!state.is_admin && !state.is_set)
    return;

  self = g_object_new (APP_TYPE_RECOVERY_PAGE, NULL);
  self->client = g_object_ref (client);
  show_state (self);
  g_signal_connect_object (client, "changed", G_CALLBACK (show_state), self, G_CONNECT_SWAPPED);
  adw_preferences_window_add (window, ADW_PREFERENCES_PAGE (self));
}

static void
app_recovery_page_dispose (GObject *object)
{
  AppRecoveryPage *self = APP_RECOVERY_PAGE (object);

  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_recovery_page_parent_class)->dispose (object);
}

static void
app_recovery_page_class_init (AppRecoveryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_recovery_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/recovery/app-recovery-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRecoveryPage, state_row);
  gtk_widget_class_bind_template_child (widget_class, AppRecoveryPage, seal_row);
  gtk_widget_class_bind_template_child (widget_class, AppRecoveryPage, seal_switch);
  gtk_widget_class_bind_template_child (widget_class, AppRecoveryPage, seal_error);
  gtk_widget_class_bind_template_child (widget_class, AppRecoveryPage, check_row);
  gtk_widget_class_bind_template_child (widget_class, AppRecoveryPage, admin_group);
  gtk_widget_class_bind_template_child (widget_class, AppRecoveryPage, make_row);
  gtk_widget_class_bind_template_child (widget_class, AppRecoveryPage, end_row);
  gtk_widget_class_bind_template_child (widget_class, AppRecoveryPage, admin_error);
  gtk_widget_class_bind_template_child (widget_class, AppRecoveryPage, use_group);
  gtk_widget_class_bind_template_callback (widget_class, on_seal);
  gtk_widget_class_bind_template_callback (widget_class, on_check);
  gtk_widget_class_bind_template_callback (widget_class, on_make);
  gtk_widget_class_bind_template_callback (widget_class, on_end);
  gtk_widget_class_bind_template_callback (widget_class, on_use);
}

static void
app_recovery_page_init (AppRecoveryPage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}
