/* app-ticket-view.c: see app-ticket-view.h */
#include "ticket/app-ticket-view.h"

#include "app-client-team.h"
#include "async/app-weak.h"
#include "composer/app-composer.h"
#include "entry/app-entry-list.h"
#include "entry/app-reading-place.h"
#include "focus/app-focus.h"
#include "hark-error.h"
#include "history/app-history-pane.h"
#include "text/app-text-error.h"
#include "text/app-text.h"
#include "ticket/app-assign-dialog.h"
#include "ticket/app-close-dialog.h"
#include "ticket/app-deletion-bar.h"
#include "ticket/app-deletion-dialog.h"
#include "ticket/app-exclude-dialog.h"
#include "ticket/app-move-dialog.h"
#include "ticket/app-new-code-dialog.h"
#include "ticket/app-reopen-dialog.h"
#include "ticket/app-ticket-head.h"

#include <glib/gi18n.h>

struct _AppTicketView
{
  AdwBin parent_instance;

  AppClient *client;
  HarkId id; /* what is to be shown; zero: nothing */
  gboolean as_reporter;
  gboolean is_folded;
  AppTicket *ticket; /* what is shown, until the other is loaded; NULL: nothing */
  gboolean is_other; /* … than what is to be shown */
  gboolean is_loading;
  gboolean is_stale;
  gboolean wants_focus; /* as soon as the ticket is there */
  AppSearchQuery *query; /* NULL: nothing is looked for */
  AppReadingPlace *place;

  AdwHeaderBar *header_bar;
  GtkWidget *ticket_back_button;
  AdwWindowTitle *title;
  AdwSplitButton *action_button;
  GtkWidget *menu_button;
  GtkWidget *details_button;
  GtkStack *stack;
  GtkWidget *none_page;
  AdwFlap *flap;
  GtkWidget *content;
  GtkScrolledWindow *scroll;
  AppTicketHead *head;
  AppDeletionBar *deletion_bar;
  AppEntryList *entry_list;
  AppComposer *composer;
  AppHistoryPane *history_pane;
  AdwStatusPage *error_page;
  GtkWidget *retry_button;
};

enum
{
  SIGNAL_SHOWN,
  SIGNAL_ACTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppTicketView, app_ticket_view, ADW_TYPE_BIN)

/* --- showing --- */

/* The focus must not stay in what is hidden: it goes first. */
static void
show_page (AppTicketView *self, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0)
    return;
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack)))
    gtk_root_set_focus (root, NULL);
  gtk_stack_set_visible_child_name (self->stack, name);
}

/* Where there is little room the details lie over the conversation. */
static gboolean
is_covered (AppTicketView *self)
{
  return adw_flap_get_folded (self->flap) && adw_flap_get_reveal_flap (self->flap);
}

static gboolean
has_other_areas (AppTicketView *self)
{
  g_autoptr (GPtrArray) areas = self->client != NULL ? app_client_get_areas (self->client) : NULL;

  return areas != NULL && areas->len > 1;
}

/* Two together, and never while it is on hold, which is an Expert's to say. */
static void
update_deletion (AppTicketView *self, gboolean may)
{
  AppTicket *ticket = self->ticket;
  gboolean is_proposed = may && ticket->deletion_by != NULL, is_held = may && ticket->is_held;
  gboolean may_hold = may && app_client_get_role (self->client, &ticket->area) == HARK_ROLE_EXPERT;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "ticket.delete", may && !is_proposed && !is_held);
  gtk_widget_action_set_enabled (widget, "ticket.withdraw-delete", is_proposed);
  gtk_widget_action_set_enabled (widget, "ticket.confirm-delete",
                                 is_proposed && !is_held && !ticket->is_deletion_mine);
  gtk_widget_action_set_enabled (widget, "ticket.hold", may_hold && !is_held);
  gtk_widget_action_set_enabled (widget, "ticket.lift-hold", may_hold && is_held);
}

static void
update_actions (AppTicketView *self)
{
  AppTicket *ticket = self->ticket;
  gboolean may = ticket != NULL && ticket->can_write && ticket->number != NULL && !self->as_reporter;
  gboolean may_now = may && !is_covered (self);
  /* whoever reads it can keep it from themselves */
  gboolean may_leave = ticket != NULL && ticket->is_team && ticket->number != NULL && !self->as_reporter;
  gboolean is_open = ticket != NULL && ticket->state == HARK_TICKET_OPEN;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "ticket.take-over", may_now && is_open && !ticket->is_advisor);
  gtk_widget_action_set_enabled (widget, "ticket.release", may_now && is_open && ticket->is_advisor);
  gtk_widget_action_set_enabled (widget, "ticket.assign", may_now && is_open);
  gtk_widget_action_set_enabled (widget, "ticket.move", may_now && is_open && has_other_areas (self));
  gtk_widget_action_set_enabled (widget, "ticket.exclude", may_leave && !is_covered (self));
  /* an account of the portal has no code that could be lost while it lasts: the server alone knows that */
  gtk_widget_action_set_enabled (widget, "ticket.new-code", may_now && ticket->has_inbox);
  gtk_widget_action_set_enabled (widget, "ticket.add-period", may_now && is_open);
  gtk_widget_action_set_enabled (widget, "ticket.close", may_now && is_open);
  gtk_widget_action_set_enabled (widget, "ticket.reopen", may_now && !is_open);
  update_deletion (self, may_now);
  gtk_widget_action_set_enabled (widget, "ticket.details", ticket != NULL && !self->as_reporter);
  /* Where there is little room everything is in one menu. */
  gtk_widget_set_visible (GTK_WIDGET (self->action_button), may && !self->is_folded);
  gtk_widget_set_visible (self->details_button, ticket != NULL && !self->as_reporter && !self->is_folded);
  gtk_widget_set_visible (self->menu_button,
                          ticket != NULL && !self->as_reporter && (self->is_folded || (may_leave && !may)));
  if (!may)
    return;

  if (!is_open)
    {
      adw_split_button_set_label (self->action_button, _ ("Reopen…"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), "ticket.reopen");
    }
  else if (ticket->is_advisor)
    {
      adw_split_button_set_label (self->action_button, _ ("Close…"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), "ticket.close");
    }
  else
    {
      adw_split_button_set_label (self->action_button, _ ("Take Over"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), "ticket.take-over");
    }
}

/* The subject stands in the head; the header bar repeats it once that is out of sight. */
static void
update_title (AppTicketView *self)
{
  AppTicket *ticket = self->ticket;
  double top = gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (self->scroll));
  const char *subject;

  if (ticket == NULL)
    {
      adw_window_title_set_title (self->title, "");
      adw_window_title_set_subtitle (self->title, "");
      return;
    }

  subject = self->as_reporter ? ticket->subject : ticket->title;
  if (top <= app_ticket_head_get_title_height (self->head))
    {
      adw_window_title_set_title (self->title, app_text_number (ticket));
      adw_window_title_set_subtitle (self->title, "");
    }
  else
    {
      adw_window_title_set_title (self->title, subject);
      adw_window_title_set_subtitle (self->title, app_text_number (ticket));
    }
}

static void
take_focus (AppTicketView *self)
{
  self->wants_focus = FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->scroll));
}

/* What is looked for goes first. A long conversation opens where it was left, or at its end, where it goes on; a lone
 * report at its beginning. */
static void
begin_to_read (AppTicketView *self, GtkWidget *first_hit)
{
  GtkWidget *first_new = app_entry_list_get_first_new (self->entry_list);
  GtkWidget *target = first_hit != NULL ? first_hit : first_new;
  gboolean at_end = target == NULL && self->ticket->entries->len > 1;

  if (target == gtk_widget_get_first_child (GTK_WIDGET (self->entry_list)))
    target = NULL;
  app_reading_place_begin (self->place, target, at_end);
}

static void
show_ticket (AppTicketView *self, AppTicket *ticket)
{
  gboolean is_first = self->ticket == NULL || self->is_other;
  GtkWidget *first_hit;

  g_set_object (&self->ticket, ticket);
  self->is_other = FALSE;
  app_ticket_head_show (self->head, ticket, self->as_reporter);
  app_deletion_bar_show (self->deletion_bar, self->as_reporter ? NULL : ticket, g_get_real_time () / G_USEC_PER_SEC);
  app_entry_list_show (self->entry_list, self->client, ticket, self->as_reporter, is_first);
  first_hit = app_entry_list_mark (self->entry_list, self->query);
  app_composer_show (self->composer, ticket, self->as_reporter);
  app_history_pane_show (self->history_pane, ticket);
  update_actions (self);
  if (self->as_reporter)
    adw_flap_set_reveal_flap (self->flap, FALSE);
  show_page (self, "ticket");
  if (is_first)
    begin_to_read (self, first_hit);
  update_title (self);
  if (self->wants_focus)
    take_focus (self);
  g_signal_emit (self, signals[SIGNAL_SHOWN], 0);
}

static void
show_nothing (AppTicketView *self, const char *page)
{
  g_clear_object (&self->ticket);
  update_title (self);
  update_actions (self);
  show_page (self, page);
}

static void
show_error (AppTicketView *self, const GError *error)
{
  gboolean is_gone = g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND)
                     || g_error_matches (error, HARK_ERROR, HARK_ERROR_GONE);

  adw_status_page_set_title (self->error_page, is_gone ? _ ("This Ticket Is Gone") : _ ("This Ticket Cannot Be Read"));
  adw_status_page_set_description (self->error_page,
                                   is_gone ? _ ("It was deleted, or you have no access to it any more.")
                                           : app_text_error (error));
  gtk_widget_set_visible (self->retry_button, !is_gone);
  show_nothing (self, "error");
}

/* --- loading --- */

static void reload (AppTicketView *self);

typedef struct
{
  gpointer view; /* weak */
  HarkId id;
} Loading;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Loading *loading = user_data;
  g_autoptr (AppTicketView) self = app_weak_take (loading->view);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppTicket) ticket = app_client_load_ticket_finish (APP_CLIENT (source), result, &error);

  if (self == NULL || self->client == NULL)
    return;

  self->is_loading = FALSE;
  if (hark_id_equal (&loading->id, &self->id))
    {
      if (ticket != NULL)
        show_ticket (self, ticket);
      else
        show_error (self, error);
    }
  if (self->is_stale)
    reload (self);
}

static void
reload (AppTicketView *self)
{
  Loading *loading;

  self->is_stale = self->is_loading;
  if (self->is_loading || hark_id_is_zero (&self->id))
    return;

  loading = g_new0 (Loading, 1);
  loading->view = app_weak_new (self);
  loading->id = self->id;
  self->is_loading = TRUE;
  app_client_load_ticket_async (self->client, &self->id, on_loaded, loading);
}

static void
on_retry (AppTicketView *self)
{
  show_page (self, "loading");
  reload (self);
}

void
app_ticket_view_show (AppTicketView *self, const HarkId *id, gboolean as_reporter)
{
  HarkId wanted = { 0 };

  g_return_if_fail (APP_IS_TICKET_VIEW (self));

  if (id != NULL)
    wanted = *id;
  if (hark_id_equal (&wanted, &self->id) && as_reporter == self->as_reporter)
    return;

  self->id = wanted;
  self->as_reporter = as_reporter;
  self->is_other = TRUE;
  if (id == NULL)
    show_nothing (self, "none");
  else if (self->ticket == NULL)
    show_nothing (self, "loading");
  reload (self);
}

AppTicket *
app_ticket_view_get_ticket (AppTicketView *self)
{
  g_return_val_if_fail (APP_IS_TICKET_VIEW (self), NULL);

  return self->ticket;
}

void
app_ticket_view_set_folded (AppTicketView *self, gboolean folded)
{
  g_return_if_fail (APP_IS_TICKET_VIEW (self));

  self->is_folded = folded;
  update_actions (self);
  gtk_widget_set_visible (self->ticket_back_button, folded);
  adw_header_bar_set_show_start_title_buttons (self->header_bar, folded);
}

void
app_ticket_view_set_alone (AppTicketView *self, gboolean alone)
{
  g_return_if_fail (APP_IS_TICKET_VIEW (self));

  /* Not the page itself: a stack whose page hides shows another one. */
  gtk_widget_set_visible (self->none_page, !alone);
}

void
app_ticket_view_set_query (AppTicketView *self, AppSearchQuery *query)
{
  GtkWidget *first_hit;

  g_return_if_fail (APP_IS_TICKET_VIEW (self));

  if (self->query == query)
    return;

  g_clear_pointer (&self->query, app_search_query_unref);
  self->query = query != NULL ? app_search_query_ref (query) : NULL;
  if (self->ticket == NULL)
    return;

  first_hit = app_entry_list_mark (self->entry_list, self->query);
  if (first_hit != NULL)
    app_reading_place_go_to (self->place, first_hit);
}

void
app_ticket_view_save_drafts (AppTicketView *self)
{
  g_return_if_fail (APP_IS_TICKET_VIEW (self));

  app_composer_save_drafts (self->composer);
}

/* --- acting --- */

static void
on_acted (AppTicketView *self)
{
  app_reading_place_stick (self->place);
  g_signal_emit (self, signals[SIGNAL_ACTED], 0);
}

typedef struct
{
  gpointer view; /* weak */
  HarkId ticket;
  const char *told;
  const char *undo; /* the window's action that puts it back; NULL: none does */
} Acting;

static void
on_act_finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Acting *acting = user_data;
  g_autoptr (AppTicketView) self = app_weak_take (acting->view);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_act_finish (APP_CLIENT (source), result, NULL, &error);
  g_autofree char *id = hark_id_to_string (&acting->ticket);

  if (self == NULL)
    return;

  if (!done)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", app_text_error (error));
  else if (acting->undo == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", acting->told);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast-undo", "(ssss)", acting->told, acting->undo, id, "");
  if (done)
    g_signal_emit (self, signals[SIGNAL_ACTED], 0);
}

static void
act (AppTicketView *self, AppActionType type, const char *told, const char *undo)
{
  AppAction action = { .type = type, .ticket = self->ticket->id };
  Acting *acting = g_new0 (Acting, 1);

  acting->view = app_weak_new (self);
  acting->ticket = self->ticket->id;
  acting->told = told;
  acting->undo = undo;
  app_client_act_async (self->client, &action, on_act_finished, acting);
}

/* Released is what was nobody's before. What was somebody else's would not go back to them. */
static void
take_over (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTicketView *self = APP_TICKET_VIEW (widget);

  act (self, APP_ACTION_TAKE_OVER, _ ("Ticket taken over"),
       self->ticket->advisor == NULL ? "win.release" : NULL);
}

static void
release (GtkWidget *widget, const char *name, GVariant *parameter)
{
  act (APP_TICKET_VIEW (widget), APP_ACTION_RELEASE, _ ("Ticket released"), "win.take-over");
}

static void
assign_ticket (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTicketView *self = APP_TICKET_VIEW (widget);
  GtkWindow *dialog = app_assign_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->client, self->ticket);

  g_signal_connect_object (dialog, "assigned", G_CALLBACK (on_acted), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
move_ticket (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTicketView *self = APP_TICKET_VIEW (widget);
  GtkWindow *dialog = app_move_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->client, self->ticket);

  g_signal_connect_object (dialog, "moved", G_CALLBACK (on_acted), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
exclude_somebody (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTicketView *self = APP_TICKET_VIEW (widget);
  GtkWindow *dialog = app_exclude_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->client, self->ticket);

  g_signal_connect_object (dialog, "excluded", G_CALLBACK (on_acted), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
add_period (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *id = hark_id_to_string (&APP_TICKET_VIEW (widget)->ticket->id);

  gtk_widget_activate_action (widget, "period.add", "s", id);
}

static void
issue_code (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTicketView *self = APP_TICKET_VIEW (widget);
  GtkWindow *dialog = app_new_code_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->client, self->ticket);

  g_signal_connect_object (dialog, "issued", G_CALLBACK (on_acted), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
close_ticket (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTicketView *self = APP_TICKET_VIEW (widget);
  GtkWindow *dialog = app_close_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->client, self->ticket);

  g_signal_connect_object (dialog, "closed", G_CALLBACK (on_acted), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
reopen_ticket (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTicketView *self = APP_TICKET_VIEW (widget);
  GtkWindow *dialog = app_reopen_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), self->client, self->ticket);

  g_signal_connect_object (dialog, "reopened", G_CALLBACK (on_acted), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
show_deletion_dialog (AppTicketView *self, AppActionType type)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWindow *dialog = app_deletion_dialog_new (parent, self->client, self->ticket, type);

  g_signal_connect_object (dialog, "acted", G_CALLBACK (on_acted), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
ask_to_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_deletion_dialog (APP_TICKET_VIEW (widget), APP_ACTION_PROPOSE_DELETE);
}

static void
hold_ticket (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_deletion_dialog (APP_TICKET_VIEW (widget), APP_ACTION_HOLD);
}

static void
lift_hold (GtkWidget *widget, const char *name, GVariant *parameter)
{
  act (APP_TICKET_VIEW (widget), APP_ACTION_LIFT_HOLD, _ ("Hold lifted"), NULL);
}

static void
withdraw_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  act (APP_TICKET_VIEW (widget), APP_ACTION_WITHDRAW_DELETE, _ ("Not deleted"), NULL);
}

/* Of what was asked about, whatever is shown by now. */
static void
on_confirmed (AppTicketView *self, const char *response, GObject *dialog)
{
  const HarkId *asked = g_object_get_data (dialog, "ticket");

  if (self->ticket != NULL && hark_id_equal (&self->ticket->id, asked))
    act (self, APP_ACTION_CONFIRM_DELETE, _ ("Ticket deleted"), NULL);
}

static void
confirm_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTicketView *self = APP_TICKET_VIEW (widget);
  /* Translators: %s is the ticket's number */
  g_autofree char *heading = g_strdup_printf (_ ("Delete Ticket %s?"), self->ticket->number);
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (widget)), heading,
      _ ("The report, everything that was said and every attachment are gone for good, for everybody: the reporter, "
         "too. Nobody can bring them back."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "ticket", hark_id_copy (&self->ticket->id), g_free);
  g_signal_connect_object (dialog, "response::delete", G_CALLBACK (on_confirmed), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
toggle_details (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppTicketView *self = APP_TICKET_VIEW (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

/* What is covered can neither be reached nor acted on; the focus goes to what covers it, and back. */
static void
on_flap (AppTicketView *self)
{
  gboolean covered = is_covered (self);

  if (covered == !gtk_widget_get_sensitive (self->content))
    return;

  app_history_pane_set_over (self->history_pane, covered);
  if (covered)
    gtk_widget_grab_focus (GTK_WIDGET (self->history_pane));
  gtk_widget_set_sensitive (self->content, !covered);
  update_actions (self);
  if (!covered && self->ticket != NULL)
    take_focus (self);
}

static gboolean
app_ticket_view_grab_focus (GtkWidget *widget)
{
  AppTicketView *self = APP_TICKET_VIEW (widget);

  if (self->ticket == NULL || self->is_other)
    self->wants_focus = TRUE;
  else
    take_focus (self);

  return TRUE;
}

void
app_ticket_view_set_client (AppTicketView *self, AppClient *client)
{
  g_return_if_fail (APP_IS_TICKET_VIEW (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  app_composer_set_client (self->composer, client);
  g_signal_connect_object (client, "changed", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
}

static void
app_ticket_view_dispose (GObject *object)
{
  AppTicketView *self = APP_TICKET_VIEW (object);

  g_clear_object (&self->place);
  g_clear_pointer (&self->query, app_search_query_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->ticket);

  G_OBJECT_CLASS (app_ticket_view_parent_class)->dispose (object);
}

static void
app_ticket_view_class_init (AppTicketViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_ticket_view_dispose;
  widget_class->grab_focus = app_ticket_view_grab_focus;
  widget_class->focus = app_focus_child;

  signals[SIGNAL_SHOWN] = g_signal_new ("shown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTED] = g_signal_new ("acted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "ticket.take-over", NULL, take_over);
  gtk_widget_class_install_action (widget_class, "ticket.release", NULL, release);
  gtk_widget_class_install_action (widget_class, "ticket.assign", NULL, assign_ticket);
  gtk_widget_class_install_action (widget_class, "ticket.move", NULL, move_ticket);
  gtk_widget_class_install_action (widget_class, "ticket.exclude", NULL, exclude_somebody);
  gtk_widget_class_install_action (widget_class, "ticket.add-period", NULL, add_period);
  gtk_widget_class_install_action (widget_class, "ticket.new-code", NULL, issue_code);
  gtk_widget_class_install_action (widget_class, "ticket.close", NULL, close_ticket);
  gtk_widget_class_install_action (widget_class, "ticket.reopen", NULL, reopen_ticket);
  gtk_widget_class_install_action (widget_class, "ticket.details", NULL, toggle_details);
  gtk_widget_class_install_action (widget_class, "ticket.delete", NULL, ask_to_delete);
  gtk_widget_class_install_action (widget_class, "ticket.withdraw-delete", NULL, withdraw_delete);
  gtk_widget_class_install_action (widget_class, "ticket.confirm-delete", NULL, confirm_delete);
  gtk_widget_class_install_action (widget_class, "ticket.hold", NULL, hold_ticket);
  gtk_widget_class_install_action (widget_class, "ticket.lift-hold", NULL, lift_hold);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-ticket-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, header_bar);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, ticket_back_button);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, title);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, action_button);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, menu_button);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, details_button);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, stack);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, none_page);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, flap);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, content);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, scroll);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, head);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, deletion_bar);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, entry_list);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, composer);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, history_pane);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, error_page);
  gtk_widget_class_bind_template_child (widget_class, AppTicketView, retry_button);
  gtk_widget_class_bind_template_callback (widget_class, on_acted);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
  gtk_widget_class_bind_template_callback (widget_class, on_flap);
}

static void
app_ticket_view_init (AppTicketView *self)
{
  g_type_ensure (APP_TYPE_TICKET_HEAD);
  g_type_ensure (APP_TYPE_DELETION_BAR);
  g_type_ensure (APP_TYPE_ENTRY_LIST);
  g_type_ensure (APP_TYPE_COMPOSER);
  g_type_ensure (APP_TYPE_HISTORY_PANE);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->place = app_reading_place_new (self->scroll);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroll), "value-changed",
                           G_CALLBACK (update_title), self, G_CONNECT_SWAPPED);
  update_actions (self);
}
