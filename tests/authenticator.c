/* authenticator.c: see authenticator.h */
#include "authenticator.h"

#include <liboath/oath.h>
#include <string.h>

#define STEP 30

char *
authenticator_show (Harness *server, const char *uri, int steps)
{
  const char *begin = strstr (uri, "secret=") + strlen ("secret=");
  g_autofree char *base32 = g_strndup (begin, strcspn (begin, "&"));
  char *secret = NULL;
  char code[7];
  gsize length;

  g_assert_cmpint (oath_base32_decode (base32, strlen (base32), &secret, &length), ==, OATH_OK);
  g_assert_cmpint (oath_totp_generate (secret, length, harness_get_now (server) + steps * STEP,
                                       STEP, 0, 6, code),
                   ==, OATH_OK);
  free (secret);
  return g_strdup (code);
}
