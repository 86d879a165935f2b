/* test-ui-contact.c: the window where contact outside Hark is recorded, with reporters who have no inbox.
 *
 * HARK_SHOTS=DIR leaves pictures. */
#include "contact/app-contact-bar.h"
#include "device.h"
#include "ui-desk.h"

#include <string.h>

#define SUBJECT "Keys in the canteen"
#define RECORD "Canary heron: she comes by on Friday."

/* A ticket that was written down for somebody anonymous without inbox is opened. */
static HarkId
open_ticket (Desk *desk, const char *contact)
{
  g_autoptr (GPtrArray) areas = app_client_get_areas (desk->client);
  const AppBehalf behalf = { .channel = HARK_CHANNEL_PHONE, .contact = contact };
  AppAction action = { .type = APP_ACTION_SUBMIT,
                       .area = ((AppArea *)areas->pdata[0])->id,
                       .subject = SUBJECT,
                       .text = "Somebody left the keys there.",
                       .behalf = &behalf };
  HarkId ticket;
  g_autoptr (GError) error = NULL;

  app_client_act_sync (desk->client, &action, &ticket, &error);
  g_assert_no_error (error);
  desk_sync (desk);
  desk_choose_place (desk, APP_PLACE_TEAM);
  ui_wait (ui_count_rows (desk->window) == 1);
  ui_open_row (desk->window, 0);
  ui_wait (ui_look (desk->window, "entry_list") != NULL);

  return ticket;
}

static GtkWidget *
find_bar (Desk *desk)
{
  return ui_find (desk->window, "contact_bar");
}

static void
say (Desk *desk, HarkChannel channel, const char *time, const char *text)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_find (find_bar (desk), "channel_drop")), channel);
  gtk_editable_set_text (GTK_EDITABLE (ui_find (find_bar (desk), "time_entry")), time);
  ui_type (desk->window, "text_view", text);
}

static void
set_day (Desk *desk, int days)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local (), day = g_date_time_add_days (now, days);

  app_contact_bar_set_day (APP_CONTACT_BAR (find_bar (desk)), g_date_time_get_year (day), g_date_time_get_month (day),
                           g_date_time_get_day_of_month (day));
}

static const AppPeriod *
find_period (AppTicket *ticket, const char *kind)
{
  for (guint i = 0; i < ticket->periods->len; i++)
    if (g_str_equal (((AppPeriod *)ticket->periods->pdata[i])->kind, kind))
      return ticket->periods->pdata[i];

  g_assert_not_reached ();
}

/* --- recorded --- */

static void
test_contact_is_recorded_in_place_of_an_answer (Desk *desk, gconstpointer unused)
{
  HarkId ticket = open_ticket (desk, "0123 after six");
  g_autoptr (AppTicket) first = NULL, second = NULL;
  g_autofree char *name = NULL;

  find_bar (desk);
  name = ui_get_name (ui_find (desk->window, "answer_toggle"));
  g_assert_cmpstr (name, ==, "Record Contact Outside Hark");
  g_assert_true (ui_says (desk->window, "Record Contact Outside Hark"));
  g_assert_false (ui_says (desk->window, "Answer the Reporter"));
  g_assert_true (gtk_widget_has_css_class (ui_find (desk->window, "composer"), "note"));
  g_assert_null (ui_look (desk->window, "attach_button"));
  set_day (desk, -1);
  say (desk, HARK_CHANNEL_MEETING, "9:05", RECORD);
  ui_shoot (desk->window, "contact");
  ui_click (desk->window, "send_button");
  ui_wait (ui_says (ui_look (desk->window, "entry_list"), RECORD));
  g_assert_true (ui_says (desk->window, "Contact outside Hark · You"));
  g_assert_true (ui_holds (ui_look (desk->window, "entry_list"), "Meeting · "));
  g_assert_true (ui_holds (ui_look (desk->window, "entry_list"), "09:05"));
  desk_sync (desk);
  first = device_load (desk->client, &ticket);
  g_assert_cmpstr (device_entry (first, 1)->channel, ==, "meeting");
  g_assert_cmpint (find_period (first, "acknowledge")->done, !=, 0);
  g_assert_cmpint (find_period (first, "feedback")->done, ==, 0);

  /* the next is by telephone, now, unless something else is said; and may be the feedback */
  ui_wait (ui_look (desk->window, "feedback_check") != NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_find (desk->window, "feedback_check")), TRUE);
  g_assert_true (ui_says (find_bar (desk), "Today") && ui_says (find_bar (desk), "Phone"));
  ui_type (desk->window, "text_view", "Told her.");
  ui_click (desk->window, "send_button");
  ui_wait (ui_says (ui_look (desk->window, "entry_list"), "Told her."));
  desk_sync (desk);
  second = device_load (desk->client, &ticket);
  g_assert_cmpstr (device_entry (second, 2)->channel, ==, "phone");
  g_assert_cmpint (device_entry (second, 2)->contacted, ==, device_entry (second, 2)->time);
  g_assert_cmpint (find_period (second, "feedback")->done, !=, 0);
  ui_shoot (desk->window, "recorded");
}

static void
test_times_that_are_none_are_told_beside_them (Desk *desk, gconstpointer unused)
{
  static const char *const wrong[] = { "25:00", "12:60", "noon", "1230" };

  open_ticket (desk, "0123 after six");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      say (desk, HARK_CHANNEL_PHONE, wrong[i], RECORD);
      ui_click (desk->window, "send_button");
      ui_wait (ui_says (find_bar (desk), "Say at what time it was, such as 14:30."));
      say (desk, HARK_CHANNEL_PHONE, "", RECORD);
      g_assert_false (ui_says (find_bar (desk), "Say at what time it was, such as 14:30."));
    }
  set_day (desk, -1);
  ui_click (desk->window, "send_button");
  ui_wait (ui_says (find_bar (desk), "Say at what time it was, such as 14:30."));
  set_day (desk, 1);
  say (desk, HARK_CHANNEL_PHONE, "12:00", RECORD);
  ui_click (desk->window, "send_button");
  ui_wait (ui_says (find_bar (desk), "This time is still to come."));
  ui_shoot (desk->window, "contact-fault");
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 0);
}

static void
test_half_written_contact_keeps_how_and_when (Desk *desk, gconstpointer unused)
{
  g_autofree char *text = NULL, *time = NULL;

  open_ticket (desk, "0123 after six");
  set_day (desk, -2);
  say (desk, HARK_CHANNEL_LETTER, "10:30", RECORD);
  ui_act (ui_find (desk->window, "text_view"), "composer.mode", "note");
  g_assert_null (ui_look (desk->window, "contact_bar"));
  text = ui_read (ui_find (desk->window, "text_view"));
  g_assert_cmpstr (text, ==, "");
  ui_act (ui_find (desk->window, "text_view"), "composer.mode", "answer");

  desk_restart_client (desk);
  desk_open_window (desk);
  ui_wait (ui_look (desk->window, "list_view") != NULL && ui_count_rows (desk->window) == 1);
  ui_open_row (desk->window, 0);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (ui_find (find_bar (desk), "channel_drop"))), ==,
                    HARK_CHANNEL_LETTER);
  time = ui_read (ui_find (find_bar (desk), "time_entry"));
  g_assert_cmpstr (time, ==, "10:30");
  g_assert_false (ui_says (find_bar (desk), "Today"));
  g_free (text);
  text = ui_read (ui_find (desk->window, "text_view"));
  g_assert_cmpstr (text, ==, RECORD);
}

/* --- where there is nothing to record --- */

static void
test_without_contact_data_nobody_can_be_reached (Desk *desk, gconstpointer unused)
{
  open_ticket (desk, NULL);
  g_assert_null (ui_look (desk->window, "contact_bar"));
  g_assert_true (ui_says (desk->window, "Answer the Reporter"));
  ui_act (ui_find (ui_find (desk->window, "composer"), "text_view"), "composer.mode", "answer");
  ui_find (desk->window, "unreachable_label");
  g_assert_true (ui_holds (desk->window, "left no contact data: nobody can be reached"));
  ui_shoot (desk->window, "unreachable");
}

static void
test_who_has_an_inbox_is_answered (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, "I saw them.");

  ui_find (desk->window, "text_view");
  g_assert_true (ui_says (desk->window, "Answer the Reporter"));
  g_assert_null (ui_look (desk->window, "contact_bar"));
  g_assert_true (gtk_widget_has_css_class (ui_find (desk->window, "composer"), "answer"));
}

int
main (int argc, char **argv)
{
  ui_init (&argc, &argv);

  DESK_TEST ("/ui-contact/recorded", test_contact_is_recorded_in_place_of_an_answer);
  DESK_TEST ("/ui-contact/times", test_times_that_are_none_are_told_beside_them);
  DESK_TEST ("/ui-contact/draft", test_half_written_contact_keeps_how_and_when);
  DESK_TEST ("/ui-contact/nobody", test_without_contact_data_nobody_can_be_reached);
  DESK_TEST ("/ui-contact/inbox", test_who_has_an_inbox_is_answered);

  return ui_run ();
}
