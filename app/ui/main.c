/* main.c: hark, the window */
#include "application/app-application.h"

#include "app-resources.h"
#include "hark-seal.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <sys/resource.h>

int
main (int argc, char **argv)
{
  const struct rlimit none = { 0, 0 };
  g_autoptr (AppApplication) application = NULL;

  /* No core files. To others of this user it stays open: the desktop's portals look at who asks them. */
  setrlimit (RLIMIT_CORE, &none);
  setlocale (LC_ALL, "");
  bindtextdomain ("hark", HARK_LOCALE_DIR);
  bind_textdomain_codeset ("hark", "UTF-8");
  textdomain ("hark");

  signal (SIGXFSZ, SIG_IGN); /* a limit on files is a full disk, not the end */
  hark_seal_init ();
  app_register_resource ();
  application = app_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
