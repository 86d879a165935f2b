/* app-setting-text-group.c: see app-setting-text-group.h */
#include "setting/app-setting-text-group.h"

#include "field/app-field-error.h"
#include "field/app-text-area.h"
#include "text/app-text-language.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AppSettingTextGroup
{
  AdwBin parent_instance;

  char *language;
  gboolean is_showing;

  AdwEntryRow *name_row;
  AppFieldError *name_error;
  AppTextArea *description;
};

enum
{
  PROP_LANGUAGE = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppSettingTextGroup, app_setting_text_group, ADW_TYPE_BIN)

static char *
get_name (AppSettingTextGroup *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
}

static void
on_changed (AppSettingTextGroup *self)
{
  if (self->is_showing)
    return;

  app_field_error_set (self->name_error, GTK_WIDGET (self->name_row), NULL);
  app_text_area_set_error (self->description, NULL);
  g_signal_emit (self, changed_signal, 0);
}

void
app_setting_text_group_show (AppSettingTextGroup *self, const HarkSettingArea *area)
{
  const char *name, *description;
  g_autofree char *old_name = NULL;
  g_autofree char *old_description = NULL;

  g_return_if_fail (APP_IS_SETTING_TEXT_GROUP (self));

  name = hark_setting_text_get (area->name, self->language);
  description = hark_setting_text_get (area->description, self->language);
  old_name = get_name (self);
  old_description = app_text_area_get_text (self->description);
  self->is_showing = TRUE;
  if (g_strcmp0 (old_name, name != NULL ? name : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->name_row), name != NULL ? name : "");
  if (g_strcmp0 (old_description, description != NULL ? description : "") != 0)
    app_text_area_set_text (self->description, description != NULL ? description : "");
  self->is_showing = FALSE;
}

void
app_setting_text_group_read (AppSettingTextGroup *self, HarkSettingArea *area)
{
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;

  g_return_if_fail (APP_IS_SETTING_TEXT_GROUP (self));

  name = get_name (self);
  description = app_text_area_get_text (self->description);
  hark_setting_text_set (area->name, self->language, name);
  hark_setting_text_set (area->description, self->language, description);
}

void
app_setting_text_group_refuse_name (AppSettingTextGroup *self, const char *problem)
{
  g_return_if_fail (APP_IS_SETTING_TEXT_GROUP (self));

  app_field_error_set (self->name_error, GTK_WIDGET (self->name_row), problem);
  if (problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

gboolean
app_setting_text_group_check (AppSettingTextGroup *self, gboolean is_main)
{
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;
  const char *name_problem, *description_problem;

  g_return_val_if_fail (APP_IS_SETTING_TEXT_GROUP (self), FALSE);

  name = get_name (self);
  description = app_text_area_get_text (self->description);
  name_problem = is_main && *name == '\0'                ? _ ("Enter the area’s name in its main language.")
                 : strlen (name) > HARK_SETTING_MAX_NAME ? _ ("This name is too long.")
                                                         : NULL;
  description_problem = NULL;
  if (strlen (description) > HARK_SETTING_MAX_DESCRIPTION)
    description_problem = _ ("This description is too long.");
  else if (!hark_setting_text_is_lines (description, G_MAXSIZE))
    description_problem = _ ("Something in it cannot be shown: remove tabs and other control characters.");
  app_text_area_set_error (self->description, description_problem);
  app_setting_text_group_refuse_name (self, name_problem);

  return name_problem == NULL && description_problem == NULL;
}

static void
app_setting_text_group_constructed (GObject *object)
{
  AppSettingTextGroup *self = APP_SETTING_TEXT_GROUP (object);
  const char *language = app_text_language (self->language);
  /* Translators: %s is a language */
  g_autofree char *name = g_strdup_printf (_ ("Name (%s)"), language);
  /* Translators: %s is a language */
  g_autofree char *description = g_strdup_printf (_ ("Description (%s)"), language);

  G_OBJECT_CLASS (app_setting_text_group_parent_class)->constructed (object);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), name);
  g_object_set (self->description, "title", description, NULL);
}

static void
app_setting_text_group_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_LANGUAGE)
    APP_SETTING_TEXT_GROUP (object)->language = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
app_setting_text_group_finalize (GObject *object)
{
  g_free (APP_SETTING_TEXT_GROUP (object)->language);

  G_OBJECT_CLASS (app_setting_text_group_parent_class)->finalize (object);
}

static void
app_setting_text_group_class_init (AppSettingTextGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = app_setting_text_group_constructed;
  object_class->set_property = app_setting_text_group_set_property;
  object_class->finalize = app_setting_text_group_finalize;

  props[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, "en",
                                              G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setting/app-setting-text-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSettingTextGroup, name_row);
  gtk_widget_class_bind_template_child (widget_class, AppSettingTextGroup, name_error);
  gtk_widget_class_bind_template_child (widget_class, AppSettingTextGroup, description);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_setting_text_group_init (AppSettingTextGroup *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_TEXT_AREA);
  gtk_widget_init_template (GTK_WIDGET (self));
}
