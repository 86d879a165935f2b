/* app-client-health.h: whether the server is well, as it tells an Admin, and what needs doing */
#pragma once

#include "app-client.h"

G_BEGIN_DECLS

/* What the server does by itself. */
typedef struct
{
  char *name;  /* "remind", "sweep" …, a stranger's text */
  gint64 done; /* when one last came to its end; 0: never */
  gboolean has_failed, is_late;
  gboolean is_held; /* it waits until the server's clock may be believed */
} AppHealthJob;

typedef struct
{
  char *version;
  gint64 schema;
  gint64 drift; /* seconds by which the server's clock is ahead of this computer's */
  gint64 database, attachments, free, total; /* bytes */
  gint64 backup;                             /* 0: there is none */
  gboolean is_backed_up;                     /* nothing has changed since */
  gboolean is_backup_encrypted;              /* a server of before makes none that are */
  gboolean is_locked, is_sandboxed;
  char *sandbox;
  gboolean awaits_policy; /* portal-only accounts are switched on there and not allowed here */
  gint64 certificate;     /* the day on which it ends; 0: the server has none of its own */
  guint n_sessions, n_waiting;
  gint64 n_deleted;                        /* tickets; -1: an older server */
  gboolean has_mail;                       /* a mail server is set */
  guint n_mails_waiting, n_mails_given_up; /* given up: in the last week */
  gint64 mail_oldest;   /* when the one that waits longest was queued; 0: none waits */
  gint64 mail_given_up; /* the hour in which the last was; 0: none, or an older server */
  char *mail_reason;    /* as of a test mail (app-client-mail.h); "": an older server */
  char *mail_words;     /* what the mail server said last, a stranger's text; "": nothing */
  GPtrArray *jobs;      /* AppHealthJob; empty where the server is older */
} AppHealth;
void app_health_free (AppHealth *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppHealth, app_health_free)

typedef enum
{
  APP_HEALTH_FINE,
  APP_HEALTH_SOON, /* something should be done */
  APP_HEALTH_NOW,  /* something must be done */
} AppHealthLevel;

AppHealthLevel app_health_judge_backup (const AppHealth *self, gint64 now);
AppHealthLevel app_health_judge_disk (const AppHealth *self);
AppHealthLevel app_health_judge_certificate (const AppHealth *self, gint64 now);
AppHealthLevel app_health_judge_clock (const AppHealth *self);
AppHealthLevel app_health_judge_mail (const AppHealth *self, gint64 now);
AppHealthLevel app_health_judge_job (const AppHealthJob *job);
/* Of the worst. */
AppHealthLevel app_health_judge_jobs (const AppHealth *self);

/* HARK_ERROR_FORBIDDEN: not an Admin. */
AppHealth *app_client_read_health_sync (AppClient *self, GError **error);
void app_client_read_health_async (AppClient *self, GAsyncReadyCallback callback, gpointer user);
AppHealth *app_client_read_health_finish (AppClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
