/* app-signed-form.c: see app-signed-form.h */
#include "preferences/app-signed-form.h"

#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "preferences/app-save-step.h"
#include "setting/app-setting-unsaved.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

struct _AppSignedForm
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *page; /* borrowed; NULL: it is gone */
  const AppSignedFormPage *kind;
  AppClient *client;
  AppSettingEdit edit;
  AppSetting *own; /* as it is in the fields; NULL until loaded */
  gboolean is_loading, is_stale;

  AppSettingConflict *conflict; /* of the page, as is @first */
  GtkWidget *first;
  GtkLabel *note_label, *error_label;
  GtkWidget *discard_button;
  AppBusyButton *save_button;
};

G_DEFINE_FINAL_TYPE (AppSignedForm, app_signed_form, ADW_TYPE_PREFERENCES_GROUP)

/* --- how it stands --- */

void
app_signed_form_say (AppSignedForm *self, const char *text)
{
  app_save_step_say (self->error_label, text);
}

void
app_signed_form_update (AppSignedForm *self)
{
  gboolean dirty = app_setting_edit_is_dirty (&self->edit, self->own);
  gboolean conflict = app_setting_edit_is_conflict (&self->edit);

  if (conflict)
    app_setting_conflict_show (self->conflict, self->edit.base, self->own, self->edit.newest);
  gtk_widget_set_visible (gtk_widget_get_ancestor (GTK_WIDGET (self->conflict), ADW_TYPE_PREFERENCES_GROUP), conflict);
  app_save_step_say (self->note_label, self->kind->get_note (self->page));
  gtk_widget_set_visible (self->discard_button, dirty);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), dirty && !conflict && self->edit.saving == NULL);
  self->kind->update (self->page);
}

/* @own is (transfer full). */
static void
show (AppSignedForm *self, AppSetting *own)
{
  AppSetting *before = self->own;

  self->own = own;
  self->kind->show (self->page, own);
  app_setting_free (before);
}

void
app_signed_form_edited (AppSignedForm *self)
{
  app_signed_form_say (self, NULL);
  app_setting_edit_keep (&self->edit, self->own);
  app_signed_form_update (self);
}

static void
keep (AppSignedForm *self)
{
  if (self->kind->keep != NULL)
    self->kind->keep (self->page);
}

/* --- loading --- */

static void
take (AppSignedForm *self, const AppSetting *setting)
{
  AppSetting *shown;

  if (!app_setting_edit_hear (&self->edit, setting))
    return;

  shown = self->own == NULL ? app_setting_edit_begin (&self->edit) : app_setting_edit_follow (&self->edit, self->own);
  if (shown != NULL)
    show (self, shown);
  app_signed_form_update (self);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSignedForm) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetting) setting = app_client_load_setting_finish (APP_CLIENT (source), result, &error);

  if (self == NULL || self->page == NULL)
    return;

  self->is_loading = FALSE;
  if (setting == NULL)
    app_signed_form_say (self, app_text_error (error));
  else
    take (self, setting);
  if (self->is_stale)
    app_signed_form_load (self);
}

void
app_signed_form_load (AppSignedForm *self)
{
  const HarkId zeros = { 0 };

  if (self->page == NULL || app_client_get_state (self->client) != APP_CLIENT_READY)
    return;
  if (self->kind->is_ready != NULL && !self->kind->is_ready (self->page))
    return;

  self->is_stale = self->is_loading;
  if (self->is_loading)
    return;

  self->is_loading = TRUE;
  app_client_load_setting_async (self->client, &zeros, on_loaded, app_weak_new (self));
}

/* --- saving --- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppSignedForm) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  const char *why;

  if (self == NULL || self->page == NULL)
    return;

  if (app_setting_edit_saved (&self->edit, result, self->own, &error))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s", _ ("Signed and saved"));
      if (self->kind->saved != NULL)
        self->kind->saved (self->page);
    }
  else
    {
      why = self->kind->describe (self->page, error);
      app_signed_form_say (self, why != NULL ? why : app_setting_unsaved_describe (error));
    }
  app_busy_button_set_busy (self->save_button, FALSE);
  app_signed_form_update (self);
  app_signed_form_load (self);
}

static void
on_save (AppSignedForm *self)
{
  if (self->own == NULL || app_busy_button_is_busy (self->save_button) || app_setting_edit_is_conflict (&self->edit))
    return;
  app_signed_form_say (self, NULL);
  keep (self);
  if (!self->kind->check (self->page))
    return;

  app_busy_button_set_busy (self->save_button, TRUE);
  app_setting_edit_send (&self->edit, self->own, on_saved, app_weak_new (self));
}

void
app_signed_form_focus_save (AppSignedForm *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->save_button));
}

/* --- not saving --- */

static void
take_newest (AppSignedForm *self)
{
  app_signed_form_say (self, NULL);
  show (self, app_setting_edit_take (&self->edit));
  app_signed_form_update (self);
}

static void
on_discarded (AppSignedForm *self)
{
  if (self->page != NULL && self->edit.newest != NULL && self->edit.saving == NULL)
    take_newest (self);
}

static void
on_discard (AppSignedForm *self)
{
  app_setting_unsaved_ask (GTK_WIDGET (self), G_CALLBACK (on_discarded));
}

/* Nothing is sent by it: it can be looked at first. */
static void
on_keep (AppSignedForm *self)
{
  keep (self);
  show (self, app_setting_edit_merge (&self->edit, self->own));
  app_signed_form_update (self);
  app_signed_form_focus_save (self);
}

static void
on_take (AppSignedForm *self)
{
  take_newest (self);
  gtk_widget_grab_focus (self->first);
}

/* --- */

AppSetting *
app_signed_form_get_own (AppSignedForm *self)
{
  return self->own;
}

AppSettingEdit *
app_signed_form_get_edit (AppSignedForm *self)
{
  return &self->edit;
}

void
app_signed_form_begin (AppSignedForm *self, AppClient *client, GtkWidget *page, const AppSignedFormPage *kind,
                       AppSettingConflict *conflict, GtkWidget *first)
{
  g_return_if_fail (APP_IS_SIGNED_FORM (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->edit.client = client;
  g_set_weak_pointer (&self->page, page);
  self->kind = kind;
  self->conflict = conflict;
  self->first = first;
  g_signal_connect_object (conflict, "keep", G_CALLBACK (on_keep), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conflict, "take", G_CALLBACK (on_take), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "changed", G_CALLBACK (app_signed_form_load), self, G_CONNECT_SWAPPED);
  app_signed_form_load (self);
}

static void
app_signed_form_dispose (GObject *object)
{
  AppSignedForm *self = APP_SIGNED_FORM (object);

  g_clear_weak_pointer (&self->page);
  app_setting_edit_clear (&self->edit);
  g_clear_pointer (&self->own, app_setting_free);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_signed_form_parent_class)->dispose (object);
}

static void
app_signed_form_class_init (AppSignedFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_signed_form_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-signed-form.ui");
  gtk_widget_class_bind_template_child (widget_class, AppSignedForm, note_label);
  gtk_widget_class_bind_template_child (widget_class, AppSignedForm, error_label);
  gtk_widget_class_bind_template_child (widget_class, AppSignedForm, discard_button);
  gtk_widget_class_bind_template_child (widget_class, AppSignedForm, save_button);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_discard);
}

static void
app_signed_form_init (AppSignedForm *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  gtk_widget_init_template (GTK_WIDGET (self));
}
