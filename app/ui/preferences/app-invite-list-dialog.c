/* app-invite-list-dialog.c: see app-invite-list-dialog.h */
#include "preferences/app-invite-list-dialog.h"

#include "app-client-invite-list.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "hark-error.h"
#include "text/app-text-error.h"
#include "text/app-text-role.h"

#include <glib/gi18n.h>

struct _AppInviteListDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  AppInviteList *list; /* NULL: no file was chosen, or it is not checked yet */
  GtkFileChooserNative *chooser;
  gboolean is_unsaved; /* invitations were made that are on no paper yet */
  gboolean is_reading; /* a file is read and checked */

  AppBusyButton *invite_button, *save_button;
  GtkWidget *choose_button;
  GtkLabel *summary_label, *error_label;
  GtkListView *view;
};

static guint invited_signal;

G_DEFINE_FINAL_TYPE (AppInviteListDialog, app_invite_list_dialog, ADW_TYPE_WINDOW)

/* --- what becomes of whom --- */

static const char *
describe_fault (AppInviteFault fault)
{
  switch (fault)
    {
    case APP_INVITE_FAULT_NAME:
      return _ ("not invited: this is no user name");
    case APP_INVITE_FAULT_MAIL:
      return _ ("not invited: this is no e-mail address");
    case APP_INVITE_FAULT_ROLE:
      return _ ("not invited: the role is observer, professional, expert or nothing, and then there is no area");
    case APP_INVITE_FAULT_AREA:
      return _ ("not invited: there is no such area, or it is not clear which");
    case APP_INVITE_FAULT_TWICE:
      return _ ("not invited: a line above has the same name");
    case APP_INVITE_NO_FAULT:
    default:
      return "";
    }
}

static const char *
describe_state (const AppInviteLine *line)
{
  switch (line->state)
    {
    case APP_INVITE_WRONG:
      return describe_fault (line->fault);
    case APP_INVITE_HERE:
      return _ ("left out: has an account or an invitation already");
    case APP_INVITE_INVITED:
      return _ ("invited");
    case APP_INVITE_FINE:
    default:
      return _ ("will be invited");
    }
}

static void
show_lines (AppInviteListDialog *self)
{
  GPtrArray *lines = app_invite_list_get_lines (self->list);
  g_autoptr (GtkStringList) texts = gtk_string_list_new (NULL);
  g_autoptr (GtkSelectionModel) model = NULL;

  for (guint i = 0; i < lines->len; i++)
    {
      const AppInviteLine *line = lines->pdata[i];

      /* Translators: the number of a line, a name, a role, what becomes of it */
      gtk_string_list_take (texts, g_strdup_printf (_ ("Line %u: %s (%s): %s"), line->number,
                                                    *line->name != '\0' ? line->name : _ ("without a name"),
                                                    app_text_role (line->role), describe_state (line)));
    }
  model = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_steal_pointer (&texts))));
  gtk_list_view_set_model (self->view, model);
}

static void
show_error (AppInviteListDialog *self, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), text != NULL);
  gtk_label_set_text (self->error_label, text != NULL ? text : "");
}

static void
update (AppInviteListDialog *self)
{
  guint n_fine = app_invite_list_count (self->list, APP_INVITE_FINE);
  guint n_wrong = app_invite_list_count (self->list, APP_INVITE_WRONG);
  guint n_invited = app_invite_list_count (self->list, APP_INVITE_INVITED);
  g_autofree char *label = g_strdup_printf (ngettext ("Invite %u Person", "Invite %u People", n_fine), n_fine);
  /* Translators: three numbers */
  g_autofree char *summary = g_strdup_printf (_ ("To be invited: %u. Invited from this computer: %u. Wrong: %u."), n_fine,
                                              n_invited, n_wrong);

  show_lines (self);
  gtk_label_set_text (self->summary_label, summary);
  g_object_set (self->invite_button, "text", label, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->invite_button), n_fine > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->save_button), n_invited > 0 && n_fine == 0);
  gtk_widget_set_visible (self->choose_button,
                          !self->is_unsaved && !app_busy_button_is_busy (self->save_button));
}

/* --- the file --- */

static void
end_reading (AppInviteListDialog *self, const char *problem)
{
  self->is_reading = FALSE;
  gtk_widget_set_sensitive (self->choose_button, TRUE);
  show_error (self, problem);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppInviteListDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_check_invite_list_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  end_reading (self, done ? NULL : app_text_error (error));
  if (done)
    update (self);
}

static const char *
describe_file_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_TOO_LARGE))
    return _ ("This is too large: at most 1,000 people at once.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID))
    return _ ("This is no such table: the first line of a CSV file in UTF-8 names the columns, at least name and mail.");

  return _ ("The file cannot be read.");
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppInviteListDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  g_autoptr (AppInviteList) list = NULL;

  if (self == NULL)
    return;

  if (bytes != NULL)
    list = app_invite_list_read (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error);
  if (list == NULL)
    {
      end_reading (self, describe_file_error (error));
      return;
    }

  self->list = g_steal_pointer (&list);
  app_client_check_invite_list_async (self->client, self->list, on_checked, app_weak_new (self));
}

static void
on_sized (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppInviteListDialog) self = app_weak_take (user_data);
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);
  const char *problem = NULL;

  if (self == NULL)
    return;

  if (info == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    problem = _ ("The file cannot be read.");
  else if (g_file_info_get_size (info) > APP_INVITE_LIST_MAX_BYTES)
    problem = _ ("This is too large: at most 1,000 people at once.");
  if (problem == NULL)
    {
      g_file_load_bytes_async (G_FILE (source), NULL, on_loaded, app_weak_new (self));
      return;
    }

  end_reading (self, problem);
}

void
app_invite_list_dialog_open (AppInviteListDialog *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_return_if_fail (APP_IS_INVITE_LIST_DIALOG (self));

  if (self->is_reading || self->is_unsaved || app_busy_button_is_busy (self->invite_button))
    return;

  /* What another file said is gone: nobody of it is invited beside this one's being checked. */
  self->is_reading = TRUE;
  g_clear_pointer (&self->list, app_invite_list_unref);
  gtk_list_view_set_model (self->view, NULL);
  gtk_label_set_text (self->summary_label, "");
  gtk_widget_set_visible (GTK_WIDGET (self->invite_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->save_button), FALSE);
  show_error (self, NULL);
  gtk_widget_set_sensitive (self->choose_button, FALSE);
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL, on_sized, app_weak_new (self));
}

/* (transfer full): what was chosen; NULL: nothing on this computer. */
static char *
take_path (AppInviteListDialog *self, int response)
{
  g_autoptr (GFile) file
      = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser)) : NULL;

  return file != NULL ? g_file_get_path (file) : NULL;
}

static void
on_chosen (GtkNativeDialog *dialog, int response, AppInviteListDialog *self)
{
  g_autofree char *path = take_path (self, response);

  if (path != NULL)
    app_invite_list_dialog_open (self, path);
  g_clear_object (&self->chooser);
}

static void
on_choose (AppInviteListDialog *self)
{
  g_set_object (&self->chooser, NULL);
  self->chooser = gtk_file_chooser_native_new (_ ("Whom to Invite"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN,
                                               _ ("_Open"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* --- inviting --- */

static void
on_invited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppInviteListDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_invite_list_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->invite_button, FALSE);
  self->is_unsaved = app_invite_list_count (self->list, APP_INVITE_INVITED) > 0;
  update (self);
  /* those that were made can be handed over, whatever came of the rest */
  gtk_widget_set_visible (GTK_WIDGET (self->save_button), self->is_unsaved);
  if (!done)
    show_error (self, app_text_error (error));
  g_signal_emit (self, invited_signal, 0);
}

static void
on_invite (AppInviteListDialog *self)
{
  if (self->list == NULL || self->is_reading || app_busy_button_is_busy (self->invite_button)
      || app_busy_button_is_busy (self->save_button))
    return;

  show_error (self, NULL);
  gtk_widget_set_visible (self->choose_button, FALSE);
  app_busy_button_set_busy (self->invite_button, TRUE);
  app_client_invite_list_async (self->client, self->list, on_invited, app_weak_new (self));
}

/* A page with a code for each of up to a thousand takes its time. */
static void
write_sheets (GTask *task, gpointer source, gpointer data, GCancellable *unused)
{
  AppInviteList *list = g_object_get_data (G_OBJECT (task), "list");
  GError *error = NULL;

  if (app_invite_list_write_pdf (list, data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppInviteListDialog) self = app_weak_take (user_data);
  gboolean done = g_task_propagate_boolean (G_TASK (result), NULL);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->save_button, FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->invite_button), TRUE);
  if (!done)
    {
      show_error (self, _ ("The sheets could not be written there."));
      return;
    }

  self->is_unsaved = FALSE;
  update (self);
  show_error (self, NULL);
  gtk_label_set_text (self->summary_label,
                      _ ("The invitations are saved, a page for each. Print them, hand each over yourself, and delete the "
                         "file. Hark signs everybody in at the next sync after they have accepted."));
}

void
app_invite_list_dialog_save (AppInviteListDialog *self, const char *path)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (APP_IS_INVITE_LIST_DIALOG (self));

  if (self->list == NULL || self->is_reading || app_busy_button_is_busy (self->invite_button)
      || app_busy_button_is_busy (self->save_button))
    return;

  show_error (self, NULL);
  app_busy_button_set_busy (self->save_button, TRUE);
  /* Nobody is added to the list while it is drawn. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->invite_button), FALSE);
  gtk_widget_set_visible (self->choose_button, FALSE);
  task = g_task_new (NULL, NULL, on_written, app_weak_new (self));
  g_object_set_data_full (G_OBJECT (task), "list", app_invite_list_ref (self->list),
                          (GDestroyNotify)app_invite_list_unref);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, write_sheets);
}

static void
on_saved (GtkNativeDialog *dialog, int response, AppInviteListDialog *self)
{
  g_autofree char *path = take_path (self, response);

  if (path != NULL)
    app_invite_list_dialog_save (self, path);
  g_clear_object (&self->chooser);
}

static void
on_save (AppInviteListDialog *self)
{
  g_set_object (&self->chooser, NULL);
  self->chooser = gtk_file_chooser_native_new (_ ("Save the Invitations"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), _ ("Hark invitations.pdf"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_saved), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* --- life --- */

/* What was made can be had again by the same file, but nobody should have to know that. */
static gboolean
app_invite_list_dialog_close_request (GtkWindow *window)
{
  AppInviteListDialog *self = APP_INVITE_LIST_DIALOG (window);

  if (!self->is_unsaved && !app_busy_button_is_busy (self->invite_button)
      && !app_busy_button_is_busy (self->save_button))
    return GTK_WINDOW_CLASS (app_invite_list_dialog_parent_class)->close_request (window);

  if (app_busy_button_is_busy (self->save_button))
    return TRUE;

  show_error (self, self->is_unsaved ? _ ("Save the invitations first: they are shown nowhere else.")
                                     : _ ("They are being invited: wait for it."));
  return TRUE;
}

GtkWindow *
app_invite_list_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppInviteListDialog *self = g_object_new (APP_TYPE_INVITE_LIST_DIALOG, "transient-for", parent, NULL);

  self->client = g_object_ref (client);
  gtk_widget_grab_focus (self->choose_button);
  return GTK_WINDOW (self);
}

static void
app_invite_list_dialog_dispose (GObject *object)
{
  AppInviteListDialog *self = APP_INVITE_LIST_DIALOG (object);

  g_clear_object (&self->chooser);
  g_clear_pointer (&self->list, app_invite_list_unref);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_invite_list_dialog_parent_class)->dispose (object);
}

static void
app_invite_list_dialog_class_init (AppInviteListDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_invite_list_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = app_invite_list_dialog_close_request;

  invited_signal = g_signal_new ("invited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/preferences/app-invite-list-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppInviteListDialog, invite_button);
  gtk_widget_class_bind_template_child (widget_class, AppInviteListDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, AppInviteListDialog, choose_button);
  gtk_widget_class_bind_template_child (widget_class, AppInviteListDialog, summary_label);
  gtk_widget_class_bind_template_child (widget_class, AppInviteListDialog, error_label);
  gtk_widget_class_bind_template_child (widget_class, AppInviteListDialog, view);
  gtk_widget_class_bind_template_callback (widget_class, on_invite);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
}

static void
app_invite_list_dialog_init (AppInviteListDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
}
