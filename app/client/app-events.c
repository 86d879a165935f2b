/* app-events.c: see app-events.h */
#include "app-events.h"

#include <string.h>

#include "hark-api.h"
#include "hark-error.h"
#include "hark-json.h"

#define FIRST_MILLISECONDS 1000
#define LONGEST_MILLISECONDS 60000
#define SILENCE_SECONDS (3 * HARK_API_HEARTBEAT)
/* Of a whole stream: 40 events in each second of a minute, and five ever after. */
#define FIRST_BYTES (64 * 1024)
#define BYTES_A_SECOND 256

struct _AppEvents
{
  AppEventsCalls calls;
  gpointer user;
  GThread *thread;
  GMutex lock; /* for what follows */
  GCond cond;
  gboolean on;
  gboolean ending;
  gboolean again;            /* at once, whatever the delay */
  GCancellable *cancellable; /* of the connection, NULL between two */
  guint first, longest;      /* milliseconds */
  guint silence;             /* seconds */
};

/* --- reading --- */

void
app_event_reader_init (AppEventReader *self)
{
  *self = (AppEventReader){ .line = g_string_new (NULL), .to = -1 };
}

void
app_event_reader_clear (AppEventReader *self)
{
  g_string_free (self->line, TRUE);
  self->line = NULL;
}

static gboolean
read_data (AppEventReader *self, const char *data, GError **error)
{
  g_autoptr (JsonObject) object
      = hark_json_parse_object (data, strlen (data), APP_EVENTS_MAX_LINE, error);

  return object != NULL && hark_json_get_int (object, "to", 0, G_MAXINT64, &self->to, error);
}

/* An empty line ends an event; a comment counts by itself. Other fields are for others. */
static gboolean
read_line (AppEventReader *self, GError **error)
{
  const char *line = self->line->str;

  if (strlen (line) != self->line->len)
    {
      g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the server's events are no text");
      return FALSE;
    }

  if (line[0] == ':')
    self->n_heard++;
  else if (g_str_has_prefix (line, "data:"))
    return read_data (self, line + strlen ("data:"), error);
  else if (line[0] == '\0' && self->to >= 0)
    {
      self->newest = MAX (self->newest, self->to);
      self->to = -1;
      self->n_heard++;
    }

  return TRUE;
}

gboolean
app_event_reader_feed (AppEventReader *self, const char *data, gsize length, GError **error)
{
  for (gsize i = 0; i < length; i++)
    {
      gsize n = self->line->len;

      if (data[i] != '\n')
        {
          if (n == APP_EVENTS_MAX_LINE)
            {
              g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID,
                           "a line of the server's events is too long");
              return FALSE;
            }
          g_string_append_c (self->line, data[i]);
          continue;
        }

      if (n > 0 && self->line->str[n - 1] == '\r')
        g_string_truncate (self->line, n - 1);
      if (!read_line (self, error))
        return FALSE;
      g_string_truncate (self->line, 0);
    }

  return TRUE;
}

/* --- one connection --- */

static gboolean
fail_lost (GError **error)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_OFFLINE, "the connection to the server was lost");
  return FALSE;
}

/* Each event may cost a sync. */
static gboolean
is_too_much (gint64 begun, guint64 n_bytes)
{
  gint64 seconds = (g_get_monotonic_time () - begun) / G_TIME_SPAN_SECOND;

  return n_bytes > FIRST_BYTES + BYTES_A_SECOND * (guint64)seconds;
}

/* Until it ends, which it always does with an error. Something must be heard in each @silence
 * seconds. @reader tells how much was. */
static void
listen (AppEvents *self, AppHttp *http, GInputStream *stream, guint silence, AppEventReader *reader,
        GError **error)
{
  AppPace *pace = app_http_get_pace (http);
  gint64 told = -1, begun = g_get_monotonic_time ();
  guint64 n_bytes = 0, heard = 0;
  char buffer[1024];

  app_pace_begin (pace, silence * 1000, 1);
  for (;;)
    {
      gssize n = g_input_stream_read (stream, buffer, sizeof buffer,
                                      app_pace_get_cancellable (pace), NULL);

      if (n <= 0)
        {
          fail_lost (error);
          return;
        }
      if (!app_event_reader_feed (reader, buffer, n, error))
        return;
      n_bytes += (guint64)n;
      if (is_too_much (begun, n_bytes))
        {
          g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "the server's events never cease");
          return;
        }
      app_pace_move (pace, reader->n_heard - heard);
      heard = reader->n_heard;
      /* what has come meanwhile is one piece of news */
      if (reader->newest <= told || reader->n_heard == 0)
        continue;

      told = reader->newest;
      app_pace_end (pace);
      if (!self->calls.news (told, self->user))
        {
          fail_lost (error);
          return;
        }
      app_pace_begin (pace, silence * 1000, 1);
    }
}

/* FALSE: there is nothing to connect to. */
static gboolean
connect_once (AppEvents *self, GCancellable *cancellable, guint silence, guint64 *heard,
              GError **error)
{
  g_autoptr (AppHttp) http = self->calls.open (cancellable, self->user);
  GInputStream *stream;
  AppEventReader reader;

  if (http == NULL)
    return FALSE;

  app_http_set_timeout (http, silence);
  stream = app_http_open (http, HARK_API_EVENTS, 0, error);
  if (stream == NULL)
    return TRUE;

  app_event_reader_init (&reader);
  listen (self, http, stream, silence, &reader, error);
  *heard = reader.n_heard;
  app_event_reader_clear (&reader);
  app_http_close (http, stream);
  return TRUE;
}

/* --- the thread --- */

/* What a new try cannot change soon. */
static gboolean
is_slow (const GError *error)
{
  return !g_error_matches (error, HARK_ERROR, HARK_ERROR_OFFLINE);
}

/* Doubled with each failure, and another one for each client: a server that comes back is not run
 * over. Locked. */
static void
wait_for_next (AppEvents *self, guint failures, const GError *error)
{
  guint delay = is_slow (error) ? self->longest : self->first;
  gint64 end;

  for (guint i = 1; i < failures && delay < self->longest; i++)
    delay *= 2;
  delay = MIN (delay, self->longest);
  end = g_get_monotonic_time ()
        + (gint64)(delay * g_random_double_range (0.5, 1)) * G_TIME_SPAN_MILLISECOND;
  while (self->on && !self->ending && !self->again)
    if (!g_cond_wait_until (&self->cond, &self->lock, end))
      break;
}

/* Locked. */
static void
run_once (AppEvents *self, guint *failures)
{
  GCancellable *cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint silence = self->silence;
  guint64 heard = 0;
  gboolean there, wanted;

  self->again = FALSE;
  self->cancellable = cancellable;
  g_mutex_unlock (&self->lock);
  there = connect_once (self, cancellable, silence, &heard, &error);
  g_mutex_lock (&self->lock);
  self->cancellable = NULL;
  g_object_unref (cancellable);

  wanted = self->on && !self->ending && !self->again;
  if (!there || g_error_matches (error, HARK_ERROR, HARK_ERROR_AUTH)
      || g_error_matches (error, HARK_ERROR, HARK_ERROR_ENDED))
    self->on = self->on && self->again;
  if (!there || !wanted)
    {
      *failures = 0;
      return;
    }

  /* one that has lived begins anew */
  *failures = heard > 1 ? 1 : *failures + 1;
  if (heard == 0)
    {
      g_mutex_unlock (&self->lock);
      self->calls.failed (error, self->user);
      g_mutex_lock (&self->lock);
    }
  wait_for_next (self, *failures, error);
}

static gpointer
events_thread (gpointer data)
{
  AppEvents *self = data;
  guint failures = 0;

  g_mutex_lock (&self->lock);
  while (!self->ending)
    if (self->on)
      run_once (self, &failures);
    else
      g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
  return NULL;
}

AppEvents *
app_events_new (const AppEventsCalls *calls, gpointer user)
{
  AppEvents *self = g_new0 (AppEvents, 1);

  self->calls = *calls;
  self->user = user;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->first = FIRST_MILLISECONDS;
  self->longest = LONGEST_MILLISECONDS;
  self->silence = SILENCE_SECONDS;
  self->thread = g_thread_new ("hark-events", events_thread, self);
  return self;
}

/* Locked. */
static void
leave (AppEvents *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_cond_signal (&self->cond);
}

void
app_events_free (AppEvents *self)
{
  g_mutex_lock (&self->lock);
  self->ending = TRUE;
  leave (self);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
app_events_set_on (AppEvents *self, gboolean on)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (on && self->on && self->cancellable != NULL)
    return;

  self->on = on;
  self->again = on;
  leave (self);
}

void
app_events_retry (AppEvents *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!self->on)
    return;

  self->again = TRUE;
  leave (self);
}

void
app_events_set_pace (AppEvents *self, guint first_ms, guint longest_ms, guint silence)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->first = first_ms;
  self->longest = longest_ms;
  self->silence = silence;
}
