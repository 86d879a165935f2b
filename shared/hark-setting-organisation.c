/* hark-setting-organisation.c: see hark-setting-organisation.h */
#include "hark-setting-organisation.h"

#include "hark-error.h"
#include "hark-json.h"

HarkSettingOrganisation *
hark_setting_organisation_new (const char *language)
{
  HarkSettingOrganisation *self = g_new0 (HarkSettingOrganisation, 1);

  self->language = g_strdup (language);
  self->imprint = hark_setting_text_new ();
  self->privacy = hark_setting_text_new ();
  self->contact = hark_setting_text_new ();
  self->rest = json_object_new ();
  return self;
}

void
hark_setting_organisation_free (HarkSettingOrganisation *self)
{
  if (self == NULL)
    return;

  g_free (self->language);
  g_clear_pointer (&self->imprint, hark_setting_text_free);
  g_clear_pointer (&self->privacy, hark_setting_text_free);
  g_clear_pointer (&self->contact, hark_setting_text_free);
  json_object_unref (self->rest);
  g_free (self);
}

HarkSettingOrganisation *
hark_setting_organisation_from_json (JsonObject *body, GError **error)
{
  g_autoptr (HarkSettingOrganisation) self = g_new0 (HarkSettingOrganisation, 1);
  const char *language = hark_json_get_string (body, "language", 3, error);

  self->rest = json_object_ref (body);
  if (language == NULL)
    return NULL;
  if (!hark_setting_text_is_language (language))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"language\" is no language");
      return NULL;
    }

  self->language = g_strdup (language);
  self->imprint = hark_setting_text_from_json (body, "imprint", HARK_SETTING_MAX_PAGE, TRUE, error);
  if (self->imprint != NULL)
    self->privacy
        = hark_setting_text_from_json (body, "privacy", HARK_SETTING_MAX_PAGE, TRUE, error);
  if (self->privacy != NULL)
    self->contact
        = hark_setting_text_from_json (body, "contact", HARK_SETTING_MAX_CONTACT, TRUE, error);

  return self->contact != NULL ? g_steal_pointer (&self) : NULL;
}

static void
keep (JsonObject *object, const char *name, JsonNode *node, gpointer copy)
{
  json_object_set_member (copy, name, json_node_copy (node));
}

JsonObject *
hark_setting_organisation_to_json (const HarkSettingOrganisation *self)
{
  JsonObject *body = json_object_new ();

  json_object_foreach_member (self->rest, keep, body);
  json_object_set_string_member (body, "language", self->language);
  hark_setting_text_to_json (self->imprint, body, "imprint");
  hark_setting_text_to_json (self->privacy, body, "privacy");
  hark_setting_text_to_json (self->contact, body, "contact");
  return body;
}
