/* fuzz.h: what every fuzz-NOUN.c is made of
 *
 * A target is LLVMFuzzerTestOneInput () and fuzz_seed (). libFuzzer drives it where the project is
 * configured with -Dfuzz=true, fuzz-main.c everywhere else. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Aborts where a promise is broken; 0 always. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Hands over, by fuzz_add (), what the real writers write: where mutation begins. */
void fuzz_seed (void);

typedef struct
{
  char *name; /* of a file, unique in the target */
  GBytes *bytes;
} FuzzSeed;

void fuzz_add (const char *name, gconstpointer data, gsize length);
void fuzz_add_text (const char *name, const char *text);
/* All that were added. (element-type FuzzSeed) */
GPtrArray *fuzz_list (void);

/* From now on libsodium draws the same numbers in every run: what a target makes with them fits
 * the kept inputs. Starts libsodium. */
void fuzz_fix_random (void);

/* @error is set exactly where @ok is FALSE, is one of ours and says something. Clears it. */
void fuzz_check (gboolean ok, GError **error);

/* A byte or a number off the front of the input; 0 where nothing is left. */
guint fuzz_take (const guint8 **data, gsize *size, guint n_bytes);
/* The same from the front of the input up to @end, which is skipped: the whole rest where there is
 * no @end. NUL-terminated. (transfer full) */
char *fuzz_take_line (const guint8 **data, gsize *size, char end);
/* Lines "NAME: VALUE" up to one without a colon, into @header by small names. */
void fuzz_take_headers (const guint8 **data, gsize *size, GHashTable *header);

G_END_DECLS
