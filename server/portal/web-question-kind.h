/* web-question-kind.h: what the security questions ask, in words.
 *
 * A question can be answered without seeing or hearing anything, knows nothing of a place or a
 * faith, and has one right answer. What is asked follows from a seed, so nothing has to be kept. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WEB_SEED_LEN 16

typedef struct
{
  char *text;   /* in the language in use when it was made */
  char *answer; /* the words that are right, with '|' between them; the first is the usual one */
  int number;   /* what digits may say, -1 for no number */
} WebQuestion;

void web_question_free (WebQuestion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebQuestion, web_question_free)

/* The @index-th question of a seed, in the language in use. */
WebQuestion *web_question_new (const guint8 seed[WEB_SEED_LEN], guint8 index);
/* The same of one kind. */
WebQuestion *web_question_new_of (guint kind, const guint8 seed[WEB_SEED_LEN], guint8 index);

guint web_question_count_kinds (void);
/* A name for developers: "plus". */
const char *web_question_get_name (guint kind);
/* The sentence as it stands in the sources, with %s for what changes. */
const char *web_question_get_format (guint kind);

/* In words or digits, in any case, with an article or a dot, umlauts as people write them without
 * the keys. Several different answers at once are none. In the language that the question has. */
gboolean web_question_is_right (const WebQuestion *self, const char *answer);

G_END_DECLS
