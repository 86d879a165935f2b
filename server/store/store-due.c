/* store-due.c: see store-due.h */
#include "store-due.h"

#include "hark-error.h"
#include "store-access.h"
#include "store-recovery.h"

static const char SQL_NEWEST[]
    = "SELECT t.id, e.statement, EXISTS (SELECT 1 FROM slot s WHERE s.ticket = t.id AND s.kind = 1"
      " AND s.recipient = $2 AND s.epoch = e.epoch)"
      " FROM ticket t CROSS JOIN epoch e WHERE t.area = $1 AND e.ticket = t.id"
      " AND e.epoch = (SELECT max (epoch) FROM epoch WHERE ticket = t.id)";
static const char SQL_INSERT[]
    = "INSERT INTO due (ticket, kind, user, area) VALUES ($1, $2, $3, $4)"
      " ON CONFLICT (ticket, kind, user) DO NOTHING";
static const char SQL_DELETE[] = "DELETE FROM due WHERE ticket = $1 AND kind = $2 AND user = $3";
static const char SQL_CLEAR[] = "DELETE FROM due WHERE ticket = $1";
static const char SQL_FORGET[] = "DELETE FROM due WHERE user = $2 AND area = $1";
static const char SQL_HAS_REKEY[] = "SELECT 1 FROM due WHERE ticket = $1 AND kind = 'rekey'";
/* of one area, and one kind there: nothing is passed by that the user cannot do */
#define OF_AREA                                                                                    \
  " FROM due d CROSS JOIN access a WHERE d.area = $2 AND d.kind = $3 AND d.ticket > $4"            \
  " AND d.user IS NOT $5 AND a.user = $1 AND a.ticket = d.ticket AND a.side IN ('team', 'both')"   \
  " AND (a.revoked_seq IS NULL OR a.revoked_seq <= a.granted_seq)"
static const char SQL_LIST[]
    = "SELECT d.ticket, d.user, (SELECT max (epoch) FROM epoch WHERE ticket = d.ticket)" OF_AREA
      " ORDER BY d.ticket, d.user";
static const char SQL_COUNT[] = "SELECT count(*)" OF_AREA;

static const char SEAL[] = "seal", REKEY[] = "rekey", RECOVERY[] = "recovery";
static const HarkId nobody;

G_STATIC_ASSERT (HARK_SLOT_MEMBER == 1);

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

typedef struct
{
  HarkId area;
  HarkRole role;
} Place;

/* ---- what changed ---- */

typedef struct
{
  HarkId area;
  GArray *members; /* HarkRosterMember */
} Team;

struct _SrvTeams
{
  GArray *teams;               /* Team */
  HarkRosterRecovery recovery; /* since 0: none */
};

static void
clear_team (gpointer data)
{
  g_array_unref (((Team *)data)->members);
}

SrvTeams *
srv_teams_new (HarkRoster *list)
{
  SrvTeams *self = g_new0 (SrvTeams, 1);
  g_autoptr (GArray) areas = hark_roster_get_areas (list);

  if (hark_roster_get_recovery (list) != NULL)
    self->recovery = *hark_roster_get_recovery (list);
  self->teams = g_array_new (FALSE, FALSE, sizeof (Team));
  g_array_set_clear_func (self->teams, clear_team);
  for (guint i = 0; i < areas->len; i++)
    {
      Team team = { .area = g_array_index (areas, HarkId, i) };

      team.members = hark_roster_get_members (list, &team.area);
      g_array_append_val (self->teams, team);
    }

  return self;
}

void
srv_teams_free (SrvTeams *self)
{
  g_array_unref (self->teams);
  g_free (self);
}

/* NULL for nobody. */
static const HarkRosterMember *
find_member (const SrvTeams *self, const HarkId *area, const HarkId *user)
{
  for (guint i = 0; i < self->teams->len; i++)
    {
      const Team *team = &g_array_index (self->teams, Team, i);

      for (guint k = 0; hark_id_equal (&team->area, area) && k < team->members->len; k++)
        {
          const HarkRosterMember *member = &g_array_index (team->members, HarkRosterMember, k);

          if (hark_id_equal (&member->user, user))
            return member;
        }
    }

  return NULL;
}

HarkRole
srv_teams_get_role (const SrvTeams *self, const HarkId *area, const HarkId *user)
{
  const HarkRosterMember *member = find_member (self, area, user);

  return member != NULL ? member->role : HARK_ROLE_NONE;
}

static gboolean
insert (SrvStore *store, const HarkId *area, const HarkId *ticket, const char *kind,
        const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_text (stmt, 2, kind);
  hark_stmt_bind_blob (stmt, 3, user->bytes, HARK_ID_LEN);
  hark_stmt_bind_id (stmt, 4, area);
  return hark_stmt_run (stmt, error);
}

static gboolean
take_off (SrvStore *store, const HarkId *ticket, const char *kind, const HarkId *user,
          GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_DELETE);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_text (stmt, 2, kind);
  hark_stmt_bind_blob (stmt, 3, user->bytes, HARK_ID_LEN);
  return hark_stmt_run (stmt, error);
}

typedef struct
{
  HarkId ticket;
  guint8 head[HARK_HEAD_LEN];
  guint64 entry;  /* the ticket's, into its area */
  gboolean holds; /* a slot of it */
} Newest;

/* The newest epochs of an area's tickets, without those that exclude @user. */
static GArray *
list_newest (SrvStore *store, const HarkId *area, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_NEWEST);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Newest));
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, area);
  hark_stmt_bind_id (stmt, 2, user);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      g_autoptr (GBytes) statement = hark_stmt_get_bytes (stmt, 1);
      Newest newest = { .holds = hark_stmt_get_int (stmt, 2) != 0 };
      HarkEpoch epoch;

      hark_stmt_get_id (stmt, 0, &newest.ticket);
      if (!hark_epoch_read (statement, &epoch, error))
        return NULL;
      memcpy (newest.head, epoch.head, sizeof newest.head);
      if (!hark_epoch_excludes (&epoch, user))
        g_array_append_val (list, newest);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

static gboolean
find_entry (SrvStore *store, HarkRoster *list, Newest *newest, GError **error)
{
  guint8 head[HARK_HEAD_LEN];

  if (!store_epoch_get_entry (store, &newest->ticket, head, error))
    return FALSE;

  newest->entry = hark_roster_find_head (list, head);
  return TRUE;
}

/* Nothing has to be opened where nobody is gone whose keys may open this one. */
static gboolean
settle_rekey (SrvStore *store, const HarkId *area, const Newest *newest, HarkRoster *list,
              GError **error)
{
  return hark_roster_has_lost (list, area, hark_roster_find_head (list, newest->head),
                               newest->entry)
         || take_off (store, &newest->ticket, REKEY, &nobody, error);
}

/* @member may have the area's tickets since, or more of them than before. Who comes back before
 * anybody opened an epoch without them holds the key still. */
static gboolean
note_joined (SrvStore *store, gint64 seq, const HarkId *area, const HarkRosterMember *member,
             HarkRoster *list, GError **error)
{
  const HarkId *user = &member->user;
  g_autoptr (GArray) tickets = list_newest (store, area, user, error);

  if (tickets == NULL)
    return FALSE;

  for (guint i = 0; i < tickets->len; i++)
    {
      Newest *newest = &g_array_index (tickets, Newest, i);

      if ((member->since > 0 || newest->holds) && !find_entry (store, list, newest, error))
        return FALSE;
      if (newest->entry < member->since)
        continue;
      if (newest->holds
              ? !store_access_grant (store, seq, user, &newest->ticket, SRV_SIDE_TEAM, error)
                    || !settle_rekey (store, area, newest, list, error)
              : !insert (store, area, &newest->ticket, SEAL, user, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
note_left (SrvStore *store, const HarkId *area, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) forget = srv_store_prepare (store, SQL_FORGET);
  g_autoptr (GArray) tickets = list_newest (store, area, user, error);

  if (tickets == NULL)
    return FALSE;

  for (guint i = 0; i < tickets->len; i++)
    {
      const Newest *newest = &g_array_index (tickets, Newest, i);

      if (newest->holds && !insert (store, area, &newest->ticket, REKEY, &nobody, error))
        return FALSE;
    }

  hark_stmt_bind_id (forget, 1, area);
  hark_stmt_bind_id (forget, 2, user);
  return hark_stmt_run (forget, error);
}

static gboolean
follow_left (SrvStore *store, const SrvTeams *before, const SrvTeams *now, GError **error)
{
  for (guint i = 0; i < before->teams->len; i++)
    {
      const Team *team = &g_array_index (before->teams, Team, i);

      for (guint k = 0; k < team->members->len; k++)
        {
          const HarkId *user = &g_array_index (team->members, HarkRosterMember, k).user;

          if (find_member (now, &team->area, user) == NULL
              && !note_left (store, &team->area, user, error))
            return FALSE;
        }
    }

  return TRUE;
}

gboolean
store_due_update (SrvStore *store, gint64 seq, const SrvTeams *before, HarkRoster *list,
                  GError **error)
{
  g_autoptr (SrvTeams) now = srv_teams_new (list);

  if (!follow_left (store, before, now, error))
    return FALSE;
  for (guint i = 0; i < now->teams->len; i++)
    {
      const Team *team = &g_array_index (now->teams, Team, i);

      for (guint k = 0; k < team->members->len; k++)
        {
          const HarkRosterMember *member = &g_array_index (team->members, HarkRosterMember, k);
          const HarkRosterMember *was = find_member (before, &team->area, &member->user);

          if ((was == NULL || was->since > member->since)
              && !note_joined (store, seq, &team->area, member, list, error))
            return FALSE;
        }
    }

  return store_recovery_update (store, &before->recovery, list, error);
}

gboolean
store_due_has_rekey (SrvStore *store, const HarkId *ticket, gboolean *has, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_HAS_REKEY);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  step = hark_stmt_step (stmt, error);
  *has = step == HARK_STEP_ROW;
  return step != HARK_STEP_ERROR;
}

gboolean
store_due_clear (SrvStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_CLEAR);

  hark_stmt_bind_id (stmt, 1, ticket);
  return hark_stmt_run (stmt, error);
}

/* ---- who does it ---- */

/* The areas where @user is more than an Observer. */
static GArray *
list_writable (SrvStore *store, const HarkId *user)
{
  SrvRoster *roster = srv_store_get_roster (store);
  HarkRoster *list = srv_roster_lock (roster);
  g_autoptr (GArray) areas = hark_roster_get_areas (list);
  GArray *writable = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < areas->len; i++)
    {
      Place place = { .area = g_array_index (areas, HarkId, i) };

      place.role = hark_roster_get_role (list, &place.area, user);
      if (place.role >= HARK_ROLE_PROFESSIONAL)
        g_array_append_val (writable, place);
    }

  srv_roster_unlock (roster);
  return writable;
}

/* What there is for @place's role without what is due to @but: none of its kind, where that is the
 * recovery key. NULL ends it. */
static const char *const *
choose_kinds (SrvStore *store, const Place *place, const HarkId *but)
{
  static const char *const of_professional[] = { REKEY, NULL };
  static const char *const of_expert[] = { REKEY, SEAL, RECOVERY, NULL };
  static const char *const untold[] = { REKEY, SEAL, NULL };

  if (place->role < HARK_ROLE_EXPERT)
    return of_professional;
  return but != NULL && srv_roster_is_recovery (srv_store_get_roster (store), but) ? untold
                                                                                   : of_expert;
}

static HarkStmt *
prepare_for (SrvStore *store, const char *sql, const HarkId *user, const HarkId *area,
             const char *kind, const HarkId *after, const HarkId *but)
{
  HarkStmt *stmt = srv_store_prepare (store, sql);

  hark_stmt_bind_id (stmt, 1, user);
  hark_stmt_bind_id (stmt, 2, area);
  hark_stmt_bind_text (stmt, 3, kind);
  hark_stmt_bind_blob (stmt, 4, after->bytes, HARK_ID_LEN);
  if (but != NULL)
    hark_stmt_bind_id (stmt, 5, but);
  else
    hark_stmt_bind_null (stmt, 5);
  return stmt;
}

/* @stmt's rows, @max and one more at most, which says that there are others. */
static gboolean
add_rows (GArray *list, HarkStmt *stmt, guint max, GError **error)
{
  HarkStep step = HARK_STEP_ROW;

  for (guint i = 0; i <= max && (step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW; i++)
    {
      SrvDue due = { .epoch = (guint32)hark_stmt_get_int (stmt, 2) };

      if (hark_stmt_get_id (stmt, 0, &due.ticket) && hark_stmt_get_id (stmt, 1, &due.to))
        g_array_append_val (list, due);
    }

  return step != HARK_STEP_ERROR;
}

static int
compare_dues (gconstpointer a, gconstpointer b)
{
  const SrvDue *one = a, *other = b;
  int order = memcmp (one->ticket.bytes, other->ticket.bytes, HARK_ID_LEN);

  return order != 0 ? order : memcmp (one->to.bytes, other->to.bytes, HARK_ID_LEN);
}

GArray *
store_due_list (SrvStore *store, const HarkId *user, const HarkId *after, const HarkId *but,
                guint max, gboolean *more, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (SrvDue));
  g_autoptr (GArray) writable = list_writable (store, user);

  for (guint i = 0; i < writable->len; i++)
    {
      const Place *place = &g_array_index (writable, Place, i);

      for (const char *const *kind = choose_kinds (store, place, but); *kind != NULL; kind++)
        {
          g_autoptr (HarkStmt) stmt
              = prepare_for (store, SQL_LIST, user, &place->area, *kind, after, but);

          if (!add_rows (list, stmt, max, error))
            return NULL;
        }
    }

  *more = list->len > max;
  g_array_sort (list, compare_dues);
  g_array_set_size (list, MIN (list->len, max));
  return g_steal_pointer (&list);
}

gboolean
store_due_count_seals (SrvStore *store, const HarkId *user, const HarkId *but, guint *count,
                       GError **error)
{
  g_autoptr (GArray) writable = list_writable (store, user);

  *count = 0;
  for (guint i = 0; i < writable->len; i++)
    {
      const Place *place = &g_array_index (writable, Place, i);
      const char *const *kinds = choose_kinds (store, place, but);

      /* the first is no seal */
      for (const char *const *kind = kinds + 1; *kind != NULL; kind++)
        {
          g_autoptr (HarkStmt) stmt
              = prepare_for (store, SQL_COUNT, user, &place->area, *kind, &nobody, but);

          if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
            return FALSE;
          *count += (guint)hark_stmt_get_int (stmt, 0);
        }
    }

  return TRUE;
}

gboolean
store_due_is_there (SrvStore *store, const HarkId *user, const HarkId *but, gboolean *there,
                    GError **error)
{
  g_autoptr (GArray) list = store_due_list (store, user, &nobody, but, 0, there, error);

  return list != NULL;
}

/* @to is whom they seal to: whoever uses the recovery key needs no access yet, to seal to
 * themselves. */
static gboolean
check_sealer (SrvStore *store, const HarkId *sealer, const SrvTicket *ticket,
              const HarkEpoch *epoch, const HarkId *to, GError **error)
{
  gboolean lost, may = FALSE;
  SrvSide side;

  if (hark_id_equal (to, sealer) && !store_recovery_may_open (store, epoch, sealer, &may, error))
    return FALSE;
  if (may)
    return TRUE;
  if (!store_access_get (store, sealer, &ticket->id, &side, &lost, error))
    return FALSE;
  if (lost)
    return fail (error, HARK_ERROR_GONE, "you have no access to this ticket any more");
  if ((side & SRV_SIDE_TEAM) == 0
      || srv_roster_get_role (srv_store_get_roster (store), &ticket->area, sealer)
             < HARK_ROLE_EXPERT)
    return fail (error, HARK_ERROR_FORBIDDEN, "only Experts of the area seal to who joined it");

  return TRUE;
}

static gboolean
check_recipient (SrvStore *store, const HarkEpoch *epoch, const HarkId *to, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  guint8 head[HARK_HEAD_LEN];
  gboolean may_have;
  HarkRoster *list;

  if (!store_epoch_get_entry (store, &epoch->ticket, head, error))
    return FALSE;

  list = srv_roster_lock (roster);
  may_have = hark_roster_is_recipient (list, &epoch->area, to, hark_roster_find_head (list, head));
  srv_roster_unlock (roster);
  return (may_have && !hark_epoch_excludes (epoch, to))
         || fail (error, HARK_ERROR_FORBIDDEN, "this is nobody who may read the ticket");
}

/* Nothing tells a ticket that is not there from one of others. */
static SrvTicket *
get_ticket (SrvStore *store, const HarkId *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  SrvTicket *ticket = store_ticket_get (store, id, &local);

  if (ticket == NULL && g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    fail (error, HARK_ERROR_FORBIDDEN, "only Experts of the area seal to who joined it");
  else if (ticket == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return ticket;
}

gboolean
store_due_settle (SrvStore *store, gint64 seq, const HarkId *sealer, const SrvDue *due, GBytes *box,
                  GError **error)
{
  g_autoptr (SrvTicket) ticket = get_ticket (store, &due->ticket, error);
  g_autoptr (SrvSlot) slot = NULL;
  guint8 hash[HARK_HASH_LEN];
  HarkEpoch epoch;
  gboolean has;

  if (ticket == NULL || !store_epoch_get_newest (store, &due->ticket, &epoch, hash, error)
      || !check_sealer (store, sealer, ticket, &epoch, &due->to, error))
    return FALSE;
  if (epoch.epoch != due->epoch)
    return fail (error, HARK_ERROR_REKEY, "the ticket has a newer epoch");
  if (srv_roster_is_recovery (srv_store_get_roster (store), &due->to))
    return store_recovery_settle (store, &epoch, &due->to, box, error);
  if (!check_recipient (store, &epoch, &due->to, error)
      || !store_epoch_has_slot (store, &due->ticket, due->epoch, HARK_SLOT_MEMBER, &due->to, &has,
                                error))
    return FALSE;
  if (has)
    return take_off (store, &due->ticket, SEAL, &due->to, error);
  if (g_bytes_get_size (box) != HARK_SLOT_LEN)
    return fail (error, HARK_ERROR_INVALID, "a slot is malformed");

  slot = srv_slot_new (&due->to, HARK_SLOT_MEMBER, box);
  return store_epoch_add_slot (store, seq, &epoch, slot, error)
         && take_off (store, &due->ticket, SEAL, &due->to, error);
}
