/* hark-error.h: the one table of errors: code ↔ wire name ↔ HTTP status */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HARK_ERROR (hark_error_quark ())
GQuark hark_error_quark (void);

typedef enum
{
  HARK_ERROR_INVALID,    /* malformed or against the rules of the format */
  HARK_ERROR_NOT_FOUND,  /* no such thing, or not for this user */
  HARK_ERROR_AUTH,       /* not signed in, wrong password, expired session */
  HARK_ERROR_ENDED,      /* this device was signed out for good: it keeps no copies */
  HARK_ERROR_FACTOR,     /* name and password are right: the second factor is missing or wrong */
  HARK_ERROR_FORBIDDEN,  /* signed in, but not allowed */
  HARK_ERROR_CONFLICT,   /* something newer is there */
  HARK_ERROR_REKEY,      /* the recipients changed: seal anew under the newest epoch */
  HARK_ERROR_GONE,       /* deleted, or access lost */
  HARK_ERROR_TOO_LARGE,  /* over a cap */
  HARK_ERROR_BUSY,       /* a queue is full: try again later */
  HARK_ERROR_DISK,       /* full, broken or read-only: nothing was changed, try again once it is
                            mended ("busy" to clients: it is the server's) */
  HARK_ERROR_RESET,      /* the cursor is not valid here: take a snapshot */
  HARK_ERROR_REPLAYED,   /* the same id with other content */
  HARK_ERROR_UPGRADE,    /* protocol or format of a later version: this program is too old for it */
  HARK_ERROR_OUTDATED,   /* the server is too old for this program */
  HARK_ERROR_SETUP,      /* the organisation is not set up yet, or already is */
  HARK_ERROR_UNVERIFIED, /* a signature, commitment or tag does not hold: somebody tampered */
  HARK_ERROR_FORKED,     /* another list of people than the one that is known (client side only) */
  HARK_ERROR_LOCKED,     /* keyring or account locked: a password is needed */
  HARK_ERROR_MEMORY,     /* this computer has too little left (client side only) */
  HARK_ERROR_OFFLINE,    /* the server cannot be reached (client side only) */
  HARK_ERROR_WAITING,    /* accepted an invitation that nobody has confirmed yet */
  HARK_ERROR_UNSEEN,     /* the user has to look at what others changed first (client side only) */
  HARK_ERROR_METHOD,     /* the path exists, the method does not */
  HARK_ERROR_INTERNAL,   /* our fault; the text is not for strangers */
  HARK_ERROR_LAST
} HarkError;

/* Wire name such as "not-found"; never NULL. */
const char *hark_error_get_name (HarkError code);
/* HTTP status such as 404. */
guint hark_error_get_status (HarkError code);
/* FALSE for a name that this version does not know; @code untouched. */
gboolean hark_error_from_name (const char *name, HarkError *code);

G_END_DECLS
