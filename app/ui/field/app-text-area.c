/* app-text-area.c: see app-text-area.h */
#include "field/app-text-area.h"

struct _AppTextArea
{
  GtkBox parent_instance;

  GtkLabel *title_label;
  GtkWidget *hint_box;
  GtkImage *hint_icon;
  GtkLabel *hint_label;
  GtkWidget *frame;
  GtkTextView *text_view;
  GtkWidget *error_box;
  GtkLabel *error_label;
};

enum
{
  PROP_TITLE = 1,
  PROP_HINT,
  PROP_ICON_NAME,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal;

G_DEFINE_FINAL_TYPE (AppTextArea, app_text_area, GTK_TYPE_BOX)

char *
app_text_area_get_text (AppTextArea *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start, end;

  g_return_val_if_fail (APP_IS_TEXT_AREA (self), NULL);

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

void
app_text_area_set_text (AppTextArea *self, const char *text)
{
  g_return_if_fail (APP_IS_TEXT_AREA (self));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text, -1);
}

void
app_text_area_insert (AppTextArea *self, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);

  g_return_if_fail (APP_IS_TEXT_AREA (self));

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete_selection (buffer, TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (buffer, text, -1);
  gtk_text_buffer_end_user_action (buffer);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

void
app_text_area_set_error (AppTextArea *self, const char *message)
{
  g_return_if_fail (APP_IS_TEXT_AREA (self));

  gtk_label_set_text (self->error_label, message != NULL ? message : "");
  gtk_widget_set_visible (self->error_box, message != NULL);
  if (message != NULL)
    {
      gtk_widget_add_css_class (self->frame, "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
    }
  else
    {
      gtk_widget_remove_css_class (self->frame, "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_STATE_INVALID);
    }
}

static void
on_changed (GtkTextBuffer *buffer, AppTextArea *self)
{
  app_text_area_set_error (self, NULL);
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
app_text_area_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (APP_TEXT_AREA (widget)->text_view));
}

static void
app_text_area_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AppTextArea *self = APP_TEXT_AREA (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, gtk_label_get_label (self->title_label));
      break;
    case PROP_HINT:
      g_value_set_string (value, gtk_label_get_label (self->hint_label));
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, gtk_image_get_icon_name (self->hint_icon));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_text_area_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AppTextArea *self = APP_TEXT_AREA (object);
  const char *text = g_value_get_string (value);

  switch (id)
    {
    case PROP_TITLE:
      gtk_label_set_text (self->title_label, text != NULL ? text : "");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      text != NULL ? text : "", -1);
      break;
    case PROP_HINT:
      gtk_label_set_text (self->hint_label, text != NULL ? text : "");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      text != NULL ? text : "", -1);
      gtk_widget_set_visible (self->hint_box, text != NULL && *text != '\0');
      break;
    case PROP_ICON_NAME:
      gtk_image_set_from_icon_name (self->hint_icon, text);
      gtk_widget_set_visible (GTK_WIDGET (self->hint_icon), text != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
app_text_area_class_init (AppTextAreaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = app_text_area_get_property;
  object_class->set_property = app_text_area_set_property;
  widget_class->grab_focus = app_text_area_grab_focus;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, flags);
  props[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/field/app-text-area.ui");
  gtk_widget_class_bind_template_child (widget_class, AppTextArea, title_label);
  gtk_widget_class_bind_template_child (widget_class, AppTextArea, hint_box);
  gtk_widget_class_bind_template_child (widget_class, AppTextArea, hint_icon);
  gtk_widget_class_bind_template_child (widget_class, AppTextArea, hint_label);
  gtk_widget_class_bind_template_child (widget_class, AppTextArea, frame);
  gtk_widget_class_bind_template_child (widget_class, AppTextArea, text_view);
  gtk_widget_class_bind_template_child (widget_class, AppTextArea, error_box);
  gtk_widget_class_bind_template_child (widget_class, AppTextArea, error_label);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
app_text_area_init (AppTextArea *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
