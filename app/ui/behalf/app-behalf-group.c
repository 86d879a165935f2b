/* app-behalf-group.c: see app-behalf-group.h */
#include "behalf/app-behalf-group.h"

#include "app-client-person.h"
#include "field/app-field-error.h"
#include "hark-json.h"
#include "hark-seal.h"
#include "text/app-text.h"

#include <glib/gi18n.h>

struct _AppBehalfGroup
{
  GtkBox parent_instance;

  GPtrArray *people; /* AppPerson, without the one in front of the screen */
  gint64 received;   /* 0: today */

  AdwComboRow *kind_row;
  GtkWidget *details_group;
  GtkWidget *person_row;
  GtkDropDown *person_drop;
  AppFieldError *person_error;
  AdwComboRow *channel_row;
  AdwActionRow *received_row;
  GtkMenuButton *received_button;
  GtkCalendar *calendar;
  AppFieldError *received_error;
  AdwActionRow *inbox_row;
  GtkSwitch *inbox_switch;
  GtkWidget *more_row;
  AdwEntryRow *where_row, *when_row, *who_row, *name_row, *contact_row;
  AppFieldError *more_error;
};

#define MAX_DRAFT (64 * 1024) /* bytes */
#define MORE_ROWS(self) (self)->where_row, (self)->when_row, (self)->who_row, (self)->name_row, (self)->contact_row

static guint changed_signal, edited_signal;

G_DEFINE_FINAL_TYPE (AppBehalfGroup, app_behalf_group, GTK_TYPE_BOX)

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

AppReporterKind
app_behalf_group_get_kind (AppBehalfGroup *self)
{
  g_return_val_if_fail (APP_IS_BEHALF_GROUP (self), APP_REPORTER_SELF);

  return (AppReporterKind)adw_combo_row_get_selected (self->kind_row);
}

void
app_behalf_group_set_kind (AppBehalfGroup *self, AppReporterKind kind)
{
  g_return_if_fail (APP_IS_BEHALF_GROUP (self));

  adw_combo_row_set_selected (self->kind_row, kind);
}

gboolean
app_behalf_group_wants_inbox (AppBehalfGroup *self)
{
  g_return_val_if_fail (APP_IS_BEHALF_GROUP (self), FALSE);

  return app_behalf_group_get_kind (self) == APP_REPORTER_ANONYMOUS && gtk_switch_get_active (self->inbox_switch);
}

static const char *
get_text (AdwEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

/* --- what shows --- */

static void
show_inbox_hint (AppBehalfGroup *self)
{
  const char *text;

  if (gtk_switch_get_active (self->inbox_switch))
    text = _ ("With a code that you hand over they can read answers and write to the team");
  else if (*get_text (self->contact_row) != '\0')
    text = _ ("The team can only reach them outside of Hark");
  else
    text = _ ("No question can reach them");

  adw_action_row_set_subtitle (self->inbox_row, text);
}

static void
on_person_chosen (AppBehalfGroup *self)
{
  app_field_error_set (self->person_error, self->person_row, NULL);
  g_signal_emit (self, edited_signal, 0);
}

static void
on_more_changed (AppBehalfGroup *self)
{
  AdwEntryRow *const rows[] = { MORE_ROWS (self) };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    app_field_error_set (self->more_error, GTK_WIDGET (rows[i]), NULL);
  show_inbox_hint (self);
  g_signal_emit (self, edited_signal, 0);
}

static void
update (AppBehalfGroup *self)
{
  AppReporterKind kind = app_behalf_group_get_kind (self);
  gboolean is_anonymous = kind == APP_REPORTER_ANONYMOUS;

  gtk_widget_set_visible (self->details_group, kind != APP_REPORTER_SELF);
  gtk_widget_set_visible (self->person_row, kind == APP_REPORTER_COLLEAGUE);
  gtk_widget_set_visible (GTK_WIDGET (self->inbox_row), is_anonymous);
  gtk_widget_set_visible (GTK_WIDGET (self->name_row), is_anonymous);
  gtk_widget_set_visible (GTK_WIDGET (self->contact_row), is_anonymous);
  on_person_chosen (self);
  app_field_error_set (self->received_error, GTK_WIDGET (self->received_row), NULL);
  on_more_changed (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
show_received (AppBehalfGroup *self)
{
  gint64 now = get_now ();
  g_autofree char *date = app_text_date (self->received != 0 ? self->received : now, now);
  const char *text = self->received != 0 ? date : _ ("Today");
  g_autofree char *name = g_strdup_printf ("%s: %s", adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->received_row)), text);

  g_signal_emit (self, edited_signal, 0);
  gtk_menu_button_set_label (self->received_button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->received_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  app_field_error_set (self->received_error, GTK_WIDGET (self->received_row), NULL);
}

static void
on_day_selected (AppBehalfGroup *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (self->calendar);
  gint64 now = get_now ();
  gint64 day = app_behalf_day (g_date_time_get_year (date), g_date_time_get_month (date),
                               g_date_time_get_day_of_month (date), now);

  self->received = day == now ? 0 : day;
  show_received (self);
}

void
app_behalf_group_set_day (AppBehalfGroup *self, int year, int month, int day)
{
  g_autoptr (GDateTime) date = g_date_time_new_local (year, month, day, 12, 0, 0);

  g_return_if_fail (APP_IS_BEHALF_GROUP (self) && date != NULL);

  gtk_calendar_select_day (self->calendar, date);
  on_day_selected (self);
}

void
app_behalf_group_set_client (AppBehalfGroup *self, AppClient *client)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_return_if_fail (APP_IS_BEHALF_GROUP (self));

  g_clear_pointer (&self->people, g_ptr_array_unref);
  self->people = app_client_list_people (client);
  for (guint i = 0; i < self->people->len;)
    if (((AppPerson *)self->people->pdata[i])->is_self)
      g_ptr_array_remove_index (self->people, i);
    else
      gtk_string_list_append (names, ((AppPerson *)self->people->pdata[i++])->name);

  gtk_drop_down_set_model (self->person_drop, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->person_drop, GTK_INVALID_LIST_POSITION);
  gtk_widget_set_sensitive (GTK_WIDGET (self->person_drop), self->people->len > 0);
}

/* --- what was filled in --- */

static gboolean
fail (AppFieldError *field, GtkWidget *row, GtkWidget *focus, const char *message)
{
  app_field_error_set (field, row, message);
  gtk_widget_grab_focus (focus);

  return FALSE;
}

static gboolean
check_more (AppBehalfGroup *self)
{
  AdwEntryRow *const rows[] = { MORE_ROWS (self) };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strlen (get_text (rows[i])) > HARK_TICKET_MAX_SHORT)
      {
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->more_row), TRUE);
        return fail (self->more_error, GTK_WIDGET (rows[i]), GTK_WIDGET (rows[i]),
                     _ ("One of these is too long. Write it into the text below."));
      }

  return TRUE;
}

gboolean
app_behalf_group_check (AppBehalfGroup *self)
{
  AppReporterKind kind = app_behalf_group_get_kind (self);
  gint64 now = get_now ();

  g_return_val_if_fail (APP_IS_BEHALF_GROUP (self), FALSE);

  if (kind == APP_REPORTER_SELF)
    return TRUE;
  if (kind == APP_REPORTER_COLLEAGUE && self->people->len == 0)
    return fail (self->person_error, NULL, GTK_WIDGET (self->kind_row), _ ("There is nobody else here yet."));
  if (kind == APP_REPORTER_COLLEAGUE && gtk_drop_down_get_selected (self->person_drop) == GTK_INVALID_LIST_POSITION)
    return fail (self->person_error, self->person_row, GTK_WIDGET (self->person_drop), _ ("Choose who reports it."));
  if (self->received > now)
    return fail (self->received_error, GTK_WIDGET (self->received_row), GTK_WIDGET (self->received_button),
                 _ ("This day is still to come."));
  if (self->received != 0 && self->received < now - APP_BEHALF_MAX_AGE)
    return fail (self->received_error, GTK_WIDGET (self->received_row), GTK_WIDGET (self->received_button),
                 _ ("This is more than ten years ago."));

  return check_more (self);
}

AppBehalf *
app_behalf_group_get (AppBehalfGroup *self, const AppInboxKeys *inbox)
{
  AppReporterKind kind = app_behalf_group_get_kind (self);
  AppBehalf behalf = {
    .channel = (HarkChannel)adw_combo_row_get_selected (self->channel_row),
    .received = self->received,
    .where = get_text (self->where_row),
    .when = get_text (self->when_row),
    .who = get_text (self->who_row),
  };

  g_return_val_if_fail (APP_IS_BEHALF_GROUP (self), NULL);

  if (kind == APP_REPORTER_SELF)
    return NULL;
  if (kind == APP_REPORTER_COLLEAGUE)
    behalf.user = ((AppPerson *)self->people->pdata[gtk_drop_down_get_selected (self->person_drop)])->id;
  else
    {
      behalf.name = get_text (self->name_row);
      behalf.contact = get_text (self->contact_row);
      behalf.inbox = inbox;
    }

  return app_behalf_copy (&behalf);
}

/* --- as a text --- */

static const char *const more_names[] = { "where", "when", "who", "name", "contact" };

char *
app_behalf_group_to_text (AppBehalfGroup *self)
{
  AdwEntryRow *const rows[] = { MORE_ROWS (self) };
  guint person = gtk_drop_down_get_selected (self->person_drop);
  g_autoptr (JsonObject) json = json_object_new ();

  g_return_val_if_fail (APP_IS_BEHALF_GROUP (self), NULL);

  if (app_behalf_group_get_kind (self) == APP_REPORTER_SELF)
    return NULL;

  json_object_set_int_member (json, "kind", app_behalf_group_get_kind (self));
  json_object_set_int_member (json, "channel", adw_combo_row_get_selected (self->channel_row));
  json_object_set_int_member (json, "received", self->received);
  json_object_set_boolean_member (json, "inbox", gtk_switch_get_active (self->inbox_switch));
  if (person < self->people->len)
    hark_json_set_id (json, "person", &((AppPerson *)self->people->pdata[person])->id);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    json_object_set_string_member (json, more_names[i], get_text (rows[i]));

  return hark_json_to_string (json);
}

static void
select_person (AppBehalfGroup *self, const HarkId *id)
{
  for (guint i = 0; i < self->people->len; i++)
    if (hark_id_equal (&((AppPerson *)self->people->pdata[i])->id, id))
      gtk_drop_down_set_selected (self->person_drop, i);
}

static void
select_day (AppBehalfGroup *self, gint64 received)
{
  g_autoptr (GDateTime) date = received > 0 ? g_date_time_new_from_unix_local (received) : NULL;

  if (date != NULL)
    app_behalf_group_set_day (self, g_date_time_get_year (date), g_date_time_get_month (date),
                              g_date_time_get_day_of_month (date));
}

gboolean
app_behalf_group_take_text (AppBehalfGroup *self, const char *text)
{
  AdwEntryRow *const rows[] = { MORE_ROWS (self) };
  g_autoptr (JsonObject) json = hark_json_parse_object (text, strlen (text), MAX_DRAFT, NULL);
  gint64 kind, channel, received;
  gboolean inbox;
  HarkId person;

  g_return_val_if_fail (APP_IS_BEHALF_GROUP (self), FALSE);

  if (json == NULL || !hark_json_get_int (json, "kind", APP_REPORTER_COLLEAGUE, APP_REPORTER_ANONYMOUS, &kind, NULL)
      || !hark_json_get_int (json, "channel", 0, HARK_CHANNEL_LAST - 1, &channel, NULL)
      || !hark_json_get_int (json, "received", 0, G_MAXINT32 * 100LL, &received, NULL)
      || !hark_json_get_bool (json, "inbox", &inbox, NULL))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_editable_set_text (GTK_EDITABLE (rows[i]), hark_json_peek_string (json, more_names[i]));
  adw_combo_row_set_selected (self->channel_row, (guint)channel);
  gtk_switch_set_active (self->inbox_switch, inbox);
  if (hark_json_get_id (json, "person", &person, NULL))
    select_person (self, &person);
  select_day (self, received);
  app_behalf_group_set_kind (self, (AppReporterKind)kind);

  return TRUE;
}

void
app_behalf_group_set (AppBehalfGroup *self, const AppBehalf *behalf, gboolean wants_inbox)
{
  AdwEntryRow *const rows[] = { MORE_ROWS (self) };
  const char *const texts[] = { behalf->where, behalf->when, behalf->who, behalf->name, behalf->contact };

  g_return_if_fail (APP_IS_BEHALF_GROUP (self));

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_editable_set_text (GTK_EDITABLE (rows[i]), texts[i] != NULL ? texts[i] : "");
  adw_combo_row_set_selected (self->channel_row, behalf->channel);
  gtk_switch_set_active (self->inbox_switch, wants_inbox);
  select_person (self, &behalf->user);
  select_day (self, behalf->received);
  app_behalf_group_set_kind (self, hark_id_is_zero (&behalf->user) ? APP_REPORTER_ANONYMOUS : APP_REPORTER_COLLEAGUE);
}

/* --- life --- */

static void
fill_channels (AppBehalfGroup *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < HARK_CHANNEL_LAST; i++)
    gtk_string_list_append (names, app_text_channel ((HarkChannel)i));
  adw_combo_row_set_model (self->channel_row, G_LIST_MODEL (names));
}

static void
app_behalf_group_finalize (GObject *object)
{
  g_clear_pointer (&APP_BEHALF_GROUP (object)->people, g_ptr_array_unref);

  G_OBJECT_CLASS (app_behalf_group_parent_class)->finalize (object);
}

static void
app_behalf_group_class_init (AppBehalfGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_behalf_group_finalize;

  edited_signal = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/behalf/app-behalf-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, kind_row);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, details_group);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, person_row);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, person_drop);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, person_error);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, channel_row);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, received_row);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, received_button);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, calendar);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, received_error);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, inbox_row);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, inbox_switch);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, more_row);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, where_row);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, when_row);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, who_row);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, name_row);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, contact_row);
  gtk_widget_class_bind_template_child (widget_class, AppBehalfGroup, more_error);
  gtk_widget_class_bind_template_callback (widget_class, on_day_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_person_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_more_changed);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
app_behalf_group_init (AppBehalfGroup *self)
{
  self->people = g_ptr_array_new_with_free_func ((GDestroyNotify)app_person_free);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_channels (self);
  show_received (self);
  update (self);
}
