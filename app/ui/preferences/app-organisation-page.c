/* app-organisation-page.c: see app-organisation-page.h */
#include "preferences/app-organisation-page.h"

#include "app-client-policy.h"
#include "app-client-setting.h"
#include "field/app-field-error.h"
#include "field/app-text-area.h"
#include "hark-error.h"
#include "preferences/app-signed-form.h"
#include "text/app-text-language.h"
#include "text/app-text-setting.h"

#include <glib/gi18n.h>

struct _AppOrganisationPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  HarkSettingOrganisation *mine; /* as it is in the form; NULL until loaded */
  GPtrArray *languages;          /* in the order of the rows' models */
  guint language;                /* of the texts that are shown */
  gboolean is_filling;

  AppSettingConflict *conflict;
  AdwActionRow *name_row, *portal_row;
  AdwEntryRow *address_row, *onion_row, *zone_row;
  AppFieldError *address_error, *onion_error, *zone_error;
  AdwComboRow *language_row, *fallback_row;
  AppTextArea *imprint_area, *privacy_area, *contact_area;
  AppSignedForm *form;
};

G_DEFINE_FINAL_TYPE (AppOrganisationPage, app_organisation_page, ADW_TYPE_PREFERENCES_PAGE)

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
keep (gpointer page)
{
  AppOrganisationPage *self = page;
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

static void
show (gpointer page, AppSetting *own)
{
  AppOrganisationPage *self = page;

  self->mine = own->organisation;
  fill (self);
}

static void
update (gpointer page)
{
  gtk_widget_set_sensitive (page, TRUE);
}

/* The words of mails stand in the same document. */
static gboolean
has_words (AppOrganisationPage *self)
{
  return app_setting_edit_has_words (app_signed_form_get_edit (self->form), app_signed_form_get_own (self->form));
}

static const char *
get_note (gpointer page)
{
  return has_words (page) ? _ ("What was changed under Mail, Wording, and is not saved yet, is signed with it.") : NULL;
}

static void
on_edited (AppOrganisationPage *self)
{
  if (self->is_filling || self->mine == NULL)
    return;

  app_field_error_set (self->address_error, GTK_WIDGET (self->address_row), NULL);
  app_field_error_set (self->onion_error, GTK_WIDGET (self->onion_row), NULL);
  app_field_error_set (self->zone_error, GTK_WIDGET (self->zone_row), NULL);
  keep (self);
  app_signed_form_edited (self->form);
}

static void
on_language (AppOrganisationPage *self)
{
  guint selected = adw_combo_row_get_selected (self->language_row);

  if (self->is_filling || self->mine == NULL || selected >= self->languages->len)
    return;

  keep (self);
  self->language = selected;
  show_texts (self);
}

/* --- saving --- */

/* What is checked here is sound by then. */
static const char *
describe (gpointer page, const GError *error)
{
  return g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID) && has_words (page)
             ? _ ("The words of mails cannot be signed as they are. Look under Mail, Wording.")
             : NULL;
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
check (gpointer page)
{
  AppOrganisationPage *self = page;
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

static const AppSignedFormPage organisation_form = {
  .show = show,
  .keep = keep,
  .update = update,
  .get_note = get_note,
  .check = check,
  .describe = describe,
};

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
  tell_what_is_fixed (self);
  app_signed_form_begin (self->form, client, GTK_WIDGET (self), &organisation_form, self->conflict,
                         GTK_WIDGET (self->address_row));
  return GTK_WIDGET (self);
}

static void
app_organisation_page_dispose (GObject *object)
{
  AppOrganisationPage *self = APP_ORGANISATION_PAGE (object);

  self->is_filling = TRUE; /* what its widgets say while they go is nothing */
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
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, form);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_language);
}

static void
app_organisation_page_init (AppOrganisationPage *self)
{
  self->is_filling = TRUE;
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_SETTING_CONFLICT);
  g_type_ensure (APP_TYPE_SIGNED_FORM);
  g_type_ensure (APP_TYPE_TEXT_AREA);
  self->languages = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->is_filling = FALSE;
}
