/* web-question.c: see web-question.h */
#include "web-question.h"

#include <string.h>

#include "hark-seal.h"
#include "web-form.h"
#include "web-portal.h"

#define RING (1u << 20) /* tokens that may be out: older ones are late */
#define MINUTES 10
#define SEED_LEN 16
#define MAX_NUMBER 20

/* What a token holds, sealed. */
typedef struct
{
  guint64 serial;
  gint64 until;
  guint8 seed[SEED_LEN];
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
  Rate rate[WEB_N_DOORS];
};

typedef struct
{
  char *text;
  const char *answer; /* a word */
  int number;         /* -1, or what digits may say */
} Question;

static const char *const numbers[MAX_NUMBER + 1]
    = { N_ ("zero"),    N_ ("one"),     N_ ("two"),       N_ ("three"),    N_ ("four"),
        N_ ("five"),    N_ ("six"),     N_ ("seven"),     N_ ("eight"),    N_ ("nine"),
        N_ ("ten"),     N_ ("eleven"),  N_ ("twelve"),    N_ ("thirteen"), N_ ("fourteen"),
        N_ ("fifteen"), N_ ("sixteen"), N_ ("seventeen"), N_ ("eighteen"), N_ ("nineteen"),
        N_ ("twenty") };

#define N_SORTS 4
#define N_WORDS 8

/* Words of a sort that nobody takes for another. */
static const char *const words[N_SORTS][N_WORDS] = {
  { N_ ("green"), N_ ("blue"), N_ ("yellow"), N_ ("red"), N_ ("white"), N_ ("black"), N_ ("brown"),
    N_ ("grey") },
  { N_ ("horse"), N_ ("cat"), N_ ("dog"), N_ ("cow"), N_ ("sheep"), N_ ("mouse"), N_ ("elephant"),
    N_ ("rabbit") },
  { N_ ("bread"), N_ ("cheese"), N_ ("soup"), N_ ("butter"), N_ ("rice"), N_ ("honey"),
    N_ ("apple"), N_ ("potato") },
  { N_ ("table"), N_ ("chair"), N_ ("window"), N_ ("door"), N_ ("lamp"), N_ ("cupboard"),
    N_ ("bed"), N_ ("shelf") },
};

static const char *const sort_questions[N_SORTS - 1] = {
  N_ ("Which of these words is a colour: %s, %s, %s?"),
  N_ ("Which of these words is an animal: %s, %s, %s?"),
  N_ ("Which of these words can be eaten: %s, %s, %s?"),
};

static const char *const place_questions[] = {
  N_ ("What is the first of these words: %s, %s, %s?"),
  N_ ("What is the second of these words: %s, %s, %s?"),
  N_ ("What is the last of these words: %s, %s, %s?"),
};

/* ------------------------------------------------------------------ questions */

static char *
say_three (const char *format, const char *const *three)
{
  /* The format is one of the tables above, or its translation, which msgfmt has checked. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (web_text_get (format), web_text_get (three[0]), web_text_get (three[1]),
                          web_text_get (three[2]));
#pragma GCC diagnostic pop
}

static void
make_sum (const guint8 *dice, Question *question)
{
  guint a = 2 + dice[1] % 8, b = 2 + dice[2] % 8;

  question->text = g_strdup_printf (_ ("What is %s plus %s?"), web_text_get (numbers[a]),
                                    web_text_get (numbers[b]));
  question->number = (int)(a + b);
}

static void
make_difference (const guint8 *dice, Question *question)
{
  guint a = 11 + dice[1] % 10, b = 1 + dice[2] % 9;

  question->text = g_strdup_printf (_ ("What is %s minus %s?"), web_text_get (numbers[a]),
                                    web_text_get (numbers[b]));
  question->number = (int)(a - b);
}

static void
make_largest (const guint8 *dice, Question *question)
{
  guint value[3] = { 1 + dice[1] % 6, 8 + dice[2] % 5, 14 + dice[3] % 7 };
  guint turn = dice[4] % 3;
  const char *three[3];

  for (guint i = 0; i < 3; i++)
    three[i] = numbers[value[(i + turn) % 3]];

  question->text = say_three (N_ ("Which of these numbers is the largest: %s, %s, %s?"), three);
  question->number = (int)value[2];
}

static void
make_place (const guint8 *dice, Question *question)
{
  guint place = dice[1] % G_N_ELEMENTS (place_questions);
  const char *three[3];

  for (guint i = 0; i < 3; i++)
    three[i] = words[(dice[2] + i) % N_SORTS][dice[3 + i] % N_WORDS];

  question->text = say_three (place_questions[place], three);
  question->answer = three[place];
}

static void
make_sort (const guint8 *dice, Question *question)
{
  guint sort = dice[1] % G_N_ELEMENTS (sort_questions);
  guint place = dice[2] % 3;
  const char *three[3];

  for (guint i = 0; i < 3; i++)
    three[i] = words[(sort + (3 + i - place) % 3) % N_SORTS][dice[3 + i] % N_WORDS];

  question->text = say_three (sort_questions[sort], three);
  question->answer = three[place];
}

/* The @index-th question of a seed, in the language in use; text is (transfer full). */
static Question
make_question (const guint8 seed[SEED_LEN], guint8 index)
{
  static void (*const kinds[]) (const guint8 *, Question *)
      = { make_sum, make_difference, make_largest, make_place, make_sort };
  Question question = { NULL, NULL, -1 };
  guint8 dice[16];

  hark_seal_hash (dice, sizeof dice, NULL, 0, "hark/web-question", seed, (gsize)SEED_LEN, &index,
                  (gsize)1, NULL);
  kinds[dice[0] % G_N_ELEMENTS (kinds)](dice, &question);
  if (question.number >= 0)
    question.answer = numbers[question.number];
  return question;
}

/* Lower case, letters and digits only, umlauts as people write them without the keys. (transfer
 * full) */
static char *
simplify (const char *text)
{
  g_autofree char *lower = g_utf8_casefold (text, -1);
  g_autofree char *composed = g_utf8_normalize (lower, -1, G_NORMALIZE_ALL_COMPOSE);
  GString *simple = g_string_new (NULL);

  for (const char *at = composed; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == 0xe4 || c == 0xf6 || c == 0xfc) /* ä ö ü */
        g_string_append (simple, c == 0xe4 ? "ae" : c == 0xf6 ? "oe" : "ue");
      else if (g_unichar_isalnum (c))
        g_string_append_unichar (simple, c);
      else if (simple->len > 0 && simple->str[simple->len - 1] != ' ')
        g_string_append_c (simple, ' ');
    }

  return g_strchomp (g_string_free (simple, FALSE));
}

static gboolean
is_right (const Question *question, const char *answer)
{
  g_autofree char *given = simplify (answer);
  g_autofree char *word = simplify (web_text_get (question->answer));
  g_autofree char *digits = g_strdup_printf ("%d", question->number);
  const char *last = strrchr (given, ' '); /* "the horse", "it is 7" */

  last = last != NULL ? last + 1 : given;
  return g_str_equal (last, word) || (question->number >= 0 && g_str_equal (last, digits));
}

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

static guint64
take_serial (WebQuestions *self)
{
  guint64 serial;

  g_mutex_lock (&self->lock);
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

static guint8
get_number (SrvPortal *portal, WebDoor door)
{
  static const guint more[WEB_N_DOORS] = { WEB_FORMS_MORE, WEB_WRONG_CODES_MORE };
  static const guint most[WEB_N_DOORS] = { WEB_FORMS_MOST, WEB_WRONG_CODES_MOST };
  WebQuestions *self = portal->questions;
  guint sum = 0;

  if (!srv_config_is_on (portal->context->config, SRV_CONFIG_PORTAL_QUESTION))
    return 0;

  g_mutex_lock (&self->lock);
  rate_move (&self->rate[door], srv_context_now (portal->context));
  for (guint i = 0; i < MINUTES; i++)
    sum += self->rate[door].count[i];
  g_mutex_unlock (&self->lock);
  return sum < more[door] ? 1 : sum < most[door] ? 2 : WEB_MAX_QUESTIONS;
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
  SrvRequest *request = web_page_get_request (page);
  SrvPortal *portal = web_portal_get (request);
  Ticket ticket = { 0 };
  g_autofree char *token = NULL;

  ticket.serial = take_serial (portal->questions);
  ticket.until = srv_context_now (portal->context) + WEB_QUESTION_SECONDS;
  hark_seal_random (ticket.seed, sizeof ticket.seed);
  ticket.language = get_language (srv_request_get_language (request));
  ticket.n = get_number (portal, door);
  token = seal_token (portal->questions, door, &ticket);
  web_page_add (page, "<input type=\"hidden\" name=\"token\" value=\"%s\">\n", token);

  for (guint8 i = 0; i < ticket.n; i++)
    {
      Question question = make_question (ticket.seed, i);
      WebInput input = {
        .name = web_field_get_name (WEB_ANSWER + i),
        .label = question.text,
        .hint = question.number < 0 ? (i == 0 ? _ ("This keeps machines out.") : NULL)
                : i == 0            ? _ ("This keeps machines out. Answer in words or in digits.")
                                    : _ ("Answer in words or in digits."),
        .fault = i == 0 ? fault : NULL,
        .is_required = TRUE,
        .is_short = TRUE,
      };

      web_form_add_input (page, &input);
      g_free (question.text);
    }
}

static gboolean
check_answers (const Ticket *ticket, const char *const *answers)
{
  gboolean right = TRUE;

  for (guint8 i = 0; i < ticket->n; i++)
    {
      Question question = make_question (ticket->seed, i);

      if (answers[i] == NULL || !is_right (&question, answers[i]))
        right = FALSE;
      g_free (question.text);
    }

  return right;
}

WebVerdict
web_question_check (SrvRequest *request, WebDoor door, const char *token,
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
  return right ? WEB_ANSWER_RIGHT : WEB_ANSWER_WRONG;
}

const char *
web_question_get_fault (WebVerdict verdict)
{
  if (verdict == WEB_ANSWER_LATE)
    return _ ("The question had expired. Please answer this new one.");
  return _ ("That was not the answer. Please try this new question.");
}
