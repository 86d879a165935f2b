/* hark-mail.h: which mail addresses and mail servers are taken */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HARK_MAIL_MAX_ADDRESS 254 /* bytes (RFC 5321) */
#define HARK_MAIL_MAX_HOST 253

/* The part of RFC 5321 that mails are sent to: a dot-atom of ASCII of at most 64 bytes, @, and a
 * domain of two or more labels (letters, digits, hyphens within). No quoted names, no address of a
 * machine in brackets, no domain in other letters than ASCII: such a one is written as xn--…. */
gboolean hark_mail_is_address (const char *text);
/* What follows the @ of such an address. Owned by @address. */
const char *hark_mail_get_domain (const char *address);

typedef struct
{
  char host[HARK_MAIL_MAX_HOST + 1]; /* a name, or an address without brackets */
  guint16 port;
  gboolean is_tls;      /* smtps:// */
  gboolean is_loopback; /* an address of this machine, or "localhost" */
} HarkMailUrl;

/* smtp://HOST[:PORT] or smtps://HOST[:PORT] and nothing else; without a port 587 and 465.
 * HARK_ERROR_INVALID, @url untouched. */
gboolean hark_mail_read_url (const char *text, HarkMailUrl *url, GError **error);

G_END_DECLS
