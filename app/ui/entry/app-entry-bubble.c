/* app-entry-bubble.c: see app-entry-bubble.h */
#include "entry/app-entry-bubble.h"

#include "clock/app-clock.h"
#include "file/app-file-row.h"
#include "period/app-period-box.h"
#include "period/app-period-group.h"
#include "text/app-text-mark.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppEntryBubble
{
  GtkBox parent_instance;

  AppTicket *ticket;
  const AppEntry *entry; /* in ticket */
  gboolean as_reporter;

  GtkWidget *new_divider;
  GtkWidget *bubble;
  GtkImage *kind_icon;
  GtkLabel *author_label;
  GtkLabel *time_label;
  GtkLabel *written_label;
  GtkWidget *answers_box;
  GtkLabel *text_label;
  GtkWidget *broken_box;
  GtkWidget *former_box;
  GtkBox *files_box;
  GtkWidget *waiting_box;
  GtkWidget *take_back_button;
  GtkWidget *add_period_button;
  AppPeriodBox *about_period_box;
};

G_DEFINE_FINAL_TYPE (AppEntryBubble, app_entry_bubble, GTK_TYPE_BOX)

/* (transfer full) */
static char *
describe_author (const AppEntry *entry, gboolean as_reporter)
{
  const char *name = entry->author != NULL ? entry->author : _ ("Reporter");

  if (entry->channel != NULL)
    /* Translators: %s is who reached the reporter */
    return g_strdup_printf (_ ("Contact outside Hark · %s"), entry->is_own ? _ ("You") : name);
  if (entry->kind == APP_ENTRY_NOTE)
    /* Translators: %s is who wrote the note */
    return g_strdup_printf (_ ("Note for the team · %s"), entry->is_own ? _ ("You") : name);
  if (entry->is_own && entry->from_reporter == as_reporter)
    return g_strdup (_ ("You"));
  if (entry->from_reporter && entry->author != NULL)
    /* Translators: %s is the reporter's name */
    return g_strdup_printf (_ ("%s · reporter"), name);

  return g_strdup (name);
}

static void
show_author (AppEntryBubble *self, gboolean as_reporter)
{
  const AppEntry *entry = self->entry;
  gint64 now = app_clock_get_now ();
  g_autofree char *author = describe_author (entry, as_reporter);
  gboolean is_about = entry->from_reporter && app_text_is_about (self->ticket);
  g_autofree char *time = is_about ? app_text_time_about (entry->time, now) : app_text_time (entry->time, now);
  g_autofree char *full = is_about ? app_text_time_about_full (entry->time) : app_text_time_full (entry->time);
  g_autofree char *why = is_about ? g_strdup_printf ("%s\n%s", full, app_text_why_about ()) : NULL;
  g_autofree char *name = g_strdup_printf ("%s, %s", author, full);

  gtk_label_set_text (self->author_label, author);
  gtk_label_set_text (self->time_label, time);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time_label), is_about ? why : full);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->kind_icon), entry->kind == APP_ENTRY_NOTE);
  gtk_image_set_from_icon_name (self->kind_icon,
                                entry->channel != NULL ? "hark-contact-symbolic" : "hark-note-symbolic");
}

static void
show_look (AppEntryBubble *self, gboolean as_reporter)
{
  const AppEntry *entry = self->entry;
  gboolean own_side = entry->from_reporter == as_reporter;

  if (entry->kind == APP_ENTRY_NOTE)
    {
      gtk_widget_add_css_class (self->bubble, "note");
      gtk_widget_set_margin_start (self->bubble, 48);
      gtk_widget_set_margin_start (GTK_WIDGET (self->about_period_box), 48);
    }
  else if (own_side)
    {
      gtk_widget_add_css_class (self->bubble, "own-side");
      gtk_widget_set_margin_start (self->bubble, 48);
      gtk_widget_set_margin_start (GTK_WIDGET (self->about_period_box), 48);
    }
  else
    {
      gtk_widget_add_css_class (self->bubble, "other-side");
      if (entry->kind != APP_ENTRY_REPORT)
        gtk_widget_set_margin_end (self->bubble, 48);
    }
}

static void
append_answer (AppEntryBubble *self, const AppAnswer *answer)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (app_text_answer (answer));
  GtkWidget *value = gtk_label_new (app_text_answer_value (answer));

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (name, "caption");
  gtk_widget_add_css_class (name, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL,
                                  -1);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), value);
  gtk_box_append (GTK_BOX (self->answers_box), box);
}

static void
show_content (AppEntryBubble *self, AppClient *client)
{
  const AppEntry *entry = self->entry;
  gboolean is_broken = entry->trust == APP_TRUST_BROKEN;
  GPtrArray *answers = entry->kind == APP_ENTRY_REPORT ? self->ticket->answers : NULL;
  g_autofree char *written = entry->by_ended_code ? g_strdup (_ ("Written with an inbox code that had ended"))
                             : entry->by_code     ? g_strdup (_ ("With a code that the team issued"))
                             : entry->channel != NULL ? app_text_contact (entry)
                             : entry->kind == APP_ENTRY_REPORT ? app_text_written_down (self->ticket)
                                                                : NULL;

  gtk_label_set_text (self->written_label, written != NULL ? written : "");
  gtk_widget_set_visible (GTK_WIDGET (self->written_label), !is_broken && written != NULL);

  gtk_widget_set_visible (self->broken_box, is_broken);
  gtk_widget_set_visible (self->former_box, entry->trust == APP_TRUST_FORMER);
  gtk_widget_set_visible (GTK_WIDGET (self->text_label), !is_broken && *entry->text != '\0');
  gtk_label_set_text (self->text_label, is_broken ? "" : entry->text);

  for (guint i = 0; !is_broken && answers != NULL && i < answers->len; i++)
    append_answer (self, answers->pdata[i]);
  gtk_widget_set_visible (self->answers_box, !is_broken && answers != NULL && answers->len > 0);

  for (guint i = 0; !is_broken && entry->files != NULL && i < entry->files->len; i++)
    gtk_box_append (self->files_box, app_file_row_new (client, &self->ticket->id, entry->files->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->files_box), gtk_widget_get_first_child (GTK_WIDGET (self->files_box)) != NULL);
}

/* What may be on its way already cannot be taken back. */
static void
show_waiting (AppEntryBubble *self)
{
  const AppEntry *entry = self->entry;
  g_autofree char *op = hark_id_to_string (&entry->op);

  gtk_widget_set_visible (self->waiting_box, entry->waiting);
  gtk_widget_set_visible (self->take_back_button, entry->waiting && !entry->is_on_its_way);
  if (entry->waiting)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->take_back_button), "s", op);
}

static const char *
name_add_button (const AppEntry *entry)
{
  switch (entry->kind)
    {
    case APP_ENTRY_REPORT:
      return _ ("Add a deadline about the report");
    case APP_ENTRY_NOTE:
      return entry->channel != NULL ? _ ("Add a deadline about this contact") : _ ("Add a deadline about this note");
    case APP_ENTRY_MESSAGE:
    default:
      return _ ("Add a deadline about this message");
    }
}

/* The reporter's side has none of them. */
static void
show_periods (AppEntryBubble *self)
{
  AppTicket *ticket = self->ticket;
  GtkWidget *box = GTK_WIDGET (self->about_period_box);
  gboolean may_change = !self->as_reporter && ticket->can_write && ticket->number != NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, box);
  g_autofree char *target = app_period_group_target (&ticket->id, &self->entry->object);

  gtk_widget_set_visible (self->add_period_button, may_change && ticket->state == HARK_TICKET_OPEN
                                                       && self->entry->trust != APP_TRUST_BROKEN);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->add_period_button), "s", target);
  if (self->as_reporter)
    return;

  app_period_box_show (self->about_period_box, ticket, &self->entry->object, may_change,
                       app_clock_get_now ());
  if (had_focus && !gtk_widget_get_visible (box))
    gtk_widget_grab_focus (self->add_period_button);
}

static guint
count_files (const AppEntry *entry)
{
  return entry->files != NULL ? entry->files->len : 0;
}

gboolean
app_entry_bubble_update (AppEntryBubble *self, AppTicket *ticket, const AppEntry *entry)
{
  g_return_val_if_fail (APP_IS_ENTRY_BUBBLE (self), FALSE);

  if (!hark_id_equal (&self->entry->object, &entry->object) || self->entry->trust != entry->trust
      || self->entry->time != entry->time || self->entry->by_ended_code != entry->by_ended_code
      || count_files (self->entry) != count_files (entry))
    return FALSE;

  g_set_object (&self->ticket, ticket);
  self->entry = entry;
  show_waiting (self);
  show_periods (self);

  return TRUE;
}

static gboolean
mark_label (GtkLabel *label, AppSearchQuery *query)
{
  g_autoptr (PangoAttrList) attributes
      = query != NULL ? app_text_mark_words (query, gtk_label_get_text (label)) : NULL;

  gtk_label_set_attributes (label, attributes);

  return attributes != NULL;
}

gboolean
app_entry_bubble_mark (AppEntryBubble *self, AppSearchQuery *query)
{
  gboolean found;

  g_return_val_if_fail (APP_IS_ENTRY_BUBBLE (self), FALSE);

  found = mark_label (self->text_label, query);
  for (GtkWidget *answer = gtk_widget_get_first_child (self->answers_box); answer != NULL;
       answer = gtk_widget_get_next_sibling (answer))
    found = mark_label (GTK_LABEL (gtk_widget_get_last_child (answer)), query) || found;
  for (guint i = 0; query != NULL && i < count_files (self->entry); i++)
    found = app_search_query_look (query, ((AppFile *)self->entry->files->pdata[i])->name) != 0 || found;

  return found;
}

void
app_entry_bubble_set_new (AppEntryBubble *self, gboolean is_first_new)
{
  g_return_if_fail (APP_IS_ENTRY_BUBBLE (self));

  gtk_widget_set_visible (self->new_divider, is_first_new);
}

GtkWidget *
app_entry_bubble_new (AppClient *client, AppTicket *ticket, const AppEntry *entry, gboolean as_reporter)
{
  AppEntryBubble *self = g_object_new (APP_TYPE_ENTRY_BUBBLE, NULL);

  self->ticket = g_object_ref (ticket);
  self->entry = entry;
  self->as_reporter = as_reporter;
  show_author (self, as_reporter);
  show_look (self, as_reporter);
  show_content (self, client);
  show_waiting (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add_period_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name_add_button (entry), -1);
  show_periods (self);

  return GTK_WIDGET (self);
}

static void
app_entry_bubble_finalize (GObject *object)
{
  g_clear_object (&APP_ENTRY_BUBBLE (object)->ticket);

  G_OBJECT_CLASS (app_entry_bubble_parent_class)->finalize (object);
}

static void
app_entry_bubble_class_init (AppEntryBubbleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_entry_bubble_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/entry/app-entry-bubble.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, new_divider);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, bubble);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, kind_icon);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, author_label);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, time_label);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, written_label);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, answers_box);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, text_label);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, broken_box);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, former_box);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, files_box);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, waiting_box);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, take_back_button);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, add_period_button);
  gtk_widget_class_bind_template_child (widget_class, AppEntryBubble, about_period_box);
}

static void
app_entry_bubble_init (AppEntryBubble *self)
{
  g_type_ensure (APP_TYPE_PERIOD_BOX);
  gtk_widget_init_template (GTK_WIDGET (self));
}
