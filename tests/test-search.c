/* test-search.c: what is here is found, by whoever may see it, and nobody waits for the search */
#include <string.h>

#include "app-client-search.h"
#include "colleague.h"
#include "device.h"
#include "hark-error.h"
#include "visitor.h"

#define SUBJECT "Invoices paid twice"
#define REPORT "Three invoices of the Müller company were paid twice in March."

/* --- words --- */

static char *
show_ranges (const char *text, GArray *ranges)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < ranges->len; i++)
    {
      const AppSearchRange *range = &g_array_index (ranges, AppSearchRange, i);

      g_string_append_c (shown, '[');
      g_string_append_len (shown, text + range->start, range->end - range->start);
      g_string_append_c (shown, ']');
    }

  return g_string_free (shown, FALSE);
}

static void
test_words_are_found_however_they_are_written (void)
{
  static const struct
  {
    const char *words, *text, *found;
  } cases[] = {
    { "invoices", "Three INVOICES of", "[INVOICES]" },
    { "twice three", "Three were paid twice", "[Three][twice]" },
    { "müller", "Herr MÜLLER", "[MÜLLER]" },
    /* taken apart here, put together there */
    { "mu\xcc\x88ller", "Herr Müller", "[Müller]" },
    { "müller", "Herr Mu\xcc\x88ller!", "[Mu\xcc\x88ller]" },
    { "muller", "Herr Müller", "" },
    { "cafe", "im Café.", "[Café]" },
    { "strasse", "Große Straße", "[Straße]" },
    { "STRASSE", "Große Straße", "[Straße]" },
    { "2026-4711", "see 2026-4711.", "[2026-4711]" },
    { "ﬁle", "a file", "[file]" },
    { "a", "banana", "[a][a][a]" },
    { "привет", "ПРИВЕТ мир", "[ПРИВЕТ]" },
    { "東京", "東京都", "[東京]" },
    { "💶", "100 💶 a day", "[💶]" },
    { "nothing", "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AppSearchQuery) query = app_search_query_new (cases[i].words);
      g_autoptr (GArray) ranges = app_search_query_find (query, cases[i].text);
      g_autofree char *shown = show_ranges (cases[i].text, ranges);

      g_assert_cmpstr (shown, ==, cases[i].found);
      g_assert_cmpint (app_search_query_look (query, cases[i].text) != 0, ==, ranges->len > 0);
    }
}

static void
test_without_a_word_there_is_no_search (void)
{
  g_autoptr (AppSearchQuery) many = app_search_query_new ("a b c d e f g h i j k l m n o p q r s");

  g_assert_null (app_search_query_new (""));
  g_assert_null (app_search_query_new (" \t\n "));
  g_assert_cmpuint (app_search_query_get_mask (many), ==, 0xffff);
}

static void
test_snippet_shows_the_words_in_one_line (void)
{
  g_autoptr (AppSearchQuery) query = app_search_query_new ("needle über");
  g_autoptr (AppSearchHit) hit = app_search_hit_new ();
  GString *text = g_string_new (NULL);
  g_autofree char *shown = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append (text, "ä hay\n");
  g_string_append (text, "the NEEDLE\nÜber it ");
  for (guint i = 0; i < 100; i++)
    g_string_append (text, "straw ö ");
  app_search_hit_set_snippet (hit, query, text->str);
  shown = show_ranges (hit->snippet, hit->ranges);
  g_assert_cmpstr (shown, ==, "[NEEDLE][Über]");
  g_assert_true (g_utf8_validate (hit->snippet, -1, NULL));
  g_assert_null (strchr (hit->snippet, '\n'));
  g_assert_true (g_str_has_prefix (hit->snippet, "…"));
  g_assert_true (g_str_has_suffix (hit->snippet, "…"));
  g_assert_cmpuint (strlen (hit->snippet), <, 200);
  g_string_free (text, TRUE);
}

/* --- tickets --- */

typedef struct
{
  Device device;
  Visitor *visitor;
  char *code;
  HarkId ticket;
  char *number;
} Searcher;

static void
set_up (Searcher *f, gconstpointer unused)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("evidence", 8);

  device_set_up (&f->device, NULL);
  f->visitor = visitor_new (f->device.server);
  visitor_open_form (f->visitor);
  f->code = visitor_write (f->visitor, SUBJECT, REPORT, "ledger-april.csv", bytes);
  f->number = visitor_send (f->visitor, TRUE);
  device_sync (f->device.client);
  g_assert_true (app_client_find_number (f->device.client, f->number, &f->ticket));
}

static void
tear_down (Searcher *f, gconstpointer unused)
{
  visitor_free (f->visitor);
  g_free (f->code);
  g_free (f->number);
  device_tear_down (&f->device, NULL);
}

static void
collect (GPtrArray *hits, gpointer all)
{
  for (guint i = 0; i < hits->len; i++)
    g_ptr_array_add (all, app_search_hit_ref (hits->pdata[i]));
}

/* (transfer full) (element-type AppSearchHit) */
static GPtrArray *
search (AppClient *client, const char *text)
{
  GPtrArray *hits = g_ptr_array_new_with_free_func ((GDestroyNotify)app_search_hit_unref);
  GError *error = NULL;

  app_client_search_sync (client, text, NULL, collect, hits, &error);
  g_assert_no_error (error);
  return hits;
}

static void
assert_finds (Searcher *f, const char *text, const char *marked)
{
  g_autoptr (GPtrArray) hits = search (f->device.client, text);
  g_autofree char *shown = NULL;
  AppSearchHit *hit;

  g_assert_cmpuint (hits->len, ==, 1);
  hit = hits->pdata[0];
  g_assert_true (hark_id_equal (&hit->ticket, &f->ticket));
  g_assert_cmpstr (hit->number, ==, f->number);
  g_assert_cmpstr (hit->title, ==, SUBJECT);
  shown = show_ranges (hit->snippet, hit->ranges);
  g_assert_cmpstr (shown, ==, marked);
}

static void
test_everything_of_a_ticket_is_searched (Searcher *f, gconstpointer unused)
{
  AppClient *client = f->device.client;
  g_autofree char *marked_number = g_strdup_printf ("[%s]", f->number);
  g_autoptr (GPtrArray) none = NULL;

  device_write (client, APP_ACTION_TAKE_OVER, &f->ticket, NULL);
  device_write (client, APP_ACTION_NOTE, &f->ticket, "Ask controlling first.");
  device_write (client, APP_ACTION_ANSWER, &f->ticket, "Thank you, we look into it.");
  device_sync (client);
  device_close_ticket (client, &f->ticket, NULL);
  device_sync (client);

  assert_finds (f, "INVOICES PAID", "[Invoices][paid]");
  assert_finds (f, "müller", "[Müller]");
  assert_finds (f, "controlling", "[controlling]");
  assert_finds (f, "thank", "[Thank]");
  assert_finds (f, "the reason why", "[the][reason][why]");
  assert_finds (f, "ledger-april", "[ledger-april]");
  assert_finds (f, f->number, marked_number);
  assert_finds (f, "compliance", "[Compliance]");
  assert_finds (f, "anna", "[anna]");
  /* all words, wherever they stand */
  assert_finds (f, "march controlling thank", "[March]");
  none = search (client, "march controlling nowhere");
  g_assert_cmpuint (none->len, ==, 0);
}

/* What waits on the device is found as what was sent, and says so. */
static void
test_what_waits_is_found_and_marked (Searcher *f, gconstpointer unused)
{
  AppClient *client = f->device.client;
  g_autofree char *path = device_make_file (&f->device, "walnut-photo.jpg", 10);
  const char *const files[] = { path, NULL };
  HarkId fresh = device_submit (&f->device, "kumquat delivery", files);
  AppAction action = {
    .type = APP_ACTION_ANSWER, .ticket = fresh, .text = "More of papaya.", .as_reporter = TRUE
  };
  const struct
  {
    const char *words, *marked;
    gboolean is_new;
  } waiting[] = {
    { "KUMQUAT", "[kumquat]", TRUE },
    { "walnut-photo", "[walnut-photo]", TRUE },
    { "papaya kumquat", "[kumquat]", TRUE },
    { "banana", "[banana]", FALSE },
    { "lychee", "[lychee]", FALSE },
    { "müller lychee", "[lychee]", FALSE }, /* one word was sent, the other waits */
    { "enough-of-it", "[enough-of-it]", FALSE },
  };

  device_act (client, &action);
  device_write (client, APP_ACTION_NOTE, &f->ticket, "A banana for controlling.");
  device_write (client, APP_ACTION_ANSWER, &f->ticket, "A lychee for you.");
  action = (AppAction){ .type = APP_ACTION_CLOSE,
                        .ticket = f->ticket,
                        .outcome = HARK_OUTCOME_PARTLY,
                        .reason = "enough-of-it" };
  device_act (client, &action);
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      g_autoptr (GPtrArray) hits = search (client, waiting[i].words);
      g_autofree char *shown = NULL;
      AppSearchHit *hit;

      g_test_message ("%s", waiting[i].words);
      g_assert_cmpuint (hits->len, ==, 1);
      hit = hits->pdata[0];
      g_assert_true (hark_id_equal (&hit->ticket, waiting[i].is_new ? &fresh : &f->ticket));
      g_assert_true (hit->is_waiting);
      g_assert_cmpstr (hit->number, ==, waiting[i].is_new ? NULL : f->number);
      g_assert_cmpstr (hit->title, ==, waiting[i].is_new ? "kumquat delivery" : SUBJECT);
      shown = show_ranges (hit->snippet, hit->ranges);
      g_assert_cmpstr (shown, ==, waiting[i].marked);
    }
  {
    g_autoptr (GPtrArray) sent = search (client, "march");
    g_autoptr (GPtrArray) none = search (client, "banana kumquat");

    g_assert_cmpuint (sent->len, ==, 1);
    g_assert_false (((AppSearchHit *)sent->pdata[0])->is_waiting);
    g_assert_cmpuint (none->len, ==, 0);
  }

  device_sync (client);
  device_sync (client);
  {
    g_autoptr (GPtrArray) note = search (client, "banana"), ticket = search (client, "kumquat");

    g_assert_cmpuint (note->len, ==, 1);
    g_assert_false (((AppSearchHit *)note->pdata[0])->is_waiting);
    g_assert_cmpuint (ticket->len, ==, 1);
    g_assert_false (((AppSearchHit *)ticket->pdata[0])->is_waiting);
    g_assert_nonnull (((AppSearchHit *)ticket->pdata[0])->number);
  }
}

static void
test_a_hit_names_its_entry (Searcher *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (AppTicket) loaded = NULL;
  AppSearchHit *hit;

  device_write (f->device.client, APP_ACTION_NOTE, &f->ticket, "Ask controlling first.");
  device_sync (f->device.client);
  loaded = device_load (f->device.client, &f->ticket);
  hits = search (f->device.client, "controlling");
  hit = hits->pdata[0];
  g_assert_true (hark_id_equal (&hit->entry, &device_entry (loaded, 1)->object));
  g_clear_pointer (&hits, g_ptr_array_unref);
  hits = search (f->device.client, "ledger-april");
  hit = hits->pdata[0];
  g_assert_true (hark_id_equal (&hit->entry, &device_entry (loaded, 0)->object));
}

static void
test_a_reporter_finds_nothing_of_the_teams (Searcher *f, gconstpointer unused)
{
  AppClient *anna = f->device.client;
  g_autoptr (Colleague) dora = colleague_join (f->device.server, anna, "dora", HARK_ROLE_NONE);
  g_autoptr (GPtrArray) areas = app_client_get_areas (dora->client);
  AppAction action = { .type = APP_ACTION_SUBMIT, .subject = "A gift", .text = "May I keep it?" };
  g_autoptr (GPtrArray) team = NULL, own = NULL, internal = NULL;
  HarkId ticket;

  action.area = ((AppArea *)areas->pdata[0])->id;
  ticket = device_act (dora->client, &action);
  device_sync (dora->client);
  device_sync (anna);
  device_write (anna, APP_ACTION_NOTE, &ticket, "Ask controlling first.");
  device_sync (anna);
  device_sync (dora->client);
  team = search (anna, "controlling");
  g_assert_cmpuint (team->len, ==, 1);
  own = search (dora->client, "gift keep");
  g_assert_cmpuint (own->len, ==, 1);
  internal = search (dora->client, "controlling");
  g_assert_cmpuint (internal->len, ==, 0);
  /* nor the tickets of others */
  g_clear_pointer (&own, g_ptr_array_unref);
  own = search (dora->client, "invoices");
  g_assert_cmpuint (own->len, ==, 0);
}

static void
test_newest_is_found_first (Searcher *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) hits = NULL;
  HarkId second = device_submit (&f->device, "Invoices, once more", NULL);

  device_sync (f->device.client);
  hits = search (f->device.client, "invoices");
  g_assert_cmpuint (hits->len, ==, 2);
  g_assert_true (hark_id_equal (&((AppSearchHit *)hits->pdata[0])->ticket, &second));
  g_clear_pointer (&hits, g_ptr_array_unref);
  device_write (f->device.client, APP_ACTION_NOTE, &f->ticket, "anything");
  device_sync (f->device.client);
  hits = search (f->device.client, "invoices");
  g_assert_true (hark_id_equal (&((AppSearchHit *)hits->pdata[0])->ticket, &f->ticket));
}

static void
test_searching_needs_words_and_an_open_account (Searcher *f, gconstpointer unused)
{
  GError *error = NULL;

  g_assert_false (app_client_search_sync (f->device.client, " ", NULL, collect, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_INVALID);
  g_clear_error (&error);
  app_client_lock (f->device.client);
  g_assert_false (
      app_client_search_sync (f->device.client, "invoices", NULL, collect, NULL, &error));
  g_assert_error (error, HARK_ERROR, HARK_ERROR_LOCKED);
  g_clear_error (&error);
}

typedef struct
{
  AppClient *client;
  GCancellable *cancellable;
  guint n_calls;
  gboolean was_free;
} Watch;

static void
look_around (GPtrArray *hits, gpointer data)
{
  Watch *watch = data;

  watch->n_calls++;
  watch->was_free = g_mutex_trylock (&watch->client->lock);
  if (watch->was_free)
    g_mutex_unlock (&watch->client->lock);
  if (watch->cancellable != NULL)
    g_cancellable_cancel (watch->cancellable);
}

static void
test_nobody_waits_for_a_search (Searcher *f, gconstpointer unused)
{
  Watch watch = { .client = f->device.client };

  g_assert_true (
      app_client_search_sync (f->device.client, "invoices", NULL, look_around, &watch, NULL));
  g_assert_cmpuint (watch.n_calls, ==, 1);
  g_assert_true (watch.was_free);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer error)
{
  if (app_client_search_finish (APP_CLIENT (source), result, error))
    *(GError **)error = g_error_new_literal (HARK_ERROR, HARK_ERROR_INTERNAL, "done");
}

static void
test_what_was_cancelled_says_nothing_more (Searcher *f, gconstpointer unused)
{
  Watch watch = { .client = f->device.client };
  g_autoptr (GCancellable) before = g_cancellable_new ();
  GError *error = NULL;

  g_cancellable_cancel (before);
  g_assert_false (
      app_client_search_sync (f->device.client, "invoices", before, look_around, &watch, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (watch.n_calls, ==, 0);
}

static void
count_hits (GPtrArray *hits, gpointer data)
{
  (void)data;
  g_assert_cmpuint (hits->len, >, 0);
}

static void
test_asynchronous_search_hands_over_then_ends (Searcher *f, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GError *ended = NULL;

  app_client_search_async (f->device.client, "invoices", cancellable, count_hits, on_done, &ended);
  while (ended == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (ended, HARK_ERROR, HARK_ERROR_INTERNAL);
  g_clear_error (&ended);

  app_client_search_async (f->device.client, "invoices", cancellable, count_hits, on_done, &ended);
  g_cancellable_cancel (cancellable);
  while (ended == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_clear_error (&ended);
}

#define TEST(path, function) g_test_add (path, Searcher, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/search/words", test_words_are_found_however_they_are_written);
  g_test_add_func ("/search/no-word", test_without_a_word_there_is_no_search);
  g_test_add_func ("/search/snippet", test_snippet_shows_the_words_in_one_line);
  TEST ("/search/everything", test_everything_of_a_ticket_is_searched);
  TEST ("/search/waiting", test_what_waits_is_found_and_marked);
  TEST ("/search/entry", test_a_hit_names_its_entry);
  TEST ("/search/reporter", test_a_reporter_finds_nothing_of_the_teams);
  TEST ("/search/newest", test_newest_is_found_first);
  TEST ("/search/refused", test_searching_needs_words_and_an_open_account);
  TEST ("/search/free", test_nobody_waits_for_a_search);
  TEST ("/search/cancelled", test_what_was_cancelled_says_nothing_more);
  TEST ("/search/async", test_asynchronous_search_hands_over_then_ends);

  return g_test_run ();
}
