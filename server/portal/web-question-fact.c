/* web-question-fact.c: security questions about what everybody knows; see web-question-making.h */
#include "web-question-making.h"

#include "web-text.h"

/* The only one of sort @a. */
static void
make_sort (WebMaking *making)
{
  WebSort sort = making->kind->a;
  const char *word = web_making_pick (making, sort);

  web_making_fill_row (making, 2, 1u << sort | web_sort_get_doubtful (sort));
  web_making_put_in (making, word);
  web_making_say_row (making);
  web_making_answer (making, word);
}

/* The only one that is not of sort @a. */
static void
make_odd_one (WebMaking *making)
{
  WebSort sort = making->kind->a;
  const char *odd;

  web_making_fill_row (making, 1, 1u << sort | web_sort_get_doubtful (sort));
  odd = making->row[0];
  for (making->n = 0; making->n < 3;)
    {
      const char *word = web_making_pick (making, sort);
      gboolean fresh = TRUE;

      for (guint i = 0; i < making->n; i++)
        fresh = fresh && making->row[i] != word;
      if (fresh)
        making->row[making->n++] = word;
    }
  web_making_put_in (making, odd);
  web_making_say_row (making);
  web_making_answer (making, odd);
}

/* In a circle of the words of sort @a: what is @b places behind. */
static void
make_circle (WebMaking *making)
{
  guint n;
  const char *const *words = web_sort_get_words (making->kind->a, &n);
  guint place = web_making_throw (making, n);

  web_making_say (making, words[place], NULL, NULL);
  web_making_answer (making, words[(place + making->kind->b) % n]);
}

/* What stands between two of the words of sort @a. */
static void
make_circle_between (WebMaking *making)
{
  guint n;
  const char *const *words = web_sort_get_words (making->kind->a, &n);
  guint place = web_making_throw (making, n);

  web_making_say (making, words[place], words[(place + 2) % n], NULL);
  web_making_answer (making, words[(place + 1) % n]);
}

/* Each answer is as likely as the others, however many things have it. */
static const WebFact *
pick_fact (WebMaking *making)
{
  guint n, same;
  const WebFact *facts = web_facts_get (making->kind->a, &n), *fact;

  do
    {
      fact = &facts[web_making_throw (making, n)];
      same = 0;
      for (guint i = 0; i < n; i++)
        same += g_str_equal (facts[i].is, fact->is) ? 1 : 0;
    }
  while (web_making_throw (making, same) != 0);

  return fact;
}

static void
make_fact (WebMaking *making)
{
  const WebFact *fact = pick_fact (making);

  web_making_say (making, fact->of, NULL, NULL);
  web_making_answer (making, fact->is);
}

/* The same with the answer in a row: for who does not find a word. */
static void
make_fact_in_row (WebMaking *making)
{
  const WebFact *fact = pick_fact (making);

  web_making_fill_row (making, 2, 1u << WEB_SORT_DAYTIME); /* "night" is an opposite too */
  web_making_put_in (making, fact->is);
  web_making_say_with_row (making, fact->of);
  web_making_answer (making, fact->is);
}

static void
make_colour_in_row (WebMaking *making)
{
  const WebFact *fact = pick_fact (making);

  while (making->n < 2)
    {
      const char *other = web_making_pick (making, WEB_SORT_COLOUR);

      if (!g_str_equal (other, fact->is) && (making->n == 0 || other != making->row[0]))
        making->row[making->n++] = other;
    }
  web_making_put_in (making, fact->is);
  web_making_say_with_row (making, fact->of);
  web_making_answer (making, fact->is);
}

/* TRANSLATORS: each sentence is a security question that a person must understand at once, also one
 * who learns your language, and whose answer may be a word alone. %s stand for words as a
 * dictionary has them, or for several with commas between: build the sentence so that none has to
 * be declined. */
static const WebKind kinds[] = {
#define SORT(name, sort, format)                                                                   \
  {                                                                                                \
    name, format, make_sort, WEB_SORT_##sort, 0                                                    \
  }
  SORT ("colour", COLOUR, N_ ("Which of these words is a colour: %s?")),
  SORT ("animal", ANIMAL, N_ ("Which of these words is an animal: %s?")),
  SORT ("food", FOOD, N_ ("Which of these words is something to eat: %s?")),
  SORT ("furniture", FURNITURE, N_ ("Which of these words is a piece of furniture: %s?")),
  SORT ("clothing", CLOTHING, N_ ("Which of these words is something to wear: %s?")),
  SORT ("transport", TRANSPORT, N_ ("Which of these words is a means of transport: %s?")),
  SORT ("body", BODY, N_ ("Which of these words is a part of the body: %s?")),
  SORT ("instrument", INSTRUMENT, N_ ("Which of these words is a musical instrument: %s?")),
  SORT ("drink", DRINK, N_ ("Which of these words is something to drink: %s?")),
  SORT ("tool", TOOL, N_ ("Which of these words is a tool: %s?")),
  SORT ("building", BUILDING, N_ ("Which of these words is a building: %s?")),
  SORT ("family", FAMILY, N_ ("Which of these words is a member of a family: %s?")),
  SORT ("country", COUNTRY, N_ ("Which of these words is a country: %s?")),
  SORT ("number", NUMBER, N_ ("Which of these words is a number: %s?")),
  SORT ("month", MONTH, N_ ("Which of these words is a month: %s?")),
#undef SORT

#define ODD(name, sort, format)                                                                    \
  {                                                                                                \
    name, format, make_odd_one, WEB_SORT_##sort, 0                                                 \
  }
  ODD ("not-animal", ANIMAL, N_ ("Three of these words are animals. Which one is not: %s?")),
  ODD ("not-colour", COLOUR, N_ ("Three of these words are colours. Which one is not: %s?")),
  ODD ("not-food", FOOD, N_ ("Three of these words are things to eat. Which one is not: %s?")),
  ODD ("not-clothing", CLOTHING,
       N_ ("Three of these words are things to wear. Which one is not: %s?")),
  ODD ("not-body", BODY, N_ ("Three of these words are parts of the body. Which one is not: %s?")),
  ODD ("not-family", FAMILY,
       N_ ("Three of these words are members of a family. Which one is not: %s?")),
  ODD ("not-country", COUNTRY, N_ ("Three of these words are countries. Which one is not: %s?")),
  ODD ("not-number", NUMBER, N_ ("Three of these words are numbers. Which one is not: %s?")),
  ODD ("not-day", DAY, N_ ("Three of these words are days of the week. Which one is not: %s?")),
  ODD ("not-month", MONTH, N_ ("Three of these words are months. Which one is not: %s?")),
#undef ODD

  { "month-after", N_ ("Which month comes right after %s?"), make_circle, WEB_SORT_MONTH, 1 },
  { "month-before", N_ ("Which month comes right before %s?"), make_circle, WEB_SORT_MONTH, 11 },
  { "month-between", N_ ("Which month is between %s and %s?"), make_circle_between, WEB_SORT_MONTH,
    0 },
  { "month-of-year", N_ ("Which is the %s month of the year?"), make_fact, WEB_FACT_MONTH, 0 },

  { "colour-of", N_ ("What colour is %s?"), make_fact, WEB_FACT_COLOUR, 0 },
  { "colour-in-row", N_ ("What colour is %s: %s?"), make_colour_in_row, WEB_FACT_COLOUR, 0 },
  { "opposite", N_ ("What is the opposite of \"%s\"?"), make_fact, WEB_FACT_OPPOSITE, 0 },
  { "opposite-in-row", N_ ("Which of these words is the opposite of \"%s\": %s?"), make_fact_in_row,
    WEB_FACT_OPPOSITE, 0 },
};

const WebKinds web_kinds_fact = { kinds, G_N_ELEMENTS (kinds) };
