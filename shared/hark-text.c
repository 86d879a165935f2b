/* hark-text.c: see hark-text.h */
#include "hark-text.h"

gboolean
hark_text_is_control (gunichar c)
{
  return g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c
         || c == 0xfeff;
}

gboolean
hark_text_is_name (const char *text, gsize length, gsize max)
{
  const char *end = text + length;

  if (length == 0 || length > max || !g_utf8_validate_len (text, length, NULL))
    return FALSE;

  if (g_unichar_isspace (g_utf8_get_char (text))
      || g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
    return FALSE;

  for (const char *at = text; at < end; at = g_utf8_next_char (at))
    if (hark_text_is_control (g_utf8_get_char (at)))
      return FALSE;

  return TRUE;
}

char *
hark_text_fold (const char *name)
{
  g_autofree char *composed = g_utf8_normalize (name, -1, G_NORMALIZE_NFKC);
  g_autofree char *folded = g_utf8_casefold (composed, -1);

  return g_utf8_normalize (folded, -1, G_NORMALIZE_NFKC);
}
