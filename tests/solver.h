/* solver.h: answers security questions as a person does: from the sentence alone, in English and
 * German. It shares words and sentences with the portal, but none of the ways to an answer. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The answer to the first question in @text, which may be a whole page with line breaks anywhere
 * between words; NULL where there is none. Numbers come in words or in digits. (transfer full) */
char *solver_solve (const char *text);

G_END_DECLS
