/* web-question-making.h: how security questions are made: for web-question-*.c alone.
 *
 * A kind is a sentence and a function that fills it. The functions throw dice that follow from the
 * seed, put words into a row, say the sentence and note the answer. */
#pragma once

#include "web-question-kind.h"
#include "web-question-word.h"

G_BEGIN_DECLS

#define WEB_MAX_ROW 9

typedef struct _WebKind WebKind;

typedef struct
{
  const WebKind *kind;
  const guint8 *seed; /* WEB_SEED_LEN bytes */
  guint8 index;
  guint32 thrown;
  const char *row[WEB_MAX_ROW]; /* words; msgids */
  guint n;                      /* of them */
  WebQuestion *question;
} WebMaking;

struct _WebKind
{
  const char *name;
  const char *format;
  void (*make) (WebMaking *making);
  guint a, b; /* what @make makes of them */
};

typedef struct
{
  const WebKind *kinds;
  guint n;
} WebKinds;

extern const WebKinds web_kinds_number;
extern const WebKinds web_kinds_row;
extern const WebKinds web_kinds_fact;

/* 0 to @n - 1. */
guint web_making_throw (WebMaking *making, guint n);
/* @low to @high. */
guint web_making_between (WebMaking *making, guint low, guint high);
const char *web_making_pick (WebMaking *making, WebSort sort);
const char *web_making_number (guint value);
/* The number that a word of a row is; -1 for another word. */
int web_making_value_of (const char *word);
gboolean web_making_has (const guint *values, guint n, guint value);

/* @n words, each of another sort, and of none whose bit is in @avoid. */
void web_making_fill_row (WebMaking *making, guint n, guint avoid);
/* Puts @word at a place of the row that chance chooses. */
void web_making_put_in (WebMaking *making, const char *word);

/* The sentence, with what is shown of each word; what it does not need may be NULL. */
void web_making_say (WebMaking *making, const char *first, const char *second, const char *third);
void web_making_say_row (WebMaking *making);
/* @word is a word or a letter. */
void web_making_say_with_row (WebMaking *making, const char *word);

void web_making_answer (WebMaking *making, const char *word);
void web_making_answer_number (WebMaking *making, guint value);
void web_making_answer_letter (WebMaking *making, char letter);

G_END_DECLS
