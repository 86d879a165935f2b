/* app-period-row.c: see app-period-row.h */
#include "period/app-period-row.h"

#include "text/app-text-due.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppPeriodRow
{
  GtkBox parent_instance;

  GtkListItem *list_item; /* whose child this is */
  AppPeriodItem *item;
  gulong changed_id;

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

G_DEFINE_FINAL_TYPE (AppPeriodRow, app_period_row, GTK_TYPE_BOX)

/* Whose area and ticket it is. (transfer full) */
static char *
describe_owner (AppTicket *ticket)
{
  g_autofree char *advisor = ticket->is_deputy
                                 /* Translators: %s is the absent advisor for whom one stands in */
                                 ? g_strdup_printf (_ ("for %s"), ticket->advisor)
                                 : g_strdup (ticket->advisor != NULL ? ticket->advisor : _ ("nobody yet"));

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
set_class (gpointer widget, const char *css_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

static void
show_heading (AppPeriodRow *self)
{
  AppPeriodSection section = app_period_item_get_section (self->item);
  g_autofree char *count = g_strdup_printf ("%u", app_period_item_get_count (self->item));

  gtk_label_set_text (self->heading_label, app_period_section_get_title (section));
  gtk_label_set_text (self->count_label, count);
  set_class (self->heading_box, "overdue", section == APP_PERIOD_OVERDUE);
}

static void
show_deadline (AppPeriodRow *self, gint64 now)
{
  AppTicket *ticket = app_period_item_get_ticket (self->item);
  const AppPeriod *period = app_period_item_get_period (self->item);
  AppPeriodSection section = app_period_item_get_section (self->item);
  g_autofree char *words = app_text_due_words (period->due, now);
  g_autofree char *day = app_text_due_day (period->due, now);
  g_autofree char *owner = describe_owner (ticket);
  const char *about = app_text_period_about (period);
  g_autofree char *detail = about != NULL ? g_strjoin (" · ", about, owner, NULL) : g_strdup (owner);
  g_autofree char *title = g_strdup_printf ("%s · %s", app_text_number (ticket), ticket->title);

  gtk_image_set_from_icon_name (self->icon, section == APP_PERIOD_OVERDUE ? "task-past-due-symbolic"
                                                                          : "alarm-symbolic");
  gtk_inscription_set_text (self->name_label, app_text_period_name (period));
  gtk_label_set_text (self->words_label, words);
  gtk_inscription_set_text (self->title_label, title);
  gtk_inscription_set_text (self->detail_label, detail);
  gtk_label_set_text (self->day_label, day);
  gtk_widget_set_visible (self->waiting_icon, period->waiting);
  set_class (self->content_box, "overdue", section == APP_PERIOD_OVERDUE);
  set_class (self->content_box, "soon", section == APP_PERIOD_TODAY);
}

static void
update (AppPeriodRow *self)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gboolean is_heading = app_period_item_is_heading (self->item);
  g_autofree char *name = app_period_row_describe (self->item, now);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  gtk_widget_set_visible (self->heading_box, is_heading);
  gtk_widget_set_visible (self->content_box, !is_heading);
  if (is_heading)
    show_heading (self);
  else
    show_deadline (self, now);

  /* The focus stands on the list's own widget around this one: it is that which a screen reader reads. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (parent == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  set_class (parent, "heading-row", is_heading);
}

void
app_period_row_set_item (AppPeriodRow *self, AppPeriodItem *item)
{
  g_return_if_fail (APP_IS_PERIOD_ROW (self));

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_id, self->item);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;

  self->changed_id = g_signal_connect_swapped (item, "changed", G_CALLBACK (update), self);
  update (self);
}

static void
on_released (AppPeriodRow *self)
{
  if (self->item != NULL && !app_period_item_is_heading (self->item))
    gtk_widget_activate_action (GTK_WIDGET (self), "list.activate-item", "u",
                                gtk_list_item_get_position (self->list_item));
}

GtkWidget *
app_period_row_new (GtkListItem *list_item)
{
  AppPeriodRow *self = g_object_new (APP_TYPE_PERIOD_ROW, NULL);

  self->list_item = list_item;

  return GTK_WIDGET (self);
}

static void
app_period_row_dispose (GObject *object)
{
  app_period_row_set_item (APP_PERIOD_ROW (object), NULL);

  G_OBJECT_CLASS (app_period_row_parent_class)->dispose (object);
}

static void
app_period_row_class_init (AppPeriodRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_period_row_dispose;

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
