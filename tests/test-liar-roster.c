/* test-liar-roster.c: each type of statement in the list of people, tampered with in each way,
 * shown to a device that knew the list and to one that sees it for the first time */
#include "deceived.h"

#include <string.h>

#include "folder.h"
#include "hark-account.h"
#include "hark-api.h"
#include "hark-json.h"
#include "hark-recovery.h"

#define AT_SEQ 0
#define AT_PREV 8
#define AT_TYPE 40
#define AT_LENGTH 42
#define AT_BODY 46
#define AFTER_BODY (16 + 64) /* signer, signature */

/* A list as the server could show it. */
typedef struct
{
  gint64 seq;
  GBytes *statement;
} Shown;

typedef struct
{
  Deceived d;
  HarkId carl; /* was Admin once, is off now */
  HarkAccountKeys *carls;
  HarkAccountKeys *strangers;
  HarkRecoveryKeys *recovery;
  GPtrArray *list;  /* GBytes: the true one, of every type */
  guint places[10]; /* of the last of each type, from 1 on */
  char *home;       /* of anna's second device, which never saw the list */
  AppClient *fresh;
} Roster;

/* --- a list of every type --- */

static GBytes *
get (Roster *f, guint seq)
{
  return g_ptr_array_index (f->list, seq - 1);
}

static HarkRosterType
type_of (GBytes *statement)
{
  const guint8 *data = g_bytes_get_data (statement, NULL);

  return (HarkRosterType)(data[AT_TYPE] | data[AT_TYPE + 1] << 8);
}

/* Truly: signed by who may, and the server has it. Takes @statement. */
static void
append (Roster *f, GBytes *statement)
{
  AppClient *anna = f->d.device.client;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;
  g_autofree char *text = NULL;

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  text = hark_json_to_string (body);
  reply = harness_ask (f->d.device.server, "POST", HARK_API_ROSTER, anna->token, text, 200);
  device_sync (anna);
  g_bytes_unref (statement);
}

/* One statement of @type that continues @roster, by @signer; good but for who signs it. */
static GBytes *
make (Roster *f, HarkRoster *roster, HarkRosterType type, const HarkId *signer,
      const guint8 sk[HARK_SIGN_SK_LEN])
{
  const HarkId *anna = &f->d.device.client->store->account->user;
  const HarkRosterPolicy policy = { .min_suite = 1, .min_protocol = 1, .password_length = 12 };
  HarkRosterMember only = { .user = f->d.bert->id, .role = HARK_ROLE_EXPERT };
  const guint8 *pk = f->strangers->box_pk;

  switch (type)
    {
    case HARK_ROSTER_ORG:
      return hark_roster_make_org (f->strangers->sign_pk, f->strangers->sign_sk, "Another");
    case HARK_ROSTER_USER_ADD:
      return hark_roster_make_user_add (roster, signer, sk, &f->d.other, f->strangers->sign_pk, pk,
                                        "stranger");
    case HARK_ROSTER_USER_KEY:
      return hark_roster_make_user_key (roster, signer, sk, &f->d.bert->id, f->strangers->sign_pk,
                                        pk);
    case HARK_ROSTER_USER_OFF:
      return hark_roster_make_user_off (roster, signer, sk, &f->d.bert->id);
    case HARK_ROSTER_ADMIN_SET:
      {
        const HarkId admins[] = { *anna, f->d.bert->id };

        return hark_roster_make_admin_set (roster, signer, sk, admins, 2);
      }
    case HARK_ROSTER_AREA_SET:
      memcpy (only.keys_hash, hark_roster_get_user (roster, &only.user)->keys_hash, 32);
      return hark_roster_make_area_set (roster, signer, sk, &f->d.area, &only, 1);
    case HARK_ROSTER_RECOVERY_SET:
      return hark_roster_make_recovery_set (roster, signer, sk, pk, f->strangers->sign_pk);
    case HARK_ROSTER_RECOVERY_USE:
      return hark_roster_make_recovery_use (roster, signer, sk, &f->d.area, f->recovery->sign_sk);
    case HARK_ROSTER_POLICY:
      return hark_roster_make_policy (roster, signer, sk, &policy);
    }

  g_assert_not_reached ();
}

static void
write_list (Roster *f)
{
  const AppStore *store = f->d.device.client->store;
  const HarkId *anna = &store->account->user;
  const guint8 *sk = store->keys->account.sign_sk;
  const guint8 secret[HARK_CODE_LEN] = { 1 };
  const HarkRosterPolicy policy
      = { .min_suite = 1, .min_protocol = 1, .password_length = 8, .recovery = TRUE };
  HarkAccountKeys *newer = hark_seal_alloc (sizeof *newer);
  HarkRoster *roster = store->roster;
  HarkId admins[2] = { *anna };

  hark_id_random (&f->carl);
  admins[1] = f->carl;
  hark_account_keys_random (newer);
  hark_recovery_keys (secret, &store->account->org, f->recovery);
  append (f, hark_roster_make_recovery_set (roster, anna, sk, NULL, NULL));
  append (f, hark_roster_make_recovery_set (store->roster, anna, sk, f->recovery->box_pk,
                                            f->recovery->sign_pk));
  append (f, hark_roster_make_policy (store->roster, anna, sk, &policy));
  append (
      f, hark_roster_make_recovery_use (store->roster, anna, sk, &f->d.area, f->recovery->sign_sk));
  append (f, hark_roster_make_user_add (store->roster, anna, sk, &f->carl, newer->sign_pk,
                                        newer->box_pk, "carl"));
  append (f, hark_roster_make_admin_set (store->roster, anna, sk, admins, 2));
  append (f, hark_roster_make_user_key (store->roster, anna, sk, &f->carl, f->carls->sign_pk,
                                        f->carls->box_pk));
  append (f, hark_roster_make_admin_set (store->roster, anna, sk, admins, 1));
  append (f, hark_roster_make_user_off (store->roster, anna, sk, &f->carl));
  append (f, hark_roster_make_policy (store->roster, anna, sk, &policy));
  hark_seal_free (newer);
}

static void
set_up (Roster *f, gconstpointer unused)
{
  g_autofree char *url = NULL;
  GError *error = NULL;

  deceived_set_up (&f->d, NULL);
  f->carls = hark_seal_alloc (sizeof *f->carls);
  f->strangers = hark_seal_alloc (sizeof *f->strangers);
  f->recovery = hark_seal_alloc (sizeof *f->recovery);
  hark_account_keys_random (f->carls);
  hark_account_keys_random (f->strangers);
  write_list (f);
  f->list = app_cache_list_statements (f->d.device.client->store->cache, &error);
  g_assert_no_error (error);
  for (guint seq = 1; seq <= f->list->len - 1; seq++)
    f->places[type_of (get (f, seq))] = seq;
  for (guint type = HARK_ROSTER_ORG; type <= HARK_ROSTER_RECOVERY_USE; type++)
    g_assert_cmpuint (f->places[type], >, 0);

  url = g_strdup_printf ("http://127.0.0.1:%u", liar_get_port (f->d.liar));
  f->home = test_folder_new ();
  f->fresh = device_open (f->home);
  app_client_sign_in_sync (f->fresh, url, "anna", DEVICE_PASSWORD, f->d.device.account_key, &error);
  g_assert_no_error (error);
}

static void
tear_down (Roster *f, gconstpointer unused)
{
  device_close (f->fresh);
  test_folder_remove (f->home);
  g_ptr_array_unref (f->list);
  hark_seal_free (f->carls);
  hark_seal_free (f->strangers);
  hark_seal_free (f->recovery);
  deceived_tear_down (&f->d, NULL);
}

/* --- what is shown instead --- */

static void
clear_shown (gpointer data)
{
  g_bytes_unref (((Shown *)data)->statement);
}

static void
show (GArray *shown, gint64 seq, GBytes *statement)
{
  const Shown one = { seq, g_bytes_ref (statement) };

  g_array_append_val (shown, one);
}

/* The first @n of the true list. (transfer full) */
static GArray *
show_true (Roster *f, guint n)
{
  GArray *shown = g_array_new (FALSE, FALSE, sizeof (Shown));

  g_array_set_clear_func (shown, clear_shown);
  for (guint seq = 1; seq <= n; seq++)
    show (shown, seq, get (f, seq));
  return shown;
}

static void
leave_out (JsonObject *line, gpointer unused)
{
  json_object_remove_member (line, "k");
}

static void
add_shown (JsonObject *head, gpointer user)
{
  const GArray *shown = user;
  JsonArray *lines = json_array_new ();

  for (guint i = 0; i < shown->len; i++)
    {
      const Shown *one = &g_array_index (shown, Shown, i);

      json_array_add_object_element (lines,
                                     deceived_make_roster_line (one->statement, (guint64)one->seq));
    }
  json_object_set_array_member (head, "also", lines);
}

static void
tell (Roster *f, GArray *shown)
{
  liar_tell_line (f->d.liar, "roster", leave_out, NULL);
  liar_tell_line (f->d.liar, "head", add_shown, shown);
}

/* To a device that knew the list, whatever it is asked to begin with; takes @shown. */
static void
expect_known_refuses (Roster *f, GArray *shown, const char *what, guint type)
{
  g_test_message ("type %u: %s", type, what);
  deceived_forget (&f->d);
  tell (f, shown);
  deceived_expect_refused (&f->d, HARK_ERROR_FORKED, APP_CONNECTION_FORKED, "list of people");
  g_array_unref (shown);
}

/* To one that has seen none. It stays as it was. */
static void
expect_fresh_refuses (Roster *f, GArray *shown, const char *what, guint type)
{
  g_autoptr (GError) error = NULL;

  tell (f, shown);
  if (app_client_sync_sync (f->fresh, &error))
    g_error ("type %u: %s was taken", type, what);
  g_assert_true (g_error_matches (error, HARK_ERROR, HARK_ERROR_FORKED)
                 || g_error_matches (error, HARK_ERROR, HARK_ERROR_UNVERIFIED));
  g_assert_true (app_client_get_connection (f->fresh) == APP_CONNECTION_FORKED
                 || app_client_get_connection (f->fresh) == APP_CONNECTION_TAMPERED);
  g_assert_cmpuint (hark_roster_get_seq (f->fresh->store->roster), ==, 0);
  liar_be_honest (f->d.liar);
  g_array_unref (shown);
}

static void
expect_fresh_is_taken_in_by_the_truth (Roster *f)
{
  device_sync (f->fresh);
  g_assert_cmpmem (hark_roster_get_hash (f->fresh->store->roster), 32,
                   hark_roster_get_hash (f->d.device.client->store->roster), 32);
}

/* --- withheld, replayed, reordered --- */

typedef GArray *(*Tamper) (Roster *f, guint place);

static GArray *
withhold (Roster *f, guint place)
{
  GArray *shown = show_true (f, f->list->len);

  g_array_remove_index (shown, place - 1);
  return shown;
}

/* The same, with the numbers closed up over the hole. */
static GArray *
hide (Roster *f, guint place)
{
  GArray *shown = withhold (f, place);

  for (guint i = 0; i < shown->len; i++)
    g_array_index (shown, Shown, i).seq = i + 1;
  return shown;
}

static GArray *
shorten (Roster *f, guint place)
{
  return show_true (f, place - 1);
}

static GArray *
replay_at_the_end (Roster *f, guint place)
{
  GArray *shown = show_true (f, f->list->len);

  show (shown, f->list->len + 1, get (f, place));
  return shown;
}

static GArray *
replay_behind_itself (Roster *f, guint place)
{
  GArray *shown = show_true (f, place);

  show (shown, place + 1, get (f, place));
  return shown;
}

static GArray *
turn_round (Roster *f, guint place)
{
  GArray *shown = show_true (f, f->list->len);
  Shown *one = &g_array_index (shown, Shown, place - 1), *next = one + 1;
  GBytes *statement = one->statement;

  one->statement = next->statement;
  next->statement = statement;
  return shown;
}

/* With the numbers that they have inside. */
static GArray *
turn_lines_round (Roster *f, guint place)
{
  GArray *shown = turn_round (f, place);
  Shown *one = &g_array_index (shown, Shown, place - 1), *next = one + 1;

  one->seq++;
  next->seq--;
  return shown;
}

static const struct
{
  const char *what;
  Tamper tamper;
  gboolean only_known; /* a device that sees it for the first time cannot tell */
} tampers[] = {
  { "withheld", withhold, FALSE },
  { "withheld, and the hole closed", hide, FALSE },
  { "the list ends before it", shorten, TRUE },
  { "once more at the end", replay_at_the_end, FALSE },
  { "once more behind itself", replay_behind_itself, FALSE },
  { "exchanged with the next", turn_round, FALSE },
  { "after the next", turn_lines_round, FALSE },
};

static void
test_no_statement_is_left_out_repeated_or_put_elsewhere (Roster *f, gconstpointer unused)
{
  for (guint type = HARK_ROSTER_ORG; type <= HARK_ROSTER_RECOVERY_USE; type++)
    for (guint i = 0; i < G_N_ELEMENTS (tampers); i++)
      {
        expect_known_refuses (f, tampers[i].tamper (f, f->places[type]), tampers[i].what, type);
        if (!tampers[i].only_known)
          expect_fresh_refuses (f, tampers[i].tamper (f, f->places[type]), tampers[i].what, type);
      }
  expect_fresh_is_taken_in_by_the_truth (f);
}

/* --- each field --- */

static GArray *
flip (Roster *f, guint place, gsize at)
{
  GArray *shown = show_true (f, f->list->len);
  Shown *one = &g_array_index (shown, Shown, place - 1);
  gsize length = g_bytes_get_size (one->statement);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (one->statement, NULL), length);

  g_assert_cmpuint (at, <, length);
  data[at] ^= 1;
  g_bytes_unref (one->statement);
  one->statement = g_bytes_new (data, length);
  return shown;
}

/* A device that sees it for the first time has bytes all over it to judge; one that knew it, the
 * fields that all have. */
static void
test_no_field_is_changed (Roster *f, gconstpointer unused)
{
  for (guint type = HARK_ROSTER_ORG; type <= HARK_ROSTER_RECOVERY_USE; type++)
    {
      guint place = f->places[type];
      gsize length = g_bytes_get_size (get (f, place));
      const gsize fields[]
          = { AT_SEQ, AT_PREV, AT_TYPE, AT_LENGTH, AT_BODY, length - AFTER_BODY, length - 64 };

      for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        {
          g_autofree char *what = g_strdup_printf ("another byte %" G_GSIZE_FORMAT, fields[i]);

          expect_known_refuses (f, flip (f, place, fields[i]), what, type);
        }
      for (gsize at = type % 3; at < length; at += 3)
        {
          g_autofree char *what = g_strdup_printf ("another byte %" G_GSIZE_FORMAT, at);

          expect_fresh_refuses (f, flip (f, place, at), what, type);
        }
    }
  expect_fresh_is_taken_in_by_the_truth (f);
}

/* --- by whom --- */

static GArray *
continue_by (Roster *f, guint type, const HarkId *signer, const HarkAccountKeys *keys)
{
  g_autoptr (HarkRoster) roster = deceived_copy_people (&f->d, f->list->len);
  g_autoptr (GBytes) statement = make (f, roster, (HarkRosterType)type, signer, keys->sign_sk);
  GArray *shown = show_true (f, f->list->len);

  show (shown, f->list->len + 1, statement);
  return shown;
}

/* Nobody of them is Admin, or Expert of the area; a key of one's own is for its owner alone. */
static void
test_nobody_signs_what_they_may_not (Roster *f, gconstpointer unused)
{
  const AppStore *store = f->d.device.client->store;
  const HarkAccountKeys *berts = &f->d.bert->client->store->keys->account;
  const struct
  {
    const char *what;
    const HarkId *signer;
    const HarkAccountKeys *keys;
  } signers[] = {
    { "by a Professional", &f->d.bert->id, berts },
    { "in an Admin's name", &store->account->user, berts },
    { "in an Admin's name, by a stranger", &store->account->user, f->strangers },
    { "in the root key's name", &store->account->org, f->strangers },
    { "by who was Admin once", &f->carl, f->carls },
    { "by nobody known", &f->d.other, f->strangers },
  };

  for (guint type = HARK_ROSTER_ORG; type <= HARK_ROSTER_RECOVERY_USE; type++)
    for (guint i = 0; i < G_N_ELEMENTS (signers); i++)
      {
        if (type == HARK_ROSTER_USER_KEY && i == 0)
          continue; /* bert's own key, which he may change: below */
        expect_known_refuses (f, continue_by (f, type, signers[i].signer, signers[i].keys),
                              signers[i].what, type);
        expect_fresh_refuses (f, continue_by (f, type, signers[i].signer, signers[i].keys),
                              signers[i].what, type);
      }
  expect_fresh_is_taken_in_by_the_truth (f);
}

static void
test_nobody_changes_the_keys_of_somebody_else (Roster *f, gconstpointer unused)
{
  const HarkAccountKeys *berts = &f->d.bert->client->store->keys->account;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (HarkRoster) roster = deceived_copy_people (&f->d, f->list->len);
      g_autoptr (GBytes) statement = hark_roster_make_user_key (
          roster, &f->d.bert->id, berts->sign_sk, &f->d.device.client->store->account->user,
          f->strangers->sign_pk, f->strangers->box_pk);
      GArray *shown = show_true (f, f->list->len);

      show (shown, f->list->len + 1, statement);
      if (i == 0)
        expect_known_refuses (f, shown, "an Admin's keys by a Professional", HARK_ROSTER_USER_KEY);
      else
        expect_fresh_refuses (f, shown, "an Admin's keys by a Professional", HARK_ROSTER_USER_KEY);
    }
}

/* --- at an old head: rightly signed, but for another list than this one --- */

/* As its @at'th statement, signed as if the list had ended before it. */
static GBytes *
make_at (Roster *f, guint type, guint at)
{
  const AppStore *store = f->d.device.client->store;
  g_autoptr (HarkRoster) roster = deceived_copy_people (&f->d, at - 1);

  return make (f, roster, (HarkRosterType)type, &store->account->user,
               store->keys->account.sign_sk);
}

static void
test_nothing_signed_for_an_earlier_list_goes_into_this_one (Roster *f, gconstpointer unused)
{
  guint n = f->list->len;

  for (guint type = HARK_ROSTER_USER_ADD; type <= HARK_ROSTER_RECOVERY_USE; type++)
    {
      g_autoptr (GBytes) old = make_at (f, type, n - 1);
      GArray *instead = show_true (f, n - 2), *behind = show_true (f, n),
             *in_place = show_true (f, n);

      /* a fork: what a device that sees it for the first time cannot tell from the truth */
      show (instead, n - 1, old);
      expect_known_refuses (f, instead, "a fork", type);
      show (behind, n + 1, old);
      expect_known_refuses (f, behind, "an old one at the end", type);
      g_bytes_unref (g_array_index (in_place, Shown, n - 2).statement);
      g_array_index (in_place, Shown, n - 2).statement = g_bytes_ref (old);
      expect_fresh_refuses (f, in_place, "one that the next does not follow", type);
    }
  expect_fresh_is_taken_in_by_the_truth (f);
}

/* Both lists are signed by who may; bert is shown the one, and anna the other. */
static void
test_two_lists_are_found_out_by_what_is_written (Roster *f, gconstpointer unused)
{
  guint n = f->list->len;

  for (guint type = HARK_ROSTER_USER_ADD; type <= HARK_ROSTER_RECOVERY_USE; type++)
    {
      g_autoptr (HarkRoster) berts = deceived_copy_people (&f->d, n);
      g_autoptr (GBytes) statement = make_at (f, type, n + 1);
      g_autoptr (JsonObject) line = NULL;
      DeceivedWords words
          = { .author = f->d.bert->client, .type = HARK_OBJECT_MESSAGE, .side = "team" };
      GError *error = NULL;

      hark_roster_append (berts, statement, &error);
      g_assert_no_error (error);
      words.head = hark_roster_get_head (berts);
      line = deceived_write_words (&f->d, &words);
      liar_tell_line (f->d.liar, "head", deceived_add_line, line);
      deceived_expect_marked (&f->d, FALSE);
    }
}

#define ADD(path, func) g_test_add ("/liar-roster/" path, Roster, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  ADD ("place", test_no_statement_is_left_out_repeated_or_put_elsewhere);
  ADD ("field", test_no_field_is_changed);
  ADD ("signer", test_nobody_signs_what_they_may_not);
  ADD ("keys-of-others", test_nobody_changes_the_keys_of_somebody_else);
  ADD ("old-head", test_nothing_signed_for_an_earlier_list_goes_into_this_one);
  ADD ("two-lists", test_two_lists_are_found_out_by_what_is_written);
  return g_test_run ();
}
