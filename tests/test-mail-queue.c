/* test-mail-queue.c: mails that wait: when they are tried, and when they are given up */
#include "people.h"

#include "hark-error.h"
#include "store-mail.h"
#include "srv-time.h"
#include "store-notification.h"

#include <string.h>

typedef struct
{
  SrvMail mail;
  gint64 now;
  GPtrArray *rows;
  SrvMailResult result;
  GRand *random;
} Work;

static gboolean
add (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Work *work = data;

  return store_mail_add (store, &work->mail, work->now, error);
}

static gboolean
take (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Work *work = data;

  work->rows = store_mail_take_due (store, work->now, 10, work->random, error);
  return work->rows != NULL;
}

static gboolean
take_again (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Work *work = data;

  work->rows = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_mail_free);
  return store_mail_take_again (store, &work->mail.id, work->now, work->random, work->rows, error);
}

static gboolean
settle (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Work *work = data;
  const SrvMailFate fate = { work->result, FALSE, "said", "451 come again" };

  return store_mail_settle (store, &work->mail.id, &fate, work->now, error);
}

static gboolean
expire (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_mail_expire (store, ((Work *)data)->now, error);
}

static Work
queue (Fixture *f, const HarkId *user, gint64 now)
{
  Work work = { .mail.user = *user, .mail.kind = (char *)"test", .now = now };

  work.random = g_rand_new_with_seed (7);
  harness_write (f->world->harness, add, &work);
  return work;
}

static guint
take_at (Fixture *f, Work *work, gint64 now)
{
  guint n;

  work->now = now;
  harness_write (f->world->harness, take, work);
  n = work->rows->len;
  g_ptr_array_unref (work->rows);
  return n;
}

/* As who knows to the second when it is to be tried. */
static void
try_at (Fixture *f, Work *work, gint64 now)
{
  work->now = now;
  harness_write (f->world->harness, take_again, work);
  g_assert_cmpuint (work->rows->len, ==, 1);
  work->mail.next = ((SrvMail *)work->rows->pdata[0])->next;
  g_ptr_array_unref (work->rows);
}

static void
settle_at (Fixture *f, Work *work, SrvMailResult result, gint64 now)
{
  work->now = now;
  work->result = result;
  harness_write (f->world->harness, settle, work);
}

static gint64
read_next (Fixture *f)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  gint64 due = 0;

  g_assert_true (store_mail_get_next (store, &due, NULL));
  return due;
}

static SrvMailHealth
read_health (Fixture *f, gint64 now)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  SrvMailHealth health;

  g_assert_true (store_mail_get_health (store, now, &health, NULL));
  return health;
}

static gint64
count (Fixture *f)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);

  return hark_sqlite_get_int (srv_store_get_db (store), "SELECT count (*) FROM mail", -1);
}

static void
test_delays_grow_and_mails_are_given_up (Fixture *f, gconstpointer unused)
{
  Work work = queue (f, &f->bert->id, HARNESS_NOW);
  gint64 now = HARNESS_NOW, begun = srv_time_round (HARNESS_NOW);
  guint tries = 0;

  while (read_next (f) != G_MAXINT64)
    {
      gint64 delay;

      now = MAX (now, work.mail.next);
      try_at (f, &work, now);
      delay = work.mail.next - now;
      tries++;
      g_assert_cmpint (delay, <=, store_mail_get_delay (tries) * 6 / 5);
      if (work.mail.next != read_next (f))
        g_assert_cmpint (delay, >=, store_mail_get_delay (tries) * 4 / 5);
      g_assert_cmpint (read_next (f), >=, work.mail.next);
      g_assert_cmpuint (take_at (f, &work, read_next (f) - 1), ==, 0);
      settle_at (f, &work, SRV_MAIL_LATER, now);
      g_assert_cmpint (now - begun, <, 4 * 24 * 3600);
    }
  g_assert_cmpint (now - begun, >=, SRV_MAIL_PATIENCE);
  g_assert_cmpuint (tries, >, 15);
  g_assert_cmpint (read_health (f, now).given_up, ==, 1);
  g_assert_cmpstr (read_health (f, now).words, ==, "451 come again");
  g_assert_cmpstr (read_health (f, now).reason, ==, "said");
  g_assert_cmpint (read_health (f, now).settled, ==, srv_time_round (now));
  g_assert_cmpint (read_health (f, now + SRV_MAIL_TOLD + 3600).given_up, ==, 0);
  g_assert_cmpint (read_health (f, now + SRV_MAIL_TOLD + 3600).settled, ==, 0);
  g_rand_free (work.random);
}

/* What a mail server turned away all at once does not come back to it all at once. */
static void
test_delays_are_not_all_the_same (Fixture *f, gconstpointer unused)
{
  const gint64 first = store_mail_get_delay (1);
  gint64 shortest = G_MAXINT64, longest = 0;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 20; i++)
    {
      Work work = queue (f, &f->bert->id, HARNESS_NOW);

      g_rand_free (work.random);
      work.random = random;
      try_at (f, &work, HARNESS_NOW);
      shortest = MIN (shortest, work.mail.next - HARNESS_NOW);
      longest = MAX (longest, work.mail.next - HARNESS_NOW);
    }
  g_assert_cmpint (shortest, >=, first * 4 / 5);
  g_assert_cmpint (shortest, <, first);
  g_assert_cmpint (longest, >, first);
  g_assert_cmpint (longest, <=, first * 6 / 5);
}

/* Nobody tried meanwhile: the first failure after five days is the first. */
static void
test_days_off_are_no_tries (Fixture *f, gconstpointer unused)
{
  const gint64 later = HARNESS_NOW + 5 * 24 * 3600;
  Work work = queue (f, &f->anna->id, HARNESS_NOW);

  g_assert_cmpuint (take_at (f, &work, later), ==, 1);
  settle_at (f, &work, SRV_MAIL_LATER, later);
  g_assert_cmpint (read_health (f, later).waiting, ==, 1);
  g_assert_cmpint (read_health (f, later).given_up, ==, 0);
  g_rand_free (work.random);
}

static void
test_delays_have_their_bounds (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (store_mail_get_delay (1), ==, 60);
  g_assert_cmpint (store_mail_get_delay (2), ==, 120);
  g_assert_cmpint (store_mail_get_delay (8), ==, 128 * 60);
  g_assert_cmpint (store_mail_get_delay (9), ==, 4 * 3600);
  g_assert_cmpint (store_mail_get_delay (G_MAXUINT), ==, 4 * 3600);
}

static void
test_what_was_taken_and_not_settled_comes_again (Fixture *f, gconstpointer unused)
{
  const gint64 later = srv_time_round (HARNESS_NOW) + 2 * 3600;
  Work work = queue (f, &f->bert->id, HARNESS_NOW);

  g_assert_cmpuint (take_at (f, &work, HARNESS_NOW), ==, 1);
  harness_restart (f->world->harness);
  g_assert_cmpuint (take_at (f, &work, HARNESS_NOW), ==, 0);
  g_assert_cmpuint (take_at (f, &work, later), ==, 1);
  settle_at (f, &work, SRV_MAIL_SENT, later);
  g_assert_cmpint (read_next (f), ==, G_MAXINT64);
  g_assert_cmpint (read_health (f, HARNESS_NOW).waiting, ==, 0);
  g_assert_cmpint (count (f), ==, 1);

  /* and is kept for a while, so that nobody is told twice */
  work.now = later + SRV_MAIL_KEPT - 3600;
  harness_write (f->world->harness, expire, &work);
  g_assert_cmpint (count (f), ==, 1);
  work.now = later + SRV_MAIL_KEPT + 3600;
  harness_write (f->world->harness, expire, &work);
  g_assert_cmpint (count (f), ==, 0);
  g_rand_free (work.random);
}

static void
test_refused_is_given_up_at_once_and_dropped_is_gone (Fixture *f, gconstpointer unused)
{
  Work refused = queue (f, &f->bert->id, HARNESS_NOW);
  Work dropped = queue (f, &f->bert->id, HARNESS_NOW);

  g_assert_cmpint (read_health (f, HARNESS_NOW).waiting, ==, 2);
  g_assert_cmpint (read_health (f, HARNESS_NOW).oldest, ==, srv_time_round (HARNESS_NOW));
  g_assert_cmpuint (take_at (f, &refused, HARNESS_NOW), ==, 2);
  settle_at (f, &refused, SRV_MAIL_NEVER, HARNESS_NOW);
  settle_at (f, &dropped, SRV_MAIL_DROPPED, HARNESS_NOW);
  g_assert_cmpint (read_health (f, HARNESS_NOW).waiting, ==, 0);
  g_assert_cmpint (read_health (f, HARNESS_NOW).given_up, ==, 1);
  g_assert_cmpint (count (f), ==, 1);

  /* what was settled stays so */
  settle_at (f, &refused, SRV_MAIL_SENT, HARNESS_NOW);
  g_assert_cmpint (read_health (f, HARNESS_NOW).given_up, ==, 1);
  g_rand_free (refused.random);
  g_rand_free (dropped.random);
}

/* No row tells when an anonymous reporter wrote, or where a mail went. */
static void
test_rows_hold_the_hour_and_no_address (Fixture *f, gconstpointer unused)
{
  Work work = queue (f, &f->bert->id, HARNESS_NOW + 7);
  g_autoptr (SrvStore) store = NULL;

  take_at (f, &work, HARNESS_NOW + 7);
  settle_at (f, &work, SRV_MAIL_SENT, HARNESS_NOW + 9);
  store = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_assert_cmpint (
      hark_sqlite_get_int (srv_store_get_db (store),
                           "SELECT count (*) FROM mail WHERE created % 3600 = 0 AND due % 3600 = 0"
                           " AND settled % 3600 = 0 AND words NOT LIKE '%@%'",
                           -1),
      ==, 1);
  g_rand_free (work.random);
}

typedef struct
{
  const HarkId *user;
  const char *language;
  HarkError code;
} Choice;

static gboolean
choose (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Choice *choice = data;
  g_autoptr (GError) local = NULL;
  gboolean done = store_notification_set (store, choice->user, choice->language, TRUE, &local);

  if (choice->code == HARK_ERROR_LAST)
    g_assert_true (done);
  else
    g_assert_error (local, HARK_ERROR, (int)choice->code);
  return TRUE;
}

static void
test_people_choose_how_they_are_mailed (Fixture *f, gconstpointer unused)
{
  HarkId nobody = { { 1 } };
  const Choice choices[] = {
    { &f->bert->id, "de-AT", HARK_ERROR_LAST },     { &f->clara->id, "", HARK_ERROR_LAST },
    { &f->bert->id, "german", HARK_ERROR_INVALID }, { &f->bert->id, "d", HARK_ERROR_INVALID },
    { &f->bert->id, "de-a", HARK_ERROR_INVALID },   { &nobody, "de", HARK_ERROR_NOT_FOUND },
  };
  g_autoptr (SrvStore) store = NULL;
  g_auto (SrvNotification) bert = { 0 }, anna = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    harness_write (f->world->harness, choose, (gpointer)&choices[i]);
  store = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_assert_true (store_notification_get (store, &f->bert->id, &bert, NULL));
  g_assert_cmpstr (bert.language, ==, "de-AT");
  g_assert_true (bert.digest);
  g_assert_nonnull (strchr (bert.address, '@'));
  g_assert_true (store_notification_get (store, &f->anna->id, &anna, NULL));
  g_assert_cmpstr (anna.language, ==, "");
  g_assert_false (anna.digest);
  g_assert_false (store_notification_get (store, &nobody, &bert, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
}

static void
test_who_was_switched_off_has_no_address (Fixture *f, gconstpointer unused)
{
  g_autoptr (GBytes) off = hark_roster_make_user_off (f->world->roster, &f->anna->id,
                                                      f->anna->keys->sign_sk, &f->dora->id);
  g_autoptr (SrvStore) store = NULL;
  g_auto (SrvNotification) dora = { 0 };

  world_append (f->world, off);
  store = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_assert_false (store_notification_get (store, &f->dora->id, &dora, NULL));
}

#define TEST(path, function)                                                                       \
  g_test_add ("/mail-queue/" path, Fixture, NULL, people_set_up, function, people_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TEST ("growing", test_delays_grow_and_mails_are_given_up);
  TEST ("jitter", test_delays_are_not_all_the_same);
  TEST ("days-off", test_days_off_are_no_tries);
  TEST ("bounds", test_delays_have_their_bounds);
  TEST ("again", test_what_was_taken_and_not_settled_comes_again);
  TEST ("refused", test_refused_is_given_up_at_once_and_dropped_is_gone);
  TEST ("hour", test_rows_hold_the_hour_and_no_address);
  TEST ("choice", test_people_choose_how_they_are_mailed);
  TEST ("off", test_who_was_switched_off_has_no_address);

  return g_test_run ();
}
