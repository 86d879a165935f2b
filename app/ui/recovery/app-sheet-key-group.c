/* app-sheet-key-group.c: see app-sheet-key-group.h */
#include "recovery/app-sheet-key-group.h"

#include "field/app-field-error.h"

struct _AppSheetKeyGroup
{
  AdwPreferencesGroup parent_instance;

  AdwEntryRow *key_row;
  AppFieldError *key_error;
};

enum
{
  PROP_ROW_TITLE = 1,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AppSheetKeyGroup, app_sheet_key_group, ADW_TYPE_PREFERENCES_GROUP)

const char *
app_sheet_key_group_get_typed (AppSheetKeyGroup *self)
{
  g_return_val_if_fail (APP_IS_SHEET_KEY_GROUP (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->key_row));
}

void
app_sheet_key_group_set_problem (AppSheetKeyGroup *self, const char *problem)
{
  g_return_if_fail (APP_IS_SHEET_KEY_GROUP (self));

  app_field_error_set (self->key_error, GTK_WIDGET (self->key_row), problem);
}

void
app_sheet_key_group_refuse (AppSheetKeyGroup *self, const char *problem)
{
  g_return_if_fail (APP_IS_SHEET_KEY_GROUP (self));

  app_sheet_key_group_set_problem (self, problem);
  gtk_widget_grab_focus (GTK_WIDGET (self->key_row));
}

void
app_sheet_key_group_forget (AppSheetKeyGroup *self)
{
  g_return_if_fail (APP_IS_SHEET_KEY_GROUP (self));

  gtk_editable_set_text (GTK_EDITABLE (self->key_row), "");
}

static void
on_changed (AppSheetKeyGroup *self)
{
  app_sheet_key_group_set_problem (self, NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_activated (AppSheetKeyGroup *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static gboolean
app_sheet_key_group_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (APP_SHEET_KEY_GROUP (widget)->key_row));
}

static void
app_sheet_key_group_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AppSheetKeyGroup *self = APP_SHEET_KEY_GROUP (object);

  switch (id)
    {
    case PROP_ROW_TITLE:
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->key_row), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_sheet_key_group_dispose (GObject *object)
{
  AppSheetKeyGroup *self = APP_SHEET_KEY_GROUP (object);

  if (self->key_row != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->key_row, self); /* nobody is to hear of it any more */
      app_sheet_key_group_forget (self);
    }

  G_OBJECT_CLASS (app_sheet_key_group_parent_class)->dispose (object);
}

static void
app_sheet_key_group_class_init (AppSheetKeyGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = app_sheet_key_group_set_property;
  object_class->dispose = app_sheet_key_group_dispose;
  widget_class->grab_focus = app_sheet_key_group_grab_focus;

  props[PROP_ROW_TITLE]
      = g_param_spec_string ("row-title", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED]
      = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/recovery/app-sheet-key-group.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSheetKeyGroup, key_row);
  gtk_widget_class_bind_template_child (widget_class, AppSheetKeyGroup, key_error);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
}

static void
app_sheet_key_group_init (AppSheetKeyGroup *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}
