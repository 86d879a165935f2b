/* store-object.c: see store-object.h */
#include "store-object.h"

#include "hark-error.h"
#include "store-ticket.h"

static const char SQL_SEALED[] = "SELECT sealed FROM object WHERE id = $1";
static const char SQL_INSERT[]
    = "INSERT INTO object (id, ticket, seq, pos, type, internal, epoch, author, at, sealed)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
static const char SQL_SHARED[] = "SELECT id, type, seq, epoch, author, at, sealed FROM object"
                                 " WHERE ticket = $1 AND internal = 0 ORDER BY seq, pos";
static const char SQL_REPORT[] = "SELECT id, type, seq, epoch, author, at, sealed FROM object"
                                 " WHERE ticket = $1 AND type = 1 ORDER BY seq, pos LIMIT 1";
static const char SQL_NEWEST[]
    = "SELECT id, type, seq, epoch, author, at FROM object WHERE ticket = $1 AND type IN (1, 2)"
      " ORDER BY seq DESC, pos DESC LIMIT 1";
static const char SQL_NEWEST_BUT[]
    = "SELECT id, type, seq, epoch, author, at FROM object WHERE ticket = $1 AND type IN (1, 2)"
      " ORDER BY author IS $2, seq DESC, pos DESC LIMIT 1";

static const char SQL_COUNT[] = "SELECT count (*) FROM object WHERE ticket = $1 AND type IN (1, 2)";

G_STATIC_ASSERT (HARK_OBJECT_REPORT == 1 && HARK_OBJECT_MESSAGE == 2);

void
srv_object_free (SrvObject *self)
{
  g_clear_pointer (&self->sealed, g_bytes_unref);
  g_free (self);
}

static gboolean
invalid (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

static gboolean
count_type (SrvObjectSet *set, const HarkObjectHeader *header, GError **error)
{
  switch (header->type)
    {
    case HARK_OBJECT_REPORT:
      set->n_report++;
      return TRUE;
    case HARK_OBJECT_MESSAGE:
      set->n_message++;
      return TRUE;
    case HARK_OBJECT_NOTE:
      set->n_note++;
      return TRUE;
    case HARK_OBJECT_OUTCOME:
      set->n_outcome++;
      set->outcome = header->object;
      return TRUE;
    case HARK_OBJECT_HISTORY:
      set->n_history++;
      return TRUE;
    case HARK_OBJECT_MANIFEST:
      set->n_manifest++;
      return TRUE;
    case HARK_OBJECT_TITLE:
    case HARK_OBJECT_LABELS:
    default:
      return invalid (error, "no operation brings an object of this type");
    }
}

static gboolean
read_one (GBytes *sealed, SrvObjectSet *set, HarkObjectHeader *header, GError **error)
{
  if (!hark_object_read_header (sealed, header, error))
    return FALSE;
  if (!hark_id_equal (&header->org, &set->org) || !hark_id_equal (&header->ticket, &set->ticket))
    return invalid (error, "an object belongs to another ticket");
  if (!hark_id_equal (&header->author, &set->author))
    return invalid (error, "an object names another author");
  if (!hark_id_is_zero (&set->author) && (header->flags & HARK_OBJECT_BY_SERVER) != 0)
    return invalid (error, "an object is marked as sealed by the server");
  if (hark_id_is_zero (&header->object))
    return invalid (error, "an object has no id");

  return count_type (set, header, error);
}

gboolean
srv_object_read (GPtrArray *objects, GBytes *history, SrvObjectSet *set, GError **error)
{
  guint n = objects->len + (history != NULL ? 1 : 0);
  HarkObjectHeader header[SRV_OBJECT_MAX];

  if (n > SRV_OBJECT_MAX)
    return invalid (error, "too many objects in one operation");

  for (guint i = 0; i < n; i++)
    {
      if (!read_one (i < objects->len ? g_ptr_array_index (objects, i) : history, set, &header[i],
                     error))
        return FALSE;
      if (i == 0)
        set->epoch = header[i].epoch;
      if (header[i].epoch != set->epoch)
        return invalid (error, "the objects are under different epochs");
      for (guint k = 0; k < i; k++)
        if (hark_id_equal (&header[i].object, &header[k].object))
          return invalid (error, "an object comes twice");
      if ((header[i].type == HARK_OBJECT_HISTORY) != (i == objects->len))
        return invalid (error, "a history entry stands in the wrong place");
    }

  return TRUE;
}

/* HARK_STEP_ROW: the same bytes; _DONE: no such id; _ERROR: other bytes, or the store's error. */
static HarkStep
find_one (SrvStore *store, GBytes *sealed, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_SEALED);
  g_autoptr (GBytes) there = NULL;
  HarkObjectHeader header;
  HarkStep step;

  if (!hark_object_read_header (sealed, &header, error))
    return HARK_STEP_ERROR;

  hark_stmt_bind_id (stmt, 1, &header.object);
  step = hark_stmt_step (stmt, error);
  if (step != HARK_STEP_ROW)
    return step;

  there = hark_stmt_get_bytes (stmt, 0);
  if (g_bytes_equal (there, sealed))
    return HARK_STEP_ROW;
  invalid (error, "an object's id was given to other content before");
  return HARK_STEP_ERROR;
}

gboolean
store_object_find (SrvStore *store, GPtrArray *objects, GBytes *history, gboolean *known,
                   GError **error)
{
  guint n = objects->len + (history != NULL ? 1 : 0);
  guint n_known = 0;

  for (guint i = 0; i < n; i++)
    {
      HarkStep step
          = find_one (store, i < objects->len ? g_ptr_array_index (objects, i) : history, error);

      if (step == HARK_STEP_ERROR)
        return FALSE;
      n_known += step == HARK_STEP_ROW ? 1 : 0;
    }
  if (n_known != 0 && n_known != n)
    return invalid (error, "some of these objects came with another operation");

  *known = n > 0 && n_known == n;
  return TRUE;
}

static gboolean
insert (SrvStore *store, gint64 seq, guint pos, GBytes *sealed, gint64 at, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_INSERT);
  HarkObjectHeader header;

  if (!hark_object_read_header (sealed, &header, error))
    return FALSE;

  hark_stmt_bind_id (stmt, 1, &header.object);
  hark_stmt_bind_id (stmt, 2, &header.ticket);
  hark_stmt_bind_int (stmt, 3, seq);
  hark_stmt_bind_int (stmt, 4, pos);
  hark_stmt_bind_int (stmt, 5, header.type);
  hark_stmt_bind_int (stmt, 6, hark_object_type_is_internal (header.type) ? 1 : 0);
  hark_stmt_bind_int (stmt, 7, header.epoch);
  hark_stmt_bind_id (stmt, 8, hark_id_is_zero (&header.author) ? NULL : &header.author);
  hark_stmt_bind_int (stmt, 9, at);
  hark_stmt_bind_bytes (stmt, 10, sealed);
  return hark_stmt_run (stmt, error);
}

gboolean
store_object_insert (SrvStore *store, gint64 seq, GPtrArray *objects, GBytes *history, gint64 at,
                     GError **error)
{
  for (guint i = 0; i < objects->len; i++)
    if (!insert (store, seq, i, g_ptr_array_index (objects, i), at, error))
      return FALSE;

  return history == NULL || insert (store, seq, objects->len, history, at, error);
}

static void
read_row (HarkStmt *stmt, SrvObject *object)
{
  *object = (SrvObject){ 0 };
  hark_stmt_get_id (stmt, 0, &object->id);
  object->type = (HarkObjectType)hark_stmt_get_int (stmt, 1);
  object->seq = hark_stmt_get_int (stmt, 2);
  object->epoch = (guint32)hark_stmt_get_int (stmt, 3);
  hark_stmt_get_id (stmt, 4, &object->author);
  object->at = hark_stmt_get_int (stmt, 5);
}

static GPtrArray *
list_objects (SrvStore *store, const char *sql, const HarkId *ticket, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_object_free);
  HarkStep step;

  hark_stmt_bind_id (stmt, 1, ticket);
  while ((step = hark_stmt_step (stmt, error)) == HARK_STEP_ROW)
    {
      SrvObject *object = g_new0 (SrvObject, 1);

      read_row (stmt, object);
      object->sealed = hark_stmt_get_bytes (stmt, 6);
      g_ptr_array_add (list, object);
    }

  return step == HARK_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

GPtrArray *
store_ticket_list_shared (SrvStore *store, const HarkId *ticket, GError **error)
{
  return list_objects (store, SQL_SHARED, ticket, error);
}

GPtrArray *
store_ticket_list_report (SrvStore *store, const HarkId *ticket, GError **error)
{
  return list_objects (store, SQL_REPORT, ticket, error);
}

gboolean
store_object_count (SrvStore *store, const HarkId *ticket, gint64 *n, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, SQL_COUNT);

  hark_stmt_bind_id (stmt, 1, ticket);
  if (hark_stmt_step (stmt, error) != HARK_STEP_ROW)
    return FALSE;

  *n = hark_stmt_get_int (stmt, 0);
  return TRUE;
}

gboolean
store_object_get_newest (SrvStore *store, const HarkId *ticket, const HarkId *but,
                         SrvObject *object, GError **error)
{
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, but != NULL ? SQL_NEWEST_BUT : SQL_NEWEST);

  hark_stmt_bind_id (stmt, 1, ticket);
  if (but != NULL)
    hark_stmt_bind_id (stmt, 2, but);
  switch (hark_stmt_step (stmt, error))
    {
    case HARK_STEP_ROW:
      read_row (stmt, object);
      return TRUE;
    case HARK_STEP_DONE:
      g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "the ticket has no report");
      return FALSE;
    case HARK_STEP_ERROR:
    default:
      return FALSE;
    }
}
