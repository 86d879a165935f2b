/* cli-setting.c: what the organisation and the areas have settled */
#include "cli.h"

#include <string.h>

#include "app-client-setting.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-retention.h"
#include "hark-setting.h"

#define ORGANISATION "organisation"

static gboolean history, one_reader;
static char **settings;
static char *file;

static const GOptionEntry setting_options[] = {
  { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &settings,
    "change one: portal=yes, contact=name, name.de=TEXT, retention.partly=MONTHS; may be repeated",
    "KEY=VALUE" },
  { "json", 0, 0, G_OPTION_ARG_FILENAME, &file,
    "put this in place of all of it, as `settings` prints it (- for standard input)", "FILE" },
  { "one-reader", 0, 0, G_OPTION_ARG_NONE, &one_reader,
    "open an area on the portal though one person alone can read its tickets", NULL },
  { "history", 0, 0, G_OPTION_ARG_NONE, &history, "who changed what, newest first", NULL },
  { NULL },
};

/* --- changing one --- */

/* "@word @sentence". */
static gboolean
fail (GError **error, const char *word, const char *sentence)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"%s\" %s", word, sentence);
  return FALSE;
}

static gboolean
set_flag (JsonObject *body, const char *key, const char *value, GError **error)
{
  if (!g_str_equal (value, "yes") && !g_str_equal (value, "no"))
    return fail (error, key, "is yes or no");

  json_object_set_boolean_member (body, key, g_str_equal (value, "yes"));
  return TRUE;
}

/* A text in a language: an empty one goes. */
static gboolean
set_text (JsonObject *body, const char *key, const char *of, const char *value, GError **error)
{
  g_autoptr (HarkSettingText) texts
      = hark_setting_text_from_json (body, key, HARK_SETTING_MAX_PAGE, TRUE, error);

  if (texts == NULL)
    return FALSE;
  hark_setting_text_set (texts, of, value);
  hark_setting_text_to_json (texts, body, key);
  return TRUE;
}

/* Own periods begin as those that were there. */
static void
set_profile (JsonObject *body, const char *value)
{
  HarkProfile before;

  if (!g_str_equal (value, hark_profile_get_name (HARK_PROFILE_OWN)))
    json_object_remove_member (body, "periods");
  else if (!json_object_has_member (body, "periods")
           && hark_profile_from_name (hark_json_peek_string (body, "profile"), &before))
    {
      g_autoptr (GPtrArray) list = hark_profile_list (before);

      hark_definition_list_to_json (list, body, "periods");
    }
  json_object_set_string_member (body, "profile", value);
}

/* Of an outcome, or (NULL) of all; nothing: as the profile says. */
static gboolean
set_months (JsonObject *body, const char *outcome, const char *value, GError **error)
{
  g_autoptr (JsonObject) months = json_object_new ();
  HarkOutcome one = HARK_OUTCOME_LAST;
  guint64 count = 0;

  if (outcome != NULL && !hark_outcome_from_name (outcome, &one))
    return fail (error, outcome, "is no outcome");
  if (*value != '\0'
      && !g_ascii_string_to_unsigned (value, 10, HARK_RETENTION_MIN, HARK_RETENTION_MAX, &count,
                                      NULL))
    return fail (error, value, "is no number of months from 1 to 120");

  if (json_object_has_member (body, HARK_RETENTION_MEMBER))
    {
      JsonObject *before = hark_json_get_object (body, HARK_RETENTION_MEMBER, error);

      if (before == NULL)
        return FALSE;
      json_object_unref (months);
      months = json_object_ref (before);
    }
  for (guint i = 0; i < HARK_OUTCOME_LAST; i++)
    {
      if (outcome != NULL && i != one)
        continue;
      json_object_remove_member (months, hark_outcome_get_name (i));
      if (count != 0)
        json_object_set_int_member (months, hark_outcome_get_name (i), (gint64)count);
    }
  json_object_set_object_member (body, HARK_RETENTION_MEMBER, g_steal_pointer (&months));
  return TRUE;
}

/* @what: KEY=VALUE. */
static gboolean
set (JsonObject *body, const char *what, GError **error)
{
  static const char *const flags[] = { "portal", "anonymous", "default", "exclusion", NULL };
  static const char *const words[]
      = { "language", "contact", "pseudonym", "calendar", "address", "onion", "zone", NULL };
  static const char *const texts[]
      = { "name", "description", "imprint", "privacy", "contact", NULL };
  const char *value = strchr (what, '=');
  g_autofree char *key = NULL;
  char *of;

  if (value == NULL)
    return fail (error, what, "is not KEY=VALUE");

  key = g_strndup (what, (gsize)(value - what));
  of = strchr (key, '.');
  value++;
  if (of != NULL)
    *of++ = '\0';

  if (g_str_equal (key, HARK_RETENTION_MEMBER))
    return set_months (body, of, value, error);
  if (of != NULL && g_strv_contains (texts, key))
    return set_text (body, key, of, value, error);
  if (of == NULL && g_strv_contains (flags, key))
    return set_flag (body, key, value, error);
  if (of == NULL && g_str_equal (key, "profile"))
    {
      set_profile (body, value);
      return TRUE;
    }
  if (of != NULL || !g_strv_contains (words, key))
    return fail (error, key,
                 "is nothing that --set changes: what has several parts goes by --json");

  json_object_set_string_member (body, key, value);
  return TRUE;
}

static JsonObject *
read_body (GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (g_str_equal (file, "-"))
    {
      text = cli_read_text ("-", error);
      length = text != NULL ? strlen (text) : 0;
    }
  else if (!g_file_get_contents (file, &text, &length, error))
    return NULL;

  return text != NULL ? hark_json_parse_object (text, length, HARK_SETTING_MAX_BODY, error) : NULL;
}

static JsonObject *
change (const AppSetting *setting, GError **error)
{
  g_autoptr (JsonObject) body = file != NULL ? read_body (error) : app_setting_to_json (setting);

  for (guint i = 0; body != NULL && settings != NULL && settings[i] != NULL; i++)
    if (!set (body, settings[i], error))
      return NULL;

  return g_steal_pointer (&body);
}

/* Whether it is said here that the area is the default, whatever it was before. */
static gboolean
claims_default (void)
{
  for (guint i = 0; settings != NULL && settings[i] != NULL; i++)
    if (g_str_has_prefix (settings[i], "default="))
      return TRUE;

  return FALSE;
}

/* --- the commands --- */

static void
print_body (JsonObject *body)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  g_autofree char *tame = NULL;

  json_node_set_object (node, body);
  text = json_to_string (node, TRUE);
  tame = cli_tame (text);
  g_print ("%s\n", tame);
}

/* A name or a text is somebody's own choice: quoted, it cannot look like another value. */
static void
append_quoted (GString *text, const char *word)
{
  g_string_append_c (text, '"');
  for (; *word != '\0'; word++)
    {
      if (*word == '"' || *word == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *word);
    }
  g_string_append_c (text, '"');
}

/* As it is where it cannot be mistaken. */
static void
append_name (GString *text, const char *name)
{
  if (name[strspn (name, "abcdefghijklmnopqrstuvwxyz_-0123456789")] == '\0')
    g_string_append (text, name);
  else
    append_quoted (text, name);
}

static void
append_state (GString *text, const AppSettingValue *value, const char *state)
{
  if (state == NULL)
    g_string_append (text, "none");
  else if (value->kind == APP_SETTING_VALUE_FLAG)
    g_string_append (text, state);
  else
    append_quoted (text, state);
}

/* `portal: yes, before: no; language: "de", before: none`. Values are one harmless line each
 * (app-setting-value.h). */
static void
append_value (GString *text, const AppSettingValue *value, gboolean is_first)
{
  if (text->len > 0)
    g_string_append (text, "; ");
  append_name (text, value->member);
  if (value->language != NULL || value->outcome != NULL)
    {
      g_string_append (text, " (");
      append_name (text, value->language != NULL ? value->language : value->outcome);
      if (value->mail != NULL)
        g_string_append_printf (text, ", %s, %s", value->mail, value->part);
      g_string_append_c (text, ')');
    }
  if (value->kind == APP_SETTING_VALUE_LONG)
    g_string_append_printf (text, ": %s%s", value->language != NULL ? "text " : "",
                            is_first ? "set" : "changed");
  else
    {
      g_string_append (text, ": ");
      append_state (text, value, value->now);
    }
  if (value->kind != APP_SETTING_VALUE_LONG && !is_first)
    {
      g_string_append (text, ", before: ");
      append_state (text, value, value->old);
    }
}

char *
cli_describe_setting (const AppSettingChange *change)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < change->values->len; i++)
    append_value (text, change->values->pdata[i], change->version == 1);
  if (text->len == 0)
    g_string_append (text, "saved again, with nothing changed");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static CliExit
print_history (Cli *cli, const HarkId *scope)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = app_client_list_setting_changes_sync (cli->client, scope, &error);

  if (changes == NULL)
    return cli_fail (error);

  for (guint i = 0; i < changes->len; i++)
    {
      const AppSettingChange *item = g_ptr_array_index (changes, i);
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (item->time);
      g_autofree char *when = time != NULL ? g_date_time_format (time, "%F %R") : NULL;
      g_autofree char *values = cli_describe_setting (item);
      g_autofree char *by = cli_tame (item->by);

      g_print ("%" G_GUINT64_FORMAT "  %s  %s: %s\n", item->version, when != NULL ? when : "?", by,
               values);
    }
  return CLI_OK;
}

/* Nobody could stand in for the one: its Expert says so, knowing that. */
static gboolean
check_readers (Cli *cli, const AppSetting *setting, JsonObject *body)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (cli->client);
  JsonNode *portal = json_object_get_member (body, "portal");

  if (one_reader || setting->area == NULL || setting->area->portal || portal == NULL
      || json_node_get_value_type (portal) != G_TYPE_BOOLEAN || !json_node_get_boolean (portal))
    return TRUE;

  for (guint i = 0; i < areas->len; i++)
    {
      const AppArea *area = g_ptr_array_index (areas, i);

      if (!hark_id_equal (&area->id, &setting->scope) || area->n_readers >= APP_AREA_READERS)
        continue;
      g_printerr ("hark-cli: one person alone can read what is reported there, and nobody can stand"
                  " in: --one-reader opens it all the same\n");
      return FALSE;
    }

  return TRUE;
}

static CliExit
show_settings (Cli *cli)
{
  const char *name = cli->args[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetting) setting = NULL;
  g_autoptr (JsonObject) body = NULL;
  HarkId scope = { { 0 } };

  if (!g_str_equal (name, ORGANISATION) && !cli_find_area (cli, name, &scope))
    return cli_fail_area (cli, name);
  if (history)
    return print_history (cli, &scope);

  setting = app_client_load_setting_sync (cli->client, &scope, &error);
  if (setting == NULL)
    return cli_fail (error);
  body = change (setting, &error);
  if (body == NULL)
    return cli_fail (error);
  if (file == NULL && settings == NULL)
    {
      print_body (body);
      return CLI_OK;
    }

  if (!check_readers (cli, setting, body))
    return CLI_REFUSED;
  if (!app_client_save_setting_body (cli->client, &setting->scope, setting->version,
                                     setting->was_default && !claims_default (), body, &error))
    return cli_fail (error);
  g_print ("Settled.\n");
  return CLI_OK;
}

const CliCommand cli_setting_commands[] = {
  { "settings", "SCOPE [--set KEY=VALUE…] [--json FILE] [--one-reader] [--history]",
    "what an area, or `organisation`, has settled; and change it", TRUE, 1, setting_options,
    show_settings },
  { NULL },
};
