/* deceived.c: see deceived.h */
#include "deceived.h"

#include <string.h>

#include "hark-api.h"
#include "hark-json.h"

static void
write_history (Deceived *f)
{
  AppClient *client = f->device.client;
  AppAction reopen = { .type = APP_ACTION_REOPEN, .reason = "more is known" };

  f->ticket = device_submit (&f->device, "Cash box", NULL);
  f->other = device_submit (&f->device, "Another thing", NULL);
  reopen.ticket = f->ticket;
  device_sync (client);
  device_write (client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (client, APP_ACTION_NOTE, &f->ticket, "first note");
  device_write (client, APP_ACTION_NOTE, &f->other, "elsewhere");
  device_sync (client);
  device_sync (f->bert->client);
  device_write (f->bert->client, APP_ACTION_ANSWER, &f->ticket, "bert answers");
  device_sync (f->bert->client);
  device_sync (client);
  device_close_ticket (client, &f->ticket, NULL);
  device_sync (client);
  device_act (client, &reopen);
  device_write (client, APP_ACTION_NOTE, &f->ticket, "second note");
  device_sync (client);
}

void
deceived_set_up (Deceived *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = NULL;

  device_set_up (&f->device, NULL);
  areas = app_client_get_areas (f->device.client);
  f->area = ((AppArea *)g_ptr_array_index (areas, 0))->id;
  f->bert = colleague_join (f->device.server, f->device.client, "bert", HARK_ROLE_PROFESSIONAL);
  device_sync (f->device.client);
  f->liar = liar_new (harness_get_port (f->device.server));
  device_move (f->device.home, liar_get_port (f->liar));
  device_restart (&f->device);
  write_history (f);
  f->before = device_show (f->device.client, &f->ticket);
}

void
deceived_tear_down (Deceived *f, gconstpointer unused)
{
  colleague_free (f->bert);
  device_tear_down (&f->device, NULL);
  liar_free (f->liar);
  g_free (f->before);
}

static void
change_cache (Deceived *f, const char *sql)
{
  GError *error = NULL;

  g_mutex_lock (&f->device.client->lock);
  hark_sqlite_exec (app_cache_get_db (f->device.client->store->cache), sql, &error);
  g_mutex_unlock (&f->device.client->lock);
  g_assert_no_error (error);
}

void
deceived_forget (Deceived *f)
{
  change_cache (f, "DELETE FROM meta WHERE key = 'cursor'");
}

void
deceived_sync (Deceived *f)
{
  g_autoptr (GError) error = NULL;

  if (app_client_sync_sync (f->device.client, &error))
    return;
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == HARK_ERROR);
  g_assert_cmpint (error->code, !=, HARK_ERROR_INTERNAL);
  g_assert_cmpuint (strlen (error->message), >, 10);
}

static void
expect_as_before (Deceived *f)
{
  g_autofree char *now = device_show (f->device.client, &f->ticket);

  g_assert_cmpstr (now, ==, f->before);
}

void
deceived_recover (Deceived *f)
{
  g_autoptr (GPtrArray) refused = NULL;

  liar_be_honest (f->liar);
  device_sync (f->device.client);
  device_sync (f->device.client);
  g_assert_cmpint (app_client_get_connection (f->device.client), ==, APP_CONNECTION_ONLINE);
  g_assert_cmpuint (app_client_get_waiting (f->device.client), ==, 0);
  refused = app_client_list_refused_sync (f->device.client, NULL);
  g_assert_cmpuint (refused->len, ==, 0);
  expect_as_before (f);
  /* hours later */
  change_cache (f, "DELETE FROM meta WHERE key = 'doubted'");
}

/* Whatever holds something sealed. */
static guint
count_sent (Deceived *f)
{
  return liar_count (f->liar, "POST", HARK_API_OPS) + liar_count (f->liar, "POST", HARK_API_SLOTS);
}

void
deceived_expect_refused (Deceived *f, HarkError code, AppConnection connection, const char *words)
{
  AppClient *client = f->device.client;
  guint waiting = app_client_get_waiting (client);
  guint sent = count_sent (f);
  g_autoptr (GError) error = NULL;

  device_write (client, APP_ACTION_NOTE, &f->other, "kept meanwhile");
  g_assert_false (app_client_sync_sync (client, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, HARK_ERROR, (int)code);
  if (words != NULL)
    g_assert_nonnull (strstr (error->message, words));
  g_assert_cmpint (app_client_get_connection (client), ==, connection);
  g_assert_cmpuint (app_client_get_waiting (client), ==, waiting + 1);
  g_assert_cmpuint (count_sent (f), ==, sent);
  expect_as_before (f);
  deceived_recover (f);
}

static AppTrust
trust_in_list (Deceived *f)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (f->device.client, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const AppTicket *ticket = g_ptr_array_index (list, i);

      if (hark_id_equal (&ticket->id, &f->ticket))
        return ticket->trust;
    }

  g_assert_not_reached ();
}

void
deceived_expect_marked (Deceived *f, gboolean in_list)
{
  g_autoptr (AppTicket) loaded = NULL;
  g_autoptr (GError) error = NULL;

  /* where what was taken from here is left out, that is said as well */
  if (!app_client_sync_sync (f->device.client, &error))
    {
      g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
      g_assert_nonnull (strstr (error->message, "does not show it"));
    }
  loaded = device_load (f->device.client, &f->ticket);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_BROKEN);
  if (in_list)
    g_assert_cmpint (trust_in_list (f), ==, APP_TRUST_BROKEN);
  deceived_recover (f);
}

JsonObject *
deceived_fetch_line (Deceived *f)
{
  g_autoptr (Reply) reply = harness_request (f->device.server, "GET", HARK_API_SYNC "?limit=2000",
                                             f->device.client->token, NULL);
  g_autofree char *text
      = g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *id = hark_id_to_string (&f->ticket);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonObject) line
          = hark_json_parse_object (lines[i], strlen (lines[i]), HARK_API_MAX_LINE, NULL);

      if (line != NULL && g_str_equal (hark_json_peek_string (line, "k"), "ticket")
          && g_str_equal (hark_json_peek_string (line, "id"), id))
        return json_object_ref (line);
    }

  g_assert_not_reached ();
}

void
deceived_open_epoch (Deceived *f, JsonObject *line, const HarkAccountKeys *signer,
                     const HarkId *author, DeceivedChange change, gpointer user)
{
  AppStore *store = f->device.client->store;
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, &f->ticket, NULL);
  const AppCacheEpoch *newest = g_ptr_array_index (epochs, epochs->len - 1);
  HarkEpoch epoch = newest->epoch;
  HarkEpochKeys keys;
  g_autoptr (GBytes) statement = NULL, sh = NULL, in = NULL, box = NULL;
  JsonObject *slot = json_object_get_object_member (line, "slot");
  JsonArray *pair = json_array_new ();
  guint8 hash[HARK_HASH_LEN];

  epoch.epoch++;
  memcpy (epoch.prev, newest->hash, sizeof epoch.prev);
  memcpy (epoch.head, hark_roster_get_head (store->roster), sizeof epoch.head);
  epoch.author = *author;
  if (change != NULL)
    change (&epoch, user);
  hark_epoch_keys_random (&keys, TRUE);
  hark_epoch_commit (&epoch, &keys);
  statement = hark_epoch_write (&epoch, &store->account->org, signer->sign_sk);
  hark_epoch_hash (statement, hash);
  sh = hark_epoch_seal_past (&epoch, 0, keys.sh, newest->keys.sh);
  in = hark_epoch_seal_past (&epoch, 1, keys.in, newest->keys.in);
  box = hark_epoch_seal_slot (&epoch, hash, &store->account->org, HARK_SLOT_MEMBER,
                              &store->account->user, store->keys->account.box_pk, &keys);
  hark_json_array_add_bytes (json_object_get_array_member (line, "epochs"),
                             g_bytes_get_data (statement, NULL), g_bytes_get_size (statement));
  hark_json_array_add_bytes (pair, g_bytes_get_data (sh, NULL), g_bytes_get_size (sh));
  hark_json_array_add_bytes (pair, g_bytes_get_data (in, NULL), g_bytes_get_size (in));
  json_array_add_array_element (json_object_get_array_member (line, "past"), pair);
  json_object_set_int_member (slot, "epoch", epoch.epoch);
  hark_json_set_bytes (slot, "box", g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  hark_json_set_id (line, "area", &epoch.area);
}

void
deceived_use_keys (JsonObject *line, gpointer made)
{
  static const char *const members[] = { "epochs", "past", "slot", "area" };

  if (!g_str_equal (hark_json_peek_string (line, "id"), hark_json_peek_string (made, "id")))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_member (line, members[i],
                            json_node_copy (json_object_get_member (made, members[i])));
}

void
deceived_use_line (Deceived *f, JsonObject *line)
{
  deceived_forget (f);
  liar_tell_line (f->liar, "ticket", deceived_use_keys, line);
}

void
deceived_expect_line_marked (Deceived *f, JsonObject *line)
{
  deceived_use_line (f, line);
  deceived_expect_marked (f, TRUE);
}

HarkRoster *
deceived_copy_people (Deceived *f, guint n)
{
  g_autoptr (GPtrArray) statements
      = app_cache_list_statements (f->device.client->store->cache, NULL);
  HarkRoster *roster = hark_roster_new ();
  GError *error = NULL;

  for (guint i = 0; i < n; i++)
    hark_roster_append (roster, g_ptr_array_index (statements, i), &error);
  g_assert_no_error (error);
  return roster;
}

JsonObject *
deceived_make_roster_line (GBytes *statement, guint64 seq)
{
  JsonObject *line = json_object_new ();

  json_object_set_string_member (line, "k", "roster");
  json_object_set_int_member (line, "seq", (gint64)seq);
  hark_json_set_bytes (line, "st", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  return line;
}

void
deceived_add_line (JsonObject *head, gpointer line)
{
  json_object_set_object_member (head, "also", json_object_ref (line));
}

JsonObject *
deceived_write_words (Deceived *f, const DeceivedWords *words)
{
  AppStore *store = f->device.client->store;
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, &f->ticket, NULL);
  const AppCacheEpoch *newest = g_ptr_array_index (epochs, epochs->len - 1);
  HarkObjectHeader header
      = { .type = words->type,
          .org = store->account->org,
          .ticket = f->ticket,
          .author = words->as != NULL ? *words->as : words->author->store->account->user,
          .epoch = newest->epoch.epoch };
  g_autoptr (JsonObject) body
      = words->body != NULL ? json_object_ref (words->body) : json_object_new ();
  g_autoptr (GBytes) sealed = NULL;
  JsonObject *line = json_object_new ();
  GError *error = NULL;

  hark_id_random (&header.object);
  app_cache_get_tip (store->cache, &f->ticket, &header.counter, &header.prev, NULL);
  header.counter++;
  if (words->body == NULL)
    {
      json_object_set_string_member (body, "text", "believe me");
      json_object_set_string_member (body, "side", words->side);
    }
  sealed = hark_object_seal (
      &header, hark_object_type_is_internal (words->type) ? newest->keys.in : newest->keys.sh,
      HARNESS_NOW, words->head != NULL ? words->head : hark_roster_get_head (store->roster), body,
      words->is_unsigned ? NULL : words->author->store->keys->account.sign_sk, &error);
  g_assert_no_error (error);
  json_object_set_string_member (line, "k", "obj");
  hark_json_set_id (line, "id", &header.object);
  hark_json_set_id (line, "tk", &f->ticket);
  json_object_set_int_member (line, "seq", G_GINT64_CONSTANT (1) << 52);
  hark_json_set_bytes (line, "ct", g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return line;
}
