/* app-ticket-list.c: see app-ticket-list.h */
#include "ticket/app-ticket-list.h"

#include "app-client-team.h"
#include "clock/app-clock.h"
#include "focus/app-focus.h"
#include "sidebar/app-connection-bar.h"
#include "text/app-text-error.h"
#include "ticket/app-ticket-row.h"
#include "ticket/app-ticket-search.h"
#include "waiting/app-waiting-page.h"

#include <glib/gi18n.h>

struct _AppTicketList
{
  AdwBin parent_instance;

  AppClient *client;
  AppTicketModel *model;
  AppPlace place;
  HarkId area; /* zeros: of any */
  AppTicketSearch *search;
  gint64 now;
  HarkId wanted;   /* to be selected as soon as it is there */
  HarkId selected; /* what was told last */
  HarkId sticky;   /* stays in the list while it is selected, also when it ceases to fit the place */
  gboolean is_filtering;

  GtkFilter *filter; /* owned by filtered */
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;

  AdwHeaderBar *header_bar;
  GtkWidget *list_back_button;
  AdwWindowTitle *title;
  GtkWidget *search_button;
  GtkMenuButton *list_menu_button;
  AppConnectionBar *connection_bar;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *list_view;
  AdwStatusPage *empty_page;
  GtkWidget *empty_button;
  AdwStatusPage *error_page;
  AppWaitingPage *waiting_page;
  AdwStatusPage *confirm_page;
  AppRefusedPage *refused_page;
  AppPeriodPage *period_page;
  AppPeoplePage *people_page;
  AppSettingPage *setting_page;
};

enum
{
  SIGNAL_SELECTED,
  SIGNAL_OPENED,
  SIGNAL_PAGE_CHANGED,
  SIGNAL_SEARCHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppTicketList, app_ticket_list, ADW_TYPE_BIN)

static gboolean
is_found (AppTicketList *self, AppTicket *ticket)
{
  const char *text = self->search != NULL ? app_ticket_search_get_text (self->search) : NULL;

  return text == NULL || app_ticket_search_find (self->search, &ticket->id) != NULL;
}

static gboolean
holds_item (gpointer item, gpointer user_data)
{
  AppTicketList *self = user_data;
  AppTicket *ticket = app_ticket_item_get_ticket (item);

  if (hark_id_equal (&ticket->id, &self->sticky))
    return TRUE;

  return app_place_holds_of (self->place, ticket, &self->area, self->now) && is_found (self, ticket);
}

static void
show_empty (AppTicketList *self)
{
  static const char *const titles[APP_PLACE_LAST] = {
    [APP_PLACE_OWN] = N_ ("No Tickets of Yours"),   [APP_PLACE_TEAM] = N_ ("No Tickets Yet"),
    [APP_PLACE_NEW] = N_ ("Nothing New"),           [APP_PLACE_MINE] = N_ ("You Have No Tickets"),
    [APP_PLACE_WAITING] = N_ ("Nobody Is Waited For"), [APP_PLACE_OVERDUE] = N_ ("Nothing Is Overdue"),
    [APP_PLACE_CLOSED] = N_ ("No Closed Tickets"),
  };
  static const char *const descriptions[APP_PLACE_LAST] = {
    [APP_PLACE_OWN] = N_ ("What you report or ask yourself stands here, with the answers of the team."),
    [APP_PLACE_TEAM] = N_ ("What people report to your areas arrives here."),
    [APP_PLACE_NEW] = N_ ("Every ticket has been taken over at least once."),
    [APP_PLACE_MINE] = N_ ("Take over a ticket to be its reporter’s contact person."),
    [APP_PLACE_WAITING] = N_ ("In every open ticket it is the team’s turn."),
    [APP_PLACE_OVERDUE] = N_ ("All periods are kept."),
    [APP_PLACE_CLOSED] = N_ ("Tickets that are closed with an outcome stand here."),
  };

  if (titles[self->place] == NULL)
    return;

  adw_status_page_set_title (self->empty_page, _ (titles[self->place]));
  adw_status_page_set_description (self->empty_page, _ (descriptions[self->place]));
  gtk_widget_set_visible (self->empty_button, self->place == APP_PLACE_OWN);
}

static gboolean
is_waiting_for_first_sync (AppTicketList *self)
{
  AppConnection connection = app_client_get_connection (self->client);

  return g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0
         && app_client_get_last_sync (self->client) == 0
         && (connection == APP_CONNECTION_IDLE || connection == APP_CONNECTION_SYNCING);
}

static gboolean
has_never_synced (AppTicketList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0
         && app_client_get_last_sync (self->client) == 0
         && app_client_get_connection (self->client) != APP_CONNECTION_ONLINE;
}

static void
show_waiting (AppTicketList *self)
{
  const char *inviter = app_client_get_inviter (self->client);
  g_autofree char *title = NULL;

  title = g_strdup_printf (_ ("Waiting for %s to Confirm You"), inviter != NULL ? inviter : _ ("an Admin"));
  adw_status_page_set_title (self->confirm_page, title);
}

/* What stands under the place's name. (transfer full) */
static char *
describe_count (AppTicketList *self, const char *page)
{
  guint n_tickets = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  guint n_deadlines = app_period_page_get_count (self->period_page);

  if (g_str_equal (page, "list"))
    return g_strdup_printf (ngettext ("%u ticket", "%u tickets", n_tickets), n_tickets);
  if (g_str_equal (page, "periods") && n_deadlines > 0)
    return g_strdup_printf (ngettext ("%u deadline", "%u deadlines", n_deadlines), n_deadlines);

  return g_strdup ("");
}

/* Which of the pages stands in the pane. An error of loading stays until a load succeeds. */
static void
update_page (AppTicketList *self)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));
  g_autofree char *count = NULL;
  const char *page = "list";

  if (self->place == APP_PLACE_REFUSED)
    page = "refused";
  else if (self->place == APP_PLACE_UNSENT)
    page = "unsent";
  else if (self->place == APP_PLACE_PEOPLE)
    page = "people";
  else if (self->place == APP_PLACE_PERIODS)
    page = "periods";
  else if (self->place == APP_PLACE_SETTINGS)
    page = "settings";
  else if (n_shown > 0)
    page = "list";
  else if (!app_ticket_model_is_loaded (self->model) || is_waiting_for_first_sync (self))
    page = "loading";
  else if (app_client_get_connection (self->client) == APP_CONNECTION_WAITING)
    page = "waiting";
  else if (has_never_synced (self))
    page = "offline";
  else
    page = app_ticket_search_get_query (self->search) == NULL ? "empty"
           : app_ticket_search_is_running (self->search)      ? "searching"
                                                              : "nothing-found";

  gtk_stack_set_visible_child_name (self->stack, page);
  g_signal_emit (self, signals[SIGNAL_PAGE_CHANGED], 0);
  adw_window_title_set_title (self->title, app_place_get_title (self->place));
  count = describe_count (self, page);
  adw_window_title_set_subtitle (self->title, count);
  gtk_widget_set_visible (self->search_button,
                          app_place_is_team (self->place) || self->place == APP_PLACE_OWN);
  show_empty (self);
  show_waiting (self);
}

static guint
find_position (AppTicketList *self, const HarkId *id)
{
  AppTicketItem *wanted = app_ticket_model_find (self->model, id);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->filtered));

  for (guint i = 0; wanted != NULL && i < n; i++)
    {
      g_autoptr (AppTicketItem) item = g_list_model_get_item (G_LIST_MODEL (self->filtered), i);

      if (item == wanted)
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}

static void
set_selected (AppTicketList *self, AppTicketItem *item)
{
  HarkId id = { 0 };

  if (item != NULL)
    id = app_ticket_item_get_ticket (item)->id;
  self->sticky = id;
  if (hark_id_equal (&id, &self->selected))
    return;

  self->selected = id;
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0, item);
}

/* Nothing selected is no choice of the user's but what a change of the model leaves: refilter () puts it right. */
static void
on_selected_item (AppTicketList *self)
{
  AppTicketItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL && !self->is_filtering)
    set_selected (self, item);
}

static void
refilter (AppTicketList *self)
{
  const HarkId *target = hark_id_is_zero (&self->wanted) ? &self->selected : &self->wanted;
  guint position;

  self->is_filtering = TRUE;
  self->now = app_clock_get_now ();
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  position = find_position (self, target);
  if (position != GTK_INVALID_LIST_POSITION || target == &self->selected)
    gtk_single_selection_set_selected (self->selection, position);
  self->is_filtering = FALSE;

  if (position != GTK_INVALID_LIST_POSITION && target == &self->wanted)
    {
      self->wanted = (HarkId){ 0 };
      gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
    }
  set_selected (self, gtk_single_selection_get_selected_item (self->selection));
  update_page (self);
}

static void
on_loaded (AppTicketList *self)
{
  if (app_ticket_search_get_query (self->search) != NULL)
    app_ticket_search_repeat (self->search);
  refilter (self);
}

static void
on_failed (AppTicketList *self, const GError *error)
{
  if (app_ticket_model_is_loaded (self->model))
    return;

  adw_status_page_set_description (self->error_page, app_text_error (error));
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
on_retry (AppTicketList *self)
{
  app_ticket_model_reload (self->model);
}

/* More was found, or something else is looked for. */
static void
on_search (AppTicketList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AppTicketItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      app_ticket_item_set_hit (item, app_ticket_search_find (self->search, &app_ticket_item_get_ticket (item)->id));
    }
  refilter (self);
  g_signal_emit (self, signals[SIGNAL_SEARCHED], 0);
}

/* The entry says it once nobody has typed for a moment. */
static void
on_search_changed (AppTicketList *self)
{
  self->sticky = (HarkId){ 0 };
  app_ticket_search_set_text (self->search, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

static void
on_clear_search (AppTicketList *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
}

static void
on_activate (AppTicketList *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, app_list_row_new (APP_TYPE_TICKET_ROW, list_item));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  app_list_row_set_item (APP_LIST_ROW (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  app_list_row_set_item (APP_LIST_ROW (gtk_list_item_get_child (list_item)), NULL);
}

void
app_ticket_list_set_place (AppTicketList *self, AppPlace place)
{
  g_return_if_fail (APP_IS_TICKET_LIST (self));

  self->place = place;
  self->sticky = (HarkId){ 0 };
  refilter (self);
}

void
app_ticket_list_set_area (AppTicketList *self, const HarkId *area)
{
  g_return_if_fail (APP_IS_TICKET_LIST (self));

  self->area = *area;
  self->sticky = (HarkId){ 0 };
  app_period_page_set_area (self->period_page, area);
  refilter (self);
}

AppPlace
app_ticket_list_get_place (AppTicketList *self)
{
  g_return_val_if_fail (APP_IS_TICKET_LIST (self), APP_PLACE_OWN);

  return self->place;
}

void
app_ticket_list_select (AppTicketList *self, const HarkId *id)
{
  g_return_if_fail (APP_IS_TICKET_LIST (self));

  self->wanted = *id;
  refilter (self);
}

AppTicketItem *
app_ticket_list_get_selected (AppTicketList *self)
{
  g_return_val_if_fail (APP_IS_TICKET_LIST (self), NULL);

  return gtk_single_selection_get_selected_item (self->selection);
}

void
app_ticket_list_update (AppTicketList *self)
{
  g_return_if_fail (APP_IS_TICKET_LIST (self));

  app_period_page_tick (self->period_page);
  refilter (self);
}

void
app_ticket_list_start_search (AppTicketList *self)
{
  g_return_if_fail (APP_IS_TICKET_LIST (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

AppSearchQuery *
app_ticket_list_get_query (AppTicketList *self)
{
  g_return_val_if_fail (APP_IS_TICKET_LIST (self), NULL);

  return app_ticket_search_get_query (self->search);
}

void
app_ticket_list_set_folded (AppTicketList *self, gboolean before, gboolean after)
{
  g_return_if_fail (APP_IS_TICKET_LIST (self));

  gtk_widget_set_visible (self->list_back_button, before);
  gtk_widget_set_visible (GTK_WIDGET (self->list_menu_button), before);
  app_connection_bar_set_needed (self->connection_bar, before);
  app_setting_page_set_folded (self->setting_page, after);
  adw_header_bar_set_show_start_title_buttons (self->header_bar, before);
  adw_header_bar_set_show_end_title_buttons (self->header_bar, after);
}

void
app_ticket_list_set_menu (AppTicketList *self, GMenuModel *menu)
{
  g_return_if_fail (APP_IS_TICKET_LIST (self));

  gtk_menu_button_set_menu_model (self->list_menu_button, menu);
}

void
app_ticket_list_set_refused (AppTicketList *self, guint count)
{
  g_return_if_fail (APP_IS_TICKET_LIST (self));

  app_connection_bar_set_refused (self->connection_bar, count);
}

gboolean
app_ticket_list_is_empty (AppTicketList *self)
{
  g_return_val_if_fail (APP_IS_TICKET_LIST (self), TRUE);

  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "list") != 0;
}

AppRefusedPage *
app_ticket_list_get_refused_page (AppTicketList *self)
{
  g_return_val_if_fail (APP_IS_TICKET_LIST (self), NULL);

  return self->refused_page;
}

AppPeriodPage *
app_ticket_list_get_period_page (AppTicketList *self)
{
  g_return_val_if_fail (APP_IS_TICKET_LIST (self), NULL);

  return self->period_page;
}

AppPeoplePage *
app_ticket_list_get_people_page (AppTicketList *self)
{
  g_return_val_if_fail (APP_IS_TICKET_LIST (self), NULL);

  return self->people_page;
}

AppSettingPage *
app_ticket_list_get_setting_page (AppTicketList *self)
{
  g_return_val_if_fail (APP_IS_TICKET_LIST (self), NULL);

  return self->setting_page;
}

void
app_ticket_list_set_model (AppTicketList *self, AppClient *client, AppTicketModel *model)
{
  g_return_if_fail (APP_IS_TICKET_LIST (self));
  g_return_if_fail (self->model == NULL);

  self->client = g_object_ref (client);
  self->model = g_object_ref (model);
  app_waiting_page_set_client (self->waiting_page, client);
  self->search = app_ticket_search_new (client);
  g_signal_connect_object (self->search, "changed", G_CALLBACK (on_search), self, G_CONNECT_SWAPPED);
  app_refused_page_set_client (self->refused_page, client);
  app_people_page_set_client (self->people_page, client);
  app_period_page_set_model (self->period_page, client, model);
  app_connection_bar_set_client (self->connection_bar, client);
  gtk_filter_list_model_set_model (self->filtered, G_LIST_MODEL (model));
  g_signal_connect_object (model, "loaded", G_CALLBACK (on_loaded), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "failed", G_CALLBACK (on_failed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::connection", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  update_page (self);
}

static gboolean
app_ticket_list_grab_focus (GtkWidget *widget)
{
  AppTicketList *self = APP_TICKET_LIST (widget);

  if (self->place == APP_PLACE_PEOPLE)
    return gtk_widget_grab_focus (GTK_WIDGET (self->people_page));
  if (self->place == APP_PLACE_PERIODS)
    return gtk_widget_grab_focus (GTK_WIDGET (self->period_page));
  if (self->place == APP_PLACE_SETTINGS)
    return gtk_widget_grab_focus (GTK_WIDGET (self->setting_page));

  return gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

static void
app_ticket_list_dispose (GObject *object)
{
  AppTicketList *self = APP_TICKET_LIST (object);

  /* The filter asks this object; from here on there is nothing to ask about. */
  if (self->filtered != NULL)
    gtk_filter_list_model_set_model (self->filtered, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->filtered);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
  if (self->search != NULL)
    app_ticket_search_stop (self->search);
  g_clear_object (&self->search);

  G_OBJECT_CLASS (app_ticket_list_parent_class)->dispose (object);
}

static void
app_ticket_list_class_init (AppTicketListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_ticket_list_dispose;
  widget_class->grab_focus = app_ticket_list_grab_focus;
  widget_class->focus = app_focus_child;

  signals[SIGNAL_SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, APP_TYPE_TICKET_ITEM);
  signals[SIGNAL_SEARCHED] = g_signal_new ("searched", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PAGE_CHANGED] = g_signal_new ("page-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-ticket-list.ui");
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, header_bar);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, list_back_button);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, title);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, search_button);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, list_menu_button);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, connection_bar);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, search_bar);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, stack);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, list_view);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, empty_page);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, empty_button);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, error_page);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, confirm_page);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, waiting_page);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, refused_page);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, people_page);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, period_page);
  gtk_widget_class_bind_template_child (widget_class, AppTicketList, setting_page);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_search);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
  gtk_widget_class_bind_template_callback (widget_class, update_page);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
}

static void
app_ticket_list_init (AppTicketList *self)
{
  g_type_ensure (APP_TYPE_CONNECTION_BAR);
  g_type_ensure (APP_TYPE_WAITING_PAGE);
  g_type_ensure (APP_TYPE_REFUSED_PAGE);
  g_type_ensure (APP_TYPE_PEOPLE_PAGE);
  g_type_ensure (APP_TYPE_PERIOD_PAGE);
  g_type_ensure (APP_TYPE_SETTING_PAGE);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->place = APP_PLACE_TEAM;
  self->now = app_clock_get_now ();
  self->filter = GTK_FILTER (gtk_custom_filter_new (holds_item, self, NULL));
  self->filtered = gtk_filter_list_model_new (NULL, self->filter);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->filtered)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected_item), self,
                           G_CONNECT_SWAPPED);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
}
