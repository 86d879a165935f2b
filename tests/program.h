/* program.h: the real hark-server, as a process of its own */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  int status; /* exit code, -1 for a signal */
  char *out;
  char *err;
} ProgramResult;

void program_result_free (ProgramResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ProgramResult, program_result_free)

const char *program_get_path (void);
/* Until it ends; the arguments are words, the last one NULL. */
ProgramResult *program_run (const char *first, ...);
/* It ended with @status. Frees @result. */
void program_expect (ProgramResult *result, int status);
/* Any program, with @folder on a read-only disk, in a mount namespace of its own: what it printed,
 * errors too, and its exit code. NULL where this system gives none. @argv ends with NULL. (transfer
 * full) */
char *program_run_read_only (const char *folder, const char *const *argv, int *code);
/* Makes an organisation in @dir. What init prints last, the setup code. (transfer full) */
char *program_init (const char *dir);

typedef struct
{
  GSubprocess *process;
  guint16 port;
} Program;

/* A server on @dir that listens. @setup runs in the child and may be NULL; what it says on standard
 * error is added to the file @log, or goes where ours goes for NULL. */
Program program_start (const char *dir, GSpawnChildSetupFunc setup, const char *log);
/* By this signal; it must end cleanly, unless it is SIGKILL. */
void program_finish (Program program, int with);
/* Open descriptors; 0 where only root may know. */
guint program_count_fds (Program program);

G_END_DECLS
