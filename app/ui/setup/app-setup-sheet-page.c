/* app-setup-sheet-page.c: see app-setup-sheet-page.h */
#include "setup/app-setup-sheet-page.h"

#include "app-client-account.h"
#include "app-client-team.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "focus/app-focus.h"
#include "hark-error.h"
#include "hark-seal.h"
#include "sheet/app-recovery-sheet.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

/* What the sheet was made for. */
typedef enum
{
  SET_UP,
  ACCEPT,
  RECOVER,
} Purpose;

struct _AppSetupSheetPage
{
  AdwBin parent_instance;

  AppClient *client;
  AppSetup *setup;
  char *code;
  Purpose purpose;

  GtkLabel *intro_label;
  AppSheetGroup *sheet_group;
  GtkCheckButton *kept_check;
  AdwPreferencesGroup *code_group;
  AdwEntryRow *code_row;
  AppFieldError *code_error;
  AppBusyButton *next_button;
  GtkLabel *reason_label;
};

static guint committed_signal;

G_DEFINE_FINAL_TYPE (AppSetupSheetPage, app_setup_sheet_page, ADW_TYPE_BIN)

static void
update (AppSetupSheetPage *self)
{
  gboolean is_out = app_sheet_group_is_out (self->sheet_group);
  gboolean is_kept = is_out && gtk_check_button_get_active (self->kept_check);

  gtk_widget_set_sensitive (GTK_WIDGET (self->kept_check), is_out);
  gtk_widget_set_sensitive (GTK_WIDGET (self->next_button), is_kept);
  gtk_label_set_text (self->reason_label, is_out ? _ ("Confirm that you keep the sheet, then you can go on.")
                                                 : _ ("Save or print the sheet first: it is not shown again."));
  /* Its room stays, so that nothing moves under the pointer. */
  gtk_widget_set_opacity (GTK_WIDGET (self->reason_label), is_kept ? 0 : 1);
}

gboolean
app_setup_sheet_page_save (AppSetupSheetPage *self, const char *path)
{
  g_return_val_if_fail (APP_IS_SETUP_SHEET_PAGE (self), FALSE);

  return app_sheet_group_save (self->sheet_group, path);
}

static void
show_commit_error (AppSetupSheetPage *self, const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH) || g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID))
    {
      gtk_widget_set_visible (GTK_WIDGET (self->code_group), TRUE);
      app_field_error_set (self->code_error, GTK_WIDGET (self->code_row),
                           _ ("The server does not know this setup code. Enter it again."));
      gtk_widget_grab_focus (GTK_WIDGET (self->code_row));
      return;
    }

  app_sheet_group_set_error (self->sheet_group, app_text_error (error));
}

static void
show_accept_error (AppSetupSheetPage *self, const GError *error)
{
  const char *text = app_text_error (error);

  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    text = _ ("Somebody else has accepted this invitation first. Tell whoever invited you at once.");
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH) || g_error_matches (error, HARK_ERROR, HARK_ERROR_GONE))
    text = _ ("The invitation does not hold any more. Ask for a new one.");
  app_sheet_group_set_error (self->sheet_group, text);
}

static void
show_recover_error (AppSetupSheetPage *self, const GError *error)
{
  app_sheet_group_set_error (self->sheet_group,
                             g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)
                                 ? _ ("The password was changed elsewhere meanwhile. Go back, and take the newest sheet.")
                                 : app_text_error (error));
}

static void
end_commit (AppSetupSheetPage *self, const GError *error)
{
  app_busy_button_set_busy (self->next_button, FALSE);
  update (self);
  if (error == NULL)
    {
      app_setup_sheet_page_clear (self);
      g_signal_emit (self, committed_signal, 0);
    }
  else if (self->purpose == ACCEPT)
    show_accept_error (self, error);
  else if (self->purpose == RECOVER)
    show_recover_error (self, error);
  else
    show_commit_error (self, error);
}

static void
on_committed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSetupSheetPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  app_client_commit_setup_finish (APP_CLIENT (source), result, &error);
  if (self != NULL)
    end_commit (self, error);
}

static void
on_accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSetupSheetPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  app_client_commit_accept_finish (APP_CLIENT (source), result, &error);
  if (self != NULL)
    end_commit (self, error);
}

static void
on_recovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSetupSheetPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  app_client_commit_account_finish (APP_CLIENT (source), result, &error);
  if (self != NULL)
    end_commit (self, error);
}

static void
on_next (AppSetupSheetPage *self)
{
  if (app_busy_button_is_busy (self->next_button))
    return;

  if (gtk_widget_get_visible (GTK_WIDGET (self->code_group)))
    {
      hark_seal_free_string (self->code);
      self->code = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->code_row))));
    }

  app_sheet_group_set_error (self->sheet_group, NULL);
  app_field_error_set (self->code_error, GTK_WIDGET (self->code_row), NULL);
  app_busy_button_set_busy (self->next_button, TRUE);
  if (self->purpose == ACCEPT)
    app_client_commit_accept_async (self->client, self->setup, on_accepted, app_weak_new (self));
  else if (self->purpose == RECOVER)
    app_client_commit_account_async (self->client, self->setup, on_recovered, app_weak_new (self));
  else
    app_client_commit_setup_async (self->client, self->setup, self->code, on_committed,
                                   app_weak_new (self));
}

static void
on_code_changed (AppSetupSheetPage *self)
{
  app_field_error_set (self->code_error, GTK_WIDGET (self->code_row), NULL);
}

void
app_setup_sheet_page_clear (AppSetupSheetPage *self)
{
  g_return_if_fail (APP_IS_SETUP_SHEET_PAGE (self));

  app_sheet_group_clear (self->sheet_group);
  g_clear_object (&self->setup);
  g_clear_pointer (&self->code, hark_seal_free_string);
  gtk_editable_set_text (GTK_EDITABLE (self->code_row), "");
}

static void
start (AppSetupSheetPage *self, AppClient *client, AppSetup *setup)
{
  app_setup_sheet_page_clear (self);
  g_set_object (&self->client, client);
  self->setup = g_object_ref (setup);

  app_sheet_group_start (self->sheet_group, &app_recovery_sheet, setup);
  gtk_check_button_set_active (self->kept_check, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->code_group), FALSE);
  update (self);
}

void
app_setup_sheet_page_start (AppSetupSheetPage *self, AppClient *client, AppSetup *setup, const char *code)
{
  g_return_if_fail (APP_IS_SETUP_SHEET_PAGE (self));

  start (self, client, setup);
  self->code = g_strdup (code);
  self->purpose = SET_UP;
  gtk_label_set_text (self->intro_label,
                      _ ("Print it, lock it away, delete the file. You need its account key, with your password, to sign "
                         "in on another computer; its recovery key, should you forget the password. Its root key exists "
                         "nowhere else. Nobody can make it again, not even whoever runs the server."));
  g_object_set (self->next_button, "text", _ ("Set Up"), NULL);
}

void
app_setup_sheet_page_start_accept (AppSetupSheetPage *self, AppClient *client, AppSetup *setup)
{
  g_return_if_fail (APP_IS_SETUP_SHEET_PAGE (self));

  start (self, client, setup);
  self->purpose = ACCEPT;
  gtk_label_set_text (self->intro_label,
                      _ ("Print it, lock it away, delete the file. You need its account key, with your password, to sign "
                         "in on another computer; its recovery key, should you forget the password. Nobody can make it "
                         "again, not even whoever runs the server."));
  g_object_set (self->next_button, "text", _ ("Accept Invitation"), NULL);
}

void
app_setup_sheet_page_start_recovery (AppSetupSheetPage *self, AppClient *client, AppSetup *setup)
{
  g_return_if_fail (APP_IS_SETUP_SHEET_PAGE (self));

  start (self, client, setup);
  self->purpose = RECOVER;
  gtk_label_set_text (self->intro_label,
                      _ ("This sheet takes the place of the old one, which opens nothing any more once the new password "
                         "is set. Print it, lock it away, delete the file, destroy the old sheet."));
  g_object_set (self->next_button, "text", _ ("Set Password"), NULL);
}

static gboolean
app_setup_sheet_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (APP_SETUP_SHEET_PAGE (widget)->sheet_group));
}

static void
app_setup_sheet_page_dispose (GObject *object)
{
  AppSetupSheetPage *self = APP_SETUP_SHEET_PAGE (object);

  g_clear_object (&self->client);
  g_clear_object (&self->setup);
  g_clear_pointer (&self->code, hark_seal_free_string);

  G_OBJECT_CLASS (app_setup_sheet_page_parent_class)->dispose (object);
}

static void
app_setup_sheet_page_class_init (AppSetupSheetPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_setup_sheet_page_dispose;
  widget_class->grab_focus = app_setup_sheet_page_grab_focus;
  widget_class->focus = app_focus_child;

  committed_signal = g_signal_new ("committed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/setup/app-setup-sheet-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSetupSheetPage, intro_label);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSheetPage, sheet_group);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSheetPage, kept_check);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSheetPage, code_group);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSheetPage, code_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSheetPage, code_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSheetPage, next_button);
  gtk_widget_class_bind_template_child (widget_class, AppSetupSheetPage, reason_label);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_code_changed);
  gtk_widget_class_bind_template_callback_full (widget_class, "update", G_CALLBACK (update));
}

static void
app_setup_sheet_page_init (AppSetupSheetPage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_SHEET_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
}
