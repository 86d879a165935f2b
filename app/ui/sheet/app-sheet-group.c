/* app-sheet-group.c: see app-sheet-group.h */
#include "sheet/app-sheet-group.h"

#include "field/app-field-error.h"
#include "focus/app-focus.h"

#include <glib/gi18n.h>

struct _AppSheetGroup
{
  AdwBin parent_instance;

  const AppSheetKind *kind;
  gpointer sheet; /* NULL: none */
  GtkFileChooserNative *chooser;
  gboolean is_out;

  AdwActionRow *print_row, *save_row;
  GtkImage *print_mark, *save_mark;
  AppFieldError *out_error;
};

/* What a printer still draws when the sheet is let go of here. */
typedef struct
{
  const AppSheetKind *kind;
  gpointer sheet;
} Page;

static guint out_signal;

G_DEFINE_FINAL_TYPE (AppSheetGroup, app_sheet_group, ADW_TYPE_BIN)

static void
set_out (AppSheetGroup *self, AdwActionRow *row, GtkImage *mark, const char *subtitle)
{
  adw_action_row_set_subtitle (row, subtitle);
  gtk_image_set_from_icon_name (mark, "object-select-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (mark), "success");
  app_sheet_group_set_error (self, NULL);
  self->is_out = TRUE;
  g_signal_emit (self, out_signal, 0);
}

static void
set_in (AdwActionRow *row, GtkImage *mark, const char *subtitle)
{
  adw_action_row_set_subtitle (row, subtitle);
  gtk_image_clear (mark);
  gtk_widget_remove_css_class (GTK_WIDGET (mark), "success");
}

/* --- saving --- */

gboolean
app_sheet_group_save (AppSheetGroup *self, const char *path)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (APP_IS_SHEET_GROUP (self) && self->sheet != NULL, FALSE);

  if (!self->kind->write (self->sheet, path, NULL))
    {
      app_sheet_group_set_error (self, _ ("The sheet could not be written there."));
      return FALSE;
    }

  name = g_filename_display_basename (path);
  text = g_strdup_printf (_ ("Saved as %s"), name);
  set_out (self, self->save_row, self->save_mark, text);

  return TRUE;
}

static void
on_save_response (GtkNativeDialog *dialog, int response, AppSheetGroup *self)
{
  if (response == GTK_RESPONSE_ACCEPT && self->sheet != NULL)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);

      if (path == NULL)
        app_sheet_group_set_error (self, _ ("The sheet could not be written there."));
      else
        app_sheet_group_save (self, path);
    }
  g_clear_object (&self->chooser);
}

static void
on_save (AppSheetGroup *self)
{
  g_set_object (&self->chooser, NULL);
  self->chooser = gtk_file_chooser_native_new (
      _ (self->kind->save_title), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
      GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _ (self->kind->file_name));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_save_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* --- printing --- */

static void
page_free (gpointer data, GClosure *closure)
{
  Page *page = data;

  page->kind->unref (page->sheet);
  g_free (page);
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int number, Page *page)
{
  page->kind->draw (page->sheet, gtk_print_context_get_cairo_context (context),
                    gtk_print_context_get_width (context), gtk_print_context_get_height (context));
}

static void
on_print_done (GtkPrintOperation *operation, GtkPrintOperationResult result, AppSheetGroup *self)
{
  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    set_out (self, self->print_row, self->print_mark, _ ("Sent to the printer"));
  else if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    app_sheet_group_set_error (self, _ ("The sheet could not be printed."));
}

static void
on_print (AppSheetGroup *self)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  Page *page = g_new0 (Page, 1);

  page->kind = self->kind;
  page->sheet = self->kind->ref (self->sheet);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, _ (self->kind->job_name));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw_page), page, page_free, 0);
  g_signal_connect_object (operation, "done", G_CALLBACK (on_print_done), self, 0);

  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    app_sheet_group_set_error (self, _ ("The sheet could not be printed."));
}

/* --- the group --- */

void
app_sheet_group_set_error (AppSheetGroup *self, const char *text)
{
  g_return_if_fail (APP_IS_SHEET_GROUP (self));

  app_field_error_set (self->out_error, NULL, text);
}

gboolean
app_sheet_group_is_out (AppSheetGroup *self)
{
  g_return_val_if_fail (APP_IS_SHEET_GROUP (self), FALSE);

  return self->is_out;
}

void
app_sheet_group_clear (AppSheetGroup *self)
{
  g_return_if_fail (APP_IS_SHEET_GROUP (self));

  if (self->sheet != NULL)
    self->kind->unref (g_steal_pointer (&self->sheet));
}

void
app_sheet_group_start (AppSheetGroup *self, const AppSheetKind *kind, gpointer sheet)
{
  g_return_if_fail (APP_IS_SHEET_GROUP (self));

  app_sheet_group_clear (self);
  self->kind = kind;
  self->sheet = kind->ref (sheet);
  self->is_out = FALSE;
  set_in (self->print_row, self->print_mark, _ (kind->print_hint));
  set_in (self->save_row, self->save_mark, _ (kind->save_hint));
  app_sheet_group_set_error (self, NULL);
}

static gboolean
app_sheet_group_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (APP_SHEET_GROUP (widget)->print_row));
}

static void
app_sheet_group_dispose (GObject *object)
{
  AppSheetGroup *self = APP_SHEET_GROUP (object);

  app_sheet_group_clear (self);
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (app_sheet_group_parent_class)->dispose (object);
}

static void
app_sheet_group_class_init (AppSheetGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_sheet_group_dispose;
  widget_class->grab_focus = app_sheet_group_grab_focus;
  widget_class->focus = app_focus_child;

  out_signal = g_signal_new ("out", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                             0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/sheet/app-sheet-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSheetGroup, print_row);
  gtk_widget_class_bind_template_child (widget_class, AppSheetGroup, save_row);
  gtk_widget_class_bind_template_child (widget_class, AppSheetGroup, print_mark);
  gtk_widget_class_bind_template_child (widget_class, AppSheetGroup, save_mark);
  gtk_widget_class_bind_template_child (widget_class, AppSheetGroup, out_error);
  gtk_widget_class_bind_template_callback (widget_class, on_print);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
}

static void
app_sheet_group_init (AppSheetGroup *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}
