/* app-ticket-head.c: see app-ticket-head.h */
#include "ticket/app-ticket-head.h"

#include "hark-retention.h"
#include "clock/app-clock.h"
#include "period/app-period-box.h"
#include "text/app-text-due.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppTicketHead
{
  GtkBox parent_instance;

  GtkLabel *title_label;
  GtkLabel *subject_label;
  GtkLabel *state_label;
  GtkLabel *facts_label;
  AppPeriodBox *period_box;
  GtkImage *origin_icon;
  GtkLabel *origin_label;
  GtkWidget *broken_box;
  GtkWidget *closed_box;
  GtkLabel *closed_label;
  GtkLabel *closed_by_label;
  GtkLabel *reason_label;
  GtkLabel *deletion_label;
  GtkWidget *account_box;
  GtkLabel *account_label;
  GtkWidget *doubt_box;
  GtkLabel *doubt_label;
};

G_DEFINE_FINAL_TYPE (AppTicketHead, app_ticket_head, GTK_TYPE_BOX)

static void
show_facts (AppTicketHead *self, AppTicket *ticket)
{
  const char *classes[] = { "pill-state", app_text_shown_class (ticket->shown), NULL };
  gint64 now = app_clock_get_now ();
  g_autofree char *time = app_text_received (ticket, now);
  g_autofree char *day = app_text_received_full (ticket);
  g_autofree char *full
      = app_text_is_about (ticket) ? g_strdup_printf ("%s\n%s", day, app_text_why_about ()) : g_strdup (day);
  /* Translators: %s is a time or a day */
  g_autofree char *received = g_strdup_printf (_ ("received %s"), time);
  g_autofree char *reporter = app_text_reporter (ticket);
  g_autofree char *facts = NULL;

  gtk_label_set_text (self->state_label, app_text_shown (ticket->shown));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_label), classes);
  facts = g_strjoin (" · ", ticket->area_name, reporter, received, NULL);
  gtk_label_set_text (self->facts_label, facts);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->facts_label), full);
}

static void
show_origin (AppTicketHead *self, AppTicket *ticket, gboolean as_reporter)
{
  const char *text;
  const char *icon = "channel-secure-symbolic";

  if (ticket->origin == HARK_TICKET_ORIGIN_ON_BEHALF && as_reporter)
    text = _ ("Written down for you, encrypted on a computer of the team: only the team of this area can read it");
  else if (ticket->origin == HARK_TICKET_ORIGIN_ON_BEHALF)
    text = _ ("Written down by somebody of the team, encrypted on their computer");
  else if (as_reporter)
    text = _ ("Encrypted on your computer: only the team of this area can read it");
  else if (ticket->origin == HARK_TICKET_ORIGIN_SIGNED_IN && ticket->reporter != NULL && !ticket->is_claimed)
    text = _ ("Reported by a signed-in colleague, encrypted on their computer");
  else if (ticket->by_server)
    {
      text = _ ("Encrypted by the server on arrival");
      icon = "network-server-symbolic";
    }
  else
    text = _ ("Reported as encrypted in the reporter’s browser");

  gtk_label_set_text (self->origin_label, text);
  gtk_image_set_from_icon_name (self->origin_icon, icon);
}

/* Who closed it and when: the last time, if it was reopened in between. (transfer full) */
static char *
describe_closing (AppTicket *ticket)
{
  gint64 now = app_clock_get_now ();

  for (guint i = ticket->history != NULL ? ticket->history->len : 0; i > 0; i--)
    {
      const AppHistory *step = ticket->history->pdata[i - 1];

      if (g_strcmp0 (step->type, "close") == 0 && step->by != NULL)
        {
          g_autofree char *time = app_text_time (step->time, now);

          return g_strdup_printf ("%s · %s", step->by, time);
        }
    }

  return NULL;
}

/* Its advisor is mailed then, and whoever else may look at it sees it here. */
static gboolean
is_deleted_soon (AppTicket *ticket, gint64 now)
{
  int left = app_text_due_days_left (ticket->deletes, now);

  return ticket->deletion != NULL && left >= 0 && left <= HARK_RETENTION_AHEAD;
}

/* (transfer full) (nullable) */
static char *
describe_deletion (AppTicket *ticket)
{
  gint64 now = app_clock_get_now ();
  g_autofree char *day = NULL, *words = NULL;

  if (ticket->deletes == 0)
    return NULL;

  day = app_text_due_day (ticket->deletes, now);
  if (ticket->is_held)
    /* Translators: %s is a day */
    return g_strdup_printf (_ ("To be deleted on %s, but for the hold"), day);
  if (ticket->is_kept)
    /* Translators: %s is a day */
    return g_strdup_printf (_ ("Kept beyond %s: the reporter wrote and nobody has read it"), day);

  words = is_deleted_soon (ticket, now) ? app_text_due_words (ticket->deletes, now) : NULL;
  if (words != NULL)
    /* Translators: "today", "tomorrow" or "in 3 days", then the day */
    return g_strdup_printf (_ ("To be deleted %s, on %s. A hold keeps it, and so does reopening it."), words, day);

  /* Translators: %s is a day that is still to come */
  return g_strdup_printf (_ ("To be deleted on %s"), day);
}

/* (transfer full) (nullable) */
static char *
describe_doubt (AppTicket *ticket)
{
  switch (ticket->retention_doubt)
    {
    case APP_RETENTION_DOUBT_MONTHS:
      return g_strdup_printf (ngettext ("Who closed this ticket had it kept for %u month. The settings of its area "
                                        "never said that for this outcome: ask them.",
                                        "Who closed this ticket had it kept for %u months. The settings of its area "
                                        "never said that for this outcome: ask them.",
                                        ticket->months),
                              ticket->months);
    case APP_RETENTION_DOUBT_CLOCK:
      return g_strdup (_ ("This day is too early: by the clock of their computer, who closed this ticket did so later "
                          "than the server says. One of the two clocks is wrong. Tell whoever is responsible for "
                          "Hark."));
    case APP_RETENTION_DOUBT_NONE:
    default:
      return NULL;
    }
}

static void
show_closed (AppTicketHead *self, AppTicket *ticket)
{
  gboolean is_closed = ticket->state == HARK_TICKET_CLOSED;
  g_autofree char *text = NULL;
  g_autofree char *closing = NULL;
  g_autofree char *deletion = NULL;
  g_autofree char *doubt = NULL;

  gtk_widget_set_visible (self->closed_box, is_closed);
  if (!is_closed)
    return;

  text = ticket->outcome != NULL
             /* Translators: %s is an outcome, such as "Substantiated" */
             ? g_strdup_printf (_ ("Closed: %s"), app_text_outcome_name (ticket->outcome))
             : g_strdup (_ ("This ticket is closed"));
  gtk_label_set_text (self->closed_label, text);
  closing = describe_closing (ticket);
  gtk_label_set_text (self->closed_by_label, closing != NULL ? closing : "");
  gtk_widget_set_visible (GTK_WIDGET (self->closed_by_label), closing != NULL);
  gtk_label_set_text (self->reason_label, ticket->outcome_reason != NULL ? ticket->outcome_reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label),
                          ticket->outcome_reason != NULL && *ticket->outcome_reason != '\0');
  deletion = describe_deletion (ticket);
  gtk_label_set_text (self->deletion_label, deletion != NULL ? deletion : "");
  gtk_widget_set_visible (GTK_WIDGET (self->deletion_label), deletion != NULL);
  if (is_deleted_soon (ticket, app_clock_get_now ()))
    gtk_widget_add_css_class (GTK_WIDGET (self->deletion_label), "deleted-soon");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->deletion_label), "deleted-soon");
  doubt = describe_doubt (ticket);
  gtk_label_set_text (self->doubt_label, doubt != NULL ? doubt : "");
  gtk_widget_set_visible (self->doubt_box, doubt != NULL);
}

static void
show_account (AppTicketHead *self, AppTicket *ticket)
{
  g_autofree char *account = app_text_other_account (ticket);

  gtk_label_set_text (self->account_label, account != NULL ? account : "");
  gtk_widget_set_visible (self->account_box, account != NULL);
}

void
app_ticket_head_show (AppTicketHead *self, AppTicket *ticket, gboolean as_reporter)
{
  gboolean has_title = !as_reporter && g_strcmp0 (ticket->title, ticket->subject) != 0;
  g_autofree char *subject = g_strdup_printf (_ ("The reporter’s subject: %s"), ticket->subject);

  g_return_if_fail (APP_IS_TICKET_HEAD (self));

  gtk_label_set_text (self->title_label, has_title ? ticket->title : ticket->subject);
  gtk_label_set_text (self->subject_label, subject);
  gtk_widget_set_visible (GTK_WIDGET (self->subject_label), has_title);
  show_facts (self, ticket);
  app_period_box_show (self->period_box, ticket, NULL, !as_reporter && ticket->can_write && ticket->number != NULL,
                       app_clock_get_now ());
  show_origin (self, ticket, as_reporter);
  show_account (self, ticket);
  show_closed (self, ticket);
  gtk_widget_set_visible (self->broken_box, ticket->trust == APP_TRUST_BROKEN);
}

int
app_ticket_head_get_title_height (AppTicketHead *self)
{
  g_return_val_if_fail (APP_IS_TICKET_HEAD (self), 0);

  return gtk_widget_get_height (GTK_WIDGET (self->title_label));
}

static void
app_ticket_head_class_init (AppTicketHeadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-ticket-head.ui");
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, title_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, subject_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, state_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, facts_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, period_box);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, origin_icon);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, origin_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, broken_box);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, closed_box);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, closed_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, closed_by_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, reason_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, deletion_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, account_box);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, account_label);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, doubt_box);
  gtk_widget_class_bind_template_child (widget_class, AppTicketHead, doubt_label);
}

static void
app_ticket_head_init (AppTicketHead *self)
{
  g_type_ensure (APP_TYPE_PERIOD_BOX);
  gtk_widget_init_template (GTK_WIDGET (self));
}
