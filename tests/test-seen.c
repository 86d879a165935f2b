/* test-seen.c: nobody closes a ticket over what they have not seen, also where the server was put
 * back from a backup and what was written since is given back behind what it was told meanwhile */
#include "lineage.h"

#include "hark-json.h"
#include "visitor.h"

/* What was given back after it is newer than what the reporter wrote, but is not all there is.
 * @has_restarted: the backup does not know the versions that the close names, which is built anew
 * then; else it goes as it was. */
static void
close_after_restore (Lineage *f, gboolean has_restarted)
{
  LineageMember *bert = lineage_add_member (f, "bert");
  HarkId ticket = device_submit (&f->device, "before the backup", NULL);
  const AppAction more = {
    .type = APP_ACTION_ANSWER, .ticket = ticket, .text = "there is more", .as_reporter = TRUE
  };
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->device.client);
  device_sync (bert->client);
  lineage_back_up (f);
  if (has_restarted)
    lineage_restart (f);
  lineage_follow_server (f, bert);
  device_sync (bert->client);
  device_write (bert->client, APP_ACTION_ANSWER, &ticket, "bert's answer");
  device_sync (bert->client);
  device_close_ticket (bert->client, &ticket, NULL);
  device_sync (bert->client);

  lineage_lose_and_restore (f);
  lineage_follow_server (f, bert);
  device_sync (f->device.client);
  device_act (f->device.client, &more);
  device_sync (f->device.client);
  device_sync (bert->client);
  g_assert_cmpuint (lineage_count_refused (bert->client), ==, 1);
  loaded = device_load (bert->client, &ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_OPEN);
  g_assert_cmpuint (loaded->entries->len, ==, 3);
  g_assert_cmpstr (device_entry (loaded, 1)->text, ==, "there is more");
  lineage_member_free (bert);
}

static void
test_a_close_does_not_overlook_what_the_reporter_wrote_meanwhile (Lineage *f, gconstpointer unused)
{
  close_after_restore (f, TRUE);
}

static void
test_a_close_that_goes_as_it_was_does_not_either (Lineage *f, gconstpointer unused)
{
  close_after_restore (f, FALSE);
}

/* What nobody gives back was seen, and is missed by nobody's close. */
static void
test_a_close_goes_again_without_what_the_restore_lost (Lineage *f, gconstpointer unused)
{
  HarkId ticket;
  g_autofree char *code = NULL;
  g_autoptr (Visitor) visitor = visitor_new (f->device.server);
  g_autofree char *number = visitor_submit (visitor, "Invoices", "Paid twice.", &code);
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->device.client);
  g_assert_true (app_client_find_number (f->device.client, number, &ticket));
  lineage_back_up (f);
  g_assert_cmpuint (visitor_open_inbox (visitor, code), ==, 200);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Form) form = visitor_begin_form (visitor, "message");

      form_add (form, "message", "I found the receipt.");
      g_assert_cmpuint (visitor_post (visitor, "/inbox", form), ==, 200);
    }
  device_sync (f->device.client);
  device_write (f->device.client, APP_ACTION_ANSWER, &ticket, "Thank you.");
  device_close_ticket (f->device.client, &ticket, NULL);
  device_sync (f->device.client);

  lineage_lose_and_restore (f);
  device_sync (f->device.client);
  device_sync (f->device.client);
  g_assert_cmpuint (lineage_count_refused (f->device.client), ==, 0);
  loaded = device_load (f->device.client, &ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_CLOSED);
  g_assert_cmpuint (loaded->entries->len, ==, 2);
}

/* Not sent before the restore: what was seen is what was there when it was closed. */
static void
test_a_close_that_waited_does_not_overlook_it_either (Lineage *f, gconstpointer unused)
{
  LineageMember *bert = lineage_add_member (f, "bert");
  HarkId ticket = device_submit (&f->device, "before the backup", NULL);
  const AppAction more = {
    .type = APP_ACTION_ANSWER, .ticket = ticket, .text = "there is more", .as_reporter = TRUE
  };
  g_autoptr (AppTicket) loaded = NULL;

  device_sync (f->device.client);
  device_sync (bert->client);
  lineage_back_up (f);
  device_write (bert->client, APP_ACTION_ANSWER, &ticket, "bert's answer");
  device_sync (bert->client);
  device_close_ticket (bert->client, &ticket, NULL);

  lineage_lose_and_restore (f);
  lineage_follow_server (f, bert);
  device_sync (f->device.client);
  device_act (f->device.client, &more);
  device_sync (f->device.client);
  device_sync (bert->client);
  g_assert_cmpuint (lineage_count_refused (bert->client), ==, 1);
  loaded = device_load (bert->client, &ticket);
  g_assert_cmpint (loaded->state, ==, HARK_TICKET_OPEN);
  lineage_member_free (bert);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/seen/" path, Lineage, NULL, lineage_set_up, function, lineage_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  hark_seal_init ();
  ADD ("built-anew", test_a_close_does_not_overlook_what_the_reporter_wrote_meanwhile);
  ADD ("as-it-was", test_a_close_that_goes_as_it_was_does_not_either);
  ADD ("waited", test_a_close_that_waited_does_not_overlook_it_either);
  ADD ("lost", test_a_close_goes_again_without_what_the_restore_lost);

  return g_test_run ();
}
