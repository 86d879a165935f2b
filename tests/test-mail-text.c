/* test-mail-text.c: what mails say, in whose language and words, and what no mail ever says */
#include "people.h"

#include "hark-api.h"
#include "hark-json.h"
#include "hark-period.h"
#include "hark-wording.h"
#include "job-remind.h"
#include "mail-text.h"
#include "store-mail-rule.h"
#include "team.h"
#include "web-text.h"

#include <string.h>

#define DAY (24 * G_GINT64_CONSTANT (3600))
#define MESSAGE "canary-heron: a message"
#define NOTE "canary-otter: a note"

/* --- from the queue to the words --- */

typedef struct
{
  gint64 now;
  GPtrArray *rows;
} Taking;

/* A SrvWork. */
static gboolean
take (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Taking *taking = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  taking->rows = store_mail_take_due (store, taking->now, 10000, random, error);
  return taking->rows != NULL;
}

/* What goes now. (element-type SrvMail) */
static GPtrArray *
take_all (Fixture *f)
{
  Taking taking = { .now = harness_get_now (f->world->harness) };

  harness_write (f->world->harness, take, &taking);
  return taking.rows;
}

/* A mail about nothing that is there any more is FALSE. */
static gboolean
write_mail (Fixture *f, const SrvMail *mail, const char *language, MailMessage *message)
{
  SrvContext *context = harness_get_context (f->world->harness);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_auto (SrvNotification) to = { 0 };
  MailOccasion occasion = { context, store, mail, &to, language };

  g_assert_true (store_notification_get (store, &mail->user, &to, &error));
  return mail_render (&occasion, message) == MAIL_RENDER_SEND;
}

static SrvMail *
find (GPtrArray *rows, Actor *actor, const char *kind)
{
  for (guint i = 0; i < rows->len; i++)
    {
      SrvMail *mail = rows->pdata[i];

      if (hark_id_equal (&mail->user, &actor->id) && g_str_equal (mail->kind, kind))
        return mail;
    }
  g_test_message ("no mail %s to %s", kind, actor->name);
  return NULL;
}

static void
assert_says (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, part));
}

/* --- */

/* The words of a page without its marks. */
static char *
strip (const char *html)
{
  const char *body = strstr (html, "<body>");
  g_autoptr (GRegex) tags = g_regex_new ("<[^>]*>", 0, 0, NULL);
  g_autofree char *bare = g_regex_replace_literal (tags, body, -1, 0, "", 0, NULL);
  g_autoptr (GRegex) blanks = g_regex_new ("\\s+", 0, 0, NULL);

  return g_regex_replace_literal (blanks, bare, -1, 0, " ", 0, NULL);
}

static void
check_page (const MailMessage *message, const char *language)
{
  static const char *const forbidden[] = { "http", "src", "href", "style", "script", "url(" };
  g_autofree char *lang = g_strdup_printf ("<html lang=\"%s\">", language);
  g_autofree char *words = strip (message->html);
  g_autoptr (GRegex) blanks = g_regex_new ("\\s+", 0, 0, NULL);
  g_autofree char *text = g_regex_replace_literal (blanks, message->text, -1, 0, " ", 0, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    g_assert_null (strstr (message->html, forbidden[i]));
  assert_says (message->html, lang);
  assert_says (message->html, "<title>");
  g_assert_cmpstr (g_strstrip (words), ==, g_strstrip (text));
}

static void
check_silence (const MailMessage *message)
{
  static const char *const canaries[]
      = { "canary", "wombat", "heron", "otter", "invoices", "dora", "bert", "anna" };
  const char *const parts[] = { message->subject, message->text, message->html };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    for (guint k = 0; k < G_N_ELEMENTS (canaries); k++)
      g_assert_null (strstr (parts[i], canaries[k]));
}

/* A SrvWork. */
static gboolean
warn (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Ticket *ticket = data;
  g_autofree char *sql
      = g_strdup_printf ("UPDATE ticket SET deletes = %" G_GINT64_FORMAT " WHERE state = 'closed'",
                         HARNESS_NOW + 40 * DAY);

  return hark_sqlite_exec (srv_store_get_db (store), sql, error)
         && store_mail_rule_warn (store, seq, &ticket->id, 30, HARNESS_NOW + 40 * DAY, HARNESS_NOW,
                                  error);
}

static void
act (Fixture *f, Actor *actor, JsonObject *op)
{
  world_expect (f->world, actor, op, "applied");
}

static void
test_no_mail_says_what_is_in_a_ticket (Fixture *f, gconstpointer unused)
{
  static const char *const languages[] = { "en", "de" };
  g_autoptr (Ticket) anonymous = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (Ticket) named = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (Ticket) kept = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);

  act (f, f->dora, op_message (f->world, named, f->dora, MESSAGE));
  act (f, f->anna, op_assign (f->world, named, f->anna, f->bert));
  act (f, f->anna, op_note (f->world, named, f->anna, NOTE));
  act (f, f->anna, op_message (f->world, named, f->anna, MESSAGE));
  act (f, f->anna, op_assign (f->world, kept, f->anna, f->bert));
  act (f, f->anna, op_close (f->world, kept, f->anna));
  harness_write (f->world->harness, warn, kept);
  harness_set_now (f->world->harness, HARNESS_NOW + 6 * DAY);
  g_assert_true (job_remind_run (harness_get_context (f->world->harness), NULL));

  rows = take_all (f);
  for (guint i = 0; i < rows->len; i++)
    for (guint k = 0; k < G_N_ELEMENTS (languages); k++)
      {
        g_auto (MailMessage) message = { 0 };
        const SrvMail *mail = rows->pdata[i];

        if (!write_mail (f, mail, languages[k], &message))
          continue;
        g_hash_table_add (kinds, mail->kind);
        check_silence (&message);
        check_page (&message, languages[k]);
        assert_says (message.subject, "2026-");
      }
  g_assert_cmpuint (g_hash_table_size (kinds), ==, SRV_NOTICE_LAST);
}

static void
test_a_mail_says_which_ticket_and_what (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (GPtrArray) rows = take_all (f);
  g_auto (MailMessage) message = { 0 };
  g_autofree char *subject = g_strdup_printf ("New anonymous ticket %s", ticket->number);

  g_assert_true (write_mail (f, find (rows, f->bert, "anonymous"), "en", &message));
  g_assert_cmpstr (message.subject, ==, subject);
  assert_says (message.text, ticket->number);
  assert_says (message.text, "area Compliance");
  assert_says (message.text, "Open Hark to read it.");
}

static void
test_a_reminder_says_what_is_due_when (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) english = { 0 }, german = { 0 };

  harness_set_now (f->world->harness, HARNESS_NOW + 6 * DAY);
  g_assert_true (job_remind_run (harness_get_context (f->world->harness), NULL));
  rows = take_all (f);
  g_assert_true (write_mail (f, find (rows, f->bert, "reminder"), "en", &english));
  assert_says (english.text, "The acknowledgement of receipt for ticket");
  assert_says (english.text, "1 December 2026");
  g_assert_true (write_mail (f, find (rows, f->bert, "reminder"), "de-AT", &german));
  assert_says (german.text, "1. Dezember 2026");
}

/* What somebody called it is sealed: a mail says no more than that there is one. */
static void
test_a_deadline_by_hand_is_a_deadline (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) english = { 0 }, german = { 0 };
  g_autofree char *said = g_strdup_printf (
      "A deadline for ticket %s, area Compliance, is due on 26 November 2026.\n", ticket->number);
  g_autofree char *gesagt = g_strdup_printf (
      "Eine Frist zum Ticket %s, Bereich Compliance, ist am 26. November 2026 fällig.\n",
      ticket->number);
  HarkId period;

  hark_id_random (&period);
  g_ptr_array_unref (take_all (f));
  act (f, f->anna,
       op_period (f->world, "add-period", ticket, f->anna, &period, HARNESS_NOW + 2 * DAY, 0));
  g_assert_true (job_remind_run (harness_get_context (f->world->harness), NULL));
  rows = take_all (f);
  g_assert_true (write_mail (f, find (rows, f->bert, "reminder"), "en", &english));
  assert_says (english.text, said);
  check_silence (&english);
  g_assert_true (write_mail (f, find (rows, f->bert, "reminder"), "de", &german));
  assert_says (german.text, gesagt);
}

#define REVIEW                                                                                     \
  "{\"language\":\"en\",\"name\":{\"en\":\"Compliance\"},\"portal\":true,\"profile\":\"own\","     \
  "\"calendar\":\"DE-BE\",\"periods\":[{\"id\":\"101112131415161718191a1b1c1d1e1f\","              \
  "\"kind\":\"other\",\"name\":{\"en\":\"First review\",\"de\":\"Erste Durchsicht\"},"             \
  "\"start\":\"receipt\",\"length\":{\"count\":2,\"unit\":\"days\"},\"remind\":[1],"               \
  "\"attach\":true,\"fulfil\":\"hand\"}]}"

/* What the area's Expert called it is public. */
static void
test_a_deadline_of_the_area_has_its_name (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) english = { 0 }, german = { 0 };
  g_autofree char *said = NULL, *gesagt = NULL;

  team_settle (f->world, f->anna, &f->world->area, REVIEW);
  ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  said = g_strdup_printf (
      "First review for ticket %s, area Compliance, is due on 26 November 2026.\n", ticket->number);
  gesagt = g_strdup_printf (
      "Erste Durchsicht zum Ticket %s, Bereich Compliance, ist am 26. November 2026 fällig.\n",
      ticket->number);
  harness_set_now (f->world->harness, HARNESS_NOW + DAY);
  g_assert_true (job_remind_run (harness_get_context (f->world->harness), NULL));
  rows = take_all (f);
  g_assert_true (write_mail (f, find (rows, f->bert, "reminder"), "en", &english));
  assert_says (english.text, said);
  g_assert_true (write_mail (f, find (rows, f->bert, "reminder"), "de-AT", &german));
  assert_says (german.text, gesagt);
}

/* The server was off meanwhile. */
static void
test_a_reminder_that_comes_late_says_so (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) message = { 0 };

  harness_set_now (f->world->harness, HARNESS_NOW + 10 * DAY);
  g_assert_true (job_remind_run (harness_get_context (f->world->harness), NULL));
  rows = take_all (f);
  g_assert_true (write_mail (f, find (rows, f->bert, "reminder"), "en", &message));
  assert_says (message.text, "was due on 1 December 2026");
}

static void
test_a_summary_counts (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) message = { 0 };

  for (guint i = 0; i < SRV_NOTICE_FLOOD + 40; i++)
    ticket_free (people_submit_anonymous (f->world, SUBJECT, FALSE));
  harness_set_now (f->world->harness, HARNESS_NOW + 3600);
  rows = take_all (f);
  g_assert_true (write_mail (f, find (rows, f->anna, "summary"), "en", &message));
  assert_says (message.text, "- 40 × new anonymous tickets");
  check_page (&message, "en");
}

/* Of each it says which and when, as the mail would that it replaces. */
static void
test_a_summary_names_what_is_due (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) message = { 0 };
  g_autoptr (GRegex) line
      = g_regex_new ("\n- 2026-[0-9]+: deadline – [^\n]+, 1 December 2026\n", 0, 0, NULL);

  for (guint i = 0; i < SRV_NOTICE_FLOOD + 1; i++)
    ticket_free (people_submit_anonymous (f->world, SUBJECT, TRUE));
  g_ptr_array_unref (take_all (f)); /* they wait from now on */
  harness_set_now (f->world->harness, HARNESS_NOW + 6 * DAY);
  g_assert_true (job_remind_run (harness_get_context (f->world->harness), NULL));
  ticket_free (people_submit_anonymous (f->world, SUBJECT, TRUE));
  harness_set_now (f->world->harness, HARNESS_NOW + 6 * DAY + 3600);
  rows = take_all (f);
  g_assert_true (write_mail (f, find (rows, f->anna, "summary"), "en", &message));
  g_assert_true (g_regex_match (line, message.text, 0, NULL));
  assert_says (message.text, "- 2 × new anonymous tickets\n");
  g_assert_null (strstr (message.text, "× deadline"));
  check_page (&message, "en");
}

/* A SrvWork. */
static gboolean
choose (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_notification_set (store, data, "", TRUE, error);
}

/* Whoever makes that many is nobody who can hide it. */
static void
test_a_summary_lists_what_does_not_come_in (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) message = { 0 };
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)ticket_free);

  for (guint i = 0; i < SRV_NOTICE_FLOOD + 2; i++)
    {
      Ticket *ticket = people_submit_anonymous (f->world, SUBJECT, FALSE);

      g_ptr_array_add (tickets, ticket);
      act (f, f->anna, op_assign (f->world, ticket, f->anna, f->bert));
    }
  harness_set_now (f->world->harness, HARNESS_NOW + 3600);
  rows = take_all (f);
  g_assert_true (write_mail (f, find (rows, f->bert, "summary"), "en", &message));
  assert_says (message.text, "- 2 × new anonymous tickets\n");
  for (guint i = SRV_NOTICE_FLOOD; i < tickets->len; i++)
    {
      const Ticket *ticket = tickets->pdata[i];
      g_autofree char *line = g_strdup_printf ("\n- %s: assigned to you\n", ticket->number);

      assert_says (message.text, line);
    }
}

/* There is not room for all, and a stranger's are the last. */
static void
test_a_digest_has_deadlines_before_what_comes_in (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) message = { 0 };
  g_autofree char *line = g_strdup_printf ("\n- %s: deadline – ", ticket->number);

  harness_write (f->world->harness, choose, &f->bert->id);
  harness_set_now (f->world->harness, HARNESS_NOW + 6 * DAY);
  for (guint i = 0; i < MAIL_TEXT_MAX_LINES + 3; i++)
    ticket_free (people_submit_anonymous (f->world, SUBJECT, FALSE));
  g_assert_true (job_remind_run (harness_get_context (f->world->harness), NULL));
  harness_set_now (f->world->harness, HARNESS_NOW + 7 * DAY);
  rows = take_all (f);
  g_assert_true (write_mail (f, find (rows, f->bert, "digest"), "en", &message));
  assert_says (message.text, line);
  assert_says (message.text, "\n- and 4 more\n");
}

/* They go because it was told that they will. */
static void
test_a_digest_names_each_ticket_that_is_deleted (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)ticket_free);
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) message = { 0 };

  harness_write (f->world->harness, choose, &f->bert->id);
  for (guint i = 0; i < MAIL_TEXT_MAX_LINES + 3; i++)
    {
      Ticket *ticket = world_submit (f->world, f->dora, SUBJECT);

      g_ptr_array_add (tickets, ticket);
      act (f, f->bert, op_take_over (f->world, ticket, f->bert));
      act (f, f->bert, op_close (f->world, ticket, f->bert));
      harness_write (f->world->harness, warn, ticket);
    }
  harness_set_now (f->world->harness, HARNESS_NOW + DAY);
  rows = take_all (f);
  g_assert_true (write_mail (f, find (rows, f->bert, "digest"), "en", &message));
  for (guint i = 0; i < tickets->len; i++)
    {
      const Ticket *ticket = tickets->pdata[i];
      g_autofree char *line = g_strdup_printf ("\n- %s: will be deleted – ", ticket->number);

      assert_says (message.text, line);
    }
  check_page (&message, "en");
}

static void
test_a_digest_lists (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = NULL, other = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) message = { 0 };
  g_autofree char *first = NULL, *second = NULL;

  harness_write (f->world->harness, choose, &f->bert->id);
  ticket = people_submit_anonymous (f->world, SUBJECT, FALSE);
  other = world_submit (f->world, f->dora, SUBJECT);
  act (f, f->dora, op_message (f->world, other, f->dora, MESSAGE));
  harness_set_now (f->world->harness, HARNESS_NOW + DAY);
  rows = take_all (f);
  first = g_strdup_printf ("- %s: new anonymous ticket", ticket->number);
  second = g_strdup_printf ("- %s: message from the reporter", other->number);
  g_assert_true (write_mail (f, find (rows, f->bert, "digest"), "en", &message));
  assert_says (message.text, first);
  assert_says (message.text, second);
  check_page (&message, "en");
  check_silence (&message);
}

/* --- the organisation's words --- */

/* Signed, as everything that the organisation settles. */
static void
settle (Fixture *f, const char *wording)
{
  g_autofree char *body = g_strdup_printf ("{\"language\":\"en\",\"wording\":%s}", wording);

  team_settle (f->world, f->anna, &f->world->org, body);
}

static void
test_an_organisation_has_words_of_its_own (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (GPtrArray) rows = take_all (f);
  g_auto (MailMessage) english = { 0 }, german = { 0 };
  g_autofree char *subject = NULL, *text = NULL, *html = NULL;
  g_autofree char *organisation
      = srv_config_dup (harness_get_context (f->world->harness)->config, SRV_CONFIG_NAME);

  settle (f, "{\"en\":{\"anonymous\":{\"subject\":\"{organisation}: {number}\",\"text\":\"Dear "
             "team,\\n\\n<b>{number}</b> waits in {area}.\"}}}");
  subject = g_strdup_printf ("%s: %s", organisation, ticket->number);
  text = g_strdup_printf ("Dear team,\n\n<b>%s</b> waits in Compliance.", ticket->number);
  html = g_strdup_printf ("&lt;b&gt;%s&lt;/b&gt; waits", ticket->number);
  g_assert_true (write_mail (f, find (rows, f->anna, "anonymous"), "en", &english));
  g_assert_cmpstr (english.subject, ==, subject);
  assert_says (english.text, text);
  assert_says (english.html, html);
  /* where they say nothing, Hark does */
  g_assert_true (write_mail (f, find (rows, f->anna, "anonymous"), "de", &german));
  g_assert_null (strstr (german.text, "Dear team"));
}

static void
test_words_of_fields_that_a_mail_lacks_leave_it_a_subject (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = people_submit_anonymous (f->world, SUBJECT, TRUE);
  g_autoptr (GPtrArray) rows = take_all (f);
  g_auto (MailMessage) first = { 0 }, second = { 0 };

  settle (f, "{\"en\":{\"anonymous\":{\"subject\":\"{period}\"}}}");
  g_assert_true (write_mail (f, find (rows, f->anna, "anonymous"), "en", &first));
  assert_says (first.subject, ticket->number);
  settle (f, "{\"en\":{\"anonymous\":{\"subject\":\"{number}, due {due}\"}}}");
  g_assert_true (write_mail (f, find (rows, f->anna, "anonymous"), "en", &second));
  g_assert_true (g_str_has_suffix (second.subject, ", due"));
}

#define ALL_FIELDS "{number}|{area}|{period}|{due}|{organisation}|{address}|{count}"
#define ADDRESS "https://hark.example.org"

/* Each of them, in the one mail or in the other. */
static void
test_every_field_is_filled_in (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) tickets = g_ptr_array_new_with_free_func ((GDestroyNotify)ticket_free);
  g_autoptr (GPtrArray) reminders = NULL, summaries = NULL;
  g_auto (MailMessage) reminder = { 0 }, summary = { 0 };
  g_autofree char *filled = NULL, *line = NULL;
  SrvMail *mail;

  team_settle (f->world, f->anna, &f->world->org,
               "{\"language\":\"en\",\"address\":\"" ADDRESS "\",\"wording\":{\"en\":{"
               "\"reminder\":{\"subject\":\"" ALL_FIELDS "\",\"text\":\"" ALL_FIELDS "\"},"
               "\"summary\":{\"subject\":\"" ALL_FIELDS "\",\"text\":\"" ALL_FIELDS "\"}}}}");
  for (guint i = 0; i < SRV_NOTICE_FLOOD + 3; i++)
    g_ptr_array_add (tickets, people_submit_anonymous (f->world, SUBJECT, TRUE));
  harness_set_now (f->world->harness, HARNESS_NOW + 3600);
  summaries = take_all (f);
  g_assert_true (write_mail (f, find (summaries, f->anna, "summary"), "en", &summary));
  g_assert_cmpstr (summary.subject, ==, "||||Testhaus|" ADDRESS "|3");
  g_assert_true (g_str_has_prefix (summary.text, "||||Testhaus|" ADDRESS "|3\n"));

  harness_set_now (f->world->harness, HARNESS_NOW + 6 * DAY);
  g_assert_true (job_remind_run (harness_get_context (f->world->harness), NULL));
  reminders = take_all (f);
  mail = find (reminders, f->bert, "reminder");
  for (guint i = 0; i < tickets->len; i++)
    {
      const Ticket *ticket = tickets->pdata[i];

      if (hark_id_equal (&ticket->id, &mail->ticket))
        filled = g_strdup_printf ("%s|Compliance|The acknowledgement of receipt|1 December 2026|"
                                  "Testhaus|" ADDRESS "|",
                                  ticket->number);
    }
  g_assert_true (write_mail (f, mail, "en", &reminder));
  g_assert_cmpstr (reminder.subject, ==, filled);
  line = g_strconcat (filled, "\n", NULL);
  g_assert_true (g_str_has_prefix (reminder.text, line));
}

/* Another one, of @expert. */
static void
make_area (Fixture *f, const char *name, Actor *expert, HarkId *area)
{
  HarkRosterMember member = { .user = expert->id, .role = HARK_ROLE_EXPERT };
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *text = NULL;

  hark_id_random (area);
  memcpy (member.keys_hash, hark_roster_get_user (f->world->roster, &expert->id)->keys_hash,
          sizeof member.keys_hash);
  statement = hark_roster_make_area_set (f->world->roster, &f->anna->id, f->anna->keys->sign_sk,
                                         area, &member, 1);
  body = team_make_area (f->world, f->anna, area, name, statement);
  text = hark_json_to_string (body);
  json_object_unref (
      harness_ask (f->world->harness, "POST", HARK_API_AREAS, f->anna->token, text, 200));
  g_assert_true (hark_roster_append (f->world->roster, statement, NULL));
}

/* Whoever was the advisor is told that they are no more, and not where the ticket went. */
static void
test_where_a_ticket_went_is_not_told_to_who_lost_it (Fixture *f, gconstpointer unused)
{
  Actor *frieda = world_add (f->world, "frieda", HARK_ROLE_NONE);
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) lost = { 0 }, won = { 0 };
  HarkId other;

  make_area (f, "Procurement", frieda, &other);
  settle (f,
          "{\"en\":{\"released\":{\"subject\":\"{number} in {area}\",\"text\":\"{area} has it.\"},"
          "\"named\":{\"text\":\"It is in {area}.\"}}}");
  act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  ticket->area = other;
  act (f, f->anna, op_move (f->world, ticket, f->anna, NULL));
  rows = take_all (f);
  g_assert_true (write_mail (f, find (rows, f->bert, "released"), "en", &lost));
  g_assert_null (strstr (lost.subject, "Procurement"));
  g_assert_null (strstr (lost.text, "Procurement"));
  g_assert_null (strstr (lost.html, "Procurement"));
  assert_says (lost.text, "need not be processed by you any longer");
  g_assert_true (write_mail (f, find (rows, frieda, "named"), "en", &won));
  assert_says (won.text, "It is in Procurement.");
}

static void
test_while_they_see_it_they_are_told_where (Fixture *f, gconstpointer unused)
{
  g_autoptr (Ticket) ticket = world_submit (f->world, f->dora, SUBJECT);
  g_autoptr (GPtrArray) rows = NULL;
  g_auto (MailMessage) message = { 0 };

  settle (f, "{\"en\":{\"released\":{\"text\":\"{number} of {area} is somebody else's.\"}}}");
  act (f, f->bert, op_take_over (f->world, ticket, f->bert));
  act (f, f->anna, op_assign (f->world, ticket, f->anna, f->anna));
  rows = take_all (f);
  g_assert_true (write_mail (f, find (rows, f->bert, "released"), "en", &message));
  assert_says (message.text, "of Compliance is somebody else's");
}

/* What may be settled is what there is to be said. */
static void
test_kinds_and_languages_are_those_of_mails (Fixture *f, gconstpointer unused)
{
  const char *const *kinds = hark_wording_list_kinds ();

  g_assert_true (g_strv_equal (hark_wording_list_languages (), web_text_list_languages ()));
  g_assert_cmpuint (g_strv_length ((char **)kinds), ==, SRV_NOTICE_LAST + 2);
  for (guint i = 0; i < SRV_NOTICE_LAST; i++)
    g_assert_true (g_strv_contains (kinds, srv_notice_kind_get_name (i)));
  g_assert_true (g_strv_contains (kinds, SRV_NOTICE_DIGEST));
  g_assert_true (g_strv_contains (kinds, SRV_NOTICE_SUMMARY));
}

static void
test_own_words_pass_as_theirs (Fixture *f, gconstpointer unused)
{
  const char *const *kinds = hark_wording_list_kinds ();
  const char *const *languages = hark_wording_list_languages ();
  g_autoptr (HarkWording) wording = hark_wording_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; kinds[i] != NULL; i++)
    for (guint k = 0; languages[k] != NULL; k++)
      {
        const char *subject, *text;

        g_assert_true (mail_text_get_words (kinds[i], languages[k], &subject, &text));
        hark_wording_set (wording, languages[k], kinds[i], HARK_WORDING_SUBJECT, subject);
        hark_wording_set (wording, languages[k], kinds[i], HARK_WORDING_TEXT, text);
      }
  g_assert_true (hark_wording_check (wording, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  people_set_up (f, NULL);
  harness_hold_mails (f->world->harness);
}

#define PEOPLE_TEST(path, function)                                                                \
  g_test_add (path, Fixture, NULL, set_up, function, people_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  PEOPLE_TEST ("/mail-text/silence", test_no_mail_says_what_is_in_a_ticket);
  PEOPLE_TEST ("/mail-text/single", test_a_mail_says_which_ticket_and_what);
  PEOPLE_TEST ("/mail-text/reminder", test_a_reminder_says_what_is_due_when);
  PEOPLE_TEST ("/mail-text/reminder-by-hand", test_a_deadline_by_hand_is_a_deadline);
  PEOPLE_TEST ("/mail-text/reminder-of-area", test_a_deadline_of_the_area_has_its_name);
  PEOPLE_TEST ("/mail-text/late-reminder", test_a_reminder_that_comes_late_says_so);
  PEOPLE_TEST ("/mail-text/summary", test_a_summary_counts);
  PEOPLE_TEST ("/mail-text/summary-due", test_a_summary_names_what_is_due);
  PEOPLE_TEST ("/mail-text/summary-lines", test_a_summary_lists_what_does_not_come_in);
  PEOPLE_TEST ("/mail-text/digest-room", test_a_digest_has_deadlines_before_what_comes_in);
  PEOPLE_TEST ("/mail-text/digest-deletion", test_a_digest_names_each_ticket_that_is_deleted);
  PEOPLE_TEST ("/mail-text/digest", test_a_digest_lists);
  PEOPLE_TEST ("/mail-text/own-words", test_an_organisation_has_words_of_its_own);
  PEOPLE_TEST ("/mail-text/lacking", test_words_of_fields_that_a_mail_lacks_leave_it_a_subject);
  PEOPLE_TEST ("/mail-text/all-fields", test_every_field_is_filled_in);
  PEOPLE_TEST ("/mail-text/moved", test_where_a_ticket_went_is_not_told_to_who_lost_it);
  PEOPLE_TEST ("/mail-text/still-theirs", test_while_they_see_it_they_are_told_where);
  PEOPLE_TEST ("/mail-text/kinds", test_kinds_and_languages_are_those_of_mails);
  PEOPLE_TEST ("/mail-text/fields", test_own_words_pass_as_theirs);
  return g_test_run ();
}
