/* test-liar-epoch.c: the statements of a ticket's epochs, each tampered with in each way */
#include "deceived.h"

#include <string.h>

#include "app-answered.h"
#include "app-epoch-pin.h"
#include "hark-account.h"
#include "hark-api.h"
#include "hark-json.h"

#define AT_TICKET 0
#define AT_EPOCH 16
#define AT_PREV 20
#define AT_AREA 52
#define AT_COMMIT_SH 68
#define AT_COMMIT_IN 100
#define AT_REPORTER 132
#define AT_HEAD 164
#define AT_N 180
#define AT_EXCLUDED 182

static JsonArray *
epochs_of (JsonObject *line)
{
  return json_object_get_array_member (line, "epochs");
}

/* (transfer full) */
static GPtrArray *
read_epochs (JsonObject *line)
{
  JsonArray *epochs = epochs_of (line);
  GPtrArray *statements = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < json_array_get_length (epochs); i++)
    g_ptr_array_add (statements, hark_json_array_get_bytes (epochs, i, HARK_EPOCH_MIN_LEN,
                                                            HARK_EPOCH_MAX_LEN, NULL));
  return statements;
}

static void
write_epochs (JsonObject *line, GPtrArray *statements)
{
  JsonArray *epochs = json_array_new ();

  for (guint i = 0; i < statements->len; i++)
    hark_json_array_add_bytes (epochs, g_bytes_get_data (statements->pdata[i], NULL),
                               g_bytes_get_size (statements->pdata[i]));
  json_object_set_array_member (line, "epochs", epochs);
}

static void
test_no_field_is_changed (Deceived *f, gconstpointer unused)
{
  g_autoptr (JsonObject) true_line = deceived_fetch_line (f);
  g_autoptr (GPtrArray) statements = read_epochs (true_line);

  g_assert_cmpuint (statements->len, >, 1);
  for (guint i = 0; i < statements->len; i++)
    {
      GBytes *statement = g_ptr_array_index (statements, i);
      gsize length = g_bytes_get_size (statement);
      const gsize fields[]
          = { AT_TICKET,   AT_EPOCH, AT_PREV, AT_AREA,     AT_COMMIT_SH, AT_COMMIT_IN,
              AT_REPORTER, AT_HEAD,  AT_N,    length - 80, length - 64,  length - 1 };

      for (guint k = 0; k < G_N_ELEMENTS (fields); k++)
        {
          g_autoptr (JsonObject) line = deceived_fetch_line (f);
          g_autoptr (GPtrArray) changed = read_epochs (line);
          guint8 *data = g_memdup2 (g_bytes_get_data (statement, NULL), length);

          g_test_message ("epoch %u, byte %" G_GSIZE_FORMAT, i, fields[k]);
          data[fields[k]] ^= 1;
          g_bytes_unref (changed->pdata[i]);
          changed->pdata[i] = g_bytes_new_take (data, length);
          write_epochs (line, changed);
          deceived_expect_line_marked (f, line);
        }
    }
}

typedef void (*Tamper) (GPtrArray *statements, guint at);

static void
withhold (GPtrArray *statements, guint at)
{
  g_ptr_array_remove_index (statements, at);
}

static void
replay (GPtrArray *statements, guint at)
{
  g_ptr_array_add (statements, g_bytes_ref (statements->pdata[at]));
}

static void
repeat (GPtrArray *statements, guint at)
{
  g_ptr_array_insert (statements, (int)at, g_bytes_ref (statements->pdata[at]));
}

static void
turn_round (GPtrArray *statements, guint at)
{
  guint other = (at + 1) % statements->len;
  gpointer statement = statements->pdata[at];

  statements->pdata[at] = statements->pdata[other];
  statements->pdata[other] = statement;
}

static void
test_none_is_left_out_repeated_or_put_elsewhere (Deceived *f, gconstpointer unused)
{
  static const Tamper tampers[] = { withhold, replay, repeat, turn_round };
  g_autoptr (JsonObject) true_line = deceived_fetch_line (f);
  guint n = json_array_get_length (epochs_of (true_line));

  for (guint at = 0; at < n; at++)
    for (guint i = 0; i < G_N_ELEMENTS (tampers); i++)
      {
        g_autoptr (JsonObject) line = deceived_fetch_line (f);
        g_autoptr (GPtrArray) statements = read_epochs (line);

        g_test_message ("epoch %u, tamper %u", at, i);
        tampers[i](statements, at);
        write_epochs (line, statements);
        deceived_expect_line_marked (f, line);
      }
}

/* --- well signed by a member, but saying what does not follow --- */

/* Each a DeceivedChange. */
static void
be_of_another_ticket (HarkEpoch *epoch, gpointer user)
{
  epoch->ticket = ((Deceived *)user)->other;
}

static void
skip_one (HarkEpoch *epoch, gpointer user)
{
  epoch->epoch++;
}

static void
stay (HarkEpoch *epoch, gpointer user)
{
  epoch->epoch--;
}

static void
follow_another (HarkEpoch *epoch, gpointer user)
{
  epoch->prev[0] ^= 1;
}

static void
have_another_reporter (HarkEpoch *epoch, gpointer user)
{
  memcpy (epoch->reporter_pk, ((Deceived *)user)->bert->client->store->keys->account.box_pk, 32);
}

static void
have_no_reporter (HarkEpoch *epoch, gpointer user)
{
  memset (epoch->reporter_pk, 0, 32);
}

static void
name_an_unknown_head (HarkEpoch *epoch, gpointer user)
{
  epoch->head[0] ^= 1;
}

static void
exclude_somebody (HarkEpoch *epoch, gpointer user)
{
  hark_epoch_exclude (epoch, &((Deceived *)user)->bert->id);
}

static void
test_none_says_what_does_not_follow (Deceived *f, gconstpointer unused)
{
  static const DeceivedChange changes[]
      = { be_of_another_ticket, skip_one,         stay,
          follow_another,       have_no_reporter, have_another_reporter,
          name_an_unknown_head, exclude_somebody };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (JsonObject) line = deceived_fetch_line (f);

      g_test_message ("change %u", i);
      deceived_open_epoch (f, line, &f->bert->client->store->keys->account, &f->bert->id,
                           changes[i], f);
      /* a list shows no more of a ticket than its newest record */
      deceived_use_line (f, line);
      deceived_expect_marked (f, FALSE);
    }
}

/* --- on record --- */

static void
exclude_nobody (HarkEpoch *epoch, gpointer user)
{
  hark_epoch_exclude (epoch, &((Deceived *)user)->other);
}

static void
exclude_and_swap (HarkEpoch *epoch, gpointer user)
{
  exclude_nobody (epoch, user);
  have_another_reporter (epoch, user);
}

/* What the ticket shows where bert opens an epoch that @change is said of, and records that he
 * excluded @whom. */
static AppTrust
show_recorded (Deceived *f, DeceivedChange change, const char *type, const HarkId *whom)
{
  g_autoptr (JsonObject) line = deceived_fetch_line (f);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) record = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  const DeceivedWords words
      = { .author = f->bert->client, .type = HARK_OBJECT_HISTORY, .side = "team", .body = body };
  AppTrust trust;

  deceived_open_epoch (f, line, &f->bert->client->store->keys->account, &f->bert->id, change, f);
  deceived_use_line (f, line);
  device_sync (f->device.client); /* which has its keys then */
  json_object_set_string_member (body, "type", type);
  json_object_set_null_member (body, "from");
  hark_json_set_id (body, "to", whom);
  record = deceived_write_words (f, &words);
  liar_tell_line (f->liar, "head", deceived_add_line, record);
  deceived_sync (f);
  loaded = device_load (f->device.client, &f->ticket);
  trust = loaded->trust;
  /* what says nothing otherwise was followed before its record came, and would have to stay */
  if (change == NULL)
    app_epoch_pin_let_go (f->device.client->store, &f->ticket, NULL);
  if (trust == APP_TRUST_BROKEN)
    deceived_recover (f);
  return trust;
}

static void
test_none_changes_more_than_is_on_record (Deceived *f, gconstpointer unused)
{
  g_assert_cmpint (show_recorded (f, exclude_and_swap, "exclude", &f->other), ==, APP_TRUST_BROKEN);
  g_assert_cmpint (show_recorded (f, exclude_nobody, "exclude", &f->bert->id), ==,
                   APP_TRUST_BROKEN);
  g_assert_cmpint (show_recorded (f, exclude_nobody, "include", &f->other), ==, APP_TRUST_BROKEN);
  g_assert_cmpint (show_recorded (f, NULL, "exclude", &f->other), ==, APP_TRUST_BROKEN);
  /* but what it records holds */
  g_assert_cmpint (show_recorded (f, exclude_nobody, "exclude", &f->other), ==, APP_TRUST_VERIFIED);
}

/* --- a head that is still to come --- */

/* A report that nobody signed, as the server has it from the portal, under @head. */
static JsonObject *
make_report (Deceived *f, HarkId *ticket, const guint8 head[HARK_HEAD_LEN])
{
  AppStore *store = f->device.client->store;
  JsonObject *line = deceived_fetch_line (f);
  g_autoptr (GPtrArray) statements = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GBytes) box = NULL;
  HarkEpoch epoch = { .area = f->area };
  HarkEpochKeys keys;
  JsonObject *slot = json_object_new ();
  guint8 hash[HARK_HASH_LEN];

  hark_id_random (ticket);
  epoch.ticket = *ticket;
  memcpy (epoch.head, head, HARK_HEAD_LEN);
  hark_epoch_keys_random (&keys, FALSE);
  hark_epoch_commit (&epoch, &keys);
  g_ptr_array_add (statements, hark_epoch_write (&epoch, &store->account->org, NULL));
  hark_epoch_hash (statements->pdata[0], hash);
  box = hark_epoch_seal_slot (&epoch, hash, &store->account->org, HARK_SLOT_MEMBER,
                              &store->account->user, store->keys->account.box_pk, &keys);
  write_epochs (line, statements);
  json_object_set_array_member (line, "past", json_array_new ());
  json_object_set_string_member (slot, "kind", "member");
  json_object_set_int_member (slot, "epoch", 0);
  hark_json_set_bytes (slot, "box", g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  json_object_set_object_member (line, "slot", slot);
  hark_json_set_id (line, "id", ticket);
  hark_json_set_id (line, "area", &f->area);
  json_object_set_string_member (line, "number", "7777-7777");
  json_object_set_string_member (line, "state", "open");
  json_object_set_string_member (line, "origin", "portal");
  json_object_set_string_member (line, "side", "team");
  json_object_set_null_member (line, "advisor");
  json_object_set_null_member (line, "reporter");
  json_object_set_null_member (line, "outcome");
  json_object_set_boolean_member (line, "inbox", FALSE);
  return line;
}

static AppTrust
show_report (Deceived *f, const guint8 head[HARK_HEAD_LEN])
{
  HarkId ticket;
  g_autoptr (JsonObject) line = make_report (f, &ticket, head);
  g_autoptr (AppCacheTicket) row = NULL;

  deceived_forget (f);
  liar_tell_line (f->liar, "head", deceived_add_line, line);
  deceived_sync (f);
  row = app_cache_get_ticket (f->device.client->store->cache, &ticket, NULL);
  g_assert_nonnull (row);
  liar_be_honest (f->liar);
  return row->trust;
}

/* It would count as before everybody until it is known, and then as after somebody's joining. */
static void
test_no_report_names_a_list_of_people_that_is_still_to_come (Deceived *f, gconstpointer unused)
{
  const guint8 *head = hark_roster_get_head (f->device.client->store->roster);
  guint8 unknown[HARK_HEAD_LEN] = { 7 };
  const guint8 none[HARK_HEAD_LEN] = { 0 };

  g_assert_cmpint (show_report (f, head), ==, APP_TRUST_VERIFIED);
  g_assert_cmpint (show_report (f, unknown), ==, APP_TRUST_BROKEN);
  g_assert_cmpint (show_report (f, none), ==, APP_TRUST_BROKEN);
}

/* --- at an old head --- */

static void
use_head (HarkEpoch *epoch, gpointer head)
{
  memcpy (epoch->head, head, HARK_HEAD_LEN);
}

/* It has changed for good. */
static void
look_anew (Deceived *f)
{
  g_free (f->before);
  f->before = device_show (f->device.client, &f->ticket);
}

/* Others have opened one without them since: they had the right once, at a head that is behind. */
static void
test_who_left_opens_none_where_they_were_shut_out (Deceived *f, gconstpointer unused)
{
  AppClient *anna = f->device.client;
  guint8 before[HARK_HEAD_LEN];
  g_autoptr (JsonObject) line = NULL;

  memcpy (before, hark_roster_get_head (anna->store->roster), sizeof before);
  colleague_set_role (f->device.server, anna, f->bert, HARK_ROLE_NONE);
  device_sync (anna);
  look_anew (f);
  line = deceived_fetch_line (f);
  deceived_open_epoch (f, line, &f->bert->client->store->keys->account, &f->bert->id, use_head,
                       before);
  deceived_expect_line_marked (f, line);
}

/* --- what was followed stays --- */

/* An epoch of anna's without bert, who left; what he made in its place is in the line. (transfer
 * full) */
static JsonObject *
replace_newest (Deceived *f, DeceivedChange change)
{
  AppClient *anna = f->device.client;
  JsonObject *line = deceived_fetch_line (f);

  deceived_open_epoch (f, line, &f->bert->client->store->keys->account, &f->bert->id, change, f);
  colleague_set_role (f->device.server, anna, f->bert, HARK_ROLE_NONE);
  device_sync (anna);
  device_write (anna, APP_ACTION_NOTE, &f->ticket, "without bert");
  device_sync (anna);
  look_anew (f);
  return line;
}

/* He signed it at a head at which he might, so that nothing but what was known here speaks against
 * it. */
static void
test_who_left_puts_none_in_the_place_of_a_known_one (Deceived *f, gconstpointer unused)
{
  g_autoptr (JsonObject) line = replace_newest (f, have_another_reporter);

  deceived_expect_line_marked (f, line);
}

static void
test_an_exclusion_is_not_taken_back_by_who_is_excluded (Deceived *f, gconstpointer unused)
{
  AppClient *anna = f->device.client;
  const AppAction exclude
      = { .type = APP_ACTION_EXCLUDE, .ticket = f->ticket, .user = f->bert->id };
  g_autoptr (JsonObject) line = deceived_fetch_line (f);

  deceived_open_epoch (f, line, &f->bert->client->store->keys->account, &f->bert->id, NULL, NULL);
  device_act (anna, &exclude);
  device_sync (anna);
  look_anew (f);
  deceived_expect_line_marked (f, line);
}

static void
test_none_is_taken_away_again (Deceived *f, gconstpointer unused)
{
  g_autoptr (JsonObject) line = deceived_fetch_line (f);
  g_autoptr (JsonObject) other = replace_newest (f, NULL);

  deceived_expect_line_marked (f, line);
}

static void
expect_refused_keys (Deceived *f)
{
  g_autoptr (AppCacheTicket) row
      = app_cache_get_ticket (f->device.client->store->cache, &f->ticket, NULL);

  g_assert_nonnull (row);
  g_assert_cmpint (row->trust, ==, APP_TRUST_BROKEN);
}

/* With the cache's file goes nothing of this. */
static void
test_a_lost_cache_forgets_none (Deceived *f, gconstpointer unused)
{
  g_autoptr (JsonObject) line = replace_newest (f, have_another_reporter);
  g_autofree char *cache = g_build_filename (f->device.home, "cache.db", NULL);

  liar_tell_line (f->liar, "ticket", deceived_use_keys, line);
  device_close (f->device.client);
  g_assert_true (g_file_set_contents (cache, "no database", -1, NULL));
  f->device.client = device_open (f->device.home);
  device_unlock (f->device.client);
  deceived_sync (f);
  expect_refused_keys (f);
  deceived_recover (f);
}

/* A Lie: once. */
static void
be_put_back (LiarAnswer *answer, gpointer n_times)
{
  if ((*(guint *)n_times)++ > 0)
    return;

  answer->status = 410;
  liar_set_text (answer, "{\"code\":\"reset\",\"detail\":\"put back\",\"reset\":\"lineage\","
                         "\"known\":0,\"made\":null}");
}

/* What it says of itself makes nobody a member again. */
static void
test_a_restore_that_is_made_up_opens_none_of_who_left (Deceived *f, gconstpointer unused)
{
  g_autoptr (JsonObject) line = replace_newest (f, have_another_reporter);
  guint n_times = 0;

  liar_tell (f->liar, "GET", HARK_API_SYNC "?", be_put_back, &n_times);
  liar_tell_line (f->liar, "ticket", deceived_use_keys, line);
  deceived_sync (f);
  g_assert_cmpuint (n_times, >, 1);
  expect_refused_keys (f);
  /* hours later: what is sent again has asked once more already */
  hark_sqlite_exec (app_cache_get_db (f->device.client->store->cache),
                    "DELETE FROM meta WHERE key = 'doubted'", NULL);
  deceived_recover (f);
}

static guint8 old_head[HARK_HEAD_LEN];

/* Nor in two steps: first what changes nothing, then what follows that. */
static void
swap_at_old_head (HarkEpoch *epoch, gpointer user)
{
  have_another_reporter (epoch, user);
  memcpy (epoch->head, old_head, sizeof old_head);
}

static void
test_nor_one_that_follows_what_took_a_lost_ones_place (Deceived *f, gconstpointer unused)
{
  AppStore *store = f->device.client->store;
  g_autoptr (JsonObject) line = NULL;
  g_autoptr (AppCacheTicket) row = NULL;
  guint n_times = 0;

  memcpy (old_head, hark_roster_get_head (store->roster), sizeof old_head);
  line = replace_newest (f, NULL);
  liar_tell (f->liar, "GET", HARK_API_SYNC "?", be_put_back, &n_times);
  liar_tell_line (f->liar, "ticket", deceived_use_keys, line);
  deceived_sync (f);
  row = app_cache_get_ticket (store->cache, &f->ticket, NULL);
  g_assert_cmpint (row->trust, ==, APP_TRUST_VERIFIED);

  deceived_open_epoch (f, line, &f->bert->client->store->keys->account, &f->bert->id,
                       swap_at_old_head, f);
  deceived_forget (f);
  deceived_sync (f);
  expect_refused_keys (f);
}

/* --- more epochs than are kept, and tickets that are not there any more --- */

static void
change_pins (Deceived *f, const char *sql)
{
  g_assert_true (hark_sqlite_exec (app_outbox_get_db (f->device.client->store->outbox), sql, NULL));
}

static gint64
ask_pins (Deceived *f, const char *sql)
{
  return hark_sqlite_get_int (app_outbox_get_db (f->device.client->store->outbox), sql, -1);
}

static void
keep_the_newest_alone (Deceived *f)
{
  change_pins (f, "DELETE FROM epoch_pin AS a WHERE epoch <"
                  " (SELECT max (epoch) FROM epoch_pin AS b WHERE b.ticket = a.ticket)");
  g_assert_cmpint (ask_pins (f, "SELECT count (*) FROM epoch_pin WHERE epoch > 0"), ==, 2);
  g_assert_true (app_epoch_pin_release (f->device.client->store, 0, NULL));
}

/* All that is kept was lost with the server: who had seen as much goes on before it. */
static void
test_lost_ones_before_which_nothing_is_kept_stop_nobody (Deceived *f, gconstpointer unused)
{
  g_autoptr (AppCacheTicket) row = NULL;

  keep_the_newest_alone (f);
  change_pins (f, "UPDATE epoch_pin SET hash = randomblob (32)");
  deceived_forget (f);
  deceived_sync (f);
  row = app_cache_get_ticket (f->device.client->store->cache, &f->ticket, NULL);
  g_assert_cmpint (row->trust, ==, APP_TRUST_VERIFIED);
}

/* But none by who left: neither what changes a ticket nor what says the same once more. */
static void
test_nothing_is_kept_for_who_left (Deceived *f, gconstpointer change)
{
  const DeceivedChange *made = change;
  g_autoptr (JsonObject) line = replace_newest (f, *made);

  keep_the_newest_alone (f);
  deceived_use_line (f, line);
  deceived_sync (f);
  expect_refused_keys (f);
}

/* A LieLine: as if there were nothing but other tickets. */
static void
leave_out (JsonObject *line, gpointer id)
{
  g_autofree char *text = hark_id_to_string (id);

  if (g_str_equal (hark_json_peek_string (line, "id"), text)
      || g_str_equal (hark_json_peek_string (line, "tk"), text))
    json_object_remove_member (line, "k");
}

static void
test_of_tickets_that_are_gone_little_is_kept (Deceived *f, gconstpointer unused)
{
  static const char *const kinds[] = { "ticket", "obj", "period", "read" };
  g_autoptr (JsonObject) line = replace_newest (f, have_another_reporter);
  AppStore *store = f->device.client->store;
  g_autoptr (GPtrArray) other = app_cache_list_epochs (store->cache, &f->other, NULL);

  change_pins (f, "WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 6000)"
                  " INSERT INTO epoch_pin SELECT randomblob (32), 0, randomblob (32), 0, 0, 1"
                  " FROM c");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    liar_tell_line (f->liar, kinds[i], leave_out, &f->ticket);
  deceived_forget (f);
  deceived_sync (f);
  g_assert_cmpint (ask_pins (f, "SELECT count (*) FROM epoch_pin"), ==, 5001 + other->len);
  g_assert_cmpint (ask_pins (f, "SELECT count (*) FROM epoch_pin WHERE head > 0"), ==,
                   2 + other->len);
  /* how it began, and the newest, which names all before it */
  liar_be_honest (f->liar);
  deceived_use_line (f, line);
  deceived_sync (f);
  expect_refused_keys (f);
}

/* A Lie. */
static void
be_below_the_floor (LiarAnswer *answer, gpointer n_times)
{
  (*(guint *)n_times)++;
  answer->status = 410;
  liar_set_text (answer, "{\"code\":\"reset\",\"detail\":\"long ago\",\"reset\":\"floor\","
                         "\"known\":0,\"made\":null}");
}

/* The cursors that were kept are too old to go on from, and nothing was lost. */
static void
test_a_floor_lets_nothing_go_and_sends_nothing_again (Deceived *f, gconstpointer unused)
{
  guint sent = liar_count (f->liar, "POST", HARK_API_OPS), n_times = 0;

  g_assert_cmpuint (app_answered_count (f->device.client->store->outbox), >, 0);
  deceived_forget (f);
  liar_tell (f->liar, "GET", HARK_API_SYNC "?since=", be_below_the_floor, &n_times);
  deceived_sync (f);
  g_assert_cmpuint (n_times, >, 0);
  g_assert_cmpuint (liar_count (f->liar, "POST", HARK_API_OPS), ==, sent);
  g_assert_cmpint (ask_pins (f, "SELECT count (*) FROM epoch_pin WHERE lost"), ==, 0);
  deceived_recover (f);
}

/* --- who was let back in --- */

/* A LieLine. */
static void
add_lines (JsonObject *line, gpointer lines)
{
  json_object_set_array_member (line, "also", json_array_ref (lines));
}

static void
add_statement (HarkRoster *roster, GBytes *statement, JsonArray *lines)
{
  g_assert_true (hark_roster_append (roster, statement, NULL));
  json_array_add_object_element (
      lines, deceived_make_roster_line (statement, hark_roster_get_seq (roster)));
}

/* Under new keys, and in the team again: the lines that say so. (transfer full) */
static JsonArray *
let_back_in (Deceived *f)
{
  AppStore *store = f->device.client->store;
  const guint8 *sk = store->keys->account.sign_sk;
  g_autoptr (HarkRoster) roster
      = deceived_copy_people (f, (guint)hark_roster_get_seq (store->roster));
  g_autoptr (GArray) members = hark_roster_get_members (roster, &f->area);
  HarkRosterMember bert = { .user = f->bert->id, .role = HARK_ROLE_PROFESSIONAL };
  guint8 seed[32] = { 9 }, sign_pk[32], sign_sk[64], box_pk[32], box_sk[32];
  g_autoptr (GBytes) keys = NULL, area = NULL;
  JsonArray *lines = json_array_new ();

  hark_seal_sign_keys (seed, sign_pk, sign_sk);
  hark_seal_box_keys (seed, box_pk, box_sk);
  hark_account_keys_hash (sign_pk, box_pk, bert.keys_hash);
  keys = hark_roster_make_user_key (roster, &store->account->user, sk, &f->bert->id, sign_pk,
                                    box_pk);
  add_statement (roster, keys, lines);
  g_array_append_val (members, bert);
  area
      = hark_roster_make_area_set (roster, &store->account->user, sk, &f->area,
                                   (const HarkRosterMember *)(gpointer)members->data, members->len);
  add_statement (roster, area, lines);
  return lines;
}

/* What they had done before does not stay marked for ever on the devices that had followed more. */
static void
test_who_was_let_back_in_may_have_replaced_a_lost_one (Deceived *f, gconstpointer unused)
{
  g_autoptr (JsonObject) line = replace_newest (f, have_another_reporter);
  g_autoptr (JsonArray) people = let_back_in (f);
  g_autoptr (AppCacheTicket) row = NULL;

  g_assert_true (app_epoch_pin_release (f->device.client->store, 0, NULL));
  liar_tell_line (f->liar, "area", add_lines, people);
  deceived_use_line (f, line);
  deceived_sync (f);
  row = app_cache_get_ticket (f->device.client->store->cache, &f->ticket, NULL);
  g_assert_cmpint (row->trust, ==, APP_TRUST_VERIFIED);
}

/* --- behind a drop --- */

/* A page that says that the ticket is not for anna any more. */
static void
drop (Deceived *f)
{
  g_autoptr (JsonObject) line = json_object_new ();

  json_object_set_string_member (line, "k", "drop");
  hark_json_set_id (line, "tk", &f->ticket);
  json_object_set_int_member (line, "seq", 1);
  liar_tell_line (f->liar, "head", deceived_add_line, line);
  deceived_sync (f);
  g_assert_null (app_cache_get_ticket (f->device.client->store->cache, &f->ticket, NULL));
  liar_be_honest (f->liar);
}

static void
test_nor_behind_a_drop (Deceived *f, gconstpointer unused)
{
  g_autoptr (JsonObject) line = replace_newest (f, have_another_reporter);

  drop (f);
  deceived_expect_line_marked (f, line);
}

static gboolean
holds (Deceived *f, const char *column, gconstpointer name, gsize length)
{
  g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM epoch_pin WHERE %s = $1", column);
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (f->device.client->store->outbox), sql);

  hark_stmt_bind_blob (stmt, 1, name, length);
  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW;
}

/* And goes on where it comes back as it was. */
static void
test_what_stays_of_a_ticket_that_is_gone_does_not_name_it (Deceived *f, gconstpointer unused)
{
  AppStore *store = f->device.client->store;
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, &f->ticket, NULL);

  drop (f);
  g_assert_cmpint (ask_pins (f, "SELECT count (*) FROM epoch_pin WHERE lost"), ==, epochs->len);
  g_assert_false (holds (f, "ticket", f->ticket.bytes, sizeof f->ticket.bytes));
  for (guint i = 0; i < epochs->len; i++)
    g_assert_false (holds (f, "hash", ((AppCacheEpoch *)epochs->pdata[i])->hash, HARK_HASH_LEN));
  g_assert_cmpint (ask_pins (f, "SELECT count (*) FROM epoch_pin WHERE lost AND seq > 0"), ==, 0);
  deceived_forget (f);
  deceived_recover (f);
  g_assert_cmpint (ask_pins (f, "SELECT count (*) FROM epoch_pin WHERE lost"), ==, 0);
  g_assert_cmpint (ask_pins (f, "SELECT count (*) FROM epoch_pin WHERE seq = 0"), ==, 0);
}

/* --- a fork --- */

/* Two that follow the same one, both by who might: what was written under the one says which. */
static void
test_one_in_the_place_of_another_is_marked (Deceived *f, gconstpointer unused)
{
  g_autoptr (JsonObject) line = deceived_fetch_line (f);
  AppClient *anna = f->device.client;

  deceived_open_epoch (f, line, &f->bert->client->store->keys->account, &f->bert->id, NULL, NULL);
  colleague_set_role (f->device.server, anna, f->bert, HARK_ROLE_NONE);
  device_sync (anna);
  device_write (anna, APP_ACTION_NOTE, &f->ticket, "without bert");
  device_sync (anna);
  look_anew (f);
  deceived_use_line (f, line);
  deceived_expect_marked (f, FALSE);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/liar-epoch/" path, Deceived, NULL, deceived_set_up, func, deceived_tear_down)

int
main (int argc, char **argv)
{
  static const DeceivedChange swap = have_another_reporter, same = NULL;

  g_test_init (&argc, &argv, NULL);
  ADD ("field", test_no_field_is_changed);
  ADD ("place", test_none_is_left_out_repeated_or_put_elsewhere);
  ADD ("follow", test_none_says_what_does_not_follow);
  ADD ("record", test_none_changes_more_than_is_on_record);
  ADD ("head-to-come", test_no_report_names_a_list_of_people_that_is_still_to_come);
  ADD ("old-head", test_who_left_opens_none_where_they_were_shut_out);
  ADD ("former", test_who_left_puts_none_in_the_place_of_a_known_one);
  ADD ("excluded", test_an_exclusion_is_not_taken_back_by_who_is_excluded);
  ADD ("shorter", test_none_is_taken_away_again);
  ADD ("lost-cache", test_a_lost_cache_forgets_none);
  ADD ("put-back", test_a_restore_that_is_made_up_opens_none_of_who_left);
  ADD ("two-steps", test_nor_one_that_follows_what_took_a_lost_ones_place);
  ADD ("window", test_lost_ones_before_which_nothing_is_kept_stop_nobody);
  g_test_add ("/liar-epoch/window-former", Deceived, &swap, deceived_set_up,
              test_nothing_is_kept_for_who_left, deceived_tear_down);
  g_test_add ("/liar-epoch/window-same", Deceived, &same, deceived_set_up,
              test_nothing_is_kept_for_who_left, deceived_tear_down);
  ADD ("thin", test_of_tickets_that_are_gone_little_is_kept);
  ADD ("floor", test_a_floor_lets_nothing_go_and_sends_nothing_again);
  ADD ("let-back-in", test_who_was_let_back_in_may_have_replaced_a_lost_one);
  ADD ("dropped", test_nor_behind_a_drop);
  ADD ("gone", test_what_stays_of_a_ticket_that_is_gone_does_not_name_it);
  ADD ("fork", test_one_in_the_place_of_another_is_marked);
  return g_test_run ();
}
