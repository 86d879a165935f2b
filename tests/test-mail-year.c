/* test-mail-year.c: a whole year of an organisation's mails, as a mail server gets them, against a
 * table that was written by hand from the rules (mail-year.txt: the year as a diary) */
#include "mail-year.h"

#include "job-remind.h"
#include "job-retention.h"
#include "job-sweep.h"
#include "mail-job.h"

#include <string.h>

#define HOUR G_GINT64_CONSTANT (3600)
#define DAY (24 * HOUR)
#define LATE_HOURS 5 /* the longest delay between two tries, and a fifth */
#define TIME_LENGTH 16

/* One line of the log, or of the table. */
typedef struct
{
  char *at;   /* "2028-01-03 10:00" */
  char *line; /* "bert de reply A" */
  gboolean is_late;
  gboolean is_matched;
} Line;

typedef struct
{
  Year year;
  GPtrArray *table, *got; /* Line */
  guint n_read;           /* mails that the sink has shown */
} Diary;

static void
line_free (gpointer data)
{
  Line *self = data;

  g_free (self->at);
  g_free (self->line);
  g_free (self);
}

static void
line_add (GPtrArray *list, const char *at, const char *text, gboolean is_late)
{
  Line *line = g_new0 (Line, 1);

  line->at = g_strdup (at);
  line->line = g_strdup (text);
  line->is_late = is_late;
  g_ptr_array_add (list, line);
}

/* --- the clock --- */

static char *
format_time (Diary *f, gint64 now)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, f->year.zone);

  return g_date_time_format (local, "%Y-%m-%d %H:%M");
}

static gint64
parse_time (Diary *f, const char *at)
{
  g_autofree char *text = g_strconcat (at, ":00", NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, f->year.zone);

  if (time == NULL)
    g_error ("no time: %s", at);
  return g_date_time_to_unix (time);
}

/* What comes with time alone, and what the mail server has got since the last time. */
static void
work (Diary *f)
{
  SrvContext *context;
  g_autofree char *at = format_time (f, harness_get_now (f->year.world->harness));
  char *mail;

  if (f->year.is_off)
    return;
  context = harness_get_context (f->year.world->harness);
  g_assert_true (job_remind_run (context, NULL) && job_retention_run (context, NULL));
  mail_job_run (context->mail);
  while ((mail = sink_read_mail (f->year.sink, f->n_read + 1)) != NULL)
    {
      g_autofree char *line = mail_log_read (f->year.log, mail);

      line_add (f->got, at, line, FALSE);
      g_free (mail);
      f->n_read++;
    }
}

/* Hour by hour up to @now. */
static void
go_to (Diary *f, gint64 now)
{
  gint64 hour = harness_get_now (f->year.world->harness) / HOUR * HOUR + HOUR;

  for (; hour < now; hour += HOUR)
    {
      harness_set_now (f->year.world->harness, hour);
      work (f);
      if (hour % DAY == 0 && !f->year.is_off)
        g_assert_true (job_sweep_run (harness_get_context (f->year.world->harness), NULL));
    }
  harness_set_now (f->year.world->harness, now);
}

/* --- the diary --- */

/* "> 10 anna en anonymous X", "> late bert de answer B", "> late 10 anna en anonymous X" */
static void
expect_mail (Diary *f, const char *at, const char *text)
{
  gboolean is_late = g_str_has_prefix (text, "late ");
  const char *rest = is_late ? text + strlen ("late ") : text;
  guint n = (guint)g_ascii_strtoull (rest, NULL, 10);
  const char *line = n > 0 ? strchr (rest, ' ') + 1 : rest;

  for (guint i = 0; i < MAX (n, 1); i++)
    line_add (f->table, at, line, is_late);
}

/* "2028-01-03 10:00 report A", or only the time for mails that come with it. */
static void
do_line (Diary *f, const char *line, char **at)
{
  g_free (*at);
  *at = g_strndup (line, TIME_LENGTH);
  go_to (f, parse_time (f, *at));
  if (strlen (line) > TIME_LENGTH)
    {
      g_test_message ("%s", line);
      year_do (&f->year, line + TIME_LENGTH + 1);
    }
  work (f);
}

static gboolean
is_match (Diary *f, const Line *wanted, const Line *got)
{
  gint64 delay = parse_time (f, got->at) - parse_time (f, wanted->at);

  return !got->is_matched && g_str_equal (wanted->line, got->line) && delay >= 0
         && delay <= (wanted->is_late ? LATE_HOURS * HOUR : 0);
}

/* Every mail stands in the table, and every line of it came. */
static void
compare (Diary *f)
{
  guint n = 0;

  for (guint i = 0; i < f->table->len; i++)
    {
      Line *wanted = f->table->pdata[i];

      for (guint k = 0; k < f->got->len && !wanted->is_matched; k++)
        if (is_match (f, wanted, f->got->pdata[k]))
          wanted->is_matched = ((Line *)f->got->pdata[k])->is_matched = TRUE;
      if (!wanted->is_matched)
        g_test_message ("missing: %s %s", wanted->at, wanted->line);
      n += wanted->is_matched ? 0 : 1;
    }
  for (guint k = 0; k < f->got->len; k++)
    {
      const Line *got = f->got->pdata[k];

      if (!got->is_matched)
        g_test_message ("in no line of the table: %s %s", got->at, got->line);
      n += got->is_matched ? 0 : 1;
    }
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (f->got->len, ==, f->table->len);
}

static void
test_the_year_is_as_the_table_says (Diary *f, gconstpointer unused)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "mail-year.txt", NULL);
  g_autofree char *text = NULL, *at = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      *strchrnul (lines[i], '#') = '\0';
      g_strchomp (lines[i]);
      if (g_str_has_prefix (lines[i], "> "))
        expect_mail (f, at, lines[i] + 2);
      else if (*lines[i] != '\0')
        do_line (f, lines[i], &at);
    }
  compare (f);
  g_test_message ("%u mails", f->got->len);
}

static void
set_up (Diary *f, gconstpointer unused)
{
  year_set_up (&f->year);
  f->table = g_ptr_array_new_with_free_func (line_free);
  f->got = g_ptr_array_new_with_free_func (line_free);
}

static void
tear_down (Diary *f, gconstpointer unused)
{
  year_tear_down (&f->year);
  g_ptr_array_unref (f->table);
  g_ptr_array_unref (f->got);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/mail-year/table", Diary, NULL, set_up, test_the_year_is_as_the_table_says,
              tear_down);
  return g_test_run ();
}
