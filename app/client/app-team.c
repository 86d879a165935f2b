/* app-team.c: see app-team.h */
#include "app-team.h"

#include <string.h>

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#define MAX_TRIES 10 /* of a statement, where others append at the same time */
#define MAX_INVITATIONS 10000
/* After which this device signs nobody in by an invitation any more: a month, for holidays. */
#define FORGET_SECONDS (30 * 24 * 3600)

/* --- the roster: compare and set --- */

static GBytes *
make_statement (AppSync *sync, AppTeamMake make, gconstpointer data, guint64 *seq, GError **error)
{
  GBytes *statement;

  g_mutex_lock (sync->lock);
  statement = make (sync->store, data, error);
  *seq = hark_roster_get_seq (sync->store->roster);
  g_mutex_unlock (sync->lock);

  return statement;
}

/* @document NULL: it makes no area. */
static gboolean
send_statement (AppSync *sync, GBytes *statement, GBytes *document, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (JsonObject) reply = NULL;

  hark_json_set_bytes (body, "statement", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  if (document != NULL)
    hark_json_set_bytes (body, "document", g_bytes_get_data (document, NULL),
                         g_bytes_get_size (document));
  reply = app_http_json (sync->http, "POST", document != NULL ? HARK_API_AREAS : HARK_API_ROSTER,
                         body, error);
  return reply != NULL;
}

/* Nobody is told of what they did here themselves. @seq is the statement before it. */
static void
count_as_seen (AppSync *sync, guint64 seq)
{
  AppAccount *account = sync->store->account;

  g_mutex_lock (sync->lock);
  if (account->roster_seen == seq)
    {
      account->roster_seen = seq + 1;
      app_home_write_account (sync->store->home, account, NULL);
    }
  g_mutex_unlock (sync->lock);
}

/* A conflict after which the list is still the same is a refusal, not a race. */
gboolean
app_team_append (AppSync *sync, AppTeamMake make, GBytes *document, gconstpointer data,
                 GError **error)
{
  guint64 seq, last = 0;

  for (guint i = 0; i < MAX_TRIES; i++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (GError) refusal = NULL;
      g_autoptr (GBytes) statement = make_statement (sync, make, data, &seq, &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (statement == NULL)
        return TRUE;
      if (send_statement (sync, statement, document, &refusal))
        {
          sync->changed = TRUE;
          count_as_seen (sync, seq);
          return app_sync_pull (sync, error);
        }
      if (!g_error_matches (refusal, HARK_ERROR, HARK_ERROR_CONFLICT) || seq == last)
        {
          g_propagate_error (error, g_steal_pointer (&refusal));
          return FALSE;
        }
      last = seq;
      if (!app_sync_pull (sync, error))
        return FALSE;
    }

  g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "others change the list of people: try again");
  return FALSE;
}

/* --- teams --- */

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

gboolean
app_team_check_keys (const HarkRosterUser *user, const guint8 keys_hash[32], GError **error)
{
  return memcmp (user->keys_hash, keys_hash, sizeof user->keys_hash) == 0
         || refuse (error, HARK_ERROR_CONFLICT,
                    "this person has new keys: look at them again, and compare the safety number");
}

static gboolean
has_expert (GArray *members)
{
  for (guint i = 0; i < members->len; i++)
    if (g_array_index (members, HarkRosterMember, i).role == HARK_ROLE_EXPERT)
      return TRUE;

  return FALSE;
}

static gboolean
check_may_set (AppStore *store, const AppTeamPlace *place, GArray *members, GError **error)
{
  const HarkId *self = &store->account->user;

  if (hark_roster_get_role (store->roster, &place->area, self) == HARK_ROLE_EXPERT
      || (!has_expert (members) && hark_roster_is_admin (store->roster, self)))
    return TRUE;

  return refuse (error, HARK_ERROR_FORBIDDEN, "only an Expert of the area changes its team");
}

/* NULL for nobody. */
static const HarkRosterMember *
find_member (GArray *members, const HarkId *user)
{
  for (guint i = 0; i < members->len; i++)
    if (hark_id_equal (&g_array_index (members, HarkRosterMember, i).user, user))
      return &g_array_index (members, HarkRosterMember, i);

  return NULL;
}

/* What this account has, or as an Admin, who has nothing there, may give. */
static guint64
get_own_since (AppStore *store, GArray *members)
{
  const HarkRosterMember *self = find_member (members, &store->account->user);

  return self != NULL ? self->since : hark_roster_get_seq (store->roster) + 1;
}

/* The team as it will be, without @place's user. */
static void
remove_member (GArray *members, const HarkId *user)
{
  for (guint i = members->len; i > 0; i--)
    if (hark_id_equal (&g_array_index (members, HarkRosterMember, i - 1).user, user))
      g_array_remove_index (members, i - 1);
}

/* As hark_roster_make_area_set() wants it. */
static guint64
choose_since (const AppTeamPlace *place, const HarkRosterMember *before)
{
  if (before != NULL)
    return place->reach == APP_REACH_ALL ? 0 : before->since;

  return place->reach == APP_REACH_LATER ? 1 : 0;
}

/* @before: their role in the team. */
static gboolean
add_member (AppStore *store, const AppTeamPlace *place, HarkRole before, guint64 since,
            GArray *members, GError **error)
{
  const HarkRosterUser *user = hark_roster_get_user (store->roster, &place->user);
  HarkRosterMember member = { .user = place->user, .role = place->role, .since = since };

  if (user == NULL || user->until != 0)
    return refuse (error, HARK_ERROR_NOT_FOUND, "the list of people does not have this person");
  if (!app_team_check_keys (user, place->keys_hash, error))
    return FALSE;
  if (before == HARK_ROLE_NONE && place->reach == APP_REACH_KEEP)
    return refuse (error, HARK_ERROR_CONFLICT,
                   "this person is not in the team any more: say which tickets they get");
  if (members->len >= HARK_ROSTER_MAX_MEMBERS)
    return refuse (error, HARK_ERROR_TOO_LARGE, "the area's team is too large");

  memcpy (member.keys_hash, user->keys_hash, sizeof member.keys_hash);
  g_array_append_val (members, member);
  return TRUE;
}

/* An AppTeamMake. */
static GBytes *
make_area_set (AppStore *store, gconstpointer data, GError **error)
{
  const AppTeamPlace *place = data;
  g_autoptr (GArray) members = hark_roster_get_members (store->roster, &place->area);
  const HarkRosterMember *found = find_member (members, &place->user);
  const HarkRosterMember before = found != NULL ? *found : (HarkRosterMember){ 0 };
  gboolean gives_more = found != NULL && place->reach == APP_REACH_ALL
                        && get_own_since (store, members) < before.since;
  guint64 since = choose_since (place, found);

  if (before.role == place->role && !gives_more)
    return NULL;
  if (!check_may_set (store, place, members, error))
    return NULL;

  remove_member (members, &place->user);
  if (place->role != HARK_ROLE_NONE
      && !add_member (store, place, before.role, since, members, error))
    return NULL;
  if (!has_expert (members))
    {
      refuse (error, HARK_ERROR_INVALID, "the area would be left without an Expert");
      return NULL;
    }

  return hark_roster_make_area_set (
      store->roster, &store->account->user, store->keys->account.sign_sk, &place->area,
      (const HarkRosterMember *)(gconstpointer)members->data, members->len);
}

gboolean
app_team_set_role (AppSync *sync, const AppTeamPlace *place, GError **error)
{
  return app_team_append (sync, make_area_set, NULL, place, error);
}

/* --- who goes --- */

static GBytes * /* an AppTeamMake */
make_user_off (AppStore *store, gconstpointer data, GError **error)
{
  const HarkId *self = &store->account->user;
  const HarkId *user = data;
  const HarkRosterUser *found = hark_roster_get_user (store->roster, user);

  if (found != NULL && found->until != 0)
    return NULL;
  if (found == NULL)
    refuse (error, HARK_ERROR_NOT_FOUND, "the list of people does not have this person");
  else if (!hark_roster_is_admin (store->roster, self))
    refuse (error, HARK_ERROR_FORBIDDEN, "only an Admin switches accounts off");
  else if (hark_id_equal (user, self))
    refuse (error, HARK_ERROR_INVALID, "another Admin has to switch this account off");
  else
    return hark_roster_make_user_off (store->roster, self, store->keys->account.sign_sk, user);

  return NULL;
}

gboolean
app_team_switch_off (AppSync *sync, const HarkId *user, GError **error)
{
  return app_team_append (sync, make_user_off, NULL, user, error);
}

/* --- who accepted --- */

/* What came back for one invitation. */
typedef struct
{
  const AppInvitation *kept;
  gboolean is_known;    /* the server still has it */
  gboolean is_accepted; /* the keys below are those that came back */
  guint8 sign_pk[32], box_pk[32], tag[HARK_INVITATION_TAG_LEN];
} Answer;

/* An AppTeamMake. */
static GBytes *
make_user_add (AppStore *store, gconstpointer data, GError **error)
{
  const Answer *answer = data;
  const HarkId *user = &answer->kept->invitation.user;

  if (hark_roster_get_user (store->roster, user) != NULL)
    return NULL;
  if (!hark_roster_is_admin (store->roster, &store->account->user))
    {
      refuse (error, HARK_ERROR_FORBIDDEN, "only an Admin signs people in");
      return NULL;
    }

  return hark_roster_make_user_add (store->roster, &store->account->user,
                                    store->keys->account.sign_sk, user, answer->sign_pk,
                                    answer->box_pk, answer->kept->name);
}

static GBytes * /* an AppTeamMake */
make_user_key (AppStore *store, gconstpointer data, GError **error)
{
  const Answer *answer = data;
  const HarkId *user = &answer->kept->invitation.user;
  const HarkRosterUser *found = hark_roster_get_user (store->roster, user);

  if (found == NULL || found->until != 0)
    refuse (error, HARK_ERROR_NOT_FOUND, "the list of people does not have this person");
  else if (!hark_roster_is_admin (store->roster, &store->account->user))
    refuse (error, HARK_ERROR_FORBIDDEN, "only an Admin resets accounts");
  else if (memcmp (found->sign_pk, answer->sign_pk, 32) != 0
           || memcmp (found->box_pk, answer->box_pk, 32) != 0)
    return hark_roster_make_user_key (store->roster, &store->account->user,
                                      store->keys->account.sign_sk, user, answer->sign_pk,
                                      answer->box_pk);

  return NULL;
}

static JsonObject *
find_answer (JsonArray *list, const HarkId *user)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *row = hark_json_array_get_object (list, i, NULL);
      HarkId id;

      if (row != NULL && hark_json_get_id (row, "user", &id, NULL) && hark_id_equal (&id, user))
        return row;
    }

  return NULL;
}

static void
read_answer (JsonArray *list, const AppInvitation *kept, Answer *answer)
{
  JsonObject *row = find_answer (list, &kept->invitation.user);

  *answer = (Answer){ .kept = kept, .is_known = row != NULL };
  answer->is_accepted
      = row != NULL
        && hark_json_get_fixed (row, "sign_pk", answer->sign_pk, sizeof answer->sign_pk, NULL)
        && hark_json_get_fixed (row, "box_pk", answer->box_pk, sizeof answer->box_pk, NULL)
        && hark_json_get_fixed (row, "tag", answer->tag, sizeof answer->tag, NULL);
}

/* Told once the sync ends: nobody else has to wait for it. */
static void
tell_problem (AppSync *sync, const AppInvitation *kept)
{
  if (sync->problem == NULL)
    sync->problem = g_error_new (
        HARK_ERROR, HARK_ERROR_UNVERIFIED,
        "the keys that came back for %s are not those of who was invited, and were not signed:"
        " take the invitation back",
        kept->name);
}

static void
tell_signed (AppSync *sync, const AppInvitation *kept)
{
  sync->n_signed++;
  if (sync->names != NULL && strstr (sync->names->str, kept->name) == NULL)
    g_string_append_printf (sync->names, "%s%s", sync->names->len > 0 ? ", " : "", kept->name);
}

/* How far one person has come, by the roster. */
typedef struct
{
  gboolean is_named, has_keys, is_placed, may_place;
} Standing;

static Standing
get_standing (AppSync *sync, const Answer *answer)
{
  const AppInvitation *kept = answer->kept;
  const HarkId *id = &kept->invitation.user;
  const HarkRosterUser *user;
  HarkRoster *roster;
  Standing standing;

  g_mutex_lock (sync->lock);
  roster = sync->store->roster;
  user = hark_roster_get_user (roster, id);
  standing.is_named = user != NULL;
  standing.has_keys = user != NULL && memcmp (user->sign_pk, answer->sign_pk, 32) == 0
                      && memcmp (user->box_pk, answer->box_pk, 32) == 0;
  standing.is_placed = kept->role == HARK_ROLE_NONE
                       || hark_roster_get_role (roster, &kept->area, id) != HARK_ROLE_NONE;
  standing.may_place
      = hark_roster_get_role (roster, &kept->area, &sync->store->account->user) == HARK_ROLE_EXPERT;
  g_mutex_unlock (sync->lock);

  return standing;
}

/* Not another one for the same person, made meanwhile. */
static gboolean
forget (AppSync *sync, const AppInvitation *kept, GError **error)
{
  g_autoptr (GPtrArray) now = NULL;
  gboolean ok;

  g_mutex_lock (sync->lock);
  now = app_outbox_list_invitations (sync->store->outbox, error);
  ok = now != NULL;
  for (guint i = 0; ok && i < now->len; i++)
    if (hark_seal_equal (((AppInvitation *)now->pdata[i])->invitation.secret,
                         kept->invitation.secret, sizeof kept->invitation.secret))
      ok = app_outbox_remove_invitation (sync->store->outbox, &kept->invitation.user, error);
  g_mutex_unlock (sync->lock);

  return ok;
}

/* With the keys whose tag was checked. */
static gboolean
bring_in (AppSync *sync, const Answer *answer, GError **error)
{
  const AppInvitation *kept = answer->kept;
  AppTeamPlace place = { .user = kept->invitation.user,
                         .area = kept->area,
                         .role = kept->role,
                         .reach = kept->is_later == 1 ? APP_REACH_LATER : APP_REACH_ALL };

  hark_account_keys_hash (answer->sign_pk, answer->box_pk, place.keys_hash);
  return app_team_set_role (sync, &place, error);
}

/* The tag first: nothing is signed, and nobody put anywhere, without it. */
static gboolean
confirm_accepted (AppSync *sync, const Answer *answer, GError **error)
{
  const AppInvitation *kept = answer->kept;
  Standing standing = get_standing (sync, answer);
  gboolean was_signed = standing.has_keys;

  if (!hark_invitation_verify (&kept->invitation, answer->sign_pk, answer->box_pk, answer->tag,
                               NULL)
      || !hark_seal_is_box_pk (answer->box_pk)
      || (standing.is_named && !standing.has_keys && !kept->is_reset))
    {
      tell_problem (sync, kept);
      return TRUE;
    }
  if (!was_signed
      && !app_team_append (sync, kept->is_reset ? make_user_key : make_user_add, NULL, answer,
                           error))
    return FALSE;

  standing = get_standing (sync, answer);
  if (!standing.has_keys)
    {
      tell_problem (sync, kept);
      return TRUE;
    }
  if (!was_signed)
    tell_signed (sync, kept);
  if (!standing.is_placed && standing.may_place)
    {
      if (!bring_in (sync, answer, error))
        return FALSE;
      tell_signed (sync, kept);
    }

  return forget (sync, kept, error);
}

static gboolean
confirm_one (AppSync *sync, const Answer *answer, GError **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 more = answer->kept->is_reset ? HARK_INVITATION_SECONDS : 0;

  /* Whatever the server says: an old line that somebody finds lets nobody in. That of a reset may
   * not have reached the server yet, and waits there for a month from when it was accepted. */
  if (now > answer->kept->made + FORGET_SECONDS + more
      || (!answer->is_known && !answer->kept->is_reset && get_standing (sync, answer).is_named))
    return forget (sync, answer->kept, error);

  return !answer->is_accepted || confirm_accepted (sync, answer, error);
}

/* One that cannot be completed keeps neither the others nor what waits to be sent. */
static gboolean
confirm_or_tell (AppSync *sync, const Answer *answer, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (confirm_one (sync, answer, &local))
    return TRUE;
  if (app_sync_is_for_all (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (sync->problem == NULL)
    sync->problem = g_steal_pointer (&local);

  return TRUE;
}

gboolean
app_team_confirm (AppSync *sync, GError **error)
{
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (JsonObject) reply = NULL;
  JsonArray *list;

  g_mutex_lock (sync->lock);
  kept = app_outbox_list_invitations (sync->store->outbox, error);
  g_mutex_unlock (sync->lock);
  if (kept == NULL || kept->len == 0)
    return kept != NULL;

  reply = app_http_json (sync->http, "GET", HARK_API_INVITATIONS, NULL, error);
  list = reply != NULL ? hark_json_get_array (reply, "invitations", MAX_INVITATIONS, error) : NULL;
  if (list == NULL)
    return FALSE;
  for (guint i = 0; i < kept->len; i++)
    {
      Answer answer;

      read_answer (list, g_ptr_array_index (kept, i), &answer);
      if (!confirm_or_tell (sync, &answer, error))
        return FALSE;
    }

  return TRUE;
}
