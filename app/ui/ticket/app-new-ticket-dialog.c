/* app-new-ticket-dialog.c: see app-new-ticket-dialog.h */
#include "ticket/app-new-ticket-dialog.h"

#include "async/app-weak.h"
#include "composer/app-draft-keeper.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "field/app-text-area.h"
#include "file/app-file-list.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppNewTicketDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  GPtrArray *areas; /* AppArea, those that take tickets */
  AppDraftKeeper *keeper;

  GtkWidget *draft_box;
  AdwComboRow *area_row;
  AdwEntryRow *subject_row;
  AppFieldError *subject_error;
  AppFieldError *form_error;
  AppTextArea *text_area;
  AppFileList *file_list;
  GtkWidget *attach_button;
  AppBusyButton *submit_button;
};

static guint submitted_signal;

G_DEFINE_FINAL_TYPE (AppNewTicketDialog, app_new_ticket_dialog, ADW_TYPE_WINDOW)

static void
on_acted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppNewTicketDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  HarkId ticket = { 0 };
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, &ticket, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->submit_button, FALSE);
  if (!done)
    {
      app_field_error_set (self->form_error, NULL, app_text_error (error));
      return;
    }

  app_draft_keeper_end (self->keeper);
  g_signal_emit (self, submitted_signal, 0, &ticket);
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
check_form (AppNewTicketDialog *self, const char *subject, const char *text)
{
  const char *subject_problem = NULL;
  const char *text_problem = NULL;

  if (*subject == '\0')
    subject_problem = _ ("Say in a few words what it is about.");
  else if (g_utf8_strlen (subject, -1) > HARK_TICKET_MAX_SUBJECT)
    subject_problem = _ ("This is too long for a subject.");
  if (*text == '\0')
    text_problem = _ ("Write down what happened, or what you want to know.");
  else if (strlen (text) > HARK_TICKET_MAX_TEXT)
    text_problem = _ ("This text is too long. Split it, or attach it as a file.");

  app_field_error_set (self->subject_error, GTK_WIDGET (self->subject_row), subject_problem);
  app_text_area_set_error (self->text_area, text_problem);
  if (subject_problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->subject_row));
  else if (text_problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->text_area));

  return subject_problem == NULL && text_problem == NULL;
}

static void
on_submit (AppNewTicketDialog *self)
{
  g_autofree char *subject = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->subject_row))));
  g_autofree char *text = app_text_area_get_text (self->text_area);
  AppAction action = {
    .type = APP_ACTION_SUBMIT,
    .subject = subject,
    .text = text,
    .files = app_file_list_get_paths (self->file_list),
    .as_reporter = TRUE,
  };

  app_field_error_set (self->form_error, NULL, NULL);
  if (!check_form (self, subject, text))
    return;

  action.area = ((AppArea *)self->areas->pdata[adw_combo_row_get_selected (self->area_row)])->id;
  app_busy_button_set_busy (self->submit_button, TRUE);
  app_client_act_async (self->client, &action, on_acted, app_weak_new (self));
}

static void
touch (AppNewTicketDialog *self)
{
  if (self->keeper != NULL)
    app_draft_keeper_touch (self->keeper);
}

static void
on_subject_changed (AppNewTicketDialog *self)
{
  app_field_error_set (self->subject_error, GTK_WIDGET (self->subject_row), NULL);
  touch (self);
}

static void
on_files_changed (AppNewTicketDialog *self)
{
  gtk_widget_set_sensitive (self->attach_button, !app_file_list_is_full (self->file_list));
  touch (self);
}

static void
on_attach (AppNewTicketDialog *self)
{
  app_file_list_choose (self->file_list);
}

void
app_new_ticket_dialog_attach (AppNewTicketDialog *self, const char *path)
{
  g_return_if_fail (APP_IS_NEW_TICKET_DIALOG (self));

  app_file_list_add (self->file_list, path);
}

/* --- what is half written is kept --- */

static void
on_text_changed (AppNewTicketDialog *self)
{
  touch (self);
}

static void
collect (gpointer owner, AppKeptDraft *draft)
{
  AppNewTicketDialog *self = owner;

  draft->subject = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->subject_row)));
  draft->text = app_text_area_get_text (self->text_area);
  draft->files = g_strdupv ((char **)app_file_list_get_paths (self->file_list));
}

static void
show_draft (AppNewTicketDialog *self, const AppKeptDraft *draft)
{
  gtk_editable_set_text (GTK_EDITABLE (self->subject_row),
                         draft != NULL && draft->subject != NULL ? draft->subject : "");
  app_text_area_set_text (self->text_area, draft != NULL && draft->text != NULL ? draft->text : "");
  app_file_list_set_paths (self->file_list, draft != NULL ? (const char *const *)draft->files : NULL);
  gtk_widget_set_visible (self->draft_box, draft != NULL);
}

static void
take_draft (AppNewTicketDialog *self)
{
  const HarkId none = { 0 };
  g_autoptr (AppKeptDraft) draft = app_client_get_draft (self->client, &none, APP_DRAFT_NEW_KIND);

  show_draft (self, draft);
  self->keeper = app_draft_keeper_new (self->client, &none, APP_DRAFT_NEW_KIND, collect, self);
}

static void
on_discard (AppNewTicketDialog *self)
{
  show_draft (self, NULL);
  touch (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->subject_row));
}

static void
take_areas (AppNewTicketDialog *self)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (self->client);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  self->areas = g_ptr_array_new_with_free_func ((GDestroyNotify)app_area_free);
  g_ptr_array_set_free_func (areas, NULL);
  for (guint i = 0; i < areas->len; i++)
    {
      AppArea *area = areas->pdata[i];

      if (!area->can_submit)
        {
          app_area_free (area);
          continue;
        }
      if (area->is_default)
        selected = self->areas->len;
      gtk_string_list_append (names, area->name);
      g_ptr_array_add (self->areas, area);
    }

  adw_combo_row_set_model (self->area_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->area_row, selected);
  if (self->areas->len > 0)
    return;

  app_field_error_set (self->form_error, NULL,
                       _ ("No area takes tickets yet: none of them has somebody who could read them."));
  gtk_widget_set_sensitive (GTK_WIDGET (self->submit_button), FALSE);
}

GtkWindow *
app_new_ticket_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppNewTicketDialog *self = g_object_new (APP_TYPE_NEW_TICKET_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  take_areas (self);
  take_draft (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->subject_row));

  return GTK_WINDOW (self);
}

static void
app_new_ticket_dialog_dispose (GObject *object)
{
  AppNewTicketDialog *self = APP_NEW_TICKET_DIALOG (object);

  if (self->keeper != NULL)
    app_draft_keeper_save (self->keeper);
  g_clear_object (&self->keeper);
  g_clear_object (&self->client);
  g_clear_pointer (&self->areas, g_ptr_array_unref);

  G_OBJECT_CLASS (app_new_ticket_dialog_parent_class)->dispose (object);
}

static void
app_new_ticket_dialog_class_init (AppNewTicketDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_new_ticket_dialog_dispose;

  submitted_signal = g_signal_new ("submitted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/ticket/app-new-ticket-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, draft_box);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, area_row);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, subject_row);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, subject_error);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, text_area);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, file_list);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, attach_button);
  gtk_widget_class_bind_template_child (widget_class, AppNewTicketDialog, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, on_subject_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_files_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_attach);
  gtk_widget_class_bind_template_callback (widget_class, on_discard);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
}

static void
app_new_ticket_dialog_init (AppNewTicketDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_TEXT_AREA);
  g_type_ensure (APP_TYPE_FILE_LIST);
  gtk_widget_init_template (GTK_WIDGET (self));
}
