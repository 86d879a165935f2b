/* app-epoch-pin.c: see app-epoch-pin.h */
#include "app-epoch-pin.h"

#include <string.h>

#include "app-move.h"
#include "app-new-code.h"
#include "hark-json.h"

#define MAX_EPOCHS 100   /* of one ticket that are kept: the newest */
#define MAX_TICKETS 1000 /* at a time */
#define MAX_GONE 5000    /* tickets that are not here any more */
#define HIDE_TAG "hark/local/pin/v1"

static const char PIN_SQL_LIST[]
    = "SELECT epoch, hash, head, lost FROM epoch_pin WHERE ticket = $1 ORDER BY epoch";
static const char PIN_SQL_ADD[] = "INSERT OR REPLACE INTO epoch_pin"
                                  " (ticket, epoch, hash, head, seq, lost)"
                                  " VALUES ($1, $2, $3, $4, $5, 0)";
static const char PIN_SQL_CUT[] = "DELETE FROM epoch_pin WHERE ticket = $1 AND epoch >= $2";
static const char PIN_SQL_OLD[] = "DELETE FROM epoch_pin WHERE ticket = $1 AND epoch < $2";
static const char PIN_SQL_FOUND[]
    = "UPDATE epoch_pin SET lost = 0, seq = $2 WHERE ticket = $1 AND lost = 1";
static const char PIN_SQL_RELEASE[] = "UPDATE epoch_pin SET lost = 1 WHERE seq > $1";
static const char PIN_SQL_LET_GO[] = "UPDATE epoch_pin SET lost = 1, seq = 0 WHERE ticket = $1";
static const char CURSOR_SQL_GET[] = "SELECT cursor FROM epoch_pin_cursor";
static const char CURSOR_SQL_SET[] = "INSERT OR REPLACE INTO epoch_pin_cursor (one, cursor)"
                                     " VALUES (1, $1)";
/* Reports that a server makes up have a first epoch alone: they crowd out nothing that a member
 * went on with. */
static const char GONE_SQL_LIST[] = "SELECT ticket FROM epoch_pin GROUP BY ticket"
                                    " ORDER BY max (epoch) > 0 DESC, max (head) DESC";
/* The newest, and how the ticket began: it may come back from then. */
static const char GONE_SQL_THIN[]
    = "DELETE FROM epoch_pin WHERE ticket = $1"
      " AND epoch < (SELECT max (epoch) FROM epoch_pin WHERE ticket = $1)"
      " AND epoch > (SELECT min (epoch) FROM epoch_pin WHERE ticket = $1)";
static const char *const GONE_SQL_DROP[]
    = { "DELETE FROM epoch_pin WHERE ticket = $1", "DELETE FROM early WHERE ticket = $1" };
static const char HERE_SQL_LIST[] = "SELECT id FROM ticket";
static const char UNPINNED_SQL_ADD[]
    = "INSERT INTO unpinned (ticket) VALUES ($1) ON CONFLICT (ticket) DO NOTHING";
static const char UNPINNED_SQL_LIST[] = "SELECT ticket FROM unpinned LIMIT $1";
static const char UNPINNED_SQL_DONE[] = "DELETE FROM unpinned WHERE ticket = $1";

typedef struct
{
  guint32 epoch;
  guint8 hash[HARK_HASH_LEN];
  guint64 head;
  gboolean lost;
} Pin;

/* What stays when the ticket is gone must not tell which one it was, not even to who has the
 * server.
 */
void
app_epoch_pin_hide (AppStore *store, gconstpointer name, gsize length, guint8 hidden[HARK_HASH_LEN])
{
  hark_seal_hash (hidden, HARK_HASH_LEN, store->keys->local, sizeof store->keys->local, HIDE_TAG,
                  name, length, NULL);
}

static HarkStmt *
prepare (AppStore *store, const char *sql, const HarkId *ticket)
{
  HarkStmt *stmt = hark_sqlite_prepare (app_outbox_get_db (store->outbox), sql);
  guint8 hidden[HARK_HASH_LEN];

  app_epoch_pin_hide (store, ticket->bytes, sizeof ticket->bytes, hidden);
  hark_stmt_bind_blob (stmt, 1, hidden, sizeof hidden);
  return stmt;
}

static void
append_hidden (AppStore *store, GByteArray *hashes, const guint8 hash[HARK_HASH_LEN])
{
  guint8 hidden[HARK_HASH_LEN];

  app_epoch_pin_hide (store, hash, HARK_HASH_LEN, hidden);
  g_byte_array_append (hashes, hidden, sizeof hidden);
}

/* Element-type Pin, with no hole between them. */
static GArray *
list_pins (AppStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (GArray) pins = g_array_new (FALSE, TRUE, sizeof (Pin));
  g_autoptr (HarkStmt) stmt = prepare (store, PIN_SQL_LIST, ticket);
  HarkStep step;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      Pin pin = { .epoch = (guint32)hark_stmt_get_int (stmt, 0),
                  .head = (guint64)hark_stmt_get_int (stmt, 2),
                  .lost = hark_stmt_get_int (stmt, 3) != 0 };
      gsize length;
      gconstpointer hash = hark_stmt_get_blob (stmt, 1, &length);

      if (length == sizeof pin.hash)
        memcpy (pin.hash, hash, sizeof pin.hash);
      g_array_append_val (pins, pin);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&pins) : NULL;
}

static const Pin *
peek_pin (GArray *pins, guint i)
{
  return &g_array_index (pins, Pin, i);
}

/* @hashes: of a chain, HARK_HASH_LEN each. */
static gboolean
is_in (const Pin *pin, GByteArray *hashes)
{
  return pin->epoch < hashes->len / HARK_HASH_LEN
         && memcmp (pin->hash, hashes->data + (gsize)pin->epoch * HARK_HASH_LEN, HARK_HASH_LEN)
                == 0;
}

/* How many of @pins, from the oldest on, are in a chain of these @hashes. */
static guint
count_kept (GArray *pins, GByteArray *hashes)
{
  guint kept = 0;

  while (kept < pins->len && is_in (peek_pin (pins, kept), hashes))
    kept++;

  return kept;
}

/* The first epoch that stands in the place of one of @pins. Where the newest alone are pinned, what
 * comes before them is not known. */
static guint
find_other (GArray *pins, guint kept)
{
  if (kept > 0)
    return peek_pin (pins, kept - 1)->epoch + 1;

  return pins->len > 0 ? peek_pin (pins, 0)->epoch : 0;
}

static guint64
find_head (GArray *pins)
{
  guint64 head = 0;

  for (guint i = 0; i < pins->len; i++)
    head = MAX (head, peek_pin (pins, i)->head);

  return head;
}

/* --- what is shown --- */

/* Who could open it still, also under other keys since: somebody who was let back in cannot sign
 * anew what others have gone on from. */
static gboolean
may_open_today (AppStore *store, const HarkEpoch *before, const HarkEpoch *epoch)
{
  HarkRole role = hark_roster_get_role (store->roster, &before->area, &epoch->author);
  HarkRole least
      = hark_epoch_excludes_itself (epoch, before) ? HARK_ROLE_OBSERVER : HARK_ROLE_PROFESSIONAL;

  for (guint i = 0; i < before->n_excluded; i++)
    if (!hark_epoch_excludes (epoch, &before->excluded[i]))
      least = HARK_ROLE_EXPERT;

  return role >= least;
}

static gboolean
has_seen_as_much (AppStore *store, const HarkEpoch *before, const HarkEpoch *epoch, guint64 head)
{
  return hark_roster_find_head (store->roster, epoch->head) >= head
         || may_open_today (store, before, epoch);
}

/* @epoch is new here, or stands where another one was lost; what was followed had named the list of
 * people up to @head. */
static gboolean
may_replace (AppStore *store, const HarkEpoch *before, const HarkEpoch *epoch, guint64 head)
{
  return app_move_says_the_same (before, epoch) || has_seen_as_much (store, before, epoch, head);
}

/* A ticket that begins otherwise is another one. */
static gboolean
may_replace_all (AppStore *store, const AppVerifyChain *chain, guint from, guint64 head)
{
  HarkEpoch before, epoch;

  if (from == 0)
    return FALSE;
  for (guint i = from; i < chain->statements->len; i++)
    if (!hark_epoch_read (g_ptr_array_index (chain->statements, i - 1), &before, NULL)
        || !hark_epoch_read (g_ptr_array_index (chain->statements, i), &epoch, NULL)
        || !may_replace (store, &before, &epoch, head))
      return FALSE;

  return TRUE;
}

/* Nothing says who made what comes before the pins: the newest, which one writes under, must be by
 * somebody who had seen as much. */
static gboolean
may_end (AppStore *store, const AppVerifyChain *chain, guint64 head)
{
  guint n = chain->statements->len;
  HarkEpoch before, epoch;

  return n > 1 && hark_epoch_read (g_ptr_array_index (chain->statements, n - 2), &before, NULL)
         && hark_epoch_read (g_ptr_array_index (chain->statements, n - 1), &epoch, NULL)
         && has_seen_as_much (store, &before, &epoch, head);
}

gboolean
app_epoch_pin_allows (AppStore *store, const HarkId *ticket, const AppVerifyChain *chain)
{
  g_autoptr (GArray) pins = list_pins (store, ticket, NULL);
  g_autoptr (GByteArray) hashes = g_byte_array_new ();
  guint kept;

  if (pins == NULL)
    return FALSE;

  for (guint i = 0; i < chain->statements->len; i++)
    {
      guint8 hash[HARK_HASH_LEN];

      hark_epoch_hash (g_ptr_array_index (chain->statements, i), hash);
      append_hidden (store, hashes, hash);
    }
  kept = count_kept (pins, hashes);
  for (guint i = kept; i < pins->len; i++)
    if (!peek_pin (pins, i)->lost)
      return FALSE;

  /* also behind all of them: something that changes nothing may stand in a lost one's place already
   */
  return pins->len == 0
         || (may_replace_all (store, chain, find_other (pins, kept), find_head (pins))
             && (kept > 0 || may_end (store, chain, find_head (pins))));
}

/* --- what was followed --- */

gboolean
app_epoch_pin_note (AppStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_cache_get_db (store->cache), UNPINNED_SQL_ADD);

  hark_stmt_bind_id (stmt, 1, ticket);
  return hark_stmt_run (stmt, error);
}

static const HarkEpoch *
peek_epoch (GPtrArray *epochs, guint i)
{
  return &((AppCacheEpoch *)g_ptr_array_index (epochs, i))->epoch;
}

static gboolean
changes_something (GPtrArray *epochs)
{
  for (guint i = 1; i < epochs->len; i++)
    if (!app_move_says_the_same (peek_epoch (epochs, i - 1), peek_epoch (epochs, i)))
      return TRUE;

  return FALSE;
}

/* A reporter has no history to hold it against. */
static gboolean
is_on_record (AppStore *store, const AppCacheTicket *ticket, GPtrArray *epochs)
{
  g_autoptr (GPtrArray) records
      = g_ptr_array_new_with_free_func ((GDestroyNotify)app_move_record_free);
  g_autoptr (GPtrArray) objects = NULL;

  if ((ticket->side & APP_SIDE_TEAM) == 0 || !changes_something (epochs))
    return TRUE;

  objects = app_cache_list_objects (store->cache, &ticket->id, NULL);
  for (guint i = 0; objects != NULL && i < objects->len; i++)
    {
      const AppCacheObject *item = g_ptr_array_index (objects, i);
      g_autoptr (HarkObject) object
          = item->type == HARK_OBJECT_HISTORY && item->trust != APP_TRUST_BROKEN
                ? app_verify_open (epochs, item->sealed, NULL)
                : NULL;

      if (object != NULL && app_move_is_type (hark_json_peek_string (object->body, "type")))
        g_ptr_array_add (records, app_move_record_new (object));
    }

  return objects != NULL && app_move_is_recorded (epochs, records);
}

static gboolean
run_at (AppStore *store, const char *sql, const HarkId *ticket, guint epoch, GError **error)
{
  g_autoptr (HarkStmt) stmt = prepare (store, sql, ticket);

  hark_stmt_bind_int (stmt, 2, epoch);
  return hark_stmt_run (stmt, error);
}

static gboolean
add_pin (AppStore *store, const AppCacheTicket *ticket, const AppCacheEpoch *epoch, guint64 head,
         GError **error)
{
  g_autoptr (HarkStmt) stmt = prepare (store, PIN_SQL_ADD, &ticket->id);
  guint8 hidden[HARK_HASH_LEN];

  app_epoch_pin_hide (store, epoch->hash, HARK_HASH_LEN, hidden);
  hark_stmt_bind_int (stmt, 2, epoch->epoch.epoch);
  hark_stmt_bind_blob (stmt, 3, hidden, sizeof hidden);
  hark_stmt_bind_int (stmt, 4, (gint64)head);
  hark_stmt_bind_int (stmt, 5, ticket->rv);
  return hark_stmt_run (stmt, error);
}

/* From @from on. The head only goes on: what was lost was signed at it. */
static gboolean
add_pins (AppStore *store, const AppCacheTicket *ticket, GPtrArray *epochs, guint from,
          guint64 head, GError **error)
{
  for (guint i = from; i < epochs->len; i++)
    {
      head = MAX (head, hark_roster_find_head (store->roster, peek_epoch (epochs, i)->head));
      if (!add_pin (store, ticket, g_ptr_array_index (epochs, i), head, error))
        return FALSE;
    }

  return epochs->len <= MAX_EPOCHS
         || run_at (store, PIN_SQL_OLD, &ticket->id, epochs->len - MAX_EPOCHS, error);
}

static gint64
find_newest (GArray *pins, GByteArray *hashes)
{
  for (guint i = pins->len; i > 0; i--)
    if (is_in (peek_pin (pins, i - 1), hashes))
      return peek_pin (pins, i - 1)->epoch;

  return -1;
}

static GByteArray *
list_hashes (AppStore *store, GPtrArray *epochs)
{
  GByteArray *hashes = g_byte_array_new ();

  for (guint i = 0; i < epochs->len; i++)
    append_hidden (store, hashes, ((AppCacheEpoch *)g_ptr_array_index (epochs, i))->hash);

  return hashes;
}

gint64
app_epoch_pin_get_newest (AppStore *store, const HarkId *ticket, GPtrArray *epochs)
{
  g_autoptr (GArray) pins = list_pins (store, ticket, NULL);
  g_autoptr (GByteArray) hashes = list_hashes (store, epochs);

  return pins != NULL ? find_newest (pins, hashes) : -1;
}

/* *@changed: there is something that was not pinned before. */
static gboolean
pin (AppStore *store, const AppCacheTicket *ticket, GPtrArray *epochs, gboolean *changed,
     GError **error)
{
  g_autoptr (GArray) pins = list_pins (store, &ticket->id, error);
  g_autoptr (GByteArray) hashes = list_hashes (store, epochs);
  guint kept, other;

  if (pins == NULL)
    return FALSE;

  kept = count_kept (pins, hashes);
  other = find_other (pins, kept);
  /* a shorter one, for now: what was lost is waited for, or for what takes its place */
  if (kept > 0 && kept < pins->len && other >= epochs->len)
    return TRUE;
  if (kept == 0)
    other = 0;
  if (kept < pins->len && !run_at (store, PIN_SQL_CUT, &ticket->id, other, error))
    return FALSE;
  if (pins->len > 0 && peek_pin (pins, pins->len - 1)->lost)
    {
      g_autoptr (HarkStmt) found = prepare (store, PIN_SQL_FOUND, &ticket->id);

      hark_stmt_bind_int (found, 2, ticket->rv);
      if (!hark_stmt_run (found, error))
        return FALSE;
    }

  *changed = *changed || other < epochs->len;
  return app_new_code_note_early (store, &ticket->id, epochs, find_newest (pins, hashes), error)
         && add_pins (store, ticket, epochs, other, find_head (pins), error);
}

static gboolean
settle_one (AppStore *store, const HarkId *id, gboolean *changed, GError **error)
{
  g_autoptr (AppCacheTicket) ticket = app_cache_get_ticket (store->cache, id, NULL);
  g_autoptr (GPtrArray) epochs
      = ticket != NULL ? app_cache_list_epochs (store->cache, id, NULL) : NULL;

  return epochs == NULL || epochs->len == 0 || ticket->trust == APP_TRUST_BROKEN
         || !is_on_record (store, ticket, epochs) || pin (store, ticket, epochs, changed, error);
}

/* (element-type HarkId) */
static GArray *
list_unpinned (AppStore *store, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (HarkId));
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_cache_get_db (store->cache), UNPINNED_SQL_LIST);
  HarkStep step;
  HarkId id;

  hark_stmt_bind_int (stmt, 1, MAX_TICKETS);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    if (hark_stmt_get_id (stmt, 0, &id))
      g_array_append_val (list, id);

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

static gboolean
set_cursor (AppStore *store, const char *cursor, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), CURSOR_SQL_SET);

  hark_stmt_bind_text (stmt, 1, cursor);
  return hark_stmt_run (stmt, error);
}

static gboolean
settle (AppStore *store, GArray *tickets, const char *cursor, GError **error)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < tickets->len; i++)
    if (!settle_one (store, &g_array_index (tickets, HarkId, i), &changed, error))
      return FALSE;

  return !changed || set_cursor (store, cursor, error);
}

/* Once it is pinned: a break in between has it pinned again. */
static gboolean
take_off (AppStore *store, GArray *tickets, GError **error)
{
  gboolean ok = app_cache_begin (store->cache, error);

  for (guint i = 0; ok && i < tickets->len; i++)
    {
      g_autoptr (HarkStmt) stmt
          = hark_sqlite_prepare (app_cache_get_db (store->cache), UNPINNED_SQL_DONE);

      hark_stmt_bind_id (stmt, 1, &g_array_index (tickets, HarkId, i));
      ok = hark_stmt_run (stmt, error);
    }
  if (ok && app_cache_commit (store->cache, error))
    return TRUE;

  app_cache_rollback (store->cache);
  return FALSE;
}

gboolean
app_epoch_pin_settle (AppStore *store, const char *cursor, GError **error)
{
  g_autoptr (GArray) tickets = list_unpinned (store, error);

  if (tickets == NULL || tickets->len == 0)
    return tickets != NULL;

  return app_outbox_begin (store->outbox, error)
         && app_outbox_end (store->outbox, settle (store, tickets, cursor, error), error)
         && take_off (store, tickets, error);
}

/* --- what is not waited for --- */

gboolean
app_epoch_pin_release (AppStore *store, gint64 known, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), PIN_SQL_RELEASE);

  hark_stmt_bind_int (stmt, 1, known);
  return hark_stmt_run (stmt, error);
}

/* (element-type GBytes) as they stand in these tables. */
static GHashTable *
list_here (AppStore *store, GError **error)
{
  g_autoptr (GHashTable) here
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_cache_get_db (store->cache), HERE_SQL_LIST);
  guint8 hidden[HARK_HASH_LEN];
  HarkStep step;
  HarkId id;

  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    if (hark_stmt_get_id (stmt, 0, &id))
      {
        app_epoch_pin_hide (store, id.bytes, sizeof id.bytes, hidden);
        g_hash_table_add (here, g_bytes_new (hidden, sizeof hidden));
      }

  return step == HARK_STEP_DONE ? g_steal_pointer (&here) : NULL;
}

/* Those that followed the newest list of people first. (element-type GBytes) */
static GPtrArray *
list_gone (AppStore *store, GError **error)
{
  g_autoptr (GHashTable) here = list_here (store, error);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (HarkStmt) stmt = NULL;
  HarkStep step;

  if (here == NULL)
    return NULL;

  stmt = hark_sqlite_prepare (app_outbox_get_db (store->outbox), GONE_SQL_LIST);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      gsize length;
      gconstpointer hidden = hark_stmt_get_blob (stmt, 0, &length);
      g_autoptr (GBytes) ticket = g_bytes_new (hidden, length);

      if (!g_hash_table_contains (here, ticket))
        g_ptr_array_add (gone, g_bytes_ref (ticket));
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&gone) : NULL;
}

static gboolean
run_hidden (AppStore *store, const char *sql, GBytes *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = hark_sqlite_prepare (app_outbox_get_db (store->outbox), sql);

  hark_stmt_bind_bytes (stmt, 1, ticket);
  return hark_stmt_run (stmt, error);
}

static gboolean
thin (AppStore *store, GPtrArray *gone, GError **error)
{
  for (guint i = 0; i < gone->len; i++)
    if (i < MAX_GONE ? !run_hidden (store, GONE_SQL_THIN, gone->pdata[i], error)
                     : !run_hidden (store, GONE_SQL_DROP[0], gone->pdata[i], error)
                           || !run_hidden (store, GONE_SQL_DROP[1], gone->pdata[i], error))
      return FALSE;

  return TRUE;
}

gboolean
app_epoch_pin_thin (AppStore *store, GError **error)
{
  g_autoptr (GPtrArray) gone = list_gone (store, error);

  if (gone == NULL || gone->len == 0)
    return gone != NULL;

  return app_outbox_begin (store->outbox, error)
         && app_outbox_end (store->outbox, thin (store, gone, error), error);
}

void
app_epoch_pin_forget_all (AppStore *store)
{
  hark_sqlite_exec (app_outbox_get_db (store->outbox),
                    "DELETE FROM epoch_pin; DELETE FROM early; DELETE FROM epoch_pin_cursor;",
                    NULL);
  app_outbox_truncate (store->outbox);
}

gboolean
app_epoch_pin_let_go (AppStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = prepare (store, PIN_SQL_LET_GO, ticket);

  return hark_stmt_run (stmt, error);
}

char *
app_epoch_pin_get_cursor (AppStore *store)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), CURSOR_SQL_GET);

  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW ? g_strdup (hark_stmt_get_text (stmt, 0))
                                                      : NULL;
}
