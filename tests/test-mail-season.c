/* test-mail-season.c: three months of an organisation's mails, as a mail server gets them, line by
 * line against a table that was written by hand from the rules */
#include "people.h"

#include "hark-absence.h"
#include "hark-api.h"
#include "hark-json.h"
#include "job-remind.h"
#include "mail-job.h"
#include "sink.h"
#include "store-config.h"

#include <string.h>

#define DAY (24 * G_GINT64_CONSTANT (3600))

typedef struct
{
  Fixture people;
  World *world;
  Actor *anna, *bert, *dora;
  Sink *sink;
  Ticket *first, *second; /* anonymous; dora's */
  guint n_read;           /* mails that the sink has shown */
} Season;

/* A SrvWork. */
static gboolean
configure (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  HarkSqlite *db = srv_store_get_db (store);

  return store_config_put (db, "mail.from", "hark@example.org", error)
         && store_config_put (db, "mail.url", data, error);
}

static void
set_up (Season *f, gconstpointer unused)
{
  g_autofree char *url = NULL;

  f->sink = sink_start ();
  people_set_up (&f->people, NULL);
  f->world = f->people.world;
  f->anna = f->people.anna;
  f->bert = f->people.bert;
  f->dora = f->people.dora;
  url = sink_make_url (f->sink, "starttls", "127.0.0.1");
  harness_write (f->world->harness, configure, url);
}

static void
tear_down (Season *f, gconstpointer unused)
{
  ticket_free (f->first);
  ticket_free (f->second);
  people_tear_down (&f->people, NULL);
  sink_stop (f->sink);
}

/* --- what people do --- */

static void
act (Season *f, Actor *actor, JsonObject *op)
{
  world_expect (f->world, actor, op, "applied");
}

static void
look (Season *f, Actor *actor, Ticket *ticket)
{
  JsonObject *op = op_new ("read", ticket);

  json_object_set_int_member (json_object_get_object_member (op, "body"), "up_to", G_MAXINT64);
  act (f, actor, op);
}

static void
report_anonymously (Season *f)
{
  f->first = people_submit_anonymous (f->world, SUBJECT, TRUE);
}

static void
report_by_name (Season *f)
{
  f->second = world_submit (f->world, f->dora, SUBJECT);
}

static void
take_over (Season *f)
{
  act (f, f->bert, op_take_over (f->world, f->first, f->bert));
}

static void
assign (Season *f)
{
  act (f, f->anna, op_assign (f->world, f->second, f->anna, f->bert));
}

static void
answer (Season *f)
{
  act (f, f->bert, op_message (f->world, f->second, f->bert, "canary-heron: thanks"));
}

static void
answer_anonymous (Season *f)
{
  act (f, f->bert, op_message (f->world, f->first, f->bert, "canary-heron: thanks"));
}

static void
reply (Season *f)
{
  act (f, f->dora, op_message (f->world, f->second, f->dora, "canary-heron: more"));
}

static void
reply_after_a_look (Season *f)
{
  look (f, f->bert, f->second);
  reply (f);
}

static void
note (Season *f)
{
  act (f, f->anna, op_note (f->world, f->second, f->anna, "canary-otter: a note"));
}

static void
leave (Season *f)
{
  JsonObject *json = json_object_new ();
  HarkAbsence absence = { .from = "2026-12-02", .until = "2026-12-20", .deputy = f->anna->id };
  g_autofree char *text = NULL;

  hark_absence_write (json, &absence);
  text = hark_json_to_string (json);
  json_object_unref (json);
  json_object_unref (
      harness_ask (f->world->harness, "PUT", HARK_API_ABSENCE, f->bert->token, text, 200));
}

static void
close_it (Season *f)
{
  act (f, f->anna, op_close (f->world, f->second, f->anna));
}

static void
wait_only (Season *f)
{
}

/* --- the table: A is the anonymous ticket, B dora's --- */

static const struct
{
  const char *what;
  guint day;
  void (*act) (Season *f);
  const char *mails[4]; /* sorted */
} steps[] = {
  { "an anonymous report",
    0,
    report_anonymously,
    { "anna: New anonymous ticket A", "bert: New anonymous ticket A" } },
  { "dora's", 0, report_by_name, { "anna: New ticket B", "bert: New ticket B" } },
  { "bert takes the first one over", 0, take_over, { NULL } },
  { "anna assigns him the other", 1, assign, { "bert: You are the advisor of ticket B" } },
  { "he answers", 1, answer, { "dora: An answer to your ticket B" } },
  { "and once more", 1, answer, { NULL } },
  { "dora writes", 1, reply, { "bert: The reporter has written: ticket B" } },
  { "and once more", 2, reply, { NULL } },
  { "a note", 2, note, { NULL } },
  { "four days before", 3, wait_only, { NULL } },
  { "two days before", 5, wait_only, { "bert: Deadline on 1 December 2026: ticket A" } },
  { "the day before", 6, wait_only, { NULL } },
  { "he acknowledges, on time", 6, answer_anonymous, { NULL } },
  { "the day itself", 7, wait_only, { NULL } },
  { "bert goes on holiday", 8, leave, { NULL } },
  { "dora writes meanwhile", 9, reply, { "anna: The reporter has written: ticket B" } },
  { "he looks, from afar", 10, reply_after_a_look, { NULL } },
  { "his deputy closes it",
    11,
    close_it,
    { "bert: Ticket B: you are no longer needed", "dora: Your ticket B was closed" } },
  { "feedback in fifteen days", 81, wait_only, { NULL } },
  { "feedback in fourteen", 82, wait_only, { "bert: Deadline on 28 February 2027: ticket A" } },
  { "it is spring nearly", 90, wait_only, { NULL } },
  { "feedback in three days", 93, wait_only, { "bert: Deadline on 28 February 2027: ticket A" } },
  { "feedback tomorrow", 95, wait_only, { NULL } },
  { "too late", 100, wait_only, { NULL } },
};

/* --- what the mail server got --- */

static char *
cut (const char *mail, const char *name)
{
  const char *at = strstr (mail, name);

  g_assert_nonnull (at);
  at += strlen (name);
  return g_strndup (at, strcspn (at, "\r\n"));
}

/* "bert: New ticket B" */
static char *
describe (Season *f, const char *mail)
{
  static const char *const canaries[] = { "canary", "wombat", "heron", "otter", "invoices" };
  g_autofree char *to = cut (mail, "\r\nTo: "), *subject = cut (mail, "\r\nSubject: ");
  g_autoptr (GString) line = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
    g_assert_null (strstr (mail, canaries[i]));
  *strchrnul (to, '@') = '\0';
  g_string_printf (line, "%s: %s", g_str_equal (to, "someone") ? "anna" : to, subject);
  g_string_replace (line, f->first->number, "A", 0);
  if (f->second != NULL)
    g_string_replace (line, f->second->number, "B", 0);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Since the last time. (element-type utf8) */
static GPtrArray *
read_mails (Season *f)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  char *mail;

  while ((mail = sink_read_mail (f->sink, f->n_read + 1)) != NULL)
    {
      g_ptr_array_add (lines, describe (f, mail));
      g_free (mail);
      f->n_read++;
    }
  g_ptr_array_sort (lines, compare);
  return lines;
}

static void
test_everybody_gets_their_mails_and_no_others (Season *f, gconstpointer unused)
{
  SrvContext *context = harness_get_context (f->world->harness);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GPtrArray) lines = NULL;

      g_test_message ("day %u: %s", steps[i].day, steps[i].what);
      harness_set_now (f->world->harness, HARNESS_NOW + steps[i].day * DAY);
      steps[i].act (f);
      g_assert_true (job_remind_run (context, NULL));
      mail_job_run (context->mail);
      lines = read_mails (f);
      for (guint k = 0; k < lines->len; k++)
        g_assert_cmpstr (lines->pdata[k], ==, steps[i].mails[k]);
      g_assert_null (steps[i].mails[lines->len]);
    }
}

/* A SrvWork. */
static gboolean
choose_digest (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_notification_set (store, data, "", TRUE, error);
}

/* Everything that is due goes now, and what goes is exactly this. */
static void
expect (Season *f, const char *mails)
{
  SrvContext *context = harness_get_context (f->world->harness);
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *text = NULL;

  g_assert_true (job_remind_run (context, NULL));
  mail_job_run (context->mail);
  lines = read_mails (f);
  g_ptr_array_add (lines, NULL);
  text = g_strjoinv ("; ", (char **)lines->pdata);
  g_assert_cmpstr (text, ==, mails);
}

/* Bert's digest was due while the server was off, and both lead times of a deadline passed. */
static void
test_days_off_bring_no_flood (Season *f, gconstpointer unused)
{
  harness_write (f->world->harness, choose_digest, &f->bert->id);
  report_anonymously (f);
  report_by_name (f);
  answer (f);
  expect (f, "anna: New anonymous ticket A; anna: New ticket B; dora: An answer to your ticket B");
  g_assert_cmpint (mail_job_get_next (harness_get_context (f->world->harness)->mail), ==,
                   HARNESS_NOW + DAY);

  harness_stop (f->world->harness);
  harness_set_now (f->world->harness, HARNESS_NOW + 6 * DAY);
  harness_start (f->world->harness);
  expect (f, "anna: Deadline on 1 December 2026: ticket A; bert: What is new in Hark");
  expect (f, "");
  harness_set_now (f->world->harness, HARNESS_NOW + 7 * DAY);
  expect (f, "bert: What is new in Hark"); /* with the deadline */
  harness_set_now (f->world->harness, HARNESS_NOW + 9 * DAY);
  expect (f, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/mail-season/mails", Season, NULL, set_up,
              test_everybody_gets_their_mails_and_no_others, tear_down);
  g_test_add ("/mail-season/days-off", Season, NULL, set_up, test_days_off_bring_no_flood,
              tear_down);
  return g_test_run ();
}
