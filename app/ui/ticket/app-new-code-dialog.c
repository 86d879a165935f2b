/* app-new-code-dialog.c: see app-new-code-dialog.h */
#include "ticket/app-new-code-dialog.h"

#include "async/app-weak.h"
#include "behalf/app-inbox-sheet-page.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "text/app-text-error.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppNewCodeDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  AppTicket *ticket;
  AppInboxSheet *sheet; /* NULL until the code is made */

  GtkStack *stack;
  GtkLabel *named_label;
  AppFieldError *form_error;
  AppInboxSheetPage *sheet_page;
  AppBusyButton *next_button;
};

static guint issued_signal;

G_DEFINE_FINAL_TYPE (AppNewCodeDialog, app_new_code_dialog, ADW_TYPE_WINDOW)

static void
update (AppNewCodeDialog *self)
{
  gboolean on_sheet = self->sheet != NULL;

  g_object_set (self->next_button, "text", on_sheet ? _ ("Issue") : _ ("Next"), NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next_button),
                            !on_sheet || app_inbox_sheet_page_is_kept (self->sheet_page));
}

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppNewCodeDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->next_button, FALSE);
  update (self);
  if (!done)
    {
      app_field_error_set (self->form_error, NULL, app_text_error (error));
      return;
    }

  app_inbox_sheet_page_clear (self->sheet_page);
  g_signal_emit (self, issued_signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
issue (AppNewCodeDialog *self)
{
  const AppAction action = { .type = APP_ACTION_NEW_CODE,
                             .ticket = self->ticket->id,
                             .inbox = app_inbox_sheet_get_keys (self->sheet) };

  app_busy_button_set_busy (self->next_button, TRUE);
  app_client_act_async (self->client, &action, on_acted, app_weak_new (self));
}

static void
on_next (AppNewCodeDialog *self)
{
  g_autoptr (GError) error = NULL;

  app_field_error_set (self->form_error, NULL, NULL);
  if (self->sheet != NULL)
    {
      issue (self);
      return;
    }

  self->sheet = app_client_make_inbox_sheet (self->client, self->ticket->number, &error);
  if (self->sheet == NULL)
    {
      app_field_error_set (self->form_error, NULL, app_text_error (error));
      return;
    }

  app_inbox_sheet_page_start (self->sheet_page, self->sheet);
  gtk_stack_set_visible_child_name (self->stack, "sheet");
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->sheet_page));
}

GtkWindow *
app_new_code_dialog_new (GtkWindow *parent, AppClient *client, AppTicket *ticket)
{
  AppNewCodeDialog *self = g_object_new (APP_TYPE_NEW_CODE_DIALOG, "transient-for", parent, NULL);
  g_autofree char *named = NULL;

  self->client = g_object_ref (client);
  self->ticket = g_object_ref (ticket);
  if (ticket->is_claimed)
    {
      g_autofree char *reporter = app_text_reporter (ticket);

      /* Translators: %s is a name that nobody vouches for, and says so */
      named = g_strdup_printf (_ ("Reported by %s. From then on the reporter is whoever has the code: whoever you speak "
                                  "with may know this name without being the one who wrote this."),
                               reporter);
    }
  else if (ticket->reporter != NULL)
    /* Translators: %s is the user who reported the ticket */
    named = g_strdup_printf (_ ("%s reported this ticket with their name. It goes from their Hark: from then on the "
                                "reporter is whoever has the code. Use this for somebody whose account ends."),
                             ticket->reporter);
  gtk_label_set_text (self->named_label, named != NULL ? named : "");
  gtk_widget_set_visible (GTK_WIDGET (self->named_label), named != NULL);
  update (self);

  return GTK_WINDOW (self);
}

static void
app_new_code_dialog_dispose (GObject *object)
{
  AppNewCodeDialog *self = APP_NEW_CODE_DIALOG (object);

  g_clear_object (&self->client);
  g_clear_object (&self->ticket);
  g_clear_pointer (&self->sheet, app_inbox_sheet_unref);

  G_OBJECT_CLASS (app_new_code_dialog_parent_class)->dispose (object);
}

static void
app_new_code_dialog_class_init (AppNewCodeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_new_code_dialog_dispose;

  issued_signal = g_signal_new ("issued", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-new-code-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppNewCodeDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AppNewCodeDialog, named_label);
  gtk_widget_class_bind_template_child (widget_class, AppNewCodeDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppNewCodeDialog, sheet_page);
  gtk_widget_class_bind_template_child (widget_class, AppNewCodeDialog, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
app_new_code_dialog_init (AppNewCodeDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_INBOX_SHEET_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
}
