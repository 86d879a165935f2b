/* test-account.c: what a password and an account key become */
#include "hark-account.h"
#include "tight.h"
#include "vector.h"

typedef struct
{
  JsonObject *all;
  HarkId org, user;
  HarkAccountCost cost;
  guint8 account_key[16];
  guint8 sheet_key[16];
  HarkAccountKeys *keys;
  HarkAccountSecrets *secrets; /* the sheet's: they cost nothing */
  HarkAccountCost none;
  GBytes *bundle; /* under secrets, with cost */
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  guint8 sign_seed[32], box_seed[32];

  f->all = vector_load ("account");
  vector_id (f->all, "org", &f->org);
  vector_id (f->all, "user", &f->user);
  f->cost.ops = (guint32)vector_int (f->all, "ops");
  f->cost.mem_kib = (guint32)vector_int (f->all, "mem_kib");
  vector_fixed (f->all, "salt", f->cost.salt, sizeof f->cost.salt);
  vector_fixed (f->all, "account_key", f->account_key, sizeof f->account_key);
  vector_fixed (f->all, "sheet_key", f->sheet_key, sizeof f->sheet_key);
  vector_fixed (f->all, "sign_seed", sign_seed, sizeof sign_seed);
  vector_fixed (f->all, "box_seed", box_seed, sizeof box_seed);

  f->keys = hark_seal_alloc (sizeof *f->keys);
  f->secrets = hark_seal_alloc (sizeof *f->secrets);
  hark_account_keys_from_seeds (f->keys, sign_seed, box_seed);
  hark_account_derive_sheet (f->sheet_key, &f->org, &f->user, f->secrets);
  f->bundle = hark_account_wrap (f->keys, f->secrets, &f->org, &f->user, 3, &f->cost);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  hark_seal_free (f->keys);
  hark_seal_free (f->secrets);
  g_bytes_unref (f->bundle);
  json_object_unref (f->all);
}

static void
assert_not_unwrapped (Fixture *f, GBytes *bundle, HarkError code)
{
  g_autoptr (GError) error = NULL;
  HarkAccountKeys keys = { { 0 } };
  guint16 generation = 77;

  g_assert_false (
      hark_account_unwrap (bundle, f->secrets, &f->org, &f->user, &keys, &generation, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
  g_assert_true (hark_seal_is_zero (&keys, sizeof keys));
  g_assert_cmpuint (generation, ==, 77);
}

static void
test_keys_follow_from_seeds (Fixture *f, gconstpointer unused)
{
  guint8 hash[32];

  vector_assert_mem (f->keys->sign_pk, 32, f->all, "sign_pk");
  vector_assert_mem (f->keys->box_pk, 32, f->all, "box_pk");
  vector_assert_mem (f->keys->box_sk, 32, f->all, "box_sk");
  hark_account_keys_hash (f->keys->sign_pk, f->keys->box_pk, hash);
  vector_assert_mem (hash, sizeof hash, f->all, "keys_hash");
}

static void
test_password_vectors_are_reproduced (Fixture *f, gconstpointer unused)
{
  guint8 nonce[HARK_NONCE_LEN];

  vector_fixed (f->all, "nonce", nonce, sizeof nonce);
  for (guint i = 0; i < vector_count (f->all, "passwords"); i++)
    {
      JsonObject *v = vector_at (f->all, "passwords", i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bundle = NULL;
      HarkAccountSecrets secrets;
      guint8 out[32];

      hark_account_stretch (vector_text (v, "password"), &f->cost, out, &error);
      g_assert_no_error (error);
      vector_assert_mem (out, sizeof out, v, "stretched");

      hark_account_derive (vector_text (v, "password"), &f->cost, f->account_key, &f->org, &f->user,
                           &secrets, &error);
      g_assert_no_error (error);
      vector_assert_mem (secrets.login, 32, v, "login");
      vector_assert_mem (secrets.wrap, 32, v, "wrap");
      hark_account_login_hash (secrets.login, out);
      vector_assert_mem (out, sizeof out, v, "login_hash");

      bundle
          = hark_account_wrap_with_nonce (f->keys, &secrets, &f->org, &f->user, 3, &f->cost, nonce);
      vector_assert_bytes (bundle, v, "bundle");
    }
}

/* No account key, another floor; what the desktop asks of a cost it does not ask here. */
static void
test_portal_vectors_are_reproduced (Fixture *f, gconstpointer unused)
{
  HarkAccountCost cost = { .ops = (guint32)vector_int (f->all, "portal_ops"),
                           .mem_kib = (guint32)vector_int (f->all, "portal_mem_kib") };
  guint8 nonce[HARK_NONCE_LEN];

  g_assert_cmpuint (cost.ops, ==, HARK_ACCOUNT_PORTAL_OPS);
  g_assert_cmpuint (cost.mem_kib, ==, HARK_ACCOUNT_PORTAL_MEM_KIB);
  vector_fixed (f->all, "portal_salt", cost.salt, sizeof cost.salt);
  vector_fixed (f->all, "nonce", nonce, sizeof nonce);
  for (guint i = 0; i < vector_count (f->all, "portal"); i++)
    {
      JsonObject *v = vector_at (f->all, "portal", i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bundle = NULL;
      HarkAccountSecrets secrets;
      guint8 out[32];

      hark_account_derive_portal (vector_text (v, "password"), &cost, &f->org, &f->user, &secrets,
                                  &error);
      g_assert_no_error (error);
      hark_account_login_hash (secrets.login, out);
      vector_assert_mem (out, sizeof out, v, "login_hash");
      bundle = hark_account_wrap_with_nonce (f->keys, &secrets, &f->org, &f->user, 1, &cost, nonce);
      vector_assert_bytes (bundle, v, "bundle");
      g_assert_false (hark_account_cost_is_fair (&cost));
    }

  cost.mem_kib--;
  {
    g_autoptr (GError) error = NULL;
    HarkAccountSecrets secrets;

    g_assert_false (hark_account_derive_portal ("long enough, it seems", &cost, &f->org, &f->user,
                                                &secrets, &error));
    g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  }
}

static gboolean
is_for_the_portal (const char *password)
{
  return hark_account_is_password (password, HARK_ACCOUNT_PORTAL_MIN_PASSWORD);
}

static void
test_portal_passwords_have_twelve_characters (Fixture *f, gconstpointer unused)
{
  g_autofree char *longest = g_strnfill (HARK_ACCOUNT_MAX_PASSWORD, 'x');
  g_autofree char *longer = g_strnfill (HARK_ACCOUNT_MAX_PASSWORD + 1, 'x');

  g_assert_false (is_for_the_portal (""));
  g_assert_false (is_for_the_portal ("eleven char"));
  g_assert_true (is_for_the_portal ("twelve chars"));
  /* characters, not bytes, and as they are once normalised */
  g_assert_false (is_for_the_portal ("\303\266\303\266\303\266\303\266\303\266\303\266"));
  g_assert_false (is_for_the_portal ("u\314\210u\314\210u\314\210u\314\210u\314\210u\314\210"));
  g_assert_false (is_for_the_portal ("twelve char\377"));
  g_assert_true (is_for_the_portal (longest));
  g_assert_true (hark_account_is_password ("eight ch", 0));
  g_assert_false (hark_account_is_password ("seven c", 0));
  g_assert_false (is_for_the_portal (longer));
}

static void
test_sheet_vector_is_reproduced (Fixture *f, gconstpointer unused)
{
  JsonObject *v = json_object_get_object_member (f->all, "sheet");
  g_autoptr (GBytes) bundle = NULL;
  guint8 nonce[HARK_NONCE_LEN];

  vector_fixed (f->all, "nonce", nonce, sizeof nonce);
  vector_assert_mem (f->secrets->login, 32, v, "login");
  vector_assert_mem (f->secrets->wrap, 32, v, "wrap");
  bundle
      = hark_account_wrap_with_nonce (f->keys, f->secrets, &f->org, &f->user, 3, &f->none, nonce);
  vector_assert_bytes (bundle, v, "bundle");
}

static void
test_fixed_bundle_opens (Fixture *f, gconstpointer unused)
{
  JsonObject *v = json_object_get_object_member (f->all, "sheet");
  g_autoptr (GBytes) bundle = vector_bytes (v, "bundle");
  g_autoptr (GError) error = NULL;
  HarkAccountKeys keys;
  guint16 generation;

  hark_account_unwrap (bundle, f->secrets, &f->org, &f->user, &keys, &generation, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (&keys, sizeof keys, f->keys, sizeof *f->keys);
  g_assert_cmpuint (generation, ==, 3);
}

static void
test_random_keys_survive_the_bundle (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) bundle = NULL;
  g_autoptr (GError) error = NULL;
  HarkAccountKeys keys, read;

  hark_account_keys_random (&keys);
  bundle = hark_account_wrap (&keys, f->secrets, &f->org, &f->user, 65535, &f->none);
  g_assert_cmpuint (g_bytes_get_size (bundle), ==, HARK_BUNDLE_LEN);
  hark_account_unwrap (bundle, f->secrets, &f->org, &f->user, &read, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (&keys, sizeof keys, &read, sizeof read);
}

static void
test_two_copies_of_a_bundle_differ (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) other
      = hark_account_wrap (f->keys, f->secrets, &f->org, &f->user, 3, &f->cost);

  g_assert_false (g_bytes_equal (f->bundle, other));
}

/* Magic and versions are told apart; all the rest is bound to the seal. */
static void
test_every_changed_byte_of_a_bundle_is_refused (Fixture *f, gconstpointer unused)
{
  for (gsize i = 0; i < HARK_BUNDLE_LEN; i++)
    {
      g_autoptr (GBytes) wrong = vector_flip (f->bundle, i);
      HarkError code = i < 4   ? HARK_ERROR_INVALID
                       : i < 6 ? HARK_ERROR_UPGRADE
                               : HARK_ERROR_UNVERIFIED;

      assert_not_unwrapped (f, wrong, code);
    }
}

static void
test_bundle_with_another_cost_is_refused (Fixture *f, gconstpointer unused)
{
  static const guint32 ops[] = { 1, 3, 0x7fffffff };
  static const guint32 mem_kib[] = { 8, 256 * 1024, 0x7fffffff };
  gsize length;
  const guint8 *data = g_bytes_get_data (f->bundle, &length);

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    {
      guint8 *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) wrong = g_bytes_new_take (copy, length);

      hark_put_int (copy + 40, ops[i], 4);
      hark_put_int (copy + 44, mem_kib[i], 4);
      assert_not_unwrapped (f, wrong, HARK_ERROR_UNVERIFIED);
    }
}

static void
test_bundle_of_another_length_is_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) empty = vector_cut (f->bundle, 0);
  g_autoptr (GBytes) head = vector_cut (f->bundle, 5);
  g_autoptr (GBytes) shorter = vector_cut (f->bundle, HARK_BUNDLE_LEN - 1);
  g_autoptr (GBytes) longer = vector_longer (f->bundle, 1);

  assert_not_unwrapped (f, empty, HARK_ERROR_INVALID);
  assert_not_unwrapped (f, head, HARK_ERROR_INVALID);
  assert_not_unwrapped (f, shorter, HARK_ERROR_INVALID);
  assert_not_unwrapped (f, longer, HARK_ERROR_INVALID);
}

static void
test_bundle_of_somebody_else_is_refused (Fixture *f, gconstpointer unused)
{
  HarkId org = f->org, user = f->user;

  f->org.bytes[0] ^= 1;
  assert_not_unwrapped (f, f->bundle, HARK_ERROR_UNVERIFIED);
  f->org = org;
  f->user.bytes[15] ^= 1;
  assert_not_unwrapped (f, f->bundle, HARK_ERROR_UNVERIFIED);
  f->user = user;
  f->secrets->wrap[7] ^= 1;
  assert_not_unwrapped (f, f->bundle, HARK_ERROR_UNVERIFIED);
}

static void
test_cost_out_of_bounds_is_refused (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    guint32 ops, mem_kib;
  } costs[] = {
    { HARK_ACCOUNT_MIN_OPS - 1, HARK_ACCOUNT_MIN_MEM_KIB },
    { 0, HARK_ACCOUNT_MIN_MEM_KIB },
    { HARK_ACCOUNT_MAX_OPS + 1, HARK_ACCOUNT_MIN_MEM_KIB },
    { G_MAXUINT32, HARK_ACCOUNT_MIN_MEM_KIB },
    { HARK_ACCOUNT_MIN_OPS, HARK_ACCOUNT_MIN_MEM_KIB - 1 },
    { HARK_ACCOUNT_MIN_OPS, 0 },
    { HARK_ACCOUNT_MIN_OPS, HARK_ACCOUNT_MAX_MEM_KIB + 1 },
    { HARK_ACCOUNT_MIN_OPS, G_MAXUINT32 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (costs); i++)
    {
      g_autoptr (GError) error = NULL;
      HarkAccountSecrets secrets = { { 0 } };

      f->cost.ops = costs[i].ops;
      f->cost.mem_kib = costs[i].mem_kib;
      g_assert_false (hark_account_derive ("correct horse 1", &f->cost, f->account_key, &f->org,
                                           &f->user, &secrets, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
      g_assert_true (hark_seal_is_zero (&secrets, sizeof secrets));
    }
}

static void
test_password_out_of_bounds_is_refused (Fixture *f, gconstpointer unused)
{
  g_autofree char *too_long = g_strnfill (HARK_ACCOUNT_MAX_PASSWORD + 1, 'x');
  g_autofree char *grows = g_strnfill (303, 'x');
  /* seven letters, though NFD has eight; one that grows from 3 bytes to 33; not UTF-8 */
  const char *const passwords[]
      = { "", "1234567", "gru\314\210n gr", too_long, grows, "correct horse \377", NULL };

  g_assert_cmpint (HARK_ACCOUNT_MIN_PASSWORD, ==, 8);
  for (guint i = 0; i < 101; i++)
    memcpy (grows + 3 * i, "\357\267\272", 3);

  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      g_autoptr (GError) error = NULL;
      guint8 out[32] = { 0 };

      g_assert_false (hark_account_stretch (passwords[i], &f->cost, out, &error));
      g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
      g_assert_true (hark_seal_is_zero (out, sizeof out));
    }
}

/* A small computer says so, and can once there is room. */
static void
test_want_of_memory_is_said (Fixture *f, gconstpointer unused)
{
  HarkAccountCost cost;
  g_autoptr (GError) error = NULL;
  guint8 out[32] = { 0 };
  gboolean done;

  hark_account_cost_random (&cost);
  tight_begin (cost.mem_kib / 2);
  done = hark_account_stretch ("correct horse", &cost, out, &error);
  tight_end ();
  g_assert_false (done);
  g_assert_error (error, HARK_ERROR, HARK_ERROR_MEMORY);
  g_assert_nonnull (strstr (error->message, "not enough memory"));
  g_assert_true (hark_seal_is_zero (out, sizeof out));
  g_assert_true (hark_account_stretch ("correct horse", &cost, out, NULL));
}

static void
test_fresh_cost_is_the_default_with_a_new_salt (Fixture *f, gconstpointer unused)
{
  HarkAccountCost one, other;

  hark_account_cost_random (&one);
  hark_account_cost_random (&other);
  g_assert_cmpuint (one.ops, ==, HARK_ACCOUNT_OPS);
  g_assert_cmpuint (one.mem_kib, ==, HARK_ACCOUNT_MEM_KIB);
  g_assert_false (hark_seal_equal (one.salt, other.salt, sizeof one.salt));
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

  add ("/account/keys-follow-from-seeds", test_keys_follow_from_seeds);
  add ("/account/password-vectors-are-reproduced", test_password_vectors_are_reproduced);
  add ("/account/portal-vectors-are-reproduced", test_portal_vectors_are_reproduced);
  add ("/account/portal-passwords-have-twelve-characters",
       test_portal_passwords_have_twelve_characters);
  add ("/account/sheet-vector-is-reproduced", test_sheet_vector_is_reproduced);
  add ("/account/fixed-bundle-opens", test_fixed_bundle_opens);
  add ("/account/random-keys-survive-the-bundle", test_random_keys_survive_the_bundle);
  add ("/account/two-copies-of-a-bundle-differ", test_two_copies_of_a_bundle_differ);
  add ("/account/every-changed-byte-of-a-bundle-is-refused",
       test_every_changed_byte_of_a_bundle_is_refused);
  add ("/account/bundle-with-another-cost-is-refused", test_bundle_with_another_cost_is_refused);
  add ("/account/bundle-of-another-length-is-refused", test_bundle_of_another_length_is_refused);
  add ("/account/bundle-of-somebody-else-is-refused", test_bundle_of_somebody_else_is_refused);
  add ("/account/cost-out-of-bounds-is-refused", test_cost_out_of_bounds_is_refused);
  add ("/account/password-out-of-bounds-is-refused", test_password_out_of_bounds_is_refused);
  add ("/account/memory", test_want_of_memory_is_said);
  add ("/account/fresh-cost-is-the-default-with-a-new-salt",
       test_fresh_cost_is_the_default_with_a_new_salt);

  return g_test_run ();
}
