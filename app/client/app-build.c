/* app-build.c: see app-build.h */
#include "app-build.h"

#include <string.h>

#include "app-intent.h"
#include "app-contact.h"
#include "app-exclude.h"
#include "app-move.h"
#include "app-deletion.h"
#include "app-new-code.h"
#include "app-period.h"
#include "app-recipient.h"
#include "app-retention.h"
#include "app-seen.h"
#include "app-told.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-file.h"
#include "hark-json.h"

/* One request in the making. */
typedef struct
{
  AppStore *store;
  const AppOperation *operation;
  JsonObject *intent; /* borrowed */
  JsonObject *op;
  JsonArray *objects;
  HarkEpochKeys *keys; /* of the epoch that is written under */
  guint32 epoch;
  guint32 counter;
  HarkId prev;
  HarkId advisor; /* of a move: who stays it */
  guint months;   /* of a closing: how long it is kept; else 0 */
} Draft;

/* Written as the ticket's reporter, not for its team. */
static gboolean
is_reporters (Draft *draft)
{
  return json_object_get_boolean_member_with_default (draft->intent, "as_reporter", FALSE);
}

static gboolean
is_rekey (Draft *draft)
{
  return g_str_equal (hark_json_peek_string (draft->intent, "type"), "rekey");
}

static gboolean
is_move (Draft *draft)
{
  return g_str_equal (hark_json_peek_string (draft->intent, "type"), "move");
}

/* Writes nothing: there will be nothing that it could stand in. */
static gboolean
is_confirmation (Draft *draft)
{
  return g_str_equal (hark_json_peek_string (draft->intent, "type"), APP_DELETION_CONFIRM);
}

static gboolean
is_new_code (Draft *draft)
{
  return g_str_equal (hark_json_peek_string (draft->intent, "type"), APP_NEW_CODE_TYPE);
}

static gboolean
is_contact (Draft *draft)
{
  return g_str_equal (hark_json_peek_string (draft->intent, "type"), APP_CONTACT_TYPE);
}

/* Those that always bring the next epoch. */
static gboolean
opens_epoch (Draft *draft)
{
  return is_rekey (draft) || app_move_is_type (hark_json_peek_string (draft->intent, "type"));
}

static GBytes *
seal_object (Draft *draft, HarkObjectType type, const HarkId *id, JsonObject *body, GError **error)
{
  const AppAccount *account = draft->store->account;
  HarkObjectHeader header = {
    .type = type,
    .org = account->org,
    .ticket = draft->operation->ticket,
    .object = *id,
    .author = account->user,
    .epoch = draft->epoch,
    .counter = draft->counter + 1,
    .prev = draft->prev,
  };
  GBytes *sealed;

  sealed = hark_object_seal (
      &header, hark_object_type_is_internal (type) ? draft->keys->in : draft->keys->sh,
      json_object_get_int_member_with_default (draft->intent, "time", 0),
      hark_roster_get_head (draft->store->roster), body, draft->store->keys->account.sign_sk,
      error);
  if (sealed == NULL)
    return NULL;

  draft->counter++;
  draft->prev = *id;
  return sealed;
}

static gboolean
add_object (Draft *draft, HarkObjectType type, const HarkId *id, JsonObject *body, GError **error)
{
  g_autoptr (GBytes) sealed = seal_object (draft, type, id, body, error);

  if (sealed == NULL)
    return FALSE;

  hark_json_array_add_bytes (draft->objects, g_bytes_get_data (sealed, NULL),
                             g_bytes_get_size (sealed));
  return TRUE;
}

static gboolean
add_manifests (Draft *draft, GError **error)
{
  JsonArray *files = app_intent_get_list (draft->intent, "files");
  JsonArray *ids = app_intent_get_list (draft->intent, "manifests");
  JsonArray *blobs = json_array_new ();
  g_autoptr (GArray) named = app_intent_get_blobs (draft->operation);

  for (guint i = 0; i < named->len; i++)
    hark_json_array_add_id (blobs, &g_array_index (named, HarkId, i));
  json_object_set_array_member (draft->op, "blobs", blobs);

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      HarkId id = { { 0 } };

      hark_id_from_string (json_array_get_string_element (ids, i), &id);
      if (!add_object (draft, HARK_OBJECT_MANIFEST, &id, json_array_get_object_element (files, i),
                       error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_message (Draft *draft, const char *id_name, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  HarkId id = app_intent_get_id (draft->intent, id_name);

  json_object_set_string_member (body, "text", hark_json_peek_string (draft->intent, "text"));
  json_object_set_string_member (body, "side", is_reporters (draft) ? "reporter" : "team");
  return add_object (draft, HARK_OBJECT_MESSAGE, &id, body, error);
}

static gboolean
add_note (Draft *draft, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  HarkId id = app_intent_get_id (draft->intent, "object");

  json_object_set_string_member (body, "text", hark_json_peek_string (draft->intent, "text"));
  if (is_contact (draft))
    app_contact_describe (draft->intent, body);
  return add_object (draft, HARK_OBJECT_NOTE, &id, body, error);
}

static gboolean
add_outcome (Draft *draft, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  HarkId id = app_intent_get_id (draft->intent, "object");

  json_object_set_string_member (body, "outcome", hark_json_peek_string (draft->intent, "outcome"));
  json_object_set_string_member (body, "reason", hark_json_peek_string (draft->intent, "reason"));
  return add_object (draft, HARK_OBJECT_OUTCOME, &id, body, error);
}

/* To whom the reporter's side sealed: team clients hold it against the roster. */
static JsonArray *
list_team (AppStore *store, const HarkId *area, const char *excluded)
{
  g_autoptr (GArray) members = hark_roster_get_members (store->roster, area);
  JsonArray *team = json_array_new ();
  HarkEpoch epoch = { 0 };

  app_exclude_fill (excluded, &epoch);
  for (guint i = 0; i < members->len; i++)
    {
      const HarkId *id = &g_array_index (members, HarkRosterMember, i).user;
      JsonObject *item;

      if (hark_epoch_excludes (&epoch, id))
        continue;
      item = json_object_new ();

      hark_json_set_id (item, "id", id);
      hark_json_set_bytes (item, "pk", hark_roster_get_user (store->roster, id)->box_pk, 32);
      json_array_add_object_element (team, item);
    }

  return team;
}

static gboolean
add_report (Draft *draft, GError **error)
{
  static const char *const unused[]
      = { "observed", "where", "when", "who", "name", "contact", "language" };
  g_autoptr (JsonObject) body = json_object_new ();
  JsonObject *behalf = app_behalf_peek (draft->intent);
  HarkId id = app_intent_get_id (draft->intent, "object");
  HarkId area = app_intent_get_id (draft->intent, "area");

  json_object_set_string_member (body, "subject", hark_json_peek_string (draft->intent, "subject"));
  json_object_set_string_member (body, "report", hark_json_peek_string (draft->intent, "text"));
  for (guint i = 0; i < G_N_ELEMENTS (unused); i++)
    json_object_set_string_member (body, unused[i], "");
  json_object_set_boolean_member (body, "inbox", TRUE);
  if (behalf != NULL)
    app_behalf_describe (behalf, body);
  json_object_set_array_member (
      body, "team",
      list_team (draft->store, &area, hark_json_peek_string (draft->intent, "excluded")));
  return add_object (draft, HARK_OBJECT_REPORT, &id, body, error);
}

/* The signed record of a change; `pre` stands in it as it does in the operation. */
static gboolean
add_history (Draft *draft, const char *from, const char *to, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GBytes) sealed = NULL;
  HarkId id = app_intent_get_id (draft->intent, "history");
  const char *reason = hark_json_peek_string (draft->intent, "reason");

  json_object_set_string_member (body, "type", hark_json_peek_string (draft->intent, "type"));
  if (from != NULL)
    json_object_set_string_member (body, "from", from);
  else
    json_object_set_null_member (body, "from");
  if (to != NULL)
    json_object_set_string_member (body, "to", to);
  else
    json_object_set_null_member (body, "to");
  if (reason[0] != '\0')
    json_object_set_string_member (body, "reason", reason);
  if (is_move (draft))
    hark_json_set_id (body, "advisor", &draft->advisor);
  if (draft->months != 0)
    app_retention_put (body, draft->months);
  app_deletion_tell (draft->intent, body);
  if (app_period_is_type (hark_json_peek_string (draft->intent, "type")))
    app_period_record (draft->intent, body);
  json_object_set_object_member (
      body, "pre", json_object_ref (json_object_get_object_member (draft->op, "pre")));

  sealed = seal_object (draft, HARK_OBJECT_HISTORY, &id, body, error);
  if (sealed == NULL)
    return FALSE;

  hark_json_set_bytes (draft->op, "history", g_bytes_get_data (sealed, NULL),
                       g_bytes_get_size (sealed));
  return TRUE;
}

/* --- epochs --- */

static gboolean
add_slot (Draft *draft, JsonArray *slots, const HarkEpoch *epoch, const guint8 hash[32],
          HarkSlotKind kind, const HarkId *recipient, const guint8 box_pk[32], GError **error)
{
  g_autoptr (GBytes) box = hark_epoch_seal_slot (epoch, hash, &draft->store->account->org, kind,
                                                 recipient, box_pk, draft->keys);
  static const char *const names[] = { [HARK_SLOT_MEMBER] = "member",
                                       [HARK_SLOT_REPORTER] = "reporter",
                                       [HARK_SLOT_RECOVERY] = "recovery" };
  g_autofree char *to = hark_id_to_string (recipient);
  JsonObject *slot;

  if (box == NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "nothing can be sealed to a key");
      return FALSE;
    }

  slot = json_object_new ();
  json_object_set_string_member (slot, "to", to);
  json_object_set_string_member (slot, "kind", names[kind]);
  hark_json_set_bytes (slot, "box", g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  json_array_add_object_element (slots, slot);
  return TRUE;
}

/* Everyone whom the roster names for what entered the area at @entry, never whom the server names.
 * NULL with @error. */
static JsonArray *
seal_slots (Draft *draft, const HarkEpoch *epoch, GBytes *statement, const HarkId *reporter,
            guint64 entry, GError **error)
{
  static const guint8 nobody[32];
  g_autoptr (GArray) members
      = hark_roster_list_recipients (draft->store->roster, &epoch->area, entry);
  const HarkRosterRecovery *recovery = hark_roster_get_recovery (draft->store->roster);
  g_autoptr (JsonArray) slots = json_array_new ();
  guint8 hash[HARK_HASH_LEN];

  hark_epoch_hash (statement, hash);
  for (guint i = 0; i < members->len; i++)
    {
      const HarkId *id = &g_array_index (members, HarkRosterMember, i).user;

      if (!hark_epoch_excludes (epoch, id)
          && !add_slot (draft, slots, epoch, hash, HARK_SLOT_MEMBER, id,
                        hark_roster_get_user (draft->store->roster, id)->box_pk, error))
        return NULL;
    }
  if (memcmp (epoch->reporter_pk, nobody, sizeof nobody) != 0
      && !add_slot (draft, slots, epoch, hash, HARK_SLOT_REPORTER, reporter, epoch->reporter_pk,
                    error))
    return NULL;
  if (recovery != NULL && recovery->on > 0
      && !add_slot (draft, slots, epoch, hash, HARK_SLOT_RECOVERY, &recovery->id, recovery->box_pk,
                    error))
    return NULL;

  return g_steal_pointer (&slots);
}

static gboolean
put_epoch (Draft *draft, const HarkEpoch *epoch, const HarkId *reporter,
           const AppCacheEpoch *before, guint64 entry, GError **error)
{
  g_autoptr (GBytes) statement
      = hark_epoch_write (epoch, &draft->store->account->org, draft->store->keys->account.sign_sk);
  JsonArray *slots = seal_slots (draft, epoch, statement, reporter, entry, error);
  JsonObject *object;
  JsonArray *past;

  if (slots == NULL)
    return FALSE;

  object = json_object_new ();
  past = json_array_new ();
  hark_json_set_bytes (object, "st", g_bytes_get_data (statement, NULL),
                       g_bytes_get_size (statement));
  json_object_set_array_member (object, "slots", slots);
  if (before != NULL)
    {
      g_autoptr (GBytes) sh = hark_epoch_seal_past (epoch, 0, draft->keys->sh, before->keys.sh);
      g_autoptr (GBytes) in = hark_epoch_seal_past (epoch, 1, draft->keys->in, before->keys.in);

      hark_json_array_add_bytes (past, g_bytes_get_data (sh, NULL), g_bytes_get_size (sh));
      hark_json_array_add_bytes (past, g_bytes_get_data (in, NULL), g_bytes_get_size (in));
    }
  json_object_set_array_member (object, "past", past);
  json_object_set_object_member (draft->op, "epoch", object);
  return TRUE;
}

/* Epoch 0, of one's own ticket or of one that is written down for somebody else: no K_in. */
static gboolean
begin_ticket (Draft *draft, GError **error)
{
  AppStore *store = draft->store;
  HarkEpoch epoch = { .ticket = draft->operation->ticket, .author = store->account->user };
  JsonObject *behalf = app_behalf_peek (draft->intent);
  HarkId reporter = store->account->user;

  epoch.area = app_intent_get_id (draft->intent, "area");
  app_exclude_fill (hark_json_peek_string (draft->intent, "excluded"), &epoch);
  memcpy (epoch.reporter_pk, store->keys->account.box_pk, sizeof epoch.reporter_pk);
  if (behalf != NULL)
    app_behalf_get_reporter (behalf, store, &reporter, epoch.reporter_pk);
  memcpy (epoch.head, hark_roster_get_head (store->roster), sizeof epoch.head);
  hark_epoch_keys_random (draft->keys, FALSE);
  hark_epoch_commit (&epoch, draft->keys);
  return put_epoch (draft, &epoch, &reporter, NULL, hark_roster_get_seq (store->roster), error);
}

/* The next epoch, with a K_in: area, the reporter's key and exclusions carry over, but for what the
 * operation is there to change. */
static gboolean
open_next_epoch (Draft *draft, const AppCacheTicket *ticket, GPtrArray *epochs, GError **error)
{
  AppStore *store = draft->store;
  const AppCacheEpoch *newest = g_ptr_array_index (epochs, epochs->len - 1);
  HarkEpoch epoch = newest->epoch;
  HarkId reporter = app_new_code_get_recipient (draft->intent, ticket);
  guint64 entry;

  if (!app_move_change (draft->intent, &epoch))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE, "too many people are excluded");
      return FALSE;
    }
  entry = hark_id_equal (&epoch.area, &newest->epoch.area)
              ? app_recipient_find_entry (store, epochs, epochs->len - 1)
              : hark_roster_get_seq (store->roster);
  if (!app_told_of_all (store, &epoch, epochs, entry, error))
    return FALSE;
  if (is_move (draft))
    draft->advisor = app_move_get_advisor (store, ticket, &newest->epoch, &epoch.area);

  epoch.epoch = newest->epoch.epoch + 1;
  memcpy (epoch.prev, newest->hash, sizeof epoch.prev);
  memcpy (epoch.head, hark_roster_get_head (store->roster), sizeof epoch.head);
  epoch.author = store->account->user;
  hark_epoch_keys_random (draft->keys, TRUE);
  hark_epoch_commit (&epoch, draft->keys);
  draft->epoch = epoch.epoch;
  return put_epoch (draft, &epoch, &reporter, newest, entry, error);
}

/* Somebody may hold the newest one's key who is no recipient any more: also who made it, where they
 * moved the ticket away, or excluded themselves. Nothing more goes under it. */
static gboolean
is_stale (AppStore *store, GPtrArray *epochs)
{
  const HarkEpoch *epoch = &((AppCacheEpoch *)g_ptr_array_index (epochs, epochs->len - 1))->epoch;

  return hark_roster_has_lost (store->roster, &epoch->area,
                               hark_roster_find_head (store->roster, epoch->head),
                               app_recipient_find_entry (store, epochs, epochs->len - 1))
         || (epoch->epoch > 0 && !app_recipient_is (store, epochs, &epoch->author));
}

/* Chooses the epoch to write under, opening the next one where it is the team's first or somebody
 * left. */
static gboolean
choose_epoch (Draft *draft, const AppCacheTicket *ticket, GError **error)
{
  g_autoptr (GPtrArray) epochs = app_cache_list_epochs (draft->store->cache, &ticket->id, error);
  const AppCacheEpoch *newest;

  if (epochs == NULL)
    return FALSE;
  if (epochs->len == 0)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_UNVERIFIED,
                   "a ticket's keys do not verify, or are others than before:"
                   " what was written there is kept");
      return FALSE;
    }

  newest = g_ptr_array_index (epochs, epochs->len - 1);
  draft->epoch = newest->epoch.epoch;
  json_object_set_int_member (json_object_get_object_member (draft->op, "pre"), "epoch",
                              newest->epoch.epoch);
  if (!is_reporters (draft)
      && (newest->epoch.epoch == 0 || opens_epoch (draft) || is_stale (draft->store, epochs)))
    return open_next_epoch (draft, ticket, epochs, error);

  *draft->keys = newest->keys;
  return TRUE;
}

/* --- the operations --- */

static void
set_pre (Draft *draft)
{
  JsonObject *pre = json_object_get_object_member (draft->op, "pre");
  const char *type = hark_json_peek_string (draft->intent, "type");
  g_autofree char *lineage = app_cache_get_meta (draft->store->cache, "lineage");

  if (g_str_equal (type, "submit") || g_str_equal (type, "message") || g_str_equal (type, "note")
      || is_contact (draft) || is_rekey (draft))
    return;

  json_object_set_string_member (pre, "lineage", lineage != NULL ? lineage : "");
  if (g_str_equal (type, "take-over") || g_str_equal (type, "release")
      || g_str_equal (type, "assign") || is_move (draft))
    json_object_set_int_member (pre, "advisor_v", draft->operation->advisor_v);
  if (g_str_equal (type, "close") || g_str_equal (type, "reopen"))
    json_object_set_int_member (pre, "state_v", draft->operation->state_v);
  if (app_period_is_type (type) && !g_str_equal (type, "add-period"))
    json_object_set_int_member (
        pre, "period_v", json_object_get_int_member_with_default (draft->intent, "period_v", 0));
  if (is_new_code (draft))
    app_new_code_set_pre (draft->intent, pre);
  if (is_move (draft))
    json_object_set_int_member (
        pre, "area_v", json_object_get_int_member_with_default (draft->intent, "area_v", 0));
  if (app_deletion_is_type (type))
    app_deletion_set_pre (draft->intent, pre);
  if (g_str_equal (type, "close") || g_str_equal (type, APP_DELETION_CONFIRM))
    app_seen_set_pre (draft->store, draft->operation, pre);
}

static void
set_fulfil (Draft *draft, JsonObject *body)
{
  JsonArray *fulfil = json_array_new ();

  if (json_object_get_boolean_member_with_default (draft->intent, "feedback", FALSE))
    json_array_add_string_element (fulfil, "feedback");
  json_object_set_array_member (body, "fulfil", fulfil);
}

static gboolean
fill_change (Draft *draft, const AppCacheTicket *ticket, const char *type, GError **error)
{
  g_autofree char *me = hark_id_to_string (&draft->store->account->user);
  g_autofree char *advisor
      = hark_id_is_zero (&ticket->advisor) ? NULL : hark_id_to_string (&ticket->advisor);
  g_autofree char *area = hark_id_to_string (&ticket->area);

  if (g_str_equal (type, "take-over"))
    return add_history (draft, advisor, me, error);
  if (g_str_equal (type, "release"))
    return add_history (draft, advisor, NULL, error);
  if (g_str_equal (type, "assign"))
    return add_history (draft, advisor, hark_json_peek_string (draft->intent, "advisor"), error);
  if (g_str_equal (type, "close"))
    return add_history (draft, "open", "closed", error);
  if (g_str_equal (type, "move"))
    return add_history (draft, area, hark_json_peek_string (draft->intent, "area"), error);
  if (g_str_equal (type, "exclude"))
    return add_history (draft, NULL, hark_json_peek_string (draft->intent, "person"), error);
  if (is_new_code (draft) || app_deletion_is_type (type) || app_period_is_type (type))
    return add_history (draft, NULL, NULL, error);
  if (g_str_equal (type, "include"))
    return add_history (draft, hark_json_peek_string (draft->intent, "person"), NULL, error);

  return add_history (draft, "closed", "open", error);
}

/* How long it is kept is settled anew each time that this is made: as it holds by now. */
static gboolean
fill_close (Draft *draft, const AppCacheTicket *ticket, JsonObject *body, GError **error)
{
  HarkId outcome = app_intent_get_id (draft->intent, "object");

  if (!app_retention_find (draft->store, &ticket->area,
                           hark_json_peek_string (draft->intent, "outcome"), &draft->months, error))
    return FALSE;

  set_fulfil (draft, body);
  hark_json_set_id (body, "outcome", &outcome);
  app_retention_put (body, draft->months);
  return add_outcome (draft, error)
         && (hark_json_peek_string (draft->intent, "text")[0] == '\0'
             || add_message (draft, "second", error));
}

static gboolean
fill (Draft *draft, const AppCacheTicket *ticket, JsonObject *body, GError **error)
{
  const char *type = hark_json_peek_string (draft->intent, "type");

  if (g_str_equal (type, "submit"))
    {
      HarkId area = app_intent_get_id (draft->intent, "area");

      hark_json_set_id (body, "area", &area);
      if (app_behalf_peek (draft->intent) != NULL)
        app_behalf_tell (app_behalf_peek (draft->intent), body);
      return add_report (draft, error) && add_manifests (draft, error);
    }
  if (g_str_equal (type, "message"))
    {
      set_fulfil (draft, body);
      json_object_set_string_member (body, "side", is_reporters (draft) ? "reporter" : "team");
      return add_message (draft, "object", error) && add_manifests (draft, error);
    }
  if (is_contact (draft))
    set_fulfil (draft, body);
  if (g_str_equal (type, "note") || is_contact (draft))
    return add_note (draft, error);
  if (is_rekey (draft) || is_confirmation (draft))
    return TRUE;
  if (g_str_equal (type, "assign"))
    json_object_set_string_member (body, "advisor",
                                   hark_json_peek_string (draft->intent, "advisor"));
  if (is_move (draft))
    {
      json_object_set_string_member (body, "area", hark_json_peek_string (draft->intent, "area"));
      hark_json_set_id (body, "advisor", &draft->advisor);
    }
  if (is_new_code (draft))
    app_new_code_tell (draft->intent, body);
  if (app_period_is_type (type))
    app_period_tell (draft->intent, body);
  if (g_str_equal (type, "exclude") || g_str_equal (type, "include"))
    json_object_set_string_member (body, "user", hark_json_peek_string (draft->intent, "person"));
  if (g_str_equal (type, "close") && !fill_close (draft, ticket, body, error))
    return FALSE;

  return fill_change (draft, ticket, type, error);
}

static void
begin_op (Draft *draft)
{
  const AppOperation *operation = draft->operation;
  JsonArray *needs = json_array_new ();

  if (!hark_id_is_zero (&operation->after))
    hark_json_array_add_id (needs, &operation->after);
  hark_json_set_id (draft->op, "op", &operation->op);
  json_object_set_int_member (draft->op, "n", operation->n);
  json_object_set_string_member (draft->op, "type", hark_json_peek_string (draft->intent, "type"));
  hark_json_set_id (draft->op, "tk", &operation->ticket);
  json_object_set_object_member (draft->op, "pre", json_object_new ());
  json_object_set_array_member (draft->op, "needs", needs);
  json_object_set_array_member (draft->op, "blobs", json_array_new ());
  json_object_set_null_member (draft->op, "history");
  json_object_set_null_member (draft->op, "epoch");
}

static gboolean
build (Draft *draft, GError **error)
{
  gboolean is_new = g_str_equal (hark_json_peek_string (draft->intent, "type"), "submit");
  g_autoptr (AppCacheTicket) ticket = NULL;
  JsonObject *body = json_object_new ();

  begin_op (draft);
  json_object_set_object_member (draft->op, "body", body);
  set_pre (draft);
  if (is_new)
    {
      if (!begin_ticket (draft, error))
        return FALSE;
    }
  else
    {
      ticket = app_cache_get_ticket (draft->store->cache, &draft->operation->ticket, error);
      if (ticket == NULL || (!is_confirmation (draft) && !choose_epoch (draft, ticket, error))
          || !app_cache_get_tip (draft->store->cache, &ticket->id, &draft->counter, &draft->prev,
                                 error))
        return FALSE;
    }

  return fill (draft, ticket, body, error);
}

char *
app_build_request (AppStore *store, const AppOperation *operation, GError **error)
{
  g_autoptr (JsonObject) op = json_object_new ();
  Draft draft = { .store = store, .operation = operation, .intent = operation->intent, .op = op };
  char *text = NULL;

  draft.keys = hark_seal_alloc (sizeof *draft.keys);
  draft.objects = json_array_new ();
  if (build (&draft, error))
    {
      json_object_set_array_member (op, "objects", json_array_ref (draft.objects));
      text = hark_json_to_string (op);
    }
  json_array_unref (draft.objects);
  hark_seal_free (draft.keys);

  return text;
}

/* --- for others --- */

/* The newest epoch here, which must be @number; NULL where it is another, or its keys never
 * verified. Borrowed from @epochs. */
static const AppCacheEpoch *
get_newest (AppStore *store, const AppCacheTicket *ticket, guint32 number, GPtrArray **epochs)
{
  if (ticket == NULL || ticket->trust == APP_TRUST_BROKEN || (ticket->side & APP_SIDE_TEAM) == 0)
    return NULL;

  *epochs = app_cache_list_epochs (store->cache, &ticket->id, NULL);
  return *epochs != NULL && (*epochs)->len == number + 1 ? g_ptr_array_index (*epochs, number)
                                                         : NULL;
}

char *
app_build_rekey (AppStore *store, const HarkId *id, guint32 epoch)
{
  g_autoptr (AppCacheTicket) ticket = app_cache_get_ticket (store->cache, id, NULL);
  g_autoptr (GPtrArray) epochs = NULL;
  g_autoptr (JsonObject) intent = json_object_new ();
  AppOperation operation = { .ticket = *id, .intent = intent };
  const AppCacheEpoch *newest = get_newest (store, ticket, epoch, &epochs);

  if (newest == NULL
      || hark_roster_get_role (store->roster, &newest->epoch.area, &store->account->user)
             < HARK_ROLE_PROFESSIONAL
      || !is_stale (store, epochs))
    return NULL;

  hark_id_random (&operation.op);
  json_object_set_string_member (intent, "type", "rekey");
  return app_build_request (store, &operation, NULL);
}

/* A recipient, and the user was told of that by which they are one. */
static gboolean
may_seal_to_member (AppStore *store, GPtrArray *epochs, const HarkId *to)
{
  const HarkEpoch *newest
      = &((const AppCacheEpoch *)g_ptr_array_index (epochs, epochs->len - 1))->epoch;

  return app_recipient_is (store, epochs, to)
         && app_told_of_member (store, hark_roster_get_member (store->roster, &newest->area, to),
                                app_recipient_find_entry (store, epochs, epochs->len - 1));
}

/* Whom a slot of the newest epoch may be sealed to, and with what; FALSE for nobody. */
static gboolean
find_recipient (AppStore *store, GPtrArray *epochs, const HarkId *to, HarkSlotKind *kind,
                const guint8 **box_pk)
{
  const HarkRosterRecovery *key = hark_roster_get_recovery (store->roster);
  gboolean is_key = key != NULL && hark_id_equal (&key->id, to);

  if (is_key ? !app_told_of_key (store, key) : !may_seal_to_member (store, epochs, to))
    return FALSE;

  *kind = is_key ? HARK_SLOT_RECOVERY : HARK_SLOT_MEMBER;
  *box_pk = is_key ? key->box_pk : hark_roster_get_user (store->roster, to)->box_pk;
  return TRUE;
}

JsonObject *
app_build_slot_of (const HarkEpoch *epoch, const guint8 hash[HARK_HASH_LEN], const HarkId *org,
                   HarkSlotKind kind, const HarkId *to, const guint8 box_pk[32],
                   const HarkEpochKeys *keys)
{
  g_autoptr (GBytes) box = hark_epoch_seal_slot (epoch, hash, org, kind, to, box_pk, keys);
  JsonObject *slot;

  if (box == NULL)
    return NULL;

  slot = json_object_new ();
  hark_json_set_id (slot, "tk", &epoch->ticket);
  json_object_set_int_member (slot, "epoch", epoch->epoch);
  hark_json_set_id (slot, "to", to);
  hark_json_set_bytes (slot, "box", g_bytes_get_data (box, NULL), g_bytes_get_size (box));
  return slot;
}

JsonObject *
app_build_slot (AppStore *store, const HarkId *id, guint32 epoch, const HarkId *to)
{
  g_autoptr (AppCacheTicket) ticket = app_cache_get_ticket (store->cache, id, NULL);
  g_autoptr (GPtrArray) epochs = NULL;
  const AppCacheEpoch *newest = get_newest (store, ticket, epoch, &epochs);
  const guint8 *box_pk;
  HarkSlotKind kind;

  if (newest == NULL
      || hark_roster_get_role (store->roster, &newest->epoch.area, &store->account->user)
             != HARK_ROLE_EXPERT
      || !find_recipient (store, epochs, to, &kind, &box_pk))
    return NULL;

  return app_build_slot_of (&newest->epoch, newest->hash, &store->account->org, kind, to, box_pk,
                            &newest->keys);
}
