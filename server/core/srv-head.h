/* srv-head.h: is the head of a request one that every parser reads the same way?
 *
 * Pure: bytes in, verdict out. Only heads that pass are shown to SoupServer, which reads requests
 * far more leniently than it may. The rules are those of RFC 9110 and 9112 without anything that
 * they merely tolerate: one spelling of everything, origin form only, a body only by one
 * Content-Length. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Looks for the blank line that ends the head at the start of @data, of which the first @seen bytes
 * have been looked at by an earlier call. Returns the length of the head including that line, 0
 * while it has not come, or -1 with @status set: 400 for a byte that no head may have (a bare CR or
 * LF, a control character), 414 or 431 when SRV_MAX_HEAD bytes held no end. */
gssize srv_head_scan (const guint8 *data, gsize length, gsize seen, guint *status);

/* Judges a whole head as srv_head_scan() found it. Returns 0 and sets @body to the bytes that
 * follow it, or the status to refuse with: 400, 405, 411, 413, 414, 417 or 431. */
guint srv_head_check (const guint8 *data, gsize length, gint64 *body);

/* "GET, HEAD …", for the Allow header of a 405. */
const char *srv_head_get_methods (void);

/* Name and value of what every reply carries, unless its handler says otherwise; NULL at the end.
 */
extern const char *const srv_head_common[][2];

G_END_DECLS
