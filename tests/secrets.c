/* secrets.c: see secrets.h */
#include "secrets.h"

#include <sodium.h>
#include <string.h>

#define BEGIN 8 /* bytes by which a form is looked up */
#define MIN_LEN 12

typedef struct
{
  char *what;
  GBytes *bytes;
} Spelled;

struct _Secrets
{
  GHashTable *forms; /* the first BEGIN bytes → GPtrArray of Spelled */
  gsize n_bytes;
};

static void
spelled_free (gpointer data)
{
  Spelled *self = data;

  g_free (self->what);
  g_bytes_unref (self->bytes);
  g_free (self);
}

Secrets *
secrets_new (void)
{
  Secrets *self = g_new0 (Secrets, 1);

  self->forms = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                       (GDestroyNotify)g_ptr_array_unref);
  return self;
}

void
secrets_free (Secrets *self)
{
  g_hash_table_unref (self->forms);
  g_free (self);
}

gsize
secrets_count_bytes (Secrets *self)
{
  return self->n_bytes;
}

static void
add_form (Secrets *self, const char *what, gconstpointer data, gsize length)
{
  Spelled *form;
  GPtrArray *forms;
  gint64 begin;

  if (length < BEGIN)
    return;

  memcpy (&begin, data, sizeof begin);
  forms = g_hash_table_lookup (self->forms, &begin);
  if (forms == NULL)
    {
      forms = g_ptr_array_new_with_free_func (spelled_free);
      g_hash_table_insert (self->forms, g_memdup2 (&begin, sizeof begin), forms);
    }
  form = g_new0 (Spelled, 1);
  form->what = g_strdup (what);
  form->bytes = g_bytes_new (data, length);
  g_ptr_array_add (forms, form);
}

/* As it is, and in UTF-16 either way round. */
static void
add_letters (Secrets *self, const char *what, const char *text, gsize length)
{
  g_autofree char *wide = g_malloc0 (2 * length + 1);

  add_form (self, what, text, length);
  for (gsize i = 0; i < length; i++)
    wide[2 * i] = text[i];
  add_form (self, what, wide, 2 * length);
  memmove (wide + 1, wide, 2 * length - 1);
  wide[0] = '\0';
  add_form (self, what, wide, 2 * length);
}

static void
add_hex (Secrets *self, const char *what, const guint8 *data, gsize length)
{
  g_autoptr (GString) hex = g_string_new (NULL);
  g_autofree char *upper = NULL;

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  upper = g_ascii_strup (hex->str, -1);
  add_letters (self, what, hex->str, hex->len);
  add_letters (self, what, upper, hex->len);
}

/* Three bytes are four letters: it reads otherwise by where in them it begins. The edges depend on
 * what stands beside it. */
static void
add_base64 (Secrets *self, const char *what, const guint8 *data, gsize length)
{
  for (gsize shift = 0; shift < 3; shift++)
    {
      g_autofree guint8 *shifted = g_malloc0 (shift + length);
      g_autofree char *text = NULL, *url = NULL;
      gsize begin = shift > 0 ? 4 : 0, end = (shift + length) / 3 * 4;

      memcpy (shifted + shift, data, length);
      text = g_base64_encode (shifted, shift + length);
      url = g_strdup (text);
      g_strdelimit (url, "+", '-');
      g_strdelimit (url, "/", '_');
      add_letters (self, what, text + begin, end - begin);
      add_letters (self, what, url + begin, end - begin);
    }
}

void
secrets_add (Secrets *self, const char *what, gconstpointer data, gsize length)
{
  g_assert_cmpuint (length, >=, MIN_LEN);
  if (sodium_is_zero (data, length))
    return;

  add_letters (self, what, data, length);
  add_hex (self, what, data, length);
  add_base64 (self, what, data, length);
}

void
secrets_add_text (Secrets *self, const char *what, const char *text)
{
  secrets_add (self, what, text, strlen (text));
}

/* --- looking --- */

static guint
look_in (Secrets *self, const char *path, const char *data, gsize length)
{
  guint found = 0;

  self->n_bytes += length;
  for (gsize at = 0; at + BEGIN <= length; at++)
    {
      GPtrArray *forms;
      gint64 begin;

      memcpy (&begin, data + at, sizeof begin);
      forms = g_hash_table_lookup (self->forms, &begin);
      for (guint i = 0; forms != NULL && i < forms->len; i++)
        {
          const Spelled *form = g_ptr_array_index (forms, i);
          gsize size = g_bytes_get_size (form->bytes);

          if (size > length - at
              || memcmp (data + at, g_bytes_get_data (form->bytes, NULL), size) != 0)
            continue;
          g_test_message ("%s stands in %s", form->what, path);
          found++;
        }
    }
  return found;
}

static guint
look_at (Secrets *self, const char *path)
{
  g_autofree char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, NULL))
    return 0; /* it is gone again */
  return look_in (self, path, data, length) + look_in (self, path, path, strlen (path));
}

guint
secrets_look (Secrets *self, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint found = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        continue;
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        found += secrets_look (self, path);
      else if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        found += look_at (self, path);
    }
  return found;
}
