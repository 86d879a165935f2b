/* bench-period.c: what the overview of deadlines costs the main loop when it has 10,000 of them,
 * beside sorting as many plain numbers on the same machine in the same minute. HARK_BENCH_DEADLINES
 * makes it smaller. */
#include "app-ticket-private.h"
#include "hark-period.h"
#include "period/app-period-model.h"
#include "ticket/app-ticket-item.h"

#include <stdlib.h>

#define OF_TICKET 5
#define RUNS 9
#define DAY (24 * 60 * 60)
#define NOW G_GINT64_CONSTANT (1795500000)

static guint deadlines = 10000;

static double
now_ms (void)
{
  return (double)g_get_monotonic_time () / 1000;
}

static AppTicketItem *
make_ticket (guint number)
{
  g_autoptr (AppTicket) ticket = app_ticket_new ();

  hark_id_random (&ticket->id);
  ticket->number = g_strdup_printf ("2026-%05u", number);
  ticket->state = HARK_TICKET_OPEN;
  ticket->is_team = TRUE;
  for (guint i = 0; i < OF_TICKET; i++)
    {
      AppPeriod *period = g_new0 (AppPeriod, 1);

      hark_id_random (&period->id);
      period->kind = g_strdup ("hand");
      period->name = g_strdup ("Look");
      period->due = NOW + ((gint64)(number * 7919 + i * 104729) % 400 - 50) * DAY;
      g_ptr_array_add (ticket->periods, period);
    }

  return app_ticket_item_new (ticket);
}

static GListModel *
make_tickets (void)
{
  GListStore *list = g_list_store_new (APP_TYPE_TICKET_ITEM);

  for (guint i = 0; i < deadlines / OF_TICKET; i++)
    {
      g_autoptr (AppTicketItem) item = make_ticket (i);

      g_list_store_append (list, item);
    }

  return G_LIST_MODEL (list);
}

static int
compare_double (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

static int
compare_due (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;

  return x < y ? -1 : x > y;
}

static double
sort_numbers (void)
{
  gint64 *numbers = g_new (gint64, deadlines);
  double began;

  for (guint i = 0; i < deadlines; i++)
    numbers[i] = NOW + ((gint64)i * 7919 % 400) * DAY;
  began = now_ms ();
  qsort (numbers, deadlines, sizeof *numbers, compare_due);
  began = now_ms () - began;
  g_free (numbers);

  return began;
}

/* @name, how long it took in the middle of all runs, and beside @basis. */
static void
tell (const char *name, double taken[RUNS], double basis)
{
  qsort (taken, RUNS, sizeof *taken, compare_double);
  g_print ("| %-34s | %7.2f ms | %6.1f |\n", name, taken[RUNS / 2], taken[RUNS / 2] / basis);
}

int
main (int argc, char **argv)
{
  const char *wanted = g_getenv ("HARK_BENCH_DEADLINES");
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Berlin");
  double plain[RUNS], first[RUNS], again[RUNS], next_day[RUNS];
  g_autoptr (GListModel) tickets = NULL;

  deadlines = wanted != NULL ? (guint)atoi (wanted) : deadlines;
  tickets = make_tickets ();
  for (guint i = 0; i < RUNS; i++)
    {
      g_autoptr (AppPeriodModel) model = app_period_model_new (tickets);
      double began = now_ms ();

      app_period_model_update (model, NOW, zone);
      first[i] = now_ms () - began;
      began = now_ms ();
      app_period_model_update (model, NOW + 60, zone);
      again[i] = now_ms () - began;
      began = now_ms ();
      app_period_model_update (model, NOW + DAY, zone);
      next_day[i] = now_ms () - began;
      plain[i] = sort_numbers ();
    }

  qsort (plain, RUNS, sizeof *plain, compare_double);
  g_print ("| %-34s | %-10s | %-6s |\n", "", "", "ratio");
  g_print ("| %-34s | %7.2f ms | %6.1f |\n", "as many numbers, sorted", plain[RUNS / 2], 1.0);
  tell ("overview opened", first, plain[RUNS / 2]);
  tell ("the same again, a minute later", again, plain[RUNS / 2]);
  tell ("on the next day", next_day, plain[RUNS / 2]);

  return 0;
}
