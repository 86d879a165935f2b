/* app-inbox-sheet-page.c: see app-inbox-sheet-page.h */
#include "behalf/app-inbox-sheet-page.h"

#include "focus/app-focus.h"
#include "hark-seal.h"
#include "sheet/app-sheet-group.h"

#include <glib/gi18n.h>

struct _AppInboxSheetPage
{
  AdwBin parent_instance;

  GtkLabel *words_label, *line_label;
  AppSheetGroup *sheet_group;
  GtkCheckButton *kept_check;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppInboxSheetPage, app_inbox_sheet_page, ADW_TYPE_BIN)

static gpointer
ref_sheet (gpointer sheet)
{
  return app_inbox_sheet_ref (sheet);
}

static void
unref_sheet (gpointer sheet)
{
  app_inbox_sheet_unref (sheet);
}

static gboolean
write_sheet (gpointer sheet, const char *path, GError **error)
{
  return app_inbox_sheet_write_pdf (sheet, path, error);
}

static void
draw_sheet (gpointer sheet, gpointer cairo, double width, double height)
{
  app_inbox_sheet_draw (sheet, cairo, width, height);
}

static const AppSheetKind inbox_sheet = {
  .ref = ref_sheet,
  .unref = unref_sheet,
  .write = write_sheet,
  .draw = draw_sheet,
  .save_title = N_ ("Save the Sheet"),
  .file_name = N_ ("hark-inbox.pdf"),
  .job_name = N_ ("Hark inbox"),
  .print_hint = N_ ("A sheet with the code and how to use it"),
  .save_hint = N_ ("Delete the file once it is handed over"),
};

gboolean
app_inbox_sheet_page_save (AppInboxSheetPage *self, const char *path)
{
  g_return_val_if_fail (APP_IS_INBOX_SHEET_PAGE (self), FALSE);

  return app_sheet_group_save (self->sheet_group, path);
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

  app_sheet_group_clear (self->sheet_group);
  gtk_label_set_text (self->words_label, "");
  gtk_label_set_text (self->line_label, "");
}

void
app_inbox_sheet_page_start (AppInboxSheetPage *self, AppInboxSheet *sheet)
{
  char *words, *line;

  g_return_if_fail (APP_IS_INBOX_SHEET_PAGE (self));

  app_inbox_sheet_page_clear (self);
  app_sheet_group_start (self->sheet_group, &inbox_sheet, sheet);
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
  return gtk_widget_grab_focus (GTK_WIDGET (APP_INBOX_SHEET_PAGE (widget)->sheet_group));
}

static void
app_inbox_sheet_page_class_init (AppInboxSheetPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = app_inbox_sheet_page_grab_focus;
  widget_class->focus = app_focus_child;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/behalf/app-inbox-sheet-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, words_label);
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, line_label);
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, sheet_group);
  gtk_widget_class_bind_template_child (widget_class, AppInboxSheetPage, kept_check);
  gtk_widget_class_bind_template_callback (widget_class, on_kept);
}

static void
app_inbox_sheet_page_init (AppInboxSheetPage *self)
{
  g_type_ensure (APP_TYPE_SHEET_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
}
