/* app-organisation-page.c: see app-organisation-page.h */
#include "preferences/app-organisation-page.h"

#include "app-client-policy.h"
#include "app-client-setting.h"
#include "app-setting-edit.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "field/app-text-area.h"
#include "hark-error.h"
#include "preferences/app-save-step.h"
#include "setting/app-setting-conflict.h"
#include "setting/app-setting-unsaved.h"
#include "text/app-text-error.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>

struct _AppOrganisationPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  AppSettingEdit edit;
  AppSetting *own;               /* as it is in the form; NULL until loaded */
  HarkSettingOrganisation *mine; /* of it */
  GPtrArray *languages;          /* in the order of the rows' models */
  guint language;                /* of the texts that are shown */
  gboolean is_filling, is_loading, is_stale;

  AdwPreferencesGroup *conflict_group;
  AppSettingConflict *conflict;
  AdwActionRow *name_row, *portal_row;
  AdwEntryRow *address_row, *onion_row, *zone_row;
  AppFieldError *address_error, *onion_error, *zone_error;
  AdwComboRow *language_row, *fallback_row;
  AppTextArea *imprint_area, *privacy_area, *contact_area;
  GtkLabel *words_label, *error_label;
  GtkWidget *discard_button;
  AppBusyButton *save_button;
};

G_DEFINE_FINAL_TYPE (AppOrganisationPage, app_organisation_page, ADW_TYPE_PREFERENCES_PAGE)

static void load (AppOrganisationPage *self);

static const char *
get_language (AppOrganisationPage *self)
{
  return self->languages->pdata[self->language];
}

/* --- the form --- */

static void
show_text (AppTextArea *area, HarkSettingText *texts, const char *language)
{
  const char *text = hark_setting_text_get (texts, language);
  g_autofree char *shown = app_text_area_get_text (area);

  app_text_area_set_error (area, NULL);
  /* The cursor stays where it is. */
  if (g_strcmp0 (text != NULL ? text : "", shown) != 0)
    app_text_area_set_text (area, text != NULL ? text : "");
}

static void
keep_text (AppTextArea *area, HarkSettingText *texts, const char *language)
{
  g_autofree char *text = app_text_area_get_text (area);
  g_autofree char *old = g_strdup (hark_setting_text_get (texts, language));

  /* Blanks at its ends, which are not shown, are no change. */
  if (old == NULL || g_strcmp0 (g_strstrip (old), text) != 0)
    hark_setting_text_set (texts, language, text);
}

static void
show_texts (AppOrganisationPage *self)
{
  self->is_filling = TRUE;
  show_text (self->imprint_area, self->mine->imprint, get_language (self));
  show_text (self->privacy_area, self->mine->privacy, get_language (self));
  show_text (self->contact_area, self->mine->contact, get_language (self));
  self->is_filling = FALSE;
}

/* As places are written. (transfer full) */
static char *
get_place (AdwEntryRow *row)
{
  char *text = g_strstrip (g_ascii_strdown (gtk_editable_get_text (GTK_EDITABLE (row)), -1));

  if (g_str_has_suffix (text, "/"))
    text[strlen (text) - 1] = '\0';
  return text;
}

/* (transfer full) */
static char *
get_zone (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
show_zone (AdwEntryRow *row, const char *zone)
{
  g_autofree char *shown = get_zone (row);

  if (g_strcmp0 (shown, zone) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row), zone);
}

static void
show_place (AdwEntryRow *row, const char *place)
{
  g_autofree char *shown = get_place (row);

  if (g_strcmp0 (shown, place) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row), place);
}

static void
keep_place (AdwEntryRow *row, char **place)
{
  g_free (*place);
  *place = get_place (row);
}

/* Into what is in the form. */
static void
keep (AppOrganisationPage *self)
{
  guint fallback = adw_combo_row_get_selected (self->fallback_row);

  keep_text (self->imprint_area, self->mine->imprint, get_language (self));
  keep_text (self->privacy_area, self->mine->privacy, get_language (self));
  keep_text (self->contact_area, self->mine->contact, get_language (self));
  keep_place (self->address_row, &self->mine->address);
  keep_place (self->onion_row, &self->mine->onion);
  g_free (self->mine->zone);
  self->mine->zone = get_zone (self->zone_row);
  if (fallback < self->languages->len)
    {
      g_free (self->mine->language);
      self->mine->language = g_strdup (self->languages->pdata[fallback]);
    }
}

static guint
find_language (AppOrganisationPage *self, const char *language)
{
  guint index;

  return g_ptr_array_find_with_equal_func (self->languages, language, g_str_equal, &index) ? index
                                                                                         : self->languages->len;
}

static void
add_language (AppOrganisationPage *self, const char *language)
{
  if (find_language (self, language) == self->languages->len)
    g_ptr_array_add (self->languages, g_strdup (language));
}

static void
add_languages (AppOrganisationPage *self, HarkSettingText *texts)
{
  g_autoptr (GList) all = g_list_sort (g_hash_table_get_keys (texts), (GCompareFunc)strcmp);

  for (GList *at = all; at != NULL; at = at->next)
    add_language (self, at->data);
}

/* Those of the portal, and whichever else the organisation has settled. */
static void
list_languages (AppOrganisationPage *self)
{
  g_autofree char *shown = self->languages->len > 0 ? g_strdup (get_language (self)) : NULL;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->languages, 0);
  add_language (self, "en");
  add_language (self, "de");
  add_language (self, self->mine->language);
  add_languages (self, self->mine->imprint);
  add_languages (self, self->mine->privacy);
  add_languages (self, self->mine->contact);
  for (guint i = 0; i < self->languages->len; i++)
    gtk_string_list_append (names, app_text_language (self->languages->pdata[i]));

  adw_combo_row_set_model (self->language_row, G_LIST_MODEL (names));
  adw_combo_row_set_model (self->fallback_row, G_LIST_MODEL (names));
  self->language = find_language (self, shown != NULL ? shown : self->mine->language);
  if (self->language == self->languages->len)
    self->language = find_language (self, self->mine->language);
  adw_combo_row_set_selected (self->language_row, self->language);
  adw_combo_row_set_selected (self->fallback_row, find_language (self, self->mine->language));
}

static void
fill (AppOrganisationPage *self)
{
  self->is_filling = TRUE;
  list_languages (self);
  show_place (self->address_row, self->mine->address);
  show_place (self->onion_row, self->mine->onion);
  show_zone (self->zone_row, self->mine->zone);
  self->is_filling = FALSE;
  show_texts (self);
}

/* @own is (transfer full). */
static void
show (AppOrganisationPage *self, AppSetting *own)
{
  app_setting_free (self->own);
  self->own = own;
  self->mine = own->organisation;
  fill (self);
}

/* --- how it stands --- */

static void
update (AppOrganisationPage *self)
{
  gboolean dirty = app_setting_edit_is_dirty (&self->edit, self->own);
  gboolean conflict = app_setting_edit_is_conflict (&self->edit);

  if (conflict)
    app_setting_conflict_show (self->conflict, self->edit.base, self->own, self->edit.newest);
  gtk_widget_set_visible (GTK_WIDGET (self->conflict_group), conflict);
  gtk_widget_set_visible (GTK_WIDGET (self->words_label), app_setting_edit_has_words (&self->edit, self->own));
  gtk_widget_set_visible (self->discard_button, dirty);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), dirty && !conflict && self->edit.saving == NULL);
}

static void
on_edited (AppOrganisationPage *self)
{
  if (self->is_filling || self->own == NULL)
    return;

  app_save_step_say (self->error_label, NULL);
  app_field_error_set (self->address_error, GTK_WIDGET (self->address_row), NULL);
  app_field_error_set (self->onion_error, GTK_WIDGET (self->onion_row), NULL);
  app_field_error_set (self->zone_error, GTK_WIDGET (self->zone_row), NULL);
  keep (self);
  app_setting_edit_keep (&self->edit, self->own);
  update (self);
}

static void
on_language (AppOrganisationPage *self)
{
  guint selected = adw_combo_row_get_selected (self->language_row);

  if (self->is_filling || self->own == NULL || selected >= self->languages->len)
    return;

  keep (self);
  self->language = selected;
  show_texts (self);
}

/* --- loading --- */

static void
take (AppOrganisationPage *self, const AppSetting *setting)
{
  AppSetting *shown;

  if (!app_setting_edit_hear (&self->edit, setting))
    return;

  shown = self->own == NULL ? app_setting_edit_begin (&self->edit) : app_setting_edit_follow (&self->edit, self->own);
  if (shown != NULL)
    show (self, shown);
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  update (self);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppOrganisationPage) self = app_weak_take (user_data);
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
load (AppOrganisationPage *self)
{
  const HarkId zeros = { 0 };

  self->is_stale = self->is_loading;
  if (self->is_loading || app_client_get_state (self->client) != APP_CLIENT_READY)
    return;

  self->is_loading = TRUE;
  app_client_load_setting_async (self->client, &zeros, on_loaded, app_weak_new (self));
}

/* --- saving --- */

/* What is checked here is sound by then. */
static const char *
describe (AppOrganisationPage *self, const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID) && app_setting_edit_has_words (&self->edit, self->own))
    return _ ("The words of mails cannot be signed as they are. Look under Mail, Wording.");

  return app_setting_unsaved_describe (error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppOrganisationPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;

  if (self == NULL)
    return;

  if (app_setting_edit_saved (&self->edit, result, self->own, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s", _ ("Signed and saved"));
  else
    app_save_step_say (self->error_label, describe (self, error));
  app_busy_button_set_busy (self->save_button, FALSE);
  update (self);
  load (self);
}

static gboolean
check_place (AdwEntryRow *row, AppFieldError *error, gboolean is_sound, const char *problem)
{
  if (is_sound)
    return TRUE;

  app_field_error_set (error, GTK_WIDGET (row), problem);
  gtk_widget_grab_focus (GTK_WIDGET (row));
  return FALSE;
}

/* Shows the one that is not sound. */
static gboolean
check_text (AppOrganisationPage *self, AppTextArea *area, HarkSettingText *texts, gsize max)
{
  GHashTableIter iter;
  gpointer language, text;

  g_hash_table_iter_init (&iter, texts);
  while (g_hash_table_iter_next (&iter, &language, &text))
    {
      gboolean is_long = strlen (text) > max;

      if (!is_long && hark_setting_text_is_lines (text, max))
        continue;
      adw_combo_row_set_selected (self->language_row, find_language (self, language));
      app_text_area_set_error (area, is_long ? _ ("This text is too long.")
                                             : _ ("Something in it cannot be shown: remove tabs and other control "
                                                  "characters."));
      gtk_widget_child_focus (GTK_WIDGET (area), GTK_DIR_TAB_FORWARD);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check (AppOrganisationPage *self)
{
  const HarkSettingOrganisation *mine = self->mine;

  return check_place (self->zone_row, self->zone_error, hark_setting_organisation_check_zone (mine, NULL),
                      _ ("Enter a continent and a city, as in Europe/Berlin or America/New_York: this computer knows no "
                         "such time zone."))
         && check_place (self->address_row, self->address_error,
                      *mine->address == '\0' || hark_setting_is_address (mine->address),
                      _ ("Enter an address such as https://hark.example.org, without a path."))
         && check_place (self->onion_row, self->onion_error,
                         *mine->onion == '\0' || hark_setting_is_onion (mine->onion),
                         _ ("Enter the address of an onion service: http://, 56 letters and digits, .onion"))
         && check_text (self, self->imprint_area, mine->imprint, HARK_SETTING_MAX_PAGE)
         && check_text (self, self->privacy_area, mine->privacy, HARK_SETTING_MAX_PAGE)
         && check_text (self, self->contact_area, mine->contact, HARK_SETTING_MAX_CONTACT);
}

static void
on_save (AppOrganisationPage *self)
{
  if (self->own == NULL || app_busy_button_is_busy (self->save_button) || app_setting_edit_is_conflict (&self->edit))
    return;
  app_save_step_say (self->error_label, NULL);
  keep (self);
  if (!check (self))
    return;

  app_busy_button_set_busy (self->save_button, TRUE);
  app_setting_edit_send (&self->edit, self->own, on_saved, app_weak_new (self));
}

/* --- not saving --- */

static void
take_newest (AppOrganisationPage *self)
{
  app_save_step_say (self->error_label, NULL);
  show (self, app_setting_edit_take (&self->edit));
  update (self);
}

static void
on_discarded (AppOrganisationPage *self)
{
  if (self->edit.newest != NULL && self->edit.saving == NULL)
    take_newest (self);
}

static void
on_discard (AppOrganisationPage *self)
{
  app_setting_unsaved_ask (GTK_WIDGET (self), G_CALLBACK (on_discarded));
}

/* Nothing is sent by it: it can be looked at first. */
static void
on_keep (AppOrganisationPage *self)
{
  keep (self);
  show (self, app_setting_edit_merge (&self->edit, self->own));
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->save_button));
}

static void
on_take (AppOrganisationPage *self)
{
  take_newest (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}

/* --- life --- */

static void
tell_what_is_fixed (AppOrganisationPage *self)
{
  /* Translators: a name */
  g_autofree char *name = g_strdup_printf (
      _ ("%s. It was signed when the organisation was set up, together with its root key, and stays for ever: "
         "everybody's keys are bound to it."),
      app_client_get_organisation (self->client));
  HarkRosterPolicy policy;

  app_client_get_policy (self->client, &policy);
  adw_action_row_set_subtitle (self->name_row, name);
  adw_action_row_set_subtitle (self->portal_row, policy.portal_only ? _ ("Allowed by the security policy")
                                                                    : _ ("Not allowed by the security policy"));
}

GtkWidget *
app_organisation_page_new (AppClient *client)
{
  AppOrganisationPage *self = g_object_new (APP_TYPE_ORGANISATION_PAGE, NULL);

  self->client = g_object_ref (client);
  self->edit.client = client;
  g_signal_connect_object (client, "changed", G_CALLBACK (load), self, G_CONNECT_SWAPPED);
  tell_what_is_fixed (self);
  load (self);
  return GTK_WIDGET (self);
}

static void
app_organisation_page_dispose (GObject *object)
{
  AppOrganisationPage *self = APP_ORGANISATION_PAGE (object);

  self->is_filling = TRUE; /* what its widgets say while they go is nothing */
  app_setting_edit_clear (&self->edit);
  g_clear_pointer (&self->own, app_setting_free);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_organisation_page_parent_class)->dispose (object);
}

static void
app_organisation_page_finalize (GObject *object)
{
  g_ptr_array_unref (APP_ORGANISATION_PAGE (object)->languages);

  G_OBJECT_CLASS (app_organisation_page_parent_class)->finalize (object);
}

static void
app_organisation_page_class_init (AppOrganisationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_organisation_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = app_organisation_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-organisation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, conflict_group);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, conflict);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, portal_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, address_error);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, onion_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, onion_error);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, zone_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, zone_error);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, language_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, fallback_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, imprint_area);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, privacy_area);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, contact_area);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, words_label);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, discard_button);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, save_button);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_language);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_discard);
  gtk_widget_class_bind_template_callback (widget_class, on_keep);
  gtk_widget_class_bind_template_callback (widget_class, on_take);
}

static void
app_organisation_page_init (AppOrganisationPage *self)
{
  self->is_filling = TRUE;
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_SETTING_CONFLICT);
  g_type_ensure (APP_TYPE_TEXT_AREA);
  self->languages = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->is_filling = FALSE;
}
