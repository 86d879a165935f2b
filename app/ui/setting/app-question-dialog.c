/* app-question-dialog.c: see app-question-dialog.h */
#include "setting/app-question-dialog.h"

#include "field/app-text-area.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>
#include <string.h>

#define MIN_CHOICES 2

struct _AppQuestionDialog
{
  AppFormDialog parent_instance;

  HarkSettingQuestion *question; /* as it was */
  char *language;                /* the area's main one */

  AdwEntryRow *english_row, *german_row;
  AppFieldError *english_error, *german_error;
  AdwComboRow *kind_row;
  GtkSwitch *required_switch;
  GtkWidget *choice_box;
  AppTextArea *english_choices, *german_choices;
};

G_DEFINE_FINAL_TYPE (AppQuestionDialog, app_question_dialog, APP_TYPE_FORM_DIALOG)

static HarkSettingQuestionKind
get_kind (AppQuestionDialog *self)
{
  return (HarkSettingQuestionKind)adw_combo_row_get_selected (self->kind_row);
}

/* --- choices --- */

/* Without empty ones. (transfer full) */
static GStrv
get_lines (AppTextArea *area)
{
  g_autofree char *text = app_text_area_get_text (area);
  g_auto (GStrv) all = g_strsplit (text, "\n", -1);
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();

  for (guint i = 0; all[i] != NULL; i++)
    if (*g_strstrip (all[i]) != '\0')
      g_strv_builder_add (lines, all[i]);

  return g_strv_builder_end (lines);
}

static char *
join_choices (const HarkSettingQuestion *question, const char *language)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < question->choices->len; i++)
    {
      const char *choice = hark_setting_text_get (question->choices->pdata[i], language);

      if (choice != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", choice);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What it is called in other languages than the two goes with one of its names here. */
static HarkSettingText *
make_choice (AppQuestionDialog *self, const char *english, const char *german)
{
  HarkSettingText *choice = NULL;

  for (guint i = 0; choice == NULL && i < self->question->choices->len; i++)
    {
      HarkSettingText *there = self->question->choices->pdata[i];

      if ((english != NULL && g_strcmp0 (hark_setting_text_get (there, "en"), english) == 0)
          || (german != NULL && g_strcmp0 (hark_setting_text_get (there, "de"), german) == 0))
        choice = hark_setting_text_copy (there);
    }
  if (choice == NULL)
    choice = hark_setting_text_new ();
  hark_setting_text_set (choice, "en", english);
  hark_setting_text_set (choice, "de", german);

  return choice;
}

static void
read_choices (AppQuestionDialog *self, GPtrArray *choices)
{
  g_auto (GStrv) english = get_lines (self->english_choices);
  g_auto (GStrv) german = get_lines (self->german_choices);
  guint n_english = g_strv_length (english), n_german = g_strv_length (german);

  g_ptr_array_set_size (choices, 0);
  for (guint i = 0; i < MAX (n_english, n_german); i++)
    g_ptr_array_add (choices, make_choice (self, i < n_english ? english[i] : NULL, i < n_german ? german[i] : NULL));
}

HarkSettingQuestion *
app_question_dialog_get_question (AppQuestionDialog *self)
{
  HarkSettingQuestion *question;
  g_autofree char *english = NULL;
  g_autofree char *german = NULL;

  g_return_val_if_fail (APP_IS_QUESTION_DIALOG (self), NULL);

  question = hark_setting_question_copy (self->question);
  english = app_form_dialog_get_text (self->english_row);
  german = app_form_dialog_get_text (self->german_row);
  question->kind = get_kind (self);
  question->required = gtk_switch_get_active (self->required_switch);
  hark_setting_text_set (question->label, "en", english);
  hark_setting_text_set (question->label, "de", german);
  g_ptr_array_set_size (question->choices, 0);
  if (question->kind == HARK_SETTING_QUESTION_CHOICE)
    read_choices (self, question->choices);

  return question;
}

/* --- what is wrong --- */

static gboolean
is_main (AppQuestionDialog *self, const char *language)
{
  /* The main language may be none of the two: then any will do. */
  return g_str_equal (self->language, language);
}

static gboolean
check_label (AppQuestionDialog *self, AdwEntryRow *row, AppFieldError *error, const char *language)
{
  g_autofree char *label = app_form_dialog_get_text (row);
  const char *problem = NULL;

  if (is_main (self, language) && *label == '\0')
    problem = _ ("Enter the question in the area’s main language.");
  else if (strlen (label) > HARK_SETTING_MAX_LABEL)
    problem = _ ("This question is too long.");
  return app_form_dialog_say (row, error, problem);
}

/* @n_other: how many there are in the other language. */
static gboolean
check_choices (AppQuestionDialog *self, AppTextArea *area, const char *language, guint n_other)
{
  g_auto (GStrv) lines = get_lines (area);
  guint n = g_strv_length (lines);
  const char *problem = NULL;

  if (get_kind (self) == HARK_SETTING_QUESTION_CHOICE)
    {
      if (is_main (self, language) && n < MIN_CHOICES)
        problem = _ ("Enter two choices at least, each on a line of its own.");
      else if (n > HARK_SETTING_MAX_CHOICES)
        problem = _ ("These are too many choices.");
      else if (!is_main (self, language) && n > 0 && n != n_other)
        problem = _ ("Enter as many choices as in the other language, or none.");
      for (guint i = 0; problem == NULL && i < n; i++)
        if (strlen (lines[i]) > HARK_SETTING_MAX_LABEL)
          problem = _ ("One of these choices is too long.");
    }
  app_text_area_set_error (area, problem);
  if (problem != NULL)
    gtk_widget_child_focus (GTK_WIDGET (area), GTK_DIR_TAB_FORWARD);

  return problem == NULL;
}

static gboolean
check (AppFormDialog *dialog)
{
  AppQuestionDialog *self = APP_QUESTION_DIALOG (dialog);
  g_auto (GStrv) english = get_lines (self->english_choices);
  g_auto (GStrv) german = get_lines (self->german_choices);

  return (check_label (self, self->english_row, self->english_error, "en")
          & check_label (self, self->german_row, self->german_error, "de"))
         && (check_choices (self, self->english_choices, "en", g_strv_length (german))
             & check_choices (self, self->german_choices, "de", g_strv_length (english)));
}

static void
on_changed (AppQuestionDialog *self)
{
  app_field_error_set (self->english_error, GTK_WIDGET (self->english_row), NULL);
  app_field_error_set (self->german_error, GTK_WIDGET (self->german_row), NULL);
  app_text_area_set_error (self->english_choices, NULL);
  app_text_area_set_error (self->german_choices, NULL);
}

static void
on_kind (AppQuestionDialog *self)
{
  gtk_widget_set_visible (self->choice_box, get_kind (self) == HARK_SETTING_QUESTION_CHOICE);
}

static void
show (AppQuestionDialog *self)
{
  g_autofree char *english = join_choices (self->question, "en");
  g_autofree char *german = join_choices (self->question, "de");

  app_form_dialog_show_text (self->english_row, self->question->label, "en");
  app_form_dialog_show_text (self->german_row, self->question->label, "de");
  adw_combo_row_set_selected (self->kind_row, self->question->kind);
  gtk_switch_set_active (self->required_switch, self->question->required);
  app_text_area_set_text (self->english_choices, english);
  app_text_area_set_text (self->german_choices, german);
  on_kind (self);
}

GtkWindow *
app_question_dialog_new (GtkWindow *parent, const HarkSettingQuestion *question, const char *language)
{
  AppQuestionDialog *self = g_object_new (APP_TYPE_QUESTION_DIALOG, "transient-for", parent, NULL);

  self->language = g_strdup (language);
  self->question = question != NULL ? hark_setting_question_copy (question)
                                    : hark_setting_question_new (HARK_SETTING_QUESTION_TEXT);
  gtk_window_set_title (GTK_WINDOW (self), question != NULL ? _ ("Question") : _ ("New Question"));
  show (self);
  gtk_widget_grab_focus (GTK_WIDGET (g_str_equal (language, "de") ? self->german_row : self->english_row));

  return GTK_WINDOW (self);
}

static void
app_question_dialog_finalize (GObject *object)
{
  AppQuestionDialog *self = APP_QUESTION_DIALOG (object);

  hark_setting_question_free (self->question);
  g_free (self->language);

  G_OBJECT_CLASS (app_question_dialog_parent_class)->finalize (object);
}

static void
app_question_dialog_class_init (AppQuestionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_question_dialog_finalize;
  APP_FORM_DIALOG_CLASS (klass)->check = check;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setting/app-question-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppQuestionDialog, english_row);
  gtk_widget_class_bind_template_child (widget_class, AppQuestionDialog, german_row);
  gtk_widget_class_bind_template_child (widget_class, AppQuestionDialog, english_error);
  gtk_widget_class_bind_template_child (widget_class, AppQuestionDialog, german_error);
  gtk_widget_class_bind_template_child (widget_class, AppQuestionDialog, kind_row);
  gtk_widget_class_bind_template_child (widget_class, AppQuestionDialog, required_switch);
  gtk_widget_class_bind_template_child (widget_class, AppQuestionDialog, choice_box);
  gtk_widget_class_bind_template_child (widget_class, AppQuestionDialog, english_choices);
  gtk_widget_class_bind_template_child (widget_class, AppQuestionDialog, german_choices);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
}

static void
app_question_dialog_init (AppQuestionDialog *self)
{
  g_autoptr (GtkStringList) kinds = gtk_string_list_new (NULL);

  g_type_ensure (APP_TYPE_TEXT_AREA);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = HARK_SETTING_QUESTION_TEXT; i <= HARK_SETTING_QUESTION_DATE; i++)
    gtk_string_list_append (kinds, app_text_question_kind ((HarkSettingQuestionKind)i));
  adw_combo_row_set_model (self->kind_row, G_LIST_MODEL (kinds));
}
