/* app-new-area-dialog.c: see app-new-area-dialog.h */
#include "people/app-new-area-dialog.h"

#include "app-client-area.h"
#include "app-client-person.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-choice-group.h"
#include "field/app-field-error.h"
#include "hark-api.h"
#include "hark-error.h"
#include "text/app-text-error.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>
#include <string.h>

struct _AppNewAreaDialog
{
  AdwWindow parent_instance;

  AppClient *client;

  AdwEntryRow *name_row;
  AppFieldError *name_error;
  AppChoiceGroup *group;
  AppFieldError *form_error;
  AppBusyButton *make_button;
};

static guint made_signal;

G_DEFINE_FINAL_TYPE (AppNewAreaDialog, app_new_area_dialog, ADW_TYPE_WINDOW)

static void
show_name_problem (AppNewAreaDialog *self, const char *problem)
{
  app_field_error_set (self->name_error, GTK_WIDGET (self->name_row), problem);
  if (problem != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

typedef struct
{
  gpointer dialog; /* of app_weak_new () */
  char *name;
} Making;

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Making *making = user_data;
  g_autoptr (AppNewAreaDialog) self = app_weak_take (making->dialog);
  g_autofree char *name = making->name;
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_new_area_finish (APP_CLIENT (source), result, &error);

  g_free (making);
  if (self == NULL)
    return;

  app_busy_button_set_busy (self->make_button, FALSE);
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    show_name_problem (self, _ ("There is an area of this name already."));
  else if (!done)
    app_field_error_set (self->form_error, NULL, app_text_error (error));
  else
    {
      g_signal_emit (self, made_signal, 0, name);
      gtk_window_destroy (GTK_WINDOW (self));
    }
}

static void
on_make (AppNewAreaDialog *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  Making *making;
  HarkId expert;

  if (app_busy_button_is_busy (self->make_button))
    return;

  show_name_problem (self, *name == '\0'                        ? _ ("Enter the area’s name.")
                           : strlen (name) > HARK_API_MAX_NAME ? _ ("This name is too long.")
                                                               : NULL);
  if (*name == '\0' || strlen (name) > HARK_API_MAX_NAME)
    return;
  if (!app_choice_group_get_chosen (self->group, &expert))
    {
      app_field_error_set (self->form_error, NULL, _ ("Choose a person."));
      return;
    }

  making = g_new0 (Making, 1);
  making->dialog = app_weak_new (self);
  making->name = g_strdup (name);
  app_busy_button_set_busy (self->make_button, TRUE);
  app_client_new_area_async (self->client, app_text_setting_language (), name, &expert, 1, on_made, making);
}

static void
on_changed (AppNewAreaDialog *self)
{
  app_field_error_set (self->name_error, GTK_WIDGET (self->name_row), NULL);
}

static void
on_chosen (AppNewAreaDialog *self)
{
  app_field_error_set (self->form_error, NULL, NULL);
}

GtkWindow *
app_new_area_dialog_new (GtkWindow *parent, AppClient *client)
{
  AppNewAreaDialog *self = g_object_new (APP_TYPE_NEW_AREA_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GPtrArray) people = app_client_list_people (client);

  self->client = g_object_ref (client);
  for (guint i = 0; i < people->len; i++)
    {
      const AppPerson *person = people->pdata[i];
      /* Translators: %s is one's own name */
      g_autofree char *title
          = person->is_self ? g_strdup_printf (_ ("%s (you)"), person->name) : g_strdup (person->name);

      app_choice_group_add (self->group, &person->id, title, person->is_admin ? _ ("Admin") : NULL, TRUE);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));

  return GTK_WINDOW (self);
}

static void
app_new_area_dialog_finalize (GObject *object)
{
  g_clear_object (&APP_NEW_AREA_DIALOG (object)->client);

  G_OBJECT_CLASS (app_new_area_dialog_parent_class)->finalize (object);
}

static void
app_new_area_dialog_class_init (AppNewAreaDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_new_area_dialog_finalize;

  made_signal = g_signal_new ("made", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                              1, G_TYPE_STRING);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/people/app-new-area-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AppNewAreaDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, AppNewAreaDialog, name_error);
  gtk_widget_class_bind_template_child (widget_class, AppNewAreaDialog, group);
  gtk_widget_class_bind_template_child (widget_class, AppNewAreaDialog, form_error);
  gtk_widget_class_bind_template_child (widget_class, AppNewAreaDialog, make_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_make);
}

static void
app_new_area_dialog_init (AppNewAreaDialog *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_CHOICE_GROUP);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  gtk_widget_init_template (GTK_WIDGET (self));
}
