/* app-unlock-page.c: see app-unlock-page.h */
#include "unlock/app-unlock-page.h"

#include "app-client-account.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "focus/app-focus.h"
#include "hark-error.h"
#include "text/app-text-error.h"
#include "unlock/app-recover-dialog.h"
#include "unlock/app-sign-in-dialog.h"

#include <glib/gi18n.h>

struct _AppUnlockPage
{
  AdwBin parent_instance;

  AppClient *client;
  gboolean is_left; /* locked by hand, not at the start */
  guint watch;      /* of the keyring's name; 0: there is no bus */

  GtkStack *stack;
  GtkLabel *account_label;
  GtkLabel *reason_label;
  AdwEntryRow *password_row;
  AppFieldError *password_error;
  GtkCheckButton *keyring_check; /* where there is a keyring after all */
  AppBusyButton *unlock_button;
  AdwStatusPage *retry_page;
  GtkButton *retry_button;
  GtkButton *anew_button; /* once a try has failed */
};

static guint unlocked_signal;

G_DEFINE_FINAL_TYPE (AppUnlockPage, app_unlock_page, ADW_TYPE_BIN)

static void
ask_password (AppUnlockPage *self)
{
  const char *organisation = app_client_get_organisation (self->client);
  g_autofree char *account = NULL;

  if (organisation != NULL)
    account = g_strdup_printf ("%s · %s", app_client_get_user (self->client), organisation);
  else
    account = g_strdup (app_client_get_user (self->client));
  gtk_label_set_text (self->account_label, account);
  gtk_label_set_text (self->reason_label,
                      self->is_left ? _ ("Nothing can be read here until you unlock. What you had half written is kept.")
                                    : _ ("This computer has no keyring in which Hark could keep your key. Therefore "
                                         "your password is asked for at each start."));
  gtk_stack_set_visible_child_name (self->stack, "password");
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
offer_retry (AppUnlockPage *self, const char *description, const char *label, gboolean has_failed)
{
  gtk_widget_set_visible (GTK_WIDGET (self->anew_button), has_failed);
  gtk_button_set_label (self->retry_button, label);
  adw_status_page_set_description (self->retry_page, description);
  gtk_stack_set_visible_child_name (self->stack, "retry");
  gtk_widget_grab_focus (GTK_WIDGET (self->retry_button));
}

static const char *
describe_failure (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_LOCKED))
    return _ ("Your keyring is locked, or does not answer. Hark keeps its key there and nowhere else: unlock it, or sign "
              "out of this computer and in again, and try once more.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return _ ("Hark's key for this computer is gone: it is not in your keyring any more.");

  return app_text_error (error);
}

static void
on_keyring_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppUnlockPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_unlock_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  if (done)
    g_signal_emit (self, unlocked_signal, 0);
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_LOCKED) && app_client_has_no_keyring (self->client))
    ask_password (self);
  else
    offer_retry (self, describe_failure (error), _ ("Try Again"), TRUE);
}

static void
on_retry (AppUnlockPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "opening");
  app_client_unlock_async (self->client, NULL, on_keyring_answered, app_weak_new (self));
}

static void
on_signed_in (AppUnlockPage *self)
{
  g_signal_emit (self, unlocked_signal, 0);
}

static void
on_anew (AppUnlockPage *self)
{
  GtkWindow *dialog
      = app_sign_in_dialog_new_anew (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->client);

  g_signal_connect_object (dialog, "signed-in", G_CALLBACK (on_signed_in), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
on_forgotten (AppUnlockPage *self)
{
  GtkWindow *dialog = app_recover_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->client);

  g_signal_connect_object (dialog, "recovered", G_CALLBACK (on_signed_in), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* --- a keyring after all --- */

static void
on_keyring_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  gtk_widget_set_visible (GTK_WIDGET (APP_UNLOCK_PAGE (user_data)->keyring_check), TRUE);
}

static void
on_keyring_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  gtk_widget_set_visible (GTK_WIDGET (APP_UNLOCK_PAGE (user_data)->keyring_check), FALSE);
}

static void
watch_keyring (AppUnlockPage *self)
{
  GApplication *application = g_application_get_default ();
  GDBusConnection *bus = application != NULL ? g_application_get_dbus_connection (application) : NULL;

  if (bus != NULL)
    self->watch = g_bus_watch_name_on_connection (bus, "org.freedesktop.secrets", G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                  on_keyring_appeared, on_keyring_vanished, self, NULL);
}

static void
on_moved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppUnlockPage) self = app_weak_take (user_data);
  gboolean done = app_client_move_to_keyring_finish (APP_CLIENT (source), result, NULL);

  if (self != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                                done ? _ ("Your keyring opens Hark from now on")
                                     : _ ("The keyring does not take Hark's key. Nothing has changed."));
}

static void
keep_choice (AppUnlockPage *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->keyring_check))
      && gtk_check_button_get_active (self->keyring_check))
    app_client_move_to_keyring_async (self->client, on_moved, app_weak_new (self));
  gtk_check_button_set_active (self->keyring_check, FALSE);
}

static void
on_password_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppUnlockPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_unlock_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->unlock_button, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
  if (done)
    {
      keep_choice (self);
      g_signal_emit (self, unlocked_signal, 0);
      return;
    }

  app_field_error_set (self->password_error, GTK_WIDGET (self->password_row),
                       g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH) ? _ ("This password does not fit.")
                                                                            : app_text_error (error));
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
on_unlock (AppUnlockPage *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password_row));

  if (app_busy_button_is_busy (self->unlock_button))
    return;
  if (*password == '\0')
    {
      app_field_error_set (self->password_error, GTK_WIDGET (self->password_row),
                           _ ("Enter your password."));
      return;
    }

  app_busy_button_set_busy (self->unlock_button, TRUE);
  app_client_unlock_async (self->client, password, on_password_answered, app_weak_new (self));
}

static void
on_changed (AppUnlockPage *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->password_row)) != '\0')
    app_field_error_set (self->password_error, GTK_WIDGET (self->password_row), NULL);
}

void
app_unlock_page_start (AppUnlockPage *self, AppClient *client)
{
  g_return_if_fail (APP_IS_UNLOCK_PAGE (self));

  g_set_object (&self->client, client);
  self->is_left = FALSE;
  on_retry (self);
}

void
app_unlock_page_wait (AppUnlockPage *self, AppClient *client)
{
  g_return_if_fail (APP_IS_UNLOCK_PAGE (self));

  g_set_object (&self->client, client);
  self->is_left = TRUE;
  if (app_client_has_no_keyring (client))
    ask_password (self);
  else
    offer_retry (self,
                 _ ("Nothing can be read here until you unlock. What you had half written is kept.\n\n"
                    "Your keyring opens Hark again. When you leave this computer, lock its screen too."),
                 _ ("Unlock"), FALSE);
}

static gboolean
app_unlock_page_grab_focus (GtkWidget *widget)
{
  AppUnlockPage *self = APP_UNLOCK_PAGE (widget);
  gboolean asks = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "password") == 0;

  return gtk_widget_grab_focus (asks ? GTK_WIDGET (self->password_row) : GTK_WIDGET (self->retry_button));
}

static void
app_unlock_page_dispose (GObject *object)
{
  AppUnlockPage *self = APP_UNLOCK_PAGE (object);

  g_clear_handle_id (&self->watch, g_bus_unwatch_name);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_unlock_page_parent_class)->dispose (object);
}

static void
app_unlock_page_class_init (AppUnlockPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_unlock_page_dispose;
  widget_class->grab_focus = app_unlock_page_grab_focus;
  widget_class->focus = app_focus_child;

  unlocked_signal = g_signal_new ("unlocked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/unlock/app-unlock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppUnlockPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppUnlockPage, account_label);
  gtk_widget_class_bind_template_child (widget_class, AppUnlockPage, reason_label);
  gtk_widget_class_bind_template_child (widget_class, AppUnlockPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, AppUnlockPage, password_error);
  gtk_widget_class_bind_template_child (widget_class, AppUnlockPage, keyring_check);
  gtk_widget_class_bind_template_child (widget_class, AppUnlockPage, unlock_button);
  gtk_widget_class_bind_template_child (widget_class, AppUnlockPage, retry_page);
  gtk_widget_class_bind_template_child (widget_class, AppUnlockPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, AppUnlockPage, anew_button);
  gtk_widget_class_bind_template_callback (widget_class, on_unlock);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
  gtk_widget_class_bind_template_callback (widget_class, on_anew);
  gtk_widget_class_bind_template_callback (widget_class, on_forgotten);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_unlock_page_init (AppUnlockPage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
  watch_keyring (self);
}
