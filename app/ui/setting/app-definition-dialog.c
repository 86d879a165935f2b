/* app-definition-dialog.c: see app-definition-dialog.h */
#include "setting/app-definition-dialog.h"

#include "text/app-text-definition.h"
#include "text/app-text-language.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AppDefinitionDialog
{
  AppFormDialog parent_instance;

  HarkDefinition *definition; /* as it was */
  char *language;             /* the area's main one */
  GArray *kinds;              /* of kind_row: HarkDefinitionKind */

  AdwComboRow *kind_row, *start_row, *unit_row, *first_unit_row, *second_unit_row;
  AdwEntryRow *main_row, *english_row, *german_row, *remind_row; /* main_row: where @language is another one */
  AppFieldError *main_error, *english_error, *german_error, *remind_error;
  GtkSpinButton *count_spin, *first_spin, *second_spin;
  AdwExpanderRow *latest_row;
  GtkWidget *attach_row, *answer_row;
  GtkSwitch *attach_switch, *answer_switch;
  AdwActionRow *rule_row;
};

G_DEFINE_FINAL_TYPE (AppDefinitionDialog, app_definition_dialog, APP_TYPE_FORM_DIALOG)

/* --- what is set --- */

static HarkDefinitionKind
get_kind (AppDefinitionDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->kind_row);

  return selected < self->kinds->len ? g_array_index (self->kinds, HarkDefinitionKind, selected)
                                     : HARK_DEFINITION_OTHER;
}

/* The acknowledgement begins what it is itself counted from. */
static HarkDefinitionStart
get_start (AppDefinitionDialog *self)
{
  return get_kind (self) == HARK_DEFINITION_ACKNOWLEDGE
             ? HARK_DEFINITION_RECEIPT
             : (HarkDefinitionStart)adw_combo_row_get_selected (self->start_row);
}

static HarkPeriodUnit
get_unit (AdwComboRow *row)
{
  return (HarkPeriodUnit)adw_combo_row_get_selected (row);
}

static HarkPeriodLength
get_length (GtkSpinButton *spin, AdwComboRow *unit)
{
  return (HarkPeriodLength){ (guint)gtk_spin_button_get_value_as_int (spin), get_unit (unit) };
}

/* Whether the area's main language is none of the two that always have a row. */
static gboolean
has_main_row (AppDefinitionDialog *self)
{
  return !g_str_equal (self->language, "en") && !g_str_equal (self->language, "de");
}

/* "14, 3", in whatever order and however they are set apart. NULL, or what is wrong with it. */
static const char *
read_remind (AppDefinitionDialog *self, HarkRemind *remind)
{
  g_auto (GStrv) words = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->remind_row)), " ,;\t", -1);
  HarkRemind read = { 0 };

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint64 days;
      guint at = 0;

      if (*words[i] == '\0')
        continue;
      if (!g_ascii_string_to_unsigned (words[i], 10, 0, HARK_DEFINITION_MAX_REMIND_DAYS, &days, NULL))
        return _ ("Enter numbers of days, a year at most: “14, 3”.");
      while (at < read.n_days && read.days[at] > days)
        at++;
      if (at < read.n_days && read.days[at] == days)
        continue;
      if (read.n_days == HARK_DEFINITION_MAX_REMIND)
        return _ ("There are five reminders at most.");
      memmove (&read.days[at + 1], &read.days[at], (read.n_days - at) * sizeof read.days[0]);
      read.days[at] = (guint)days;
      read.n_days++;
    }

  *remind = read;
  return NULL;
}

static void
read_latest (AppDefinitionDialog *self, HarkDefinition *definition)
{
  HarkPeriodLength second = get_length (self->second_spin, self->second_unit_row);

  definition->n_latest = 0;
  if (!gtk_widget_get_visible (GTK_WIDGET (self->latest_row))
      || !adw_expander_row_get_enable_expansion (self->latest_row))
    return;

  definition->latest[definition->n_latest++] = get_length (self->first_spin, self->first_unit_row);
  if (second.count > 0)
    definition->latest[definition->n_latest++] = second;
}

HarkDefinition *
app_definition_dialog_get_definition (AppDefinitionDialog *self)
{
  HarkDefinition *definition;
  g_autofree char *main_name = NULL;
  g_autofree char *english = NULL;
  g_autofree char *german = NULL;

  g_return_val_if_fail (APP_IS_DEFINITION_DIALOG (self), NULL);

  definition = hark_definition_copy (self->definition);
  main_name = app_form_dialog_get_text (self->main_row);
  english = app_form_dialog_get_text (self->english_row);
  german = app_form_dialog_get_text (self->german_row);
  definition->kind = get_kind (self);
  if (has_main_row (self))
    hark_setting_text_set (definition->name, self->language, main_name);
  hark_setting_text_set (definition->name, "en", english);
  hark_setting_text_set (definition->name, "de", german);
  definition->start = get_start (self);
  definition->length = get_length (self->count_spin, self->unit_row);
  read_latest (self, definition);
  read_remind (self, &definition->remind);
  definition->attaches
      = definition->start != HARK_DEFINITION_HAND && gtk_switch_get_active (self->attach_switch);
  definition->by_answer = definition->start == HARK_DEFINITION_RECEIPT
                          && (definition->kind == HARK_DEFINITION_ACKNOWLEDGE
                              || gtk_switch_get_active (self->answer_switch));

  return definition;
}

/* --- what is wrong --- */

static gboolean
check_name (AppDefinitionDialog *self, AdwEntryRow *row, AppFieldError *error, const char *language)
{
  g_autofree char *name = app_form_dialog_get_text (row);
  const char *problem = NULL;

  if (get_kind (self) != HARK_DEFINITION_OTHER)
    problem = NULL;
  else if (g_str_equal (self->language, language) && *name == '\0')
    problem = _ ("Enter the name in the area’s main language.");
  else if (strlen (name) > HARK_DEFINITION_MAX_NAME)
    problem = _ ("This name is too long.");
  return app_form_dialog_say (row, error, problem);
}

static gboolean
check_remind (AppDefinitionDialog *self)
{
  HarkRemind remind;
  const char *problem = read_remind (self, &remind);

  return app_form_dialog_say (self->remind_row, self->remind_error, problem);
}

/* From below, so that the topmost that is wrong has the focus in the end. */
static gboolean
check (AppFormDialog *dialog)
{
  AppDefinitionDialog *self = APP_DEFINITION_DIALOG (dialog);
  gboolean ok = check_remind (self);

  gtk_spin_button_update (self->count_spin);
  gtk_spin_button_update (self->first_spin);
  gtk_spin_button_update (self->second_spin);
  ok &= check_name (self, self->german_row, self->german_error, "de");
  ok &= check_name (self, self->english_row, self->english_error, "en");
  if (has_main_row (self))
    ok &= check_name (self, self->main_row, self->main_error, self->language);

  return ok;
}

/* --- what follows from what is set --- */

static void
bound (GtkSpinButton *spin, AdwComboRow *unit)
{
  double lower, upper;

  gtk_spin_button_get_range (spin, &lower, &upper);
  upper = get_unit (unit) == HARK_PERIOD_MONTHS ? HARK_DEFINITION_MAX_MONTHS : HARK_DEFINITION_MAX_DAYS;
  gtk_spin_button_set_range (spin, lower, upper);
}

/* What would be wrong cannot be set. */
static void
on_changed (AppDefinitionDialog *self)
{
  HarkDefinitionStart start;
  gboolean is_other, is_acknowledgement;
  g_autoptr (HarkDefinition) definition = NULL;
  g_autofree char *about = NULL;

  if (self->definition == NULL)
    return;

  is_other = get_kind (self) == HARK_DEFINITION_OTHER;
  is_acknowledgement = get_kind (self) == HARK_DEFINITION_ACKNOWLEDGE;
  start = get_start (self);
  app_field_error_set (self->main_error, GTK_WIDGET (self->main_row), NULL);
  app_field_error_set (self->english_error, GTK_WIDGET (self->english_row), NULL);
  app_field_error_set (self->german_error, GTK_WIDGET (self->german_row), NULL);
  app_field_error_set (self->remind_error, GTK_WIDGET (self->remind_row), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->main_row), is_other && has_main_row (self));
  gtk_widget_set_visible (GTK_WIDGET (self->english_row), is_other);
  gtk_widget_set_visible (GTK_WIDGET (self->german_row), is_other);
  gtk_widget_set_visible (GTK_WIDGET (self->start_row), !is_acknowledgement);
  gtk_widget_set_visible (GTK_WIDGET (self->latest_row), start == HARK_DEFINITION_ACKNOWLEDGEMENT);
  gtk_widget_set_visible (self->attach_row, start != HARK_DEFINITION_HAND);
  gtk_widget_set_visible (self->answer_row, start == HARK_DEFINITION_RECEIPT && !is_acknowledgement);
  bound (self->count_spin, self->unit_row);
  bound (self->first_spin, self->first_unit_row);
  bound (self->second_spin, self->second_unit_row);

  definition = app_definition_dialog_get_definition (self);
  about = app_text_definition_about (definition);
  adw_action_row_set_subtitle (self->rule_row, about);
}

/* --- showing --- */

static void
show_length (GtkSpinButton *spin, AdwComboRow *unit, const HarkPeriodLength *length)
{
  adw_combo_row_set_selected (unit, length->unit);
  bound (spin, unit);
  gtk_spin_button_set_value (spin, length->count);
}

/* Those that no other is. */
static void
show_kinds (AppDefinitionDialog *self, GPtrArray *others)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gboolean is_taken[HARK_DEFINITION_OTHER + 1] = { FALSE };
  guint selected = 0;

  for (guint i = 0; i < others->len; i++)
    {
      const HarkDefinition *other = others->pdata[i];

      if (!hark_id_equal (&other->id, &self->definition->id) && other->kind != HARK_DEFINITION_OTHER)
        is_taken[other->kind] = TRUE;
    }
  for (HarkDefinitionKind kind = HARK_DEFINITION_ACKNOWLEDGE; kind <= HARK_DEFINITION_OTHER; kind++)
    {
      if (is_taken[kind])
        continue;
      if (kind == self->definition->kind)
        selected = self->kinds->len;
      g_array_append_val (self->kinds, kind);
      gtk_string_list_append (names, app_text_definition_kind (kind));
    }
  adw_combo_row_set_model (self->kind_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->kind_row, selected);
  gtk_widget_set_visible (GTK_WIDGET (self->kind_row), self->kinds->len > 1);
}

static void
show_remind (AppDefinitionDialog *self, const HarkRemind *remind)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < remind->n_days; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? ", " : "", remind->days[i]);
  gtk_editable_set_text (GTK_EDITABLE (self->remind_row), text->str);
}

static void
show_main_name (AppDefinitionDialog *self, const HarkDefinition *definition)
{
  /* Translators: a language */
  g_autofree char *title = g_strdup_printf (_ ("Name (%s)"), app_text_language (self->language));

  if (!has_main_row (self))
    return;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->main_row), title);
  app_form_dialog_show_text (self->main_row, definition->name, self->language);
}

static void
show (AppDefinitionDialog *self, const HarkDefinition *definition)
{
  static const HarkPeriodLength week = { 7, HARK_PERIOD_DAYS }, quarter = { 3, HARK_PERIOD_MONTHS },
                                nothing = { 0, HARK_PERIOD_DAYS };
  gboolean has_latest = definition->n_latest > 0;

  show_main_name (self, definition);
  app_form_dialog_show_text (self->english_row, definition->name, "en");
  app_form_dialog_show_text (self->german_row, definition->name, "de");
  adw_combo_row_set_selected (self->start_row, definition->start);
  show_length (self->count_spin, self->unit_row, &definition->length);
  show_length (self->first_spin, self->first_unit_row, has_latest ? &definition->latest[0] : &week);
  show_length (self->second_spin, self->second_unit_row,
               definition->n_latest > 1 ? &definition->latest[1] : has_latest ? &nothing : &quarter);
  adw_expander_row_set_enable_expansion (self->latest_row, has_latest);
  adw_expander_row_set_expanded (self->latest_row, has_latest);
  show_remind (self, &definition->remind);
  gtk_switch_set_active (self->attach_switch, definition->attaches);
  gtk_switch_set_active (self->answer_switch, definition->by_answer);
}

/* A deadline of the team's for every ticket: what is most often missing. */
static HarkDefinition *
make_new (void)
{
  HarkDefinition *definition = hark_definition_new ();

  definition->start = HARK_DEFINITION_RECEIPT;
  definition->length = (HarkPeriodLength){ 14, HARK_PERIOD_DAYS };
  definition->remind = (HarkRemind){ { 2 }, 1 };
  definition->attaches = TRUE;
  return definition;
}

GtkWindow *
app_definition_dialog_new (GtkWindow *parent, const HarkDefinition *definition, GPtrArray *others,
                           const char *language)
{
  AppDefinitionDialog *self = g_object_new (APP_TYPE_DEFINITION_DIALOG, "transient-for", parent, NULL);
  HarkDefinition *shown = definition != NULL ? hark_definition_copy (definition) : make_new ();

  self->language = g_strdup (language);
  gtk_window_set_title (GTK_WINDOW (self), definition != NULL ? _ ("Deadline") : _ ("New Deadline"));
  show (self, shown);
  self->definition = shown;
  show_kinds (self, others);
  on_changed (self);
  gtk_widget_grab_focus (shown->kind != HARK_DEFINITION_OTHER ? GTK_WIDGET (self->count_spin)
                         : has_main_row (self)                ? GTK_WIDGET (self->main_row)
                         : g_str_equal (language, "de")       ? GTK_WIDGET (self->german_row)
                                                              : GTK_WIDGET (self->english_row));

  return GTK_WINDOW (self);
}

static void
app_definition_dialog_finalize (GObject *object)
{
  AppDefinitionDialog *self = APP_DEFINITION_DIALOG (object);

  hark_definition_free (self->definition);
  g_free (self->language);
  g_array_unref (self->kinds);

  G_OBJECT_CLASS (app_definition_dialog_parent_class)->finalize (object);
}

static void
app_definition_dialog_class_init (AppDefinitionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_definition_dialog_finalize;
  APP_FORM_DIALOG_CLASS (klass)->check = check;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setting/app-definition-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, main_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, english_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, german_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, main_error);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, english_error);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, german_error);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, start_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, count_spin);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, unit_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, latest_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, first_spin);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, first_unit_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, second_spin);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, second_unit_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, remind_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, remind_error);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, attach_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, attach_switch);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, answer_row);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, answer_switch);
  gtk_widget_class_bind_template_child (widget_class, AppDefinitionDialog, rule_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
fill_units (AdwComboRow *row)
{
  g_autoptr (GtkStringList) units = gtk_string_list_new (NULL);

  for (HarkPeriodUnit unit = HARK_PERIOD_DAYS; unit <= HARK_PERIOD_MONTHS; unit++)
    gtk_string_list_append (units, app_text_period_unit (unit));
  adw_combo_row_set_model (row, G_LIST_MODEL (units));
}

static void
app_definition_dialog_init (AppDefinitionDialog *self)
{
  g_autoptr (GtkStringList) starts = gtk_string_list_new (NULL);

  self->kinds = g_array_new (FALSE, FALSE, sizeof (HarkDefinitionKind));
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_units (self->unit_row);
  fill_units (self->first_unit_row);
  fill_units (self->second_unit_row);
  for (HarkDefinitionStart start = HARK_DEFINITION_RECEIPT; start <= HARK_DEFINITION_HAND; start++)
    gtk_string_list_append (starts, app_text_definition_start (start));
  adw_combo_row_set_model (self->start_row, G_LIST_MODEL (starts));
}
