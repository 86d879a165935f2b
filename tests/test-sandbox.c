/* test-sandbox.c: whoever took the server over would find nothing but its folder
 *
 * Everything is tried in children, since nobody gets out of a sandbox: once in it, where it must
 * fail, and once outside, where it must succeed, so that the failure is the sandbox's. */
#include "folder.h"
#include "hark-error.h"
#include "hark-sqlite.h"
#include "srv-blobs.h"
#include "srv-sandbox-private.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <netdb.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  char *dir;    /* the server's */
  char *beside; /* not the server's; there is "secret" in it */
  char *secret;
  guint16 port;  /* the server's */
  guint16 other; /* free as well */
  int kept[2];   /* so that both stay so */
  SrvSandbox got;
} Fixture;

typedef gboolean (*Attempt) (Fixture *f);

/* At @port, 0 for any that is free. Where everybody asks to share it, many may have it, of whom one
 * listens, and no connection of anybody else's takes it. -1 where it cannot be had. */
static int
bind_to (guint16 port)
{
  struct sockaddr_in at = { .sin_family = AF_INET,
                            .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                            .sin_port = htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

  if (fd >= 0 && setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0
      && bind (fd, (struct sockaddr *)&at, sizeof at) == 0)
    return fd;

  if (fd >= 0)
    close (fd);
  return -1;
}

/* One that nobody else gets while @kept is open. */
static guint16
find_port (int *kept)
{
  struct sockaddr_in at;
  socklen_t length = sizeof at;

  *kept = bind_to (0);
  g_assert_cmpint (*kept, >=, 0);
  g_assert_cmpint (getsockname (*kept, (struct sockaddr *)&at, &length), ==, 0);
  return ntohs (at.sin_port);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->dir = test_folder_new ();
  f->beside = test_folder_new ();
  f->secret = g_build_filename (f->beside, "secret", NULL);
  g_assert_true (g_file_set_contents (f->secret, "canary", -1, NULL));
  f->port = find_port (&f->kept[0]);
  f->other = find_port (&f->kept[1]);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  for (guint i = 0; i < G_N_ELEMENTS (f->kept); i++)
    close (f->kept[i]);
  g_free (f->secret);
  test_folder_remove (f->beside);
  test_folder_remove (f->dir);
}

static void
enter (Fixture *f)
{
  const SrvSandboxNeeds needs = { .folder = f->dir, .ports = &f->port, .n_ports = 1 };
  g_autoptr (GError) error = NULL;

  if (!srv_sandbox_apply (&needs, &f->got, &error))
    g_error ("%s", error->message);
}

/* What @attempt says, in a child; 2 where the kernel has not the Landlock that it takes. */
static int
try (Fixture *f, Attempt attempt, gboolean inside, int landlock)
{
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      if (inside)
        enter (f);
      if (inside && (f->got.landlock < landlock || !f->got.filter))
        _exit (2);
      _exit (attempt (f) ? 1 : 0);
    }

  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

/* ---- what must not go ---- */

static gboolean
can_open (const char *path, int flags)
{
  int fd = open (path, flags | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
  return fd >= 0;
}

static gboolean
read_password_file (Fixture *f)
{
  return can_open ("/etc/passwd", O_RDONLY);
}

static gboolean
read_beside (Fixture *f)
{
  return can_open (f->secret, O_RDONLY);
}

static gboolean
write_beside (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->beside, "new", NULL);

  return can_open (path, O_WRONLY | O_CREAT);
}

static gboolean
list_beside (Fixture *f)
{
  return can_open (f->beside, O_RDONLY | O_DIRECTORY);
}

static gboolean
empty_beside (Fixture *f)
{
  return truncate (f->secret, 0) == 0;
}

static gboolean
remove_beside (Fixture *f)
{
  return g_unlink (f->secret) == 0;
}

static gboolean
fetch_from_beside (Fixture *f)
{
  g_autofree char *into = g_build_filename (f->dir, "fetched", NULL);

  return g_rename (f->secret, into) == 0;
}

static gboolean
change_mode_beside (Fixture *f)
{
  return g_chmod (f->secret, 0644) == 0;
}

/* Planted by somebody who can write into the folder. */
static gboolean
follow_link_out (Fixture *f)
{
  g_autofree char *link = g_build_filename (f->dir, "link", NULL);

  return can_open (link, O_RDONLY);
}

static gboolean
read_other_process (Fixture *f)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/environ", getppid ());

  return can_open (path, O_RDONLY);
}

/* It is the shell's 1 that says that it went. */
static gboolean
become_program (Fixture *f)
{
  execl ("/bin/sh", "sh", "-c", "exit 1", NULL);
  return FALSE;
}

static gboolean
start_process (Fixture *f)
{
  pid_t child = fork ();

  if (child == 0)
    _exit (0);
  return child > 0 && waitpid (child, NULL, 0) == child;
}

static gboolean
trace (Fixture *f)
{
  return ptrace (PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static gboolean
listen_on (guint16 port)
{
  int fd = bind_to (port);

  return fd >= 0 && listen (fd, 1) == 0;
}

static gboolean
listen_elsewhere (Fixture *f)
{
  return listen_on (f->other);
}

static gboolean
listen_on_own (Fixture *f)
{
  return listen_on (f->port);
}

/* That nobody listens there says that it was asked. */
static gboolean
connect_out (Fixture *f)
{
  struct sockaddr_in at = { .sin_family = AF_INET,
                            .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                            .sin_port = htons (f->other) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  return connect (fd, (struct sockaddr *)&at, sizeof at) == 0 || errno == ECONNREFUSED;
}

static gboolean
connect_by_sending (Fixture *f)
{
  struct sockaddr_in at = { .sin_family = AF_INET,
                            .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                            .sin_port = htons (f->other) };
  struct iovec text = { (char *)"x", 1 };
  struct msghdr message
      = { .msg_name = &at, .msg_namelen = sizeof at, .msg_iov = &text, .msg_iovlen = 1 };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  return sendto (fd, "x", 1, MSG_FASTOPEN, (struct sockaddr *)&at, sizeof at) == 1
         || errno == ECONNREFUSED || sendmsg (fd, &message, MSG_FASTOPEN) == 1
         || errno == ECONNREFUSED;
}

static gboolean
send_datagram (Fixture *f)
{
  return socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) >= 0;
}

static gboolean
open_netlink (Fixture *f)
{
  return socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0) >= 0;
}

static gboolean
write_code (Fixture *f)
{
  return mmap (NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
         != MAP_FAILED;
}

static gboolean
make_code_of_data (Fixture *f)
{
  void *page = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  return page != MAP_FAILED && mprotect (page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static gboolean
allow_dumps (Fixture *f)
{
  return prctl (PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

static gboolean
signal_parent (Fixture *f)
{
  return kill (getppid (), 0) == 0;
}

static gboolean
signal_parent_by_thread (Fixture *f)
{
  return syscall (SYS_tgkill, getppid (), getppid (), 0) == 0;
}

static gpointer
read_in_thread (gpointer f)
{
  return GINT_TO_POINTER (read_beside (f) || connect_out (f));
}

static gboolean
use_thread (Fixture *f)
{
  return GPOINTER_TO_INT (g_thread_join (g_thread_new ("later", read_in_thread, f)));
}

static const struct
{
  const char *name;
  Attempt attempt;
  int landlock;   /* the ABI that this takes */
  gboolean check; /* the sanitizers' leak check needs it */
} forbidden[] = {
  { "reading /etc/passwd", read_password_file, 1 },
  { "reading beside", read_beside, 1 },
  { "writing beside", write_beside, 1 },
  { "listing what is beside", list_beside, 1 },
  { "emptying a file beside", empty_beside, 0 },
  { "removing a file beside", remove_beside, 1 },
  { "fetching a file from beside", fetch_from_beside, 1 },
  { "changing the mode of a file beside", change_mode_beside, 0 },
  { "following a link out of the folder", follow_link_out, 1 },
  { "reading another process", read_other_process, 1, TRUE },
  { "becoming another program", become_program, 0 },
  { "starting a process", start_process, 0, TRUE },
  { "tracing", trace, 0, TRUE },
  { "listening elsewhere", listen_elsewhere, 4 },
  { "connecting", connect_out, 0 },
  { "connecting by sending", connect_by_sending, 0 },
  { "sending datagrams", send_datagram, 0 },
  { "netlink", open_netlink, 0 },
  { "writing code", write_code, 0 },
  { "making code of data", make_code_of_data, 0 },
  { "allowing dumps", allow_dumps, 0, TRUE },
  { "a signal", signal_parent, 0 },
  { "a signal to a thread", signal_parent_by_thread, 0 },
  { "doing it in a thread", use_thread, 1 },
};

static void
test_nothing_outside_can_be_had (Fixture *f, gconstpointer unused)
{
  g_autofree char *link = g_build_filename (f->dir, "link", NULL);

  g_assert_cmpint (symlink (f->secret, link), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    {
      g_test_message ("%s", forbidden[i].name);
      g_assert_true (g_file_set_contents (f->secret, "canary", -1, NULL));
      if (!forbidden[i].check || !SRV_SANDBOX_LEAK_CHECK)
        g_assert_cmpint (try (f, forbidden[i].attempt, TRUE, forbidden[i].landlock), !=, 1);
      g_assert_cmpint (try (f, forbidden[i].attempt, FALSE, 0), ==, 1);
    }
}

/* ---- calls that are not there ---- */

static const char missing[]
    = "execve execveat fork vfork clone3 process_vm_readv process_vm_writev process_madvise "
      "pidfd_open pidfd_getfd pidfd_send_signal kcmp mount umount2 move_mount open_tree fsopen "
      "fsmount fsconfig fspick mount_setattr pivot_root chroot bpf perf_event_open add_key "
      "request_key keyctl userfaultfd init_module finit_module delete_module kexec_load "
      "kexec_file_load setns unshare io_uring_setup io_uring_enter io_uring_register "
      "open_by_handle_at name_to_handle_at personality connect kill tkill rt_sigqueueinfo chmod "
      "fchmodat chown lchown fchownat setxattr truncate lsetxattr removexattr link linkat symlink "
      "symlinkat "
      "mknod mknodat memfd_create setuid setgid setresuid setgroups capset swapon swapoff "
      "settimeofday clock_settime adjtimex iopl ioperm modify_ldt quotactl acct syslog sethostname "
      "shmget shmat msgget semget mq_open socketpair sendmmsg fanotify_init inotify_init1 "
      "pkey_mprotect remap_file_pages migrate_pages move_pages mbind vmsplice splice tee seccomp "
      "lookup_dcookie uselib ustat sysfs vhangup nfsservctl";

/* -1 everywhere: no call that goes through does anything with it. */
static gboolean
find_call (Fixture *f)
{
  g_auto (GStrv) names = g_strsplit (missing, " ", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      int number = seccomp_syscall_resolve_name (names[i]);

      if (number < 0)
        continue;
      errno = 0;
      if (syscall (number, -1L, -1L, -1L, -1L, -1L, -1L) != -1 || errno != ENOSYS)
        {
          g_printerr ("%s: %s\n", names[i], g_strerror (errno));
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
find_new_namespace (Fixture *f)
{
  const long flags[] = { 0x00020000, 0x02000000, 0x04000000, 0x08000000,
                         0x10000000, 0x20000000, 0x40000000, SIGCHLD };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (syscall (SYS_clone, flags[i], 0L, 0L, 0L, 0L) != -1 || errno != ENOSYS)
      return TRUE;

  return FALSE;
}

static void
test_calls_that_no_server_needs_are_not_there (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (try (f, find_call, FALSE, 0), ==, 1);
  g_assert_cmpint (try (f, find_call, TRUE, 0), !=, 1);
  g_assert_cmpint (try (f, find_new_namespace, FALSE, 0), ==, 1);
  if (!SRV_SANDBOX_LEAK_CHECK)
    g_assert_cmpint (try (f, find_new_namespace, TRUE, 0), !=, 1);
}

/* ---- what must go ---- */

static gboolean
use_database (Fixture *f)
{
  g_autofree char *path = g_build_filename (f->dir, "hark.db", NULL);
  static const char *const schemas[]
      = { "CREATE TABLE a (x BLOB)", "CREATE TABLE b (y INTEGER PRIMARY KEY)" };
  g_autoptr (HarkSqlite) writer = hark_sqlite_open (path, HARK_SQLITE_READ_WRITE, NULL);
  g_autoptr (HarkSqlite) reader = NULL;

  if (writer == NULL || !hark_sqlite_migrate (writer, schemas, 1, NULL)
      || !hark_sqlite_migrate (writer, schemas, 2, NULL)) /* copies the file first */
    return FALSE;
  reader = hark_sqlite_open (path, HARK_SQLITE_READ_ONLY, NULL);
  return reader != NULL && hark_sqlite_exec (writer, "BEGIN IMMEDIATE", NULL)
         && hark_sqlite_exec (writer, "INSERT INTO a VALUES (randomblob (4000000))", NULL)
         && hark_sqlite_exec (writer, "COMMIT", NULL)
         && hark_sqlite_get_int (reader, "SELECT length (x) FROM a", 0) == 4000000
         && hark_sqlite_exec (writer, "DELETE FROM a", NULL)
         && hark_sqlite_checkpoint (writer, NULL);
}

static gboolean
use_files (Fixture *f)
{
  g_autoptr (SrvBlobs) blobs = srv_blobs_new (f->dir);
  g_autoptr (SrvBlobFile) file = NULL;
  HarkId id;
  int fd;

  hark_id_random (&id);
  file = srv_blobs_append (blobs, &id, 0, 100, NULL);
  if (file == NULL || !srv_blob_file_write (file, (const guint8 *)"sealed", 6, NULL)
      || !srv_blob_file_finish (file, 3600, NULL))
    return FALSE;
  g_clear_pointer (&file, srv_blob_file_close);
  fd = srv_blobs_open (blobs, &id, NULL);
  srv_blobs_remove (blobs, &id);
  return fd >= 0 && srv_blobs_get_size (blobs, &id) == 0;
}

static gboolean
use_system (Fixture *f)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("America/New_York");
  g_autoptr (GRegex) regex = g_regex_new ("^a+b", G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GRand) random = g_rand_new ();
  guint8 bytes[8];

  return zone != NULL && regex != NULL && g_regex_match (regex, "aaab", 0, NULL)
         && getentropy (bytes, sizeof bytes) == 0 && can_open ("/dev/null", O_RDONLY);
}

static gpointer
return_own (gpointer data)
{
  return data;
}

static gboolean
use_threads (Fixture *f)
{
  for (guint i = 0; i < 20; i++)
    if (g_thread_join (g_thread_new ("later", return_own, f)) != f)
      return FALSE;

  return TRUE;
}

static void
test_what_a_server_does_goes_on (Fixture *f, gconstpointer unused)
{
  static const Attempt needed[]
      = { use_database, use_files, use_system, use_threads, listen_on_own };

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      g_test_message ("%u", i);
      g_assert_cmpint (try (f, needed[i], TRUE, 0), !=, 0);
    }
}

/* ---- where mails go ---- */

static gboolean
connect_to (guint16 port)
{
  struct sockaddr_in at = { .sin_family = AF_INET,
                            .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                            .sin_port = htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);

  return connect (fd, (struct sockaddr *)&at, sizeof at) == 0 || errno == ECONNREFUSED;
}

static gboolean
connect_to_local (const char *path)
{
  struct sockaddr_un at = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (at.sun_path, path, sizeof at.sun_path);
  return connect (fd, (struct sockaddr *)&at, sizeof at) == 0 || errno == ECONNREFUSED
         || errno == ENOENT;
}

static void
enter_with_mail (Fixture *f)
{
  const char *const files[]
      = { "/etc/hosts", "/etc/ssl/certs", "/etc/nsswitch.conf", "/nowhere/at/all", NULL };
  const SrvSandboxNeeds needs = { .folder = f->dir,
                                  .ports = &f->port,
                                  .n_ports = 1,
                                  .read = files,
                                  .reached = &f->other,
                                  .n_reached = 1 };

  if (!srv_sandbox_apply (&needs, &f->got, NULL))
    _exit (3);
}

/* TRUE: all is as it should be. */
static gboolean
reach_mail (Fixture *f)
{
  const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
  struct addrinfo *found = NULL;

  enter_with_mail (f);
  return connect_to (f->other) && getaddrinfo ("localhost", NULL, &hints, &found) == 0
         && can_open ("/etc/ssl/certs/ca-certificates.crt", O_RDONLY);
}

static gboolean
reach_nothing_else (Fixture *f)
{
  gboolean has_ports;

  enter_with_mail (f);
  has_ports = f->got.landlock >= 4;
  return !(has_ports && connect_to (f->port)) && !(f->got.filter && connect_to_local (f->secret))
         && !(f->got.filter && send_datagram (f)) && !(f->got.filter && connect_by_sending (f))
         && !(f->got.landlock > 0 && read_password_file (f)) && !(f->got.filter && open_netlink (f))
         && !(f->got.landlock > 0 && can_open ("/etc/ssl/certs/new", O_WRONLY | O_CREAT));
}

static void
test_the_mail_server_is_reached_and_nothing_else (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (try (f, reach_mail, FALSE, 0), ==, 1);
  g_assert_cmpint (try (f, reach_nothing_else, FALSE, 0), ==, 1);
}

static gboolean
read_renewed (Fixture *f)
{
  g_autofree char *link = g_build_filename (f->beside, "live", "key", NULL);
  g_autofree char *newer = g_build_filename (f->beside, "archive", "key2", NULL);
  g_autofree char *own = g_build_filename (f->dir, "own", NULL);
  const char *const renewed[] = { link, "/nowhere/at/all", NULL };
  const SrvSandboxNeeds needs = { .folder = own, .renewed = renewed };

  if (!srv_sandbox_apply (&needs, &f->got, NULL))
    return FALSE;
  return can_open (link, O_RDONLY) && can_open (newer, O_RDONLY)
         && !(f->got.landlock > 0 && can_open (f->secret, O_RDONLY))
         && !(f->got.landlock > 0 && can_open (newer, O_WRONLY));
}

static void
test_renewed_files_can_be_read_again (Fixture *f, gconstpointer unused)
{
  static const char *const folders[] = { "live", "archive", NULL };
  g_autofree char *link = g_build_filename (f->beside, "live", "key", NULL);
  g_autofree char *own = g_build_filename (f->dir, "own", NULL);

  g_assert_cmpint (g_mkdir (own, 0700), ==, 0);
  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *folder = g_build_filename (f->beside, folders[i], NULL);

      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
    }
  for (guint i = 1; i <= 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("key%u", i);
      g_autofree char *key = g_build_filename (f->beside, "archive", name, NULL);

      g_assert_true (g_file_set_contents (key, "key", -1, NULL));
    }
  g_assert_cmpint (symlink ("../archive/key1", link), ==, 0);
  g_assert_cmpint (try (f, read_renewed, FALSE, 0), ==, 1);
}

/* ---- where it cannot be had ---- */

static gpointer
wait_for_end (gpointer mutex)
{
  g_mutex_lock (mutex);
  g_mutex_unlock (mutex);
  return NULL;
}

static gboolean
refuse (Fixture *f)
{
  SrvSandboxNeeds needs = { .folder = "/nowhere/at/all" };
  g_autoptr (GError) missing_folder = NULL, threads = NULL;
  GMutex mutex;

  if (srv_sandbox_apply (&needs, &f->got, &missing_folder)
      || !g_error_matches (missing_folder, HARK_ERROR, HARK_ERROR_NOT_FOUND))
    return f->got.landlock == 0; /* nothing to look it up for */
  if (SRV_SANDBOX_LEAK_CHECK)    /* which has threads of its own */
    return TRUE;

  g_mutex_init (&mutex);
  g_mutex_lock (&mutex);
  g_thread_new ("early", wait_for_end, &mutex);
  needs.folder = f->dir;
  return !srv_sandbox_apply (&needs, &f->got, &threads)
         && g_error_matches (threads, HARK_ERROR, HARK_ERROR_INTERNAL);
}

static void
test_half_a_sandbox_is_none (Fixture *f, gconstpointer unused)
{
  g_assert_cmpint (try (f, refuse, FALSE, 0), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/sandbox/outside", Fixture, NULL, set_up, test_nothing_outside_can_be_had,
              tear_down);
  g_test_add ("/sandbox/calls", Fixture, NULL, set_up,
              test_calls_that_no_server_needs_are_not_there, tear_down);
  g_test_add ("/sandbox/inside", Fixture, NULL, set_up, test_what_a_server_does_goes_on, tear_down);
  g_test_add ("/sandbox/mail", Fixture, NULL, set_up,
              test_the_mail_server_is_reached_and_nothing_else, tear_down);
  g_test_add ("/sandbox/renewed", Fixture, NULL, set_up, test_renewed_files_can_be_read_again,
              tear_down);
  g_test_add ("/sandbox/refused", Fixture, NULL, set_up, test_half_a_sandbox_is_none, tear_down);

  return g_test_run ();
}
