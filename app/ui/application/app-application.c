/* app-application.c: see app-application.h */
#include "application/app-application.h"

#include "app-client.h"
#include "window/app-window.h"

#include <glib/gi18n.h>

struct _AppApplication
{
  AdwApplication parent_instance;

  char *home;
  AppClient *client;
};

G_DEFINE_FINAL_TYPE (AppApplication, app_application, ADW_TYPE_APPLICATION)

static void
about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  adw_show_about_window (window, "application-name", _ ("Hark"), "application-icon", APP_APPLICATION_ID, "version",
                         HARK_VERSION, "developer-name", _ ("The Hark developers"), "comments", _ ("Confidential reports, read and answered"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         /* Translators: put your names here, one on each line */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  /* The window may have something half written: it keeps it first. */
  if (window != NULL)
    gtk_window_close (window);
}

static void
on_failure_told (GApplication *application)
{
  g_application_release (application);
}

/* There is no window to stand in front of, and nothing that could go on. */
static void
tell_failure (AppApplication *self, const GError *error)
{
  GtkWidget *dialog = adw_message_dialog_new (NULL, _ ("Hark Cannot Start"), NULL);

  g_application_hold (G_APPLICATION (self));
  gtk_window_set_application (GTK_WINDOW (dialog), GTK_APPLICATION (self));
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _ ("Its folder %s cannot be opened: %s"), self->home,
                                  error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_failure_told), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
app_application_activate (GApplication *application)
{
  AppApplication *self = APP_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr (GError) error = NULL;

  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }

  if (self->home == NULL)
    self->home = g_build_filename (g_get_user_data_dir (), "hark", NULL);
  if (self->client == NULL)
    self->client = app_client_new (self->home, &error);
  if (self->client == NULL)
    {
      tell_failure (self, error);
      return;
    }

  gtk_window_present (app_window_new (GTK_APPLICATION (self), self->client));
}

static void
app_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = { { "about", about }, { "quit", quit } };
  static const struct
  {
    const char *action;
    const char *accels[3];
  } accels[] = {
    { "app.quit", { "<Control>q" } },
    { "win.sync", { "F5", "<Control>r" } },
    { "win.new-ticket", { "<Control>n" } },
    { "win.lock", { "<Control>l" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.settings('')", { "<Control>e" } },
    { "win.search", { "<Control>f" } },
    { "window.close", { "<Control>w" } },
  };

  G_APPLICATION_CLASS (app_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APP_APPLICATION_ID);
  /* Most text can be selected here; it need not be, just because the focus passes. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accels[i].action, accels[i].accels);
}

static int
app_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  AppApplication *self = APP_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("hark %s\n", HARK_VERSION);
      return 0;
    }
  if (g_variant_dict_lookup (options, "home", "^ay", &self->home))
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);

  return -1;
}

static void
app_application_shutdown (GApplication *application)
{
  AppApplication *self = APP_APPLICATION (application);

  G_APPLICATION_CLASS (app_application_parent_class)->shutdown (application);

  if (self->client != NULL)
    app_client_close (self->client);
  g_clear_object (&self->client);
}

static void
app_application_finalize (GObject *object)
{
  g_free (APP_APPLICATION (object)->home);

  G_OBJECT_CLASS (app_application_parent_class)->finalize (object);
}

AppApplication *
app_application_new (void)
{
  return g_object_new (APP_TYPE_APPLICATION, "application-id", APP_APPLICATION_ID, "resource-base-path",
                       "/org/hark/Hark", NULL);
}

static void
app_application_class_init (AppApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_application_finalize;
  application_class->activate = app_application_activate;
  application_class->startup = app_application_startup;
  application_class->handle_local_options = app_application_handle_local_options;
  application_class->shutdown = app_application_shutdown;
}

static void
app_application_init (AppApplication *self)
{
  g_application_add_main_option (G_APPLICATION (self), "home", 0, 0, G_OPTION_ARG_FILENAME,
                                 _ ("Folder of the account on this computer"), _ ("DIR"));
  g_application_add_main_option (G_APPLICATION (self), "version", 0, 0, G_OPTION_ARG_NONE,
                                 _ ("Print the version and exit"), NULL);
}
