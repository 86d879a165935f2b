/* app-setup-invitation-page.c: see app-setup-invitation-page.h */
#include "setup/app-setup-invitation-page.h"

#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "focus/app-focus.h"
#include "hark-error.h"
#include "hark-invitation.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppSetupInvitationPage
{
  AdwBin parent_instance;

  AppClient *client;

  AdwEntryRow *url_row, *line_row;
  AppFieldError *url_error, *line_error;
  AppBusyButton *next_button;
};

static guint looked_signal;

G_DEFINE_FINAL_TYPE (AppSetupInvitationPage, app_setup_invitation_page, ADW_TYPE_BIN)

static const char *
check_line (const char *text)
{
  HarkInvitation *invitation = hark_seal_alloc (sizeof *invitation);
  g_autoptr (GError) error = NULL;
  gboolean fits = hark_invitation_parse (text, invitation, &error);

  hark_seal_free (invitation);
  if (fits)
    return NULL;
  if (*text == '\0')
    return _ ("Enter the line that you were given.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_UPGRADE))
    return _ ("This invitation is for a newer version of Hark.");

  return _ ("A character of the invitation is wrong or missing.");
}

static void
set_url_error (AppSetupInvitationPage *self, const char *message)
{
  app_field_error_set (self->url_error, GTK_WIDGET (self->url_row), message);
  if (message != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->url_row));
}

static void
set_line_error (AppSetupInvitationPage *self, const char *message)
{
  app_field_error_set (self->line_error, GTK_WIDGET (self->line_row), message);
  if (message != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->line_row));
}

static void
show_error (AppSetupInvitationPage *self, const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH))
    set_line_error (self, _ ("This server does not know the invitation, or it was used already. "
                             "Compare the address, or ask for a "
                             "new one."));
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_GONE))
    set_line_error (self, _ ("The invitation has expired. Ask for a new one."));
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    set_line_error (self, _ ("The invitation was used already. Sign in, or ask for a new one."));
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_UNVERIFIED))
    set_url_error (self, _ ("Another organisation than the one that invited you answers there."));
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID))
    set_url_error (self, _ ("This is not a server address. It begins with https://"));
  else if (g_error_matches (error, HARK_ERROR, HARK_ERROR_OFFLINE))
    set_url_error (self,
                   _ ("No Hark server answers there. Check the address and your connection."));
  else
    set_url_error (self, app_text_error (error));
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSetupInvitationPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppWelcome) welcome = app_client_look_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->next_button, FALSE);
  if (welcome != NULL)
    g_signal_emit (self, looked_signal, 0, g_steal_pointer (&welcome));
  else
    show_error (self, error);
}

static void
on_next (AppSetupInvitationPage *self)
{
  g_autofree char *text
      = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->url_row))));
  const char *line = gtk_editable_get_text (GTK_EDITABLE (self->line_row));
  g_autofree char *url = NULL;

  if (app_busy_button_is_busy (self->next_button))
    return;

  set_line_error (self, check_line (line));
  set_url_error (self, *text == '\0' ? _ ("Enter the address that you were given.") : NULL);
  if (app_field_error_is_set (self->url_error) || app_field_error_is_set (self->line_error))
    return;

  url = strstr (text, "://") != NULL ? g_strdup (text) : g_strconcat ("https://", text, NULL);
  app_busy_button_set_busy (self->next_button, TRUE);
  app_client_look_async (self->client, url, line, on_looked, app_weak_new (self));
}

static void
on_changed (AppSetupInvitationPage *self, AdwEntryRow *row)
{
  app_field_error_set (row == self->url_row ? self->url_error : self->line_error, GTK_WIDGET (row),
                       NULL);
}

char *
app_setup_invitation_page_get_line (AppSetupInvitationPage *self)
{
  g_return_val_if_fail (APP_IS_SETUP_INVITATION_PAGE (self), NULL);

  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->line_row)));
}

void
app_setup_invitation_page_clear (AppSetupInvitationPage *self)
{
  g_return_if_fail (APP_IS_SETUP_INVITATION_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->line_row), "");
}

void
app_setup_invitation_page_set_client (AppSetupInvitationPage *self, AppClient *client)
{
  g_return_if_fail (APP_IS_SETUP_INVITATION_PAGE (self));

  g_set_object (&self->client, client);
}

void
app_setup_invitation_page_set_url (AppSetupInvitationPage *self, const char *url)
{
  g_return_if_fail (APP_IS_SETUP_INVITATION_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->url_row), url);
}

static gboolean
app_setup_invitation_page_grab_focus (GtkWidget *widget)
{
  AppSetupInvitationPage *self = APP_SETUP_INVITATION_PAGE (widget);
  const char *url = gtk_editable_get_text (GTK_EDITABLE (self->url_row));

  return gtk_widget_grab_focus (GTK_WIDGET (*url != '\0' ? self->line_row : self->url_row));
}

static void
app_setup_invitation_page_dispose (GObject *object)
{
  g_clear_object (&APP_SETUP_INVITATION_PAGE (object)->client);

  G_OBJECT_CLASS (app_setup_invitation_page_parent_class)->dispose (object);
}

static void
app_setup_invitation_page_class_init (AppSetupInvitationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_setup_invitation_page_dispose;
  widget_class->grab_focus = app_setup_invitation_page_grab_focus;
  widget_class->focus = app_focus_child;

  looked_signal = g_signal_new ("looked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/setup/app-setup-invitation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitationPage, url_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitationPage, url_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitationPage, line_row);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitationPage, line_error);
  gtk_widget_class_bind_template_child (widget_class, AppSetupInvitationPage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_setup_invitation_page_init (AppSetupInvitationPage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
}
