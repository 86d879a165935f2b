/* mail-job.c: see mail-job.h */
#include "mail-job.h"

#include "hark-error.h"
#include "hark-seal.h"
#include "mail-key.h"
#include "mail-setting.h"
#include "mail-words.h"
#include "mail-turn.h"
#include "store-setting.h"

#include <string.h>

#define LOOK_SECONDS 1
#define FORGET_SECONDS 3600
#define TEST_CONNECT_MS 10000
#define TEST_WHOLE_MS 30000

struct _MailJob
{
  SrvContext *context;
  GMutex lock;
  GCond wake;
  gboolean woken; /* guarded by lock */
  gint ending;    /* atomic; set under lock */
  gint testing;   /* atomic: a test mail is under way */
  GThread *thread;
  MailTurn *turn;

  GMutex pass; /* one at a time; guards what follows */
  MailRender render;
  guint connect_ms, whole_ms;
  GRand *random;
  gint64 hold_until;
  gint64 forgotten;
};

/* One mail server and who signs in there. */
typedef struct
{
  MailSetting *setting;
  char *password;
  char *language; /* the organisation's */
  guint8 key[HARK_KEY_LEN];
  MailReason reason; /* why it was not found, where that is an Admin's to put right; else 0 */
  MailTarget target;
} Road;

static void
road_clear (Road *self)
{
  g_clear_pointer (&self->setting, mail_setting_free);
  g_clear_pointer (&self->password, hark_seal_free_string);
  g_clear_pointer (&self->language, g_free);
  hark_seal_wipe (self->key, sizeof self->key);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Road, road_clear)

/* FALSE with @error where there is no password; without where no mail is sent. */
static gboolean
road_find (Road *self, MailJob *job, SrvStore *store, GError **error)
{
  const char *dir = srv_stores_get_dir (job->context->stores);
  g_autoptr (HarkSettingOrganisation) organisation = NULL;
  g_autoptr (GError) local = NULL;
  MailSetting *setting = self->setting = mail_setting_read (store, error);

  if (setting == NULL)
    return FALSE;
  if (!mail_setting_is_on (setting))
    {
      self->reason = MAIL_REASON_UNSET;
      return FALSE;
    }

  if (g_atomic_int_get (&job->context->standing.is_shut) != 0)
    {
      self->reason = MAIL_REASON_SANDBOX;
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_NOT_FOUND,
                           "hark-server reaches a mail server once it was started again: it gave "
                           "that up, as none was set by then");
      return FALSE;
    }

  organisation = store_setting_get_organisation (store, NULL);
  self->language = g_strdup (organisation != NULL ? organisation->language : "en");
  self->password = mail_setting_open_password (setting, dir, &local);
  if (local != NULL)
    self->reason
        = *setting->password_file != '\0' ? MAIL_REASON_PASSWORD_FILE : MAIL_REASON_PASSWORD;
  if (local != NULL || !mail_key_ensure (dir, self->key, &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  self->target
      = (MailTarget){ .url = setting->server,
                      .is_plain = strcmp (setting->tls, "off") == 0 && !setting->server.is_tls,
                      .hello = hark_mail_get_domain (setting->from),
                      .user = *setting->user != '\0' ? setting->user : NULL,
                      .password = self->password };
  return TRUE;
}

/* --- from a row to a message --- */

/* "LEFT@DOMAIN": of the queue's row, the mail's own; of ticket and recipient, what a mail program
 * puts together. Neither says which row or ticket that is, not even to who has the database. */
static char *
name_hidden (const Road *road, const char *tag, const HarkId *id, const HarkId *user)
{
  HarkId hidden;
  g_autofree char *text = NULL;

  mail_key_hide (road->key, tag, id, user, &hidden);
  text = hark_id_to_string (&hidden);
  return g_strdup_printf ("%s@%s", text, road->target.hello);
}

static void
address (MailMessage *message, const SrvMail *mail, const SrvNotification *to, const Road *road,
         gint64 now)
{
  message->to = g_strdup (to->address);
  message->from = g_strdup (road->setting->from);
  if (message->from_name == NULL)
    message->from_name = g_strdup ("Hark");
  message->message_id = name_hidden (road, "hark/mail-message/v1", &mail->id, NULL);
  message->list_id = g_strdup_printf ("hark.%s", road->target.hello);
  if (!hark_id_is_zero (&mail->ticket))
    message->references = name_hidden (road, "hark/mail-thread/v2", &mail->ticket, &mail->user);
  message->date = now;
}

/* SRV_MAIL_LATER: to be sent, and @bytes is it. Else it is settled. */
static SrvMailResult
make (MailJob *self, SrvStore *store, const SrvMail *mail, const Road *road, MailMessage *message,
      GBytes **bytes, GError **error)
{
  g_auto (SrvNotification) to = { 0 };
  g_autoptr (GError) local = NULL;
  MailOccasion occasion = { self->context, store, mail, &to, NULL };

  if (!store_notification_get (store, &mail->user, &to, &local))
    {
      gboolean is_gone = g_error_matches (local, HARK_ERROR, HARK_ERROR_NOT_FOUND);

      g_propagate_error (error, g_steal_pointer (&local));
      return is_gone ? SRV_MAIL_DROPPED : SRV_MAIL_LATER;
    }

  occasion.language = *to.language != '\0' ? to.language : road->language;
  switch (self->render (&occasion, message))
    {
    case MAIL_RENDER_SEND:
      break;
    case MAIL_RENDER_DROP:
      return SRV_MAIL_DROPPED;
    case MAIL_RENDER_LATER:
    default:
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_BUSY, "it cannot be written now");
      return SRV_MAIL_LATER;
    }

  address (message, mail, &to, road, srv_context_now (self->context));
  *bytes = mail_message_write (message, error);
  return *bytes != NULL ? SRV_MAIL_LATER : SRV_MAIL_NEVER;
}

/* --- the queue --- */

typedef struct
{
  MailJob *job;
  gint64 now;
  GArray *again; /* HarkId: whose next try has come */
  guint n_again; /* of those, taken or found not to wait any more */
  GPtrArray *rows;
} Taking;

/* A SrvWork. */
static gboolean
take (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  Taking *taking = data;
  GRand *random = taking->job->random;
  guint n = 0;

  g_clear_pointer (&taking->rows, g_ptr_array_unref);
  taking->rows = store_mail_take_due (store, taking->now, MAIL_JOB_BATCH, random, error);
  if (taking->rows == NULL)
    return FALSE;

  for (; n < taking->again->len && taking->rows->len < MAIL_JOB_BATCH; n++)
    if (!store_mail_take_again (store, &g_array_index (taking->again, HarkId, n), taking->now,
                                random, taking->rows, error))
      return FALSE;
  taking->n_again = n;
  return TRUE;
}

/* (transfer full) */
static GPtrArray *
take_batch (MailJob *self, gint64 now, GError **error)
{
  g_autoptr (GArray) again = mail_turn_list (self->turn, now, MAIL_JOB_BATCH);
  Taking taking = { self, now, again, 0, NULL };

  if (!srv_writer_run (self->context->writer, take, &taking, error))
    {
      g_clear_pointer (&taking.rows, g_ptr_array_unref);
      return NULL;
    }

  for (guint i = 0; i < taking.n_again; i++)
    mail_turn_drop (self->turn, &g_array_index (again, HarkId, i));
  for (guint i = 0; i < taking.rows->len; i++)
    {
      const SrvMail *mail = taking.rows->pdata[i];

      mail_turn_set (self->turn, &mail->id, mail->next);
    }
  return taking.rows;
}

typedef struct
{
  const HarkId *id;
  gint64 now;
  const MailOutcome *outcome;
} Settling;

/* What a mail server says to one that it takes tells nobody anything but the time.
 * A SrvWork. */
static gboolean
settle (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  const Settling *settling = data;
  const MailOutcome *outcome = settling->outcome;
  g_autofree char *words = outcome->reason == MAIL_REASON_SAID ? mail_words_cut (outcome->words)
                                                               : g_strdup (outcome->words);
  SrvMailFate fate = { outcome->result, outcome->may_have_arrived,
                       mail_reason_get_name (outcome->reason), words };

  if (outcome->result == SRV_MAIL_SENT)
    fate.reason = fate.words = "";

  return store_mail_settle (store, settling->id, &fate, settling->now, error);
}

/* A SrvWork. */
static gboolean
forget (SrvStore *store, gint64 seq, gpointer data, GError **error)
{
  return store_mail_forget_old (store, *(gint64 *)data, error);
}

static void
set_words (MailOutcome *outcome, MailReason reason, const char *words)
{
  const char *end;

  outcome->reason = reason;
  g_strlcpy (outcome->words, words, sizeof outcome->words);
  g_utf8_validate (outcome->words, -1, &end); /* where a character was cut through */
  outcome->words[end - outcome->words] = '\0';
}

/* A row that could not be settled was put off by when it was taken: it goes once more, under the
 * same Message-ID. */
static gboolean
note (MailJob *self, const SrvMail *mail, const MailOutcome *outcome)
{
  Settling settling = { &mail->id, srv_context_now (self->context), outcome };
  g_autoptr (GError) error = NULL;

  if (srv_writer_run (self->context->writer, settle, &settling, &error))
    {
      if (outcome->result != SRV_MAIL_LATER)
        mail_turn_drop (self->turn, &mail->id);
      return TRUE;
    }

  g_message ("mail: what became of one cannot be written down: %s", error->message);
  return FALSE;
}

/* FALSE: what became of it could not be noted. */
static gboolean
send_one (MailJob *self, SrvStore *store, MailSmtp *smtp, const SrvMail *mail, const Road *road,
          MailOutcome *outcome)
{
  g_auto (MailMessage) message = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  *outcome = (MailOutcome){ 0 };
  outcome->result = make (self, store, mail, road, &message, &bytes, &error);
  if (bytes != NULL)
    mail_smtp_send (smtp, message.from, message.to, bytes, outcome);
  else if (error != NULL)
    set_words (outcome, MAIL_REASON_UNWRITTEN, error->message);
  if (outcome->result == SRV_MAIL_NEVER && bytes == NULL)
    g_message ("mail: one cannot be written: %s", outcome->words);

  return note (self, mail, outcome);
}

static gboolean
is_ending (MailJob *self)
{
  return g_atomic_int_get (&self->ending) != 0;
}

/* Those from @first on, which nobody tries now: LATER, for why @outcome says. */
static void
note_rest (MailJob *self, GPtrArray *rows, guint first, const MailOutcome *outcome)
{
  MailOutcome rest = *outcome;

  rest.may_have_arrived = FALSE;
  for (guint i = first; i < rows->len && !is_ending (self); i++)
    if (!note (self, rows->pdata[i], &rest))
      return;
}

/* All of one batch, over one connection. FALSE: no more for now. */
static gboolean
send_batch (MailJob *self, SrvStore *store, GPtrArray *rows, Road *road)
{
  g_autoptr (MailSmtp) smtp = NULL;
  MailOutcome outcome;

  road->target.connect_ms = self->connect_ms;
  road->target.whole_ms = self->whole_ms;
  smtp = mail_smtp_new (&road->target, &self->ending);
  for (guint i = 0; i < rows->len; i++)
    {
      if (is_ending (self) || !send_one (self, store, smtp, rows->pdata[i], road, &outcome))
        return FALSE;
      if (outcome.is_down)
        {
          note_rest (self, rows, i + 1, &outcome);
          return FALSE;
        }
    }

  return rows->len > 0;
}

/* No mail server is named: what waits is forgotten in time, so that none comes years late. Nothing
 * is written where nothing is that old. */
static void
forget_old (MailJob *self, SrvStore *store, gint64 now)
{
  SrvMailHealth health;

  if (ABS (now - self->forgotten) < FORGET_SECONDS)
    return;

  self->forgotten = now;
  while (!is_ending (self) && store_mail_get_health (store, now, &health, NULL)
         && health.waiting > 0 && health.oldest <= now - SRV_MAIL_PATIENCE)
    {
      gint64 began = g_get_monotonic_time ();

      if (!srv_writer_run (self->context->writer, forget, &now, NULL))
        return;
      g_usleep ((gulong)srv_writer_get_rest (g_get_monotonic_time () - began));
    }
}

/* FALSE: nothing more is to be done for now. */
static gboolean
do_batch (MailJob *self, SrvStore *store, gint64 now, GError **error)
{
  g_auto (Road) road = { 0 };
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  gboolean found = road_find (&road, self, store, &local);
  gboolean goes_on;

  if (!found && local == NULL)
    {
      forget_old (self, store, now);
      return FALSE;
    }
  rows = take_batch (self, now, error);
  if (rows == NULL || rows->len == 0)
    return FALSE;

  if (!found)
    {
      MailOutcome outcome = { .result = SRV_MAIL_LATER };

      if (road.reason == 0)
        g_message ("mail: %s", local->message);
      set_words (&outcome, road.reason != 0 ? road.reason : MAIL_REASON_UNWRITTEN, local->message);
      note_rest (self, rows, 0, &outcome);
      goes_on = FALSE;
    }
  else
    goes_on = send_batch (self, store, rows, &road);
  if (!goes_on)
    self->hold_until = now + MAIL_JOB_HOLD;
  return goes_on;
}

/* When something is to be tried, G_MAXINT64 for never. */
static gboolean
find_next (MailJob *self, SrvStore *store, gint64 now, gint64 *next, GError **error)
{
  gint64 due;

  if (!mail_turn_load (self->turn, store, now, error) || !store_mail_get_next (store, &due, error))
    return FALSE;

  *next = MIN (due, mail_turn_get_next (self->turn));
  return TRUE;
}

/* One pass: until nothing is due, or the mail server is not to be reached. */
static void
look (MailJob *self)
{
  g_autoptr (GError) error = NULL;
  gboolean goes_on = TRUE;

  g_mutex_lock (&self->pass);
  while (goes_on && !is_ending (self))
    {
      gint64 now = srv_context_now (self->context), due = G_MAXINT64;
      g_autoptr (SrvStore) store = srv_stores_borrow (self->context->stores, &error);
      gboolean holds = self->hold_until > now && self->hold_until <= now + MAIL_JOB_HOLD;

      goes_on = !holds && store != NULL && find_next (self, store, now, &due, &error) && due <= now
                && do_batch (self, store, now, &error);
      if (error != NULL)
        self->hold_until = now + MAIL_JOB_HOLD; /* a full disk is told of once a minute */
    }
  g_mutex_unlock (&self->pass);

  if (error != NULL)
    g_message ("mail: %s", error->message);
  hark_seal_wipe_stack ();
}

static gpointer
mail_thread (gpointer data)
{
  MailJob *self = data;

  g_mutex_lock (&self->lock);
  while (!is_ending (self))
    {
      gint64 next = g_get_monotonic_time () + LOOK_SECONDS * G_TIME_SPAN_SECOND;

      self->woken = FALSE;
      g_mutex_unlock (&self->lock);
      look (self);
      g_mutex_lock (&self->lock);

      while (!is_ending (self) && !self->woken
             && g_cond_wait_until (&self->wake, &self->lock, next))
        continue;
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* --- what others call --- */

MailJob *
mail_job_start (SrvContext *context)
{
  MailJob *self = g_new0 (MailJob, 1);

  mail_smtp_init ();
  self->context = context;
  self->render = mail_render;
  self->random = g_rand_new ();
  self->turn = mail_turn_new ();
  g_mutex_init (&self->lock);
  g_mutex_init (&self->pass);
  g_cond_init (&self->wake);
  self->thread = g_thread_new ("hark-mail", mail_thread, self);
  return self;
}

void
mail_job_end (MailJob *self)
{
  g_mutex_lock (&self->lock);
  g_atomic_int_set (&self->ending, 1);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
mail_job_stop (MailJob *self)
{
  mail_job_end (self);
  g_thread_join (self->thread);
  g_rand_free (self->random);
  mail_turn_free (self->turn);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->pass);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
mail_job_wake (MailJob *self)
{
  g_mutex_lock (&self->lock);
  self->woken = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
mail_job_run (MailJob *self)
{
  look (self);
}

gint64
mail_job_get_next (MailJob *self)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (self->context->stores, NULL);
  g_autoptr (MailSetting) setting = store != NULL ? mail_setting_read (store, NULL) : NULL;
  gint64 due;

  if (setting == NULL || !mail_setting_is_on (setting)
      || !find_next (self, store, srv_context_now (self->context), &due, NULL))
    return G_MAXINT64;
  return due;
}

/* What cannot go before another start does not count. */
gboolean
mail_job_is_waiting (MailJob *self)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (self->context->stores, NULL);
  g_autoptr (MailSetting) setting = store != NULL ? mail_setting_read (store, NULL) : NULL;
  gint64 due;

  if (setting == NULL || !store_mail_get_next (store, &due, NULL))
    return TRUE;

  return due != G_MAXINT64 && mail_setting_is_on (setting)
         && g_atomic_int_get (&self->context->standing.is_shut) == 0;
}

void
mail_job_set_render (MailJob *self, MailRender render)
{
  g_mutex_lock (&self->pass);
  self->render = render != NULL ? render : mail_render;
  g_mutex_unlock (&self->pass);
}

void
mail_job_set_patience (MailJob *self, guint connect_ms, guint whole_ms)
{
  g_mutex_lock (&self->pass);
  self->connect_ms = connect_ms;
  self->whole_ms = whole_ms;
  g_mutex_unlock (&self->pass);
}

void
mail_job_set_seed (MailJob *self, guint32 seed)
{
  g_mutex_lock (&self->pass);
  g_rand_set_seed (self->random, seed);
  g_mutex_unlock (&self->pass);
}

/* --- the test mail --- */

static gboolean
test (MailJob *self, const SrvMail *mail, MailOutcome *outcome, GError **error)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (self->context->stores, error);
  g_auto (Road) road = { 0 };
  g_autoptr (GError) local = NULL;
  g_auto (MailMessage) message = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MailSmtp) smtp = NULL;

  *outcome = (MailOutcome){ .result = SRV_MAIL_LATER };
  if (store == NULL)
    return FALSE;
  if (!road_find (&road, self, store, &local))
    {
      if (road.reason == 0)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      set_words (outcome, road.reason, local != NULL ? local->message : "no mail server is set");
      return TRUE;
    }
  make (self, store, mail, &road, &message, &bytes, error);
  if (bytes == NULL)
    return FALSE;

  g_clear_pointer (&store, srv_store_release); /* nobody waits for a mail server with one */
  road.target.connect_ms = TEST_CONNECT_MS;
  road.target.whole_ms = TEST_WHOLE_MS;
  smtp = mail_smtp_new (&road.target, &self->ending);
  mail_smtp_send (smtp, message.from, message.to, bytes, outcome);
  return TRUE;
}

gboolean
mail_job_test (MailJob *self, const HarkId *user, MailOutcome *outcome, GError **error)
{
  SrvMail mail = { .user = *user, .kind = (char *)MAIL_KIND_TEST };
  gboolean asked;

  if (!g_atomic_int_compare_and_exchange (&self->testing, 0, 1))
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_BUSY, "another test mail is under way");
      return FALSE;
    }

  hark_id_random (&mail.id);
  asked = test (self, &mail, outcome, error);
  g_atomic_int_set (&self->testing, 0);
  hark_seal_wipe_stack ();
  return asked;
}
