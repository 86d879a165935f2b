/* store-feed.c: see store-feed.h
 *
 * Each kind of row is read by a statement of its own, in the order of (seq, key); the page is their
 * merge. A row's seq is where it stands in this user's feed: its rv, or that of the grant which
 * made the whole ticket theirs. */
#include "store-feed.h"

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-access.h"
#include "store-backup.h"
#include "store-due.h"
#include "store-feed-ticket.h"
#include "store-line.h"
#include "store-lineage.h"
#include "store-ticket.h"
#include "store-tomb.h"

#include <errno.h>

#define KEY_MAX 32
#define N_SOURCES_MAX 13

#define ALIVE " AND (a.revoked_seq IS NULL OR a.revoked_seq <= a.granted_seq)"
#define PROMISED " AND (p.name IN ('acknowledge', 'feedback') OR a.side IN ('team', 'both'))"
#define ALLOWED " AND (o.internal = 0 OR a.side IN ('team', 'both'))"

static const char SQL_ROSTER[]
    = "SELECT rv, number, statement FROM roster WHERE rv >= $1 ORDER BY rv, number";
static const char SQL_AREA[]
    = "SELECT rv, id, name, description, portal, anonymous, is_default FROM area WHERE rv >= $1"
      " ORDER BY rv, id";
/* each has an rv of its own: it stands for the key, too */
static const char SQL_SETTING[] = "SELECT rv, rv, document FROM setting WHERE rv >= $1 ORDER BY rv";
static const char SQL_DROP[]
    = "SELECT revoked_seq, ticket FROM access WHERE user = $1 AND revoked_seq >= $2"
      " ORDER BY revoked_seq, ticket";
static const char SQL_TOMB[] = "SELECT seq, ticket, lost FROM tomb WHERE user = $1 AND seq >= $2"
                               " ORDER BY seq, ticket";
static const char SQL_TICKET[]
    = "SELECT t.rv, t.id, a.side FROM ticket t CROSS JOIN access a"
      " WHERE a.ticket = t.id AND a.user = $1 AND t.rv >= $2 AND t.rv >= a.granted_seq" ALIVE
      " ORDER BY t.rv, t.id";
static const char SQL_TICKET_GRANTED[]
    = "SELECT a.granted_seq, t.id, a.side FROM access a CROSS JOIN ticket t"
      " WHERE t.id = a.ticket AND a.user = $1 AND a.granted_seq >= $2"
      " AND t.rv < a.granted_seq" ALIVE " ORDER BY a.granted_seq, a.ticket";
static const char SQL_PERIOD[]
    = "SELECT p.rv, p.id, p.ticket, p.name, p.due, p.done, p.gone, p.definition, p.title, p.remind,"
      " p.by_answer, p.entry, p.due_v, p.done_v"
      " FROM period p CROSS JOIN access a"
      " WHERE a.ticket = p.ticket AND a.user = $1 AND p.rv >= $2 AND p.rv >= a.granted_seq" ALIVE
          PROMISED " ORDER BY p.rv, p.id";
/* Also those that are gone: who had the ticket before, as its reporter, may have them still. */
static const char SQL_PERIOD_GRANTED[]
    = "SELECT a.granted_seq, p.id, p.ticket, p.name, p.due, p.done, p.gone, p.definition, p.title, "
      "p.remind,"
      " p.by_answer, p.entry, p.due_v, p.done_v"
      " FROM access a CROSS JOIN period p"
      " WHERE p.ticket = a.ticket AND a.user = $1 AND a.granted_seq >= $2"
      " AND p.rv < a.granted_seq" ALIVE PROMISED " ORDER BY a.granted_seq, p.id";
static const char SQL_OBJECT[]
    = "SELECT o.seq, o.ticket, o.id, o.seq, o.sealed FROM object o CROSS JOIN access a"
      " WHERE a.ticket = o.ticket AND a.user = $1 AND o.seq >= $2"
      " AND o.seq >= a.granted_seq" ALIVE ALLOWED " ORDER BY o.seq, o.ticket, o.id";
static const char SQL_OBJECT_GRANTED[]
    = "SELECT a.granted_seq, o.ticket, o.id, o.seq, o.sealed FROM access a CROSS JOIN object o"
      " WHERE o.ticket = a.ticket AND a.user = $1 AND a.granted_seq >= $2"
      " AND o.seq < a.granted_seq" ALIVE ALLOWED " ORDER BY a.granted_seq, a.ticket, o.id";
/* a user's own; gone with the ticket, and sent with it again */
static const char SQL_READ[]
    = "SELECT m.rv, m.ticket, m.up_to FROM read_mark m CROSS JOIN access a"
      " WHERE a.ticket = m.ticket AND a.user = $1 AND m.user = $1 AND m.rv >= $2"
      " AND m.rv >= a.granted_seq" ALIVE " ORDER BY m.rv, m.ticket";
static const char SQL_READ_GRANTED[]
    = "SELECT a.granted_seq, m.ticket, m.up_to FROM access a CROSS JOIN read_mark m"
      " WHERE m.ticket = a.ticket AND a.user = $1 AND m.user = $1 AND a.granted_seq >= $2"
      " AND m.rv < a.granted_seq" ALIVE " ORDER BY a.granted_seq, a.ticket";

static const char SQL_ALL_ROSTER[]
    = "SELECT rv, number, statement FROM roster WHERE number >= $1 ORDER BY number";
static const char SQL_ALL_AREA[]
    = "SELECT rv, id, name, description, portal, anonymous, is_default FROM area WHERE id >= $1"
      " ORDER BY id";
static const char SQL_ALL_TICKET[]
    = "SELECT max (t.rv, a.granted_seq), t.id, a.side FROM access a CROSS JOIN ticket t"
      " WHERE t.id = a.ticket AND a.user = $1 AND a.ticket >= $2" ALIVE " ORDER BY a.ticket";
static const char SQL_ALL_PERIOD[]
    = "SELECT max (p.rv, a.granted_seq), p.id, p.ticket, p.name, p.due, p.done, p.gone, "
      "p.definition, p.title, p.remind,"
      " p.by_answer, p.entry, p.due_v, p.done_v"
      " FROM period p CROSS JOIN access a"
      " WHERE a.ticket = p.ticket AND a.user = $1 AND p.gone = 0 AND p.id >= $2" ALIVE PROMISED
      " ORDER BY p.id";
static const char SQL_ALL_READ[]
    = "SELECT max (m.rv, a.granted_seq), m.ticket, m.up_to FROM read_mark m CROSS JOIN access a"
      " WHERE a.ticket = m.ticket AND a.user = $1 AND m.user = $1 AND m.ticket >= $2" ALIVE
      " ORDER BY m.ticket";
/* newest first */
static const char SQL_ALL_OBJECT[]
    = "SELECT o.seq, o.ticket, o.id, o.seq, o.sealed FROM object o CROSS JOIN access a"
      " WHERE a.ticket = o.ticket AND a.user = $1 AND o.seq <= $2" ALIVE ALLOWED
      " ORDER BY o.seq DESC, o.ticket DESC, o.id DESC";

typedef enum
{
  RANK_ROSTER,
  RANK_AREA,
  RANK_DROP,
  RANK_TICKET,
  RANK_PERIOD,
  RANK_READ, /* before the objects: a list can tell at once what is new in it */
  RANK_OBJECT,
  RANK_SETTING, /* this and what follows last: cursors of earlier servers name the others by their
                   number */
  RANK_TOMB,
  RANK_LAST
} Rank;

/* What tells the rows of one rank and seq apart, bytes that sort as the statements do. */
typedef enum
{
  KEY_NUMBER, /* column 1, big-endian */
  KEY_ID,     /* column 1 */
  KEY_OBJECT, /* columns 1 and 2 */
  KEY_NEWEST, /* all bits of seq (column 0), column 1 and the first half of column 2 turned round */
} KeyKind;

typedef struct
{
  Rank rank;
  KeyKind key;
  const char *sql;
  /* what stands for $1, $2: u the user, n the lower (KEY_NEWEST: upper) number, k the lower key */
  const char *bind;
} Source;

static const Source live[] = {
  { RANK_ROSTER, KEY_NUMBER, SQL_ROSTER, "n" },
  { RANK_AREA, KEY_ID, SQL_AREA, "n" },
  { RANK_DROP, KEY_ID, SQL_DROP, "un" },
  { RANK_TICKET, KEY_ID, SQL_TICKET, "un" },
  { RANK_TICKET, KEY_ID, SQL_TICKET_GRANTED, "un" },
  { RANK_PERIOD, KEY_ID, SQL_PERIOD, "un" },
  { RANK_PERIOD, KEY_ID, SQL_PERIOD_GRANTED, "un" },
  { RANK_READ, KEY_ID, SQL_READ, "un" },
  { RANK_READ, KEY_ID, SQL_READ_GRANTED, "un" },
  { RANK_OBJECT, KEY_OBJECT, SQL_OBJECT, "un" },
  { RANK_OBJECT, KEY_OBJECT, SQL_OBJECT_GRANTED, "un" },
  { RANK_SETTING, KEY_NUMBER, SQL_SETTING, "n" },
  { RANK_TOMB, KEY_ID, SQL_TOMB, "un" },
};

/* clang-format off */
static const Source snapshot[] = {
  { RANK_ROSTER, KEY_NUMBER, SQL_ALL_ROSTER, "n" },
  { RANK_AREA, KEY_ID, SQL_ALL_AREA, "k" },
  { RANK_TICKET, KEY_ID, SQL_ALL_TICKET, "uk" },
  { RANK_PERIOD, KEY_ID, SQL_ALL_PERIOD, "uk" },
  { RANK_READ, KEY_ID, SQL_ALL_READ, "uk" },
  { RANK_OBJECT, KEY_NEWEST, SQL_ALL_OBJECT, "un" },
  { RANK_SETTING, KEY_NUMBER, SQL_SETTING, "n" },
};
/* clang-format on */

G_STATIC_ASSERT (G_N_ELEMENTS (live) <= N_SOURCES_MAX);

/* Where a row stands. A snapshot's rows all have seq 0: they come by rank. */
typedef struct
{
  gint64 seq;
  guint rank;
  guint8 key[KEY_MAX];
} Place;

typedef struct
{
  HarkId lineage;
  gint64 seq;
  gboolean is_snapshot;
  gboolean is_inside; /* place says how far the rows of seq, or of the snapshot, were sent */
  Place place;
} Cursor;

typedef struct
{
  const Source *source;
  HarkStmt *stmt; /* NULL once it has no more rows */
  Place place;
} Reader;

typedef struct
{
  SrvStore *store;
  const HarkId *user;
  const HarkId *but; /* whose dues are left out; NULL: nobody's */
  Cursor from;
  gint64 newest; /* seq of the moment that is read */
  guint n_readers;
  Reader readers[N_SOURCES_MAX];
  Place last;
  guint n_lines;
  GString *lines;
} Feed;

static void
feed_clear (Feed *self)
{
  for (guint i = 0; i < self->n_readers; i++)
    g_clear_pointer (&self->readers[i].stmt, hark_stmt_release);
  if (self->lines != NULL)
    g_string_free (self->lines, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Feed, feed_clear)

static int
compare (const Place *a, const Place *b)
{
  if (a->seq != b->seq)
    return a->seq < b->seq ? -1 : 1;
  if (a->rank != b->rank)
    return a->rank < b->rank ? -1 : 1;
  return memcmp (a->key, b->key, KEY_MAX);
}

static gboolean
fail_reset (GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_RESET,
               "this cursor does not hold here: take a snapshot");
  return FALSE;
}

/* RANK-KEY, the key as hex digits. */
static gboolean
read_place (const char *text, Place *place)
{
  gsize length = strlen (text);

  if (length != 2 + 2 * KEY_MAX || !g_ascii_isdigit (text[0]) || text[1] != '-')
    return FALSE;

  place->rank = (guint)g_ascii_digit_value (text[0]);
  for (guint i = 0; i < KEY_MAX; i++)
    {
      int high = g_ascii_xdigit_value (text[2 + 2 * i]),
          low = g_ascii_xdigit_value (text[3 + 2 * i]);

      if (high < 0 || low < 0)
        return FALSE;
      place->key[i] = (guint8)(high << 4 | low);
    }

  return place->rank < RANK_LAST;
}

static gboolean
read_cursor (const char *text, Cursor *cursor)
{
  g_auto (GStrv) part = g_strsplit (text, ".", 5);
  guint n = g_strv_length (part);

  *cursor = (Cursor){ 0 };
  if (n < 3 || n > 4 || strlen (text) > SRV_FEED_MAX_CURSOR
      || !hark_id_from_string (part[0], &cursor->lineage)
      || !g_ascii_string_to_signed (part[1], 10, 0, G_MAXINT64, &cursor->seq, NULL))
    return FALSE;

  cursor->is_snapshot = strcmp (part[2], "snapshot") == 0;
  cursor->is_inside = n == 4;
  if (!cursor->is_snapshot && strcmp (part[2], "live") != 0)
    return FALSE;
  if (!cursor->is_inside)
    return !cursor->is_snapshot;

  cursor->place.seq = cursor->is_snapshot ? 0 : cursor->seq;
  return read_place (part[3], &cursor->place);
}

static char *
write_cursor (const Cursor *cursor)
{
  g_autofree char *lineage = hark_id_to_string (&cursor->lineage);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s.%" G_GINT64_FORMAT ".%s", lineage, cursor->seq,
                          cursor->is_snapshot ? "snapshot" : "live");
  if (cursor->is_inside)
    {
      g_string_append_printf (text, ".%u-", cursor->place.rank);
      for (guint i = 0; i < KEY_MAX; i++)
        g_string_append_printf (text, "%02x", cursor->place.key[i]);
    }

  return g_string_free (text, FALSE);
}

static void
put_number (guint8 *out, guint64 number)
{
  number = GUINT64_TO_BE (number);
  memcpy (out, &number, sizeof number);
}

static guint64
take_number (const guint8 *in)
{
  guint64 number;

  memcpy (&number, in, sizeof number);
  return GUINT64_FROM_BE (number);
}

static void
place_row (const Feed *self, Reader *reader)
{
  HarkStmt *stmt = reader->stmt;
  Place *place = &reader->place;
  HarkId first = { 0 }, second = { 0 };

  *place = (Place){ .seq = self->from.is_snapshot ? 0 : hark_stmt_get_int (stmt, 0),
                    .rank = reader->source->rank };
  if (reader->source->key != KEY_NUMBER)
    hark_stmt_get_id (stmt, 1, &first);
  if (reader->source->key >= KEY_OBJECT)
    hark_stmt_get_id (stmt, 2, &second);

  switch (reader->source->key)
    {
    case KEY_NUMBER:
      put_number (place->key, (guint64)hark_stmt_get_int (stmt, 1));
      break;
    case KEY_ID:
      memcpy (place->key, first.bytes, HARK_ID_LEN);
      break;
    case KEY_OBJECT:
      memcpy (place->key, first.bytes, HARK_ID_LEN);
      memcpy (place->key + HARK_ID_LEN, second.bytes, HARK_ID_LEN);
      break;
    case KEY_NEWEST:
    default:
      /* one operation writes into one ticket: 8 bytes of the object's id are enough beside seq and
       * ticket */
      put_number (place->key, (guint64)hark_stmt_get_int (stmt, 0));
      memcpy (place->key + 8, first.bytes, HARK_ID_LEN);
      memcpy (place->key + 8 + HARK_ID_LEN, second.bytes, 8);
      for (guint i = 0; i < KEY_MAX; i++)
        place->key[i] = (guint8)~place->key[i];
      break;
    }
}

/* To the next row that was not sent yet. */
static gboolean
advance (const Feed *self, Reader *reader, GError **error)
{
  for (;;)
    switch (hark_stmt_step (reader->stmt, error))
      {
      case HARK_STEP_ROW:
        place_row (self, reader);
        if (!self->from.is_inside || compare (&reader->place, &self->from.place) > 0)
          return TRUE;
        break;
      case HARK_STEP_DONE:
        g_clear_pointer (&reader->stmt, hark_stmt_release);
        return TRUE;
      case HARK_STEP_ERROR:
      default:
        return FALSE;
      }
}

/* The number from which on (KEY_NEWEST: down from which) @source has rows that were not sent. */
static gint64
get_bound (const Feed *self, const Source *source, gboolean same_rank)
{
  if (!self->from.is_snapshot)
    return self->from.is_inside ? self->from.seq : self->from.seq + 1;
  if (source->key == KEY_NEWEST)
    return same_rank ? (gint64)~take_number (self->from.place.key) : self->from.seq;

  return same_rank ? (gint64)take_number (self->from.place.key) : 0;
}

static void
bind (const Feed *self, const Source *source, HarkStmt *stmt)
{
  gboolean same_rank = self->from.is_inside && self->from.place.rank == source->rank;

  for (int i = 0; source->bind[i] != '\0'; i++)
    switch (source->bind[i])
      {
      case 'u':
        hark_stmt_bind_id (stmt, i + 1, self->user);
        break;
      case 'n':
        hark_stmt_bind_int (stmt, i + 1, get_bound (self, source, same_rank));
        break;
      case 'k':
      default:
        hark_stmt_bind_blob (stmt, i + 1, self->from.place.key, same_rank ? HARK_ID_LEN : 0);
        break;
      }
}

static gboolean
open_readers (Feed *self, GError **error)
{
  const Source *sources = self->from.is_snapshot ? snapshot : live;
  guint n = self->from.is_snapshot ? G_N_ELEMENTS (snapshot) : G_N_ELEMENTS (live);

  for (guint i = 0; i < n; i++)
    {
      Reader *reader = &self->readers[self->n_readers];

      if (self->from.is_snapshot && self->from.is_inside && sources[i].rank < self->from.place.rank)
        continue;
      reader->source = &sources[i];
      reader->stmt = srv_store_prepare (self->store, sources[i].sql);
      self->n_readers++;
      bind (self, &sources[i], reader->stmt);
      if (!advance (self, reader, error))
        return FALSE;
    }

  return TRUE;
}

static Reader *
find_next (Feed *self)
{
  Reader *next = NULL;

  for (guint i = 0; i < self->n_readers; i++)
    if (self->readers[i].stmt != NULL
        && (next == NULL || compare (&self->readers[i].place, &next->place) < 0))
      next = &self->readers[i];

  return next;
}

static JsonObject *
make_ticket (const Feed *self, HarkStmt *stmt, GError **error)
{
  g_autoptr (JsonObject) line = store_line_new ("ticket");
  HarkId id = { 0 };

  hark_stmt_get_id (stmt, 1, &id);
  hark_json_set_id (line, "id", &id);
  json_object_set_int_member (line, "rv", hark_stmt_get_int (stmt, 0));
  if (!store_feed_fill_ticket (self->store, self->user, &id, hark_stmt_get_text (stmt, 2), line,
                               error))
    return NULL;

  return g_steal_pointer (&line);
}

static JsonObject *
make_line (const Feed *self, const Reader *reader, GError **error)
{
  switch (reader->source->rank)
    {
    case RANK_ROSTER:
      return store_line_make_roster (reader->stmt);
    case RANK_AREA:
      return store_line_make_area (reader->stmt);
    case RANK_DROP:
      return store_line_make_drop (reader->stmt);
    case RANK_TICKET:
      return make_ticket (self, reader->stmt, error);
    case RANK_PERIOD:
      return store_line_make_period (reader->stmt);
    case RANK_READ:
      return store_line_make_read (reader->stmt);
    case RANK_SETTING:
      return store_line_make_setting (reader->stmt);
    case RANK_TOMB:
      return hark_stmt_get_int (reader->stmt, 2) != 0 ? store_line_make_drop (reader->stmt)
                                                      : store_line_make_tomb (reader->stmt);
    case RANK_OBJECT:
    case RANK_LAST:
    default:
      return store_line_make_object (reader->stmt);
    }
}

static void
append_line (GString *lines, JsonObject *line)
{
  g_autofree char *text = hark_json_to_string (line);

  g_string_append (lines, text);
  g_string_append_c (lines, '\n');
}

static gboolean
read_rows (Feed *self, guint limit, GError **error)
{
  Reader *reader;

  while (self->n_lines < limit && self->lines->len < SRV_FEED_MAX_BYTES
         && (reader = find_next (self)) != NULL)
    {
      g_autoptr (JsonObject) line = make_line (self, reader, error);

      if (line == NULL)
        return FALSE;
      append_line (self->lines, line);
      self->n_lines++;
      self->last = reader->place;
      if (!advance (self, reader, error))
        return FALSE;
    }

  return TRUE;
}

/* Where @cursor NULL means the beginning of a snapshot. */
static gboolean
begin (Feed *self, const char *cursor, GError **error)
{
  gint64 floor;
  gboolean holds;

  self->newest = store_lineage_get_seq (self->store, error);
  if (self->newest < 0)
    return FALSE;
  if (cursor == NULL)
    {
      self->from = (Cursor){ .seq = self->newest, .is_snapshot = TRUE };
      return TRUE;
    }

  if (!read_cursor (cursor, &self->from))
    return fail_reset (error);
  if (!store_lineage_holds (self->store, &self->from.lineage, self->from.seq, &holds, error)
      || !store_tomb_get_floor (self->store, &floor, error))
    return FALSE;

  return (holds && self->from.seq >= floor) || fail_reset (error);
}

/* The cursor behind the rows that were read. */
static gboolean
make_cursor (const Feed *self, gboolean complete, Cursor *next, GError **error)
{
  *next = (Cursor){ .seq = self->from.seq, .is_snapshot = self->from.is_snapshot && !complete };
  if (!complete)
    {
      next->is_inside = TRUE;
      next->place = self->last;
    }
  if (!self->from.is_snapshot)
    next->seq = complete ? self->newest : self->last.seq;

  return store_lineage_find (self->store, next->seq, &next->lineage, error);
}

static gboolean
finish (Feed *self, GString *page, GError **error)
{
  g_autoptr (JsonObject) head = store_line_new ("head");
  g_autoptr (JsonObject) end = store_line_new ("end");
  gboolean complete = find_next (self) == NULL, due;
  g_autofree char *text = NULL;
  HarkId lineage;
  gint64 backup;
  Cursor next;

  if (!store_lineage_find (self->store, self->newest, &lineage, error)
      || !make_cursor (self, complete, &next, error)
      || !store_due_is_there (self->store, self->user, self->but, &due, error)
      || !store_backup_get (self->store, &backup, NULL, error))
    return FALSE;

  hark_json_set_id (head, "lineage", &lineage);
  json_object_set_int_member (head, "to", self->from.is_snapshot ? self->from.seq : self->newest);
  json_object_set_boolean_member (head, "more", !complete || next.seq < self->newest);
  json_object_set_int_member (head, "schema", HARK_FEED_SCHEMA);
  json_object_set_boolean_member (head, "due", due);
  json_object_set_int_member (head, "backup_seq", backup);
  append_line (page, head);

  g_string_append_len (page, self->lines->str, (gssize)self->lines->len);

  text = write_cursor (&next);
  json_object_set_string_member (end, "cur", text);
  json_object_set_int_member (end, "n", self->n_lines);
  append_line (page, end);
  return TRUE;
}

GString *
store_feed_read (SrvStore *store, const HarkId *user, const char *cursor, guint limit,
                 const HarkId *but, GError **error)
{
  g_auto (Feed) feed = { .store = store, .user = user, .but = but, .lines = g_string_new (NULL) };
  GString *page = g_string_new (NULL);

  if (srv_store_begin_read (store, error) && begin (&feed, cursor, error)
      && open_readers (&feed, error) && read_rows (&feed, limit, error)
      && finish (&feed, page, error))
    return page;

  g_string_free (page, TRUE);
  return NULL;
}

gboolean
store_feed_is_below_floor (SrvStore *store, const char *cursor, gboolean *is_below, GError **error)
{
  gboolean holds;
  gint64 floor;
  Cursor there;

  *is_below = FALSE;
  if (cursor == NULL || !read_cursor (cursor, &there))
    return TRUE;
  if (!store_lineage_holds (store, &there.lineage, there.seq, &holds, error)
      || !store_tomb_get_floor (store, &floor, error))
    return FALSE;

  *is_below = holds && there.seq < floor;
  return TRUE;
}

gboolean
store_feed_find_known (SrvStore *store, const char *cursor, gint64 *known, gint64 *made,
                       GError **error)
{
  Cursor there;

  if (cursor == NULL || !read_cursor (cursor, &there))
    there.seq = 0;

  return store_backup_find_known (store, there.seq, known, made, error);
}
