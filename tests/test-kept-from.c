/* test-kept-from.c: a ticket that its reporter keeps from somebody: from the form of the portal and
 * from a desktop, the team knows it and whoever it is kept from does not */
#include "areas.h"
#include "visitor.h"

#include "app-client-draft.h"
#include "app-client-team.h"
#include "app-exclude.h"
#include "hark-error.h"
#include "job-remind.h"
#include "pair.h"

#include <string.h>

#define FIELD "exclude[]"

typedef struct
{
  Areas areas;
  Visitor *visitor;
} Kept;

/* As its Expert has it who never settled anything. */
static void
set_up_unsettled (Kept *f, gconstpointer unused)
{
  areas_set_up (&f->areas, NULL);
  f->visitor = visitor_new (f->areas.device.server);
}

static void
set_up (Kept *f, gconstpointer unused)
{
  areas_set_up (&f->areas, NULL);
  device_settle_exclusion (f->areas.anna, &f->areas.compliance, TRUE);
  areas_sync (&f->areas);
  f->visitor = visitor_new (f->areas.device.server);
}

static void
tear_down (Kept *f, gconstpointer unused)
{
  g_clear_pointer (&f->visitor, visitor_free);
  areas_tear_down (&f->areas, NULL);
}

/* The form, with what is typed and these ticked. */
static Form *
write_without (Kept *f, const HarkId *first, const HarkId *second)
{
  Form *form = visitor_begin_form (f->visitor, "write");
  g_autofree char *area = hark_id_to_string (&f->areas.compliance);
  g_autofree char *one = hark_id_to_string (first);
  g_autofree char *two = second != NULL ? hark_id_to_string (second) : NULL;

  form_add (form, "area", area);
  form_add (form, "subject", "About ben");
  form_add (form, "report", "canary-okapi: he did it");
  form_add (form, "boxes", "1");
  form_add (form, FIELD, one);
  if (two != NULL)
    form_add (form, FIELD, two);
  return form;
}

static void
post (Kept *f, Form *form)
{
  g_autoptr (Form) owned = form;

  g_assert_cmpuint (visitor_post (f->visitor, "/submit", owned), ==, 200);
}

static void
expect_nothing (AppClient *client, const char *number)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (client, NULL);
  HarkId ticket;

  g_assert_false (app_client_find_number (client, number, &ticket));
  for (guint i = 0; i < list->len; i++)
    g_assert_cmpstr (((AppTicket *)list->pdata[i])->number, !=, number);
}

static void
test_on_the_form (Kept *f, gconstpointer unused)
{
  g_autofree char *number = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  const AppExcluded *excluded;
  HarkId ticket;

  visitor_open_form (f->visitor);
  g_assert_true (visitor_sees (f->visitor, "Who must not see it, if anybody"));
  g_assert_true (visitor_sees (f->visitor, ">anna</label>"));
  g_assert_true (visitor_sees (f->visitor, ">ben</label>"));
  post (f, write_without (f, &f->areas.ben->id, NULL));
  g_assert_true (visitor_sees (f->visitor, "<dt>Who must not see it</dt>"));
  g_assert_true (visitor_sees (f->visitor, "ben"));
  number = visitor_send (f->visitor, FALSE);

  areas_sync (&f->areas);
  expect_nothing (f->areas.ben->client, number);
  g_assert_true (app_client_find_number (f->areas.anna, number, &ticket));
  loaded = device_load (f->areas.anna, &ticket);
  g_assert_cmpint (loaded->trust, !=, APP_TRUST_BROKEN);
  g_assert_cmpuint (loaded->excluded->len, ==, 1);
  excluded = loaded->excluded->pdata[0];
  g_assert_cmpstr (excluded->name, ==, "ben");
  /* it is sealed by the server, and signed by nobody */
  g_assert_cmpint (excluded->how, ==, APP_EXCLUDED_BY_SERVER);

  /* it stays so, whoever writes and whoever comes back */
  device_write (f->areas.anna, APP_ACTION_NOTE, &ticket, "without ben");
  areas_sync (&f->areas);
  areas_set_role (f->areas.anna, &f->areas.ben->id, &f->areas.compliance, HARK_ROLE_NONE);
  areas_set_role (f->areas.anna, &f->areas.ben->id, &f->areas.compliance, HARK_ROLE_PROFESSIONAL);
  areas_sync (&f->areas);
  expect_nothing (f->areas.ben->client, number);
}

/* The kinds of mails that wait about the ticket of that number for @user. (transfer full) */
static char *
list_mails (Kept *f, const char *number, const HarkId *user)
{
  g_autoptr (SrvStore) store
      = srv_stores_borrow (harness_get_context (f->areas.device.server)->stores, NULL);
  g_autoptr (HarkStmt) stmt = srv_store_prepare (
      store, "SELECT mail.kind FROM mail WHERE user = $1 AND EXISTS (SELECT 1 FROM ticket"
             " WHERE number = $2 AND (ticket.id = mail.ticket OR EXISTS (SELECT 1 FROM notice"
             " WHERE notice.mail = mail.id AND notice.ticket = ticket.id))) ORDER BY mail.kind");
  g_autoptr (GPtrArray) kinds = g_ptr_array_new_with_free_func (g_free);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_text (stmt, 2, number);
  while (hark_stmt_step (stmt, NULL) == HARK_STEP_ROW)
    g_ptr_array_add (kinds, g_strdup (hark_stmt_get_text (stmt, 0)));
  g_ptr_array_add (kinds, NULL);
  return g_strjoinv (", ", (char **)kinds->pdata);
}

/* Exactly these go to anna, and none to ben, who is in the team as she is. */
static void
expect_mails (Kept *f, const char *number, const char *mails)
{
  g_autofree char *to_anna = list_mails (f, number, &f->areas.anna->store->account->user);
  g_autofree char *to_ben = list_mails (f, number, &f->areas.ben->id);

  g_assert_cmpstr (to_anna, ==, mails);
  g_assert_cmpstr (to_ben, ==, "");
}

/* Nor when its reporter writes again, nor of what is due. */
static void
test_no_mail_says_that_it_is_there (Kept *f, gconstpointer unused)
{
  Harness *server = f->areas.device.server;
  g_autofree char *number = NULL, *other = NULL, *code = NULL, *to_ben = NULL;
  g_autoptr (Visitor) later = visitor_new (server), somebody = visitor_new (server);
  g_autoptr (Form) form = NULL;

  harness_hold_mails (server);
  visitor_open_form (f->visitor);
  post (f, write_without (f, &f->areas.ben->id, NULL));
  code = visitor_read_after (f->visitor, "<p class=\"line\">");
  number = visitor_send (f->visitor, TRUE);
  expect_mails (f, number, "anonymous");

  g_assert_cmpuint (visitor_open_inbox (later, code), ==, 200);
  form = visitor_begin_form (later, "message");
  form_add (form, "message", "canary-okapi: again");
  g_assert_cmpuint (visitor_post (later, "/inbox", form), ==, 200);
  expect_mails (f, number, "anonymous, reply");

  g_clear_pointer (&code, g_free);
  other = visitor_submit (somebody, "About somebody else", "canary-okapi", &code);
  harness_set_now (server, HARNESS_NOW + 6 * 24 * 3600);
  g_assert_true (job_remind_run (harness_get_context (server), NULL));
  expect_mails (f, number, "anonymous, reminder, reply");
  to_ben = list_mails (f, other, &f->areas.ben->id);
  g_assert_cmpstr (to_ben, ==, "anonymous, reminder");
}

/* Said beside the boxes, with everything that was typed: ben, who may answer, is not enough. */
static void
test_nobody_would_be_left (Kept *f, gconstpointer unused)
{
  HarkId anna = f->areas.anna->store->account->user;
  g_autofree char *report = NULL;

  visitor_open_form (f->visitor);
  post (f, write_without (f, &anna, NULL));
  g_assert_true (visitor_sees (f->visitor, "Nobody would be left who is responsible"));
  report = visitor_read (f->visitor, "report");
  g_assert_cmpstr (report, ==, "canary-okapi: he did it");
  g_assert_true (visitor_sees (f->visitor, " checked>"));
  post (f, write_without (f, &f->areas.ben->id, NULL));
  g_assert_true (visitor_sees (f->visitor, "<dt>Who must not see it</dt>"));
}

/* A tick that was taken away is gone, though the browser sends nothing of it. */
static void
test_ticks_are_taken_away (Kept *f, gconstpointer unused)
{
  g_autoptr (Form) form = NULL;
  g_autofree char *area = hark_id_to_string (&f->areas.compliance);

  visitor_open_form (f->visitor);
  post (f, write_without (f, &f->areas.ben->id, NULL));
  visitor_get (f->visitor, "/submit?step=write");
  form = visitor_begin_form (f->visitor, "write");
  form_add (form, "area", area);
  form_add (form, "boxes", "1");
  visitor_post (f->visitor, "/submit", form);
  g_assert_false (visitor_sees (f->visitor, "<dt>Who must not see it</dt>"));
}

/* Neither boxes, nor what somebody sends without them. */
static void
test_where_the_area_does_not_let_them (Kept *f, gconstpointer unused)
{
  g_autofree char *id = hark_id_to_string (&f->areas.ben->id);
  const AppAction submit = { .type = APP_ACTION_SUBMIT,
                             .area = f->areas.compliance,
                             .subject = "About ben",
                             .text = "he did it",
                             .excluded = id };
  g_autoptr (GError) error = NULL;

  device_settle_exclusion (f->areas.anna, &f->areas.compliance, FALSE);
  areas_sync (&f->areas);
  visitor_open_form (f->visitor);
  g_assert_false (visitor_sees (f->visitor, "Who must not see it"));
  post (f, write_without (f, &f->areas.ben->id, NULL));
  g_assert_true (visitor_sees (f->visitor, "In the area that you chose nobody can be excluded"));
  /* what they ticked, and no one else, stands there until they take it away */
  g_assert_true (visitor_sees (f->visitor, "id=\"exclude\""));
  g_assert_true (visitor_sees (f->visitor, ">ben</label>"));
  g_assert_false (visitor_sees (f->visitor, ">anna</label>"));
  post (f, write_without (f, &f->areas.ben->id, NULL));
  g_assert_true (visitor_sees (f->visitor, "In the area that you chose nobody can be excluded"));
  g_assert_false (app_client_act_sync (f->areas.emil->client, &submit, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
}

/* The names of a team are nobody's to read until its Expert says so: not where nothing was ever
 * settled, nor where what was settled does not speak of it. */
static void
test_nobody_is_named_until_an_expert_says_so (Kept *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (f->areas.emil->client);

  visitor_open_form (f->visitor);
  g_assert_false (visitor_sees (f->visitor, "Who must not see it"));
  g_assert_false (visitor_sees (f->visitor, ">ben<"));
  for (guint i = 0; i < areas->len; i++)
    g_assert_false (((AppArea *)areas->pdata[i])->takes_exclusions);
}

/* What cannot be read may be settled otherwise. */
static void
test_not_where_the_settings_are_at_fault (Kept *f, gconstpointer unused)
{
  g_autofree char *id = hark_id_to_string (&f->areas.ben->id);
  g_autofree char *area = hark_id_to_string (&f->areas.compliance);
  g_autofree char *sql = g_strdup_printf ("INSERT INTO setting_fault (scope) VALUES (x'%s')", area);
  const AppAction submit = { .type = APP_ACTION_SUBMIT,
                             .area = f->areas.compliance,
                             .subject = "About ben",
                             .text = "he did it",
                             .excluded = id };
  AppClient *emil = f->areas.emil->client;
  g_autoptr (GError) error = NULL;

  g_assert_true (app_exclude_is_allowed (emil->store, &f->areas.compliance));
  g_assert_true (hark_sqlite_exec (app_cache_get_db (emil->store->cache), sql, NULL));
  g_assert_false (app_exclude_is_allowed (emil->store, &f->areas.compliance));
  g_assert_false (app_client_act_sync (emil, &submit, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  g_assert_nonnull (strstr (error->message, "cannot be read"));
}

/* emil's own, and one that anna writes down. */
static void
test_from_a_desktop (Kept *f, gconstpointer unused)
{
  g_autofree char *id = hark_id_to_string (&f->areas.ben->id);
  const AppBehalf behalf = { .channel = HARK_CHANNEL_PHONE };
  AppAction submit = { .type = APP_ACTION_SUBMIT,
                       .area = f->areas.compliance,
                       .subject = "About ben",
                       .text = "he did it",
                       .excluded = id };
  HarkId own = device_act (f->areas.emil->client, &submit), written;
  g_autoptr (AppTicket) loaded = NULL, other = NULL;
  const AppExcluded *excluded;

  submit.behalf = &behalf;
  written = device_act (f->areas.anna, &submit);
  areas_sync (&f->areas);
  g_assert_false (areas_has (f->areas.ben->client, &own));
  g_assert_false (areas_has (f->areas.ben->client, &written));
  loaded = device_load (f->areas.anna, &own);
  g_assert_cmpint (loaded->trust, ==, APP_TRUST_VERIFIED);
  excluded = loaded->excluded->pdata[0];
  g_assert_cmpint (excluded->how, ==, APP_EXCLUDED_BY_REPORTER);
  g_assert_null (excluded->by);
  other = device_load (f->areas.anna, &written);
  g_assert_cmpuint (other->excluded->len, ==, 1);
  excluded = other->excluded->pdata[0];
  g_assert_cmpint (excluded->how, ==, APP_EXCLUDED_BY_WRITER);
  g_assert_cmpstr (excluded->by, ==, "anna");
  g_assert_cmpint (other->trust, ==, APP_TRUST_VERIFIED);
}

static void
expect_refused (AppClient *client, const AppAction *action, HarkError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (app_client_act_sync (client, action, NULL, &error));
  g_assert_error (error, HARK_ERROR, (int)code);
}

static void
test_refused_in_words (Kept *f, gconstpointer unused)
{
  HarkId anna = f->areas.anna->store->account->user, nobody;
  g_autofree char *me = hark_id_to_string (&anna), *ben = hark_id_to_string (&f->areas.ben->id);
  g_autofree char *both = g_strconcat (ben, " ", me, NULL), *unknown = NULL;
  const AppBehalf behalf = { .channel = HARK_CHANNEL_PHONE };
  AppAction submit = { .type = APP_ACTION_SUBMIT,
                       .area = f->areas.compliance,
                       .subject = "About ben",
                       .text = "he did it",
                       .excluded = both };

  expect_refused (f->areas.emil->client, &submit, HARK_ERROR_FORBIDDEN);
  submit.excluded = me; /* ben alone could answer, and nobody could take it back */
  expect_refused (f->areas.emil->client, &submit, HARK_ERROR_FORBIDDEN);
  submit.excluded = "nonsense";
  expect_refused (f->areas.emil->client, &submit, HARK_ERROR_INVALID);
  hark_id_random (&nobody);
  unknown = hark_id_to_string (&nobody);
  submit.excluded = unknown;
  expect_refused (f->areas.emil->client, &submit, HARK_ERROR_NOT_FOUND);
  submit.excluded = me;
  submit.behalf = &behalf;
  expect_refused (f->areas.anna, &submit, HARK_ERROR_INVALID);
}

/* Taken back before it went, it is as it was, with whom it is kept from. */
static void
test_a_draft_keeps_it (Kept *f, gconstpointer unused)
{
  g_autofree char *id = hark_id_to_string (&f->areas.ben->id);
  const AppAction submit = { .type = APP_ACTION_SUBMIT,
                             .area = f->areas.compliance,
                             .subject = "About ben",
                             .text = "he did it",
                             .excluded = id };
  const HarkId nothing = { { 0 } };
  AppClient *emil = f->areas.emil->client;
  g_autoptr (GPtrArray) waiting = NULL, taken = NULL;
  g_autoptr (AppKeptDraft) draft = NULL;
  GError *error = NULL;

  device_act (emil, &submit);
  waiting = pair_list_waiting (emil);
  taken = app_client_take_back_sync (emil, &((AppWaiting *)waiting->pdata[0])->op, &error);
  g_assert_no_error (error);
  app_client_return_taken (emil, taken, &error);
  g_assert_no_error (error);
  draft = app_client_get_draft (emil, &nothing, APP_DRAFT_NEW_KIND);
  g_assert_cmpstr (draft->excluded, ==, id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/kept-from/" path, Kept, NULL, set_up, function, tear_down)
  ADD ("on-the-form", test_on_the_form);
  ADD ("no-mail", test_no_mail_says_that_it_is_there);
  ADD ("nobody-would-be-left", test_nobody_would_be_left);
  ADD ("ticks-are-taken-away", test_ticks_are_taken_away);
  ADD ("not-let", test_where_the_area_does_not_let_them);
  g_test_add ("/kept-from/until-an-expert-says-so", Kept, NULL, set_up_unsettled,
              test_nobody_is_named_until_an_expert_says_so, tear_down);
  ADD ("settings-at-fault", test_not_where_the_settings_are_at_fault);
  ADD ("from-a-desktop", test_from_a_desktop);
  ADD ("refused-in-words", test_refused_in_words);
  ADD ("draft-keeps-it", test_a_draft_keeps_it);

  return g_test_run ();
}
