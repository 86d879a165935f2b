/* test-bad-portal.c: every page of the portal, asked wrongly in every way */
#include "spoil.h"
#include "visitor.h"

#include "srv-portal.h"
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
  VISITOR_TEST ("/bad-portal/names", test_file_names_stay_in_their_header);
  return g_test_run ();
}
