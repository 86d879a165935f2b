/* app-deletion-dialog.c: see app-deletion-dialog.h */
#include "ticket/app-deletion-dialog.h"

#include "app-client-person.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-text-area.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

#define REVIEW_MONTHS 6 /* proposed */

struct _AppDeletionDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  HarkId ticket;
  AppActionType type;

  GtkLabel *what_label;
  AppTextArea *reason_area;
  GtkWidget *review_group;
  GtkEditable *review_row;
  AppBusyButton *act_button;
};

static guint acted_signal;

G_DEFINE_FINAL_TYPE (AppDeletionDialog, app_deletion_dialog, ADW_TYPE_WINDOW)

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppDeletionDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->act_button, FALSE);
  if (!done)
    {
      app_text_area_set_error (self->reason_area, app_text_error (error));
      return;
    }

  g_signal_emit (self, acted_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_act (AppDeletionDialog *self)
{
  g_autofree char *reason = app_text_area_get_text (self->reason_area);
  AppAction action = { .type = self->type,
                       .ticket = self->ticket,
                       .reason = reason,
                       .review = gtk_editable_get_text (self->review_row) };

  if (*reason == '\0' || strlen (reason) > HARK_TICKET_MAX_TEXT)
    {
      app_text_area_set_error (self->reason_area, *reason == '\0' ? _ ("Say in a sentence why.")
                                                                  : _ ("This text is too long."));
      gtk_widget_grab_focus (GTK_WIDGET (self->reason_area));
      return;
    }

  app_client_find_person (self->client, app_client_get_user (self->client), &action.user, NULL);
  app_busy_button_set_busy (self->act_button, TRUE);
  app_client_act_async (self->client, &action, on_acted, app_weak_new (self));
}

static void
set_texts (AppDeletionDialog *self)
{
  gboolean is_hold = self->type == APP_ACTION_HOLD;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) later = g_date_time_add_months (now, REVIEW_MONTHS);
  g_autofree char *day = g_date_time_format (later, "%Y-%m-%d");

  gtk_window_set_title (GTK_WINDOW (self), is_hold ? _ ("Put on Hold") : _ ("Delete Ticket"));
  gtk_label_set_label (self->what_label,
                       is_hold ? _ ("Nobody deletes this ticket until an Expert lifts the hold. The team sees why, "
                                    "and that you look at it again on the day below.")
                               : _ ("Another Professional or Expert has to confirm it. Then the report, everything "
                                    "that was said and every attachment are gone for good, for everybody: the "
                                    "reporter, too. Only the number, the days and your two names stay."));
  g_object_set (self->act_button, "text", is_hold ? C_ ("button", "Hold") : C_ ("button", "Ask"), NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->act_button), is_hold ? "suggested-action" : "destructive-action");
  gtk_widget_set_visible (self->review_group, is_hold);
  gtk_editable_set_text (self->review_row, day);
}

GtkWindow *
app_deletion_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket, AppActionType type)
{
  AppDeletionDialog *self = g_object_new (APP_TYPE_DELETION_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  self->ticket = ticket->id;
  self->type = type;
  set_texts (self);

  return GTK_WINDOW (self);
}

static void
app_deletion_dialog_dispose (GObject *object)
{
  g_clear_object (&APP_DELETION_DIALOG (object)->client);

  G_OBJECT_CLASS (app_deletion_dialog_parent_class)->dispose (object);
}

static void
app_deletion_dialog_class_init (AppDeletionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_deletion_dialog_dispose;

  acted_signal = g_signal_new ("acted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-deletion-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppDeletionDialog, what_label);
  gtk_widget_class_bind_template_child (widget_class, AppDeletionDialog, reason_area);
  gtk_widget_class_bind_template_child (widget_class, AppDeletionDialog, review_group);
  gtk_widget_class_bind_template_child (widget_class, AppDeletionDialog, review_row);
  gtk_widget_class_bind_template_child (widget_class, AppDeletionDialog, act_button);
  gtk_widget_class_bind_template_callback (widget_class, on_act);
}

static void
app_deletion_dialog_init (AppDeletionDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_TEXT_AREA);
  gtk_widget_init_template (GTK_WIDGET (self));
}
