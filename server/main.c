/* main.c: hark-server */
#include "hark-seal.h"
#include "srv-command.h"

#include <locale.h>
#include <signal.h>
#include <string.h>

static const SrvCommand *const commands[]
    = { &srv_command_init,   &srv_command_run,        &srv_command_config, &srv_command_check,
        &srv_command_backup, &srv_command_backup_key, &srv_command_restore };

static void
print_help (void)
{
  g_print ("Usage:\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_print ("  hark-server %s %s\n      %s\n", commands[i]->name, commands[i]->arguments,
             commands[i]->summary);
  g_print ("  hark-server --help\n  hark-server --version\n\n"
           "Exit codes: 0 done; 1 it did not work, or faults were found, as printed;"
           " 2 wrong arguments.\n");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  signal (SIGXFSZ, SIG_IGN); /* a limit on files is a full disk, not the end */
  hark_seal_init ();

  if (argc < 2)
    {
      g_printerr ("hark-server: which command? See hark-server --help\n");
      return SRV_EXIT_USAGE;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0
      || strcmp (argv[1], "help") == 0)
    {
      print_help ();
      return SRV_EXIT_OK;
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      g_print ("hark-server %s\n", HARK_VERSION);
      return SRV_EXIT_OK;
    }

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i]->name) == 0)
      return commands[i]->run (argc - 1, argv + 1);

  g_printerr ("hark-server: there is no command %s. See hark-server --help\n", argv[1]);
  return SRV_EXIT_USAGE;
}
