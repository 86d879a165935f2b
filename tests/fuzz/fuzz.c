/* fuzz.c: see fuzz.h */
#include "fuzz.h"

#include "hark-error.h"
#include "hark-seal.h"

#include <sodium.h>
#include <string.h>

static GPtrArray *seeds;

void
fuzz_add (const char *name, gconstpointer data, gsize length)
{
  FuzzSeed *seed = g_new (FuzzSeed, 1);

  if (seeds == NULL)
    seeds = g_ptr_array_new ();
  *seed = (FuzzSeed){ g_strdup (name), g_bytes_new (data, length) };
  g_ptr_array_add (seeds, seed);
}

void
fuzz_add_text (const char *name, const char *text)
{
  fuzz_add (name, text, strlen (text));
}

GPtrArray *
fuzz_list (void)
{
  if (seeds == NULL)
    seeds = g_ptr_array_new ();
  return seeds;
}

/* --- numbers --- */

static GMutex random_lock;
static guint64 n_drawn;

static const char *
get_name (void)
{
  return "fixed";
}

static void
draw (void *const out, const size_t length)
{
  guint8 seed[randombytes_SEEDBYTES] = { 0 };

  g_mutex_lock (&random_lock);
  n_drawn++;
  memcpy (seed, &n_drawn, sizeof n_drawn);
  g_mutex_unlock (&random_lock);
  randombytes_buf_deterministic (out, length, seed);
}

static guint32
draw_word (void)
{
  guint32 word;

  draw (&word, sizeof word);
  return word;
}

void
fuzz_fix_random (void)
{
  static randombytes_implementation fixed
      = { .implementation_name = get_name, .random = draw_word, .buf = draw };

  g_mutex_lock (&random_lock);
  n_drawn = 0;
  g_mutex_unlock (&random_lock);
  randombytes_set_implementation (&fixed);
  hark_seal_init ();
}

/* --- promises --- */

void
fuzz_check (gboolean ok, GError **error)
{
  g_assert_true (ok == (*error == NULL));
  if (!ok)
    {
      g_assert_true ((*error)->domain == HARK_ERROR);
      g_assert_cmpint ((*error)->code, <, HARK_ERROR_LAST);
      g_assert_true ((*error)->message[0] != '\0');
      g_assert_true (g_utf8_validate ((*error)->message, -1, NULL));
    }
  g_clear_error (error);
}

/* --- reading the input --- */

guint
fuzz_take (const guint8 **data, gsize *size, guint n_bytes)
{
  guint value = 0;

  for (guint i = 0; i<n_bytes && * size> 0; i++)
    {
      value |= (guint) * *data << (8 * i);
      (*data)++;
      (*size)--;
    }

  return value;
}

char *
fuzz_take_line (const guint8 **data, gsize *size, char end)
{
  const guint8 *found = *size > 0 ? memchr (*data, end, *size) : NULL;
  gsize length = found != NULL ? (gsize)(found - *data) : *size;
  char *line = g_strndup ((const char *)*data, length);

  *data += length + (found != NULL);
  *size -= length + (found != NULL);
  return line;
}

void
fuzz_take_headers (const guint8 **data, gsize *size, GHashTable *header)
{
  for (;;)
    {
      g_autofree char *line = fuzz_take_line (data, size, '\n');
      char *value = strchr (line, ':');

      if (value == NULL)
        return;
      *value++ = '\0';
      value += strspn (value, " ");
      /* the gate lets only text in */
      if (g_utf8_validate (line, -1, NULL) && g_utf8_validate (value, -1, NULL))
        g_hash_table_insert (header, g_ascii_strdown (line, -1), g_strdup (value));
    }
}
