/* web-guess.h: how often a password was wrong lately, for the name that it was tried with.
 *
 * It brings whoever tries that name more security questions and never closes it: a stranger could
 * keep its owner out. Names are not kept: each counts in a place of a table that others share, the
 * same whether somebody has it or not. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WEB_GUESS_SECOND 5        /* wrong ones that bring a second question … */
#define WEB_GUESS_THIRD 20        /* … and a third one */
#define WEB_GUESS_HALVE (10 * 60) /* seconds after which half of them are forgotten */

typedef struct _WebGuesses WebGuesses;

WebGuesses *web_guesses_new (void);
void web_guesses_free (WebGuesses *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebGuesses, web_guesses_free)

/* How many questions somebody who tries @name is asked at least. From any thread, as below. */
guint web_guesses_get_questions (WebGuesses *self, const char *name, gint64 now);
void web_guesses_add (WebGuesses *self, const char *name, gint64 now);

G_END_DECLS
