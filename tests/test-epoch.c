/* test-epoch.c: epoch statements, key slots and past boxes */
#include "hark-epoch.h"
#include "vector.h"

#include <sodium.h>

#define SLOT_INSIDE 160

typedef struct
{
  JsonObject *all;
  HarkId org;
  HarkAccountKeys author;
  guint8 reporter_pk[32], reporter_sk[32];
  HarkEpoch epoch[2];
  HarkEpochKeys keys[2];
  GBytes *statement[2];
  guint8 hash[2][32];
} Fixture;

static void
read_epoch (Fixture *f, guint i)
{
  JsonObject *v = vector_at (f->all, "epochs", i);
  g_autoptr (GError) error = NULL;

  vector_fixed (v, "sh", f->keys[i].sh, 32);
  vector_fixed (v, "in", f->keys[i].in, 32);
  f->statement[i] = vector_bytes (v, "statement");
  hark_epoch_read (f->statement[i], &f->epoch[i], &error);
  g_assert_no_error (error);
  hark_epoch_hash (f->statement[i], f->hash[i]);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  guint8 sign_seed[32], box_seed[32], reporter_seed[32];

  f->all = vector_load ("epoch");
  vector_id (f->all, "org", &f->org);
  vector_fixed (f->all, "author_sign_seed", sign_seed, 32);
  vector_fixed (f->all, "author_box_seed", box_seed, 32);
  vector_fixed (f->all, "reporter_seed", reporter_seed, 32);
  hark_account_keys_from_seeds (&f->author, sign_seed, box_seed);
  hark_seal_box_keys (reporter_seed, f->reporter_pk, f->reporter_sk);
  read_epoch (f, 0);
  read_epoch (f, 1);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_bytes_unref (f->statement[0]);
  g_bytes_unref (f->statement[1]);
  json_object_unref (f->all);
}

/* ------------------------------------------------------------------ statements */

static void
test_statement_vectors_are_reproduced (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *v = vector_at (f->all, "epochs", i);
      JsonArray *excluded = json_object_get_array_member (v, "excluded");
      g_autoptr (GBytes) written = NULL;
      g_autoptr (GError) error = NULL;
      HarkEpoch epoch = { 0 };

      vector_id (f->all, "ticket", &epoch.ticket);
      vector_id (f->all, "area", &epoch.area);
      vector_fixed (f->all, "head", epoch.head, sizeof epoch.head);
      vector_fixed (f->all, "reporter_pk", epoch.reporter_pk, 32);
      vector_id (v, "author", &epoch.author);
      vector_fixed (v, "prev", epoch.prev, 32);
      epoch.epoch = (guint32)vector_int (v, "epoch");
      epoch.n_excluded = (guint16)json_array_get_length (excluded);
      for (guint j = 0; j < epoch.n_excluded; j++)
        g_assert_true (
            hark_id_from_string (json_array_get_string_element (excluded, j), &epoch.excluded[j]));
      hark_epoch_commit (&epoch, &f->keys[i]);
      vector_assert_mem (epoch.commit_sh, 32, v, "commit_sh");
      vector_assert_mem (epoch.commit_in, 32, v, "commit_in");

      written = hark_epoch_write (&epoch, &f->org, i == 0 ? NULL : f->author.sign_sk);
      vector_assert_bytes (written, v, "statement");
      vector_assert_mem (f->hash[i], 32, v, "hash");
      g_assert_true (
          hark_epoch_verify (written, &f->org, i == 0 ? NULL : f->author.sign_pk, &error));
      g_assert_no_error (error);
      g_assert_true (hark_epoch_check_keys (&f->epoch[i], &f->keys[i]));
    }
}

static void
test_statement_of_another_form_is_refused (Fixture *f, gconstpointer unused)
{
  const gsize full = g_bytes_get_size (f->statement[1]);
  const gsize lengths[] = { 0, 1, HARK_EPOCH_MIN_LEN - 1, HARK_EPOCH_MIN_LEN, full - 16, full - 1 };
  g_autoptr (GBytes) longer = vector_longer (f->statement[1], 1);
  g_autoptr (GBytes) one_more = vector_longer (f->statement[1], 16);
  g_autoptr (GBytes) huge = vector_longer (f->statement[1], HARK_EPOCH_MAX_LEN);
  GBytes *const wrong[] = { longer, one_more, huge };
  HarkEpoch epoch = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GBytes) cut = vector_cut (f->statement[1], lengths[i]);
      g_autoptr (GError) error = NULL;

      g_assert_false (hark_epoch_read (cut, &epoch, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (hark_epoch_read (wrong[i], &epoch, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
    }
  g_assert_true (hark_seal_is_zero (&epoch, sizeof epoch));
}

static void
test_most_excluded_are_read_and_one_more_is_not (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GBytes) wrong = NULL;
  HarkEpoch epoch = f->epoch[1], read;
  guint8 *copy;

  epoch.n_excluded = HARK_EPOCH_MAX_EXCLUDED;
  for (guint i = 0; i < HARK_EPOCH_MAX_EXCLUDED; i++)
    {
      memset (&epoch.excluded[i], 0, sizeof epoch.excluded[i]);
      epoch.excluded[i].bytes[0] = (guint8)i;
      epoch.excluded[i].bytes[15] = 1;
    }
  written = hark_epoch_write (&epoch, &f->org, f->author.sign_sk);
  g_assert_cmpuint (g_bytes_get_size (written), ==, HARK_EPOCH_MAX_LEN);
  g_assert_true (hark_epoch_verify (written, &f->org, f->author.sign_pk, NULL));
  g_assert_true (hark_epoch_read (written, &read, NULL));
  g_assert_cmpmem (read.excluded, sizeof read.excluded, epoch.excluded, sizeof epoch.excluded);

  copy = g_malloc0 (HARK_EPOCH_MAX_LEN + 16);
  memcpy (copy, g_bytes_get_data (written, NULL), HARK_EPOCH_MAX_LEN);
  hark_put_int (copy + HARK_EPOCH_MIN_LEN - 64 - 16 - 2, HARK_EPOCH_MAX_EXCLUDED + 1, 2);
  wrong = g_bytes_new_take (copy, HARK_EPOCH_MAX_LEN + 16);
  g_assert_false (hark_epoch_read (wrong, &read, NULL));
}

static void
test_excluded_out_of_order_or_twice_are_refused (Fixture *f, gconstpointer unused)
{
  gsize first = HARK_EPOCH_MIN_LEN - 64 - 16;
  gsize length = g_bytes_get_size (f->statement[1]);
  const guint8 *data = g_bytes_get_data (f->statement[1], NULL);
  guint8 *swapped = g_memdup2 (data, length);
  guint8 *twice = g_memdup2 (data, length);
  g_autoptr (GBytes) wrong_order = g_bytes_new_take (swapped, length);
  g_autoptr (GBytes) repeated = g_bytes_new_take (twice, length);
  HarkEpoch epoch;

  memcpy (swapped + first, data + first + 16, 16);
  memcpy (swapped + first + 16, data + first, 16);
  memcpy (twice + first, data + first + 16, 16);
  g_assert_false (hark_epoch_read (wrong_order, &epoch, NULL));
  g_assert_false (hark_epoch_read (repeated, &epoch, NULL));
}

static void
test_only_epoch_0_has_nothing_before_it (Fixture *f, gconstpointer unused)
{
  HarkEpoch first = f->epoch[0], second = f->epoch[1];
  g_autoptr (GBytes) with = NULL;
  g_autoptr (GBytes) without = NULL;
  HarkEpoch read;

  first.prev[3] = 1;
  memset (second.prev, 0, sizeof second.prev);
  with = hark_epoch_write (&first, &f->org, NULL);
  without = hark_epoch_write (&second, &f->org, f->author.sign_sk);
  g_assert_false (hark_epoch_read (with, &read, NULL));
  g_assert_false (hark_epoch_read (without, &read, NULL));
}

static void
test_every_changed_byte_of_a_statement_is_refused (Fixture *f, gconstpointer unused)
{
  for (gsize i = 0; i < g_bytes_get_size (f->statement[1]); i++)
    {
      g_autoptr (GBytes) wrong = vector_flip (f->statement[1], i);

      g_assert_false (hark_epoch_verify (wrong, &f->org, f->author.sign_pk, NULL));
    }
}

static void
test_statement_of_another_signer_or_organisation_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  HarkAccountKeys other;
  HarkId org = f->org;

  hark_account_keys_random (&other);
  g_assert_false (hark_epoch_verify (f->statement[1], &f->org, other.sign_pk, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  org.bytes[0] ^= 1;
  g_assert_false (hark_epoch_verify (f->statement[1], &org, f->author.sign_pk, NULL));
  g_assert_false (hark_epoch_verify (f->statement[1], &f->org, NULL, NULL));
}

/* What nobody signed may only be a reporter's epoch 0. */
static void
test_unsigned_statement_is_only_a_reporters_first (Fixture *f, gconstpointer unused)
{
  gsize length = g_bytes_get_size (f->statement[0]);
  const guint8 *data = g_bytes_get_data (f->statement[0], NULL);
  guint8 *team = g_memdup2 (data, length);
  guint8 *signature = g_memdup2 (data, length);
  guint8 *later = g_memdup2 (data, length);
  g_autoptr (GBytes) with_team = g_bytes_new_take (team, length);
  g_autoptr (GBytes) with_signature = g_bytes_new_take (signature, length);
  g_autoptr (GBytes) of_epoch_1 = g_bytes_new_take (later, length);

  g_assert_true (hark_epoch_verify (f->statement[0], &f->org, NULL, NULL));
  g_assert_false (hark_epoch_verify (f->statement[0], &f->org, f->author.sign_pk, NULL));
  team[16 + 4 + 32 + 16 + 32] = 1;
  signature[length - 1] = 1;
  later[16] = 1; /* epoch */
  later[20] = 1; /* prev */
  g_assert_false (hark_epoch_verify (with_team, &f->org, NULL, NULL));
  g_assert_false (hark_epoch_verify (with_signature, &f->org, NULL, NULL));
  g_assert_false (hark_epoch_verify (of_epoch_1, &f->org, NULL, NULL));
}

/* ------------------------------------------------------------------ keys */

static void
test_wrong_keys_do_not_fit_the_commitments (Fixture *f, gconstpointer unused)
{
  HarkEpochKeys keys = f->keys[1], swapped;

  memcpy (swapped.sh, keys.in, 32);
  memcpy (swapped.in, keys.sh, 32);
  g_assert_false (hark_epoch_check_keys (&f->epoch[1], &swapped));
  g_assert_false (hark_epoch_check_keys (&f->epoch[1], &f->keys[0]));
  keys.sh[0] ^= 1;
  g_assert_false (hark_epoch_check_keys (&f->epoch[1], &keys));
  keys = f->keys[1];
  memset (keys.in, 0, 32);
  g_assert_false (hark_epoch_check_keys (&f->epoch[1], &keys));
}

static void
test_commitments_are_bound_to_ticket_and_epoch (Fixture *f, gconstpointer unused)
{
  HarkEpoch other_ticket = f->epoch[1], other_epoch = f->epoch[1];

  other_ticket.ticket.bytes[0] ^= 1;
  other_epoch.epoch++;
  g_assert_false (hark_epoch_check_keys (&other_ticket, &f->keys[1]));
  g_assert_false (hark_epoch_check_keys (&other_epoch, &f->keys[1]));
}

static void
test_reporter_makes_no_team_key (Fixture *f, gconstpointer unused)
{
  HarkEpochKeys keys;

  hark_epoch_keys_random (&keys, FALSE);
  g_assert_false (hark_seal_is_zero (keys.sh, 32));
  g_assert_true (hark_seal_is_zero (keys.in, 32));
  hark_epoch_keys_random (&keys, TRUE);
  g_assert_false (hark_seal_is_zero (keys.in, 32));
}

/* ------------------------------------------------------------------ slots */

static gboolean
open_slot (Fixture *f, guint i, GBytes *slot, HarkSlotKind kind, const HarkId *recipient,
           HarkEpochKeys *keys)
{
  gboolean reporter = kind == HARK_SLOT_REPORTER;

  return hark_epoch_open_slot (slot, &f->epoch[i], f->hash[i], &f->org, kind, recipient,
                               reporter ? f->reporter_pk : f->author.box_pk,
                               reporter ? f->reporter_sk : f->author.box_sk, keys, NULL);
}

static void
assert_no_slot (Fixture *f, GBytes *slot, HarkSlotKind kind, const HarkId *recipient)
{
  HarkEpochKeys keys = { { 0 } };

  g_assert_false (open_slot (f, 1, slot, kind, recipient, &keys));
  g_assert_true (hark_seal_is_zero (&keys, sizeof keys));
}

static void
test_fixed_slots_open (Fixture *f, gconstpointer unused)
{
  static const guint8 zeros[32];

  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < 2; j++)
      {
        JsonObject *v = vector_at (vector_at (f->all, "epochs", i), "slots", j);
        g_autoptr (GBytes) slot = vector_bytes (v, "slot");
        HarkSlotKind kind = (HarkSlotKind)vector_int (v, "kind");
        HarkEpochKeys keys;
        HarkId recipient;

        vector_id (v, "recipient", &recipient);
        g_assert_true (open_slot (f, i, slot, kind, &recipient, &keys));
        g_assert_cmpmem (keys.sh, 32, f->keys[i].sh, 32);
        g_assert_cmpmem (keys.in, 32, kind == HARK_SLOT_REPORTER ? zeros : f->keys[i].in, 32);
      }
}

static void
test_sealed_slot_opens_for_its_recipient_alone (Fixture *f, gconstpointer unused)
{
  static const HarkSlotKind kinds[] = { HARK_SLOT_MEMBER, HARK_SLOT_REPORTER, HARK_SLOT_RECOVERY };
  HarkId recipient = { { 7 } }, other = { { 8 } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const guint8 *pk = kinds[i] == HARK_SLOT_REPORTER ? f->reporter_pk : f->author.box_pk;
      g_autoptr (GBytes) slot = hark_epoch_seal_slot (&f->epoch[1], f->hash[1], &f->org, kinds[i],
                                                      &recipient, pk, &f->keys[1]);
      HarkEpochKeys keys;

      g_assert_cmpuint (g_bytes_get_size (slot), ==, HARK_SLOT_LEN);
      g_assert_true (open_slot (f, 1, slot, kinds[i], &recipient, &keys));
      g_assert_cmpmem (keys.sh, 32, f->keys[1].sh, 32);
      assert_no_slot (f, slot, kinds[i], &other);
      for (guint j = 0; j < G_N_ELEMENTS (kinds); j++)
        if (j != i)
          assert_no_slot (f, slot, kinds[j], &recipient);
    }
}

static void
test_every_changed_byte_of_a_slot_is_refused (Fixture *f, gconstpointer unused)
{
  JsonObject *v = vector_at (vector_at (f->all, "epochs", 1), "slots", 0);
  g_autoptr (GBytes) slot = vector_bytes (v, "slot");
  g_autoptr (GBytes) shorter = vector_cut (slot, HARK_SLOT_LEN - 1);
  g_autoptr (GBytes) empty = vector_cut (slot, 0);
  g_autoptr (GBytes) longer = vector_longer (slot, 1);

  for (gsize i = 0; i < HARK_SLOT_LEN; i++)
    {
      g_autoptr (GBytes) wrong = vector_flip (slot, i);

      assert_no_slot (f, wrong, HARK_SLOT_MEMBER, &f->epoch[1].author);
    }
  assert_no_slot (f, shorter, HARK_SLOT_MEMBER, &f->epoch[1].author);
  assert_no_slot (f, longer, HARK_SLOT_MEMBER, &f->epoch[1].author);
  assert_no_slot (f, empty, HARK_SLOT_MEMBER, &f->epoch[1].author);
}

/* Whoever seals a slot can put anything inside: each field is checked after opening. */
static GBytes *
seal_changed (Fixture *f, gsize place, guint8 change)
{
  JsonObject *v = vector_at (vector_at (f->all, "epochs", 1), "slots", 0);
  g_autoptr (GBytes) slot = vector_bytes (v, "slot");
  guint8 inside[SLOT_INSIDE];
  guint8 *sealed = g_malloc (HARK_SLOT_LEN);

  g_assert_cmpint (crypto_box_seal_open (inside, g_bytes_get_data (slot, NULL), HARK_SLOT_LEN,
                                         f->author.box_pk, f->author.box_sk),
                   ==, 0);
  inside[place] ^= change;
  crypto_box_seal (sealed, inside, sizeof inside, f->author.box_pk);
  return g_bytes_new_take (sealed, HARK_SLOT_LEN);
}

static void
test_every_changed_field_inside_a_slot_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) same = seal_changed (f, 0, 0);
  HarkEpochKeys keys;

  g_assert_true (open_slot (f, 1, same, HARK_SLOT_MEMBER, &f->epoch[1].author, &keys));
  for (gsize i = 0; i < SLOT_INSIDE; i++)
    {
      g_autoptr (GBytes) wrong = seal_changed (f, i, 0x01);

      assert_no_slot (f, wrong, HARK_SLOT_MEMBER, &f->epoch[1].author);
    }
}

static void
test_slot_of_another_place_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) slot
      = hark_epoch_seal_slot (&f->epoch[1], f->hash[1], &f->org, HARK_SLOT_MEMBER,
                              &f->epoch[1].author, f->author.box_pk, &f->keys[1]);
  HarkEpoch epoch = f->epoch[1];
  HarkId org = f->org;
  guint8 hash[32];

  epoch.ticket.bytes[3] ^= 1;
  f->epoch[1] = epoch;
  assert_no_slot (f, slot, HARK_SLOT_MEMBER, &epoch.author);
  epoch.ticket.bytes[3] ^= 1;
  epoch.epoch++;
  f->epoch[1] = epoch;
  assert_no_slot (f, slot, HARK_SLOT_MEMBER, &epoch.author);
  epoch.epoch--;
  f->epoch[1] = epoch;

  f->org.bytes[0] ^= 1;
  assert_no_slot (f, slot, HARK_SLOT_MEMBER, &epoch.author);
  f->org = org;

  memcpy (hash, f->hash[1], 32);
  memcpy (f->hash[1], f->hash[0], 32);
  assert_no_slot (f, slot, HARK_SLOT_MEMBER, &epoch.author);
  memcpy (f->hash[1], hash, 32);

  hark_account_keys_random (&f->author);
  assert_no_slot (f, slot, HARK_SLOT_MEMBER, &epoch.author);
}

static void
test_slot_with_swapped_keys_is_refused (Fixture *f, gconstpointer unused)
{
  HarkEpochKeys swapped;
  g_autoptr (GBytes) slot = NULL;

  memcpy (swapped.sh, f->keys[1].in, 32);
  memcpy (swapped.in, f->keys[1].sh, 32);
  slot = hark_epoch_seal_slot (&f->epoch[1], f->hash[1], &f->org, HARK_SLOT_MEMBER,
                               &f->epoch[1].author, f->author.box_pk, &swapped);
  assert_no_slot (f, slot, HARK_SLOT_MEMBER, &f->epoch[1].author);
}

/* An epoch that commits to no key would have everything sealed under zeros. */
static void
test_slot_without_keys_is_refused (Fixture *f, gconstpointer unused)
{
  const HarkEpochKeys none = { { 0 } };
  g_autoptr (GBytes) member = NULL;
  g_autoptr (GBytes) reporter = NULL;

  hark_epoch_commit (&f->epoch[1], &none);
  g_assert_true (hark_epoch_check_keys (&f->epoch[1], &none));
  member = hark_epoch_seal_slot (&f->epoch[1], f->hash[1], &f->org, HARK_SLOT_MEMBER,
                                 &f->epoch[1].author, f->author.box_pk, &none);
  reporter = hark_epoch_seal_slot (&f->epoch[1], f->hash[1], &f->org, HARK_SLOT_REPORTER,
                                   &f->epoch[1].author, f->reporter_pk, &none);
  assert_no_slot (f, member, HARK_SLOT_MEMBER, &f->epoch[1].author);
  assert_no_slot (f, reporter, HARK_SLOT_REPORTER, &f->epoch[1].author);
}

static void
test_nothing_is_sealed_to_a_key_of_low_order (Fixture *f, gconstpointer unused)
{
  const guint8 zeros[32] = { 0 };

  g_assert_null (hark_epoch_seal_slot (&f->epoch[1], f->hash[1], &f->org, HARK_SLOT_MEMBER,
                                       &f->epoch[1].author, zeros, &f->keys[1]));
}

/* ------------------------------------------------------------------ past */

static void
test_past_vectors_are_reproduced (Fixture *f, gconstpointer unused)
{
  for (guint sort = 0; sort < 2; sort++)
    {
      JsonObject *v = vector_at (f->all, "past", sort);
      const guint8 *new_key = sort == 0 ? f->keys[1].sh : f->keys[1].in;
      const guint8 *old_key = sort == 0 ? f->keys[0].sh : f->keys[0].in;
      g_autoptr (GBytes) box = vector_bytes (v, "box");
      g_autoptr (GBytes) made = NULL;
      g_autoptr (GError) error = NULL;
      guint8 nonce[HARK_NONCE_LEN], opened[32];

      vector_fixed (v, "nonce", nonce, sizeof nonce);
      made = hark_epoch_seal_past_with_nonce (&f->epoch[1], (guint8)sort, new_key, old_key, nonce);
      vector_assert_bytes (made, v, "box");
      hark_epoch_open_past (&f->epoch[1], (guint8)sort, new_key, box, opened, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (opened, 32, old_key, 32);
    }
}

static void
test_past_of_another_place_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) box = hark_epoch_seal_past (&f->epoch[1], 0, f->keys[1].sh, f->keys[0].sh);
  g_autoptr (GBytes) shorter = vector_cut (box, HARK_PAST_LEN - 1);
  g_autoptr (GBytes) longer = vector_longer (box, 1);
  g_autoptr (GError) error = NULL;
  HarkEpoch other = f->epoch[1];
  guint8 key[32] = { 0 };

  g_assert_cmpuint (g_bytes_get_size (box), ==, HARK_PAST_LEN);
  g_assert_true (hark_epoch_open_past (&f->epoch[1], 0, f->keys[1].sh, box, key, NULL));
  memset (key, 0, sizeof key);

  g_assert_false (hark_epoch_open_past (&f->epoch[1], 1, f->keys[1].sh, box, key, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED);
  g_assert_false (hark_epoch_open_past (&f->epoch[1], 0, f->keys[1].in, box, key, NULL));
  g_assert_false (hark_epoch_open_past (&f->epoch[0], 0, f->keys[1].sh, box, key, NULL));
  other.ticket.bytes[0] ^= 1;
  g_assert_false (hark_epoch_open_past (&other, 0, f->keys[1].sh, box, key, NULL));
  g_assert_false (hark_epoch_open_past (&f->epoch[1], 0, f->keys[1].sh, shorter, key, NULL));
  g_assert_false (hark_epoch_open_past (&f->epoch[1], 0, f->keys[1].sh, longer, key, NULL));
  for (gsize i = 0; i < HARK_PAST_LEN; i++)
    {
      g_autoptr (GBytes) wrong = vector_flip (box, i);

      g_assert_false (hark_epoch_open_past (&f->epoch[1], 0, f->keys[1].sh, wrong, key, NULL));
    }
  g_assert_true (hark_seal_is_zero (key, sizeof key));
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

  add ("/epoch/statement-vectors-are-reproduced", test_statement_vectors_are_reproduced);
  add ("/epoch/statement-of-another-form-is-refused", test_statement_of_another_form_is_refused);
  add ("/epoch/most-excluded-are-read-and-one-more-is-not",
       test_most_excluded_are_read_and_one_more_is_not);
  add ("/epoch/excluded-out-of-order-or-twice-are-refused",
       test_excluded_out_of_order_or_twice_are_refused);
  add ("/epoch/only-epoch-0-has-nothing-before-it", test_only_epoch_0_has_nothing_before_it);
  add ("/epoch/every-changed-byte-of-a-statement-is-refused",
       test_every_changed_byte_of_a_statement_is_refused);
  add ("/epoch/statement-of-another-signer-or-organisation-is-refused",
       test_statement_of_another_signer_or_organisation_is_refused);
  add ("/epoch/unsigned-statement-is-only-a-reporters-first",
       test_unsigned_statement_is_only_a_reporters_first);
  add ("/epoch/wrong-keys-do-not-fit-the-commitments", test_wrong_keys_do_not_fit_the_commitments);
  add ("/epoch/commitments-are-bound-to-ticket-and-epoch",
       test_commitments_are_bound_to_ticket_and_epoch);
  add ("/epoch/reporter-makes-no-team-key", test_reporter_makes_no_team_key);
  add ("/epoch/fixed-slots-open", test_fixed_slots_open);
  add ("/epoch/sealed-slot-opens-for-its-recipient-alone",
       test_sealed_slot_opens_for_its_recipient_alone);
  add ("/epoch/every-changed-byte-of-a-slot-is-refused",
       test_every_changed_byte_of_a_slot_is_refused);
  add ("/epoch/every-changed-field-inside-a-slot-is-refused",
       test_every_changed_field_inside_a_slot_is_refused);
  add ("/epoch/slot-of-another-place-is-refused", test_slot_of_another_place_is_refused);
  add ("/epoch/slot-with-swapped-keys-is-refused", test_slot_with_swapped_keys_is_refused);
  add ("/epoch/slot-without-keys-is-refused", test_slot_without_keys_is_refused);
  add ("/epoch/nothing-is-sealed-to-a-key-of-low-order",
       test_nothing_is_sealed_to_a_key_of_low_order);
  add ("/epoch/past-vectors-are-reproduced", test_past_vectors_are_reproduced);
  add ("/epoch/past-of-another-place-is-refused", test_past_of_another_place_is_refused);

  return g_test_run ();
}
