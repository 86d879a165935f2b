/* sink.c: see sink.h */
#include "sink.h"

#include "folder.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

struct _Sink
{
  char *folder;
  GSubprocess *process;
  JsonObject *ports;
};

Sink *
sink_start (void)
{
  Sink *self = g_new0 (Sink, 1);
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "mail-sink.py", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) said = NULL;
  g_autofree char *line = NULL, *root = NULL;
  g_autoptr (JsonNode) node = NULL;

  self->folder = test_folder_new ();
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    &error, "/usr/bin/python3", "-B", script, self->folder, NULL);
  g_assert_no_error (error);
  said = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (said, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  node = json_from_string (line, &error);
  g_assert_no_error (error);
  self->ports = json_object_ref (json_node_get_object (node));
  root = g_build_filename (self->folder, "root.pem", NULL);
  g_setenv ("SSL_CERT_FILE", root, TRUE);
  return self;
}

void
sink_stop (Sink *self)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_assert_true (g_subprocess_wait_check (self->process, NULL, NULL));
  g_object_unref (self->process);
  json_object_unref (self->ports);
  test_folder_remove (self->folder);
  g_free (self);
}

const char *
sink_get_folder (Sink *self)
{
  return self->folder;
}

char *
sink_make_url (Sink *self, const char *name, const char *host)
{
  return g_strdup_printf ("%s://%s:%d", g_str_has_prefix (name, "tls") ? "smtps" : "smtp", host,
                          (int)json_object_get_int_member (self->ports, name));
}

void
sink_set_temper (Sink *self, const char *temper)
{
  g_autofree char *path = g_build_filename (self->folder, "temper", NULL);

  g_assert_true (g_file_set_contents (path, temper, -1, NULL));
}

guint
sink_count (Sink *self, const char *beginning)
{
  g_autofree char *path = g_build_filename (self->folder, "log", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    n += g_str_has_prefix (lines[i], beginning);
  return n;
}

char *
sink_read_mail (Sink *self, guint n)
{
  g_autofree char *name = g_strdup_printf ("%u.eml", n);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}
