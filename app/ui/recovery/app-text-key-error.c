/* app-text-key-error.c: see app-text-key-error.h */
#include "recovery/app-text-key-error.h"

#include "hark-error.h"
#include "text/app-text-error.h"

#include <glib/gi18n.h>

const char *
app_text_recovery_key_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID))
    return _ ("A word or a character is wrong or missing. Compare with the sheet.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_UNVERIFIED))
    return _ ("This is another key than the organisation's: of an old sheet, or of another organisation.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return _ ("The organisation has no recovery key any more.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_CONFLICT))
    return _ ("Tickets are not sealed to the recovery key now: an Admin has to switch that on first.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_FORBIDDEN))
    return _ ("Only an Expert of the area can use it there.");

  return app_text_error (error);
}
