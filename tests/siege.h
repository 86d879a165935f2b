/* siege.h: thousands of connections that want nothing but to be there
 *
 * Half of the idle ones have never said a word, the others are kept alive after a request. Half of
 * the slow ones send a head, the others a body, one byte at a time. Whatever the server closes is
 * opened again. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _Siege Siege;

/* Lets this process have @connections and some more; FALSE where it may not. */
gboolean siege_prepare (guint connections);
/* All have been opened when it returns. @path is one that answers anybody, @form one that takes
 * POST. */
Siege *siege_new (guint16 port, guint idle, guint slow, const char *path, const char *form);
void siege_free (Siege *self);
/* Waits until every one of them stands. */
void siege_wait (Siege *self);
/* How many the server has closed so far. */
guint siege_get_closed (Siege *self);

G_END_DECLS
