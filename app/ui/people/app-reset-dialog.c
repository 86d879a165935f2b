/* app-reset-dialog.c: see app-reset-dialog.h */
#include "people/app-reset-dialog.h"

#include "app-client-team.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "hark-seal.h"
#include "people/app-invitation-page.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppResetDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  HarkId user;
  char *name;

  GtkWidget *cancel_button, *done_button;
  AppBusyButton *reset_button;
  GtkStack *stack;
  AdwStatusPage *question_page;
  AppFieldError *form_error;
  AppInvitationPage *invitation_page;
};

static guint reset_signal;

G_DEFINE_FINAL_TYPE (AppResetDialog, app_reset_dialog, ADW_TYPE_WINDOW)

static gboolean
is_asking (AppResetDialog *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "question") == 0;
}

static void
show_line (AppResetDialog *self, const char *line)
{
  const AppInvited invited = { .name = self->name, .is_reset = TRUE };

  app_invitation_page_start (self->invitation_page, &invited, line);
  gtk_stack_set_visible_child_name (self->stack, "line");
  gtk_widget_set_visible (self->cancel_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->reset_button), FALSE);
  gtk_widget_set_visible (self->done_button, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->invitation_page));
  g_signal_emit (self, reset_signal, 0);
}

static void
on_reset_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppResetDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  char *line = app_client_reset_finish (APP_CLIENT (source), result, &error);

  if (self != NULL)
    {
      app_busy_button_set_busy (self->reset_button, FALSE);
      if (line != NULL)
        show_line (self, line);
      else
        app_field_error_set (self->form_error, NULL, app_text_error (error));
    }
  hark_seal_free_string (line);
}

static void
on_reset (AppResetDialog *self)
{
  if (app_busy_button_is_busy (self->reset_button))
    return;

  app_field_error_set (self->form_error, NULL, NULL);
  app_busy_button_set_busy (self->reset_button, TRUE);
  app_client_reset_async (self->client, &self->user, on_reset_done, app_weak_new (self));
}

/* What was begun is seen to its end: the line is shown once. */
static gboolean
on_close_request (AppResetDialog *self)
{
  return app_busy_button_is_busy (self->reset_button);
}

/* What cannot be shown again is not closed by a key that was meant for something else. */
static gboolean
on_escape (GtkWidget *widget, GVariant *unused, gpointer nothing)
{
  if (is_asking (APP_RESET_DIALOG (widget)))
    gtk_window_close (GTK_WINDOW (widget));

  return TRUE;
}

GtkWindow *
app_reset_dialog_new (GtkWindow *parent, AppClient *client, const HarkId *user, const char *name)
{
  AppResetDialog *self = g_object_new (APP_TYPE_RESET_DIALOG, "transient-for", parent, NULL);
  g_autofree char *title = g_strdup_printf (_ ("Reset the Account of %s?"), name);
  g_autofree char *escaped = g_markup_escape_text (title, -1);

  self->client = g_object_ref (client);
  self->user = *user;
  self->name = g_strdup (name);
  adw_status_page_set_title (self->question_page, escaped);

  return GTK_WINDOW (self);
}

static void
app_reset_dialog_dispose (GObject *object)
{
  AppResetDialog *self = APP_RESET_DIALOG (object);

  if (self->invitation_page != NULL)
    app_invitation_page_clear (self->invitation_page);
  self->invitation_page = NULL;
  g_clear_object (&self->client);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (app_reset_dialog_parent_class)->dispose (object);
}

static void
app_reset_dialog_class_init (AppResetDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_reset_dialog_dispose;

  reset_signal = g_signal_new ("reset", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                               0);

  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/people/app-reset-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppResetDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, AppResetDialog, reset_button);
  gtk_widget_class_bind_template_child (widget_class, AppResetDialog, done_button);
  gtk_widget_class_bind_template_child (widget_class, AppResetDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AppResetDialog, question_page);
  gtk_widget_class_bind_template_child (widget_class, AppResetDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppResetDialog, invitation_page);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_bind_template_callback (widget_class, on_close_request);
}

static void
app_reset_dialog_init (AppResetDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_INVITATION_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
}
