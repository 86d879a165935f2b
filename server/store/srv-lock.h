/* srv-lock.h: one server on one store */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SRV_LOCK_FILE "hark.lock"

/* Holds DIR/hark.lock until it is released or the process ends, however that happens. The file
 * descriptor; -1 with HARK_ERROR_BUSY where another process holds it, HARK_ERROR_NOT_FOUND where
 * @dir is missing. */
int srv_lock_take (const char *dir, GError **error);
/* -1 is fine. */
void srv_lock_release (int fd);

G_END_DECLS
