/* app-period-page.c: see app-period-page.h */
#include "period/app-period-page.h"

#include "app-client-period.h"
#include "clock/app-clock.h"
#include "focus/app-focus.h"
#include "period/app-period-model.h"
#include "period/app-period-row.h"
#include "text/app-text-due.h"

#include <glib/gi18n.h>

struct _AppPeriodPage
{
  AdwBin parent_instance;

  AppClient *client;
  AppTicketModel *tickets;
  AppPeriodModel *model;
  GtkSingleSelection *selection;
  HarkId area;
  HarkId period, ticket; /* what is selected; zeros: nothing */
  gboolean is_updating;
  AppAlarm *midnight;

  GtkToggleButton *all_button;
  GtkToggleButton *mine_button;
  GtkLabel *zone_label;
  GtkStack *stack;
  GtkListView *list_view;
  AdwStatusPage *empty_page;
  GtkWidget *show_all_button;
};

enum
{
  SIGNAL_SELECTED,
  SIGNAL_OPENED,
  SIGNAL_COUNTED,
  SIGNAL_DAY_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppPeriodPage, app_period_page, ADW_TYPE_BIN)

static void
show_page (AppPeriodPage *self)
{
  gboolean is_loading = !app_ticket_model_is_loaded (self->tickets);
  gboolean is_empty = app_period_model_get_count (self->model) == 0;
  gboolean is_filtered = app_period_model_get_total (self->model) > 0;

  adw_status_page_set_title (self->empty_page, is_filtered ? _ ("Nothing Here") : _ ("Nothing Falls Due"));
  adw_status_page_set_description (self->empty_page,
                                   !is_filtered ? _ ("Deadlines of open tickets stand here until they are kept, and "
                                                        "deletions of closed ones from 30 days before.")
                                   : gtk_toggle_button_get_active (self->mine_button)
                                       ? _ ("None of the tickets that are assigned to you has an open deadline.")
                                       : _ ("No ticket of this area has an open deadline."));
  gtk_widget_set_visible (self->show_all_button, is_filtered && gtk_toggle_button_get_active (self->mine_button));
  gtk_stack_set_visible_child_name (self->stack, is_loading ? "loading" : is_empty ? "empty" : "list");
}

static void
tell_selected (AppPeriodPage *self, AppPeriodItem *item)
{
  HarkId ticket = { 0 };

  self->period = (HarkId){ 0 };
  if (item != NULL)
    {
      self->period = app_period_item_get_period (item)->id;
      ticket = app_period_item_get_ticket (item)->id;
    }
  if (hark_id_equal (&ticket, &self->ticket))
    return;

  self->ticket = ticket;
  g_signal_emit (self, signals[SIGNAL_SELECTED], 0);
}

/* A heading is passed over: what was selected before stays shown. */
static void
on_selected_item (AppPeriodPage *self)
{
  AppPeriodItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL && !self->is_updating && !app_period_item_is_heading (item))
    tell_selected (self, item);
}

/* The selection is found again: a deadline that is gone, because it was kept or removed, leaves its ticket shown. */
static void
update (AppPeriodPage *self)
{
  g_autoptr (GTimeZone) zone = app_text_due_copy_zone ();
  gint64 now = app_clock_get_now ();
  g_autofree char *where = app_text_due_where (now);
  guint position;

  if (self->model == NULL)
    return;

  self->is_updating = TRUE;
  app_period_model_set_filter (self->model, &self->area, gtk_toggle_button_get_active (self->mine_button));
  app_period_model_update (self->model, now, zone);
  position = hark_id_is_zero (&self->period) ? G_MAXUINT : app_period_model_find (self->model, &self->period);
  gtk_single_selection_set_selected (self->selection, position);
  self->is_updating = FALSE;

  gtk_label_set_text (self->zone_label, where != NULL ? where : "");
  gtk_widget_set_visible (GTK_WIDGET (self->zone_label), where != NULL);
  show_page (self);
  app_alarm_set (self->midnight, app_period_section_get_midnight (now, zone));
  g_signal_emit (self, signals[SIGNAL_COUNTED], 0);
}

/* Another day, perhaps: also for those who show something else of it. */
static void
on_midnight (gpointer user_data)
{
  update (user_data);
  g_signal_emit (user_data, signals[SIGNAL_DAY_ENDED], 0);
}

void
app_period_page_tick (AppPeriodPage *self)
{
  g_return_if_fail (APP_IS_PERIOD_PAGE (self));

  update (self);
}

void
app_period_page_set_area (AppPeriodPage *self, const HarkId *area)
{
  g_return_if_fail (APP_IS_PERIOD_PAGE (self));

  self->area = *area;
  update (self);
}

const HarkId *
app_period_page_get_selected (AppPeriodPage *self)
{
  g_return_val_if_fail (APP_IS_PERIOD_PAGE (self), NULL);

  return hark_id_is_zero (&self->ticket) ? NULL : &self->ticket;
}

guint
app_period_page_get_count (AppPeriodPage *self)
{
  g_return_val_if_fail (APP_IS_PERIOD_PAGE (self), 0);

  return self->model != NULL ? app_period_model_get_count (self->model) : 0;
}

static void
on_show_all (AppPeriodPage *self)
{
  gtk_toggle_button_set_active (self->all_button, TRUE);
}

/* --- the list --- */

static void
on_activate (AppPeriodPage *self, guint position)
{
  g_autoptr (AppPeriodItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item == NULL || app_period_item_is_heading (item))
    return;

  gtk_single_selection_set_selected (self->selection, position);
  tell_selected (self, item);
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, app_list_row_new (APP_TYPE_PERIOD_ROW, list_item));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  AppPeriodItem *item = gtk_list_item_get_item (list_item);

  /* What cannot be selected takes no focus: the arrow keys would stop before a heading. */
  gtk_list_item_set_activatable (list_item, !app_period_item_is_heading (item));
  app_list_row_set_item (APP_LIST_ROW (gtk_list_item_get_child (list_item)), item);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  app_list_row_set_item (APP_LIST_ROW (gtk_list_item_get_child (list_item)), NULL);
}

void
app_period_page_set_model (AppPeriodPage *self, AppClient *client, AppTicketModel *tickets)
{
  g_return_if_fail (APP_IS_PERIOD_PAGE (self));
  g_return_if_fail (self->model == NULL);

  self->client = g_object_ref (client);
  self->tickets = g_object_ref (tickets);
  self->model = app_period_model_new (G_LIST_MODEL (tickets));
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->model));
  g_signal_connect_object (tickets, "loaded", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static gboolean
app_period_page_grab_focus (GtkWidget *widget)
{
  AppPeriodPage *self = APP_PERIOD_PAGE (widget);
  gboolean is_list = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "list") == 0;

  return gtk_widget_grab_focus (is_list ? GTK_WIDGET (self->list_view) : GTK_WIDGET (self->all_button));
}

static void
app_period_page_dispose (GObject *object)
{
  AppPeriodPage *self = APP_PERIOD_PAGE (object);

  g_clear_pointer (&self->midnight, app_alarm_free);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->tickets);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_period_page_parent_class)->dispose (object);
}

static void
app_period_page_class_init (AppPeriodPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_period_page_dispose;
  widget_class->grab_focus = app_period_page_grab_focus;
  widget_class->focus = app_focus_child;

  signals[SIGNAL_SELECTED] = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  signals[SIGNAL_DAY_ENDED] = g_signal_new ("day-ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_COUNTED] = g_signal_new ("counted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/period/app-period-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPeriodPage, all_button);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodPage, mine_button);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodPage, zone_label);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodPage, stack);
  gtk_widget_class_bind_template_child_full (widget_class, "period_list_view", FALSE,
                                             G_STRUCT_OFFSET (AppPeriodPage, list_view));
  gtk_widget_class_bind_template_child (widget_class, AppPeriodPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodPage, show_all_button);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, on_show_all);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
}

static void
app_period_page_init (AppPeriodPage *self)
{
  self->midnight = app_alarm_new (on_midnight, self);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected_item), self,
                           G_CONNECT_SWAPPED);
}
