/* srv-command-run.c: serves until SIGTERM or SIGINT; SIGHUP reads the certificate again */
#include "srv-command.h"

#include "hark-error.h"
#include "hark-mail.h"
#include "mail-smtp.h"
#include "srv-gate.h"
#include "srv-idle.h"
#include "srv-limits.h"
#include "srv-passed.h"
#include "srv-portal.h"
#include "srv-sandbox.h"
#include "srv-server.h"
#include "store-config.h"

#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define ARGUMENTS                                                                                  \
  "--data DIR [--listen ADDR:PORT] [--idle-exit SECONDS] [--tls-cert FILE --tls-key FILE]"
#define DEFAULT_ADDRESS "127.0.0.1:8080"
#define CAP_IPC_LOCK_BIT 14

static char *data;
static char *address;
static char *certificate;
static char *key;
static int idle_seconds = -1;
static guint n_passed; /* sockets to listen on, in the place of an address */

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "Where the store is", "DIR" },
  { "listen", 0, 0, G_OPTION_ARG_STRING, &address,
    DEFAULT_ADDRESS " without, or the sockets that systemd passes on; port 0 picks a free one",
    "ADDR:PORT" },
  { "idle-exit", 0, 0, G_OPTION_ARG_INT, &idle_seconds,
    "Ends when there was nothing to do for so long", "SECONDS" },
  { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &certificate,
    "Serves TLS: the certificate and its chain (PEM); SIGHUP reads it again", "FILE" },
  { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &key, "The certificate's key (PEM)", "FILE" },
  { NULL },
};

/* What reporters without JavaScript send is in this memory for a moment: no dump of it, no debugger
 * on it. */
static gboolean
keep_memory_in (GError **error)
{
  const struct rlimit none = { 0, 0 };

  if (prctl (PR_SET_DUMPABLE, 0) == 0 && setrlimit (RLIMIT_CORE, &none) == 0)
    return TRUE;

  g_set_error (error, HARK_ERROR, HARK_ERROR_INTERNAL, "memory dumps cannot be switched off");
  return FALSE;
}

/* A descriptor for each connection that the gate takes, and some for the store and its files. Where
 * the hard limit is lower, the gate turns newcomers away earlier. */
static void
raise_descriptors (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= 2 * SRV_MAX_CONNECTIONS)
    return;

  limit.rlim_cur = MIN (limit.rlim_max, 2 * SRV_MAX_CONNECTIONS);
  setrlimit (RLIMIT_NOFILE, &limit);
}

static gboolean
has_lock_capability (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return FALSE;
  line = strstr (status, "\nCapEff:");
  return line != NULL
         && (g_ascii_strtoull (line + strlen ("\nCapEff:\t"), NULL, 16) & (1u << CAP_IPC_LOCK_BIT))
                != 0;
}

/* Under a limit, locking what is still to come would make allocations fail later. */
static gboolean
lock_memory (void)
{
  struct rlimit limit;

  return getrlimit (RLIMIT_MEMLOCK, &limit) == 0
         && (limit.rlim_cur == RLIM_INFINITY || has_lock_capability ())
         && mlockall (MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
}

static gboolean
check_memory (SrvServer *server, gboolean locked, GError **error)
{
  static const char ADVICE[]
      = "memory cannot be locked and may be swapped to disk: raise the limit "
        "(LimitMEMLOCK=infinity in the unit, or ulimit -l unlimited)";
  SrvContext *context = srv_server_get_context (server);

  if (locked && srv_portal_is_locked (context->portal))
    return TRUE;
  if (srv_config_is_on (context->config, SRV_CONFIG_REQUIRE_LOCKED))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN,
                   "%s; " SRV_CONFIG_REQUIRE_LOCKED " is on", ADVICE);
      return FALSE;
    }

  g_printerr ("hark-server run: %s\n", ADVICE);
  return TRUE;
}

/* What looking a mail server's name up takes, and its certificate. */
static const char *const mail_files[] = {
  "/etc/hosts",           "/etc/host.conf",
  "/etc/nsswitch.conf",   "/etc/resolv.conf",
  "/etc/gai.conf",        /* which of two addresses goes first */
  "/run/systemd/resolve", /* where /etc/resolv.conf leads to, and is renewed */
  "/etc/ssl/certs",       NULL,
};

/* Ports of mail servers, besides the one that is set, and of name servers: an Admin may change one
 * for the other while this runs. */
static const guint16 mail_ports[] = { 25, 465, 587, 53 };
#define N_MAIL_PORTS G_N_ELEMENTS (mail_ports)

/* FALSE: no mail server is set, nobody is connected to. */
static gboolean
find_mail_needs (guint16 ports[N_MAIL_PORTS + 1], GPtrArray *files)
{
  g_autofree char *text = store_config_peek (data, SRV_CONFIG_MAIL_URL);
  HarkMailUrl url;

  if (text == NULL || !hark_mail_read_url (text, &url, NULL))
    return FALSE;

  memcpy (ports, mail_ports, sizeof mail_ports);
  ports[N_MAIL_PORTS] = url.port;
  for (guint i = 0; mail_files[i] != NULL; i++)
    g_ptr_array_add (files, (gpointer)mail_files[i]);
  if (g_getenv ("SSL_CERT_FILE") != NULL)
    g_ptr_array_add (files, (gpointer)g_getenv ("SSL_CERT_FILE"));
  g_ptr_array_add (files, NULL);
  /* names by TCP: there are no datagrams in the sandbox */
  g_setenv ("RES_OPTIONS", "use-vc timeout:3 attempts:2", TRUE);
  return TRUE;
}

/* What is read, listened on or connected to later has to be named here. */
static gboolean
enter_sandbox (SrvSandbox *got, gboolean *connects, GError **error)
{
  g_autoptr (GPtrArray) renewed = g_ptr_array_new (), files = g_ptr_array_new ();
  g_autofree char *password = store_config_peek (data, SRV_CONFIG_MAIL_PASSWORD_FILE);
  guint16 port, reached[N_MAIL_PORTS + 1];
  SrvSandboxNeeds needs = { .folder = data, .ports = &port, .n_ports = n_passed == 0 ? 1 : 0 };

  if (n_passed == 0 && !srv_gate_read_port (address, &port, error))
    return FALSE;

  if (certificate != NULL)
    g_ptr_array_add (renewed, certificate);
  if (key != NULL)
    g_ptr_array_add (renewed, key);
  if (password != NULL && *password != '\0')
    g_ptr_array_add (renewed, password);
  g_ptr_array_add (renewed, NULL);
  needs.renewed = (const char *const *)renewed->pdata;
  *connects = find_mail_needs (reached, files);
  if (*connects)
    {
      needs.read = (const char *const *)files->pdata;
      needs.reached = reached;
      needs.n_reached = G_N_ELEMENTS (reached);
    }

  mail_smtp_init ();
  return srv_sandbox_apply (&needs, got, error);
}

static gboolean
check_sandbox (SrvServer *server, const SrvSandbox *got, GError **error)
{
  g_autofree char *text = srv_sandbox_describe (got);

  if (!srv_sandbox_is_whole (got)
      && srv_config_is_on (srv_server_get_context (server)->config, SRV_CONFIG_REQUIRE_SANDBOX))
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_FORBIDDEN,
                   "sandbox: %s; " SRV_CONFIG_REQUIRE_SANDBOX " is on", text);
      return FALSE;
    }

  return TRUE;
}

static void
tell_sandbox (const SrvSandbox *got)
{
  g_autofree char *text = srv_sandbox_describe (got);

  g_printerr ("hark-server run: sandbox: %s\n", text);
}

/* Two have to want it, and the other one may not know. */
static void
tell_policy (SrvServer *server)
{
  if (srv_context_awaits_policy (srv_server_get_context (server)))
    g_printerr ("hark-server run: " SRV_CONFIG_PORTAL_ACCOUNTS " is on, but nobody can sign in on "
                "the portal until an Admin signs a security policy that allows it\n");
}

/* For an Admin's health page. */
static void
note_standing (SrvServer *server, gboolean locked, gboolean connects, const SrvSandbox *got)
{
  SrvContext *context = srv_server_get_context (server);
  g_autofree char *text = srv_sandbox_describe (got);

  context->standing.is_locked = locked && srv_portal_is_locked (context->portal);
  g_atomic_int_set (&context->standing.is_shut, got->filter && !connects);
  context->standing.is_sandboxed = srv_sandbox_is_whole (got);
  g_strlcpy (context->standing.sandbox, text, sizeof context->standing.sandbox);
}

static gboolean
on_signal (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
use_certificate (SrvServer *server, GError **error)
{
  g_autoptr (SrvTls) tls = srv_tls_load (certificate, key, error);

  if (tls == NULL)
    return FALSE;

  srv_server_set_tls (server, tls);
  return TRUE;
}

/* The files have changed. Connections that are open keep their old certificate. */
static gboolean
on_reload (gpointer server)
{
  g_autoptr (GError) error = NULL;

  if (use_certificate (server, &error))
    g_printerr ("hark-server run: the certificate was read again\n");
  else
    g_printerr ("hark-server run: %s; the old certificate stays\n", error->message);
  return G_SOURCE_CONTINUE;
}

static gboolean
listen_on (SrvServer *server, GError **error)
{
  if (certificate != NULL)
    {
      if (!use_certificate (server, error))
        return FALSE;
      g_unix_signal_add (SIGHUP, on_reload, server);
    }
  for (guint i = 0; i < n_passed; i++)
    if (!srv_server_listen_on (server, SRV_PASSED_FIRST + (int)i, error))
      return FALSE;

  return n_passed > 0 || srv_server_listen (server, address, error);
}

/* Who is started by a connection says nothing where all is well: the system's log would keep when
 * somebody came. */
static void
tell_start (SrvServer *server, const SrvSandbox *got)
{
  g_autofree char *url = srv_server_get_url (server);

  if (n_passed > 0 && srv_sandbox_is_whole (got))
    return;

  tell_sandbox (got);
  tell_policy (server);
  g_print ("listening on %s\n", url);
  fflush (stdout);
}

static gboolean
serve (GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SrvServer) server = NULL;
  SrvIdle *idle = NULL;
  SrvSandbox sandbox;
  gboolean locked, connects;

  if (!keep_memory_in (error))
    return FALSE;
  raise_descriptors ();
  locked = lock_memory ();
  if (!enter_sandbox (&sandbox, &connects, error)) /* before anything has a thread */
    return FALSE;
  g_unix_signal_add (SIGTERM, on_signal, loop);
  g_unix_signal_add (SIGINT, on_signal, loop);

  server = srv_server_new (data, NULL, NULL, error);
  if (server == NULL || !check_memory (server, locked, error)
      || !check_sandbox (server, &sandbox, error))
    return FALSE;
  note_standing (server, locked, connects, &sandbox);
  if (!listen_on (server, error))
    return FALSE;

  tell_start (server, &sandbox);
  if (idle_seconds > 0)
    idle = srv_idle_start (server, (guint)idle_seconds, loop);
  g_main_loop_run (loop);
  g_clear_pointer (&idle, srv_idle_stop);
  return TRUE;
}

/* NULL where they go together. */
static const char *
find_fault (void)
{
  if ((certificate == NULL) != (key == NULL))
    return "--tls-cert and --tls-key are given together";
  if (n_passed > 0 && address != NULL)
    return "sockets were passed on to listen on: --listen is of no use";
  if (idle_seconds == 0 || idle_seconds < -1)
    return "--idle-exit takes a number of seconds from 1 on";

  return NULL;
}

static SrvExit
run (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const char *fault;

  if (!srv_command_parse (&srv_command_run, entries, &argc, &argv))
    return SRV_EXIT_USAGE;
  if (data == NULL || argc > 1)
    return srv_command_fail_usage (&srv_command_run, argv[1]);
  if (!srv_passed_take (&n_passed, &error))
    return srv_command_fail (&srv_command_run, SRV_EXIT_USAGE, error->message);
  fault = find_fault ();
  if (fault != NULL)
    return srv_command_fail (&srv_command_run, SRV_EXIT_USAGE, fault);
  if (address == NULL)
    address = g_strdup (DEFAULT_ADDRESS);
  if (!serve (&error))
    return srv_command_fail (&srv_command_run,
                             g_error_matches (error, HARK_ERROR, HARK_ERROR_INVALID)
                                 ? SRV_EXIT_USAGE /* the address or a file is none */
                                 : SRV_EXIT_FAILED,
                             error->message);

  return SRV_EXIT_OK;
}

const SrvCommand srv_command_run
    = { "run", ARGUMENTS, "Serves clients and the portal until it is told to end.", run };
