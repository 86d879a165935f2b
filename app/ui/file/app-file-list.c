/* app-file-list.c: see app-file-list.h */
#include "file/app-file-list.h"

#include "hark-file.h"
#include "hark-ticket.h"

#include <glib/gi18n.h>

struct _AppFileList
{
  GtkBox parent_instance;

  GPtrArray *paths; /* char *, NULL-terminated */
  GPtrArray *held;  /* char *: names */
  GtkFileChooserNative *chooser;

  GtkBox *list;
  GtkLabel *error_label;
};

static guint changed_signal, dropped_signal;

G_DEFINE_FINAL_TYPE (AppFileList, app_file_list, GTK_TYPE_BOX)

static guint
count_paths (AppFileList *self)
{
  return self->paths->len - 1;
}

static void
set_error (AppFileList *self, const char *message)
{
  gtk_label_set_text (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), message != NULL);
}

static void update (AppFileList *self);

static void
on_remove (AppFileList *self, GtkWidget *button)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));

  g_ptr_array_remove_index (self->paths, index);
  set_error (self, NULL);
  update (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_drop (AppFileList *self, GtkWidget *button)
{
  g_signal_emit (self, dropped_signal, 0, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
}

static GtkWidget *
create_row (AppFileList *self, const char *name, guint index, GCallback remove)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("mail-attachment-symbolic");
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *button_name = g_strdup_printf (_ ("Do not attach “%s”"), name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, _ ("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, button_name, -1);
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  g_signal_connect_object (button, "clicked", remove, self, G_CONNECT_SWAPPED);

  gtk_widget_add_css_class (row, "file-row");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), button);

  return row;
}

static void
update (AppFileList *self)
{
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_box_remove (self->list, old);
  for (guint i = 0; i < self->held->len; i++)
    gtk_box_append (self->list, create_row (self, self->held->pdata[i], i, G_CALLBACK (on_drop)));
  for (guint i = 0; i < count_paths (self); i++)
    {
      g_autofree char *name = g_filename_display_basename (self->paths->pdata[i]);

      gtk_box_append (self->list, create_row (self, name, i, G_CALLBACK (on_remove)));
    }
}

gboolean
app_file_list_is_full (AppFileList *self)
{
  g_return_val_if_fail (APP_IS_FILE_LIST (self), TRUE);

  return self->held->len + count_paths (self) >= HARK_TICKET_MAX_FILES;
}

const char *const *
app_file_list_get_paths (AppFileList *self)
{
  g_return_val_if_fail (APP_IS_FILE_LIST (self), NULL);

  return (const char *const *)self->paths->pdata;
}

void
app_file_list_set_paths (AppFileList *self, const char *const *paths)
{
  g_return_if_fail (APP_IS_FILE_LIST (self));

  g_ptr_array_set_size (self->paths, 0);
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    g_ptr_array_add (self->paths, g_strdup (paths[i]));
  g_ptr_array_add (self->paths, NULL);
  set_error (self, NULL);
  update (self);
}

void
app_file_list_set_held (AppFileList *self, GPtrArray *files)
{
  g_return_if_fail (APP_IS_FILE_LIST (self));

  g_ptr_array_set_size (self->held, 0);
  for (guint i = 0; files != NULL && i < files->len; i++)
    g_ptr_array_add (self->held, g_strdup (((AppFile *)files->pdata[i])->name));
  update (self);
}

gboolean
app_file_list_add (AppFileList *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;

  g_return_val_if_fail (APP_IS_FILE_LIST (self), FALSE);

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                            G_FILE_QUERY_INFO_NONE, NULL, NULL);
  if (app_file_list_is_full (self))
    {
      g_autofree char *text
          = g_strdup_printf (ngettext ("At most %d file at a time.", "At most %d files at a time.",
                                       HARK_TICKET_MAX_FILES),
                             HARK_TICKET_MAX_FILES);

      set_error (self, text);
      return FALSE;
    }
  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      set_error (self, _ ("This file cannot be read."));
      return FALSE;
    }
  if (g_file_info_get_size (info) > HARK_FILE_MAX_SIZE)
    {
      g_autofree char *size = g_format_size_full (HARK_FILE_MAX_SIZE, G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *text = g_strdup_printf (_ ("A file may have at most %s."), size);

      set_error (self, text);
      return FALSE;
    }

  g_ptr_array_insert (self->paths, (int)count_paths (self), g_strdup (path));
  set_error (self, NULL);
  update (self);
  g_signal_emit (self, changed_signal, 0);

  return TRUE;
}

static void
on_response (GtkNativeDialog *dialog, int response, AppFileList *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      gboolean fits = TRUE;

      for (guint i = 0; fits && i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);
          g_autofree char *path = g_file_get_path (file);

          fits = path != NULL && app_file_list_add (self, path);
        }
    }
  g_clear_object (&self->chooser);
}

void
app_file_list_choose (AppFileList *self)
{
  g_return_if_fail (APP_IS_FILE_LIST (self));

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
      _ ("Attach Files"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Attach"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
app_file_list_dispose (GObject *object)
{
  g_clear_object (&APP_FILE_LIST (object)->chooser);

  G_OBJECT_CLASS (app_file_list_parent_class)->dispose (object);
}

static void
app_file_list_finalize (GObject *object)
{
  g_ptr_array_unref (APP_FILE_LIST (object)->paths);
  g_ptr_array_unref (APP_FILE_LIST (object)->held);

  G_OBJECT_CLASS (app_file_list_parent_class)->finalize (object);
}

static void
app_file_list_class_init (AppFileListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_file_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_file_list_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
  dropped_signal = g_signal_new ("dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/file/app-file-list.ui");
  gtk_widget_class_bind_template_child (widget_class, AppFileList, list);
  gtk_widget_class_bind_template_child (widget_class, AppFileList, error_label);
}

static void
app_file_list_init (AppFileList *self)
{
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->held = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->paths, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}
