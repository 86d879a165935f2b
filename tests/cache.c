/* cache.c: see cache.h */
#include "cache.h"

#include <string.h>

#include "hark-api.h"
#include "hark-json.h"

#define OUTPUT_MAX (64 * 1024 * 1024)

Cache *
cache_new (void)
{
  Cache *self = g_new0 (Cache, 1);

  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
cache_free (Cache *self)
{
  g_hash_table_unref (self->rows);
  g_free (self->cursor);
  g_free (self);
}

static gboolean
belongs_to (gpointer key, gpointer value, gpointer user)
{
  const char *ticket = user;
  g_autoptr (JsonObject) row = hark_json_parse_object (value, strlen (value), OUTPUT_MAX, NULL);

  return (json_object_has_member (row, "tk")
          && g_str_equal (json_object_get_string_member (row, "tk"), ticket))
         || (g_str_has_prefix (key, "ticket ") && g_str_has_suffix (key, ticket));
}

static void
apply_line (Cache *self, JsonObject *line, const char *text)
{
  const char *kind = json_object_get_string_member (line, "k");
  g_autofree char *key = NULL;

  if (g_str_equal (kind, "drop"))
    {
      g_hash_table_foreach_remove (self->rows, belongs_to,
                                   (gpointer)json_object_get_string_member (line, "tk"));
      return;
    }

  if (g_str_equal (kind, "tomb")) /* the line itself stays, for tests to see */
    g_hash_table_foreach_remove (self->rows, belongs_to,
                                 (gpointer)json_object_get_string_member (line, "id"));
  if (g_str_equal (kind, "setting"))
    key = g_strdup_printf ("setting %" G_GINT64_FORMAT, json_object_get_int_member (line, "rv"));
  else if (g_str_equal (kind, "roster"))
    key = g_strdup_printf ("roster %" G_GINT64_FORMAT, json_object_get_int_member (line, "seq"));
  else
    key = g_strdup_printf (
        "%s %s", kind,
        json_object_get_string_member (line, g_str_equal (kind, "read") ? "tk" : "id"));
  g_hash_table_insert (self->rows, g_steal_pointer (&key), g_strdup (text));
}

gboolean
cache_pull_page (World *world, Cache *self, Actor *actor, guint limit)
{
  g_autofree char *path
      = self->cursor != NULL
            ? g_strdup_printf (HARK_API_SYNC "?limit=%u&since=%s", limit, self->cursor)
            : g_strdup_printf (HARK_API_SYNC "?limit=%u", limit);
  g_autoptr (Reply) reply = harness_request (world->harness, "GET", path, actor->token, NULL);
  g_autofree char *body
      = g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
  g_auto (GStrv) lines = g_strsplit (body, "\n", -1);
  guint n = g_strv_length (lines);
  gboolean more = FALSE;

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpuint (n, >=, 3);
  g_assert_cmpstr (lines[n - 1], ==, "");
  g_assert_cmpuint (n - 3, <=, limit);
  for (guint i = 0; i + 1 < n; i++)
    {
      g_autoptr (JsonObject) line
          = hark_json_parse_object (lines[i], strlen (lines[i]), OUTPUT_MAX, NULL);

      g_assert_nonnull (line);
      if (i == 0)
        {
          g_assert_cmpstr (json_object_get_string_member (line, "k"), ==, "head");
          more = json_object_get_boolean_member (line, "more");
        }
      else if (i == n - 2)
        {
          g_assert_cmpstr (json_object_get_string_member (line, "k"), ==, "end");
          g_assert_cmpint (json_object_get_int_member (line, "n"), ==, n - 3);
          g_free (self->cursor);
          self->cursor = g_strdup (json_object_get_string_member (line, "cur"));
        }
      else
        apply_line (self, line, lines[i]);
    }

  self->pages++;
  return more;
}

void
cache_pull (World *world, Cache *self, Actor *actor, guint limit)
{
  while (cache_pull_page (world, self, actor, limit))
    g_assert_cmpuint (self->pages, <, 100000);
}

guint
cache_count (Cache *self, const char *kind)
{
  g_autofree char *prefix = g_strconcat (kind, " ", NULL);
  GHashTableIter iter;
  gpointer key;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    n += g_str_has_prefix (key, prefix) ? 1 : 0;
  return n;
}

JsonObject *
cache_get (Cache *self, const char *kind, const HarkId *id)
{
  g_autofree char *text = hark_id_to_string (id);
  g_autofree char *key = g_strdup_printf ("%s %s", kind, text);
  const char *row = g_hash_table_lookup (self->rows, key);

  return row != NULL ? hark_json_parse_object (row, strlen (row), OUTPUT_MAX, NULL) : NULL;
}
