/* app-period-row.c: see app-period-row.h */
#include "period/app-period-row.h"

#include "clock/app-clock.h"
#include "text/app-text-due.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppPeriodRow
{
  AppListRow parent_instance;

  gboolean is_heading;

  GtkWidget *heading_box;
  GtkLabel *heading_label;
  GtkLabel *count_label;
  GtkWidget *content_box;
  GtkImage *icon;
  GtkInscription *name_label;
  GtkWidget *waiting_icon;
  GtkLabel *words_label;
  GtkInscription *title_label;
  GtkInscription *detail_label;
  GtkLabel *day_label;
};

G_DEFINE_FINAL_TYPE (AppPeriodRow, app_period_row, APP_TYPE_LIST_ROW)

/* (transfer full) */
static char *
describe_advisor (AppTicket *ticket)
{
  if (ticket->is_deputy)
    /* Translators: %s is the absent advisor for whom one stands in */
    return g_strdup_printf (_ ("for %s"), ticket->advisor);
  if (ticket->advisor != NULL)
    return g_strdup (ticket->advisor);

  return g_strdup (ticket->state == HARK_TICKET_OPEN ? _ ("nobody yet") : _ ("no advisor"));
}

/* Whose area and ticket it is. (transfer full) */
static char *
describe_owner (AppTicket *ticket)
{
  g_autofree char *advisor = describe_advisor (ticket);

  return g_strjoin (" · ", ticket->area_name, advisor, NULL);
}

static char *
describe_heading (AppPeriodItem *item)
{
  guint count = app_period_item_get_count (item);

  /* Translators: a section, such as "Overdue", and how many deadlines stand in it, for screen readers */
  return g_strdup_printf (ngettext ("%s, %u deadline", "%s, %u deadlines", count),
                          app_period_section_get_title (app_period_item_get_section (item)), count);
}

char *
app_period_row_describe (AppPeriodItem *item, gint64 now)
{
  AppTicket *ticket = app_period_item_get_ticket (item);
  const AppPeriod *period = app_period_item_get_period (item);
  g_autofree char *name = NULL, *words = NULL, *day = NULL, *owner = NULL;

  if (app_period_item_is_heading (item))
    return describe_heading (item);

  name = g_strjoin (", ", app_text_period_name (period), app_text_period_about (period), NULL);
  words = app_text_due_words (period->due, now);
  day = app_text_due_day (period->due, now);
  owner = describe_owner (ticket);

  return g_strjoin (", ", name, words, day, app_text_number (ticket), ticket->title, owner,
                    period->waiting ? _ ("waiting to be sent") : NULL, NULL);
}

static void
show_heading (AppPeriodRow *self, AppPeriodItem *item)
{
  AppPeriodSection section = app_period_item_get_section (item);
  g_autofree char *count = g_strdup_printf ("%u", app_period_item_get_count (item));

  gtk_label_set_text (self->heading_label, app_period_section_get_title (section));
  gtk_label_set_text (self->count_label, count);
  app_list_row_mark (self->heading_box, "overdue", section == APP_PERIOD_OVERDUE);
}

static void
show_deadline (AppPeriodRow *self, AppPeriodItem *item, gint64 now)
{
  AppTicket *ticket = app_period_item_get_ticket (item);
  const AppPeriod *period = app_period_item_get_period (item);
  AppPeriodSection section = app_period_item_get_section (item);
  g_autofree char *words = app_text_due_words (period->due, now);
  g_autofree char *day = app_text_due_day (period->due, now);
  g_autofree char *owner = describe_owner (ticket);
  const char *about = app_text_period_about (period);
  g_autofree char *detail = about != NULL ? g_strjoin (" · ", about, owner, NULL) : g_strdup (owner);
  g_autofree char *title = g_strdup_printf ("%s · %s", app_text_number (ticket), ticket->title);

  gtk_image_set_from_icon_name (self->icon, period == ticket->deletion          ? "user-trash-symbolic"
                                            : section == APP_PERIOD_OVERDUE ? "task-past-due-symbolic"
                                                                            : "alarm-symbolic");
  gtk_inscription_set_text (self->name_label, app_text_period_name (period));
  gtk_label_set_text (self->words_label, words);
  gtk_inscription_set_text (self->title_label, title);
  gtk_inscription_set_text (self->detail_label, detail);
  gtk_label_set_text (self->day_label, day);
  gtk_widget_set_visible (self->waiting_icon, period->waiting);
  app_list_row_mark (self->content_box, "overdue", section == APP_PERIOD_OVERDUE);
  app_list_row_mark (self->content_box, "soon", section == APP_PERIOD_TODAY);
}

static void
update (AppListRow *row, gpointer item)
{
  AppPeriodRow *self = APP_PERIOD_ROW (row);
  gint64 now = app_clock_get_now ();
  gboolean is_heading = app_period_item_is_heading (item);
  g_autofree char *name = app_period_row_describe (item, now);
  GtkWidget *line = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_widget_set_visible (self->heading_box, is_heading);
  gtk_widget_set_visible (self->content_box, !is_heading);
  if (is_heading)
    show_heading (self, item);
  else
    show_deadline (self, item, now);

  app_list_row_say (GTK_WIDGET (self), name);
  if (line != NULL)
    app_list_row_mark (line, "heading-row", is_heading);
  self->is_heading = is_heading;
}

static void
on_released (AppPeriodRow *self)
{
  if (!self->is_heading)
    app_list_row_activate (APP_LIST_ROW (self));
}

static void
app_period_row_class_init (AppPeriodRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  APP_LIST_ROW_CLASS (klass)->update = update;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/period/app-period-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPeriodRow, heading_box);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodRow, heading_label);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodRow, count_label);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodRow, content_box);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodRow, icon);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodRow, waiting_icon);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodRow, words_label);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, AppPeriodRow, day_label);
  gtk_widget_class_bind_template_callback (widget_class, on_released);
}

static void
app_period_row_init (AppPeriodRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
