/* app-person-dialog.c: see app-person-dialog.h */
#include "people/app-person-dialog.h"

#include "app-client-hand-over.h"
#include "app-client-own-ticket.h"
#include "app-client-team.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "hark-error.h"
#include "people/app-absence-text.h"
#include "people/app-hand-over-dialog.h"
#include "people/app-reach-row.h"
#include "people/app-reset-dialog.h"
#include "text/app-text-error.h"
#include "text/app-text-role.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

/* A place in a team that this account may change. */
typedef struct
{
  HarkId area;
  char *name;
  AppReachPlace now, own;
  AdwComboRow *row;
  AppReachRow *reach_row;
} Place;

struct _AppPersonDialog
{
  AdwWindow parent_instance;

  AppClient *client;
  HarkId user;
  guint8 keys_hash[32]; /* of the keys whose number is shown */
  char *name;
  GArray *places;
  guint saving; /* the place that is being changed */

  AdwPreferencesGroup *place_group, *advised_group, *account_group, *number_group;
  GtkSpinner *off_spinner;
  AppFieldError *off_error;
  GtkLabel *number_label;
  AppFieldError *save_error;
  AppBusyButton *save_button;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppPersonDialog, app_person_dialog, ADW_TYPE_WINDOW)

static void
clear_place (gpointer data)
{
  g_free (((Place *)data)->name);
}

static HarkRole
get_chosen (const Place *place)
{
  return (HarkRole)adw_combo_row_get_selected (place->row);
}

static guint
find_change (AppPersonDialog *self, guint from)
{
  for (guint i = from; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      if (get_chosen (place) != place->now.role || app_reach_row_get (place->reach_row) == APP_REACH_ALL)
        return i;
    }

  return self->places->len;
}

static void
update (AppPersonDialog *self)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      app_reach_row_update (place->reach_row, &place->now, get_chosen (place), &place->own);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), find_change (self, 0) < self->places->len);
  app_field_error_set (self->save_error, NULL, NULL);
}

/* --- saving --- */

static const char *
describe_error (HarkRole chosen, const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT) && chosen != HARK_ROLE_NONE)
    return _ ("The team or this person’s keys have changed meanwhile. Open this again and compare the number first.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    return _ ("They are the advisor of open tickets, or the team has changed meanwhile. Hand those tickets over first.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID))
    return _ ("A team needs an Expert. Make somebody else Expert first.");

  return app_text_error (error);
}

static void save_next (AppPersonDialog *self);

/* What is shown stays what was asked for until it is answered. */
static void
set_busy (AppPersonDialog *self, gboolean busy)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->place_group), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->account_group), !busy);
  app_busy_button_set_busy (self->save_button, busy);
}

static void
end_save (AppPersonDialog *self, const GError *error)
{
  Place *place = &g_array_index (self->places, Place, self->saving);
  AppReach reach = app_reach_row_get (place->reach_row);

  if (error != NULL)
    {
      set_busy (self, FALSE);
      app_field_error_set (self->save_error, NULL, describe_error (get_chosen (place), error));
      return;
    }

  if (reach == APP_REACH_ALL)
    place->now.since = place->own.since;
  else if (place->now.role == HARK_ROLE_NONE)
    place->now.since = reach == APP_REACH_LATER ? G_MAXUINT64 : place->own.since;
  place->now.role = get_chosen (place);
  update (self);
  save_next (self);
}

static void
on_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPersonDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  app_client_place_member_finish (APP_CLIENT (source), result, &error);
  if (self != NULL)
    end_save (self, error);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPersonDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  app_client_remove_member_finish (APP_CLIENT (source), result, &error);
  if (self != NULL)
    end_save (self, error);
}

static void
finish (AppPersonDialog *self, const char *text)
{
  g_signal_emit (self, changed_signal, 0, text);
  gtk_window_close (GTK_WINDOW (self));
}

static void
save_place (AppPersonDialog *self)
{
  const Place *place = &g_array_index (self->places, Place, self->saving);

  if (get_chosen (place) == HARK_ROLE_NONE)
    app_client_remove_member_async (self->client, &self->user, &place->area, on_removed, app_weak_new (self));
  else
    app_client_place_member_async (self->client, &self->user, self->keys_hash, &place->area, get_chosen (place),
                                   app_reach_row_get (place->reach_row), on_confirmed, app_weak_new (self));
}

static void
on_hand_over_closed (AppPersonDialog *self)
{
  set_busy (self, FALSE);
}

/* Nobody's open tickets are left to a former member. */
static void
on_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPersonDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  const Place *place;
  GtkWindow *dialog;
  guint count = 0;
  gboolean done = app_client_count_advised_finish (APP_CLIENT (source), result, &count, &error);

  if (self == NULL)
    return;
  if (!done)
    {
      end_save (self, error);
      return;
    }
  if (count == 0)
    {
      save_place (self);
      return;
    }

  place = &g_array_index (self->places, Place, self->saving);
  dialog = app_hand_over_dialog_new (GTK_WINDOW (self), self->client, &self->user, self->name, &place->area, place->name,
                                     count);
  g_signal_connect_object (dialog, "handed-over", G_CALLBACK (save_place), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "cancelled", G_CALLBACK (on_hand_over_closed), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static gboolean
is_advisor_no_more (const Place *place)
{
  return place->now.role >= HARK_ROLE_PROFESSIONAL && get_chosen (place) < HARK_ROLE_PROFESSIONAL;
}

/* One after the other: each is a statement of its own, and may be refused. */
static void
save_next (AppPersonDialog *self)
{
  const Place *place;

  self->saving = find_change (self, 0);
  if (self->saving == self->places->len)
    {
      g_autofree char *text = g_strdup_printf (_ ("The team has changed: %s"), self->name);

      set_busy (self, FALSE);
      finish (self, text);
      return;
    }

  place = &g_array_index (self->places, Place, self->saving);
  if (is_advisor_no_more (place))
    app_client_count_advised_async (self->client, &self->user, &place->area, on_counted, app_weak_new (self));
  else
    save_place (self);
}

static void
start_save (AppPersonDialog *self)
{
  app_field_error_set (self->save_error, NULL, NULL);
  set_busy (self, TRUE);
  save_next (self);
}

static gboolean
is_removal (AppPersonDialog *self)
{
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      if (place->now.role != HARK_ROLE_NONE && get_chosen (place) == HARK_ROLE_NONE)
        return TRUE;
    }

  return FALSE;
}

/* Losing all tickets of an area is asked about. */
static void
on_save (AppPersonDialog *self)
{
  GtkWidget *dialog;

  if (app_busy_button_is_busy (self->save_button))
    return;
  if (!is_removal (self))
    {
      start_save (self);
      return;
    }

  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Take Out of the Team?"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _ ("%s loses all tickets of that area at once, and new ones are not sealed to them any "
                                     "more. What they have read they have read."),
                                  self->name);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove", _ ("_Take Out"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::remove", G_CALLBACK (start_save), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- the account --- */

static AppReachPlace
find_place (const AppPerson *person, const HarkId *area)
{
  for (guint i = 0; i < person->memberships->len; i++)
    {
      const AppMembership *membership = person->memberships->pdata[i];

      if (hark_id_equal (&membership->area, area))
        return (AppReachPlace){ membership->role, membership->since };
    }

  return (AppReachPlace){ HARK_ROLE_NONE, 0 };
}

static void
set_asking (AppPersonDialog *self, gboolean asking)
{
  gtk_spinner_set_spinning (self->off_spinner, asking);
  gtk_widget_set_sensitive (GTK_WIDGET (self->account_group), !asking);
}

static void
on_switched_off (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPersonDialog) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean done = app_client_switch_off_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  set_asking (self, FALSE);
  if (!done)
    {
      app_field_error_set (self->off_error, NULL, app_text_error (error));
      return;
    }
  text = g_strdup_printf (_ ("Switched off: %s"), self->name);
  finish (self, text);
}

static void
switch_off (AppPersonDialog *self)
{
  app_field_error_set (self->off_error, NULL, NULL);
  set_asking (self, TRUE);
  app_client_switch_off_async (self->client, &self->user, on_switched_off, app_weak_new (self));
}

/* Whether @person is the only Expert of @area. */
static gboolean
is_last_expert (GPtrArray *people, const HarkId *person, const HarkId *area)
{
  gboolean is_expert = FALSE;

  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *one = people->pdata[i];

      if (find_place (one, area).role != HARK_ROLE_EXPERT)
        continue;
      if (!hark_id_equal (&one->id, person))
        return FALSE;
      is_expert = TRUE;
    }

  return is_expert;
}

/* The areas that lose their last Expert with them, "" for none. */
static char *
list_orphaned_areas (AppPersonDialog *self)
{
  g_autoptr (GPtrArray) people = app_client_list_people (self->client);
  g_autoptr (GPtrArray) areas = app_client_get_areas (self->client);
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < areas->len; i++)
    {
      const AppArea *area = areas->pdata[i];

      if (is_last_expert (people, &self->user, &area->id))
        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", area->name);
    }

  return g_string_free (list, FALSE);
}

static char *
describe_switch_off (AppPersonDialog *self)
{
  g_autofree char *orphaned = list_orphaned_areas (self);
  g_autofree char *text = g_strdup_printf (
      _ ("%s is signed out everywhere at once, leaves every team, and never comes back under this name. Tickets of which "
         "they are the advisor have none then, until others take them over. This cannot be undone."),
      self->name);

  if (orphaned[0] == '\0')
    return g_steal_pointer (&text);

  /* Translators: %s is a list of areas */
  return g_strdup_printf (_ ("%s\n\nThey are the last Expert of: %s. Its tickets cannot be opened to anybody else then. "
                             "Make a colleague Expert first."),
                          text, orphaned);
}

static void
ask_switch_off (AppPersonDialog *self, const char *own)
{
  g_autofree char *what = describe_switch_off (self);
  g_autofree char *text = g_strconcat (what, own[0] != '\0' ? "\n\n" : "", own, NULL);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Switch the Account Off?"), text);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "off", _ ("_Switch Off"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "off", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::off", G_CALLBACK (switch_off), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Where they reported in their own name, and who gives them codes for it. "" for nowhere. */
static char *
describe_own (GPtrArray *areas)
{
  GString *list = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; areas != NULL && i < areas->len; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", ((AppOwnArea *)areas->pdata[i])->name);
  text = g_string_free (list, FALSE);
  if (*text == '\0')
    return g_steal_pointer (&text);

  /* Translators: %s is a list of areas */
  return g_strdup_printf (_ ("They reported tickets of their own, which they could not read any more. The teams of these "
                             "areas can issue inbox codes for them first, which they keep: %s."),
                          text);
}

static void
on_own_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppPersonDialog) self = app_weak_take (user_data);
  g_autoptr (GPtrArray) areas = app_client_list_own_areas_finish (APP_CLIENT (source), result, NULL);
  g_autofree char *own = describe_own (areas);

  if (self == NULL)
    return;

  set_asking (self, FALSE);
  ask_switch_off (self, own);
}

/* Where the server does not say it, it is asked without. */
static void
on_switch_off (AppPersonDialog *self)
{
  if (gtk_spinner_get_spinning (self->off_spinner) || app_busy_button_is_busy (self->save_button))
    return;

  set_asking (self, TRUE);
  app_client_list_own_areas_async (self->client, &self->user, on_own_listed, app_weak_new (self));
}

static void
on_reset_done (AppPersonDialog *self)
{
  g_autofree char *text = g_strdup_printf (_ ("Signed out everywhere: %s"), self->name);

  g_signal_emit (self, changed_signal, 0, text);
}

static void
on_reset (AppPersonDialog *self)
{
  GtkWindow *dialog = app_reset_dialog_new (GTK_WINDOW (self), self->client, &self->user, self->name);

  g_signal_connect_object (dialog, "reset", G_CALLBACK (on_reset_done), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

/* --- tickets of which they are the advisor --- */

typedef struct
{
  gpointer dialog; /* app_weak_new () */
  HarkId area;
  char *name;
} Advised;

static void
advised_free (gpointer data, GClosure *closure)
{
  Advised *self = data;

  g_free (self->name);
  g_free (self);
}

static void
on_advised_handed_over (AppPersonDialog *self, guint count)
{
  g_autofree char *text
      = g_strdup_printf (ngettext ("%u ticket handed over", "%u tickets handed over", count), count);

  finish (self, text);
}

static void
hand_over_advised (AdwActionRow *row, Advised *advised)
{
  AppPersonDialog *self = APP_PERSON_DIALOG (gtk_widget_get_root (GTK_WIDGET (row)));
  guint count = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "count"));
  GtkWindow *dialog = app_hand_over_dialog_new (GTK_WINDOW (self), self->client, &self->user, self->name, &advised->area,
                                                advised->name, count);

  g_signal_connect_object (dialog, "handed-over", G_CALLBACK (on_advised_handed_over), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
on_advised_counted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Advised *advised = user_data;
  g_autoptr (AppPersonDialog) self = app_weak_take (g_steal_pointer (&advised->dialog));
  g_autofree char *text = NULL;
  GtkWidget *row;
  guint count = 0;

  app_client_count_advised_finish (APP_CLIENT (source), result, &count, NULL);
  if (self == NULL || count == 0)
    {
      advised_free (advised, NULL);
      return;
    }

  /* Translators: %1$u is how many, %2$s an area */
  text = g_strdup_printf (ngettext ("%1$u open ticket of %2$s", "%1$u open tickets of %2$s", count), count, advised->name);
  row = adw_action_row_new ();
  g_object_set (row, "use-markup", FALSE, "title", _ ("Hand Over…"), "subtitle", text, "activatable", TRUE, NULL);
  g_object_set_data (G_OBJECT (row), "count", GUINT_TO_POINTER (count));
  g_signal_connect_data (row, "activated", G_CALLBACK (hand_over_advised), advised, advised_free, 0);
  adw_preferences_group_add (self->advised_group, row);
  gtk_widget_set_visible (GTK_WIDGET (self->advised_group), TRUE);
}

/* Before a holiday as much as before they leave. */
static void
count_advised (AppPersonDialog *self, const AppArea *area, HarkRole role)
{
  Advised *advised;

  if (role < HARK_ROLE_PROFESSIONAL || !area->can_write)
    return;

  advised = g_new0 (Advised, 1);
  advised->dialog = app_weak_new (self);
  advised->area = area->id;
  advised->name = g_strdup (area->name);
  app_client_count_advised_async (self->client, &self->user, &area->id, on_advised_counted, advised);
}

/* --- places --- */

static AdwComboRow *
create_choice (AppPersonDialog *self, const AppArea *area, HarkRole role)
{
  AdwComboRow *row = ADW_COMBO_ROW (adw_combo_row_new ());
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("Not in the team"));
  for (HarkRole one = HARK_ROLE_OBSERVER; one <= HARK_ROLE_EXPERT; one++)
    gtk_string_list_append (names, app_text_role (one));
  g_object_set (row, "use-markup", FALSE, "title-lines", 0, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), area->name);
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, role);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return row;
}

static GtkWidget *
create_fact (const AppArea *area, const AppReachPlace *now, gboolean is_self)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  const char *reach = now->role != HARK_ROLE_NONE ? app_reach_describe (now->since, is_self) : NULL;
  g_autofree char *text = reach != NULL ? g_strdup_printf ("%s · %s", app_text_role (now->role), reach) : NULL;

  g_object_set (row, "use-markup", FALSE, "title-lines", 0, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), area->name);
  adw_action_row_set_subtitle (row, text != NULL                    ? text
                                    : now->role != HARK_ROLE_NONE ? app_text_role (now->role)
                                                                  : _ ("Not in the team"));

  return GTK_WIDGET (row);
}

/* An Expert of an area decides there; of the others it is only told. */
static void
add_places (AppPersonDialog *self, const AppPerson *person)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (self->client);

  for (guint i = 0; i < areas->len; i++)
    {
      const AppArea *area = areas->pdata[i];
      Place place = { .area = area->id, .now = find_place (person, &area->id) };

      count_advised (self, area, place.now.role);
      if (app_client_get_role (self->client, &area->id) != HARK_ROLE_EXPERT)
        {
          adw_preferences_group_add (self->place_group, create_fact (area, &place.now, person->is_self));
          continue;
        }
      place.name = g_strdup (area->name);
      place.row = create_choice (self, area, place.now.role);
      place.reach_row = APP_REACH_ROW (app_reach_row_new ());
      app_reach_get_own (self->client, &area->id, &place.own);
      g_signal_connect_object (place.reach_row, "notify::selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->place_group, GTK_WIDGET (place.row));
      adw_preferences_group_add (self->place_group, GTK_WIDGET (place.reach_row));
      g_array_append_val (self->places, place);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->place_group), areas->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->save_button), self->places->len > 0);
}

static void
show_number (AppPersonDialog *self, const AppPerson *person)
{
  g_autofree char *description = g_strdup_printf (
      person->is_self ? _ ("Read it to a colleague over the telephone. Under People they must see the same digits for %s.")
                      : _ ("Call %s and compare: in their own Hark, under People, the same digits must stand beside their "
                           "name. If they differ, somebody has put other keys between you: tell an Expert, in person."),
      person->name);
  g_autofree char *escaped = g_markup_escape_text (description, -1);
  g_autofree char *number = app_text_fingerprint (person->safety_number);

  adw_preferences_group_set_description (self->number_group, escaped);
  gtk_label_set_text (self->number_label, number);
}

GtkWindow *
app_person_dialog_new (GtkWindow *parent, AppClient *client, const AppPerson *person)
{
  AppPersonDialog *self = g_object_new (APP_TYPE_PERSON_DIALOG, "transient-for", parent, "title", person->name, NULL);
  g_autofree char *away = NULL, *escaped = NULL;

  self->client = g_object_ref (client);
  self->user = person->id;
  memcpy (self->keys_hash, person->keys_hash, sizeof self->keys_hash);
  self->name = g_strdup (person->name);
  add_places (self, person);
  away = app_absence_text_of (client, &person->id);
  escaped = away != NULL ? g_markup_escape_text (away, -1) : NULL;
  adw_preferences_group_set_description (self->place_group, escaped);
  gtk_widget_set_visible (GTK_WIDGET (self->account_group), app_client_is_admin (client) && !person->is_self);
  show_number (self, person);
  update (self);

  return GTK_WINDOW (self);
}

static void
app_person_dialog_finalize (GObject *object)
{
  AppPersonDialog *self = APP_PERSON_DIALOG (object);

  g_object_unref (self->client);
  g_array_unref (self->places);
  g_free (self->name);

  G_OBJECT_CLASS (app_person_dialog_parent_class)->finalize (object);
}

static void
app_person_dialog_class_init (AppPersonDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_person_dialog_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/people/app-person-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppPersonDialog, place_group);
  gtk_widget_class_bind_template_child (widget_class, AppPersonDialog, advised_group);
  gtk_widget_class_bind_template_child (widget_class, AppPersonDialog, account_group);
  gtk_widget_class_bind_template_child (widget_class, AppPersonDialog, off_spinner);
  gtk_widget_class_bind_template_child (widget_class, AppPersonDialog, off_error);
  gtk_widget_class_bind_template_child (widget_class, AppPersonDialog, number_group);
  gtk_widget_class_bind_template_child (widget_class, AppPersonDialog, number_label);
  gtk_widget_class_bind_template_child (widget_class, AppPersonDialog, save_error);
  gtk_widget_class_bind_template_child (widget_class, AppPersonDialog, save_button);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_bind_template_callback (widget_class, on_switch_off);
}

static void
app_person_dialog_init (AppPersonDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_array_set_clear_func (self->places, clear_place);
  gtk_widget_init_template (GTK_WIDGET (self));
}
