/* secrets.h: what nobody may find in any file: texts and keys, in the forms in which they could
 * have got there: as they are, in hexadecimal, in base64 wherever in it they begin, and all of that
 * in UTF-16 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Secrets Secrets;

Secrets *secrets_new (void);
void secrets_free (Secrets *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Secrets, secrets_free)

/* At least 12 bytes. @what names it where it is found. The same again is fine, and so are zeros. */
void secrets_add (Secrets *self, const char *what, gconstpointer data, gsize length);
void secrets_add_text (Secrets *self, const char *what, const char *text);

/* How many places in the files below @folder, their names among them, hold one; each is said. */
guint secrets_look (Secrets *self, const char *folder);
/* The number of bytes that were looked at. */
gsize secrets_count_bytes (Secrets *self);

G_END_DECLS
