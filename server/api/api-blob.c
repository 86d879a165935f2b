/* api-blob.c: attachments: uploaded piece by piece, resumed where they stand, read in ranges */
#include "api.h"

#include "api-json.h"
#include "hark-api.h"
#include "hark-error.h"
#include "hark-file.h"
#include "hark-json.h"
#include "srv-limits.h"
#include "store-blob.h"

#include <errno.h>
#include <unistd.h>

#define BLOB_PATTERN HARK_API_BLOBS "/*"
#define MAX_CREATE 4096 /* bytes of the request */
#define PIECE 65536     /* bytes read at once */

typedef struct
{
  SrvBlob blob;
  HarkId user;
  gint64 now;
} Upload;

static void
get_user (SrvRequest *request, HarkId *user)
{
  memcpy (user->bytes, srv_request_get_user (request), HARK_ID_LEN);
}

static gboolean
read_id (SrvRequest *request, HarkId *id, GError **error)
{
  if (hark_id_from_string (srv_request_get_arg (request), id))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such attachment");
  return FALSE;
}

/* A SrvWork. */
static gboolean
create (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Upload *upload = data;

  return store_blob_create (store, &upload->blob.id, &upload->user, upload->blob.size, upload->now,
                            error);
}

/* A SrvWork. */
static gboolean
set_done (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Upload *upload = data;

  return store_blob_set_done (store, &upload->blob.id, error);
}

/* What the user uploads, or has uploaded. Those of others do not exist. */
static gboolean
find_upload (SrvRequest *request, Upload *upload, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, error);
  HarkId id;

  get_user (request, &upload->user);
  if (store == NULL || !read_id (request, &id, error)
      || !store_blob_get (store, &id, &upload->blob, error))
    return FALSE;
  if (upload->blob.kind == SRV_BLOB_ACCOUNT && hark_id_equal (&upload->blob.owner, &upload->user))
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no such attachment");
  return FALSE;
}

/* Once the last byte is here, and again where the server ended before it could say so: syncs, then
 * marks it. */
static gboolean
complete (SrvContext *context, Upload *upload, SrvBlobFile *file, GError **error)
{
  if (upload->blob.done || srv_blob_file_get_size (file) != upload->blob.size)
    return TRUE;

  return srv_blob_file_finish (file, 0, error)
         && srv_writer_run (context->writer, set_done, upload, error);
}

static gboolean
complete_again (SrvContext *context, Upload *upload, GError **error)
{
  g_autoptr (SrvBlobFile) file = NULL;

  if (upload->blob.done
      || srv_blobs_get_size (context->blobs, &upload->blob.id) != upload->blob.size)
    return TRUE;

  file = srv_blobs_append (context->blobs, &upload->blob.id, upload->blob.size, upload->blob.size,
                           error);
  return file != NULL && complete (context, upload, file, error);
}

static void
add_offset (SrvRequest *request, gint64 offset)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, offset);

  srv_request_add_header (request, "Upload-Offset", text);
}

static gboolean
read_create (SrvRequest *request, Upload *upload, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (JsonObject) body = srv_request_read_json (request, error);
  gint64 max = hark_file_sealed_size (hark_file_padded_size (HARK_FILE_MAX_SIZE));
  gint64 min = hark_file_sealed_size (hark_file_padded_size (0));
  gint64 size;

  if (body == NULL || !hark_json_get_id (body, "id", &upload->blob.id, error)
      || !hark_json_get_int (body, "size", min, G_MAXINT64, &size, error))
    return FALSE;
  if (size > max)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_TOO_LARGE, "the file is too large");
      return FALSE;
    }

  get_user (request, &upload->user);
  upload->blob.size = size;
  upload->now = srv_context_now (context);
  return srv_writer_run (context->writer, create, upload, error);
}

static void
create_blob (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  Upload upload = { 0 };
  JsonObject *reply;

  if (!read_create (request, &upload, &error) || !complete_again (context, &upload, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  reply = json_object_new ();
  json_object_set_int_member (reply, "offset",
                              srv_blobs_get_size (context->blobs, &upload.blob.id));
  srv_request_reply_json (request, SOUP_STATUS_OK, api_json_take_object (reply));
}

static void
ask_offset (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  Upload upload = { 0 };

  if (!find_upload (request, &upload, &error) || !complete_again (context, &upload, &error))
    {
      srv_request_fail (request, error);
      return;
    }

  add_offset (request, srv_blobs_get_size (context->blobs, &upload.blob.id));
  srv_request_reply (request, SOUP_STATUS_OK, NULL, NULL);
}

static gboolean
feed_file (gpointer sink, const guint8 *data, gsize length, GError **error)
{
  return srv_blob_file_write (sink, data, length, error);
}

static void
free_file (gpointer sink)
{
  srv_blob_file_close (sink);
}

static const SrvSinkClass file_sink = { feed_file, free_file };

/* Before the body: whose it is, and whether it goes on where the file ends. */
static gboolean
prepare_append (SrvRequest *request, GError **error)
{
  SrvContext *context = srv_request_get_context (request);
  const char *text = srv_request_get_header (request, "Upload-Offset");
  Upload upload = { 0 };
  SrvBlobFile *file;
  gint64 offset;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &offset, NULL))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "Upload-Offset is missing or no number");
      return FALSE;
    }
  if (!find_upload (request, &upload, error))
    return FALSE;
  file = srv_blobs_append (context->blobs, &upload.blob.id, offset, upload.blob.size, error);
  if (file == NULL)
    return FALSE;

  srv_request_set_sink (request, &file_sink, file);
  return TRUE;
}

static void
append_blob (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  SrvBlobFile *file = srv_request_steal_sink (request);
  gint64 size = srv_blob_file_get_size (file);
  g_autoptr (GError) error = NULL;
  Upload upload = { 0 };
  gboolean done
      = find_upload (request, &upload, &error) && complete (context, &upload, file, &error);

  /* Before the reply: the next piece may come at once. */
  srv_blob_file_close (file);
  if (!done)
    {
      srv_request_fail (request, error);
      return;
    }

  add_offset (request, size);
  srv_request_reply (request, SOUP_STATUS_NO_CONTENT, NULL, NULL);
}

typedef enum
{
  RANGE_ALL,
  RANGE_PART,
  RANGE_NONE, /* not to be satisfied */
} Range;

/* "bytes=FIRST-", "bytes=FIRST-LAST" or "bytes=-COUNT"; anything else, several ranges too, means
 * all of it, as RFC 9110 allows. */
static Range
read_range (SrvRequest *request, gint64 size, gint64 *first, gint64 *last)
{
  const char *text = srv_request_get_header (request, "Range");
  g_auto (GStrv) part = NULL;
  gint64 from = -1, to = -1;

  *first = 0;
  *last = size - 1;
  if (text == NULL || !g_str_has_prefix (text, "bytes="))
    return RANGE_ALL;
  part = g_strsplit (text + strlen ("bytes="), "-", 3);
  if (g_strv_length (part) != 2
      || (*part[0] != '\0' && !g_ascii_string_to_signed (part[0], 10, 0, G_MAXINT64, &from, NULL))
      || (*part[1] != '\0' && !g_ascii_string_to_signed (part[1], 10, 0, G_MAXINT64, &to, NULL))
      || (from < 0 && to < 0) || (from >= 0 && to >= 0 && to < from))
    return RANGE_ALL;

  if (from >= size || (from < 0 && to == 0))
    return RANGE_NONE;
  *first = from >= 0 ? from : MAX (0, size - to);
  if (from >= 0 && to >= 0)
    *last = MIN (to, size - 1);
  return RANGE_PART;
}

static void
send_file (SrvRequest *request, int fd, gint64 first, gint64 last)
{
  g_autofree guint8 *piece = g_malloc (PIECE);

  while (first <= last)
    {
      gssize n = pread (fd, piece, (gsize)MIN (PIECE, last - first + 1), first);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0 || !srv_request_write (request, piece, (gsize)n))
        return;
      first += n;
    }
}

static void
reply_file (SrvRequest *request, int fd, gint64 size)
{
  gint64 first, last;
  Range range = read_range (request, size, &first, &last);
  g_autofree char *text = NULL;

  srv_request_add_header (request, "Accept-Ranges", "bytes");
  if (range == RANGE_NONE)
    {
      text = g_strdup_printf ("bytes */%" G_GINT64_FORMAT, size);
      srv_request_add_header (request, "Content-Range", text);
      srv_request_reply (request, SOUP_STATUS_REQUESTED_RANGE_NOT_SATISFIABLE, NULL, NULL);
      return;
    }
  if (range == RANGE_PART)
    {
      text = g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                              first, last, size);
      srv_request_add_header (request, "Content-Range", text);
    }

  if (srv_request_begin (request,
                         range == RANGE_PART ? SOUP_STATUS_PARTIAL_CONTENT : SOUP_STATUS_OK,
                         "application/octet-stream", last - first + 1))
    send_file (request, fd, first, last);
}

static void
read_blob (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);
  g_autoptr (GError) error = NULL;
  HarkId id, user;
  gint64 size;
  int fd = -1;

  get_user (request, &user);
  if (read_id (request, &id, &error))
    {
      /* given back before the bytes go out, which may take long */
      g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, &error);

      if (store != NULL && store_blob_get_for_user (store, &user, &id, &size, &error))
        fd = srv_blobs_open (context->blobs, &id, &error);
    }
  if (fd < 0)
    {
      srv_request_fail (request, error);
      return;
    }

  reply_file (request, fd, size);
  close (fd);
}

const SrvRoute api_blob_routes[] = {
  { "POST", HARK_API_BLOBS, SRV_AUTH_USER, create_blob, MAX_CREATE },
  { "HEAD", BLOB_PATTERN, SRV_AUTH_USER, ask_offset },
  { "PATCH", BLOB_PATTERN, SRV_AUTH_USER, append_blob, (gsize)SRV_MAX_CONTENT_LENGTH,
    prepare_append },
  { "GET", BLOB_PATTERN, SRV_AUTH_USER, read_blob },
  { NULL },
};
