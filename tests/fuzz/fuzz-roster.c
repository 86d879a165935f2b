/* fuzz-roster.c: the list of people, by statements that the right person has signed: what is
 * refused changes nothing, and what is taken makes the same list from the beginning
 *
 * The input is statements without what is made here (seq, prev, signer and signature): who signs 1
 * (0 root, 1 first, 2 second user), type 1, length 2, body. They come after an organisation, its
 * first user and Admin. */
#include "fuzz.h"

#include "hark-error.h"
#include "hark-roster.h"
#include "hark-seal-private.h"

#include <string.h>

#define HEAD_LEN (8 + 32 + 2 + 4)
#define TAIL_LEN (HARK_ID_LEN + HARK_SIG_LEN)
#define N_SIGNERS 3

static struct
{
  HarkId id;
  guint8 pk[32];
  guint8 sk[64];
} signers[N_SIGNERS];

static const HarkId AREA = { { 9 } };

static void
set_up (void)
{
  hark_seal_init ();
  for (guint i = 0; i < N_SIGNERS; i++)
    {
      const guint8 seed[32] = { (guint8)(i + 1) };

      hark_seal_sign_keys (seed, signers[i].pk, signers[i].sk);
      signers[i].id.bytes[0] = (guint8)i;
    }
  hark_seal_org_id (signers[0].pk, &signers[0].id);
}

static gboolean
append (HarkRoster *roster, GPtrArray *taken, GBytes *statement)
{
  g_autoptr (GError) error = NULL;
  guint64 seq = hark_roster_get_seq (roster);
  guint8 hash[32];
  gboolean ok;

  memcpy (hash, hark_roster_get_hash (roster), sizeof hash);
  ok = hark_roster_append (roster, statement, &error);
  fuzz_check (ok, &error);
  g_assert_cmpuint (hark_roster_get_seq (roster), ==, seq + (ok ? 1 : 0));
  g_assert_true (ok != (memcmp (hash, hark_roster_get_hash (roster), sizeof hash) == 0));
  if (ok)
    g_ptr_array_add (taken, g_bytes_ref (statement));
  return ok;
}

static void
append_own (HarkRoster *roster, GPtrArray *taken, GBytes *statement)
{
  g_assert_true (append (roster, taken, statement));
  g_bytes_unref (statement);
}

static void
begin (HarkRoster *roster, GPtrArray *taken)
{
  append_own (roster, taken, hark_roster_make_org (signers[0].pk, signers[0].sk, "Testhaus"));
  append_own (roster, taken,
              hark_roster_make_user_add (roster, &signers[0].id, signers[0].sk, &signers[1].id,
                                         signers[1].pk, signers[1].pk, "anna"));
  append_own (
      roster, taken,
      hark_roster_make_admin_set (roster, &signers[0].id, signers[0].sk, &signers[1].id, 1));
}

static GBytes *
sign (HarkRoster *roster, guint signer, guint type, const guint8 *body, gsize length)
{
  guint8 *statement = g_malloc (HEAD_LEN + length + TAIL_LEN);
  guint8 *to = hark_put_int (statement, hark_roster_get_seq (roster) + 1, 8);

  to = hark_put (to, hark_roster_get_hash (roster), 32);
  to = hark_put_int (to, type, 2);
  to = hark_put_int (to, length, 4);
  to = hark_put (to, body, length);
  to = hark_put (to, signers[signer].id.bytes, HARK_ID_LEN);
  hark_seal_sign_tagged (to, signers[signer].sk, "hark/sig/log/v1", &signers[0].id, statement,
                         HEAD_LEN + length + HARK_ID_LEN);
  return g_bytes_new_take (statement, HEAD_LEN + length + TAIL_LEN);
}

/* What the list says about itself agrees. */
static void
check_list (HarkRoster *roster)
{
  g_autoptr (GPtrArray) users = hark_roster_list_users (roster);
  g_autoptr (GArray) areas = hark_roster_get_areas (roster);

  g_assert_cmpuint (hark_roster_find_head (roster, hark_roster_get_head (roster)), ==,
                    hark_roster_get_seq (roster));
  for (guint i = 0; i < users->len; i++)
    {
      const HarkRosterUser *user = g_ptr_array_index (users, i);

      g_assert_true (hark_roster_find_user (roster, user->name) == user);
      g_assert_true (hark_roster_get_user (roster, &user->id) == user);
      g_assert_cmpuint (user->until, ==, 0);
    }
  for (guint i = 0; i < areas->len; i++)
    {
      const HarkId *area = &g_array_index (areas, HarkId, i);
      g_autoptr (GArray) members = hark_roster_get_members (roster, area);

      for (guint k = 0; k < members->len; k++)
        {
          const HarkRosterMember *member = &g_array_index (members, HarkRosterMember, k);

          g_assert_true (member->role != HARK_ROLE_NONE);
          g_assert_true (hark_roster_get_role (roster, area, &member->user) == member->role);
          g_assert_true (
              hark_roster_get_role_at (roster, area, &member->user, hark_roster_get_seq (roster))
              == member->role);
        }
      g_assert_false (hark_roster_has_lost (roster, area, hark_roster_get_seq (roster),
                                            hark_roster_get_seq (roster)));
    }
}

static void
check_same (HarkRoster *roster, GPtrArray *taken)
{
  g_autoptr (HarkRoster) again = hark_roster_new ();

  for (guint i = 0; i < taken->len; i++)
    g_assert_true (hark_roster_append (again, g_ptr_array_index (taken, i), NULL));
  g_assert_cmpmem (hark_roster_get_hash (roster), 32, hark_roster_get_hash (again), 32);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GBytes) raw = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  set_up ();
  fuzz_check (hark_roster_append (roster, raw, &error), &error);
  g_assert_cmpuint (hark_roster_get_seq (roster), ==, 0);
  begin (roster, taken);

  while (size >= 4)
    {
      guint signer = fuzz_take (&data, &size, 1) % N_SIGNERS;
      guint type = fuzz_take (&data, &size, 1);
      gsize length = fuzz_take (&data, &size, 2);
      g_autoptr (GBytes) statement = NULL;

      length = MIN (length, size);
      statement = sign (roster, signer, type, data, length);
      append (roster, taken, statement);
      data += length;
      size -= length;
    }

  check_list (roster);
  check_same (roster, taken);
  return 0;
}

/* A statement of the real writer, as the input has it. */
static void
put (GByteArray *input, HarkRoster *roster, guint signer, GBytes *statement)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (statement, &length);
  guint8 head[4] = { (guint8)signer, data[40], data[42], data[43] };

  g_assert_true (hark_roster_append (roster, statement, NULL));
  g_byte_array_append (input, head, sizeof head);
  g_byte_array_append (input, data + HEAD_LEN, (guint)(length - HEAD_LEN - TAIL_LEN));
  g_bytes_unref (statement);
}

void
fuzz_seed (void)
{
  g_autoptr (HarkRoster) roster = hark_roster_new ();
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GByteArray) input = g_byte_array_new ();
  HarkRosterMember team[2] = { { .role = HARK_ROLE_EXPERT }, { .role = HARK_ROLE_OBSERVER } };
  HarkId both[2];

  set_up ();
  begin (roster, taken);
  put (input, roster, 1,
       hark_roster_make_user_add (roster, &signers[1].id, signers[1].sk, &signers[2].id,
                                  signers[2].pk, signers[2].pk, "bert"));
  fuzz_add ("user-add", input->data, input->len);
  for (guint i = 0; i < 2; i++)
    {
      both[i] = team[i].user = signers[i + 1].id;
      hark_account_keys_hash (signers[i + 1].pk, signers[i + 1].pk, team[i].keys_hash);
    }
  put (input, roster, 1,
       hark_roster_make_admin_set (roster, &signers[1].id, signers[1].sk, both, 2));
  put (input, roster, 1,
       hark_roster_make_area_set (roster, &signers[1].id, signers[1].sk, &AREA, team, 2));
  fuzz_add ("area-set", input->data, input->len);
  put (input, roster, 2,
       hark_roster_make_user_off (roster, &signers[2].id, signers[2].sk, &signers[1].id));
  team[1].role = HARK_ROLE_EXPERT;
  put (input, roster, 2,
       hark_roster_make_area_set (roster, &signers[2].id, signers[2].sk, &AREA, team + 1, 1));
  fuzz_add ("user-off", input->data, input->len);
}
