/* authenticator.h: what somebody's authenticator shows, from what it was given to scan */
#pragma once

#include "harness.h"

G_BEGIN_DECLS

/* @uri: "otpauth:…". The code of @steps from the server's now. (transfer full) */
char *authenticator_show (Harness *server, const char *uri, int steps);

G_END_DECLS
