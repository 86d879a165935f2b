/* cheap-password.h: Argon2id at next to no cost, for tests of something else */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FALSE: what passwords make from here on is what it is in real programs, which know them too. */
void cheap_password_set (gboolean is_cheap);

G_END_DECLS
