/* test-liar-slow.c: answers that come byte by byte, for ever; and slow ones that are honest */
#include "deceived.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app-http.h"
#include "folder.h"
#include "hark-api.h"

/* Of the slowest answer that is waited for. */
#define WINDOW 200 /* milliseconds */
#define LEAST 1000 /* bytes in it */
/* Until one that is slower is given up, on a machine that has much else to do. */
#define SECONDS 20

typedef struct
{
  const char *head;  /* at once */
  const char *piece; /* again and again */
  guint drip;
  gboolean may_end; /* what comes then is nothing that HTTP needs */
} Drip;

/* A Lie. */
static void
drip (LiarAnswer *answer, gpointer user)
{
  const Drip *drip = user;

  g_string_assign (answer->headers, drip->head);
  liar_set_text (answer, drip->piece);
  answer->is_raw = TRUE;
  answer->n_repeats = G_MAXUINT - 1;
  answer->drip = drip->drip;
  answer->at_once = strlen (drip->head);
}

#define OK "HTTP/1.1 200 OK\r\n"
#define CHUNKS OK "Transfer-Encoding: chunked\r\n\r\n"

static const Drip drips[] = {
  { "", OK, 20 },
  { "HTTP/1.1 200 ", "x", 20 },
  { OK, "X: y\r\n", 20 },
  { OK "X: ", "y", 20 },
  { "", "HTTP/1.1 102 Processing\r\n\r\n", 2 },
  { "", "HTTP/1.1 102 Processing\r\n\r\n", 0 },
  { OK "Content-Length: 1000000\r\n\r\n", " ", 20 },
  { OK "\r\n", "{", 20 },
  { CHUNKS, "1\r\nx\r\n", 20 },
  { CHUNKS "1;", "x", 20 },
  { CHUNKS "0\r\n", "X: y\r\n", 20, TRUE },
  { "HTTP/1.1 500 No\r\nContent-Length: 100000\r\n\r\n", "{", 20 },
  { "HTTP/1.1 302 No\r\nLocation: /\r\n\r\n", "x", 20 },
  { "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\n\r\n", "x", 20 },
};

static void
sync_slowly (Deceived *f, GError **error)
{
  gint64 begun = g_get_monotonic_time ();

  app_http_set_default_pace (WINDOW, LEAST);
  g_assert_false (app_client_sync_sync (f->device.client, error));
  app_http_set_default_pace (0, 0);
  g_test_message ("%s", (*error)->message);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, SECONDS * G_TIME_SPAN_SECOND);
}

/* All that matters of deceived_expect_refused (), with patience for the honest server only. */
static void
expect_given_up (Deceived *f, const Drip *told)
{
  g_autoptr (GError) error = NULL;

  device_write (f->device.client, APP_ACTION_NOTE, &f->other, "kept meanwhile");
  sync_slowly (f, &error);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_OFFLINE);
  g_assert_true (told->may_end || strstr (error->message, "too slowly") != NULL);
  g_assert_cmpint (app_client_get_connection (f->device.client), ==, APP_CONNECTION_OFFLINE);
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 1);
  deceived_recover (f);
}

static void
test_an_answer_that_drips_is_given_up (Deceived *f, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (drips); i++)
    {
      g_test_message ("%s… %s…", drips[i].head, drips[i].piece);
      liar_make_up (f->liar, "GET", HARK_API_SYNC, drip, (gpointer)&drips[i]);
      expect_given_up (f, &drips[i]);
    }
  /* neither does it matter what was asked */
  liar_make_up (f->liar, "POST", HARK_API_OPS, drip, (gpointer)&drips[2]);
  expect_given_up (f, &drips[2]);
}

static void
test_a_head_has_a_measure (Deceived *f, gconstpointer unused)
{
  static const Drip endless[] = { { OK, "X: y\r\n", 0 }, { OK "X: ", "y", 0 }, { "", "x", 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (endless); i++)
    {
      g_autoptr (GError) error = NULL;

      liar_make_up (f->liar, "GET", HARK_API_SYNC, drip, (gpointer)&endless[i]);
      g_assert_false (app_client_sync_sync (f->device.client, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, HARK_ERROR, HARK_ERROR_OFFLINE);
      g_assert_null (strstr (error->message, "slow"));
      deceived_recover (f);
    }
}

/* --- attachments --- */

typedef struct
{
  HarkId ticket;
  char *path;  /* what was sent */
  char *saved; /* where it shall go */
} Sent;

static void
sent_clear (Sent *self)
{
  g_free (self->path);
  g_free (self->saved);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sent, sent_clear)

/* An attachment that is not on this device any more. */
static void
send_file (Deceived *f, Sent *sent)
{
  const char *paths[] = { NULL, NULL };

  sent->path = device_make_file (&f->device, "evidence.bin", 70000);
  sent->saved = g_strconcat (sent->path, ".saved", NULL);
  paths[0] = sent->path;
  sent->ticket = device_submit (&f->device, "With a file", paths);
  device_sync (f->device.client);
  test_folder_remove (g_build_filename (f->device.home, "files", NULL));
}

static gboolean
save (Deceived *f, const Sent *sent, GError **error)
{
  g_autoptr (AppTicket) loaded = device_load (f->device.client, &sent->ticket);
  AppFile *file = g_ptr_array_index (device_entry (loaded, 0)->files, 0);

  return app_client_save_file_sync (f->device.client, &sent->ticket, &file->object, sent->saved,
                                    NULL, error);
}

static void
expect_saved (const Sent *sent)
{
  g_autofree char *a = NULL, *b = NULL;
  gsize n, m;

  g_assert_true (g_file_get_contents (sent->path, &a, &n, NULL));
  g_assert_true (g_file_get_contents (sent->saved, &b, &m, NULL));
  g_assert_cmpmem (a, n, b, m);
}

/* A Lie, or rather a line: over several windows, and always a little faster than it must be. */
static void
be_slow (LiarAnswer *answer, gpointer unused)
{
  answer->drip = 10;
  answer->sip = 512;
  answer->at_once = 1;
}

static void
test_a_slow_line_brings_attachments (Deceived *f, gconstpointer unused)
{
  g_auto (Sent) sent = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 begun;

  send_file (f, &sent);
  liar_tell (f->liar, "GET", HARK_API_BLOBS, be_slow, NULL);
  begun = g_get_monotonic_time ();
  app_http_set_default_pace (5 * WINDOW, LEAST);
  save (f, &sent, &error);
  app_http_set_default_pace (0, 0);
  g_assert_no_error (error);
  g_assert_cmpint (g_get_monotonic_time () - begun, >, 5 * WINDOW * G_TIME_SPAN_MILLISECOND);
  expect_saved (&sent);
}

#define BEFORE_IT_STOPS 40000

/* A Lie. */
static void
stop_almost (LiarAnswer *answer, gpointer unused)
{
  answer->drip = 20;
  answer->at_once = BEFORE_IT_STOPS;
}

/* A Lie: an honest one. */
static void
measure (LiarAnswer *answer, gpointer length)
{
  *(guint *)length = answer->body->len;
}

static void
test_what_came_before_it_dripped_is_kept (Deceived *f, gconstpointer unused)
{
  g_auto (Sent) sent = { 0 };
  g_autoptr (GError) error = NULL;
  guint length = 0;

  send_file (f, &sent);
  liar_tell (f->liar, "GET", HARK_API_BLOBS, stop_almost, NULL);
  app_http_set_default_pace (15 * WINDOW, LEAST); /* for what comes first to be there */
  g_assert_false (save (f, &sent, &error));
  app_http_set_default_pace (0, 0);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_OFFLINE);
  g_assert_nonnull (strstr (error->message, "too slowly"));
  g_assert_false (g_file_test (sent.saved, G_FILE_TEST_EXISTS));
  g_clear_error (&error);

  liar_be_honest (f->liar);
  liar_tell (f->liar, "GET", HARK_API_BLOBS, measure, &length);
  save (f, &sent, &error);
  g_assert_no_error (error);
  expect_saved (&sent);
  g_assert_cmpuint (length, >, 0);
  g_assert_cmpuint (length, <, 80000 - BEFORE_IT_STOPS);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/liar-slow/" path, Deceived, NULL, deceived_set_up, func, deceived_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("drip", test_an_answer_that_drips_is_given_up);
  ADD ("head", test_a_head_has_a_measure);
  ADD ("line", test_a_slow_line_brings_attachments);
  ADD ("resumed", test_what_came_before_it_dripped_is_kept);
  return g_test_run ();
}
