/* tight.h: a machine that is short of memory */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on this process gets @kib more than it has, and no more. */
void tight_begin (gsize kib);
void tight_end (void);

G_END_DECLS
