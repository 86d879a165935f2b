/* fuzz-request.c: what a handler reads of a request: query, cookies, token, language, form
 *
 * The input is the query in a line, header lines up to an empty one, and the body. */
#include "fuzz.h"

#include "srv-limits.h"
#include "srv-request-private.h"

#include <string.h>

static void
check_words (SrvRequest *request)
{
  static const char *const names[] = { "lang", "a", "user", "" };
  const char *language = srv_request_get_language (request);
  const char *cookie = srv_request_get_cookie (request, "hark");
  const char *bearer = srv_request_get_bearer (request);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = srv_request_get_query (request, names[i]);

      g_assert_true (value == NULL || g_utf8_validate (value, -1, NULL));
    }
  g_assert_true (g_str_equal (language, "en") || g_str_equal (language, "de"));
  g_assert_true (cookie == NULL || strpbrk (cookie, "; \t") == NULL);
  g_assert_true (bearer == NULL || (*bearer != '\0' && *bearer != ' '));
}

static void
check_form (SrvRequest *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) form = srv_request_read_form (request, &error);
  g_autoptr (GHashTable) again = NULL;
  g_autofree char *text = NULL;
  GHashTableIter at;
  gpointer name, value;

  fuzz_check (form != NULL, &error);
  if (form == NULL)
    return;

  g_assert_cmpuint (g_hash_table_size (form), <=, SRV_MAX_FORM_FIELDS);
  text = soup_form_encode_hash (form);
  g_clear_pointer (&request->body, g_bytes_unref);
  request->body = g_bytes_new (text, strlen (text));
  g_hash_table_insert (request->header, g_strdup ("content-type"),
                       g_strdup ("application/x-www-form-urlencoded"));
  again = srv_request_read_form (request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (form), ==, g_hash_table_size (again));

  g_hash_table_iter_init (&at, form);
  while (g_hash_table_iter_next (&at, &name, &value))
    {
      g_assert_true (*(char *)name != '\0' && strlen (name) <= SRV_MAX_FORM_NAME);
      g_assert_true (g_utf8_validate (name, -1, NULL) && g_utf8_validate (value, -1, NULL));
      g_assert_cmpstr (g_hash_table_lookup (again, name), ==, value);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  SrvRequest request = { 0 };
  g_autofree char *query = fuzz_take_line (&data, &size, '\n');
  g_autoptr (JsonObject) json = NULL;
  g_autoptr (GError) error = NULL;

  if (g_utf8_validate (query, -1, NULL))
    request.query = g_strdup (query);
  request.header = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fuzz_take_headers (&data, &size, request.header);
  request.body = g_bytes_new (data, size);

  check_words (&request);
  json = srv_request_read_json (&request, &error);
  fuzz_check (json != NULL, &error);
  check_form (&request);

  srv_request_forget (&request);
  g_bytes_unref (request.body);
  return 0;
}

void
fuzz_seed (void)
{
  fuzz_add_text ("form", "lang=de&a=%C3%A4+b\nContent-Type: application/x-www-form-urlencoded\n"
                         "Cookie: hark=0011; $Path=/; a=b=c\nAuthorization: Bearer 00ff\n"
                         "Accept-Language: fr;q=0.9, de-AT;q=0.8, en;q=0.1\n\n"
                         "subject=a%26b&report=%C3%A4+%0A&step=next");
  fuzz_add_text ("multipart",
                 "\ncontent-type: multipart/form-data; boundary=B\n\n--B\r\n"
                 "Content-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--B\r\n"
                 "Content-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n"
                 "--B--\r\n");
  fuzz_add_text ("json", "user=anna&user=bert&%zz=1&=2\nAccept-Language: *\n\n{\"user\":\"anna\"}");
  fuzz_add_text ("language", "lang=xx\nAccept-Language: de;q=0, en-GB;q=1.5, de-de;;q=a,,\n\n");
}
