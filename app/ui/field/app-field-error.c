/* app-field-error.c: see app-field-error.h */
#include "field/app-field-error.h"

struct _AppFieldError
{
  AdwPreferencesRow parent_instance;

  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (AppFieldError, app_field_error, ADW_TYPE_PREFERENCES_ROW)

void
app_field_error_set (AppFieldError *self, GtkWidget *field, const char *message)
{
  g_return_if_fail (APP_IS_FIELD_ERROR (self));

  gtk_label_set_text (self->label, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self), message != NULL);
  if (field == NULL)
    return;

  if (message != NULL)
    {
      gtk_widget_add_css_class (field, "error");
      gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_accessible_update_property (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      message, -1);
    }
  else
    {
      gtk_widget_remove_css_class (field, "error");
      gtk_accessible_reset_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_property (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    }
}

gboolean
app_field_error_is_set (AppFieldError *self)
{
  g_return_val_if_fail (APP_IS_FIELD_ERROR (self), FALSE);

  return gtk_widget_get_visible (GTK_WIDGET (self));
}

static void
app_field_error_class_init (AppFieldErrorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/hark/Hark/field/app-field-error.ui");
  gtk_widget_class_bind_template_child (widget_class, AppFieldError, label);
}

static void
app_field_error_init (AppFieldError *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
