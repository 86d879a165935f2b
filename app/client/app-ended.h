/* app-ended.h: a device that was signed out for good */
#pragma once

#include "app-sync.h"

G_BEGIN_DECLS

/* The server says so (HARK_ERROR_ENDED): nothing of what came from it stays here, neither tickets
 * nor keys, files, epochs that were followed or the list of people (how far that was seen stays
 * pinned). What waits to be sent stays, and so do drafts: a server that lies takes copies away, and
 * never a word that was written here. On failure the next sync does it. */
void app_ended_forget (AppSync *sync);

G_END_DECLS
