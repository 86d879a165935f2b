/* fuzz-answer.c: what a server answers a client to anything but the feed and its events: one error
 * that says something, or none; and nothing that waits to be sent is lost
 *
 * The input is a byte that says what is asked, and the answers in their order, up to a NUL each: a
 * line with the status and perhaps an Upload-Offset, and the body. After the last one nothing can
 * be reached any more. */
#include "fuzz.h"

#include <libsoup/soup.h>

/* The real client, on a line that is the input. */
static GInputStream *answer_next (SoupMessage *message, GError **error);
static guint answered_status;
#define soup_session_send(session, message, cancellable, error) answer_next (message, error)
#define soup_message_get_status(message) answered_status
#include "app-http.c" /* in place of the client library's own */

#include "app-feed.h"
#include "app-file.h"
#include "app-intent.h"
#include "app-invitation.h"
#include "app-setup.h"
#include "app-sign-in.h"
#include "app-sync.h"
#include "shelf.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_ANSWERS 40

enum
{
  ASK_SYNC, /* the feed says what is right */
  ASK_FEED, /* the feed comes from the input too */
  ASK_INFO,
  ASK_PARAMS,
  ASK_SESSION,
  ASK_LOOK,
  ASK_UPLOAD,
  ASK_FETCH,
  N_ASKS
};

static const Shelf *shelf;
static const guint8 *data;
static gsize size;
static guint ask, n_answers;
static GBytes *due_page; /* of the feed: there is work for others */
static AppTransfers *transfers;

static GInputStream *
answer_next (SoupMessage *message, GError **error)
{
  const char *path = g_uri_get_path (soup_message_get_uri (message));
  g_autofree char *line = NULL;
  g_auto (GStrv) words = NULL;
  char *body;

  answered_status = 200;
  if (ask == ASK_SYNC && g_str_equal (path, HARK_API_SYNC))
    return g_memory_input_stream_new_from_bytes (due_page);
  if (size == 0 || n_answers++ == MAX_ANSWERS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "nothing comes any more");
      return NULL;
    }

  line = fuzz_take_line (&data, &size, '\n');
  words = g_strsplit (line, " ", 2);
  answered_status = words[0] != NULL ? (guint)g_ascii_strtoull (words[0], NULL, 10) : 0;
  if (words[0] != NULL && words[1] != NULL && strchr (words[1], '\r') == NULL)
    soup_message_headers_replace (soup_message_get_response_headers (message), "Upload-Offset",
                                  words[1]);
  body = fuzz_take_line (&data, &size, '\0');
  return g_memory_input_stream_new_from_data (body, (gssize)strlen (body), g_free);
}

/* --- what waits --- */

static const AppActionType waiting[]
    = { APP_ACTION_TAKE_OVER, APP_ACTION_ANSWER, APP_ACTION_NOTE, APP_ACTION_CLOSE };

static void
run_sql (const char *sql)
{
  g_autoptr (GError) error = NULL;

  hark_sqlite_exec (app_outbox_get_db (shelf->store->outbox), sql, &error);
  g_assert_no_error (error);
}

static void
keep_invitation (void)
{
  AppInvitation *kept = hark_seal_alloc (sizeof *kept);
  g_autoptr (GError) error = NULL;

  hark_invitation_random (&kept->invitation, shelf->store->account->root_pk);
  kept->role = HARK_ROLE_NONE;
  kept->made = g_get_real_time () / G_USEC_PER_SEC;
  g_strlcpy (kept->name, "bert", sizeof kept->name);
  app_outbox_add_invitation (shelf->store->outbox, kept, &error);
  g_assert_no_error (error);
  hark_seal_free (kept);
}

/* The same operations under the same ids, whatever became of those before. */
static void
fill_outbox (void)
{
  AppFeedPage taken = { 0 };
  g_autoptr (GError) error = NULL;

  app_feed_apply (shelf->store, shelf->page, TRUE, &taken, &error);
  g_assert_no_error (error);
  app_feed_page_clear (&taken);
  run_sql ("DELETE FROM operation; DELETE FROM answered; DELETE FROM again; DELETE FROM restored;"
           " DELETE FROM invitation");
  fuzz_fix_random ();
  keep_invitation ();
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      AppAction action = { .type = waiting[i],
                           .ticket = shelf->ticket,
                           .text = waiting[i] != APP_ACTION_TAKE_OVER ? "words" : NULL,
                           .reason = "why",
                           .outcome = HARK_OUTCOME_PARTLY };
      g_autoptr (AppOperation) operation
          = app_intent_new (shelf->store, &action, NULL, 1700000000, &error);

      g_assert_no_error (error);
      app_outbox_add (shelf->store->outbox, operation, &error);
      g_assert_no_error (error);
    }
}

static guint
count_kept (void)
{
  g_autoptr (GPtrArray) waits = app_outbox_list (shelf->store->outbox, FALSE, NULL);
  g_autoptr (GPtrArray) refused = app_outbox_list (shelf->store->outbox, TRUE, NULL);

  return waits->len + refused->len;
}

static gboolean
ask_sync (AppHttp *http, GError **error)
{
  GMutex lock;
  AppSync sync = { .store = shelf->store, .lock = &lock, .http = http, .transfers = transfers };
  gboolean ok;

  g_mutex_init (&lock);
  fill_outbox ();
  ok = app_sync_run (&sync, error);
  g_clear_error (&sync.problem);
  g_mutex_clear (&lock);
  /* the feed never shows that anything was taken: all of it is kept, whatever was answered */
  if (ask == ASK_SYNC)
    g_assert_cmpuint (count_kept (), ==, G_N_ELEMENTS (waiting));
  return ok;
}

/* --- the rest --- */

static gboolean
ask_info (AppHttp *http, GError **error)
{
  guint8 root_pk[32];
  g_autoptr (AppServerInfo) info = app_setup_read_info (http, "http://127.0.0.1", root_pk, error);

  return info != NULL;
}

static gboolean
ask_session (AppHttp *http, GError **error)
{
  HarkAccountSecrets secrets = { 0 };
  const AppAccount *account = shelf->store->account;
  char *token = app_sign_in_session (http, &account->user, &account->device, &secrets, NULL, error);
  gboolean ok = token != NULL;

  hark_seal_free_string (token);
  return ok;
}

static gboolean
ask_look (GError **error)
{
  HarkInvitation invitation;
  g_autoptr (AppWelcome) welcome = NULL;
  char *line;

  fuzz_fix_random ();
  hark_invitation_random (&invitation, shelf->store->account->root_pk);
  line = hark_invitation_to_line (&invitation);
  welcome = app_invitation_look ("http://127.0.0.1", line, NULL, error);
  hark_seal_free_string (line);
  return welcome != NULL;
}

#define BLOB_BYTES 4096

static gboolean
ask_upload (AppHttp *http, GError **error)
{
  const HarkId blob = { { 9 } };
  g_autofree char *id = hark_id_to_string (&blob);
  g_autofree char *folder = g_build_filename (shelf->home, "spool", NULL);
  g_autofree char *path = g_build_filename (folder, id, NULL);
  static const char bytes[BLOB_BYTES];

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, bytes, sizeof bytes, NULL));
  return app_file_upload (shelf->home, http, &blob, transfers, error);
}

static gboolean
ask_fetch (AppHttp *http, GError **error)
{
  HarkManifest manifest = { .blob = { { 8 } }, .padded = 1024 };
  gboolean ok = app_file_fetch (shelf->home, http, &manifest, transfers, error);

  app_file_forget (shelf->home, &manifest.blob);
  return ok;
}

static void
told_nobody (gpointer unused)
{
}

static void
set_up (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;

  if (shelf != NULL)
    return;

  shelf = shelf_get ();
  text = g_strndup (g_bytes_get_data (shelf->page, NULL), g_bytes_get_size (shelf->page));
  parts = g_strsplit (text, "\"due\":false", 2);
  g_assert_nonnull (parts[1]);
  g_free (text);
  text = g_strjoinv ("\"due\":true", parts);
  due_page = g_bytes_new (text, strlen (text));
  transfers = app_transfers_new (G_MAXINT64, told_nobody, NULL);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length)
{
  g_autoptr (AppHttp) http = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok = TRUE;

  set_up ();
  data = bytes;
  size = length;
  n_answers = 0;
  ask = fuzz_take (&data, &size, 1) % N_ASKS;
  http = app_http_new ("http://127.0.0.1", "token", NULL);
  switch (ask)
    {
    case ASK_INFO:
      ok = ask_info (http, &error);
      break;
    case ASK_PARAMS:
      app_sign_in_is_forgotten (http, shelf->store->account);
      break;
    case ASK_SESSION:
      ok = ask_session (http, &error);
      break;
    case ASK_LOOK:
      ok = ask_look (&error);
      break;
    case ASK_UPLOAD:
      ok = ask_upload (http, &error);
      break;
    case ASK_FETCH:
      ok = ask_fetch (http, &error);
      break;
    default:
      ok = ask_sync (http, &error);
    }

  fuzz_check (ok, &error);
  return 0;
}

/* --- seeds --- */

/* Answers end in a NUL. */
static void
add (const char *name, guint what, const char *const *answers)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_c (text, (char)what);
  for (guint i = 0; answers[i] != NULL; i++)
    g_string_append_len (text, answers[i], (gssize)strlen (answers[i]) + 1);
  fuzz_add (name, text->str, text->len);
}

#define RESULT                                                                                     \
  "200\n{\"results\":[{\"op\":\"%s\",\"st\":\"%s\",\"seq\":7,\"cur\":{\"state\":\"open\","         \
  "\"state_v\":7,\"advisor\":null,\"advisor_v\":7,\"by\":null,\"at\":5,\"number\":\"2026-4711\"}}" \
  "]}"

static void
add_results (const char *name, const char *word, const char *first)
{
  g_autoptr (GPtrArray) waits = app_outbox_list (shelf->store->outbox, FALSE, NULL);
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (answers, g_strdup (first));
  for (guint i = 0; i < waits->len; i++)
    {
      g_autofree char *op = hark_id_to_string (&((AppOperation *)waits->pdata[i])->op);

      g_ptr_array_add (answers, g_strdup_printf (RESULT, op, word));
    }
  g_ptr_array_add (answers, g_strdup ("200\n{\"dues\":[],\"more\":false}"));
  g_ptr_array_add (answers, NULL);
  add (name, ASK_SYNC, (const char *const *)answers->pdata);
}

#define B64_32 "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
#define ID "00000000000000000000000000000001"

void
fuzz_seed (void)
{
  static const char none[] = "200\n{\"invitations\":[]}";
  static const char *const words[]
      = { "applied", "conflict", "gone", "forbidden", "rekey", "invalid", "retry" };
  g_autofree char *invited = NULL;
  g_autofree char *user = NULL;
  g_autofree char *feed = NULL;
  g_autofree char *root = NULL;
  g_autofree char *info = NULL;
  g_autoptr (GPtrArray) kept = NULL;

  set_up ();
  fill_outbox ();
  kept = app_outbox_list_invitations (shelf->store->outbox, NULL);
  user = hark_id_to_string (&((AppInvitation *)kept->pdata[0])->invitation.user);
  root = g_base64_encode (shelf->store->account->root_pk, 32);
  info = g_strdup_printf ("200\n{\"protocol\":{\"min\":1,\"max\":1},\"name\":\"Testhaus\","
                          "\"ready\":true,\"org\":\"" ID "\",\"root_pk\":\"%s\"}",
                          root);
  invited = g_strdup_printf (
      "200\n{\"invitations\":[{\"user\":\"%s\",\"name\":\"bert\",\"mail\":\"b@c.example\","
      "\"role\":null,\"area\":null,\"by\":\"" ID "\",\"expires\":1800000000,\"sign_pk\":\"" B64_32
      "\",\"box_pk\":\"" B64_32 "\",\"tag\":\"" B64_32 "\"}]}",
      user);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    add_results (words[i], words[i], i % 2 == 0 ? none : invited);
  add ("refused", ASK_SYNC,
       (const char *const[]){ "503\n{\"code\":\"busy\",\"detail\":\"x\"}", NULL });
  feed = g_strdup_printf ("200\n%.*s", (int)g_bytes_get_size (shelf->page),
                          (const char *)g_bytes_get_data (shelf->page, NULL));
  add ("feed", ASK_FEED,
       (const char *const[]){ "410\n{\"code\":\"reset\",\"detail\":\"x\",\"known\":0,\"made\":5}",
                              "200\n{\"statements\":[],\"more\":false}", "200\n{\"seq\":1}", feed,
                              none, NULL });
  add ("dues", ASK_SYNC,
       (const char *const[]){ none, "426\n{\"code\":\"later\"}",
                              "200\n{\"dues\":[{\"tk\":\"" ID
                              "\",\"kind\":\"seal\",\"epoch\":0,\"to\":\"" ID "\"},{\"tk\":\"" ID
                              "\",\"kind\":\"rekey\",\"epoch\":1}],\"more\":true}",
                              "200\n{\"results\":[\"applied\"]}", NULL });
  add ("info", ASK_INFO, (const char *const[]){ info, NULL });
  add ("params", ASK_PARAMS,
       (const char *const[]){ "200\n{\"org\":\"" ID "\",\"user\":\"" ID
                              "\",\"ops\":3,\"mem\":262144,\"salt\":\"AQEBAQEBAQEBAQEBAQEBAQ==\"}",
                              NULL });
  add ("session", ASK_SESSION,
       (const char *const[]){ "200\n{\"token\":\"" B64_32 "\",\"user\":\"" ID "\"}", NULL });
  add ("look", ASK_LOOK,
       (const char *const[]){ info, "200\n{\"name\":\"bert\",\"by\":\"anna\",\"role\":null}",
                              NULL });
  add ("upload", ASK_UPLOAD, (const char *const[]){ "200\n{\"offset\":0}", "204 4096\n", NULL });
  add ("fetch", ASK_FETCH, (const char *const[]){ "200\nbytes", NULL });
}
