/* app-wording-page.c: see app-wording-page.h */
#include "preferences/app-wording-page.h"

#include "app-client-wording.h"
#include "async/app-weak.h"
#include "hark-error.h"
#include "preferences/app-signed-form.h"
#include "preferences/app-wording-row.h"
#include "text/app-text-error.h"
#include "text/app-text-language.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>

#define SAMPLE_ADDRESS "https://hark.example.org"

struct _AppWordingPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  AppWording *wording;    /* of the server; NULL until it was asked */
  GPtrArray *rows;        /* AppWordingRow */
  char *organisation;
  gboolean is_filling, is_asking;

  AdwPreferencesGroup *kept_group, *language_group, *mail_group;
  AppSettingConflict *conflict;
  AdwComboRow *language_row;
  AppSignedForm *form;
};

G_DEFINE_FINAL_TYPE (AppWordingPage, app_wording_page, ADW_TYPE_PREFERENCES_PAGE)

static HarkSettingOrganisation *
get_mine (AppWordingPage *self)
{
  return app_signed_form_get_own (self->form)->organisation;
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
  const HarkSettingOrganisation *mine = get_mine (self);
  const AppWordingView view = { .language = get_language (self),
                                .mine = mine->wording,
                                .own = self->wording->own,
                                .organisation = self->organisation,
                                .address = *mine->address != '\0' ? mine->address : SAMPLE_ADDRESS };

  self->is_filling = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    app_wording_row_show (self->rows->pdata[i], &view);
  self->is_filling = FALSE;
}

static void
show (gpointer page, AppSetting *own)
{
  fill (page);
}

static void
update (gpointer page)
{
  AppWordingPage *self = page;

  gtk_widget_set_visible (GTK_WIDGET (self->kept_group), g_hash_table_size (self->wording->kept) > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->language_group), TRUE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->mail_group), TRUE);
}

/* Everything else of the organisation stands in the same document. */
static const char *
get_note (gpointer page)
{
  AppSignedForm *form = APP_WORDING_PAGE (page)->form;

  return app_setting_edit_has_more (app_signed_form_get_edit (form), app_signed_form_get_own (form))
             ? _ ("What was changed under Organisation and Portal, and is not saved yet, is signed with it.")
             : NULL;
}

static void
on_edited (AppWordingPage *self)
{
  if (!self->is_filling && app_signed_form_get_own (self->form) != NULL)
    app_signed_form_edited (self->form);
}

static void
on_language (AppWordingPage *self)
{
  if (!self->is_filling && app_signed_form_get_own (self->form) != NULL)
    fill (self);
}

/* --- loading --- */

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
      app_signed_form_say (self->form, app_text_error (error));
      return;
    }

  app_signed_form_say (self->form, NULL);
  self->wording = g_steal_pointer (&wording);
  app_signed_form_load (self->form);
}

/* Hark's own words are the server's: they are asked for once, and again after that could not be. */
static gboolean
is_ready (gpointer page)
{
  AppWordingPage *self = page;

  if (self->wording == NULL && !self->is_asking)
    {
      app_client_read_wording_async (self->client, on_asked, app_weak_new (self));
      self->is_asking = TRUE;
    }
  return self->wording != NULL;
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
      app_signed_form_say (self->form, app_text_error (error));
      return;
    }

  g_hash_table_remove_all (self->wording->kept);
  app_signed_form_update (self->form);
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
  HarkWording *wording = app_signed_form_get_edit (self->form)->base->organisation->wording;
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

  if (app_signed_form_get_own (self->form) == NULL)
    return;

  g_hash_table_iter_init (&iter, self->wording->kept);
  while (g_hash_table_iter_next (&iter, &key, &words))
    {
      g_auto (GStrv) at = hark_wording_split (key);

      hark_wording_set (get_mine (self)->wording, at[0], at[1], at[2], words);
    }
  fill (self);
  on_edited (self);
  app_signed_form_focus_save (self->form);
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
describe (gpointer page, const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_TOO_LARGE))
    return _ ("All the texts of the organisation together are too long: shorten some of them.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID))
    return _ ("Something of the organisation’s settings cannot be signed as it is. Look under Organisation and Portal, "
              "too: what was changed there and not saved goes with these words.");

  return NULL;
}

static void
saved (gpointer page)
{
  AppWordingPage *self = page;

  if (g_hash_table_size (self->wording->kept) > 0 && is_kept_signed (self))
    forget_kept (self);
}

/* In the language that is shown first, then in the others. */
static gboolean
check (gpointer page)
{
  AppWordingPage *self = page;
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

static const AppSignedFormPage wording_form = {
  .is_ready = is_ready,
  .show = show,
  .update = update,
  .get_note = get_note,
  .check = check,
  .describe = describe,
  .saved = saved,
};

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
  self->organisation = g_strdup (app_client_get_organisation (client));
  add_languages (self);
  add_rows (self);
  app_signed_form_begin (self->form, client, GTK_WIDGET (self), &wording_form, self->conflict,
                         GTK_WIDGET (self->language_row));
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
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, conflict);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, kept_group);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, language_group);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, language_row);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, mail_group);
  gtk_widget_class_bind_template_child (widget_class, AppWordingPage, form);
  gtk_widget_class_bind_template_callback (widget_class, on_language);
  gtk_widget_class_bind_template_callback (widget_class, on_take_over);
  gtk_widget_class_bind_template_callback (widget_class, on_throw_away);
}

static void
app_wording_page_init (AppWordingPage *self)
{
  g_type_ensure (APP_TYPE_SETTING_CONFLICT);
  g_type_ensure (APP_TYPE_SIGNED_FORM);
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
