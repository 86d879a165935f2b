/* web-question-row.c: security questions about the words of a row and their letters; see
 * web-question-making.h */
#include "web-question-making.h"

#include <string.h>

#include "web-text.h"

#define TRIES 100  /* to find a word */
#define CLEARLY 3  /* letters more */
#define LONGEST 12 /* letters of a word that somebody is asked to count */

/* Place @a of a row of @b. */
static void
make_place (WebMaking *making)
{
  web_making_fill_row (making, making->kind->b, 0);
  web_making_say_row (making);
  web_making_answer (making, making->row[making->kind->a]);
}

/* Behind a word, or with @a before it. */
static void
make_beside (WebMaking *making)
{
  guint place;

  web_making_fill_row (making, 4, 0);
  place = web_making_between (making, 1, 3);
  if (making->kind->a != 0)
    {
      web_making_say_with_row (making, making->row[place]);
      web_making_answer (making, making->row[place - 1]);
    }
  else
    {
      web_making_say_with_row (making, making->row[place - 1]);
      web_making_answer (making, making->row[place]);
    }
}

static void
make_twice (WebMaking *making)
{
  guint place;

  web_making_fill_row (making, 3, 0);
  place = web_making_throw (making, 3);
  web_making_put_in (making, making->row[place]);
  web_making_say_row (making);
  /* the one that is there twice, wherever chance has put it */
  for (guint i = 0; i < making->n; i++)
    for (guint k = i + 1; k < making->n; k++)
      if (making->row[i] == making->row[k])
        place = i;
  web_making_answer (making, making->row[place]);
}

static void
make_count (WebMaking *making)
{
  guint n = web_making_between (making, 2, WEB_MAX_ROW);

  web_making_fill_row (making, n, 1u << WEB_SORT_NUMBER);
  web_making_say_row (making);
  web_making_answer_number (making, n);
}

/* What is shown of @word is letters from a to z, of which the first or with @last the last one is
 * returned; 0 for another word. */
static char
get_letter (const char *word, gboolean last)
{
  g_autofree char *shown = web_word_dup (word);
  gsize length = strlen (shown);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalpha (shown[i]))
      return 0;

  return g_ascii_tolower (shown[last ? length - 1 : 0]);
}

static guint
get_length (const char *word)
{
  g_autofree char *shown = web_word_dup (word);

  return (guint)g_utf8_strlen (shown, -1);
}

/* Three words of different sorts that differ in what @key says of them (0: not fit). */
static void
fill_different (WebMaking *making, guint (*key) (const char *word))
{
  guint first, second, third;

  do
    {
      web_making_fill_row (making, 3, 1u << WEB_SORT_NUMBER);
      first = key (making->row[0]);
      second = key (making->row[1]);
      third = key (making->row[2]);
    }
  while (first == 0 || second == 0 || third == 0 || first == second || first == third
         || second == third);
}

static guint
first_letter (const char *word)
{
  return (guint)get_letter (word, FALSE);
}

static guint
last_letter (const char *word)
{
  return (guint)get_letter (word, TRUE);
}

/* The word whose @key is smallest, or largest. */
static guint
find_extreme (WebMaking *making, guint (*key) (const char *word), gboolean largest)
{
  guint best = 0;

  for (guint i = 1; i < making->n; i++)
    if ((key (making->row[i]) > key (making->row[best])) == largest)
      best = i;
  return best;
}

/* First in the alphabet, or with @a last. */
static void
make_alphabet (WebMaking *making)
{
  fill_different (making, first_letter);
  web_making_say_row (making);
  web_making_answer (making,
                     making->row[find_extreme (making, first_letter, making->kind->a != 0)]);
}

/* The shortest, or with @a the longest: it comes first, and the others have to fit, so that it is
 * not always the one that is longer than all. */
static void
make_length (WebMaking *making)
{
  int sign = making->kind->a != 0 ? 1 : -1;

  for (;;)
    {
      const char *best;

      web_making_fill_row (making, 1, 1u << WEB_SORT_NUMBER);
      best = making->row[0];
      for (guint i = 0; i < TRIES; i++)
        {
          int length = sign * (int)get_length (best);

          web_making_fill_row (making, 2, 1u << WEB_SORT_NUMBER);
          if (length < sign * (int)get_length (making->row[0]) + CLEARLY
              || length < sign * (int)get_length (making->row[1]) + CLEARLY)
            continue;
          web_making_put_in (making, best);
          web_making_say_row (making);
          web_making_answer (making, best);
          return;
        }
    }
}

/* That begins, or with @a ends, with a letter. */
static void
make_with_letter (WebMaking *making)
{
  guint (*key) (const char *) = making->kind->a != 0 ? last_letter : first_letter;
  guint place = web_making_throw (making, 3);
  char letter[2] = { 0 };

  fill_different (making, key);
  letter[0] = g_ascii_toupper ((char)key (making->row[place]));
  web_making_say_with_row (making, letter);
  web_making_answer (making, making->row[place]);
}

/* A word with what chance says of @key, from @low to @high: by the words alone a few would be right
 * most often. Not each language has words for each. */
static const char *
pick_by (WebMaking *making, guint (*key) (const char *word), guint low, guint high)
{
  for (;;)
    {
      guint wanted = web_making_between (making, low, high);

      for (guint i = 0; i < TRIES; i++)
        {
          web_making_fill_row (making, 1, 1u << WEB_SORT_NUMBER);
          if (first_letter (making->row[0]) != 0 && key (making->row[0]) == wanted)
            return making->row[0];
        }
    }
}

/* The first letter, or with @a the last one. */
static void
make_letter (WebMaking *making)
{
  guint (*key) (const char *) = making->kind->a != 0 ? last_letter : first_letter;
  const char *word = pick_by (making, key, 'a', 'z');

  web_making_say (making, word, NULL, NULL);
  web_making_answer_letter (making, (char)key (word));
}

static void
make_letters (WebMaking *making)
{
  const char *word = pick_by (making, get_length, 3, LONGEST);

  web_making_say (making, word, NULL, NULL);
  web_making_answer_number (making, get_length (word));
}

/* The letter behind, or with @a before. */
static void
make_next_letter (WebMaking *making)
{
  char letter[2] = { (char)('B' + web_making_throw (making, 24)), 0 };

  web_making_say (making, letter, NULL, NULL);
  web_making_answer_letter (making,
                            (char)g_ascii_tolower (letter[0] + (making->kind->a != 0 ? -1 : 1)));
}

/* TRANSLATORS: each sentence is a security question that a person must understand at once, also one
 * who learns your language, and whose answer may be a word alone. %s stand for words as a
 * dictionary has them, or for several with commas between: build the sentence so that none has to
 * be declined. */
static const WebKind kinds[] = {
  { "first", N_ ("Which is the first of these words: %s?"), make_place, 0, 3 },
  { "second", N_ ("Which is the second of these words: %s?"), make_place, 1, 4 },
  { "third", N_ ("Which is the third of these words: %s?"), make_place, 2, 4 },
  { "middle", N_ ("Which of these words is in the middle: %s?"), make_place, 1, 3 },
  { "last", N_ ("Which is the last of these words: %s?"), make_place, 3, 4 },
  { "after", N_ ("Which word comes right after \"%s\" in this row: %s?"), make_beside, 0, 0 },
  { "before", N_ ("Which word comes right before \"%s\" in this row: %s?"), make_beside, 1, 0 },
  { "twice", N_ ("Which of these words is there twice: %s?"), make_twice, 0, 0 },
  { "count", N_ ("How many words are in this row: %s?"), make_count, 0, 0 },

  { "alphabet-first", N_ ("Which of these words comes first in the alphabet: %s?"), make_alphabet,
    0, 0 },
  { "alphabet-last", N_ ("Which of these words comes last in the alphabet: %s?"), make_alphabet, 1,
    0 },
  { "longest", N_ ("Which of these words has the most letters: %s?"), make_length, 1, 0 },
  { "shortest", N_ ("Which of these words has the fewest letters: %s?"), make_length, 0, 0 },
  { "begins", N_ ("Which word begins with the letter %s: %s?"), make_with_letter, 0, 0 },
  { "ends", N_ ("Which word ends with the letter %s: %s?"), make_with_letter, 1, 0 },
  { "first-letter", N_ ("What is the first letter of the word \"%s\"?"), make_letter, 0, 0 },
  { "last-letter", N_ ("What is the last letter of the word \"%s\"?"), make_letter, 1, 0 },
  { "letters", N_ ("How many letters does the word \"%s\" have?"), make_letters, 0, 0 },
  { "next-letter", N_ ("Which letter comes right after %s in the alphabet?"), make_next_letter, 0,
    0 },
  { "previous-letter", N_ ("Which letter comes right before %s in the alphabet?"), make_next_letter,
    1, 0 },
};

const WebKinds web_kinds_row = { kinds, G_N_ELEMENTS (kinds) };
