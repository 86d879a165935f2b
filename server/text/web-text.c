/* web-text.c: see web-text.h */
#include "web-text.h"

#include <gio/gio.h>
#include <string.h>

#include "text-resource.h"

#define MO_MAGIC 0x950412deu
#define MO_HEAD 20

static const char *const languages[] = { "en", "de", NULL };

static GPrivate in_use; /* GHashTable of a catalogue, NULL for the sources' own language */

/* ------------------------------------------------------------------ catalogues */

static guint32
read_int (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);
  return GUINT32_FROM_LE (value);
}

/* One string of a table of (length, offset) pairs; NULL where it lies outside or does not end in
 * NUL. @plural: what stands behind a NUL in it; NULL: nothing. */
static const char *
read_string (const guint8 *data, gsize size, guint32 table, guint32 index, const char **plural)
{
  guint64 entry = (guint64)table + 8 * (guint64)index;
  guint64 length, offset;
  const char *text;

  if (entry + 8 > size)
    return NULL;

  length = read_int (data + entry);
  offset = read_int (data + entry + 4);
  if (offset + length >= size || data[offset + length] != '\0')
    return NULL;

  text = (const char *)data + offset;
  *plural = strlen (text) < length ? text + strlen (text) + 1 : NULL;
  return text;
}

/* A catalogue as msgfmt --endianness=little writes it (gettext manual, "The Format of GNU MO
 * Files"). Its strings stay where the compiler has put them. */
static GHashTable *
load_catalogue (const char *language)
{
  g_autofree char *path = g_strdup_printf ("/hark/text/%s.mo", language);
  g_autoptr (GBytes) bytes
      = g_resource_lookup_data (text_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  GHashTable *catalogue = g_hash_table_new (g_str_hash, g_str_equal);
  const guint8 *data;
  gsize size;
  guint32 n;

  g_assert (bytes != NULL);
  data = g_bytes_get_data (bytes, &size);
  g_assert (size >= MO_HEAD && read_int (data) == MO_MAGIC);
  n = read_int (data + 8);

  for (guint32 i = 0; i < n; i++)
    {
      const char *froms, *tos;
      const char *from = read_string (data, size, read_int (data + 12), i, &froms);
      const char *to = read_string (data, size, read_int (data + 16), i, &tos);

      g_assert (from != NULL && to != NULL);
      if (*from != '\0' && *to != '\0')
        g_hash_table_insert (catalogue, (gpointer)from, (gpointer)to);
      if (froms != NULL && *to != '\0')
        {
          g_assert (tos != NULL);
          g_hash_table_insert (catalogue, (gpointer)froms, (gpointer)tos);
        }
    }

  return catalogue;
}

static GHashTable *
get_catalogue (const char *language)
{
  static GHashTable *catalogues[G_N_ELEMENTS (languages)];
  static gsize loaded;

  if (g_once_init_enter (&loaded))
    {
      for (guint i = 1; languages[i] != NULL; i++)
        catalogues[i] = load_catalogue (languages[i]);
      g_once_init_leave (&loaded, 1);
    }

  for (guint i = 1; languages[i] != NULL; i++)
    if (g_strcmp0 (languages[i], language) == 0)
      return catalogues[i];

  return NULL;
}

const char *const *
web_text_list_languages (void)
{
  return languages;
}

const char *
web_text_get_own_name (const char *language)
{
  return g_str_equal (language, "de") ? "Deutsch" : "English";
}

void
web_text_use (const char *language)
{
  g_private_set (&in_use, get_catalogue (language));
}

const char *
web_text_get (const char *text)
{
  GHashTable *catalogue = g_private_get (&in_use);
  const char *found = catalogue != NULL ? g_hash_table_lookup (catalogue, text) : NULL;

  return found != NULL ? found : text;
}

/* Both languages have one form for 1 and another for everything else. */
const char *
web_text_get_plural (const char *one, const char *many, guint n)
{
  return web_text_get (n == 1 ? one : many);
}

/* ------------------------------------------------------------------ days and sizes */

static const char *
get_month (int month)
{
  static const char *const names[]
      = { N_ ("January"),   N_ ("February"), N_ ("March"),    N_ ("April"),
          N_ ("May"),       N_ ("June"),     N_ ("July"),     N_ ("August"),
          N_ ("September"), N_ ("October"),  N_ ("November"), N_ ("December") };

  return web_text_get (names[month - 1]);
}

static GDateTime *
get_local (gint64 instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

char *
web_text_dup_day (gint64 instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) local = get_local (instant, zone);

  if (local == NULL)
    return g_strdup ("–");

  /* TRANSLATORS: a date: day, name of the month, year */
  return g_strdup_printf (_ ("%d %s %d"), g_date_time_get_day_of_month (local),
                          get_month (g_date_time_get_month (local)), g_date_time_get_year (local));
}

char *
web_text_dup_moment (gint64 instant, GTimeZone *zone)
{
  g_autoptr (GDateTime) local = get_local (instant, zone);
  g_autofree char *day = web_text_dup_day (instant, zone);

  if (local == NULL)
    return g_strdup ("–");

  /* TRANSLATORS: a date as above, hour, minute */
  return g_strdup_printf (_ ("%s, %02d:%02d"), day, g_date_time_get_hour (local),
                          g_date_time_get_minute (local));
}

char *
web_text_dup_size (gint64 bytes)
{
  gint64 tenths = (bytes + 50) / 100; /* of kilobytes */

  if (bytes == 1)
    return g_strdup (_ ("1 byte"));
  if (bytes < 1000)
    return g_strdup_printf (_ ("%d bytes"), (int)bytes);
  if (tenths < 10000)
    /* TRANSLATORS: kilobytes and tenths of them, with the sign that your language puts between */
    return g_strdup_printf (_ ("%d.%d kB"), (int)(tenths / 10), (int)(tenths % 10));

  tenths = (bytes + 50000) / 100000;
  /* TRANSLATORS: megabytes and tenths of them, with the sign that your language puts between */
  return g_strdup_printf (_ ("%d.%d MB"), (int)(tenths / 10), (int)(tenths % 10));
}
