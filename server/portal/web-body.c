/* web-body.c: see web-body.h */
#include "web-body.h"

#include <string.h>

#include "hark-error.h"
#include "srv-multipart.h"
#include "web-portal.h"

#define ATTACHMENT "attachment"
#define REMOVE "remove"
#define DEFAULT_TYPE "application/octet-stream"
#define FIRST_ROOM 64 /* bytes asked for a text that begins */

typedef enum
{
  INTO_NOTHING,
  INTO_TEXT,
  INTO_REMOVE,
  INTO_FILE,
} Into;

struct _WebBody
{
  SrvPortal *portal;
  WebSession *session; /* NULL for a guest */
  WebPool *pool;       /* this and all that is typed lie in it */
  SrvMultipart *parser;

  /* of the session, as it was when the request began */
  char csrf[2 * HARK_ID_LEN + 1];
  guint n_files;

  char *text[WEB_N_FIELDS];
  gboolean cut[WEB_N_FIELDS];
  const char *answers[WEB_MAX_QUESTIONS];
  HarkId remove[HARK_TICKET_MAX_FILES];
  guint n_remove;
  WebDraft draft;

  /* the part that is coming in */
  Into into;
  WebField field;
  gsize length;
  char id[2 * HARK_ID_LEN + 1];
  WebFile *file;
  SrvBlobFile *blob;
  HarkFileSealer *sealer;

  SrvBlobFile *written[HARK_TICKET_MAX_FILES]; /* of draft.file, until they are synced */
};

/* ------------------------------------------------------------------ texts */

/* Adds to a text that is cut at its field's limit. FALSE where the pool is full. */
static gboolean
add_text (WebBody *self, const guint8 *data, gsize length)
{
  gsize max = web_field_get_max (self->field);
  char *text = self->text[self->field];
  gsize room = web_pool_get_room (self->pool, text);

  if (self->length + length > max)
    {
      self->cut[self->field] = TRUE;
      length = max - self->length;
    }

  if (self->length + length + 1 > room)
    {
      char *larger = web_pool_take (self->pool, MAX (2 * room, self->length + length + 1));

      if (larger == NULL)
        return FALSE;
      memcpy (larger, text, self->length);
      web_pool_give (self->pool, text);
      self->text[self->field] = text = larger;
    }

  memcpy (text + self->length, data, length);
  self->length += length;
  return TRUE;
}

/* In place. One kind of line end, no control characters, nothing that is not UTF-8 (a text browser
 * may send another character set whatever the form says); no blanks at the end, nor before a text
 * of one line. */
static void
clean_text (char *text, gsize length, gboolean has_lines)
{
  const char *at = text, *end = text + length;
  char *to = text;

  while (at < end)
    {
      gunichar c = g_utf8_get_char_validated (at, end - at);
      gsize bytes = 1;

      /* half a character: where the text was cut, or before a NUL */
      if (c == (gunichar)-2 && *at != '\0' && memchr (at, '\0', (gsize)(end - at)) == NULL)
        break;
      if (c == (gunichar)-1 || (c == (gunichar)-2 && *at != '\0'))
        *to++ = '?';
      else if (*at != '\0')
        {
          bytes = (gsize)(g_utf8_next_char (at) - at);
          if (c == '\r' && at + 1 < end && at[1] == '\n')
            bytes = 1;
          else if (c == '\r' || c == '\n')
            *to++ = has_lines ? '\n' : ' ';
          else if (c == '\t' || !g_unichar_iscntrl (c))
            {
              memmove (to, at, bytes);
              to += bytes;
            }
        }
      at += bytes;
    }

  memset (to, 0, (gsize)(text + length - to));
  g_strchomp (text);
  if (!has_lines)
    g_strchug (text);
}

static void
end_text (WebBody *self)
{
  gboolean has_lines = self->field == WEB_REPORT || self->field == WEB_MESSAGE
                       || self->field == WEB_WHO
                       || (self->field >= WEB_FIRST_ASKED && self->field <= WEB_LAST_ASKED);

  clean_text (self->text[self->field], self->length, has_lines);
}

/* ------------------------------------------------------------------ files */

/* Sealed chunks on their way to the disk. */
static gboolean
write_chunk (gpointer user, const guint8 *data, gsize length, GError **error)
{
  WebBody *self = user;

  if (!web_disk_reserve (&self->portal->disk, (gint64)length))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_BUSY, "too much waits to be sent");
      return FALSE;
    }

  self->file->sealed += (gint64)length;
  return srv_blob_file_write (self->blob, data, length, error);
}

static void
close_upload (WebBody *self)
{
  g_clear_pointer (&self->sealer, hark_file_sealer_free);
  web_disk_end_upload (&self->portal->disk);
}

/* The file will not be kept; the rest of it goes nowhere. */
static void
give_up_file (WebBody *self, WebRefused why)
{
  web_draft_refuse (&self->draft, why, self->file->name);
  close_upload (self);
  srv_blob_file_close (g_steal_pointer (&self->blob));
  srv_blobs_remove (self->portal->disk.blobs, &self->file->blob);
  web_disk_release (&self->portal->disk, self->file->sealed);
  web_pool_give (self->pool, g_steal_pointer (&self->file));
  self->into = INTO_NOTHING;
}

/* Why a further file may not come in; FALSE where it may. */
static gboolean
is_refused (WebBody *self, WebRefused *why)
{
  const char *csrf = self->text[WEB_CSRF];

  if (self->session == NULL || !web_session_check_csrf (self->csrf, csrf))
    *why = WEB_REFUSED_UNSAFE;
  else if (self->draft.n_files == HARK_TICKET_MAX_FILES
           || self->n_files + self->draft.n_files >= HARK_TICKET_MAX_FILES + self->n_remove)
    *why = WEB_REFUSED_MANY;
  else
    return FALSE;

  return TRUE;
}

static void
set_type (WebFile *file, const char *type)
{
  gboolean ok = type != NULL && *type != '\0' && strlen (type) <= HARK_FILE_MAX_TYPE;

  for (const char *at = type; ok && *at != '\0'; at++)
    ok = g_ascii_isgraph (*at) || *at == ' ';
  g_strlcpy (file->type, ok ? type : DEFAULT_TYPE, sizeof file->type);
}

static gboolean
open_file (WebBody *self, const char *name, const char *type)
{
  self->file = web_pool_take (self->pool, sizeof *self->file);
  if (self->file == NULL)
    return FALSE;
  if (!web_disk_begin_upload (&self->portal->disk))
    {
      web_pool_give (self->pool, g_steal_pointer (&self->file));
      return FALSE;
    }

  hark_id_random (&self->file->blob);
  g_strlcpy (self->file->name, name, sizeof self->file->name);
  set_type (self->file, type);
  self->blob = srv_blobs_append (
      self->portal->disk.blobs, &self->file->blob, 0,
      hark_file_sealed_size (hark_file_padded_size (HARK_TICKET_MAX_FILE)), NULL);
  if (self->blob == NULL)
    {
      web_disk_end_upload (&self->portal->disk);
      web_pool_give (self->pool, g_steal_pointer (&self->file));
      return FALSE;
    }

  self->sealer = hark_file_sealer_new (&self->file->blob, HARK_TICKET_MAX_FILE, write_chunk, self);
  return TRUE;
}

static void
begin_file (WebBody *self, const char *raw, const char *type)
{
  g_autofree char *name = hark_file_clean_name (raw);
  WebRefused why = WEB_REFUSED_BUSY;

  if (!is_refused (self, &why) && open_file (self, name, type))
    self->into = INTO_FILE;
  else
    web_draft_refuse (&self->draft, why, name);
}

static void
feed_file (WebBody *self, const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;

  if (!hark_file_sealer_feed (self->sealer, data, length, &error))
    give_up_file (self, g_error_matches (error, HARK_ERROR, HARK_ERROR_TOO_LARGE)
                            ? WEB_REFUSED_LARGE
                            : WEB_REFUSED_BUSY);
}

static void
end_file (WebBody *self)
{
  HarkManifest manifest = { 0 };

  if (!hark_file_sealer_finish (self->sealer, &manifest, NULL))
    {
      give_up_file (self, WEB_REFUSED_BUSY);
      return;
    }

  self->file->size = manifest.size;
  self->file->padded = manifest.padded;
  self->file->chunks = manifest.chunks;
  memcpy (self->file->key, manifest.key, sizeof manifest.key);
  memcpy (self->file->prefix, manifest.prefix, sizeof manifest.prefix);
  memcpy (self->file->hash, manifest.hash, sizeof manifest.hash);
  hark_seal_wipe (&manifest, sizeof manifest);
  close_upload (self);
  self->written[self->draft.n_files] = g_steal_pointer (&self->blob);
  web_draft_add_file (&self->draft, g_steal_pointer (&self->file));
}

/* ------------------------------------------------------------------ parts of the body */

static gboolean
fail_full (GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_BUSY,
                       "too many people are writing at this moment");
  return FALSE;
}

/* One more box that is ticked. */
static gboolean
add_to_list (WebBody *self)
{
  self->length = strlen (self->text[self->field]);
  self->into = INTO_TEXT;
  return self->length == 0 || add_text (self, (const guint8 *)" ", 1);
}

static gboolean
begin_part (gpointer user, const char *name, const char *filename, const char *type, GError **error)
{
  WebBody *self = user;

  self->into = INTO_NOTHING;
  self->length = 0;
  if (filename != NULL)
    {
      if (g_str_equal (name, ATTACHMENT) && *filename != '\0')
        begin_file (self, filename, type);
      return TRUE;
    }

  if (g_str_equal (name, REMOVE))
    {
      self->into = INTO_REMOVE;
      return TRUE;
    }

  self->field = web_field_from_name (name);
  if (self->field == WEB_EXCLUDE && self->text[WEB_EXCLUDE] != NULL)
    return add_to_list (self) || fail_full (error);
  if (self->field == WEB_N_FIELDS || self->text[self->field] != NULL)
    return TRUE;

  self->text[self->field] = web_pool_take (self->pool, FIRST_ROOM);
  if (self->text[self->field] == NULL)
    return fail_full (error);
  self->into = INTO_TEXT;
  return TRUE;
}

static gboolean
take_data (gpointer user, const guint8 *data, gsize length, GError **error)
{
  WebBody *self = user;

  switch (self->into)
    {
    case INTO_TEXT:
      return add_text (self, data, length) || fail_full (error);
    case INTO_FILE:
      feed_file (self, data, length);
      return TRUE;
    case INTO_REMOVE:
      /* One that is too long is none of ours. */
      length = MIN (length, sizeof self->id - self->length);
      memcpy (self->id + self->length, data, length);
      self->length += length;
      return TRUE;
    case INTO_NOTHING:
    default:
      return TRUE;
    }
}

static gboolean
end_part (gpointer user, GError **error)
{
  WebBody *self = user;

  if (self->into == INTO_TEXT)
    end_text (self);
  else if (self->into == INTO_FILE)
    end_file (self);
  else if (self->into == INTO_REMOVE && self->length < sizeof self->id
           && self->n_remove < HARK_TICKET_MAX_FILES)
    {
      self->id[self->length] = '\0';
      if (hark_id_from_string (self->id, &self->remove[self->n_remove]))
        self->n_remove++;
    }

  self->into = INTO_NOTHING;
  return TRUE;
}

/* Browsers send nothing of boxes that are not ticked. */
static gboolean
empty_list (WebBody *self)
{
  if (self->text[WEB_EXCLUDE] != NULL)
    return TRUE;

  self->text[WEB_EXCLUDE] = web_pool_take (self->pool, 1);
  if (self->text[WEB_EXCLUDE] == NULL)
    return FALSE;

  self->text[WEB_EXCLUDE][0] = '\0';
  return TRUE;
}

/* ------------------------------------------------------------------ sink */

static gboolean
feed (gpointer sink, const guint8 *data, gsize length, GError **error)
{
  WebBody *self = sink;

  return srv_multipart_feed (self->parser, data, length, error);
}

static void
close_written (WebBody *self)
{
  for (guint i = 0; i < HARK_TICKET_MAX_FILES; i++)
    if (self->written[i] != NULL)
      srv_blob_file_close (g_steal_pointer (&self->written[i]));
}

static void
free_body (gpointer sink)
{
  WebBody *self = sink;
  WebPool *pool = self->pool;

  if (self->into == INTO_FILE)
    give_up_file (self, WEB_REFUSED_BUSY);
  close_written (self);
  web_draft_clear (&self->draft);
  for (guint i = 0; i < WEB_N_FIELDS; i++)
    web_pool_give (pool, self->text[i]);
  g_clear_pointer (&self->parser, srv_multipart_free);
  if (self->session != NULL)
    {
      g_atomic_int_dec_and_test (&self->session->busy);
      web_session_drop (self->session);
    }
  web_pool_give (pool, self);
}

static const SrvSinkClass body_class = { feed, free_body };

/* What the body may do follows from the session as it is now; the handler asks again. */
static void
attach_session (WebBody *self, WebSession *session, WebPart part)
{
  const WebForm *form = session->form;
  const WebInbox *inbox = session->inbox;

  if (part == WEB_PART_ACCOUNT)
    {
      memcpy (self->csrf, session->account->csrf, sizeof self->csrf);
      self->n_files = inbox != NULL ? inbox->draft.n_files : 0;
    }
  else if (part == WEB_PART_FORM)
    {
      memcpy (self->csrf, form->csrf, sizeof self->csrf);
      self->n_files = form->draft.n_files;
    }
  else
    {
      memcpy (self->csrf, inbox->csrf, sizeof self->csrf);
      self->n_files = inbox->draft.n_files;
    }
  self->session = web_session_hold (session);
  g_atomic_int_inc (&session->busy);
}

static gboolean
has_part (const WebSession *session, WebPart part)
{
  switch (part)
    {
    case WEB_PART_FORM:
      return session->form != NULL;
    case WEB_PART_INBOX:
      return session->inbox != NULL;
    case WEB_PART_ACCOUNT:
    default:
      return session->account != NULL;
    }
}

gboolean
web_body_prepare (SrvRequest *request, WebPart part, GError **error)
{
  static const SrvMultipartEvents events = { begin_part, take_data, end_part };
  SrvPortal *portal = web_portal_get (request);
  const char *type = srv_request_get_header (request, "Content-Type");
  g_autoptr (GError) busy = NULL;
  g_autoptr (WebSession) session = web_session_enter (request, &busy);
  gboolean known = session != NULL && has_part (session, part);
  WebPool *pool = known ? portal->pool : portal->guests;
  WebBody *self;

  if (busy != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&busy));
      return FALSE;
    }
  self = web_pool_take (pool, sizeof *self);
  if (self == NULL)
    return fail_full (error);

  self->portal = portal;
  self->pool = pool;
  web_draft_init (&self->draft, pool, &portal->disk);
  if (known)
    attach_session (self, session, part);

  self->parser = srv_multipart_new (type != NULL ? type : "", &events, self, error);
  if (self->parser == NULL)
    {
      free_body (self);
      return FALSE;
    }

  srv_request_set_sink (request, &body_class, self);
  return TRUE;
}

/* ------------------------------------------------------------------ for handlers */

WebBody *
web_body_get (SrvRequest *request)
{
  return srv_request_get_sink (request);
}

gboolean
web_body_finish (WebBody *self, GError **error)
{
  if (!srv_multipart_finish (self->parser, error)
      || (self->text[WEB_BOXES] != NULL && !empty_list (self) && !fail_full (error)))
    return FALSE;

  for (guint i = 0; i < WEB_N_TEXTS; i++)
    {
      self->draft.text[i] = g_steal_pointer (&self->text[i]);
      self->draft.cut[i] = self->cut[i];
    }
  return TRUE;
}

const char *
web_body_get_text (WebBody *self, WebField field)
{
  return field < WEB_N_TEXTS ? self->draft.text[field] : self->text[field];
}

const char *const *
web_body_get_answers (WebBody *self)
{
  for (guint i = 0; i < WEB_MAX_QUESTIONS; i++)
    self->answers[i] = self->text[WEB_ANSWER + i];

  return self->answers;
}

WebDraft *
web_body_get_draft (WebBody *self)
{
  return &self->draft;
}

gboolean
web_body_is_trusted (WebBody *self, WebSession *session, const char *csrf)
{
  return session != NULL && csrf != NULL && session == self->session
         && web_session_check_csrf (csrf, self->text[WEB_CSRF]);
}

void
web_body_finish_files (WebBody *self, gint64 rounded)
{
  HarkId lost[HARK_TICKET_MAX_FILES];
  guint n_lost = 0;

  for (guint i = 0; i < self->draft.n_files; i++)
    if (!srv_blob_file_finish (self->written[i], rounded, NULL))
      lost[n_lost++] = self->draft.file[i]->blob;
  close_written (self);

  for (guint i = 0; i < n_lost; i++)
    web_draft_drop_file (&self->draft, &lost[i], WEB_REFUSED_BUSY);
}

void
web_body_refuse_files (WebBody *self)
{
  close_written (self);
  while (self->draft.n_files > 0)
    web_draft_drop_file (&self->draft, &self->draft.file[0]->blob, WEB_REFUSED_UNSAFE);
}

void
web_body_remove_files (WebBody *self, WebDraft *draft)
{
  for (guint i = 0; i < self->n_remove; i++)
    web_draft_remove_file (draft, &self->remove[i]);
}
