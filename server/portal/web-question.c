/* web-question.c: see web-question.h */
#include "web-question.h"

#include <string.h>

#include "hark-seal.h"
#include "web-form.h"
#include "web-portal.h"
#include "web-question-kind.h"

#define RING (1u << 20) /* tokens that may be out: older ones are late */
#define MINUTES 10

/* What a token holds, sealed. */
typedef struct
{
  guint64 serial;
  gint64 until;
  guint8 seed[WEB_SEED_LEN];
  guint8 language;
  guint8 n;
} Ticket;

typedef struct
{
  gint64 minute;
  guint count[MINUTES];
} Rate;

struct _WebQuestions
{
  GMutex lock;
  guint8 *key;  /* HARK_KEY_LEN */
  guint64 next; /* serial of the next token */
  guint8 *used; /* a bit for each of the last RING tokens */
  gint64 until; /* the last token is good */
  Rate rate[WEB_N_DOORS];
};

/* ------------------------------------------------------------------ tokens */

WebQuestions *
web_questions_new (void)
{
  WebQuestions *self = g_new0 (WebQuestions, 1);

  g_mutex_init (&self->lock);
  self->key = hark_seal_alloc (HARK_KEY_LEN);
  hark_seal_random (self->key, HARK_KEY_LEN);
  self->used = g_malloc0 (RING / 8);
  return self;
}

void
web_questions_free (WebQuestions *self)
{
  if (self == NULL)
    return;

  hark_seal_free (self->key);
  g_free (self->used);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* A clock that was set back keeps none open for longer. */
gboolean
web_questions_are_open (WebQuestions *self, gint64 now)
{
  gboolean open;

  g_mutex_lock (&self->lock);
  open = now <= self->until && now >= self->until - WEB_QUESTION_SECONDS;
  g_mutex_unlock (&self->lock);
  return open;
}

/* Of a token that is good until @until. */
static guint64
take_serial (WebQuestions *self, gint64 until)
{
  guint64 serial;

  g_mutex_lock (&self->lock);
  self->until = until;
  serial = self->next++;
  self->used[serial % RING / 8] &= (guint8) ~(1u << (serial % 8));
  g_mutex_unlock (&self->lock);
  return serial;
}

/* TRUE for the first time only. */
static gboolean
use_serial (WebQuestions *self, guint64 serial)
{
  guint8 bit = (guint8)(1u << (serial % 8));
  guint8 *byte = self->used + serial % RING / 8;
  gboolean fresh;

  g_mutex_lock (&self->lock);
  fresh = serial < self->next && self->next - serial <= RING && (*byte & bit) == 0;
  if (fresh)
    *byte |= bit;
  g_mutex_unlock (&self->lock);
  return fresh;
}

static char *
seal_token (WebQuestions *self, WebDoor door, const Ticket *ticket)
{
  guint8 ad = (guint8)door;
  g_autoptr (GBytes) box = hark_seal_box (self->key, &ad, 1, ticket, sizeof *ticket);

  return g_base64_encode (g_bytes_get_data (box, NULL), g_bytes_get_size (box));
}

static gboolean
open_token (WebQuestions *self, WebDoor door, const char *token, Ticket *ticket)
{
  guint8 ad = (guint8)door;
  gsize length;
  g_autofree guchar *box = g_base64_decode (token, &length);
  g_autoptr (GBytes) plain = NULL;

  if (length != sizeof *ticket + HARK_BOX_OVERHEAD)
    return FALSE;
  plain = hark_seal_box_open (self->key, &ad, 1, box, length, NULL);
  if (plain == NULL)
    return FALSE;

  memcpy (ticket, g_bytes_get_data (plain, NULL), sizeof *ticket);
  return TRUE;
}

/* ------------------------------------------------------------------ how many */

static void
rate_move (Rate *rate, gint64 now)
{
  gint64 minute = now / 60;

  if (minute - rate->minute >= MINUTES || minute < rate->minute)
    memset (rate->count, 0, sizeof rate->count);
  else
    for (gint64 m = rate->minute + 1; m <= minute; m++)
      rate->count[m % MINUTES] = 0;
  rate->minute = minute;
}

void
web_question_count (SrvRequest *request, WebDoor door)
{
  SrvPortal *portal = web_portal_get (request);
  WebQuestions *self = portal->questions;

  g_mutex_lock (&self->lock);
  rate_move (&self->rate[door], srv_context_now (portal->context));
  self->rate[door].count[self->rate[door].minute % MINUTES]++;
  g_mutex_unlock (&self->lock);
}

/* One from the start, a second one from the rate on, a third one from WEB_RATE_MOST times that.
 * Where they are switched off, one less at the door of accounts: what keeps passwords from being
 * guessed is asked of whoever guesses; and none at the others. */
static guint8
get_number (SrvPortal *portal, WebDoor door)
{
  WebQuestions *self = portal->questions;
  guint rate = srv_config_get_number (portal->context->config, SRV_CONFIG_PORTAL_RATE);
  guint8 first = srv_config_is_on (portal->context->config, SRV_CONFIG_PORTAL_QUESTION) ? 1 : 0;
  guint sum = 0;

  if (first == 0 && door != WEB_DOOR_ACCOUNT)
    return 0;
  if (door != WEB_DOOR_FORM)
    rate = MAX (rate / WEB_RATE_CODES, 1);

  g_mutex_lock (&self->lock);
  rate_move (&self->rate[door], srv_context_now (portal->context));
  for (guint i = 0; i < MINUTES; i++)
    sum += self->rate[door].count[i];
  g_mutex_unlock (&self->lock);
  return first + (sum < rate ? 0 : sum < WEB_RATE_MOST * rate ? 1 : 2);
}

/* With what the name that is tried brings: one alone is what everybody is asked anyway. */
static guint8
get_number_for (SrvPortal *portal, WebDoor door, guint least)
{
  guint8 n = get_number (portal, door);

  return n > 0 || least > 1 ? (guint8)CLAMP (least, n, WEB_MAX_QUESTIONS) : 0;
}

/* ------------------------------------------------------------------ in a page */

static guint8
get_language (const char *name)
{
  const char *const *languages = web_text_list_languages ();

  for (guint8 i = 0; languages[i] != NULL; i++)
    if (g_str_equal (languages[i], name))
      return i;

  return 0;
}

void
web_question_add (WebPage *page, WebDoor door, const char *fault)
{
  web_question_add_more (page, door, 0, fault);
}

/* (transfer full) */
static char *
make_token (SrvRequest *request, WebDoor door, guint least, Ticket *ticket)
{
  SrvPortal *portal = web_portal_get (request);
  gint64 until = srv_context_now (portal->context) + WEB_QUESTION_SECONDS;

  *ticket = (Ticket){ .serial = take_serial (portal->questions, until), .until = until };
  hark_seal_random (ticket->seed, sizeof ticket->seed);
  ticket->language = get_language (srv_request_get_language (request));
  ticket->n = get_number_for (portal, door, least);
  return seal_token (portal->questions, door, ticket);
}

void
web_question_add_more (WebPage *page, WebDoor door, guint least, const char *fault)
{
  Ticket ticket;
  g_autofree char *token = make_token (web_page_get_request (page), door, least, &ticket);

  web_page_add (page, "<input type=\"hidden\" name=\"token\" value=\"%s\">\n", token);

  for (guint8 i = 0; i < ticket.n; i++)
    {
      g_autoptr (WebQuestion) question = web_question_new (ticket.seed, i);
      WebInput input = {
        .name = web_field_get_name (WEB_ANSWER + i),
        .label = question->text,
        .hint = i == 0 ? _ ("This keeps machines out. One word or one number is enough.")
                       : _ ("One word or one number is enough."),
        .fault = i == 0 ? fault : NULL,
        .is_required = TRUE,
        .is_short = TRUE,
      };

      web_form_add_input (page, &input);
    }
}

JsonObject *
web_question_describe (SrvRequest *request, WebDoor door, guint least)
{
  JsonObject *json = json_object_new ();
  JsonArray *questions = json_array_new ();
  Ticket ticket;
  g_autofree char *token = make_token (request, door, least, &ticket);

  for (guint8 i = 0; i < ticket.n; i++)
    {
      g_autoptr (WebQuestion) question = web_question_new (ticket.seed, i);

      json_array_add_string_element (questions, question->text);
    }
  json_object_set_string_member (json, "token", token);
  json_object_set_array_member (json, "questions", questions);
  return json;
}

static gboolean
check_answers (const Ticket *ticket, const char *const *answers)
{
  gboolean right = TRUE;

  for (guint8 i = 0; i < ticket->n; i++)
    {
      g_autoptr (WebQuestion) question = web_question_new (ticket->seed, i);

      if (answers[i] == NULL || !web_question_is_right (question, answers[i]))
        right = FALSE;
    }

  return right;
}

WebVerdict
web_question_check (SrvRequest *request, WebDoor door, const char *token,
                    const char *const *answers)
{
  return web_question_check_more (request, door, 0, token, answers);
}

WebVerdict
web_question_check_more (SrvRequest *request, WebDoor door, guint least, const char *token,
                         const char *const *answers)
{
  SrvPortal *portal = web_portal_get (request);
  Ticket ticket;
  gboolean right;

  if (token == NULL || !open_token (portal->questions, door, token, &ticket)
      || srv_context_now (portal->context) > ticket.until
      || !use_serial (portal->questions, ticket.serial))
    return WEB_ANSWER_LATE;
  if (ticket.n == 0 && srv_config_is_on (portal->context->config, SRV_CONFIG_PORTAL_QUESTION))
    return WEB_ANSWER_LATE; /* it was switched on meanwhile */

  web_text_use (web_text_list_languages ()[ticket.language]);
  right = check_answers (&ticket, answers);
  web_text_use (srv_request_get_language (request));
  if (!right)
    return WEB_ANSWER_WRONG;

  /* none is enough only where none would be asked now: tokens can be fetched beforehand */
  if (ticket.n == 0 ? get_number_for (portal, door, least) > 0 : ticket.n < least)
    return WEB_ANSWER_FEW;
  return WEB_ANSWER_RIGHT;
}

const char *
web_question_get_fault (WebVerdict verdict)
{
  if (verdict == WEB_ANSWER_LATE)
    return _ ("The question had expired or was answered before. Please answer this new one.");
  if (verdict == WEB_ANSWER_FEW)
    return _ ("A password was wrong several times lately: please answer more questions first.");
  return _ ("That was not the answer. Please try this new question.");
}
