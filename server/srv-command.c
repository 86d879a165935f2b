/* srv-command.c: see srv-command.h */
#include "srv-command.h"

SrvExit
srv_command_fail (const SrvCommand *command, SrvExit code, const char *text)
{
  g_printerr ("hark-server %s: %s\n", command->name, text);
  return code;
}

gboolean
srv_command_parse (const SrvCommand *command, const GOptionEntry *entries, int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strconcat ("hark-server ", command->name, NULL);

  g_set_prgname (name);
  g_option_context_set_summary (context, command->summary);
  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;

  srv_command_fail (command, SRV_EXIT_USAGE, error->message);
  return FALSE;
}
