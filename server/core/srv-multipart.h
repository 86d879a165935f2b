/* srv-multipart.h: a streaming parser of multipart/form-data (RFC 7578) and
 * application/x-www-form-urlencoded bodies, for bytes from strangers.
 *
 * Push parser: constant memory, never sees the whole body. Nothing of a value is logged, error
 * texts never carry content, buffers are wiped when freed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SrvMultipart SrvMultipart;

/* A callback that returns FALSE with @error set stops the parse; the error is passed on.
 *
 * part: a new part begins. @name is valid UTF-8 without control characters; duplicates are legal.
 *   @filename is NULL for a plain field, "" for a file input left empty; a client's name is cut
 *   down to its last component and, at the front, to SRV_MAX_FORM_FILENAME bytes; what is not
 *   valid UTF-8 or cannot be seen in it is replaced. @type is "type/subtype" in small letters
 *   without parameters, NULL where none or something else was sent. All three go after the call.
 *
 * data: a piece of the current part, length > 0. A value that came in base64, as lynx sends files,
 *   is decoded.
 *
 * end: the current part is complete. */
typedef struct
{
  gboolean (*part) (gpointer user, const char *name, const char *filename, const char *type,
                    GError **error);
  gboolean (*data) (gpointer user, const guint8 *data, gsize length, GError **error);
  gboolean (*end) (gpointer user, GError **error);
} SrvMultipartEvents;

/* @content_type is the request's header as it came. HARK_ERROR_INVALID for one that is neither of
 * the two types, lacks a boundary or has one over 70 characters. */
SrvMultipart *srv_multipart_new (const char *content_type, const SrvMultipartEvents *events,
                                 gpointer user, GError **error);

/* HARK_ERROR_INVALID for anything malformed (a part head over SRV_MAX_PART_HEAD, no name, more than
 * SRV_MAX_FORM_FIELDS parts, a name over SRV_MAX_FORM_NAME …). After an error the parser stays
 * failed. */
gboolean srv_multipart_feed (SrvMultipart *self, const guint8 *data, gsize length, GError **error);

/* The body is over: HARK_ERROR_INVALID where the closing boundary is missing. */
gboolean srv_multipart_finish (SrvMultipart *self, GError **error);

void srv_multipart_free (SrvMultipart *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SrvMultipart, srv_multipart_free)

G_END_DECLS
