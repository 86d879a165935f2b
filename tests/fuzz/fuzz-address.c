/* fuzz-address.c: a server's address as people type it: what is taken is one address, encrypted or
 * of this machine, and stays what it is */
#include "fuzz.h"

#include "app-http.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autofree char *address = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = NULL;

  address = app_http_normalise_url (text, &error);
  fuzz_check (address != NULL, &error);
  if (address == NULL)
    return 0;

  again = app_http_normalise_url (address, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (address, ==, again);
  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  g_assert_nonnull (uri);
  g_assert_true (g_str_has_prefix (address, "https://") || g_str_has_prefix (address, "http://"));
  g_assert_null (strpbrk (address, " \t\r\n?#@"));
  return 0;
}

void
fuzz_seed (void)
{
  fuzz_add_text ("https", " https://Hark.Example.org:8443/ ");
  fuzz_add_text ("here", "http://[::1]:8080");
  fuzz_add_text ("address", "http://127.0.0.1");
  fuzz_add_text ("onion", "http://abcdefghij.onion");
  fuzz_add_text ("odd", "HTTPS://%41.example.org/?a#b");
}
