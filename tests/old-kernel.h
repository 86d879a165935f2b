/* old-kernel.h: a kernel without the locks of a sandbox */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on, and for what this process starts, there is neither Landlock nor seccomp(). Fits
 * between fork and exec. */
void old_kernel_pretend (gpointer unused);

G_END_DECLS
