/* fuzz-events.c: the server's event stream is read the same in one piece and in many */
#include "fuzz.h"

#include "app-events.h"

static gboolean
read_events (AppEventReader *reader, const guint8 *data, gsize size, gsize step)
{
  gboolean ok = TRUE;

  app_event_reader_init (reader);
  for (gsize at = 0; ok && at < size; at += step)
    {
      g_autoptr (GError) error = NULL;
      gsize n = MIN (step, size - at);
      g_autofree char *piece = g_memdup2 (data + at, n);

      ok = app_event_reader_feed (reader, piece, n, &error);
      fuzz_check (ok, &error);
      g_assert_cmpuint (reader->line->len, <=, APP_EVENTS_MAX_LINE);
    }

  app_event_reader_clear (reader);
  return ok;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize step = 1 + fuzz_take (&data, &size, 1);
  AppEventReader whole, pieces;

  g_assert_true (read_events (&whole, data, size, MAX (size, 1))
                 == read_events (&pieces, data, size, step));
  g_assert_cmpint (whole.newest, ==, pieces.newest);
  g_assert_cmpint (whole.to, ==, pieces.to);
  g_assert_cmpuint (whole.n_heard, ==, pieces.n_heard);
  g_assert_true (whole.newest >= 0 && whole.to >= -1);
  return 0;
}

void
fuzz_seed (void)
{
  fuzz_add_text ("event",
                 "\x03id: 7\ndata: {\"to\":7}\n\n: beat\n\nid: 8\r\ndata:{\"to\":8}\r\n\r\n");
  fuzz_add_text ("other", "\xff"
                          "retry: 5\nevent: x\ndata\n\ndata: {\"to\":-1}\n\n");
}
