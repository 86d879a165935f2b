/* app-recover-dialog.c: see app-recover-dialog.h */
#include "unlock/app-recover-dialog.h"

#include "hark-seal.h"
#include "setup/app-setup-invitation-page.h"
#include "setup/app-setup-invited-page.h"
#include "setup/app-setup-recover-page.h"
#include "setup/app-setup-sheet-page.h"

#define DEFAULT_WIDTH 520 /* pixels, where the window below has as many */
#define DEFAULT_HEIGHT 720

struct _AppRecoverDialog
{
  AdwWindow parent_instance;

  AppClient *client;

  GtkStack *stack;
  AppSetupRecoverPage *recover_page;
  AppSetupInvitationPage *invitation_page;
  AppSetupInvitedPage *invited_page;
  AppSetupSheetPage *sheet_page;
};

static guint recovered_signal;

G_DEFINE_FINAL_TYPE (AppRecoverDialog, app_recover_dialog, ADW_TYPE_WINDOW)

static void
show_page (AppRecoverDialog *self, const char *name, gpointer page)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_grab_focus (GTK_WIDGET (page));
}

static void
on_prepared (AppRecoverDialog *self, AppSetup *setup)
{
  app_setup_sheet_page_start_recovery (self->sheet_page, self->client, setup);
  show_page (self, "sheet", self->sheet_page);
}

static void
on_no_sheet (AppRecoverDialog *self)
{
  app_setup_recover_page_clear (self->recover_page);
  show_page (self, "invitation", self->invitation_page);
}

static void
on_looked (AppRecoverDialog *self, AppWelcome *welcome)
{
  char *line = app_setup_invitation_page_get_line (self->invitation_page);

  app_setup_invited_page_start (self->invited_page, self->client, welcome, line);
  show_page (self, "invited", self->invited_page);
  app_welcome_free (welcome);
  hark_seal_free_string (line);
}

static void
on_accept_prepared (AppRecoverDialog *self, AppSetup *setup)
{
  app_setup_sheet_page_start_accept (self->sheet_page, self->client, setup);
  show_page (self, "sheet", self->sheet_page);
}

static void
on_committed (AppRecoverDialog *self)
{
  g_signal_emit (self, recovered_signal, 0);
  gtk_window_close (GTK_WINDOW (self));
}

GtkWindow *
app_recover_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppRecoverDialog *self = g_object_new (APP_TYPE_RECOVER_DIALOG, "transient-for", parent, NULL);
  int width = gtk_widget_get_width (GTK_WIDGET (parent)), height = gtk_widget_get_height (GTK_WIDGET (parent));

  self->client = g_object_ref (client);
  app_setup_recover_page_start (self->recover_page, client, app_client_get_url (client), app_client_get_user (client));
  app_setup_invitation_page_set_client (self->invitation_page, client);
  app_setup_invitation_page_set_url (self->invitation_page, app_client_get_url (client));
  gtk_window_set_default_size (GTK_WINDOW (self), MIN (DEFAULT_WIDTH, width), MIN (DEFAULT_HEIGHT, height));
  gtk_widget_grab_focus (GTK_WIDGET (self->recover_page));

  return GTK_WINDOW (self);
}

static void
app_recover_dialog_dispose (GObject *object)
{
  AppRecoverDialog *self = APP_RECOVER_DIALOG (object);

  if (self->recover_page != NULL)
    app_setup_recover_page_clear (self->recover_page);
  self->recover_page = NULL;
  if (self->invitation_page != NULL)
    app_setup_invitation_page_clear (self->invitation_page);
  self->invitation_page = NULL;
  if (self->invited_page != NULL)
    app_setup_invited_page_clear (self->invited_page);
  self->invited_page = NULL;
  if (self->sheet_page != NULL)
    app_setup_sheet_page_clear (self->sheet_page);
  self->sheet_page = NULL;
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_recover_dialog_parent_class)->dispose (object);
}

static void
app_recover_dialog_class_init (AppRecoverDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_recover_dialog_dispose;

  recovered_signal = g_signal_new ("recovered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/unlock/app-recover-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppRecoverDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AppRecoverDialog, recover_page);
  gtk_widget_class_bind_template_child (widget_class, AppRecoverDialog, invitation_page);
  gtk_widget_class_bind_template_child (widget_class, AppRecoverDialog, invited_page);
  gtk_widget_class_bind_template_child (widget_class, AppRecoverDialog, sheet_page);
  gtk_widget_class_bind_template_callback (widget_class, on_prepared);
  gtk_widget_class_bind_template_callback (widget_class, on_no_sheet);
  gtk_widget_class_bind_template_callback (widget_class, on_looked);
  gtk_widget_class_bind_template_callback (widget_class, on_accept_prepared);
  gtk_widget_class_bind_template_callback (widget_class, on_committed);
}

static void
app_recover_dialog_init (AppRecoverDialog *self)
{
  g_type_ensure (APP_TYPE_SETUP_INVITATION_PAGE);
  g_type_ensure (APP_TYPE_SETUP_INVITED_PAGE);
  g_type_ensure (APP_TYPE_SETUP_RECOVER_PAGE);
  g_type_ensure (APP_TYPE_SETUP_SHEET_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
}
