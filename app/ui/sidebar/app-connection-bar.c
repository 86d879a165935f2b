/* app-connection-bar.c: see app-connection-bar.h */
#include "sidebar/app-connection-bar.h"

#include "sidebar/app-connection-line.h"

#include <glib/gi18n.h>

struct _AppConnectionBar
{
  AdwBin parent_instance;

  AppClient *client;
  guint n_refused;
  gboolean is_needed;

  AppConnectionLine *line;
  GtkWidget *refused_box;
  GtkLabel *refused_label;
};

G_DEFINE_FINAL_TYPE (AppConnectionBar, app_connection_bar, ADW_TYPE_BIN)

/* While it connects and while all is well there is nothing to say; what waits meanwhile goes by itself. */
static gboolean
is_usual (AppClient *client)
{
  AppConnection connection = app_client_get_connection (client);

  return connection == APP_CONNECTION_IDLE || connection == APP_CONNECTION_SYNCING
         || connection == APP_CONNECTION_ONLINE;
}

/* Somebody tampers: to be seen even where the sidebar says so too. */
static gboolean
is_alarm (AppClient *client)
{
  AppConnection connection = app_client_get_connection (client);

  return connection == APP_CONNECTION_TAMPERED || connection == APP_CONNECTION_FORKED;
}

static void
update (AppConnectionBar *self)
{
  gboolean has_alarm = self->client != NULL && is_alarm (self->client);
  gboolean has_line = has_alarm || (self->is_needed && self->client != NULL && !is_usual (self->client));
  gboolean has_refused = self->is_needed && self->n_refused > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->line), has_line);
  gtk_widget_set_visible (self->refused_box, has_refused);
  gtk_widget_set_visible (GTK_WIDGET (self), has_line || has_refused);
}

void
app_connection_bar_set_refused (AppConnectionBar *self, guint count)
{
  g_autofree char *text = NULL;

  g_return_if_fail (APP_IS_CONNECTION_BAR (self));

  self->n_refused = count;
  text = g_strdup_printf (ngettext ("%u change was not delivered", "%u changes were not delivered", count), count);
  gtk_label_set_text (self->refused_label, text);
  update (self);
}

void
app_connection_bar_set_needed (AppConnectionBar *self, gboolean needed)
{
  g_return_if_fail (APP_IS_CONNECTION_BAR (self));

  self->is_needed = needed;
  update (self);
}

void
app_connection_bar_set_client (AppConnectionBar *self, AppClient *client)
{
  g_return_if_fail (APP_IS_CONNECTION_BAR (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  app_connection_line_set_client (self->line, client);
  g_signal_connect_object (client, "notify::connection", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
app_connection_bar_dispose (GObject *object)
{
  AppConnectionBar *self = APP_CONNECTION_BAR (object);

  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_connection_bar_parent_class)->dispose (object);
}

static void
app_connection_bar_class_init (AppConnectionBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_connection_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/sidebar/app-connection-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AppConnectionBar, line);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionBar, refused_box);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionBar, refused_label);
}

static void
app_connection_bar_init (AppConnectionBar *self)
{
  g_type_ensure (APP_TYPE_CONNECTION_LINE);
  gtk_widget_init_template (GTK_WIDGET (self));
}
