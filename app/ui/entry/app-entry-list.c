/* app-entry-list.c: see app-entry-list.h */
#include "entry/app-entry-list.h"

#include "entry/app-entry-bubble.h"

#include <glib/gi18n.h>

struct _AppEntryList
{
  GtkBox parent_instance;

  HarkId ticket;
  gboolean as_reporter;
  gint64 read_up_to;  /* where the new begins, as it was when they were first shown */
  GtkWidget *first_new; /* the bubble of that, NULL: nothing is */
};

G_DEFINE_FINAL_TYPE (AppEntryList, app_entry_list, GTK_TYPE_BOX)

static void
remove_from (AppEntryList *self, GtkWidget *bubble)
{
  while (bubble != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (bubble);

      gtk_box_remove (GTK_BOX (self), bubble);
      bubble = next;
    }
}

/* The line stays where it was when somebody came, although what is below it is read by now. Where there was none, it
 * comes with what comes. */
static void
show_divider (AppEntryList *self, AppTicket *ticket, gboolean is_visit)
{
  GtkWidget *bubble = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (is_visit || self->first_new == NULL)
    self->read_up_to = ticket->read_up_to;
  self->first_new = NULL;
  for (guint i = 0; i < ticket->entries->len && bubble != NULL; i++)
    {
      const AppEntry *entry = ticket->entries->pdata[i];
      gboolean is_new = entry->seq > self->read_up_to && !entry->is_own;

      if (self->as_reporter && entry->kind == APP_ENTRY_NOTE)
        continue;
      app_entry_bubble_set_new (APP_ENTRY_BUBBLE (bubble), is_new && self->first_new == NULL && i > 0);
      if (is_new && self->first_new == NULL)
        self->first_new = bubble;
      bubble = gtk_widget_get_next_sibling (bubble);
    }
}

GtkWidget *
app_entry_list_mark (AppEntryList *self, AppSearchQuery *query)
{
  GtkWidget *first = NULL;

  g_return_val_if_fail (APP_IS_ENTRY_LIST (self), NULL);

  for (GtkWidget *bubble = gtk_widget_get_first_child (GTK_WIDGET (self)); bubble != NULL;
       bubble = gtk_widget_get_next_sibling (bubble))
    if (app_entry_bubble_mark (APP_ENTRY_BUBBLE (bubble), query) && first == NULL)
      first = bubble;

  return first;
}

GtkWidget *
app_entry_list_get_first_new (AppEntryList *self)
{
  g_return_val_if_fail (APP_IS_ENTRY_LIST (self), NULL);

  return self->first_new;
}

guint
app_entry_list_show (AppEntryList *self, AppClient *client, AppTicket *ticket, gboolean as_reporter,
                     gboolean is_visit)
{
  GtkWidget *bubble;
  guint n_added = 0;

  g_return_val_if_fail (APP_IS_ENTRY_LIST (self), 0);

  if (!hark_id_equal (&self->ticket, &ticket->id) || self->as_reporter != as_reporter)
    remove_from (self, gtk_widget_get_first_child (GTK_WIDGET (self)));
  self->ticket = ticket->id;
  self->as_reporter = as_reporter;

  bubble = gtk_widget_get_first_child (GTK_WIDGET (self));
  for (guint i = 0; i < ticket->entries->len; i++)
    {
      const AppEntry *entry = ticket->entries->pdata[i];

      if (as_reporter && entry->kind == APP_ENTRY_NOTE)
        continue;
      if (bubble != NULL && app_entry_bubble_update (APP_ENTRY_BUBBLE (bubble), ticket, entry))
        {
          bubble = gtk_widget_get_next_sibling (bubble);
          continue;
        }

      /* From the first difference on everything is made anew: entries come at the end. */
      remove_from (self, bubble);
      bubble = NULL;
      gtk_box_append (GTK_BOX (self), app_entry_bubble_new (client, ticket, entry, as_reporter));
      n_added++;
    }
  remove_from (self, bubble);
  show_divider (self, ticket, is_visit);

  return n_added;
}

static void
app_entry_list_class_init (AppEntryListClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
app_entry_list_init (AppEntryList *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Conversation"),
                                  -1);
}
