/* test-portal-busy.c: accounts on the portal when its memory is full, or a session busy */
#include "guest.h"

#include "hark-api.h"
#include "store-portal-ticket.h"
#include "web-pool.h"
#include "web-portal.h"
#include "web-session.h"

#define PASSWORD GUEST_PASSWORD
#define OTHER "another long password"

/* ------------------------------------------------------------------ memory */

/* All of the portal's memory but what is given back block by block. */
typedef struct
{
  WebPool *pool;
  gpointer block[128]; /* in a row */
  guint n_blocks;
  GPtrArray *rest;
} Full;

static Full *
full_begin (Fixture *f)
{
  Full *self = g_new0 (Full, 1);
  gpointer memory;

  self->pool = harness_get_context (f->harness)->portal->pool;
  self->rest = g_ptr_array_new ();
  while (self->n_blocks < G_N_ELEMENTS (self->block))
    self->block[self->n_blocks++] = web_pool_take (self->pool, WEB_POOL_BLOCK);
  for (gsize size = WEB_POOL_SIZE; size >= WEB_POOL_BLOCK; size /= 2)
    while ((memory = web_pool_take (self->pool, size)) != NULL)
      g_ptr_array_add (self->rest, memory);
  return self;
}

static void
full_give (Full *self)
{
  g_assert_cmpuint (self->n_blocks, >, 0);
  web_pool_give (self->pool, self->block[--self->n_blocks]);
}

static void
full_end (Full *self)
{
  while (self->n_blocks > 0)
    full_give (self);
  for (guint i = 0; i < self->rest->len; i++)
    web_pool_give (self->pool, self->rest->pdata[i]);
  g_ptr_array_unref (self->rest);
  g_free (self);
}

/* Without a field that is empty, which would make room again. */
static Form *
begin_in_name_of (Visitor *visitor, const char *name)
{
  Form *form = form_new ();
  g_autofree char *csrf = visitor_read (visitor, "csrf"), *area = visitor_read (visitor, "area");

  form_add (form, "csrf", csrf);
  form_add (form, "step", "write");
  form_add (form, "named", "1");
  form_add (form, "area", area);
  form_add (form, "subject", "Invoices");
  form_add (form, "report", "Paid twice.");
  if (name != NULL)
    form_add (form, "name", name);
  return form;
}

/* Each time there is room for what came, and for nothing more. */
static void
test_a_report_carries_the_accounts_name_when_memory_is_full (Fixture *f, gconstpointer unused)
{
  static const char *const names[] = { NULL, "somebody else" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *user = g_strdup_printf ("gast%u", i);
      g_autoptr (Visitor) guest = guest_new (f, user);
      Full *full = full_begin (f);
      g_autoptr (Form) form = NULL, sent = NULL;
      g_autofree char *number = NULL, *name = NULL;
      g_autoptr (Ticket) ticket = NULL;

      while (visitor_get (guest, "/submit") == 503)
        full_give (full);
      form = begin_in_name_of (guest, names[i]);
      while (visitor_post (guest, "/submit", form) == 503)
        full_give (full);
      full_end (full);

      g_assert_false (visitor_sees (guest, "somebody else"));
      sent = visitor_begin_form (guest, "send");
      visitor_post (guest, "/submit", sent);
      number = visitor_read_after (guest, "<strong>");
      ticket = team_open (f->world, world_first (f->world), number);
      name = team_read_text (f->world, world_first (f->world), ticket, HARK_OBJECT_REPORT, "name");
      g_assert_cmpstr (name, ==, user);
    }
}

static void
test_text_is_taken_up_whole_or_not_at_all (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  Full *full = full_begin (f);
  g_autoptr (Form) stale = form_new ();
  g_autofree char *subject = NULL, *report = NULL, *where = NULL;
  guint n_busy = 0;

  form_add (stale, "step", "write");
  form_add (stale, "named", "1");
  form_add (stale, "subject", "Invoices");
  form_add (stale, "report", "Paid twice.");
  form_add (stale, "where", "Here.");
  while (visitor_post (guest, "/submit", stale) == 503)
    {
      g_assert_true (visitor_sees (guest, "Too busy"));
      full_give (full);
      n_busy++;
    }
  subject = visitor_read (guest, "subject");
  report = visitor_read (guest, "report");
  where = visitor_read (guest, "where");
  g_assert_cmpuint (n_busy, >, 0);
  g_assert_cmpstr (subject, ==, "Invoices");
  g_assert_cmpstr (report, ==, "Paid twice.");
  g_assert_cmpstr (where, ==, "Here.");
  full_end (full);
}

/* ------------------------------------------------------------------ one after the other */

/* A request that waits for its answer in a thread of its own. */
typedef struct
{
  Visitor *visitor;
  Form *form; /* NULL: it only looks at the list of reports */
  guint status;
  GThread *thread;
} Meanwhile;

static gpointer
ask_meanwhile (gpointer data)
{
  Meanwhile *self = data;

  self->status = self->form != NULL ? visitor_post (self->visitor, "/my-password", self->form)
                                    : visitor_get (self->visitor, "/my-reports");
  return NULL;
}

static void
begin_meanwhile (Meanwhile *self)
{
  self->thread = g_thread_new ("meanwhile", ask_meanwhile, self);
}

static void
end_meanwhile (Meanwhile *self)
{
  g_thread_join (g_steal_pointer (&self->thread));
}

static guint
count_at_gate (WebKeyGate *gate)
{
  guint n;

  g_mutex_lock (&gate->lock);
  n = gate->waiting;
  g_mutex_unlock (&gate->lock);
  return n;
}

/* Somebody changes their password, and has their session until open_gate(). */
static void
begin_change_at_closed_gate (Fixture *f, Visitor *visitor, Meanwhile *change)
{
  WebKeyGate *gate = &harness_get_context (f->harness)->portal->gate;

  visitor_get (visitor, "/my-password");
  *change = (Meanwhile){ visitor, visitor_begin_form (visitor, "change") };
  form_add (change->form, "password", PASSWORD);
  form_add (change->form, "new", OTHER);
  form_add (change->form, "again", OTHER);
  g_mutex_lock (&gate->lock);
  gate->running += WEB_KEY_RUNNING;
  g_mutex_unlock (&gate->lock);
  begin_meanwhile (change);
  while (count_at_gate (gate) == 0)
    g_usleep (1000);
}

static void
open_gate (Fixture *f)
{
  WebKeyGate *gate = &harness_get_context (f->harness)->portal->gate;

  g_mutex_lock (&gate->lock);
  gate->running -= WEB_KEY_RUNNING;
  g_cond_broadcast (&gate->wake);
  g_mutex_unlock (&gate->lock);
}

static void
test_a_new_cookie_puts_out_what_waits_with_the_old_one (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast"), knows = visitor_new (f->harness);
  WebSessions *sessions = harness_get_context (f->harness)->portal->sessions;
  Meanwhile change, look = { knows };

  knows->cookie = g_strdup (guest->cookie);
  begin_change_at_closed_gate (f, guest, &change);
  begin_meanwhile (&look);
  while (web_sessions_count_waiting (sessions) == 0)
    g_usleep (1000);
  open_gate (f);
  end_meanwhile (&change);
  end_meanwhile (&look);

  g_assert_true (visitor_sees (knows, "<h1>Sign in</h1>"));
  g_assert_true (visitor_sees (guest, "Your password has been changed."));
  g_assert_cmpuint (web_sessions_count_waiting (sessions), ==, 0);
  form_free (change.form);
}

/* As many as may wait for the session that has @cookie, which is busy. */
static void
begin_queue (Fixture *f, const char *cookie, Meanwhile looks[WEB_SESSION_WAITING])
{
  WebSessions *sessions = harness_get_context (f->harness)->portal->sessions;

  for (guint i = 0; i < WEB_SESSION_WAITING; i++)
    {
      looks[i] = (Meanwhile){ visitor_new (f->harness) };
      looks[i].visitor->cookie = g_strdup (cookie);
      begin_meanwhile (&looks[i]);
    }
  while (web_sessions_count_waiting (sessions) < WEB_SESSION_WAITING)
    g_usleep (1000);
}

/* Each request that waits takes a thread of all who come. */
static void
test_one_session_never_holds_all_threads (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast"), more = visitor_new (f->harness);
  WebSessions *sessions = harness_get_context (f->harness)->portal->sessions;
  Meanwhile change, looks[WEB_SESSION_WAITING];
  g_autoptr (Form) form = NULL;

  more->cookie = g_strdup (guest->cookie);
  visitor_get (more, "/my-reports");
  form = visitor_begin_form (more, "sign-out");
  begin_change_at_closed_gate (f, guest, &change);
  begin_queue (f, more->cookie, looks);

  g_assert_cmpuint (visitor_get (more, "/my-reports"), ==, 503);
  g_assert_true (visitor_sees (more, "Too busy"));
  g_assert_cmpuint (visitor_get (more, "/submit"), ==, 503);
  g_assert_cmpuint (visitor_get (more, "/inbox"), ==, 503);
  g_assert_cmpuint (visitor_post (more, "/my-reports", form), ==, 503);
  visitor_open_form (f->visitor); /* others go on */

  open_gate (f);
  end_meanwhile (&change);
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      end_meanwhile (&looks[i]);
      visitor_free (looks[i].visitor);
    }
  g_assert_true (visitor_sees (guest, "Your password has been changed."));
  g_assert_cmpuint (web_sessions_count_waiting (sessions), ==, 0);
  form_free (change.form);
}

static void
test_leaving_does_not_wait_for_a_busy_session (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *headers = g_strdup_printf ("Cookie: %s\r\n", guest->cookie);
  Meanwhile change, looks[WEB_SESSION_WAITING];
  g_autoptr (Reply) reply = NULL;

  begin_change_at_closed_gate (f, guest, &change);
  begin_queue (f, guest->cookie, looks);
  reply = harness_send (f->harness, "GET", "/leave", NULL, headers, NULL, 0);
  g_assert_cmpuint (reply->status, ==, 303);

  open_gate (f);
  end_meanwhile (&change);
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      end_meanwhile (&looks[i]);
      g_assert_true (visitor_sees (looks[i].visitor, "<h1>Sign in</h1>"));
      visitor_free (looks[i].visitor);
    }
  g_assert_true (visitor_sees (guest, "<h1>Sign in</h1>"));
  form_free (change.form);
}

/* A SrvWork: as if the second message had come while the page with the first was on its way. */
static gboolean
mark_first (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const HarkId *ids = data;
  g_autoptr (GPtrArray) objects = store_ticket_list_shared (store, &ids[0], error);
  const SrvObject *first = objects != NULL ? objects->pdata[1] : NULL;

  return first != NULL
         && store_portal_ticket_mark (store, seq, &ids[0], &ids[1], first->seq, error);
}

static void
test_a_message_that_was_not_shown_stays_new (Fixture *f, gconstpointer unused)
{
  Actor *anna = world_first (f->world);
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *number = guest_report (guest, "Invoices", "Paid twice.", NULL);
  g_autofree char *path = g_strconcat ("/my-reports/", number, NULL);
  g_autoptr (Ticket) ticket = team_open (f->world, anna, number);
  g_autoptr (JsonObject) all
      = harness_ask (f->harness, "GET", HARK_API_PORTAL_ACCOUNTS, anna->token, NULL, 200);
  JsonArray *accounts = json_object_get_array_member (all, "accounts");
  HarkId ids[2] = { ticket->id };

  g_assert_true (hark_id_from_string (
      json_object_get_string_member (json_array_get_object_element (accounts, 0), "user"),
      &ids[1]));
  team_answer (f->world, anna, ticket, "We look into it.", NULL, NULL);
  team_answer (f->world, anna, ticket, "We have looked into it.", NULL, NULL);
  harness_write (f->harness, mark_first, ids);
  visitor_get (guest, "/my-reports");
  g_assert_true (visitor_sees (guest, "1 new message from the team"));
  visitor_get (guest, path);
  visitor_get (guest, "/my-reports");
  g_assert_false (visitor_sees (guest, "new message"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  VISITOR_TEST ("/portal-busy/a-report-carries-the-accounts-name-when-memory-is-full",
                test_a_report_carries_the_accounts_name_when_memory_is_full);
  VISITOR_TEST ("/portal-busy/text-is-taken-up-whole-or-not-at-all",
                test_text_is_taken_up_whole_or_not_at_all);
  VISITOR_TEST ("/portal-busy/a-new-cookie-puts-out-what-waits-with-the-old-one",
                test_a_new_cookie_puts_out_what_waits_with_the_old_one);
  VISITOR_TEST ("/portal-busy/one-session-never-holds-all-threads",
                test_one_session_never_holds_all_threads);
  VISITOR_TEST ("/portal-busy/leaving-does-not-wait-for-a-busy-session",
                test_leaving_does_not_wait_for_a_busy_session);
  VISITOR_TEST ("/portal-busy/a-message-that-was-not-shown-stays-new",
                test_a_message_that_was_not_shown_stays_new);
  return g_test_run ();
}
