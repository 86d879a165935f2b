/* web-question-making.c: see web-question-making.h */
#include "web-question-making.h"

#include <string.h>

#include "hark-seal.h"
#include "web-text.h"

guint
web_making_throw (WebMaking *making, guint n)
{
  guint32 value;
  guint32 serial = making->thrown++;

  hark_seal_hash ((guint8 *)&value, sizeof value, NULL, 0, "hark/web-question", making->seed,
                  (gsize)WEB_SEED_LEN, &making->index, (gsize)1, &serial, sizeof serial, NULL);
  return value % n;
}

guint
web_making_between (WebMaking *making, guint low, guint high)
{
  return low + web_making_throw (making, high - low + 1);
}

const char *
web_making_pick (WebMaking *making, WebSort sort)
{
  guint n;
  const char *const *words = web_sort_get_words (sort, &n);

  return words[web_making_throw (making, n)];
}

const char *
web_making_number (guint value)
{
  guint n;

  return web_sort_get_words (WEB_SORT_NUMBER, &n)[value];
}

void
web_making_say (WebMaking *making, const char *first, const char *second, const char *third)
{
  g_autofree char *a = web_word_dup (first), *b = web_word_dup (second != NULL ? second : "-"),
                  *c = web_word_dup (third != NULL ? third : "-");

  /* The format is one of the kinds', or its translation, which msgfmt has checked. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  making->question->text = g_strdup_printf (web_text_get (making->kind->format), a, b, c);
#pragma GCC diagnostic pop
}

/* The row as one text: "horse, green, table". (transfer full) */
static char *
join (WebMaking *making)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < making->n; i++)
    {
      g_autofree char *word = web_word_dup (making->row[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", word);
    }
  return g_string_free (text, FALSE);
}

void
web_making_say_row (WebMaking *making)
{
  g_autofree char *row = join (making);

  web_making_say (making, row, NULL, NULL);
}

void
web_making_say_with_row (WebMaking *making, const char *word)
{
  g_autofree char *row = join (making);

  web_making_say (making, word, row, NULL);
}

int
web_making_value_of (const char *word)
{
  for (guint value = 0; value <= WEB_MAX_NUMBER; value++)
    if (web_making_number (value) == word)
      return (int)value;

  return -1;
}

void
web_making_answer (WebMaking *making, const char *word)
{
  making->question->answer = g_strdup (web_text_get (word));
  making->question->number = web_making_value_of (word);
}

void
web_making_answer_number (WebMaking *making, guint value)
{
  web_making_answer (making, web_making_number (value));
}

void
web_making_answer_letter (WebMaking *making, char letter)
{
  making->question->answer = g_strdup_printf ("%c", letter);
  making->question->number = -1;
}

gboolean
web_making_has (const guint *sorts, guint n, guint sort)
{
  for (guint i = 0; i < n; i++)
    if (sorts[i] == sort)
      return TRUE;

  return FALSE;
}

void
web_making_fill_row (WebMaking *making, guint n, guint avoid)
{
  guint sorts[WEB_MAX_ROW];

  for (making->n = 0; making->n < n;)
    {
      guint sort = web_making_throw (making, WEB_N_SORTS);

      if ((avoid & (1u << sort)) != 0 || web_making_has (sorts, making->n, sort))
        continue;
      sorts[making->n] = sort;
      making->row[making->n++] = web_making_pick (making, sort);
    }
}

void
web_making_put_in (WebMaking *making, const char *word)
{
  guint place = web_making_throw (making, making->n + 1);

  memmove (making->row + place + 1, making->row + place, (making->n - place) * sizeof *making->row);
  making->row[place] = word;
  making->n++;
}
