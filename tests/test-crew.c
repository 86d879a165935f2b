/* test-crew.c: several people, a line that breaks, and what must hold when it is quiet again
 * (the invariants of the protocol, by their numbers) */
#include "crew.h"

#include <stdlib.h>
#include <string.h>

#include "app-client-outbox.h"
#include "app-client-read.h"
#include "app-verify.h"
#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-access.h"
#include "store-lineage.h"

#define FAULT_RATE 25 /* of 100 requests */
#define QUIET_ROUNDS 20

/* What somebody wrote: a text that occurs once in the world. */
typedef struct
{
  char *text;
  Member *by;
  gboolean is_taken_back;
} Written;

typedef struct
{
  Crew *crew;
  GPtrArray *written;
  guint n_acted, n_refused_at_once, n_team, n_taken_back, n_retried, n_lost;
} Run;

static void
written_free (gpointer data)
{
  Written *self = data;

  g_free (self->text);
  g_free (self);
}

/* --- what people do --- */

static char *
new_text (Run *run, Member *by)
{
  return g_strdup_printf ("text %u of %s.", run->written->len, by->name);
}

/* Some ticket that the member sees; NULL for none. */
static AppTicket *
pick (Run *run, Member *member)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (member->client, NULL);

  g_assert_nonnull (list);
  if (list->len == 0)
    return NULL;

  return g_object_ref (list->pdata[g_rand_int_range (run->crew->rand, 0, (gint32)list->len)]);
}

/* The member's own wish; the state of things may not allow it, which is told at once. */
static void
act (Run *run, Member *member, AppAction *action, char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *owned = text;
  Written *written;

  run->n_acted++;
  action->text = text;
  if (!app_client_act_sync (member->client, action, NULL, &error))
    {
      g_assert_true (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT)
                     || g_error_matches (error, HARK_ERROR, HARK_ERROR_FORBIDDEN));
      run->n_refused_at_once++;
      return;
    }
  if (text == NULL)
    return;

  written = g_new0 (Written, 1);
  written->text = g_steal_pointer (&owned);
  written->by = member;
  g_ptr_array_add (run->written, written);
}

static void
act_on_some_ticket (Run *run, Member *member)
{
  static const AppActionType kinds[]
      = { APP_ACTION_ANSWER, APP_ACTION_ANSWER,    APP_ACTION_NOTE,
          APP_ACTION_NOTE,   APP_ACTION_TAKE_OVER, APP_ACTION_RELEASE,
          APP_ACTION_CLOSE,  APP_ACTION_REOPEN,    APP_ACTION_ASSIGN };
  g_autoptr (AppTicket) ticket = pick (run, member);
  AppAction action = { .type = kinds[g_rand_int_range (run->crew->rand, 0, G_N_ELEMENTS (kinds))],
                       .outcome = HARK_OUTCOME_PARTLY,
                       .reason = "a reason" };
  gboolean writes;

  if (ticket == NULL || ticket->number == NULL)
    return;

  action.ticket = ticket->id;
  action.user = crew_member (run->crew, (guint)g_rand_int_range (run->crew->rand, 0,
                                                                 (gint32)run->crew->members->len))
                    ->user;
  action.as_reporter = !ticket->is_team;
  if (action.as_reporter)
    action.type = APP_ACTION_ANSWER;
  writes = action.type == APP_ACTION_ANSWER || action.type == APP_ACTION_NOTE;
  act (run, member, &action, writes ? new_text (run, member) : NULL);
}

static HarkId
choose_area (Run *run)
{
  gboolean other = !hark_id_is_zero (&run->crew->other) && g_rand_boolean (run->crew->rand);

  return other ? run->crew->other : run->crew->area;
}

/* Who has it is another question from then on. The first one is never excluded: all is held against
 * what they see. */
static void
move_or_exclude (Run *run, Member *member)
{
  static const AppActionType kinds[] = { APP_ACTION_MOVE, APP_ACTION_MOVE, APP_ACTION_EXCLUDE,
                                         APP_ACTION_EXCLUDE, APP_ACTION_INCLUDE };
  g_autoptr (AppTicket) ticket = pick (run, member);
  AppAction action = { .type = kinds[g_rand_int_range (run->crew->rand, 0, G_N_ELEMENTS (kinds))],
                       .area = choose_area (run) };

  if (ticket == NULL || ticket->number == NULL || !ticket->is_team)
    return;

  action.ticket = ticket->id;
  action.user = crew_member (run->crew, (guint)g_rand_int_range (run->crew->rand, 1,
                                                                 (gint32)run->crew->members->len))
                    ->user;
  act (run, member, &action, NULL);
}

static void
submit (Run *run, Member *member)
{
  AppAction action
      = { .type = APP_ACTION_SUBMIT, .area = choose_area (run), .subject = "A subject" };

  act (run, member, &action, new_text (run, member));
}

static void
note_taken_back (Run *run, const char *text)
{
  for (guint i = 0; i < run->written->len; i++)
    {
      Written *written = run->written->pdata[i];

      if (g_str_equal (written->text, text))
        written->is_taken_back = TRUE;
    }
}

/* Something that waits, and what depends on it, shall not go after all. */
static void
take_back (Run *run, Member *member)
{
  g_autoptr (GPtrArray) waiting = app_client_list_waiting_sync (member->client, NULL);
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GError) error = NULL;

  if (waiting->len == 0)
    return;

  taken = app_client_take_back_sync (
      member->client,
      &((AppWaiting *)waiting->pdata[g_rand_int_range (run->crew->rand, 0, (gint32)waiting->len)])
           ->op,
      &error);
  if (taken == NULL)
    g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT); /* it may be there already */
  for (guint i = 0; taken != NULL && i < taken->len; i++)
    note_taken_back (run, ((AppWaiting *)taken->pdata[i])->text);
  run->n_taken_back += taken != NULL ? taken->len : 0;
}

/* What was refused is done again, on top of how things are now. */
static void
retry (Run *run, Member *member)
{
  g_autoptr (GPtrArray) refused = app_client_list_refused_sync (member->client, NULL);

  for (guint i = 0; i < refused->len; i++)
    {
      const AppRefused *item = refused->pdata[i];

      if (item->can_retry && app_client_retry_sync (member->client, &item->op, NULL, NULL))
        {
          run->n_retried++;
          return;
        }
    }
}

static void
look (Run *run, Member *member)
{
  g_autoptr (AppTicket) ticket = pick (run, member);

  if (ticket != NULL && ticket->number != NULL)
    g_assert_true (
        app_client_mark_read_sync (member->client, &ticket->id, ticket->newest, NULL, NULL));
}

static HarkRole
role_of (Member *who_looks, Member *other)
{
  HarkRole role;

  g_mutex_lock (&who_looks->client->lock);
  role = hark_roster_get_role (who_looks->client->store->roster, &other->crew->area, &other->user);
  g_mutex_unlock (&who_looks->client->lock);

  return role;
}

/* The first one takes somebody out of the team, or brings them back. What they are advisor of must
 * be handed over first, and the line may break. */
static void
change_team (Run *run)
{
  Crew *crew = run->crew;
  Member *first = crew_member (crew, 0);
  Member *other
      = crew_member (crew, (guint)g_rand_int_range (crew->rand, 1, (gint32)crew->members->len));
  g_autoptr (GError) error = NULL;

  if (other->role == HARK_ROLE_NONE || first->is_offline)
    return;
  if (other->is_out
          ? device_place_member (first->client, &other->user, &crew->area, other->role, &error)
          : app_client_remove_member_sync (first->client, &other->user, &crew->area, &error))
    {
      other->is_out = !other->is_out;
      run->n_team++;
      return;
    }
  if (!g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT)
      && !g_error_matches (error, HARK_ERROR, HARK_ERROR_OFFLINE)
      && !g_error_matches (error, HARK_ERROR, HARK_ERROR_BUSY))
    g_error ("team: %s", error->message);
  /* Whether it arrived is told by the roster. */
  member_sync (first);
  other->is_out = role_of (first, other) == HARK_ROLE_NONE;
}

static void
step (Run *run)
{
  Crew *crew = run->crew;
  Member *member
      = crew_member (crew, (guint)g_rand_int_range (crew->rand, 0, (gint32)crew->members->len));
  int dice = g_rand_int_range (crew->rand, 0, 100);

  if (!hark_id_is_zero (&crew->other) && g_rand_int_range (crew->rand, 0, 10) == 0)
    move_or_exclude (run, member);
  else if (dice < 8)
    submit (run, member);
  else if (dice < 58)
    act_on_some_ticket (run, member);
  else if (dice < 64)
    member->is_offline = !member->is_offline;
  else if (dice < 65)
    member_restart (member);
  else if (dice < 66)
    crew_restart_server (crew);
  else if (dice < 69)
    change_team (run);
  else if (dice < 72)
    take_back (run, member);
  else if (dice < 75)
    retry (run, member);
  else if (dice < 79)
    look (run, member);
  else
    member_sync (member);
}

/* --- quiet --- */

static gint64
get_seq (Run *run)
{
  SrvContext *context = harness_get_context (run->crew->server);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);

  return store_lineage_get_seq (store, NULL);
}

/* Devices seal for newcomers, and anew after somebody has left, as they sync: one may wait for what
 * another does there, and who has synced already sees that the next time. All is quiet once nothing
 * waits and a whole round has changed nothing. */
static void
come_to_rest (Run *run)
{
  gboolean is_quiet = FALSE;

  crew_set_faults (run->crew, 0);
  for (guint i = 0; i < run->crew->members->len; i++)
    crew_member (run->crew, i)->is_offline = FALSE;
  for (guint round = 0; round < QUIET_ROUNDS && !is_quiet; round++)
    {
      gint64 seq = get_seq (run);

      is_quiet = TRUE;
      for (guint i = 0; i < run->crew->members->len; i++)
        is_quiet = member_sync (crew_member (run->crew, i))
                   && app_client_get_waiting (crew_member (run->crew, i)->client) == 0 && is_quiet;
      is_quiet = is_quiet && get_seq (run) == seq;
    }
  g_assert_true (is_quiet);
}

static int
compare_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* Everything that a client shows, ticket by ticket, by number. */
static char *
describe (AppClient *client)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (client, NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (lines, device_show (client, &((AppTicket *)list->pdata[i])->id));
  g_ptr_array_sort (lines, compare_text);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (all, "%s\n", (char *)lines->pdata[i]);

  return g_string_free (all, FALSE);
}

/* Says of which ticket they differ: all of them together are more than a log keeps. */
static void
assert_same (const Member *member, const char *theirs, const char *anew)
{
  g_auto (GStrv) here = g_strsplit (theirs, "\n", -1);
  g_auto (GStrv) there = g_strsplit (anew, "\n", -1);
  guint i = 0;

  while (here[i] != NULL && g_strcmp0 (here[i], there[i]) == 0)
    i++;
  if (here[i] != NULL || there[i] != NULL)
    g_error ("%s sees\n%s\nand anew\n%s", member->name, here[i], there[i]);
}

/* 1, 8, 12: whatever came in whichever order, a device that starts anew sees the same. */
static void
check_caches (Run *run)
{
  for (guint i = 0; i < run->crew->members->len; i++)
    {
      Member *member = crew_member (run->crew, i);
      char *home;
      AppClient *fresh = member_open_fresh (member, &home);
      g_autofree char *theirs = describe (member->client);
      g_autofree char *anew = describe (fresh);

      assert_same (member, theirs, anew);
      member_close_fresh (fresh, home);
    }
}

static guint
count_in (const char *haystack, const char *needle)
{
  guint n = 0;

  for (const char *at = strstr (haystack, needle); at != NULL; at = strstr (at + 1, needle))
    n++;
  return n;
}

static guint
count_undelivered (Member *member, const char *text)
{
  g_autoptr (GPtrArray) refused = app_client_list_refused_sync (member->client, NULL);
  guint n = 0;

  for (guint i = 0; i < refused->len; i++)
    n += count_in (((AppRefused *)refused->pdata[i])->text, text);
  return n;
}

/* 2: every text is there once, or waits with its author to be told; what was taken back is nowhere.
 * (A report stands twice in the JSON of its ticket at most: as such.) */
static void
check_texts (Run *run)
{
  g_autofree char *world = describe (crew_member (run->crew, 0)->client);

  for (guint i = 0; i < run->written->len; i++)
    {
      const Written *written = run->written->pdata[i];
      guint n = count_in (world, written->text) + count_undelivered (written->by, written->text);

      if (n != (written->is_taken_back ? 0 : 1))
        g_error ("“%s” is there %u times", written->text, n);
    }
}

/* 6: what a snapshot sends is what the access table allows, and nothing of the team's own to
 * reporters. */
static void
check_feed (Run *run, Member *member)
{
  SrvContext *context = harness_get_context (run->crew->server);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);
  g_autoptr (Reply) reply
      = harness_request (run->crew->server, "GET", HARK_API_SYNC, member->client->token, NULL);
  g_autofree char *text
      = g_strndup (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  HarkId user;

  g_assert_cmpuint (reply->status, ==, 200);
  user = member->client->store->account->user;
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr (JsonObject) line
          = hark_json_parse_object (lines[i], strlen (lines[i]), HARK_API_MAX_LINE, NULL);
      const char *kind = hark_json_peek_string (line, "k");
      gboolean is_object = g_str_equal (kind, "obj"), lost;
      HarkId ticket;
      SrvSide side;

      if (!is_object && !g_str_equal (kind, "ticket"))
        continue;
      g_assert_true (hark_json_get_id (line, is_object ? "tk" : "id", &ticket, NULL));
      g_assert_true (store_access_get (store, &user, &ticket, &side, &lost, NULL));
      g_assert_cmpint (side, !=, SRV_SIDE_NONE);
      if (is_object && (side & SRV_SIDE_TEAM) == 0)
        {
          g_autoptr (GBytes) sealed
              = hark_json_get_bytes (line, "ct", 1, HARK_OBJECT_MAX_LEN, NULL);
          HarkObjectHeader header;

          g_assert_true (hark_object_read_header (sealed, &header, NULL));
          g_assert_false (hark_object_type_is_internal (header.type));
        }
    }
}

static void
check_transition (AppTicket *ticket, const AppHistory *history, gboolean *is_open)
{
  if (g_str_equal (history->type, "close") || g_str_equal (history->type, "reopen"))
    {
      gboolean opens = g_str_equal (history->type, "reopen");

      g_assert_true (*is_open != opens);
      *is_open = opens;
    }
}

/* The version that an entry of the history named as seen; two winners would name the same. */
static char *
version_of (JsonObject *body)
{
  const char *type = hark_json_peek_string (body, "type");
  JsonObject *pre = hark_json_get_object (body, "pre", NULL);
  const char *field = g_str_equal (type, "close") || g_str_equal (type, "reopen") ? "state_v"
                      : g_str_equal (type, "move")                                ? "area_v"
                                                                                  : "advisor_v";
  gint64 version = 0;

  if (pre == NULL || !hark_json_get_int (pre, field, 0, G_MAXINT64, &version, NULL))
    return NULL;

  return g_strdup_printf ("%s %" G_GINT64_FORMAT, field, version);
}

static void
check_winners (AppClient *client, const HarkId *ticket)
{
  AppStore *store = client->store;
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (store->cache, ticket, NULL);
  g_autoptr (GPtrArray) objects = app_cache_list_objects (store->cache, ticket, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < objects->len; i++)
    {
      const AppCacheObject *item = objects->pdata[i];
      g_autoptr (HarkObject) object = NULL;
      char *version;

      if (item->type != HARK_OBJECT_HISTORY)
        continue;
      object = app_verify_open (epochs, item->sealed, NULL);
      g_assert_nonnull (object);
      version = version_of (object->body);
      if (version != NULL && !g_hash_table_add (seen, version))
        g_error ("two winners over one version");
    }
}

/* 7: at most one winner for each version, and only legal steps. Also: nothing looks tampered. */
static void
check_histories (Run *run)
{
  AppClient *client = crew_member (run->crew, 0)->client;
  g_autoptr (GPtrArray) list = app_client_list_sync (client, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const HarkId *id = &((AppTicket *)list->pdata[i])->id;
      g_autoptr (AppTicket) ticket = device_load (client, id);
      gboolean is_open = TRUE;

      g_assert_cmpint (ticket->trust, !=, APP_TRUST_BROKEN);
      for (guint j = 0; j < ticket->history->len; j++)
        check_transition (ticket, ticket->history->pdata[j], &is_open);
      g_assert_cmpint (is_open, ==, ticket->state == HARK_TICKET_OPEN);
      check_winners (client, id);
    }
}

/* Bytes, not text: an id may hold any. */
static gboolean
file_holds (const char *home, const char *name, const HarkId *id)
{
  g_autofree char *path = g_build_filename (home, name, NULL);
  g_autofree char *data = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &data, &length, NULL)
         && memmem (data, length, id->bytes, HARK_ID_LEN) != NULL;
}

/* 5: who has lost a ticket, or never had it, has no byte of it. */
static void
check_dropped (Run *run)
{
  g_autoptr (GPtrArray) all = app_client_list_sync (crew_member (run->crew, 0)->client, NULL);

  for (guint i = 1; i < run->crew->members->len; i++)
    for (guint k = 0; k < all->len; k++)
      {
        Member *member = crew_member (run->crew, i);
        const HarkId *id = &((AppTicket *)all->pdata[k])->id;
        g_autoptr (AppTicket) theirs = app_client_load_ticket_sync (member->client, id, NULL);

        if (theirs != NULL)
          continue;
        run->n_lost++;
        g_assert_false (file_holds (member->home, "cache.db", id));
        g_assert_false (file_holds (member->home, "cache.db-wal", id));
      }
}

static void
check_all (Run *run)
{
  g_autoptr (GPtrArray) faults = NULL;

  check_caches (run);
  check_texts (run);
  check_histories (run);
  check_dropped (run);
  for (guint i = 0; i < run->crew->members->len; i++)
    check_feed (run, crew_member (run->crew, i));
  faults = harness_check (run->crew->server);
  g_assert_cmpuint (faults->len, ==, 0);
}

static guint32
choose_seed (void)
{
  const char *given = g_getenv ("HARK_TEST_SEED");

  return given != NULL ? (guint32)g_ascii_strtoull (given, NULL, 10) : (guint32)g_test_rand_int ();
}

static void
run_crew (const HarkRole *roles, const HarkRole *others, guint n, guint steps)
{
  Run run = { .crew = crew_new (choose_seed (), roles, n) };

  if (others != NULL)
    crew_add_area (run.crew, others);
  run.written = g_ptr_array_new_with_free_func (written_free);
  crew_set_faults (run.crew, FAULT_RATE);
  for (guint i = 0; i < steps; i++)
    {
      step (&run);
      if (i == steps / 2)
        {
          come_to_rest (&run);
          check_texts (&run);
          crew_set_faults (run.crew, FAULT_RATE);
        }
    }
  come_to_rest (&run);
  check_all (&run);
  g_test_message (
      "%u wishes, %u texts, %u taken back, %u done again, %u changes of the team, %u not theirs, "
      "faults: %u refused, %u answers "
      "lost, %u cut, %u repeated, %u late",
      run.n_acted, run.written->len, run.n_taken_back, run.n_retried, run.n_team, run.n_lost,
      proxy_count (run.crew->proxy, PROXY_REFUSE), proxy_count (run.crew->proxy, PROXY_LOSE_REPLY),
      proxy_count (run.crew->proxy, PROXY_CUT_REPLY), proxy_count (run.crew->proxy, PROXY_REPEAT),
      proxy_count (run.crew->proxy, PROXY_DELAY));
  g_ptr_array_unref (run.written);
  crew_free (run.crew);
}

/* More by hand: HARK_TEST_STEPS and HARK_TEST_SEED. */
static guint
choose_steps (guint usual)
{
  const char *given = g_getenv ("HARK_TEST_STEPS");

  return given != NULL ? (guint)g_ascii_strtoull (given, NULL, 10) : usual;
}

static void
test_two_people_end_up_with_the_same (void)
{
  static const HarkRole roles[] = { HARK_ROLE_EXPERT, HARK_ROLE_PROFESSIONAL };

  run_crew (roles, NULL, G_N_ELEMENTS (roles), choose_steps (200));
}

static void
test_five_people_end_up_with_the_same (void)
{
  static const HarkRole roles[] = { HARK_ROLE_EXPERT, HARK_ROLE_PROFESSIONAL, HARK_ROLE_EXPERT,
                                    HARK_ROLE_OBSERVER, HARK_ROLE_NONE };

  run_crew (roles, NULL, G_N_ELEMENTS (roles), choose_steps (300));
}

/* Tickets move between areas, and are kept from people. */
static void
test_whoever_has_a_ticket_has_it_whole_and_nobody_else (void)
{
  static const HarkRole roles[]
      = { HARK_ROLE_EXPERT, HARK_ROLE_PROFESSIONAL, HARK_ROLE_PROFESSIONAL, HARK_ROLE_NONE };
  static const HarkRole others[]
      = { HARK_ROLE_EXPERT, HARK_ROLE_NONE, HARK_ROLE_EXPERT, HARK_ROLE_PROFESSIONAL };

  run_crew (roles, others, G_N_ELEMENTS (roles), choose_steps (300));
}

/* A reporter who becomes one of the team later than the deadlines of before went. */
static void
test_deadlines_that_went_meanwhile_are_gone (void)
{
  static const HarkRole roles[] = { HARK_ROLE_EXPERT, HARK_ROLE_PROFESSIONAL, HARK_ROLE_EXPERT };
  static const HarkRole others[] = { HARK_ROLE_EXPERT, HARK_ROLE_NONE, HARK_ROLE_EXPERT };
  Run run = { .crew = crew_new (1, roles, G_N_ELEMENTS (roles)) };
  Member *anna = crew_member (run.crew, 0), *bert = crew_member (run.crew, 1);
  AppAction submit = { .type = APP_ACTION_SUBMIT, .subject = "A subject" };
  AppAction move = { .type = APP_ACTION_MOVE };
  g_autoptr (AppTicket) ticket = NULL;
  g_autoptr (GError) error = NULL;

  crew_add_area (run.crew, others);
  run.written = g_ptr_array_new_with_free_func (written_free);
  submit.area = run.crew->other;
  act (&run, bert, &submit, g_strdup ("a report"));
  come_to_rest (&run);
  app_client_remove_member_sync (anna->client, &bert->user, &run.crew->area, &error);
  g_assert_no_error (error);
  come_to_rest (&run);

  ticket = pick (&run, anna);
  move.ticket = ticket->id;
  move.area = run.crew->area;
  act (&run, anna, &move, NULL);
  g_assert_true (member_sync (anna));
  device_place_member (anna->client, &bert->user, &run.crew->area, HARK_ROLE_PROFESSIONAL, &error);
  g_assert_no_error (error);
  g_assert_true (member_sync (anna));
  come_to_rest (&run);
  check_caches (&run);
  g_ptr_array_unref (run.written);
  crew_free (run.crew);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/crew/two", test_two_people_end_up_with_the_same);
  g_test_add_func ("/crew/five", test_five_people_end_up_with_the_same);
  g_test_add_func ("/crew/areas", test_whoever_has_a_ticket_has_it_whole_and_nobody_else);

  g_test_add_func ("/crew/meanwhile", test_deadlines_that_went_meanwhile_are_gone);
  return g_test_run ();
}
