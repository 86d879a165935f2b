/* app-history-pane.c: see app-history-pane.h */
#include "history/app-history-pane.h"

#include "clock/app-clock.h"
#include "focus/app-focus.h"
#include "people/app-absence-text.h"
#include "text/app-text-due.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppHistoryPane
{
  AdwBin parent_instance;

  AppTicket *ticket;

  GtkWidget *close_button;
  GtkBox *details;
  GtkWidget *history_group;
  GtkBox *history;
};

G_DEFINE_FINAL_TYPE (AppHistoryPane, app_history_pane, ADW_TYPE_BIN)

static GtkWidget *
create_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
remove_children (GtkBox *box)
{
  GtkWidget *old;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, old);
}

static void
append_detail (AppHistoryPane *self, const char *name, const char *value)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name_label = create_label (name, "caption");
  GtkWidget *value_label = create_label (value, NULL);

  gtk_widget_add_css_class (name_label, "dim-label");
  gtk_label_set_selectable (GTK_LABEL (value_label), TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value_label), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  name_label, NULL, -1);
  gtk_box_append (GTK_BOX (box), name_label);
  gtk_box_append (GTK_BOX (box), value_label);
  gtk_box_append (self->details, box);
}

static const char *
describe_origin (const AppTicket *ticket)
{
  if (ticket->is_claimed)
    return _ ("Portal, with an account there");

  switch (ticket->origin)
    {
    case HARK_TICKET_ORIGIN_PORTAL:
      return _ ("Portal");
    case HARK_TICKET_ORIGIN_SIGNED_IN:
      return _ ("A signed-in colleague");
    case HARK_TICKET_ORIGIN_ON_BEHALF:
    default:
      return _ ("The team, for somebody");
    }
}

static char *
join_excluded (AppTicket *ticket)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ticket->excluded->len; i++)
    {
      const AppExcluded *excluded = ticket->excluded->pdata[i];

      g_string_append (text, i > 0 ? ", " : "");
      if (excluded->how == APP_EXCLUDED_BY_REPORTER)
        /* Translators: %s is somebody from whom the ticket is kept */
        g_string_append_printf (text, _ ("%s (by the reporter)"), excluded->name);
      else if (excluded->how == APP_EXCLUDED_BY_WRITER)
        /* Translators: somebody from whom the ticket is kept, and the member who wrote it down */
        g_string_append_printf (text, _ ("%s (when written down, by %s)"), excluded->name,
                                excluded->by != NULL ? excluded->by : "?");
      else if (excluded->how == APP_EXCLUDED_BY_SERVER)
        /* Translators: %s is somebody from whom the ticket is kept */
        g_string_append_printf (text, _ ("%s (by the reporter, as the server says)"), excluded->name);
      else
        g_string_append (text, excluded->name);
    }

  return g_string_free (text, FALSE);
}

/* And whether they are away. (transfer full) */
static char *
describe_advisor (AppTicket *ticket)
{
  g_autofree char *away
      = ticket->advisor_until != NULL ? app_absence_text_away (ticket->advisor_until, ticket->deputy) : NULL;

  if (ticket->advisor == NULL)
    return g_strdup (_ ("nobody"));

  return away != NULL ? g_strdup_printf ("%s · %s", ticket->advisor, away) : g_strdup (ticket->advisor);
}

static void
show_details (AppHistoryPane *self, AppTicket *ticket)
{
  g_autofree char *received = app_text_received_full (ticket);
  g_autofree char *written = app_text_written_down (ticket);
  g_autofree char *reporter = app_text_reporter (ticket);
  g_autofree char *excluded = join_excluded (ticket);
  g_autofree char *advisor = describe_advisor (ticket);

  remove_children (self->details);
  append_detail (self, _ ("Number"), app_text_number (ticket));
  append_detail (self, _ ("State"), app_text_shown (ticket->shown));
  append_detail (self, _ ("Area"), ticket->area_name);
  append_detail (self, _ ("Advisor"), advisor);
  if (*excluded != '\0')
    append_detail (self, _ ("Excluded"), excluded);
  append_detail (self, _ ("Reporter"), reporter);
  if (ticket->account != NULL)
    append_detail (self, _ ("Account, as the server says"), ticket->account);
  append_detail (self, _ ("Origin"), describe_origin (ticket));
  append_detail (self, _ ("Received"), received);
  if (app_text_is_about (ticket))
    gtk_widget_set_tooltip_text (gtk_widget_get_last_child (GTK_WIDGET (self->details)), app_text_why_about ());
  if (written != NULL)
    append_detail (self, _ ("Report"), written);
  if (g_strcmp0 (ticket->title, ticket->subject) != 0)
    append_detail (self, _ ("The reporter’s subject"), ticket->subject);
  if (ticket->outcome != NULL)
    append_detail (self, _ ("Outcome"), app_text_outcome_name (ticket->outcome));
  if (ticket->outcome_reason != NULL && *ticket->outcome_reason != '\0')
    append_detail (self, _ ("Reason"), ticket->outcome_reason);
}

/* What was recorded, in words where it has some: states have, names are names. (transfer none) */
static const char *
describe_value (const char *value)
{
  HarkTicketState state;

  if (value == NULL || *value == '\0')
    return _ ("nobody");
  if (!hark_ticket_state_from_name (value, &state))
    return value;

  return state == HARK_TICKET_OPEN ? _ ("open") : _ ("closed");
}

/* Only where nothing of it can be on its way. */
static void
append_take_back (GtkBox *box, const AppHistory *history)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Take Back"));
  g_autofree char *op = hark_id_to_string (&history->op);

  gtk_widget_set_tooltip_text (button, _ ("It is not sent"));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "inline");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", op);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "main.take-back");
  gtk_box_append (box, button);
}

/* Of the others the sentence says it all. */
static gboolean
tells_change (const char *type)
{
  static const char *const whole[] = { "received", "exclude", "include", "hold", NULL };

  return !g_strv_contains (whole, type);
}

static void
append_history (AppHistoryPane *self, const AppHistory *history)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *sentence = app_text_history (history);
  gboolean is_about = history->by == NULL && app_text_is_about (self->ticket);
  g_autofree char *time = is_about ? app_text_time_about_full (history->time) : app_text_time_full (history->time);
  g_autofree char *due = app_text_due_history (history, app_clock_get_now ());

  gtk_box_append (GTK_BOX (box), create_label (sentence, NULL));
  if (tells_change (history->type) && (history->from != NULL || history->to != NULL))
    {
      g_autofree char *change
          = g_strdup_printf ("%s → %s", describe_value (history->from), describe_value (history->to));

      gtk_box_append (GTK_BOX (box), create_label (change, "caption"));
    }
  if (due != NULL)
    gtk_box_append (GTK_BOX (box), create_label (due, "caption"));
  if (history->reason != NULL && *history->reason != '\0')
    gtk_box_append (GTK_BOX (box), create_label (history->reason, NULL));
  gtk_box_append (GTK_BOX (box), create_label (history->waiting ? _ ("Waiting to be sent") : time, "caption"));
  gtk_widget_add_css_class (gtk_widget_get_last_child (box), "dim-label");
  if (is_about)
    gtk_widget_set_tooltip_text (box, app_text_why_about ());
  if (history->waiting && !history->is_on_its_way)
    append_take_back (GTK_BOX (box), history);
  if (history->trust == APP_TRUST_BROKEN)
    gtk_box_append (GTK_BOX (box), create_label (_ ("This step does not verify."), "error"));
  if (history->trust == APP_TRUST_FORMER)
    gtk_box_append (GTK_BOX (box), create_label (_ ("Signed by a former member of the team"), "warning"));
  gtk_widget_add_css_class (box, "history-step");
  gtk_box_append (self->history, box);
}

void
app_history_pane_show (AppHistoryPane *self, AppTicket *ticket)
{
  guint n_steps = ticket->history != NULL ? ticket->history->len : 0;

  g_return_if_fail (APP_IS_HISTORY_PANE (self));

  if (!g_set_object (&self->ticket, ticket))
    return;

  show_details (self, ticket);
  remove_children (self->history);
  for (guint i = 0; i < n_steps; i++)
    append_history (self, ticket->history->pdata[i]);
  gtk_widget_set_visible (self->history_group, n_steps > 0);
}

void
app_history_pane_set_over (AppHistoryPane *self, gboolean over)
{
  g_return_if_fail (APP_IS_HISTORY_PANE (self));

  gtk_widget_set_visible (self->close_button, over);
}

static gboolean
app_history_pane_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (APP_HISTORY_PANE (widget)->close_button);
}

static void
app_history_pane_dispose (GObject *object)
{
  g_clear_object (&APP_HISTORY_PANE (object)->ticket);

  G_OBJECT_CLASS (app_history_pane_parent_class)->dispose (object);
}

static void
app_history_pane_class_init (AppHistoryPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_history_pane_dispose;
  widget_class->grab_focus = app_history_pane_grab_focus;
  widget_class->focus = app_focus_child;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/history/app-history-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, AppHistoryPane, close_button);
  gtk_widget_class_bind_template_child (widget_class, AppHistoryPane, details);
  gtk_widget_class_bind_template_child (widget_class, AppHistoryPane, history_group);
  gtk_widget_class_bind_template_child (widget_class, AppHistoryPane, history);
}

static void
app_history_pane_init (AppHistoryPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
