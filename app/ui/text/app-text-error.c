/* app-text-error.c: see app-text-error.h */
#include "text/app-text-error.h"

#include "hark-code.h"
#include "hark-error.h"
#include "hark-seal.h"

#include <glib/gi18n.h>

const char *
app_text_error (const GError *error)
{
  if (error->domain != HARK_ERROR)
    return _ ("Something went wrong on this computer.");

  switch ((HarkError)error->code)
    {
    case HARK_ERROR_INVALID:
      return _ ("This is not complete, or longer than allowed.");
    case HARK_ERROR_NOT_FOUND:
    case HARK_ERROR_GONE:
      return _ ("This does not exist any more.");
    case HARK_ERROR_AUTH:
      return _ ("Name, password or code do not fit.");
    case HARK_ERROR_ENDED:
      return _ ("This computer was signed out from another one, or your account was switched off.");
    case HARK_ERROR_FACTOR:
      return _ ("Your organisation asks for a second factor: set one up first.");
    case HARK_ERROR_FORBIDDEN:
      return _ ("You are not allowed to do this.");
    case HARK_ERROR_CONFLICT:
    case HARK_ERROR_REKEY:
    case HARK_ERROR_REPLAYED:
      return _ ("The ticket has changed meanwhile. Look at it again and repeat.");
    case HARK_ERROR_TOO_LARGE:
      return _ ("This is larger than allowed.");
    case HARK_ERROR_BUSY:
      return _ ("There is too much to do at the moment. Try again in a minute.");
    case HARK_ERROR_MEMORY:
      return _ ("This computer has too little memory left for that. Close other programs and try again.");
    case HARK_ERROR_DISK:
      return _ ("This computer's disk is full, broken or read-only. Make room and try again.");
    case HARK_ERROR_UPGRADE:
      return _ ("This Hark is too old for that: it needs an update.");
    case HARK_ERROR_OUTDATED:
      return _ ("The server is too old for this Hark: whoever runs it must update it.");
    case HARK_ERROR_SETUP:
      return _ ("The server is already set up. Sign in instead.");
    case HARK_ERROR_UNVERIFIED:
      return _ ("What the server sent does not verify. Nothing of it was taken.");
    case HARK_ERROR_FORKED:
      return _ ("The server shows another list of people than this computer knows. Nothing of it was taken.");
    case HARK_ERROR_LOCKED:
      return _ ("The keys are locked.");
    case HARK_ERROR_WAITING:
      return _ ("You have not been confirmed yet.");
    case HARK_ERROR_UNSEEN:
      return _ ("Look at what others changed in the team first, under People.");
    case HARK_ERROR_OFFLINE:
      return _ ("The server cannot be reached.");
    case HARK_ERROR_RESET:
    case HARK_ERROR_METHOD:
    case HARK_ERROR_INTERNAL:
    case HARK_ERROR_LAST:
    default:
      return _ ("Something went wrong. Try again.");
    }
}

const char *
app_text_exclude_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_FORBIDDEN))
    return _ ("An Expert must be left who has the ticket, and the area must let you exclude people.");

  return app_text_error (error);
}

const char *
app_text_code_error (const GError *error)
{
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_BUSY))
    return _ ("Too many codes were wrong. Wait a while, or use a recovery code.");
  if (g_error_matches (error, HARK_ERROR, HARK_ERROR_FACTOR))
    return _ ("This code is wrong, or was used already. Wait for the next one.");

  return app_text_error (error);
}

const char *
app_text_key_error (const char *typed)
{
  guint8 key[HARK_CODE_LEN];
  gboolean fits = hark_code_parse (typed, key, NULL);

  hark_seal_wipe (key, sizeof key);
  if (*typed == '\0')
    return _ ("Enter the account key of your recovery sheet.");

  return fits ? NULL : _ ("A word or a character is wrong or missing. Compare with the sheet.");
}
