/* app-main-view.c: see app-main-view.h */
#include "window/app-main-view.h"

#include "app-client-period.h"
#include "app-client-read.h"
#include "async/app-weak.h"
#include "focus/app-focus.h"
#include "hark-error.h"
#include "people/app-standing.h"
#include "sidebar/app-sidebar.h"
#include "text/app-text-due.h"
#include "text/app-text-error.h"
#include "text/app-text-refused.h"
#include "ticket/app-close-dialog.h"
#include "ticket/app-ticket-list.h"
#include "ticket/app-ticket-model.h"
#include "ticket/app-ticket-view.h"
#include "waiting/app-take-back.h"
#include "window/app-pane.h"

#include <glib/gi18n.h>

#define TICK_SECONDS 60
#define SEEN_SECONDS 2 /* that a ticket stands there until it counts as seen */

struct _AppMainView
{
  AdwBin parent_instance;

  AppClient *client;
  AppTicketModel *model;
  guint timer;
  HarkId seen; /* what stands there, zeros: nothing, or nobody looks */
  gint64 seen_up_to;
  guint seen_timer;
  gboolean is_waiting; /* to be confirmed */

  AdwLeaflet *outer;
  AdwLeaflet *inner;
  GtkWidget *sidebar_pane, *list_pane, *ticket_pane;
  AppSidebar *sidebar;
  AppTicketList *list;
  GtkStack *right;
  AppTicketView *view;
  AppSettingPreview *preview;
};

G_DEFINE_FINAL_TYPE (AppMainView, app_main_view, ADW_TYPE_BIN)

static gboolean
is_ticket_visible (AppMainView *self)
{
  return gtk_stack_get_visible_child (self->right) == GTK_WIDGET (self->view)
         && (!adw_leaflet_get_folded (self->inner)
             || adw_leaflet_get_visible_child (self->inner) == self->ticket_pane);
}

/* Read is what stands before the eyes of somebody who is there … */
static AppTicket *
get_ticket_in_sight (AppMainView *self)
{
  AppTicket *ticket = app_ticket_view_get_ticket (self->view);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return ticket != NULL && root != NULL && gtk_window_is_active (GTK_WINDOW (root)) && is_ticket_visible (self)
             ? ticket
             : NULL;
}

static void
on_marked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMainView) self = app_weak_take (user_data);
  gboolean changed = FALSE;

  /* What could not be kept is unread again at the next start: nothing is lost. */
  if (app_client_mark_read_finish (APP_CLIENT (source), result, &changed, NULL) && changed && self != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.sync-quietly", NULL);
}

/* … for a moment: who only passes through a list has read nothing. */
static gboolean
on_seen (gpointer user_data)
{
  AppMainView *self = user_data;
  AppTicket *ticket = get_ticket_in_sight (self);
  AppTicketItem *item = ticket != NULL ? app_ticket_model_find (self->model, &ticket->id) : NULL;

  self->seen_timer = 0;
  if (ticket == NULL || !hark_id_equal (&ticket->id, &self->seen) || ticket->newest != self->seen_up_to)
    return G_SOURCE_REMOVE;

  if (item != NULL)
    app_ticket_item_mark_read (item);
  app_sidebar_update (self->sidebar);
  app_client_mark_read_async (self->client, &ticket->id, ticket->newest, on_marked, app_weak_new (self));

  return G_SOURCE_REMOVE;
}

/* Another ticket, more of the same, or nobody there: the time begins anew. */
static void
watch (AppMainView *self)
{
  AppTicket *ticket = get_ticket_in_sight (self);
  HarkId seen = { 0 };
  gint64 newest = 0;

  if (ticket != NULL)
    {
      seen = ticket->id;
      newest = ticket->newest;
    }
  if (self->seen_timer != 0 && hark_id_equal (&seen, &self->seen) && newest == self->seen_up_to)
    return;

  g_clear_handle_id (&self->seen_timer, g_source_remove);
  self->seen = seen;
  self->seen_up_to = newest;
  if (ticket != NULL && newest > ticket->read_up_to)
    self->seen_timer = g_timeout_add_seconds (SEEN_SECONDS, on_seen, self);
}

static void
on_root (AppMainView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root != NULL)
    g_signal_connect_object (root, "notify::is-active", G_CALLBACK (watch), self, G_CONNECT_SWAPPED);
}

static void
show_item (AppMainView *self, AppTicketItem *item)
{
  gboolean as_reporter = app_ticket_list_get_place (self->list) == APP_PLACE_OWN;

  app_ticket_view_show (self->view, item != NULL ? &app_ticket_item_get_ticket (item)->id : NULL, as_reporter);
}

/* What is selected in the place that shows. */
static void
show_selected (AppMainView *self)
{
  AppPeriodPage *period_page = app_ticket_list_get_period_page (self->list);

  if (app_ticket_list_get_place (self->list) == APP_PLACE_PERIODS)
    app_ticket_view_show (self->view, app_period_page_get_selected (period_page), FALSE);
  else
    show_item (self, app_ticket_list_get_selected (self->list));
}

static void
on_searched (AppMainView *self)
{
  app_ticket_view_set_query (self->view, app_ticket_list_get_query (self->list));
}

static void
on_selected (AppMainView *self, AppTicketItem *item)
{
  if (app_ticket_list_get_place (self->list) != APP_PLACE_PERIODS)
    show_item (self, item);
}

static void
on_opened (AppMainView *self)
{
  adw_leaflet_set_visible_child (self->inner, self->ticket_pane);
  /* Not the header's first button, which the next Enter would press. */
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  watch (self);
}

static void
on_period_selected (AppMainView *self)
{
  if (app_ticket_list_get_place (self->list) == APP_PLACE_PERIODS)
    show_selected (self);
}

static void
set_place (AppMainView *self, AppPlace place)
{
  app_sidebar_select (self->sidebar, place);
  app_ticket_list_set_place (self->list, place);
  gtk_stack_set_visible_child (self->right,
                               place == APP_PLACE_SETTINGS ? GTK_WIDGET (self->preview) : GTK_WIDGET (self->view));
  /* The same ticket may stand in both: each place has its side of it. */
  show_selected (self);
}

static void
on_place_chosen (AppMainView *self, int place)
{
  set_place (self, place);
  adw_leaflet_set_visible_child (self->inner, self->list_pane);
  adw_leaflet_set_visible_child (self->outer, GTK_WIDGET (self->inner));
}

static void
on_area_chosen (AppMainView *self)
{
  app_ticket_list_set_area (self->list, app_sidebar_get_area (self->sidebar));
  show_selected (self);
}

static void
on_refused (AppMainView *self)
{
  guint count = app_refused_page_get_count (app_ticket_list_get_refused_page (self->list));

  app_sidebar_set_refused (self->sidebar, count);
  app_ticket_list_set_refused (self->list, count);
  if (count == 0 && app_ticket_list_get_place (self->list) == APP_PLACE_REFUSED)
    set_place (self, APP_PLACE_TEAM);
}

static void
on_returned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMainView) self = app_weak_take (user_data);

  /* What cannot be put there now stays refused, and is tried with the next change. */
  if (app_client_return_refused_finish (APP_CLIENT (source), result, NULL) && self != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("An answer was not sent: it is a draft again"));
}

/* What depended on something that was refused goes back to where it was written, and says why. */
static void
on_listed (AppMainView *self)
{
  GPtrArray *list = app_refused_page_get_list (app_ticket_list_get_refused_page (self->list));

  for (guint i = 0; i < list->len; i++)
    {
      const AppRefused *refused = list->pdata[i];
      g_autofree char *why = refused->is_draft ? app_text_not_sent (refused) : NULL;

      if (why != NULL)
        app_client_return_refused_async (self->client, &refused->op, why, on_returned, app_weak_new (self));
    }
}

static void
on_awaited (AppMainView *self)
{
  guint count = app_people_page_get_count (app_ticket_list_get_people_page (self->list));
  AppStanding standing = app_standing_get (self->client);

  app_sidebar_set_awaited (self->sidebar, count);
  if (count == 0 && !standing.is_member && !standing.is_admin
      && app_ticket_list_get_place (self->list) == APP_PLACE_PEOPLE)
    set_place (self, APP_PLACE_OWN);
}

/* Whoever waits has nothing but their own side; once they were confirmed they begin where everybody else does. */
static void
on_connection (AppMainView *self)
{
  AppConnection connection = app_client_get_connection (self->client);

  if (connection == APP_CONNECTION_WAITING && !self->is_waiting)
    {
      self->is_waiting = TRUE;
      set_place (self, APP_PLACE_OWN);
    }
  else if (connection == APP_CONNECTION_ONLINE && self->is_waiting)
    {
      self->is_waiting = FALSE;
      set_place (self, app_standing_get (self->client).is_member ? APP_PLACE_TEAM : APP_PLACE_OWN);
    }
  app_sidebar_update (self->sidebar);
}

/* Beside an empty list nothing is to be selected, and nothing more to be said. */
static void
on_page_changed (AppMainView *self)
{
  AppPeriodPage *period_page = app_ticket_list_get_period_page (self->list);
  gboolean has_deadlines = app_ticket_list_get_place (self->list) == APP_PLACE_PERIODS
                           && app_period_page_get_count (period_page) > 0;

  app_ticket_view_set_alone (self->view, app_ticket_list_is_empty (self->list) && !has_deadlines);
}

static void
on_folded (AppMainView *self)
{
  gboolean outer = adw_leaflet_get_folded (self->outer);
  gboolean inner = adw_leaflet_get_folded (self->inner);

  app_sidebar_set_folded (self->sidebar, outer);
  app_ticket_list_set_folded (self->list, outer, inner);
  app_ticket_view_set_folded (self->view, inner);
  app_setting_preview_set_folded (self->preview, inner);
}

static void
on_acted (AppMainView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.sync-quietly", NULL);
}

static gboolean
on_tick (gpointer user_data)
{
  AppMainView *self = user_data;

  app_ticket_model_tick (self->model);
  app_ticket_list_update (self->list);
  app_sidebar_update (self->sidebar);

  return G_SOURCE_CONTINUE;
}

/* Not up to a minute later. */
static void
on_day_ended (AppMainView *self)
{
  on_tick (self);
}

/* --- actions --- */

static void
back_to_sidebar (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppMainView *self = APP_MAIN_VIEW (widget);

  adw_leaflet_set_visible_child (self->outer, self->sidebar_pane);
}

static void
back_to_list (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppMainView *self = APP_MAIN_VIEW (widget);

  adw_leaflet_set_visible_child (self->inner, self->list_pane);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
show_refused (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppMainView *self = APP_MAIN_VIEW (widget);

  set_place (self, APP_PLACE_REFUSED);
  adw_leaflet_set_visible_child (self->inner, self->list_pane);
}

static void
show_unsent (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppMainView *self = APP_MAIN_VIEW (widget);

  on_place_chosen (self, APP_PLACE_UNSENT);
}

static void
show_people (GtkWidget *widget, const char *name, GVariant *parameter)
{
  on_place_chosen (APP_MAIN_VIEW (widget), APP_PLACE_PEOPLE);
}

static void
show_preview (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppMainView *self = APP_MAIN_VIEW (widget);

  adw_leaflet_set_visible_child (self->inner, self->ticket_pane);
  gtk_widget_child_focus (GTK_WIDGET (self->preview), GTK_DIR_TAB_FORWARD);
}

void
app_main_view_show_settings (AppMainView *self, const HarkId *area)
{
  g_return_if_fail (APP_IS_MAIN_VIEW (self));

  app_setting_page_choose (app_ticket_list_get_setting_page (self->list), area);
  on_place_chosen (self, APP_PLACE_SETTINGS);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
show_in_place (AppMainView *self, AppPlace place, const HarkId *ticket)
{
  set_place (self, place);
  app_ticket_list_select (self->list, ticket);
  adw_leaflet_set_visible_child (self->outer, GTK_WIDGET (self->inner));
  adw_leaflet_set_visible_child (self->inner, self->ticket_pane);
}

static void
show_ticket (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppMainView *self = APP_MAIN_VIEW (widget);
  AppTicketItem *item = NULL;
  HarkId id;

  if (hark_id_from_string (g_variant_get_string (parameter, NULL), &id))
    item = app_ticket_model_find (self->model, &id);
  if (item == NULL)
    {
      gtk_widget_activate_action (widget, "win.toast", "s", _ ("This ticket is gone"));
      return;
    }

  show_in_place (self, app_ticket_item_get_ticket (item)->is_team ? APP_PLACE_TEAM : APP_PLACE_OWN, &id);
}

/* --- what waits, what was refused --- */

static void
on_taken_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMainView) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) taken = app_take_back_finish (result, &error);

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_widget_activate_action (
      GTK_WIDGET (self), "win.toast", "s",
      taken != NULL ? _ ("Taken back: it is not sent")
      : g_error_matches (error, HARK_ERROR, HARK_ERROR_BUSY)
          ? _ ("Submit or discard the new ticket that is half written first")
      : g_error_matches (error, HARK_ERROR, HARK_ERROR_DISK)
          ? app_text_error (error)
          : _ ("It is on its way already and cannot be taken back"));
}

static void
take_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppMainView *self = APP_MAIN_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  HarkId op;

  if (!hark_id_from_string (g_variant_get_string (parameter, NULL), &op))
    return;

  /* What is half written must be known, for its words go behind it. */
  app_ticket_view_save_drafts (self->view);
  app_take_back_async (GTK_WINDOW (root), self->client, &op, on_taken_back, app_weak_new (self));
}

const AppRefused *
app_main_view_find_refused (AppMainView *self, const char *op)
{
  g_return_val_if_fail (APP_IS_MAIN_VIEW (self), NULL);

  return app_refused_page_find (app_ticket_list_get_refused_page (self->list), op);
}

static const AppRefused *
find_refused (AppMainView *self, GVariant *op)
{
  return app_main_view_find_refused (self, g_variant_get_string (op, NULL));
}

static void
on_retried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMainView) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_retry_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  if (done)
    on_acted (self);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", app_text_error (error));
}

static void
retry (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppMainView *self = APP_MAIN_VIEW (widget);
  const AppRefused *refused = find_refused (self, parameter);

  if (refused != NULL)
    app_client_retry_async (self->client, &refused->op, on_retried, app_weak_new (self));
}

static void
on_let_go (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMainView) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  if (!app_client_acknowledge_refused_finish (APP_CLIENT (source), result, &error) && self != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", app_text_error (error));
}

static void
let_go (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppMainView *self = APP_MAIN_VIEW (widget);
  const AppRefused *refused = find_refused (self, parameter);

  if (refused != NULL)
    app_client_acknowledge_refused_async (self->client, &refused->op, on_let_go, app_weak_new (self));
}

static void
on_edited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppMainView) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  if (!app_client_return_refused_finish (APP_CLIENT (source), result, &error) && self != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", app_text_error (error));
}

static void
edit_refused (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppMainView *self = APP_MAIN_VIEW (widget);
  const AppRefused *refused = find_refused (self, parameter);
  g_autofree char *why = NULL;
  HarkId ticket;

  if (refused == NULL)
    return;

  why = app_text_not_sent (refused);
  ticket = refused->ticket;
  app_client_return_refused_async (self->client, &refused->op, why, on_edited, app_weak_new (self));
  show_in_place (self, refused->as_reporter ? APP_PLACE_OWN : APP_PLACE_TEAM, &ticket);
}

static void
close_again (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AppMainView *self = APP_MAIN_VIEW (widget);
  const AppRefused *refused = find_refused (self, parameter);
  AppTicketItem *item = refused != NULL ? app_ticket_model_find (self->model, &refused->ticket) : NULL;
  GtkWindow *dialog;

  if (item == NULL)
    return;

  dialog = app_close_dialog_new_again (GTK_WINDOW (gtk_widget_get_root (widget)), self->client,
                                       app_ticket_item_get_ticket (item), refused);
  g_signal_connect_object (dialog, "closed", G_CALLBACK (on_acted), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

void
app_main_view_show_own (AppMainView *self, const HarkId *ticket)
{
  g_return_if_fail (APP_IS_MAIN_VIEW (self));

  show_in_place (self, APP_PLACE_OWN, ticket);
}

void
app_main_view_show_team (AppMainView *self, const HarkId *ticket)
{
  g_return_if_fail (APP_IS_MAIN_VIEW (self));

  show_in_place (self, APP_PLACE_TEAM, ticket);
}

HarkId
app_main_view_get_shown (AppMainView *self)
{
  const HarkId none = { { 0 } };
  AppTicket *ticket;

  g_return_val_if_fail (APP_IS_MAIN_VIEW (self), none);

  ticket = app_ticket_view_get_ticket (self->view);

  return ticket != NULL ? ticket->id : none;
}

gboolean
app_main_view_is_team (AppMainView *self)
{
  g_return_val_if_fail (APP_IS_MAIN_VIEW (self), FALSE);

  return app_place_is_team (app_ticket_list_get_place (self->list))
         || app_ticket_list_get_place (self->list) == APP_PLACE_PERIODS;
}

void
app_main_view_reload_people (AppMainView *self)
{
  g_return_if_fail (APP_IS_MAIN_VIEW (self));

  app_people_page_reload (app_ticket_list_get_people_page (self->list));
}

void
app_main_view_start_search (AppMainView *self)
{
  g_return_if_fail (APP_IS_MAIN_VIEW (self));

  adw_leaflet_set_visible_child (self->outer, GTK_WIDGET (self->inner));
  adw_leaflet_set_visible_child (self->inner, self->list_pane);
  app_ticket_list_start_search (self->list);
}

void
app_main_view_save_drafts (AppMainView *self)
{
  g_return_if_fail (APP_IS_MAIN_VIEW (self));

  app_ticket_view_save_drafts (self->view);
}

/* Who is in no team begins with their own tickets. It is known from the roster, or told by the tickets; until then the
 * next load may tell. */
static void
on_first_loaded (AppMainView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  AppStanding standing = app_standing_get (self->client);
  gboolean is_member = standing.is_member;

  if (n == 0 && !standing.is_known)
    return;

  g_signal_handlers_disconnect_by_func (self->model, on_first_loaded, self);
  for (guint i = 0; i < n && !is_member; i++)
    {
      g_autoptr (AppTicketItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      is_member = app_ticket_item_get_ticket (item)->is_team;
    }
  if (!is_member && app_main_view_is_team (self))
    set_place (self, APP_PLACE_OWN);
}

/* Before what is told by it is loaded again. */
static void
follow_zone (AppMainView *self)
{
  g_autoptr (GTimeZone) zone = app_client_copy_zone (self->client);

  app_text_due_set_zone (zone);
}

GtkWidget *
app_main_view_new (AppClient *client)
{
  AppMainView *self = g_object_new (APP_TYPE_MAIN_VIEW, NULL);
  AppRefusedPage *refused_page = app_ticket_list_get_refused_page (self->list);
  AppPeriodPage *period_page = app_ticket_list_get_period_page (self->list);

  self->client = g_object_ref (client);
  follow_zone (self);
  g_signal_connect_object (client, "changed", G_CALLBACK (follow_zone), self, G_CONNECT_SWAPPED);
  self->model = app_ticket_model_new (client);
  app_ticket_list_set_model (self->list, client, self->model);
  app_sidebar_set_model (self->sidebar, client, self->model);
  app_ticket_list_set_menu (self->list, app_sidebar_get_menu (self->sidebar));
  app_ticket_view_set_client (self->view, client);
  app_setting_page_set_client (app_ticket_list_get_setting_page (self->list), client, self->preview);
  g_signal_connect_object (period_page, "selected", G_CALLBACK (on_period_selected), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (period_page, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (refused_page, "listed", G_CALLBACK (on_listed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (refused_page, "notify::count", G_CALLBACK (on_refused), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (app_ticket_list_get_people_page (self->list), "notify::count", G_CALLBACK (on_awaited), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::connection", G_CALLBACK (on_connection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "loaded", G_CALLBACK (on_first_loaded), self, G_CONNECT_SWAPPED);
  set_place (self, APP_PLACE_TEAM);
  on_connection (self);
  on_folded (self);
  self->timer = g_timeout_add_seconds (TICK_SECONDS, on_tick, self);
  g_signal_connect_object (app_ticket_list_get_period_page (self->list), "day-ended", G_CALLBACK (on_day_ended), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

static gboolean
app_main_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (APP_MAIN_VIEW (widget)->list));
}

static void
app_main_view_dispose (GObject *object)
{
  AppMainView *self = APP_MAIN_VIEW (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_handle_id (&self->seen_timer, g_source_remove);
  g_clear_object (&self->model);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_main_view_parent_class)->dispose (object);
}

static void
app_main_view_class_init (AppMainViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_main_view_dispose;
  widget_class->grab_focus = app_main_view_grab_focus;
  widget_class->focus = app_focus_child;

  gtk_widget_class_install_action (widget_class, "main.back-to-sidebar", NULL, back_to_sidebar);
  gtk_widget_class_install_action (widget_class, "main.back-to-list", NULL, back_to_list);
  gtk_widget_class_install_action (widget_class, "main.show-refused", NULL, show_refused);
  gtk_widget_class_install_action (widget_class, "main.show-unsent", NULL, show_unsent);
  gtk_widget_class_install_action (widget_class, "main.show-people", NULL, show_people);
  gtk_widget_class_install_action (widget_class, "main.show-preview", NULL, show_preview);
  gtk_widget_class_install_action (widget_class, "main.take-back", "s", take_back);
  gtk_widget_class_install_action (widget_class, "main.retry", "s", retry);
  gtk_widget_class_install_action (widget_class, "main.let-go", "s", let_go);
  gtk_widget_class_install_action (widget_class, "main.edit-refused", "s", edit_refused);
  gtk_widget_class_install_action (widget_class, "main.close-again", "s", close_again);
  gtk_widget_class_install_action (widget_class, "main.show-ticket", "s", show_ticket);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/window/app-main-view.ui");
  gtk_widget_class_bind_template_child (widget_class, AppMainView, outer);
  gtk_widget_class_bind_template_child (widget_class, AppMainView, inner);
  gtk_widget_class_bind_template_child (widget_class, AppMainView, sidebar_pane);
  gtk_widget_class_bind_template_child (widget_class, AppMainView, list_pane);
  gtk_widget_class_bind_template_child (widget_class, AppMainView, ticket_pane);
  gtk_widget_class_bind_template_child (widget_class, AppMainView, sidebar);
  gtk_widget_class_bind_template_child (widget_class, AppMainView, list);
  gtk_widget_class_bind_template_child (widget_class, AppMainView, right);
  gtk_widget_class_bind_template_child (widget_class, AppMainView, view);
  gtk_widget_class_bind_template_child (widget_class, AppMainView, preview);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
  gtk_widget_class_bind_template_callback (widget_class, on_area_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_place_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_opened);
  gtk_widget_class_bind_template_callback (widget_class, on_searched);
  gtk_widget_class_bind_template_callback (widget_class, on_acted);
  gtk_widget_class_bind_template_callback (widget_class, on_page_changed);
  gtk_widget_class_bind_template_callback (widget_class, watch);
}

static void
app_main_view_init (AppMainView *self)
{
  g_type_ensure (APP_TYPE_PANE);
  g_type_ensure (APP_TYPE_SIDEBAR);
  g_type_ensure (APP_TYPE_TICKET_LIST);
  g_type_ensure (APP_TYPE_TICKET_VIEW);
  g_type_ensure (APP_TYPE_SETTING_PREVIEW);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::root", G_CALLBACK (on_root), NULL);
}
