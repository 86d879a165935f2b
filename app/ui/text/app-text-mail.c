/* app-text-mail.c: see app-text-mail.h */
#include "text/app-text-mail.h"

#include <glib/gi18n.h>

const char *
app_text_mail_reason (const char *reason)
{
  static const struct
  {
    const char *reason, *sentence;
  } all[] = {
    { "repeated", N_ ("The mail server repeats what it was told, the password perhaps: its answer is not shown.") },
    { "name", N_ ("The mail server’s name cannot be found. Check how it is written, and the server’s name servers.") },
    { "unreached", N_ ("The mail server cannot be reached. Check its name and port.") },
    { "timeout", N_ ("The mail server does not answer.") },
    { "broken", N_ ("The connection to the mail server broke off, or it does not speak as a mail server does.") },
    { "no-tls", N_ ("The mail server offers no encryption, and it is required.") },
    { "certificate", N_ ("The mail server cannot be trusted: its certificate is not good, or for another name.") },
    { "plain", N_ ("Without encryption mails go to a mail server on the same machine alone.") },
    { "sandbox", N_ ("Whoever runs Hark’s server has to start it again first: until then its sandbox does not let it "
                     "connect there.") },
    { "ended", N_ ("Hark’s server was ended meanwhile.") },
    { "unset", N_ ("No mail server is set.") },
    { "password", N_ ("The password has to be entered again: it is in no backup, and goes with one server and user.") },
    { "password-file", N_ ("The file with the password cannot be read, or holds none. Whoever runs Hark’s server can "
                           "mend that.") },
    { "sign-in", N_ ("The mail server does not let Hark sign in with a user name and a password: it wants another way, "
                     "which Hark does not know.") },
    { "unwritten", N_ ("Hark’s server could not write the mail. Its own log says why.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_str_equal (all[i].reason, reason))
      return _ (all[i].sentence);

  return NULL;
}
