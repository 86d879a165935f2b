/* test-forget.c: what a locked client has in memory, looked at by itself: nothing that was readable
 *
 * What is looked for stands here only inverted, or the search would find itself. */
#include "app-client-draft.h"
#include "app-client-search.h"
#include "device.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WINDOW (1 << 20)
#define CANARY_LEN 24

/* Made at run time, so that the program's own text does not have it. */
static void
make_canary (char text[CANARY_LEN + 1], guint8 inverted[CANARY_LEN])
{
  for (guint i = 0; i < CANARY_LEN; i++)
    {
      text[i] = (char)('a' + g_random_int_range (0, 26));
      inverted[i] = (guint8)~text[i];
    }
  text[CANARY_LEN] = '\0';
}

static guint
count_in (const guint8 *data, gsize length, const guint8 inverted[CANARY_LEN])
{
  const guint8 *at = data, *end = data + length;
  guint found = 0;

  while (end - at >= CANARY_LEN && (at = memchr (at, (guint8)~inverted[0], end - at)) != NULL)
    {
      guint same = 0;

      while (same < CANARY_LEN && at + same < end && (at[same] ^ inverted[same]) == 0xff)
        same++;
      found += same == CANARY_LEN;
      at++;
    }
  return found;
}

/* In all of this process's memory that can be read, but in the window that it is read through. */
static guint
count_in_memory (const guint8 inverted[CANARY_LEN])
{
  guint8 *window
      = mmap (NULL, 2 * WINDOW, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  FILE *maps = fopen ("/proc/self/maps", "re");
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  guint64 begin, end, own = (guint64)(gsize)window;
  guint found = 0;
  char line[4096];

  g_assert_true (maps != NULL && memory >= 0 && window != MAP_FAILED);
  while (fgets (line, sizeof line, maps) != NULL)
    {
      if (sscanf (line, "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x", &begin, &end) != 2)
        continue;
      for (guint64 at = begin; at < end; at += WINDOW)
        {
          gssize n;

          if (at >= own && at < own + 2 * WINDOW)
            continue;
          n = pread (memory, window, MIN (end - at, WINDOW + CANARY_LEN - 1), (off_t)at);
          if (n > 0)
            found += count_in (window, (gsize)n, inverted);
        }
    }
  fclose (maps);
  close (memory);
  munmap (window, 2 * WINDOW);
  return found;
}

static void
ignore_hits (GPtrArray *hits, gpointer unused)
{
}

/* A report and a note of the server, a draft of its own, and what a search went through. */
static void
test_locked_client_has_nothing_readable (Device *f, gconstpointer unused)
{
  char text[CANARY_LEN + 1];
  guint8 inverted[CANARY_LEN];
  AppKeptDraft *draft;
  AppTicket *loaded;
  HarkId ticket;

  make_canary (text, inverted);
  ticket = device_submit (f, text, NULL);
  device_sync (f->client);
  device_write (f->client, APP_ACTION_NOTE, &ticket, text);
  device_sync (f->client);
  loaded = device_load (f->client, &ticket);
  draft = app_kept_draft_new (&ticket, APP_DRAFT_ANSWER_KIND);
  draft->text = g_strdup (text);
  app_client_save_draft (f->client, draft);
  app_kept_draft_free (draft);
  g_assert_true (app_client_search_sync (f->client, text, NULL, ignore_hits, NULL, NULL));
  hark_seal_wipe (text, sizeof text);

  g_assert_cmpuint (count_in_memory (inverted), >, 2); /* it finds what is there */
  g_object_unref (loaded);
  g_assert_cmpuint (count_in_memory (inverted), >, 0); /* the draft, not yet written */
  app_client_lock (f->client);
  hark_seal_wipe_stack ();
  g_assert_cmpuint (count_in_memory (inverted), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/forget/lock", Device, NULL, device_set_up, test_locked_client_has_nothing_readable,
              device_tear_down);

  return g_test_run ();
}
