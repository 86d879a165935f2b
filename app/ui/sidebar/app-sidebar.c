/* app-sidebar.c: see app-sidebar.h */
#include "sidebar/app-sidebar.h"

#include "clock/app-clock.h"
#include "people/app-absence-bar.h"
#include "people/app-standing.h"
#include "period/app-period-model.h"
#include "sidebar/app-area-filter.h"
#include "sidebar/app-connection-line.h"
#include "sidebar/app-sidebar-row.h"

#include <glib/gi18n.h>

struct _AppSidebar
{
  AdwBin parent_instance;

  AppClient *client;
  AppTicketModel *model;
  guint n_refused;
  guint n_awaited; /* and changes that were not seen */

  AdwHeaderBar *header_bar;
  AdwWindowTitle *title;
  GtkMenuButton *menu_button;
  GtkListBox *list;
  AppAreaFilter *area_filter;
  AppAbsenceBar *absence_bar;
  AppConnectionLine *connection_line;
  GtkListBoxRow *rows[APP_PLACE_LAST];
};

static guint place_chosen_signal, area_chosen_signal;

G_DEFINE_FINAL_TYPE (AppSidebar, app_sidebar, ADW_TYPE_BIN)

/* Periods, Settings and People stand last under Case management, and have its heading alone where there is nothing else of it.
 */
static const char *
get_heading (AppPlace place, GtkListBoxRow *row_before)
{
  AppPlace before = row_before != NULL ? app_sidebar_row_get_place (APP_SIDEBAR_ROW (row_before)) : APP_PLACE_OWN;

  switch (place)
    {
    case APP_PLACE_OWN:
      return _ ("My Tasks");
    case APP_PLACE_TEAM:
      return _ ("Case Management");
    case APP_PLACE_PERIODS:
    case APP_PLACE_SETTINGS:
    case APP_PLACE_PEOPLE:
      return app_place_is_team (before) || before == APP_PLACE_PERIODS || before == APP_PLACE_SETTINGS
                 ? NULL
                 : _ ("Case Management");
    case APP_PLACE_UNSENT:
    case APP_PLACE_REFUSED:
      return app_place_is_outbox (before) ? NULL : _ ("Outbox");
    default:
      return NULL;
    }
}

static void
set_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer unused)
{
  const char *text = get_heading (app_sidebar_row_get_place (APP_SIDEBAR_ROW (row)), before);
  GtkWidget *label;

  if (text == NULL)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "sidebar-heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_list_box_row_set_header (row, label);
}

/* By the roster. Who is not in it yet waits to be confirmed, or it is yet to come: then the tickets tell. Who has some of
 * their own and none of an area's is in no team, who has none at all may be in one. */
static gboolean
may_be_member (AppSidebar *self, const AppStanding *standing, guint n_all)
{
  if (standing->is_known)
    return standing->is_member;

  return n_all == 0 && app_client_get_connection (self->client) != APP_CONNECTION_WAITING;
}

static gboolean
is_visible (AppSidebar *self, AppPlace place, guint n_team, guint n_all)
{
  AppStanding standing = app_standing_get (self->client);

  if (place == APP_PLACE_REFUSED)
    return self->n_refused > 0;
  if (place == APP_PLACE_SETTINGS)
    return standing.is_expert;
  if (place == APP_PLACE_PEOPLE)
    return standing.is_member || standing.is_admin || self->n_awaited > 0; /* everybody is told of some changes */
  if (place == APP_PLACE_UNSENT)
    return app_client_get_waiting (self->client) > 0;
  if (app_place_is_team (place) || place == APP_PLACE_PERIODS)
    return n_team > 0 || may_be_member (self, &standing, n_all);

  return TRUE;
}

/* Deadlines, not tickets: one may have several. */
static guint
count_overdue (AppSidebar *self, AppTicket *ticket, gint64 now)
{
  const HarkId *area = app_area_filter_get (self->area_filter);
  guint n = 0;

  if (!hark_id_is_zero (area) && !hark_id_equal (area, &ticket->area))
    return 0;

  for (guint i = 0; i < ticket->periods->len; i++)
    {
      const AppPeriod *period = ticket->periods->pdata[i];

      n += app_period_model_is_open (ticket, period) && period->due < now ? 1 : 0;
    }

  return n;
}

void
app_sidebar_update (AppSidebar *self)
{
  guint counts[APP_PLACE_LAST] = { 0 };
  guint unread[APP_PLACE_LAST] = { 0 };
  guint n_all = g_list_model_get_n_items (G_LIST_MODEL (self->model)), n_team = 0;
  gint64 now = app_clock_get_now ();

  g_return_if_fail (APP_IS_SIDEBAR (self));

  app_area_filter_update (self->area_filter, self->client);
  app_absence_bar_update (self->absence_bar);
  for (guint i = 0; i < n_all; i++)
    {
      g_autoptr (AppTicketItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      n_team += app_ticket_item_get_ticket (item)->is_team ? 1 : 0;
      counts[APP_PLACE_PERIODS] += count_overdue (self, app_ticket_item_get_ticket (item), now);
      for (AppPlace place = 0; place < APP_PLACE_LAST; place++)
        {
          gboolean holds = app_place_holds_of (place, app_ticket_item_get_ticket (item),
                                               app_area_filter_get (self->area_filter), now);

          counts[place] += holds ? 1 : 0;
          unread[place] += holds && app_ticket_item_is_unread (item) ? 1 : 0;
        }
    }

  counts[APP_PLACE_REFUSED] = self->n_refused;
  counts[APP_PLACE_PEOPLE] = self->n_awaited;
  counts[APP_PLACE_UNSENT] = app_client_get_waiting (self->client);
  for (AppPlace place = 0; place < APP_PLACE_LAST; place++)
    {
      app_sidebar_row_set_count (APP_SIDEBAR_ROW (self->rows[place]), counts[place], unread[place]);
      gtk_widget_set_visible (GTK_WIDGET (self->rows[place]),
                              is_visible (self, place, n_team, n_all));
    }
}

void
app_sidebar_set_refused (AppSidebar *self, guint count)
{
  g_return_if_fail (APP_IS_SIDEBAR (self));

  self->n_refused = count;
  app_sidebar_update (self);
}

void
app_sidebar_set_awaited (AppSidebar *self, guint count)
{
  g_return_if_fail (APP_IS_SIDEBAR (self));

  self->n_awaited = count;
  app_sidebar_update (self);
}

void
app_sidebar_select (AppSidebar *self, AppPlace place)
{
  g_return_if_fail (APP_IS_SIDEBAR (self));

  gtk_list_box_select_row (self->list, self->rows[place]);
}

void
app_sidebar_set_folded (AppSidebar *self, gboolean folded)
{
  g_return_if_fail (APP_IS_SIDEBAR (self));

  adw_header_bar_set_show_end_title_buttons (self->header_bar, folded);
}

GMenuModel *
app_sidebar_get_menu (AppSidebar *self)
{
  g_return_val_if_fail (APP_IS_SIDEBAR (self), NULL);

  return gtk_menu_button_get_menu_model (self->menu_button);
}

const HarkId *
app_sidebar_get_area (AppSidebar *self)
{
  g_return_val_if_fail (APP_IS_SIDEBAR (self), NULL);

  return app_area_filter_get (self->area_filter);
}

static void
on_area_chosen (AppSidebar *self)
{
  app_sidebar_update (self);
  g_signal_emit (self, area_chosen_signal, 0);
}

static void
on_row_activated (AppSidebar *self, GtkListBoxRow *row)
{
  g_signal_emit (self, place_chosen_signal, 0, (int)app_sidebar_row_get_place (APP_SIDEBAR_ROW (row)));
}

void
app_sidebar_set_model (AppSidebar *self, AppClient *client, AppTicketModel *model)
{
  const char *organisation = app_client_get_organisation (client);

  g_return_if_fail (APP_IS_SIDEBAR (self));
  g_return_if_fail (self->model == NULL);

  self->client = g_object_ref (client);
  self->model = g_object_ref (model);
  g_signal_connect_object (client, "notify::waiting", G_CALLBACK (app_sidebar_update), self, G_CONNECT_SWAPPED);
  app_absence_bar_set_client (self->absence_bar, client);
  app_connection_line_set_brief (self->connection_line, TRUE);
  app_connection_line_set_client (self->connection_line, client);
  adw_window_title_set_subtitle (self->title, organisation != NULL ? organisation : "");
  g_signal_connect_object (model, "loaded", G_CALLBACK (app_sidebar_update), self, G_CONNECT_SWAPPED);
  app_sidebar_update (self);
}

static void
app_sidebar_dispose (GObject *object)
{
  AppSidebar *self = APP_SIDEBAR (object);

  g_clear_object (&self->model);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_sidebar_parent_class)->dispose (object);
}

static void
app_sidebar_class_init (AppSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = app_sidebar_dispose;

  place_chosen_signal = g_signal_new ("place-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  area_chosen_signal = g_signal_new ("area-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/sidebar/app-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSidebar, header_bar);
  gtk_widget_class_bind_template_child (widget_class, AppSidebar, title);
  gtk_widget_class_bind_template_child (widget_class, AppSidebar, menu_button);
  gtk_widget_class_bind_template_child (widget_class, AppSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, AppSidebar, area_filter);
  gtk_widget_class_bind_template_child (widget_class, AppSidebar, absence_bar);
  gtk_widget_class_bind_template_child (widget_class, AppSidebar, connection_line);
  gtk_widget_class_bind_template_callback (widget_class, on_area_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
app_sidebar_init (AppSidebar *self)
{
  g_type_ensure (APP_TYPE_ABSENCE_BAR);
  g_type_ensure (APP_TYPE_AREA_FILTER);
  g_type_ensure (APP_TYPE_CONNECTION_LINE);
  gtk_widget_init_template (GTK_WIDGET (self));

  for (AppPlace place = 0; place < APP_PLACE_LAST; place++)
    {
      GtkWidget *row = app_sidebar_row_new (place);

      self->rows[place] = GTK_LIST_BOX_ROW (row);
      gtk_list_box_append (self->list, row);
    }
  gtk_list_box_set_header_func (self->list, set_header, NULL, NULL);
}
