/* vector.h: the fixed vectors of tests/vectors/, read by the tests of the formats */
#pragma once

#include <json-glib/json-glib.h>

#include "hark-error.h"
#include "hark-seal-private.h"

G_BEGIN_DECLS

/* tests/vectors/NAME.json. (transfer full) */
JsonObject *vector_load (const char *name);
const char *vector_text (JsonObject *object, const char *member);
gint64 vector_int (JsonObject *object, const char *member);
/* The objects of an array. */
guint vector_count (JsonObject *object, const char *member);
JsonObject *vector_at (JsonObject *object, const char *member, guint index);
/* Hex. (transfer full) */
GBytes *vector_bytes (JsonObject *object, const char *member);
/* Hex of exactly @length bytes. */
void vector_fixed (JsonObject *object, const char *member, gpointer out, gsize length);
void vector_id (JsonObject *object, const char *member, HarkId *id);

/* A copy with one bit of the byte at @place turned. (transfer full) */
GBytes *vector_flip (GBytes *bytes, gsize place);
/* @length bytes from the beginning. (transfer full) */
GBytes *vector_cut (GBytes *bytes, gsize length);
/* With @n zeros behind. (transfer full) */
GBytes *vector_longer (GBytes *bytes, gsize n);

#define vector_assert_mem(data, length, object, member)                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GBytes) expected_ = vector_bytes (object, member);                                  \
    g_assert_cmpmem (data, length, g_bytes_get_data (expected_, NULL),                             \
                     g_bytes_get_size (expected_));                                                \
  }                                                                                                \
  G_STMT_END

#define vector_assert_bytes(bytes, object, member)                                                 \
  vector_assert_mem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), object, member)

G_END_DECLS
