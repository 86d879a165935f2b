/* app-file-row.c: see app-file-row.h */
#include "file/app-file-row.h"

#include "async/app-weak.h"
#include "text/app-text-error.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

#define MAX_NAME 200 /* bytes; file systems hold 255 */

struct _AppFileRow
{
  GtkBox parent_instance;

  AppClient *client;
  HarkId ticket;
  HarkId file;
  HarkId blob;
  gboolean is_outgoing;
  char *name;
  char *size;
  GCancellable *cancellable; /* while it is being saved */
  GtkFileChooserNative *chooser;

  GtkImage *icon;
  GtkLabel *name_label;
  GtkLabel *size_label;
  GtkProgressBar *progress_bar;
  GtkWidget *save_button;
  GtkWidget *cancel_button;
};

G_DEFINE_FINAL_TYPE (AppFileRow, app_file_row, GTK_TYPE_BOX)

char *
app_file_row_safe_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  GString *safe = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean is_bad = c == '/' || c == '\\' || g_unichar_iscntrl (c)
                        || g_unichar_type (c) == G_UNICODE_FORMAT; /* such as the marks that turn a name round */

      if (safe->len == 0 && (c == '.' || g_unichar_isspace (c)))
        continue;
      if (safe->len + 6 > MAX_NAME)
        break;
      g_string_append_unichar (safe, is_bad ? '_' : c);
    }
  if (safe->len == 0)
    g_string_append (safe, _ ("attachment"));

  return g_string_free (safe, FALSE);
}

/* How far it is, whichever way it goes; a save that has nothing to fetch is over before it could be shown. */
static void
show_transfer (AppFileRow *self)
{
  gboolean is_saving = self->cancellable != NULL;
  g_autofree char *text = NULL;
  AppTransfer transfer;

  if (app_client_get_transfer (self->client, &self->blob, &transfer))
    {
      text = app_text_transfer (&transfer);
      gtk_progress_bar_set_fraction (self->progress_bar, (double)transfer.done / MAX (transfer.total, 1));
    }
  else if (is_saving)
    gtk_progress_bar_set_fraction (self->progress_bar, 0);

  gtk_label_set_text (self->size_label, text != NULL ? text : self->size);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), is_saving || (text != NULL && self->is_outgoing));
  gtk_widget_set_visible (self->save_button, !is_saving);
  gtk_widget_set_visible (self->cancel_button, is_saving);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppFileRow) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean saved = app_client_save_file_finish (APP_CLIENT (source), result, &error);
  gboolean cancelled;
  g_autofree char *text = NULL;

  if (self == NULL)
    return;

  cancelled = g_cancellable_is_cancelled (self->cancellable);
  g_clear_object (&self->cancellable);
  show_transfer (self);
  if (!saved && cancelled)
    return;

  /* Translators: %s is the name of a file */
  text = saved ? g_strdup_printf (_ ("Saved “%s”"), self->name) : g_strdup (app_text_error (error));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

void
app_file_row_save (AppFileRow *self, const char *path)
{
  g_return_if_fail (APP_IS_FILE_ROW (self));

  if (self->cancellable != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  show_transfer (self);
  app_client_save_file_async (self->client, &self->ticket, &self->file, path, self->cancellable, on_saved,
                              app_weak_new (self));
}

static void
on_response (GtkNativeDialog *dialog, int response, AppFileRow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);

      if (path != NULL)
        app_file_row_save (self, path);
      else
        gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s",
                                    _ ("Files can be saved to folders of this computer only."));
    }
  g_clear_object (&self->chooser);
}

static void
on_save (AppFileRow *self)
{
  g_autofree char *name = app_file_row_safe_name (self->name);

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (
      _ ("Save Attachment"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
      GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_cancel (AppFileRow *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
name_buttons (AppFileRow *self, const char *size)
{
  g_autofree char *save = g_strdup_printf (_ ("Save “%s”, %s"), self->name, size);
  g_autofree char *cancel = g_strdup_printf (_ ("Stop saving “%s”"), self->name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->save_button), GTK_ACCESSIBLE_PROPERTY_LABEL, save,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->cancel_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  cancel, -1);
}

GtkWidget *
app_file_row_new (AppClient *client, const HarkId *ticket, const AppFile *file)
{
  AppFileRow *self = g_object_new (APP_TYPE_FILE_ROW, NULL);
  g_autofree char *size = g_format_size ((guint64)MAX (file->size, 0));
  g_autofree char *content_type = file->type != NULL ? g_content_type_from_mime_type (file->type) : NULL;

  self->client = g_object_ref (client);
  self->ticket = *ticket;
  self->file = file->object;
  self->blob = file->blob;
  self->is_outgoing = file->local;
  self->name = g_strdup (file->name);
  self->size = g_strdup (size);
  g_signal_connect_object (client, "transfer", G_CALLBACK (show_transfer), self, G_CONNECT_SWAPPED);
  gtk_label_set_text (self->name_label, file->name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name_label), file->name);
  if (content_type != NULL)
    {
      g_autoptr (GIcon) icon = g_content_type_get_symbolic_icon (content_type);

      gtk_image_set_from_gicon (self->icon, icon);
    }
  name_buttons (self, size);
  show_transfer (self);

  return GTK_WIDGET (self);
}

static void
app_file_row_dispose (GObject *object)
{
  AppFileRow *self = APP_FILE_ROW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_file_row_parent_class)->dispose (object);
}

static void
app_file_row_finalize (GObject *object)
{
  g_free (APP_FILE_ROW (object)->name);
  g_free (APP_FILE_ROW (object)->size);

  G_OBJECT_CLASS (app_file_row_parent_class)->finalize (object);
}

static void
app_file_row_class_init (AppFileRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_file_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_file_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/file/app-file-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppFileRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AppFileRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, AppFileRow, size_label);
  gtk_widget_class_bind_template_child (widget_class, AppFileRow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, AppFileRow, save_button);
  gtk_widget_class_bind_template_child (widget_class, AppFileRow, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
}

static void
app_file_row_init (AppFileRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
