/* test-ticket.c: the words of a ticket, and of its team */
#include "hark-roster.h"
#include "hark-ticket.h"

static void
test_states_and_origins_have_names (void)
{
  HarkTicketState state = HARK_TICKET_CLOSED;
  HarkTicketOrigin origin = HARK_TICKET_ORIGIN_PORTAL;

  for (HarkTicketState s = HARK_TICKET_OPEN; s <= HARK_TICKET_CLOSED; s++)
    {
      g_assert_true (hark_ticket_state_from_name (hark_ticket_state_get_name (s), &state));
      g_assert_cmpint (state, ==, s);
    }
  for (HarkTicketOrigin o = HARK_TICKET_ORIGIN_PORTAL; o <= HARK_TICKET_ORIGIN_ON_BEHALF; o++)
    {
      g_assert_true (hark_ticket_origin_from_name (hark_ticket_origin_get_name (o), &origin));
      g_assert_cmpint (origin, ==, o);
    }
  g_assert_false (hark_ticket_state_from_name ("new", &state));
  g_assert_false (hark_ticket_state_from_name (NULL, &state));
  g_assert_false (hark_ticket_origin_from_name ("", &origin));
  g_assert_cmpint (state, ==, HARK_TICKET_CLOSED);
}

static void
test_outcomes_have_names (void)
{
  HarkOutcome outcome = HARK_OUTCOME_OTHER;

  for (HarkOutcome o = 0; o < HARK_OUTCOME_LAST; o++)
    {
      g_assert_true (hark_outcome_from_name (hark_outcome_get_name (o), &outcome));
      g_assert_cmpint (outcome, ==, o);
    }
  g_assert_cmpstr (hark_outcome_get_name (HARK_OUTCOME_NOT_IN_SCOPE), ==, "not-in-scope");
  g_assert_false (hark_outcome_from_name ("Other", &outcome));
}

static void
test_shown_state_follows_from_the_facts (void)
{
  static const struct
  {
    HarkTicketState state;
    gboolean has_advisor, was_taken, last_is_team;
    HarkTicketShown shown;
  } cases[] = {
    { HARK_TICKET_OPEN, FALSE, FALSE, FALSE, HARK_TICKET_SHOWN_NEW },
    { HARK_TICKET_OPEN, TRUE, TRUE, FALSE, HARK_TICKET_SHOWN_IN_PROGRESS },
    { HARK_TICKET_OPEN, TRUE, TRUE, TRUE, HARK_TICKET_SHOWN_WAITING },
    { HARK_TICKET_OPEN, FALSE, TRUE, FALSE, HARK_TICKET_SHOWN_UNASSIGNED },
    { HARK_TICKET_OPEN, FALSE, TRUE, TRUE, HARK_TICKET_SHOWN_UNASSIGNED },
    { HARK_TICKET_CLOSED, FALSE, FALSE, FALSE, HARK_TICKET_SHOWN_CLOSED },
    { HARK_TICKET_CLOSED, TRUE, TRUE, TRUE, HARK_TICKET_SHOWN_CLOSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (hark_ticket_shown (cases[i].state, cases[i].has_advisor, cases[i].was_taken,
                                        cases[i].last_is_team),
                     ==, cases[i].shown);
}

static void
test_numbers_are_a_year_and_digits (void)
{
  static const char *const right[] = { "2026-4711", "2026-0000", "2026-00001" };
  static const char *const wrong[]
      = { "",          NULL,        "2026-471",   "2026-471100", "20264711",
          "026-4711",  "0026-4711", "2026-47a1",  " 2026-4711",  "2026-4711 ",
          "2026/4711", "-026-4711", "2026-4711\n" };

  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    g_assert_true (hark_ticket_number_is_valid (right[i]));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (hark_ticket_number_is_valid (wrong[i]));
}

static void
test_roles_have_names (void)
{
  HarkRole read = HARK_ROLE_OBSERVER;

  for (HarkRole r = HARK_ROLE_NONE; r <= HARK_ROLE_EXPERT; r++)
    {
      g_assert_true (hark_role_from_name (hark_role_get_name (r), &read));
      g_assert_cmpint (read, ==, r);
    }
  g_assert_false (hark_role_from_name ("admin", &read));
  g_assert_false (hark_role_from_name (NULL, &read));
  g_assert_cmpint (read, ==, HARK_ROLE_EXPERT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ticket/states-and-origins-have-names", test_states_and_origins_have_names);
  g_test_add_func ("/ticket/outcomes-have-names", test_outcomes_have_names);
  g_test_add_func ("/ticket/shown-state-follows-from-the-facts",
                   test_shown_state_follows_from_the_facts);
  g_test_add_func ("/ticket/numbers-are-a-year-and-digits", test_numbers_are_a_year_and_digits);
  g_test_add_func ("/ticket/roles-have-names", test_roles_have_names);

  return g_test_run ();
}
