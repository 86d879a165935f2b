/* test-ui-period-hand.c: deadlines at the window that somebody adds, moves, keeps and removes, and what they are about */
#include "app-client-period.h"
#include "app-client-private.h"
#include "app-client-setting.h"
#include "colleague.h"
#include "period/app-period-dialog.h"
#include "period/app-period-group.h"
#include "text/app-text-due.h"
#include "ui-desk.h"

#include "hark-period.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the same supplier were paid twice."
#define DAY (24 * 60 * 60)

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* By hand, as anna; so many days from today, where the organisation is. */
static void
add (Desk *desk, const HarkId *ticket, const char *name, int days)
{
  g_autoptr (GTimeZone) zone = app_client_copy_zone (desk->client);
  const HarkPeriodLength none = { 0, HARK_PERIOD_DAYS };
  AppAction action = { .type = APP_ACTION_ADD_PERIOD,
                       .ticket = *ticket,
                       .subject = name,
                       .due = hark_period_due (get_now () + days * DAY, zone, NULL, &none, 1) };

  device_act (desk->client, &action);
}

/* Of what was done last: older ones are gone, or wait behind it. */
static void
undo (Desk *desk, const char *told)
{
  GtkWidget *window = GTK_WIDGET (desk->window);

  ui_wait (ui_says (window, told) && ui_look_for_button (window, "_Undo") != NULL);
  gtk_widget_activate (ui_look_for_button (window, "_Undo"));
}

static const AppPeriod *
find_period (AppTicket *ticket, const char *name)
{
  for (guint i = 0; i < ticket->periods->len; i++)
    if (g_str_equal (((AppPeriod *)ticket->periods->pdata[i])->name, name))
      return ticket->periods->pdata[i];

  return NULL;
}

static void
act_on (Desk *desk, const char *number, const char *name, const char *action)
{
  HarkId id = desk_find_ticket (desk, number);
  g_autoptr (AppTicket) ticket = device_load (desk->client, &id);
  g_autofree char *target = app_period_group_target (&id, &find_period (ticket, name)->id);

  ui_act (ui_find (desk->window, "period_box"), action, target);
}

static char *
write_day (Desk *desk, int days)
{
  g_autoptr (GTimeZone) zone = app_client_copy_zone (desk->client);
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);
  g_autoptr (GDateTime) then = g_date_time_add_days (now, days);

  return g_date_time_format (then, "%Y-%m-%d");
}

static void
test_a_deadline_is_added_and_says_what_is_missing (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWidget *box = ui_find (desk->window, "period_box");
  g_autofree char *yesterday = write_day (desk, -1);
  g_autofree char *day = write_day (desk, 9);
  g_autoptr (AppTicket) ticket = NULL, without = NULL;
  GtkWindow *dialog;
  HarkId id;

  ui_act (ui_find (desk->window, "head"), "ticket.add-period", NULL);
  dialog = ui_find_window (APP_TYPE_PERIOD_DIALOG);
  g_assert_true (ui_holds (dialog, "in 7 days"));
  ui_click (dialog, "act_button");
  ui_wait (ui_says (dialog, "Say in a few words what is to be done."));
  ui_type (dialog, "name_row", "Hear the witness");
  ui_type (dialog, "day_row", "tomorrow");
  ui_click (dialog, "act_button");
  ui_wait (ui_holds (dialog, "Write a day as year, month and day"));
  ui_type (dialog, "day_row", yesterday);
  ui_click (dialog, "act_button");
  ui_wait (ui_says (dialog, "This day is over already."));
  ui_shoot (dialog, "deadline-wrong");
  ui_type (dialog, "day_row", day);
  ui_wait (ui_holds (dialog, "in 9 days"));
  ui_shoot (dialog, "deadline-add");
  ui_click (dialog, "act_button");
  ui_wait (ui_holds (box, "Hear the witness: by"));
  desk_sync (desk);
  ui_shoot (desk->window, "deadline-added");
  id = desk_find_ticket (desk, number);
  ticket = device_load (desk->client, &id);
  g_assert_cmpuint (find_period (ticket, "Hear the witness")->remind.n_days, ==, 2);
  g_assert_cmpuint (find_period (ticket, "Hear the witness")->remind.days[0], ==, 7);
  g_assert_false (find_period (ticket, "Hear the witness")->waiting);

  undo (desk, "Deadline added");
  ui_wait (!ui_holds (box, "Hear the witness"));
  desk_sync (desk);
  without = device_load (desk->client, &id);
  g_assert_null (find_period (without, "Hear the witness"));
  g_assert_cmpint (without->trust, ==, ticket->trust);
}

static void
test_a_deadline_is_kept_moved_and_removed_and_back (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  GtkWidget *box = ui_find (desk->window, "period_box");
  g_autofree char *day = write_day (desk, 20);
  g_autoptr (AppTicket) ticket = NULL;
  GtkWindow *dialog;

  add (desk, &id, "Hear the witness", 5);
  desk_sync (desk);
  ui_wait (ui_holds (box, "Hear the witness: by"));
  act_on (desk, number, "Hear the witness", "period.fulfil");
  ui_wait (ui_holds (box, "Hear the witness: done on"));
  undo (desk, "Marked as fulfilled");
  ui_wait (ui_holds (box, "Hear the witness: by"));

  act_on (desk, number, "Hear the witness", "period.move");
  dialog = ui_find_window (APP_TYPE_PERIOD_DIALOG);
  g_assert_true (ui_says (dialog, "Hear the witness") && ui_look (dialog, "name_row") == NULL);
  ui_type (dialog, "day_row", day);
  ui_wait (ui_holds (dialog, "in 20 days"));
  ui_shoot (dialog, "deadline-move");
  ui_click (dialog, "act_button");
  ui_wait (ui_look (NULL, "day_row") == NULL);
  desk_sync (desk);
  ticket = device_load (desk->client, &id);
  g_assert_cmpint (app_text_due_days_left (find_period (ticket, "Hear the witness")->due, get_now ()), ==, 20);

  act_on (desk, number, "Hear the witness", "period.remove");
  ui_wait (!ui_holds (box, "Hear the witness"));
  undo (desk, "Deadline removed");
  ui_wait (ui_holds (box, "Hear the witness: by"));
  desk_sync (desk);
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 0);
}

static GtkWidget *
find_chip (GtkWidget *box, const char *text)
{
  for (GtkWidget *chip = gtk_widget_get_first_child (box); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    if (ui_holds (chip, text))
      return chip;

  return NULL;
}

/* By keyboard too: a chip is a button with a menu. */
static void
test_each_chip_says_what_it_is_and_offers_what_may_be_done (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  GtkWidget *box = ui_find (desk->window, "period_box");
  g_autofree char *name = NULL;
  GtkWidget *chip;

  add (desk, &id, "Hear the witness", 5);
  desk_sync (desk);
  ui_wait (find_chip (box, "Hear the witness") != NULL);
  chip = find_chip (box, "Hear the witness");
  name = ui_get_name (gtk_widget_get_first_child (chip));
  g_assert_nonnull (strstr (name, "Hear the witness: in 5 days"));
  g_assert_true (gtk_widget_grab_focus (chip));
  gtk_menu_button_popup (GTK_MENU_BUTTON (chip));
  ui_wait (ui_says (chip, "Mark as Fulfilled") && ui_says (chip, "Move…") && ui_says (chip, "Remove"));
  ui_shoot (desk->window, "deadline-menu");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (chip));

  /* what was promised stays where it is */
  chip = find_chip (box, "Acknowledge by");
  gtk_menu_button_popup (GTK_MENU_BUTTON (chip));
  ui_wait (ui_says (chip, "Mark as Fulfilled") && ui_says (chip, "What the area has settled is not moved"));
  g_assert_false (ui_says (chip, "Move…") || ui_says (chip, "Remove"));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (chip));

  /* the focus stays with the deadline that was acted on */
  ui_wait (!ui_says (box, "Mark as Fulfilled"));
  g_assert_true (gtk_widget_grab_focus (find_chip (box, "Hear the witness")));
  act_on (desk, number, "Hear the witness", "period.fulfil");
  ui_wait (ui_holds (box, "Hear the witness: done on"));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (desk->window), find_chip (box, "Hear the witness")));
}

static GtkWidget *
find_bubble (Desk *desk, const char *text)
{
  GtkWidget *list = ui_find (desk->window, "entry_list");

  for (GtkWidget *child = gtk_widget_get_first_child (list); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (ui_says (child, text))
      return child;

  return NULL;
}

static void
test_in_a_closed_ticket_nothing_is_overdue (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  GtkWidget *box = ui_find (desk->window, "period_box");
  g_autofree char *name = NULL;
  GtkWidget *chip;

  add (desk, &id, "Hear the witness", -2);
  desk_sync (desk);
  ui_wait (find_chip (box, "Hear the witness") != NULL);
  chip = gtk_menu_button_get_child (GTK_MENU_BUTTON (find_chip (box, "Hear the witness")));
  g_assert_true (gtk_widget_has_css_class (chip, "overdue"));
  device_write (desk->client, APP_ACTION_TAKE_OVER, &id, NULL);
  device_close_ticket (desk->client, &id, "It has been put right.");
  desk_sync (desk);
  ui_wait (find_chip (box, "Hear the witness") != NULL);
  ui_wait (ui_holds (desk->window, "Closed: "));
  chip = gtk_menu_button_get_child (GTK_MENU_BUTTON (find_chip (box, "Hear the witness")));
  g_assert_false (gtk_widget_has_css_class (chip, "overdue"));
  name = ui_get_name (gtk_widget_get_first_child (find_chip (box, "Hear the witness")));
  g_assert_true (g_str_has_suffix (name, ", not due while the ticket is closed"));
  ui_shoot (desk->window, "deadline-closed");
}

#define NOTE "The witness is away until March."

/* Whether a step of the history, which is open, says this and, beneath it, that. */
static gboolean
says_step (Desk *desk, const char *sentence, const char *detail)
{
  GtkWidget *history = ui_find (desk->window, "history");

  for (GtkWidget *step = gtk_widget_get_first_child (history); step != NULL; step = gtk_widget_get_next_sibling (step))
    if (ui_says (step, sentence) && ui_holds (step, detail))
      return TRUE;

  return FALSE;
}

/* All of them within what there is of room: what does not fit on a line takes another one. */
static gboolean
fits (GtkWidget *box)
{
  for (GtkWidget *chip = gtk_widget_get_first_child (box); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    {
      GtkWidget *shown = GTK_IS_MENU_BUTTON (chip) ? gtk_menu_button_get_child (GTK_MENU_BUTTON (chip)) : NULL;
      graphene_rect_t bounds;

      if (!gtk_widget_compute_bounds (shown != NULL ? shown : chip, box, &bounds)
          || bounds.origin.x + bounds.size.width > (float)gtk_widget_get_width (box))
        return FALSE;
    }

  return TRUE;
}

static void
test_history_and_moving_say_what_a_deadline_is_about (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  g_autofree char *day = write_day (desk, 20);
  g_autoptr (AppTicket) ticket = NULL;
  AppAction about = { .type = APP_ACTION_ADD_PERIOD, .ticket = id, .subject = "Hear the witness" };
  GtkWindow *dialog;

  device_write (desk->client, APP_ACTION_NOTE, &id, NOTE);
  ticket = device_load (desk->client, &id);
  about.about = ((AppEntry *)ticket->entries->pdata[1])->object;
  about.due = get_now () + 5 * DAY;
  device_act (desk->client, &about);
  add (desk, &id, "Call the auditor", 5);
  ui_wait (ui_holds (ui_find (desk->window, "entry_list"), "Hear the witness"));
  ui_act (ui_find (desk->window, "head"), "ticket.details", NULL);
  /* also of what waits */
  ui_wait (says_step (desk, "anna added the deadline “Hear the witness”", " · about a note"));
  desk_sync (desk);
  ui_wait (!ui_says (ui_find (desk->window, "history"), "Waiting to be sent"));
  g_assert_true (says_step (desk, "anna added the deadline “Hear the witness”", " · about a note"));
  g_assert_true (says_step (desk, "anna added the deadline “Call the auditor”", "by "));
  g_assert_false (says_step (desk, "anna added the deadline “Call the auditor”", "about"));

  act_on (desk, number, "Hear the witness", "period.move");
  dialog = ui_find_window (APP_TYPE_PERIOD_DIALOG);
  g_assert_true (ui_says (dialog, "Hear the witness") && ui_holds (dialog, " · about a note"));
  g_assert_true (ui_says (ui_find (dialog, "about_row"), "Note · You · " NOTE));
  ui_type (dialog, "day_row", day);
  ui_shoot (dialog, "deadline-about-move");
  ui_click (dialog, "act_button");
  ui_wait (ui_look (NULL, "day_row") == NULL);
  ui_wait (says_step (desk, "anna moved the deadline “Hear the witness”", " · about a note"));
  desk_sync (desk);
  g_assert_true (says_step (desk, "anna moved the deadline “Hear the witness”", " → "));
  act_on (desk, number, "Hear the witness", "period.fulfil");
  desk_sync (desk);
  ui_wait (says_step (desk, "anna fulfilled the deadline “Hear the witness”", "about a note"));
  ui_shoot (desk->window, "deadline-about-history");
  /* beside the history there is little room */
  ui_wait (fits (ui_find (desk->window, "period_box")));
  ui_wait (fits (ui_find (find_bubble (desk, NOTE), "about_period_box")));

  act_on (desk, number, "Call the auditor", "period.move");
  dialog = ui_find_window (APP_TYPE_PERIOD_DIALOG);
  g_assert_true (ui_says (dialog, "Call the auditor") && !ui_holds (dialog, "about"));
  g_assert_null (ui_look (dialog, "about_row"));
  ui_click (dialog, "cancel_button");
}

static void
test_a_deadline_is_added_about_a_note_by_keyboard (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  g_autoptr (AppTicket) ticket = NULL;
  g_autofree char *name = NULL, *chip_name = NULL;
  GtkWidget *bubble, *button, *box, *list;
  GtkWindow *dialog;

  device_write (desk->client, APP_ACTION_NOTE, &id, NOTE);
  desk_sync (desk);
  ui_wait (find_bubble (desk, NOTE) != NULL);
  bubble = find_bubble (desk, NOTE);
  button = ui_find (bubble, "add_period_button");
  name = ui_get_name (button);
  g_assert_cmpstr (name, ==, "Add a deadline about this note");
  g_assert_null (ui_look (bubble, "about_period_box"));
  for (guint i = 0; i < 50 && gtk_window_get_focus (desk->window) != button; i++)
    gtk_widget_child_focus (ui_find (desk->window, "entry_list"), GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_window_get_focus (desk->window) == button);
  ui_shoot (desk->window, "deadline-about-button");
  g_assert_true (gtk_widget_activate (button));

  dialog = ui_find_window (APP_TYPE_PERIOD_DIALOG);
  g_assert_true (ui_says (ui_find (dialog, "about_row"), "Note · You · " NOTE));
  ui_type (dialog, "name_row", "Hear the witness");
  ui_shoot (dialog, "deadline-about-add");
  ui_click (dialog, "act_button");
  ui_wait (ui_look (bubble, "about_period_box") != NULL);
  box = ui_find (bubble, "about_period_box");
  ui_wait (ui_holds (box, "Hear the witness: by"));
  g_assert_null (ui_look (find_bubble (desk, REPORT), "about_period_box"));
  desk_sync (desk);
  ticket = device_load (desk->client, &id);
  g_assert_cmpint (find_period (ticket, "Hear the witness")->about_kind, ==, APP_ENTRY_NOTE);
  g_assert_false (hark_id_is_zero (&find_period (ticket, "Hear the witness")->about));
  chip_name = ui_get_name (gtk_widget_get_first_child (find_chip (box, "Hear the witness")));
  g_assert_true (g_str_has_suffix (chip_name, ", about a note"));
  ui_shoot (desk->window, "deadline-about");

  /* taken away and put back it is about the same; the focus stays beside it */
  g_assert_true (gtk_widget_grab_focus (find_chip (box, "Hear the witness")));
  act_on (desk, number, "Hear the witness", "period.remove");
  ui_wait (ui_look (bubble, "about_period_box") == NULL);
  g_assert_true (gtk_window_get_focus (desk->window) == button);
  undo (desk, "Deadline removed");
  ui_wait (ui_look (bubble, "about_period_box") != NULL);
  desk_sync (desk);

  desk_choose_place (desk, APP_PLACE_PERIODS);
  list = ui_find (desk->window, "period_list_view");
  ui_wait (ui_says (list, "Hear the witness"));
  g_assert_true (ui_says (list, "about a note · Compliance · nobody yet"));
  ui_shoot (desk->window, "periods-about");
  gtk_widget_activate_action (list, "list.activate-item", "u", 1);
  ui_wait (ui_look (desk->window, "head") != NULL && ui_says (ui_look (desk->window, "head"), SUBJECT));
}

static void
settle_by_hand (Desk *desk, const char *name, guint days)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) areas = app_client_get_areas (desk->client);
  g_autoptr (AppSetting) setting
      = app_client_load_setting_sync (desk->client, &((AppArea *)areas->pdata[0])->id, &error);
  HarkDefinition *definition = hark_definition_new ();

  g_assert_no_error (error);
  hark_setting_text_set (definition->name, "en", name);
  hark_setting_text_set (definition->name, setting->area->language, name);
  definition->length.count = days;
  g_clear_pointer (&setting->area->periods, g_ptr_array_unref);
  setting->area->periods = hark_profile_list (HARK_PROFILE_EU);
  setting->area->profile = HARK_PROFILE_OWN;
  setting->area->portal = TRUE;
  g_ptr_array_add (setting->area->periods, definition);
  app_client_save_setting_sync (desk->client, setting, &error);
  g_assert_no_error (error);
  desk_sync (desk);
}

static void
test_a_definition_begins_by_hand_with_its_own_day (Desk *desk, gconstpointer unused)
{
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  GtkWidget *box = ui_find (desk->window, "period_box");
  GtkWindow *dialog;

  settle_by_hand (desk, "Works council & <board>", 14);
  ui_act (ui_find (desk->window, "head"), "ticket.add-period", NULL);
  dialog = ui_find_window (APP_TYPE_PERIOD_DIALOG);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_find (dialog, "kind_row")), 1);
  ui_wait (ui_holds (dialog, "in 14 days"));
  g_assert_true (ui_look (dialog, "day_row") == NULL && ui_look (dialog, "name_row") == NULL);
  ui_shoot (dialog, "deadline-definition");
  ui_click (dialog, "act_button");
  ui_wait (ui_holds (box, "Works council & <board>: by"));
  desk_sync (desk);
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 0);
  g_assert_true (ui_holds (box, "Works council & <board>: by"));
}

static void
test_who_was_slower_is_told_in_words (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  g_autoptr (AppTicket) ticket = NULL;
  AppAction move = { .type = APP_ACTION_CHANGE_PERIOD, .ticket = id };

  add (desk, &id, "Hear the witness", 5);
  desk_sync (desk);
  device_sync (ben->client);
  ticket = device_load (desk->client, &id);
  move.period = find_period (ticket, "Hear the witness")->id;
  move.due = find_period (ticket, "Hear the witness")->due + 2 * DAY;
  device_act (ben->client, &move);
  move.due += DAY;
  device_act (desk->client, &move);
  device_sync (ben->client);
  desk_sync (desk);
  desk_choose_place (desk, APP_PLACE_REFUSED);
  ui_wait (ui_holds (desk->window, "ben changed this deadline first"));
  g_assert_true (ui_holds (desk->window, "Hear the witness: by"));
  ui_shoot (desk->window, "deadline-conflict");
  desk_sync (desk);
}

static void
test_undoing_says_what_it_said (void)
{
  const AppAction action = {
    .type = APP_ACTION_CHANGE_PERIOD, .ticket = { { 1 } }, .period = { { 2 } }, .due = 1795500000
  };
  g_autofree char *packed = app_period_group_pack (&action);
  AppAction read;

  g_assert_true (app_period_group_unpack (packed, &read));
  g_assert_cmpint (read.type, ==, action.type);
  g_assert_true (hark_id_equal (&read.ticket, &action.ticket) && hark_id_equal (&read.period, &action.period));
  g_assert_cmpint (read.due, ==, action.due);
  g_assert_false (app_period_group_unpack ("3 of them", &read));
}

/* --- what cannot be done again --- */

/* By ben, so that nobody here could do it again; as anna has it. (transfer full) */
static AppTicket *
have_fulfilled (Desk *desk, Colleague *ben, const HarkId *id)
{
  AppAction action = { .type = APP_ACTION_FULFIL_PERIOD, .ticket = *id };
  g_autoptr (AppTicket) ticket = NULL;

  add (desk, id, "Hear the witness", 5);
  desk_sync (desk);
  device_sync (ben->client);
  ticket = device_load (ben->client, id);
  action.period = find_period (ticket, "Hear the witness")->id;
  device_act (ben->client, &action);
  device_sync (ben->client);
  desk_sync (desk);
  ui_wait (ui_holds (ui_find (desk->window, "period_box"), "Hear the witness: done on"));

  return device_load (desk->client, id);
}

/* To the second, and without a trace. */
static void
expect_as_before (Desk *desk, const AppTicket *before)
{
  g_autoptr (AppTicket) after = device_load (desk->client, &before->id);
  const AppPeriod *was = find_period ((AppTicket *)before, "Hear the witness");
  const AppPeriod *is = find_period (after, "Hear the witness");

  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 0);
  g_assert_true (hark_id_equal (&is->id, &was->id) && hark_id_equal (&is->entry, &was->entry));
  g_assert_cmpint (is->done, ==, was->done);
  g_assert_cmpint (is->rv, ==, was->rv);
  g_assert_cmpuint (after->history->len, ==, before->history->len);
  g_assert_cmpint (after->trust, ==, before->trust);
}

/* What @action does to the fulfilled deadline shows at once, stays here, and is as if it had never been. */
static void
expect_undone (Desk *desk, const AppTicket *before, const char *action, const char *told)
{
  GtkWidget *box = ui_find (desk->window, "period_box");

  act_on (desk, before->number, "Hear the witness", action);
  ui_wait (!ui_holds (box, "Hear the witness: done on"));
  undo (desk, told);
  ui_wait (ui_holds (box, "Hear the witness: done on"));
  expect_as_before (desk, before);
}

static void
test_undone_a_removal_never_was (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  g_autoptr (AppTicket) before = have_fulfilled (desk, ben, &id);
  g_autoptr (AppTicket) theirs = NULL;

  act_on (desk, number, "Hear the witness", "period.remove");
  ui_wait (!ui_holds (ui_find (desk->window, "period_box"), "Hear the witness"));
  /* no sync takes it away, whoever asks for it */
  desk_sync (desk);
  g_assert_cmpuint (app_client_get_waiting (desk->client), ==, 1);
  device_sync (ben->client);
  theirs = device_load (ben->client, &id);
  g_assert_cmpint (find_period (theirs, "Hear the witness")->done, !=, 0);
  ui_shoot (desk->window, "deadline-removed");
  undo (desk, "Deadline removed");
  ui_wait (ui_holds (ui_find (desk->window, "period_box"), "Hear the witness: done on"));
  desk_sync (desk);
  expect_as_before (desk, before);

  expect_undone (desk, before, "period.unfulfil", "Not marked as fulfilled any more");
  desk_sync (desk);
  expect_as_before (desk, before);
}

static void
test_offline_undone_it_never_was (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  g_autoptr (AppTicket) before = have_fulfilled (desk, ben, &id);

  harness_stop (desk->server);
  expect_undone (desk, before, "period.remove", "Deadline removed");
  expect_undone (desk, before, "period.unfulfil", "Not marked as fulfilled any more");
  harness_start (desk->server);
  g_free (desk->client->store->account->url); /* it is at another port now */
  desk->client->store->account->url = desk_get_url (desk);
  desk_sync (desk);
  expect_as_before (desk, before);
}

static void
test_taken_back_elsewhere_undo_says_so (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  g_autoptr (AppTicket) before = have_fulfilled (desk, ben, &id);
  g_autoptr (GPtrArray) waiting = NULL;
  g_autofree char *op = NULL;

  act_on (desk, number, "Hear the witness", "period.remove");
  ui_wait (ui_says (desk->window, "Deadline removed"));
  waiting = app_client_list_waiting_sync (desk->client, NULL);
  g_assert_cmpuint (waiting->len, ==, 1);
  op = hark_id_to_string (&((AppWaiting *)waiting->pdata[0])->op);
  ui_act (ui_find (desk->window, "period_box"), "main.take-back", op);
  ui_wait (app_client_get_waiting (desk->client) == 0);
  undo (desk, "Deadline removed");
  ui_wait (ui_says (desk->window, "It does not wait to be sent any more"));
  desk_sync (desk);
  expect_as_before (desk, before);
}

/* The newest toast's; NULL: none shows. */
static GtkWidget *
find_close_button (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), "window-close-symbolic") == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_close_button (child);

  return found;
}

static void
expect_gone (Desk *desk, Colleague *ben, const HarkId *id)
{
  g_autoptr (AppTicket) theirs = NULL;

  ui_wait (app_client_get_waiting (desk->client) == 0);
  device_sync (ben->client);
  theirs = device_load (ben->client, id);
  g_assert_null (find_period (theirs, "Hear the witness"));
  g_assert_cmpint (theirs->trust, !=, APP_TRUST_BROKEN);
}

static void
test_a_removal_goes_once_nobody_can_undo_it (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  g_autoptr (AppTicket) before = have_fulfilled (desk, ben, &id);
  GtkWidget *overlay = ui_find (desk->window, "toast_overlay");

  act_on (desk, number, "Hear the witness", "period.remove");
  ui_wait (ui_says (overlay, "Deadline removed") && ui_look_for_button (overlay, "_Undo") != NULL);
  gtk_widget_activate (find_close_button (gtk_widget_get_parent (ui_look_for_button (overlay, "_Undo"))));
  expect_gone (desk, ben, &id);
}

static void
test_closing_the_window_keeps_a_removal (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  g_autoptr (AppTicket) before = have_fulfilled (desk, ben, &id);

  act_on (desk, number, "Hear the witness", "period.remove");
  ui_wait (ui_says (desk->window, "Deadline removed"));
  desk_close_window (desk);
  desk_open_window (desk);
  expect_gone (desk, ben, &id);
}

/* Two in a row: the first goes as soon as the second is told of. */
static void
test_only_what_was_done_last_is_undone (Desk *desk, gconstpointer unused)
{
  g_autoptr (Colleague) ben = colleague_join (desk->server, desk->client, "ben", HARK_ROLE_PROFESSIONAL);
  g_autofree char *number = desk_open_report (desk, SUBJECT, REPORT);
  HarkId id = desk_find_ticket (desk, number);
  g_autoptr (AppTicket) before = have_fulfilled (desk, ben, &id);
  GtkWidget *box = ui_find (desk->window, "period_box");

  add (desk, &id, "Call the auditor", 7);
  desk_sync (desk);
  ui_wait (ui_holds (box, "Call the auditor"));
  act_on (desk, number, "Hear the witness", "period.remove");
  ui_wait (ui_says (desk->window, "Deadline removed") && !ui_holds (box, "Hear the witness"));
  act_on (desk, number, "Call the auditor", "period.fulfil");
  undo (desk, "Marked as fulfilled");
  ui_wait (ui_holds (box, "Call the auditor: by"));
  g_assert_false (ui_holds (box, "Hear the witness"));
  expect_gone (desk, ben, &id);
}

int
main (int argc, char **argv)
{
  /* a day and more away from where the organisation is: nothing of what falls due may be told by this machine's days */
  g_setenv ("TZ", "Pacific/Kiritimati", TRUE);
  ui_init (&argc, &argv);

  g_test_add_func ("/ui/period-hand/undo", test_undoing_says_what_it_said);
  DESK_TEST ("/ui/period-hand/add", test_a_deadline_is_added_and_says_what_is_missing);
  DESK_TEST ("/ui/period-hand/change", test_a_deadline_is_kept_moved_and_removed_and_back);
  DESK_TEST ("/ui/period-hand/chip", test_each_chip_says_what_it_is_and_offers_what_may_be_done);
  DESK_TEST ("/ui/period-hand/closed-ticket", test_in_a_closed_ticket_nothing_is_overdue);
  DESK_TEST ("/ui/period-hand/about", test_a_deadline_is_added_about_a_note_by_keyboard);
  DESK_TEST ("/ui/period-hand/about-said", test_history_and_moving_say_what_a_deadline_is_about);
  DESK_TEST ("/ui/period-hand/definition", test_a_definition_begins_by_hand_with_its_own_day);
  DESK_TEST ("/ui/period-hand/conflict", test_who_was_slower_is_told_in_words);
  DESK_TEST ("/ui/period-hand/never-was", test_undone_a_removal_never_was);
  DESK_TEST ("/ui/period-hand/never-was-offline", test_offline_undone_it_never_was);
  DESK_TEST ("/ui/period-hand/elsewhere", test_taken_back_elsewhere_undo_says_so);
  DESK_TEST ("/ui/period-hand/gone", test_a_removal_goes_once_nobody_can_undo_it);
  DESK_TEST ("/ui/period-hand/closed", test_closing_the_window_keeps_a_removal);
  DESK_TEST ("/ui/period-hand/last", test_only_what_was_done_last_is_undone);

  return ui_run ();
}
