/* test-anew.c: a device that is signed in anew is the old one or the new one, whenever the program
 * dies: the process is killed at each of its system calls */
#include "app-anew.h"
#include "folder.h"
#include "hark-error.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define PRECIOUS "canary-heron, not sent yet"
#define MAX_CALLS 2000

typedef struct
{
  char *parent; /* of the home, and of what comes beside it */
  char *home;
} Fixture;

static void
write_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* NULL where it is not there. (transfer full) */
static char *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static void
begin_home (Fixture *f)
{
  f->parent = test_folder_new ();
  f->home = g_build_filename (f->parent, "hark", NULL);
  g_assert_cmpint (g_mkdir (f->home, 0700), ==, 0);
  write_file (f->home, "account.json", "old");
  write_file (f->home, "outbox.db", PRECIOUS);
  write_file (f->home, "cache.db", "from the server");
}

static void
end_home (Fixture *f)
{
  g_free (f->home);
  test_folder_remove (f->parent);
}

/* As app-client.c does it. */
static char *
sign_in_anew (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AppAnew) anew = app_anew_begin (f->home, &error);
  char *aside;

  g_assert_no_error (error);
  write_file (app_anew_get_path (anew), "keys", "new");
  write_file (app_anew_get_path (anew), "account.json", "new");
  aside = app_anew_replace (anew, &error);
  g_assert_no_error (error);
  return aside;
}

/* The first whose name begins so. (transfer full) */
static char *
find_beside (Fixture *f, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (f->parent, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      return g_build_filename (f->parent, name, NULL);

  return NULL;
}

/* Whether it is the new one that is there now. */
static gboolean
check_whole (Fixture *f)
{
  g_autofree char *account = read_file (f->home, "account.json");
  g_autofree char *left = find_beside (f, "hark-new-"), *aside = find_beside (f, "hark-set-aside-");
  gboolean is_new = g_strcmp0 (account, "new") == 0;
  g_autofree char *outbox = NULL;

  g_assert_nonnull (account);
  g_assert_null (left);
  g_assert_cmpint (aside != NULL, ==, is_new);
  outbox = read_file (is_new ? aside : f->home, "outbox.db");
  g_assert_cmpstr (outbox, ==, PRECIOUS);
  if (is_new)
    {
      g_autofree char *keys = read_file (f->home, "keys");

      g_assert_cmpstr (keys, ==, "new");
    }

  return is_new;
}

/* FALSE: it had ended by itself before. */
static gboolean
kill_at_call (Fixture *f, guint number)
{
  pid_t pid = fork ();
  int status;

  if (pid == 0)
    {
      ptrace (PTRACE_TRACEME, 0, NULL, NULL);
      raise (SIGSTOP);
      g_free (sign_in_anew (f));
      _exit (0);
    }

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  for (guint i = 0; i < number; i++)
    {
      g_assert_cmpint (ptrace (PTRACE_SYSCALL, pid, NULL, NULL), ==, 0);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      if (WIFEXITED (status))
        return FALSE;
    }
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return TRUE;
}

static void
test_killed_at_any_call_it_is_the_old_or_the_new_one (void)
{
  guint n_old = 0, n_new = 0;
  gboolean killed = TRUE;

  for (guint number = 1; killed && number < MAX_CALLS; number++)
    {
      Fixture f;

      begin_home (&f);
      killed = kill_at_call (&f, number);
      app_anew_sweep (f.home);
      *(check_whole (&f) ? &n_new : &n_old) += 1;
      end_home (&f);
    }
  g_test_message ("%u times the old one, %u times the new one", n_old, n_new);
  g_assert_false (killed);
  g_assert_cmpuint (n_old, >, 5);
  g_assert_cmpuint (n_new, >, 3);
}

static void
test_what_the_server_has_is_not_set_aside (void)
{
  Fixture f;
  g_autofree char *aside = NULL, *cache = NULL;

  begin_home (&f);
  aside = sign_in_anew (&f);
  cache = read_file (aside, "cache.db");
  g_assert_null (cache);
  g_assert_true (check_whole (&f));
  end_home (&f);
}

/* Where a file system cannot exchange folders the program may die between two renames. */
static void
test_home_that_is_missing_is_found (void)
{
  Fixture f;
  g_autofree char *aside = NULL, *left = NULL;

  begin_home (&f);
  aside = g_strconcat (f.home, "-set-aside-20260101T000000Z", NULL);
  left = g_strconcat (f.home, "-new-abcdef", NULL);
  g_assert_cmpint (g_rename (f.home, aside), ==, 0);
  g_assert_cmpint (g_mkdir (left, 0700), ==, 0);
  write_file (left, "keys", "new");
  write_file (left, "account.json", "new");
  app_anew_sweep (f.home);
  g_assert_true (g_file_test (f.home, G_FILE_TEST_IS_DIR));
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  end_home (&f);
}

static void
test_folder_of_a_living_program_is_left_alone (void)
{
  Fixture f;
  g_autoptr (AppAnew) anew = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  begin_home (&f);
  anew = app_anew_begin (f.home, &error);
  g_assert_no_error (error);
  path = g_strdup (app_anew_get_path (anew));
  app_anew_sweep (f.home);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
  g_assert_null (app_anew_begin (f.home, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_CONFLICT);
  g_clear_pointer (&anew, app_anew_free); /* not used: it goes */
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (check_whole (&f));
  end_home (&f);
}

static void
test_folders_of_others_are_left_alone (void)
{
  static const char *const names[]
      = { "hark-new-", "hark-new-abc", "hark-new-abcdefg", "hark2-new-abcdef", "hark-newabcdef" };
  Fixture f;

  begin_home (&f);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f.parent, names[i], NULL);

      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      app_anew_sweep (f.home);
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
      g_rmdir (path);
    }
  g_assert_false (check_whole (&f));
  end_home (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/anew/killed", test_killed_at_any_call_it_is_the_old_or_the_new_one);
  g_test_add_func ("/anew/cache", test_what_the_server_has_is_not_set_aside);
  g_test_add_func ("/anew/missing", test_home_that_is_missing_is_found);
  g_test_add_func ("/anew/living", test_folder_of_a_living_program_is_left_alone);
  g_test_add_func ("/anew/others", test_folders_of_others_are_left_alone);

  return g_test_run ();
}
