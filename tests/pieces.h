/* pieces.h: content by letters, and who can read which: each piece is one letter, and everybody who
 * ever held keys is asked for each, by their program and by their keys
 *
 * By keys means: with every private key that they have or had, whatever these opened before, and a
 * copy of all that the server stores. */
#pragma once

#include "year.h"

G_BEGIN_DECLS

/* "canary-piece-x." for the piece @letter; in static memory, a few at a time. */
const char *year_piece (char letter);
/* A file that holds it; the path is (transfer full). */
char *year_make_file (Year *self, char letter);

/* The letters, in their order. (transfer full) */
char *year_read_shown (Year *self, Holder *holder);
char *year_read_by_keys (Year *self, Holder *holder);
/* What all that the server stores opens by itself: each 32 bytes in it tried as each sort of key.
 */
char *year_read_by_store (Year *self);

G_END_DECLS
