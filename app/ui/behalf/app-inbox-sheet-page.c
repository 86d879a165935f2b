/* app-inbox-sheet-page.c: see app-inbox-sheet-page.h */
#include "behalf/app-inbox-sheet-page.h"

#include "field/app-field-error.h"
#include "hark-seal.h"

#include <glib/gi18n.h>

struct _AppInboxSheetPage
{
  AdwBin parent_instance;

  AppInboxSheet *sheet;
  GtkFileChooserNative *chooser;

  GtkLabel *words_label, *line_label;
  AdwActionRow *save_row, *print_row;
  GtkImage *save_mark, *print_mark;
  AppFieldError *out_error;
  GtkCheckButton *kept_check;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppInboxSheetPage, app_inbox_sheet_page, ADW_TYPE_BIN)

static void
set_out (AppInboxSheetPage *self, AdwActionRow *row, GtkImage *mark, const char *subtitle)
{
  adw_action_row_set_subtitle (row, subtitle);
  gtk_image_set_from_icon_name (mark, "object-select-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (mark), "success");
  app_field_error_set (self->out_error, NULL, NULL);
}

gboolean
app_inbox_sheet_page_save (AppInboxSheetPage *self, const char *path)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (APP_IS_INBOX_SHEET_PAGE (self) && self->sheet != NULL, FALSE);

  if (!app_inbox_sheet_write_pdf (self->sheet, path, NULL))
    {
      app_field_error_set (self->out_error, NULL, _ ("The sheet could not be written there."));
      return FALSE;
    }

  name = g_filename_display_basename (path);
  text = g_strdup_printf (_ ("Saved as %s"), name);
  set_out (self, self->save_row, self->save_mark, text);

  return TRUE;
}

static void
on_save_response (GtkNativeDialog *dialog, int response, AppInboxSheetPage *self)
{
  if (response == GTK_RESPONSE_ACCEPT && self->sheet != NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);

      if (path == NULL)
        app_field_error_set (self->out_error, NULL, _ ("The sheet could not be written there."));
      else
        app_inbox_sheet_page_save (self, path);
    }
  g_clear_object (&self->chooser);
}

static void
on_save (AppInboxSheetPage *self)
{
  g_set_object (&self->chooser, NULL);
  self->chooser = gtk_file_chooser_native_new (
      _ ("Save the Sheet"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
      GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _ ("hark-inbox.pdf"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_save_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, AppInboxSheet *sheet)
{
  app_inbox_sheet_draw (sheet, gtk_print_context_get_cairo_context (context),
                        gtk_print_context_get_width (context), gtk_print_context_get_height (context));
}

static void
on_print_done (GtkPrintOperation *operation, GtkPrintOperationResult result, AppInboxSheetPage *self)
{
  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    set_out (self, self->print_row, self->print_mark, _ ("Sent to the printer"));
  else if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    app_field_error_set (self->out_error, NULL, _ ("The sheet could not be printed."));
}

static void
on_print (AppInboxSheetPage *self)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;

  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, _ ("Hark inbox"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw_page), app_inbox_sheet_ref (self->sheet),
                         (GClosureNotify)(void (*) (void))app_inbox_sheet_unref, 0);
  g_signal_connect_object (operation, "done", G_CALLBACK (on_print_done), self, 0);

  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    app_field_error_set (self->out_error, NULL, _ ("The sheet could not be printed."));
}

static void
on_kept (AppInboxSheetPage *self)
{
  g_signal_emit (self, changed_signal, 0);
}

gboolean
app_inbox_sheet_page_is_kept (AppInboxSheetPage *self)
{
  g_return_val_if_fail (APP_IS_INBOX_SHEET_PAGE (self), FALSE);

  return gtk_check_button_get_active (self->kept_check);
}

void
app_inbox_sheet_page_clear (AppInboxSheetPage *self)
{
  g_return_if_fail (APP_IS_INBOX_SHEET_PAGE (self));

  g_clear_pointer (&self->sheet, app_inbox_sheet_unref);
  gtk_label_set_text (self->words_label, "");
  gtk_label_set_text (self->line_label, "");
}

void
app_inbox_sheet_page_start (AppInboxSheetPage *self, AppInboxSheet *sheet)
{
  char *words, *line;

  g_return_if_fail (APP_IS_INBOX_SHEET_PAGE (self));

  app_inbox_sheet_page_clear (self);
  self->sheet = app_inbox_sheet_ref (sheet);
  words = app_inbox_sheet_get_words (sheet);
  line = app_inbox_sheet_get_line (sheet);
  gtk_label_set_text (self->words_label, words);
  gtk_label_set_text (self->line_label, line);
  hark_seal_free_string (words);
  hark_seal_free_string (line);
}

static gboolean
app_inbox_sheet_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (APP_INBOX_SHEET_PAGE (widget)->print_row));
}

static void
app_inbox_sheet_page_dispose (GObject *object)
{
  AppInboxSheetPage *self = APP_INBOX_SHEET_PAGE (object);

  g_clear_pointer (&self->sheet, app_inbox_sheet_unref);
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (app_inbox_sheet_page_parent_class)->dispose (object);
}

static void
app_inbox_sheet_page_class_init (AppInboxSheetPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_inbox_sheet_page_dispose;
  widget_class->grab_focus = app_inbox_sheet_page_grab_focus;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/behalf/app-inbox-sheet-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, words_label);
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, line_label);
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, save_row);
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, print_row);
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, save_mark);
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, print_mark);
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, out_error);
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, kept_check);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_print);
  gtk_widget_class_bind_template_callback (widget_class, on_kept);
}

static void
app_inbox_sheet_page_init (AppInboxSheetPage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}
