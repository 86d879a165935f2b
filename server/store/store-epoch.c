/* store-epoch.c: see store-epoch.h */
#include "store-epoch.h"

#include "hark-api.h"
#include "hark-error.h"
#include "store-access.h"
#include "store-due.h"
#include "store-recovery.h"
#include "store-roster.h"
#include "store-setting.h"

static const char SQL_NEWEST[]
    = "SELECT statement FROM epoch WHERE ticket = $1 ORDER BY epoch DESC LIMIT 1";
static const char SQL_BACKWARDS[]
    = "SELECT statement FROM epoch WHERE ticket = $1 ORDER BY epoch DESC";
static const char SQL_LIST[]
    = "SELECT epoch, statement, past_sh, past_in FROM epoch WHERE ticket = $1 ORDER BY epoch";
static const char SQL_INSERT[]
    = "INSERT INTO epoch (ticket, epoch, statement, past_sh, past_in) VALUES ($1, $2, $3, $4, $5)";
static const char SQL_SLOT_INSERT[]
    = "INSERT INTO slot (ticket, kind, recipient, epoch, box) VALUES ($1, $2, $3, $4, $5)";
static const char SQL_SLOT_NEWEST[]
    = "SELECT box, epoch FROM slot WHERE ticket = $1 AND kind = $2 AND recipient = $3"
      " ORDER BY epoch DESC LIMIT 1";
static const char SQL_SLOT_HAS[]
    = "SELECT 1 FROM slot WHERE ticket = $1 AND kind = $2 AND recipient = $3 AND epoch = $4";
static const char SQL_FORGET_SLOTS[] = "DELETE FROM slot WHERE recipient = $1 AND kind = 1";

static const guint8 zeros[HARK_HASH_LEN];

static gboolean
fail (GError **error, HarkError code, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, code, text);
  return FALSE;
}

static gboolean
is_zero (const guint8 bytes[HARK_HASH_LEN])
{
  return memcmp (bytes, zeros, HARK_HASH_LEN) == 0;
}

SrvSlot *
srv_slot_new (const HarkId *recipient, HarkSlotKind kind, GBytes *box)
{
  SrvSlot *self = g_new0 (SrvSlot, 1);

  self->recipient = *recipient;
  self->kind = kind;
  self->box = g_bytes_ref (box);
  return self;
}

void
srv_slot_free (SrvSlot *self)
{
  g_bytes_unref (self->box);
  g_free (self);
}

void
srv_epoch_free (SrvEpoch *self)
{
  g_clear_pointer (&self->statement, g_bytes_unref);
  g_clear_pointer (&self->past_sh, g_bytes_unref);
  g_clear_pointer (&self->past_in, g_bytes_unref);
  g_free (self);
}

void
srv_epoch_opening_free (SrvEpochOpening *self)
{
  g_clear_pointer (&self->statement, g_bytes_unref);
  g_clear_pointer (&self->slots, g_ptr_array_unref);
  g_clear_pointer (&self->past_sh, g_bytes_unref);
  g_clear_pointer (&self->past_in, g_bytes_unref);
  g_free (self);
}

GPtrArray *
store_ticket_list_epochs (SrvStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_LIST);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_epoch_free);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      SrvEpoch *epoch = g_new0 (SrvEpoch, 1);

      epoch->epoch = (guint32)hark_stmt_get_int (stmt, 0);
      epoch->statement = hark_stmt_get_bytes (stmt, 1);
      epoch->past_sh = hark_stmt_get_bytes (stmt, 2);
      epoch->past_in = hark_stmt_get_bytes (stmt, 3);
      g_ptr_array_add (list, epoch);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

GBytes *
store_ticket_get_slot (SrvStore *store, const HarkId *ticket, HarkSlotKind kind,
                       const HarkId *recipient, guint32 *epoch, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SLOT_NEWEST);

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, kind);
  hark_stmt_bind_id (stmt, 3, recipient);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      *epoch = (guint32)hark_stmt_get_int (stmt, 1);
      return hark_stmt_get_bytes (stmt, 0);
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no slot");
      return NULL;
    case HARK_STEP_ERROR:
    default:
      return NULL;
    }
}

gboolean
store_epoch_get_newest (SrvStore *store, const HarkId *ticket, HarkEpoch *epoch,
                        guint8 hash[HARK_HASH_LEN], GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_NEWEST);
  g_autoptr (GBytes) statement = NULL;

  hark_stmt_bind_id (stmt, 1, ticket);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      statement = hark_stmt_get_bytes (stmt, 0);
      hark_epoch_hash (statement, hash);
      return hark_epoch_read (statement, epoch, error);
    case HARK_STEP_DONE:
      return fail (error, HARK_ERROR_NOT_FOUND, "there is no such ticket");
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}

gboolean
store_epoch_get_entry (SrvStore *store, const HarkId *ticket, guint8 head[HARK_HEAD_LEN],
                       GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_BACKWARDS);
  gboolean found = FALSE;
  HarkEpoch epoch;
  HarkId area;
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      g_autoptr (GBytes) statement = hark_stmt_get_bytes (stmt, 0);

      if (!hark_epoch_read (statement, &epoch, error))
        return FALSE;
      if (found && !hark_id_equal (&epoch.area, &area))
        return TRUE;
      found = TRUE;
      area = epoch.area;
      memcpy (head, epoch.head, HARK_HEAD_LEN);
    }
  if (step == HARK_STEP_ERROR)
    return FALSE;

  return found || fail (error, HARK_ERROR_NOT_FOUND, "there is no such ticket");
}

gboolean
store_epoch_has_slot (SrvStore *store, const HarkId *ticket, guint32 epoch, HarkSlotKind kind,
                      const HarkId *recipient, gboolean *has, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SLOT_HAS);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  hark_stmt_bind_int (stmt, 2, kind);
  hark_stmt_bind_id (stmt, 3, recipient);
  hark_stmt_bind_int (stmt, 4, epoch);
  step = hark_stmt_step (stmt, error);
  if (step == HARK_STEP_ERROR)
    return FALSE;

  *has = step == HARK_STEP_ROW;
  return TRUE;
}

/* The set of (kind, recipient) that are there: HARK_ERROR_INVALID for repeats and kinds that nobody
 * has. */
static GHashTable *
collect (GPtrArray *slots, HarkSlotKind kind, GError **error)
{
  g_autoptr (GHashTable) set = g_hash_table_new (hark_id_hash, hark_id_equal_func);

  for (guint i = 0; i < slots->len; i++)
    {
      SrvSlot *slot = g_ptr_array_index (slots, i);

      if (slot->kind < HARK_SLOT_MEMBER || slot->kind > HARK_SLOT_RECOVERY
          || g_bytes_get_size (slot->box) != HARK_SLOT_LEN)
        {
          fail (error, HARK_ERROR_INVALID, "a slot is malformed");
          return NULL;
        }
      if (slot->kind == kind && !g_hash_table_add (set, &slot->recipient))
        {
          fail (error, HARK_ERROR_INVALID, "somebody has two slots");
          return NULL;
        }
    }

  return g_steal_pointer (&set);
}

/* Whether @user is one of those who may have what entered the area at the statement @entry, by the
 * list as it is and as it was at the statement @at. */
static gboolean
is_recipient (HarkRoster *list, const HarkId *area, const HarkId *user, guint64 entry, guint64 at)
{
  return hark_roster_is_recipient (list, area, user, entry)
         && hark_roster_is_recipient_at (list, area, user, entry, at);
}

/* Members: the living ones who may have the ticket, and might already at the head that the
 * statement names. @entry_head NULL: it enters the area with this epoch, for everybody who is there
 * by now. */
static gboolean
check_members (HarkRoster *list, const HarkEpoch *epoch, const guint8 *entry_head,
               GHashTable *slots, GError **error)
{
  guint64 at = hark_roster_find_head (list, epoch->head);
  guint64 entry = entry_head != NULL ? hark_roster_find_head (list, entry_head) : at;
  g_autoptr (GArray) members = entry_head != NULL
                                   ? hark_roster_list_recipients (list, &epoch->area, entry)
                                   : hark_roster_get_members (list, &epoch->area);
  guint expected = 0;

  if (at == 0)
    return fail (error, HARK_ERROR_INVALID, "the epoch names a roster that is not on the chain");
  /* an older head would call for the next epoch at once */
  if (epoch->epoch > 0 && hark_roster_has_lost (list, &epoch->area, at, entry))
    return fail (error, HARK_ERROR_REKEY, "the area's team changed");

  for (guint i = 0; i < epoch->n_excluded; i++)
    if (g_hash_table_contains (slots, &epoch->excluded[i]))
      return fail (error, HARK_ERROR_INVALID, "somebody who is excluded has a slot");
  for (guint i = 0; i < members->len; i++)
    {
      const HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      if (hark_epoch_excludes (epoch, &member->user))
        continue;
      expected++;
      if (!g_hash_table_contains (slots, &member->user)
          || !is_recipient (list, &epoch->area, &member->user, entry, at))
        return fail (error, HARK_ERROR_REKEY, "the area's team changed");
    }

  if (expected == 0)
    return fail (error, HARK_ERROR_FORBIDDEN, "nobody could read a ticket of this area");
  if (g_hash_table_size (slots) != expected)
    return fail (error, HARK_ERROR_REKEY, "the area's team changed");
  return TRUE;
}

/* Exactly where the list says so now. */
static gboolean
check_recovery (HarkRoster *list, GHashTable *slots, GError **error)
{
  const HarkRosterRecovery *key = hark_roster_get_recovery (list);
  gboolean is_on = key != NULL && key->on > 0;

  return (g_hash_table_size (slots) == (is_on ? 1 : 0)
          && (!is_on || g_hash_table_contains (slots, &key->id)))
         || fail (error, HARK_ERROR_REKEY, "the organisation's recovery key changed");
}

/* @reporter NULL: nobody who could open one. @entry_head as check_members() has it. */
static gboolean
check_slots (SrvStore *store, const HarkEpoch *epoch, const guint8 *entry_head, GPtrArray *slots,
             const HarkId *reporter, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  g_autoptr (GHashTable) members = NULL;
  g_autoptr (GHashTable) reporters = NULL;
  g_autoptr (GHashTable) keys = NULL;
  HarkRoster *list;
  gboolean agree;

  if (slots->len > HARK_API_MAX_SLOTS)
    return fail (error, HARK_ERROR_INVALID, "too many slots");

  members = collect (slots, HARK_SLOT_MEMBER, error);
  reporters = members != NULL ? collect (slots, HARK_SLOT_REPORTER, error) : NULL;
  keys = reporters != NULL ? collect (slots, HARK_SLOT_RECOVERY, error) : NULL;
  if (keys == NULL)
    return FALSE;

  list = srv_roster_lock (roster);
  agree = check_members (list, epoch, entry_head, members, error)
          && check_recovery (list, keys, error);
  srv_roster_unlock (roster);
  if (!agree)
    return FALSE;

  if (g_hash_table_size (reporters) != (reporter != NULL ? 1 : 0)
      || (reporter != NULL && !g_hash_table_contains (reporters, reporter)))
    return fail (error, HARK_ERROR_INVALID, "the reporter's slot is missing, or is not theirs");
  return TRUE;
}

static gboolean
insert_epoch (SrvStore *store, const HarkEpoch *epoch, GBytes *statement, GBytes *past_sh,
              GBytes *past_in, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);

  hark_stmt_bind_id (stmt, 1, &epoch->ticket);
  hark_stmt_bind_int (stmt, 2, epoch->epoch);
  hark_stmt_bind_bytes (stmt, 3, statement);
  hark_stmt_bind_bytes (stmt, 4, past_sh);
  hark_stmt_bind_bytes (stmt, 5, past_in);
  return hark_stmt_run (stmt, error);
}

/* A slot for a reporter's key of before opens nothing to who has its place in the roster now. */
static gboolean
is_openable (SrvStore *store, const HarkEpoch *epoch, const SrvSlot *slot)
{
  guint8 box_pk[32];

  return slot->kind == HARK_SLOT_MEMBER
         || !srv_roster_get_keys (srv_store_get_roster (store), &slot->recipient, NULL, box_pk)
         || memcmp (box_pk, epoch->reporter_pk, sizeof box_pk) == 0;
}

gboolean
store_epoch_add_slot (SrvStore *store, gint64 seq, const HarkEpoch *epoch, const SrvSlot *slot,
                      GError **error)
{
  g_autoptr (HarkStmt) stmt = NULL;

  if (slot->kind == HARK_SLOT_RECOVERY)
    return store_recovery_put (store, epoch, slot, error);

  stmt = srv_store_prepare (store, SQL_SLOT_INSERT);
  hark_stmt_bind_id (stmt, 1, &epoch->ticket);
  hark_stmt_bind_int (stmt, 2, slot->kind);
  hark_stmt_bind_id (stmt, 3, &slot->recipient);
  hark_stmt_bind_int (stmt, 4, epoch->epoch);
  hark_stmt_bind_bytes (stmt, 5, slot->box);
  if (!hark_stmt_run (stmt, error))
    return FALSE;
  if (hark_id_is_zero (&slot->recipient) || !is_openable (store, epoch, slot))
    return TRUE;

  return store_access_grant (store, seq, &slot->recipient, &epoch->ticket,
                             slot->kind == HARK_SLOT_MEMBER ? SRV_SIDE_TEAM : SRV_SIDE_REPORTER,
                             error);
}

static gboolean
insert_slots (SrvStore *store, gint64 seq, const HarkEpoch *epoch, GPtrArray *slots, GError **error)
{
  for (guint i = 0; i < slots->len; i++)
    if (!store_epoch_add_slot (store, seq, epoch, g_ptr_array_index (slots, i), error))
      return FALSE;

  return TRUE;
}

/* At least @least in @area, at the head that the statement names. @entry_head NULL: the ticket is
 * new. */
static gboolean
check_author (SrvStore *store, const HarkEpoch *epoch, const HarkId *area, HarkRole least,
              const guint8 *entry_head, GBytes *statement, const HarkId *author, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  guint8 sign_pk[HARK_SIGN_PK_LEN];
  gboolean may_have;
  HarkRoster *list;
  HarkRole role;
  guint64 at;
  HarkId org;

  if (!hark_id_equal (&epoch->author, author))
    return fail (error, HARK_ERROR_INVALID, "the epoch names another author");
  if (!srv_roster_get_keys (roster, author, sign_pk, NULL)
      || !srv_roster_get_org (roster, &org, NULL, NULL))
    return fail (error, HARK_ERROR_FORBIDDEN, "the author is not in the roster");

  list = srv_roster_lock (roster);
  at = hark_roster_find_head (list, epoch->head);
  role = hark_roster_get_role_at (list, area, author, at);
  may_have = entry_head == NULL
             || hark_roster_is_recipient_at (list, area, author,
                                             hark_roster_find_head (list, entry_head), at);
  srv_roster_unlock (roster);
  if (role < least || !may_have)
    return fail (error, HARK_ERROR_INVALID, "the author was not in the team at the roster named");

  return hark_epoch_verify (statement, &org, sign_pk, error);
}

/* A user's by the roster; an anonymous reporter's exactly where they have an inbox. */
static gboolean
check_reporter_key (SrvStore *store, const SrvSubmission *submission, const HarkEpoch *epoch,
                    GError **error)
{
  guint8 box_pk[32];

  if (hark_id_is_zero (&submission->reporter))
    return (submission->has_inbox ? hark_seal_is_box_pk (epoch->reporter_pk)
                                  : is_zero (epoch->reporter_pk))
           || fail (error, HARK_ERROR_INVALID, "the epoch has the wrong key for the reporter");
  if (!srv_roster_get_keys (srv_store_get_roster (store), &submission->reporter, NULL, box_pk))
    return fail (error, HARK_ERROR_FORBIDDEN, "the reporter is not in the roster");

  return memcmp (epoch->reporter_pk, box_pk, sizeof box_pk) == 0
         || fail (error, HARK_ERROR_INVALID, "the epoch has the wrong key for the reporter");
}

/* Who made it, and the reporter's key in it. */
static gboolean
check_first_author (SrvStore *store, const SrvSubmission *submission, const HarkEpoch *epoch,
                    GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  guint8 sign_pk[HARK_SIGN_PK_LEN];
  HarkId org;

  if (!srv_roster_get_org (roster, &org, NULL, NULL))
    return fail (error, HARK_ERROR_SETUP, "the organisation is not set up yet");
  if (!hark_id_equal (&epoch->author, srv_submission_get_author (submission)))
    return fail (error, HARK_ERROR_INVALID, "the epoch names another author");
  if (!check_reporter_key (store, submission, epoch, error))
    return FALSE;
  if (submission->origin == HARK_TICKET_ORIGIN_ON_BEHALF)
    return check_author (store, epoch, &epoch->area, HARK_ROLE_PROFESSIONAL, NULL,
                         submission->epoch, &submission->author, error);
  if (hark_id_is_zero (&submission->reporter))
    return hark_epoch_verify (submission->epoch, &org, NULL, error);

  return (srv_roster_get_keys (roster, &submission->reporter, sign_pk, NULL)
          || fail (error, HARK_ERROR_FORBIDDEN, "the reporter is not in the roster"))
         && hark_epoch_verify (submission->epoch, &org, sign_pk, error);
}

/* Whether somebody of at least this role has it. */
static gboolean
is_left (SrvStore *store, const HarkEpoch *epoch, const guint8 *entry_head, HarkRole least)
{
  SrvRoster *roster = srv_store_get_roster (store);
  HarkRoster *list = srv_roster_lock (roster);
  g_autoptr (GArray) members = hark_roster_list_recipients (
      list, &epoch->area,
      entry_head != NULL ? hark_roster_find_head (list, entry_head) : hark_roster_get_seq (list));
  gboolean found = FALSE;

  srv_roster_unlock (roster);
  for (guint i = 0; i < members->len; i++)
    {
      const HarkRosterMember *member = &g_array_index (members, HarkRosterMember, i);

      found = found || (member->role >= least && !hark_epoch_excludes (epoch, &member->user));
    }

  return found;
}

/* Who can do what the reporter waits for. */
static gboolean
check_writers (SrvStore *store, const HarkEpoch *epoch, const guint8 *entry_head, GError **error)
{
  return is_left (store, epoch, entry_head, HARK_ROLE_PROFESSIONAL)
         || fail (error, HARK_ERROR_FORBIDDEN,
                  "no Professional or Expert would be left who has this ticket");
}

/* Who can also take an exclusion back, and give the ticket to who joins the team: without them all
 * would depend on whom the exclusion left. */
static gboolean
check_experts (SrvStore *store, const HarkEpoch *epoch, const guint8 *entry_head, GError **error)
{
  return is_left (store, epoch, entry_head, HARK_ROLE_EXPERT)
         || fail (error, HARK_ERROR_FORBIDDEN, "no Expert would be left who has this ticket");
}

/* After @change. A move takes the exclusions along, to Experts whom they may name. */
static gboolean
check_left (SrvStore *store, const HarkEpoch *next, const SrvEpochChange *change,
            const guint8 *entry_head, GError **error)
{
  if (change->exclude != NULL || (change->area != NULL && next->n_excluded > 0))
    return check_experts (store, next, entry_head, error);

  return check_writers (store, next, entry_head, error);
}

gboolean
store_epoch_is_in_a_team (SrvRoster *roster, const HarkId *user)
{
  HarkRoster *list = srv_roster_lock (roster);
  g_autoptr (GArray) areas = hark_roster_get_areas (list);
  gboolean found = FALSE;

  for (guint i = 0; i < areas->len && !found; i++)
    found = hark_roster_get_role (list, &g_array_index (areas, HarkId, i), user) != HARK_ROLE_NONE;
  srv_roster_unlock (roster);
  return found;
}

/* Whom the reporter keeps their ticket from, where the area lets them; not who writes it down. */
static gboolean
check_first_exclusions (SrvStore *store, const SrvSubmission *submission, const HarkEpoch *epoch,
                        GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  g_autoptr (HarkSettingArea) area = NULL;

  if (epoch->n_excluded == 0)
    return TRUE;

  area = store_setting_get_area (store, &epoch->area, error);
  if (area == NULL)
    return FALSE;
  if (!area->exclusion)
    return fail (error, HARK_ERROR_FORBIDDEN, "in this area reporters exclude nobody");
  if (epoch->n_excluded > SRV_EPOCH_MAX_AT_FIRST)
    return fail (error, HARK_ERROR_INVALID, "too many people are excluded");
  for (guint i = 0; i < epoch->n_excluded; i++)
    if (!store_epoch_is_in_a_team (roster, &epoch->excluded[i]))
      return fail (error, HARK_ERROR_INVALID, "somebody is excluded who is in no team");
  if (submission->origin == HARK_TICKET_ORIGIN_ON_BEHALF
      && hark_epoch_excludes (epoch, &submission->author))
    return fail (error, HARK_ERROR_INVALID, "who writes it down is not excluded by it");

  return check_experts (store, epoch, NULL, error);
}

gboolean
store_epoch_open_first (SrvStore *store, gint64 seq, const SrvSubmission *submission,
                        GError **error)
{
  gboolean slotted = submission->has_inbox || !hark_id_is_zero (&submission->reporter);
  HarkEpoch epoch;

  if (!hark_epoch_read (submission->epoch, &epoch, error))
    return FALSE;
  if (epoch.epoch != 0 || !is_zero (epoch.prev) || is_zero (epoch.commit_sh)
      || !is_zero (epoch.commit_in))
    return fail (error, HARK_ERROR_INVALID, "this is not how a reporter's first epoch looks");
  if (!hark_id_equal (&epoch.ticket, &submission->ticket)
      || !hark_id_equal (&epoch.area, &submission->area))
    return fail (error, HARK_ERROR_INVALID, "the epoch belongs to another ticket or area");

  return check_first_author (store, submission, &epoch, error)
         && check_first_exclusions (store, submission, &epoch, error)
         && check_slots (store, &epoch, NULL, submission->slots,
                         slotted ? &submission->reporter : NULL, error)
         && insert_epoch (store, &epoch, submission->epoch, NULL, NULL, error)
         && insert_slots (store, seq, &epoch, submission->slots, error);
}

/* What carries over, and that it follows the newest. */
static gboolean
check_follows (const HarkEpoch *next, const HarkEpoch *newest, const guint8 hash[HARK_HASH_LEN],
               GError **error)
{
  if (next->epoch <= newest->epoch)
    return fail (error, HARK_ERROR_REKEY, "somebody else opened this epoch first");
  if (next->epoch != newest->epoch + 1 || memcmp (next->prev, hash, HARK_HASH_LEN) != 0
      || !hark_id_equal (&next->ticket, &newest->ticket))
    return fail (error, HARK_ERROR_INVALID, "the epoch does not follow the newest one");
  if (next->epoch >= SRV_EPOCH_MAX)
    return fail (error, HARK_ERROR_INVALID, "the ticket has too many epochs");
  if (is_zero (next->commit_sh) || is_zero (next->commit_in))
    return fail (error, HARK_ERROR_INVALID, "the epoch lacks a key");

  return TRUE;
}

/* Whoever opens it has seen the newest, and so the list of people that it names. */
static gboolean
check_head (SrvStore *store, const HarkEpoch *next, const HarkEpoch *newest, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  HarkRoster *list = srv_roster_lock (roster);
  gboolean goes_on
      = hark_roster_find_head (list, next->head) >= hark_roster_find_head (list, newest->head);

  srv_roster_unlock (roster);
  return goes_on
         || fail (error, HARK_ERROR_INVALID, "the epoch names an older roster than the newest one");
}

/* Area, exclusions and the reporter's key carry over, but for what @change (may be NULL) says, by
 * whoever may say it.
 */
static gboolean
check_change (const HarkEpoch *next, const HarkEpoch *newest, const SrvEpochChange *change,
              const HarkId *author, GError **error)
{
  gboolean is_new_code = change != NULL && change->is_new_code;
  gboolean has_same_key
      = memcmp (next->reporter_pk, newest->reporter_pk, sizeof next->reporter_pk) == 0;
  HarkEpoch expected = *newest;

  if (change != NULL && change->area != NULL)
    expected.area = *change->area;
  if (change != NULL && change->exclude != NULL && !hark_epoch_exclude (&expected, change->exclude))
    return fail (error, HARK_ERROR_INVALID, "too many people are excluded");
  if (change != NULL && change->include != NULL)
    hark_epoch_include (&expected, change->include);

  if (!hark_id_equal (&next->area, &expected.area) || next->n_excluded != expected.n_excluded
      || memcmp (next->excluded, expected.excluded, next->n_excluded * sizeof (HarkId)) != 0)
    return fail (error, HARK_ERROR_INVALID, "the epoch changes area or exclusions otherwise");
  if (is_new_code ? has_same_key || !hark_seal_is_box_pk (next->reporter_pk) : !has_same_key)
    return fail (error, HARK_ERROR_INVALID, "the epoch has the wrong key for the reporter");

  return !hark_epoch_excludes (newest, author)
         || fail (error, HARK_ERROR_FORBIDDEN, "you are excluded from this ticket");
}

/* Who is on the team's side still, but got no slot. */
static gboolean
revoke_others (SrvStore *store, gint64 seq, const HarkEpoch *epoch, GError **error)
{
  g_autoptr (GArray) team = store_access_list_team (store, &epoch->ticket, error);

  if (team == NULL)
    return FALSE;

  for (guint i = 0; i < team->len; i++)
    {
      const HarkId *user = &g_array_index (team, HarkId, i);
      gboolean has;

      if (!store_epoch_has_slot (store, &epoch->ticket, epoch->epoch, HARK_SLOT_MEMBER, user, &has,
                                 error))
        return FALSE;
      if (!has && !store_access_revoke (store, seq, user, &epoch->ticket, SRV_SIDE_TEAM, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
store_epoch_open_next (SrvStore *store, gint64 seq, const SrvTicket *ticket, const HarkId *author,
                       const SrvEpochOpening *opening, const SrvEpochChange *change,
                       guint32 *number, GError **error)
{
  gboolean slotted = ticket->has_inbox || !hark_id_is_zero (&ticket->reporter);
  guint8 hash[HARK_HASH_LEN], entry_head[HARK_HEAD_LEN];
  const guint8 *entry_after;
  HarkEpoch newest, next;

  if (!hark_epoch_read (opening->statement, &next, error)
      || !store_epoch_get_newest (store, &ticket->id, &newest, hash, error)
      || !store_epoch_get_entry (store, &ticket->id, entry_head, error))
    return FALSE;

  entry_after = hark_id_equal (&next.area, &newest.area) ? entry_head : NULL;
  if (!check_follows (&next, &newest, hash, error) || !check_head (store, &next, &newest, error)
      || !check_change (&next, &newest, change, author, error)
      || !check_author (store, &next, &newest.area,
                        hark_epoch_excludes_itself (&next, &newest) ? HARK_ROLE_OBSERVER
                                                                    : HARK_ROLE_PROFESSIONAL,
                        entry_head, opening->statement, author, error)
      || (change != NULL && !check_left (store, &next, change, entry_after, error))
      || !check_slots (store, &next, entry_after, opening->slots,
                       slotted ? &ticket->reporter : NULL, error))
    return FALSE;
  if (g_bytes_get_size (opening->past_sh) != HARK_PAST_LEN
      || g_bytes_get_size (opening->past_in) != HARK_PAST_LEN)
    return fail (error, HARK_ERROR_INVALID, "a box of the past key is malformed");

  if (!insert_epoch (store, &next, opening->statement, opening->past_sh, opening->past_in, error)
      || !insert_slots (store, seq, &next, opening->slots, error)
      || !revoke_others (store, seq, &next, error) || !store_due_clear (store, &ticket->id, error)
      || !store_ticket_touch (store, seq, &ticket->id, error))
    return FALSE;

  *number = next.epoch;
  return TRUE;
}

/* Whether somebody may hold its key who may not have the ticket any longer: also who made it, where
 * they moved the ticket to another team, or excluded themselves. */
static gboolean
check_stale (SrvStore *store, const HarkEpoch *newest, gboolean *stale, GError **error)
{
  SrvRoster *roster = srv_store_get_roster (store);
  guint8 entry_head[HARK_HEAD_LEN];
  HarkRoster *list;
  guint64 entry;

  if (!store_epoch_get_entry (store, &newest->ticket, entry_head, error))
    return FALSE;

  list = srv_roster_lock (roster);
  entry = hark_roster_find_head (list, entry_head);
  *stale = hark_roster_has_lost (list, &newest->area, hark_roster_find_head (list, newest->head),
                                 entry)
           || (newest->epoch > 0
               && (!hark_roster_is_recipient (list, &newest->area, &newest->author, entry)
                   || hark_epoch_excludes (newest, &newest->author)));
  srv_roster_unlock (roster);
  return TRUE;
}

gboolean
store_epoch_check_newest (SrvStore *store, const SrvTicket *ticket, guint32 *number, GError **error)
{
  guint8 hash[HARK_HASH_LEN];
  HarkEpoch newest;
  gboolean stale;

  if (!store_epoch_get_newest (store, &ticket->id, &newest, hash, error)
      || !check_stale (store, &newest, &stale, error))
    return FALSE;
  if (is_zero (newest.commit_in))
    return fail (error, HARK_ERROR_REKEY, "the team's first entry opens an epoch");
  if (stale)
    return fail (error, HARK_ERROR_REKEY, "somebody who holds its key is not in the team any more");

  *number = newest.epoch;
  return TRUE;
}

gboolean
store_epoch_check_wanted (SrvStore *store, const SrvTicket *ticket, GError **error)
{
  guint8 hash[HARK_HASH_LEN];
  HarkEpoch newest;
  gboolean stale;

  return store_epoch_get_newest (store, &ticket->id, &newest, hash, error)
         && check_stale (store, &newest, &stale, error)
         && (is_zero (newest.commit_in) || stale
             || fail (error, HARK_ERROR_REKEY, "nobody left: the newest epoch is the one to use"));
}

gboolean
store_epoch_forget_slots (SrvStore *store, const HarkId *user, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_FORGET_SLOTS);

  hark_stmt_bind_id (stmt, 1, user);
  return hark_stmt_run (stmt, error);
}
