/* test-mail-key.c: the key of mails: one for all who make it at once, and what is hidden by it */
#include "people.h"

#include "hark-error.h"
#include "mail-job.h"
#include "mail-key.h"
#include "mail-setting.h"
#include "sink.h"
#include "store-config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define ADMINS 8
#define ROUNDS 20

/* --- two at once --- */

typedef struct
{
  const char *dir;
  char *password, *sealed;
  gint *waiting;
  GThread *thread;
} Admin;

static gpointer
seal (gpointer data)
{
  Admin *self = data;
  const MailSettingChange change
      = { "smtp://mail.example.org", "required", "hark@example.org", "hark", self->password };

  g_atomic_int_dec_and_test (self->waiting);
  while (g_atomic_int_get (self->waiting) > 0)
    continue;
  self->sealed = mail_setting_seal (&change, self->dir, NULL);
  return NULL;
}

static void
check (const Admin *self)
{
  MailSetting setting = { .url = (char *)"smtp://mail.example.org",
                          .tls = (char *)"required",
                          .from = (char *)"hark@example.org",
                          .user = (char *)"hark",
                          .password_file = (char *)"",
                          .sealed = self->sealed };
  g_autoptr (GError) error = NULL;
  char *password = mail_setting_open_password (&setting, self->dir, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, self->password);
  hark_seal_free_string (password);
}

/* Whichever is kept in the end, it can be opened. */
static void
test_all_who_set_the_first_password_at_once_have_one_key (void)
{
  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autofree char *dir = g_dir_make_tmp ("hark-mail-key-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (dir, MAIL_KEY_FILE, NULL);
      gint waiting = ADMINS;
      Admin admins[ADMINS];

      for (guint i = 0; i < ADMINS; i++)
        {
          admins[i] = (Admin){ dir, g_strdup_printf ("password %u", i), NULL, &waiting, NULL };
          admins[i].thread = g_thread_new ("admin", seal, &admins[i]);
        }
      for (guint i = 0; i < ADMINS; i++)
        g_thread_join (admins[i].thread);
      for (guint i = 0; i < ADMINS; i++)
        {
          g_assert_nonnull (admins[i].sealed);
          check (&admins[i]);
          g_free (admins[i].password);
          g_free (admins[i].sealed);
        }
      g_assert_cmpint (g_unlink (path), ==, 0);
      g_assert_cmpint (g_rmdir (dir), ==, 0);
    }
}

static void
test_half_a_key_is_none_and_what_cannot_be_read_stays (void)
{
  g_autofree char *dir = g_dir_make_tmp ("hark-mail-key-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, MAIL_KEY_FILE, NULL);
  g_autoptr (GError) error = NULL;
  guint8 key[HARK_KEY_LEN], again[HARK_KEY_LEN];
  GStatBuf st;

  g_assert_true (g_file_set_contents (path, "half", 4, NULL));
  g_assert_false (mail_key_load (dir, key));
  g_assert_true (mail_key_ensure (dir, key, NULL));
  g_assert_true (mail_key_load (dir, again));
  g_assert_cmpmem (key, sizeof key, again, sizeof again);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 07777, ==, 0600);
  g_assert_cmpint (g_unlink (path), ==, 0);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_false (mail_key_ensure (dir, key, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_DISK);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

/* --- what headers say --- */

typedef struct
{
  Fixture people;
  Sink *sink;
} Post;

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

static void
set_up (Post *f, gconstpointer unused)
{
  f->sink = sink_start ();
  people_set_up (&f->people, NULL);
}

static void
tear_down (Post *f, gconstpointer unused)
{
  people_tear_down (&f->people, NULL);
  sink_stop (f->sink);
}

static gboolean
add (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_mail_add (store, data, HARNESS_NOW, error);
}

static gboolean
forget (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_mail_forget_old (store, HARNESS_NOW + 2 * SRV_MAIL_PATIENCE, error);
}

/* Without what the tickets themselves caused. */
static void
use_server (Post *f)
{
  Harness *harness = f->people.world->harness;
  g_autofree char *url = sink_make_url (f->sink, "tls", "127.0.0.1");
  Pair from = { "mail.from", (char *)"hark@example.org" }, to = { "mail.url", url };

  harness_write (harness, forget, NULL);
  harness_write (harness, configure, &from);
  harness_write (harness, configure, &to);
}

static MailVerdict
render (const MailOccasion *occasion, MailMessage *message)
{
  message->subject = g_strdup ("x");
  message->text = g_strdup ("x");
  return MAIL_RENDER_SEND;
}

/* The header @name of the mail number @n that arrived. (transfer full) */
static char *
get_header (Post *f, guint n, const char *name)
{
  g_autofree char *mail = sink_read_mail (f->sink, n);
  g_autofree char *start = g_strdup_printf ("\r\n%s: <", name);
  const char *at = mail != NULL ? strstr (mail, start) : NULL;

  g_assert_nonnull (at);
  at += strlen (start);
  return g_strndup (at, strcspn (at, "@"));
}

/* What the mail about @ticket to @actor is put together by. (transfer full) */
static char *
send (Post *f, guint n, const HarkId *ticket, Actor *actor, HarkId *row)
{
  MailJob *job = harness_get_context (f->people.world->harness)->mail;
  SrvMail mail = { .user = actor->id, .kind = (char *)MAIL_KIND_TEST, .ticket = *ticket };

  harness_write (f->people.world->harness, add, &mail);
  *row = mail.id;
  mail_job_run (job);
  return get_header (f, n, "References");
}

/* What anybody could work out who knows @ticket, and perhaps @user. */
static void
assert_tells_nothing (const char *left, const HarkId *ticket, const HarkId *user)
{
  g_autofree char *plain = hark_id_to_string (ticket), *text = NULL;
  HarkId hash;

  hark_seal_hash (hash.bytes, sizeof hash.bytes, NULL, 0, "hark/mail-thread/v1", ticket->bytes,
                  sizeof ticket->bytes, user->bytes, sizeof user->bytes, NULL);
  text = hark_id_to_string (&hash);
  g_assert_cmpstr (left, !=, text);
  g_assert_cmpstr (left, !=, plain);
}

static void
test_headers_put_a_ticket_together_and_name_it_to_nobody (Post *f, gconstpointer unused)
{
  const char *dir = harness_get_dir (f->people.world->harness);
  g_autofree char *path = g_build_filename (dir, MAIL_KEY_FILE, NULL);
  MailJob *job = harness_get_context (f->people.world->harness)->mail;
  Actor *anna = f->people.anna, *bert = f->people.bert;
  g_autoptr (Ticket) one = people_submit_anonymous (f->people.world, "canary", TRUE);
  g_autoptr (Ticket) two = people_submit_anonymous (f->people.world, "canary", TRUE);
  HarkId row, other_row;
  g_autofree char *first = NULL, *again = NULL, *other = NULL, *whose = NULL, *later = NULL;
  g_autofree char *message = NULL, *next = NULL, *row_text = NULL;

  mail_job_set_render (job, render);
  use_server (f);
  first = send (f, 1, &one->id, bert, &row);
  again = send (f, 2, &one->id, bert, &other_row);
  other = send (f, 3, &two->id, bert, &other_row);
  whose = send (f, 4, &one->id, anna, &other_row);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
  g_assert_cmpstr (first, !=, whose);
  assert_tells_nothing (first, &one->id, &bert->id);

  /* the queue's row, which names the ticket, stays in the database for a while */
  message = get_header (f, 1, "Message-Id");
  next = get_header (f, 2, "Message-Id");
  row_text = hark_id_to_string (&row);
  g_assert_cmpstr (message, !=, row_text);
  g_assert_cmpstr (message, !=, next);

  /* it hangs on the key alone, which no backup has */
  g_assert_cmpint (g_unlink (path), ==, 0);
  later = send (f, 5, &one->id, bert, &row);
  g_assert_cmpstr (first, !=, later);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/mail-key/at-once", test_all_who_set_the_first_password_at_once_have_one_key);
  g_test_add_func ("/mail-key/half", test_half_a_key_is_none_and_what_cannot_be_read_stays);
  g_test_add ("/mail-key/headers", Post, NULL, set_up,
              test_headers_put_a_ticket_together_and_name_it_to_nobody, tear_down);
  return g_test_run ();
}
