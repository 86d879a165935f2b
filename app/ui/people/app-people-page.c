/* app-people-page.c: see app-people-page.h */
#include "people/app-people-page.h"

#include "app-client-person.h"
#include "app-client-team.h"
#include "async/app-weak.h"
#include "field/app-field-error.h"
#include "focus/app-focus.h"
#include "hark-error.h"
#include "people/app-absence-text.h"
#include "people/app-awaited-row.h"
#include "people/app-bring-in-dialog.h"
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
  gboolean is_loading;
  gboolean is_stale;
  char *shown_people, *shown_awaited; /* what the rows say now: the same again leaves them alone */
  GPtrArray *person_rows;             /* GtkWidget, of people_group */
  GPtrArray *awaited_rows;            /* AppAwaitedRow, of awaited_group */
  GPtrArray *change_rows;             /* GtkWidget, of change_group */
  guint64 last_change;                /* the newest statement that these tell of */
  guint n_to_confirm;

  GtkStack *stack;
  AdwPreferencesGroup *change_group, *awaited_group, *people_group;
  GtkWidget *seen_button;
  AppFieldError *awaited_error;
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
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
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

/* --- awaited --- */

static void
toast (AppPeoplePage *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", text);
}

static AppAwaitedRow *
find_row (AppPeoplePage *self, const HarkId *user)
{
  for (guint i = 0; i < self->awaited_rows->len; i++)
    if (hark_id_equal (&app_awaited_row_get_awaited (self->awaited_rows->pdata[i])->user, user))
      return self->awaited_rows->pdata[i];

  return NULL;
}

/* The row may have been made anew meanwhile: it is found by who stands in it. */
typedef struct
{
  gpointer page; /* of app_weak_new () */
  HarkId user;
  char *name;
} Step;

static Step *
step_new (AppPeoplePage *self, const AppAwaited *awaited)
{
  Step *step = g_new (Step, 1);

  *step = (Step){ app_weak_new (self), awaited->user, g_strdup (awaited->name) };

  return step;
}

/* (transfer full) (nullable): the page, where it is still there; frees @step but for the name. */
static AppPeoplePage *
step_end (Step *step, char **name)
{
  AppPeoplePage *self = app_weak_take (step->page);
  AppAwaitedRow *row = self != NULL ? find_row (self, &step->user) : NULL;

  if (row != NULL)
    app_awaited_row_set_busy (row, FALSE);
  *name = step->name;
  g_free (step);

  return self;
}

static const char *
describe_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    return _ ("The team or this person’s keys have changed meanwhile. Compare the number before you try again.");

  return app_text_error (error);
}

static void
on_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *name = NULL;
  g_autoptr (AppPeoplePage) self = step_end (user_data, &name);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_place_member_finish (APP_CLIENT (source), result, &error);
  g_autofree char *text = NULL;

  if (self == NULL)
    return;

  text = done ? g_strdup_printf (_ ("%s is in the team now"), name) : g_strdup (describe_error (error));
  toast (self, text);
  app_people_page_reload (self);
  /* Which seals to them what is there. */
  if (done)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.sync-quietly", NULL);
}

/* Of the dialog about @awaited. */
static void
set_user (GtkWidget *dialog, const AppAwaited *awaited)
{
  g_object_set_data_full (G_OBJECT (dialog), "user", g_memdup2 (&awaited->user, sizeof awaited->user), g_free);
}

static void
on_bring_in (GtkWidget *dialog, const char *response, AppPeoplePage *self)
{
  AppAwaitedRow *row = find_row (self, g_object_get_data (G_OBJECT (dialog), "user"));
  const AppAwaited *awaited = row != NULL ? app_awaited_row_get_awaited (row) : NULL;

  /* Another Expert may have been quicker. */
  if (awaited == NULL || !awaited->can_confirm || !g_str_equal (response, "bring-in"))
    return;

  app_awaited_row_set_busy (row, TRUE);
  app_client_place_member_async (self->client, &awaited->user, awaited->keys_hash, &awaited->area, awaited->role,
                                 app_bring_in_dialog_get_reach (dialog), on_confirmed, step_new (self, awaited));
}

static void
on_confirm (AppPeoplePage *self, AppAwaitedRow *row)
{
  const AppAwaited *awaited = app_awaited_row_get_awaited (row);
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = app_bring_in_dialog_new (parent, self->client, awaited);

  set_user (dialog, awaited);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_bring_in), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_taken_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *name = NULL;
  g_autoptr (AppPeoplePage) self = step_end (user_data, &name);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_take_back_invitation_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  if (!done)
    toast (self, describe_error (error));
  app_people_page_reload (self);
}

static void
on_take_back_answer (GtkWidget *dialog, const char *response, AppPeoplePage *self)
{
  const HarkId *user = g_object_get_data (G_OBJECT (dialog), "user");
  AppAwaitedRow *row = find_row (self, user);

  /* Whoever is not awaited any more meanwhile has been signed: nothing is left to take back. */
  if (row == NULL || !g_str_equal (response, "take-back"))
    return;

  app_awaited_row_set_busy (row, TRUE);
  app_client_take_back_invitation_async (self->client, user, on_taken_back,
                                         step_new (self, app_awaited_row_get_awaited (row)));
}

static void
on_take_back (AppPeoplePage *self, AppAwaitedRow *row)
{
  const AppAwaited *awaited = app_awaited_row_get_awaited (row);
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = adw_message_dialog_new (parent, _ ("Take Back the Invitation?"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  awaited->is_accepted ? _ ("%s has accepted it already and will not get in. "
                                                            "Their account is removed.")
                                                       : _ ("%s will not be able to accept it any more."),
                                  awaited->name);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "take-back",
                                    _ ("_Take Back"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "take-back", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  set_user (dialog, awaited);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_take_back_answer), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* (transfer full) */
static char *
digest_awaited (GPtrArray *list, gboolean is_admin)
{
  g_autoptr (GString) text = g_string_new (is_admin ? "admin\n" : "");

  for (guint i = 0; i < list->len; i++)
    {
      const AppAwaited *awaited = list->pdata[i];
      g_autofree char *id = hark_id_to_string (&awaited->user);

      g_string_append_printf (text, "%s %d%d%d%d %d %s %s %" G_GINT64_FORMAT "\n", id, awaited->is_accepted,
                              awaited->is_ours, awaited->is_named, awaited->can_confirm, awaited->role,
                              awaited->area_name != NULL ? awaited->area_name : "", awaited->by, awaited->expires);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_awaited (AppPeoplePage *self, AppAwaited *awaited, gboolean is_admin)
{
  GtkWidget *row = app_awaited_row_new (awaited, is_admin);

  g_signal_connect_object (row, "confirm", G_CALLBACK (on_confirm), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "take-back", G_CALLBACK (on_take_back), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->awaited_group, row);
  g_ptr_array_add (self->awaited_rows, row);
}

/* Those to confirm, and the changes that were not seen. */
static void
update_count (AppPeoplePage *self)
{
  guint count = self->n_to_confirm + self->change_rows->len;

  if (count == self->count)
    return;

  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COUNT]);
}

/* @list is taken. */
static void
show_awaited (AppPeoplePage *self, GPtrArray *list)
{
  gboolean is_admin = app_client_is_admin (self->client);
  g_autofree char *digest = digest_awaited (list, is_admin);
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->awaited_group)) != NULL;
  guint count = 0;

  app_field_error_set (self->awaited_error, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->awaited_group), list->len > 0);
  for (guint i = 0; i < list->len; i++)
    count += ((AppAwaited *)list->pdata[i])->can_confirm ? 1 : 0;
  self->n_to_confirm = count;
  update_count (self);
  if (g_strcmp0 (digest, self->shown_awaited) == 0)
    {
      g_ptr_array_unref (list);
      return;
    }

  g_free (self->shown_awaited);
  self->shown_awaited = g_steal_pointer (&digest);
  clear_rows (self->awaited_group, self->awaited_rows);
  g_ptr_array_set_free_func (list, NULL);
  for (guint i = 0; i < list->len; i++)
    add_awaited (self, list->pdata[i], is_admin);
  g_ptr_array_unref (list);
  if (had_focus)
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* --- what others changed --- */

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

/* --- awaited, from the server --- */

/* What was known last stays, and beside it why there is nothing newer. */
static void
show_awaited_error (AppPeoplePage *self, const GError *error)
{
  g_autofree char *text = g_strdup_printf (_ ("Who is awaited is not known now. %s"), app_text_error (error));

  app_field_error_set (self->awaited_error, NULL, text);
  gtk_widget_set_visible (GTK_WIDGET (self->awaited_group), TRUE);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPeoplePage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  GPtrArray *list = app_client_list_awaited_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    {
      g_clear_pointer (&list, g_ptr_array_unref);
      return;
    }

  self->is_loading = FALSE;
  if (list != NULL)
    show_awaited (self, list);
  else
    show_awaited_error (self, error);
  if (self->is_stale)
    app_people_page_reload (self);
}

/* The server tells Admins and Experts; for others there is nothing to ask. */
static void
load_awaited (AppPeoplePage *self)
{
  AppStanding standing = app_standing_get (self->client);

  self->is_stale = self->is_loading;
  if (self->is_loading)
    return;
  if (!standing.is_admin && !standing.is_expert)
    {
      show_awaited (self, g_ptr_array_new_with_free_func ((GDestroyNotify)app_awaited_free));
      return;
    }

  self->is_loading = TRUE;
  app_client_list_awaited_async (self->client, on_listed, app_weak_new (self));
}

void
app_people_page_reload (AppPeoplePage *self)
{
  g_return_if_fail (APP_IS_PEOPLE_PAGE (self));

  if (self->client == NULL)
    return;

  show_people (self);
  load_changes (self);
  load_awaited (self);
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
  g_ptr_array_unref (self->awaited_rows);
  g_ptr_array_unref (self->change_rows);
  g_free (self->shown_people);
  g_free (self->shown_awaited);

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
  gtk_widget_class_bind_template_child (widget_class, AppPeoplePage, awaited_error);
  gtk_widget_class_bind_template_child (widget_class, AppPeoplePage, people_group);
  gtk_widget_class_bind_template_child (widget_class, AppPeoplePage, portal_group);
  gtk_widget_class_bind_template_child (widget_class, AppPeoplePage, admin_box);
  gtk_widget_class_bind_template_callback (widget_class, on_new_area);
  gtk_widget_class_bind_template_callback (widget_class, on_seen);
}

static void
app_people_page_init (AppPeoplePage *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_PORTAL_ACCOUNT_GROUP);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->person_rows = g_ptr_array_new ();
  self->awaited_rows = g_ptr_array_new ();
  self->change_rows = g_ptr_array_new ();
}
