/* program.c: see program.h */
#include "program.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void
program_result_free (ProgramResult *self)
{
  g_free (self->out);
  g_free (self->err);
  g_free (self);
}

const char *
program_get_path (void)
{
  const char *program = g_getenv ("HARK_SERVER");

  g_assert_nonnull (program);
  return program;
}

ProgramResult *
program_run (const char *first, ...)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  ProgramResult *result = g_new0 (ProgramResult, 1);
  va_list list;

  g_ptr_array_add (args, (gpointer)program_get_path ());
  va_start (list, first);
  for (const char *word = first; word != NULL; word = va_arg (list, const char *))
    g_ptr_array_add (args, (gpointer)word);
  va_end (list);
  g_ptr_array_add (args, NULL);

  process
      = g_subprocess_newv ((const char *const *)args->pdata,
                           G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &result->out, &result->err, &error);
  g_assert_no_error (error);
  result->status
      = g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
  return result;
}

char *
program_run_read_only (const char *folder, const char *const *argv, int *code)
{
  static const char SCRIPT[]
      = "folder=$1; shift; mount --bind \"$folder\" \"$folder\""
        " && mount -o remount,ro,bind \"$folder\" && echo there && exec \"$@\" 2>&1";
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_ptr_array_add (args, (gpointer) "unshare");
  g_ptr_array_add (args, (gpointer)(geteuid () == 0 ? "-m" : "-rm"));
  g_ptr_array_add (args, (gpointer) "sh");
  g_ptr_array_add (args, (gpointer) "-c");
  g_ptr_array_add (args, (gpointer)SCRIPT);
  g_ptr_array_add (args, (gpointer) "sh");
  g_ptr_array_add (args, (gpointer)folder);
  for (guint i = 0; argv[i] != NULL; i++)
    g_ptr_array_add (args, (gpointer)argv[i]);
  g_ptr_array_add (args, NULL);

  g_spawn_sync (NULL, (char **)args->pdata, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL, NULL, &out, NULL, &status, &error);
  g_assert_no_error (error);
  if (!g_str_has_prefix (out, "there\n"))
    return NULL;

  *code = WIFEXITED (status) ? WEXITSTATUS (status) : -1;
  return g_strdup (out + strlen ("there\n"));
}

void
program_expect (ProgramResult *result, int status)
{
  if (result->status != status)
    g_test_message ("%s%s", result->out, result->err);
  g_assert_cmpint (result->status, ==, status);
  program_result_free (result);
}

char *
program_init (const char *dir)
{
  g_autoptr (ProgramResult) result
      = program_run ("init", "--data", dir, "--name", "Testhaus", "--url", "http://127.0.0.1:8080",
                     "--zone", "Europe/Berlin", NULL);
  g_auto (GStrv) lines = g_strsplit (result->out, "\n", -1);
  guint n = g_strv_length (lines);

  g_assert_cmpint (result->status, ==, 0);
  g_assert_cmpuint (n, >=, 2);
  g_assert_cmpstr (lines[n - 1], ==, "");
  return g_strdup (lines[n - 2]);
}

Program
program_start (const char *dir, GSpawnChildSetupFunc setup, const char *log)
{
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GDataInputStream) out = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  Program program;

  g_subprocess_launcher_set_child_setup (launcher, setup, NULL, NULL);
  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  program.process = g_subprocess_launcher_spawn (launcher, &error, program_get_path (), "run",
                                                 "--data", dir, "--listen", "127.0.0.1:0", NULL);
  g_assert_no_error (error);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (program.process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (out), FALSE);
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening on http://127.0.0.1:"));
  program.port = (guint16)g_ascii_strtoull (strrchr (line, ':') + 1, NULL, 10);
  return program;
}

void
program_finish (Program program, int with)
{
  g_subprocess_send_signal (program.process, with);
  g_assert_true (g_subprocess_wait (program.process, NULL, NULL));
  if (with != SIGKILL)
    g_assert_cmpint (g_subprocess_get_exit_status (program.process), ==, 0);
  g_object_unref (program.process);
}

guint
program_count_fds (Program program)
{
  g_autofree char *path
      = g_strdup_printf ("/proc/%s/fd", g_subprocess_get_identifier (program.process));
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint count = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    count++;

  return count;
}
