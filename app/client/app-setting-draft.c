/* app-setting-draft.c: see app-setting-draft.h */
#include "app-setting-draft.h"

#include "app-client-draft.h"
#include "hark-json.h"
#include "hark-setting.h"

#include <string.h>

/* What is not valid yet is kept too: more than any text that a form lets somebody type. */
#define MAX_TEXT (256 * 1024)
#define MAX_DRAFT (4 * HARK_SETTING_MAX_DOCUMENT + 8 * MAX_TEXT)

void
app_setting_save_draft (AppClient *client, const AppSetting *base, const AppSetting *mine)
{
  g_autoptr (AppKeptDraft) draft = app_kept_draft_new (&base->scope, APP_DRAFT_SETTING_KIND);

  if (!app_setting_says_same (base, mine))
    {
      g_autoptr (JsonObject) kept = json_object_new ();

      json_object_set_int_member (kept, "version", (gint64)base->version);
      json_object_set_object_member (kept, "base", app_setting_to_json (base));
      json_object_set_object_member (kept, "mine", app_setting_to_json (mine));
      draft->text = hark_json_to_string (kept);
    }
  app_client_save_draft (client, draft);
}

/* @mine of @kept, and what it was made from but for the body, which is @old. NULL for none.
 * (transfer full), of @base; the others are @kept's. */
static JsonObject *
load (AppClient *client, const HarkId *scope, JsonObject **kept, JsonObject **old,
      AppSetting **base)
{
  g_autoptr (AppKeptDraft) draft = app_client_get_draft (client, scope, APP_DRAFT_SETTING_KIND);
  JsonObject *mine;
  gint64 version;

  if (draft == NULL || draft->text == NULL)
    return NULL;
  *kept = hark_json_parse_object (draft->text, strlen (draft->text), MAX_DRAFT, NULL);
  *old = *kept != NULL ? hark_json_get_object (*kept, "base", NULL) : NULL;
  mine = *old != NULL ? hark_json_get_object (*kept, "mine", NULL) : NULL;
  if (mine == NULL
      || !hark_json_get_int (*kept, "version", 0, HARK_SETTING_MAX_VERSION, &version, NULL))
    return NULL;

  *base = g_new0 (AppSetting, 1);
  (*base)->scope = *scope;
  (*base)->version = (guint64)version;
  (*base)->can_change = TRUE;
  return mine;
}

/* --- an area's --- */

static void
read_text (JsonObject *json, const char *name, HarkSettingText **text)
{
  HarkSettingText *typed = hark_setting_text_from_json (json, name, MAX_TEXT, TRUE, NULL);

  if (typed == NULL)
    return;
  hark_setting_text_free (*text);
  *text = typed;
}

/* Those of @json are valid together, or they are @base's. */
static void
copy_periods (JsonObject *json, JsonObject *body)
{
  static const char *const names[] = { "calendar", "profile", "periods" };
  g_autoptr (JsonObject) tried = json_object_new ();
  g_autoptr (HarkSettingArea) area = NULL;
  g_autoptr (GList) members = json_object_get_members (body);

  for (GList *at = members; at != NULL; at = at->next)
    json_object_set_member (tried, at->data, json_object_dup_member (body, at->data));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      json_object_remove_member (tried, names[i]);
      if (json_object_has_member (json, names[i]))
        json_object_set_member (tried, names[i], json_object_dup_member (json, names[i]));
    }
  area = hark_setting_area_from_json (tried, NULL);
  if (area == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      json_object_remove_member (body, names[i]);
      if (json_object_has_member (tried, names[i]))
        json_object_set_member (body, names[i], json_object_dup_member (tried, names[i]));
    }
}

/* Questions and periods are valid whenever they are kept; anything else may be half typed. */
static HarkSettingArea *
read_mine (JsonObject *json, const HarkSettingArea *base)
{
  g_autoptr (JsonObject) body = hark_setting_area_to_json (base);
  const char *language = hark_json_get_string (json, "language", 3, NULL);
  const char *pseudonym = hark_json_get_string (json, "pseudonym", MAX_TEXT, NULL);
  const char *contact = hark_json_get_string (json, "contact", 16, NULL);
  JsonNode *questions = json_object_get_member (json, "questions");
  HarkSettingArea *mine = NULL;

  if (questions != NULL)
    json_object_set_member (body, "questions", json_node_copy (questions));
  copy_periods (json, body);
  mine = hark_setting_area_from_json (body, NULL);
  if (mine == NULL)
    mine = hark_setting_area_copy (base);

  read_text (json, "name", &mine->name);
  read_text (json, "description", &mine->description);
  mine->portal = json_object_get_boolean_member_with_default (json, "portal", base->portal);
  mine->anonymous
      = json_object_get_boolean_member_with_default (json, "anonymous", base->anonymous);
  mine->is_default
      = json_object_get_boolean_member_with_default (json, "default", base->is_default);
  mine->exclusion
      = json_object_get_boolean_member_with_default (json, "exclusion", base->exclusion);
  if (contact != NULL)
    hark_setting_contact_from_name (contact, &mine->contact);
  if (pseudonym != NULL)
    {
      g_free (mine->pseudonym);
      mine->pseudonym = g_strdup (pseudonym);
    }
  if (language != NULL && hark_setting_text_is_language (language))
    {
      g_free (mine->language);
      mine->language = g_strdup (language);
    }
  return mine;
}

/* --- the organisation's --- */

/* A member that was left out is empty. */
static void
read_word (JsonObject *json, const char *name, char **word)
{
  const char *typed = hark_json_get_string (json, name, MAX_TEXT, NULL);

  g_free (*word);
  *word = g_strdup (typed != NULL ? typed : "");
}

/* Addresses and words for mails may be half typed. */
static HarkSettingOrganisation *
read_organisation (JsonObject *json, const HarkSettingOrganisation *base)
{
  HarkSettingOrganisation *mine = hark_setting_organisation_copy (base);
  const char *language = hark_json_get_string (json, "language", 3, NULL);
  HarkWording *wording = hark_wording_from_json (json, "wording", MAX_TEXT, NULL);

  read_text (json, "imprint", &mine->imprint);
  read_text (json, "privacy", &mine->privacy);
  read_text (json, "contact", &mine->contact);
  read_word (json, "address", &mine->address);
  read_word (json, "onion", &mine->onion);
  read_word (json, "zone", &mine->zone);
  if (wording != NULL)
    {
      hark_wording_free (mine->wording);
      mine->wording = wording;
    }
  if (language != NULL && hark_setting_text_is_language (language))
    {
      g_free (mine->language);
      mine->language = g_strdup (language);
    }
  return mine;
}

/* --- either --- */

AppSetting *
app_setting_get_draft (AppClient *client, const AppSetting *like, AppSetting **base)
{
  g_autoptr (JsonObject) kept = NULL;
  g_autoptr (AppSetting) setting = NULL;
  JsonObject *old = NULL;
  JsonObject *typed = load (client, &like->scope, &kept, &old, &setting);
  AppSetting *mine;

  if (typed == NULL)
    return NULL;
  if (like->area != NULL)
    setting->area = hark_setting_area_from_json (old, NULL);
  else
    setting->organisation = hark_setting_organisation_from_json (old, NULL);
  if (setting->area == NULL && setting->organisation == NULL)
    return NULL;
  setting->was_default = setting->area != NULL && setting->area->is_default;

  mine = g_new0 (AppSetting, 1);
  *mine = *setting;
  mine->area = setting->area != NULL ? read_mine (typed, setting->area) : NULL;
  mine->organisation
      = setting->organisation != NULL ? read_organisation (typed, setting->organisation) : NULL;
  *base = g_steal_pointer (&setting);
  return mine;
}
