/* app-new-code.c: see app-new-code.h */
#include "app-new-code.h"

#include <string.h>

#include "app-epoch-pin.h"
#include "app-move.h"
#include "hark-error.h"
#include "hark-json.h"

static const char EARLY_SQL_ADD[] = "INSERT OR IGNORE INTO early (object, ticket) VALUES ($1, $2)";
static const char EARLY_SQL_GET[] = "SELECT 1 FROM early WHERE object = $1";

static gboolean
refuse (GError **error, HarkError code, const char *sentence)
{
  g_set_error_literal (error, HARK_ERROR, code, sentence);
  return FALSE;
}

static gboolean
is_new_code (JsonObject *intent)
{
  return g_str_equal (hark_json_peek_string (intent, "type"), APP_NEW_CODE_TYPE);
}

gboolean
app_new_code_check (const AppAction *action, const AppCacheTicket *ticket, const HarkEpoch *epoch,
                    GError **error)
{
  static const guint8 nobody[32];

  if (action->inbox == NULL)
    return refuse (error, HARK_ERROR_INVALID, "the code is missing");
  if (!ticket->inbox && hark_id_is_zero (&ticket->reporter))
    return refuse (error, HARK_ERROR_CONFLICT,
                   "the reporter wanted no inbox: there is no code that they could have lost");
  /* the server alone knows whether that account lives; until it ended it says so as well */
  if (memcmp (epoch->reporter_pk, nobody, sizeof nobody) == 0)
    return refuse (error, HARK_ERROR_CONFLICT, "the reporter has no key that could be replaced");

  return TRUE;
}

void
app_new_code_put (const AppInboxKeys *keys, const guint8 replaces[32], JsonObject *intent)
{
  hark_json_set_bytes (intent, "lookup", keys->lookup, sizeof keys->lookup);
  hark_json_set_bytes (intent, "token", keys->token_hash, sizeof keys->token_hash);
  hark_json_set_bytes (intent, "pk", keys->box_pk, sizeof keys->box_pk);
  hark_json_set_bytes (intent, "replaces", replaces, 32);
}

void
app_new_code_change (JsonObject *intent, HarkEpoch *epoch)
{
  if (is_new_code (intent))
    hark_json_get_fixed (intent, "pk", epoch->reporter_pk, sizeof epoch->reporter_pk, NULL);
}

void
app_new_code_set_pre (JsonObject *intent, JsonObject *pre)
{
  json_object_set_string_member (pre, "code", hark_json_peek_string (intent, "replaces"));
}

void
app_new_code_tell (JsonObject *intent, JsonObject *body)
{
  JsonObject *inbox = json_object_new ();

  json_object_set_string_member (inbox, "lookup", hark_json_peek_string (intent, "lookup"));
  json_object_set_string_member (inbox, "token", hark_json_peek_string (intent, "token"));
  json_object_set_object_member (body, "inbox", inbox);
}

gboolean
app_new_code_is_here (JsonObject *intent, const HarkEpoch *epoch)
{
  guint8 pk[32];

  return hark_json_get_fixed (intent, "pk", pk, sizeof pk, NULL)
         && memcmp (epoch->reporter_pk, pk, sizeof pk) == 0;
}

static const HarkEpoch *
get_epoch (GPtrArray *epochs, guint32 number)
{
  return &((AppCacheEpoch *)g_ptr_array_index (epochs, number))->epoch;
}

gboolean
app_new_code_is_issued (GPtrArray *epochs, guint32 epoch)
{
  return epoch < epochs->len
         && memcmp (get_epoch (epochs, epoch)->reporter_pk, get_epoch (epochs, 0)->reporter_pk, 32)
                != 0;
}

/* Whether @later, after @epoch, has another code's key. */
static gboolean
is_replaced_by (GPtrArray *epochs, guint32 epoch, guint32 later)
{
  return later > epoch && later < epochs->len
         && memcmp (get_epoch (epochs, epoch)->reporter_pk, get_epoch (epochs, later)->reporter_pk,
                    32)
                != 0;
}

static void
bind_hidden (AppStore *store, HarkStmt *stmt, int index, const HarkId *id)
{
  guint8 hidden[HARK_HASH_LEN];

  app_epoch_pin_hide (store, id->bytes, sizeof id->bytes, hidden);
  hark_stmt_bind_blob (stmt, index, hidden, sizeof hidden);
}

static gboolean
was_early (AppStore *store, const HarkId *object)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), EARLY_SQL_GET);

  bind_hidden (store, stmt, 1, object);
  return hark_stmt_step (stmt, NULL) == HARK_STEP_ROW;
}

/* Whether what was followed, up to @followed, has the code of @epoch ended. */
static gboolean
is_followed (GPtrArray *epochs, guint32 epoch, gint64 followed)
{
  return followed >= 0 && is_replaced_by (epochs, epoch, (guint32)followed);
}

gboolean
app_new_code_had_ended (AppStore *store, GPtrArray *epochs, GPtrArray *records,
                        const HarkObject *object)
{
  const HarkObjectHeader *header = &object->header;

  if (!hark_id_is_zero (&header->author))
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      const AppMoveRecord *record = g_ptr_array_index (records, i);

      if (g_str_equal (record->type, APP_NEW_CODE_TYPE)
          && is_replaced_by (epochs, header->epoch, record->epoch))
        return TRUE;
    }

  return epochs->len > 0 && is_replaced_by (epochs, header->epoch, epochs->len - 1)
         && is_followed (epochs, header->epoch,
                         app_epoch_pin_get_newest (store, &header->ticket, epochs))
         && !was_early (store, &header->object);
}

static gboolean
add_early (AppStore *store, const HarkObjectHeader *header, GError **error)
{
  g_autoptr (HarkStmt) stmt
      = hark_sqlite_prepare (app_outbox_get_db (store->outbox), EARLY_SQL_ADD);

  bind_hidden (store, stmt, 1, &header->object);
  bind_hidden (store, stmt, 2, &header->ticket);
  return hark_stmt_run (stmt, error);
}

static gboolean
ends_now (GPtrArray *epochs, guint32 epoch, gint64 followed)
{
  return is_replaced_by (epochs, epoch, epochs->len - 1) && !is_followed (epochs, epoch, followed);
}

gboolean
app_new_code_note_early (AppStore *store, const HarkId *ticket, GPtrArray *epochs, gint64 followed,
                         GError **error)
{
  g_autoptr (GPtrArray) objects = NULL;
  guint32 first = 0;

  while (first < epochs->len && !ends_now (epochs, first, followed))
    first++;
  if (first == epochs->len)
    return TRUE;

  objects = app_cache_list_objects (store->cache, ticket, error);
  for (guint i = 0; objects != NULL && i < objects->len; i++)
    {
      const AppCacheObject *item = g_ptr_array_index (objects, i);
      HarkObjectHeader header;

      if (item->trust != APP_TRUST_BROKEN && hark_object_read_header (item->sealed, &header, NULL)
          && hark_id_is_zero (&header.author) && header.epoch < epochs->len
          && ends_now (epochs, header.epoch, followed) && !add_early (store, &header, error))
        return FALSE;
    }

  return objects != NULL;
}

HarkId
app_new_code_get_recipient (JsonObject *intent, const AppCacheTicket *ticket)
{
  const HarkId nobody = { { 0 } };

  return ticket->inbox || is_new_code (intent) ? nobody : ticket->reporter;
}
