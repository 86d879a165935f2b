/* fuzz-portal.c: whatever comes to a page of the portal gets one page, in which nothing that a
 * visitor sent is markup */
#include "desk.h"
#include "fuzz.h"
#include "guest.h"

#include <stdlib.h>
#include <string.h>

#define REQUESTS 200                 /* until the organisation is made anew */
#define OWN "<script src=\"/script/" /* how the one of the page begins */

static Desk *desk;
static guint n_requests;

static void
close_desk (void)
{
  g_clear_pointer (&desk, desk_free);
}

static void
add_post (const char *name, const char *path, Visitor *visitor, Form *form)
{
  const char *type;
  GBytes *body = form_end (form, &type);
  g_autofree char *line = g_strndup (type, strcspn (type, "\r"));
  g_autofree char *headers = g_strdup_printf ("%s\nCookie: %s\nAccept-Language: de\n", line,
                                              visitor->cookie != NULL ? visitor->cookie : "hark=");
  gsize length;
  gconstpointer data = g_bytes_get_data (body, &length);

  desk_add (name, "POST", path, NULL, headers, data, length);
}

/* Three visitors: one before an empty form, one before the last page, one in their inbox. What they
 * have open is the same each time. With @seeds their next steps are kept. */
static void
open_pages (gboolean seeds)
{
  Harness *harness = desk_get_world (desk)->harness;
  g_autoptr (Visitor) first = visitor_new (harness), second = visitor_new (harness);
  g_autoptr (Visitor) third = visitor_new (harness);
  g_autofree char *code = NULL, *other = NULL, *number = NULL;
  g_autoptr (Form) form = NULL, open = NULL;

  visitor_open_form (first);
  form = visitor_begin_form (first, "write");
  form_add (form, "subject", "a <x9> b");
  form_add (form, "report", "<x9 onclick=\"\">\n&amp;");
  form_add_file (form, "\xc3\xa4<x9>.txt", "text/plain", "hello", 5);
  if (seeds)
    add_post ("write", "/submit", first, form);

  visitor_open_form (second);
  other = visitor_write (second, "subject", "report", NULL, NULL);
  g_clear_pointer (&form, form_free);
  form = visitor_begin_form (second, "send");
  form_add (form, "inbox", "yes");
  form_add (form, "kept", "yes");
  if (seeds)
    add_post ("send", "/submit", second, form);

  number = visitor_submit (third, "subject", "report", &code);
  visitor_get (third, "/inbox");
  open = visitor_begin_form (third, "open");
  visitor_add_answers (third, open);
  form_add (open, "code", code);
  if (seeds)
    add_post ("open", "/inbox", third, open);
  visitor_open_inbox (third, code);
  g_clear_pointer (&form, form_free);
  form = visitor_begin_form (third, "message");
  form_add (form, "message", "<x9>");
  if (seeds)
    add_post ("message", "/inbox", third, form);
}

/* A fourth one with an account, before a report and before another password. */
static void
open_account (gboolean seeds)
{
  Fixture f = { .world = desk_get_world (desk), .harness = desk_get_world (desk)->harness };
  g_autoptr (Visitor) guest = guest_new (&f, "gast");
  g_autofree char *number = guest_report (guest, "a <x9> b", "report", NULL);
  g_autofree char *path = g_strconcat ("/my-reports/", number, NULL);
  g_autoptr (Form) message = NULL, change = NULL, sign_in = form_new ();

  visitor_get (guest, path);
  message = visitor_begin_form (guest, "message");
  form_add (message, "message", "<x9>");
  visitor_get (guest, "/my-password");
  change = visitor_begin_form (guest, "change");
  form_add (change, "password", "<x9>");
  form_add (change, "new", "twelve <x9> characters");
  form_add (change, "again", "twelve <x9> characters");
  form_add (sign_in, "step", "sign-in");
  form_add (sign_in, "user", "<x9>");
  form_add (sign_in, "message", "<x9>");
  if (!seeds)
    return;

  add_post ("my-message", path, guest, message);
  add_post ("my-password", "/my-password", guest, change);
  add_post ("sign-in", "/sign-in", guest, sign_in);
}

static void
open_desk (gboolean seeds)
{
  static gboolean known;

  if (!known)
    atexit (close_desk);
  known = TRUE;
  if (desk != NULL && ++n_requests % REQUESTS == 0)
    close_desk ();
  if (desk != NULL)
    return;

  desk = desk_new ();
  open_pages (seeds);
  open_account (seeds);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_auto (DeskReply) reply = { 0 };
  const char *page, *script;
  gsize length;

  open_desk (FALSE);
  if (!desk_ask (desk, data, size, &reply) || reply.type == NULL
      || !g_str_has_prefix (reply.type, "text/html"))
    return 0;

  page = g_bytes_get_data (reply.body, &length);
  g_assert_true (g_utf8_validate (page, (gssize)length, NULL));
  g_assert_null (memmem (page, length, "<x9", 3));
  /* the page's own, once at most, and nothing else */
  script = memmem (page, length, "<script", 7);
  if (script != NULL)
    {
      gsize rest = length - (gsize)(script - page);

      g_assert_true (rest > strlen (OWN) && memcmp (script, OWN, strlen (OWN)) == 0);
      g_assert_null (memmem (script + 1, rest - 1, "<script", 7));
    }
  return 0;
}

void
fuzz_seed (void)
{
  static const char *const paths[]
      = { "/",           "/submit?step=write", "/inbox?lang=de",       "/leave",
          "/portal.css", "/<x9>?<x9>",         "/sign-in?step=accept", "/my-reports?from=<x9>" };

  open_desk (TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *name = g_strdup_printf ("get-%u", i);

      desk_add (name, "GET", paths[i], NULL,
                "Accept-Language: de-DE,<x9>;q=0.1\nCookie: hark=<x9>\nSec-Fetch-Site: none\n", "",
                0);
    }
  desk_add ("urlencoded", "POST", "/submit", NULL,
            "Content-Type: application/x-www-form-urlencoded\n",
            "step=question&answer=<x9>&token=a", 33);
  desk_add ("file", "GET", "/inbox/file/00000000000000000000000000000001", NULL, NULL, "", 0);
  close_desk ();
}
