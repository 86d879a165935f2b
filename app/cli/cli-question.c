/* cli-question.c: the questions that an area's form asks of its own */
#include "cli.h"

#include <string.h>

#include "app-client-setting.h"
#include "hark-error.h"

static char *add_kind;
static int edited, removed, place;
static char **words;

static const GOptionEntry question_options[] = {
  { "add", 0, 0, G_OPTION_ARG_STRING, &add_kind, "a new one: text, choice or date", "KIND" },
  { "edit", 0, 0, G_OPTION_ARG_INT, &edited, "change this one, by its number", "N" },
  { "remove", 0, 0, G_OPTION_ARG_INT, &removed, "take this one out", "N" },
  { "place", 0, 0, G_OPTION_ARG_INT, &place, "where the new or changed one stands (default: last)",
    "N" },
  { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words,
    "label.LANGUAGE=TEXT, choice.N.LANGUAGE=TEXT, required=yes, kind=KIND; may be repeated",
    "KEY=VALUE" },
  { NULL },
};

static gboolean
fail (GError **error, const char *word, const char *sentence)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"%s\" %s", word, sentence);
  return FALSE;
}

/* --- showing --- */

static void
print_text (const char *before, HarkSettingText *text)
{
  g_autoptr (GList) languages = g_list_sort (g_hash_table_get_keys (text), (GCompareFunc)strcmp);

  for (GList *at = languages; at != NULL; at = at->next)
    {
      g_autofree char *said = cli_tame (hark_setting_text_get (text, at->data));

      g_print ("%s.%s=%s\n", before, (const char *)at->data, said);
    }
}

/* In the words that --set takes. */
static void
print_question (guint number, const HarkSettingQuestion *question)
{
  g_print ("%u  %s%s\n", number, hark_setting_question_kind_get_name (question->kind),
           question->required ? "  required" : "");
  print_text ("    label", question->label);
  for (guint i = 0; i < question->choices->len; i++)
    {
      g_autofree char *before = g_strdup_printf ("    choice.%u", i + 1);

      print_text (before, question->choices->pdata[i]);
    }
}

/* --- changing --- */

static gboolean
set_choice (HarkSettingQuestion *question, const char *key, char **parts, const char *value,
            GError **error)
{
  guint64 number;
  HarkSettingText *choice;

  if (!g_ascii_string_to_unsigned (parts[1], 10, 1, HARK_SETTING_MAX_CHOICES, &number, NULL)
      || number > question->choices->len + 1 || !hark_setting_text_is_language (parts[2]))
    return fail (error, key, "is no choice that there is, nor the next one: choice.N.LANGUAGE");

  if (number > question->choices->len)
    g_ptr_array_add (question->choices, hark_setting_text_new ());
  choice = question->choices->pdata[number - 1];
  hark_setting_text_set (choice, parts[2], value);
  if (g_hash_table_size (choice) == 0)
    g_ptr_array_remove_index (question->choices, (guint)number - 1);
  return TRUE;
}

/* @word: KEY=VALUE. */
static gboolean
set (HarkSettingQuestion *question, const char *word, GError **error)
{
  const char *value = strchr (word, '=');
  g_autofree char *key = NULL;
  g_auto (GStrv) parts = NULL;
  guint n;

  if (value == NULL)
    return fail (error, word, "is not KEY=VALUE");

  key = g_strndup (word, (gsize)(value - word));
  parts = g_strsplit (key, ".", 4);
  n = g_strv_length (parts);
  value++;

  if (n == 2 && g_str_equal (parts[0], "label") && hark_setting_text_is_language (parts[1]))
    {
      hark_setting_text_set (question->label, parts[1], value);
      return TRUE;
    }
  if (n == 3 && g_str_equal (parts[0], "choice"))
    return set_choice (question, key, parts, value, error);
  if (g_str_equal (key, "required") && (g_str_equal (value, "yes") || g_str_equal (value, "no")))
    {
      question->required = g_str_equal (value, "yes");
      return TRUE;
    }
  if (g_str_equal (key, "kind"))
    return hark_setting_question_kind_from_name (value, &question->kind)
           || fail (error, value, "is no kind of a question: text, choice or date");

  return fail (error, word, "is nothing that a question has");
}

/* @number: as `questions` shows it. (transfer full) */
static HarkSettingQuestion *
take (GPtrArray *questions, int number, GError **error)
{
  if (number >= 1 && (guint)number <= questions->len)
    return g_ptr_array_steal_index (questions, (guint)number - 1);

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no question %d", number);
  return NULL;
}

static HarkSettingQuestion *
begin (GError **error)
{
  HarkSettingQuestionKind kind;

  if (hark_setting_question_kind_from_name (add_kind, &kind))
    return hark_setting_question_new (kind);

  fail (error, add_kind, "is no kind of a question: text, choice or date");
  return NULL;
}

static gboolean
change (GPtrArray *questions, GError **error)
{
  HarkSettingQuestion *question = NULL;
  guint at = questions->len;

  if (removed != 0)
    {
      g_autoptr (HarkSettingQuestion) gone = take (questions, removed, error);

      return gone != NULL;
    }

  if (edited != 0)
    at = (guint)edited - 1;
  question = edited != 0 ? take (questions, edited, error) : begin (error);
  if (question == NULL)
    return FALSE;
  if (place != 0)
    at = (guint)place - 1;
  g_ptr_array_insert (questions, (int)MIN (at, questions->len), question);
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (!set (question, words[i], error))
      return FALSE;

  return TRUE;
}

static CliExit
questions (Cli *cli)
{
  guint n = (add_kind != NULL) + (edited != 0) + (removed != 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (AppSetting) setting = NULL;
  HarkId area;

  if (n > 1 || (n == 0 && (words != NULL || place != 0)) || place < 0)
    return cli_fail_usage ("one of --add, --edit and --remove, and what goes with it");
  if (!cli_find_area (cli, cli->args[0], &area))
    return cli_fail_area (cli, cli->args[0]);

  setting = app_client_load_setting_sync (cli->client, &area, &error);
  if (setting == NULL)
    return cli_fail (error);
  if (n > 0
      && (!change (setting->area->questions, &error)
          || !app_client_save_setting_sync (cli->client, setting, &error)))
    return cli_fail (error);

  for (guint i = 0; i < setting->area->questions->len; i++)
    print_question (i + 1, setting->area->questions->pdata[i]);
  return CLI_OK;
}

const CliCommand cli_question_commands[] = {
  { "questions", "AREA [--add KIND | --edit N | --remove N] [--place N] [--set KEY=VALUE…]",
    "what an area's form asks of its own; and change it", TRUE, 1, question_options, questions },
  { NULL },
};
