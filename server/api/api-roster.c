/* api-roster.c: the signed list of people and areas: read by everybody with an account, appended by
 * who may */
#include "api.h"

#include "api-area.h"
#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "store-backup.h"
#include "store-roster.h"

#define MAX_PAGE (HARK_API_MAX_REPLY / 2) /* bytes of statements; their base64 is a third more */
/* a statement ends with signer and signature */
#define SIGNER_FROM_END (HARK_ID_LEN + HARK_SIG_LEN)

typedef struct
{
  GBytes *statement;
  gboolean again;
  SrvArea area; /* again: name NULL where it is about none */
  gint64 now;
  guint64 number;
} Append;

static gboolean
read_from (SrvRequest *request, gint64 *from, GError **error)
{
  const char *text = srv_request_get_query (request, "from");

  *from = 1;
  if (text == NULL || g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, from, NULL))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "\"from\" is a number from 1 on");
  return FALSE;
}

static void
list_roster (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  g_autoptr (GPtrArray) list = NULL;
  JsonObject *reply;
  JsonArray *statements;
  gboolean more;
  gint64 from;

  if (store != NULL && read_from (request, &from, &error))
    list = store_roster_list (store, from, MAX_PAGE, &more, &error);
  if (list == NULL)
    {
      srv_request_fail (request, error);
      return;
    }

  reply = json_object_new ();
  statements = json_array_new ();
  for (guint i = 0; i < list->len; i++)
    {
      GBytes *statement = g_ptr_array_index (list, i);

      hark_json_array_add_bytes (statements, g_bytes_get_data (statement, NULL),
                                 g_bytes_get_size (statement));
    }
  json_object_set_array_member (reply, "statements", statements);
  json_object_set_boolean_member (reply, "more", more);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

/* Nobody sends in what somebody else signed, but for the root key, which has no account. */
static gboolean
check_signer (SrvContext *context, GBytes *statement, const guint8 *user, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (statement, &length);
  HarkId org;

  if (length > SIGNER_FROM_END && srv_roster_get_org (context->roster, &org, NULL, NULL))
    {
      const guint8 *signer = data + length - SIGNER_FROM_END;

      if (memcmp (signer, user, HARK_ID_LEN) == 0 || memcmp (signer, org.bytes, HARK_ID_LEN) == 0)
        return TRUE;
    }

  g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN,
               "this statement was signed by somebody else");
  return FALSE;
}

gboolean
api_roster_read_again (JsonObject *body, gboolean *again, GError **error)
{
  *again = FALSE;
  return !json_object_has_member (body, "again")
         || hark_json_get_bool (body, "again", again, error);
}

/* What was in the list before, given back by whoever has it; the list's own rules hold for that as
 * for anything. Nobody has to have noted that something was lost: where an old data folder was
 * copied back, the statements themselves are the only trace of it. */
static gboolean
read_again (JsonObject *body, Append *work, GError **error)
{
  return api_roster_read_again (body, &work->again, error)
         && (!work->again || !json_object_has_member (body, "area")
             || json_object_get_null_member (body, "area")
             || api_area_read (hark_json_get_object (body, "area", error), &work->area, error));
}

/* Others hold a list that went on after the backup. Whoever knows nothing of it would fork it for
 * them, for good: nobody adds to the list until they had time to give it back. */
gboolean
api_roster_check_grace (SrvContext *context, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);
  gint64 end;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;

  if (store == NULL || !store_backup_get_grace (store, srv_context_now (context), &end, error))
    return FALSE;
  if (end == 0)
    return TRUE;

  time = g_date_time_new_from_unix_utc (end);
  text = time != NULL ? g_date_time_format (time, "%F %T") : NULL;
  g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY,
               "the server was put back from a backup, and people's devices still give back what"
               " the list of people lost: it can be changed from %s UTC on",
               text != NULL ? text : "later");
  return FALSE;
}

gboolean
api_roster_check_new (SrvRequest *request, GBytes *statement, GError **error)
{
  SrvContext *context = srv_request_get_context (request);

  return check_signer (context, statement, srv_request_get_user (request), error)
         && api_roster_check_grace (context, error);
}

static gboolean
give_back (SrvStore *store, gint64 seq, Append *work, GError **error)
{
  return (work->area.name != NULL
              ? store_area_give_back (store, seq, &work->area, work->statement, &work->number,
                                      error)
              : store_roster_give_back (store, seq, work->statement, &work->number, error))
         && store_backup_note_given_back (store, seq, work->now, error);
}

/* A SrvWork. */
static gboolean
append (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Append *work = data;

  return work->again ? give_back (store, seq, work, error)
                     : store_roster_append (store, seq, work->statement, &work->number, error);
}

static void
append_roster (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = srv_request_read_json (request, &error);
  g_autoptr (GBytes) statement = NULL;
  JsonObject *reply;
  Append work = { 0 };

  if (body != NULL)
    statement = hark_json_get_bytes (body, "statement", 1, HARK_ROSTER_MAX_STATEMENT, &error);
  if (statement == NULL || !read_again (body, &work, &error)
      || (!work.again && !api_roster_check_new (request, statement, &error)))
    {
      srv_request_fail (request, error);
      return;
    }

  work.statement = statement;
  work.now = srv_context_now (context);
  if (!srv_writer_run (context->writer, append, &work, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  reply = json_object_new ();
  json_object_set_int_member (reply, "seq", (gint64)work.number);
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

const SrvRoute api_roster_routes[] = {
  { "GET", HARK_API_ROSTER, SRV_AUTH_USER, list_roster },
  { "POST", HARK_API_ROSTER, SRV_AUTH_USER, append_roster, API_MAX_STATEMENT_BODY },
  { NULL },
};
