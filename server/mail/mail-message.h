/* mail-message.h: one mail as it goes to the mail server, made of plain values */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MAIL_MAX_NAME 100 /* bytes, each */
#define MAIL_MAX_SUBJECT 300
#define MAIL_MAX_TEXT (256 * 1024) /* a digest that names some thousand tickets */
#define MAIL_MAX_HTML (512 * 1024)

/* All UTF-8 and the message's own. What comes from people may stand in any of them: a value with a
 * control character is refused, and none becomes another header or part. Nothing is loaded from
 * anywhere and nothing is counted: @html is the caller's, who puts no address into it. */
typedef struct
{
  char *to;        /* hark_mail_is_address() */
  char *from;      /* " */
  char *from_name; /* NULL: none */
  char *subject;
  char *text;       /* lines end in \n */
  char *html;       /* NULL: there is none, and the mail has one part */
  char *message_id; /* LEFT@RIGHT without < and > */
  char *references; /* such a one, for what belongs to one thread; NULL: none */
  char *list_id;    /* "hark.example.org": what recipients sort by; NULL: none */
  gint64 date;      /* seconds since 1970 */
} MailMessage;

void mail_message_clear (MailMessage *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MailMessage, mail_message_clear)

/* As RFC 5322 has it: ASCII alone, lines of at most 78 bytes that end in CRLF. HARK_ERROR_INVALID
 * names the value that does not fit, not what it is. From any thread. */
GBytes *mail_message_write (const MailMessage *self, GError **error);

G_END_DECLS
