/* test-liar-line.c: answers that are none, have no end or lead elsewhere; answers to what was sent;
 * attachments; and what hark-cli says of it all */
#include "deceived.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "folder.h"
#include "hark-api.h"
#include "hark-json.h"

#define MIB (1024 * 1024)

/* --- rubbish --- */

typedef struct
{
  guint status;
  const char *body;
  HarkError code;
  AppConnection connection;
} Rubbish;

static const Rubbish rubbish[] = {
  { 200, "", HARK_ERROR_OFFLINE, APP_CONNECTION_OFFLINE },
  { 200, "<!DOCTYPE html><title>Wi-Fi</title>", HARK_ERROR_INVALID, APP_CONNECTION_NONSENSE },
  { 200, "{}", HARK_ERROR_OFFLINE, APP_CONNECTION_OFFLINE },
  { 200, "[[[[[[", HARK_ERROR_INVALID, APP_CONNECTION_NONSENSE },
  { 200, "\xff\xfe", HARK_ERROR_INVALID, APP_CONNECTION_NONSENSE },
  { 301, "", HARK_ERROR_INVALID, APP_CONNECTION_NONSENSE },
  { 426, "", HARK_ERROR_UPGRADE, APP_CONNECTION_UPGRADE },
  { 426, "{\"code\":\"outdated\"}", HARK_ERROR_OUTDATED, APP_CONNECTION_OUTDATED },
  { 401, "{\"code\":\"auth\",\"detail\":\"come to http://example.org\"}", HARK_ERROR_AUTH,
    APP_CONNECTION_SIGNED_OUT },
  { 503, "", HARK_ERROR_OFFLINE, APP_CONNECTION_OFFLINE },
  { 500, "{\"code\":\"forked\"}", HARK_ERROR_INTERNAL, APP_CONNECTION_OFFLINE },
  { 423, "{\"code\":\"locked\"}", HARK_ERROR_INTERNAL, APP_CONNECTION_OFFLINE },
  { 500, "{\"code\":[],\"detail\":{}}", HARK_ERROR_INTERNAL, APP_CONNECTION_OFFLINE },
};

static void
test_rubbish_is_told_from_no_connection (Deceived *f, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (rubbish); i++)
    {
      liar_tell_text (f->liar, "GET", HARK_API_SYNC, rubbish[i].status, rubbish[i].body);
      deceived_expect_refused (f, rubbish[i].code, rubbish[i].connection, NULL);
    }
}

/* A Lie. */
static void
lead_elsewhere (LiarAnswer *answer, gpointer location)
{
  answer->status = 302;
  g_string_append_printf (answer->headers, "Location: http://127.0.0.1:%u%s\r\n",
                          GPOINTER_TO_UINT (location), answer->path);
}

/* With it would go the session's token. */
static void
test_no_answer_leads_to_another_server (Deceived *f, gconstpointer unused)
{
  static const char *const methods[] = { "GET", "POST" };
  Liar *elsewhere = liar_new (harness_get_port (f->device.server));

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      if (i == 1)
        device_write (f->device.client, APP_ACTION_NOTE, &f->other, "to be sent");
      liar_make_up (f->liar, methods[i], HARK_API, lead_elsewhere,
                    GUINT_TO_POINTER (liar_get_port (elsewhere)));
      {
        g_autoptr (GError) error = NULL;

        g_assert_false (app_client_sync_sync (f->device.client, &error));
      }
      deceived_recover (f);
    }
  g_assert_cmpuint (liar_count (elsewhere, "GET", "/"), ==, 0);
  g_assert_cmpuint (liar_count (elsewhere, "POST", "/"), ==, 0);
  liar_free (elsewhere);
}

/* --- size --- */

typedef struct
{
  const char *begin, *piece, *end;
  gsize n; /* pieces */
} Bulk;

/* A Lie. */
static void
say_much (LiarAnswer *answer, gpointer user)
{
  const Bulk *bulk = user;
  g_autoptr (GString) text = g_string_new (bulk->begin);

  for (gsize i = 0; i < bulk->n; i++)
    g_string_append (text, bulk->piece);
  g_string_append (text, bulk->end);
  liar_set_text (answer, text->str);
}

/* A Lie. */
static void
never_end (LiarAnswer *answer, gpointer piece)
{
  liar_set_text (answer, piece);
  answer->n_repeats = G_MAXUINT - 1;
}

#define HEAD "{\"k\":\"head\",\"lineage\":\"x\",\"to\":1,\"more\":false,\"schema\":1}\n"

static const Bulk bulks[] = {
  { HEAD, "{\"k\":\"x\"}\n", "{\"k\":\"end\",\"cur\":\"c\",\"n\":100000}\n", 100000 },
  { HEAD, "{}\n", "{\"k\":\"end\",\"cur\":\"c\",\"n\":2700000}\n", 2700000 },
  { HEAD "{\"k\":\"x\",\"y\":[0", ",0", "]}\n{\"k\":\"end\",\"cur\":\"c\",\"n\":1}\n", 1000000 },
  { HEAD "{\"k\":\"x\",\"y\":\"", "0123456789abcdef", "\"}\n", 3 * MIB / 16 },
  { HEAD, "[", "", 4 * MIB },
  { HEAD "{\"k\":\"roster\",\"seq\":1,\"st\":\"", "AAAA", "\"}\n", MIB / 4 },
};

/* KiB, the most that was in use since forget_peak (). */
static glong
get_peak (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  return strtol (strstr (text, "VmHWM:") + strlen ("VmHWM:"), NULL, 10);
}

static void
forget_peak (void)
{
  FILE *file = g_fopen ("/proc/self/clear_refs", "w");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs ("5", file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* The liar itself lives in this process: it holds what it says a few times. */
static void
test_what_has_no_measure_takes_little_memory (Deceived *f, gconstpointer unused)
{
  static const char *const endless[] = { "{\"k\":\"x\"}\n", "0", "\n" };
  glong before;

  forget_peak ();
  before = get_peak ();
  g_assert_cmpint (before, >, 0);
  for (guint i = 0; i < G_N_ELEMENTS (bulks); i++)
    {
      g_autoptr (GError) error = NULL;

      liar_make_up (f->liar, "GET", HARK_API_SYNC, say_much, (gpointer)&bulks[i]);
      g_assert_false (app_client_sync_sync (f->device.client, &error));
      g_test_message ("%s", error->message);
      g_assert_cmpint (app_client_get_connection (f->device.client), !=, APP_CONNECTION_ONLINE);
      deceived_recover (f);
    }
  for (guint i = 0; i < G_N_ELEMENTS (endless); i++)
    {
      g_autofree char *piece = g_strnfill (64 * 1024, endless[i][0]);

      if (i == 0)
        for (gsize at = 0; at + strlen (endless[0]) < 64 * 1024; at += strlen (endless[0]))
          memcpy (piece + at, endless[0], strlen (endless[0]));
      liar_make_up (f->liar, "GET", HARK_API_SYNC, never_end, piece);
      deceived_expect_refused (f, HARK_ERROR_TOO_LARGE, APP_CONNECTION_NONSENSE, "too large");
    }
#ifndef __SANITIZE_ADDRESS__
  g_test_message ("%ld KiB on top of %ld", get_peak () - before, before);
  g_assert_cmpint (get_peak () - before, <, 160 * 1024);
#endif
}

/* --- what was sent --- */

static void
say_applied (JsonObject *reply, gpointer unused)
{
  JsonArray *results = json_object_get_array_member (reply, "results");

  for (guint i = 0; i < json_array_get_length (results); i++)
    json_object_set_string_member (json_array_get_object_element (results, i), "st", "applied");
}

/* A Lie, for a server that never saw it. */
static void
make_applied_up (LiarAnswer *answer, gpointer unused)
{
  gsize length;
  const char *text = g_bytes_get_data (answer->sent, &length);
  g_autoptr (JsonObject) sent = hark_json_parse_object (text, length, length, NULL);
  JsonArray *ops = json_object_get_array_member (sent, "ops");
  g_autoptr (GString) out = g_string_new ("{\"results\":[");

  for (guint i = 0; i < json_array_get_length (ops); i++)
    g_string_append_printf (
        out,
        "%s{\"op\":\"%s\",\"st\":\"applied\",\"seq\":1,\"cur\":{\"state_v\":1,\"advisor_v\":1}}",
        i > 0 ? "," : "", hark_json_peek_string (json_array_get_object_element (ops, i), "op"));
  g_string_append (out, "]}");
  liar_set_text (answer, out->str);
}

static void
expect_withheld (Deceived *f, guint waiting)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_sync_sync (f->device.client, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_assert_nonnull (strstr (error->message, "does not show it"));
  g_assert_cmpint (app_client_get_connection (f->device.client), ==, APP_CONNECTION_TAMPERED);
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, waiting);
}

static void
expect_last_words (Deceived *f, const HarkId *ticket, const char *text)
{
  g_autoptr (AppTicket) loaded = device_load (f->device.client, ticket);

  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (device_entry (loaded, loaded->entries->len - 1)->text, ==, text);
}

static void
test_applied_is_believed_once_it_is_seen (Deceived *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (&f->device, "evidence.bin", 70000);
  const char *const paths[] = { path, NULL };
  AppClient *client = f->device.client;
  HarkId fresh;

  liar_make_up (f->liar, "POST", HARK_API_OPS, make_applied_up, NULL);
  device_write (client, APP_ACTION_NOTE, &f->other, "never arrived");
  device_write (client, APP_ACTION_ANSWER, &f->other, "nor did this");
  fresh = device_submit (&f->device, "A third", paths);
  expect_withheld (f, 3);
  expect_withheld (f, 3);
  device_restart (&f->device);
  client = f->device.client;
  expect_withheld (f, 3);
  deceived_recover (f);
  expect_last_words (f, &f->other, "nor did this");
  {
    g_autoptr (AppTicket) loaded = device_load (client, &fresh);
    g_autofree char *saved = g_strconcat (path, ".saved", NULL);
    AppFile *file = g_ptr_array_index (device_entry (loaded, 0)->files, 0);
    GError *error = NULL;

    app_client_save_file_sync (client, &fresh, &file->object, saved, NULL, &error);
    g_assert_no_error (error);
  }
}

/* Bert was first; the server denies it. */
static void
test_refused_is_not_applied (Deceived *f, gconstpointer unused)
{
  g_autofree char *lineage = app_cache_get_meta (f->device.client->store->cache, "lineage");
  g_autofree char *nothing = g_strdup_printf (
      "{\"k\":\"head\",\"lineage\":\"%s\",\"to\":9007199254740992,\"more\":false,\"schema\":1}\n"
      "{\"k\":\"end\",\"cur\":\"c\",\"n\":0}\n",
      lineage);
  g_autoptr (GPtrArray) refused = NULL;

  device_sync (f->bert->client);
  device_write (f->bert->client, APP_ACTION_TAKE_OVER, &f->other, NULL);
  device_sync (f->bert->client);
  device_write (f->device.client, APP_ACTION_TAKE_OVER, &f->other, NULL);
  liar_tell_json (f->liar, "POST", HARK_API_OPS, say_applied, NULL);
  /* nothing of bert's comes either */
  liar_tell_text (f->liar, "GET", HARK_API_SYNC, 200, nothing);
  expect_withheld (f, 1);
  liar_be_honest (f->liar);
  device_sync (f->device.client);
  device_sync (f->device.client);
  refused = app_client_list_refused_sync (f->device.client, NULL);
  g_assert_cmpuint (refused->len, ==, 1);
  g_assert_cmpstr (((AppRefused *)g_ptr_array_index (refused, 0))->problem, ==, "conflict");
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 0);
}

static char *old_answer;

/* A Lie: the first time it is kept, from then on it is all that is said. */
static void
repeat_oneself (LiarAnswer *answer, gpointer unused)
{
  if (old_answer == NULL)
    old_answer = g_strndup ((const char *)answer->body->data, answer->body->len);
  else
    liar_set_text (answer, old_answer);
}

static void
test_an_old_answer_answers_nothing_new (Deceived *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  liar_tell (f->liar, "POST", HARK_API_OPS, repeat_oneself, NULL);
  device_write (f->device.client, APP_ACTION_NOTE, &f->other, "first");
  device_sync (f->device.client);
  device_write (f->device.client, APP_ACTION_NOTE, &f->other, "second");
  g_assert_false (app_client_sync_sync (f->device.client, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "another operation"));
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 1);
  deceived_recover (f);
  expect_last_words (f, &f->other, "second");
  g_clear_pointer (&old_answer, g_free);
}

/* To everything the same, for ever: kept, or where it was refused in "Not delivered". */
static void
test_no_answer_loses_words (Deceived *f, gconstpointer unused)
{
  static const char *const answers[]
      = { "retry", "rekey", "conflict", "gone", "forbidden", "invalid", "replayed", "later", "" };
  AppClient *client = f->device.client;

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *words = g_strdup_printf ("words %u", i);
      g_autoptr (GPtrArray) refused = NULL;
      g_autofree char *text = NULL;

      device_write (client, APP_ACTION_NOTE, &f->other, words);
      {
        g_autoptr (GPtrArray) waiting = app_outbox_list (client->store->outbox, FALSE, NULL);
        g_autofree char *op
            = hark_id_to_string (&((AppOperation *)g_ptr_array_index (waiting, 0))->op);

        text = g_strdup_printf ("{\"results\":[{\"op\":\"%s\",\"st\":\"%s\",\"seq\":-1,"
                                "\"cur\":{\"by\":\"x\",\"at\":-1,\"number\":7}}]}",
                                op, answers[i]);
      }
      liar_tell_text (f->liar, "POST", HARK_API_OPS, 200, text);
      deceived_sync (f);
      liar_be_honest (f->liar);
      device_sync (client);
      refused = app_client_list_refused_sync (client, NULL);
      if (refused->len == 0)
        expect_last_words (f, &f->other, words);
      for (guint j = 0; j < refused->len; j++)
        {
          const AppRefused *item = g_ptr_array_index (refused, j);
          GError *error = NULL;

          g_assert_cmpstr (item->text, ==, words);
          app_client_acknowledge_refused_sync (client, &item->op, &error);
          g_assert_no_error (error);
        }
      g_assert_cmpuint (app_client_get_waiting (client), ==, 0);
    }
}

/* --- attachments --- */

/* A Lie. */
static void
change_a_byte (LiarAnswer *answer, gpointer unused)
{
  answer->body->data[answer->body->len / 2] ^= 1;
}

/* A Lie. */
static void
cut_short (LiarAnswer *answer, gpointer unused)
{
  g_byte_array_set_size (answer->body, answer->body->len / 2);
}

/* A Lie. */
static void
add_some (LiarAnswer *answer, gpointer unused)
{
  g_byte_array_append (answer->body, (const guint8 *)"0123456789", 10);
}

/* A Lie. */
static void
be_zeros (LiarAnswer *answer, gpointer unused)
{
  memset (answer->body->data, 0, answer->body->len);
}

/* A Lie. */
static void
repeat_for_ever (LiarAnswer *answer, gpointer unused)
{
  answer->n_repeats = G_MAXUINT - 1;
}

static gboolean
save (Deceived *f, const HarkId *ticket, const char *to, GError **error)
{
  g_autoptr (AppTicket) loaded = device_load (f->device.client, ticket);
  AppFile *file = g_ptr_array_index (device_entry (loaded, 0)->files, 0);

  return app_client_save_file_sync (f->device.client, ticket, &file->object, to, NULL, error);
}

static void
expect_saved (const char *path, const char *saved)
{
  g_autofree char *a = NULL, *b = NULL;
  gsize n, m;

  g_assert_true (g_file_get_contents (path, &a, &n, NULL));
  g_assert_true (g_file_get_contents (saved, &b, &m, NULL));
  g_assert_cmpmem (a, n, b, m);
}

static void
test_no_other_bytes_are_saved (Deceived *f, gconstpointer unused)
{
  static const Lie lies[] = { change_a_byte, cut_short, add_some, be_zeros, repeat_for_ever };
  g_autofree char *path = device_make_file (&f->device, "evidence.bin", 200000);
  const char *const paths[] = { path, NULL };
  HarkId ticket = device_submit (&f->device, "With a file", paths);
  g_autofree char *saved = g_strconcat (path, ".saved", NULL);
  g_autofree char *files = g_build_filename (f->device.home, "files", NULL);

  device_sync (f->device.client);
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (GError) error = NULL;

      test_folder_remove (g_strdup (files));
      liar_tell (f->liar, "GET", HARK_API_BLOBS, lies[i], NULL);
      g_assert_false (save (f, &ticket, saved, &error));
      g_test_message ("%s", error->message);
      g_assert_true (error->domain == HARK_ERROR);
      g_assert_false (g_file_test (saved, G_FILE_TEST_EXISTS));
      g_clear_error (&error);
      liar_be_honest (f->liar);
      /* what came in part may have been false, and is found out at the end of the next try */
      if (!save (f, &ticket, saved, &error))
        {
          g_clear_error (&error);
          save (f, &ticket, saved, &error);
        }
      g_assert_no_error (error);
      expect_saved (path, saved);
      g_remove (saved);
    }
}

/* --- hark-cli --- */

static int
run_cli (Deceived *f, const char *const *args, char **said)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_auto (GStrv) env = g_environ_setenv (g_get_environ (), "HARK_PASSWORD", DEVICE_PASSWORD, TRUE);
  GError *error = NULL;
  int status;

  g_strv_builder_add_many (builder, g_getenv ("HARK_CLI"), "--home", f->device.home, NULL);
  g_strv_builder_addv (builder, (const char **)args);
  argv = g_strv_builder_end (builder);
  g_spawn_sync (NULL, argv, env, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, said, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
expect_cli (Deceived *f, const char *const *args, int code, const char *words)
{
  g_autofree char *said = NULL;
  int status = run_cli (f, args, &said);

  g_test_message ("%s", said);
  g_assert_cmpint (status, ==, code);
  g_assert_nonnull (strstr (said, words));
}

static void
keep_all (JsonObject *line, gpointer unused)
{
  json_object_remove_member (line, "k");
}

static void
close_all (JsonObject *line, gpointer unused)
{
  json_object_set_string_member (line, "state", "closed");
}

static void
test_the_command_line_says_so (Deceived *f, gconstpointer unused)
{
  static const char *const sync[] = { "sync", NULL };
  g_autoptr (AppTicket) loaded = device_load (f->device.client, &f->ticket);
  const char *show[] = { "show", loaded->number, NULL };

  if (g_getenv ("HARK_CLI") == NULL)
    {
      g_test_skip ("HARK_CLI does not say where hark-cli is");
      return;
    }

  deceived_forget (f);
  liar_tell_line (f->liar, "roster", keep_all, NULL);
  expect_cli (f, sync, 7, "list of people");
  liar_be_honest (f->liar);
  liar_tell_text (
      f->liar, "GET", HARK_API_SYNC, 401,
      "{\"code\":\"auth\",\"detail\":\"\\u001b[2Jcall 0900 for help\\n\\nhark-cli: all is well\"}");
  {
    g_autofree char *said = NULL;

    g_assert_cmpint (run_cli (f, sync, &said), ==, 4);
    g_test_message ("%s", said);
    g_assert_nonnull (strstr (said, "the server says: "));
    g_assert_null (strchr (said, '\033'));
    g_assert_null (strchr (strchr (said, '\n') + 1, '\n'));
  }
  liar_be_honest (f->liar);
  liar_tell_text (f->liar, "GET", HARK_API_SYNC, 200, "<html>");
  expect_cli (f, sync, 1, "not the JSON that is expected here");
  liar_be_honest (f->liar);
  deceived_forget (f);
  liar_tell_line (f->liar, "ticket", close_all, NULL);
  expect_cli (f, sync, 0, "");
  expect_cli (f, show, 7, "not everything of this ticket verifies");
  deceived_recover (f);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/liar-line/" path, Deceived, NULL, deceived_set_up, func, deceived_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rubbish", test_rubbish_is_told_from_no_connection);
  ADD ("redirect", test_no_answer_leads_to_another_server);
  ADD ("memory", test_what_has_no_measure_takes_little_memory);
  ADD ("applied", test_applied_is_believed_once_it_is_seen);
  ADD ("refused", test_refused_is_not_applied);
  ADD ("old-answer", test_an_old_answer_answers_nothing_new);
  ADD ("words", test_no_answer_loses_words);
  ADD ("attachment", test_no_other_bytes_are_saved);
  ADD ("cli", test_the_command_line_says_so);
  return g_test_run ();
}
