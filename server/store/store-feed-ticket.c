/* store-feed-ticket.c: see store-feed-ticket.h */
#include "store-feed-ticket.h"

#include "hark-json.h"
#include "store-access.h"
#include "store-portal-ticket.h"
#include "store-ticket.h"

static void
add_bytes (JsonArray *array, GBytes *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  hark_json_array_add_bytes (array, data, length);
}

static gboolean
add_epochs (SrvStore *store, JsonObject *line, const HarkId *ticket, GError **error)
{
  g_autoptr (GPtrArray) epochs = store_ticket_list_epochs (store, ticket, error);
  JsonArray *statements, *past;

  if (epochs == NULL)
    return FALSE;

  statements = json_array_new ();
  past = json_array_new ();
  for (guint i = 0; i < epochs->len; i++)
    {
      SrvEpoch *epoch = g_ptr_array_index (epochs, i);
      JsonArray *pair;

      add_bytes (statements, epoch->statement);
      if (i == 0)
        continue;
      pair = json_array_new ();
      add_bytes (pair, epoch->past_sh);
      add_bytes (pair, epoch->past_in);
      json_array_add_array_element (past, pair);
    }
  json_object_set_array_member (line, "epochs", statements);
  json_object_set_array_member (line, "past", past);
  return TRUE;
}

static gboolean
add_slot (SrvStore *store, const HarkId *user, JsonObject *line, const HarkId *ticket,
          const char *side, GError **error)
{
  gboolean reporter = g_strcmp0 (side, srv_side_get_name (SRV_SIDE_REPORTER)) == 0;
  g_autoptr (GBytes) box = NULL;
  JsonObject *slot;
  guint32 epoch;

  box = store_ticket_get_slot (store, ticket, reporter ? HARK_SLOT_REPORTER : HARK_SLOT_MEMBER,
                               user, &epoch, error);
  if (box == NULL)
    return FALSE;

  slot = json_object_new ();
  json_object_set_int_member (slot, "epoch", epoch);
  json_object_set_string_member (slot, "kind", reporter ? "reporter" : "member");
  hark_json_set_bytes (slot, "box", g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  json_object_set_object_member (line, "slot", slot);
  return TRUE;
}

/* Not for a reporter. */
static void
add_deletion (JsonObject *line, JsonObject *versions, const SrvTicket *row)
{
  JsonObject *deletion;

  json_object_set_int_member (versions, "deletion", row->deletion_v);
  json_object_set_int_member (versions, "hold", row->hold_v);
  json_object_set_boolean_member (line, "hold", row->is_held);
  if (row->deletes != 0)
    json_object_set_int_member (line, "deletes", row->deletes);
  else
    json_object_set_null_member (line, "deletes");
  json_object_set_boolean_member (line, "kept", row->is_kept);
  if (hark_id_is_zero (&row->deletion_by))
    return;

  deletion = json_object_new ();
  hark_json_set_id (deletion, "by", &row->deletion_by);
  json_object_set_int_member (deletion, "at", row->deletion_at);
  json_object_set_object_member (line, "deletion", deletion);
}

static void
add_row (JsonObject *line, const SrvTicket *row, gboolean is_team)
{
  JsonObject *versions = json_object_new ();

  json_object_set_string_member (line, "number", row->number);
  json_object_set_string_member (line, "state", hark_ticket_state_get_name (row->state));
  hark_json_set_id (line, "advisor", &row->advisor);
  hark_json_set_id (line, "area", &row->area);
  json_object_set_string_member (line, "origin", hark_ticket_origin_get_name (row->origin));
  hark_json_set_id (line, "reporter", hark_id_is_zero (&row->named) ? &row->reporter : &row->named);
  json_object_set_boolean_member (line, "inbox", row->has_inbox);
  json_object_set_int_member (line, "received", row->received);
  if (row->closed == 0)
    json_object_set_null_member (line, "closed");
  else
    json_object_set_int_member (line, "closed", row->closed);
  json_object_set_boolean_member (line, "taken", row->taken);
  hark_json_set_id (line, "outcome", &row->outcome);
  json_object_set_int_member (versions, "state", row->state_v);
  json_object_set_int_member (versions, "advisor", row->advisor_v);
  json_object_set_int_member (versions, "area", row->area_v);
  if (is_team)
    add_deletion (line, versions, row);
  json_object_set_object_member (line, "fv", versions);
}

/* By what name the account is known here that the report came from, whatever the report says. */
static gboolean
add_account (SrvStore *store, const HarkId *user, JsonObject *line, const SrvTicket *row,
             GError **error)
{
  g_autofree char *name = NULL;

  if (!store_portal_ticket_tells (store, row, user))
    return TRUE;

  name = store_portal_account_dup_name (store, &row->account, error);
  if (name == NULL)
    return FALSE;

  json_object_set_string_member (line, "account", name);
  return TRUE;
}

gboolean
store_feed_fill_ticket (SrvStore *store, const HarkId *user, const HarkId *ticket, const char *side,
                        JsonObject *line, GError **error)
{
  g_autoptr (SrvTicket) row = store_ticket_get (store, ticket, error);

  if (row == NULL)
    return FALSE;

  add_row (line, row, g_strcmp0 (side, srv_side_get_name (SRV_SIDE_REPORTER)) != 0);
  json_object_set_string_member (line, "side", side);
  return add_account (store, user, line, row, error) && add_epochs (store, line, ticket, error)
         && add_slot (store, user, line, ticket, side, error);
}
