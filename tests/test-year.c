/* test-year.c: people over a year: who can decrypt what, at each step, by a table that was written
 * by hand from the design
 *
 * Each piece of content is one letter, in the order in which it is written:
 *
 *   the anonymous report   a report  b its file  c bert's answer  d clara's note
 *                          m dora's note  n the reporter's message  u another of theirs
 *   emil's ticket          e report  f its file  g bert's answer with a file  h clara's note
 *                          o note while clara is excluded  p note once she is not
 *                          r note while clara is reset  s answer after bert's sheet
 *                          t clara's note while bert is out  w why it is closed  x last message
 *   gerd's, of the portal  i report  j its file  k bert's answer  l gerd's message
 *                          q bert's note once the laptop is lost
 *   clara's                v report to Procurement, once the Admin is its Expert
 *   emil's other ones      y once frida is there, for what comes then  z under a recovery key
 *                          A kept from bert  B clara's note on that
 *
 * A row says what a program shows, and what all keys that its holder has or had open of everything
 * that the server stores. Who has no row reads nothing in either way. */
#include "pieces.h"
#include "year-thief.h"

#include "app-client-area.h"
#include "app-client-hand-over.h"
#include "app-client-policy.h"
#include "app-client-portal-account.h"
#include "app-client-recovery.h"
#include "app-client-account.h"
#include "app-client-team.h"
#include "guest.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#include <string.h>

typedef struct
{
  Year *year;
  HarkId anonymous, emils, gerds;
  char *number; /* gerd's */
} Story;

typedef struct
{
  const char *name;
  const char *shown;
  const char *by_keys; /* NULL: the same */
} Row;

#define MAX_ROWS 13

typedef struct
{
  const char *what;
  guint days; /* that go by before it */
  void (*act) (Story *w);
  Row rows[MAX_ROWS];
} Step;

/* --- what people do --- */

static void
write_as (Story *w, const char *name, AppActionType type, const HarkId *ticket, char letter)
{
  AppAction action = { .type = type, .ticket = *ticket, .text = year_piece (letter) };

  device_act (year_client (w->year, name), &action);
  device_sync (year_client (w->year, name));
}

static void
answer_with_file (Story *w, const char *name, const HarkId *ticket, char letter)
{
  g_autofree char *path = year_make_file (w->year, letter);
  const char *const files[] = { path, NULL };
  AppAction action
      = { .type = APP_ACTION_ANSWER, .ticket = *ticket, .text = "See there.", .files = files };

  device_act (year_client (w->year, name), &action);
  device_sync (year_client (w->year, name));
}

static HarkId
submit_as (Story *w, const char *name, const HarkId *area, char letter, char file)
{
  g_autofree char *path = file != '\0' ? year_make_file (w->year, file) : NULL;
  const char *const files[] = { path, NULL };
  AppAction action = { .type = APP_ACTION_SUBMIT,
                       .area = *area,
                       .subject = "A subject",
                       .text = year_piece (letter),
                       .files = files };
  HarkId ticket = device_act (year_client (w->year, name), &action);

  device_sync (year_client (w->year, name));
  return ticket;
}

static void
act_on (Story *w, const char *name, AppActionType type, const HarkId *ticket, const char *whom)
{
  AppAction action = { .type = type, .ticket = *ticket, .area = w->year->procurement };

  if (whom != NULL)
    action.user = year_get (w->year, whom)->user;
  device_act (year_client (w->year, name), &action);
  device_sync (year_client (w->year, name));
}

static HarkId
find (Story *w, const char *name, const char *number)
{
  HarkId ticket;

  device_sync (year_client (w->year, name));
  g_assert_true (app_client_find_number (year_client (w->year, name), number, &ticket));
  return ticket;
}

/* --- the year --- */

static void
begin (Story *w)
{
  Year *year = w->year;

  year_join (year, "bert");
  year_join (year, "clara");
  year_join (year, "emil");
  year_set_role (year, "anna", "bert", &year->compliance, HARK_ROLE_EXPERT);
  year_sync (year);
  device_settle_exclusion (year_client (year, "bert"), &year->compliance, TRUE);
  year_set_role (year, "bert", "clara", &year->compliance, HARK_ROLE_PROFESSIONAL);
  year_set_role (year, "bert", "anna", &year->compliance, HARK_ROLE_NONE);
}

static void
report_anonymously (Story *w)
{
  Visitor *visitor = visitor_new (w->year->server);
  g_autoptr (GBytes) file = g_bytes_new (year_piece ('b'), strlen (year_piece ('b')));
  g_autofree char *code = NULL, *number = NULL;

  visitor_open_form (visitor);
  code = visitor_write (visitor, "A subject", year_piece ('a'), "canary-file-b.txt", file);
  number = visitor_send (visitor, TRUE);
  w->anonymous = find (w, "bert", number);
  year_add_visitor (w->year, "inbox", visitor, code);
}

static void
answer_anonymous (Story *w)
{
  act_on (w, "bert", APP_ACTION_TAKE_OVER, &w->anonymous, NULL);
  write_as (w, "bert", APP_ACTION_ANSWER, &w->anonymous, 'c');
  device_sync (year_client (w->year, "clara"));
  write_as (w, "clara", APP_ACTION_NOTE, &w->anonymous, 'd');
}

static void
report_by_name (Story *w)
{
  w->emils = submit_as (w, "emil", &w->year->compliance, 'e', 'f');
  year_sync (w->year);
  act_on (w, "bert", APP_ACTION_TAKE_OVER, &w->emils, NULL);
  answer_with_file (w, "bert", &w->emils, 'g');
  year_sync (w->year);
  write_as (w, "clara", APP_ACTION_NOTE, &w->emils, 'h');
}

static void
report_on_portal (Story *w)
{
  Visitor *visitor = visitor_new (w->year->server);
  HarkRosterPolicy before, policy;
  g_autoptr (GBytes) file = g_bytes_new (year_piece ('j'), strlen (year_piece ('j')));
  GError *error = NULL;
  char *line;

  app_client_get_policy (year_client (w->year, "anna"), &before);
  policy = before;
  policy.portal_only = TRUE;
  app_client_set_policy_sync (year_client (w->year, "anna"), &before, &policy, &error);
  g_assert_no_error (error);
  line = app_client_invite_to_portal_sync (year_client (w->year, "anna"), "gerd",
                                           "gerd@example.org", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (guest_accept (visitor, line, GUEST_PASSWORD, GUEST_PASSWORD), ==, 200);
  hark_seal_free_string (line);
  w->number = guest_report (visitor, "A subject", year_piece ('i'), file);
  w->gerds = find (w, "bert", w->number);
  write_as (w, "bert", APP_ACTION_ANSWER, &w->gerds, 'k');
  {
    g_autofree char *path = g_strconcat ("/my-reports/", w->number, NULL);

    g_assert_cmpuint (visitor_get (visitor, path), ==, 200);
    g_assert_cmpuint (guest_write (visitor, w->number, year_piece ('l')), ==, 200);
  }
  year_add_visitor (w->year, "gerd", visitor, NULL);
}

static void
make_procurement (Story *w)
{
  Year *year = w->year;
  GError *error = NULL;

  year_join (year, "dora");
  app_client_new_area_sync (year_client (year, "anna"), "en", "Procurement",
                            &year_get (year, "dora")->user, 1, &year->procurement, &error);
  g_assert_no_error (error);
  year_set_role (year, "dora", "emil", &year->procurement, HARK_ROLE_OBSERVER);
}

static void
write_in_inbox (Story *w, char letter)
{
  Holder *inbox = year_get (w->year, "inbox");
  g_autoptr (Form) form = NULL;

  g_assert_cmpuint (visitor_open_inbox (inbox->visitor, inbox->code), ==, 200);
  form = visitor_begin_form (inbox->visitor, "message");
  form_add (form, "message", year_piece (letter));
  g_assert_cmpuint (visitor_post (inbox->visitor, "/inbox", form), ==, 200);
}

static void
move_away (Story *w)
{
  act_on (w, "bert", APP_ACTION_MOVE, &w->anonymous, NULL);
  year_sync (w->year);
  write_as (w, "dora", APP_ACTION_NOTE, &w->anonymous, 'm');
  write_in_inbox (w, 'n');
}

static void
exclude_clara (Story *w)
{
  act_on (w, "bert", APP_ACTION_EXCLUDE, &w->emils, "clara");
  write_as (w, "bert", APP_ACTION_NOTE, &w->emils, 'o');
}

static void
include_clara (Story *w)
{
  act_on (w, "bert", APP_ACTION_INCLUDE, &w->emils, "clara");
  write_as (w, "bert", APP_ACTION_NOTE, &w->emils, 'p');
}

static void
add_laptop (Story *w)
{
  year_add_device (w->year, "clara", "clara's laptop");
}

static void
lose_laptop (Story *w)
{
  AppClient *clara = year_client (w->year, "clara");
  GError *error = NULL;
  g_autoptr (GPtrArray) devices = app_client_list_devices_sync (clara, &error);

  g_assert_no_error (error);
  year_get (w->year, "clara's laptop")->is_lost = TRUE;
  for (guint i = 0; i < devices->len; i++)
    {
      AppDevice *device = g_ptr_array_index (devices, i);

      if (!device->is_this)
        app_client_end_device_sync (clara, &device->id, &error);
      g_assert_no_error (error);
    }
  write_as (w, "bert", APP_ACTION_NOTE, &w->gerds, 'q');
}

static void
reset_clara (Story *w)
{
  GError *error = NULL;
  char *line = app_client_reset_sync (year_client (w->year, "anna"),
                                      &year_get (w->year, "clara")->user, &error);

  g_assert_no_error (error);
  year_come_back (w->year, "clara", "clara before", line);
  hark_seal_free_string (line);
  year_sync (w->year);
  write_as (w, "bert", APP_ACTION_NOTE, &w->emils, 'r');
}

static void
confirm_clara (Story *w)
{
  year_set_role (w->year, "bert", "clara", &w->year->compliance, HARK_ROLE_PROFESSIONAL);
}

static void
recover_bert (Story *w)
{
  year_recover (w->year, "bert");
  write_as (w, "bert", APP_ACTION_ANSWER, &w->emils, 's');
}

static void
hand_over (Story *w)
{
  Year *year = w->year;
  const AppHandOver hand_over = { .from = year_get (year, "bert")->user,
                                  .area = year->compliance,
                                  .to = year_get (year, "clara")->user };
  GError *error = NULL;
  guint count = 0;

  app_client_hand_over_sync (year_client (year, "bert"), &hand_over, &count, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count, ==, 1);
  year_set_role (year, "bert", "clara", &year->compliance, HARK_ROLE_EXPERT);
  year_sync (year);
  year_set_role (year, "clara", "bert", &year->compliance, HARK_ROLE_NONE);
  year_sync (year);
  write_as (w, "clara", APP_ACTION_NOTE, &w->emils, 't');
}

static void
rejoin (Story *w)
{
  year_set_role (w->year, "clara", "bert", &w->year->compliance, HARK_ROLE_EXPERT);
}

/* A lost one's, over the sheet to hand over. */
static void
give_new_code (Story *w)
{
  Holder *before = year_get (w->year, "inbox");
  AppClient *dora = year_client (w->year, "dora");
  GError *error = NULL;
  g_autoptr (AppInboxSheet) sheet = app_client_make_inbox_sheet (dora, NULL, &error);
  const AppAction action = { .type = APP_ACTION_NEW_CODE,
                             .ticket = w->anonymous,
                             .inbox = app_inbox_sheet_get_keys (sheet) };
  char *line = app_inbox_sheet_get_line (sheet);

  g_assert_no_error (error);
  device_act (dora, &action);
  device_sync (dora);
  g_free (before->name);
  before->name = g_strdup ("inbox before");
  before->is_lost = TRUE;
  year_add_visitor (w->year, "inbox", visitor_new (w->year->server), line);
  hark_seal_free_string (line);
}

/* By the program, and by a statement of her own that her program would not make. */
static void
try_as_admin (Story *w)
{
  AppClient *anna = year_client (w->year, "anna");
  const HarkId *user = &year_get (w->year, "anna")->user;
  const HarkId *area = &w->year->compliance;
  HarkRosterMember member = { .user = *user, .role = HARK_ROLE_EXPERT };
  g_autoptr (GBytes) statement = NULL;
  g_autoptr (JsonObject) body = json_object_new (), reply = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (device_place_member (anna, user, area, HARK_ROLE_EXPERT, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (app_client_appoint_sync (anna, area, user, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN);
  memcpy (member.keys_hash, hark_roster_get_user (anna->store->roster, user)->keys_hash, 32);
  statement = hark_roster_make_area_set (anna->store->roster, user,
                                         anna->store->keys->account.sign_sk, area, &member, 1);
  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  text = hark_json_to_string (body);
  reply = harness_ask (w->year->server, "POST", HARK_API_ROSTER, anna->token, text, 403);
}

static void
usurp (Story *w)
{
  Year *year = w->year;
  AppClient *anna = year_client (year, "anna");
  GError *error = NULL;

  year_get (year, "dora")->is_lost = TRUE;
  app_client_switch_off_sync (anna, &year_get (year, "dora")->user, &error);
  g_assert_no_error (error);
  app_client_appoint_sync (anna, &year->procurement, &year_get (year, "anna")->user, &error);
  g_assert_no_error (error);
  year_sync (year);
  write_in_inbox (w, 'u');
}

static void
report_to_usurper (Story *w)
{
  submit_as (w, "clara", &w->year->procurement, 'v', '\0');
}

static void
close_emils (Story *w)
{
  AppAction action = { .type = APP_ACTION_CLOSE,
                       .ticket = w->emils,
                       .outcome = HARK_OUTCOME_PARTLY,
                       .reason = year_piece ('w'),
                       .text = year_piece ('x') };

  device_act (year_client (w->year, "clara"), &action);
  device_sync (year_client (w->year, "clara"));
}

static void
join_for_later (Story *w)
{
  Year *year = w->year;
  GError *error = NULL;

  year_join (year, "frida");
  device_sync (year_client (year, "clara"));
  app_client_place_member_sync (year_client (year, "clara"), &year_get (year, "frida")->user, NULL,
                                &year->compliance, HARK_ROLE_PROFESSIONAL, APP_REACH_LATER, &error);
  g_assert_no_error (error);
  year_sync (year);
  submit_as (w, "emil", &year->compliance, 'y', '\0');
}

static void
make_recovery_key (Story *w)
{
  AppClient *anna = year_client (w->year, "anna");
  GError *error = NULL;
  g_autoptr (AppRecoveryKey) key = app_client_draw_recovery_key (anna, &error);
  const HarkRecoveryKeys *keys = app_recovery_key_get_keys (key);
  char *text = app_recovery_key_to_text (key);
  const char *mark = "Recovery key: ";
  g_autofree char *typed = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, mark));
  typed = g_strdup (strstr (text, mark) + strlen (mark));
  typed[strcspn (typed, "\n")] = '\0';
  app_client_set_recovery_key_sync (anna, key, typed, &error);
  g_assert_no_error (error);
  hark_seal_free_string (text);
  holder_add_key (holder_new (w->year, "recovery key"), keys->box_pk, keys->box_sk);
  year_sync (w->year);
  submit_as (w, "emil", &w->year->compliance, 'z', '\0');
}

static void
report_without_bert (Story *w)
{
  g_autofree char *bert = hark_id_to_string (&year_get (w->year, "bert")->user);
  AppAction action = { .type = APP_ACTION_SUBMIT,
                       .area = w->year->compliance,
                       .subject = "A subject",
                       .text = year_piece ('A'),
                       .excluded = bert };
  HarkId ticket = device_act (year_client (w->year, "emil"), &action);

  device_sync (year_client (w->year, "emil"));
  year_sync (w->year);
  write_as (w, "clara", APP_ACTION_NOTE, &ticket, 'B');
}

/* --- the table --- */

/* The reporter's own files are no links in an inbox. Who is Admin alone never has a row. */
static const Step steps[] = {
  { "two handlers, and an Admin who has left the team", 0, begin, {} },
  { "an anonymous report",
    10,
    report_anonymously,
    { { "bert", "ab" }, { "clara", "ab" }, { "inbox", "a", "ab" } } },
  { "it is answered, and spoken of",
    1,
    answer_anonymous,
    { { "bert", "abcd" }, { "clara", "abcd" }, { "inbox", "ac", "abc" } } },
  { "a colleague's report",
    20,
    report_by_name,
    { { "bert", "abcdefgh" },
      { "clara", "abcdefgh" },
      { "emil", "efg" },
      { "inbox", "ac", "abc" } } },
  { "one of an account on the portal",
    20,
    report_on_portal,
    { { "bert", "abcdefghijkl" },
      { "clara", "abcdefghijkl" },
      { "emil", "efg" },
      { "inbox", "ac", "abc" },
      { "gerd", "ikl", "ijkl" } } },
  { "a second area, with people of its own",
    20,
    make_procurement,
    { { "bert", "abcdefghijkl" },
      { "clara", "abcdefghijkl" },
      { "emil", "efg" },
      { "inbox", "ac", "abc" },
      { "gerd", "ikl", "ijkl" } } },
  { "the anonymous report moves there",
    20,
    move_away,
    { { "bert", "efghijkl", "abcdefghijkl" },
      { "clara", "efghijkl", "abcdefghijkl" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmn" },
      { "inbox", "acn", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "clara is excluded from the colleague's",
    20,
    exclude_clara,
    { { "bert", "efghijklo", "abcdefghijklo" },
      { "clara", "ijkl", "abcdefghijkl" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmn" },
      { "inbox", "acn", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "and included again",
    20,
    include_clara,
    { { "bert", "efghijklop", "abcdefghijklop" },
      { "clara", "efghijklop", "abcdefghijklop" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmn" },
      { "inbox", "acn", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "clara has a laptop, too",
    20,
    add_laptop,
    { { "bert", "efghijklop", "abcdefghijklop" },
      { "clara", "efghijklop", "abcdefghijklop" },
      { "clara's laptop", "efghijklop", "abcdefghijklop" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmn" },
      { "inbox", "acn", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  /* An open laptop's keys are the account's. The server gives it nothing more; what would end that
   * for who has a copy of the server's store, too, is a reset. */
  { "and loses it",
    20,
    lose_laptop,
    { { "bert", "efghijklopq", "abcdefghijklopq" },
      { "clara", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmn" },
      { "inbox", "acn", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "then everything, and an Admin resets her",
    20,
    reset_clara,
    { { "bert", "efghijklopqr", "abcdefghijklopqr" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmn" },
      { "inbox", "acn", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "the Expert brings her back",
    1,
    confirm_clara,
    { { "bert", "efghijklopqr", "abcdefghijklopqr" },
      { "clara", "efghijklopqr" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmn" },
      { "inbox", "acn", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "bert forgets his password, and has the sheet",
    20,
    recover_bert,
    { { "bert", "efghijklopqrs", "abcdefghijklopqrs" },
      { "clara", "efghijklopqrs" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmns" },
      { "inbox", "acn", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "hands all over, and leaves",
    40,
    hand_over,
    { { "bert", "", "abcdefghijklopqrs" },
      { "clara", "efghijklopqrst" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmns" },
      { "inbox", "acn", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "and comes back",
    40,
    rejoin,
    { { "bert", "efghijklopqrst", "abcdefghijklopqrst" },
      { "clara", "efghijklopqrst" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmns" },
      { "inbox", "acn", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "the inbox gets another code",
    20,
    give_new_code,
    { { "bert", "efghijklopqrst", "abcdefghijklopqrst" },
      { "clara", "efghijklopqrst" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmns" },
      { "inbox", "acn", "abcn" },
      { "inbox before", "", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "the Admin tries to read",
    20,
    try_as_admin,
    { { "bert", "efghijklopqrst", "abcdefghijklopqrst" },
      { "clara", "efghijklopqrst" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn" },
      { "emil", "abcdefgmns" },
      { "inbox", "acn", "abcn" },
      { "inbox before", "", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  /* Nobody who could open new keys is left: what the reporter writes is under keys that dora has,
   * whom the server alone keeps from it. */
  { "switches the other area's Expert off, and takes the place",
    20,
    usurp,
    { { "bert", "efghijklopqrst", "abcdefghijklopqrst" },
      { "clara", "efghijklopqrst" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn", "abcdmnu" },
      { "emil", "abcdefgmnsu" },
      { "inbox", "acnu", "abcnu" },
      { "inbox before", "", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "and reads what comes from then on",
    20,
    report_to_usurper,
    { { "anna", "v" },
      { "bert", "efghijklopqrst", "abcdefghijklopqrst" },
      { "clara", "efghijklopqrstv" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn", "abcdmnu" },
      { "emil", "abcdefgmnsuv" },
      { "inbox", "acnu", "abcnu" },
      { "inbox before", "", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "the colleague's is closed",
    40,
    close_emils,
    { { "anna", "v" },
      { "bert", "efghijklopqrstwx", "abcdefghijklopqrstwx" },
      { "clara", "efghijklopqrstvwx" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn", "abcdmnu" },
      { "emil", "abcdefgmnsuvx" },
      { "inbox", "acnu", "abcnu" },
      { "inbox before", "", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  { "a newcomer, for what comes from then on",
    20,
    join_for_later,
    { { "anna", "v" },
      { "bert", "efghijklopqrstwxy", "abcdefghijklopqrstwxy" },
      { "clara", "efghijklopqrstvwxy" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn", "abcdmnu" },
      { "emil", "abcdefgmnsuvxy" },
      { "frida", "y" },
      { "inbox", "acnu", "abcnu" },
      { "inbox before", "", "abcn" },
      { "gerd", "ikl", "ijkl" } } },
  /* The past is sealed to it by an Expert's client once they have marked the change as seen, which
   * nobody has. */
  { "a recovery key",
    20,
    make_recovery_key,
    { { "anna", "v" },
      { "bert", "efghijklopqrstwxyz", "abcdefghijklopqrstwxyz" },
      { "clara", "efghijklopqrstvwxyz" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn", "abcdmnu" },
      { "emil", "abcdefgmnsuvxyz" },
      { "frida", "yz" },
      { "inbox", "acnu", "abcnu" },
      { "inbox before", "", "abcn" },
      { "gerd", "ikl", "ijkl" },
      { "recovery key", "", "z" } } },
  /* what holds for members means nothing to the recovery key */
  { "a report that is kept from bert",
    20,
    report_without_bert,
    { { "anna", "v" },
      { "bert", "efghijklopqrstwxyz", "abcdefghijklopqrstwxyz" },
      { "clara", "efghijklopqrstvwxyzAB" },
      { "clara before", "efghijklopq", "abcdefghijklopq" },
      { "clara's laptop", "efghijklop", "abcdefghijklopq" },
      { "dora", "abcdmn", "abcdmnu" },
      { "emil", "abcdefgmnsuvxyzA" },
      { "frida", "yzAB" },
      { "inbox", "acnu", "abcnu" },
      { "inbox before", "", "abcn" },
      { "gerd", "ikl", "ijkl" },
      { "recovery key", "", "zAB" } } },
};

static const Row *
find_row (const Step *step, const char *name)
{
  static const Row nothing = { "", "" };

  for (guint i = 0; i < MAX_ROWS && step->rows[i].name != NULL; i++)
    if (g_str_equal (step->rows[i].name, name))
      return &step->rows[i];
  return &nothing;
}

/* The number of cells that are otherwise. */
static guint
check_step (Story *w, const Step *step)
{
  GPtrArray *holders = w->year->holders;
  g_autofree char *stored = NULL;
  guint wrong = 0;

  for (guint i = 0; i < MAX_ROWS && step->rows[i].name != NULL; i++)
    year_get (w->year, step->rows[i].name); /* a row of nobody's is a mistake */
  for (guint i = 0; i < holders->len; i++)
    {
      Holder *holder = g_ptr_array_index (holders, i);
      const Row *row = find_row (step, holder->name);
      const char *by_keys = row->by_keys != NULL ? row->by_keys : row->shown;
      g_autofree char *shown = year_read_shown (w->year, holder);
      g_autofree char *opened = year_read_by_keys (w->year, holder);
      gboolean same = g_str_equal (shown, row->shown) && g_str_equal (opened, by_keys);

      g_test_message ("%-15s %-22s %s", holder->name, shown, opened);
      if (!same)
        g_test_message ("  expected      %-22s %s", row->shown, by_keys);
      wrong += !same;
    }

  stored = year_read_by_store (w->year);
  g_assert_cmpstr (stored, ==, "");
  return wrong;
}

static void
test_exactly_those_read_who_may (void)
{
  Story w = { .year = year_new () };
  guint wrong = 0;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_test_message ("--- %s", steps[i].what);
      year_pass (w.year, steps[i].days);
      year_sync (w.year);
      steps[i].act (&w);
      year_sync (w.year);
      wrong += check_step (&w, &steps[i]);
    }

  g_assert_cmpuint (wrong, ==, 0);
  g_assert_cmpuint (year_look_for_secrets (w.year), ==, 0);
  g_free (w.number);
  year_free (w.year);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/year/exactly-those-read-who-may", test_exactly_those_read_who_may);
  return g_test_run ();
}
