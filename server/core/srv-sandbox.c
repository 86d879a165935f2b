/* srv-sandbox.c: see srv-sandbox.h */
#include "srv-sandbox-private.h"

#include "hark-error.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What came after the headers of Debian 12 (ABI 2): the kernel's numbers. Its own structure may be
 * shorter than this one; it takes a longer one whose rest is zero. */
struct ruleset
{
  guint64 files;
  guint64 ports;
  guint64 scopes;
};

#define FS_BASE ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1) /* ABI 1 */
#define FS_REFER (1ull << 13)                            /* 2: to another folder */
#define FS_TRUNCATE (1ull << 14)                         /* 3 */
#define FS_IOCTL_DEV (1ull << 15)                        /* 5 */
#define NET_BIND_TCP (1ull << 0)                         /* 4 */
#define NET_CONNECT_TCP (1ull << 1)                      /* 4 */
#define SCOPE_ABSTRACT_UNIX (1ull << 0)                  /* 6 */
#define SCOPE_SIGNAL (1ull << 1)                         /* 6 */
#define RULE_PORT 2                                      /* 4 */

struct port_rule
{
  guint64 access;
  guint64 port;
};

#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_OWN                                                                                     \
  (FS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR                         \
   | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG    \
   | LANDLOCK_ACCESS_FS_MAKE_SOCK | FS_TRUNCATE)

/* Read at any time, on every machine. */
static const char *const always[] = {
  "/dev/null",           /* the descriptor that the gate keeps in hand */
  "/dev/urandom",        /* GLib's generator; without it that one begins with the time of day */
  "/etc/localtime",      /* time zones */
  "/usr/share/zoneinfo", /* " */
  "/sys/devices/system/cpu/online", /* how many places malloc has for its threads */
#if SRV_SANDBOX_LEAK_CHECK
  "/proc",
#endif
};

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_INTERNAL, "sandbox: %s: %s", what, g_strerror (errno));
  return FALSE;
}

/* ---- files, ports, signals ---- */

static struct ruleset
choose_rights (int abi)
{
  struct ruleset all = { .files = FS_BASE };

  if (abi >= 2)
    all.files |= FS_REFER;
  if (abi >= 3)
    all.files |= FS_TRUNCATE;
  if (abi >= 4)
    all.ports = NET_BIND_TCP | NET_CONNECT_TCP;
  if (abi >= 5)
    all.files |= FS_IOCTL_DEV;
  if (abi >= 6)
    all.scopes = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL;
  return all;
}

static gboolean
allow_opened (int rules, int fd, guint64 access)
{
  const guint64 for_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
  struct landlock_path_beneath_attr rule = { .parent_fd = fd };
  struct stat st;

  if (fstat (fd, &st) != 0)
    return FALSE;
  rule.allowed_access = S_ISDIR (st.st_mode) ? access : access & for_files;
  return syscall (SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

/* What is not there needs no right. */
static gboolean
allow_reading (int rules, const char *path, GError **error)
{
  int fd = open (path, O_PATH | O_CLOEXEC);
  gboolean allowed;

  if (fd < 0)
    return TRUE;

  allowed = allow_opened (rules, fd, FS_READ) || fail (error, path);
  close (fd);
  return allowed;
}

/* A file that another one takes the place of is another file: the right is its folder's. */
static gboolean
allow_renewed (int rules, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  char *target = realpath (path, NULL);
  g_autofree char *target_folder = target != NULL ? g_path_get_dirname (target) : NULL;

  free (target);
  return allow_reading (rules, folder, error)
         && (target_folder == NULL || allow_reading (rules, target_folder, error));
}

static gboolean
allow_folder (int rules, const char *path, const struct ruleset *all, GError **error)
{
  int fd = open (path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  gboolean allowed;

  if (fd < 0)
    {
      if (errno == ENOENT || errno == ENOTDIR)
        g_set_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND, "there is no store in %s", path);
      else
        g_set_error (error, HARK_ERROR, HARK_ERROR_BUSY, "%s: %s", path, g_strerror (errno));
      return FALSE;
    }

  allowed = allow_opened (rules, fd, FS_OWN & all->files) || fail (error, path);
  close (fd);
  return allowed;
}

static gboolean
allow_ports (int rules, guint64 access, const guint16 *ports, guint n_ports, GError **error)
{
  for (guint i = 0; i < n_ports; i++)
    {
      const struct port_rule rule = { access, ports[i] };

      if (syscall (SYS_landlock_add_rule, rules, RULE_PORT, &rule, 0) != 0)
        return fail (error, "the port");
    }

  return TRUE;
}

static gboolean
add_rules (int rules, const SrvSandboxNeeds *needs, const struct ruleset *all, GError **error)
{
  if (!allow_folder (rules, needs->folder, all, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    if (!allow_reading (rules, always[i], error))
      return FALSE;
  for (guint i = 0; needs->renewed != NULL && needs->renewed[i] != NULL; i++)
    if (!allow_renewed (rules, needs->renewed[i], error))
      return FALSE;

  for (guint i = 0; needs->read != NULL && needs->read[i] != NULL; i++)
    if (!allow_reading (rules, needs->read[i], error))
      return FALSE;

  return all->ports == 0
         || (allow_ports (rules, NET_BIND_TCP, needs->ports, needs->n_ports, error)
             && allow_ports (rules, NET_CONNECT_TCP, needs->reached, needs->n_reached, error));
}

gboolean
srv_sandbox_lock_files (const SrvSandboxNeeds *needs, int *abi, GError **error)
{
  long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  struct ruleset all;
  int rules;
  gboolean locked;

  *abi = 0;
  if (version < 1) /* not built in, not switched on, or forbidden by an outer filter */
    return TRUE;

  all = choose_rights ((int)version);
  rules = (int)syscall (SYS_landlock_create_ruleset, &all, sizeof all, 0);
  if (rules < 0)
    return fail (error, "Landlock");

  locked = add_rules (rules, needs, &all, error)
           && (syscall (SYS_landlock_restrict_self, rules, 0) == 0 || fail (error, "Landlock"));
  close (rules);
  *abi = locked ? (int)version : 0;
  return locked;
}

/* ---- both ---- */

/* Landlock takes the calling thread alone. */
static gboolean
is_alone (void)
{
  struct stat st;

  return stat ("/proc/self/task", &st) != 0 || st.st_nlink == 3; /* ".", "..", and this one */
}

gboolean
srv_sandbox_apply (const SrvSandboxNeeds *needs, SrvSandbox *got, GError **error)
{
  memset (got, 0, sizeof *got);
  if (!SRV_SANDBOX_LEAK_CHECK && !is_alone ())
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INTERNAL,
                           "sandbox: there are threads already");
      return FALSE;
    }
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return fail (error, "no new privileges");

  return srv_sandbox_lock_files (needs, &got->landlock, error)
         && srv_sandbox_filter_calls (needs->n_reached > 0, &got->filter, error);
}

gboolean
srv_sandbox_is_whole (const SrvSandbox *self)
{
  return self->landlock > 0 && self->filter;
}

char *
srv_sandbox_describe (const SrvSandbox *self)
{
  g_autofree char *landlock = self->landlock > 0 ? g_strdup_printf ("Landlock %d", self->landlock)
                                                 : g_strdup ("no Landlock in this kernel");

  return g_strconcat (
      landlock, self->filter ? ", system call filter" : ", no system call filter in this kernel",
      NULL);
}
