/* web-browser-file.c: attachments of portal-only accounts, sealed and opened by the script */
#include "web-browser.h"

#include <errno.h>
#include <unistd.h>

#include "hark-error.h"
#include "store-blob.h"
#include "store-portal-ticket.h"

#define PIECE 65536
#define MAX_SEALED (26 * 1024 * 1024) /* HARK_TICKET_MAX_FILE, padded and sealed */

/* ------------------------------------------------------------------ reading */

/* Whoever may read the ticket may have any of its files: without a key it is nothing. */
static int
open_blob (SrvRequest *request, gint64 *size, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvStore) store = NULL;
  HarkId blob, ticket;
  WebBearer bearer;

  if (!web_browser_enter (request, &bearer, error))
    return -1;
  if (!hark_id_from_string (srv_request_get_arg (request), &blob))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "no such file");
      return -1;
    }

  store = srv_stores_borrow (context->stores, error);
  return store != NULL && store_portal_ticket_find_blob (store, &blob, &bearer.user, &ticket, error)
                 && store_blob_get_of_ticket (store, &ticket, &blob, size, error)
             ? srv_blobs_open (context->blobs, &blob, error)
             : -1;
}

static void
read_file (SrvRequest *request)
{
  g_autofree guint8 *piece = g_malloc (PIECE);
  g_autoptr (GError) error = NULL;
  gint64 size, left;
  int fd = open_blob (request, &size, &error);

  if (fd < 0)
    {
      srv_request_fail (request, error);
      return;
    }

  if (srv_request_begin (request, SOUP_STATUS_OK, "application/octet-stream", size))
    for (left = size; left > 0;)
      {
        gssize n = read (fd, piece, (gsize)MIN (left, PIECE));

        if (n < 0 && errno == EINTR)
          continue;
        if (n <= 0 || !srv_request_write (request, piece, (gsize)n))
          break;
        left -= n;
      }
  close (fd);
}

/* ------------------------------------------------------------------ writing */

typedef struct
{
  SrvContext *context;
  SrvBlobFile *file;
  HarkId id;
  HarkId form;
  gint64 reserved; /* bytes of the portal's disk */
  gint64 now;
  gboolean is_kept;
} Upload;

static gboolean
fail_busy (GError **error, const char *text)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_BUSY, text);
  return FALSE;
}

static gboolean
feed_upload (gpointer sink, const guint8 *data, gsize length, GError **error)
{
  Upload *upload = sink;

  if (!web_disk_reserve (&upload->context->portal->disk, (gint64)length))
    return fail_busy (error, "too much waits to be sent");

  upload->reserved += (gint64)length;
  return srv_blob_file_write (upload->file, data, length, error);
}

/* What did not become a row is nobody's. */
static void
free_upload (gpointer sink)
{
  Upload *upload = sink;
  SrvPortal *portal = upload->context->portal;

  g_clear_pointer (&upload->file, srv_blob_file_close);
  if (upload->is_kept)
    web_bearers_keep_file (portal->bearers, &upload->form, &upload->id, upload->reserved);
  else
    {
      srv_blobs_remove (upload->context->blobs, &upload->id);
      web_bearers_drop_file (portal->bearers, &upload->form, &upload->id);
      web_disk_release (&portal->disk, upload->reserved);
    }
  web_disk_end_upload (&portal->disk);
  g_free (upload);
}

static const SrvSinkClass upload_sink = { feed_upload, free_upload };

/* With a place among the portal's uploads and one among the account's files. */
static SrvBlobFile *
begin_file (SrvContext *context, const WebBearer *bearer, const HarkId *id, GError **error)
{
  SrvPortal *portal = context->portal;
  SrvBlobFile *file = NULL;

  if (!web_disk_begin_upload (&portal->disk))
    {
      fail_busy (error, "too many files are under way");
      return NULL;
    }

  if (!web_bearers_add_file (portal->bearers, bearer, id, srv_context_now (context)))
    fail_busy (error, "too many files wait to be sent");
  else
    {
      file = srv_blobs_append (context->blobs, id, 0, MAX_SEALED, error);
      if (file == NULL)
        web_bearers_drop_file (portal->bearers, &bearer->form, id);
    }
  if (file == NULL)
    web_disk_end_upload (&portal->disk);
  return file;
}

static gboolean
prepare_file (SrvRequest *request, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  Upload *upload;
  SrvBlobFile *file;
  WebBearer bearer;
  HarkId id;

  if (!web_browser_enter (request, &bearer, error))
    return FALSE;
  if (!hark_id_from_string (srv_request_get_arg (request), &id))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "no such file");
      return FALSE;
    }
  file = begin_file (context, &bearer, &id, error);
  if (file == NULL)
    return FALSE;

  upload = g_new0 (Upload, 1);
  upload->context = context;
  upload->file = file;
  upload->id = id;
  upload->form = bearer.form;
  upload->now = srv_context_now (context);
  srv_request_set_sink (request, &upload_sink, upload);
  return TRUE;
}

/* A SrvWork. */
static gboolean
upload_work (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Upload *upload = data;

  return store_blob_add_finished (store, &upload->id, &upload->form,
                                  srv_blob_file_get_size (upload->file), upload->now, error);
}

static void
post_file (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  Upload *upload = srv_request_steal_sink (request);
  g_autoptr (GError) error = NULL;

  if (srv_blob_file_get_size (upload->file) == 0)
    g_set_error_literal (&error, HARK_ERROR, HARK_ERROR_INVALID, "there is nothing in it");
  upload->is_kept = error == NULL && srv_blob_file_finish (upload->file, 0, &error)
                    && srv_writer_run (context->writer, upload_work, upload, &error);
  free_upload (upload);
  if (error == NULL)
    web_browser_reply (request, json_object_new ());
  else
    srv_request_fail (request, error);
}

const SrvRoute web_browser_file_routes[] = {
  { "GET", HARK_API_PORTAL "files/*", SRV_AUTH_NONE, read_file },
  { "POST", HARK_API_PORTAL "files/*", SRV_AUTH_NONE, post_file, MAX_SEALED, prepare_file },
  { NULL },
};
