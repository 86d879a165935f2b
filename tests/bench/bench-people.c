/* bench-people.c: what the list of people costs, and letting somebody in, beside the bare
 * cryptography that it cannot do without, in the same minute: each line of the table is a ratio.
 * HARK_BENCH_STATEMENTS (10,000) and HARK_BENCH_TICKETS (10,000) make it smaller. */
#include "app-client-team.h"
#include "colleague.h"
#include "device.h"
#include "folder.h"
#include "hark-account.h"
#include "hark-seal.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define TEAM 30 /* members of an area */

static guint
get_size (const char *name, guint usual)
{
  const char *given = g_getenv (name);

  return given != NULL ? (guint)g_ascii_strtoull (given, NULL, 10) : usual;
}

static double
now (void)
{
  return (double)g_get_monotonic_time () / G_USEC_PER_SEC;
}

static void
print_row (const char *what, double ours, double least)
{
  g_print ("| %-52s | %10.3f s | %10.3f s | %7.2f |\n", what, ours, least, ours / least);
}

/* --- the list of people --- */

typedef struct
{
  HarkRoster *roster;
  GPtrArray *statements; /* GBytes */
  HarkAccountKeys *root, *admin;
  HarkId admin_id, area;
  GArray *team; /* HarkRosterMember */
} People;

static void
take (People *self, GBytes *statement)
{
  GError *error = NULL;

  hark_roster_append (self->roster, statement, &error);
  g_assert_no_error (error);
  g_ptr_array_add (self->statements, statement);
}

static void
add_user (People *self, const HarkId *signer, const guint8 sk[64], const HarkId *user,
          const guint8 sign_pk[32], const guint8 box_pk[32], guint i)
{
  g_autofree char *name = g_strdup_printf ("Person %u", i);

  take (self, hark_roster_make_user_add (self->roster, signer, sk, user, sign_pk, box_pk, name));
}

static void
set_team (People *self)
{
  take (self, hark_roster_make_area_set (
                  self->roster, &self->admin_id, self->admin->sign_sk, &self->area,
                  (const HarkRosterMember *)(gpointer)self->team->data, self->team->len));
}

static void
begin (People *self)
{
  const HarkId *org;
  HarkRosterMember first = { .role = HARK_ROLE_EXPERT };

  self->roster = hark_roster_new ();
  self->statements = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->team = g_array_new (FALSE, FALSE, sizeof (HarkRosterMember));
  self->root = hark_seal_alloc (sizeof *self->root);
  self->admin = hark_seal_alloc (sizeof *self->admin);
  hark_account_keys_random (self->root);
  hark_account_keys_random (self->admin);
  hark_id_random (&self->admin_id);
  hark_id_random (&self->area);

  take (self, hark_roster_make_org (self->root->sign_pk, self->root->sign_sk, "Organisation"));
  org = hark_roster_get_org (self->roster);
  add_user (self, org, self->root->sign_sk, &self->admin_id, self->admin->sign_pk,
            self->admin->box_pk, 0);
  take (self,
        hark_roster_make_admin_set (self->roster, org, self->root->sign_sk, &self->admin_id, 1));
  first.user = self->admin_id;
  hark_account_keys_hash (self->admin->sign_pk, self->admin->box_pk, first.keys_hash);
  g_array_append_val (self->team, first);
  set_team (self);
}

/* Four people come for each change of the team, of which only some are in it; their keys are never
 * used. */
static void
grow (People *self, guint n)
{
  for (guint i = 1; self->statements->len < n; i++)
    {
      HarkRosterMember member = { .role = HARK_ROLE_PROFESSIONAL };
      guint8 sign_pk[32], box_pk[32];

      hark_id_random (&member.user);
      randombytes_buf (sign_pk, sizeof sign_pk);
      randombytes_buf (box_pk, sizeof box_pk);
      add_user (self, &self->admin_id, self->admin->sign_sk, &member.user, sign_pk, box_pk, i);
      if (i % 4 != 0 || self->statements->len == n)
        continue;

      hark_account_keys_hash (sign_pk, box_pk, member.keys_hash);
      if (self->team->len == TEAM)
        g_array_remove_index (self->team, 1);
      g_array_append_val (self->team, member);
      set_team (self);
    }
}

static double
read_again (GPtrArray *statements)
{
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  double begun = now ();

  for (guint i = 0; i < statements->len; i++)
    g_assert_true (hark_roster_append (roster, statements->pdata[i], NULL));
  return now () - begun;
}

/* Of as many bytes, by one key. */
static double
verify_bare (GPtrArray *statements)
{
  guint8 pk[32], sk[64], sig[64];
  double seconds = 0;

  crypto_sign_keypair (pk, sk);
  for (guint i = 0; i < statements->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (statements->pdata[i], &size);
      double begun;

      crypto_sign_detached (sig, NULL, data, size, sk);
      begun = now ();
      g_assert_cmpint (crypto_sign_verify_detached (sig, data, size, pk), ==, 0);
      seconds += now () - begun;
    }

  return seconds;
}

static void
bench_roster (void)
{
  guint n = get_size ("HARK_BENCH_STATEMENTS", 10000);
  g_autofree char *what = g_strdup_printf ("%u statements of the roster : bare signatures", n);
  People people = { 0 };

  begin (&people);
  grow (&people, n);
  print_row (what, read_again (people.statements), verify_bare (people.statements));

  g_ptr_array_unref (people.statements);
  g_array_unref (people.team);
  hark_roster_free (people.roster);
  hark_seal_free (people.root);
  hark_seal_free (people.admin);
}

/* --- letting somebody in --- */

static double
seal_bare (guint n)
{
  guint8 pk[32], sk[32], to_pk[32], to_sk[32];
  guint8 slot[160], box[160 + crypto_box_SEALBYTES];
  double begun;

  crypto_box_keypair (pk, sk);
  crypto_box_keypair (to_pk, to_sk);
  randombytes_buf (slot, sizeof slot);
  crypto_box_seal (box, slot, sizeof slot, pk);
  begun = now ();
  for (guint i = 0; i < n; i++)
    {
      guint8 again[sizeof box];

      g_assert_cmpint (crypto_box_seal_open (slot, box, sizeof box, pk, sk), ==, 0);
      crypto_box_seal (again, slot, sizeof slot, to_pk);
    }
  return now () - begun;
}

static void
bench_joining (void)
{
  guint n = get_size ("HARK_BENCH_TICKETS", 10000);
  g_autofree char *what = g_strdup_printf ("%u tickets sealed to who joined : bare boxes", n);
  g_autoptr (AppTeamwork) work = NULL;
  Device f = { 0 };
  Colleague *bert;
  double begun, ours;

  device_set_up (&f, NULL);
  for (guint i = 0; i < n; i++)
    {
      device_submit (&f, "Ticket", NULL);
      if (i % 100 == 99 || i == n - 1)
        device_sync (f.client);
    }
  bert = colleague_join (f.server, f.client, "bert", HARK_ROLE_PROFESSIONAL);
  begun = now ();
  device_sync (f.client);
  ours = now () - begun;
  work = app_client_take_teamwork (f.client);
  g_assert_cmpuint (work->n_sealed, ==, n);
  print_row (what, ours, seal_bare (n));

  colleague_free (bert);
  device_tear_down (&f, NULL);
}

/* --- signing in: once for the account and, where there is no keyring, once for this device --- */

static double
derive_bare (AppClient *client)
{
  guint8 salt[16] = { 0 }, key[32];
  double begun = now ();

  g_assert_cmpint (crypto_pwhash (key, sizeof key, DEVICE_PASSWORD, strlen (DEVICE_PASSWORD), salt,
                                  HARK_ACCOUNT_OPS, (gsize)HARK_ACCOUNT_MEM_KIB * 1024,
                                  crypto_pwhash_ALG_ARGON2ID13),
                   ==, 0);
  return now () - begun;
}

static void
bench_sign_in (void)
{
  Device f = { 0 };
  g_autofree char *home = NULL, *url = NULL;
  AppClient *fresh;
  GError *error = NULL;
  double begun, ours;

  device_set_up (&f, NULL);
  home = test_folder_new ();
  url = device_url (&f);
  fresh = device_open (home);
  begun = now ();
  app_client_sign_in_sync (fresh, url, "anna", DEVICE_PASSWORD, f.account_key, &error);
  g_assert_no_error (error);
  ours = now () - begun;
  print_row ("a sign-in on a new device : bare Argon2", ours, derive_bare (fresh));
  device_close (fresh);
  device_tear_down (&f, NULL);
}

int
main (void)
{
  hark_seal_init ();
  setlinebuf (stdout);
  g_print ("| %-52s | %12s | %12s | %7s |\n", "what : beside what", "Hark", "the least", "ratio");
  g_print ("|%.54s|%.14s|%.14s|%.9s|\n", "------------------------------------------------------",
           "------------------------------------------------------",
           "------------------------------------------------------",
           "------------------------------------------------------");
  bench_roster ();
  bench_joining ();
  bench_sign_in ();
  return 0;
}
