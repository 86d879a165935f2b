/* app-deletion-bar.c: see app-deletion-bar.h */
#include "ticket/app-deletion-bar.h"

#include "people/app-absence-text.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AppDeletionBar
{
  GtkBox parent_instance;

  GtkLabel *what_label;
  GtkLabel *why_label;
  GtkWidget *button_box;
  GtkWidget *confirm_button;
  GtkButton *withdraw_button;
};

G_DEFINE_FINAL_TYPE (AppDeletionBar, app_deletion_bar, GTK_TYPE_BOX)

/* By this computer's day: a hint to look, nothing depends on it. */
static gboolean
is_overdue (const char *review, gint64 now)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now);
  g_autofree char *day = today != NULL ? g_date_time_format (today, "%Y-%m-%d") : NULL;

  return review != NULL && day != NULL && strcmp (review, day) < 0;
}

static char *
describe_hold (AppTicket *ticket, gint64 now)
{
  const char *owner = ticket->hold_owner != NULL ? ticket->hold_owner : _ ("nobody who is here");
  g_autofree char *day = NULL;

  if (ticket->hold_review == NULL)
    return g_strdup (_ ("On hold: nothing deletes this ticket."));

  day = app_absence_text_day (ticket->hold_review, now);
  if (is_overdue (ticket->hold_review, now))
    /* Translators: a day, and a person */
    return g_strdup_printf (_ ("On hold. It was to be looked at again on %s, by %s."), day, owner);

  /* Translators: a day, and a person */
  return g_strdup_printf (_ ("On hold: nothing deletes this ticket. To be looked at again on %s, by %s."),
                          day, owner);
}

static char *
describe_proposal (AppTicket *ticket)
{
  return ticket->is_deletion_mine
             ? g_strdup (_ ("You ask to delete this ticket. Another Professional or Expert has to confirm it."))
             /* Translators: %s is a person */
             : g_strdup_printf (_ ("%s asks to delete this ticket."), ticket->deletion_by);
}

static void
set_class (AppDeletionBar *self, gboolean is_warning)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), is_warning ? "closed-card" : "warning-card");
  gtk_widget_add_css_class (GTK_WIDGET (self), is_warning ? "warning-card" : "closed-card");
}

void
app_deletion_bar_show (AppDeletionBar *self, AppTicket *ticket, gint64 now)
{
  gboolean is_proposed = ticket != NULL && ticket->deletion_by != NULL && ticket->is_team;
  gboolean is_held = ticket != NULL && ticket->is_held && ticket->is_team;
  const char *why;
  g_autofree char *what = NULL;

  g_return_if_fail (APP_IS_DELETION_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), is_proposed || is_held);
  if (!is_proposed && !is_held)
    return;

  why = is_held ? ticket->hold_reason : ticket->deletion_reason;
  what = is_held ? describe_hold (ticket, now) : describe_proposal (ticket);
  set_class (self, is_proposed || is_overdue (ticket->hold_review, now));
  gtk_label_set_label (self->what_label, what);
  gtk_label_set_label (self->why_label, why != NULL ? why : "");
  gtk_widget_set_visible (GTK_WIDGET (self->why_label), why != NULL && *why != '\0');
  gtk_widget_set_visible (self->button_box, is_proposed && ticket->can_write);
  gtk_widget_set_visible (self->confirm_button,
                          !ticket->is_deletion_mine && !is_held && ticket->trust != APP_TRUST_BROKEN);
  gtk_button_set_label (self->withdraw_button, ticket->is_deletion_mine ? _ ("_Withdraw") : _ ("_Refuse"));
}

static void
app_deletion_bar_class_init (AppDeletionBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/ticket/app-deletion-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AppDeletionBar, what_label);
  gtk_widget_class_bind_template_child (widget_class, AppDeletionBar, why_label);
  gtk_widget_class_bind_template_child (widget_class, AppDeletionBar, button_box);
  gtk_widget_class_bind_template_child (widget_class, AppDeletionBar, confirm_button);
  gtk_widget_class_bind_template_child (widget_class, AppDeletionBar, withdraw_button);
}

static void
app_deletion_bar_init (AppDeletionBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
