/* test-liar-state.c: a server that goes back behind what it had shown, answers everything with no,
 * or has a client ask for ever */
#include "deceived.h"

#include <string.h>

#include "app-answered.h"
#include "hark-api.h"
#include "hark-json.h"
#include "hark-object.h"

static Deceived *now; /* the fixture of the test that runs, for lies */
static char *past;    /* everything that the server showed to anna at some time */
static GString *sent; /* what she sent in operations since */

/* What the server says to anna who asks for everything. (transfer full) */
static char *
fetch_all (Deceived *f)
{
  g_autoptr (Reply) reply = harness_request (f->device.server, "GET", HARK_API_SYNC "?limit=2000",
                                             f->device.client->token, NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  return g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
}

static void
set_up (Deceived *f, gconstpointer unused)
{
  deceived_set_up (f, NULL);
  now = f;
  past = fetch_all (f);
  sent = g_string_new (NULL);
}

static void
tear_down (Deceived *f, gconstpointer unused)
{
  deceived_tear_down (f, NULL);
  g_clear_pointer (&past, g_free);
  g_string_free (sent, TRUE);
}

/* The first line of @text with this "k", and in @ticket unless NULL. (transfer full) */
static JsonObject *
find_line (const char *text, const char *kind, const HarkId *ticket)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *id = ticket != NULL ? hark_id_to_string (ticket) : NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonObject) line
          = hark_json_parse_object (lines[i], strlen (lines[i]), HARK_API_MAX_LINE, NULL);

      if (line != NULL && g_str_equal (hark_json_peek_string (line, "k"), kind)
          && (id == NULL || g_str_equal (hark_json_peek_string (line, "id"), id)))
        return g_steal_pointer (&line);
    }

  g_assert_not_reached ();
}

/* A Lie: an honest one, for what anna sends. */
static void
keep_sent (LiarAnswer *answer, gpointer unused)
{
  g_string_append_len (sent, g_bytes_get_data (answer->sent, NULL),
                       (gssize)g_bytes_get_size (answer->sent));
}

/* A Lie: no answer at all. */
static void
say_nothing (LiarAnswer *answer, gpointer unused)
{
  keep_sent (answer, NULL);
  liar_set_text (answer, "");
  g_string_truncate (answer->headers, 0);
  answer->is_raw = TRUE;
}

static guint
count_of (const char *text, const char *word)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, word)) != NULL; at++)
    n++;
  return n;
}

static guint
count_entries (Deceived *f, const HarkId *ticket, const char *text)
{
  g_autoptr (AppTicket) loaded = device_load (f->device.client, ticket);
  guint n = 0;

  for (guint i = 0; i < loaded->entries->len; i++)
    n += g_str_equal (device_entry (loaded, i)->text, text) ? 1 : 0;
  return n;
}

static void
expect_error (Deceived *f, HarkError code, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_sync_sync (f->device.client, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, HARK_ERROR, (int)code);
  if (words != NULL)
    g_assert_nonnull (strstr (error->message, words));
}

/* --- back within the same lineage --- */

static void
test_what_was_taken_from_here_does_not_disappear (Deceived *f, gconstpointer unused)
{
  AppClient *client = f->device.client;

  device_write (client, APP_ACTION_TAKE_OVER, &f->other, NULL);
  device_write (client, APP_ACTION_NOTE, &f->other, "to be forgotten");
  device_write (client, APP_ACTION_ANSWER, &f->other, "this as well");
  device_sync (client);
  g_assert_cmpuint (app_client_get_waiting (client), ==, 0);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (AppTicket) loaded = NULL;

      if (i == 1)
        device_restart (&f->device);
      client = f->device.client;
      deceived_forget (f);
      liar_tell_text (f->liar, "GET", HARK_API_SYNC, 200, past);
      expect_error (f, HARK_ERROR_UNVERIFIED, "does not show it");
      g_assert_cmpint (app_client_get_connection (client), ==, APP_CONNECTION_TAMPERED);
      g_assert_cmpuint (app_client_get_waiting (client), ==, 3);
      /* it still reads as it was left */
      loaded = device_load (client, &f->other);
      g_assert_true (loaded->is_advisor);
      g_assert_cmpuint (count_entries (f, &f->other, "to be forgotten"), ==, 1);
      g_assert_cmpuint (count_entries (f, &f->other, "this as well"), ==, 1);
      deceived_recover (f);
      g_assert_cmpuint (count_entries (f, &f->other, "to be forgotten"), ==, 1);
    }
}

static void
take_past_row (JsonObject *line, gpointer unused)
{
  g_autofree char *id = hark_id_to_string (&now->ticket);
  g_autoptr (JsonObject) before = NULL;

  if (!g_str_equal (hark_json_peek_string (line, "id"), id))
    return;

  before = find_line (past, "ticket", &now->ticket);
  json_object_set_member (line, "epochs", json_object_dup_member (before, "epochs"));
  json_object_set_member (line, "past", json_object_dup_member (before, "past"));
  json_object_set_member (line, "slot", json_object_dup_member (before, "slot"));
}

/* Bert has the keys of the old epoch. */
static void
test_an_older_epoch_is_written_under_no_more (Deceived *f, gconstpointer unused)
{
  AppClient *client = f->device.client;
  g_autofree char *bert = hark_id_to_string (&f->bert->id);
  g_autoptr (JsonObject) before = find_line (past, "ticket", &f->ticket);
  g_autoptr (JsonObject) after = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  app_client_remove_member_sync (client, &f->bert->id, &f->area, &error);
  g_assert_no_error (error);
  device_sync (client);
  text = fetch_all (f);
  after = find_line (text, "ticket", &f->ticket);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (after, "epochs")), >,
                    json_array_get_length (json_object_get_array_member (before, "epochs")));

  deceived_forget (f);
  liar_tell_line (f->liar, "ticket", take_past_row, NULL);
  liar_tell (f->liar, "POST", HARK_API_OPS, keep_sent, NULL);
  device_write (client, APP_ACTION_NOTE, &f->ticket, "not for bert");
  deceived_sync (f);
  /* whatever went, went with an epoch of its own, and to nobody who is not in the list */
  g_assert_cmpuint (count_of (sent->str, "\"type\":\"note\""), ==,
                    count_of (sent->str, "\"type\":\"note\"") > 0
                        ? count_of (sent->str, "\"epoch\":{\"st\":")
                        : 0);
  g_assert_null (strstr (sent->str, bert));
  liar_be_honest (f->liar);
  deceived_forget (f);
  device_sync (client);
  device_sync (client);
  g_assert_cmpuint (app_client_get_waiting (client), ==, 0);
  g_assert_cmpuint (count_entries (f, &f->ticket, "not for bert"), ==, 1);
}

/* --- what depends on what is withheld --- */

static void
test_what_depends_on_an_answer_waits_for_it (Deceived *f, gconstpointer unused)
{
  AppClient *client = f->device.client;

  device_write (client, APP_ACTION_TAKE_OVER, &f->other, NULL);
  device_write (client, APP_ACTION_ANSWER, &f->other, "as your advisor");
  device_close_ticket (client, &f->other, "goodbye");
  liar_make_up (f->liar, "POST", HARK_API_OPS, say_nothing, NULL);
  for (guint i = 0; i < 3; i++)
    {
      expect_error (f, HARK_ERROR_OFFLINE, NULL);
      g_assert_cmpuint (app_client_get_waiting (client), ==, 3);
    }
  g_assert_cmpuint (count_of (sent->str, "\"type\":\"take-over\""), >=, 3);
  g_assert_null (strstr (sent->str, "\"type\":\"message\""));
  g_assert_null (strstr (sent->str, "\"type\":\"close\""));
  deceived_recover (f);
  g_assert_cmpuint (count_entries (f, &f->other, "as your advisor"), ==, 1);
  g_assert_cmpuint (count_entries (f, &f->other, "goodbye"), ==, 1);
}

/* --- no --- */

/* A Lie: the same to each operation. */
static void
refuse_all (LiarAnswer *answer, gpointer word)
{
  gsize length;
  const char *text = g_bytes_get_data (answer->sent, &length);
  g_autoptr (JsonObject) batch = hark_json_parse_object (text, length, length, NULL);
  JsonArray *ops = json_object_get_array_member (batch, "ops");
  g_autoptr (GString) out = g_string_new ("{\"results\":[");

  for (guint i = 0; i < json_array_get_length (ops); i++)
    g_string_append_printf (
        out, "%s{\"op\":\"%s\",\"st\":\"%s\",\"seq\":1,\"cur\":null}", i > 0 ? "," : "",
        hark_json_peek_string (json_array_get_object_element (ops, i), "op"), (const char *)word);
  g_string_append (out, "]}");
  liar_set_text (answer, out->str);
}

static guint
count_refused (Deceived *f, const char *text)
{
  g_autoptr (GPtrArray) refused = app_client_list_refused_sync (f->device.client, NULL);
  guint n = 0;

  for (guint i = 0; i < refused->len; i++)
    {
      const AppRefused *item = g_ptr_array_index (refused, i);

      n += strstr (item->text, text) != NULL || g_str_equal (item->subject, text) ? 1 : 0;
    }
  return n;
}

static void
acknowledge_all (Deceived *f)
{
  g_autoptr (GPtrArray) refused = app_client_list_refused_sync (f->device.client, NULL);

  for (guint i = 0; i < refused->len; i++)
    {
      const AppRefused *item = g_ptr_array_index (refused, i);
      GError *error = NULL;

      app_client_acknowledge_refused_sync (f->device.client, &item->op, &error);
      g_assert_no_error (error);
    }
}

static void
test_no_to_everything_loses_nothing (Deceived *f, gconstpointer unused)
{
  static const char *const words[] = { "gone", "forbidden", "conflict", "invalid" };
  static const char *const texts[] = { "an answer", "a note", "a goodbye", "What happened" };
  g_autofree char *path = device_make_file (&f->device, "evidence.bin", 70000);
  const char *const paths[] = { path, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      device_write (f->device.client, APP_ACTION_TAKE_OVER, &f->other, NULL);
      device_write (f->device.client, APP_ACTION_ANSWER, &f->other, texts[0]);
      device_write (f->device.client, APP_ACTION_NOTE, &f->other, texts[1]);
      device_close_ticket (f->device.client, &f->other, texts[2]);
      device_submit (&f->device, texts[3], paths);
      liar_make_up (f->liar, "POST", HARK_API_OPS, refuse_all, (gpointer)words[i]);
      deceived_sync (f);
      g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 0);
      /* the server that is honest again has nothing to do with it either */
      liar_be_honest (f->liar);
      device_restart (&f->device);
      device_sync (f->device.client);
      for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
        g_assert_cmpuint (count_refused (f, texts[j]), ==, 1);
      g_assert_cmpuint (count_entries (f, &f->other, texts[1]), ==, 0);
      acknowledge_all (f);
      deceived_recover (f);
    }
}

/* --- for ever --- */

/* A Lie: what is not a question for everything is sent away. */
static void
reset_for_ever (LiarAnswer *answer, gpointer unused)
{
  if (strstr (answer->path, "since=") == NULL)
    return;
  answer->status = 410;
  liar_set_text (answer,
                 "{\"code\":\"reset\",\"detail\":\"no\",\"reset\":\"lineage\",\"known\":0}");
}

static void
test_resets_have_an_end (Deceived *f, gconstpointer unused)
{
  static const char *const texts[] = { "one", "two", "three", "four", "five", "six" };
  guint asked, told;

  device_write (f->device.client, APP_ACTION_NOTE, &f->other, "before");
  device_sync (f->device.client);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    device_write (f->device.client, APP_ACTION_NOTE, &f->other, texts[i]);
  asked = liar_count (f->liar, "GET", "/");
  told = liar_count (f->liar, "POST", "/");
  liar_tell (f->liar, "GET", HARK_API_SYNC, reset_for_ever, NULL);
  expect_error (f, HARK_ERROR_RESET, NULL);
  g_assert_cmpuint (liar_count (f->liar, "GET", "/") - asked, <, 50);
  g_assert_cmpuint (liar_count (f->liar, "POST", "/") - told, <, 20);
  deceived_recover (f);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_cmpuint (count_entries (f, &f->other, texts[i]), ==, 1);
}

typedef struct
{
  JsonObject *row;
  guint n;
} Repeated;

/* A Lie: always the same, at ever new places. */
static void
repeat_a_row (LiarAnswer *answer, gpointer user)
{
  Repeated *repeated = user;
  g_autofree char *row = hark_json_to_string (repeated->row);
  g_autofree char *lineage = app_cache_get_meta (now->device.client->store->cache, "lineage");
  g_autofree char *page = g_strdup_printf (
      "{\"k\":\"head\",\"lineage\":\"%s\",\"to\":9007199254740992,\"more\":true,\"schema\":1}\n"
      "%s\n{\"k\":\"end\",\"cur\":\"place %u\",\"n\":1}\n",
      lineage, row, ++repeated->n);

  liar_set_text (answer, page);
}

static void
test_a_feed_that_repeats_has_an_end (Deceived *f, gconstpointer unused)
{
  static const char *const kinds[] = { "area", "ticket", "obj", "period", "roster" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (JsonObject) row = find_line (past, kinds[i], NULL);
      Repeated repeated = { .row = row };

      liar_make_up (f->liar, "GET", HARK_API_SYNC, repeat_a_row, &repeated);
      deceived_expect_refused (f, HARK_ERROR_INVALID, APP_CONNECTION_NONSENSE, "no end");
      g_assert_cmpuint (repeated.n, <, 1000);
    }
}

/* --- backups --- */

static void
name_a_backup (JsonObject *line, gpointer unused)
{
  json_object_set_int_member (line, "backup_seq", json_object_get_int_member (line, "to"));
}

/* It ends what is kept beyond the answer, never what has none. */
static void
test_backups_that_are_none_take_nothing_that_waits (Deceived *f, gconstpointer unused)
{
  AppClient *client = f->device.client;

  device_write (client, APP_ACTION_NOTE, &f->other, "answered");
  device_sync (client);
  g_assert_cmpuint (app_answered_count (client->store->outbox), >, 0);
  device_write (client, APP_ACTION_NOTE, &f->other, "not answered");
  liar_tell_line (f->liar, "head", name_a_backup, NULL);
  liar_make_up (f->liar, "POST", HARK_API_OPS, say_nothing, NULL);
  expect_error (f, HARK_ERROR_OFFLINE, NULL);
  g_assert_cmpuint (app_answered_count (client->store->outbox), ==, 0);
  g_assert_cmpuint (app_client_get_waiting (client), ==, 1);
  deceived_recover (f);
  g_assert_cmpuint (count_entries (f, &f->other, "answered"), ==, 1);
  g_assert_cmpuint (count_entries (f, &f->other, "not answered"), ==, 1);
}

/* --- the outcome --- */

static void
name_the_first_outcome (JsonObject *line, gpointer outcome)
{
  g_autofree char *id = hark_id_to_string (&now->ticket);

  if (g_str_equal (hark_json_peek_string (line, "id"), id))
    hark_json_set_id (line, "outcome", outcome);
}

static HarkId
find_outcome (Deceived *f)
{
  g_autoptr (GPtrArray) objects
      = app_cache_list_objects (f->device.client->store->cache, &f->ticket, NULL);

  for (guint i = 0; i < objects->len; i++)
    if (((AppCacheObject *)g_ptr_array_index (objects, i))->type == HARK_OBJECT_OUTCOME)
      return ((AppCacheObject *)g_ptr_array_index (objects, i))->id;

  g_assert_not_reached ();
}

static void
test_an_older_outcome_is_marked (Deceived *f, gconstpointer unused)
{
  HarkId first = find_outcome (f);

  device_close_ticket (f->device.client, &f->ticket, NULL);
  device_sync (f->device.client);
  g_free (f->before);
  f->before = device_show (f->device.client, &f->ticket);

  deceived_forget (f);
  liar_tell_line (f->liar, "ticket", name_the_first_outcome, &first);
  deceived_expect_marked (f, FALSE);
}

#define ADD(path, func) g_test_add ("/liar-state/" path, Deceived, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("disappeared", test_what_was_taken_from_here_does_not_disappear);
  ADD ("epoch", test_an_older_epoch_is_written_under_no_more);
  ADD ("outcome", test_an_older_outcome_is_marked);
  ADD ("depends", test_what_depends_on_an_answer_waits_for_it);
  ADD ("no", test_no_to_everything_loses_nothing);
  ADD ("resets", test_resets_have_an_end);
  ADD ("repeats", test_a_feed_that_repeats_has_an_end);
  ADD ("backups", test_backups_that_are_none_take_nothing_that_waits);
  return g_test_run ();
}
