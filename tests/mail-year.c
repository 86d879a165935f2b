/* mail-year.c: see mail-year.h */
#include "mail-year.h"

#include "hark-absence.h"
#include "hark-api.h"
#include "hark-json.h"
#include "store-config.h"
#include "store-period.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DAY (24 * 3600)
#define TOKEN_DAYS 20 /* a session ends when it is not used for 30 */
#define MAX_WORDS 8
#define TITLE "canary-wombat: invoices were paid twice"
#define TEXT "canary-heron: by Mister Otterbein"
#define FILE_NAME "canary-puffin.txt"
#define QUESTION "00000000000000000000000000000001"

/* All else that the form takes; q1 is what the area asks. */
static const char *const extra[][2] = {
  { "observed", "hearsay" },
  { "where", "canary-siskin street" },
  { "when", "canary-linnet day" },
  { "who", "canary-redwing and others" },
  { "name", "Canary Kingfisher" },
  { "contact", "canary-swift@example.net" },
  { "q1", "canary-wagtail: as answered" },
};

/* What the test knows of a ticket. */
typedef struct
{
  char *number;
  Actor *reporter; /* NULL: anonymous, or the guest */
  gboolean is_guest;
  char *code;    /* of its inbox, NULL for none */
  HarkId period; /* that somebody added last */
} Known;

static void
known_free (gpointer data)
{
  Known *self = data;

  g_free (self->number);
  g_free (self->code);
  g_free (self);
}

/* --- who and which --- */

static Actor *
find_actor (Year *f, const char *name)
{
  for (guint i = 0; i < f->world->actors->len; i++)
    {
      Actor *actor = f->world->actors->pdata[i];

      if (g_str_equal (actor->name, name))
        return actor;
    }
  g_error ("there is no %s", name);
}

/* Signed in. */
static Actor *
get_actor (Year *f, const char *name)
{
  Actor *actor = find_actor (f, name);
  gint64 today = harness_get_now (f->world->harness) / DAY;
  gint64 before = GPOINTER_TO_INT (g_hash_table_lookup (f->signed_in, actor));

  if (today - before > TOKEN_DAYS)
    {
      g_free (actor->token);
      actor->token = actor_sign_in (f->world, actor);
      mail_log_forbid (f->log, actor->token);
      g_hash_table_insert (f->signed_in, actor, GINT_TO_POINTER ((int)today));
    }
  return actor;
}

static Known *
get_known (Year *f, const char *letter)
{
  Known *known = g_hash_table_lookup (f->tickets, letter);

  if (known == NULL)
    g_error ("there is no ticket %s", letter);
  return known;
}

static void
add_known (Year *f, const char *letter, char *number, Actor *reporter, char *code)
{
  Known *known = g_new0 (Known, 1);

  g_assert_true (g_str_has_prefix (number, "2028-")); /* the organisation's year */
  known->number = number;
  known->reporter = reporter;
  known->code = code;
  mail_log_name (f->log, number, letter);
  if (code != NULL)
    mail_log_forbid (f->log, code);
  g_hash_table_replace (f->tickets, g_strdup (letter), known);
}

/* As it is now, with all its keys. */
static Ticket *
open_ticket (Year *f, const char *letter)
{
  static const char *const readers[] = { "anna", "bert", "frieda" };
  Known *known = get_known (f, letter);
  Ticket *ticket = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (readers) && ticket == NULL; i++)
    {
      Actor *reader = find_actor (f, readers[i]);
      g_autoptr (GPtrArray) reports = NULL;

      if (hark_roster_get_user (f->world->roster, &reader->id)->until != 0
          || (ticket = team_open (f->world, get_actor (f, readers[i]), known->number)) == NULL)
        continue;
      reports = team_read (f->world, reader, ticket, HARK_OBJECT_REPORT);
      g_assert_cmpuint (reports->len, ==, 1);
      g_assert_true (
          hark_epoch_read (g_ptr_array_index (ticket->statements, ticket->statements->len - 1),
                           &ticket->excluded, NULL));
    }
  g_assert_nonnull (ticket);
  if (known->reporter != NULL)
    ticket->reporter = known->reporter->id;
  return ticket;
}

static void
act (Year *f, Actor *actor, JsonObject *op)
{
  world_expect (f->world, actor, op, "applied");
}

static Ticket *
open_for_team (Year *f, char **w, Actor **actor)
{
  *actor = get_actor (f, w[1]);
  return open_ticket (f, w[2]);
}

/* Whoever made the newest key is in this team no more: who writes next makes another. */
static gboolean
is_stale (Year *f, Ticket *ticket)
{
  HarkEpoch newest;

  g_assert_true (hark_epoch_read (
      g_ptr_array_index (ticket->statements, ticket->statements->len - 1), &newest, NULL));
  return newest.epoch > 0
         && hark_roster_get_role (f->world->roster, &ticket->area, &newest.author)
                == HARK_ROLE_NONE;
}

static Visitor *
let_guest_in (Year *f)
{
  Visitor *guest = visitor_new (f->world->harness);

  g_assert_cmpuint (guest_sign_in (guest, YEAR_GUEST, GUEST_PASSWORD), ==, 200);
  return guest;
}

/* --- what people do: w[0] is the word, the others as mail-year.txt says --- */

static void
report (Year *f, char **w)
{
  g_autoptr (Visitor) visitor = visitor_new (f->world->harness);
  g_autoptr (Form) form = NULL;
  g_autofree char *area = NULL;
  char *code;

  visitor_open_form (visitor);
  form = visitor_begin_form (visitor, "write");
  area = visitor_read (visitor, "area");
  form_add (form, "area", area);
  form_add (form, "subject", TITLE);
  form_add (form, "report", TEXT);
  for (guint i = 0; i < G_N_ELEMENTS (extra); i++)
    form_add (form, extra[i][0], extra[i][1]);
  form_add_file (form, FILE_NAME, "text/plain", TEXT, strlen (TEXT));
  g_assert_cmpuint (visitor_post (visitor, "/submit", form), ==, 200);
  for (guint i = 1; i < G_N_ELEMENTS (extra); i++)
    g_assert_true (visitor_sees (visitor, extra[i][1]));
  g_assert_true (visitor_sees (visitor, FILE_NAME));
  code = visitor_read_after (visitor, "<p class=\"line\">");
  add_known (f, w[1], visitor_send (visitor, TRUE), NULL, code);
}

/* Many at once, without an inbox. */
static void
flood (Year *f, char **w)
{
  for (int i = atoi (w[2]); i > 0; i--)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->world->harness);
      g_autofree char *code = NULL;

      visitor_open_form (visitor);
      code = visitor_write (visitor, TITLE, TEXT, NULL, NULL);
      add_known (f, w[1], visitor_send (visitor, FALSE), NULL, NULL);
    }
}

static void
report_as_guest (Year *f, char **w)
{
  g_autoptr (Visitor) guest = let_guest_in (f);
  g_autoptr (GBytes) file = g_bytes_new_static (TEXT, strlen (TEXT)); /* "note.txt" */

  add_known (f, w[1], guest_report (guest, TITLE, TEXT, file), NULL, NULL);
  get_known (f, w[1])->is_guest = TRUE;
}

/* dora's: to the area @area where it is not the first; without @without. */
static void
submit (Year *f, const char *letter, Actor *reporter, const HarkId *area, Actor *without)
{
  g_autoptr (Ticket) ticket = ticket_new (f->world, reporter);
  g_autoptr (JsonObject) op = NULL, result = NULL;

  if (area != NULL)
    ticket->area = *area;
  if (without != NULL)
    g_assert_true (hark_epoch_exclude (&ticket->excluded, &without->id));
  op = op_submit (f->world, ticket, reporter, TITLE);
  result = world_send (f->world, reporter, op);
  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "applied");
  add_known (f, letter,
             g_strdup (json_object_get_string_member (json_object_get_object_member (result, "cur"),
                                                      "number")),
             reporter, NULL);
}

static void
report_named (Year *f, char **w)
{
  submit (f, w[2], get_actor (f, w[1]), NULL, NULL);
}

static void
report_elsewhere (Year *f, char **w)
{
  submit (f, w[2], get_actor (f, w[1]), &f->procurement, NULL);
}

static void
report_without (Year *f, char **w)
{
  submit (f, w[2], get_actor (f, w[1]), NULL, find_actor (f, w[3]));
}

/* By @w[1] for @w[3], "nobody" for an anonymous reporter. */
static void
write_down (Year *f, char **w)
{
  Actor *author = get_actor (f, w[1]);
  Actor *reporter = g_str_equal (w[3], "nobody") ? NULL : get_actor (f, w[3]);
  g_autoptr (Ticket) ticket = ticket_new (f->world, reporter);
  g_autoptr (JsonObject) op = op_submit (f->world, ticket, author, TITLE), result = NULL;
  JsonObject *body = json_object_get_object_member (op, "body");

  if (reporter != NULL)
    hark_json_set_id (body, "for", &reporter->id);
  else
    json_object_set_null_member (body, "for");
  json_object_set_int_member (body, "received", harness_get_now (f->world->harness));
  json_object_set_boolean_member (body, "reachable", reporter != NULL);
  result = world_send (f->world, author, op);
  g_assert_cmpstr (json_object_get_string_member (result, "st"), ==, "applied");
  add_known (f, w[2],
             g_strdup (json_object_get_string_member (json_object_get_object_member (result, "cur"),
                                                      "number")),
             reporter, NULL);
}

static void
write_in_inbox (Year *f, const char *code)
{
  g_autoptr (Visitor) visitor = visitor_new (f->world->harness);
  g_autoptr (Form) form = NULL;

  g_assert_cmpuint (visitor_open_inbox (visitor, code), ==, 200);
  form = visitor_begin_form (visitor, "message");
  form_add (form, "message", TEXT);
  form_add_file (form, FILE_NAME, "text/plain", TEXT, strlen (TEXT));
  g_assert_cmpuint (visitor_post (visitor, "/inbox", form), ==, 200);
  g_assert_true (visitor_sees (visitor, FILE_NAME));
}

static void
write_as_guest (Year *f, Known *known)
{
  g_autoptr (Visitor) guest = let_guest_in (f);
  g_autofree char *path = g_strconcat ("/my-reports/", known->number, NULL);

  g_assert_cmpuint (visitor_get (guest, path), ==, 200);
  g_assert_cmpuint (guest_write (guest, known->number, TEXT), ==, 200);
}

/* The reporter of @w[1]. */
static void
write_more (Year *f, char **w)
{
  Known *known = get_known (f, w[1]);
  g_autoptr (Ticket) ticket = NULL;

  if (known->is_guest)
    write_as_guest (f, known);
  else if (known->reporter == NULL)
    write_in_inbox (f, known->code);
  else
    {
      ticket = open_ticket (f, w[1]);
      act (f, get_actor (f, known->reporter->name),
           op_message (f->world, ticket, known->reporter, TEXT));
    }
}

static void
answer (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);

  JsonObject *op = NULL;

  if (!is_stale (f, ticket))
    op = op_message (f->world, ticket, actor, TEXT);
  else
    {
      op = op_new ("message", ticket);
      op_open_epoch (f->world, op, ticket, actor);
      op_add (f->world, op, ticket, actor, HARK_OBJECT_MESSAGE, TEXT);
    }
  act (f, actor, op);
}

/* An answer that is the feedback. */
static void
give_feedback (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);
  JsonObject *op = op_message (f->world, ticket, actor, TEXT);
  JsonArray *fulfil = json_array_new ();

  json_array_add_string_element (fulfil, "feedback");
  json_object_set_array_member (json_object_get_object_member (op, "body"), "fulfil", fulfil);
  act (f, actor, op);
}

static void
note (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);

  act (f, actor, op_note (f->world, ticket, actor, TEXT));
}

static void
take_over (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);

  act (f, actor, op_take_over (f->world, ticket, actor));
}

static void
release (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);

  act (f, actor, op_release (f->world, ticket, actor));
}

static void
assign (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);

  act (f, actor, op_assign (f->world, ticket, actor, find_actor (f, w[3])));
}

static void
close_it (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);

  act (f, actor, op_close (f->world, ticket, actor));
}

/* With an outcome that is kept for so many months. */
static void
close_for (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);
  JsonObject *op = op_close (f->world, ticket, actor);

  json_object_set_int_member (json_object_get_object_member (op, "body"), "months", atoi (w[3]));
  act (f, actor, op);
}

static void
hold (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);

  act (f, actor, op_deletion (f->world, "hold", ticket, actor));
}

static void
reopen (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);

  act (f, actor, op_reopen (f->world, ticket, actor));
}

/* To the other area; nobody of this one is in its team. */
static void
move (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);

  ticket->area = f->procurement;
  act (f, actor, op_move (f->world, ticket, actor, NULL));
}

static void
exclude (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);

  act (f, actor, op_exclusion (f->world, w[0], ticket, actor, find_actor (f, w[3])));
}

/* A deadline by hand, whose reminder is two days before, at the end of day @w[3]. */
static void
promise (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);
  g_autofree char *text = g_strconcat (w[3], " 23:59:59", NULL);
  g_autoptr (GDateTime) due = g_date_time_new_from_iso8601 (text, f->zone);
  HarkId *period = &get_known (f, w[2])->period;

  hark_id_random (period);
  act (f, actor,
       op_period (f->world, "add-period", ticket, actor, period, g_date_time_to_unix (due), 0));
}

static void
keep (Year *f, char **w)
{
  Actor *actor;
  g_autoptr (Ticket) ticket = open_for_team (f, w, &actor);
  const HarkId *period = &get_known (f, w[2])->period;
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->world->harness)->stores, NULL);
  g_autoptr (SrvPeriodRow) row = store_period_get (store, &ticket->id, period, NULL);

  act (f, actor, op_period (f->world, "fulfil-period", ticket, actor, period, 0, row->done_v));
}

static void
look (Year *f, char **w)
{
  g_autoptr (Ticket) ticket = NULL;
  JsonObject *op;

  if (g_str_equal (w[1], YEAR_GUEST))
    {
      g_autoptr (Visitor) guest = let_guest_in (f);
      g_autofree char *path = g_strconcat ("/my-reports/", get_known (f, w[2])->number, NULL);

      g_assert_cmpuint (visitor_get (guest, path), ==, 200);
      return;
    }
  ticket = open_ticket (f, w[2]);
  op = op_new ("read", ticket);
  json_object_set_int_member (json_object_get_object_member (op, "body"), "up_to", G_MAXINT64);
  act (f, get_actor (f, w[1]), op);
}

/* From @w[2] to @w[3], with @w[4] in their place, "nobody" for none. */
static void
go_away (Year *f, char **w)
{
  JsonObject *json = json_object_new ();
  HarkAbsence absence = { 0 };
  g_autofree char *text = NULL;

  g_strlcpy (absence.from, w[2], sizeof absence.from);
  g_strlcpy (absence.until, w[3], sizeof absence.until);
  if (!g_str_equal (w[4], "nobody"))
    absence.deputy = find_actor (f, w[4])->id;
  hark_absence_write (json, &absence);
  text = hark_json_to_string (json);
  json_object_unref (json);
  json_object_unref (harness_ask (f->world->harness, "PUT", HARK_API_ABSENCE,
                                  get_actor (f, w[1])->token, text, 200));
}

/* "prefer bert de digest" */
static void
prefer (Year *f, char **w)
{
  JsonObject *json = json_object_new ();
  g_autofree char *address = g_strconcat (w[1], "@example.org", NULL), *text = NULL;
  g_autoptr (Reply) reply = NULL;

  json_object_set_string_member (json, "address", address);
  json_object_set_string_member (json, "language", w[2]);
  json_object_set_boolean_member (json, "digest", g_str_equal (w[3], "digest"));
  text = hark_json_to_string (json);
  json_object_unref (json);
  reply = harness_request (f->world->harness, "PUT", HARK_API_NOTIFICATION,
                           get_actor (f, w[1])->token, text);
  g_assert_cmpuint (reply->status, ==, 200);
}

/* The same at the portal's page /my-mail. */
static void
prefer_as_guest (Year *f, char **w)
{
  g_autoptr (Visitor) guest = let_guest_in (f);
  g_autoptr (Form) form = NULL;

  g_assert_cmpuint (visitor_get (guest, "/my-mail"), ==, 200);
  form = visitor_begin_form (guest, "mail");
  form_add (form, "mail", YEAR_GUEST "@example.org");
  form_add (form, "language", w[1]);
  if (g_str_equal (w[2], "digest"))
    form_add (form, "digest", "1");
  g_assert_cmpuint (visitor_post (guest, "/my-mail", form), ==, 200);
}

static void
leave (Year *f, char **w)
{
  Actor *anna = get_actor (f, "anna"), *person = find_actor (f, w[1]);
  g_autoptr (GBytes) off
      = hark_roster_make_user_off (f->world->roster, &anna->id, anna->keys->sign_sk, &person->id);

  world_append (f->world, off);
}

/* --- what happens to machines --- */

/* A SrvWork. */
static gboolean
configure (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  HarkSqlite *db = srv_store_get_db (store);

  return store_config_put (db, "mail.from", "hark@example.org", error)
         && store_config_put (db, "mail.url", data, error);
}

static void
set_mail_server (Year *f, const char *url)
{
  harness_write (f->world->harness, configure, (char *)url);
}

static void
switch_server (Year *f, char **w)
{
  f->is_off = g_str_equal (w[1], "off");
  if (f->is_off)
    harness_stop (f->world->harness);
  else
    harness_start (f->world->harness);
}

static void
switch_mail_server (Year *f, char **w)
{
  struct sockaddr_in address;
  socklen_t length = sizeof address;
  g_autofree char *url = NULL;

  g_assert_cmpint (getsockname (f->closed, (struct sockaddr *)&address, &length), ==, 0);
  url = g_str_equal (w[1], "off")
            ? g_strdup_printf ("smtp://127.0.0.1:%u", ntohs (address.sin_port))
            : sink_make_url (f->sink, "starttls", "127.0.0.1");
  set_mail_server (f, url);
}

/* As mail-sink.py calls it, "friendly" for none. */
static void
set_temper (Year *f, char **w)
{
  sink_set_temper (f->sink, g_str_equal (w[1], "friendly") ? "" : w[1]);
}

/* So many mails were given up, and so many wait ("some": whatever), as an Admin is told. */
static void
expect_given_up (Year *f, char **w)
{
  g_autoptr (JsonObject) health = harness_ask (f->world->harness, "GET", HARK_API_HEALTH,
                                               get_actor (f, "anna")->token, NULL, 200);

  g_assert_cmpint (json_object_get_int_member (health, "mails_given_up"), ==, atoi (w[1]));
  if (!g_str_equal (w[2], "some"))
    g_assert_cmpint (json_object_get_int_member (health, "mails_waiting"), ==, atoi (w[2]));
  if (atoi (w[1]) > 0)
    g_assert_cmpstr (json_object_get_string_member (health, "mail_words"), !=, "");
}

static const struct
{
  const char *word;
  void (*act) (Year *f, char **w);
  guint n_words; /* with its own */
} verbs[] = {
  { "report", report, 2 },
  { "flood", flood, 3 },
  { "guest-report", report_as_guest, 2 },
  { "named", report_named, 3 },
  { "elsewhere", report_elsewhere, 3 },
  { "without", report_without, 4 },
  { "behalf", write_down, 4 },
  { "write", write_more, 2 },
  { "answer", answer, 3 },
  { "feedback", give_feedback, 3 },
  { "note", note, 3 },
  { "take", take_over, 3 },
  { "release", release, 3 },
  { "assign", assign, 4 },
  { "close", close_it, 3 },
  { "close-for", close_for, 4 },
  { "hold", hold, 3 },
  { "reopen", reopen, 3 },
  { "move", move, 3 },
  { "exclude", exclude, 4 },
  { "include", exclude, 4 },
  { "promise", promise, 4 },
  { "kept", keep, 3 },
  { "look", look, 3 },
  { "away", go_away, 5 },
  { "prefer", prefer, 4 },
  { "guest-prefer", prefer_as_guest, 3 },
  { "leave", leave, 2 },
  { "server", switch_server, 2 },
  { "mail-server", switch_mail_server, 2 },
  { "mail-server-is", set_temper, 2 },
  { "given-up", expect_given_up, 3 },
};

void
year_do (Year *f, const char *words)
{
  g_auto (GStrv) w = g_strsplit (words, " ", MAX_WORDS);

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (w[0], verbs[i].word))
      {
        g_assert_cmpuint (g_strv_length (w), ==, verbs[i].n_words);
        verbs[i].act (f, w);
        return;
      }
  g_error ("nobody can “%s”", words);
}

/* --- before the year --- */

/* Seven working days in France's way, with Berlin's holidays. */
static void
add_procurement (Year *f)
{
  Actor *anna = world_first (f->world), *frieda = find_actor (f, "frieda");
  Actor *clara = find_actor (f, "clara");
  HarkRosterMember members[] = { { .user = frieda->id, .role = HARK_ROLE_EXPERT },
                                 { .user = clara->id, .role = HARK_ROLE_OBSERVER } };
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autofree char *text = NULL;

  hark_id_random (&f->procurement);
  hark_account_keys_hash (frieda->keys->sign_pk, frieda->keys->box_pk, members[0].keys_hash);
  hark_account_keys_hash (clara->keys->sign_pk, clara->keys->box_pk, members[1].keys_hash);
  statement = hark_roster_make_area_set (f->world->roster, &anna->id, anna->keys->sign_sk,
                                         &f->procurement, members, G_N_ELEMENTS (members));
  body = team_make_area (f->world, anna, &f->procurement, "Procurement", statement);
  text = hark_json_to_string (body);
  json_object_unref (
      harness_ask (f->world->harness, "POST", HARK_API_AREAS, anna->token, text, 200));
  g_assert_true (hark_roster_append (f->world->roster, statement, NULL));
  team_settle (f->world, frieda, &f->procurement,
               "{\"language\":\"en\",\"name\":{\"en\":\"Procurement\"},\"profile\":\"fr\","
               "\"calendar\":\"DE-BE\"}");
}

static void
forbid (Year *f)
{
  static const char *const words[] = { "canary", "wombat", "heron", "otter", "invoices", "anna",
                                       "bert", "clara", "dora", "frieda", YEAR_GUEST, "hark=",
                                       /* of the form, of files, and of what the team writes */
                                       "siskin", "linnet", "redwing", "kingfisher", "swift",
                                       "wagtail", "puffin", "note.txt", "dunlin", "plover" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    mail_log_forbid (f->log, words[i]);
}

void
year_set_up (Year *f)
{
  struct sockaddr_in address = { .sin_family = AF_INET };

  f->sink = sink_start ();
  visitor_set_up (&f->portal, NULL);
  f->world = f->portal.world;
  f->zone = g_time_zone_new_identifier (HARNESS_ZONE);
  f->log = mail_log_new ();
  f->tickets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  f->signed_in = g_hash_table_new (NULL, NULL);
  f->closed = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  g_assert_cmpint (bind (f->closed, (struct sockaddr *)&address, sizeof address), ==, 0);

  world_add (f->world, "bert", HARK_ROLE_PROFESSIONAL);
  world_add (f->world, "clara", HARK_ROLE_OBSERVER);
  world_add (f->world, "dora", HARK_ROLE_NONE);
  world_add (f->world, "frieda", HARK_ROLE_NONE);
  add_procurement (f);
  team_settle (f->world, world_first (f->world), &f->world->area,
               "{\"language\":\"en\",\"name\":{\"en\":\"Compliance\"},\"portal\":true,"
               "\"anonymous\":true,\"exclusion\":true,\"profile\":\"eu\","
               "\"questions\":[{\"id\":\"" QUESTION "\",\"kind\":\"text\",\"required\":false,"
               "\"label\":{\"en\":\"canary-bittern: since when?\"}}],"
               "\"retention\":{\"duplicate\":5,\"partly\":6,\"other\":7}}");
  visitor_free (guest_new (&f->portal, YEAR_GUEST));
  forbid (f);
  switch_mail_server (f, (char *[]){ (char *)"mail-server", (char *)"on", NULL });
}

void
year_tear_down (Year *f)
{
  visitor_tear_down (&f->portal, NULL);
  sink_stop (f->sink);
  mail_log_free (f->log);
  g_hash_table_unref (f->tickets);
  g_hash_table_unref (f->signed_in);
  g_time_zone_unref (f->zone);
  close (f->closed);
}
