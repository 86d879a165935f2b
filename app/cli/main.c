/* main.c: hark-cli */
#include <glib/gi18n.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "cli-run.h"

int
main (int argc, char **argv)
{
  const struct rlimit none = { 0, 0 };

  /* Keys are in memory: no core files, no attaching by others. */
  prctl (PR_SET_DUMPABLE, 0);
  setrlimit (RLIMIT_CORE, &none);
  signal (SIGXFSZ, SIG_IGN); /* a limit on files is a full disk, not the end */

  setlocale (LC_ALL, "");
  /* Where the locale says nothing of letters beyond ASCII, words come and go as UTF-8. */
  if (g_str_equal (nl_langinfo (CODESET), "ANSI_X3.4-1968"))
    setlocale (LC_CTYPE, "C.UTF-8");
  bindtextdomain ("hark", HARK_LOCALE_DIR);
  bind_textdomain_codeset ("hark", "UTF-8");
  textdomain ("hark");

  return cli_run (argc, argv);
}
