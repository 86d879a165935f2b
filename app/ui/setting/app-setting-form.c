/* app-setting-form.c: see app-setting-form.h */
#include "setting/app-setting-form.h"

#include "app-client.h"
#include "field/app-field-error.h"
#include "setting/app-question-group.h"
#include "setting/app-setting-period-group.h"
#include "setting/app-setting-retention-group.h"
#include "setting/app-setting-text-group.h"
#include "text/app-text-language.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AppSettingForm
{
  AdwBin parent_instance;

  HarkSettingArea *area; /* as it was shown last; NULL before */
  HarkId scope;          /* which that is; zeros: nothing typed is of it */
  GPtrArray *languages;  /* of language_row: codes */
  GStrv readers;
  char *first;
  gboolean is_showing;

  GtkSwitch *portal_switch, *anonymous_switch, *default_switch, *exclusion_switch;
  AdwActionRow *anonymous_row, *default_row;
  AppFieldError *reader_warning;
  AdwComboRow *language_row, *contact_row;
  AppSettingTextGroup *english_group, *german_group;
  AdwEntryRow *pseudonym_row;
  AppFieldError *pseudonym_error;
  AppQuestionGroup *question_group;
  AppSettingPeriodGroup *period_group;
  AppSettingRetentionGroup *retention_group;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppSettingForm, app_setting_form, ADW_TYPE_BIN)

static gboolean
has_few_readers (AppSettingForm *self)
{
  return self->readers != NULL && g_strv_length (self->readers) < APP_AREA_READERS;
}

/* --- what follows from what is set --- */

static void
describe (AppSettingForm *self)
{
  gboolean is_default = gtk_switch_get_active (self->default_switch);
  g_autofree char *first = NULL;
  g_autofree char *warning = NULL;

  adw_action_row_set_subtitle (self->anonymous_row,
                               gtk_switch_get_active (self->anonymous_switch)
                                   ? _ ("Reporters may leave out their name and how to reach them.")
                                   : _ ("A name and a way to reach them is required: reporters cannot send without."));
  if (!is_default && self->first != NULL)
    /* Translators: %s is an area */
    first = g_strdup_printf (_ ("Now %s is shown first."), self->first);
  adw_action_row_set_subtitle (self->default_row,
                               is_default      ? _ ("Reporters see it at the top of all areas, already chosen.")
                               : first != NULL ? first
                                               : _ ("Now no area is shown first."));
  if (has_few_readers (self) && gtk_switch_get_active (self->portal_switch))
    /* Translators: %s is a name */
    warning = g_strdup_printf (_ ("Only %s can read what is reported here, and nobody can stand in."),
                               self->readers[0] != NULL ? self->readers[0] : "?");
  app_field_error_set (self->reader_warning, NULL, warning);
  gtk_widget_set_visible (GTK_WIDGET (self->pseudonym_row),
                          adw_combo_row_get_selected (self->contact_row) == HARK_SETTING_CONTACT_PSEUDONYM);
}

static const char *
get_language (AppSettingForm *self)
{
  guint selected = adw_combo_row_get_selected (self->language_row);

  return selected < self->languages->len ? self->languages->pdata[selected] : "en";
}

static void
on_changed (AppSettingForm *self)
{
  if (self->is_showing || self->area == NULL)
    return;

  app_field_error_set (self->pseudonym_error, GTK_WIDGET (self->pseudonym_row), NULL);
  describe (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_language (AppSettingForm *self)
{
  if (self->is_showing || self->area == NULL)
    return;

  app_question_group_set_language (self->question_group, get_language (self));
  app_setting_period_group_set_language (self->period_group, get_language (self));
  on_changed (self);
}

/* How long tickets are kept follows the profile, where nothing else is settled. */
static void
on_periods (AppSettingForm *self)
{
  g_autoptr (HarkSettingArea) area = NULL;

  if (self->is_showing || self->area == NULL)
    return;

  area = hark_setting_area_copy (self->area);
  app_setting_period_group_read (self->period_group, area);
  app_setting_retention_group_set_profile (self->retention_group, area->profile);
  on_changed (self);
}

static void
on_contact (AppSettingForm *self)
{
  on_changed (self);
}

void
app_setting_form_set_about (AppSettingForm *self, const char *const *readers, const char *first)
{
  g_return_if_fail (APP_IS_SETTING_FORM (self));

  g_strfreev (self->readers);
  self->readers = g_strdupv ((char **)readers);
  g_free (self->first);
  self->first = g_strdup (first);
  describe (self);
}

void
app_setting_form_set_client (AppSettingForm *self, AppClient *client)
{
  g_return_if_fail (APP_IS_SETTING_FORM (self));

  app_setting_period_group_set_client (self->period_group, client);
}

/* --- in and out --- */

/* The two that can be written here, and the one that it is now. */
static void
show_language (AppSettingForm *self, const char *language)
{
  static const char *const known[] = { "en", "de" };
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_ptr_array_set_size (self->languages, 0);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_ptr_array_add (self->languages, g_strdup (known[i]));
  if (!g_ptr_array_find_with_equal_func (self->languages, language, g_str_equal, &selected))
    {
      selected = self->languages->len;
      g_ptr_array_add (self->languages, g_strdup (language));
    }
  for (guint i = 0; i < self->languages->len; i++)
    gtk_string_list_append (names, app_text_language (self->languages->pdata[i]));
  adw_combo_row_set_model (self->language_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->language_row, selected);
}

void
app_setting_form_show (AppSettingForm *self, const HarkId *scope, const HarkSettingArea *area)
{
  gboolean is_same;

  g_return_if_fail (APP_IS_SETTING_FORM (self));

  is_same = hark_id_equal (scope, &self->scope);
  self->is_showing = TRUE;
  self->scope = *scope;
  g_clear_pointer (&self->area, hark_setting_area_free);
  self->area = hark_setting_area_copy (area);
  gtk_switch_set_active (self->portal_switch, area->portal);
  gtk_switch_set_active (self->anonymous_switch, area->anonymous);
  gtk_switch_set_active (self->default_switch, area->is_default);
  gtk_switch_set_active (self->exclusion_switch, area->exclusion);
  show_language (self, area->language);
  app_setting_text_group_show (self->english_group, area);
  app_setting_text_group_show (self->german_group, area);
  adw_combo_row_set_selected (self->contact_row, area->contact);
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->pseudonym_row)), area->pseudonym) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->pseudonym_row), area->pseudonym);
  app_question_group_show (self->question_group, area->questions, area->language);
  app_setting_period_group_show (self->period_group, area, is_same);
  app_setting_retention_group_show (self->retention_group, &area->retention, area->profile, is_same);
  describe (self);
  self->is_showing = FALSE;
}

void
app_setting_form_forget (AppSettingForm *self)
{
  g_return_if_fail (APP_IS_SETTING_FORM (self));

  self->scope = (HarkId){ 0 };
}

HarkSettingArea *
app_setting_form_get_area (AppSettingForm *self)
{
  HarkSettingArea *area;

  g_return_val_if_fail (APP_IS_SETTING_FORM (self), NULL);
  g_return_val_if_fail (self->area != NULL, NULL);

  area = hark_setting_area_copy (self->area);
  area->portal = gtk_switch_get_active (self->portal_switch);
  area->anonymous = gtk_switch_get_active (self->anonymous_switch);
  area->is_default = gtk_switch_get_active (self->default_switch);
  area->exclusion = gtk_switch_get_active (self->exclusion_switch);
  g_free (area->language);
  area->language = g_strdup (get_language (self));
  app_setting_text_group_read (self->english_group, area);
  app_setting_text_group_read (self->german_group, area);
  area->contact = (HarkSettingContact)adw_combo_row_get_selected (self->contact_row);
  g_free (area->pseudonym);
  area->pseudonym = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->pseudonym_row))));
  app_question_group_read (self->question_group, area->questions);
  app_setting_period_group_read (self->period_group, area);
  app_setting_retention_group_read (self->retention_group, &area->retention);

  return area;
}

const char *
app_setting_form_get_lone_reader (AppSettingForm *self)
{
  g_return_val_if_fail (APP_IS_SETTING_FORM (self), NULL);

  if (!has_few_readers (self) || !gtk_switch_get_active (self->portal_switch))
    return NULL;

  return self->readers[0] != NULL ? self->readers[0] : "?";
}

static gboolean
check_pseudonym (AppSettingForm *self)
{
  g_autofree char *pseudonym = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->pseudonym_row))));
  gboolean is_needed = adw_combo_row_get_selected (self->contact_row) == HARK_SETTING_CONTACT_PSEUDONYM;
  const char *problem = is_needed && *pseudonym == '\0'            ? _ ("Enter a pseudonym.")
                        : strlen (pseudonym) > HARK_SETTING_MAX_NAME ? _ ("This name is too long.")
                                                                   : NULL;

  app_field_error_set (self->pseudonym_error, GTK_WIDGET (self->pseudonym_row), problem);
  if (problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->pseudonym_row));

  return problem == NULL;
}

/* From below, so that the topmost that is wrong has the focus in the end. */
gboolean
app_setting_form_check (AppSettingForm *self)
{
  gboolean ok;

  g_return_val_if_fail (APP_IS_SETTING_FORM (self), FALSE);

  ok = app_setting_period_group_check (self->period_group);
  ok &= app_question_group_check (self->question_group);
  ok &= check_pseudonym (self);
  ok &= app_setting_text_group_check (self->german_group, g_str_equal (get_language (self), "de"));
  ok &= app_setting_text_group_check (self->english_group, g_str_equal (get_language (self), "en"));

  return ok;
}

void
app_setting_form_refuse_name (AppSettingForm *self)
{
  g_return_if_fail (APP_IS_SETTING_FORM (self));

  app_setting_text_group_refuse_name (g_str_equal (get_language (self), "de") ? self->german_group
                                                                             : self->english_group,
                                      _ ("There is an area of this name already."));
}

static void
app_setting_form_finalize (GObject *object)
{
  AppSettingForm *self = APP_SETTING_FORM (object);

  hark_setting_area_free (self->area);
  g_ptr_array_unref (self->languages);
  g_strfreev (self->readers);
  g_free (self->first);

  G_OBJECT_CLASS (app_setting_form_parent_class)->finalize (object);
}

static void
app_setting_form_class_init (AppSettingFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_setting_form_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setting/app-setting-form.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, portal_switch);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, anonymous_switch);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, default_switch);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, exclusion_switch);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, anonymous_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, default_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, reader_warning);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, language_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, contact_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, english_group);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, german_group);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, pseudonym_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, pseudonym_error);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, question_group);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, period_group);
  gtk_widget_class_bind_template_child (widget_class, AppSettingForm, retention_group);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_language);
  gtk_widget_class_bind_template_callback (widget_class, on_contact);
  gtk_widget_class_bind_template_callback (widget_class, on_periods);
}

static void
app_setting_form_init (AppSettingForm *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_QUESTION_GROUP);
  g_type_ensure (APP_TYPE_SETTING_PERIOD_GROUP);
  g_type_ensure (APP_TYPE_SETTING_RETENTION_GROUP);
  g_type_ensure (APP_TYPE_SETTING_TEXT_GROUP);
  self->languages = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}
