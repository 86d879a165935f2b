/* hark-name.h: the names of an enumeration's values on the wire, a table in their order */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where @name (may be NULL) stands in @names; -1 where it does not. */
int hark_name_find (const char *const *names, guint n_names, const char *name);

G_END_DECLS
