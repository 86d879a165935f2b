/* mail-smtp.c: see mail-smtp.h */
#include "mail-smtp.h"

#include "hark-text.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_REPLY 2048 /* of one reply of the server's, before it is cut to what is kept */
#define MAX_ADDRESSES 16
#define CLOSING 421 /* the server ends the connection, whatever it was asked */

/* How far a mail has come: which command went out last. */
typedef enum
{
  STAGE_BEFORE,
  STAGE_SENDER,
  STAGE_RECIPIENT,
  STAGE_MESSAGE,
} Stage;

struct _MailSmtp
{
  const MailTarget *target;
  const gint *stop;
  CURL *curl;
  GArray *sockets; /* int: those that are open */
  struct curl_slist *addresses;
  gboolean is_resolved;
  char error[CURL_ERROR_SIZE];

  /* of the mail that is under way */
  Stage stage;
  const char *recipient;
  GString *reply;
  gboolean reply_is_over; /* the next line begins another one */
  gboolean has_left;      /* what comes now is a farewell */
  const guint8 *data;
  gsize left;
};

void
mail_smtp_init (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      curl_global_init (CURL_GLOBAL_DEFAULT);
      g_once_init_leave (&done, 1);
    }
}

const char *
mail_reason_get_name (MailReason reason)
{
  static const char *const names[]
      = { [MAIL_REASON_SAID] = "said",         [MAIL_REASON_REPEATED] = "repeated",
          [MAIL_REASON_NAME] = "name",         [MAIL_REASON_UNREACHED] = "unreached",
          [MAIL_REASON_TIMEOUT] = "timeout",   [MAIL_REASON_BROKEN] = "broken",
          [MAIL_REASON_NO_TLS] = "no-tls",     [MAIL_REASON_CERTIFICATE] = "certificate",
          [MAIL_REASON_PLAIN] = "plain",       [MAIL_REASON_SANDBOX] = "sandbox",
          [MAIL_REASON_ENDED] = "ended",       [MAIL_REASON_UNSET] = "unset",
          [MAIL_REASON_PASSWORD] = "password", [MAIL_REASON_PASSWORD_FILE] = "password-file",
          [MAIL_REASON_SIGN_IN] = "sign-in",   [MAIL_REASON_UNWRITTEN] = "unwritten" };

  return names[reason];
}

/* --- what the server says --- */

static size_t
on_reply (char *line, size_t size, size_t n, void *user)
{
  MailSmtp *self = user;
  gsize length = size * n;

  if (self->has_left)
    return length;
  if (self->reply_is_over)
    g_string_truncate (self->reply, 0);
  self->reply_is_over = length < 4 || line[3] != '-';
  if (self->reply->len < MAX_REPLY)
    g_string_append_len (self->reply, line, (gssize)MIN (length, MAX_REPLY));
  return length;
}

/* Looks at the command's name alone: what follows may be a password. */
static int
on_debug (CURL *curl, curl_infotype type, char *data, size_t size, void *user)
{
  MailSmtp *self = user;

  if (type != CURLINFO_HEADER_OUT || size < 4)
    return 0;
  if (memcmp (data, "MAIL", 4) == 0)
    self->stage = STAGE_SENDER;
  else if (memcmp (data, "RCPT", 4) == 0)
    self->stage = STAGE_RECIPIENT;
  else if (memcmp (data, "DATA", 4) == 0)
    self->stage = STAGE_MESSAGE;
  else if (memcmp (data, "QUIT", 4) == 0)
    self->has_left = TRUE;
  return 0;
}

static size_t
on_read (char *buffer, size_t size, size_t n, void *user)
{
  MailSmtp *self = user;
  gsize length = MIN (size * n, self->left);

  memcpy (buffer, self->data, length);
  self->data += length;
  self->left -= length;
  return length;
}

static int
on_progress (void *user, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
  MailSmtp *self = user;

  return self->stop != NULL && g_atomic_int_get (self->stop) != 0;
}

static int
on_opened (void *user, curl_socket_t fd, curlsocktype purpose)
{
  MailSmtp *self = user;

  g_array_append_val (self->sockets, fd);
  return CURL_SOCKOPT_OK;
}

static int
on_close (void *user, curl_socket_t fd)
{
  MailSmtp *self = user;

  for (guint i = self->sockets->len; i-- > 0;)
    if (g_array_index (self->sockets, int, i) == fd)
      g_array_remove_index_fast (self->sockets, i);
  return close (fd);
}

static gboolean
holds (const char *text, const char *secret)
{
  return secret != NULL && *secret != '\0' && strstr (text, secret) != NULL;
}

/* A server may say again what it was told. */
static gboolean
tells_secret (MailSmtp *self, const char *text)
{
  const char *user = self->target->user, *password = self->target->password;
  gsize user_length, length;
  g_autofree char *plain = NULL, *plain64 = NULL, *password64 = NULL;
  gboolean tells;

  if (user == NULL || password == NULL)
    return FALSE;

  user_length = strlen (user);
  length = strlen (password);
  plain = g_malloc0 (user_length + length + 2);
  memcpy (plain + 1, user, user_length);
  memcpy (plain + 2 + user_length, password, length);
  plain64 = g_base64_encode ((const guchar *)plain, user_length + length + 2);
  password64 = g_base64_encode ((const guchar *)password, length);
  tells = holds (text, password) || holds (text, plain64) || holds (text, password64);

  explicit_bzero (plain, user_length + length + 2);
  explicit_bzero (plain64, strlen (plain64));
  explicit_bzero (password64, strlen (password64));
  return tells;
}

/* Between brackets, bare or with a quoted name, also as a link or a bounce address writes it. */
#define AT "(?:@|\xef\xbc\xa0|%40|=40|\\+40)"
#define WORD "[^\\s<>()\\[\\],;:\"']*"
#define ADDRESS "<[^<>]*" AT "[^<>]*>|\"[^\"]*\"" AT WORD "|" WORD AT WORD
#define HIDDEN "<\xe2\x80\xa6>"

static char *
replace (const char *text, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS, 0, NULL);

  return g_regex_replace_literal (regex, text, -1, 0, HIDDEN, 0, NULL);
}

/* What looks like an address, and the recipient's name as it stands before the @, are nobody's to
 * keep or to see. (transfer full) (nullable) */
static char *
hide_addresses (MailSmtp *self, const char *text)
{
  g_autofree char *hidden = replace (text, ADDRESS);
  g_autofree char *name = self->recipient != NULL
                              ? g_strndup (self->recipient, strcspn (self->recipient, "@"))
                              : NULL;
  g_autofree char *quoted = name != NULL ? g_regex_escape_string (name, -1) : NULL;
  g_autofree char *pattern = NULL;

  if (hidden == NULL || quoted == NULL || *quoted == '\0')
    return g_steal_pointer (&hidden);

  pattern = g_strdup_printf ("(?<![\\w.+-])%s(?![\\w+-])", quoted);
  return replace (hidden, pattern);
}

/* One line that can be shown and kept. */
static void
set_words (MailSmtp *self, MailOutcome *outcome, MailReason reason, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize)strnlen (text, MAX_REPLY));
  g_autofree char *hidden = hide_addresses (self, valid);
  g_autoptr (GString) line = g_string_new (NULL);

  outcome->reason = reason;
  if (tells_secret (self, text))
    {
      outcome->reason = MAIL_REASON_REPEATED;
      g_strlcpy (outcome->words, "(the mail server repeats what it was told)",
                 sizeof outcome->words);
      return;
    }

  for (const char *at = hidden != NULL ? hidden : ""; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean is_blank = hark_text_is_control (c) || c == ' ';

      if (line->len + 6 > SRV_MAIL_MAX_WORDS)
        break;
      if (!is_blank)
        g_string_append_unichar (line, c);
      else if (line->len > 0 && line->str[line->len - 1] != ' ')
        g_string_append_c (line, ' ');
    }
  g_strchomp (line->str);
  g_strlcpy (outcome->words, line->str, sizeof outcome->words);
}

/* --- where it is --- */

static gboolean
is_loopback (const struct sockaddr *address)
{
  if (address->sa_family == AF_INET)
    return ntohl (((const struct sockaddr_in *)address)->sin_addr.s_addr) >> 24 == 127;

  return IN6_IS_ADDR_LOOPBACK (&((const struct sockaddr_in6 *)address)->sin6_addr);
}

/* " [::1],127.0.0.1" behind "host:port:"; FALSE where @only_loopback and one is not. */
static gboolean
append_addresses (GString *text, const struct addrinfo *found, gboolean only_loopback)
{
  guint n = 0;

  for (const struct addrinfo *at = found; at != NULL && n < MAX_ADDRESSES; at = at->ai_next)
    {
      char name[INET6_ADDRSTRLEN];
      gboolean is_6 = at->ai_family == AF_INET6;

      if (!is_6 && at->ai_family != AF_INET)
        continue;
      if (only_loopback && !is_loopback (at->ai_addr))
        return FALSE;
      if (getnameinfo (at->ai_addr, at->ai_addrlen, name, sizeof name, NULL, 0, NI_NUMERICHOST)
          != 0)
        continue;
      name[strcspn (name, "%")] = '\0';
      g_string_append_printf (text, is_6 ? "%s[%s]" : "%s%s", n > 0 ? "," : "", name);
      n++;
    }
  return n > 0;
}

/* Here and not by libcurl, which would take a thread and a pair of sockets for it that the sandbox
 * does not have; and so that one look decides what is on this machine and where it connects to. */
static gboolean
resolve (MailSmtp *self, MailOutcome *outcome)
{
  const HarkMailUrl *url = &self->target->url;
  const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
  struct addrinfo *found = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean is_fine;
  int result;

  if (self->is_resolved)
    return TRUE;
  result = getaddrinfo (url->host, NULL, &hints, &found);
  if (result != 0)
    {
      g_autofree char *words = g_strdup_printf ("%s: %s", url->host, gai_strerror (result));

      set_words (self, outcome, MAIL_REASON_NAME, words);
      return FALSE;
    }

  g_string_printf (text, strchr (url->host, ':') != NULL ? "[%s]:%u:" : "%s:%u:", url->host,
                   url->port);
  is_fine = append_addresses (text, found, self->target->is_plain);
  freeaddrinfo (found);
  if (!is_fine)
    {
      set_words (self, outcome, self->target->is_plain ? MAIL_REASON_PLAIN : MAIL_REASON_NAME,
                 self->target->is_plain
                     ? "mail.tls is off, which is for a mail server on this machine alone"
                     : "the mail server has no address");
      return FALSE;
    }

  self->addresses = curl_slist_append (NULL, text->str);
  curl_easy_setopt (self->curl, CURLOPT_RESOLVE, self->addresses);
  self->is_resolved = TRUE;
  return TRUE;
}

/* --- the connection --- */

static void
set_url (MailSmtp *self)
{
  const HarkMailUrl *url = &self->target->url;
  gboolean is_6 = strchr (url->host, ':') != NULL;
  g_autofree char *text
      = g_strdup_printf ("%s://%s%s%s:%u/%s", url->is_tls ? "smtps" : "smtp", is_6 ? "[" : "",
                         url->host, is_6 ? "]" : "", url->port, self->target->hello);

  curl_easy_setopt (self->curl, CURLOPT_URL, text);
  curl_easy_setopt (self->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt (self->curl, CURLOPT_PROXY, "");
  curl_easy_setopt (self->curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
}

static void
set_safety (MailSmtp *self)
{
  const char *authorities = g_getenv ("SSL_CERT_FILE");

  curl_easy_setopt (self->curl, CURLOPT_USE_SSL,
                    (long)(self->target->is_plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  curl_easy_setopt (self->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (self->curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (self->curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (self->curl, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  if (authorities != NULL && *authorities != '\0')
    curl_easy_setopt (self->curl, CURLOPT_CAINFO, authorities);
  if (self->target->user == NULL || self->target->password == NULL)
    return;

  curl_easy_setopt (self->curl, CURLOPT_USERNAME, self->target->user);
  curl_easy_setopt (self->curl, CURLOPT_PASSWORD, self->target->password);
  /* the two that every server has, and that TLS protects; none that loads other programs' code */
  curl_easy_setopt (self->curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
}

static void
set_rest (MailSmtp *self)
{
  const MailTarget *target = self->target;

  curl_easy_setopt (self->curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (self->curl, CURLOPT_CONNECTTIMEOUT_MS,
                    target->connect_ms > 0 ? (long)target->connect_ms
                                           : MAIL_SMTP_CONNECT_SECONDS * 1000L);
  curl_easy_setopt (self->curl, CURLOPT_TIMEOUT_MS,
                    target->whole_ms > 0 ? (long)target->whole_ms
                                         : MAIL_SMTP_WHOLE_SECONDS * 1000L);
  curl_easy_setopt (self->curl, CURLOPT_ERRORBUFFER, self->error);
  curl_easy_setopt (self->curl, CURLOPT_HEADERFUNCTION, on_reply);
  curl_easy_setopt (self->curl, CURLOPT_HEADERDATA, self);
  curl_easy_setopt (self->curl, CURLOPT_DEBUGFUNCTION, on_debug);
  curl_easy_setopt (self->curl, CURLOPT_DEBUGDATA, self);
  curl_easy_setopt (self->curl, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt (self->curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (self->curl, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt (self->curl, CURLOPT_XFERINFODATA, self);
  curl_easy_setopt (self->curl, CURLOPT_SOCKOPTFUNCTION, on_opened);
  curl_easy_setopt (self->curl, CURLOPT_SOCKOPTDATA, self);
  curl_easy_setopt (self->curl, CURLOPT_CLOSESOCKETFUNCTION, on_close);
  curl_easy_setopt (self->curl, CURLOPT_CLOSESOCKETDATA, self);
  curl_easy_setopt (self->curl, CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt (self->curl, CURLOPT_READDATA, self);
  curl_easy_setopt (self->curl, CURLOPT_UPLOAD, 1L);
}

MailSmtp *
mail_smtp_new (const MailTarget *target, const gint *stop)
{
  MailSmtp *self = g_new0 (MailSmtp, 1);

  mail_smtp_init ();
  self->target = target;
  self->stop = stop;
  self->reply = g_string_new (NULL);
  self->sockets = g_array_new (FALSE, FALSE, sizeof (int));
  self->curl = curl_easy_init ();
  g_assert (self->curl != NULL); /* as any other want of memory */
  set_url (self);
  set_safety (self);
  set_rest (self);
  return self;
}

/* libcurl says QUIT and would wait two minutes for the answer. */
void
mail_smtp_free (MailSmtp *self)
{
  for (guint i = 0; i < self->sockets->len; i++)
    shutdown (g_array_index (self->sockets, int, i), SHUT_RD);
  curl_easy_cleanup (self->curl);
  g_array_unref (self->sockets);
  curl_slist_free_all (self->addresses);
  g_string_free (self->reply, TRUE);
  g_free (self);
}

/* --- one mail --- */

static MailReason
find_reason (CURLcode result)
{
  switch (result)
    {
    case CURLE_COULDNT_CONNECT:
      return MAIL_REASON_UNREACHED;
    case CURLE_OPERATION_TIMEDOUT:
      return MAIL_REASON_TIMEOUT;
    case CURLE_USE_SSL_FAILED:
      return MAIL_REASON_NO_TLS;
    case CURLE_LOGIN_DENIED:
      return MAIL_REASON_SIGN_IN;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ISSUER_ERROR:
      return MAIL_REASON_CERTIFICATE;
    default:
      return MAIL_REASON_BROKEN;
    }
}

/* Where the server said no, by its words; else by what we know. */
static void
describe (MailSmtp *self, CURLcode result, long code, MailOutcome *outcome)
{
  MailReason reason = find_reason (result);
  long system = 0;

  curl_easy_getinfo (self->curl, CURLINFO_OS_ERRNO, &system);
  if (result == CURLE_COULDNT_CONNECT && system == EACCES)
    set_words (self, outcome, MAIL_REASON_SANDBOX,
               "the sandbox of hark-server lets it connect to this port once it was started again");
  else if (result == CURLE_ABORTED_BY_CALLBACK)
    set_words (self, outcome, MAIL_REASON_ENDED, "hark-server was ended");
  else if (code >= 400 && self->reply->len > 0)
    set_words (self, outcome, MAIL_REASON_SAID, self->reply->str);
  else if (reason == MAIL_REASON_NO_TLS)
    set_words (self, outcome, reason,
               "the mail server offers no STARTTLS, and mail.tls is required");
  else if (reason == MAIL_REASON_SIGN_IN)
    set_words (self, outcome, reason, "the mail server lets nobody sign in by PLAIN or LOGIN");
  else
    set_words (self, outcome, reason,
               *self->error != '\0' ? self->error : curl_easy_strerror (result));
}

static void
judge (MailSmtp *self, CURLcode result, MailOutcome *outcome)
{
  long code = 0;

  curl_easy_getinfo (self->curl, CURLINFO_RESPONSE_CODE, &code);
  if (result == CURLE_OK)
    {
      outcome->result = SRV_MAIL_SENT;
      set_words (self, outcome, MAIL_REASON_SAID, self->reply->str);
      return;
    }

  outcome->is_down
      = self->stage <= STAGE_SENDER || result == CURLE_OPERATION_TIMEDOUT || code == CLOSING;
  /* whatever it says no to it does not have */
  outcome->may_have_arrived = self->stage == STAGE_MESSAGE && (code < 400 || code > 599);
  if (self->stage >= STAGE_RECIPIENT && code >= 500 && code <= 599)
    outcome->result = SRV_MAIL_NEVER;
  describe (self, result, code, outcome);
}

void
mail_smtp_send (MailSmtp *self, const char *from, const char *to, GBytes *message,
                MailOutcome *outcome)
{
  struct curl_slist *recipients = NULL;
  CURLcode result;

  *outcome = (MailOutcome){ .result = SRV_MAIL_LATER };
  if (!resolve (self, outcome))
    {
      outcome->is_down = TRUE;
      return;
    }

  self->stage = STAGE_BEFORE;
  self->reply_is_over = self->has_left = FALSE;
  g_string_truncate (self->reply, 0);
  *self->error = '\0';
  self->data = g_bytes_get_data (message, &self->left);
  self->recipient = to;
  recipients = curl_slist_append (NULL, to);
  curl_easy_setopt (self->curl, CURLOPT_MAIL_FROM, from);
  curl_easy_setopt (self->curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt (self->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)self->left);

  result = curl_easy_perform (self->curl);
  judge (self, result, outcome);
  self->recipient = NULL;
  curl_easy_setopt (self->curl, CURLOPT_MAIL_RCPT, NULL);
  curl_slist_free_all (recipients);
}
