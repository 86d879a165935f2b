/* app-ticket-row.c: see app-ticket-row.h */
#include "ticket/app-ticket-row.h"

#include "clock/app-clock.h"
#include "text/app-text-mark.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppTicketRow
{
  AppListRow parent_instance;

  GtkWidget *unread_mark;
  GtkInscription *title_label;
  GtkLabel *time_label;
  GtkInscription *detail_label;
  GtkInscription *snippet_label;
  GtkLabel *state_label;
  GtkWidget *waiting_icon;
  GtkWidget *trust_icon;
  GtkWidget *deletion_icon;
  GtkWidget *hold_icon;
  GtkWidget *period_box;
  GtkImage *period_icon;
  GtkLabel *period_label;
};

G_DEFINE_FINAL_TYPE (AppTicketRow, app_ticket_row, APP_TYPE_LIST_ROW)

/* Who has to do something so that it is deleted; NULL: nobody asks for that. (transfer full) */
static char *
describe_deletion (AppTicket *ticket)
{
  if (ticket->deletion_by == NULL || !ticket->is_team)
    return NULL;

  return ticket->is_deletion_mine
             ? g_strdup (_ ("you ask to delete it: somebody else has to confirm"))
             /* Translators: %s is a person */
             : g_strdup_printf (_ ("%s asks to delete it: somebody else has to confirm"), ticket->deletion_by);
}

char *
app_ticket_row_describe (AppTicketItem *item, gint64 now)
{
  AppTicket *ticket = app_ticket_item_get_ticket (item);
  GString *text = g_string_new (NULL);
  g_autofree char *deletion = describe_deletion (ticket);

  g_string_append_printf (text, "%s, %s, %s", app_text_number (ticket), ticket->title,
                          app_text_shown (ticket->shown));
  if (ticket->next != NULL)
    {
      g_autofree char *period = app_text_period (ticket->next, now);

      g_string_append_printf (text, ", %s", period);
    }
  if (ticket->is_deputy)
    {
      g_autofree char *stands_in = g_strdup_printf (_ ("for %s"), ticket->advisor);

      g_string_append_printf (text, ", %s", stands_in);
    }
  if (app_ticket_is_by_other (ticket))
    {
      g_autofree char *reporter = app_text_reporter (ticket);

      g_string_append_printf (text, ", %s", reporter);
    }
  if (ticket->is_kept)
    g_string_append_printf (text, ", %s", _ ("kept: the reporter wrote and nobody has read it"));
  if (app_ticket_item_is_unread (item))
    g_string_append_printf (text, ", %s", _ ("unread"));
  if (app_ticket_item_get_hit (item) != NULL)
    g_string_append_printf (text, ", %s", app_ticket_item_get_hit (item)->snippet);
  if (ticket->n_waiting > 0)
    g_string_append_printf (text, ", %s", _ ("waiting to be sent"));
  if (deletion != NULL)
    g_string_append_printf (text, ", %s", deletion);
  if (ticket->is_held && ticket->is_team)
    g_string_append_printf (text, ", %s", _ ("on hold"));
  if (ticket->trust == APP_TRUST_BROKEN)
    g_string_append_printf (text, ", %s", _ ("not verified"));

  return g_string_free (text, FALSE);
}

static void
show_period (AppTicketRow *self, const AppPeriod *period, gint64 now)
{
  AppUrgency urgency;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->period_box, period != NULL);
  if (period == NULL)
    return;

  text = app_text_period (period, now);
  urgency = app_text_period_urgency (period, now);
  gtk_label_set_text (self->period_label, text);
  gtk_image_set_from_icon_name (self->period_icon, urgency == APP_URGENCY_OVERDUE ? "task-past-due-symbolic"
                                                                                  : "alarm-symbolic");
  app_list_row_mark (self->period_box, "overdue", urgency == APP_URGENCY_OVERDUE);
  app_list_row_mark (self->period_box, "soon", urgency == APP_URGENCY_SOON);
  app_list_row_mark (self->period_box, "dim-label", urgency == APP_URGENCY_NONE);
}

/* Once it is closed nothing else is due. */
static void
show_kept (AppTicketRow *self)
{
  gtk_widget_set_visible (self->period_box, TRUE);
  gtk_label_set_text (self->period_label, _ ("Kept: unread message"));
  gtk_image_set_from_icon_name (self->period_icon, "task-past-due-symbolic");
  app_list_row_mark (self->period_box, "overdue", TRUE);
  app_list_row_mark (self->period_box, "soon", FALSE);
  app_list_row_mark (self->period_box, "dim-label", FALSE);
}

static void
show_state (AppTicketRow *self, AppTicket *ticket)
{
  const char *classes[] = { "pill-state", app_text_shown_class (ticket->shown), NULL };

  gtk_label_set_text (self->state_label, app_text_shown (ticket->shown));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_label), classes);
}

/* Nothing of it to a reporter. */
static void
show_signs (AppTicketRow *self, AppTicket *ticket)
{
  g_autofree char *deletion = describe_deletion (ticket);

  gtk_widget_set_visible (self->waiting_icon, ticket->n_waiting > 0);
  gtk_widget_set_visible (self->trust_icon, ticket->trust == APP_TRUST_BROKEN);
  gtk_widget_set_visible (self->hold_icon, ticket->is_held && ticket->is_team);
  gtk_widget_set_visible (self->deletion_icon, deletion != NULL);
  if (deletion == NULL)
    return;

  gtk_widget_set_tooltip_text (self->deletion_icon, deletion);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->deletion_icon), GTK_ACCESSIBLE_PROPERTY_LABEL, deletion, -1);
}

/* The words in @text, which is the snippet with something before it. */
static PangoAttrList *
mark_hit (const AppSearchHit *hit, const char *text)
{
  g_autoptr (GArray) ranges = g_array_copy (hit->ranges);
  guint before = strlen (text) - strlen (hit->snippet);

  for (guint i = 0; i < ranges->len; i++)
    {
      AppSearchRange *range = &g_array_index (ranges, AppSearchRange, i);

      range->start += before;
      range->end += before;
    }

  return app_text_mark_bold (ranges);
}

static void
show_hit (AppTicketRow *self, const AppSearchHit *hit)
{
  gboolean is_shown = hit != NULL && hit->ranges != NULL && hit->ranges->len > 0;
  g_autofree char *text = is_shown && hit->is_waiting
                              ? g_strdup_printf ("%s: %s", _ ("Waiting to be sent"), hit->snippet)
                              : g_strdup (is_shown ? hit->snippet : NULL);
  g_autoptr (PangoAttrList) attributes = is_shown ? mark_hit (hit, text) : NULL;

  gtk_inscription_set_text (self->snippet_label, text);
  gtk_inscription_set_attributes (self->snippet_label, attributes);
  gtk_widget_set_visible (GTK_WIDGET (self->snippet_label), is_shown);
}

static void
update (AppListRow *row, gpointer item)
{
  AppTicketRow *self = APP_TICKET_ROW (row);
  AppTicket *ticket = app_ticket_item_get_ticket (item);
  gint64 now = app_clock_get_now ();
  gboolean is_about = app_text_is_change_about (ticket);
  g_autofree char *time = is_about ? app_text_time_about (ticket->changed, now) : app_text_time (ticket->changed, now);
  g_autofree char *name = app_ticket_row_describe (item, now);
  g_autofree char *reporter = app_text_reporter (ticket);
  /* Translators: %s is the absent advisor for whom one stands in */
  g_autofree char *stands_in = ticket->is_deputy ? g_strdup_printf (_ ("for %s"), ticket->advisor) : NULL;
  g_autofree char *detail = NULL;
  gboolean is_unread = app_ticket_item_is_unread (item);

  detail = g_strjoin (" · ", app_text_number (ticket), ticket->area_name, reporter, stands_in, NULL);
  gtk_inscription_set_text (self->title_label, ticket->title);
  gtk_inscription_set_text (self->detail_label, detail);
  gtk_label_set_text (self->time_label, time);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time_label), is_about ? app_text_why_about () : NULL);
  show_hit (self, app_ticket_item_get_hit (item));
  show_state (self, ticket);
  show_period (self, ticket->next, now);
  if (ticket->is_kept)
    show_kept (self);

  show_signs (self, ticket);
  gtk_widget_set_opacity (self->unread_mark, is_unread ? 1 : 0);
  app_list_row_mark (self, "unread", is_unread);
  app_list_row_say (GTK_WIDGET (self), name);
}

static void
on_released (AppListRow *self)
{
  app_list_row_activate (self);
}

static void
app_ticket_row_class_init (AppTicketRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  APP_LIST_ROW_CLASS (klass)->update = update;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-ticket-row.ui");
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, unread_mark);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, time_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, snippet_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, waiting_icon);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, trust_icon);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, deletion_icon);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, hold_icon);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, period_box);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, period_icon);
  gtk_widget_class_bind_template_child (widget_class, AppTicketRow, period_label);
  gtk_widget_class_bind_template_callback (widget_class, on_released);
}

static void
app_ticket_row_init (AppTicketRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
