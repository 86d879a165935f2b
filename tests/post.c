/* post.c: see post.h */
#include "post.h"

#include "store-config.h"

#include <string.h>

void
post_set_up (Post *f, gconstpointer unused)
{
  f->sink = sink_start ();
  people_set_up (&f->people, NULL);
  f->job = harness_get_context (f->people.world->harness)->mail;
  mail_job_set_seed (f->job, 7);
  mail_job_set_patience (f->job, POST_LONG_MS, POST_LONG_MS);
}

void
post_tear_down (Post *f, gconstpointer unused)
{
  people_tear_down (&f->people, NULL);
  sink_stop (f->sink);
}

/* --- the server --- */

typedef struct
{
  const char *key;
  char *value;
} Pair;

static gboolean
configure (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Pair *pair = data;

  return store_config_put (srv_store_get_db (store), pair->key, pair->value, error);
}

void
post_set_config (Post *f, const char *key, const char *value)
{
  Pair pair = { key, (char *)value };

  harness_write (f->people.world->harness, configure, &pair);
}

void
post_use_server (Post *f, const char *sink)
{
  static const char *const silent[] = { "mute", "drip", "nonsense", NULL };
  g_autofree char *url = sink_make_url (f->sink, sink, "127.0.0.1");
  guint ms = g_strv_contains (silent, sink) ? POST_SHORT_MS : POST_LONG_MS;

  mail_job_set_patience (f->job, ms, ms);
  post_set_config (f, "mail.from", "hark@example.org");
  post_set_config (f, "mail.url", url);
}

typedef struct
{
  SrvMail mail;
  gint64 now;
} Adding;

static gboolean
add (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Adding *adding = data;

  return store_mail_add (store, &adding->mail, adding->now, error);
}

void
post_queue (Post *f, Actor *actor)
{
  Adding adding = { .mail.user = actor->id,
                    .mail.kind = (char *)MAIL_KIND_TEST,
                    .now = harness_get_now (f->people.world->harness) };

  harness_write (f->people.world->harness, add, &adding);
}

void
post_let_pass (Post *f, gint64 seconds)
{
  Harness *harness = f->people.world->harness;

  harness_set_now (harness, harness_get_now (harness) + seconds);
  mail_job_run (f->job);
}

gint64
post_count (Post *f, const char *state)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->people.world->harness)->stores, NULL);
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM mail WHERE state = '%s'", state);

  return hark_sqlite_get_int (srv_store_get_db (store), g_intern_string (sql), -1);
}

SrvMailHealth
post_read_health (Post *f)
{
  Harness *harness = f->people.world->harness;
  g_autoptr (SrvStore) store = srv_stores_borrow (harness_get_context (harness)->stores, NULL);
  SrvMailHealth health;

  g_assert_true (store_mail_get_health (store, harness_get_now (harness), &health, NULL));
  return health;
}

void
post_expect_waiting (Post *f, const char *words)
{
  SrvMailHealth health = post_read_health (f);

  g_test_message ("%s", health.words);
  g_assert_cmpint (health.waiting, ==, 1);
  g_assert_nonnull (strstr (health.words, words));
}
