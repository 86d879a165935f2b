/* app-client-mail.h: the organisation's mail server, as an Admin sets and tries it */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

typedef struct
{
  char *url;             /* "off": no mail is sent */
  char *from;            /* "": none set */
  char *user;            /* "": the mail server asks for none */
  gboolean requires_tls; /* else the mail server is on the server's own machine */
  gboolean has_password;
  gboolean is_in_file; /* where whoever runs the server has put it: the rest is theirs to change */
  char *address;       /* this Admin's own; NULL in a change */
} AppMail;

AppMail *app_mail_copy (const AppMail *self);
void app_mail_free (AppMail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppMail, app_mail_free)
gboolean app_mail_is_on (const AppMail *self);

typedef enum
{
  APP_MAIL_SENT,
  APP_MAIL_LATER, /* it may go another time */
  APP_MAIL_NEVER,
} AppMailResult;

typedef struct
{
  AppMailResult result;
  char *reason; /* "said": words are the mail server's own; else why there are none, "unset",
                   "certificate" …; "": a server of before does not say */
  char *words;  /* the mail server's own, or the reason in English: a stranger's text in one line */
} AppMailTest;

void app_mail_test_free (AppMailTest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppMailTest, app_mail_test_free)

/* HARK_ERROR_FORBIDDEN: not an Admin. */
AppMail *app_client_read_mail_sync (AppClient *self, GError **error);
void app_client_read_mail_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
AppMail *app_client_read_mail_finish (AppClient *self, GAsyncResult *result, GError **error);

/* @password NULL: as it was, where url, user and TLS are as they were; "": none. HARK_ERROR_INVALID
 * in words; HARK_ERROR_FORBIDDEN also where the password is the operator's. */
gboolean app_client_set_mail_sync (AppClient *self, const AppMail *mail, const char *password,
                                   GError **error);
void app_client_set_mail_async (AppClient *self, const AppMail *mail, const char *password,
                                GAsyncReadyCallback callback, gpointer user);
gboolean app_client_set_mail_finish (AppClient *self, GAsyncResult *result, GError **error);

/* To one's own address, at once. HARK_ERROR_NOT_FOUND, in words, where a server of before lacks
 * something for it. */
AppMailTest *app_client_test_mail_sync (AppClient *self, GError **error);
void app_client_test_mail_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
AppMailTest *app_client_test_mail_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
