/* solver.c: see solver.h */
#include "solver.h"

#include <string.h>

#include "web-question-kind.h"
#include "web-question-word.h"
#include "web-text.h"

#define MAX_ARGS 3

typedef struct
{
  char *arg[MAX_ARGS];
  guint n;
  char **row; /* the last of them, cut at its commas */
  guint n_row;
  int a, b; /* of the rule */
} Puzzle;

typedef struct
{
  const char *name;
  char *(*solve) (const Puzzle *puzzle);
  int a, b;
} Rule;

/* ---- numbers ---- */

static int
read_number (const char *word)
{
  guint n;
  const char *const *words = web_sort_get_words (WEB_SORT_NUMBER, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *shown = web_word_dup (words[i]);

      if (g_ascii_strcasecmp (shown, word) == 0)
        return (int)i;
    }
  g_error ("no number: %s", word);
}

static char *
write_number (int value)
{
  guint n;
  const char *const *words = web_sort_get_words (WEB_SORT_NUMBER, &n);

  g_assert_cmpint (value, >=, 0);
  g_assert_cmpint (value, <, (int)n);
  return value % 2 == 1 ? g_strdup_printf ("%d", value) : web_word_dup (words[value]);
}

/* a × the first number + b × the second one. */
static char *
combine (const Puzzle *p)
{
  int value = p->a * read_number (p->arg[0]);

  return write_number (p->n > 1 ? value + p->b * read_number (p->arg[1]) : value + p->b);
}

static char *
add_three (const Puzzle *p)
{
  return write_number (read_number (p->arg[0]) + read_number (p->arg[1]) + read_number (p->arg[2]));
}

static char *
multiply (const Puzzle *p)
{
  return write_number (read_number (p->arg[0]) * read_number (p->arg[1]));
}

static char *
halve (const Puzzle *p)
{
  return write_number (read_number (p->arg[0]) / 2);
}

static char *
find_gap (const Puzzle *p)
{
  for (guint i = 1; i < p->n_row; i++)
    if (read_number (p->row[i]) != read_number (p->row[i - 1]) + 1)
      return write_number (read_number (p->row[i]) - 1);
  g_assert_not_reached ();
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  return read_number (*(char *const *)a) - read_number (*(char *const *)b);
}

/* a: 0 the smallest, 1 the largest. */
static char *
find_extreme (const Puzzle *p)
{
  char *words[8];
  guint n = 0;

  if (p->n == 2)
    for (; n < 2; n++)
      words[n] = p->arg[n];
  else
    for (; n < p->n_row; n++)
      words[n] = p->row[n];
  qsort (words, n, sizeof *words, compare_numbers);
  return g_strdup (words[p->a != 0 ? n - 1 : 0]);
}

static char *
find_parity (const Puzzle *p)
{
  for (guint i = 0; i < p->n_row; i++)
    if (read_number (p->row[i]) % 2 == p->a)
      return g_strdup (p->row[i]);
  g_assert_not_reached ();
}

/* ---- rows ---- */

/* a: the place; negative from the end; 99 for the middle. */
static char *
take_place (const Puzzle *p)
{
  return g_strdup (p->row[p->a == 99 ? p->n_row / 2
                          : p->a < 0 ? p->n_row - (guint)-p->a
                                     : (guint)p->a]);
}

static char *
take_beside (const Puzzle *p)
{
  for (guint i = 0; i < p->n_row; i++)
    if (g_str_equal (p->row[i], p->arg[0]))
      return g_strdup (p->row[(int)i + p->a]);
  g_assert_not_reached ();
}

static char *
find_twice (const Puzzle *p)
{
  for (guint i = 0; i < p->n_row; i++)
    for (guint k = i + 1; k < p->n_row; k++)
      if (g_str_equal (p->row[i], p->row[k]))
        return g_strdup (p->row[i]);
  g_assert_not_reached ();
}

static char *
count_row (const Puzzle *p)
{
  return write_number ((int)p->n_row);
}

static int
compare_letters (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (*(char *const *)a, *(char *const *)b);
}

static char *
sort_alphabet (const Puzzle *p)
{
  qsort (p->row, p->n_row, sizeof *p->row, compare_letters);
  return g_strdup (p->row[p->a != 0 ? p->n_row - 1 : 0]);
}

static int
compare_length (gconstpointer a, gconstpointer b)
{
  return (int)g_utf8_strlen (*(char *const *)a, -1) - (int)g_utf8_strlen (*(char *const *)b, -1);
}

static char *
sort_length (const Puzzle *p)
{
  qsort (p->row, p->n_row, sizeof *p->row, compare_length);
  return g_strdup (p->row[p->a != 0 ? p->n_row - 1 : 0]);
}

static char
end_of (const char *word, gboolean last)
{
  return g_ascii_toupper (word[last ? strlen (word) - 1 : 0]);
}

static char *
find_letter (const Puzzle *p)
{
  for (guint i = 0; i < p->n_row; i++)
    if (end_of (p->row[i], p->a != 0) == p->arg[0][0])
      return g_strdup (p->row[i]);
  g_assert_not_reached ();
}

static char *
tell_letter (const Puzzle *p)
{
  return g_strdup_printf ("%c", end_of (p->arg[0], p->a != 0));
}

static char *
count_letters (const Puzzle *p)
{
  return write_number ((int)strlen (p->arg[0]));
}

static char *
step_letter (const Puzzle *p)
{
  return g_strdup_printf ("%c", p->arg[0][0] + p->a);
}

/* ---- what everybody knows ---- */

static int
find_word (const char *const *words, guint n, const char *shown)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *word = web_word_dup (words[i]);

      if (g_str_equal (word, shown))
        return (int)i;
    }
  return -1;
}

/* a: the sort; b: whether a word of it is wanted. */
static char *
find_sort (const Puzzle *p)
{
  guint n;
  const char *const *words = web_sort_get_words ((WebSort)p->a, &n);

  for (guint i = 0; i < p->n_row; i++)
    if ((find_word (words, n, p->row[i]) >= 0) == (p->b != 0))
      return g_strdup (p->row[i]);
  g_assert_not_reached ();
}

/* a: the sort; b: steps in its circle from the first argument. */
static char *
step_circle (const Puzzle *p)
{
  guint n;
  const char *const *words = web_sort_get_words ((WebSort)p->a, &n);
  int at = find_word (words, n, p->arg[0]);

  g_assert_cmpint (at, >=, 0);
  return web_word_dup (words[(at + p->b + (int)n) % (int)n]);
}

static char *
know (const Puzzle *p)
{
  guint n;
  const WebFact *facts = web_facts_get ((WebFacts)p->a, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *of = web_word_dup (facts[i].of);

      if (g_str_equal (of, p->arg[0]))
        return web_word_dup (facts[i].is);
    }
  g_error ("nothing is known of %s", p->arg[0]);
}

static const Rule rules[] = {
  { "plus", combine, 1, 1 },
  { "fruit", combine, 1, 1 },
  { "hour", combine, 1, 1 },
  { "minus", combine, 1, -1 },
  { "left-over", combine, 1, -1 },
  { "double", combine, 2, 0 },
  { "wheels", combine, 2, 0 },
  { "next", combine, 1, 1 },
  { "previous", combine, 1, -1 },
  { "times", multiply, 0, 0 },
  { "sum", add_three, 0, 0 },
  { "half", halve, 0, 0 },
  { "missing", find_gap, 0, 0 },
  { "larger", find_extreme, 1, 0 },
  { "largest", find_extreme, 1, 0 },
  { "smaller", find_extreme, 0, 0 },
  { "smallest", find_extreme, 0, 0 },
  { "even", find_parity, 0, 0 },
  { "odd", find_parity, 1, 0 },
  { "first-digit", take_place, 0, 0 },
  { "second-digit", take_place, 1, 0 },
  { "last-digit", take_place, -1, 0 },
  { "first", take_place, 0, 0 },
  { "second", take_place, 1, 0 },
  { "third", take_place, 2, 0 },
  { "middle", take_place, 99, 0 },
  { "last", take_place, -1, 0 },
  { "after", take_beside, 1, 0 },
  { "before", take_beside, -1, 0 },
  { "twice", find_twice, 0, 0 },
  { "count", count_row, 0, 0 },
  { "alphabet-first", sort_alphabet, 0, 0 },
  { "alphabet-last", sort_alphabet, 1, 0 },
  { "longest", sort_length, 1, 0 },
  { "shortest", sort_length, 0, 0 },
  { "begins", find_letter, 0, 0 },
  { "ends", find_letter, 1, 0 },
  { "first-letter", tell_letter, 0, 0 },
  { "last-letter", tell_letter, 1, 0 },
  { "letters", count_letters, 0, 0 },
  { "next-letter", step_letter, 1, 0 },
  { "previous-letter", step_letter, -1, 0 },
  { "colour", find_sort, WEB_SORT_COLOUR, 1 },
  { "animal", find_sort, WEB_SORT_ANIMAL, 1 },
  { "food", find_sort, WEB_SORT_FOOD, 1 },
  { "furniture", find_sort, WEB_SORT_FURNITURE, 1 },
  { "clothing", find_sort, WEB_SORT_CLOTHING, 1 },
  { "transport", find_sort, WEB_SORT_TRANSPORT, 1 },
  { "body", find_sort, WEB_SORT_BODY, 1 },
  { "instrument", find_sort, WEB_SORT_INSTRUMENT, 1 },
  { "drink", find_sort, WEB_SORT_DRINK, 1 },
  { "tool", find_sort, WEB_SORT_TOOL, 1 },
  { "building", find_sort, WEB_SORT_BUILDING, 1 },
  { "family", find_sort, WEB_SORT_FAMILY, 1 },
  { "country", find_sort, WEB_SORT_COUNTRY, 1 },
  { "number", find_sort, WEB_SORT_NUMBER, 1 },
  { "month", find_sort, WEB_SORT_MONTH, 1 },
  { "not-animal", find_sort, WEB_SORT_ANIMAL, 0 },
  { "not-colour", find_sort, WEB_SORT_COLOUR, 0 },
  { "not-food", find_sort, WEB_SORT_FOOD, 0 },
  { "not-clothing", find_sort, WEB_SORT_CLOTHING, 0 },
  { "not-body", find_sort, WEB_SORT_BODY, 0 },
  { "not-family", find_sort, WEB_SORT_FAMILY, 0 },
  { "not-country", find_sort, WEB_SORT_COUNTRY, 0 },
  { "not-number", find_sort, WEB_SORT_NUMBER, 0 },
  { "not-day", find_sort, WEB_SORT_DAY, 0 },
  { "not-month", find_sort, WEB_SORT_MONTH, 0 },
  { "between", step_circle, WEB_SORT_NUMBER, 1 },
  { "month-after", step_circle, WEB_SORT_MONTH, 1 },
  { "month-before", step_circle, WEB_SORT_MONTH, -1 },
  { "month-between", step_circle, WEB_SORT_MONTH, 1 },
  { "month-of-year", know, WEB_FACT_MONTH, 0 },
  { "colour-of", know, WEB_FACT_COLOUR, 0 },
  { "colour-in-row", know, WEB_FACT_COLOUR, 0 },
  { "opposite", know, WEB_FACT_OPPOSITE, 0 },
  { "opposite-in-row", know, WEB_FACT_OPPOSITE, 0 },
};

/* ---- reading the sentence ---- */

/* "What is %s?" as a pattern; each is made once. */
static GRegex *
get_pattern (const char *format)
{
  static GMutex lock;
  static GHashTable *patterns; /* sentence → GRegex */
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  GRegex *known = patterns != NULL ? g_hash_table_lookup (patterns, format) : NULL;
  g_autoptr (GString) pattern = g_string_new (NULL);
  g_auto (GStrv) parts = g_strsplit (format, "%s", -1);

  if (known != NULL)
    return known;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *part = g_regex_escape_string (parts[i], -1);

      g_string_append_printf (pattern, "%s%s", i > 0 ? "([^?]{1,120}?)" : "", part);
    }
  if (patterns == NULL)
    patterns = g_hash_table_new (g_str_hash, g_str_equal);
  known = g_regex_new (pattern->str, G_REGEX_OPTIMIZE, 0, NULL);
  g_hash_table_insert (patterns, (gpointer)format, known);
  return known;
}

static const Rule *
find_rule (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_str_equal (rules[i].name, name))
      return &rules[i];

  g_error ("nobody knows how to answer questions of the kind %s", name);
}

static char *
apply (guint kind, GMatchInfo *match)
{
  const Rule *rule = find_rule (web_question_get_name (kind));
  Puzzle puzzle = { .a = rule->a, .b = rule->b };
  char *answer;

  for (; (int)puzzle.n + 1 < g_match_info_get_match_count (match); puzzle.n++)
    puzzle.arg[puzzle.n] = g_match_info_fetch (match, (int)puzzle.n + 1);
  puzzle.row = g_strsplit (puzzle.arg[puzzle.n - 1], ", ", -1);
  puzzle.n_row = g_strv_length (puzzle.row);
  answer = rule->solve (&puzzle);
  for (guint i = 0; i < puzzle.n; i++)
    g_free (puzzle.arg[i]);
  g_strfreev (puzzle.row);
  return answer;
}

/* In the language in use: the kind whose sentence says most of @text. */
static char *
solve (const char *text)
{
  g_autoptr (GMatchInfo) best = NULL;
  guint kind = 0;
  gsize length = 0;

  for (guint i = 0; i < web_question_count_kinds (); i++)
    {
      const char *format = web_text_get (web_question_get_format (i));
      g_autoptr (GMatchInfo) match = NULL;

      if (strlen (format) <= length)
        continue;
      if (!g_regex_match (get_pattern (format), text, 0, &match))
        continue;
      g_clear_pointer (&best, g_match_info_unref);
      best = g_steal_pointer (&match);
      kind = i;
      length = strlen (format);
    }

  return best != NULL ? apply (kind, best) : NULL;
}

char *
solver_solve (const char *text)
{
  const char *const *languages = web_text_list_languages ();
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n", -1);
  g_autoptr (GString) line = g_string_new (NULL);
  char *answer = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", words[i]);
  for (guint i = 0; languages[i] != NULL && answer == NULL; i++)
    {
      web_text_use (languages[i]);
      answer = solve (line->str);
    }
  web_text_use ("en");
  return answer;
}
