/* hark-setting-organisation.c: see hark-setting-organisation.h */
#include "hark-setting-organisation.h"

#include "hark-error.h"
#include "hark-json.h"

#include <string.h>

#define HTTPS "https://"
#define HTTP "http://"
#define ONION ".onion"
#define ONION_LENGTH 56

/* A name that is written as it is looked up: no user, no path, nothing that a reader could take for
 * another host. */
static gboolean
is_host (const char *host, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      gboolean is_letter = g_ascii_islower (host[i]) || g_ascii_isdigit (host[i]);
      gboolean is_inside = i > 0 && i + 1 < length;

      if (!is_letter && !(is_inside && host[i] == '-')
          && !(is_inside && host[i] == '.' && host[i - 1] != '.' && host[i - 1] != '-'))
        return FALSE;
    }

  return length > 0;
}

static gboolean
is_port (const char *text)
{
  guint64 port;

  return g_ascii_isdigit (*text) && *text != '0'
         && g_ascii_string_to_unsigned (text, 10, 1, 65535, &port, NULL);
}

gboolean
hark_setting_is_address (const char *text)
{
  const char *host = text + strlen (HTTPS);
  gsize length;

  if (!g_str_has_prefix (text, HTTPS) || strlen (text) > HARK_SETTING_MAX_ADDRESS)
    return FALSE;

  length = strcspn (host, ":");
  return is_host (host, length) && (host[length] == '\0' || is_port (host + length + 1));
}

gboolean
hark_setting_is_onion (const char *text)
{
  const char *host = g_str_has_prefix (text, HTTPS)  ? text + strlen (HTTPS)
                     : g_str_has_prefix (text, HTTP) ? text + strlen (HTTP)
                                                     : "";

  return strspn (host, "abcdefghijklmnopqrstuvwxyz234567") == ONION_LENGTH
         && strcmp (host + ONION_LENGTH, ONION) == 0;
}

gboolean
hark_setting_is_zone (const char *text)
{
  gboolean is_name = g_ascii_isalpha (*text) && strchr (text, '/') != NULL;

  if (g_str_equal (text, "UTC"))
    return TRUE;
  for (gsize i = 0; is_name && text[i] != '\0'; i++)
    is_name = g_ascii_isalnum (text[i]) || strchr ("_+-", text[i]) != NULL
              || (text[i] == '/' && g_ascii_isalpha (text[i + 1]));

  return is_name && strlen (text) <= HARK_SETTING_MAX_ZONE;
}

GTimeZone *
hark_setting_find_zone (const char *text)
{
  return hark_setting_is_zone (text) ? g_time_zone_new_identifier (text) : NULL;
}

HarkSettingOrganisation *
hark_setting_organisation_new (const char *language)
{
  HarkSettingOrganisation *self = g_new0 (HarkSettingOrganisation, 1);

  self->language = g_strdup (language);
  self->imprint = hark_setting_text_new ();
  self->privacy = hark_setting_text_new ();
  self->contact = hark_setting_text_new ();
  self->address = g_strdup ("");
  self->onion = g_strdup ("");
  self->zone = g_strdup ("");
  self->wording = hark_wording_new ();
  self->rest = json_object_new ();
  return self;
}

void
hark_setting_organisation_free (HarkSettingOrganisation *self)
{
  if (self == NULL)
    return;

  g_free (self->language);
  g_free (self->address);
  g_free (self->onion);
  g_free (self->zone);
  g_clear_pointer (&self->imprint, hark_setting_text_free);
  g_clear_pointer (&self->privacy, hark_setting_text_free);
  g_clear_pointer (&self->contact, hark_setting_text_free);
  g_clear_pointer (&self->wording, hark_wording_free);
  json_object_unref (self->rest);
  g_free (self);
}

HarkSettingOrganisation *
hark_setting_organisation_copy (const HarkSettingOrganisation *self)
{
  HarkSettingOrganisation *copy;

  if (self == NULL)
    return NULL;

  copy = g_new0 (HarkSettingOrganisation, 1);
  copy->language = g_strdup (self->language);
  copy->imprint = hark_setting_text_copy (self->imprint);
  copy->privacy = hark_setting_text_copy (self->privacy);
  copy->contact = hark_setting_text_copy (self->contact);
  copy->address = g_strdup (self->address);
  copy->onion = g_strdup (self->onion);
  copy->zone = g_strdup (self->zone);
  copy->wording = hark_wording_copy (self->wording);
  copy->rest = json_object_ref (self->rest); /* nobody changes it */
  return copy;
}

/* A member that may be missing; (transfer full), NULL where it is wrong. */
static char *
read_place (JsonObject *body, const char *name, gboolean (*is) (const char *text), GError **error)
{
  const char *text = json_object_has_member (body, name)
                         ? hark_json_get_string (body, name, HARK_SETTING_MAX_ADDRESS, error)
                         : "";

  if (text == NULL)
    return NULL;
  if (*text != '\0' && !is (text))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"%s\" is not written as one is", name);
      return NULL;
    }

  return g_strdup (text);
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
  if (self->contact != NULL)
    self->address = read_place (body, "address", hark_setting_is_address, error);
  if (self->address != NULL)
    self->onion = read_place (body, "onion", hark_setting_is_onion, error);
  if (self->onion != NULL)
    self->zone = read_place (body, "zone", hark_setting_is_zone, error);
  if (self->zone != NULL)
    self->wording = hark_wording_from_json (body, "wording", HARK_WORDING_MAX_TEXT, error);

  return self->wording != NULL ? g_steal_pointer (&self) : NULL;
}

static void
put_place (JsonObject *body, const char *name, const char *text)
{
  if (*text != '\0')
    json_object_set_string_member (body, name, text);
  else if (json_object_has_member (body, name))
    json_object_remove_member (body, name);
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
  put_place (body, "address", self->address);
  put_place (body, "onion", self->onion);
  put_place (body, "zone", self->zone);
  hark_wording_to_json (self->wording, body, "wording");
  return body;
}

gboolean
hark_setting_organisation_equal (const HarkSettingOrganisation *self,
                                 const HarkSettingOrganisation *other)
{
  g_autoptr (JsonNode) one = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) two = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (one, hark_setting_organisation_to_json (self));
  json_node_take_object (two, hark_setting_organisation_to_json (other));
  return json_node_equal (one, two);
}

gboolean
hark_setting_organisation_check_zone (const HarkSettingOrganisation *self, GError **error)
{
  g_autoptr (GTimeZone) zone = *self->zone != '\0' ? hark_setting_find_zone (self->zone) : NULL;

  if (*self->zone == '\0' || zone != NULL)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "there is no such time zone here");
  return FALSE;
}

gboolean
hark_setting_organisation_check (const HarkSettingOrganisation *self, GError **error)
{
  return hark_setting_organisation_check_zone (self, error)
         && hark_wording_check (self->wording, error);
}
