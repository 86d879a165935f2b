/* api-op-read.c: see api-op-read.h */
#include "api-op-read.h"

#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "hark-retention.h"

#define MAX_WORD 32 /* bytes of a type, a kind, a deadline's name */
#define MAX_PERIODS 8
#define HASH_TAG "hark/op/v1"

static gboolean
invalid (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID, text);
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void write_canonical (JsonNode *node, GString *text);

static void
write_canonical_object (JsonObject *object, GString *text)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *link = members; link != NULL; link = link->next)
    g_ptr_array_add (names, link->data);
  g_ptr_array_sort (names, compare_names);

  g_string_append_c (text, '{');
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      g_string_append_printf (text, "%" G_GSIZE_FORMAT ":%s=", strlen (name), name);
      write_canonical (json_object_get_member (object, name), text);
    }
  g_string_append_c (text, '}');
}

static void
write_canonical_array (JsonArray *array, GString *text)
{
  g_string_append_c (text, '[');
  for (guint i = 0; i < json_array_get_length (array); i++)
    write_canonical (json_array_get_element (array, i), text);
  g_string_append_c (text, ']');
}

/* The same for two texts that mean the same, whatever the order of their members. */
static void
write_canonical (JsonNode *node, GString *text)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (JSON_NODE_HOLDS_OBJECT (node))
    write_canonical_object (json_node_get_object (node), text);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    write_canonical_array (json_node_get_array (node), text);
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append_c (text, 'n');
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    g_string_append_printf (text, "%" G_GSIZE_FORMAT ":%s", strlen (json_node_get_string (node)),
                            json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append_c (text, json_node_get_boolean (node) ? 't' : 'f');
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    g_string_append_printf (text, "i%" G_GINT64_FORMAT ";", json_node_get_int (node));
  else
    g_string_append_printf (text, "d%s;",
                            g_ascii_dtostr (number, sizeof number, json_node_get_double (node)));
}

static void
hash_request (JsonObject *json, const HarkId *user, guint8 hash[SRV_OP_HASH_LEN])
{
  g_autoptr (GString) text = g_string_new (NULL);

  write_canonical_object (json, text);
  hark_seal_hash (hash, SRV_OP_HASH_LEN, NULL, 0, HASH_TAG, user->bytes, (gsize)HARK_ID_LEN,
                  text->str, text->len, NULL);
}

static gboolean
read_ids (JsonObject *json, const char *name, guint max, GArray *ids, GError **error)
{
  JsonArray *array;

  if (!json_object_has_member (json, name))
    return TRUE;
  array = hark_json_get_array (json, name, max, error);
  if (array == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      HarkId id;

      if (!hark_json_array_get_id (array, i, &id, error))
        return FALSE;
      for (guint k = 0; k < ids->len; k++)
        if (hark_id_equal (&g_array_index (ids, HarkId, k), &id))
          return invalid (error, "an id comes twice in a list");
      g_array_append_val (ids, id);
    }

  return TRUE;
}

static gboolean
read_objects (JsonObject *json, SrvOp *op, GError **error)
{
  JsonArray *array = hark_json_get_array (json, "objects", SRV_OBJECT_MAX, error);

  if (array == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      GBytes *sealed = hark_json_array_get_bytes (array, i, HARK_OBJECT_HEADER_LEN,
                                                  HARK_OBJECT_MAX_LEN, error);

      if (sealed == NULL)
        return FALSE;
      g_ptr_array_add (op->objects, sealed);
    }

  if (!json_object_has_member (json, "history") || json_object_get_null_member (json, "history"))
    return TRUE;
  op->history
      = hark_json_get_bytes (json, "history", HARK_OBJECT_HEADER_LEN, HARK_OBJECT_MAX_LEN, error);
  return op->history != NULL;
}

static gboolean
read_slot (JsonObject *json, GPtrArray *slots, GError **error)
{
  const char *kind = hark_json_get_string (json, "kind", MAX_WORD, error);
  g_autoptr (GBytes) box = NULL;
  HarkId to;

  if (kind == NULL || !hark_json_get_id (json, "to", &to, error))
    return FALSE;
  if (strcmp (kind, "member") != 0 && strcmp (kind, "reporter") != 0
      && strcmp (kind, "recovery") != 0)
    return invalid (error, "a slot is of no known kind");
  box = hark_json_get_bytes (json, "box", HARK_SLOT_LEN, HARK_SLOT_LEN, error);
  if (box == NULL)
    return FALSE;

  g_ptr_array_add (slots, srv_slot_new (&to,
                                        strcmp (kind, "member") == 0     ? HARK_SLOT_MEMBER
                                        : strcmp (kind, "reporter") == 0 ? HARK_SLOT_REPORTER
                                                                         : HARK_SLOT_RECOVERY,
                                        box));
  return TRUE;
}

static gboolean
read_past (JsonObject *json, SrvEpochOpening *epoch, GError **error)
{
  JsonArray *array;

  if (!json_object_has_member (json, "past") || json_object_get_null_member (json, "past"))
    return TRUE;
  array = hark_json_get_array (json, "past", 2, error);
  if (array == NULL)
    return FALSE;
  if (json_array_get_length (array) == 0)
    return TRUE;
  if (json_array_get_length (array) != 2)
    return invalid (error, "\"past\" is two boxes");

  epoch->past_sh = hark_json_array_get_bytes (array, 0, HARK_PAST_LEN, HARK_PAST_LEN, error);
  if (epoch->past_sh == NULL)
    return FALSE;
  epoch->past_in = hark_json_array_get_bytes (array, 1, HARK_PAST_LEN, HARK_PAST_LEN, error);
  return epoch->past_in != NULL;
}

static gboolean
read_epoch (JsonObject *json, SrvOp *op, GError **error)
{
  JsonObject *epoch;
  JsonArray *slots;

  if (!json_object_has_member (json, "epoch") || json_object_get_null_member (json, "epoch"))
    return TRUE;
  epoch = hark_json_get_object (json, "epoch", error);
  if (epoch == NULL)
    return FALSE;

  op->epoch = g_new0 (SrvEpochOpening, 1);
  op->epoch->slots = g_ptr_array_new_with_free_func ((GDestroyNotify)srv_slot_free);
  op->epoch->statement
      = hark_json_get_bytes (epoch, "st", HARK_EPOCH_MIN_LEN, HARK_EPOCH_MAX_LEN, error);
  slots = op->epoch->statement != NULL
              ? hark_json_get_array (epoch, "slots", HARK_API_MAX_SLOTS, error)
              : NULL;
  if (slots == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (slots); i++)
    {
      JsonObject *slot = hark_json_array_get_object (slots, i, error);

      if (slot == NULL || !read_slot (slot, op->epoch->slots, error))
        return FALSE;
    }

  return read_past (epoch, op->epoch, error);
}

/* Clients of before do not count. */
static gboolean
read_seen (JsonObject *pre, SrvOp *op, GError **error)
{
  return hark_json_get_opt_id (pre, "seen", &op->seen, error)
         && (!json_object_has_member (pre, "messages")
             || hark_json_get_int (pre, "messages", 0, G_MAXINT32, &op->n_seen, error));
}

static gboolean
read_pre (JsonObject *json, SrvOp *op, GError **error)
{
  JsonObject *pre;
  const char *version
      = op->type == SRV_OP_TAKE_OVER || op->type == SRV_OP_RELEASE || op->type == SRV_OP_ASSIGN
            ? "advisor_v"
        : op->type == SRV_OP_CLOSE || op->type == SRV_OP_REOPEN   ? "state_v"
        : op->type == SRV_OP_MOVE                                 ? "area_v"
        : srv_op_is_about_deletion (op->type)                     ? "deletion_v"
        : op->type == SRV_OP_HOLD || op->type == SRV_OP_LIFT_HOLD ? "hold_v"
        : op->type == SRV_OP_CHANGE_PERIOD || op->type == SRV_OP_FULFIL_PERIOD
                || op->type == SRV_OP_UNFULFIL_PERIOD || op->type == SRV_OP_REMOVE_PERIOD
            ? "period_v"
            : NULL;

  if (op->type == SRV_OP_NEW_CODE)
    op->code = g_new0 (SrvNewCode, 1);
  if (version == NULL && op->code == NULL
      && (!json_object_has_member (json, "pre") || json_object_get_null_member (json, "pre")))
    return TRUE;
  pre = hark_json_get_object (json, "pre", error);
  if (pre == NULL)
    return FALSE;

  if (json_object_has_member (pre, "epoch")
      && !hark_json_get_int (pre, "epoch", 0, G_MAXUINT32, &op->pre_epoch, error))
    return FALSE;
  if ((op->type == SRV_OP_CLOSE || op->type == SRV_OP_CONFIRM_DELETE)
      && !read_seen (pre, op, error))
    return FALSE;
  if (op->type == SRV_OP_MOVE
      && !hark_json_get_int (pre, "advisor_v", 0, G_MAXINT64, &op->advisor_v, error))
    return FALSE;

  if (op->code != NULL
      && !hark_json_get_fixed (pre, "code", op->code->replaces, sizeof op->code->replaces, error))
    return FALSE;

  return version == NULL
         || (hark_json_get_id (pre, "lineage", &op->lineage, error)
             && hark_json_get_int (pre, version, 0, G_MAXINT64, &op->version, error));
}

static gboolean
read_fulfil (JsonObject *body, SrvOp *op, GError **error)
{
  JsonArray *array;

  if (!json_object_has_member (body, "fulfil"))
    return TRUE;
  array = hark_json_get_array (body, "fulfil", MAX_PERIODS, error);
  if (array == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      SrvPeriodMask period;

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING
          || !srv_period_from_name (json_node_get_string (node), &period))
        return invalid (error, "\"fulfil\" names an unknown deadline");
      op->fulfil |= period;
    }

  return TRUE;
}

static gboolean
read_side (JsonObject *body, SrvOp *op, GError **error)
{
  const char *side = NULL;

  if (!hark_json_get_opt_string (body, "side", MAX_WORD, &side, error))
    return FALSE;
  if (side != NULL && strcmp (side, "team") != 0 && strcmp (side, "reporter") != 0)
    return invalid (error, "\"side\" is team or reporter");

  if (side != NULL)
    op->side = strcmp (side, "reporter") == 0 ? SRV_SIDE_REPORTER : SRV_SIDE_TEAM;
  return TRUE;
}

static gboolean
read_keys (JsonObject *body, guint8 lookup[16], guint8 token_hash[32], GError **error)
{
  JsonObject *inbox = hark_json_get_object (body, "inbox", error);

  return inbox != NULL && hark_json_get_fixed (inbox, "lookup", lookup, 16, error)
         && hark_json_get_fixed (inbox, "token", token_hash, 32, error);
}

static gboolean
read_inbox (JsonObject *body, SrvBehalf *behalf, GError **error)
{
  behalf->has_inbox
      = json_object_has_member (body, "inbox") && !json_object_get_null_member (body, "inbox");
  return !behalf->has_inbox || read_keys (body, behalf->lookup, behalf->token_hash, error);
}

/* A Hark from before there was any such time says no months: it may be one that waited. */
static gboolean
read_close (JsonObject *body, SrvOp *op, GError **error)
{
  gint64 months = 0;

  if (!hark_json_get_id (body, "outcome", &op->outcome, error)
      || (json_object_has_member (body, "months")
          && !hark_json_get_int (body, "months", HARK_RETENTION_MIN, HARK_RETENTION_MAX, &months,
                                 error)))
    return FALSE;

  op->months = (guint)months;
  return read_fulfil (body, op, error);
}

/* What it replaces stands in "pre", which read_pre() took. */
static gboolean
read_code (JsonObject *body, SrvOp *op, GError **error)
{
  return read_keys (body, op->code->lookup, op->code->token_hash, error);
}

/* Which, and of one that is added or moved the rest. */
static gboolean
read_period (JsonObject *body, SrvOp *op, GError **error)
{
  gboolean adds = op->type == SRV_OP_ADD_PERIOD;

  op->period = g_new0 (SrvPeriodAdded, 1);
  if (!hark_json_get_id (body, "period", &op->period->id, error))
    return FALSE;
  if (hark_id_is_zero (&op->period->id))
    return invalid (error, "a deadline has no id");
  if ((adds || op->type == SRV_OP_CHANGE_PERIOD)
      && !hark_json_get_int (body, "due", 1, HARK_API_MAX_DUE, &op->period->due, error))
    return FALSE;

  return !adds
         || (hark_json_get_opt_id (body, "definition", &op->period->definition, error)
             && hark_remind_from_json (body, "remind", &op->period->remind, error));
}

/* "for", even if it is null, says that it is written down for somebody else. */
static gboolean
read_submit (JsonObject *body, SrvOp *op, GError **error)
{
  if (!hark_json_get_id (body, "area", &op->area, error))
    return FALSE;
  if (!json_object_has_member (body, "for"))
    return TRUE;

  op->behalf = g_new0 (SrvBehalf, 1);
  return hark_json_get_opt_id (body, "for", &op->behalf->reporter, error)
         && hark_json_get_int (body, "received", G_MININT64, G_MAXINT64, &op->behalf->received,
                               error)
         && hark_json_get_bool (body, "reachable", &op->behalf->reachable, error)
         && read_inbox (body, op->behalf, error);
}

static gboolean
read_body (JsonObject *json, SrvOp *op, GError **error)
{
  JsonObject *body = hark_json_get_object (json, "body", error);

  if (body == NULL)
    return FALSE;

  switch (op->type)
    {
    case SRV_OP_SUBMIT:
      return read_submit (body, op, error);
    case SRV_OP_MESSAGE:
      return read_fulfil (body, op, error) && read_side (body, op, error);
    case SRV_OP_CONTACT:
      return read_fulfil (body, op, error);
    case SRV_OP_ASSIGN:
      return hark_json_get_id (body, "advisor", &op->advisor, error);
    case SRV_OP_CLOSE:
      return read_close (body, op, error);
    case SRV_OP_READ:
      return hark_json_get_int (body, "up_to", 0, G_MAXINT64, &op->up_to, error);
    case SRV_OP_MOVE:
      return hark_json_get_id (body, "area", &op->area, error)
             && hark_json_get_opt_id (body, "advisor", &op->advisor, error);
    case SRV_OP_EXCLUDE:
    case SRV_OP_INCLUDE:
      return hark_json_get_id (body, "user", &op->person, error);
    case SRV_OP_NEW_CODE:
      return read_code (body, op, error);
    case SRV_OP_ADD_PERIOD:
    case SRV_OP_CHANGE_PERIOD:
    case SRV_OP_FULFIL_PERIOD:
    case SRV_OP_UNFULFIL_PERIOD:
    case SRV_OP_REMOVE_PERIOD:
      return read_period (body, op, error);
    case SRV_OP_NOTE:
    case SRV_OP_TAKE_OVER:
    case SRV_OP_RELEASE:
    case SRV_OP_REOPEN:
    case SRV_OP_REKEY:
    case SRV_OP_PROPOSE_DELETE:
    case SRV_OP_WITHDRAW_DELETE:
    case SRV_OP_CONFIRM_DELETE:
    case SRV_OP_HOLD:
    case SRV_OP_LIFT_HOLD:
    case SRV_OP_LAST:
    default:
      return TRUE;
    }
}

static gboolean
read_type (JsonObject *json, SrvOp *op, GError **error)
{
  const char *type = hark_json_get_string (json, "type", MAX_WORD, error);
  gint64 count;

  if (type == NULL || !hark_json_get_int (json, "n", 0, G_MAXINT64, &count, error))
    return FALSE;

  return srv_op_type_from_name (type, &op->type) || invalid (error, "there is no such operation");
}

SrvOp *
api_op_read (JsonObject *json, const HarkId *user, GError **error)
{
  g_autoptr (SrvOp) op = srv_op_new ();

  if (!hark_json_get_id (json, "op", &op->id, error))
    return NULL;

  op->user = *user;
  hash_request (json, user, op->hash);
  if (read_type (json, op, &op->fault) && hark_json_get_id (json, "tk", &op->ticket, &op->fault)
      && read_ids (json, "needs", SRV_OP_MAX_NEEDS, op->needs, &op->fault)
      && read_objects (json, op, &op->fault) && read_epoch (json, op, &op->fault)
      && read_ids (json, "blobs", HARK_TICKET_MAX_FILES, op->blobs, &op->fault)
      && read_pre (json, op, &op->fault))
    read_body (json, op, &op->fault);

  return g_steal_pointer (&op);
}
