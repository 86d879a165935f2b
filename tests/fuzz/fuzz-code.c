/* fuzz-code.c: an inbox code, or an account key, as people type it: in any case and spacing, and
 * never as another one */
#include "fuzz.h"

#include "hark-code.h"

#include <string.h>

static void
check_code (const char *text, const char *loud)
{
  guint8 code[HARK_CODE_LEN], again[HARK_CODE_LEN];
  g_autoptr (GError) error = NULL;
  gboolean ok = hark_code_parse (text, code, &error);
  char *forms[2];

  fuzz_check (ok, &error);
  g_assert_true (hark_code_parse (loud, again, NULL) == ok);
  if (!ok)
    return;

  g_assert_cmpmem (code, sizeof code, again, sizeof again);
  forms[0] = hark_code_to_words (code);
  forms[1] = hark_code_to_line (code);
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      memset (again, 0, sizeof again);
      g_assert_true (hark_code_parse (forms[i], again, NULL));
      g_assert_cmpmem (code, sizeof code, again, sizeof again);
      hark_seal_free_string (forms[i]);
    }
}

static void
check_bytes (const char *text, gsize length)
{
  guint8 bytes[HARK_CODE_MAX_BYTES], again[HARK_CODE_MAX_BYTES];
  g_autoptr (GError) error = NULL;
  gboolean ok = hark_code_bytes_parse (text, "thing", bytes, length, &error);
  char *line;

  fuzz_check (ok, &error);
  if (!ok)
    return;

  line = hark_code_bytes_to_line (bytes, length);
  g_assert_true (hark_code_bytes_parse (line, "thing", again, length, NULL));
  g_assert_cmpmem (bytes, length, again, length);
  hark_seal_free_string (line);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autofree char *loud = g_ascii_strup (text, -1);

  hark_seal_init ();
  check_code (text, loud);
  check_bytes (text, 32);
  check_bytes (text, 1 + size % HARK_CODE_MAX_BYTES);
  return 0;
}

void
fuzz_seed (void)
{
  guint8 bytes[HARK_CODE_MAX_BYTES];
  g_autoptr (GString) list = g_string_new (NULL);
  g_auto (GStrv) words = NULL;
  char *text[4];

  fuzz_fix_random ();
  hark_seal_random (bytes, sizeof bytes);
  text[0] = hark_code_to_words (bytes);
  text[1] = hark_code_to_line (bytes);
  text[2] = hark_code_key_to_line (bytes);
  text[3] = hark_code_bytes_to_line (bytes, sizeof bytes);
  words = g_strsplit (text[0], " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    g_string_append_printf (list, "%u. %.4s\n", i + 1, words[i]);
  fuzz_add_text ("words", text[0]);
  fuzz_add_text ("line", text[1]);
  fuzz_add_text ("key", text[2]);
  fuzz_add_text ("long", text[3]);
  fuzz_add_text ("list", list->str);
  for (guint i = 0; i < G_N_ELEMENTS (text); i++)
    hark_seal_free_string (text[i]);
}
