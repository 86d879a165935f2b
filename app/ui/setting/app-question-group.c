/* app-question-group.c: see app-question-group.h */
#include "setting/app-question-group.h"

#include "field/app-field-error.h"
#include "field/app-order-row.h"
#include "setting/app-question-dialog.h"
#include "text/app-text-language.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>

struct _AppQuestionGroup
{
  AdwBin parent_instance;

  GPtrArray *questions; /* HarkSettingQuestion */
  char *language;
  GPtrArray *rows; /* GtkWidget, one for each, in the group */

  AdwPreferencesGroup *group;
  GtkWidget *add_question_button, *none_row;
  AppFieldError *question_error;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppQuestionGroup, app_question_group, ADW_TYPE_BIN)

static void show (AppQuestionGroup *self);

/* --- changing --- */

static void
tell (AppQuestionGroup *self)
{
  app_field_error_set (self->question_error, NULL, NULL);
  show (self);
  g_signal_emit (self, changed_signal, 0);
}

/* The rows are new. */
static void
focus (AppQuestionGroup *self, guint index, AppOrderPart part)
{
  app_order_row_focus (self->rows, index, part, self->add_question_button);
}

static void
on_moved (AppQuestionGroup *self, guint to, int part, AppOrderRow *row)
{
  g_ptr_array_insert (self->questions, (int)to,
                      g_ptr_array_steal_index (self->questions, app_order_row_get_index (row)));
  tell (self);
  focus (self, to, (AppOrderPart)part);
}

static void
on_removed (AppQuestionGroup *self, AppOrderRow *row)
{
  guint index = app_order_row_get_index (row);

  g_ptr_array_remove_index (self->questions, index);
  tell (self);
  focus (self, index, APP_ORDER_REMOVE);
}

/* --- the dialog --- */

/* The one with its id, wherever it stands by now, or a new one. */
static void
on_done (AppQuestionGroup *self, GtkWindow *dialog)
{
  HarkSettingQuestion *question = app_question_dialog_get_question (APP_QUESTION_DIALOG (dialog));
  guint index = 0;

  while (index < self->questions->len
         && !hark_id_equal (&((HarkSettingQuestion *)self->questions->pdata[index])->id, &question->id))
    index++;
  if (index < self->questions->len)
    g_ptr_array_remove_index (self->questions, index);
  g_ptr_array_insert (self->questions, (int)index, question);
  tell (self);
  focus (self, index, APP_ORDER_WHOLE);
}

static void
edit (AppQuestionGroup *self, const HarkSettingQuestion *question)
{
  GtkWindow *dialog = app_question_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), question,
                                               self->language);

  g_signal_connect_object (dialog, "done", G_CALLBACK (on_done), self, G_CONNECT_SWAPPED);
  gtk_window_present (dialog);
}

static void
on_add (AppQuestionGroup *self)
{
  edit (self, NULL);
}

static void
on_activated (AppQuestionGroup *self, AppOrderRow *row)
{
  edit (self, self->questions->pdata[app_order_row_get_index (row)]);
}

/* --- rows --- */

static GtkWidget *
create_row (AppQuestionGroup *self, guint index)
{
  const HarkSettingQuestion *question = self->questions->pdata[index];
  g_autofree char *about = app_text_question_about (question, app_text_setting_language ());
  GtkWidget *row = app_order_row_new (
      hark_setting_text_choose (question->label, app_text_setting_language (), self->language), about,
      _ ("Edit the question"), index, self->questions->len);

  g_signal_connect_object (row, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (on_removed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_activated), self, G_CONNECT_SWAPPED);
  return row;
}

static void
show (AppQuestionGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < self->questions->len; i++)
    {
      GtkWidget *row = create_row (self, i);

      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (self->none_row, self->questions->len == 0);
  gtk_widget_set_sensitive (self->add_question_button, self->questions->len < HARK_SETTING_MAX_QUESTIONS);
}

/* --- */

static gboolean
is_same (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!hark_setting_question_equal (a->pdata[i], b->pdata[i]))
      return FALSE;

  return TRUE;
}

static void
copy (GPtrArray *from, GPtrArray *to)
{
  g_ptr_array_set_size (to, 0);
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, hark_setting_question_copy (from->pdata[i]));
}

void
app_question_group_set_language (AppQuestionGroup *self, const char *language)
{
  g_return_if_fail (APP_IS_QUESTION_GROUP (self));

  if (g_strcmp0 (language, self->language) == 0)
    return;

  g_free (self->language);
  self->language = g_strdup (language);
  app_field_error_set (self->question_error, NULL, NULL);
}

void
app_question_group_show (AppQuestionGroup *self, GPtrArray *questions, const char *language)
{
  g_return_if_fail (APP_IS_QUESTION_GROUP (self));

  app_question_group_set_language (self, language);
  if (is_same (questions, self->questions))
    return;

  copy (questions, self->questions);
  show (self);
}

void
app_question_group_read (AppQuestionGroup *self, GPtrArray *questions)
{
  g_return_if_fail (APP_IS_QUESTION_GROUP (self));

  copy (self->questions, questions);
}

static gboolean
has_words (const HarkSettingQuestion *question, const char *language)
{
  for (guint i = 0; i < question->choices->len; i++)
    if (hark_setting_text_get (question->choices->pdata[i], language) == NULL)
      return FALSE;

  return hark_setting_text_get (question->label, language) != NULL;
}

gboolean
app_question_group_check (AppQuestionGroup *self)
{
  g_return_val_if_fail (APP_IS_QUESTION_GROUP (self), FALSE);

  app_field_error_set (self->question_error, NULL, NULL);
  for (guint i = 0; i < self->questions->len; i++)
    {
      const HarkSettingQuestion *question = self->questions->pdata[i];
      g_autofree char *problem = NULL;

      if (has_words (question, self->language))
        continue;
      /* Translators: a question, a language */
      problem = g_strdup_printf (_ ("“%s” needs its words in %s, the area’s main language."),
                                 hark_setting_text_choose (question->label, NULL, NULL),
                                 app_text_language (self->language));
      app_field_error_set (self->question_error, NULL, problem);
      focus (self, i, APP_ORDER_WHOLE);
      return FALSE;
    }

  return TRUE;
}

static void
app_question_group_finalize (GObject *object)
{
  AppQuestionGroup *self = APP_QUESTION_GROUP (object);

  g_ptr_array_unref (self->questions);
  g_ptr_array_unref (self->rows);
  g_free (self->language);

  G_OBJECT_CLASS (app_question_group_parent_class)->finalize (object);
}

static void
app_question_group_class_init (AppQuestionGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_question_group_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setting/app-question-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AppQuestionGroup, group);
  gtk_widget_class_bind_template_child (widget_class, AppQuestionGroup, add_question_button);
  gtk_widget_class_bind_template_child (widget_class, AppQuestionGroup, none_row);
  gtk_widget_class_bind_template_child (widget_class, AppQuestionGroup, question_error);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
}

static void
app_question_group_init (AppQuestionGroup *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->questions = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_setting_question_free);
  self->rows = g_ptr_array_new ();
  self->language = g_strdup ("en");
}
