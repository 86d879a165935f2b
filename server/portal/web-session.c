/* web-session.c: see web-session.h */
#include "web-session.h"

#include <string.h>

#include "hark-error.h"
#include "web-portal.h"

#define COOKIE "hark"
#define COOKIE_SECURE                                                                              \
  "__Host-hark" /* browsers take it only with Secure, Path=/ and without Domain */
#define COOKIE_LEN (2 * HARK_ID_LEN)

struct _WebSessions
{
  GMutex lock;
  GHashTable *table; /* key of a session → WebSession, of which it holds a reference */
  guint8 *
      secret; /* HARK_KEY_LEN: cookies are looked up by their keyed hash, so timing tells nothing */
  guint waiting; /* requests for a session that another request has, with a cookie that holds */
};

static guint
key_hash (gconstpointer key)
{
  guint hash;

  memcpy (&hash, key, sizeof hash);
  return hash;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, HARK_HASH_LEN) == 0;
}

static const char *
get_cookie_name (SrvRequest *request)
{
  SrvContext *context = srv_request_get_context (request);

  return srv_config_is_secure (context->config) ? COOKIE_SECURE : COOKIE;
}

static void
set_cookie (SrvRequest *request, const char *value)
{
  gboolean secure = g_str_equal (get_cookie_name (request), COOKIE_SECURE);
  char *header
      = g_strconcat (get_cookie_name (request), "=", value, "; Path=/; HttpOnly; SameSite=Strict",
                     *value == '\0' ? "; Max-Age=0" : "", secure ? "; Secure" : "", NULL);

  srv_request_add_header (request, "Set-Cookie", header);
  hark_seal_free_string (header);
}

static gint64
get_now (WebSession *self)
{
  return srv_context_now (self->portal->context);
}

/* ------------------------------------------------------------------ parts */

static void
make_token (char token[2 * HARK_ID_LEN + 1])
{
  HarkId id;
  char *text;

  hark_id_random (&id);
  text = hark_id_to_string (&id);
  memcpy (token, text, 2 * HARK_ID_LEN + 1);
  hark_seal_free_string (text);
}

static gboolean
fail_full (GError **error)
{
  g_set_error_literal (error, HARK_ERROR, HARK_ERROR_BUSY,
                       "too many people are writing at this moment");
  return FALSE;
}

gboolean
web_session_open_form (WebSession *self, GError **error)
{
  WebForm *form = web_pool_take (self->portal->pool, sizeof *form);

  if (form == NULL)
    return fail_full (error);

  web_session_close_form (self);
  make_token (form->csrf);
  form->opened = form->used = get_now (self);
  web_draft_init (&form->draft, self->portal->pool, &self->portal->disk);
  hark_id_random (&form->op);
  hark_id_random (&form->ticket);
  hark_id_random (&form->owner);
  hark_code_random (form->code);
  form->wants_inbox = TRUE;
  form->is_named = self->account != NULL;
  self->form = form;
  return TRUE;
}

void
web_session_close_form (WebSession *self)
{
  if (self->form == NULL)
    return;

  web_draft_clear (&self->form->draft);
  web_pool_give (self->portal->pool, g_steal_pointer (&self->form));
}

gboolean
web_session_open_inbox (WebSession *self, const HarkReporterKeys *keys, const HarkId *ticket,
                        GError **error)
{
  WebInbox *inbox = web_pool_take (self->portal->pool, sizeof *inbox);

  if (inbox == NULL)
    return fail_full (error);

  web_session_close_inbox (self);
  make_token (inbox->csrf);
  inbox->opened = inbox->used = get_now (self);
  web_draft_init (&inbox->draft, self->portal->pool, &self->portal->disk);
  inbox->keys = *keys;
  inbox->ticket = *ticket;
  hark_id_random (&inbox->owner);
  hark_id_random (&inbox->turn);
  self->inbox = inbox;
  return TRUE;
}

static void
close_inbox (WebSession *self, WebInbox **inbox)
{
  if (*inbox == NULL)
    return;

  web_draft_clear (&(*inbox)->draft);
  web_pool_give (self->portal->pool, g_steal_pointer (inbox));
}

void
web_session_close_inbox (WebSession *self)
{
  close_inbox (self, &self->inbox);
}

static void
close_account (WebSession *self)
{
  if (self->account != NULL)
    web_pool_give (self->portal->pool, g_steal_pointer (&self->account));
}

void
web_session_close_all (WebSession *self)
{
  web_session_close_form (self);
  web_session_close_inbox (self);
  for (guint i = 0; i < WEB_MAX_ASIDE; i++)
    close_inbox (self, &self->aside[i]);
  close_account (self);
}

gboolean
web_session_open_account (WebSession *self, const HarkId *user, const char *name,
                          const guint8 login[32], const HarkAccountKeys *keys, GError **error)
{
  WebAccount *account = web_pool_take (self->portal->pool, sizeof *account);

  if (account == NULL)
    return fail_full (error);

  web_session_close_all (self);
  make_token (account->csrf);
  account->opened = account->used = get_now (self);
  account->user = *user;
  g_strlcpy (account->name, name, sizeof account->name);
  memcpy (account->login, login, sizeof account->login);
  memcpy (account->keys.box_pk, keys->box_pk, sizeof account->keys.box_pk);
  memcpy (account->keys.box_sk, keys->box_sk, sizeof account->keys.box_sk);
  self->account = account;
  return TRUE;
}

/* The place of @ticket's inbox among those aside, NULL for none. */
static WebInbox **
find_aside (WebSession *self, const HarkId *ticket)
{
  for (guint i = 0; i < WEB_MAX_ASIDE; i++)
    if (self->aside[i] != NULL && hark_id_equal (&self->aside[i]->ticket, ticket))
      return &self->aside[i];

  return NULL;
}

/* A free place, or that of the one which was not looked at for longest. */
static WebInbox **
make_place (WebSession *self)
{
  WebInbox **place = &self->aside[0];

  for (guint i = 0; i < WEB_MAX_ASIDE && *place != NULL; i++)
    if (self->aside[i] == NULL || self->aside[i]->used < (*place)->used)
      place = &self->aside[i];

  close_inbox (self, place);
  return place;
}

static void
put_aside (WebSession *self)
{
  if (self->inbox != NULL && !web_draft_is_empty (&self->inbox->draft))
    *make_place (self) = g_steal_pointer (&self->inbox);
  web_session_close_inbox (self);
}

gboolean
web_session_has_unsent (WebSession *self, const HarkId *ticket)
{
  return find_aside (self, ticket) != NULL
         || (self->inbox != NULL && hark_id_equal (&self->inbox->ticket, ticket)
             && !web_draft_is_empty (&self->inbox->draft));
}

gboolean
web_session_open_ticket (WebSession *self, const HarkId *ticket, GError **error)
{
  WebAccount *account = self->account;
  WebInbox **place = find_aside (self, ticket);
  WebInbox *aside;

  if (self->inbox != NULL && hark_id_equal (&self->inbox->ticket, ticket))
    return TRUE;

  aside = place != NULL ? g_steal_pointer (place) : NULL;
  put_aside (self);
  if (aside != NULL)
    {
      aside->used = get_now (self);
      self->inbox = aside;
      return TRUE;
    }
  if (!web_session_open_inbox (self, &account->keys, ticket, error))
    return FALSE;

  /* One token for all tickets: what is typed in a second tab is no stranger's. */
  memcpy (self->inbox->csrf, account->csrf, sizeof account->csrf);
  self->inbox->is_named = TRUE;
  return TRUE;
}

gboolean
web_session_check_csrf (const char *csrf, const char *given)
{
  return given != NULL && strlen (given) == 2 * HARK_ID_LEN
         && hark_seal_equal (csrf, given, 2 * HARK_ID_LEN);
}

/* A clock that was set back is no reason to keep for longer what somebody typed. */
static void
follow_clock (gint64 *opened, gint64 *used, gint64 now)
{
  *opened = MIN (*opened, now);
  *used = MIN (*used, now);
}

/* Locked. FALSE once nothing is left. */
static gboolean
expire (WebSession *self, gint64 now)
{
  WebForm *form = self->form;
  WebInbox *inbox = self->inbox;
  WebAccount *account = self->account;
  gboolean busy = g_atomic_int_get (&self->busy) > 0;

  if (account != NULL)
    {
      follow_clock (&account->opened, &account->used, now);
      if ((!busy && now - account->used > WEB_INBOX_IDLE)
          || now - account->opened > WEB_SESSION_LIFE)
        web_session_close_all (self);
      return self->account != NULL;
    }

  if (form != NULL)
    follow_clock (&form->opened, &form->used, now);
  if (inbox != NULL)
    follow_clock (&inbox->opened, &inbox->used, now);

  if (form != NULL
      && ((!busy && now - form->used > WEB_FORM_IDLE) || now - form->opened > WEB_SESSION_LIFE))
    web_session_close_form (self);
  if (inbox != NULL
      && ((!busy && now - inbox->used > WEB_INBOX_IDLE) || now - inbox->opened > WEB_SESSION_LIFE))
    web_session_close_inbox (self);

  return self->form != NULL || self->inbox != NULL;
}

/* ------------------------------------------------------------------ sessions */

WebSession *
web_session_hold (WebSession *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
web_session_drop (WebSession *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;

  web_session_close_all (self);
  g_mutex_clear (&self->lock);
  web_pool_give (self->portal->pool, self);
}

void
web_session_leave (WebSession *self)
{
  g_mutex_unlock (&self->lock);
  web_session_drop (self);
}

static void
derive_key (WebSessions *sessions, const char *cookie, guint8 key[HARK_HASH_LEN])
{
  hark_seal_hash (key, HARK_HASH_LEN, sessions->secret, HARK_KEY_LEN, "hark/web-session", cookie,
                  strlen (cookie), NULL);
}

/* Those who wait with a cookie that holds no longer go as soon as whoever took it away is done:
 * they keep nobody out who has the new one. The sessions are locked. */
static void
discount_waiting (WebSessions *sessions, WebSession *self)
{
  sessions->waiting -= self->waiting;
  self->waiting = 0;
}

/* Until nobody else has @self; the sessions are locked before and after. FALSE where @key leads to
 * it no longer: what came with an old cookie is as if it had come later. */
static gboolean
wait_for (WebSessions *sessions, WebSession *self, const guint8 key[HARK_HASH_LEN])
{
  sessions->waiting++;
  self->waiting++;
  g_mutex_unlock (&sessions->lock);
  g_mutex_lock (&self->lock);
  g_mutex_lock (&sessions->lock);
  if (memcmp (self->key, key, sizeof self->key) == 0) /* else it was discounted */
    {
      self->waiting--;
      sessions->waiting--;
    }
  return g_hash_table_lookup (sessions->table, key) == self;
}

/* Locked and with a reference. NULL with @error where too many wait for it. */
static WebSession *
look_up (WebSessions *sessions, const char *cookie, GError **error)
{
  guint8 key[HARK_HASH_LEN];
  WebSession *self, *stale = NULL;

  derive_key (sessions, cookie, key);
  g_mutex_lock (&sessions->lock);
  self = g_hash_table_lookup (sessions->table, key);
  if (self != NULL && g_mutex_trylock (&self->lock))
    web_session_hold (self);
  else if (self != NULL
           && (self->waiting >= WEB_SESSION_WAITING
               || sessions->waiting >= WEB_MAX_WAITING_REQUESTS))
    {
      self = NULL;
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_BUSY, "too many wait for this session");
    }
  else if (self != NULL && !wait_for (sessions, web_session_hold (self), key))
    stale = g_steal_pointer (&self);
  g_mutex_unlock (&sessions->lock);

  g_clear_pointer (&stale, web_session_leave);
  return self;
}

/* FALSE where it was not in. */
static gboolean
take_out (WebSessions *sessions, WebSession *self)
{
  gboolean was_in;

  g_mutex_lock (&sessions->lock);
  was_in = g_hash_table_lookup (sessions->table, self->key) == self;
  if (was_in)
    g_hash_table_remove (sessions->table, self->key);
  g_mutex_unlock (&sessions->lock);
  return was_in;
}

WebSession *
web_session_enter (SrvRequest *request, GError **error)
{
  WebSessions *sessions = web_portal_get (request)->sessions;
  const char *cookie = srv_request_get_cookie (request, get_cookie_name (request));
  WebSession *self;
  gint64 now;

  if (cookie == NULL || strlen (cookie) != COOKIE_LEN)
    return NULL;

  self = look_up (sessions, cookie, error);
  if (self == NULL)
    return NULL;

  now = get_now (self);
  if (!expire (self, now))
    {
      take_out (sessions, self);
      web_session_leave (self);
      return NULL;
    }

  if (self->form != NULL)
    self->form->used = now;
  if (self->inbox != NULL)
    self->inbox->used = now;
  if (self->account != NULL)
    self->account->used = now;
  return self;
}

/* A fresh cookie for @self, which is in the table from now on. FALSE where the table is full. */
static gboolean
put_in (WebSessions *sessions, WebSession *self, SrvRequest *request)
{
  char cookie[COOKIE_LEN + 1];
  gboolean ok;

  make_token (cookie);
  g_mutex_lock (&sessions->lock);
  ok = g_hash_table_size (sessions->table) < WEB_MAX_SESSIONS;
  if (ok)
    {
      discount_waiting (sessions, self);
      derive_key (sessions, cookie, self->key);
      g_hash_table_insert (sessions->table, self->key, web_session_hold (self));
    }
  g_mutex_unlock (&sessions->lock);

  if (ok)
    set_cookie (request, cookie);
  hark_seal_wipe (cookie, sizeof cookie);
  return ok;
}

/* What would be lost with a session, from little to much. */
typedef enum
{
  WORTH_NOTHING, /* an empty form: the browser has what was typed into it */
  WORTH_NUMBER,  /* a sent report, whose number was shown */
  WORTH_CODE,    /* an inbox or an account without a text: the code or password opens it again */
  WORTH_TEXT,    /* is never thrown away */
} Worth;

/* Locked. */
static Worth
get_worth (WebSession *self)
{
  Worth worth = WORTH_NOTHING;

  if (g_atomic_int_get (&self->busy) > 0)
    return WORTH_TEXT;

  if (self->form != NULL && self->form->step == WEB_STEP_DONE)
    worth = WORTH_NUMBER;
  else if (self->form != NULL && !web_draft_is_empty (&self->form->draft))
    worth = WORTH_TEXT;
  if (self->account != NULL)
    worth = MAX (worth, WORTH_CODE);
  if (self->inbox != NULL)
    worth = MAX (worth, web_draft_is_empty (&self->inbox->draft) ? WORTH_CODE : WORTH_TEXT);
  for (guint i = 0; i < WEB_MAX_ASIDE; i++)
    if (self->aside[i] != NULL)
      worth = WORTH_TEXT;
  return worth;
}

/* Locked. */
static gint64
get_last_use (WebSession *self)
{
  return MAX (
      MAX (self->form != NULL ? self->form->used : 0, self->inbox != NULL ? self->inbox->used : 0),
      self->account != NULL ? self->account->used : 0);
}

/* The one that can best be spared: of the least worth the one that was not used for longest. NULL
 * where all have something in them or are in use right now. The sessions are locked. */
static WebSession *
find_spare (WebSessions *sessions)
{
  WebSession *spare = NULL;
  Worth least = WORTH_TEXT;
  gint64 oldest = G_MAXINT64;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, sessions->table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      WebSession *self = value;
      Worth worth;

      if (!g_mutex_trylock (&self->lock))
        continue;
      worth = get_worth (self);
      if (worth < least || (worth == least && worth < WORTH_TEXT && get_last_use (self) < oldest))
        {
          spare = self;
          least = worth;
          oldest = get_last_use (self);
        }
      g_mutex_unlock (&self->lock);
    }

  return spare;
}

/* One goes where one comes: sessions that nobody writes in never take more than half of the pool,
 * nor the place of a new one. */
static void
make_room (WebSessions *sessions, WebPool *pool)
{
  WebSession *spare = NULL;

  g_mutex_lock (&sessions->lock);
  if (g_hash_table_size (sessions->table) >= WEB_MAX_SESSIONS
      || web_pool_get_used (pool) > WEB_POOL_SIZE / 2)
    spare = find_spare (sessions);
  if (spare != NULL && g_mutex_trylock (&spare->lock))
    {
      if (get_worth (spare) < WORTH_TEXT) /* nobody has begun to write meanwhile */
        {
          web_session_hold (spare);
          web_session_close_all (spare);
          g_hash_table_remove (sessions->table, spare->key);
          web_session_leave (spare);
        }
      else
        g_mutex_unlock (&spare->lock);
    }
  g_mutex_unlock (&sessions->lock);
}

WebSession *
web_session_create (SrvRequest *request, GError **error)
{
  SrvPortal *portal = web_portal_get (request);
  WebSession *self;

  web_sessions_sweep (portal->sessions, srv_context_now (portal->context));
  make_room (portal->sessions, portal->pool);
  self = web_pool_take (portal->pool, sizeof *self);
  if (self == NULL)
    {
      fail_full (error);
      return NULL;
    }

  g_mutex_init (&self->lock);
  self->refs = 1;
  self->portal = portal;
  g_mutex_lock (&self->lock);
  if (put_in (portal->sessions, self, request))
    return self;

  web_session_leave (self);
  fail_full (error);
  return NULL;
}

void
web_session_rename (WebSession *self, SrvRequest *request)
{
  WebSessions *sessions = self->portal->sessions;

  if (take_out (sessions, self)) /* else it was abandoned meanwhile */
    put_in (sessions, self, request);
}

void
web_session_forget (WebSession *self, SrvRequest *request)
{
  if (self->form != NULL || self->inbox != NULL || self->account != NULL)
    return;

  take_out (self->portal->sessions, self);
  set_cookie (request, "");
}

void
web_session_abandon (SrvRequest *request)
{
  WebSessions *sessions = web_portal_get (request)->sessions;
  const char *cookie = srv_request_get_cookie (request, get_cookie_name (request));
  guint8 key[HARK_HASH_LEN];

  if (cookie == NULL || strlen (cookie) != COOKIE_LEN)
    return;

  derive_key (sessions, cookie, key);
  g_mutex_lock (&sessions->lock);
  g_hash_table_remove (sessions->table, key);
  g_mutex_unlock (&sessions->lock);
  set_cookie (request, "");
}

/* ------------------------------------------------------------------ all of them */

WebSessions *
web_sessions_new (void)
{
  WebSessions *self = g_new0 (WebSessions, 1);

  g_mutex_init (&self->lock);
  self->table = g_hash_table_new_full (key_hash, key_equal, NULL, (GDestroyNotify)web_session_drop);
  self->secret = hark_seal_alloc (HARK_KEY_LEN);
  hark_seal_random (self->secret, HARK_KEY_LEN);
  return self;
}

void
web_sessions_free (WebSessions *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->table);
  hark_seal_free (self->secret);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* One that is in use right now is looked at when it is used next. */
static gboolean
is_over (gpointer key, gpointer value, gpointer now)
{
  WebSession *self = value;
  gboolean over;

  if (!g_mutex_trylock (&self->lock))
    return FALSE;

  over = !expire (self, *(gint64 *)now);
  g_mutex_unlock (&self->lock);
  return over;
}

void
web_sessions_sweep (WebSessions *self, gint64 now)
{
  g_mutex_lock (&self->lock);
  g_hash_table_foreach_remove (self->table, is_over, &now);
  g_mutex_unlock (&self->lock);
}

guint
web_sessions_count (WebSessions *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = g_hash_table_size (self->table);
  g_mutex_unlock (&self->lock);
  return n;
}

guint
web_sessions_count_waiting (WebSessions *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->waiting;
  g_mutex_unlock (&self->lock);
  return n;
}
