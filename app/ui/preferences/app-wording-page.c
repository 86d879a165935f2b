/* app-wording-page.c: see app-wording-page.h */
#include "preferences/app-wording-page.h"

#include "app-client-setting.h"
#include "app-client-wording.h"
#include "app-setting-edit.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "hark-error.h"
#include "preferences/app-save-step.h"
#include "preferences/app-wording-row.h"
#include "setting/app-setting-conflict.h"
#include "setting/app-setting-unsaved.h"
#include "text/app-text-error.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>

#define SAMPLE_ADDRESS "https://hark.example.org"

struct _AppWordingPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  AppSettingEdit edit;
  AppSetting *own;        /* as it is in the form; NULL until loaded */
  AppWording *wording;    /* of the server; NULL until it was asked */
  GPtrArray *rows;        /* AppWordingRow */
  char *organisation;
  gboolean is_filling, is_loading, is_stale, is_asking;

  AdwPreferencesGroup *conflict_group, *kept_group, *language_group, *mail_group;
  AppSettingConflict *conflict;
  AdwComboRow *language_row;
  GtkLabel *other_label, *error_label;
  GtkWidget *discard_button;
  AppBusyButton *save_button;
};

G_DEFINE_FINAL_TYPE (AppWordingPage, app_wording_page, ADW_TYPE_PREFERENCES_PAGE)

static void load (AppWordingPage *self);

static HarkWording *
get_mine (AppWordingPage *self)
{
  return self->own->organisation->wording;
}

static const char *
get_language (AppWordingPage *self)
{
  return hark_wording_list_languages ()[adw_combo_row_get_selected (self->language_row)];
}

/* --- the form --- */

static void
fill (AppWordingPage *self)
{
  const char *address = self->own->organisation->address;
  const AppWordingView view = { .language = get_language (self),
                                .mine = get_mine (self),
                                .own = self->wording->own,
                                .organisation = self->organisation,
                                .address = *address != '\0' ? address : SAMPLE_ADDRESS };

  self->is_filling = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    app_wording_row_show (self->rows->pdata[i], &view);
  self->is_filling = FALSE;
}

static void
update (AppWordingPage *self)
{
  gboolean dirty = app_setting_edit_is_dirty (&self->edit, self->own);
  gboolean conflict = app_setting_edit_is_conflict (&self->edit);

  if (conflict)
    app_setting_conflict_show (self->conflict, self->edit.base, self->own, self->edit.newest);
  gtk_widget_set_visible (GTK_WIDGET (self->conflict_group), conflict);
  gtk_widget_set_visible (GTK_WIDGET (self->kept_group), g_hash_table_size (self->wording->kept) > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->other_label), app_setting_edit_has_more (&self->edit, self->own));
  gtk_widget_set_visible (self->discard_button, dirty);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), dirty && !conflict && self->edit.saving == NULL);
}

/* @own is (transfer full). */
static void
show (AppWordingPage *self, AppSetting *own)
{
  AppSetting *before = self->own;

  self->own = own;
  fill (self);
  app_setting_free (before);
}

static void
on_edited (AppWordingPage *self)
{
  if (self->is_filling || self->own == NULL)
    return;

  app_save_step_say (self->error_label, NULL);
  app_setting_edit_keep (&self->edit, self->own);
  update (self);
}

static void
on_language (AppWordingPage *self)
{
  if (!self->is_filling && self->own != NULL)
    fill (self);
}

/* --- loading --- */

static void
take (AppWordingPage *self, const AppSetting *setting)
{
  AppSetting *shown;

  if (!app_setting_edit_hear (&self->edit, setting))
    return;

  shown = self->own == NULL ? app_setting_edit_begin (&self->edit) : app_setting_edit_follow (&self->edit, self->own);
  if (shown != NULL)
    show (self, shown);
  gtk_widget_set_sensitive (GTK_WIDGET (self->language_group), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->mail_group), TRUE);
  update (self);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppWordingPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetting) setting = app_client_load_setting_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  self->is_loading = FALSE;
  if (setting == NULL)
    app_save_step_say (self->error_label, app_text_error (error));
  else
    take (self, setting);
  if (self->is_stale)
    load (self);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppWordingPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppWording) wording = app_client_read_wording_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  self->is_asking = FALSE;
  if (wording == NULL)
    {
      app_save_step_say (self->error_label, app_text_error (error));
      return;
    }

  app_save_step_say (self->error_label, NULL);
  self->wording = g_steal_pointer (&wording);
  load (self);
}

/* Hark's own words are the server's: they are asked for once, and again after that could not be. */
static void
load (AppWordingPage *self)
{
  const HarkId zeros = { 0 };

  if (app_client_get_state (self->client) != APP_CLIENT_READY)
    return;
  if (self->wording == NULL)
    {
      if (!self->is_asking)
        app_client_read_wording_async (self->client, on_asked, app_weak_new (self));
      self->is_asking = TRUE;
      return;
    }

  self->is_stale = self->is_loading;
  if (self->is_loading)
    return;

  self->is_loading = TRUE;
  app_client_load_setting_async (self->client, &zeros, on_loaded, app_weak_new (self));
}

/* --- what was not signed --- */

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppWordingPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_forget_wording_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;
  if (!done)
    {
      app_save_step_say (self->error_label, app_text_error (error));
      return;
    }

  g_hash_table_remove_all (self->wording->kept);
  update (self);
}

static void
forget_kept (AppWordingPage *self)
{
  app_client_forget_wording_async (self->client, on_forgotten, app_weak_new (self));
}

/* Whether the settings that hold say all of it as it was: then nothing is lost with it. */
static gboolean
is_kept_signed (AppWordingPage *self)
{
  HarkWording *wording = self->edit.base->organisation->wording;
  GHashTableIter iter;
  gpointer key, words;

  g_hash_table_iter_init (&iter, self->wording->kept);
  while (g_hash_table_iter_next (&iter, &key, &words))
    {
      g_auto (GStrv) at = hark_wording_split (key);

      if (g_strcmp0 (hark_wording_get (wording, at[0], at[1], at[2]), words) != 0)
        return FALSE;
    }

  return TRUE;
}

/* Nothing is sent by it: it can be looked at first. */
static void
on_take_over (AppWordingPage *self)
{
  GHashTableIter iter;
  gpointer key, words;

  if (self->own == NULL)
    return;

  g_hash_table_iter_init (&iter, self->wording->kept);
  while (g_hash_table_iter_next (&iter, &key, &words))
    {
      g_auto (GStrv) at = hark_wording_split (key);

      hark_wording_set (get_mine (self), at[0], at[1], at[2], words);
    }
  fill (self);
  on_edited (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->save_button));
}

static void
on_throw_away (AppWordingPage *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              _ ("Throw the Earlier Words Away?"),
                                              _ ("No mail says them any more. They cannot be brought back."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "throw-away",
                                    _ ("_Throw Away"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "throw-away", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::throw-away", G_CALLBACK (forget_kept), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- saving --- */

/* What a row does not show may be what is wrong. */
static const char *
describe (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_TOO_LARGE))
    return _ ("All the texts of the organisation together are too long: shorten some of them.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID))
    return _ ("Something of the organisation’s settings cannot be signed as it is. Look under Organisation and Portal, "
              "too: what was changed there and not saved goes with these words.");

  return app_setting_unsaved_describe (error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppWordingPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return;

  if (app_setting_edit_saved (&self->edit, result, self->own, &error))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s", _ ("Signed and saved"));
      if (g_hash_table_size (self->wording->kept) > 0 && is_kept_signed (self))
        forget_kept (self);
    }
  else
    app_save_step_say (self->error_label, describe (error));
  app_busy_button_set_busy (self->save_button, FALSE);
  update (self);
  load (self);
}

/* In the language that is shown first, then in the others. */
static gboolean
check (AppWordingPage *self)
{
  const char *const *languages = hark_wording_list_languages ();
  guint shown = adw_combo_row_get_selected (self->language_row), n = g_strv_length ((char **)languages);

  for (guint i = 0; i < n; i++)
    {
      adw_combo_row_set_selected (self->language_row, (shown + i) % n);
      for (guint k = 0; k < self->rows->len; k++)
        if (!app_wording_row_check (self->rows->pdata[k]))
          return FALSE;
    }
  adw_combo_row_set_selected (self->language_row, shown);
  return TRUE;
}

static void
on_save (AppWordingPage *self)
{
  if (self->own == NULL || app_busy_button_is_busy (self->save_button) || app_setting_edit_is_conflict (&self->edit))
    return;
  app_save_step_say (self->error_label, NULL);
  if (!check (self))
    return;

  app_busy_button_set_busy (self->save_button, TRUE);
  app_setting_edit_send (&self->edit, self->own, on_saved, app_weak_new (self));
}

/* --- not saving --- */

static void
take_newest (AppWordingPage *self)
{
  app_save_step_say (self->error_label, NULL);
  show (self, app_setting_edit_take (&self->edit));
  update (self);
}

static void
on_discarded (AppWordingPage *self)
{
  if (self->edit.newest != NULL && self->edit.saving == NULL)
    take_newest (self);
}

static void
on_discard (AppWordingPage *self)
{
  app_setting_unsaved_ask (GTK_WIDGET (self), G_CALLBACK (on_discarded));
}

/* Nothing is sent by it: it can be looked at first. */
static void
on_keep (AppWordingPage *self)
{
  show (self, app_setting_edit_merge (&self->edit, self->own));
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->save_button));
}

static void
on_take (AppWordingPage *self)
{
  take_newest (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->language_row));
}

/* --- life --- */

static void
add_rows (AppWordingPage *self)
{
  const char *const *kinds = hark_wording_list_kinds ();

  for (guint i = 0; kinds[i] != NULL; i++)
    {
      GtkWidget *row = app_wording_row_new (kinds[i]);

      g_signal_connect_object (row, "edited", G_CALLBACK (on_edited), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->mail_group, row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
add_languages (AppWordingPage *self)
{
  const char *const *languages = hark_wording_list_languages ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  self->is_filling = TRUE;
  for (guint i = 0; languages[i] != NULL; i++)
    gtk_string_list_append (names, app_text_language (languages[i]));
  adw_combo_row_set_model (self->language_row, G_LIST_MODEL (names));
  for (guint i = 0; languages[i] != NULL; i++)
    if (g_str_equal (languages[i], app_text_setting_language ()))
      adw_combo_row_set_selected (self->language_row, i);
  self->is_filling = FALSE;
}

GtkWidget *
app_wording_page_new (AppClient *client)
{
  AppWordingPage *self = g_object_new (APP_TYPE_WORDING_PAGE, NULL);

  self->client = g_object_ref (client);
  self->edit.client = client;
  self->organisation = g_strdup (app_client_get_organisation (client));
  add_languages (self);
  add_rows (self);
  g_signal_connect_object (client, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  load (self);
  return GTK_WIDGET (self);
}

static void
app_wording_page_dispose (GObject *object)
{
  AppWordingPage *self = APP_WORDING_PAGE (object);

  self->is_filling = TRUE; /* what its widgets say while they go is nothing */
  for (guint i = 0; i < self->rows->len; i++)
    app_wording_row_show (self->rows->pdata[i], NULL);
  g_ptr_array_set_size (self->rows, 0);
  app_setting_edit_clear (&self->edit);
  g_clear_pointer (&self->own, app_setting_free);
  g_clear_pointer (&self->wording, app_wording_free);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_wording_page_parent_class)->dispose (object);
}

static void
app_wording_page_finalize (GObject *object)
{
  AppWordingPage *self = APP_WORDING_PAGE (object);

  g_ptr_array_unref (self->rows);
  g_free (self->organisation);

  G_OBJECT_CLASS (app_wording_page_parent_class)->finalize (object);
}

static void
app_wording_page_class_init (AppWordingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_wording_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_wording_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-wording-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, conflict_group);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, conflict);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, kept_group);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, language_group);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, language_row);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, mail_group);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, other_label);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, discard_button);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, save_button);
  gtk_widget_class_bind_template_callback (widget_class, on_language);
  gtk_widget_class_bind_template_callback (widget_class, on_take_over);
  gtk_widget_class_bind_template_callback (widget_class, on_throw_away);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_discard);
  gtk_widget_class_bind_template_callback (widget_class, on_keep);
  gtk_widget_class_bind_template_callback (widget_class, on_take);
}

static void
app_wording_page_init (AppWordingPage *self)
{
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_SETTING_CONFLICT);
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
