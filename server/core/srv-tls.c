/* srv-tls.c: see srv-tls.h */
#include "srv-tls.h"

#include "hark-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <gnutls/x509.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE (256 * 1024)

static const char PRIORITIES[]
    = "NONE:+VERS-TLS1.3:+VERS-TLS1.2:+AEAD:+ECDHE-ECDSA:+ECDHE-RSA:+AES-256-GCM:"
      "+CHACHA20-POLY1305:+AES-128-GCM:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1:"
      "+SIGN-ALL:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1:+COMP-NULL:+CTYPE-X509:%SERVER_PRECEDENCE";

struct _SrvTls
{
  gatomicrefcount references;
  gnutls_certificate_credentials_t credentials;
  gnutls_priority_t priorities;
};

typedef struct
{
  const char *path;
  char *text;
  gsize length;
  gboolean open; /* to everybody on the machine */
} File;

static void
clear_file (File *file)
{
  if (file->text != NULL)
    explicit_bzero (file->text, file->length);
  g_clear_pointer (&file->text, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (File, clear_file)

static gboolean
fail (GError **error, const File *file, const char *reason)
{
  g_set_error (error, HARK_ERROR, HARK_ERROR_INVALID, "%s: %s", file->path, reason);
  return FALSE;
}

/* What is no plain file might never end, or never begin. */
static gboolean
read_file (File *file, GError **error)
{
  int fd = open (file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat st = { 0 };
  gssize n = 0;

  if (fd < 0)
    return fail (error, file, g_strerror (errno));

  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode) && st.st_size > 0 && st.st_size <= MAX_FILE)
    {
      file->text = g_malloc (st.st_size);
      while (n >= 0 && file->length < (gsize)st.st_size)
        {
          n = read (fd, file->text + file->length, st.st_size - file->length);
          if (n <= 0)
            break;
          file->length += n;
        }
    }
  close (fd);
  file->open = (st.st_mode & S_IROTH) != 0;

  return file->length > 0 || fail (error, file, "this is no file in PEM");
}

static gboolean
has_certificate (const File *file, GError **error)
{
  const gnutls_datum_t data = { (guchar *)file->text, (guint)file->length };
  gnutls_x509_crt_t *list = NULL;
  guint size = 0;
  gboolean good;

  good = gnutls_x509_crt_list_import2 (&list, &size, &data, GNUTLS_X509_FMT_PEM, 0) >= 0;
  for (guint i = 0; i < size; i++)
    gnutls_x509_crt_deinit (list[i]);
  gnutls_free (list);

  return good || fail (error, file, "there is no certificate in it that can be read");
}

static gboolean
has_key (const File *file, GError **error)
{
  const gnutls_datum_t data = { (guchar *)file->text, (guint)file->length };
  gnutls_x509_privkey_t key = NULL;
  int result = gnutls_x509_privkey_init (&key);

  if (result >= 0)
    result = gnutls_x509_privkey_import2 (key, &data, GNUTLS_X509_FMT_PEM, NULL, 0);
  gnutls_x509_privkey_deinit (key);

  if (result >= 0 && file->open)
    return fail (error, file, "everybody on this machine can read the key: chmod o-r");
  if (result == GNUTLS_E_DECRYPTION_FAILED)
    return fail (error, file, "the key is under a password: give a file without one");

  return result >= 0 || fail (error, file, "there is no private key in it that can be read");
}

static gboolean
use (SrvTls *self, const File *certificate, const File *key, GError **error)
{
  const gnutls_datum_t chain = { (guchar *)certificate->text, (guint)certificate->length };
  const gnutls_datum_t secret = { (guchar *)key->text, (guint)key->length };
  int result = gnutls_certificate_set_x509_key_mem2 (self->credentials, &chain, &secret,
                                                     GNUTLS_X509_FMT_PEM, NULL, 0);

  if (result == GNUTLS_E_CERTIFICATE_KEY_MISMATCH)
    return fail (error, key, "this is not the key of the certificate");

  return result >= 0 || fail (error, certificate, gnutls_strerror (result));
}

SrvTls *
srv_tls_load (const char *certificate, const char *key, GError **error)
{
  g_autoptr (SrvTls) self = g_new0 (SrvTls, 1);
  g_auto (File) chain = { certificate }, secret = { key };

  g_atomic_ref_count_init (&self->references);
  if (gnutls_certificate_allocate_credentials (&self->credentials) < 0
      || gnutls_priority_init (&self->priorities, PRIORITIES, NULL) < 0)
    {
      g_set_error_literal (error, HARK_ERROR, HARK_ERROR_INTERNAL, "TLS cannot be set up");
      return NULL;
    }

  if (!read_file (&chain, error) || !read_file (&secret, error) || !has_certificate (&chain, error)
      || !has_key (&secret, error) || !use (self, &chain, &secret, error))
    return NULL;

  return g_steal_pointer (&self);
}

SrvTls *
srv_tls_ref (SrvTls *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
srv_tls_unref (SrvTls *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  if (self->credentials != NULL)
    gnutls_certificate_free_credentials (self->credentials);
  if (self->priorities != NULL)
    gnutls_priority_deinit (self->priorities);
  g_free (self);
}

gint64
srv_tls_get_end (SrvTls *self)
{
  gnutls_x509_crt_t *chain = NULL;
  unsigned length = 0;
  time_t end = (time_t)-1;

  if (gnutls_certificate_get_x509_crt (self->credentials, 0, &chain, &length) < 0)
    return 0;

  if (length > 0)
    end = gnutls_x509_crt_get_expiration_time (chain[0]);
  for (unsigned i = 0; i < length; i++)
    gnutls_x509_crt_deinit (chain[i]);
  gnutls_free (chain);
  return end > 0 ? (gint64)end : 0;
}

gnutls_session_t
srv_tls_new_session (SrvTls *self, int fd)
{
  static const gnutls_datum_t http = { (guchar *)"http/1.1", 8 };
  gnutls_session_t session = NULL;

  if (gnutls_init (&session, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL | GNUTLS_NO_TICKETS)
      < 0)
    return NULL;

  if (gnutls_priority_set (session, self->priorities) < 0
      || gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, self->credentials) < 0
      || gnutls_alpn_set_protocols (session, &http, 1, 0) < 0)
    {
      gnutls_deinit (session);
      return NULL;
    }

  gnutls_transport_set_int (session, fd);
  return session;
}
