/* harness.c: see harness.h */
#include "harness.h"

#include "folder.h"
#include "hark-code.h"
#include "hark-json.h"
#include "mail-job.h"
#include "store-check.h"
#include "store-setup.h"
#include "wire.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_REPLY (80 * 1024 * 1024)

struct _Harness
{
  char *dir;
  char *code;
  gboolean is_remote; /* the server is another process's */
  WireThread *thread;
  SrvServer *server;
  guint16 port;
  GMutex lock;
  gint64 now; /* guarded by lock */
  gboolean holds_mails;
};

static gint64
read_clock (gpointer user)
{
  Harness *self = user;
  gint64 now;

  g_mutex_lock (&self->lock);
  now = self->now;
  g_mutex_unlock (&self->lock);
  return now;
}

static void
start (gpointer data)
{
  Harness *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  self->server = srv_server_new (self->dir, read_clock, self, &error);
  g_assert_no_error (error);
  if (self->holds_mails)
    mail_job_end (harness_get_context (self)->mail);
  srv_server_listen (self->server, "127.0.0.1:0", &error);
  g_assert_no_error (error);
  url = srv_server_get_url (self->server);
  self->port = wire_port (url);
}

static void
stop (gpointer data)
{
  Harness *self = data;

  g_clear_pointer (&self->server, srv_server_free);
}

void
harness_hold_mails (Harness *self)
{
  self->holds_mails = TRUE;
  mail_job_end (harness_get_context (self)->mail);
}

void
harness_start (Harness *self)
{
  self->thread = wire_thread_start ();
  wire_thread_call (self->thread, start, self);
}

void
harness_stop (Harness *self)
{
  wire_thread_call (self->thread, stop, self);
  g_clear_pointer (&self->thread, wire_thread_stop);
}

void
harness_restart (Harness *self)
{
  harness_stop (self);
  harness_start (self);
}

Harness *
harness_new (void)
{
  Harness *self = g_new0 (Harness, 1);
  guint8 code[HARK_CODE_LEN];
  g_autoptr (GError) error = NULL;

  hark_seal_init ();
  g_mutex_init (&self->lock);
  self->now = HARNESS_NOW;
  self->dir = test_folder_new ();
  hark_code_random (code);
  self->code = hark_code_to_line (code);
  store_setup_init (self->dir, "Testhaus", "http://127.0.0.1:8080", HARNESS_ZONE, code, &error);
  g_assert_no_error (error);
  harness_start (self);
  return self;
}

Harness *
harness_new_for (const char *dir, const char *code, guint16 port)
{
  Harness *self = g_new0 (Harness, 1);

  hark_seal_init ();
  g_mutex_init (&self->lock);
  self->is_remote = TRUE;
  self->dir = g_strdup (dir);
  self->code = g_strdup (code);
  self->port = port;
  return self;
}

void
harness_free (Harness *self)
{
  if (self->thread != NULL)
    harness_stop (self);
  if (self->is_remote)
    g_free (self->dir);
  else
    test_folder_remove (self->dir);
  hark_seal_free_string (self->code);
  g_mutex_clear (&self->lock);
  g_free (self);
}

const char *
harness_get_dir (Harness *self)
{
  return self->dir;
}

const char *
harness_get_code (Harness *self)
{
  return self->code;
}

SrvContext *
harness_get_context (Harness *self)
{
  return srv_server_get_context (self->server);
}

guint16
harness_get_port (Harness *self)
{
  return self->port;
}

void
harness_set_now (Harness *self, gint64 now)
{
  g_mutex_lock (&self->lock);
  self->now = now;
  g_mutex_unlock (&self->lock);
}

gint64
harness_get_now (Harness *self)
{
  return read_clock (self);
}

void
reply_free (Reply *self)
{
  g_free (self->head);
  g_bytes_unref (self->body);
  g_clear_pointer (&self->json, json_object_unref);
  g_free (self);
}

char *
reply_get_header (Reply *self, const char *name)
{
  g_autofree char *start = g_strdup_printf ("\r\n%s: ", name);
  const char *at = strcasestr (self->head, start);

  if (at == NULL)
    return NULL;
  at += strlen (start);
  return g_strndup (at, strcspn (at, "\r"));
}

const char *
reply_get_code (Reply *self)
{
  return self->json != NULL && json_object_has_member (self->json, "code")
             ? json_object_get_string_member (self->json, "code")
             : NULL;
}

static gboolean
split_reply (Reply *reply, const GByteArray *all)
{
  const guint8 *end = all->len > 0 ? memmem (all->data, all->len, "\r\n\r\n", 4) : NULL;
  gsize head;

  if (end == NULL)
    return FALSE;
  head = (gsize)(end - all->data);
  reply->head = g_strndup ((const char *)all->data, head + 2);
  reply->status = (guint)atoi (reply->head + strlen ("HTTP/1.1 "));
  reply->body = g_bytes_new (end + 4, all->len - head - 4);
  reply->json
      = hark_json_parse_object ((const char *)end + 4, all->len - head - 4, MAX_REPLY, NULL);
  return TRUE;
}

/* FALSE where the connection broke. */
static gboolean
receive_all (int fd, GByteArray *all)
{
  guint8 piece[65536];
  ssize_t n;

  while ((n = recv (fd, piece, sizeof piece, 0)) > 0)
    g_byte_array_append (all, piece, (guint)n);
  return n == 0;
}

static int
connect_to (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };
  int fd = wire_socket ();

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  if (connect (fd, (struct sockaddr *)&address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

Reply *
harness_try (Harness *self, const char *method, const char *path, const char *token,
             const char *headers, const void *body, gsize length)
{
  g_autoptr (GString) head = g_string_new (NULL);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  Reply *reply = g_new0 (Reply, 1);
  int fd = connect_to (self->port);
  gboolean whole;

  g_string_append_printf (head, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n",
                          method, path);
  if (token != NULL)
    g_string_append_printf (head, "Authorization: Bearer %s\r\n", token);
  if (body != NULL)
    g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\n", length);
  g_string_append_printf (head, "%s\r\n", headers != NULL ? headers : "");

  /* a refused body may not be read to the end */
  if (fd >= 0 && wire_send (fd, head->str, (gssize)head->len) && body != NULL)
    wire_send (fd, body, (gssize)length);
  whole = fd >= 0 && receive_all (fd, all) && split_reply (reply, all);
  if (fd >= 0)
    close (fd);
  if (!whole)
    g_clear_pointer (&reply, g_free);
  return reply;
}

Reply *
harness_send (Harness *self, const char *method, const char *path, const char *token,
              const char *headers, const void *body, gsize length)
{
  Reply *reply = harness_try (self, method, path, token, headers, body, length);

  g_assert_nonnull (reply);
  return reply;
}

Reply *
harness_request (Harness *self, const char *method, const char *path, const char *token,
                 const char *json)
{
  return harness_send (self, method, path, token,
                       json != NULL ? "Content-Type: application/json\r\n" : NULL, json,
                       json != NULL ? strlen (json) : 0);
}

JsonObject *
harness_ask (Harness *self, const char *method, const char *path, const char *token,
             const char *json, guint status)
{
  g_autoptr (Reply) reply = harness_request (self, method, path, token, json);

  if (reply->status != status)
    g_test_message ("%s %s: %s", method, path, (const char *)g_bytes_get_data (reply->body, NULL));
  g_assert_cmpuint (reply->status, ==, status);
  g_assert_nonnull (reply->json);
  return json_object_ref (reply->json);
}

void
harness_write (Harness *self, SrvWork work, gpointer data)
{
  g_autoptr (GError) error = NULL;

  srv_writer_run (harness_get_context (self)->writer, work, data, &error);
  g_assert_no_error (error);
}

static gboolean
folder_holds (const char *path, gconstpointer needle, gsize length)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *text = NULL;
  const char *name;
  gsize size;

  if (dir == NULL)
    return g_file_get_contents (path, &text, &size, NULL)
           && memmem (text, size, needle, length) != NULL;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (memmem (name, strlen (name), needle, length) != NULL
          || folder_holds (child, needle, length))
        return TRUE;
    }
  return FALSE;
}

gboolean
harness_holds (Harness *self, gconstpointer needle, gsize length)
{
  return folder_holds (self->dir, needle, length);
}

GPtrArray *
harness_check (Harness *self)
{
  GPtrArray *faults = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (SrvStores) stores = srv_stores_open (self->dir, SRV_STORES_AS_IS, &error);
  g_autoptr (SrvStore) store = NULL;
  g_autoptr (SrvBlobs) blobs = srv_blobs_new (self->dir);

  g_assert_no_error (error);
  store = srv_stores_borrow (stores, &error);
  g_assert_no_error (error);
  g_assert_true (store_check_run (store, blobs, faults, &error));
  g_assert_no_error (error);
  return faults;
}

typedef struct
{
  const HarkId *user, *inviter;
  const HarkAccountKeys *keys;
} Brought;

/* A SrvWork. */
static gboolean
bring_keys (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Brought *brought = data;
  g_autoptr (HarkStmt) stmt = srv_store_prepare (
      store, "INSERT INTO invitation (user, name, folded, mail, inviter, token, expires, accepted,"
             " sign_pk, box_pk, tag) VALUES ($1, hex ($1), hex ($1), 'x@example.org', $2,"
             " zeroblob (32), 1, 1, $3, $4, zeroblob (32))");

  hark_stmt_bind_id (stmt, 1, brought->user);
  hark_stmt_bind_id (stmt, 2, brought->inviter);
  hark_stmt_bind_blob (stmt, 3, brought->keys->sign_pk, sizeof brought->keys->sign_pk);
  hark_stmt_bind_blob (stmt, 4, brought->keys->box_pk, sizeof brought->keys->box_pk);
  return hark_stmt_run (stmt, error);
}

void
harness_bring_keys (Harness *self, const HarkId *user, const HarkId *inviter,
                    const HarkAccountKeys *keys)
{
  Brought brought = { user, inviter, keys };

  harness_write (self, bring_keys, &brought);
}
