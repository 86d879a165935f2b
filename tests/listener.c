/* listener.c: see listener.h */
#include "listener.h"

#include "hark-api.h"
#include "wire.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* HTTP/1.0, so that nothing stands between the lines. */
static Listener *
ask (Harness *harness, const char *token, int fd)
{
  Listener *self = g_new0 (Listener, 1);
  g_autofree char *request = g_strdup_printf ("GET " HARK_API_EVENTS " HTTP/1.0\r\n"
                                              "Host: localhost\r\n"
                                              "Authorization: Bearer %s\r\n"
                                              "\r\n",
                                              token);

  self->fd = fd;
  self->text = g_string_new (NULL);
  g_assert_true (wire_send (self->fd, request, -1));
  return self;
}

Listener *
listener_new_deaf (Harness *harness, const char *token)
{
  int fd = wire_socket (), small = 1;

  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small), ==, 0);
  wire_join (fd, harness_get_port (harness));
  return ask (harness, token, fd);
}

static gboolean
read_more (Listener *self)
{
  char buffer[4096];
  gssize n = recv (self->fd, buffer, sizeof buffer, 0);

  if (n < 0)
    g_error ("nothing came from the server for a long time");
  g_string_append_len (self->text, buffer, n);
  return n > 0;
}

/* Up to @end, which is taken too; NULL where the stream ends. */
static char *
take (Listener *self, const char *end)
{
  char *found, *block;

  while ((found = strstr (self->text->str, end)) == NULL)
    if (!read_more (self))
      return NULL;

  block = g_strndup (self->text->str, found - self->text->str);
  g_string_erase (self->text, 0, found - self->text->str + (gssize)strlen (end));
  return block;
}

Listener *
listener_new (Harness *harness, const char *token, gint64 *seq)
{
  Listener *self = ask (harness, token, wire_connect (harness_get_port (harness)));
  g_autofree char *head = take (self, "\r\n\r\n");
  gint64 newest;

  g_assert_nonnull (head);
  g_assert_nonnull (strstr (head, " 200 "));
  g_assert_nonnull (strstr (head, "\r\nContent-Type: text/event-stream"));
  g_assert_nonnull (strstr (head, "\r\nCache-Control: no-store"));
  newest = listener_hear (self);
  if (seq != NULL)
    *seq = newest;
  return self;
}

void
listener_free (Listener *self)
{
  close (self->fd);
  g_string_free (self->text, TRUE);
  g_free (self);
}

char *
listener_read (Listener *self)
{
  return take (self, "\n\n");
}

gint64
listener_hear (Listener *self)
{
  for (;;)
    {
      g_autofree char *block = listener_read (self);
      g_autofree char *expected = NULL;
      gint64 seq;

      g_assert_nonnull (block);
      if (g_str_equal (block, ":"))
        continue;

      g_assert_true (g_str_has_prefix (block, "id: "));
      seq = g_ascii_strtoll (block + strlen ("id: "), NULL, 10);
      expected = g_strdup_printf ("id: %" G_GINT64_FORMAT "\ndata: {\"to\":%" G_GINT64_FORMAT "}",
                                  seq, seq);
      g_assert_cmpstr (block, ==, expected);
      return seq;
    }
}

void
listener_expect_end (Listener *self)
{
  while (read_more (self))
    continue;
}
