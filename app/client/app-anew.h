/* app-anew.h: a device whose key is lost becomes a new one: the folder that takes the home's place
 *
 * The home is at any moment either the old one or the new one, whole, whenever the program dies. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AppAnew AppAnew;

/* Makes a folder beside @home. HARK_ERROR_CONFLICT: another program is just doing that. */
AppAnew *app_anew_begin (const char *home, GError **error);
/* Removes it where it did not take the home's place. */
void app_anew_free (AppAnew *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppAnew, app_anew_free)

const char *app_anew_get_path (AppAnew *self);
/* Puts it in the place of the home. What was there is set aside in a folder beside it, but for what
 * the server has too: its path. (transfer full); NULL: nothing has changed. */
char *app_anew_replace (AppAnew *self, GError **error);

/* At a start, before @home is made: brings to an end what a program that died has begun, and
 * removes what it never came to use. */
void app_anew_sweep (const char *home);

G_END_DECLS
