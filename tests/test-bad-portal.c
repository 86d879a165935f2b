/* test-bad-portal.c: every page of the portal, asked wrongly in every way, and with texts that
 * would like to be markup */
#include "spoil.h"
#include "guest.h"

#include "hark-api.h"
#include "hark-text.h"
#include "srv-portal.h"
#include "web-body.h"
#include "web-session.h"
#include "wire.h"

#include <string.h>

#define EVIL "planted-emu"
#define BOUNDARY "Content-Type: multipart/form-data; boundary=XyZ\r\n"
#define ENCODED "Content-Type: application/x-www-form-urlencoded\r\n"
#define PART(name) "--XyZ\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define END "--XyZ--\r\n"
#define BOTH(path) "GET " path, "POST " path
#define READ(one, other) "GET " one, "GET " other

/* ------------------------------------------------------------------ routes */

static const char *const entries[] = {
  "GET /",
  READ ("/portal.css", "/leave"),
  READ ("/imprint", "/privacy"),
  READ ("/inbox/file/*", "/my-file/*"),
  BOTH ("/submit"),
  BOTH ("/inbox"),
  BOTH ("/sign-in"),
  BOTH ("/my-reports"),
  BOTH ("/my-reports/*"),
  BOTH ("/my-password"),
  BOTH ("/my-mail"),
  NULL,
};

static void
test_every_page_stands_here (void)
{
  spoil_compare_routes (srv_portal_tables, entries);
}

static guint16 port; /* of the server that is asked */

static void
each_page (Spoil *spoil, void (*call) (Spoil *spoil, const SrvRoute *route, const char *path))
{
  for (guint i = 0; srv_portal_tables[i] != NULL; i++)
    for (const SrvRoute *route = srv_portal_tables[i]; route->method != NULL; route++)
      {
        g_autoptr (GString) path = g_string_new (route->pattern);

        g_string_replace (path, "*", "00112233445566778899aabbccddeeff", 0);
        call (spoil, route, path->str);
      }
}

static void
try_methods (Spoil *spoil, const SrvRoute *route, const char *path)
{
  spoil_check_methods (spoil, srv_portal_tables, path, route->pattern, NULL);
}

static void
try_path (Spoil *spoil, const SrvRoute *route, const char *path)
{
  spoil_check_path (spoil, route, path, NULL);
}

static void
test_methods_and_paths_are_checked (Fixture *f, gconstpointer unused)
{
  g_autoptr (Spoil) spoil = spoil_new (f->harness);

  world_allow_portal_accounts (f->world);
  spoil_begin (spoil, NULL);
  each_page (spoil, try_methods);
  each_page (spoil, try_path);
}

static void
try_queries (Spoil *spoil, const SrvRoute *route, const char *path)
{
  static const char *const refused[] = { "?lang=%ff", "?lang=%00", "?%c0%80", "?step=%ed%a0%80" };
  static const char *const harmless[] = { "?lang=de%0d%0aX-Evil:%201",
                                          "?lang=" EVIL,
                                          "?step=" EVIL,
                                          "?lang=%22%3e%3cscript%3e",
                                          "?step=check&lang=../..",
                                          "?lang=javascript:1",
                                          "?csrf=" EVIL "&code=" EVIL };

  if (!g_str_equal (route->method, "GET"))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *target = g_strconcat (path, refused[i], NULL);

      g_assert_cmpuint (spoil_refuse (spoil, "GET", target, NULL, NULL, NULL, 0), ==, 400);
    }
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      g_autofree char *target = g_strconcat (path, harmless[i], NULL);
      g_autoptr (Reply) reply = spoil_ask (spoil, "GET", target, NULL, NULL, NULL, 0);
      g_autofree char *text = spoil_dup_text (reply);

      g_assert_true (reply->status == 200 || reply->status == 303);
      g_assert_null (strstr (text, EVIL));
      g_assert_null (strstr (reply->head, EVIL));
    }
}

static void
test_queries_are_checked (Fixture *f, gconstpointer unused)
{
  g_autoptr (Spoil) spoil = spoil_new (f->harness);

  world_allow_portal_accounts (f->world);
  spoil_begin (spoil, NULL);
  each_page (spoil, try_queries);
}

/* ------------------------------------------------------------------ bodies */

typedef struct
{
  const char *type; /* header line, NULL for none */
  const char *body;
} Torn;

static const Torn refused[] = {
  { NULL, "step=open" },
  { "Content-Type: \r\n", "step=open" },
  { "Content-Type: application/json\r\n", "{\"step\":\"open\"}" },
  { "Content-Type: text/plain\r\n", "step=open" },
  { "Content-Type: multipart/form-data\r\n", PART ("step") "open\r\n" END },
  { "Content-Type: multipart/form-data; boundary=\r\n", PART ("step") "open\r\n" END },
  { "Content-Type: multipart/form-data; boundary=\"a\r\n", PART ("step") "open\r\n" END },
  { "Content-Type: multipart/mixed; boundary=XyZ\r\n", PART ("step") "open\r\n" END },
  { BOUNDARY, "" },
  { BOUNDARY, "x" },
  { BOUNDARY, "--Other\r\n" },
  { BOUNDARY, PART ("step") "open" },
  { BOUNDARY, PART ("step") "open\r\n--XyZ" },
  { BOUNDARY, PART ("step") "open\r\n--XyZ-" },
  { BOUNDARY, PART ("step") },
  { BOUNDARY,
    "--XyZ\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"a\"\r\n\r\nabc" },
  { BOUNDARY, "--XyZ\r\n\r\nopen\r\n" END },
  { BOUNDARY, "--XyZ\r\nContent-Disposition: form-data\r\n\r\nopen\r\n" END },
  { BOUNDARY, "--XyZ\r\nContent-Disposition: form-data; name=\"\r\n\r\nopen\r\n" END },
  { BOUNDARY, "--XyZ\r\nContent-Disposition: attachment; name=\"step\"\r\n\r\nopen\r\n" END },
  { BOUNDARY, "--XyZ\r\nNo colon\r\n\r\nopen\r\n" END },
  { ENCODED, "step=%zz" },
  { ENCODED, "step=%" },
};

/* Understood, and still nothing that could be done. */
static const Torn idle[] = {
  { BOUNDARY, END },
  { BOUNDARY, PART ("step") "open\r\n" PART ("step") "send\r\n" END },
  { BOUNDARY, PART ("code") "--XyZ is no boundary\r\n" END },
  { BOUNDARY, PART ("csrf") "\r\n" PART ("step") "send\r\n" END },
  { BOUNDARY, PART ("step") "\xff\xfe\x01\r\n" PART ("report") "\xc0\xaf\x1b[2J\r\n" END },
  { BOUNDARY, PART ("token") "x\r\n" PART ("answer") "x\r\n" END },
  { BOUNDARY, "--XyZ\r\nContent-Disposition: form-data; name=\"attachment\"; "
              "filename=\"a\"\r\n\r\nabc\r\n" END },
  { ENCODED, "" },
  { ENCODED, "step=send&inbox=no&csrf=0" },
  { ENCODED, "&&==&=&a" },
};

static void
try_bodies (Spoil *spoil, const SrvRoute *route, const char *path)
{
  g_autofree char *large = NULL;
  guint status;

  if (!g_str_equal (route->method, "POST"))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      status = spoil_refuse (spoil, "POST", path, NULL, refused[i].type, refused[i].body, -1);
      g_test_message ("%s %u: %u", path, i, status);
      g_assert_cmpuint (status, ==, 400);
    }
  for (guint i = 0; i < G_N_ELEMENTS (idle); i++)
    {
      g_autoptr (Reply) reply
          = spoil_ask (spoil, "POST", path, NULL, idle[i].type, idle[i].body, -1);
      g_autofree char *cookie = reply_get_header (reply, "Set-Cookie");

      g_test_message ("%s idle %u: %u", path, i, reply->status);
      g_assert_true (reply->status == 200 || reply->status == 403 || reply->status == 400);
      g_assert_null (cookie);
    }

  /* said only: it is refused before it comes */
  large = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n" BOUNDARY
                           "Content-Length: %" G_GUINT64_FORMAT "\r\n\r\n",
                           path, (guint64)route->max_body + 1);
  status = wire_ask (port, large, -1);
  g_assert_cmpuint (status, ==, 413);
}

static void
test_torn_bodies_are_refused (Fixture *f, gconstpointer unused)
{
  g_autoptr (Spoil) spoil = spoil_new (f->harness);

  port = harness_get_port (f->harness);
  world_allow_portal_accounts (f->world);
  spoil_begin (spoil, NULL);
  each_page (spoil, try_bodies);
  g_assert_cmpuint (visitor_count_blobs (f), ==, 0);
}

/* ------------------------------------------------------------------ sessions */

/* Of a page that is ready to be sent, what another sends. */
static void
send_with (Visitor *visitor, const char *csrf)
{
  g_autoptr (Form) form = form_new ();

  if (csrf != NULL)
    form_add (form, "csrf", csrf);
  form_add (form, "step", "send");
  form_add (form, "inbox", "no");
  visitor_post (visitor, "/submit", form);
}

static void
test_tokens_of_others_send_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) other = visitor_new (f->harness);
  g_autofree char *mine = NULL, *theirs = NULL, *cookie = NULL, *number = NULL, *late = NULL;
  static const char *const wrong[] = { NULL, "", "0", "00000000000000000000000000000000" };

  visitor_open_form (other);
  g_free (visitor_write (other, "Subject", "Theirs.", NULL, NULL));
  theirs = visitor_read (other, "csrf");
  visitor_open_form (f->visitor);
  g_free (visitor_write (f->visitor, "Subject", "Mine.", NULL, NULL));
  mine = visitor_read (f->visitor, "csrf");
  g_assert_cmpstr (mine, !=, theirs);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    send_with (f->visitor, wrong[i]);
  send_with (f->visitor, theirs);
  cookie = g_steal_pointer (&f->visitor->cookie); /* the right token without the cookie */
  send_with (f->visitor, mine);
  f->visitor->cookie = g_strdup ("hark=00000000000000000000000000000000");
  send_with (f->visitor, mine);
  g_free (f->visitor->cookie);
  f->visitor->cookie = g_strconcat (cookie, "0", NULL);
  send_with (f->visitor, mine);
  g_assert_cmpuint (visitor_count_tickets (f), ==, 0);

  g_free (f->visitor->cookie);
  f->visitor->cookie = g_steal_pointer (&cookie);
  send_with (f->visitor, mine);
  g_assert_cmpuint (visitor_count_tickets (f), ==, 1);
  send_with (f->visitor, mine); /* again */
  g_assert_cmpuint (visitor_count_tickets (f), ==, 1);

  visitor_pass (f, WEB_FORM_IDLE + 1);
  send_with (other, theirs); /* too late */
  g_assert_cmpuint (visitor_count_tickets (f), ==, 1);
}

static void
test_forms_of_other_sites_do_nothing (Fixture *f, gconstpointer unused)
{
  static const char *const sites[]
      = { "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n",
          "sec-fetch-site: cross-site\r\n" };
  g_autofree char *csrf = NULL;

  visitor_open_form (f->visitor);
  g_free (visitor_write (f->visitor, "Subject", "Report.", NULL, NULL));
  csrf = visitor_read (f->visitor, "csrf");
  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    {
      g_autoptr (Form) form = form_new ();

      f->visitor->extra = g_strdup (sites[i]);
      send_with (f->visitor, csrf);
      g_assert_cmpuint (f->visitor->reply->status, ==, 403);
      form_add (form, "code", "x");
      g_assert_cmpuint (visitor_post (f->visitor, "/inbox", form), ==, 403);
      g_clear_pointer (&f->visitor->extra, g_free);
    }
  g_assert_cmpuint (visitor_count_tickets (f), ==, 0);
  f->visitor->extra = g_strdup ("Sec-Fetch-Site: same-origin\r\n");
  send_with (f->visitor, csrf);
  g_assert_cmpuint (visitor_count_tickets (f), ==, 1);
}

static void
get_with (Spoil *spoil, const char *path, const char *cookie, guint status, char **text)
{
  g_autofree char *header = g_strdup_printf ("Cookie: %s\r\n", cookie);
  g_autoptr (Reply) reply = spoil_ask (spoil, "GET", path, NULL, header, NULL, 0);
  g_autofree char *page = spoil_dup_text (reply);
  g_autoptr (GString) without = g_string_new (page);

  g_assert_cmpuint (reply->status, ==, status);
  /* a page links to itself in the other language */
  g_string_replace (without, path, "PATH", 0);
  if (text != NULL)
    *text = g_strdup (without->str);
}

/* A report, and an answer of the team with a file of this name, in an inbox that is open: where the
 * file is to be had, NULL where the page does not offer it. (transfer full) */
static char *
get_file (Fixture *f, Visitor *visitor, const char *name)
{
  Actor *anna = world_first (f->world);
  g_autoptr (GBytes) file = g_bytes_new_static ("abc", 3);
  g_autofree char *code = NULL, *number = visitor_submit (visitor, "Subject", "Report.", &code);
  g_autoptr (Ticket) ticket = team_open (f->world, anna, number);
  const char *at;

  team_answer (f->world, anna, ticket, "See the file.", name, file);
  g_assert_cmpuint (visitor_open_inbox (visitor, code), ==, 200);
  g_assert_true (visitor_sees (visitor, "See the file.") || name[0] == '\0');
  at = strstr (visitor->text, "/inbox/file/");
  return at != NULL ? g_strndup (at, strcspn (at, "\"")) : NULL;
}

/* Anybody's file but one's own is none. */
static void
test_files_of_others_look_like_none (Fixture *f, gconstpointer unused)
{
  static const char *const none[]
      = { "00000000000000000000000000000000", "x", "%22", "%c3%a9", "..%20" };
  static const char *const cookies[]
      = { "hark=",  "hark=x",          "hark",          "hark=00000000000000000000000000000000",
          "HARK=1", "hark=\"; Path=/", "hark=../../etc" };
  g_autoptr (Spoil) spoil = spoil_new (f->harness);
  g_autoptr (Visitor) other = visitor_new (f->harness);
  Visitor *const visitors[] = { f->visitor, other };
  g_autofree char *link = NULL, *foreign = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (visitors); i++)
    {
      g_free (link);
      link = get_file (f, visitors[i], "a.txt");
      g_assert_nonnull (link);
    }

  spoil_begin (spoil, NULL);
  get_with (spoil, link, other->cookie, 200, NULL);
  get_with (spoil, link, f->visitor->cookie, 404, &foreign);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      g_autofree char *path = g_strconcat ("/inbox/file/", none[i], NULL), *text = NULL;

      get_with (spoil, path, f->visitor->cookie, 404, &text);
      if (i == 0)
        g_assert_cmpstr (text, ==, foreign);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cookies); i++)
    get_with (spoil, link, cookies[i], 303, NULL);
}

static void
test_cookies_of_the_past_open_nothing (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL, *cookie = NULL, *first = NULL;
  g_autoptr (Form) out = NULL;

  g_free (visitor_submit (f->visitor, "Subject", "Canary of the report.", &code));
  first = g_strdup (f->visitor->cookie);
  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
  cookie = g_strdup (f->visitor->cookie);
  g_assert_true (visitor_sees (f->visitor, "Canary of the report."));
  out = visitor_begin_form (f->visitor, "sign-out");
  visitor_post (f->visitor, "/inbox", out);

  for (guint i = 0; i < 2; i++)
    {
      g_free (f->visitor->cookie);
      f->visitor->cookie = g_strdup (i == 0 ? cookie : first);
      g_assert_cmpuint (visitor_get (f->visitor, "/inbox"), ==, 200);
      g_assert_false (visitor_sees (f->visitor, "Canary of the report."));
    }

  /* one that is too old */
  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "Canary of the report."));
  visitor_pass (f, WEB_INBOX_IDLE + 1);
  g_assert_cmpuint (visitor_get (f->visitor, "/inbox"), ==, 200);
  g_assert_false (visitor_sees (f->visitor, "Canary of the report."));
}

/* ------------------------------------------------------------------ texts that would be markup */

static const char *const texts[] = {
  "\"><script>alert(1)</script>",
  "' onmouseover='alert(1)' x='",
  "\" autofocus onfocus=\"alert(1)",
  "javascript:alert(1)",
  "</title></textarea></p></li><h1>x</h1>",
  "<!-- x",
  "]]><![CDATA[<b>x</b>",
  "<img src=x onerror=alert(1)>",
  "&lt;b&gt;x&#60;i&#62;&amp;&nbsp",
  "abc\342\200\256fdp.exe\342\200\254 \342\201\246x",
  "a\001\010\033[31mb\177\302\205c",
  "\360\237\230\200 \360\237\221\251\342\200\215\360\237\221\247 \360\235\224\230",
  "%s%n%d%1$s",
  "\\\"; alert(1); x",
};

static void
add_attribute (GString *tree, const char *name, const char *value)
{
  gboolean leads = g_str_equal (name, "href") || g_str_equal (name, "src")
                   || g_str_equal (name, "action") || g_str_equal (name, "formaction");

  g_assert_false (g_str_has_prefix (name, "on"));
  g_assert_cmpstr (name, !=, "style");
  if (leads)
    g_assert_true ((value[0] == '/' && value[1] != '/') || value[0] == '#'
                   || g_str_has_prefix (value, "https://"));
  g_string_append_printf (tree, " %s", name);
}

/* Behind the '<' of a tag; where its '>' is. Stricter than any browser: a page of ours has no other
 * tags. */
static const char *
add_tag (GString *tree, const char *at)
{
  gsize length = strspn (at, "/abcdefghijklmnopqrstuvwxyz123456");

  g_assert_cmpuint (length, >, 0);
  g_string_append_c (tree, '\n');
  g_string_append_len (tree, at, (gssize)length);
  for (at += length; *at != '>';)
    {
      g_autofree char *name = NULL, *value = NULL;

      at += strspn (at, " \n");
      length = strspn (at, "abcdefghijklmnopqrstuvwxyz-");
      g_assert_cmpuint (length, >, 0);
      name = g_strndup (at, length);
      at += length;
      if (*at == '=')
        {
          g_assert_true (at[1] == '"');
          length = strcspn (at + 2, "\"<>");
          value = g_strndup (at + 2, length);
          at += 2 + length;
          g_assert_true (*at == '"');
          at++;
        }
      add_attribute (tree, name, value != NULL ? value : "/");
    }

  return at;
}

/* All tags of a page with the names of their attributes. (transfer full) */
static char *
get_tree (const char *page)
{
  g_autoptr (GString) tree = g_string_new (NULL);
  const char *at = page;

  g_assert_true (g_str_has_prefix (at, "<!DOCTYPE html>"));
  g_assert_true (g_utf8_validate (page, -1, NULL));
  for (at += strlen ("<!DOCTYPE html>"); *at != '\0'; at++)
    {
      g_assert_true (*at != '>');
      if ((guchar)*at < 0x20 && *at != '\n' && *at != '\t')
        g_test_message ("a control character before %.80s", at + 1);
      g_assert_true (*at == '\n' || *at == '\t' || (guchar)*at >= 0x20);
      if (*at == '<')
        at = add_tag (tree, at + 1);
    }

  return g_string_free (g_steal_pointer (&tree), FALSE);
}

typedef struct
{
  Fixture *f;
  const char *text;
  char *name; /* the same as a file's name, as browsers write it */
  GBytes *file;
  GPtrArray *trees;
  GPtrArray *names;
} Walk;

static void
keep (Walk *walk, const char *name)
{
  Visitor *visitor = walk->f->visitor;
  const char *script = strstr (visitor->text, "<script"); /* none but ours */

  g_assert_true (script == NULL || g_str_has_prefix (script, "<script src=\"/script/"));
  g_assert_true (script == NULL || strstr (script + 1, "<script") == NULL);
  spoil_check_reply (visitor->reply, name);
  g_ptr_array_add (walk->trees, get_tree (visitor->text));
  g_ptr_array_add (walk->names, (gpointer)name);
}

/* Every field that a person can fill in, with @text. */
static void
fill_in (Walk *walk, Form *form, gboolean whole)
{
  static const char *const fields[]
      = { "subject", "observed", "where", "when", "who", "name", "contact", "report" };
  g_autofree char *area = visitor_read (walk->f->visitor, "area");

  if (area != NULL)
    form_add (form, "area", whole ? area : walk->text);
  for (guint i = 0; i < G_N_ELEMENTS (fields) - (whole ? 0 : 1); i++)
    form_add (form, fields[i], whole && g_str_equal (fields[i], "observed") ? "yes" : walk->text);
}

static void
post (Walk *walk, const char *path, Form *form, const char *name)
{
  visitor_post (walk->f->visitor, path, form);
  keep (walk, name);
  form_free (form);
}

static void
walk_doors (Walk *walk)
{
  Visitor *visitor = walk->f->visitor;
  Form *form;

  visitor_get (visitor, "/inbox");
  form = visitor_begin_form (visitor, "open");
  form_add (form, "answer", walk->text);
  form_add (form, "code", walk->text);
  form_add (form, "message", walk->text);
  post (walk, "/inbox", form, "inbox, wrong answer");

  form = visitor_begin_form (visitor, "open");
  visitor_add_answers (visitor, form);
  form_add (form, "code", walk->text);
  form_add (form, "message", walk->text);
  post (walk, "/inbox", form, "inbox, wrong code");

  visitor_get (visitor, "/submit");
  form = visitor_begin_form (visitor, "question");
  form_add (form, "answer", walk->text);
  fill_in (walk, form, FALSE);
  post (walk, "/submit", form, "form, wrong answer");

  form = form_new ();
  form_add (form, "csrf", walk->text);
  form_add (form, "step", walk->text);
  fill_in (walk, form, FALSE);
  post (walk, "/submit", form, "form, stale");
}

static void
walk_sign_in (Walk *walk)
{
  Visitor *visitor = walk->f->visitor;
  Form *form;

  world_allow_portal_accounts (walk->f->world);
  visitor_get (visitor, "/sign-in");
  form = visitor_begin_form (visitor, "sign-in");
  form_add (form, "user", walk->text);
  form_add (form, "answer", walk->text);
  form_add (form, "message", walk->text);
  form_add (form, "ticket", walk->text);
  fill_in (walk, form, FALSE);
  post (walk, "/sign-in", form, "sign in, wrong answer");

  guest_sign_in (visitor, walk->text, walk->text);
  keep (walk, "sign in, wrong password");
  guest_accept (visitor, walk->text, GUEST_PASSWORD, GUEST_PASSWORD);
  keep (walk, "invitation, wrong code");
}

/* Under a name that may be one. */
static void
walk_account (Walk *walk, const char *name)
{
  g_autoptr (Visitor) guest = guest_new (walk->f, name);
  Visitor *anonymous = walk->f->visitor;
  Form *form;

  walk->f->visitor = guest;
  visitor_get (guest, "/submit");
  form = visitor_begin_form (guest, "write");
  fill_in (walk, form, TRUE);
  post (walk, "/submit", form, "form with a name");
  form = visitor_begin_form (guest, "send");
  post (walk, "/submit", form, "done with a name");
  visitor_get (guest, "/my-reports");
  keep (walk, "my reports");
  form = visitor_begin_form (guest, "change");
  form_add (form, "password", walk->text);
  form_add (form, "new", GUEST_PASSWORD);
  form_add (form, "again", GUEST_PASSWORD);
  post (walk, "/my-password", form, "password, wrong");
  visitor_get (guest, "/my-mail");
  form = visitor_begin_form (guest, "mail");
  form_add (form, "mail", walk->text);
  post (walk, "/my-mail", form, "mail, wrong");
  walk->f->visitor = anonymous;
}

static char *
walk_form (Walk *walk)
{
  Visitor *visitor = walk->f->visitor;
  g_autofree char *code = NULL;
  Form *form;

  visitor_open_form (visitor);
  form = visitor_begin_form (visitor, "write");
  fill_in (walk, form, FALSE);
  post (walk, "/submit", form, "form, faulty");

  form = visitor_begin_form (visitor, "write");
  form_add (form, "stay", "1");
  fill_in (walk, form, TRUE);
  form_add_file (form, walk->name, walk->text, "abc", 3);
  post (walk, "/submit", form, "form, with a file");

  form = visitor_begin_form (visitor, "write");
  fill_in (walk, form, TRUE);
  post (walk, "/submit", form, "check");
  code = visitor_read_after (visitor, "<p class=\"line\">");

  g_free (visitor_send (visitor, TRUE));
  keep (walk, "done");
  return g_steal_pointer (&code);
}

/* Letter by letter as it was written, but for what is no letter. */
static void
expect_shown (Walk *walk)
{
  g_autofree char *escaped = g_markup_escape_text (walk->text, -1);
  g_autoptr (GString) shown = g_string_new (escaped);

  g_string_replace (shown, "&apos;", "&#39;", 0);
  if (strpbrk (walk->text, "\001\010\033") == NULL)
    g_assert_true (visitor_sees (walk->f->visitor, shown->str));
}

static void
walk_inbox (Walk *walk, const char *code)
{
  Visitor *visitor = walk->f->visitor;
  World *world = walk->f->world;
  g_autoptr (GPtrArray) numbers = NULL;
  g_autoptr (Ticket) ticket = NULL;
  Form *form;

  g_assert_cmpuint (visitor_open_inbox (visitor, code), ==, 200);
  keep (walk, "inbox");
  form = visitor_begin_form (visitor, "message");
  form_add (form, "stay", "1");
  form_add (form, "message", walk->text);
  form_add_file (form, walk->name, "text/plain", "abc", 3);
  post (walk, "/inbox", form, "inbox, typed");
  form = visitor_begin_form (visitor, "message");
  form_add (form, "message", walk->text);
  post (walk, "/inbox", form, "inbox, sent");

  numbers = team_list (world, world_first (world));
  ticket = team_open (world, world_first (world), numbers->pdata[0]);
  team_answer (world, world_first (world), ticket, walk->text, "answer.txt", walk->file);
  visitor_get (visitor, "/inbox");
  keep (walk, "inbox, answered");
  expect_shown (walk);
}

/* Goes everywhere with @text in every field. (transfer full) */
static GPtrArray *
walk_with (const char *text, GPtrArray *names)
{
  g_autoptr (GString) name = g_string_new (text);
  Fixture f = { 0 };
  Walk walk
      = { .f = &f, .text = text, .names = names, .trees = g_ptr_array_new_with_free_func (g_free) };
  g_autofree char *code = NULL;
  const char *operator= "harmless words";
  HarkId area;

  g_string_replace (name, "\"", "%22", 0);
  walk.name = name->str;
  walk.file = g_bytes_new_static ("abc", 3);
  visitor_set_up (&f, NULL);
  if (hark_text_is_name (text, strlen (text), HARK_API_MAX_NAME))
    operator= text;
  team_set_config (f.world, SRV_CONFIG_NAME, operator);
  team_add_area (f.world, world_first (f.world), operator, text, TRUE, &area);
  visitor_get (f.visitor, "/");
  keep (&walk, "first page");
  walk_doors (&walk);
  code = walk_form (&walk);
  walk_inbox (&walk, code);
  walk_sign_in (&walk);
  walk_account (&walk, operator);
  visitor_tear_down (&f, NULL);
  g_bytes_unref (walk.file);
  return walk.trees;
}

static void
test_texts_never_become_markup (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) plain = walk_with ("harmless words", names);

  g_assert_cmpuint (plain->len, >, 10);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GPtrArray) trees = walk_with (texts[i], names);

      g_assert_cmpuint (trees->len, ==, plain->len);
      for (guint k = 0; k < trees->len; k++)
        {
          if (!g_str_equal (trees->pdata[k], plain->pdata[k]))
            g_test_message ("“%s” changes “%s”", texts[i], (char *)names->pdata[k]);
          g_assert_cmpstr (trees->pdata[k], ==, plain->pdata[k]);
        }
    }
}

/* ------------------------------------------------------------------ names that would be headers */

static void
test_file_names_stay_in_their_header (Fixture *f, gconstpointer unused)
{
  static const char *const odd[] = { "a%0d%0aX-Evil: 1.txt",
                                     "a\"; filename=\"evil.exe",
                                     "a;b='c'",
                                     "\303\244\360\237\230\200",
                                     "<script>",
                                     "%00a",
                                     "a, b",
                                     "UTF-8''evil.exe" };
  /* no client of ours makes these, and they are not offered */
  static const char *const wrong[]
      = { "a\r\nX-Evil: 1", "a\nX-Evil: 1", "\342\200\256gpj.exe", "a/b", "a\\b", "..", " a" };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->harness);
      g_autofree char *link = get_file (f, visitor, odd[i]), *header = NULL;

      g_assert_nonnull (link);
      g_assert_cmpuint (visitor_get (visitor, link), ==, 200);
      g_assert_cmpstr (visitor->text, ==, "abc");
      spoil_check_reply (visitor->reply, link);
      header = reply_get_header (visitor->reply, "Content-Disposition");
      g_test_message ("%s: %s", odd[i], header);
      g_assert_true (g_regex_match_simple (
          "^attachment; filename=\"[A-Za-z0-9 ._()-]+\"; filename\\*=UTF-8''[A-Za-z0-9._~%-]+$",
          header, 0, 0));
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (Visitor) visitor = visitor_new (f->harness);
      g_autofree char *link = get_file (f, visitor, wrong[i]);

      g_test_message ("“%s”", wrong[i]);
      g_assert_null (link);
      spoil_check_reply (visitor->reply, "/inbox");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bad-portal/routes", test_every_page_stands_here);
  VISITOR_TEST ("/bad-portal/paths", test_methods_and_paths_are_checked);
  VISITOR_TEST ("/bad-portal/queries", test_queries_are_checked);
  VISITOR_TEST ("/bad-portal/bodies", test_torn_bodies_are_refused);
  VISITOR_TEST ("/bad-portal/tokens", test_tokens_of_others_send_nothing);
  VISITOR_TEST ("/bad-portal/sites", test_forms_of_other_sites_do_nothing);
  VISITOR_TEST ("/bad-portal/files", test_files_of_others_look_like_none);
  VISITOR_TEST ("/bad-portal/cookies", test_cookies_of_the_past_open_nothing);
  g_test_add_func ("/bad-portal/markup", test_texts_never_become_markup);
  VISITOR_TEST ("/bad-portal/names", test_file_names_stay_in_their_header);
  return g_test_run ();
}
