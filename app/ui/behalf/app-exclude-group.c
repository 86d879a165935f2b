/* app-exclude-group.c: see app-exclude-group.h */
#include "behalf/app-exclude-group.h"

#include "app-client-person.h"
#include "focus/app-focus.h"

#include <glib/gi18n.h>

struct _AppExcludeGroup
{
  AdwBin parent_instance;

  AppClient *client;
  HarkId area;
  gboolean is_let; /* reporters of the area may */
  gboolean without_self;
  GHashTable *ticked; /* HarkId */
  GPtrArray *rows;    /* in the expander */

  AdwExpanderRow *expander;
};

static guint edited_signal;

G_DEFINE_FINAL_TYPE (AppExcludeGroup, app_exclude_group, ADW_TYPE_BIN)

static void
show_count (AppExcludeGroup *self)
{
  guint n = g_hash_table_size (self->ticked);
  g_autofree char *text
      = n > 0 ? g_strdup_printf (ngettext ("%u person sees nothing of it", "%u people see nothing of it", n), n)
              : g_strdup (_ ("For instance because it is about them"));

  adw_expander_row_set_subtitle (self->expander, text);
  gtk_widget_set_visible (GTK_WIDGET (self), self->is_let || n > 0);
}

static void
on_toggled (GtkCheckButton *check, AppExcludeGroup *self)
{
  const HarkId *id = g_object_get_data (G_OBJECT (check), "id");

  if (gtk_check_button_get_active (check))
    g_hash_table_add (self->ticked, hark_id_copy (id));
  else
    g_hash_table_remove (self->ticked, id);
  show_count (self);
  g_signal_emit (self, edited_signal, 0);
}

static void
append_person (AppExcludeGroup *self, const AppPerson *person)
{
  GtkWidget *check = gtk_check_button_new ();
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), g_hash_table_contains (self->ticked, &person->id));
  g_object_set_data_full (G_OBJECT (check), "id", hark_id_copy (&person->id), g_free);
  g_signal_connect (check, "toggled", G_CALLBACK (on_toggled), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, person->name, -1);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), person->name);
  adw_action_row_add_prefix (row, check);
  adw_action_row_set_activatable_widget (row, check);
  adw_expander_row_add_row (self->expander, GTK_WIDGET (row));
  g_ptr_array_add (self->rows, row);
}

static gboolean
is_of_team (AppExcludeGroup *self, const AppPerson *person)
{
  for (guint i = 0; i < person->memberships->len; i++)
    if (hark_id_equal (&((AppMembership *)person->memberships->pdata[i])->area, &self->area))
      return TRUE;

  return FALSE;
}

static void
show (AppExcludeGroup *self)
{
  g_autoptr (GPtrArray) people = app_client_list_people (self->client);

  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->expander, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];

      if (self->without_self && person->is_self)
        g_hash_table_remove (self->ticked, &person->id);
      else if (is_of_team (self, person) || g_hash_table_contains (self->ticked, &person->id))
        append_person (self, person);
    }
  show_count (self);
}

void
app_exclude_group_set_client (AppExcludeGroup *self, AppClient *client)
{
  g_return_if_fail (APP_IS_EXCLUDE_GROUP (self));

  g_set_object (&self->client, client);
}

void
app_exclude_group_set_area (AppExcludeGroup *self, const AppArea *area, gboolean without_self)
{
  g_return_if_fail (APP_IS_EXCLUDE_GROUP (self));

  self->area = area->id;
  self->is_let = area->takes_exclusions;
  self->without_self = without_self;
  show (self);
}

char *
app_exclude_group_get (AppExcludeGroup *self)
{
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (APP_IS_EXCLUDE_GROUP (self), NULL);

  g_hash_table_iter_init (&iter, self->ticked);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_autofree char *word = hark_id_to_string (id);

      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word);
    }

  return g_string_free (text, FALSE);
}

void
app_exclude_group_set (AppExcludeGroup *self, const char *excluded)
{
  g_auto (GStrv) words = g_strsplit (excluded != NULL ? excluded : "", " ", -1);

  g_return_if_fail (APP_IS_EXCLUDE_GROUP (self));

  g_hash_table_remove_all (self->ticked);
  for (guint i = 0; words[i] != NULL; i++)
    {
      HarkId id;

      if (hark_id_from_string (words[i], &id))
        g_hash_table_add (self->ticked, hark_id_copy (&id));
    }
  show (self);
  if (g_hash_table_size (self->ticked) > 0)
    adw_expander_row_set_expanded (self->expander, TRUE);
}

static void
app_exclude_group_finalize (GObject *object)
{
  AppExcludeGroup *self = APP_EXCLUDE_GROUP (object);

  g_clear_object (&self->client);
  g_hash_table_unref (self->ticked);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (app_exclude_group_parent_class)->finalize (object);
}

static void
app_exclude_group_class_init (AppExcludeGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_exclude_group_finalize;
  widget_class->focus = app_focus_child;
  edited_signal = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/behalf/app-exclude-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AppExcludeGroup, expander);
}

static void
app_exclude_group_init (AppExcludeGroup *self)
{
  self->ticked = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
