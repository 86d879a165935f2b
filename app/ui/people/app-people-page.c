/* app-people-page.c: see app-people-page.h */
#include "people/app-people-page.h"

#include "app-client-person.h"
#include "app-client-team.h"
#include "async/app-weak.h"
#include "focus/app-focus.h"
#include "people/app-absence-text.h"
#include "people/app-awaited-group.h"
#include "people/app-new-area-dialog.h"
#include "people/app-person-dialog.h"
#include "people/app-portal-account-group.h"
#include "people/app-reach-row.h"
#include "people/app-standing.h"
#include "people/app-team-change-row.h"
#include "text/app-text-error.h"
#include "text/app-text-role.h"

#include <glib/gi18n.h>

struct _AppPeoplePage
{
  AdwBin parent_instance;

  AppClient *client;
  guint count;
  char *shown_people;     /* what the rows say now: the same again leaves them alone */
  GPtrArray *person_rows; /* GtkWidget, of people_group */
  GPtrArray *change_rows; /* GtkWidget, of change_group */
  guint64 last_change;    /* the newest statement that these tell of */

  GtkStack *stack;
  AdwPreferencesGroup *change_group, *people_group;
  GtkWidget *seen_button;
  AppAwaitedGroup *awaited_group;
  AppPortalAccountGroup *portal_group;
  GtkWidget *admin_box;
};

enum
{
  PROP_COUNT = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AppPeoplePage, app_people_page, ADW_TYPE_BIN)

static void
toast (AppPeoplePage *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
}

/* --- everybody --- */

/* (transfer full) */
static char *
describe_roles (AppPeoplePage *self, const AppPerson *person)
{
  g_autofree char *away = app_absence_text_of (self->client, &person->id);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < person->memberships->len; i++)
    {
      const AppMembership *membership = person->memberships->pdata[i];
      g_autofree char *role = app_text_role_in (membership->role, membership->area_name);

      const char *reach = app_reach_describe (membership->since, person->is_self);

      g_string_append_printf (text, "%s%s%s%s", i > 0 ? "\n" : "", role, reach != NULL ? " · " : "",
                              reach != NULL ? reach : "");
    }
  if (text->len == 0)
    g_string_append (text, app_text_role (HARK_ROLE_NONE));
  if (away != NULL)
    g_string_append_printf (text, "\n%s", away);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_mark (AdwActionRow *row, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "pill-state");
  adw_action_row_add_suffix (row, label);
}

static void
on_person_changed (AppPeoplePage *self, const char *text)
{
  toast (self, text);
  app_people_page_reload (self);
  /* which seals to who joined, and opens new keys without who left */
  gtk_widget_activate_action (GTK_WIDGET (self), "win.sync-quietly", NULL);
}

static void
on_person_activated (AppPeoplePage *self, AdwActionRow *row)
{
  const HarkId *user = g_object_get_data (G_OBJECT (row), "user");
  g_autoptr (GPtrArray) people = app_client_list_people (self->client);

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];
      GtkWindow *dialog;

      if (!hark_id_equal (&person->id, user))
        continue;
      dialog = app_person_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->client, person);
      g_signal_connect_object (dialog, "changed", G_CALLBACK (on_person_changed), self, G_CONNECT_SWAPPED);
      gtk_window_present (dialog);
    }
}

static void
on_area_made (AppPeoplePage *self, const char *name)
{
  /* Translators: %s is an area */
  g_autofree char *text = g_strdup_printf (_ ("%s was created"), name);

  on_person_changed (self, text);
}

static void
on_new_area (AppPeoplePage *self)
{
  GtkWindow *dialog = app_new_area_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->client);

  g_signal_connect_object (dialog, "made", G_CALLBACK (on_area_made), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static GtkWidget *
create_person_row (AppPeoplePage *self, const AppPerson *person)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  g_autofree char *roles = describe_roles (self, person);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), person->name);
  adw_action_row_set_title_lines (row, 0);
  adw_action_row_set_subtitle (row, roles);
  if (person->is_admin)
    add_mark (row, _ ("Admin"));
  if (person->is_self)
    add_mark (row, _ ("You"));
  adw_action_row_add_suffix (row, arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "user", g_memdup2 (&person->id, sizeof person->id), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_person_activated), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (row);
}

/* What the rows would say, to compare. (transfer full) */
static char *
digest_people (AppPeoplePage *self, GPtrArray *people)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];
      g_autofree char *roles = describe_roles (self, person);

      g_string_append_printf (text, "%s\n%d%d\n%s\n\n", person->name, person->is_admin, person->is_self, roles);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_people (AppPeoplePage *self)
{
  g_autoptr (GPtrArray) people = app_client_list_people (self->client);
  g_autofree char *digest = digest_people (self, people);
  AppStanding standing = app_standing_get (self->client);

  /* who is in no team is here for what everybody is told of, and for that alone */
  gtk_widget_set_visible (GTK_WIDGET (self->people_group), standing.is_member || standing.is_admin);
  gtk_stack_set_visible_child_name (self->stack, people->len > 0 ? "people" : "empty");
  gtk_widget_set_visible (self->admin_box, app_client_is_admin (self->client));
  if (g_strcmp0 (digest, self->shown_people) == 0)
    return;

  g_free (self->shown_people);
  self->shown_people = g_steal_pointer (&digest);
  clear_rows (self->people_group, self->person_rows);
  for (guint i = 0; i < people->len; i++)
    {
      GtkWidget *row = create_person_row (self, people->pdata[i]);

      adw_preferences_group_add (self->people_group, row);
      g_ptr_array_add (self->person_rows, row);
    }
}

/* --- what others changed --- */

/* Those to confirm, and the changes that were not seen. */
static void
update_count (AppPeoplePage *self)
{
  guint count = app_awaited_group_get_count (self->awaited_group) + self->change_rows->len;

  if (count == self->count)
    return;

  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNT]);
}

static void
add_change (AppPeoplePage *self, const AppTeamChange *change)
{
  GtkWidget *row = app_team_change_row_new (change);

  adw_preferences_group_add (self->change_group, row);
  g_ptr_array_add (self->change_rows, row);
}

static void
show_changes (AppPeoplePage *self, GPtrArray *changes)
{
  guint64 last = changes->len > 0 ? ((AppTeamChange *)changes->pdata[changes->len - 1])->seq : 0;
  gboolean had_focus = gtk_widget_has_focus (self->seen_button);

  if (changes->len == self->change_rows->len && last == self->last_change)
    return;

  self->last_change = last;
  clear_rows (self->change_group, self->change_rows);
  for (guint i = 0; i < changes->len; i++)
    add_change (self, changes->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->change_group), changes->len > 0);
  update_count (self);
  if (had_focus && changes->len == 0)
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* Without an answer, what was told last stays. */
static void
on_changes (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPeoplePage) self = app_weak_take (user_data);
  g_autoptr (GPtrArray) changes = app_client_list_team_changes_finish (APP_CLIENT (source), result, NULL);

  if (self != NULL && changes != NULL)
    show_changes (self, changes);
}

static void
load_changes (AppPeoplePage *self)
{
  app_client_list_team_changes_async (self->client, on_changes, app_weak_new (self));
}

static void
on_seen_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPeoplePage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_see_team_changes_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  if (!done)
    toast (self, app_text_error (error));
  else /* what waited for it can go */
    gtk_widget_activate_action (GTK_WIDGET (self), "win.sync-quietly", NULL);
  load_changes (self);
}

static void
on_seen (AppPeoplePage *self)
{
  app_client_see_team_changes_async (self->client, self->last_change, on_seen_kept, app_weak_new (self));
}

void
app_people_page_reload (AppPeoplePage *self)
{
  g_return_if_fail (APP_IS_PEOPLE_PAGE (self));

  if (self->client == NULL)
    return;

  show_people (self);
  load_changes (self);
  app_awaited_group_load (self->awaited_group, self->client);
  app_portal_account_group_load (self->portal_group, self->client);
}

static void
on_connection (AppPeoplePage *self)
{
  AppConnection connection = app_client_get_connection (self->client);

  if (connection == APP_CONNECTION_ONLINE || connection == APP_CONNECTION_UNSEEN)
    app_people_page_reload (self);
}

guint
app_people_page_get_count (AppPeoplePage *self)
{
  g_return_val_if_fail (APP_IS_PEOPLE_PAGE (self), 0);

  return self->count;
}

void
app_people_page_set_client (AppPeoplePage *self, AppClient *client)
{
  g_return_if_fail (APP_IS_PEOPLE_PAGE (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "changed", G_CALLBACK (app_people_page_reload), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::connection", G_CALLBACK (on_connection), self, G_CONNECT_SWAPPED);
  show_people (self);
}

static void
app_people_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (app_people_page_parent_class)->map (widget);

  app_people_page_reload (APP_PEOPLE_PAGE (widget));
}

static gboolean
app_people_page_grab_focus (GtkWidget *widget)
{
  /* Not of the page, which without anything to focus in it would come here again. */
  return gtk_widget_child_focus (GTK_WIDGET (APP_PEOPLE_PAGE (widget)->stack), GTK_DIR_TAB_FORWARD);
}

static void
app_people_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_COUNT:
      g_value_set_uint (value, APP_PEOPLE_PAGE (object)->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_people_page_dispose (GObject *object)
{
  g_clear_object (&APP_PEOPLE_PAGE (object)->client);

  G_OBJECT_CLASS (app_people_page_parent_class)->dispose (object);
}

static void
app_people_page_finalize (GObject *object)
{
  AppPeoplePage *self = APP_PEOPLE_PAGE (object);

  g_ptr_array_unref (self->person_rows);
  g_ptr_array_unref (self->change_rows);
  g_free (self->shown_people);

  G_OBJECT_CLASS (app_people_page_parent_class)->finalize (object);
}

static void
app_people_page_class_init (AppPeoplePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = app_people_page_get_property;
  object_class->dispose = app_people_page_dispose;
  object_class->finalize = app_people_page_finalize;
  widget_class->map = app_people_page_map;
  widget_class->grab_focus = app_people_page_grab_focus;
  widget_class->focus = app_focus_child;

  props[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/people/app-people-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPeoplePage, stack);
  gtk_widget_class_bind_template_child (widget_class, AppPeoplePage, change_group);
  gtk_widget_class_bind_template_child (widget_class, AppPeoplePage, seen_button);
  gtk_widget_class_bind_template_child (widget_class, AppPeoplePage, awaited_group);
  gtk_widget_class_bind_template_child (widget_class, AppPeoplePage, people_group);
  gtk_widget_class_bind_template_child (widget_class, AppPeoplePage, portal_group);
  gtk_widget_class_bind_template_child (widget_class, AppPeoplePage, admin_box);
  gtk_widget_class_bind_template_callback (widget_class, on_new_area);
  gtk_widget_class_bind_template_callback (widget_class, on_seen);
  gtk_widget_class_bind_template_callback (widget_class, on_person_changed);
  gtk_widget_class_bind_template_callback (widget_class, update_count);
}

static void
app_people_page_init (AppPeoplePage *self)
{
  g_type_ensure (APP_TYPE_AWAITED_GROUP);
  g_type_ensure (APP_TYPE_PORTAL_ACCOUNT_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->person_rows = g_ptr_array_new ();
  self->change_rows = g_ptr_array_new ();
}
