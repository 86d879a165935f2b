/* web-question-word.h: the words and facts that security questions are made of.
 *
 * Each text is a msgid. Where there are several words with '|' between them, the first one is shown
 * and each of them is a right answer. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sorts of words; nobody takes a word of one for a word of another, but where
 * web_sort_get_doubtful() says so. */
typedef enum
{
  WEB_SORT_COLOUR,
  WEB_SORT_ANIMAL,
  WEB_SORT_FOOD,
  WEB_SORT_FURNITURE,
  WEB_SORT_CLOTHING,
  WEB_SORT_TRANSPORT,
  WEB_SORT_BODY,
  WEB_SORT_INSTRUMENT,
  WEB_SORT_DRINK,
  WEB_SORT_TOOL,
  WEB_SORT_BUILDING,
  WEB_SORT_FAMILY,
  WEB_SORT_COUNTRY,
  WEB_SORT_NUMBER, /* "zero" to "twenty", in their order */
  WEB_SORT_DAY,    /* of the week, from Monday on */
  WEB_SORT_MONTH,  /* from January on */
  WEB_SORT_SEASON, /* from spring on */
  WEB_SORT_DAYTIME,
  WEB_N_SORTS,
} WebSort;

#define WEB_MAX_NUMBER 20

typedef struct
{
  const char *of;
  const char *is; /* the right answer */
} WebFact;

typedef enum
{
  WEB_FACT_COLOUR,   /* of a thing; one of WEB_SORT_COLOUR */
  WEB_FACT_OPPOSITE, /* of a word */
  WEB_FACT_MONTH,    /* "third" → March */
  WEB_N_FACTS,
} WebFacts;

const char *const *web_sort_get_words (WebSort sort, guint *n);
/* A bit for each sort whose words somebody could count among @sort: they never stand beside it. */
guint web_sort_get_doubtful (WebSort sort);
const WebFact *web_facts_get (WebFacts facts, guint *n);

/* What is shown of a word: in the language in use, the part before '|'. (transfer full) */
char *web_word_dup (const char *word);

G_END_DECLS
