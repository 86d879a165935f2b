/* app-factor-dialog.c: see app-factor-dialog.h */
#include "factor/app-factor-dialog.h"

#include "app-client-policy.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "hark-error.h"
#include "hark-seal.h"
#include "qr/app-qr-paintable.h"
#include "sheet/app-sheet-group.h"
#include "text/app-text-error.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppFactorDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  AppFactorSheet *sheet; /* NULL: no codes to be kept */

  GtkStack *stack;
  GtkWidget *cancel_button, *done_button;
  AppBusyButton *begin_button, *confirm_button, *renew_button, *off_button;
  AppFieldError *begin_error, *code_error, *manage_error;
  GtkPicture *qr_picture;
  AdwActionRow *secret_row;
  AdwPreferencesGroup *manage_group;
  AdwEntryRow *password_row, *code_row, *manage_row;
  GtkLabel *codes_label;
  AppSheetGroup *sheet_group;
  GtkCheckButton *kept_check;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppFactorDialog, app_factor_dialog, ADW_TYPE_WINDOW)

/* --- recovery codes --- */

static gpointer
ref_sheet (gpointer sheet)
{
  return app_factor_sheet_ref (sheet);
}

static void
unref_sheet (gpointer sheet)
{
  app_factor_sheet_unref (sheet);
}

static gboolean
write_sheet (gpointer sheet, const char *path, GError **error)
{
  return app_factor_sheet_write_pdf (sheet, path, error);
}

static void
draw_sheet (gpointer sheet, gpointer cairo, double width, double height)
{
  app_factor_sheet_draw (sheet, cairo, width, height);
}

static const AppSheetKind factor_sheet = {
  .ref = ref_sheet,
  .unref = unref_sheet,
  .write = write_sheet,
  .draw = draw_sheet,
  .save_title = N_ ("Save the Recovery Codes"),
  .file_name = N_ ("hark-recovery-codes.pdf"),
  .job_name = N_ ("Hark recovery codes"),
  .print_hint = N_ ("On a printer that keeps no copies"),
  .save_hint = N_ ("To print it elsewhere. Delete the file after that."),
};

gboolean
app_factor_dialog_save (AppFactorDialog *self, const char *path)
{
  g_return_val_if_fail (APP_IS_FACTOR_DIALOG (self), FALSE);

  return app_sheet_group_save (self->sheet_group, path);
}

static void
copy (AppFactorDialog *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
on_copy_codes (AppFactorDialog *self)
{
  char *text = app_factor_sheet_to_text (self->sheet);

  copy (self, text);
  hark_seal_free_string (text);
}

static void
on_copy_secret (AppFactorDialog *self)
{
  copy (self, adw_action_row_get_subtitle (self->secret_row));
}

static void
update_kept (AppFactorDialog *self)
{
  gtk_widget_set_sensitive (self->done_button, gtk_check_button_get_active (self->kept_check));
}

/* Takes @sheet. */
static void
show_codes (AppFactorDialog *self, AppFactorSheet *sheet)
{
  char *text = app_factor_sheet_to_text (sheet);

  self->sheet = sheet;
  gtk_label_set_text (self->codes_label, text);
  hark_seal_free_string (text);
  app_sheet_group_start (self->sheet_group, &factor_sheet, sheet);
  adw_action_row_set_subtitle (self->secret_row, "");
  gtk_picture_set_paintable (self->qr_picture, NULL);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Recovery Codes"));
  gtk_widget_set_visible (self->cancel_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->confirm_button), FALSE);
  gtk_widget_set_visible (self->done_button, TRUE);
  update_kept (self);
  gtk_stack_set_visible_child_name (self->stack, "codes");
  gtk_widget_grab_focus (GTK_WIDGET (self->sheet_group));
  g_signal_emit (self, changed_signal, 0);
}

/* --- the code that is typed --- */

static void
say (AdwEntryRow *row, AppFieldError *field, const char *problem)
{
  app_field_error_set (field, GTK_WIDGET (row), problem);
  if (problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

/* NULL: nothing was, and it is said. */
static const char *
take_code (AdwEntryRow *row, AppFieldError *field)
{
  const char *code = gtk_editable_get_text (GTK_EDITABLE (row));

  say (row, field, *code == '\0' ? _ ("Enter the code of your authenticator.") : NULL);
  return *code != '\0' ? code : NULL;
}

static void
on_code_changed (AppFactorDialog *self, AdwEntryRow *row)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (row)) != '\0')
    app_field_error_set (row == self->code_row ? self->code_error : self->manage_error, GTK_WIDGET (row), NULL);
}

/* --- turning on --- */

static void
show_secret (AppFactorDialog *self, const AppFactorSecret *secret)
{
  g_autoptr (GdkPaintable) qr = app_qr_paintable_new (secret->uri);

  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
  gtk_picture_set_paintable (self->qr_picture, qr);
  gtk_widget_set_visible (GTK_WIDGET (self->qr_picture), qr != NULL);
  adw_action_row_set_subtitle (self->secret_row, secret->text);
  gtk_widget_set_visible (GTK_WIDGET (self->begin_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->confirm_button), TRUE);
  gtk_stack_set_visible_child_name (self->stack, "scan");
  gtk_widget_grab_focus (GTK_WIDGET (self->code_row));
}

static void
on_begun (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppFactorDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppFactorSecret) secret = app_client_begin_factor_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->begin_button, FALSE);
  if (secret != NULL)
    show_secret (self, secret);
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH))
    say (self->password_row, self->begin_error, _ ("This is not your present password."));
  else
    app_field_error_set (self->begin_error, NULL,
                         g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT)
                             ? _ ("It was turned on elsewhere meanwhile. Close this and look again.")
                             : app_text_error (error));
}

static void
on_password_changed (AppFactorDialog *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->password_row)) != '\0')
    app_field_error_set (self->begin_error, GTK_WIDGET (self->password_row), NULL);
}

static void
on_begin (AppFactorDialog *self)
{
  const char *password = gtk_editable_get_text (GTK_EDITABLE (self->password_row));

  if (app_busy_button_is_busy (self->begin_button))
    return;
  if (*password == '\0')
    {
      say (self->password_row, self->begin_error, _ ("Enter your present password."));
      return;
    }

  say (self->password_row, self->begin_error, NULL);
  app_busy_button_set_busy (self->begin_button, TRUE);
  app_client_begin_factor_async (self->client, password, on_begun, app_weak_new (self));
}

static void
on_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppFactorDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppFactorSheet) sheet = app_client_confirm_factor_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->confirm_button, FALSE);
  if (sheet != NULL)
    show_codes (self, g_steal_pointer (&sheet));
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_FACTOR))
    say (self->code_row, self->code_error,
         _ ("This is not the code. If it should be, compare the clocks of this computer and of the device that shows "
            "it."));
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT)) /* an answer was lost */
    say (self->code_row, self->code_error,
         _ ("It is on already. Close this, open it again and make new recovery codes."));
  else
    say (self->code_row, self->code_error, app_text_code_error (error));
}

static void
on_confirm (AppFactorDialog *self)
{
  const char *code
      = app_busy_button_is_busy (self->confirm_button) ? NULL : take_code (self->code_row, self->code_error);

  if (code == NULL)
    return;

  app_busy_button_set_busy (self->confirm_button, TRUE);
  app_client_confirm_factor_async (self->client, code, on_confirmed, app_weak_new (self));
}

/* --- while it is on --- */

static gboolean
is_managing (AppFactorDialog *self)
{
  return app_busy_button_is_busy (self->renew_button) || app_busy_button_is_busy (self->off_button);
}

static void
fail_managing (AppFactorDialog *self, const GError *error)
{
  gtk_editable_set_text (GTK_EDITABLE (self->manage_row), "");
  say (self->manage_row, self->manage_error, app_text_code_error (error));
}

static void
on_renewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppFactorDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppFactorSheet) sheet = app_client_renew_factor_codes_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->renew_button, FALSE);
  if (sheet != NULL)
    show_codes (self, g_steal_pointer (&sheet));
  else
    fail_managing (self, error);
}

static void
on_renew (AppFactorDialog *self)
{
  const char *code = is_managing (self) ? NULL : take_code (self->manage_row, self->manage_error);

  if (code == NULL)
    return;

  app_busy_button_set_busy (self->renew_button, TRUE);
  app_client_renew_factor_codes_async (self->client, code, on_renewed, app_weak_new (self));
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppFactorDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_end_factor_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->off_button, FALSE);
  if (!done)
    {
      fail_managing (self, error);
      return;
    }

  g_signal_emit (self, changed_signal, 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_off (AppFactorDialog *self)
{
  const char *code = is_managing (self) ? NULL : take_code (self->manage_row, self->manage_error);

  if (code == NULL)
    return;

  app_busy_button_set_busy (self->off_button, TRUE);
  app_client_end_factor_async (self->client, code, on_ended, app_weak_new (self));
}

static void
show_state (AppFactorDialog *self, const AppFactor *factor)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *date = app_text_date (factor->since, now);
  g_autofree char *text = g_strdup_printf (
      /* Translators: %u recovery codes, then the date since when it is on */
      ngettext ("On since %2$s. %1$u recovery code is left.", "On since %2$s. %1$u recovery codes are left.",
                factor->codes),
      factor->codes, date);

  adw_preferences_group_set_description (self->manage_group, text);
  gtk_widget_set_visible (GTK_WIDGET (self->begin_button), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "manage");
  gtk_widget_grab_focus (GTK_WIDGET (self->manage_row));
}

/* --- the window --- */

/* What is going on is waited for: its answer is told once. So are codes that nobody has kept yet. */
static gboolean
app_factor_dialog_close_request (GtkWindow *window)
{
  AppFactorDialog *self = APP_FACTOR_DIALOG (window);

  if (app_busy_button_is_busy (self->confirm_button) || is_managing (self))
    return TRUE;
  if (self->sheet != NULL && !gtk_check_button_get_active (self->kept_check))
    {
      app_sheet_group_set_error (self->sheet_group,
                                 _ ("The codes are shown only now: print, save or write them down first."));
      gtk_widget_grab_focus (GTK_WIDGET (self->sheet_group));
      return TRUE;
    }

  return GTK_WINDOW_CLASS (app_factor_dialog_parent_class)->close_request (window);
}

GtkWindow *
app_factor_dialog_new (GtkWindow *parent, AppClient *client, const AppFactor *factor)
{
  AppFactorDialog *self = g_object_new (APP_TYPE_FACTOR_DIALOG, "transient-for", parent, NULL);
  HarkRosterPolicy policy;

  self->client = g_object_ref (client);
  app_client_get_policy (client, &policy);
  gtk_widget_set_visible (GTK_WIDGET (self->off_button), !policy.second_factor);
  if (factor->is_on)
    show_state (self, factor);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->password_row));

  return GTK_WINDOW (self);
}

static void
app_factor_dialog_dispose (GObject *object)
{
  AppFactorDialog *self = APP_FACTOR_DIALOG (object);

  if (self->sheet_group != NULL)
    {
      app_sheet_group_clear (self->sheet_group);
      gtk_label_set_text (self->codes_label, "");
      adw_action_row_set_subtitle (self->secret_row, "");
    }
  self->sheet_group = NULL;
  g_clear_pointer (&self->sheet, app_factor_sheet_unref);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_factor_dialog_parent_class)->dispose (object);
}

static void
app_factor_dialog_class_init (AppFactorDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_factor_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = app_factor_dialog_close_request;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/factor/app-factor-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, done_button);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, begin_button);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, renew_button);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, off_button);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, begin_error);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, code_error);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, manage_error);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, qr_picture);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, secret_row);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, manage_group);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, manage_row);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, codes_label);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, sheet_group);
  gtk_widget_class_bind_template_child (widget_class, AppFactorDialog, kept_check);
  gtk_widget_class_bind_template_callback (widget_class, on_begin);
  gtk_widget_class_bind_template_callback (widget_class, on_password_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_confirm);
  gtk_widget_class_bind_template_callback (widget_class, on_renew);
  gtk_widget_class_bind_template_callback (widget_class, on_off);
  gtk_widget_class_bind_template_callback (widget_class, on_code_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_codes);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_secret);
  gtk_widget_class_bind_template_callback (widget_class, update_kept);
}

static void
app_factor_dialog_init (AppFactorDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_SHEET_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
}
