/* app-setting-preview.c: see app-setting-preview.h */
#include "setting/app-setting-preview.h"

#include "setting/app-setting-preview-words.h"
#include "text/app-text-due.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>
#include <string.h>

#define REPORT_HEIGHT 140 /* pixels */
#define TEXT_HEIGHT 64

static const char *const languages[] = { "en", "de" }; /* of language_drop_down */

struct _AppSettingPreview
{
  AdwBin parent_instance;

  HarkSettingArea *area; /* NULL: nothing is shown */
  HarkId scope;
  GPtrArray *others; /* AppSetting */
  char *name;
  GStrv team;

  GtkWidget *preview_back_button;
  GtkDropDown *language_drop_down;
  GtkWidget *content;
};

G_DEFINE_FINAL_TYPE (AppSettingPreview, app_setting_preview, ADW_TYPE_BIN)

static const char *
get_language (AppSettingPreview *self)
{
  guint selected = gtk_drop_down_get_selected (self->language_drop_down);

  return languages[selected < G_N_ELEMENTS (languages) ? selected : 0];
}

static const char *
say (AppSettingPreview *self, AppPreviewWord word)
{
  return app_preview_word (word, get_language (self));
}

/* --- what a form is made of --- */

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *class_name)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (class_name != NULL)
    gtk_widget_add_css_class (label, class_name);
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

static GtkWidget *
add_group (AppSettingPreview *self, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  if (title != NULL)
    add_label (box, title, "title-4");
  gtk_box_append (GTK_BOX (self->content), box);

  return box;
}

/* The label of a field, and what makes it a required one. (transfer full) */
static char *
make_label (AppSettingPreview *self, const char *label, gboolean is_required)
{
  return is_required ? g_strdup_printf ("%s (%s)", label, say (self, APP_PREVIEW_REQUIRED)) : g_strdup (label);
}

/* @height 0: one line. */
static void
add_field (AppSettingPreview *self, GtkWidget *group, const char *label, const char *hint, gboolean is_required,
           int height)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *field = height > 0 ? gtk_text_view_new () : gtk_entry_new ();
  g_autofree char *text = make_label (self, label, is_required);

  add_label (box, text, "heading");
  if (hint != NULL)
    add_label (box, hint, "caption");
  gtk_widget_set_sensitive (field, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (height > 0)
    {
      GtkWidget *frame = gtk_frame_new (NULL);

      gtk_widget_set_size_request (field, -1, height);
      gtk_frame_set_child (GTK_FRAME (frame), field);
      field = frame;
    }
  gtk_box_append (GTK_BOX (box), field);
  gtk_box_append (GTK_BOX (group), box);
}

/* @first: the button of its group, NULL for the first. */
static GtkWidget *
add_choice (GtkWidget *box, GtkWidget *first, const char *label, const char *hint, gboolean is_chosen)
{
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (first));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), is_chosen);
  gtk_widget_set_sensitive (button, FALSE);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  add_label (texts, label, NULL);
  if (hint != NULL)
    add_label (texts, hint, "caption");
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_box_append (GTK_BOX (box), row);

  return first != NULL ? first : button;
}

/* --- its parts --- */

static const char *
choose (AppSettingPreview *self, HarkSettingText *text, const HarkSettingArea *area)
{
  return hark_setting_text_choose (text, get_language (self), area->language);
}

/* What stands under an area's name; NULL for nothing. (transfer full) */
static char *
describe_area (AppSettingPreview *self, const HarkSettingArea *area)
{
  const char *about = choose (self, area->description, area);

  if (!area->anonymous)
    return g_strdup_printf ("%s%s%s", about, *about != '\0' ? " " : "", say (self, APP_PREVIEW_NEEDS_NAME));

  return *about != '\0' ? g_strdup (about) : NULL;
}

/* The default first, then by name, as the portal lists them. */
static int
compare_areas (gconstpointer a, gconstpointer b)
{
  const HarkSettingArea *one = *(const HarkSettingArea *const *)a;
  const HarkSettingArea *other = *(const HarkSettingArea *const *)b;

  if (one->is_default != other->is_default)
    return one->is_default ? -1 : 1;

  return strcmp (hark_setting_text_choose (one->name, one->language, NULL),
                 hark_setting_text_choose (other->name, other->language, NULL));
}

/* Those that could be chosen, this one among them as if it were on the portal. (element-type HarkSettingArea) */
static GPtrArray *
list_areas (AppSettingPreview *self)
{
  GPtrArray *areas = g_ptr_array_new_with_free_func ((GDestroyNotify)hark_setting_area_free);

  g_ptr_array_add (areas, hark_setting_area_copy (self->area));
  for (guint i = 0; self->others != NULL && i < self->others->len; i++)
    {
      const AppSetting *other = self->others->pdata[i];
      HarkSettingArea *area;

      if (!other->area->portal || hark_id_equal (&other->scope, &self->scope))
        continue;
      area = hark_setting_area_copy (other->area);
      area->is_default = area->is_default && !self->area->is_default;
      g_ptr_array_add (areas, area);
    }
  g_ptr_array_sort (areas, compare_areas);

  return areas;
}

static void
add_areas (AppSettingPreview *self, GtkWidget *group)
{
  g_autoptr (GPtrArray) areas = list_areas (self);
  GtkWidget *box, *first = NULL;

  if (areas->len == 1)
    {
      g_autofree char *about = describe_area (self, self->area);

      if (about != NULL)
        add_label (group, about, NULL);
      return;
    }

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  add_label (box, say (self, APP_PREVIEW_AREA), "heading");
  for (guint i = 0; i < areas->len; i++)
    {
      const HarkSettingArea *area = areas->pdata[i];
      g_autofree char *about = describe_area (self, area);

      first = add_choice (box, first, choose (self, area->name, area), about, area->is_default);
    }
  gtk_box_append (GTK_BOX (group), box);
}

static void
add_question (AppSettingPreview *self, GtkWidget *group, const HarkSettingQuestion *question)
{
  const char *label = choose (self, question->label, self->area);
  g_autofree char *full = make_label (self, label, question->required);
  GtkWidget *box, *first = NULL;

  if (question->kind != HARK_SETTING_QUESTION_CHOICE)
    {
      gboolean is_date = question->kind == HARK_SETTING_QUESTION_DATE;

      add_field (self, group, label, is_date ? say (self, APP_PREVIEW_DATE_HINT) : NULL, question->required,
                 is_date ? 0 : TEXT_HEIGHT);
      return;
    }

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  add_label (box, full, "heading");
  for (guint i = 0; i < question->choices->len; i++)
    first = add_choice (box, first, choose (self, question->choices->pdata[i], self->area), NULL, FALSE);
  if (!question->required)
    add_choice (box, first, say (self, APP_PREVIEW_RATHER_NOT), NULL, TRUE);
  gtk_box_append (GTK_BOX (group), box);
}

static void
add_questions (AppSettingPreview *self)
{
  GtkWidget *group;

  if (self->area->questions->len == 0)
    return;

  group = add_group (self, say (self, APP_PREVIEW_ASKED));
  for (guint i = 0; i < self->area->questions->len; i++)
    add_question (self, group, self->area->questions->pdata[i]);
}

static void
add_more (AppSettingPreview *self)
{
  GtkWidget *group = add_group (self, say (self, APP_PREVIEW_MORE));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *first;

  add_label (box, say (self, APP_PREVIEW_OBSERVED), "heading");
  first = add_choice (box, NULL, say (self, APP_PREVIEW_OWN), NULL, FALSE);
  add_choice (box, first, say (self, APP_PREVIEW_HEARSAY), NULL, FALSE);
  add_choice (box, first, say (self, APP_PREVIEW_RATHER_NOT), NULL, TRUE);
  gtk_box_append (GTK_BOX (group), box);
  add_field (self, group, say (self, APP_PREVIEW_WHERE), NULL, FALSE, 0);
  add_field (self, group, say (self, APP_PREVIEW_WHEN), NULL, FALSE, 0);
  add_field (self, group, say (self, APP_PREVIEW_WHO), NULL, FALSE, TEXT_HEIGHT);
}

/* Whom anybody reads who opens the form. */
static void
add_team (AppSettingPreview *self)
{
  GtkWidget *group;

  if (!self->area->exclusion || self->team == NULL || self->team[0] == NULL)
    return;

  group = add_group (self, say (self, APP_PREVIEW_EXCLUDE));
  add_label (group, say (self, APP_PREVIEW_EXCLUDE_HINT), "caption");
  for (guint i = 0; self->team[i] != NULL; i++)
    add_choice (group, NULL, self->team[i], NULL, FALSE);
}

static void
add_about (AppSettingPreview *self)
{
  gboolean needed = !self->area->anonymous;
  GtkWidget *group = add_group (self, say (self, needed ? APP_PREVIEW_ABOUT_NEEDED : APP_PREVIEW_ABOUT));

  add_label (group, say (self, needed ? APP_PREVIEW_ABOUT_NEEDED_HINT : APP_PREVIEW_ABOUT_HINT), "caption");
  add_field (self, group, say (self, APP_PREVIEW_NAME), NULL, needed, 0);
  add_field (self, group, say (self, APP_PREVIEW_REACH), say (self, APP_PREVIEW_REACH_HINT), needed, 0);
}

/* What the portal says once it is sent, of a report of today that nobody has acknowledged. */
static void
add_next (AppSettingPreview *self)
{
  static const AppPreviewWord words[]
      = { [HARK_DEFINITION_ACKNOWLEDGE] = APP_PREVIEW_CONFIRMS, [HARK_DEFINITION_FEEDBACK] = APP_PREVIEW_TELLS };
  GtkWidget *group = add_group (self, NULL);
  g_autoptr (GPtrArray) list = hark_setting_area_list_periods (self->area);
  g_autoptr (GTimeZone) zone = app_text_due_copy_zone ();
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  gtk_box_append (GTK_BOX (group), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  add_label (group, _ ("After sending, with the dates of a report of today:"), "caption");
  add_label (group, say (self, APP_PREVIEW_NEXT), "title-4");
  add_label (group, say (self, APP_PREVIEW_READS), NULL);
  for (HarkDefinitionKind kind = HARK_DEFINITION_ACKNOWLEDGE; kind <= HARK_DEFINITION_FEEDBACK; kind++)
    for (guint i = 0; i < list->len; i++)
      {
        const HarkDefinition *definition = list->pdata[i];
        gint64 due = definition->kind == kind && definition->attaches
                         ? hark_definition_due (definition, self->area->calendar, zone, now, 0)
                         : 0;
        g_autofree char *line = due != 0 ? app_preview_by (words[kind], due, get_language (self)) : NULL;

        if (line != NULL)
          add_label (group, line, NULL);
      }
}

/* What the inbox says once somebody answers. */
static void
add_contact (AppSettingPreview *self)
{
  GtkWidget *group = add_group (self, NULL);
  g_autofree char *named = NULL;

  gtk_box_append (GTK_BOX (group), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  if (self->area->contact == HARK_SETTING_CONTACT_NAME)
    named = app_preview_taken_by (self->name, get_language (self));
  else if (self->area->contact == HARK_SETTING_CONTACT_PSEUDONYM)
    named = app_preview_taken_by (*self->area->pseudonym != '\0' ? self->area->pseudonym : "…", get_language (self));
  add_label (group, _ ("In the inbox, once you have taken a ticket over:"), "caption");
  add_label (group, named != NULL ? named : say (self, APP_PREVIEW_TAKEN), NULL);
}

static void
update (AppSettingPreview *self)
{
  GtkWidget *child, *group, *button;

  while ((child = gtk_widget_get_first_child (self->content)) != NULL)
    gtk_box_remove (GTK_BOX (self->content), child);
  if (self->area == NULL)
    return;

  if (!self->area->portal)
    add_label (self->content, _ ("This area is not offered on the portal: nobody sees this form."), "warning");
  add_label (self->content, say (self, APP_PREVIEW_TITLE), "title-2");
  group = add_group (self, NULL);
  add_areas (self, group);
  add_field (self, group, say (self, APP_PREVIEW_SUBJECT), say (self, APP_PREVIEW_SUBJECT_HINT), TRUE, 0);
  add_field (self, group, say (self, APP_PREVIEW_REPORT), say (self, APP_PREVIEW_REPORT_HINT), TRUE, REPORT_HEIGHT);
  add_questions (self);
  add_more (self);
  add_team (self);
  add_about (self);
  add_group (self, say (self, APP_PREVIEW_FILES));
  button = gtk_button_new_with_label (say (self, APP_PREVIEW_CONTINUE));
  gtk_widget_set_sensitive (button, FALSE);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->content), button);
  add_next (self);
  add_contact (self);
}

static void
on_language (AppSettingPreview *self)
{
  if (self->content != NULL)
    update (self);
}

void
app_setting_preview_show (AppSettingPreview *self, const HarkSettingArea *area, const HarkId *scope,
                          GPtrArray *others, const char *name, const char *const *team)
{
  g_return_if_fail (APP_IS_SETTING_PREVIEW (self));

  g_clear_pointer (&self->area, hark_setting_area_free);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  g_free (self->name);
  g_strfreev (self->team);
  self->area = area != NULL ? hark_setting_area_copy (area) : NULL;
  self->scope = *scope;
  self->others = others != NULL ? g_ptr_array_ref (others) : NULL;
  self->name = g_strdup (name);
  self->team = g_strdupv ((char **)team);
  update (self);
}

void
app_setting_preview_set_folded (AppSettingPreview *self, gboolean folded)
{
  g_return_if_fail (APP_IS_SETTING_PREVIEW (self));

  gtk_widget_set_visible (self->preview_back_button, folded);
}

static void
app_setting_preview_finalize (GObject *object)
{
  AppSettingPreview *self = APP_SETTING_PREVIEW (object);

  hark_setting_area_free (self->area);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  g_free (self->name);
  g_strfreev (self->team);

  G_OBJECT_CLASS (app_setting_preview_parent_class)->finalize (object);
}

static void
app_setting_preview_class_init (AppSettingPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_setting_preview_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setting/app-setting-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSettingPreview, preview_back_button);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPreview, language_drop_down);
  gtk_widget_class_bind_template_child (widget_class, AppSettingPreview, content);
  gtk_widget_class_bind_template_callback (widget_class, on_language);
}

static void
app_setting_preview_init (AppSettingPreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (g_str_equal (languages[i], app_text_setting_language ()))
      gtk_drop_down_set_selected (self->language_drop_down, i);
}
