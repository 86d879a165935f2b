/* web-question-answer.c: is an answer right? See web-question-kind.h */
#include "web-question-kind.h"

#include <string.h>

#include "web-text.h"

/* Small letters and digits only, a blank for all between; umlauts as ae, or with @bare as a.
 * (transfer full) */
static char *
simplify (const char *text, gboolean bare)
{
  g_autofree char *lower = g_utf8_casefold (text, -1);
  g_autofree char *composed = g_utf8_normalize (lower, -1, G_NORMALIZE_ALL_COMPOSE);
  GString *simple = g_string_new (NULL);

  for (const char *at = composed; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == 0xe4 || c == 0xf6 || c == 0xfc) /* ä ö ü */
        g_string_append_printf (simple, "%c%s",
                                c == 0xe4   ? 'a'
                                : c == 0xf6 ? 'o'
                                            : 'u',
                                bare ? "" : "e");
      else if (g_unichar_isdigit (c))
        g_string_append_c (simple, (char)('0' + g_unichar_digit_value (c)));
      else if (g_unichar_isalpha (c))
        g_string_append_unichar (simple, c);
      else if (simple->len > 0 && simple->str[simple->len - 1] != ' ')
        g_string_append_c (simple, ' ');
    }

  return g_strchomp (g_string_free (simple, FALSE));
}

/* Whether @word, which is simple, is one of @words. */
static gboolean
is_one_of (const char *word, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, "|", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *full = simplify (list[i], FALSE), *bare = simplify (list[i], TRUE);

      if (g_str_equal (word, full) || g_str_equal (word, bare))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_right_word (const WebQuestion *self, const char *word)
{
  g_autofree char *digits = g_strdup_printf ("%d", self->number);

  return is_one_of (word, self->answer) || (self->number >= 0 && g_str_equal (word, digits));
}

gboolean
web_question_is_right (const WebQuestion *self, const char *answer)
{
  g_autofree char *given = simplify (answer, FALSE);
  g_auto (GStrv) words = g_strsplit (given, " ", -1);
  gboolean right = FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    if (is_right_word (self, words[i]))
      right = TRUE;
    /* TRANSLATORS: what people write around the answer to a security question ("It is the horse."),
     * with | between, in small letters */
    else if (!is_one_of (words[i], _ ("the|a|an|it|it's|is|are|that|this|they|s|one|of|in|on|at|to|"
                                      "answer|word|letter|number|colour|color|day|o|clock|times|"
                                      "hours|pieces")))
      return FALSE;

  return right;
}
