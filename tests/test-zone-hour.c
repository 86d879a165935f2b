/* test-zone-hour.c: of when somebody anonymous did something the hour is kept, as clocks show it
 * where the organisation is, and everywhere the same */
#include <glib/gstdio.h>
#include <string.h>

#include "hark-period.h"
#include "store-setting.h"
#include "visitor.h"

#define KOLKATA "Asia/Kolkata" /* five hours and a half ahead */

static gint64
at (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  return g_date_time_to_unix (time);
}

static void
settle_in_kolkata (Fixture *f)
{
  team_settle (f->world, world_first (f->world), &f->world->org,
               "{\"language\":\"en\",\"zone\":\"" KOLKATA "\"}");
}

/* A report with a file, and a message later in that hour; the number is (transfer full). */
static char *
report (Fixture *f, const char *first, const char *second, char **code)
{
  g_autoptr (Visitor) visitor = visitor_new (f->harness);
  g_autoptr (GBytes) file = g_bytes_new_static ("as seen", 7);
  g_autoptr (Form) form = NULL;
  char *number;

  harness_set_now (f->harness, at (first));
  visitor_open_form (visitor);
  *code = visitor_write (visitor, "Invoices", "Paid twice.", NULL, file);
  number = visitor_send (visitor, TRUE);
  harness_set_now (f->harness, at (second));
  g_assert_cmpuint (visitor_open_inbox (visitor, *code), ==, 200);
  form = visitor_begin_form (visitor, "message");
  form_add (form, "message", "And thrice.");
  g_assert_cmpuint (visitor_post (visitor, "/inbox", form), ==, 200);
  return number;
}

static void
test_the_day_and_the_year_are_those_of_the_settled_zone (Fixture *f, gconstpointer unused)
{
  g_autofree char *code = NULL, *number = NULL;

  settle_in_kolkata (f);
  number = report (f, "2026-12-31T18:40:00Z", "2026-12-31T18:50:00Z", &code);
  g_assert_true (g_str_has_prefix (number, "2027-"));
  g_assert_cmpuint (visitor_open_inbox (f->visitor, code), ==, 200);
  g_assert_true (visitor_sees (f->visitor, "1 January 2027"));
  g_assert_false (visitor_sees (f->visitor, "31 December 2026"));
  g_assert_true (visitor_sees (f->visitor, "promised by 8 January 2027"));
}

/* All times that a statement yields. */
static void
expect_times (Fixture *f, const char *sql, gint64 hour)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (harness_get_context (f->harness)->stores, NULL);
  g_autoptr (HarkStmt) stmt = srv_store_prepare (store, sql);
  guint n = 0;

  for (; hark_stmt_step (stmt, NULL) == HARK_STEP_ROW; n++)
    g_assert_cmpint (hark_stmt_get_int (stmt, 0), ==, hour);
  g_assert_cmpuint (n, >, 0);
}

static void
expect_files (const char *path, gint64 hour)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *full = g_build_filename (path, name, NULL);
      GStatBuf st;

      g_assert_cmpint (g_stat (full, &st), ==, 0);
      if (S_ISDIR (st.st_mode))
        expect_files (full, hour);
      else
        g_assert_cmpint (st.st_mtime, ==, hour);
    }
}

static void
expect_sealed (Fixture *f, const char *number, HarkObjectType type, gint64 hour)
{
  Actor *anna = world_first (f->world);
  g_autoptr (Ticket) ticket = NULL;
  g_autoptr (GPtrArray) objects = NULL;

  ticket = team_open (f->world, anna, number);
  objects = team_read (f->world, anna, ticket, type);
  g_assert_cmpuint (objects->len, ==, 1);
  g_assert_cmpint (((HarkObject *)objects->pdata[0])->time, ==, hour);
}

/* Another kind of hours beside these would tell in which half of one it was. */
static void
test_all_that_is_kept_of_an_act_tells_the_same_hour (Fixture *f, gconstpointer unused)
{
  static const char *const kept[]
      = { "SELECT received FROM ticket", "SELECT at FROM object", "SELECT created FROM blob",
          "SELECT created FROM mail",    "SELECT due FROM mail",  "SELECT at FROM op",
          "SELECT state_at FROM ticket" };
  const gint64 hour = at ("2026-11-25T18:30:00Z");
  g_autofree char *blobs = g_build_filename (harness_get_dir (f->harness), "blobs", NULL);
  g_autofree char *code = NULL, *number = NULL;

  settle_in_kolkata (f);
  number = report (f, "2026-11-25T18:31:00Z", "2026-11-25T19:29:00Z", &code);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    expect_times (f, kept[i], hour);
  expect_files (blobs, hour);
  expect_sealed (f, number, HARK_OBJECT_REPORT, hour);
  expect_sealed (f, number, HARK_OBJECT_MESSAGE, hour);
  expect_sealed (f, number, HARK_OBJECT_MANIFEST, hour);
}

/* Each member who is told of a report asks for the hour twice, in one write: what the settings name
 * is kept, here told from what they name by being another zone. */
static gboolean
ask_twice (SrvStore *store, gint64 seq, gpointer org, GError **error)
{
  g_autoptr (GBytes) settings = store_setting_get (store, org, error);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc (), kept = NULL;

  g_assert_cmpint (store_setting_round (store, HARNESS_NOW + 3599), ==, HARNESS_NOW + 1800);
  kept = srv_store_find_zone (store, settings);
  g_assert_cmpstr (g_time_zone_get_identifier (kept), ==, KOLKATA);

  srv_store_keep_zone (store, settings, utc);
  g_assert_cmpint (store_setting_round (store, HARNESS_NOW + 3599), ==, HARNESS_NOW);
  return TRUE;
}

/* A SrvWork: they are others since. */
static gboolean
ask_once (SrvStore *store, gint64 seq, gpointer unused, GError **error)
{
  g_assert_cmpint (store_setting_round (store, HARNESS_NOW + 3599), ==, HARNESS_NOW + 1800);
  return TRUE;
}

static void
test_settings_are_read_once_for_all_who_are_told (Fixture *f, gconstpointer unused)
{
  settle_in_kolkata (f);
  harness_write (f->harness, ask_twice, &f->world->org);
  team_settle (f->world, world_first (f->world), &f->world->org,
               "{\"language\":\"de\",\"zone\":\"" KOLKATA "\"}");
  harness_write (f->harness, ask_once, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  VISITOR_TEST ("/zone-hour/day", test_the_day_and_the_year_are_those_of_the_settled_zone);
  VISITOR_TEST ("/zone-hour/same", test_all_that_is_kept_of_an_act_tells_the_same_hour);
  VISITOR_TEST ("/zone-hour/once", test_settings_are_read_once_for_all_who_are_told);

  return g_test_run ();
}
