/* app-people-list-page.c: see app-people-list-page.h */
#include "preferences/app-people-list-page.h"

#include "app-client-person.h"
#include "app-client-policy.h"
#include "app-client-presence.h"
#include "async/app-weak.h"
#include "field/app-field-error.h"
#include "hark-text.h"
#include "people/app-awaited-group.h"
#include "people/app-invite-dialog.h"
#include "people/app-person-dialog.h"
#include "preferences/app-invite-list-dialog.h"
#include "text/app-text-error.h"
#include "text/app-text-role.h"
#include "text/app-text.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AppPeopleListPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  GPtrArray *presence;    /* AppPresence; NULL until the server has answered */
  GPtrArray *person_rows; /* borrowed, of people_group */
  char *shown_people;     /* whose rows these are */

  AppAwaitedGroup *awaited_group;
  AdwPreferencesGroup *people_group;
  AdwEntryRow *search_row;
  GtkSpinner *spinner;
  AppFieldError *error;
};

G_DEFINE_FINAL_TYPE (AppPeopleListPage, app_people_list_page, ADW_TYPE_PREFERENCES_PAGE)

static void reload (AppPeopleListPage *self);

static GtkWindow *
get_window (AppPeopleListPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
toast (AppPeopleListPage *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s", text);
}

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
}

/* --- everybody --- */

static void
add_part (GString *text, const char *part)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", part);
}

/* What the server says of the account, in words. */
static void
add_presence (GString *text, const AppPresence *presence, gboolean is_factor_required)
{
  g_autofree char *date = NULL, *seen = NULL;

  add_part (text, presence->mail);
  if (!presence->has_factor)
    add_part (text, is_factor_required ? _ ("Must set up a second factor") : _ ("No second factor"));
  if (presence->seen == 0)
    {
      add_part (text, _ ("Signed in nowhere"));
      return;
    }

  date = app_text_date (presence->seen, g_get_real_time () / G_USEC_PER_SEC);
  seen = g_strdup_printf (ngettext ("%u device, last used %s", "%u devices, last used %s", presence->n_devices),
                          presence->n_devices, date);
  add_part (text, seen);
}

/* (transfer full) */
static char *
describe (AppPeopleListPage *self, const AppPerson *person, gboolean is_factor_required)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const AppPresence *presence = app_presence_find (self->presence, &person->id);

  for (guint i = 0; i < person->memberships->len; i++)
    {
      const AppMembership *membership = person->memberships->pdata[i];
      g_autofree char *role = app_text_role_in (membership->role, membership->area_name);

      add_part (text, role);
    }
  if (text->len == 0)
    add_part (text, app_text_role (HARK_ROLE_NONE));
  if (presence != NULL)
    add_presence (text, presence, is_factor_required);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_person_changed (AppPeopleListPage *self, const char *text)
{
  toast (self, text);
  reload (self);
}

static void
on_person (AppPeopleListPage *self, AdwActionRow *row)
{
  const HarkId *user = g_object_get_data (G_OBJECT (row), "user");
  g_autoptr (GPtrArray) people = app_client_list_people (self->client);

  for (guint i = 0; i < people->len; i++)
    if (hark_id_equal (&((AppPerson *)people->pdata[i])->id, user))
      {
        GtkWindow *dialog = app_person_dialog_new (get_window (self), self->client, people->pdata[i]);

        g_signal_connect_object (dialog, "changed", G_CALLBACK (on_person_changed), self, G_CONNECT_SWAPPED);
        gtk_window_present (dialog);
      }
}

static void
add_mark (AdwActionRow *row, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "pill-state");
  adw_action_row_add_suffix (row, label);
}

static GtkWidget *
create_row (AppPeopleListPage *self, const AppPerson *person)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), person->name);
  adw_action_row_set_title_lines (row, 0);
  adw_action_row_set_subtitle_lines (row, 0);
  if (person->is_admin)
    add_mark (row, _ ("Admin"));
  if (person->is_self)
    add_mark (row, _ ("You"));
  adw_action_row_add_suffix (row, gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "user", g_memdup2 (&person->id, sizeof person->id), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_person), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (row);
}

static void
on_search (AppPeopleListPage *self)
{
  g_autofree char *wanted = hark_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search_row)));

  for (guint i = 0; i < self->person_rows->len; i++)
    gtk_widget_set_visible (self->person_rows->pdata[i],
                            strstr (g_object_get_data (self->person_rows->pdata[i], "folded"), wanted) != NULL);
}

/* Whoever has a row, in their order. (transfer full) */
static char *
digest_people (GPtrArray *people)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];
      g_autofree char *id = hark_id_to_string (&person->id);

      g_string_append_printf (text, "%s %d%d %s\n", id, person->is_admin, person->is_self, person->name);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What is searched for each key is folded here. */
static void
describe_row (AppPeopleListPage *self, AdwActionRow *row, const AppPerson *person, gboolean is_factor_required)
{
  g_autofree char *text = describe (self, person, is_factor_required);
  g_autofree char *all = g_strconcat (person->name, "\n", text, NULL);

  if (g_strcmp0 (adw_action_row_get_subtitle (row), text) == 0
      && g_object_get_data (G_OBJECT (row), "folded") != NULL)
    return;

  adw_action_row_set_subtitle (row, text);
  g_object_set_data_full (G_OBJECT (row), "folded", hark_text_fold (all), g_free);
}

/* Rows stay where they are: whoever reads or has walked into the list loses neither place nor focus. */
static void
show_people (AppPeopleListPage *self)
{
  g_autoptr (GPtrArray) people = app_client_list_people (self->client);
  g_autofree char *digest = digest_people (people);
  HarkRosterPolicy policy;

  app_client_get_policy (self->client, &policy);
  if (g_strcmp0 (digest, self->shown_people) != 0)
    {
      g_free (self->shown_people);
      self->shown_people = g_steal_pointer (&digest);
      clear_rows (self->people_group, self->person_rows);
      for (guint i = 0; i < people->len; i++)
        g_ptr_array_add (self->person_rows, create_row (self, people->pdata[i]));
      for (guint i = 0; i < people->len; i++)
        adw_preferences_group_add (self->people_group, self->person_rows->pdata[i]);
    }

  for (guint i = 0; i < people->len; i++)
    describe_row (self, self->person_rows->pdata[i], people->pdata[i], policy.second_factor);
  on_search (self);
}

static void
on_presence (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPeopleListPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = app_client_list_presence_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  gtk_spinner_stop (self->spinner);
  if (list == NULL)
    {
      app_field_error_set (self->error, NULL, app_text_error (error));
      return;
    }

  g_clear_pointer (&self->presence, g_ptr_array_unref);
  self->presence = g_steal_pointer (&list);
  show_people (self);
}

static void
reload (AppPeopleListPage *self)
{
  app_field_error_set (self->error, NULL, NULL);
  gtk_spinner_start (self->spinner);
  show_people (self);
  app_client_list_presence_async (self->client, on_presence, app_weak_new (self));
  app_awaited_group_load (self->awaited_group, self->client);
}

/* --- inviting --- */

static void
on_invite (AppPeopleListPage *self)
{
  GtkWindow *dialog = app_invite_dialog_new (get_window (self), self->client);

  g_signal_connect_object (dialog, "invited", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
on_invite_many (AppPeopleListPage *self)
{
  GtkWindow *dialog = app_invite_list_dialog_new (get_window (self), self->client);

  g_signal_connect_object (dialog, "invited", G_CALLBACK (reload), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* --- life --- */

GtkWidget *
app_people_list_page_new (AppClient *client)
{
  AppPeopleListPage *self = g_object_new (APP_TYPE_PEOPLE_LIST_PAGE, NULL);

  self->client = g_object_ref (client);
  reload (self);
  return GTK_WIDGET (self);
}

static void
app_people_list_page_dispose (GObject *object)
{
  AppPeopleListPage *self = APP_PEOPLE_LIST_PAGE (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->presence, g_ptr_array_unref);

  G_OBJECT_CLASS (app_people_list_page_parent_class)->dispose (object);
}

static void
app_people_list_page_finalize (GObject *object)
{
  AppPeopleListPage *self = APP_PEOPLE_LIST_PAGE (object);

  g_free (self->shown_people);
  g_ptr_array_unref (self->person_rows);

  G_OBJECT_CLASS (app_people_list_page_parent_class)->finalize (object);
}

static void
app_people_list_page_class_init (AppPeopleListPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_people_list_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_people_list_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-people-list-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPeopleListPage, awaited_group);
  gtk_widget_class_bind_template_child (widget_class, AppPeopleListPage, people_group);
  gtk_widget_class_bind_template_child (widget_class, AppPeopleListPage, search_row);
  gtk_widget_class_bind_template_child (widget_class, AppPeopleListPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, AppPeopleListPage, error);
  gtk_widget_class_bind_template_callback (widget_class, on_person_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search);
  gtk_widget_class_bind_template_callback (widget_class, on_invite);
  gtk_widget_class_bind_template_callback (widget_class, on_invite_many);
}

static void
app_people_list_page_init (AppPeopleListPage *self)
{
  self->person_rows = g_ptr_array_new ();
  g_type_ensure (APP_TYPE_AWAITED_GROUP);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}
