/* store-check.c: see store-check.h */
#include "store-check.h"

#include "hark-error.h"
#include "hark-json.h"
#include "store-roster.h"
#include "store-setting.h"
#include "store-ticket.h"

#define MAX_RESULT 65536 /* bytes of a kept answer */

static const char SQL_EPOCH[]
    = "SELECT e.ticket, e.epoch, e.statement, t.area,"
      " e.epoch = (SELECT max (epoch) FROM epoch WHERE ticket = e.ticket)"
      " FROM epoch e JOIN ticket t ON t.id = e.ticket ORDER BY e.ticket, e.epoch";
static const char SQL_OBJECT[]
    = "SELECT id, ticket, type, internal, epoch, author, sealed FROM object ORDER BY id";
static const char SQL_SETTING[]
    = "SELECT scope, version, document FROM setting ORDER BY scope, version";
static const char SQL_BLOB[] = "SELECT id, size, done FROM blob ORDER BY id";
static const char SQL_OP[] = "SELECT id, status, result FROM op ORDER BY id";
static const char SQL_NUMBER[] = "SELECT number, id FROM ticket ORDER BY number";

/* Each lists the ids of rows that should not be there. */
static const struct
{
  const char *sql;
  const char *fault;
} rules[] = {
  { "SELECT id FROM ticket t WHERE NOT EXISTS (SELECT 1 FROM epoch e WHERE e.ticket = t.id AND "
    "e.epoch = 0)",
    "ticket %s: has no first epoch" },
  { "SELECT id FROM ticket t WHERE 1 <> (SELECT count (*) FROM object o WHERE o.ticket = t.id AND "
    "o.type = 1)",
    "ticket %s: has not exactly one report" },
  { "SELECT id FROM ticket t WHERE outcome IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM object o WHERE o.id = t.outcome AND o.ticket = t.id AND o.type = 6)",
    "ticket %s: its outcome is no outcome of its own" },
  { "SELECT id FROM ticket WHERE state = 'closed' AND outcome IS NULL",
    "ticket %s: closed without outcome" },
  { "SELECT id FROM ticket t WHERE inbox <> (SELECT count (*) FROM inbox i WHERE i.ticket = t.id)"
    " + (SELECT count (*) FROM portal_ticket p WHERE p.ticket = t.id)",
    "ticket %s: its inbox is missing, or should not be there" },
  { "SELECT a.ticket FROM access a WHERE (a.revoked_seq IS NULL OR a.revoked_seq <= a.granted_seq)"
    " AND NOT EXISTS (SELECT 1 FROM slot s WHERE s.ticket = a.ticket AND s.recipient = a.user)",
    "ticket %s: somebody has access who holds no key" },
  { "SELECT user FROM invitation i WHERE accepted IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM account a WHERE a.user = i.user)",
    "invitation %s: its account is missing" },
  { "SELECT user FROM reset r WHERE NOT EXISTS"
    " (SELECT 1 FROM invitation i WHERE i.user = r.user AND i.accepted IS NOT NULL)",
    "reset %s: nobody accepted it" },
  { "SELECT user FROM invitation WHERE portal = 1 AND (accepted IS NOT NULL OR area IS NOT NULL)",
    "invitation %s: to the portal alone, and more than that" },
  { "SELECT ticket FROM portal_ticket p WHERE NOT EXISTS (SELECT 1 FROM slot s WHERE s.ticket = "
    "p.ticket"
    " AND s.kind = 2 AND s.recipient = zeroblob (16))",
    "ticket %s: its owner on the portal holds no key" },
  { "SELECT ticket FROM portal_ticket p JOIN ticket t ON t.id = p.ticket WHERE t.account IS NOT"
    " p.user",
    "ticket %s: its owner on the portal is not who reported it" },
  { "SELECT ticket FROM due d WHERE kind = 'seal' AND EXISTS (SELECT 1 FROM slot s WHERE s.ticket ="
    " d.ticket AND s.kind = 1 AND s.recipient = d.user AND s.epoch ="
    " (SELECT max (epoch) FROM epoch e WHERE e.ticket = d.ticket))",
    "ticket %s: a key is due to somebody who holds it" },
  { "SELECT d.ticket FROM due d JOIN ticket t ON t.id = d.ticket WHERE d.area <> t.area",
    "ticket %s: what is due to it is in another area" },
  { "SELECT id FROM ticket, clock WHERE rv > seq OR state_v > seq OR advisor_v > seq"
    " OR area_v > seq",
    "ticket %s: has a version of the future" },
  { "SELECT object.id FROM object, clock WHERE object.seq > clock.seq",
    "object %s: has a seq of the future" },
  { "SELECT period.id FROM period, clock WHERE rv > seq",
    "period %s: has a version of the future" },
  { "SELECT op.id FROM op, clock WHERE op.seq > clock.seq",
    "operation %s: has a seq of the future" },
};

static void add_fault (GPtrArray *faults, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
add_fault (GPtrArray *faults, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (faults, g_strdup_vprintf (format, args));
  va_end (args);
}

static char *
get_id_text (HarkStmt *stmt, int column)
{
  HarkId id = { 0 };

  hark_stmt_get_id (stmt, column, &id);
  return hark_id_to_string (&id);
}

/* What the epoch before left. */
typedef struct
{
  HarkId ticket;
  guint32 next;
  guint8 hash[HARK_HASH_LEN];
} Chain;

static gboolean
check_author (HarkRoster *roster, GBytes *statement, const HarkEpoch *epoch)
{
  guint64 seq = hark_roster_find_head (roster, epoch->head);
  const HarkRosterKeys *user = hark_roster_get_keys_at (roster, &epoch->author, seq);
  const HarkId *org = hark_roster_get_org (roster);

  if (org == NULL || seq == 0)
    return FALSE;
  if (hark_id_is_zero (&epoch->author))
    return hark_epoch_verify (statement, org, NULL, NULL);
  return user != NULL && hark_epoch_verify (statement, org, user->sign_pk, NULL);
}

static void
check_epoch (HarkRoster *roster, HarkStmt *stmt, Chain *chain, GPtrArray *faults)
{
  g_autofree char *text = get_id_text (stmt, 0);
  g_autoptr (GBytes) statement = hark_stmt_get_bytes (stmt, 2);
  gint64 number = hark_stmt_get_int (stmt, 1);
  HarkId ticket = { 0 }, area = { 0 };
  HarkEpoch epoch;

  hark_stmt_get_id (stmt, 0, &ticket);
  hark_stmt_get_id (stmt, 3, &area);
  if (!hark_id_equal (&ticket, &chain->ticket))
    *chain = (Chain){ .ticket = ticket };

  if (!hark_epoch_read (statement, &epoch, NULL))
    {
      add_fault (faults, "ticket %s: epoch %" G_GINT64_FORMAT " cannot be read", text, number);
      return;
    }
  if (number != chain->next || epoch.epoch != number
      || memcmp (epoch.prev, chain->hash, HARK_HASH_LEN) != 0)
    add_fault (faults, "ticket %s: epoch %" G_GINT64_FORMAT " does not follow the one before", text,
               number);
  /* a ticket may have been in other areas before */
  if (!hark_id_equal (&epoch.ticket, &ticket)
      || (hark_stmt_get_int (stmt, 4) != 0 && !hark_id_equal (&epoch.area, &area)))
    add_fault (faults, "ticket %s: epoch %" G_GINT64_FORMAT " names another ticket or area", text,
               number);
  if (!check_author (roster, statement, &epoch))
    add_fault (faults, "ticket %s: epoch %" G_GINT64_FORMAT " was not signed by its author", text,
               number);

  chain->next = (guint32)number + 1;
  hark_epoch_hash (statement, chain->hash);
}

/* Those of one scope follow each other; the newest is what holds. */
static void
check_setting (HarkRoster *roster, HarkStmt *stmt, HarkSetting **before, GPtrArray *faults)
{
  g_autofree char *text = get_id_text (stmt, 0);
  g_autoptr (GBytes) document = hark_stmt_get_bytes (stmt, 2);
  HarkSetting *setting = hark_setting_read (document, NULL);
  HarkId scope = { 0 };

  hark_stmt_get_id (stmt, 0, &scope);
  if (*before != NULL && !hark_id_equal (&(*before)->scope, &scope))
    g_clear_pointer (before, hark_setting_free);
  if (setting == NULL || !hark_id_equal (&setting->scope, &scope)
      || setting->version != (guint64)hark_stmt_get_int (stmt, 1)
      || !hark_setting_verify (setting, document, roster, NULL)
      || !hark_setting_check_follows (setting, *before, roster, NULL))
    add_fault (faults, "settings of %s: version %" G_GINT64_FORMAT " does not hold", text,
               hark_stmt_get_int (stmt, 1));

  g_clear_pointer (before, hark_setting_free);
  *before = setting;
}

static gboolean
check_settings (SrvStore *store, GPtrArray *faults, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SETTING);
  HarkRoster *roster = srv_roster_lock (srv_store_get_roster (store));
  g_autoptr (HarkSetting) before = NULL;
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    check_setting (roster, stmt, &before, faults);

  srv_roster_unlock (srv_store_get_roster (store));
  return step == HARK_STEP_DONE;
}

static gboolean
check_epochs (SrvStore *store, GPtrArray *faults, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_EPOCH);
  HarkRoster *roster = srv_roster_lock (srv_store_get_roster (store));
  Chain chain = { 0 };
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    check_epoch (roster, stmt, &chain, faults);

  srv_roster_unlock (srv_store_get_roster (store));
  return step == HARK_STEP_DONE;
}

static void
check_object (const HarkId *org, HarkStmt *stmt, GPtrArray *faults)
{
  g_autofree char *text = get_id_text (stmt, 0);
  g_autoptr (GBytes) sealed = hark_stmt_get_bytes (stmt, 6);
  HarkId id = { 0 }, ticket = { 0 }, author = { 0 };
  HarkObjectHeader header;

  hark_stmt_get_id (stmt, 0, &id);
  hark_stmt_get_id (stmt, 1, &ticket);
  hark_stmt_get_id (stmt, 5, &author);
  if (!hark_object_read_header (sealed, &header, NULL))
    {
      add_fault (faults, "object %s: cannot be read", text);
      return;
    }
  if (!hark_id_equal (&header.object, &id) || !hark_id_equal (&header.ticket, &ticket)
      || !hark_id_equal (&header.author, &author) || !hark_id_equal (&header.org, org)
      || (gint64)header.type != hark_stmt_get_int (stmt, 2)
      || hark_object_type_is_internal (header.type) != (hark_stmt_get_int (stmt, 3) != 0)
      || header.epoch != hark_stmt_get_int (stmt, 4))
    add_fault (faults, "object %s: says something else than its row", text);
}

static gboolean
check_objects (SrvStore *store, GPtrArray *faults, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_OBJECT);
  HarkId org = { 0 };
  HarkStep step;

  srv_roster_get_org (srv_store_get_roster (store), &org, NULL, NULL);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    check_object (&org, stmt, faults);

  return step == HARK_STEP_DONE;
}

static gboolean
check_blobs (SrvStore *store, SrvBlobs *blobs, GPtrArray *faults, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_BLOB);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      g_autofree char *text = get_id_text (stmt, 0);
      gint64 size = hark_stmt_get_int (stmt, 1), there;
      gboolean done = hark_stmt_get_int (stmt, 2) != 0;
      HarkId id = { 0 };

      hark_stmt_get_id (stmt, 0, &id);
      there = srv_blobs_get_size (blobs, &id);
      if (there > size || (done && there != size))
        add_fault (faults,
                   "attachment %s: %" G_GINT64_FORMAT " bytes of %" G_GINT64_FORMAT " are there",
                   text, there, size);
    }

  return step == HARK_STEP_DONE;
}

static gboolean
check_ops (SrvStore *store, GPtrArray *faults, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_OP);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      g_autofree char *text = get_id_text (stmt, 0);
      const char *result = hark_stmt_get_text (stmt, 2);
      g_autoptr (JsonObject) answer
          = hark_json_parse_object (result, strlen (result), MAX_RESULT, NULL);
      const char *status = answer != NULL && json_object_has_member (answer, "st")
                               ? json_object_get_string_member (answer, "st")
                               : NULL;

      if (answer == NULL
          || (status != NULL && g_strcmp0 (status, hark_stmt_get_text (stmt, 1)) != 0))
        add_fault (faults, "operation %s: its answer cannot be read", text);
    }

  return step == HARK_STEP_DONE;
}

static gboolean
check_numbers (SrvStore *store, GPtrArray *faults, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_NUMBER);
  g_autofree char *last = NULL;
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      g_autofree char *text = get_id_text (stmt, 1);
      const char *number = hark_stmt_get_text (stmt, 0);

      if (!hark_ticket_number_is_valid (number))
        add_fault (faults, "ticket %s: its number is none", text);
      if (g_strcmp0 (last, number) == 0)
        add_fault (faults, "ticket %s: its number was given twice", text);
      g_free (last);
      last = g_strdup (number);
    }

  return step == HARK_STEP_DONE;
}

static gboolean
check_rule (SrvStore *store, const char *sql, const char *fault, GPtrArray *faults, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      g_autofree char *text = get_id_text (stmt, 0);
      g_auto (GStrv) part = g_strsplit (fault, "%s", 2);

      add_fault (faults, "%s%s%s", part[0], text, part[1]);
    }

  return step == HARK_STEP_DONE;
}

gboolean
store_check_run (SrvStore *store, SrvBlobs *blobs, GPtrArray *faults, GError **error)
{
  if (!srv_store_begin_read (store, error)
      || !hark_sqlite_check (srv_store_get_db (store), faults, error)
      || !check_epochs (store, faults, error) || !check_objects (store, faults, error)
      || (blobs != NULL && !check_blobs (store, blobs, faults, error))
      || !check_ops (store, faults, error) || !check_numbers (store, faults, error)
      || !check_settings (store, faults, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (!check_rule (store, rules[i].sql, rules[i].fault, faults, error))
      return FALSE;

  srv_store_end_read (store);
  return TRUE;
}
