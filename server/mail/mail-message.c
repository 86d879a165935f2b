/* mail-message.c: see mail-message.h */
#include "mail-message.h"

#include "hark-error.h"
#include "hark-mail.h"
#include "hark-text.h"

#include <gmime/gmime.h>
#include <string.h>

#define MAX_ID 200

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeDataWrapper, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeStream, g_object_unref)

void
mail_message_clear (MailMessage *self)
{
  g_clear_pointer (&self->to, g_free);
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->from_name, g_free);
  g_clear_pointer (&self->subject, g_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->html, g_free);
  g_clear_pointer (&self->message_id, g_free);
  g_clear_pointer (&self->references, g_free);
  g_clear_pointer (&self->list_id, g_free);
}

/* --- what is allowed --- */

static gboolean
is_line (const char *text, gsize max)
{
  return text != NULL && hark_text_is_name (text, strlen (text), max);
}

static gboolean
is_body (const char *text, gsize max)
{
  if (text == NULL || strlen (text) > max || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (*at != '\n' && *at != '\t' && hark_text_is_control (g_utf8_get_char (at)))
      return FALSE;

  return TRUE;
}

/* Dots and hyphens between letters and digits. */
static gboolean
is_label (const char *text, gsize length)
{
  if (length == 0 || length > MAX_ID || !g_ascii_isalnum (text[0])
      || !g_ascii_isalnum (text[length - 1]))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '.' && text[i] != '-')
      return FALSE;

  return TRUE;
}

static gboolean
is_id (const char *text)
{
  const char *at = text != NULL ? strchr (text, '@') : NULL;

  return at != NULL && is_label (text, (gsize)(at - text)) && is_label (at + 1, strlen (at + 1));
}

/* NULL: all of it is. */
static const char *
find_wrong (const MailMessage *self)
{
  if (!hark_mail_is_address (self->to))
    return "the recipient's address";
  if (!hark_mail_is_address (self->from))
    return "the sender's address";
  if (self->from_name != NULL && !is_line (self->from_name, MAIL_MAX_NAME))
    return "the sender's name";
  if (!is_line (self->subject, MAIL_MAX_SUBJECT))
    return "the subject";
  if (!is_body (self->text, MAIL_MAX_TEXT)
      || (self->html != NULL && !is_body (self->html, MAIL_MAX_HTML)))
    return "the text";
  if (!is_id (self->message_id) || (self->references != NULL && !is_id (self->references)))
    return "the message's id";
  if (self->list_id != NULL && !is_label (self->list_id, strlen (self->list_id)))
    return "the list's id";
  if (self->date < 0 || self->date > G_MAXINT32 * G_GINT64_CONSTANT (64))
    return "the date";
  return NULL;
}

/* --- writing --- */

static void
set_header (GMimeMessage *message, const char *name, const char *value)
{
  g_mime_object_set_header (GMIME_OBJECT (message), name, value, "utf-8");
}

static void
add_address (GMimeMessage *message, GMimeAddressType type, const char *name, const char *address)
{
  InternetAddress *added = internet_address_mailbox_new (name, address);

  internet_address_set_charset (added, "utf-8");
  internet_address_list_add (g_mime_message_get_addresses (message, type), added);
  g_object_unref (added);
}

static void
set_headers (GMimeMessage *message, const MailMessage *self)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (self->date);
  g_autofree char *references
      = self->references != NULL ? g_strdup_printf ("<%s>", self->references) : NULL;
  g_autofree char *list = self->list_id != NULL ? g_strdup_printf ("<%s>", self->list_id) : NULL;

  add_address (message, GMIME_ADDRESS_TYPE_FROM, self->from_name, self->from);
  add_address (message, GMIME_ADDRESS_TYPE_TO, NULL, self->to);
  g_mime_message_set_subject (message, self->subject, "utf-8");
  g_mime_message_set_date (message, date);
  g_mime_message_set_message_id (message, self->message_id);
  if (references != NULL)
    {
      set_header (message, "In-Reply-To", references);
      set_header (message, "References", references);
    }
  if (list != NULL)
    set_header (message, "List-Id", list);
  /* nobody's holiday answers it (RFC 3834, and Exchange's own) */
  set_header (message, "Auto-Submitted", "auto-generated");
  set_header (message, "X-Auto-Response-Suppress", "All");
}

static GMimeObject *
make_part (const char *subtype, const char *text)
{
  GMimePart *part = g_mime_part_new_with_type ("text", subtype);
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new_with_buffer (text, strlen (text));
  g_autoptr (GMimeDataWrapper) content
      = g_mime_data_wrapper_new_with_stream (stream, GMIME_CONTENT_ENCODING_DEFAULT);

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset", "utf-8");
  g_mime_part_set_content (part, content);
  g_mime_part_set_content_encoding (part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return GMIME_OBJECT (part);
}

/* GMime's own boundary would tell the process's number. */
static GMimeObject *
make_alternative (const MailMessage *self)
{
  GMimeMultipart *both = g_mime_multipart_new_with_subtype ("alternative");
  g_autoptr (GMimeObject) text = make_part ("plain", self->text);
  g_autoptr (GMimeObject) html = make_part ("html", self->html);
  g_autofree char *boundary = g_uuid_string_random ();

  g_mime_multipart_set_boundary (both, boundary);
  g_mime_multipart_add (both, text);
  g_mime_multipart_add (both, html);
  return GMIME_OBJECT (both);
}

static gpointer
start_gmime (gpointer unused)
{
  g_mime_init ();
  return NULL;
}

GBytes *
mail_message_write (const MailMessage *self, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  const char *wrong = find_wrong (self);
  g_autoptr (GMimeMessage) message = NULL;
  g_autoptr (GMimeObject) body = NULL;
  g_autoptr (GMimeStream) stream = NULL;
  GMimeFormatOptions *options;

  if (wrong != NULL)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s does not fit into a mail", wrong);
      return NULL;
    }

  g_once (&once, start_gmime, NULL);
  message = g_mime_message_new (TRUE);
  set_headers (message, self);
  body = self->html != NULL ? make_alternative (self) : make_part ("plain", self->text);
  g_mime_message_set_mime_part (message, body);

  options = g_mime_format_options_new ();
  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  stream = g_mime_stream_mem_new ();
  g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream);
  g_mime_format_options_free (options);
  return g_byte_array_free_to_bytes (
      g_byte_array_ref (g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream))));
}
