/* visitor.c: see visitor.h */
#include "visitor.h"

#include <string.h>

#include "solver.h"

#define BOUNDARY "----visitor7d1f0c"
#define MAX_REDIRECTS 5

struct _Form
{
  GByteArray *body;
  GBytes *bytes;
};

/* ---- forms ---- */

Form *
form_new (void)
{
  Form *self = g_new0 (Form, 1);

  self->body = g_byte_array_new ();
  return self;
}

void
form_free (Form *self)
{
  g_clear_pointer (&self->body, g_byte_array_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static void
add_text (Form *self, const char *text)
{
  g_byte_array_append (self->body, (const guint8 *)text, (guint)strlen (text));
}

void
form_add (Form *self, const char *name, const char *value)
{
  form_add_bytes (self, name, value, strlen (value));
}

void
form_add_bytes (Form *self, const char *name, gconstpointer data, gsize length)
{
  g_autofree char *head = g_strdup_printf (
      "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", name);

  add_text (self, head);
  g_byte_array_append (self->body, data, (guint)length);
  add_text (self, "\r\n");
}

void
form_add_file (Form *self, const char *name, const char *type, gconstpointer data, gsize length)
{
  g_autofree char *head
      = g_strdup_printf ("--" BOUNDARY "\r\nContent-Disposition: form-data; "
                         "name=\"attachment\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n",
                         name, type);

  add_text (self, head);
  g_byte_array_append (self->body, data, (guint)length);
  add_text (self, "\r\n");
}

GBytes *
form_end (Form *self, const char **type)
{
  if (self->bytes == NULL)
    {
      add_text (self, "--" BOUNDARY "--\r\n");
      self->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->body));
    }

  *type = "Content-Type: multipart/form-data; boundary=" BOUNDARY "\r\n";
  return self->bytes;
}

/* ---- requests ---- */

Visitor *
visitor_new (Harness *harness)
{
  Visitor *self = g_new0 (Visitor, 1);

  self->harness = harness;
  return self;
}

void
visitor_free (Visitor *self)
{
  g_free (self->cookie);
  g_free (self->extra);
  g_clear_pointer (&self->reply, reply_free);
  g_free (self->text);
  g_free (self);
}

/* Name and value of the cookie; one that is taken back is forgotten. */
static void
keep_cookie (Visitor *self)
{
  g_autofree char *header = reply_get_header (self->reply, "Set-Cookie");
  char *value;

  if (header == NULL)
    return;

  g_free (self->cookie);
  self->cookie = g_strndup (header, strcspn (header, ";"));
  value = strchr (self->cookie, '=');
  if (value[1] == '\0')
    g_clear_pointer (&self->cookie, g_free);
}

static void
ask (Visitor *self, const char *method, const char *path, const char *type, GBytes *body)
{
  g_autoptr (GString) headers = g_string_new (type);
  gsize length = 0;
  gconstpointer data = body != NULL ? g_bytes_get_data (body, &length) : NULL;

  if (self->cookie != NULL)
    g_string_append_printf (headers, "Cookie: %s\r\n", self->cookie);
  if (self->extra != NULL)
    g_string_append (headers, self->extra);

  g_clear_pointer (&self->reply, reply_free);
  g_free (self->text);
  self->reply = harness_send (self->harness, method, path, NULL, headers->str, data, length);
  self->text = g_strndup (g_bytes_get_data (self->reply->body, NULL),
                          g_bytes_get_size (self->reply->body));
  keep_cookie (self);
}

static guint
follow (Visitor *self)
{
  for (self->redirects = 0; self->reply->status == 303; self->redirects++)
    {
      g_autofree char *location = reply_get_header (self->reply, "Location");

      g_assert_cmpuint (self->redirects, <, MAX_REDIRECTS);
      if (*location != '/')
        break;
      ask (self, "GET", location, NULL, NULL);
    }

  return self->reply->status;
}

guint
visitor_get (Visitor *self, const char *path)
{
  ask (self, "GET", path, NULL, NULL);
  return follow (self);
}

guint
visitor_post (Visitor *self, const char *path, Form *form)
{
  const char *type;
  GBytes *body = form_end (form, &type);

  ask (self, "POST", path, type, body);
  return follow (self);
}

/* ---- reading ---- */

gboolean
visitor_sees (Visitor *self, const char *text)
{
  return strstr (self->text, text) != NULL;
}

static char *
unescape (const char *text, gsize length)
{
  static const char *const marks[][2] = {
    { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" }, { "&amp;", "&" }
  };
  GString *plain = g_string_new_len (text, (gssize)length);

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    g_string_replace (plain, marks[i][0], marks[i][1], 0);
  return g_string_free (plain, FALSE);
}

char *
visitor_read (Visitor *self, const char *name)
{
  g_autofree char *mark = g_strdup_printf ("name=\"%s\"", name);
  const char *at = strstr (self->text, mark), *start, *value;

  if (at == NULL)
    return NULL;

  for (start = at; *start != '<'; start--)
    ;
  if (g_str_has_prefix (start, "<textarea"))
    {
      value = strchr (at, '>') + 2; /* and the line break behind it */
      return unescape (value, strcspn (value, "<"));
    }

  value = strstr (at, "value=\"");
  g_assert_nonnull (value);
  value += strlen ("value=\"");
  return unescape (value, strcspn (value, "\""));
}

char *
visitor_read_after (Visitor *self, const char *open)
{
  const char *at = strstr (self->text, open);

  if (at == NULL)
    g_test_message ("%s", self->text);
  g_assert_nonnull (at);
  at += strlen (open);
  return unescape (at, strcspn (at, "<"));
}

Form *
visitor_begin_form (Visitor *self, const char *step)
{
  static const char *const hidden[] = { "csrf", "turn", "token", "asked" };
  Form *form = form_new ();

  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      g_autofree char *value = visitor_read (self, hidden[i]);

      if (value != NULL)
        form_add (form, hidden[i], value);
    }
  form_add (form, "step", step);
  return form;
}

/* ---- the security question ---- */

void
visitor_add_answers (Visitor *self, Form *form)
{
  static const char *const fields[] = { "answer", "answer2", "answer3" };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *label = g_strdup_printf ("<label for=\"%s\">", fields[i]);

      if (visitor_sees (self, label))
        {
          g_autofree char *question = visitor_read_after (self, label);
          g_autofree char *answer = solver_solve (question);

          form_add (form, fields[i], answer);
        }
    }
}

/* ---- the way ---- */

void
visitor_open_form (Visitor *self)
{
  g_autoptr (Form) form = NULL;

  g_assert_cmpuint (visitor_get (self, "/submit"), ==, 200);
  if (visitor_sees (self, "name=\"token\""))
    {
      form = visitor_begin_form (self, "question");
      visitor_add_answers (self, form);
      g_assert_cmpuint (visitor_post (self, "/submit", form), ==, 200);
    }
  g_assert_true (visitor_sees (self, "name=\"report\""));
}

char *
visitor_write (Visitor *self, const char *subject, const char *report, const char *name,
               GBytes *file)
{
  g_autoptr (Form) form = visitor_begin_form (self, "write");
  g_autofree char *area = visitor_read (self, "area");

  form_add (form, "area", area);
  form_add (form, "subject", subject);
  form_add (form, "report", report);
  if (file != NULL)
    form_add_file (form, name, "text/plain", g_bytes_get_data (file, NULL),
                   g_bytes_get_size (file));
  g_assert_cmpuint (visitor_post (self, "/submit", form), ==, 200);
  return visitor_read_after (self, "<p class=\"line\">");
}

char *
visitor_send (Visitor *self, gboolean inbox)
{
  g_autoptr (Form) form = visitor_begin_form (self, "send");

  form_add (form, "inbox", inbox ? "yes" : "no");
  if (inbox)
    form_add (form, "kept", "yes");
  g_assert_cmpuint (visitor_post (self, "/submit", form), ==, 200);
  return visitor_read_after (self, "<strong>");
}

char *
visitor_submit (Visitor *self, const char *subject, const char *report, char **code)
{
  visitor_open_form (self);
  *code = visitor_write (self, subject, report, NULL, NULL);
  return visitor_send (self, TRUE);
}

guint
visitor_open_inbox (Visitor *self, const char *code)
{
  g_autoptr (Form) form = NULL;

  visitor_get (self, "/inbox");
  form = visitor_begin_form (self, "open");
  visitor_add_answers (self, form);
  form_add (form, "code", code);
  return visitor_post (self, "/inbox", form);
}

/* ---- a fixture ---- */

void
visitor_set_up (Fixture *f, gconstpointer unused)
{
  f->world = world_new ();
  f->harness = f->world->harness;
  f->visitor = visitor_new (f->harness);
}

void
visitor_tear_down (Fixture *f, gconstpointer unused)
{
  visitor_free (f->visitor);
  world_free (f->world);
}

void
visitor_pass (Fixture *f, gint64 seconds)
{
  harness_set_now (f->harness, harness_get_now (f->harness) + seconds);
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    return 1;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      n += count_files (child);
    }
  return n;
}

guint
visitor_count_blobs (Fixture *f)
{
  g_autofree char *path = g_build_filename (harness_get_dir (f->harness), "blobs", NULL);

  return g_file_test (path, G_FILE_TEST_IS_DIR) ? count_files (path) : 0;
}

guint
visitor_count_tickets (Fixture *f)
{
  g_autoptr (GPtrArray) numbers = team_list (f->world, world_first (f->world));

  return numbers->len;
}

Form *
visitor_begin_report (Fixture *f, const char *subject, const char *report)
{
  Form *form = visitor_begin_form (f->visitor, "write");
  g_autofree char *area = visitor_read (f->visitor, "area");

  form_add (form, "area", area);
  form_add (form, "subject", subject);
  form_add (form, "report", report);
  return form;
}

Form *
visitor_begin_answer (Fixture *f)
{
  g_assert_cmpuint (visitor_get (f->visitor, "/submit"), ==, 200);
  return visitor_begin_form (f->visitor, "question");
}

char *
visitor_make_text (gsize length)
{
  char *text = g_malloc (length + 1);

  memset (text, 'x', length);
  text[length] = '\0';
  return text;
}
