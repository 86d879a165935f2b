/* web-browser-ticket.c: a portal-only account's tickets for the script, which opens them: keys and
 * objects as they are stored, and what the server knows besides */
#include "web-browser.h"

#include <string.h>

#include "hark-error.h"
#include "hark-json.h"
#include "srv-limits.h"
#include "store-portal-ticket.h"
#include "store-roster.h"
#include "web-account.h"
#include "web-inbox.h"

#define MAX_SIGNERS 2000 /* of one request: epochs and objects of a ticket */
#define MAX_SIGNERS_BODY (512 * 1024)

static const HarkId nobody;

static void
set_bytes (JsonObject *json, const char *name, GBytes *bytes)
{
  hark_json_set_bytes (json, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* ------------------------------------------------------------------ what is sealed */

/* All epochs that the reporter has keys of, and the newest slot. */
static gboolean
add_keys (SrvStore *store, const HarkId *ticket, JsonObject *json, GError **error)
{
  g_autoptr (GPtrArray) rows = store_ticket_list_epochs (store, ticket, error);
  g_autoptr (GBytes) slot = NULL;
  JsonArray *epochs;
  guint32 newest = 0;

  if (rows != NULL)
    slot = store_ticket_get_slot (store, ticket, HARK_SLOT_REPORTER, &nobody, &newest, error);
  if (slot == NULL)
    return FALSE;

  epochs = json_array_new ();
  for (guint i = 0; i < rows->len && i <= newest; i++)
    {
      const SrvEpoch *row = g_ptr_array_index (rows, i);
      JsonObject *entry = json_object_new ();

      set_bytes (entry, "statement", row->statement);
      if (row->past_sh != NULL)
        set_bytes (entry, "past", row->past_sh);
      json_array_add_object_element (epochs, entry);
    }
  json_object_set_array_member (json, "epochs", epochs);
  set_bytes (json, "slot", slot);
  return TRUE;
}

/* Takes @objects, NULL where they could not be read; @seq gets the last one's. */
static gboolean
add_objects (GPtrArray *objects, JsonObject *json, gint64 *seq)
{
  JsonArray *list;

  if (objects == NULL)
    return FALSE;

  list = json_array_new ();
  for (guint i = 0; i < objects->len; i++)
    {
      const SrvObject *object = g_ptr_array_index (objects, i);

      *seq = object->seq;
      hark_json_array_add_bytes (list, g_bytes_get_data (object->sealed, NULL),
                                 g_bytes_get_size (object->sealed));
    }
  json_object_set_array_member (json, "objects", list);
  g_ptr_array_unref (objects);
  return TRUE;
}

/* ------------------------------------------------------------------ a list */

static guint
read_from (SrvRequest *request)
{
  const char *text = srv_request_get_query (request, "from");
  guint64 from = 0;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 0, SRV_PORTAL_TICKET_MAX, &from, NULL);
  return (guint)from;
}

/* With the report alone, for its subject; without any where its keys are not there. */
static JsonObject *
describe_row (SrvStore *store, const SrvPortalTicket *row)
{
  JsonObject *json = json_object_new ();
  gint64 seq;

  json_object_set_string_member (json, "number", row->number);
  hark_json_set_id (json, "id", &row->id);
  json_object_set_string_member (
      json, "state",
      web_inbox_get_state (row->state, row->has_advisor, row->taken, row->last_from_team));
  json_object_set_int_member (json, "last", row->last);
  json_object_set_int_member (json, "unread", row->n_unread);
  if (add_keys (store, &row->id, json, NULL))
    add_objects (store_ticket_list_report (store, &row->id, NULL), json, &seq);
  return json;
}

static void
list_tickets (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  guint from = read_from (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  JsonObject *reply;
  JsonArray *list;
  WebBearer bearer;

  if (web_browser_enter (request, &bearer, &error))
    store = srv_stores_borrow (context->stores, &error);
  if (store != NULL)
    rows = store_portal_ticket_list (store, &bearer.user, from, WEB_REPORTS_OF_PAGE + 1, &error);
  if (rows == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  list = json_array_new ();
  for (guint i = 0; i < MIN (rows->len, WEB_REPORTS_OF_PAGE); i++)
    json_array_add_object_element (list, describe_row (store, g_ptr_array_index (rows, i)));
  reply = json_object_new ();
  json_object_set_array_member (reply, "tickets", list);
  json_object_set_boolean_member (reply, "more", rows->len > WEB_REPORTS_OF_PAGE);
  web_browser_reply (request, reply);
}

/* ------------------------------------------------------------------ one of them */

static char *
dup_contact (SrvContext *context, const SrvTicket *ticket)
{
  char *name;

  if (hark_id_is_zero (&ticket->advisor))
    return g_strdup (_ ("Nobody yet"));

  name = srv_roster_dup_name (context->roster, &ticket->advisor);
  return name != NULL ? name : g_strdup (_ ("Your contact person has taken it over"));
}

static gboolean
add_periods (SrvStore *store, const HarkId *ticket, JsonObject *json, GError **error)
{
  g_autoptr (GArray) periods = store_ticket_list_periods (store, ticket, error);
  JsonArray *list;

  if (periods == NULL)
    return FALSE;

  list = json_array_new ();
  for (guint i = 0; i < periods->len; i++)
    {
      const SrvPeriod *period = &g_array_index (periods, SrvPeriod, i);
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "name", period->name);
      json_object_set_int_member (entry, "due", period->due);
      json_object_set_int_member (entry, "done", period->done);
      json_array_add_object_element (list, entry);
    }
  json_object_set_array_member (json, "periods", list);
  return TRUE;
}

/* The state as far as the server sees it: who wrote last stands in the list alone. */
static JsonObject *
describe_ticket (SrvContext *context, SrvStore *store, const HarkId *id, gint64 *seq,
                 GError **error)
{
  g_autoptr (JsonObject) json = json_object_new ();
  g_autoptr (SrvTicket) ticket = store_ticket_get (store, id, error);
  g_autofree char *contact = NULL;
  guint8 head[HARK_HEAD_LEN];

  if (ticket == NULL || !add_keys (store, id, json, error)
      || !add_objects (store_ticket_list_shared (store, id, error), json, seq)
      || !add_periods (store, id, json, error))
    return NULL;

  contact = dup_contact (context, ticket);
  srv_roster_get_org (context->roster, NULL, NULL, head);
  hark_json_set_bytes (json, "head", head, sizeof head);
  hark_json_set_id (json, "id", id);
  json_object_set_string_member (json, "number", ticket->number);
  json_object_set_string_member (json, "state",
                                 web_inbox_get_state (ticket->state,
                                                      !hark_id_is_zero (&ticket->advisor),
                                                      ticket->taken, FALSE));
  json_object_set_string_member (json, "answered",
                                 web_inbox_get_state (ticket->state,
                                                      !hark_id_is_zero (&ticket->advisor),
                                                      ticket->taken, TRUE));
  json_object_set_boolean_member (json, "closed", ticket->state == HARK_TICKET_CLOSED);
  json_object_set_string_member (json, "contact", contact);
  json_object_set_int_member (json, "received", ticket->received);
  return g_steal_pointer (&json);
}

typedef struct
{
  HarkId ticket;
  HarkId user;
  gint64 up_to;
} Mark;

/* A SrvWork. */
static gboolean
mark_work (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Mark *mark = data;

  return store_portal_ticket_mark (store, seq, &mark->ticket, &mark->user, mark->up_to, error);
}

static void
read_ticket (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = NULL;
  JsonObject *json = NULL;
  gboolean unread = FALSE;
  Mark mark = { 0 };
  WebBearer bearer;

  if (web_browser_enter (request, &bearer, &error))
    store = srv_stores_borrow (context->stores, &error);
  if (store != NULL && srv_store_begin_read (store, &error)
      && store_portal_ticket_find (store, srv_request_get_arg (request), &bearer.user, &mark.ticket,
                                   &error))
    json = describe_ticket (context, store, &mark.ticket, &mark.up_to, &error);
  if (json == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  /* what goes out is new no longer; where that cannot be kept it stays new */
  mark.user = bearer.user;
  store_portal_ticket_is_unread (store, &mark.ticket, &mark.user, &unread, NULL);
  g_clear_pointer (&store, srv_store_release);
  if (unread)
    srv_writer_run (context->writer, mark_work, &mark, NULL);
  web_browser_reply (request, json);
}

/* ------------------------------------------------------------------ who signed */

/* Who opened epochs of @ticket or wrote what its reporter may read: nobody else's key is told. (key
 * HarkId) (transfer full) */
static GHashTable *
list_authors (SrvStore *store, const HarkId *ticket, GError **error)
{
  g_autoptr (GPtrArray) epochs = store_ticket_list_epochs (store, ticket, error);
  g_autoptr (GPtrArray) objects
      = epochs != NULL ? store_ticket_list_shared (store, ticket, error) : NULL;
  GHashTable *authors;

  if (objects == NULL)
    return NULL;

  authors = g_hash_table_new_full (hark_id_hash, hark_id_equal_func, g_free, NULL);
  for (guint i = 0; i < epochs->len; i++)
    {
      const SrvEpoch *row = g_ptr_array_index (epochs, i);
      HarkEpoch epoch;

      if (hark_epoch_read (row->statement, &epoch, NULL))
        g_hash_table_add (authors, g_memdup2 (&epoch.author, sizeof epoch.author));
    }
  for (guint i = 0; i < objects->len; i++)
    {
      const SrvObject *object = g_ptr_array_index (objects, i);

      g_hash_table_add (authors, g_memdup2 (&object->author, sizeof object->author));
    }
  return authors;
}

/* Their key, if they had the role at that moment; "" otherwise. As the pages without a script do,
 * this takes the roster that the server keeps for right. */
static gboolean
add_signer (HarkRoster *roster, GHashTable *authors, JsonObject *asked, JsonArray *keys,
            GError **error)
{
  g_autoptr (GBytes) head
      = hark_json_get_bytes (asked, "head", HARK_HEAD_LEN, HARK_HEAD_LEN, error);
  const HarkRosterKeys *found;
  gboolean observer;
  HarkId author, area;
  HarkRole least;
  guint64 seq;

  if (head == NULL || !hark_json_get_id (asked, "author", &author, error)
      || !hark_json_get_id (asked, "area", &area, error)
      || !hark_json_get_bool (asked, "observer", &observer, error))
    return FALSE;

  least = observer ? HARK_ROLE_OBSERVER : HARK_ROLE_PROFESSIONAL;
  seq = hark_roster_find_head (roster, g_bytes_get_data (head, NULL));
  found = hark_roster_get_keys_at (roster, &author, seq);
  if (found != NULL && g_hash_table_contains (authors, &author)
      && hark_roster_get_role_at (roster, &area, &author, seq) >= least)
    hark_json_array_add_bytes (keys, found->sign_pk, HARK_SIGN_PK_LEN);
  else
    json_array_add_string_element (keys, "");
  return TRUE;
}

static gboolean
add_signers (SrvContext *context, GHashTable *authors, JsonArray *list, JsonArray *keys,
             GError **error)
{
  HarkRoster *roster = srv_roster_lock (context->roster);
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < json_array_get_length (list); i++)
    {
      JsonObject *asked = hark_json_array_get_object (list, i, error);

      ok = asked != NULL && add_signer (roster, authors, asked, keys, error);
    }
  srv_roster_unlock (context->roster);
  return ok;
}

static GHashTable *
read_authors (SrvContext *context, JsonObject *body, const WebBearer *bearer, GError **error)
{
  g_autoptr (SrvStore) store = NULL;
  HarkId ticket;

  if (hark_json_get_id (body, "ticket", &ticket, error))
    store = srv_stores_borrow (context->stores, error);
  return store != NULL && store_portal_ticket_check (store, &ticket, &bearer->user, error)
             ? list_authors (store, &ticket, error)
             : NULL;
}

static void
post_signers (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GHashTable) authors = NULL;
  JsonArray *list = NULL, *keys = json_array_new ();
  JsonObject *reply = json_object_new ();
  WebBearer bearer;

  json_object_set_array_member (reply, "keys", keys);
  if (web_browser_enter (request, &bearer, &error))
    body = srv_request_read_json (request, &error);
  if (body != NULL)
    list = hark_json_get_array (body, "signers", MAX_SIGNERS, &error);
  if (list != NULL)
    authors = read_authors (context, body, &bearer, &error);
  if (authors != NULL && add_signers (context, authors, list, keys, &error))
    web_browser_reply (request, reply);
  else
    {
      json_object_unref (reply);
      srv_request_fail (request, error);
    }
}

/* ------------------------------------------------------------------ a message */

gboolean
web_browser_read_objects (JsonObject *body, HarkId *op, GPtrArray **objects, GArray **files,
                          GError **error)
{
  JsonArray *list = NULL, *ids = NULL;

  *objects = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  *files = g_array_new (FALSE, FALSE, sizeof (HarkId));
  if (hark_json_get_id (body, "op", op, error))
    list = hark_json_get_array (body, "objects", 1 + HARK_TICKET_MAX_FILES, error);
  if (list != NULL)
    ids = hark_json_get_array (body, "files", HARK_TICKET_MAX_FILES, error);
  if (ids == NULL)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      GBytes *sealed = hark_json_array_get_bytes (list, i, 1, HARK_OBJECT_MAX_LEN, error);
      HarkObjectHeader header;

      if (sealed == NULL)
        return FALSE;
      g_ptr_array_add (*objects, sealed);
      if (!hark_object_read_header (sealed, &header, error))
        return FALSE;
      if ((header.flags & HARK_OBJECT_BY_SERVER) != 0)
        {
          g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INVALID,
                               "the server did not seal this");
          return FALSE;
        }
    }
  for (guint i = 0; i < json_array_get_length (ids); i++)
    {
      HarkId id;

      if (!hark_json_array_get_id (ids, i, &id, error))
        return FALSE;
      g_array_append_val (*files, id);
    }
  return TRUE;
}

typedef struct
{
  SrvReply reply;
  gint64 now;
  gboolean again;
} Message;

/* A SrvWork. */
static gboolean
message_work (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Message *message = data;

  return store_ticket_add_reply (store, seq, &message->reply, message->now, &message->again, error);
}

static gboolean
find_ticket (SrvRequest *request, const WebBearer *bearer, HarkId *ticket, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  return store != NULL
         && store_portal_ticket_find (store, srv_request_get_arg (request), &bearer->user, ticket,
                                      error);
}

/* Where the same op had arrived before, it is the first content that counts. */
static void
reply_message (SrvRequest *request, const WebBearer *bearer, const Message *message)
{
  SrvContext *context = srv_request_get_context (request);
  JsonObject *reply = json_object_new ();

  if (message->again)
    json_object_set_boolean_member (reply, "again", TRUE);
  else
    web_bearers_forget_files (context->portal->bearers, &bearer->form, message->reply.blobs);
  web_browser_reply (request, reply);
}

static void
post_message (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = NULL;
  Message message = { .now = srv_context_now (context) };
  SrvReply *reply = &message.reply;
  WebBearer bearer;

  if (web_browser_enter (request, &bearer, &error)
      && find_ticket (request, &bearer, &reply->ticket, &error))
    body = srv_request_read_json (request, &error);
  if (body != NULL)
    {
      reply->account = bearer.user;
      reply->form = bearer.form;
    }
  if (body != NULL
      && web_browser_read_objects (body, &reply->op, &reply->objects, &reply->blobs, &error)
      && srv_writer_run (context->writer, message_work, &message, &error))
    reply_message (request, &bearer, &message);
  else
    srv_request_fail (request, error);
  g_clear_pointer (&reply->objects, g_ptr_array_unref);
  g_clear_pointer (&reply->blobs, g_array_unref);
}

const SrvRoute web_browser_ticket_routes[] = {
  { "GET", HARK_API_PORTAL "tickets", SRV_AUTH_NONE, list_tickets },
  { "GET", HARK_API_PORTAL "tickets/*", SRV_AUTH_NONE, read_ticket },
  { "POST", HARK_API_PORTAL "tickets/*", SRV_AUTH_NONE, post_message, SRV_MAX_JSON_BODY },
  { "POST", HARK_API_PORTAL "signers", SRV_AUTH_NONE, post_signers, MAX_SIGNERS_BODY },
  { NULL },
};
