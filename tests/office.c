/* office.c: see office.h */
#include "office.h"

#include "hark-absence.h"
#include "hark-api.h"
#include "hark-json.h"
#include "job-remind.h"
#include "store-mail-rule.h"
#include "store-mail.h"
#include "team.h"
#include "warning.h"

#include <string.h>

#define TODAY "2026-11-24" /* of HARNESS_NOW */

void
office_set_up (Office *f, gconstpointer unused)
{
  HarkRosterMember member = { .role = HARK_ROLE_EXPERT };
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *text = NULL;

  people_set_up (&f->people, NULL);
  f->world = f->people.world;
  harness_hold_mails (f->world->harness);
  f->anna = f->people.anna;
  f->bert = f->people.bert;
  f->clara = f->people.clara;
  f->dora = f->people.dora;
  f->frieda = world_add (f->world, "frieda", HARK_ROLE_NONE);
  hark_id_random (&f->other);
  member.user = f->frieda->id;
  memcpy (member.keys_hash, hark_roster_get_user (f->world->roster, &member.user)->keys_hash, 32);
  statement = hark_roster_make_area_set (f->world->roster, &f->anna->id, f->anna->keys->sign_sk,
                                         &f->other, &member, 1);
  body = team_make_area (f->world, f->anna, &f->other, "Procurement", statement);
  text = hark_json_to_string (body);
  json_object_unref (
      harness_ask (f->world->harness, "POST", HARK_API_AREAS, f->anna->token, text, 200));
  g_assert_true (hark_roster_append (f->world->roster, statement, NULL));
}

void
office_tear_down (Office *f, gconstpointer unused)
{
  people_tear_down (&f->people, NULL);
}

/* --- the queue --- */

typedef struct
{
  Office *office;
  gint64 now;
  GPtrArray *lines;
} Taking;

static const char *
get_name (Office *f, const HarkId *user)
{
  for (guint i = 0; i < f->world->actors->len; i++)
    {
      Actor *actor = f->world->actors->pdata[i];

      if (hark_id_equal (&actor->id, user))
        return actor->name;
    }
  return "somebody";
}

static gboolean
holds (SrvStore *store, const SrvMail *mail, gint64 now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) notices = store_notice_list (store, &mail->id, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < notices->len; i++)
    {
      const SrvNotice *notice = &g_array_index (notices, SrvNotice, i);
      gboolean is;

      g_assert_true (hark_id_equal (&notice->user, &mail->user));
      g_assert_true (store_mail_rule_holds (store, notice, now, &is, &error));
      n += is ? 1 : 0;
    }
  return n > 0;
}

/* A SrvWork: what the mail thread does, but for the mail. */
static gboolean
take (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Taking *taking = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GPtrArray) rows = store_mail_take_due (store, taking->now, 100000, random, error);

  g_assert_nonnull (rows);
  for (guint i = 0; i < rows->len; i++)
    {
      const SrvMail *mail = rows->pdata[i];
      gboolean is = holds (store, mail, taking->now);
      const SrvMailFate fate = { is ? SRV_MAIL_SENT : SRV_MAIL_DROPPED, FALSE, "", "" };

      if (is)
        g_ptr_array_add (
            taking->lines,
            g_strdup_printf ("%s %s", get_name (taking->office, &mail->user), mail->kind));
      g_assert_true (store_mail_settle (store, &mail->id, &fate, taking->now, error));
    }
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

char *
office_take (Office *f)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  Taking taking = { f, harness_get_now (f->world->harness), lines };

  harness_write (f->world->harness, take, &taking);
  g_ptr_array_sort (lines, compare);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv (", ", (char **)lines->pdata);
}

void
office_expect (Office *f, const char *mails)
{
  g_autofree char *text = office_take (f);

  g_assert_cmpstr (text, ==, mails);
}

void
office_go_to (Office *f, gint64 now)
{
  harness_set_now (f->world->harness, now);
}

/* --- what people do --- */

void
office_act (Office *f, Actor *actor, JsonObject *op)
{
  world_expect (f->world, actor, op, "applied");
}

void
office_look (Office *f, Actor *actor, Ticket *ticket)
{
  JsonObject *op = op_new ("read", ticket);

  json_object_set_int_member (json_object_get_object_member (op, "body"), "up_to", G_MAXINT64);
  office_act (f, actor, op);
}

Ticket *
office_submit_known (Office *f)
{
  Ticket *ticket = world_submit (f->world, f->dora, SUBJECT);

  office_expect (f, "anna named, bert named");
  office_look (f, f->anna, ticket);
  office_look (f, f->bert, ticket);
  return ticket;
}

void
office_be_absent (Office *f, Actor *actor, Actor *deputy)
{
  JsonObject *json = json_object_new ();
  HarkAbsence absence = { .from = TODAY, .until = "2027-03-01" };
  g_autofree char *text = NULL;

  if (deputy != NULL)
    absence.deputy = deputy->id;
  hark_absence_write (json, &absence);
  text = hark_json_to_string (json);
  json_object_unref (json);
  json_object_unref (
      harness_ask (f->world->harness, "PUT", HARK_API_ABSENCE, actor->token, text, 200));
}

void
office_write_down (Office *f, Ticket *ticket, Actor *author, Actor *reporter)
{
  JsonObject *op = op_submit (f->world, ticket, author, SUBJECT);
  JsonObject *body = json_object_get_object_member (op, "body");

  if (reporter != NULL)
    hark_json_set_id (body, "for", &reporter->id);
  else
    json_object_set_null_member (body, "for");
  json_object_set_int_member (body, "received", harness_get_now (f->world->harness));
  json_object_set_boolean_member (body, "reachable", reporter != NULL);
  office_act (f, author, op);
}

/* --- what comes with time --- */

void
office_remind (Office *f)
{
  g_autoptr (GError) error = NULL;

  job_remind_run (harness_get_context (f->world->harness), &error);
  g_assert_no_error (error);
}

void
office_warn (Office *f, Ticket *ticket)
{
  warning_give (f->world->harness, &ticket->id, 30, HARNESS_NOW + 30 * OFFICE_DAY);
}
