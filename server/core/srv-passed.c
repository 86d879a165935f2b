/* srv-passed.c: see srv-passed.h
 *
 * By hand: the protocol is two numbers, and libsystemd would bring four compression libraries into
 * a process that is to hold little. */
#include "srv-passed.h"

#include "hark-error.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

static gboolean
read_number (const char *name, guint64 least, guint64 most, guint64 *number)
{
  const char *text = g_getenv (name);

  return text != NULL && g_ascii_string_to_unsigned (text, 10, least, most, number, NULL);
}

static gboolean
has_option (int fd, int option, int wanted)
{
  int value = -1;
  socklen_t length = sizeof value;

  return getsockopt (fd, SOL_SOCKET, option, &value, &length) == 0 && value == wanted;
}

/* What else there is would be accepted from, or read, in vain for ever. */
static gboolean
is_listening (int fd)
{
  return has_option (fd, SO_TYPE, SOCK_STREAM) && has_option (fd, SO_ACCEPTCONN, 1)
         && (has_option (fd, SO_DOMAIN, AF_UNIX) || has_option (fd, SO_DOMAIN, AF_INET)
             || has_option (fd, SO_DOMAIN, AF_INET6));
}

static gboolean
keep (int fd)
{
  return is_listening (fd) && fcntl (fd, F_SETFD, FD_CLOEXEC) == 0
         && g_unix_set_fd_nonblocking (fd, TRUE, NULL);
}

gboolean
srv_passed_take (guint *n, GError **error)
{
  guint64 process = 0, passed = 0;
  gboolean is_ours = read_number ("LISTEN_PID", 1, G_MAXINT, &process)
                     && process == (guint64)getpid () && g_getenv ("LISTEN_FDS") != NULL;
  gboolean good = !is_ours || read_number ("LISTEN_FDS", 0, SRV_MAX_PASSED, &passed);

  for (guint i = 0; good && i < passed; i++)
    good = keep (SRV_PASSED_FIRST + (int)i);
  g_unsetenv ("LISTEN_PID");
  g_unsetenv ("LISTEN_FDS");
  g_unsetenv ("LISTEN_FDNAMES");

  *n = good ? (guint)passed : 0;
  if (!good)
    g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                 "what was passed on is not 1 to %d stream sockets that listen", SRV_MAX_PASSED);
  return good;
}
