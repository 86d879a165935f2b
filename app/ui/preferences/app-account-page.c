/* app-account-page.c: see app-account-page.h */
#include "preferences/app-account-page.h"

#include "app-client-account.h"
#include "app-client-policy.h"
#include "async/app-weak.h"
#include "factor/app-factor-dialog.h"
#include "idle/app-settings.h"
#include "people/app-absence-dialog.h"
#include "people/app-absence-text.h"
#include "preferences/app-new-sheet-dialog.h"
#include "preferences/app-notification-page.h"
#include "preferences/app-password-dialog.h"
#include "preferences/app-subpage.h"
#include "text/app-text-error.h"
#include "text/app-text.h"
#include "unlock/app-recover-dialog.h"

#include <glib/gi18n.h>

/* In the order of the row's model. */
static const guint idle_minutes[] = { 1, 5, 15, 60, 0 };

struct _AppAccountPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  AppFactor *factor;   /* NULL until it is known */
  GSettings *settings; /* NULL: nothing can be chosen */

  AdwActionRow *user_row, *organisation_row, *server_row, *fingerprint_row, *factor_row;
  AdwActionRow *absence_row, *reset_row;
  GtkWidget *reset_group, *decline_button;
  AdwPreferencesGroup *security_group;
  AdwComboRow *idle_row;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppAccountPage, app_account_page, ADW_TYPE_PREFERENCES_PAGE)

static GtkWindow *
get_window (AppAccountPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
on_notifications (AppAccountPage *self, AdwActionRow *row)
{
  GtkWidget *page = app_notification_page_new (self->client);
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));

  adw_preferences_window_present_subpage (ADW_PREFERENCES_WINDOW (get_window (self)), app_subpage_new (title, page));
  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
on_password_changed (AppAccountPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s", _ ("Password changed"));
  g_signal_emit (self, changed_signal, 0);
}

static void
on_change_password (AppAccountPage *self)
{
  GtkWindow *dialog = app_password_dialog_new (get_window (self), self->client);

  g_signal_connect_object (dialog, "changed", G_CALLBACK (on_password_changed), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* The window below has other keys now: it says by itself where these stand. */
static void
on_recovered (AppAccountPage *self)
{
  GtkWindow *below = gtk_window_get_transient_for (get_window (self));

  g_signal_emit (self, changed_signal, 0);
  if (below != NULL)
    gtk_widget_activate_action (GTK_WIDGET (below), "win.sync", NULL);
}

static void
on_forgotten (AppAccountPage *self)
{
  GtkWindow *dialog = app_recover_dialog_new (get_window (self), self->client);

  g_signal_connect_object (dialog, "recovered", G_CALLBACK (on_recovered), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
on_sheet_made (AppAccountPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s",
                              _ ("The new recovery sheet is in use: destroy the old one"));
  g_signal_emit (self, changed_signal, 0);
}

static void
on_make_sheet (AppAccountPage *self)
{
  GtkWindow *dialog = app_new_sheet_dialog_new (get_window (self), self->client);

  g_signal_connect_object (dialog, "made", G_CALLBACK (on_sheet_made), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* --- lock after idle --- */

static void
on_idle_chosen (AppAccountPage *self)
{
  guint selected = adw_combo_row_get_selected (self->idle_row);

  if (self->settings != NULL && selected < G_N_ELEMENTS (idle_minutes))
    g_settings_set_uint (self->settings, APP_SETTING_IDLE_LOCK, idle_minutes[selected]);
}

/* Minutes that are none of these, set elsewhere, stay until another choice. */
static void
show_idle (AppAccountPage *self)
{
  GSettings *settings = app_settings_new ();
  guint selected = GTK_INVALID_LIST_POSITION;
  g_autofree char *cap = NULL;
  HarkRosterPolicy policy;

  app_client_get_policy (self->client, &policy);
  if (policy.idle_lock > 0)
    {
      cap = g_strdup_printf (ngettext ("Hark locks after %u minute at the latest: your organisation asks for it",
                                       "Hark locks after %u minutes at the latest: your organisation asks for it",
                                       policy.idle_lock),
                             policy.idle_lock);
      /* over the row, not in it: on a telephone nothing would be left of what is chosen */
      adw_preferences_group_set_description (self->security_group, cap);
    }
  for (guint i = 0; settings != NULL && i < G_N_ELEMENTS (idle_minutes); i++)
    if (g_settings_get_uint (settings, APP_SETTING_IDLE_LOCK) == idle_minutes[i])
      selected = i;
  gtk_widget_set_visible (GTK_WIDGET (self->idle_row), settings != NULL);
  adw_combo_row_set_selected (self->idle_row, selected);
  self->settings = settings;
}

/* --- the second factor --- */

static char *
describe_factor (AppAccountPage *self)
{
  g_autofree char *date = app_text_date (self->factor->since, g_get_real_time () / G_USEC_PER_SEC);
  HarkRosterPolicy policy;

  app_client_get_policy (self->client, &policy);
  if (!self->factor->is_on)
    return g_strdup (policy.second_factor ? _ ("Off: your organisation asks for one") : _ ("Off"));
  return g_strdup_printf (policy.second_factor ? _ ("On since %s, as your organisation asks for it") : _ ("On since %s"),
                          date);
}

static void
on_factor_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree AppFactor *factor = app_client_read_factor_finish (APP_CLIENT (source), result, &error);
  g_autofree char *text = NULL;

  if (self == NULL)
    return;

  g_free (self->factor);
  self->factor = g_steal_pointer (&factor);
  text = self->factor != NULL ? describe_factor (self) : g_strdup (app_text_error (error));
  adw_action_row_set_subtitle (self->factor_row, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->factor_row), self->factor != NULL);
}

static void
read_factor (AppAccountPage *self)
{
  app_client_read_factor_async (self->client, on_factor_read, app_weak_new (self));
}

static void
on_factor (AppAccountPage *self)
{
  GtkWindow *dialog = app_factor_dialog_new (get_window (self), self->client, self->factor);

  g_signal_connect_object (dialog, "changed", G_CALLBACK (read_factor), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* --- absence --- */

static void
show_absence (AppAccountPage *self)
{
  g_autofree char *text = app_absence_text_own (self->client);

  adw_action_row_set_subtitle (self->absence_row, text != NULL ? text : _ ("You are not away"));
}

static void
on_absence (AppAccountPage *self)
{
  GtkWindow *dialog = app_absence_dialog_new (get_window (self), self->client);

  g_signal_connect_object (dialog, "changed", G_CALLBACK (show_absence), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* --- a reset that waits --- */

static void
on_reset_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountPage) self = app_weak_take (user_data);
  g_autoptr (AppOwnReset) reset = app_client_read_own_reset_finish (APP_CLIENT (source), result, NULL);
  g_autofree char *text = NULL;

  if (self == NULL)
    return;

  /* a server that cannot be asked says so by the row of the second factor */
  gtk_widget_set_visible (self->reset_group, reset != NULL && reset->by != NULL);
  gtk_widget_set_sensitive (self->decline_button, TRUE);
  if (reset == NULL || reset->by == NULL)
    return;

  text = g_strdup_printf (
      reset->is_accepted
          ? _ ("%s reset it, and somebody accepted that with new keys. Once an Admin’s device has signed them, you are "
               "signed out everywhere. If that was not you, decline it.")
          : _ ("%s made a way back in for you, with new keys. If you did not ask for it, decline it."),
      reset->by);
  adw_action_row_set_subtitle (self->reset_row, text);
}

static void
read_reset (AppAccountPage *self)
{
  app_client_read_own_reset_async (self->client, on_reset_read, app_weak_new (self));
}

static void
on_declined (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppAccountPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_decline_reset_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s",
                              done ? _ ("The reset is declined: your keys stay") : app_text_error (error));
  read_reset (self);
}

static void
on_decline (AppAccountPage *self)
{
  gtk_widget_set_sensitive (self->decline_button, FALSE);
  app_client_decline_reset_async (self->client, on_declined, app_weak_new (self));
}

void
app_account_page_start (AppAccountPage *self, AppClient *client)
{
  const char *fingerprint = app_client_get_fingerprint (client);
  g_autofree char *grouped = app_text_fingerprint (fingerprint != NULL ? fingerprint : "");

  g_return_if_fail (APP_IS_ACCOUNT_PAGE (self));

  g_set_object (&self->client, client);
  adw_action_row_set_subtitle (self->user_row, app_client_get_user (client));
  adw_action_row_set_subtitle (self->organisation_row, app_client_get_organisation (client));
  adw_action_row_set_subtitle (self->server_row, app_client_get_url (client));
  adw_action_row_set_subtitle (self->fingerprint_row, grouped);
  show_absence (self);
  show_idle (self);
  read_factor (self);
  read_reset (self);
}

static void
app_account_page_dispose (GObject *object)
{
  AppAccountPage *self = APP_ACCOUNT_PAGE (object);

  g_clear_pointer (&self->factor, g_free);
  g_clear_object (&self->settings);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_account_page_parent_class)->dispose (object);
}

static void
app_account_page_class_init (AppAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_account_page_dispose;

  changed_signal = g_signal_new ("account-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppAccountPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPage, organisation_row);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPage, fingerprint_row);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPage, factor_row);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPage, security_group);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPage, idle_row);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPage, absence_row);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPage, reset_group);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPage, reset_row);
  gtk_widget_class_bind_template_child (widget_class, AppAccountPage, decline_button);
  gtk_widget_class_bind_template_callback (widget_class, on_notifications);
  gtk_widget_class_bind_template_callback (widget_class, on_change_password);
  gtk_widget_class_bind_template_callback (widget_class, on_forgotten);
  gtk_widget_class_bind_template_callback (widget_class, on_make_sheet);
  gtk_widget_class_bind_template_callback (widget_class, on_factor);
  gtk_widget_class_bind_template_callback (widget_class, on_idle_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_absence);
  gtk_widget_class_bind_template_callback (widget_class, on_decline);
}

static void
app_account_page_init (AppAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
