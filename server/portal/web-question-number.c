/* web-question-number.c: security questions about numbers; see web-question-making.h */
#include "web-question-making.h"

#include "web-text.h"

static void
make_plus (WebMaking *making)
{
  guint a = web_making_between (making, 2, 9), b = web_making_between (making, 2, 9);

  web_making_say (making, web_making_number (a), web_making_number (b), NULL);
  web_making_answer_number (making, a + b);
}

static void
make_minus (WebMaking *making)
{
  guint a = web_making_between (making, 11, 20), b = web_making_between (making, 1, 9);

  web_making_say (making, web_making_number (a), web_making_number (b), NULL);
  web_making_answer_number (making, a - b);
}

static void
make_times (WebMaking *making)
{
  /* each product once */
  static const guint8 pairs[][2] = { { 2, 2 }, { 2, 3 }, { 2, 4 }, { 3, 3 }, { 2, 5 }, { 3, 4 },
                                     { 2, 7 }, { 3, 5 }, { 4, 4 }, { 3, 6 }, { 4, 5 } };
  const guint8 *pair = pairs[web_making_throw (making, G_N_ELEMENTS (pairs))];
  guint first = web_making_throw (making, 2);

  web_making_say (making, web_making_number (pair[first]), web_making_number (pair[1 - first]),
                  NULL);
  web_making_answer_number (making, (guint)pair[0] * pair[1]);
}

static void
make_sum (WebMaking *making)
{
  guint a = web_making_between (making, 1, 6), b = web_making_between (making, 1, 6),
        c = web_making_between (making, 1, 6);

  web_making_say (making, web_making_number (a), web_making_number (b), web_making_number (c));
  web_making_answer_number (making, a + b + c);
}

/* @a times a number. */
static void
make_multiple (WebMaking *making)
{
  guint value = web_making_between (making, 2, WEB_MAX_NUMBER / making->kind->a);

  web_making_say (making, web_making_number (value), NULL, NULL);
  web_making_answer_number (making, value * making->kind->a);
}

static void
make_half (WebMaking *making)
{
  guint value = web_making_between (making, 1, WEB_MAX_NUMBER / 2);

  web_making_say (making, web_making_number (2 * value), NULL, NULL);
  web_making_answer_number (making, value);
}

/* The number @a - 1 places further. */
static void
make_neighbour (WebMaking *making)
{
  guint value = web_making_between (making, 1, WEB_MAX_NUMBER - 1);

  web_making_say (making, web_making_number (value), NULL, NULL);
  web_making_answer_number (making, value + making->kind->a - 1);
}

static void
make_number_between (WebMaking *making)
{
  guint value = web_making_between (making, 1, WEB_MAX_NUMBER - 1);

  web_making_say (making, web_making_number (value - 1), web_making_number (value + 1), NULL);
  web_making_answer_number (making, value);
}

static void
make_missing (WebMaking *making)
{
  guint first = web_making_between (making, 1, WEB_MAX_NUMBER - 4);
  guint gap = web_making_between (making, 1, 3);

  for (guint i = 0; i < 5; i++)
    if (i != gap)
      making->row[making->n++] = web_making_number (first + i);
  web_making_say_row (making);
  web_making_answer_number (making, first + gap);
}

/* Of two, or of a row of @a: the smallest, or with @b the largest. Each that can be it is as likely
 * as the others. */
static void
make_extreme (WebMaking *making)
{
  guint best = web_making_between (making, making->kind->a, WEB_MAX_NUMBER);
  guint taken[WEB_MAX_ROW], n = 0;

  while (n + 1 < making->kind->a)
    {
      guint value = web_making_between (making, 1, best - 1);

      if (web_making_has (taken, n, value))
        continue;
      taken[n++] = value;
    }
  taken[n++] = best;
  for (guint i = 0; i < n; i++)
    web_making_put_in (
        making,
        web_making_number (making->kind->b != 0 ? taken[i] : WEB_MAX_NUMBER + 1 - taken[i]));
  if (making->n == 2)
    web_making_say (making, making->row[0], making->row[1], NULL);
  else
    web_making_say_row (making);
  web_making_answer_number (making, making->kind->b != 0 ? best : WEB_MAX_NUMBER + 1 - best);
}

/* One that leaves @a when divided by two, among others. */
static void
make_parity (WebMaking *making)
{
  guint wanted = 2 * web_making_between (making, 1, 9) + making->kind->a;

  while (making->n < 2)
    {
      const char *other
          = web_making_number (2 * web_making_between (making, 1, 9) + 1 - making->kind->a);

      if (making->n == 0 || making->row[0] != other)
        making->row[making->n++] = other;
    }
  web_making_put_in (making, web_making_number (wanted));
  web_making_say_row (making);
  web_making_answer_number (making, wanted);
}

/* The digit at place @a; @b from the end. */
static void
make_digit (WebMaking *making)
{
  g_autoptr (GString) row = g_string_new (NULL);
  guint digits[4];
  guint place = making->kind->b != 0 ? G_N_ELEMENTS (digits) - making->kind->b : making->kind->a;

  for (guint i = 0; i < G_N_ELEMENTS (digits); i++)
    {
      do
        digits[i] = web_making_between (making, 1, 9);
      while (web_making_has (digits, i, digits[i]));
      g_string_append_printf (row, "%s%u", i > 0 ? ", " : "", digits[i]);
    }
  web_making_say (making, row->str, NULL, NULL);
  web_making_answer_number (making, digits[place]);
}

static void
make_left_over (WebMaking *making)
{
  guint left = web_making_between (making, 2, WEB_MAX_NUMBER - 2),
        out = web_making_between (making, 2, WEB_MAX_NUMBER - left);

  web_making_say (making, web_making_number (left + out), web_making_number (out), NULL);
  web_making_answer_number (making, left);
}

static void
make_hour (WebMaking *making)
{
  guint then = web_making_between (making, 4, 12), now = web_making_between (making, 2, then - 2);

  web_making_say (making, web_making_number (now), web_making_number (then - now), NULL);
  web_making_answer_number (making, then);
}

/* TRANSLATORS: each sentence is a security question that a person must understand at once, also one
 * who learns your language, and whose answer may be a word alone. %s stand for words as a
 * dictionary has them, or for several with commas between: build the sentence so that none has to
 * be declined. */
static const WebKind kinds[] = {
  { "plus", N_ ("What is %s plus %s?"), make_plus, 0, 0 },
  { "minus", N_ ("What is %s minus %s?"), make_minus, 0, 0 },
  { "times", N_ ("What is %s times %s?"), make_times, 0, 0 },
  { "sum", N_ ("What is %s plus %s plus %s?"), make_sum, 0, 0 },
  { "double", N_ ("What is twice the number %s?"), make_multiple, 2, 0 },
  { "half", N_ ("What is half of %s?"), make_half, 0, 0 },
  { "next", N_ ("Which number comes right after %s?"), make_neighbour, 2, 0 },
  { "previous", N_ ("Which number comes right before %s?"), make_neighbour, 0, 0 },
  { "between", N_ ("Which number lies between %s and %s?"), make_number_between, 0, 0 },
  { "missing", N_ ("Which number is missing in this row: %s?"), make_missing, 0, 0 },
  { "larger", N_ ("Which number is larger: %s or %s?"), make_extreme, 2, 1 },
  { "smaller", N_ ("Which number is smaller: %s or %s?"), make_extreme, 2, 0 },
  { "largest", N_ ("Which of these numbers is the largest: %s?"), make_extreme, 3, 1 },
  { "smallest", N_ ("Which of these numbers is the smallest: %s?"), make_extreme, 3, 0 },
  { "even", N_ ("Which of these numbers is even: %s?"), make_parity, 0, 0 },
  { "odd", N_ ("Which of these numbers is odd: %s?"), make_parity, 1, 0 },
  { "first-digit", N_ ("Which is the first of these digits: %s?"), make_digit, 0, 0 },
  { "second-digit", N_ ("Which is the second of these digits: %s?"), make_digit, 1, 0 },
  { "last-digit", N_ ("Which is the last of these digits: %s?"), make_digit, 0, 1 },
  { "left-over",
    /* TRANSLATORS: two numbers, each more than one */
    N_ ("There are apples in a basket: %s. Somebody takes some out: %s. How many are left?"),
    make_left_over, 0, 0 },
  { "fruit",
    /* TRANSLATORS: two numbers, each more than one */
    N_ ("In a basket there are %s apples and %s pears. How many pieces of fruit are that?"),
    make_plus, 0, 0 },
  { "hour",
    /* TRANSLATORS: two numbers, each more than one; no more than twelve together */
    N_ ("It is %s o'clock. What o'clock will it be in %s hours?"), make_hour, 0, 0 },
  { "wheels",
    /* TRANSLATORS: a number, more than one */
    N_ ("A bicycle has two wheels. How many wheels do %s bicycles have?"), make_multiple, 2, 0 },
};

const WebKinds web_kinds_number = { kinds, G_N_ELEMENTS (kinds) };
