/* fuzz-page.c: a page of the server's feed, as the client takes it: one that is refused changes
 * nothing, and one that was taken can be shown and taken again
 *
 * The input is the page's lines; where it does not begin with its head, head and end are put around
 * it, so that lines can come and go. */
#include "fuzz.h"

#include "app-feed.h"
#include "app-load.h"
#include "shelf.h"

#include <string.h>

static AppStore *store;
static GBytes *valid; /* the whole page of a real server */

static void
set_up (void)
{
  store = shelf_get ()->store;
  valid = shelf_get ()->page;
}

static GBytes *
make_page (const guint8 *data, gsize size)
{
  static const char head[]
      = "{\"k\":\"head\",\"lineage\":\"00000000000000000000000000000001\","
        "\"to\":9,\"more\":false,\"schema\":1,\"backup_seq\":0,\"due\":false}\n";
  GString *page;
  guint n = 0;

  if (size >= 11 && memcmp (data, "{\"k\":\"head\"", 11) == 0)
    return g_bytes_new (data, size);

  page = g_string_new (head);
  g_string_append_len (page, (const char *)data, (gssize)size);
  if (size > 0 && data[size - 1] != '\n')
    g_string_append_c (page, '\n');
  for (gsize i = 0; i < page->len; i++)
    n += page->str[i] == '\n';
  g_string_append_printf (page, "{\"k\":\"end\",\"cur\":\"c\",\"n\":%u}\n", n - 1);
  return g_string_free_to_bytes (page);
}

static void
load_all (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = app_load_list (store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    {
      const AppTicket *row = g_ptr_array_index (list, i);
      g_autoptr (AppTicket) ticket = app_load_ticket (store, &row->id, &error);

      g_assert_no_error (error);
      g_assert_true (hark_id_equal (&ticket->id, &row->id));
    }
}

static gboolean
take (GBytes *page, gboolean reset)
{
  AppFeedPage taken = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *before = app_cache_get_meta (store->cache, "cursor"), *after = NULL;
  guint64 seq = hark_roster_get_seq (store->roster);
  gboolean ok = app_feed_apply (store, page, reset, &taken, &error);

  fuzz_check (ok, &error);
  after = app_cache_get_meta (store->cache, "cursor");
  g_assert_cmpstr (after, ==, ok ? taken.cursor : before);
  g_assert_true (ok || hark_roster_get_seq (store->roster) == seq);
  g_assert_cmpuint (app_cache_count_statements (store->cache), ==,
                    hark_roster_get_seq (store->roster));
  load_all ();
  app_feed_page_clear (&taken);
  return ok;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) page = NULL;

  set_up ();
  page = make_page (data, size);
  if (take (page, TRUE))
    {
      g_assert_true (take (page, TRUE));
      take (page, FALSE);
    }
  else
    {
      /* behind what is right, nothing is lost either */
      g_assert_true (take (valid, TRUE));
      take (page, FALSE);
    }
  return 0;
}

void
fuzz_seed (void)
{
  const char *text, *begin, *end;
  gsize length;

  set_up ();
  text = g_bytes_get_data (valid, &length);
  fuzz_add ("page", text, length);
  begin = (const char *)memchr (text, '\n', length) + 1;
  end = memrchr (text, '\n', length - 1);
  fuzz_add ("lines", begin, (gsize)(end + 1 - begin));
  fuzz_add_text ("drop", "{\"k\":\"drop\",\"tk\":\"00000000000000000000000000000001\",\"seq\":5}\n"
                         "{\"k\":\"read\",\"tk\":\"00000000000000000000000000000001\",\"rv\":1,"
                         "\"up_to\":4}");
}
