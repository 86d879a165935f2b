/* fuzz-invitation.c: an invitation as it is pasted: whatever was taken is written as one line */
#include "fuzz.h"

#include "hark-invitation.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr (GError) error = NULL;
  HarkInvitation read, again;
  gboolean ok;
  char *line, *twice;

  hark_seal_init ();
  memset (&read, 0, sizeof read);
  ok = hark_invitation_parse (text, &read, &error);
  fuzz_check (ok, &error);
  if (!ok)
    {
      g_assert_true (hark_id_is_zero (&read.user));
      return 0;
    }

  g_assert_false (hark_id_is_zero (&read.user));
  line = hark_invitation_to_line (&read);
  g_assert_true (hark_invitation_parse (line, &again, NULL));
  twice = hark_invitation_to_line (&again);
  g_assert_cmpstr (line, ==, twice);
  hark_seal_free_string (line);
  hark_seal_free_string (twice);
  return 0;
}

void
fuzz_seed (void)
{
  const guint8 root_pk[32] = { 7 };
  HarkInvitation invitation;
  g_autofree char *quiet = NULL;
  char *line;

  fuzz_fix_random ();
  hark_invitation_random (&invitation, root_pk);
  line = hark_invitation_to_line (&invitation);
  quiet = g_ascii_strdown (line, -1);
  fuzz_add_text ("line", line);
  fuzz_add_text ("typed", g_strdelimit (quiet, "-", ' '));
  hark_seal_free_string (line);
}
