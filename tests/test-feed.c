/* test-feed.c: what a hostile server, or a broken disk, may show to a client */
#include <glib/gstdio.h>
#include <string.h>

#include "app-feed.h"
#include "app-file.h"
#include "app-http.h"
#include "app-intent.h"
#include "device.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "liar.h"

/* One whole snapshot, as the server sends it. */
static GBytes *
snapshot (Device *f)
{
  g_autofree char *url = device_url (f);
  g_autoptr (AppHttp) http = app_http_new (url, f->client->token, NULL);
  GError *error = NULL;
  GBytes *page = app_http_get (http, HARK_API_SYNC "?limit=2000", HARK_API_MAX_PAGE_BYTES, &error);

  g_assert_no_error (error);
  return page;
}

typedef void (*Spoil) (JsonObject *line);

/* The snapshot with @spoil done to each line of @kind; lines for which it leaves no "k" are
 * dropped. */
static GBytes *
spoiled (Device *f, const char *kind, Spoil spoil)
{
  g_autoptr (GBytes) page = snapshot (f);
  g_autofree char *text = g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonObject) line = NULL;
      g_autofree char *written = NULL;

      if (lines[i][0] == '\0')
        continue;
      line = hark_json_parse_object (lines[i], strlen (lines[i]), HARK_API_MAX_LINE, NULL);
      if (g_strcmp0 (json_object_get_string_member (line, "k"), kind) == 0)
        spoil (line);
      if (!json_object_has_member (line, "k"))
        continue;
      written = hark_json_to_string (line);
      g_string_append_printf (out, "%s\n", written);
    }

  return g_string_free_to_bytes (out);
}

static void
drop_line (JsonObject *line)
{
  json_object_remove_member (line, "k");
}

static void
forge_chain (JsonObject *line)
{
  g_autoptr (GBytes) statement = NULL;
  JsonArray *epochs = json_object_get_array_member (line, "epochs");
  JsonArray *changed = json_array_new ();
  gsize length;
  g_autofree guchar *data = g_base64_decode (json_array_get_string_element (epochs, 0), &length);

  data[20] ^= 1;
  hark_json_array_add_bytes (changed, data, length);
  json_object_set_array_member (line, "epochs", changed);
}

static void
break_statement (JsonObject *line)
{
  liar_flip (line, "st", 60);
}

static void
rename_object (JsonObject *line)
{
  HarkId id;
  g_autofree char *text = NULL;

  hark_id_random (&id);
  text = hark_id_to_string (&id);
  json_object_set_string_member (line, "id", text);
}

static void
break_slot (JsonObject *line)
{
  liar_flip (json_object_get_object_member (line, "slot"), "box", 100);
}

static void
break_content (JsonObject *line)
{
  liar_flip (line, "ct", HARK_OBJECT_HEADER_LEN + 60);
}

static void
close_by_hand (JsonObject *line)
{
  json_object_set_string_member (line, "state", "closed");
}

/* Takes the page as a snapshot into the real store, as a sync would. */
static gboolean
take (Device *f, GBytes *page, GError **error)
{
  AppFeedPage result = { 0 };
  gboolean ok = app_feed_apply (f->client->store, page, TRUE, &result, error);

  app_feed_page_clear (&result);
  return ok;
}

static void
test_what_the_server_makes_up_is_not_taken (Device *f, gconstpointer unused)
{
  static const struct
  {
    const char *kind;
    Spoil spoil;
    HarkError code;
  } cases[] = {
    { "roster", break_statement, HARK_ERROR_FORKED }, { "roster", drop_line, HARK_ERROR_OFFLINE },
    { "end", drop_line, HARK_ERROR_OFFLINE },         { "obj", drop_line, HARK_ERROR_OFFLINE },
    { "obj", rename_object, HARK_ERROR_UNVERIFIED },  { "head", drop_line, HARK_ERROR_OFFLINE },
  };
  HarkId ticket = device_submit (f, "Believe nothing", NULL);
  g_autofree char *before = NULL;

  device_sync (f->client);
  before = device_show (f->client, &ticket);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) page = spoiled (f, cases[i].kind, cases[i].spoil);
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;

      g_assert_false (take (f, page, &error));
      g_assert_error (error, HARK_ERROR, (int)cases[i].code);
      after = device_show (f->client, &ticket);
      g_assert_cmpstr (before, ==, after);
    }
}

static void
test_one_broken_ticket_is_shown_as_broken_and_stops_nothing (Device *f, gconstpointer unused)
{
  static const struct
  {
    const char *kind;
    Spoil spoil;
  } cases[] = {
    { "ticket", break_slot },
    { "obj", break_content },
    { "ticket", close_by_hand },
    { "ticket", forge_chain },
  };
  HarkId ticket = device_submit (f, "Broken", NULL);

  device_sync (f->client);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) page = spoiled (f, cases[i].kind, cases[i].spoil);
      g_autoptr (AppTicket) loaded = NULL;
      GError *error = NULL;

      take (f, page, &error);
      g_assert_no_error (error);
      loaded = device_load (f->client, &ticket);
      g_assert_cmpint (loaded->trust, ==, APP_TRUST_BROKEN);
    }
}

static void
call_it_on_behalf (JsonObject *line)
{
  json_object_set_string_member (line, "origin", "on-behalf");
}

static void
call_it_the_portals (JsonObject *line)
{
  json_object_set_string_member (line, "origin", "portal");
}

static void
call_it_signed_in (JsonObject *line)
{
  json_object_set_string_member (line, "origin", "signed-in");
}

static void
deny_the_inbox (JsonObject *line)
{
  json_object_set_boolean_member (line, "inbox", FALSE);
}

static HarkId spoiler; /* a user who is not the reporter */

static void
give_to_another (JsonObject *line)
{
  hark_json_set_id (line, "reporter", &spoiler);
}

static void
make_it_the_writers_own (JsonObject *line)
{
  call_it_signed_in (line);
  deny_the_inbox (line);
  give_to_another (line);
}

static void
expect_broken (Device *f, const HarkId *ticket, Spoil spoil)
{
  g_autoptr (GBytes) page = spoiled (f, "ticket", spoil);
  g_autoptr (AppTicket) loaded = NULL;
  GError *error = NULL;

  take (f, page, &error);
  g_assert_no_error (error);
  loaded = device_load (f->client, ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_BROKEN);
}

/* Who reports, and whether they wrote it themselves, is not the server's to say. */
static void
test_what_was_written_down_is_nobody_elses (Device *f, gconstpointer unused)
{
  static const Spoil cases[] = { call_it_the_portals, call_it_signed_in, deny_the_inbox,
                                 give_to_another, make_it_the_writers_own };
  GError *error = NULL;
  g_autoptr (AppInboxSheet) sheet = app_client_make_inbox_sheet (f->client, NULL, &error);
  AppBehalf behalf = { .channel = HARK_CHANNEL_PHONE };
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->client);
  AppAction action
      = { .type = APP_ACTION_SUBMIT, .subject = "Heard", .text = "By phone.", .behalf = &behalf };
  g_autoptr (AppTicket) loaded = NULL;
  HarkId ticket;

  g_assert_no_error (error);
  spoiler = f->client->store->account->user;
  behalf.inbox = app_inbox_sheet_get_keys (sheet);
  action.area = ((AppArea *)areas->pdata[0])->id;
  ticket = device_act (f->client, &action);
  device_sync (f->client);
  loaded = device_load (f->client, &ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    expect_broken (f, &ticket, cases[i]);
}

static void
test_own_words_cannot_become_anothers (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Said by myself", NULL);

  device_sync (f->client);
  expect_broken (f, &ticket, call_it_on_behalf);
}

static void
test_rubbish_pages_are_refused (Device *f, gconstpointer unused)
{
  static const char *const pages[] = {
    "",
    "{}",
    "not json\n",
    "[]\n",
    "{\"k\":\"head\"}\n",
    "{\"k\":5}\n{\"k\":[]}\n",
    "{\"k\":\"head\",\"lineage\":\"x\",\"to\":1,\"more\":false,\"schema\":1}\n{\"k\":\"end\","
    "\"cur\":\"c\",\"n\":5}\n",
    "{\"k\":\"head\",\"lineage\":1,\"more\":\"x\"}\n{\"k\":\"end\"}\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr (GBytes) page = g_bytes_new_static (pages[i], strlen (pages[i]));
      g_autoptr (GError) error = NULL;

      g_assert_false (take (f, page, &error));
      g_assert_nonnull (error);
    }
}

/* The notes as a hostile server might order them: the second before the first. */
static GBytes *
swap_notes (GBytes *page)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (page, NULL), g_bytes_get_size (page));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  JsonObject *notes[2] = { NULL };
  guint places[2] = { 0 };
  guint n = 0;

  for (guint i = 0; lines[i] != NULL && n < 2; i++)
    {
      g_autoptr (JsonObject) line = NULL;
      g_autoptr (GBytes) sealed = NULL;
      HarkObjectHeader header;

      if (strstr (lines[i], "\"obj\"") == NULL)
        continue;
      line = hark_json_parse_object (lines[i], strlen (lines[i]), HARK_API_MAX_LINE, NULL);
      sealed = hark_json_get_bytes (line, "ct", 1, HARK_OBJECT_MAX_LEN, NULL);
      g_assert_true (hark_object_read_header (sealed, &header, NULL));
      if (header.type != HARK_OBJECT_NOTE)
        continue;
      places[n] = i;
      notes[n++] = g_steal_pointer (&line);
    }
  g_assert_cmpuint (n, ==, 2);
  {
    gint64 seq = json_object_get_int_member (notes[0], "seq");

    json_object_set_int_member (notes[0], "seq", json_object_get_int_member (notes[1], "seq"));
    json_object_set_int_member (notes[1], "seq", seq);
  }
  for (guint i = 0; i < 2; i++)
    {
      g_free (lines[places[i]]);
      lines[places[i]] = hark_json_to_string (notes[i]);
      json_object_unref (notes[i]);
    }
  g_free (text);
  text = g_strjoinv ("\n", lines);
  return g_bytes_new_take (g_steal_pointer (&text), strlen (text));
}

static void
test_another_order_is_noticed (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "In order", NULL);
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GBytes) swapped = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  GError *error = NULL;

  device_sync (f->client);
  device_write (f->client, APP_ACTION_NOTE, &ticket, "first");
  device_write (f->client, APP_ACTION_NOTE, &ticket, "second");
  device_sync (f->client);
  page = snapshot (f);
  swapped = swap_notes (page);
  take (f, swapped, &error);
  g_assert_no_error (error);
  loaded = device_load (f->client, &ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_BROKEN);
}

/* Objects travel at their own seq, the row that brings their key at its newest: it may come a page
 * later. */
static void
test_objects_that_come_before_their_key_are_judged_when_it_comes (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "A page late", NULL);
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GBytes) early = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  GError *error = NULL;

  device_sync (f->client);
  whole = snapshot (f);
  {
    g_autofree char *text = g_strndup (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    GString *out = g_string_new (NULL);

    for (guint i = 0; lines[i] != NULL; i++)
      {
        g_autoptr (JsonObject) line = NULL;
        g_autofree char *written = NULL;
        const char *kind;

        if (lines[i][0] == '\0')
          continue;
        line = hark_json_parse_object (lines[i], strlen (lines[i]), HARK_API_MAX_LINE, NULL);
        kind = json_object_get_string_member (line, "k");
        if (strcmp (kind, "ticket") == 0)
          continue;
        if (strcmp (kind, "end") == 0)
          json_object_set_int_member (line, "n", json_object_get_int_member (line, "n") - 1);
        written = hark_json_to_string (line);
        g_string_append_printf (out, "%s\n", written);
      }
    early = g_string_free_to_bytes (out);
  }
  take (f, early, &error);
  g_assert_no_error (error);
  {
    AppFeedPage result = { 0 };

    app_feed_apply (f->client->store, whole, FALSE, &result, &error);
    g_assert_no_error (error);
    app_feed_page_clear (&result);
  }
  loaded = device_load (f->client, &ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  g_assert_cmpstr (loaded->report, ==, "What I saw.");
}

static void
test_dropped_ticket_leaves_nothing (Device *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (f, "evidence.bin", 100);
  const char *const paths[] = { path, NULL };
  HarkId ticket = device_submit (f, "Gone", paths);
  g_autofree char *id = hark_id_to_string (&ticket);
  g_autofree char *files = g_build_filename (f->home, "files", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) page = NULL;
  g_autoptr (GDir) dir = NULL;
  AppFeedPage result = { 0 };
  GError *error = NULL;

  device_sync (f->client);
  text = g_strdup_printf (
      "{\"k\":\"head\",\"lineage\":\"x\",\"to\":1,\"more\":false,\"schema\":1}\n"
      "{\"k\":\"drop\",\"tk\":\"%s\",\"seq\":1}\n{\"k\":\"end\",\"cur\":\"c\",\"n\":1}\n",
      id);
  page = g_bytes_new_static (text, strlen (text));
  app_feed_apply (f->client->store, page, FALSE, &result, &error);
  g_assert_no_error (error);
  app_feed_page_clear (&result);
  g_assert_null (app_client_load_ticket_sync (f->client, &ticket, NULL));
  dir = g_dir_open (files, 0, NULL);
  g_assert_null (g_dir_read_name (dir));
  g_assert_cmpuint (test_folder_count_files_holding (f->home, ticket.bytes, sizeof ticket.bytes),
                    ==, 0);
}

static void
test_damaged_cache_is_begun_anew (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "Synced again", NULL);
  g_autofree char *path = g_build_filename (f->home, "cache.db", NULL);
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->client);
  g_assert_true (app_cache_begin (f->client->store->cache, NULL));
  g_assert_true (app_cache_clear (f->client->store->cache, NULL));
  {
    g_autoptr (GBytes) rubbish = g_bytes_new_static ("rubbish", 7);

    g_assert_true (app_cache_add_statement (f->client->store->cache, 1, rubbish, NULL));
  }
  g_assert_true (app_cache_commit (f->client->store->cache, NULL));
  device_restart (f);
  device_sync (f->client);
  loaded = device_load (f->client, &ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  device_close (g_steal_pointer (&f->client));

  g_assert_true (g_file_set_contents (path, "this is no database", -1, NULL));
  f->client = device_open (f->home);
  device_unlock (f->client);
  device_sync (f->client);
}

/* The program died after the server had applied a ticket and before it was let go of here. */
static void
test_applied_ticket_with_files_is_no_error_when_sent_again (Device *f, gconstpointer unused)
{
  g_autofree char *path = device_make_file (f, "evidence.bin", 1000);
  const char *const paths[] = { path, NULL };
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GArray) blobs = NULL;
  g_autofree char *url = device_url (f);
  g_autoptr (AppHttp) http = NULL;
  GError *error = NULL;

  device_submit (f, "Once with a file", paths);
  waiting = app_outbox_list (f->client->store->outbox, FALSE, NULL);
  blobs = app_intent_get_blobs (waiting->pdata[0]);
  device_sync (f->client);
  http = app_http_new (url, f->client->token, NULL);
  app_file_upload (f->home, http, &g_array_index (blobs, HarkId, 0), f->client->transfers, &error);
  g_assert_no_error (error);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/feed/" path, Device, NULL, device_set_up, func, device_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("what-the-server-makes-up", test_what_the_server_makes_up_is_not_taken);
  ADD ("one-broken-ticket", test_one_broken_ticket_is_shown_as_broken_and_stops_nothing);
  ADD ("another-order-is-noticed", test_another_order_is_noticed);
  ADD ("objects-before-their-key",
       test_objects_that_come_before_their_key_are_judged_when_it_comes);
  ADD ("dropped-ticket-leaves-nothing", test_dropped_ticket_leaves_nothing);
  ADD ("damaged-cache-is-begun-anew", test_damaged_cache_is_begun_anew);
  ADD ("applied-ticket-with-files", test_applied_ticket_with_files_is_no_error_when_sent_again);
  ADD ("written-down-is-nobody-elses", test_what_was_written_down_is_nobody_elses);
  ADD ("own-words-cannot-become-anothers", test_own_words_cannot_become_anothers);
  ADD ("rubbish-pages", test_rubbish_pages_are_refused);

  return g_test_run ();
}
