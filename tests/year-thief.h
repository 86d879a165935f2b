/* year-thief.h: what a thief of every disk reads after a year: the server's store with its log and
 * its attachments, a backup, and all devices as they lie there, the lost one among them */
#pragma once

#include "year.h"

G_BEGIN_DECLS

/* How often a file holds something that was written, the name of an attachment, a password, a code
 * or a key of anybody or any ticket; each is said. */
guint year_look_for_secrets (Year *self);

G_END_DECLS
