/* test-portal-markup.c: texts that would like to be markup, in every field and on every page of the
 * portal */
#include "guest.h"
#include "spoil.h"

#include "hark-api.h"
#include "hark-text.h"

#include <string.h>

static const char *const texts[] = {
  "\"><script>alert(1)</script>",
  "' onmouseover='alert(1)' x='",
  "\" autofocus onfocus=\"alert(1)",
  "javascript:alert(1)",
  "</title></textarea></p></li><h1>x</h1>",
  "<!-- xyz", /* a single letter would be the answer of some questions */
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/portal-markup/texts", test_texts_never_become_markup);
  return g_test_run ();
}
