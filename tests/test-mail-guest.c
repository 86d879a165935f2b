/* test-mail-guest.c: mails about tickets of accounts on the portal alone */
#include "guest.h"

#include "mail-text.h"
#include "srv-config.h"
#include "store-mail.h"
#include "store-portal-account.h"

#include <string.h>

typedef struct
{
  Fixture *f;
  GPtrArray *mails; /* "named", "answer to the guest" … as they are queued */
  char *text;       /* of the newest to the guest */
} Taking;

static gboolean
is_guest (SrvStore *store, const HarkId *user)
{
  g_autoptr (SrvPortalAccount) account = store_portal_account_get (store, user, NULL);

  return account != NULL;
}

static void
render (Taking *taking, SrvStore *store, const SrvMail *mail)
{
  SrvContext *context = harness_get_context (taking->f->harness);
  g_auto (SrvNotification) to = { 0 };
  MailOccasion occasion = { context, store, mail, &to, "en" };
  g_auto (MailMessage) message = { 0 };

  g_assert_true (store_notification_get (store, &mail->user, &to, NULL));
  if (mail_render (&occasion, &message) != MAIL_RENDER_SEND)
    return;

  g_ptr_array_add (
      taking->mails,
      g_strdup_printf ("%s%s", mail->kind, is_guest (store, &mail->user) ? " to guest" : ""));
  if (is_guest (store, &mail->user))
    {
      g_free (taking->text);
      taking->text = g_strdup (message.text);
    }
}

/* A SrvWork. */
static gboolean
take (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Taking *taking = data;
  gint64 now = harness_get_now (taking->f->harness);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GPtrArray) rows = store_mail_take_due (store, now, 1000, random, error);

  g_assert_nonnull (rows);
  for (guint i = 0; i < rows->len; i++)
    {
      const SrvMail *mail = rows->pdata[i];
      const SrvMailFate fate = { SRV_MAIL_SENT, FALSE, "", "" };

      render (taking, store, mail);
      g_assert_true (store_mail_settle (store, &mail->id, &fate, now, error));
    }
  return TRUE;
}

/* Exactly these go now. @text gets what the one to the guest says; may be NULL. */
static void
expect (Fixture *f, const char *mails, char **text)
{
  Taking taking = { f, g_ptr_array_new_with_free_func (g_free), NULL };
  g_autofree char *joined = NULL;

  harness_write (f->harness, take, &taking);
  g_ptr_array_add (taking.mails, NULL);
  joined = g_strjoinv (", ", (char **)taking.mails->pdata);
  g_assert_cmpstr (joined, ==, mails);
  g_ptr_array_unref (taking.mails);
  if (text != NULL)
    *text = taking.text;
  else
    g_free (taking.text);
}

static void
test_a_guest_is_a_reporter_with_an_account (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *number = guest_report (guest, "canary-ibis", "What I saw.", NULL);
  g_autofree char *path = g_strconcat ("/my-reports/", number, NULL);
  Actor *anna = world_first (f->world);
  g_autoptr (Ticket) ticket = NULL;
  g_autofree char *text = NULL;
  g_autofree char *address
      = srv_config_dup (harness_get_context (f->harness)->config, SRV_CONFIG_URL);
  g_autofree char *sign_in = g_strconcat (address, "/sign-in", NULL);

  /* not an anonymous one */
  expect (f, "named", NULL);
  ticket = team_open (f->world, anna, number);
  team_answer (f->world, anna, ticket, "canary-stork", NULL, NULL);
  expect (f, "answer to guest", &text);
  g_assert_nonnull (strstr (text, number));
  g_assert_nonnull (strstr (text, sign_in));
  g_assert_null (strstr (text, "canary"));
  g_assert_null (strstr (text, "gast"));

  /* once, until they have looked */
  team_answer (f->world, anna, ticket, "canary-stork", NULL, NULL);
  expect (f, "", NULL);
  g_assert_cmpuint (visitor_get (guest, path), ==, 200);
  team_answer (f->world, anna, ticket, "canary-stork", NULL, NULL);
  expect (f, "answer to guest", NULL);

  /* nor for what they write themselves */
  g_assert_cmpuint (visitor_get (guest, path), ==, 200);
  g_assert_cmpuint (guest_write (guest, number, "more"), ==, 200);
  expect (f, "reply", NULL);
}

static void
choose (Visitor *guest, const char *address, const char *language, const char *digest, guint status)
{
  g_autoptr (Form) form = NULL;

  g_assert_cmpuint (visitor_get (guest, "/my-mail"), ==, 200);
  form = visitor_begin_form (guest, "mail");
  form_add (form, "mail", address);
  form_add (form, "language", language);
  form_add (form, "digest", digest);
  g_assert_cmpuint (visitor_post (guest, "/my-mail", form), ==, status);
}

static void
test_a_guest_says_where_and_when (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast"), stranger = visitor_new (f->harness);
  g_autofree char *number = guest_report (guest, "canary-ibis", "What I saw.", NULL);
  g_autofree char *kept = NULL;
  Actor *anna = world_first (f->world);
  g_autoptr (Ticket) ticket = team_open (f->world, anna, number);

  expect (f, "named", NULL);
  choose (guest, "no address", "de", "1", 403);
  g_assert_true (visitor_sees (guest, "This is no e-mail address."));
  choose (guest, "gast@example.com", "deutsch", "1", 400);
  choose (guest, " gast@example.com ", "de", "1", 200);
  g_assert_true (visitor_sees (guest, "It is kept."));
  g_assert_cmpuint (visitor_get (guest, "/my-mail"), ==, 200);
  kept = visitor_read (guest, "mail");
  g_assert_cmpstr (kept, ==, "gast@example.com");
  g_assert_true (visitor_sees (guest, "value=\"1\" checked"));
  g_assert_true (visitor_sees (guest, "can read this address"));

  team_answer (f->world, anna, ticket, "canary-stork", NULL, NULL);
  expect (f, "", NULL);
  visitor_pass (f, 24 * 3600);
  expect (f, "digest to guest", NULL);

  /* whoever is not signed in stands before the door */
  g_assert_cmpuint (visitor_get (stranger, "/my-mail"), ==, 200);
  g_assert_true (visitor_sees (stranger, "name=\"password\""));
}

/* A SrvWork. */
static gboolean
end (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) accounts = store_portal_account_list (store, error);

  return store_portal_account_end (store, &((SrvPortalAccount *)accounts->pdata[0])->user,
                                   *(gint64 *)data, error);
}

static void
test_an_ended_account_is_mailed_no_more (Fixture *f, gconstpointer unused)
{
  g_autoptr (Visitor) guest = guest_new (f, "gast");
  g_autofree char *number = guest_report (guest, "canary-ibis", "What I saw.", NULL);
  Actor *anna = world_first (f->world);
  g_autoptr (Ticket) ticket = team_open (f->world, anna, number);
  gint64 now = harness_get_now (f->harness);

  expect (f, "named", NULL);
  harness_write (f->harness, end, &now);
  team_answer (f->world, anna, ticket, "canary-stork", NULL, NULL);
  expect (f, "", NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  VISITOR_TEST ("/mail-guest/reporter", test_a_guest_is_a_reporter_with_an_account);
  VISITOR_TEST ("/mail-guest/choice", test_a_guest_says_where_and_when);
  VISITOR_TEST ("/mail-guest/ended", test_an_ended_account_is_mailed_no_more);
  return g_test_run ();
}
