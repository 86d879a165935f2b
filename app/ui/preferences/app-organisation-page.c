/* app-organisation-page.c: see app-organisation-page.h */
#include "preferences/app-organisation-page.h"

#include "app-client-policy.h"
#include "app-client-setting.h"
#include "async/app-weak.h"
#include "field/app-busy-button.h"
#include "field/app-field-error.h"
#include "field/app-text-area.h"
#include "hark-error.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

/* In the order of the rows' models. */
static const char *const languages[] = { "en", "de" };

struct _AppOrganisationPage
{
  AdwPreferencesPage parent_instance;

  AppClient *client;
  AppSetting *setting; /* as it is in the form, but for the texts that are shown; NULL until loaded */
  guint language;      /* of the texts that are shown */
  gboolean is_filling;

  AdwActionRow *name_row, *portal_row;
  AdwEntryRow *address_row, *onion_row;
  AppFieldError *address_error, *onion_error;
  AdwComboRow *language_row, *fallback_row;
  AppTextArea *imprint_area, *privacy_area, *contact_area;
  GtkLabel *error_label;
  AppBusyButton *save_button;
};

G_DEFINE_FINAL_TYPE (AppOrganisationPage, app_organisation_page, ADW_TYPE_PREFERENCES_PAGE)

static void
show_error (AppOrganisationPage *self, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), text != NULL);
  gtk_label_set_text (self->error_label, text != NULL ? text : "");
}

/* --- the form --- */

static void
show_text (AppTextArea *area, HarkSettingText *texts, const char *language)
{
  const char *text = hark_setting_text_get (texts, language);

  app_text_area_set_text (area, text != NULL ? text : "");
}

static void
keep_text (AppTextArea *area, HarkSettingText *texts, const char *language)
{
  g_autofree char *text = app_text_area_get_text (area);

  hark_setting_text_set (texts, language, text);
}

static void
show_texts (AppOrganisationPage *self)
{
  const HarkSettingOrganisation *organisation = self->setting->organisation;
  const char *language = languages[self->language];

  self->is_filling = TRUE;
  show_text (self->imprint_area, organisation->imprint, language);
  show_text (self->privacy_area, organisation->privacy, language);
  show_text (self->contact_area, organisation->contact, language);
  self->is_filling = FALSE;
}

static void
keep_texts (AppOrganisationPage *self)
{
  const HarkSettingOrganisation *organisation = self->setting->organisation;
  const char *language = languages[self->language];

  keep_text (self->imprint_area, organisation->imprint, language);
  keep_text (self->privacy_area, organisation->privacy, language);
  keep_text (self->contact_area, organisation->contact, language);
}

static void
fill (AppOrganisationPage *self)
{
  const HarkSettingOrganisation *organisation = self->setting->organisation;

  self->is_filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->address_row), organisation->address);
  gtk_editable_set_text (GTK_EDITABLE (self->onion_row), organisation->onion);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (g_str_equal (languages[i], organisation->language))
      {
        adw_combo_row_set_selected (self->fallback_row, i);
        adw_combo_row_set_selected (self->language_row, i);
        self->language = i;
      }
  self->is_filling = FALSE;
  show_texts (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), FALSE);
}

static void
on_edited (AppOrganisationPage *self)
{
  if (self->is_filling || self->setting == NULL)
    return;

  show_error (self, NULL);
  app_field_error_set (self->address_error, GTK_WIDGET (self->address_row), NULL);
  app_field_error_set (self->onion_error, GTK_WIDGET (self->onion_row), NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), TRUE);
}

static void
on_language (AppOrganisationPage *self)
{
  guint selected = adw_combo_row_get_selected (self->language_row);

  if (self->is_filling || self->setting == NULL || selected >= G_N_ELEMENTS (languages))
    return;

  keep_texts (self);
  self->language = selected;
  show_texts (self);
}

/* --- loading --- */

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppOrganisationPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetting) setting = app_client_load_setting_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  if (setting == NULL)
    {
      show_error (self, app_text_error (error));
      return;
    }

  g_clear_pointer (&self->setting, app_setting_free);
  self->setting = g_steal_pointer (&setting);
  fill (self);
}

static void
load (AppOrganisationPage *self)
{
  const HarkId zeros = { 0 };

  app_client_load_setting_async (self->client, &zeros, on_loaded, app_weak_new (self));
}

/* --- saving --- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppOrganisationPage) self = app_weak_take (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = app_client_save_setting_finish (APP_CLIENT (source), result, &error);

  if (self == NULL)
    return;

  app_busy_button_set_busy (self->save_button, FALSE);
  if (done)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "preferences.toast", "s", _ ("Signed and saved"));
      load (self);
    }
  else
    show_error (self, g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT)
                          ? _ ("Another Admin has changed this meanwhile. Open the page anew, and compare.")
                          : app_text_error (error));
}

/* What was typed, where it can be one. */
static gboolean
take_place (AdwEntryRow *row, AppFieldError *error, gboolean (*is) (const char *text), const char *problem, char **place)
{
  g_autofree char *text = g_strstrip (g_ascii_strdown (gtk_editable_get_text (GTK_EDITABLE (row)), -1));

  if (g_str_has_suffix (text, "/"))
    text[strlen (text) - 1] = '\0';
  if (*text != '\0' && !is (text))
    {
      app_field_error_set (error, GTK_WIDGET (row), problem);
      gtk_widget_grab_focus (GTK_WIDGET (row));
      return FALSE;
    }

  g_free (*place);
  *place = g_steal_pointer (&text);
  return TRUE;
}

static void
on_save (AppOrganisationPage *self)
{
  HarkSettingOrganisation *organisation = self->setting != NULL ? self->setting->organisation : NULL;
  guint fallback = adw_combo_row_get_selected (self->fallback_row);

  if (organisation == NULL || app_busy_button_is_busy (self->save_button)
      || !take_place (self->address_row, self->address_error, hark_setting_is_address,
                      _ ("Enter an address such as https://hark.example.org, without a path."), &organisation->address)
      || !take_place (self->onion_row, self->onion_error, hark_setting_is_onion,
                      _ ("Enter the address of an onion service: http://, 56 letters and digits, .onion"),
                      &organisation->onion))
    return;

  keep_texts (self);
  if (fallback < G_N_ELEMENTS (languages))
    {
      g_free (organisation->language);
      organisation->language = g_strdup (languages[fallback]);
    }
  app_busy_button_set_busy (self->save_button, TRUE);
  app_client_save_setting_async (self->client, self->setting, on_saved, app_weak_new (self));
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
  tell_what_is_fixed (self);
  load (self);
  return GTK_WIDGET (self);
}

static void
app_organisation_page_dispose (GObject *object)
{
  AppOrganisationPage *self = APP_ORGANISATION_PAGE (object);

  self->is_filling = TRUE; /* what its widgets say while they go is nothing */
  g_clear_pointer (&self->setting, app_setting_free);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (app_organisation_page_parent_class)->dispose (object);
}

static void
app_organisation_page_class_init (AppOrganisationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = app_organisation_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/hark/Hark/preferences/app-organisation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, portal_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, address_error);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, onion_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, onion_error);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, language_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, fallback_row);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, imprint_area);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, privacy_area);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, contact_area);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, error_label);
  gtk_widget_class_bind_template_child (widget_class, AppOrganisationPage, save_button);
  gtk_widget_class_bind_template_callback (widget_class, on_edited);
  gtk_widget_class_bind_template_callback (widget_class, on_language);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
}

static void
app_organisation_page_init (AppOrganisationPage *self)
{
  self->is_filling = TRUE;
  g_type_ensure (APP_TYPE_BUSY_BUTTON);
  g_type_ensure (APP_TYPE_FIELD_ERROR);
  g_type_ensure (APP_TYPE_TEXT_AREA);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->is_filling = FALSE;
}
