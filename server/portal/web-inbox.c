/* web-inbox.c: /inbox: opening it, writing in it, its files; see web-inbox.h */
#include "web-inbox.h"

#include "hark-error.h"
#include "store-inbox.h"
#include "store-roster.h"
#include "web-body.h"
#include "web-page.h"
#include "web-seal.h"
#include "web-time.h"

#include <string.h>
#include <unistd.h>

#define PATH "/inbox"
#define READ_SIZE 65536

/* The one that a code opened. */
static WebInbox *
get_opened (WebSession *session)
{
  return session != NULL && session->account == NULL ? session->inbox : NULL;
}

/* HARK_ERROR_NOT_FOUND where the code that opened it opens it no more: the team has issued another
 * one since. Where that cannot be known nothing is shown. */
static gboolean
check_opened (SrvRequest *request, const WebInbox *inbox, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);

  return store != NULL && store_inbox_check (store, &inbox->ticket, inbox->keys.lookup, error);
}

static gboolean
has_ended (const GError *error)
{
  return g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
}

/* Said as of any code that opens nothing. What was typed stays on the page. */
static void
show_ended (SrvRequest *request, WebSession *session, const char *message)
{
  const char *typed = message != NULL ? message : session->inbox->draft.text[WEB_MESSAGE];
  char *kept = g_strdup (typed);

  web_session_close_inbox (session);
  web_session_forget (session, request);
  web_inbox_show_door (request, NULL, kept, WEB_KNOCK_WRONG, WEB_ANSWER_RIGHT);
  hark_seal_free_string (kept);
}

/* ------------------------------------------------------------------ GET */

static void
show_thread (SrvRequest *request, WebSession *session)
{
  SrvContext *context = srv_request_get_context (request);
  WebInbox *inbox = session->inbox;
  g_autoptr (GError) error = NULL;
  g_autoptr (WebThread) thread = web_thread_load (context, &inbox->ticket, &inbox->keys, &error);

  if (thread != NULL)
    {
      web_inbox_show_thread (request, inbox, NULL, thread);
      inbox->was_sent = FALSE;
      inbox->was_busy = FALSE;
      return;
    }

  web_session_close_inbox (session);
  web_session_forget (session, request);
  srv_request_fail (request, error);
}

static void
get_inbox (SrvRequest *request)
{
  g_autoptr (WebSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!web_portal_begin (request))
    return;

  session = web_session_enter (request, &error);
  if (error != NULL)
    srv_request_fail (request, error);
  else if (get_opened (session) == NULL)
    web_inbox_show_door (request, NULL, NULL, WEB_KNOCK_FIRST, WEB_ANSWER_RIGHT);
  else if (check_opened (request, session->inbox, &error))
    show_thread (request, session);
  else if (has_ended (error))
    show_ended (request, session, NULL);
  else
    srv_request_fail (request, error);
}

/* ------------------------------------------------------------------ opening */

/* The inbox of a code. Whatever was typed, the same work is done: how long a refusal takes says
 * nothing of it. */
static gboolean
find_inbox (SrvContext *context, const char *text, HarkReporterKeys *keys, HarkId *ticket)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);
  guint8 code[HARK_CODE_LEN], expected[HARK_HASH_LEN], given[HARK_HASH_LEN];
  gboolean found;
  HarkId org;

  hark_code_random (code);
  hark_seal_random (expected, sizeof expected);
  hark_code_parse (text, code, NULL);
  srv_roster_get_org (context->roster, &org, NULL, NULL);
  hark_code_reporter_keys (code, &org, keys);
  hark_code_token_hash (keys->token, given);

  found = store != NULL && store_inbox_find (store, keys->lookup, ticket, expected, NULL);
  found = hark_seal_equal (expected, given, sizeof given) && found;
  hark_seal_wipe (code, sizeof code);
  return found;
}

/* A session with the inbox, under a cookie that nobody had before. */
static WebSession *
open_inbox (SrvRequest *request, WebSession *session, const HarkReporterKeys *keys,
            const HarkId *ticket, GError **error)
{
  g_autoptr (WebSession) opened = session;

  if (opened != NULL)
    {
      if (opened->account != NULL)
        web_session_close_all (opened); /* what is anonymous has nothing to do with a name */
      web_session_rename (opened, request);
    }
  else
    opened = web_session_create (request, error);
  if (opened == NULL || !web_session_open_inbox (opened, keys, ticket, error))
    return NULL;

  return g_steal_pointer (&opened);
}

static void
post_open (SrvRequest *request, WebSession *session, WebBody *body)
{
  SrvContext *context = srv_request_get_context (request);
  const char *code = web_body_get_text (body, WEB_CODE),
             *message = web_body_get_text (body, WEB_MESSAGE);
  const char *token = web_body_get_text (body, WEB_TOKEN);
  WebVerdict verdict
      = web_question_check (request, WEB_DOOR_INBOX, token, web_body_get_answers (body));
  g_autoptr (WebSession) opened = session;
  g_autoptr (GError) error = NULL;
  HarkReporterKeys *keys;
  gboolean found;
  HarkId ticket;

  if (verdict != WEB_ANSWER_RIGHT)
    {
      web_inbox_show_door (request, code, message,
                           token == NULL ? WEB_KNOCK_EXPIRED : WEB_KNOCK_UNANSWERED, verdict);
      return;
    }

  keys = hark_seal_alloc (sizeof *keys);
  found = find_inbox (context, code != NULL ? code : "", keys, &ticket);
  if (found)
    opened = open_inbox (request, g_steal_pointer (&opened), keys, &ticket, &error);
  hark_seal_free (keys);

  if (!found)
    {
      web_question_count (request, WEB_DOOR_INBOX);
      web_inbox_show_door (request, code, message, WEB_KNOCK_WRONG, verdict);
    }
  /* with a message that was typed before */
  else if (opened != NULL
           && web_draft_merge (&opened->inbox->draft, web_body_get_draft (body), &error))
    web_page_redirect (request, PATH);
  else
    srv_request_fail (request, error);
}

/* ------------------------------------------------------------------ writing */

static void
begin_turn (WebInbox *inbox)
{
  web_draft_clear_sent (&inbox->draft);
  inbox->sent = inbox->turn;
  hark_id_random (&inbox->turn);
  hark_id_random (&inbox->owner);
  inbox->tried = FALSE;
  inbox->was_sent = TRUE;
}

/* FALSE with @error where it was not sent and that is not the reporter's to mend. */
static gboolean
send_message (SrvRequest *request, WebInbox *inbox, const WebAccount *account, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (WebThread) thread = web_thread_load (context, &inbox->ticket, &inbox->keys, error);
  g_autoptr (GError) local = NULL;

  if (thread == NULL)
    return FALSE;

  if (web_seal_send_message (request, inbox, account, thread, &local))
    begin_turn (inbox);
  else if (g_error_matches (local, HARK_ERROR, HARK_ERROR_TOO_LARGE))
    inbox->draft.cut[WEB_MESSAGE] = TRUE;
  else if (g_error_matches (local, HARK_ERROR, HARK_ERROR_BUSY)
           || g_error_matches (local, HARK_ERROR, HARK_ERROR_DISK))
    inbox->was_busy = TRUE;
  else if (account == NULL && g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return TRUE; /* another code meanwhile: the page that comes next says so, and keeps the text */
  else
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  return TRUE;
}

void
web_inbox_post_message (SrvRequest *request, WebInbox *inbox, const WebAccount *account,
                        WebBody *body, const char *path)
{
  const char *turn = web_body_get_text (body, WEB_TURN);
  gboolean stays = web_body_get_text (body, WEB_STAY) != NULL;
  g_autoptr (WebFaults) faults = NULL;
  g_autoptr (GError) error = NULL;
  HarkId id = { 0 };

  if (turn == NULL || !hark_id_from_string (turn, &id) || hark_id_equal (&id, &inbox->sent))
    {
      web_page_redirect (request, path); /* sent twice: it is there already */
      return;
    }

  web_draft_clear_refusals (&inbox->draft);
  web_body_remove_files (body, &inbox->draft);
  web_draft_merge (&inbox->draft, web_body_get_draft (body), NULL); /* moves: one pool */
  faults = web_inbox_check (&inbox->draft);
  inbox->tried = !stays;
  /* From a page that is older than the last message: it is shown again before it goes. */
  stays = stays || !hark_id_equal (&id, &inbox->turn) || inbox->draft.n_refusals > 0;
  if (stays || !web_faults_is_empty (faults) || send_message (request, inbox, account, &error))
    web_page_redirect (request, path);
  else
    srv_request_fail (request, error);
}

static void
post_sign_out (SrvRequest *request, WebSession *session)
{
  web_session_close_inbox (session);
  web_session_forget (session, request);
  srv_request_add_header (request, "Clear-Site-Data", "\"cache\"");
  web_inbox_show_bye (request);
}

static void
post_message (SrvRequest *request, WebSession *session, WebBody *body)
{
  g_autoptr (GError) error = NULL;

  if (check_opened (request, session->inbox, &error))
    {
      web_inbox_post_message (request, session->inbox, NULL, body, PATH);
      return;
    }

  web_body_refuse_files (body);
  if (has_ended (error))
    show_ended (request, session, web_body_get_text (body, WEB_MESSAGE));
  else
    {
      /* to be sent once that is known */
      web_draft_merge (&session->inbox->draft, web_body_get_draft (body), NULL);
      srv_request_fail (request, error);
    }
}

static void
post_inbox (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  WebBody *body = web_body_get (request);
  g_autoptr (WebSession) session = NULL;
  g_autoptr (GError) error = NULL;
  const char *step;
  WebInbox *inbox;

  if (!web_portal_begin (request))
    return;
  if (!web_body_finish (body, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  web_body_finish_files (body, web_time_round (context, srv_context_now (context)));
  session = web_session_enter (request, &error);
  if (error != NULL)
    {
      srv_request_fail (request, error);
      return;
    }
  step = web_body_get_text (body, WEB_STEP);
  inbox = get_opened (session);
  if (!web_body_is_trusted (body, session, inbox != NULL ? inbox->csrf : NULL))
    {
      web_body_refuse_files (body);
      post_open (request, g_steal_pointer (&session), body);
    }
  else if (g_strcmp0 (step, "message") == 0)
    post_message (request, session, body);
  else if (g_strcmp0 (step, "sign-out") == 0)
    post_sign_out (request, session);
  else
    web_page_redirect (request, PATH);
}

static gboolean
prepare_inbox (SrvRequest *request, GError **error)
{
  return web_body_prepare (request, WEB_PART_INBOX, error);
}

/* ------------------------------------------------------------------ files */

/* A file on its way out. The newest piece is held back: the last one goes only when the whole file
 * has proved right. */
typedef struct
{
  SrvRequest *request;
  guint8 *held; /* HARK_FILE_CHUNK, locked */
  gsize length;
} Download;

static gboolean
pass_on (gpointer user, const guint8 *data, gsize length, GError **error)
{
  Download *self = user;

  if (self->length > 0 && !srv_request_write (self->request, self->held, self->length))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_OFFLINE, "the reader is gone");
      return FALSE;
    }

  g_assert (length <= HARK_FILE_CHUNK);
  memcpy (self->held, data, length);
  self->length = length;
  return TRUE;
}

static gboolean
open_all (HarkFileOpener *opener, int fd)
{
  g_autofree guint8 *buffer = g_malloc (READ_SIZE);
  gssize n;

  while ((n = TEMP_FAILURE_RETRY (read (fd, buffer, READ_SIZE))) > 0)
    if (!hark_file_opener_feed (opener, buffer, (gsize)n, NULL))
      return FALSE;

  return n == 0 && hark_file_opener_finish (opener, NULL);
}

/* A reply that stops short tells the browser that the file is not complete. */
static void
stream_file (SrvRequest *request, const HarkManifest *file, int fd)
{
  Download download = { .request = request, .held = hark_seal_alloc (HARK_FILE_CHUNK) };
  g_autoptr (HarkFileOpener) opener = hark_file_opener_new (file, pass_on, &download);

  if (srv_request_begin (request, SOUP_STATUS_OK, "application/octet-stream", file->size)
      && open_all (opener, fd) && download.length > 0)
    srv_request_write (request, download.held, download.length);
  hark_seal_free (download.held);
}

static void
add_disposition (SrvRequest *request, const char *name)
{
  g_autofree char *escaped = g_uri_escape_string (name, NULL, FALSE);
  g_autofree char *plain = g_str_to_ascii (name, "C");
  g_autofree char *value = NULL;

  /* For browsers that do not know RFC 5987. */
  for (char *at = plain; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr (" ._-()", *at) == NULL)
      *at = '_';
  value = g_strdup_printf ("attachment; filename=\"%s\"; filename*=UTF-8''%s", plain, escaped);

  srv_request_add_header (request, "Content-Disposition", value);
}

static void
send_file (SrvRequest *request, const HarkId *ticket, const HarkManifest *file)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);
  gint64 size;
  int fd = -1;

  if (store != NULL && store_blob_get_of_ticket (store, ticket, &file->blob, &size, &error))
    fd = srv_blobs_open (context->blobs, &file->blob, &error);
  g_clear_pointer (&store, srv_store_release);
  if (fd < 0)
    {
      srv_request_fail (request, error);
      return;
    }

  web_page_add_headers (request);
  add_disposition (request, file->name);
  stream_file (request, file, fd);
  close (fd);
}

/* The inbox's conversation, without keeping the session from others while a file goes out. NULL
 * without @error where no inbox is open. */
static WebThread *
load_thread (SrvRequest *request, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (WebSession) session = web_session_enter (request, error);
  g_autoptr (GError) local = NULL;

  if (get_opened (session) == NULL)
    return NULL;
  if (check_opened (request, session->inbox, &local))
    return web_thread_load (context, &session->inbox->ticket, &session->inbox->keys, NULL);

  if (!has_ended (local))
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

void
web_inbox_send_file (SrvRequest *request, WebThread *thread)
{
  const HarkManifest *file = NULL;
  HarkId blob;

  if (hark_id_from_string (srv_request_get_arg (request), &blob))
    file = web_thread_find_file (thread, &blob);

  if (file != NULL)
    send_file (request, &thread->ticket->id, file);
  else
    {
      g_autoptr (GError) error
          = g_error_new_literal (HARK_ERROR, HARK_ERROR_NOT_FOUND, "no such file");

      srv_request_fail (request, error);
    }
}

static void
get_file (SrvRequest *request)
{
  g_autoptr (WebThread) thread = NULL;
  g_autoptr (GError) error = NULL;

  if (!web_portal_begin (request))
    return;

  thread = load_thread (request, &error);
  if (thread != NULL)
    web_inbox_send_file (request, thread);
  else if (error != NULL)
    srv_request_fail (request, error);
  else
    web_page_redirect (request, PATH);
}

const SrvRoute web_inbox_routes[] = {
  { "GET", PATH, SRV_AUTH_NONE, get_inbox },
  { "POST", PATH, SRV_AUTH_NONE, post_inbox, WEB_MAX_BODY, prepare_inbox },
  { "GET", PATH "/file/*", SRV_AUTH_NONE, get_file },
  { NULL },
};
