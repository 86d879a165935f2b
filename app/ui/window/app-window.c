/* app-window.c: see app-window.h */
#include "window/app-window.h"

#include "app-client-draft.h"
#include "app-client-team.h"
#include "async/app-weak.h"
#include "hark-error.h"
#include "people/app-invite-dialog.h"
#include "setup/app-setup-view.h"
#include "sync/app-syncer.h"
#include "text/app-text-error.h"
#include "text/app-text.h"
#include "ticket/app-new-ticket-dialog.h"
#include "unlock/app-sign-in-dialog.h"
#include "unlock/app-unlock-page.h"
#include "window/app-main-view.h"

#include <glib/gi18n.h>

struct _AppWindow
{
  AdwApplicationWindow parent_instance;

  AppClient *client;
  AppSyncer *syncer;
  AppMainView *main_view; /* NULL until READY */
  gboolean may_close;
  AppReporterKind last_kind; /* of what was written down last under Case management */

  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  AppSetupView *setup_view;
  AppUnlockPage *unlock_page;
};

G_DEFINE_FINAL_TYPE (AppWindow, app_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_toast (AppWindow *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toast_overlay, adw_toast_new (markup));
}

static void
on_sync_failed (AppWindow *self, const GError *error)
{
  show_toast (self, app_text_error (error));
}

/* Once, and until it was read: what the user wrote was at stake. */
static void
tell_restored (AppWindow *self)
{
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;
  AdwToast *toast;
  gint64 made;
  guint again;

  if (!app_client_take_restored (self->client, &made, &again))
    return;

  time = made != 0 ? app_text_time_full (made) : g_strdup (_ ("an unknown time"));
  text = g_strdup_printf (ngettext ("The server was restored from a backup of %s. %u change was sent again.",
                                    "The server was restored from a backup of %s. %u changes were sent again.", again),
                          time, again);
  markup = g_markup_escape_text (text, -1);
  toast = adw_toast_new (markup);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/* Who waits to be confirmed has no area to write to yet; only Admins invite. */
static void
enable_by_standing (AppWindow *self)
{
  gboolean ready = self->main_view != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.new-ticket",
                                 ready && app_client_get_connection (self->client) != APP_CONNECTION_WAITING);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.invite", ready && app_client_is_admin (self->client));
}

/* What the last sync did for others is told once, to whoever sits there. */
static void
on_client_changed (AppWindow *self)
{
  g_autoptr (AppTeamwork) work = app_client_take_teamwork (self->client);
  g_autofree char *text = NULL;

  enable_by_standing (self);
  if (work->n_signed == 0 || *work->names == '\0')
    return;

  /* Translators: a name, or several of them with commas */
  text = g_strdup_printf (ngettext ("%s can work with Hark now", "%s can work with Hark now",
                                    strchr (work->names, ',') != NULL ? 2 : 1),
                          work->names);
  show_toast (self, text);
}

static void
enable_actions (AppWindow *self, gboolean ready)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "win.sync", ready);
  gtk_widget_action_set_enabled (widget, "win.sync-quietly", ready);
  gtk_widget_action_set_enabled (widget, "win.search", ready);
  gtk_widget_action_set_enabled (widget, "win.sign-in", ready);
  enable_by_standing (self);
}

static void
show_main (AppWindow *self)
{
  if (self->main_view != NULL)
    return;

  self->main_view = APP_MAIN_VIEW (app_main_view_new (self->client));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->main_view), "main");
  gtk_stack_set_visible_child_name (self->stack, "main");
  enable_actions (self, TRUE);
  g_signal_connect_object (self->client, "changed", G_CALLBACK (on_client_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "notify::connection", G_CALLBACK (enable_by_standing), self,
                           G_CONNECT_SWAPPED);
  self->syncer = app_syncer_new (self->client, GTK_WINDOW (self));
  g_signal_connect_object (self->syncer, "failed", G_CALLBACK (on_sync_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "changed", G_CALLBACK (tell_restored), self, G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (GTK_WIDGET (self->main_view));
}

/* --- actions --- */

static void
toast (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_toast (APP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
toast_undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *text, *action, *ticket;
  AdwToast *message;
  g_autofree char *markup = NULL;

  g_variant_get (parameter, "(&s&s&s)", &text, &action, &ticket);
  markup = g_markup_escape_text (text, -1);
  message = adw_toast_new (markup);
  adw_toast_set_button_label (message, _ ("_Undo"));
  adw_toast_set_action_name (message, action);
  adw_toast_set_action_target_value (message, g_variant_new_string (ticket));
  adw_toast_overlay_add_toast (APP_WINDOW (widget)->toast_overlay, message);
}

static void
on_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppWindow) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);

  if (self == NULL || self->syncer == NULL)
    return;

  if (done)
    app_syncer_run (self->syncer, FALSE);
  else
    show_toast (self, app_text_error (error));
}

/* win.take-over, win.release: of a ticket that need not be the one that is shown. */
static void
change_advisor (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppWindow *self = APP_WINDOW (widget);
  AppAction action = { .type = g_str_equal (name, "win.release") ? APP_ACTION_RELEASE : APP_ACTION_TAKE_OVER };

  if (hark_id_from_string (g_variant_get_string (parameter, NULL), &action.ticket))
    app_client_act_async (self->client, &action, on_undone, app_weak_new (self));
}

static void
sync_now (GtkWidget *widget, const char *name, GVariant *parameter)
{
  app_syncer_run (APP_WINDOW (widget)->syncer, TRUE);
}

static void
sync_quietly (GtkWidget *widget, const char *name, GVariant *parameter)
{
  app_syncer_run (APP_WINDOW (widget)->syncer, FALSE);
}

static void
on_submitted (AppWindow *self, const HarkId *ticket, AppNewTicketDialog *dialog)
{
  AppReporterKind kind = app_new_ticket_dialog_get_kind (dialog);
  gboolean is_online = app_client_get_connection (self->client) == APP_CONNECTION_ONLINE;

  show_toast (self, is_online ? _ ("Ticket submitted") : _ ("Ticket kept: it is sent as soon as the server can be reached"));
  if (app_main_view_is_team (self->main_view))
    self->last_kind = kind;
  if (kind == APP_REPORTER_SELF)
    app_main_view_show_own (self->main_view, ticket);
  else
    app_main_view_show_team (self->main_view, ticket);
  app_syncer_run (self->syncer, FALSE);
}

static void
new_ticket (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppWindow *self = APP_WINDOW (widget);
  gboolean is_team = app_main_view_is_team (self->main_view);
  GtkWindow *dialog
      = app_new_ticket_dialog_new (GTK_WINDOW (self), self->client, is_team ? self->last_kind : APP_REPORTER_SELF);

  g_signal_connect_object (dialog, "submitted", G_CALLBACK (on_submitted), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
on_invited (AppWindow *self)
{
  app_main_view_reload_people (self->main_view);
}

static void
invite (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppWindow *self = APP_WINDOW (widget);
  GtkWindow *dialog = app_invite_dialog_new (GTK_WINDOW (self), self->client);

  g_signal_connect_object (dialog, "invited", G_CALLBACK (on_invited), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  app_main_view_start_search (APP_WINDOW (widget)->main_view);
}

static void
on_signed_in (AppWindow *self)
{
  app_syncer_run (self->syncer, TRUE);
}

static void
sign_in (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppWindow *self = APP_WINDOW (widget);
  GtkWindow *dialog = app_sign_in_dialog_new (GTK_WINDOW (self), self->client);

  g_signal_connect_object (dialog, "signed-in", G_CALLBACK (on_signed_in), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* --- closing --- */

static void
on_close_anyway (AppWindow *self)
{
  self->may_close = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

/* Only where what is half written cannot be kept there is something to ask. */
static void
ask_to_close (AppWindow *self, const GError *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Close Hark?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _ ("Something is half written and could not be kept: %s"),
                                  app_text_error (error));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Keep Open"), "close",
                                    _ ("_Close"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::close", G_CALLBACK (on_close_anyway), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_drafts_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppWindow) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_flush_drafts_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  /* What is locked was kept when it was locked. */
  if (done || g_error_matches (error, HARK_ERROR, HARK_ERROR_LOCKED))
    on_close_anyway (self);
  else
    ask_to_close (self, error);
}

static gboolean
app_window_close_request (GtkWindow *window)
{
  AppWindow *self = APP_WINDOW (window);

  if (self->may_close || self->main_view == NULL)
    return GTK_WINDOW_CLASS (app_window_parent_class)->close_request (window);

  app_main_view_save_drafts (self->main_view);
  app_client_flush_drafts_async (self->client, on_drafts_kept, app_weak_new (self));

  return TRUE;
}

static void
begin (AppWindow *self)
{
  switch (app_client_get_state (self->client))
    {
    case APP_CLIENT_EMPTY:
      gtk_stack_set_visible_child_name (self->stack, "setup");
      app_setup_view_set_client (self->setup_view, self->client);
      break;
    case APP_CLIENT_LOCKED:
      gtk_stack_set_visible_child_name (self->stack, "unlock");
      app_unlock_page_start (self->unlock_page, self->client);
      break;
    case APP_CLIENT_READY:
    default:
      show_main (self);
    }
}

GtkWindow *
app_window_new (GtkApplication *application, AppClient *client)
{
  AppWindow *self = g_object_new (APP_TYPE_WINDOW, "application", application, NULL);

  self->client = g_object_ref (client);
  begin (self);

  return GTK_WINDOW (self);
}

static void
app_window_dispose (GObject *object)
{
  AppWindow *self = APP_WINDOW (object);

  g_clear_object (&self->syncer);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_window_parent_class)->dispose (object);
}

static void
app_window_class_init (AppWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = app_window_close_request;

  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast);
  gtk_widget_class_install_action (widget_class, "win.toast-undo", "(sss)", toast_undo);
  gtk_widget_class_install_action (widget_class, "win.take-over", "s", change_advisor);
  gtk_widget_class_install_action (widget_class, "win.release", "s", change_advisor);
  gtk_widget_class_install_action (widget_class, "win.sync", NULL, sync_now);
  gtk_widget_class_install_action (widget_class, "win.sync-quietly", NULL, sync_quietly);
  gtk_widget_class_install_action (widget_class, "win.new-ticket", NULL, new_ticket);
  gtk_widget_class_install_action (widget_class, "win.invite", NULL, invite);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "win.sign-in", NULL, sign_in);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/window/app-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AppWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, AppWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, AppWindow, setup_view);
  gtk_widget_class_bind_template_child (widget_class, AppWindow, unlock_page);
  gtk_widget_class_bind_template_callback (widget_class, show_main);
}

static void
app_window_init (AppWindow *self)
{
  self->last_kind = APP_REPORTER_ANONYMOUS;
  g_type_ensure (APP_TYPE_SETUP_VIEW);
  g_type_ensure (APP_TYPE_UNLOCK_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
  enable_actions (self, FALSE);
}
