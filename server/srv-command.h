/* srv-command.h: what the operator types. Each command has a file of its own. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  SRV_EXIT_OK = 0,
  SRV_EXIT_FAILED = 1, /* the reason, or the faults found, were printed */
  SRV_EXIT_USAGE = 2,  /* it was not understood */
} SrvExit;

typedef struct
{
  const char *name;
  const char *arguments; /* after the name, for --help */
  const char *summary;
  /* @argv[0] is the command's name. */
  SrvExit (*run) (int argc, char **argv);
} SrvCommand;

extern const SrvCommand srv_command_init;
extern const SrvCommand srv_command_run;
extern const SrvCommand srv_command_config;
extern const SrvCommand srv_command_check;
extern const SrvCommand srv_command_backup;
extern const SrvCommand srv_command_backup_key;
extern const SrvCommand srv_command_restore;

/* Reads the options of @command into where @entries point; *argc and *argv keep what is left, the
 * name first. Prints what was wrong. */
gboolean srv_command_parse (const SrvCommand *command, const GOptionEntry *entries, int *argc,
                            char ***argv);
/* A file of at most @max bytes, wiped where it goes: free with hark_seal_free_string(). NULL with
 * @error. */
char *srv_command_read_key (const char *file, gsize max, GError **error);
/* What was typed does not fit: says how @command is called, and of @extra, if it is not NULL, that
 * it is one word too many. */
SrvExit srv_command_fail_usage (const SrvCommand *command, const char *extra);
/* One line on standard error. */
SrvExit srv_command_fail (const SrvCommand *command, SrvExit code, const char *text);

G_END_DECLS
