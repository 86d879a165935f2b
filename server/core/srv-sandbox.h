/* srv-sandbox.h: what the running process gives up once it knows its folder and its port.
 *
 * Whoever takes the process over by a fault in a parser shall find little: no other program to
 * start, no file outside the data folder, nobody to connect to but where mails go. Two locks of the
 * kernel, each taken where it has it: Landlock for files, ports and signals, a system call filter
 * for everything else. Neither can be undone, and what is open already stays open. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is needed later on. Everything but @folder may be NULL or empty. */
typedef struct
{
  const char *folder;         /* to read, write, make and remove whatever is in it */
  const char *const *renewed; /* NULL-terminated paths of files that are read again, and may be
                               * replaced meanwhile: their folders become readable, and those of
                               * what they link to. One that is not there is left out. */
  const guint16 *ports;       /* to listen on; 0 stands for a free one */
  guint n_ports;
  const char *const *read; /* NULL-terminated paths of files and folders to read; one that is not
                            * there is left out */
  const guint16 *reached;  /* ports of others to connect to by TCP, for which Landlock 4 stands;
                            * before it they are all. Where there are none nobody is connected to. */
  guint n_reached;
} SrvSandboxNeeds;

typedef struct
{
  int landlock;    /* its ABI, 0: this kernel has none, or does not let us have it */
  gboolean filter; /* of system calls */
} SrvSandbox;

/* For this thread and all that it starts: to be called while there is no other, and after what
 * comes from libraries that are loaded only when needed (GIO's TLS). Without a lock that the kernel
 * does not have it is no error; @got says what it is. HARK_ERROR_NOT_FOUND: there is no such
 * folder. HARK_ERROR_INTERNAL: the kernel has it and refuses; or there are threads already. */
gboolean srv_sandbox_apply (const SrvSandboxNeeds *needs, SrvSandbox *got, GError **error);

gboolean srv_sandbox_is_whole (const SrvSandbox *self);
/* "Landlock 7, system call filter"; "no Landlock in this kernel, …". (transfer full) */
char *srv_sandbox_describe (const SrvSandbox *self);

G_END_DECLS
