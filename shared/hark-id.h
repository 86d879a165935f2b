/* hark-id.h: 16 random bytes that name a ticket, an object, a user, an area, an operation */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HARK_ID_LEN 16

typedef struct
{
  guint8 bytes[HARK_ID_LEN];
} HarkId;

/* 32 lower-case hex digits. (transfer full) */
char *hark_id_to_string (const HarkId *id);
/* Exactly 32 lower-case hex digits; FALSE for anything else, @id untouched. */
gboolean hark_id_from_string (const char *text, HarkId *id);
void hark_id_random (HarkId *id);
gboolean hark_id_equal (const HarkId *a, const HarkId *b);
/* All zeros: nobody, nothing. */
gboolean hark_id_is_zero (const HarkId *id);
/* For GHashTable with HarkId * keys. */
guint hark_id_hash (gconstpointer id);
gboolean hark_id_equal_func (gconstpointer a, gconstpointer b);
HarkId *hark_id_copy (const HarkId *id);

G_END_DECLS
