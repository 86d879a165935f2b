/* app-busy-button.c: see app-busy-button.h */
#include "field/app-busy-button.h"

struct _AppBusyButton
{
  GtkButton parent_instance;

  GtkStack *stack;
  GtkLabel *text_label;
  GtkSpinner *spinner;
  gboolean is_busy;
};

enum
{
  PROP_TEXT = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AppBusyButton, app_busy_button, GTK_TYPE_BUTTON)

void
app_busy_button_set_busy (AppBusyButton *self, gboolean busy)
{
  g_return_if_fail (APP_IS_BUSY_BUTTON (self));

  self->is_busy = busy;
  gtk_stack_set_visible_child_name (self->stack, busy ? "spinner" : "text");
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self), !busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
}

gboolean
app_busy_button_is_busy (AppBusyButton *self)
{
  g_return_val_if_fail (APP_IS_BUSY_BUTTON (self), FALSE);

  return self->is_busy;
}

static void
app_busy_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AppBusyButton *self = APP_BUSY_BUTTON (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, gtk_label_get_label (self->text_label));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_busy_button_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AppBusyButton *self = APP_BUSY_BUTTON (object);
  const char *text = g_value_get_string (value);

  switch (id)
    {
    case PROP_TEXT:
      gtk_label_set_label (self->text_label, text != NULL ? text : "");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      text != NULL ? text : "", -1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_busy_button_class_init (AppBusyButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = app_busy_button_get_property;
  object_class->set_property = app_busy_button_set_property;

  props[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL,
                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/field/app-busy-button.ui");
  gtk_widget_class_bind_template_child (widget_class, AppBusyButton, stack);
  gtk_widget_class_bind_template_child (widget_class, AppBusyButton, text_label);
  gtk_widget_class_bind_template_child (widget_class, AppBusyButton, spinner);
}

static void
app_busy_button_init (AppBusyButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
