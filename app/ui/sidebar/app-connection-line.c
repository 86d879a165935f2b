/* app-connection-line.c: see app-connection-line.h */
#include "sidebar/app-connection-line.h"

#include "app-client-sealing.h"
#include "app-client-team.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppConnectionLine
{
  AdwBin parent_instance;

  AppClient *client;

  GtkWidget *box;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkWidget *waiting_button;
  GtkLabel *label;
  GtkLabel *explanation_label;
  GtkLabel *sealing_label;
  GtkWidget *sync_button;
  GtkWidget *sign_in_button;
  GtkWidget *factor_button;
  GtkWidget *look_button;

  gboolean is_brief;
};

G_DEFINE_FINAL_TYPE (AppConnectionLine, app_connection_line, ADW_TYPE_BIN)

static const struct
{
  const char *label;
  const char *icon;
  const char *css;
  const char *explanation; /* NULL: the time of the last sync */
} lines[] = {
  [APP_CONNECTION_IDLE] = { N_ ("Connecting…"), "network-idle-symbolic", NULL, NULL },
  [APP_CONNECTION_SYNCING] = { N_ ("Loading…"), "network-receive-symbolic", NULL, NULL },
  [APP_CONNECTION_ONLINE] = { N_ ("Online"), "network-transmit-receive-symbolic", NULL, NULL },
  [APP_CONNECTION_OFFLINE] = { N_ ("Offline"), "network-offline-symbolic", NULL, NULL },
  [APP_CONNECTION_SIGNED_OUT] = { N_ ("Signed out"), "system-log-out-symbolic", "warning",
                                  N_ ("The server wants to see your password again.") },
  [APP_CONNECTION_ENDED]
  = { N_ ("Signed out"), "system-log-out-symbolic", "warning",
      N_ ("This computer was signed out from another one, or your account was switched off. The copies of tickets on "
          "it were removed; what you have written is kept.") },
  [APP_CONNECTION_UPGRADE] = { N_ ("Update needed"), "software-update-urgent-symbolic", "warning",
                               N_ ("This Hark is too old for the server: update it. What you have written is kept.") },
  [APP_CONNECTION_OUTDATED]
  = { N_ ("Server too old"), "software-update-urgent-symbolic", "warning",
      N_ ("The server is too old for this Hark: whoever runs it must update it. What you have written is kept.") },
  [APP_CONNECTION_TAMPERED]
  = { N_ ("Not verified"), "dialog-warning-symbolic", "error",
      N_ ("What the server sent does not verify: nothing of it was taken. Tell whoever is responsible for Hark.") },
  [APP_CONNECTION_FORKED]
  = { N_ ("Another list of people"), "dialog-warning-symbolic", "error",
      N_ ("The server shows another list of people than this computer knows: strangers may stand in it. Nothing of it "
          "was taken, and nothing is sent; what you have written is kept. Talk to your colleagues and tell whoever is "
          "responsible for Hark.") },
  [APP_CONNECTION_NONSENSE]
  = { N_ ("Server out of order"), "dialog-warning-symbolic", "warning",
      N_ ("What answers at the server's address makes no sense: nothing of it was taken. What you have written is "
          "kept. Tell whoever runs the server.") },
  [APP_CONNECTION_WAITING]
  = { N_ ("Waiting to be confirmed"), "content-loading-symbolic", NULL,
      N_ ("You have accepted. Your tickets come once a computer of %s has confirmed you.") },
  [APP_CONNECTION_FACTOR]
  = { N_ ("Factor needed"), "dialog-password-symbolic", "warning",
      N_ ("Your organisation asks everybody for a second factor: set one up to go on. What you have written is kept.") },
  [APP_CONNECTION_UNSEEN]
  = { N_ ("On hold"), "system-users-symbolic", "warning",
      N_ ("Others changed who can read what was there before. Look at what they changed, under People, and mark it as "
          "seen: what you have written is kept, and is sent after that.") },
};

/* A sentence may name who invited this account. */
static char *
describe_connection (AppClient *client, const char *sentence)
{
  const char *inviter = app_client_get_inviter (client);
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);

  return g_strjoinv (inviter != NULL ? inviter : _ ("an Admin"), parts);
}

static char *
describe_last_sync (AppClient *client)
{
  gint64 last = app_client_get_last_sync (client);
  g_autofree char *time = NULL;

  if (last == 0)
    return g_strdup (_ ("Not connected since Hark was started"));

  time = app_text_time_full (last);

  return g_strdup_printf (_ ("Last synchronized: %s"), time);
}

/* Answered when it is asked for: a routine sync changes nothing but this time. */
static gboolean
on_query_tooltip (AppConnectionLine *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *text = describe_last_sync (self->client);

  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static gboolean
is_alarm (AppConnection connection)
{
  return g_strcmp0 (lines[connection].css, "error") == 0;
}

static void
update (AppConnectionLine *self)
{
  AppConnection connection = app_client_get_connection (self->client);
  gboolean is_signed_out = connection == APP_CONNECTION_SIGNED_OUT || connection == APP_CONNECTION_ENDED;
  guint waiting = app_client_get_waiting (self->client);
  g_autofree char *count = g_strdup_printf (ngettext ("%u waiting", "%u waiting", waiting), waiting);
  g_autofree char *text = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *name = NULL;
  const char *explanation = lines[connection].explanation;

  text = waiting > 0 ? g_strdup_printf ("%s · %s", _ (lines[connection].label), count)
                     : g_strdup (_ (lines[connection].label));
  gtk_label_set_text (self->label, text);
  /* With nothing to be seen behind it, it is a line like any other. */
  gtk_widget_set_can_target (self->waiting_button, waiting > 0);
  gtk_widget_set_focusable (self->waiting_button, waiting > 0);
  name = waiting > 0 ? g_strdup_printf (_ ("%s: show what waits to be sent"), text) : g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->waiting_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_image_set_from_icon_name (self->icon, lines[connection].icon);
  if (explanation != NULL)
    sentence = describe_connection (self->client, _ (explanation));
  gtk_label_set_text (self->explanation_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->explanation_label),
                          explanation != NULL && !(self->is_brief && is_alarm (connection)));

  gtk_widget_remove_css_class (self->box, "warning");
  gtk_widget_remove_css_class (self->box, "error");
  if (lines[connection].css != NULL)
    gtk_widget_add_css_class (self->box, lines[connection].css);

  gtk_widget_set_visible (GTK_WIDGET (self->spinner), connection == APP_CONNECTION_SYNCING);
  gtk_spinner_set_spinning (self->spinner, connection == APP_CONNECTION_SYNCING);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), connection != APP_CONNECTION_SYNCING);
  gtk_widget_set_visible (self->sign_in_button, is_signed_out);
  gtk_widget_set_visible (self->factor_button, connection == APP_CONNECTION_FACTOR);
  gtk_widget_set_visible (self->look_button, connection == APP_CONNECTION_UNSEEN);
  gtk_widget_set_visible (self->sync_button, !is_signed_out && connection != APP_CONNECTION_FACTOR
                                                 && connection != APP_CONNECTION_UNSEEN);
}

/* A quiet line while it lasts: nobody has to wait for it. */
static void
show_sealing (AppConnectionLine *self)
{
  g_auto (AppSealing) sealing = { 0 };
  gboolean is_sealing = app_client_get_sealing (self->client, &sealing);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->sealing_label), is_sealing);
  if (!is_sealing)
    return;

  if (sealing.name != NULL)
    /* Translators: %1$s is a person, %2$u how many of %3$u */
    text = g_strdup_printf (_ ("Sealing tickets for %1$s: %2$'u of %3$'u"), sealing.name, sealing.done, sealing.total);
  else
    /* Translators: %1$u is how many of %2$u */
    text = g_strdup_printf (_ ("Sealing tickets: %1$'u of %2$'u"), sealing.done, sealing.total);
  gtk_label_set_text (self->sealing_label, text);
}

void
app_connection_line_set_client (AppConnectionLine *self, AppClient *client)
{
  g_return_if_fail (APP_IS_CONNECTION_LINE (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::connection", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::waiting", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "sealing", G_CALLBACK (show_sealing), self, G_CONNECT_SWAPPED);
  update (self);
  show_sealing (self);
}

void
app_connection_line_set_brief (AppConnectionLine *self, gboolean is_brief)
{
  g_return_if_fail (APP_IS_CONNECTION_LINE (self));

  self->is_brief = is_brief;
  if (self->client != NULL)
    update (self);
}

static void
app_connection_line_dispose (GObject *object)
{
  AppConnectionLine *self = APP_CONNECTION_LINE (object);

  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_connection_line_parent_class)->dispose (object);
}

static void
app_connection_line_class_init (AppConnectionLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_connection_line_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/sidebar/app-connection-line.ui");
  gtk_widget_class_bind_template_child (widget_class, AppConnectionLine, box);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionLine, icon);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionLine, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionLine, waiting_button);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionLine, label);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionLine, explanation_label);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionLine, sealing_label);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionLine, sync_button);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionLine, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionLine, factor_button);
  gtk_widget_class_bind_template_child (widget_class, AppConnectionLine, look_button);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
}

static void
app_connection_line_init (AppConnectionLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
