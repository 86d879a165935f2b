/* app-setup-view.c: see app-setup-view.h */
#include "setup/app-setup-view.h"

#include "hark-seal.h"
#include "setup/app-setup-account-page.h"
#include "setup/app-setup-invitation-page.h"
#include "setup/app-setup-invited-page.h"
#include "setup/app-setup-recover-page.h"
#include "setup/app-setup-server-page.h"
#include "setup/app-setup-sheet-page.h"
#include "setup/app-setup-sign-in-page.h"

struct _AppSetupView
{
  AdwBin parent_instance;

  AppClient *client;
  AppServerInfo *info;
  const char *before_sheet; /* the page that the sheet was come to from */

  GtkWidget *back_button;
  GtkStack *stack;
  AppSetupServerPage *server_page;
  AppSetupAccountPage *account_page;
  AppSetupInvitationPage *invitation_page;
  AppSetupInvitedPage *invited_page;
  AppSetupRecoverPage *recover_page;
  AppSetupSheetPage *sheet_page;
  AppSetupSignInPage *sign_in_page;
  GtkWidget *start_button, *finish_button;
};

static guint finished_signal;

G_DEFINE_FINAL_TYPE (AppSetupView, app_setup_view, ADW_TYPE_BIN)

static void
show_page (AppSetupView *self, const char *name)
{
  gboolean can_go_back = !g_str_equal (name, "welcome") && !g_str_equal (name, "done");

  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (self->back_button, can_go_back);
  if (g_str_equal (name, "welcome"))
    gtk_widget_grab_focus (self->start_button);
  else if (g_str_equal (name, "done"))
    gtk_widget_grab_focus (self->finish_button);
  else
    gtk_widget_grab_focus (gtk_stack_get_visible_child (self->stack));
}

/* Other answers need other keys: the ones that were made are wiped. */
static void
go_back_from_sheet (AppSetupView *self)
{
  app_setup_sheet_page_clear (self->sheet_page);
  show_page (self, self->before_sheet);
}

static void
on_back (AppSetupView *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  if (g_str_equal (name, "sheet"))
    go_back_from_sheet (self);
  else if (g_str_equal (name, "invited"))
    {
      app_setup_invited_page_clear (self->invited_page);
      show_page (self, "invitation");
    }
  else if (g_str_equal (name, "invitation"))
    {
      app_setup_invitation_page_clear (self->invitation_page);
      show_page (self, "welcome");
    }
  else if (g_str_equal (name, "server"))
    show_page (self, "welcome");
  else if (g_str_equal (name, "recover"))
    {
      app_setup_recover_page_clear (self->recover_page);
      show_page (self, "sign-in");
    }
  else
    {
      app_setup_account_page_clear (self->account_page);
      app_setup_sign_in_page_clear (self->sign_in_page);
      show_page (self, "server");
    }
}

static void
on_start (AppSetupView *self)
{
  show_page (self, "server");
}

static void
on_invitation (AppSetupView *self)
{
  show_page (self, "invitation");
}

static gboolean
is_shown (AppSetupView *self, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0;
}

static void
on_looked (AppSetupView *self, AppWelcome *welcome)
{
  char *line = app_setup_invitation_page_get_line (self->invitation_page);

  /* Whoever went back meanwhile is not brought here again. */
  if (is_shown (self, "invitation"))
    {
      app_setup_invited_page_start (self->invited_page, self->client, welcome, line);
      show_page (self, "invited");
    }
  app_welcome_free (welcome);
  hark_seal_free_string (line);
}

static void
on_accept_prepared (AppSetupView *self, AppSetup *setup)
{
  self->before_sheet = "invited";
  app_setup_sheet_page_start_accept (self->sheet_page, self->client, setup);
  show_page (self, "sheet");
}

static void
on_chosen (AppSetupView *self, AppServerInfo *info)
{
  g_clear_pointer (&self->info, app_server_info_free);
  self->info = info;
  if (info->is_ready)
    {
      app_setup_sign_in_page_start (self->sign_in_page, self->client, info);
      show_page (self, "sign-in");
    }
  else
    {
      app_setup_account_page_start (self->account_page, self->client, info);
      show_page (self, "account");
    }
}

static void
on_prepared (AppSetupView *self, AppSetup *setup)
{
  char *code = app_setup_account_page_get_code (self->account_page);

  self->before_sheet = "account";
  app_setup_sheet_page_start (self->sheet_page, self->client, setup, code);
  hark_seal_free_string (code);
  show_page (self, "sheet");
}

static void
on_forgotten (AppSetupView *self, const char *url, const char *user)
{
  app_setup_sign_in_page_clear (self->sign_in_page);
  app_setup_recover_page_start (self->recover_page, self->client, url, user);
  show_page (self, "recover");
}

static void
on_no_sheet (AppSetupView *self)
{
  app_setup_recover_page_clear (self->recover_page);
  show_page (self, "invitation");
}

static void
on_recovery_prepared (AppSetupView *self, AppSetup *setup)
{
  self->before_sheet = "recover";
  app_setup_sheet_page_start_recovery (self->sheet_page, self->client, setup);
  show_page (self, "sheet");
}

static void
on_finish (AppSetupView *self)
{
  g_signal_emit (self, finished_signal, 0);
}

static void
on_committed (AppSetupView *self)
{
  app_setup_account_page_clear (self->account_page);
  app_setup_invited_page_clear (self->invited_page);
  app_setup_invitation_page_clear (self->invitation_page);
  app_setup_recover_page_clear (self->recover_page);
  /* Who was invited sees in the window what they wait for; who came back, what is theirs. */
  if (g_str_equal (self->before_sheet, "account"))
    show_page (self, "done");
  else
    on_finish (self);
}

void
app_setup_view_set_client (AppSetupView *self, AppClient *client)
{
  g_return_if_fail (APP_IS_SETUP_VIEW (self));

  g_set_object (&self->client, client);
  app_setup_server_page_set_client (self->server_page, client);
  app_setup_invitation_page_set_client (self->invitation_page, client);
  show_page (self, "welcome");
}

static void
app_setup_view_dispose (GObject *object)
{
  AppSetupView *self = APP_SETUP_VIEW (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->info, app_server_info_free);

  G_OBJECT_CLASS (app_setup_view_parent_class)->dispose (object);
}

static void
app_setup_view_class_init (AppSetupViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_setup_view_dispose;

  finished_signal = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setup/app-setup-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSetupView, back_button);
  gtk_widget_class_bind_template_child (widget_class, AppSetupView, stack);
  gtk_widget_class_bind_template_child (widget_class, AppSetupView, server_page);
  gtk_widget_class_bind_template_child (widget_class, AppSetupView, account_page);
  gtk_widget_class_bind_template_child (widget_class, AppSetupView, invitation_page);
  gtk_widget_class_bind_template_child (widget_class, AppSetupView, invited_page);
  gtk_widget_class_bind_template_child (widget_class, AppSetupView, recover_page);
  gtk_widget_class_bind_template_child (widget_class, AppSetupView, sheet_page);
  gtk_widget_class_bind_template_child (widget_class, AppSetupView, sign_in_page);
  gtk_widget_class_bind_template_child (widget_class, AppSetupView, start_button);
  gtk_widget_class_bind_template_child (widget_class, AppSetupView, finish_button);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
  gtk_widget_class_bind_template_callback (widget_class, on_invitation);
  gtk_widget_class_bind_template_callback (widget_class, on_looked);
  gtk_widget_class_bind_template_callback (widget_class, on_accept_prepared);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_prepared);
  gtk_widget_class_bind_template_callback (widget_class, on_committed);
  gtk_widget_class_bind_template_callback (widget_class, on_forgotten);
  gtk_widget_class_bind_template_callback (widget_class, on_recovery_prepared);
  gtk_widget_class_bind_template_callback (widget_class, on_no_sheet);
  gtk_widget_class_bind_template_callback (widget_class, on_finish);
}

static void
app_setup_view_init (AppSetupView *self)
{
  g_type_ensure (APP_TYPE_SETUP_SERVER_PAGE);
  g_type_ensure (APP_TYPE_SETUP_ACCOUNT_PAGE);
  g_type_ensure (APP_TYPE_SETUP_INVITATION_PAGE);
  g_type_ensure (APP_TYPE_SETUP_INVITED_PAGE);
  g_type_ensure (APP_TYPE_SETUP_RECOVER_PAGE);
  g_type_ensure (APP_TYPE_SETUP_SHEET_PAGE);
  g_type_ensure (APP_TYPE_SETUP_SIGN_IN_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
}
