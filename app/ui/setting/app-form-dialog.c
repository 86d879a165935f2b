/* app-form-dialog.c: see app-form-dialog.h */
#include "setting/app-form-dialog.h"

typedef struct
{
  AdwClamp *clamp;
} AppFormDialogPrivate;

enum
{
  PROP_FORM = 1
};

static guint done_signal;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AppFormDialog, app_form_dialog, ADW_TYPE_WINDOW)

char *
app_form_dialog_get_text (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

void
app_form_dialog_show_text (AdwEntryRow *row, HarkSettingText *text, const char *language)
{
  const char *shown = hark_setting_text_get (text, language);

  gtk_editable_set_text (GTK_EDITABLE (row), shown != NULL ? shown : "");
}

gboolean
app_form_dialog_say (AdwEntryRow *row, AppFieldError *error, const char *problem)
{
  app_field_error_set (error, GTK_WIDGET (row), problem);
  if (problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));

  return problem == NULL;
}

static void
on_done (AppFormDialog *self)
{
  if (!APP_FORM_DIALOG_GET_CLASS (self)->check (self))
    return;

  g_signal_emit (self, done_signal, 0);
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
app_form_dialog_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AppFormDialogPrivate *priv = app_form_dialog_get_instance_private (APP_FORM_DIALOG (object));

  g_return_if_fail (id == PROP_FORM);

  adw_clamp_set_child (priv->clamp, g_value_get_object (value));
}

static void
app_form_dialog_class_init (AppFormDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = app_form_dialog_set_property;
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_FORM,
                                   g_param_spec_object ("form", NULL, NULL, GTK_TYPE_WIDGET,
                                                        G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  done_signal = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                              0);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/setting/app-form-dialog.ui");
  gtk_widget_class_bind_template_child_private (widget_class, AppFormDialog, clamp);
  gtk_widget_class_bind_template_callback (widget_class, on_done);
}

static void
app_form_dialog_init (AppFormDialog *self)
{
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}
