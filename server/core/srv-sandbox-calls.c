/* srv-sandbox-calls.c: the system calls that a running server may make
 *
 * A list of what is allowed, since nobody can list what coming kernels will have. Everything else
 * is answered ENOSYS, as a kernel without it would: GLib and glibc try newer calls and fall back at
 * that, while EPERM, or an end, would break them at the next update. So the list holds the older
 * calls by whole families, whether or not they are made today. */
#include "srv-sandbox-private.h"

#include "hark-error.h"

#include <errno.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif

#define MAX_CONDITIONS 3

/* Families, each a string of names. */
static const char *const allowed[] = {
  /* open files */
  "read readv pread64 preadv preadv2 write writev pwrite64 pwritev pwritev2 lseek _llseek "
  "close close_range dup dup2 dup3 fcntl fcntl64 flock fsync fdatasync sync_file_range "
  "ftruncate ftruncate64 fallocate fadvise64 fadvise64_64 readahead sendfile sendfile64 "
  "copy_file_range fstat fstat64 fstatfs fstatfs64 fchmod fchown fchown32 pipe pipe2 "
  "eventfd eventfd2 getdents getdents64",
  /* names; which ones, Landlock says. Not those that it does not look at: chmod, chown, utimes,
   * extended attributes, and truncate before its ABI 3 */
  "open openat stat stat64 lstat lstat64 newfstatat fstatat64 statx statfs statfs64 access "
  "faccessat faccessat2 readlink readlinkat getcwd mkdir mkdirat rmdir unlink unlinkat "
  "rename renameat renameat2 umask",
  /* waiting */
  "poll ppoll ppoll_time64 select _newselect pselect6 pselect6_time64 epoll_create "
  "epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 timerfd_create "
  "timerfd_settime timerfd_gettime restart_syscall",
  /* memory; what is mapped or protected: below */
  "brk munmap mremap madvise mlock mlock2 munlock mlockall munlockall msync mincore "
  "membarrier",
  /* threads; a new one: below */
  "futex futex_time64 futex_waitv set_robust_list get_robust_list rseq set_tid_address "
  "gettid getpid getppid sched_yield sched_getaffinity sched_getattr sched_setattr "
  "sched_getparam sched_getscheduler getpriority getcpu exit exit_group",
  /* signals, to this process alone: below */
  "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait "
  "rt_sigtimedwait_time64 rt_sigsuspend sigaltstack sigreturn",
  /* clocks */
  "clock_gettime clock_gettime64 clock_getres clock_getres_time64 clock_nanosleep "
  "clock_nanosleep_time64 nanosleep gettimeofday time times",
  /* about itself */
  "getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 getresuid "
  "getresuid32 getresgid getresgid32 getgroups getgroups32 capget uname sysinfo getrandom "
  "getrusage getrlimit ugetrlimit",
  /* sockets; no datagrams. Connecting: below */
  "accept accept4 bind listen getsockname getpeername getsockopt setsockopt shutdown "
  "recvfrom recvmsg recv send",
#if SRV_SANDBOX_LEAK_CHECK
  "clone prctl ptrace wait4",
#endif
};

/* Allowed where all conditions hold; a call may stand here more than once. */
typedef struct
{
  const char *name;
  guint n;
  struct scmp_arg_cmp only[MAX_CONDITIONS];
} Conditional;

#define IS(arg, value) SCMP_CMP64 (arg, SCMP_CMP_EQ, value, 0)
#define BITS(arg, mask, value) SCMP_CMP64 (arg, SCMP_CMP_MASKED_EQ, mask, value)

#define NEW_NAMESPACES                                                                             \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID      \
   | CLONE_NEWNET)
#define SOCKET_KIND 0xf /* the rest of the type are flags */
#define TCP_SOCKET(family, protocol)                                                               \
  {                                                                                                \
    "socket", 3,                                                                                   \
    {                                                                                              \
      IS (0, family), BITS (1, SOCKET_KIND, SOCK_STREAM), IS (2, protocol)                         \
    }                                                                                              \
  }

static const Conditional conditional[] = {
  /* no code that was written at run time, and none that is loaded */
  { "mmap", 1, { BITS (2, PROT_EXEC, 0) } },
  { "mmap2", 1, { BITS (2, PROT_EXEC, 0) } },
  { "mprotect", 1, { BITS (2, PROT_EXEC, 0) } },
  /* threads, and never a process; clone3 has its flags in memory, where a filter cannot look */
  { "clone", 1, { BITS (0, CLONE_THREAD | NEW_NAMESPACES, CLONE_THREAD) } },
  TCP_SOCKET (AF_INET, 0),
  TCP_SOCKET (AF_INET, IPPROTO_TCP),
  TCP_SOCKET (AF_INET6, 0),
  TCP_SOCKET (AF_INET6, IPPROTO_TCP),
  TCP_SOCKET (AF_UNIX, 0),
  /* which may connect as well */
  { "sendto", 2, { BITS (3, MSG_FASTOPEN, 0), IS (4, 0) } },
  { "sendmsg", 1, { BITS (2, MSG_FASTOPEN, 0) } },
  { "ioctl", 1, { IS (1, FIONREAD) } },
  { "ioctl", 1, { IS (1, FIONBIO) } },
  { "ioctl", 1, { IS (1, FIOCLEX) } },
  { "ioctl", 1, { IS (1, TCGETS) } },
  { "prctl", 1, { IS (0, PR_SET_NAME) } },
  { "prctl", 1, { IS (0, PR_GET_NAME) } },
  { "prctl", 1, { IS (0, PR_SET_VMA) } },
  { "prctl", 1, { IS (0, PR_GET_DUMPABLE) } },
  { "prlimit64", 1, { IS (0, 0) } },
  /* the times of a file that is open, not of one that has a name */
  { "utimensat", 1, { IS (1, 0) } },
  { "utimensat_time64", 1, { IS (1, 0) } },
};

/* Where mails go. An address of IPv4 or IPv6 by its length, since a filter cannot look at the
 * address itself: nearly no name of a local socket has that one. */
static const Conditional connecting[] = {
  { "connect", 1, { IS (2, sizeof (struct sockaddr_in)) } },
  { "connect", 1, { IS (2, sizeof (struct sockaddr_in6)) } },
};

/* A name that this machine has no call for is left out. */
static int
allow (scmp_filter_ctx filter, const char *name, guint n, const struct scmp_arg_cmp *only)
{
  int number = seccomp_syscall_resolve_name (name);

  return number == __NR_SCMP_ERROR
             ? 0
             : seccomp_rule_add_array (filter, SCMP_ACT_ALLOW, number, n, only);
}

static int
fill (scmp_filter_ctx filter, gboolean connects)
{
  const struct scmp_arg_cmp own = IS (0, (guint64)getpid ());
  int result = 0;

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    {
      g_auto (GStrv) names = g_strsplit (allowed[i], " ", -1);

      for (guint k = 0; result == 0 && names[k] != NULL; k++)
        result = allow (filter, names[k], 0, NULL);
    }
  for (guint i = 0; result == 0 && i < G_N_ELEMENTS (conditional); i++)
    result = allow (filter, conditional[i].name, conditional[i].n, conditional[i].only);
  for (guint i = 0; connects && result == 0 && i < G_N_ELEMENTS (connecting); i++)
    result = allow (filter, connecting[i].name, connecting[i].n, connecting[i].only);
  return result == 0 ? allow (filter, "tgkill", 1, &own) : result;
}

gboolean
srv_sandbox_filter_calls (gboolean connects, gboolean *filter, GError **error)
{
  scmp_filter_ctx rules = seccomp_init (SCMP_ACT_ERRNO (ENOSYS));
  int result = rules != NULL ? 0 : -ENOMEM;

  *filter = FALSE;
  if (result == 0)
    result = seccomp_attr_set (rules, SCMP_FLTATR_CTL_TSYNC, 1);
  /* a tree, not a list: every call is looked up */
  if (result == 0)
    result = seccomp_attr_set (rules, SCMP_FLTATR_CTL_OPTIMIZE, 2);
  if (result == 0)
    result = seccomp_attr_set (rules, SCMP_FLTATR_API_SYSRAWRC, 1);
  if (result == 0)
    result = fill (rules, connects);
  if (result == 0)
    result = seccomp_load (rules);
  if (rules != NULL)
    seccomp_release (rules);

  if (result == 0)
    *filter = TRUE;
  /* no such call, or one without filters */
  if (result == 0 || result == -ENOSYS || result == -EINVAL || result == -EOPNOTSUPP)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INTERNAL, "sandbox: system call filter: %s",
               g_strerror (-result));
  return FALSE;
}
