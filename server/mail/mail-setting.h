/* mail-setting.h: which mail server there is, as whoever runs the server or an Admin has set it */
#pragma once

#include "hark-mail.h"
#include "srv-config.h"

G_BEGIN_DECLS

#define MAIL_SETTING_MAX_PASSWORD 1000 /* bytes */

typedef struct
{
  char *url;           /* "off": no mail is sent */
  char *tls;           /* "required", "off" */
  char *from;          /* "": not set, and no mail is sent */
  char *user;          /* "": the mail server asks for none */
  char *password_file; /* "": none; else only whoever runs the server changes where it is sent to */
  char *sealed;        /* the password; "": none was set by an Admin */
  HarkMailUrl server;  /* of url, where it is not off */
} MailSetting;

void mail_setting_free (MailSetting *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailSetting, mail_setting_free)

/* As the store has it now, and not half a second ago (srv-config.h). */
MailSetting *mail_setting_read (SrvStore *store, GError **error);
gboolean mail_setting_is_on (const MailSetting *self);
gboolean mail_setting_has_password (const MailSetting *self);
/* NULL without @error where none is needed. HARK_ERROR_NOT_FOUND, in words, where it has to be set
 * (again). @dir is the data folder. Free with hark_seal_free_string(). */
char *mail_setting_open_password (const MailSetting *self, const char *dir, GError **error);

/* Of an Admin, who never sees the password again. Each but @password is set. */
typedef struct
{
  const char *url, *tls, *from, *user;
  const char
      *password; /* NULL: the one that is there, as long as it goes where it went; "": none */
} MailSettingChange;

/* HARK_ERROR_INVALID, in words. */
gboolean mail_setting_check (const MailSettingChange *change, GError **error);
/* What is put into the store for the password, under the key of mail-key.h, made where there is
 * none: it is asked for again after a restore. NULL with @error; (transfer full). Not in the
 * writer: it waits for the disk. */
char *mail_setting_seal (const MailSettingChange *change, const char *dir, GError **error);
/* @sealed NULL: no other password. In a SrvWork. HARK_ERROR_FORBIDDEN where the password is in a
 * file of whoever runs the server, and would go elsewhere. */
gboolean mail_setting_put (SrvStore *store, const MailSettingChange *change, const char *sealed,
                           GError **error);

G_END_DECLS
