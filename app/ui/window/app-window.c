/* app-window.c: see app-window.h */
#include "window/app-window.h"

#include "app-client-draft.h"
#include "app-client-policy.h"
#include "app-client-team.h"
#include "async/app-weak.h"
#include "factor/app-factor-dialog.h"
#include "hark-error.h"
#include "people/app-invite-dialog.h"
#include "people/app-standing.h"
#include "period/app-period-group.h"
#include "preferences/app-preferences.h"
#include "receipt/app-receipt-dialog.h"
#include "setup/app-setup-view.h"
#include "sync/app-syncer.h"
#include "text/app-text-error.h"
#include "text/app-text.h"
#include "ticket/app-new-ticket-dialog.h"
#include "unlock/app-sign-in-dialog.h"
#include "unlock/app-unlock-page.h"
#include "window/app-main-view.h"

#include <glib/gi18n.h>

/* What ends what can be read here, and what it asks where something half written cannot be kept. */
typedef struct
{
  void (*leave) (AppWindow *self);
  const char *title;
  const char *label;
} Leaving;

struct _AppWindow
{
  AdwApplicationWindow parent_instance;

  AppClient *client;
  AppSyncer *syncer;
  AppIdle *idle;          /* NULL unless READY */
  AppMainView *main_view; /* NULL unless READY */
  GPtrArray *toasts;      /* AdwToast, that still show or wait to */
  const Leaving *leaving; /* what the drafts are kept for; NULL: nothing */
  gboolean may_close;
  HarkId last_ticket; /* that showed when it was locked; zeros: none */
  gboolean last_is_team;
  AppReporterKind last_kind; /* of what was written down last under Case management */

  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  AppSetupView *setup_view;
  AppUnlockPage *unlock_page;
};

G_DEFINE_FINAL_TYPE (AppWindow, app_window, ADW_TYPE_APPLICATION_WINDOW)

static AdwToast *
make_toast (const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  return adw_toast_new (markup);
}

static void
on_toast_dismissed (AppWindow *self, AdwToast *toast)
{
  g_ptr_array_remove (self->toasts, toast);
}

static void
add_toast (AppWindow *self, AdwToast *toast)
{
  g_ptr_array_add (self->toasts, g_object_ref (toast));
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_toast_dismissed), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
show_toast (AppWindow *self, const char *text)
{
  add_toast (self, make_toast (text));
}

static void
on_sync_failed (AppWindow *self, const GError *error)
{
  /* of these the bar over the tickets speaks, and stays */
  if (!g_error_matches (error, HARK_ERROR, HARK_ERROR_FORKED)
      && !g_error_matches (error, HARK_ERROR, HARK_ERROR_UNVERIFIED))
    show_toast (self, app_text_error (error));
}

/* Once, and until it was read: what the user wrote was at stake. */
static void
tell_restored (AppWindow *self)
{
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;
  AdwToast *toast;
  gint64 made;
  guint again;

  if (!app_client_take_restored (self->client, &made, &again))
    return;

  time = made != 0 ? app_text_time_full (made) : g_strdup (_ ("an unknown time"));
  text = g_strdup_printf (ngettext ("The server was restored from a backup of %s. %u change was sent again.",
                                    "The server was restored from a backup of %s. %u changes were sent again.", again),
                          time, again);
  toast = make_toast (text);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  add_toast (self, toast);
}

/* Who waits to be confirmed has no area to write to yet; only Admins invite. */
static void
enable_by_standing (AppWindow *self)
{
  gboolean ready = self->main_view != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.new-ticket",
                                 ready && app_client_get_connection (self->client) != APP_CONNECTION_WAITING);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.invite", ready && app_client_is_admin (self->client));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.deleted-tickets",
                                 ready && app_standing_get (self->client).is_member);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.settings",
                                 ready && app_standing_get (self->client).is_expert);
}

/* What the last sync did for others is told once, to whoever sits there. */
static void
tell_teamwork (AppWindow *self)
{
  g_autoptr (AppTeamwork) work = app_client_take_teamwork (self->client);
  g_autofree char *text = NULL;

  if (work->n_signed == 0 || *work->names == '\0')
    return;

  /* Translators: a name, or several of them with commas */
  text = g_strdup_printf (ngettext ("%s can work with Hark now", "%s can work with Hark now",
                                    strchr (work->names, ',') != NULL ? 2 : 1),
                          work->names);
  show_toast (self, text);
}

/* Nobody leaves an open window for longer than the organisation says. */
static void
follow_policy (AppWindow *self)
{
  HarkRosterPolicy policy;

  if (self->idle == NULL)
    return;

  app_client_get_policy (self->client, &policy);
  app_idle_set_cap (self->idle, policy.idle_lock);
}

static void
on_client_changed (AppWindow *self)
{
  if (self->main_view == NULL)
    return;

  enable_by_standing (self);
  follow_policy (self);
  tell_teamwork (self);
  tell_restored (self);
}

static void
enable_actions (AppWindow *self, gboolean ready)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "win.sync", ready);
  gtk_widget_action_set_enabled (widget, "win.sync-quietly", ready);
  gtk_widget_action_set_enabled (widget, "win.search", ready);
  gtk_widget_action_set_enabled (widget, "win.sign-in", ready);
  gtk_widget_action_set_enabled (widget, "win.set-up-factor", ready);
  gtk_widget_action_set_enabled (widget, "win.lock", ready);
  gtk_widget_action_set_enabled (widget, "win.preferences", ready);
  enable_by_standing (self);
}

static void start_locking (AppWindow *self);

static void
show_main (AppWindow *self)
{
  if (self->main_view != NULL)
    return;

  self->main_view = APP_MAIN_VIEW (app_main_view_new (self->client));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->main_view), "main");
  gtk_stack_set_visible_child_name (self->stack, "main");
  app_period_group_insert (GTK_WIDGET (self), self->client);
  enable_actions (self, TRUE);
  if (!hark_id_is_zero (&self->last_ticket))
    (self->last_is_team ? app_main_view_show_team : app_main_view_show_own) (self->main_view, &self->last_ticket);
  self->syncer = app_syncer_new (self->client, GTK_WINDOW (self));
  g_signal_connect_object (self->syncer, "failed", G_CALLBACK (on_sync_failed), self, G_CONNECT_SWAPPED);
  self->idle = app_idle_new ();
  g_signal_connect_object (self->idle, "over", G_CALLBACK (start_locking), self, G_CONNECT_SWAPPED);
  follow_policy (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->main_view));
}

/* --- locking --- */

/* They may stand over what is decrypted, or be half filled in, which their drafts have kept. The newest goes first, and
 * wholly: GTK has one that is kept longer than what it stands over look at it once more. */
static void
close_dialogs (AppWindow *self)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());
  g_autoptr (GPtrArray) windows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    g_ptr_array_add (windows, g_list_model_get_item (toplevels, i));
  for (; windows->len > 0; g_ptr_array_set_size (windows, (int)windows->len - 1))
    {
      GtkWindow *newest = windows->pdata[windows->len - 1], *over = newest;

      while (over != NULL && over != GTK_WINDOW (self))
        over = gtk_window_get_transient_for (over);
      if (over != NULL && newest != GTK_WINDOW (self))
        gtk_window_destroy (newest);
    }
}

static void
dismiss_toasts (AppWindow *self)
{
  g_autoptr (GPtrArray) toasts = g_ptr_array_copy (self->toasts, (GCopyFunc)g_object_ref, NULL);

  g_ptr_array_set_free_func (toasts, g_object_unref);
  for (guint i = 0; i < toasts->len; i++)
    adw_toast_dismiss (toasts->pdata[i]);
}

/* Nothing that was decrypted stays in a widget. */
static void
leave_main (AppWindow *self)
{
  enable_actions (self, FALSE);
  app_period_group_insert (GTK_WIDGET (self), NULL);
  self->last_is_team = app_main_view_is_team (self->main_view);
  self->last_ticket = app_main_view_get_shown (self->main_view);
  close_dialogs (self);
  dismiss_toasts (self);
  g_clear_object (&self->syncer);
  g_clear_object (&self->idle);
  app_unlock_page_wait (self->unlock_page, self->client);
  gtk_stack_set_visible_child_full (self->stack, "unlock", GTK_STACK_TRANSITION_TYPE_NONE);
  gtk_stack_remove (self->stack, GTK_WIDGET (g_steal_pointer (&self->main_view)));
  gtk_widget_grab_focus (GTK_WIDGET (self->unlock_page));
}

static void
on_state (AppWindow *self)
{
  if (self->main_view != NULL && app_client_get_state (self->client) == APP_CLIENT_LOCKED)
    leave_main (self);
}

/* --- actions --- */

static void
toast (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_toast (APP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* win.toast-undo: what was done, the action that undoes it with its target, and "" or the action, with the same target,
 * that is due once nobody can undo it any more. */
static void
on_undo_gone (AppWindow *self, AdwToast *toast)
{
  const char *action = g_object_get_data (G_OBJECT (toast), "when-gone");

  if (*action != '\0')
    gtk_widget_activate_action_variant (GTK_WIDGET (self), action, adw_toast_get_action_target_value (toast));
}

/* Only what was done last can be undone. */
static void
dismiss_undo (AppWindow *self)
{
  g_autoptr (GPtrArray) toasts = g_ptr_array_copy (self->toasts, (GCopyFunc)g_object_ref, NULL);

  g_ptr_array_set_free_func (toasts, g_object_unref);
  for (guint i = 0; i < toasts->len; i++)
    if (adw_toast_get_action_name (toasts->pdata[i]) != NULL)
      adw_toast_dismiss (toasts->pdata[i]);
}

static void
toast_undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppWindow *self = APP_WINDOW (widget);
  const char *text, *action, *target, *when_gone;
  AdwToast *message;

  g_variant_get (parameter, "(&s&s&s&s)", &text, &action, &target, &when_gone);
  dismiss_undo (self);
  message = make_toast (text);
  adw_toast_set_button_label (message, _ ("_Undo"));
  adw_toast_set_action_name (message, action);
  adw_toast_set_action_target_value (message, g_variant_new_string (target));
  g_object_set_data_full (G_OBJECT (message), "when-gone", g_strdup (when_gone), g_free);
  g_signal_connect_object (message, "dismissed", G_CALLBACK (on_undo_gone), self, G_CONNECT_SWAPPED);
  add_toast (self, message);
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
  AppConnection connection = app_client_get_connection (self->client);
  gboolean is_online = connection == APP_CONNECTION_ONLINE || connection == APP_CONNECTION_UNSEEN;

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

/* win.write-again: what was refused and had been written down for somebody else. */
static void
write_again (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppWindow *self = APP_WINDOW (widget);
  const AppRefused *refused
      = self->main_view != NULL ? app_main_view_find_refused (self->main_view, g_variant_get_string (parameter, NULL))
                                : NULL;
  GtkWindow *dialog;

  if (refused == NULL || refused->behalf == NULL)
    return;

  dialog = app_new_ticket_dialog_new_again (GTK_WINDOW (self), self->client, refused);
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
show_preferences (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (app_preferences_new (GTK_WINDOW (widget), APP_WINDOW (widget)->client));
}

static void
show_receipts (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (app_receipt_dialog_new (GTK_WINDOW (widget), APP_WINDOW (widget)->client));
}

static void
show_settings (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HarkId area = { 0 };

  hark_id_from_string (g_variant_get_string (parameter, NULL), &area);
  app_main_view_show_settings (APP_WINDOW (widget)->main_view, &area);
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

static void
set_up_factor (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppWindow *self = APP_WINDOW (widget);
  const AppFactor none = { 0 };
  GtkWindow *dialog = app_factor_dialog_new (GTK_WINDOW (self), self->client, &none);

  g_signal_connect_object (dialog, "changed", G_CALLBACK (on_signed_in), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* --- leaving --- */

static void
close_now (AppWindow *self)
{
  self->may_close = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
lock_now (AppWindow *self)
{
  app_client_lock (self->client);
}

static const Leaving closing = { close_now, N_ ("Close Hark?"), N_ ("_Close") };
static const Leaving locking = { lock_now, N_ ("Lock Hark?"), N_ ("_Lock") };

static void
leave (AppWindow *self)
{
  const Leaving *leaving = g_steal_pointer (&self->leaving);

  if (leaving != NULL)
    leaving->leave (self);
}

static void
stay (AppWindow *self)
{
  self->leaving = NULL;
}

/* Only where what is half written cannot be kept there is something to ask. */
static void
ask_to_leave (AppWindow *self, const GError *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ (self->leaving->title), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _ ("Something is half written and could not be kept: %s"),
                                  app_text_error (error));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Keep Open"), "leave",
                                    _ (self->leaving->label), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "leave", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::leave", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "response::cancel", G_CALLBACK (stay), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_drafts_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppWindow) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_flush_drafts_finish (APP_CLIENT (source), result, &error);

  if (self == NULL || self->leaving == NULL)
    return;

  /* What is locked was kept when it was locked. */
  if (done || g_error_matches (error, HARK_ERROR, HARK_ERROR_LOCKED))
    leave (self);
  else
    ask_to_leave (self, error);
}

/* Asked for twice, it is done once; closing goes before locking. */
static void
start_leaving (AppWindow *self, const Leaving *leaving)
{
  gboolean is_new = self->leaving == NULL;

  if (is_new || leaving == &closing)
    self->leaving = leaving;
  if (!is_new)
    return;

  app_main_view_save_drafts (self->main_view);
  app_client_flush_drafts_async (self->client, on_drafts_kept, app_weak_new (self));
}

static void
start_locking (AppWindow *self)
{
  start_leaving (self, &locking);
}

static void
lock (GtkWidget *widget, const char *name, GVariant *parameter)
{
  start_locking (APP_WINDOW (widget));
}

static gboolean
app_window_close_request (GtkWindow *window)
{
  AppWindow *self = APP_WINDOW (window);

  if (self->may_close || self->main_view == NULL)
    return GTK_WINDOW_CLASS (app_window_parent_class)->close_request (window);

  start_leaving (self, &closing);

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
  g_signal_connect_object (client, "changed", G_CALLBACK (on_client_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::connection", G_CALLBACK (enable_by_standing), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  begin (self);

  return GTK_WINDOW (self);
}

AppIdle *
app_window_get_idle (AppWindow *self)
{
  g_return_val_if_fail (APP_IS_WINDOW (self), NULL);

  return self->idle;
}

static void
app_window_dispose (GObject *object)
{
  AppWindow *self = APP_WINDOW (object);

  g_clear_object (&self->idle);
  g_clear_object (&self->syncer);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_window_parent_class)->dispose (object);
}

static void
app_window_finalize (GObject *object)
{
  g_ptr_array_unref (APP_WINDOW (object)->toasts);

  G_OBJECT_CLASS (app_window_parent_class)->finalize (object);
}

static void
app_window_class_init (AppWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = app_window_close_request;

  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast);
  gtk_widget_class_install_action (widget_class, "win.toast-undo", "(ssss)", toast_undo);
  gtk_widget_class_install_action (widget_class, "win.take-over", "s", change_advisor);
  gtk_widget_class_install_action (widget_class, "win.release", "s", change_advisor);
  gtk_widget_class_install_action (widget_class, "win.sync", NULL, sync_now);
  gtk_widget_class_install_action (widget_class, "win.sync-quietly", NULL, sync_quietly);
  gtk_widget_class_install_action (widget_class, "win.new-ticket", NULL, new_ticket);
  gtk_widget_class_install_action (widget_class, "win.write-again", "s", write_again);
  gtk_widget_class_install_action (widget_class, "win.invite", NULL, invite);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, show_preferences);
  gtk_widget_class_install_action (widget_class, "win.deleted-tickets", NULL, show_receipts);
  gtk_widget_class_install_action (widget_class, "win.settings", "s", show_settings);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "win.sign-in", NULL, sign_in);
  gtk_widget_class_install_action (widget_class, "win.set-up-factor", NULL, set_up_factor);
  gtk_widget_class_install_action (widget_class, "win.lock", NULL, lock);

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
  self->toasts = g_ptr_array_new_with_free_func (g_object_unref);
  g_type_ensure (APP_TYPE_SETUP_VIEW);
  g_type_ensure (APP_TYPE_UNLOCK_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));
  enable_actions (self, FALSE);
}
