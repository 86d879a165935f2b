/* mail-words.c: see mail-words.h */
#include "mail-words.h"

#include <gio/gio.h>
#include <string.h>

#define AROUND "()[]<>{}'\"#,;.:"
#define LONGEST_CODE 7 /* "5.7.606" */
#define LEFT_OUT "…"

/* "08:13", also within a word. */
static gboolean
has_clock (const char *word)
{
  for (const char *at = word; (at = strchr (at, ':')) != NULL; at++)
    if (at > word && g_ascii_isdigit (at[-1]) && g_ascii_isdigit (at[1]))
      return TRUE;
  return FALSE;
}

static gboolean
has_digit (const char *word)
{
  for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isdigit (g_utf8_get_char (at)))
      return TRUE;
  return FALSE;
}

/* Behind the "550-" of all but the last line of a reply. */
static const char *
skip_status (const char *word)
{
  return strspn (word, "0123456789") == 3 && word[3] == '-' ? word + 4 : word;
}

static gboolean
may_tell_time (const char *word)
{
  const char *status = skip_status (word), *begin = status + strspn (status, AROUND);
  g_autofree char *bare = g_strdup (begin);

  for (gsize n = strlen (bare); n > 0 && strchr (AROUND, bare[n - 1]) != NULL; n--)
    bare[n - 1] = '\0';
  if (!has_digit (bare) || g_hostname_is_ip_address (bare))
    return FALSE;

  return g_utf8_strlen (bare, -1) > LONGEST_CODE || has_clock (bare);
}

char *
mail_words_cut (const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (may_tell_time (list[i]))
      {
        g_free (list[i]);
        list[i] = g_strdup (LEFT_OUT);
      }
  return g_strjoinv (" ", list);
}
