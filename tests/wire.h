/* wire.h: a server in a thread of its own, and raw sockets to talk to it byte by byte */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GThread *thread;
  GMainContext *context;
  GMainLoop *loop;
} WireThread;

/* Runs a main loop with its own thread-default context until wire_thread_stop(). */
WireThread *wire_thread_start (void);
/* Calls @function in it and waits for the end. */
void wire_thread_call (WireThread *self, void (*function) (gpointer), gpointer data);
void wire_thread_stop (WireThread *self);

/* To 127.0.0.1; a test that waits longer than 20 seconds for the server fails. */
int wire_connect (guint16 port);
/* From another address of 127.0.0.0/8. */
int wire_connect_from (const char *source, guint16 port);
/* The same in two steps. */
int wire_socket (void);
void wire_join (int fd, guint16 port);
guint16 wire_port (const char *url);
/* @length -1: up to the NUL. FALSE when the server has closed. */
gboolean wire_send (int fd, const char *text, gssize length);
/* Everything until the server closes; NUL-terminated. Closes @fd. (transfer full) */
char *wire_read_all (int fd);
/* One reply with its body, by Content-Length or chunked (undone), NULL when the server closes
 * instead.
 * @head and @body may be NULL. Returns the status, 0 for none. */
guint wire_read_reply (int fd, char **head, GString **body);
/* A new connection, the text, the status of the reply. */
guint wire_ask (guint16 port, const char *text, gssize length);
/* Open descriptors of this process. */
guint wire_count_fds (void);

G_END_DECLS
