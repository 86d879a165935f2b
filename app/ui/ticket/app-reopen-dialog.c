/* app-reopen-dialog.c: see app-reopen-dialog.h */
#include "ticket/app-reopen-dialog.h"

#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-text-area.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppReopenDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  HarkId ticket;

  AppTextArea *reason_area;
  AppBusyButton *reopen_button;
};

static guint reopened_signal;

G_DEFINE_FINAL_TYPE (AppReopenDialog, app_reopen_dialog, ADW_TYPE_WINDOW)

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppReopenDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->reopen_button, FALSE);
  if (!done)
    {
      app_text_area_set_error (self->reason_area, app_text_error (error));
      return;
    }

  g_signal_emit (self, reopened_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_reopen (AppReopenDialog *self)
{
  g_autofree char *reason = app_text_area_get_text (self->reason_area);
  AppAction action = { .type = APP_ACTION_REOPEN, .ticket = self->ticket, .reason = reason };

  if (*reason == '\0' || strlen (reason) > HARK_TICKET_MAX_TEXT)
    {
      app_text_area_set_error (self->reason_area, *reason == '\0' ? _ ("Say in a sentence why.")
                                                                  : _ ("This text is too long."));
      gtk_widget_grab_focus (GTK_WIDGET (self->reason_area));
      return;
    }

  app_busy_button_set_busy (self->reopen_button, TRUE);
  app_client_act_async (self->client, &action, on_acted, app_weak_new (self));
}

GtkWindow *
app_reopen_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket)
{
  AppReopenDialog *self = g_object_new (APP_TYPE_REOPEN_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  self->ticket = ticket->id;

  return GTK_WINDOW (self);
}

static void
app_reopen_dialog_dispose (GObject *object)
{
  g_clear_object (&APP_REOPEN_DIALOG (object)->client);

  G_OBJECT_CLASS (app_reopen_dialog_parent_class)->dispose (object);
}

static void
app_reopen_dialog_class_init (AppReopenDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_reopen_dialog_dispose;

  reopened_signal = g_signal_new ("reopened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-reopen-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppReopenDialog, reason_area);
  gtk_widget_class_bind_template_child (widget_class, AppReopenDialog, reopen_button);
  gtk_widget_class_bind_template_callback (widget_class, on_reopen);
}

static void
app_reopen_dialog_init (AppReopenDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_TEXT_AREA);
  gtk_widget_init_template (GTK_WIDGET (self));
}
