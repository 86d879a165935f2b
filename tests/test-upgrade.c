/* test-upgrade.c: an upgrade of either side keeps everything, and each says in words who must
 * follow */
#include "device.h"

#include "folder.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"
#include "wire.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>

/* --- a server of another version --- */

/* Answers as a server would that speaks other protocols than this program. */
typedef struct
{
  WireThread *thread;
  GSocketService *service;
  guint16 port;
  guint min, max;
  const char *body; /* of a 426 on every other route than info */
  guint asked;
} Other;

/* One request and its answer; SoupServer would keep what a client has closed. */
static gboolean
answer (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
        gpointer user)
{
  Other *self = user;
  GIOStream *stream = G_IO_STREAM (connection);
  g_autoptr (GDataInputStream) input
      = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  g_autofree char *first = g_data_input_stream_read_line (input, NULL, NULL, NULL);
  g_autofree char *text = NULL;
  g_autofree char *reply = NULL;
  gboolean is_info;

  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (input, NULL, NULL, NULL);

      if (line == NULL || *line == '\0')
        break;
    }
  if (first == NULL)
    return TRUE;

  g_atomic_int_inc (&self->asked);
  is_info = strstr (first, HARK_API_INFO " ") != NULL;
  if (is_info)
    text = g_strdup_printf ("{\"protocol\":{\"min\":%u,\"max\":%u},\"name\":\"Testhaus\","
                            "\"ready\":false,\"org\":null,\"root_pk\":null,\"later\":[1]}",
                            self->min, self->max);
  else
    text = g_strdup (self->body);
  reply
      = g_strdup_printf ("HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
                         "Connection: close\r\n\r\n%s",
                         is_info ? "200 OK" : "426 Upgrade Required", strlen (text), text);
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), reply, strlen (reply), NULL,
                             NULL, NULL);
  return TRUE;
}

static void
start (gpointer user)
{
  Other *self = user;
  g_autoptr (GSocketAddress) wanted
      = g_inet_socket_address_new_from_string ("127.0.0.1", self->port);
  g_autoptr (GSocketAddress) bound = NULL;

  self->service = g_threaded_socket_service_new (4);
  g_signal_connect (self->service, "run", G_CALLBACK (answer), self);
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), wanted,
                                                G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                                &bound, NULL));
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static void
stop (gpointer user)
{
  Other *self = user;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
}

/* @port 0: a free one. */
static void
other_start (Other *self, guint16 port)
{
  self->port = port;
  self->thread = wire_thread_start ();
  wire_thread_call (self->thread, start, self);
}

static void
other_stop (Other *self)
{
  wire_thread_call (self->thread, stop, self);
  g_clear_pointer (&self->thread, wire_thread_stop);
}

static const struct
{
  guint min, max;
  const char *body;
  HarkError code;
  AppConnection connection;
  const char *words;
} versions[] = {
  { 2, 3, "{\"code\":\"upgrade\",\"detail\":\"upgrade Hark on this computer\"}", HARK_ERROR_UPGRADE,
    APP_CONNECTION_UPGRADE, "on this computer" },
  { 0, 0, "{\"code\":\"outdated\",\"detail\":\"its operator must upgrade the server\"}",
    HARK_ERROR_OUTDATED, APP_CONNECTION_OUTDATED, "operator" },
  /* what a later version may come up with */
  { 7, 9, "{\"code\":\"unheard-of\"}", HARK_ERROR_UPGRADE, APP_CONNECTION_UPGRADE,
    "on this computer" },
  { 7, 9, "Upgrade Required", HARK_ERROR_UPGRADE, APP_CONNECTION_UPGRADE, "on this computer" },
};

static void
test_a_server_of_another_version_is_told_from_the_start (Device *f, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      Other other = { .min = versions[i].min, .max = versions[i].max, .body = versions[i].body };
      g_autoptr (AppServerInfo) info = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *url = NULL;

      other_start (&other, 0);
      url = g_strdup_printf ("http://127.0.0.1:%u", other.port);
      info = app_client_probe_sync (f->client, url, &error);
      g_assert_null (info);
      g_assert_error (error, HARK_ERROR, (int)versions[i].code);
      g_assert_nonnull (strstr (error->message, versions[i].words));
      other_stop (&other);
    }
}

static void
test_an_upgraded_server_keeps_what_waits_here (Device *f, gconstpointer unused)
{
  HarkId ticket = device_submit (f, "before the upgrade", NULL);
  guint16 port = harness_get_port (f->server);
  g_autoptr (AppTicket) after = NULL;

  device_sync (f->client);
  harness_stop (f->server);
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      Other other = { .min = versions[i].min, .max = versions[i].max, .body = versions[i].body };
      g_autoptr (AppTicket) loaded = NULL;
      g_autoptr (GError) error = NULL;

      /* at the same address, while the session is open */
      other_start (&other, port);
      device_write (f->client, APP_ACTION_NOTE, &ticket, "written meanwhile");
      g_assert_false (app_client_sync_sync (f->client, &error));
      g_assert_error (error, HARK_ERROR, (int)versions[i].code);
      g_assert_nonnull (strstr (error->message, versions[i].words));
      g_assert_cmpint (app_client_get_connection (f->client), ==, versions[i].connection);
      g_assert_cmpint (app_client_get_state (f->client), ==, APP_CLIENT_READY);
      g_assert_cmpuint (app_client_get_waiting (f->client), ==, i + 1);
      loaded = device_load (f->client, &ticket);
      g_assert_cmpstr (loaded->report, ==, "What I saw.");
      g_assert_cmpuint (other.asked, >, 0);
      other_stop (&other);
    }

  /* the same session, once both speak the same again */
  device_start_server (f);
  device_sync (f->client);
  g_assert_cmpint (app_client_get_connection (f->client), ==, APP_CONNECTION_ONLINE);
  g_assert_cmpuint (app_client_get_waiting (f->client), ==, 0);
  after = device_load (f->client, &ticket);
  g_assert_cmpuint (after->entries->len, ==, 1 + G_N_ELEMENTS (versions));
}

static void
test_each_request_says_what_the_client_speaks (Device *f, gconstpointer unused)
{
  static const struct
  {
    const char *value;
    guint status;
    const char *code;
  } tries[] = {
    { "1-1", 200, NULL },       { "1-9", 200, NULL },
    { "2-3", 426, "outdated" }, { "0-1", 400, "invalid" },
    { "1", 400, "invalid" },    { "1-2-3", 400, "invalid" },
    { "a-b", 400, "invalid" },  { "99999999999999999999-1", 400, "invalid" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_autofree char *header = g_strdup_printf (HARK_PROTOCOL_HEADER ": %s\r\n", tries[i].value);
      g_autoptr (Reply) reply
          = harness_send (f->server, "GET", HARK_API_SYNC, f->client->token, header, NULL, 0);

      g_assert_cmpuint (reply->status, ==, tries[i].status);
      if (tries[i].code != NULL)
        g_assert_cmpstr (reply_get_code (reply), ==, tries[i].code);
    }
  /* and the session is as it was */
  device_sync (f->client);
}

/* --- what an earlier version left --- */

typedef struct
{
  char *folder;
  char *data;
  char *home;
} Earlier;

static void
unpack (Earlier *f, gconstpointer unused)
{
  g_autofree char *archive
      = g_test_build_filename (G_TEST_DIST, "fixtures", "schema-1.tar.xz", NULL);
  const char *const command[] = { "tar", "-xJf", archive, "-C", NULL, NULL };
  const char *argv[G_N_ELEMENTS (command)];
  g_autoptr (GError) error = NULL;
  int status;

  f->folder = test_folder_new ();
  f->data = g_build_filename (f->folder, "data", NULL);
  f->home = g_build_filename (f->folder, "home", NULL);
  memcpy (argv, command, sizeof command);
  argv[4] = f->folder;
  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static void
clean (Earlier *f, gconstpointer unused)
{
  test_folder_remove (f->folder);
  g_free (f->data);
  g_free (f->home);
}

static gint64
version_of (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (HarkSqlite) db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, NULL);

  return db != NULL ? hark_sqlite_get_int (db, "PRAGMA user_version", -1) : -1;
}

typedef struct
{
  WireThread *thread;
  const char *dir;
  SrvServer *server;
  char *url;
} Running;

static void
start_server (gpointer user)
{
  Running *self = user;
  g_autoptr (GError) error = NULL;

  self->server = srv_server_new (self->dir, NULL, NULL, &error);
  g_assert_no_error (error);
  srv_server_listen (self->server, "127.0.0.1:0", &error);
  g_assert_no_error (error);
  self->url = srv_server_get_url (self->server);
}

static void
stop_server (gpointer user)
{
  Running *self = user;

  g_clear_pointer (&self->server, srv_server_free);
}

static void
start_and_stop (Earlier *f)
{
  Running running = { .dir = f->data };

  running.thread = wire_thread_start ();
  wire_thread_call (running.thread, start_server, &running);
  wire_thread_call (running.thread, stop_server, &running);
  wire_thread_stop (running.thread);
  g_free (running.url);
}

static void
expect_no_fault (const char *dir)
{
  Harness *harness = harness_new_for (dir, "", 1);
  g_autoptr (GPtrArray) faults = harness_check (harness);

  for (guint i = 0; i < faults->len; i++)
    g_test_message ("%s", (const char *)faults->pdata[i]);
  g_assert_cmpuint (faults->len, ==, 0);
  harness_free (harness);
}

static void
expect_everything (AppClient *client, guint n_tickets, guint n_waiting)
{
  g_autoptr (GPtrArray) list = app_client_list_sync (client, NULL);
  guint closed = 0, files = 0;

  g_assert_cmpuint (app_client_get_waiting (client), ==, n_waiting);
  g_assert_cmpuint (list->len, ==, n_tickets);
  for (guint i = 0; i < list->len; i++)
    {
      g_autoptr (AppTicket) ticket = device_load (client, &((AppTicket *)list->pdata[i])->id);

      g_assert_cmpint (ticket->trust, ==, APP_TRUST_VERIFIED);
      g_assert_cmpuint (strlen (ticket->subject), >, 0);
      g_assert_cmpuint (strlen (ticket->report), >, 0);
      closed += ticket->state == HARK_TICKET_CLOSED && ticket->outcome != NULL;
      for (guint j = 0; j < ticket->entries->len; j++)
        files += device_entry (ticket, j)->files->len;
    }
  g_assert_cmpuint (closed, ==, 1);
  g_assert_cmpuint (files, >=, 1);
}

/* Every attachment is there whole. */
static void
save_files (AppClient *client, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "saved", NULL);
  g_autoptr (GPtrArray) list = app_client_list_sync (client, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      g_autoptr (AppTicket) ticket = device_load (client, &((AppTicket *)list->pdata[i])->id);

      for (guint j = 0; j < ticket->entries->len; j++)
        for (guint k = 0; k < device_entry (ticket, j)->files->len; k++)
          {
            AppFile *file = device_entry (ticket, j)->files->pdata[k];
            GError *error = NULL;
            struct stat info;

            app_client_save_file_sync (client, &ticket->id, &file->object, path, NULL, &error);
            g_assert_no_error (error);
            g_assert_cmpint (stat (path, &info), ==, 0);
            g_assert_cmpint (info.st_size, ==, file->size);
          }
    }
}

static void
test_an_earlier_version_is_taken_along (Earlier *f, gconstpointer unused)
{
  Running running = { .dir = f->data };
  g_autoptr (GUri) uri = NULL;
  AppClient *client;
  GError *error = NULL;

  g_assert_cmpint (version_of (f->data, "hark.db"), ==, 1);
  g_assert_cmpint (version_of (f->home, "outbox.db"), ==, 1);
  running.thread = wire_thread_start ();
  wire_thread_call (running.thread, start_server, &running);
  uri = g_uri_parse (running.url, 0, NULL);
  device_move (f->home, (guint16)g_uri_get_port (uri));

  /* before anything was sent: all of it is there without a server, too */
  client = device_open (f->home);
  device_unlock (client);
  g_assert_cmpint (version_of (f->home, "outbox.db"), >, 1);
  expect_everything (client, 4, 4); /* the fourth waits */
  if (!app_client_sync_sync (client, &error))
    {
      /* the session has ended by the clock; the password is enough */
      g_assert_error (error, HARK_ERROR, HARK_ERROR_AUTH);
      g_clear_error (&error);
      expect_everything (client, 4, 4);
      app_client_sign_in_sync (client, running.url, "anna", DEVICE_PASSWORD, NULL, &error);
      g_assert_no_error (error);
      device_sync (client);
    }
  {
    g_autoptr (GPtrArray) refused = app_client_list_refused_sync (client, NULL);

    g_assert_cmpuint (refused->len, ==, 0);
  }
  expect_everything (client, 4, 0);
  save_files (client, f->folder);
  device_close (client);

  wire_thread_call (running.thread, stop_server, &running);
  wire_thread_stop (running.thread);
  g_free (running.url);
  g_assert_cmpint (version_of (f->data, "hark.db"), >, 1);
  g_assert_cmpint (version_of (f->data, "hark.db.before-2"), ==, 1);
  expect_no_fault (f->data);
}

/* Nobody signed what an Admin had mails say before: it is there to be looked at, and in no mail. */
static void
test_words_that_nobody_signed_are_set_aside (Earlier *f, gconstpointer unused)
{
  static const char SQL_OLD[]
      = "INSERT INTO config (key, value) VALUES ('mail.wording', '{\"en\":{}}')";
  static const char SQL_LEFT[] = "SELECT count (*) FROM config WHERE key = 'mail.wording'";
  static const char SQL_ASIDE[] = "SELECT count (*) FROM config WHERE key = 'mail.wording-unsigned'"
                                  " AND value = '{\"en\":{}}'";
  g_autofree char *path = g_build_filename (f->data, "hark.db", NULL);
  HarkSqlite *db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, NULL);

  g_assert_true (hark_sqlite_exec (db, SQL_OLD, NULL));
  hark_sqlite_close (db);
  start_and_stop (f);

  db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, NULL);
  g_assert_cmpint (hark_sqlite_get_int (db, SQL_LEFT, -1), ==, 0);
  g_assert_cmpint (hark_sqlite_get_int (db, SQL_ASIDE, -1), ==, 1);
  hark_sqlite_close (db);
}

/* A GCompareFunc. */
static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* As the version that had @last as its newest migration left it. */
static void
bring_to (HarkSqlite *db, const char *last)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "server", "schema", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".sql") && strcmp (name, last) <= 0)
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_assert_cmpstr (names->pdata[names->len - 1], ==, last);
  for (n = (guint)hark_sqlite_get_int (db, "PRAGMA user_version", -1); n < names->len; n++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[n], NULL);
      g_autofree char *sql = NULL;

      g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
      g_assert_true (hark_sqlite_exec (db, sql, NULL));
    }
  {
    g_autofree char *set = g_strdup_printf ("PRAGMA user_version = %u", n);

    g_assert_true (hark_sqlite_exec (db, set, NULL));
  }
}

/* Of mails that an earlier version queued; what tells an Admin why none went stays. */
static void
test_what_mail_servers_said_names_no_second_any_more (Earlier *f, gconstpointer unused)
{
#define SECOND "2840000382" /* of a time that no job finds old */
#define HOUR "2839996800"
#define NEXT "2840000400"
#define ROW(id, kind, tries, state, settled, reason, words)                                        \
  "INSERT INTO mail (id, user, kind, created, due, tries, state, settled, reason, words) VALUES"   \
  " (x'000000000000000000000000000000" id "', zeroblob (16), '" kind "', " HOUR ", " SECOND        \
  ", " tries ", '" state "', " settled ", '" reason "', '" words "');"
  static const char SQL_OLD[] = /* clang-format off */
      ROW ("01", "anonymous", "1", "sent", NEXT, "said", "250 2.0.0 OK " SECOND " a - gsmtp")
      ROW ("02", "reply", "4", "waiting", "NULL", "said", "451 4.3.0 " SECOND " not now")
      ROW ("03", "anonymous", "1", "given-up", NEXT, "said", "550-5.7.606 " SECOND)
      ROW ("04", "closed", "9", "given-up", NEXT, "", "552 " SECOND)
      ROW ("05", "closed", "9", "given-up", NEXT, "unreached", "nobody is there")
      "INSERT INTO notice SELECT zeroblob (16), id, 'reply', zeroblob (16), 0, 0, zeroblob (16), 1,"
      " x'00000000000000000000000000000002' FROM ticket LIMIT 1"; /* clang-format on */
  static const char SQL_SINCE[] = "SELECT count (*) FROM notice WHERE since = " HOUR;
  static const char SQL_NEW[]
      = "SELECT 1 WHERE '" HOUR " " HOUR " ,"
        " " NEXT " 0 451 4.3.0, " HOUR " " HOUR " 550-5.7.606, " HOUR " " NEXT " 552,"
        " " HOUR " " NEXT " nobody is there' = (SELECT group_concat (due || ' ' ||"
        " coalesce (settled, 0) || ' ' || words, ', ') FROM (SELECT * FROM mail ORDER BY id))";
  g_autofree char *path = g_build_filename (f->data, "hark.db", NULL);
  HarkSqlite *db = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, NULL);

  bring_to (db, "0025-claim.sql");
  g_assert_true (hark_sqlite_exec (db, SQL_OLD, NULL));
  hark_sqlite_close (db);
  start_and_stop (f);

  db = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, NULL);
  g_assert_cmpint (hark_sqlite_get_int (db, SQL_NEW, 0), ==, 1);
  g_assert_cmpint (hark_sqlite_get_int (db, SQL_SINCE, 0), ==, 1);
  hark_sqlite_close (db);
}

/* In a process of its own, whose files may not grow. */
static void
test_a_migration_without_room_keeps_everything (Earlier *f, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (f->data, "hark.db", NULL);
  g_autofree char *copy = g_build_filename (f->data, "hark.db.before-2", NULL);

  if (g_test_subprocess ())
    return;
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *before = NULL, *after = NULL;
      g_autofree char *limit
          = g_strdup_printf ("ulimit -f %u; trap '' XFSZ; exec \"$0\" \"$@\"", i * 40);
      const char *const argv[]
          = { "bash",     "-c",          limit, g_getenv ("HARK_SERVER"), "run", "--data", f->data,
              "--listen", "127.0.0.1:0", NULL };
      g_autofree char *said = NULL;
      gsize n, m;
      int status;

      g_assert_true (g_file_get_contents (path, &before, &n, NULL));
      g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL,
                                   G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                                   NULL, &said, &status, NULL));
      g_test_message ("%s", said);
      g_assert_cmpint (WEXITSTATUS (status), ==, 1);
      g_assert_true (g_file_get_contents (path, &after, &m, NULL));
      g_assert_cmpmem (before, n, after, m);
      g_assert_cmpint (version_of (f->data, "hark.db"), ==, 1);
      g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
    }
  test_an_earlier_version_is_taken_along (f, NULL);
}

static void
test_a_client_without_room_keeps_everything (Earlier *f, gconstpointer unused)
{
  g_autofree char *outbox = g_build_filename (f->home, "outbox.db", NULL);
  g_autofree char *before = NULL, *after = NULL;
  const char *const argv[] = { "bash",
                               "-c",
                               "ulimit -f 0; trap '' XFSZ; exec \"$0\" \"$@\"",
                               g_getenv ("HARK_CLI"),
                               "--home",
                               f->home,
                               "list",
                               NULL };
  g_auto (GStrv) env = g_environ_setenv (g_get_environ (), "HARK_PASSWORD", DEVICE_PASSWORD, TRUE);
  g_autofree char *said = NULL;
  gsize n, m;
  int status;

  g_assert_true (g_file_get_contents (outbox, &before, &n, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **)argv, env,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                               &said, &status, NULL));
  g_test_message ("%s", said);
  g_assert_cmpint (WEXITSTATUS (status), !=, 0);
  g_assert_true (g_file_get_contents (outbox, &after, &m, NULL));
  g_assert_cmpmem (before, n, after, m);
  test_an_earlier_version_is_taken_along (f, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();

#define ADD(path, func)                                                                            \
  g_test_add ("/upgrade/" path, Device, NULL, device_set_up, func, device_tear_down)
  ADD ("start", test_a_server_of_another_version_is_told_from_the_start);
  ADD ("session", test_an_upgraded_server_keeps_what_waits_here);
  ADD ("request", test_each_request_says_what_the_client_speaks);
#undef ADD
#define ADD(path, func) g_test_add ("/upgrade/" path, Earlier, NULL, unpack, func, clean)
  ADD ("earlier", test_an_earlier_version_is_taken_along);
  ADD ("wording", test_words_that_nobody_signed_are_set_aside);
  ADD ("mail-words", test_what_mail_servers_said_names_no_second_any_more);
  ADD ("full", test_a_migration_without_room_keeps_everything);
  ADD ("client-full", test_a_client_without_room_keeps_everything);
#undef ADD
  return g_test_run ();
}
