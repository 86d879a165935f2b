/* test-question-kind.c: every kind of security question, many times over, in each language */
#include <string.h>

#include "hark-seal.h"
#include "solver.h"
#include "web-question-kind.h"
#include "web-question-word.h"
#include "web-text.h"

#define SEEDS 300
#define DRAWS 2000 /* where shares are counted */
#define MOST 15    /* per cent, of one kind */

/* A kind's @i-th question in the language in use. */
static WebQuestion *
ask (guint kind, guint i)
{
  guint8 seed[WEB_SEED_LEN];

  hark_seal_hash (seed, sizeof seed, NULL, 0, "test/question-kind", (guint8 *)&i, sizeof i, NULL);
  return web_question_new_of (kind, seed, (guint8)(i % 3));
}

/* What stands between the colon and the question mark; one word where there is no colon. */
static char **
list_row (const WebQuestion *question)
{
  const char *colon = strrchr (question->text, ':');
  g_autofree char *row
      = colon == NULL ? g_strdup ("") : g_strndup (colon + 2, strcspn (colon + 2, "?"));

  return g_strsplit (row, ", ", -1);
}

/* ---- one right answer ---- */

static void
test_solver_and_portal_agree (gconstpointer language)
{
  for (guint kind = 0; kind < web_question_count_kinds (); kind++)
    for (guint i = 0; i < SEEDS; i++)
      {
        g_autoptr (WebQuestion) question = NULL;
        g_autofree char *answer = NULL;

        web_text_use (language);
        question = ask (kind, i);
        answer = solver_solve (question->text);
        if (answer == NULL || !web_question_is_right (question, answer))
          g_test_message ("%s: %s – %s", web_question_get_name (kind), question->text, answer);
        web_text_use (language);
        g_assert_nonnull (answer);
        g_assert_true (web_question_is_right (question, answer));
      }
}

/* Of the words in the sentence's row no more than one is right, and where one is, it is not always
 * at the same place. */
static void
test_one_word_of_a_row_is_right (gconstpointer language)
{
  guint in_row = 0;

  for (guint kind = 0; kind < web_question_count_kinds (); kind++)
    {
      guint places[9] = { 0 }, hits = 0, used = 0;

      for (guint i = 0; i < SEEDS; i++)
        {
          g_autoptr (WebQuestion) question = NULL;
          g_auto (GStrv) row = NULL;
          const char *right = NULL;

          web_text_use (language);
          question = ask (kind, i);
          row = list_row (question);
          for (guint k = 0; row[k] != NULL; k++)
            if (web_question_is_right (question, row[k]))
              {
                if (right == NULL)
                  {
                    places[k]++;
                    hits++;
                  }
                else
                  g_assert_cmpstr (right, ==, row[k]); /* the one that is there twice */
                right = row[k];
              }
        }

      for (guint k = 0; k < G_N_ELEMENTS (places); k++)
        used += places[k] > 0 ? 1 : 0;
      /* but for those that ask for a place */
      if (hits == SEEDS && strstr (web_question_get_format (kind), "these words: %s") == NULL
          && strstr (web_question_get_format (kind), "these digits: %s") == NULL
          && strstr (web_question_get_format (kind), "in the middle: %s") == NULL)
        {
          g_test_message ("%s", web_question_get_name (kind));
          g_assert_cmpuint (used, >, 1);
          in_row++;
        }
    }
  g_assert_cmpuint (in_row, >, 30);
}

/* Everything said at once is no answer. */
static void
test_a_whole_row_is_no_answer (gconstpointer language)
{
  for (guint kind = 0; kind < web_question_count_kinds (); kind++)
    for (guint i = 0; i < 20; i++)
      {
        g_autoptr (WebQuestion) question = NULL;
        g_auto (GStrv) row = NULL;
        g_autofree char *whole = NULL;

        web_text_use (language);
        question = ask (kind, i);
        row = list_row (question);
        whole = g_strjoinv (" ", row);
        g_assert_false (web_question_is_right (question, whole));
        g_assert_false (web_question_is_right (question, question->text));
      }
}

/* ---- fixed answers ---- */

static guint
count_most (GHashTable *counts, const char **word)
{
  GHashTableIter iter;
  gpointer key, value;
  guint most = 0;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (GPOINTER_TO_UINT (value) > most)
      {
        most = GPOINTER_TO_UINT (value);
        *word = key;
      }
  return most;
}

static void
test_no_fixed_answer_opens_often (gconstpointer language)
{
  g_autoptr (GHashTable) all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_kinds = web_question_count_kinds (), n_over = 0, most;
  const char *best = NULL;

  web_text_use (language);
  for (guint kind = 0; kind < n_kinds; kind++)
    {
      g_autoptr (GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      for (guint i = 0; i < DRAWS; i++)
        {
          g_autoptr (WebQuestion) question = ask (kind, i);
          g_auto (GStrv) words = g_strsplit (question->answer, "|", -1);

          for (guint k = 0; words[k] != NULL; k++)
            {
              char *word = g_utf8_strdown (words[k], -1);
              guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, word)),
                    of_all = GPOINTER_TO_UINT (g_hash_table_lookup (all, word));

              g_hash_table_insert (counts, g_strdup (word), GUINT_TO_POINTER (n + 1));
              g_hash_table_insert (all, word, GUINT_TO_POINTER (of_all + 1));
            }
        }
      most = count_most (counts, &best);
      if (100 * most > (MOST - 2) * DRAWS)
        g_test_message ("%s: %s is right in %.1f %%", web_question_get_name (kind), best,
                        100.0 * most / DRAWS);
      n_over += 100 * most > MOST * DRAWS ? 1 : 0;
    }

  g_assert_cmpuint (n_over, ==, 0);
  most = count_most (all, &best);
  g_test_message ("%u kinds; of all answers \"%s\" is right most often: %.1f %%", n_kinds, best,
                  100.0 * most / (DRAWS * n_kinds));
  g_assert_cmpuint (100 * most, <, 5 * DRAWS * n_kinds);
}

/* ---- languages ---- */

static void
test_every_kind_speaks_german (void)
{
  for (guint kind = 0; kind < web_question_count_kinds (); kind++)
    {
      g_autoptr (WebQuestion) english = NULL, german = NULL;

      web_text_use ("en");
      english = ask (kind, 1);
      web_text_use ("de");
      german = ask (kind, 1);
      g_assert_cmpstr (english->text, !=, german->text);
      g_assert_null (strstr (german->text, "Which"));
    }
  g_assert_cmpuint (web_question_count_kinds (), >=, 40);
}

/* No word shown in one list is a right answer of another one: there is one right answer only where
 * nobody can take a word for another sort. */
static void
test_no_word_is_of_two_sorts (gconstpointer language)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  web_text_use (language);
  for (guint sort = 0; sort < WEB_N_SORTS; sort++)
    {
      guint n;
      const char *const *words = web_sort_get_words (sort, &n);

      for (guint i = 0; i < n; i++)
        {
          g_auto (GStrv) forms = g_strsplit (web_text_get (words[i]), "|", -1);

          for (guint k = 0; forms[k] != NULL; k++)
            {
              char *form = g_utf8_casefold (forms[k], -1);

              g_test_message ("%s", form);
              g_assert_true (g_hash_table_insert (seen, form, GUINT_TO_POINTER (1)));
            }
        }
    }
}

/* ---- what people write ---- */

typedef struct
{
  const char *language;
  const char *right; /* as the list of words has it */
  int number;
  const char *given;
  gboolean is_right;
} Given;

static void
test_answers_as_people_write_them (void)
{
  static const Given givens[] = {
    { "en", "horse|horses", -1, "horse", TRUE },
    { "en", "horse|horses", -1, "HORSE", TRUE },
    { "en", "horse|horses", -1, "  The horse. ", TRUE },
    { "en", "horse|horses", -1, "horses", TRUE },
    { "en", "horse|horses", -1, "It's the horse!", TRUE },
    { "en", "horse|horses", -1, "horse cat", FALSE },
    { "en", "horse|horses", -1, "the", FALSE },
    { "en", "horse|horses", -1, "", FALSE },
    { "en", "horse|horses", -1, "...", FALSE },
    { "en", "horse|horses", -1, "horse|horses", TRUE },
    { "en", "horse|horses", -1, "hors", FALSE },
    { "en", "horse|horses", -1, "horsehorse", FALSE },
    { "en", "grey|gray", -1, "Gray", TRUE },
    { "en", "seven", 7, "7", TRUE },
    { "en", "seven", 7, "7.", TRUE },
    { "en", "seven", 7, "Seven", TRUE },
    { "en", "seven", 7, "seven (7)", TRUE },
    { "en", "seven", 7, "7 o'clock", TRUE },
    { "en", "seven", 7, "\357\274\227", TRUE }, /* full width */
    { "en", "seven", 7, "7 8", FALSE },
    { "en", "seven", 7, "17", FALSE },
    { "en", "seven", 7, "-7", TRUE },
    { "en", "h", -1, "H", TRUE },
    { "en", "h", -1, "the letter H", TRUE },
    { "en", "h", -1, "horse", FALSE },
    { "de", "Pferd|Pferde", -1, "das Pferd", TRUE },
    { "de", "Pferd|Pferde", -1, "Ein Pferd.", TRUE },
    { "de", "Pferd|Pferde", -1, "pferde", TRUE },
    { "de", "grün", -1, "gruen", TRUE },
    { "de", "grün", -1, "GRÜN", TRUE },
    { "de", "grün", -1, "grun", TRUE },
    { "de", "grün", -1, "gru\314\210n", TRUE }, /* decomposed */
    { "de", "weiß", -1, "weiss", TRUE },
    { "de", "weiß", -1, "WEISS", TRUE },
    { "de", "Straßenbahn", -1, "die Strassenbahn", TRUE },
    { "de", "fünf", 5, "fuenf", TRUE },
    { "de", "fünf", 5, "5 Uhr", TRUE },
    { "de", "eins|ein|eine", 1, "ein", TRUE },
    { "de", "Füße|Fuß", -1, "an den Füßen", FALSE },
    { "de", "Füße|Fuß|Füßen", -1, "an den Fuessen", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (givens); i++)
    {
      const Given *given = &givens[i];
      WebQuestion question = { NULL, (char *)given->right, given->number };

      web_text_use (given->language);
      g_test_message ("%s: %s", given->right, given->given);
      g_assert_cmpint (web_question_is_right (&question, given->given), ==, given->is_right);
    }
}

/* For eyes: HARK_SHOW=1 prints some of each kind. */
static void
test_show (gconstpointer language)
{
  if (g_getenv ("HARK_SHOW") == NULL)
    {
      g_test_skip ("only to look at");
      return;
    }

  web_text_use (language);
  for (guint kind = 0; kind < web_question_count_kinds (); kind++)
    for (guint i = 0; i < 3; i++)
      {
        g_autoptr (WebQuestion) question = ask (kind, i);

        g_print ("# %s [%s]\n", question->text, question->answer);
      }
}

static void
add (const char *name, const char *language, GTestDataFunc function)
{
  g_autofree char *path = g_strconcat ("/question-kind/", name, "/", language, NULL);

  g_test_add_data_func (path, language, function);
}

int
main (int argc, char **argv)
{
  static const char *const languages[] = { "en", "de" };

  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      add ("solver-and-portal-agree", languages[i], test_solver_and_portal_agree);
      add ("one-word-of-a-row-is-right", languages[i], test_one_word_of_a_row_is_right);
      add ("a-whole-row-is-no-answer", languages[i], test_a_whole_row_is_no_answer);
      add ("no-fixed-answer-opens-often", languages[i], test_no_fixed_answer_opens_often);
      add ("no-word-is-of-two-sorts", languages[i], test_no_word_is_of_two_sorts);
      add ("show", languages[i], test_show);
    }
  g_test_add_func ("/question-kind/every-kind-speaks-german", test_every_kind_speaks_german);
  g_test_add_func ("/question-kind/answers-as-people-write-them",
                   test_answers_as_people_write_them);
  return g_test_run ();
}
