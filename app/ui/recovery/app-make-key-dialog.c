/* app-make-key-dialog.c: see app-make-key-dialog.h */
#include "recovery/app-make-key-dialog.h"

#include "app-client-recovery.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "hark-error.h"
#include "recovery/app-sheet-key-group.h"
#include "sheet/app-sheet-group.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppMakeKeyDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  AppRecoveryKey *key; /* NULL where it could not be drawn */

  AppSheetGroup *sheet_group;
  AppSheetKeyGroup *key_group;
  AppBusyButton *use_button;
};

static guint made_signal;

G_DEFINE_FINAL_TYPE (AppMakeKeyDialog, app_make_key_dialog, ADW_TYPE_WINDOW)

/* --- the sheet --- */

static gpointer
ref_key (gpointer key)
{
  return app_recovery_key_ref (key);
}

static void
unref_key (gpointer key)
{
  app_recovery_key_unref (key);
}

static gboolean
write_key (gpointer key, const char *path, GError **error)
{
  return app_recovery_key_write_pdf (key, path, error);
}

static void
draw_key (gpointer key, gpointer cairo, double width, double height)
{
  app_recovery_key_draw (key, cairo, width, height);
}

static const AppSheetKind key_sheet = {
  .ref = ref_key,
  .unref = unref_key,
  .write = write_key,
  .draw = draw_key,
  .save_title = N_ ("Save the Recovery Key"),
  .file_name = N_ ("hark-organisation-key.pdf"),
  .job_name = N_ ("Hark recovery key"),
  .print_hint = N_ ("On a printer that keeps no copies"),
  .save_hint = N_ ("To print it elsewhere. Delete the file after that."),
};

gboolean
app_make_key_dialog_save (AppMakeKeyDialog *self, const char *path)
{
  g_return_val_if_fail (APP_IS_MAKE_KEY_DIALOG (self), FALSE);

  return app_sheet_group_save (self->sheet_group, path);
}

/* Nobody is to type from the screen what is on no paper yet. */
static void
update (AppMakeKeyDialog *self)
{
  gboolean is_out = self->key != NULL && app_sheet_group_is_out (self->sheet_group);

  gtk_widget_set_sensitive (GTK_WIDGET (self->key_group), is_out);
  gtk_widget_set_sensitive (GTK_WIDGET (self->use_button), is_out);
}

/* --- into use --- */

static const char *
describe_problem (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID))
    return _ ("A word or a character is wrong or missing. Compare with the sheet.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_UNVERIFIED))
    return _ ("This is another key: type the one of the sheet that was just printed or saved.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    return _ ("Another Admin has changed the recovery key meanwhile: close this and look at it again. The sheet that was "
              "just printed or saved is void.");

  return app_text_error (error);
}

static void
on_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMakeKeyDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_set_recovery_key_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->use_button, FALSE);
  update (self);
  app_sheet_key_group_forget (self->key_group);
  if (!done)
    {
      app_sheet_key_group_refuse (self->key_group, describe_problem (error));
      return;
    }

  g_signal_emit (self, made_signal, 0);
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_use (AppMakeKeyDialog *self)
{
  const char *typed = app_sheet_key_group_get_typed (self->key_group);

  if (self->key == NULL || app_busy_button_is_busy (self->use_button))
    return;
  if (*typed == '\0')
    {
      app_sheet_key_group_refuse (self->key_group, _ ("Type the key from the sheet."));
      return;
    }

  app_sheet_key_group_set_problem (self->key_group, NULL);
  app_busy_button_set_busy (self->use_button, TRUE);
  app_client_set_recovery_key_async (self->client, self->key, typed, on_set, app_weak_new (self));
}

/* What comes of it decides which sheet is the good one from now on. */
static gboolean
app_make_key_dialog_close_request (GtkWindow *window)
{
  AppMakeKeyDialog *self = APP_MAKE_KEY_DIALOG (window);

  if (!app_busy_button_is_busy (self->use_button))
    return GTK_WINDOW_CLASS (app_make_key_dialog_parent_class)->close_request (window);

  app_sheet_key_group_refuse (self->key_group,
                              _ ("The change is on its way and cannot be stopped: wait for the answer."));
  return TRUE;
}

GtkWindow *
app_make_key_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppMakeKeyDialog *self = g_object_new (APP_TYPE_MAKE_KEY_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GError) error = NULL;

  self->client = g_object_ref (client);
  self->key = app_client_draw_recovery_key (client, &error);
  if (self->key != NULL)
    app_sheet_group_start (self->sheet_group, &key_sheet, self->key);
  else
    app_sheet_key_group_set_problem (self->key_group, app_text_error (error));
  update (self);

  return GTK_WINDOW (self);
}

static void
app_make_key_dialog_dispose (GObject *object)
{
  AppMakeKeyDialog *self = APP_MAKE_KEY_DIALOG (object);

  if (self->sheet_group != NULL)
    app_sheet_group_clear (self->sheet_group);
  self->sheet_group = NULL;
  g_clear_pointer (&self->key, app_recovery_key_unref);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_make_key_dialog_parent_class)->dispose (object);
}

static void
app_make_key_dialog_class_init (AppMakeKeyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_make_key_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = app_make_key_dialog_close_request;

  made_signal = g_signal_new ("made", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                              0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/recovery/app-make-key-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppMakeKeyDialog, sheet_group);
  gtk_widget_class_bind_template_child (widget_class, AppMakeKeyDialog, key_group);
  gtk_widget_class_bind_template_child (widget_class, AppMakeKeyDialog, use_button);
  gtk_widget_class_bind_template_callback (widget_class, on_use);
  gtk_widget_class_bind_template_callback_full (widget_class, "update", G_CALLBACK (update));
}

static void
app_make_key_dialog_init (AppMakeKeyDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_SHEET_KEY_GROUP);
  g_type_ensure (APP_TYPE_SHEET_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
}
