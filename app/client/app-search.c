/* app-search.c: see app-search.h */
#include "app-search.h"

#include <string.h>

#include "hark-seal.h"

#define SNIPPET_BEFORE 40 /* bytes before the first word, about */
#define SNIPPET_LENGTH 160
#define N_SIMPLE 0x180 /* characters below are folded once and remembered */

struct _AppSearchQuery
{
  gatomicrefcount ref_count;
  guint n_words;
  char *words[APP_SEARCH_MAX_WORDS]; /* folded */
};

/* --- folding --- */

/* A text as it is compared, and, where it is wanted, from which byte of the text each of its bytes
 * came. */
typedef struct
{
  GString *text;
  GArray *origin; /* guint; one more than bytes: the end */
} Folded;

static char *
fold_cluster (const char *text, gssize length)
{
  g_autofree char *normal = g_utf8_normalize (text, length, G_NORMALIZE_ALL);
  g_autofree char *folded = normal != NULL ? g_utf8_casefold (normal, -1) : NULL;

  /* Casefolding may compose anew what was taken apart. */
  return folded != NULL ? g_utf8_normalize (folded, -1, G_NORMALIZE_ALL) : g_strdup ("");
}

static const char *const *
get_simple (void)
{
  static gsize ready;
  static char *simple[N_SIMPLE];

  if (g_once_init_enter (&ready))
    {
      for (gunichar c = 1; c < N_SIMPLE; c++)
        {
          char text[7] = { 0 };

          simple[c] = fold_cluster (text, g_unichar_to_utf8 (c, text));
        }
      g_once_init_leave (&ready, 1);
    }

  return (const char *const *)simple;
}

/* A character with the marks that belong to it. */
static const char *
end_cluster (const char *at)
{
  at = g_utf8_next_char (at);
  while ((guchar)*at >= 0x80 && g_unichar_combining_class (g_utf8_get_char (at)) != 0)
    at = g_utf8_next_char (at);

  return at;
}

/* What grows by itself leaves copies behind that nobody wipes: here the old place is wiped first.
 */
static void
append_wiping (Folded *folded, const char *data, gsize length)
{
  GString *old = folded->text;

  if (old->len + length >= old->allocated_len)
    {
      folded->text = g_string_sized_new (2 * (old->len + length) + 64);
      g_string_append_len (folded->text, old->str, (gssize)old->len);
      hark_seal_wipe (old->str, old->len);
      g_string_free (old, TRUE);
    }
  g_string_append_len (folded->text, data, (gssize)length);
}

static void
append_folded (Folded *folded, const char *piece, guint origin)
{
  gsize length = strlen (piece);

  append_wiping (folded, piece, length);
  for (gsize i = 0; folded->origin != NULL && i < length; i++)
    g_array_append_val (folded->origin, origin);
}

/* The most of most texts: letters that neither have marks nor are any. Returns where that ends. */
static const char *
fold_plain (Folded *folded, const char *at)
{
  const char *end = at;
  gsize before = folded->text->len;

  while (*end != '\0' && (guchar)end[0] < 0x80 && (guchar)end[1] < 0x80)
    end++;
  append_wiping (folded, at, (gsize)(end - at));
  for (char *c = folded->text->str + before; *c != '\0'; c++)
    if (*c >= 'A' && *c <= 'Z')
      *c += 'a' - 'A';

  return end;
}

static void
fold (Folded *folded, const char *text, gboolean with_origin)
{
  const char *const *simple = get_simple ();
  gsize size = strlen (text);
  guint end = size;

  /* Large enough for all but the strangest. */
  folded->text = g_string_sized_new (size + size / 2 + 64);
  folded->origin = with_origin ? g_array_sized_new (FALSE, FALSE, sizeof (guint), size + 1) : NULL;
  for (const char *at = text; *at != '\0';)
    {
      const char *next = with_origin ? at : fold_plain (folded, at);
      gunichar c;

      if (next > at)
        {
          at = next;
          continue;
        }
      next = end_cluster (at);
      c = g_utf8_get_char (at);
      if (next == g_utf8_next_char (at) && c < N_SIMPLE)
        append_folded (folded, simple[c], at - text);
      else
        {
          char *piece = fold_cluster (at, next - at);

          append_folded (folded, piece, at - text);
          hark_seal_free_string (piece);
        }
      at = next;
    }
  if (with_origin)
    g_array_append_val (folded->origin, end);
}

static void
folded_clear (Folded *folded)
{
  hark_seal_wipe (folded->text->str, folded->text->len);
  g_string_free (folded->text, TRUE);
  g_clear_pointer (&folded->origin, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folded, folded_clear)

/* --- the query --- */

static gboolean
is_known (AppSearchQuery *self, const char *word)
{
  for (guint i = 0; i < self->n_words; i++)
    if (g_str_equal (self->words[i], word))
      return TRUE;

  return FALSE;
}

AppSearchQuery *
app_search_query_new (const char *text)
{
  g_autoptr (AppSearchQuery) self = g_new0 (AppSearchQuery, 1);
  g_auto (Folded) folded = { 0 };
  g_auto (GStrv) words = NULL;

  g_atomic_ref_count_init (&self->ref_count);
  fold (&folded, text, FALSE);
  words = g_strsplit_set (folded.text->str, " \t\r\n", -1);
  for (char **word = words; *word != NULL; word++)
    {
      if (**word != '\0' && self->n_words < APP_SEARCH_MAX_WORDS && !is_known (self, *word))
        self->words[self->n_words++] = g_strdup (*word);
      hark_seal_wipe (*word, strlen (*word));
    }

  return self->n_words > 0 ? g_steal_pointer (&self) : NULL;
}

AppSearchQuery *
app_search_query_ref (AppSearchQuery *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
app_search_query_unref (AppSearchQuery *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_words; i++)
    hark_seal_free_string (self->words[i]);
  g_free (self);
}

guint
app_search_query_get_mask (AppSearchQuery *self)
{
  return (1u << self->n_words) - 1;
}

guint
app_search_query_look (AppSearchQuery *self, const char *text)
{
  g_auto (Folded) folded = { 0 };
  guint found = 0;

  fold (&folded, text, FALSE);
  for (guint i = 0; i < self->n_words; i++)
    if (strstr (folded.text->str, self->words[i]) != NULL)
      found |= 1u << i;

  return found;
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const AppSearchRange *x = a, *y = b;

  return x->start != y->start ? (x->start < y->start ? -1 : 1) : 0;
}

GArray *
app_search_query_find (AppSearchQuery *self, const char *text)
{
  g_auto (Folded) folded = { 0 };
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (AppSearchRange));

  fold (&folded, text, TRUE);
  for (guint i = 0; i < self->n_words; i++)
    {
      gsize length = strlen (self->words[i]);
      const char *at = folded.text->str;

      while ((at = strstr (at, self->words[i])) != NULL)
        {
          gsize from = at - folded.text->str;
          guint last = g_array_index (folded.origin, guint, from + length - 1);
          AppSearchRange range = { .start = g_array_index (folded.origin, guint, from) };

          range.end = end_cluster (text + last) - text;
          g_array_append_val (ranges, range);
          at += length;
        }
    }
  g_array_sort (ranges, compare_ranges);

  return ranges;
}

/* --- a hit --- */

AppSearchHit *
app_search_hit_new (void)
{
  return g_atomic_rc_box_new0 (AppSearchHit);
}

AppSearchHit *
app_search_hit_ref (AppSearchHit *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
hit_clear (gpointer data)
{
  AppSearchHit *self = data;

  g_free (self->number);
  hark_seal_free_string (self->title);
  hark_seal_free_string (self->snippet);
  g_clear_pointer (&self->ranges, g_array_unref);
}

void
app_search_hit_unref (AppSearchHit *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, hit_clear);
}

/* The nearest beginning of a character, of a word where one is near. */
static gsize
find_start (const char *text, gsize wanted)
{
  const char *at = text + wanted;

  if (wanted == 0)
    return 0;
  for (guint i = 0; i < SNIPPET_BEFORE / 2 && *at != '\0'; i++, at++)
    if (*at == ' ' || *at == '\n')
      return at + 1 - text;

  at = text + wanted;
  while (((guchar)*at & 0xc0) == 0x80)
    at++;
  return at - text;
}

void
app_search_hit_set_snippet (AppSearchHit *self, AppSearchQuery *query, const char *text)
{
  g_autoptr (GArray) all = app_search_query_find (query, text);
  gsize size = strlen (text);
  gsize first = all->len > 0 ? g_array_index (all, AppSearchRange, 0).start : 0;
  gsize start = find_start (text, first > SNIPPET_BEFORE ? first - SNIPPET_BEFORE : 0);
  gsize end = MIN (size, start + SNIPPET_LENGTH);
  const char *before = start > 0 ? "…" : "";
  char *piece;

  while (end < size && ((guchar)text[end] & 0xc0) == 0x80)
    end++;
  piece = g_strndup (text + start, end - start);
  for (char *c = piece; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  hark_seal_free_string (self->snippet);
  self->snippet = g_strconcat (before, piece, end < size ? "…" : "", NULL);
  hark_seal_free_string (piece);

  g_clear_pointer (&self->ranges, g_array_unref);
  self->ranges = g_array_new (FALSE, FALSE, sizeof (AppSearchRange));
  for (guint i = 0; i < all->len; i++)
    {
      AppSearchRange range = g_array_index (all, AppSearchRange, i);

      if (range.start < start || range.end > end)
        continue;
      range.start += strlen (before) - start;
      range.end += strlen (before) - start;
      g_array_append_val (self->ranges, range);
    }
}
