/* srv-context.h: what every handler gets by srv_request_get_context() */
#pragma once

#include "srv-blobs.h"
#include "srv-config.h"
#include "srv-store.h"
#include "srv-throttle.h"
#include "srv-writer.h"

G_BEGIN_DECLS

typedef struct _MailJob MailJob;
typedef struct _SrvPortal SrvPortal;
typedef struct _SrvPush SrvPush;
typedef struct _SrvEraser SrvEraser;
typedef struct _SrvSchedule SrvSchedule;

/* Seconds since 1970. From any thread. */
typedef gint64 (*SrvClock) (gpointer user);

#define SRV_STANDING_DAY (24 * 3600)

/* What the process was given when it was started: set before it listens, but for the certificate.
 * All FALSE and empty where nobody said. */
typedef struct
{
  gboolean is_locked;    /* none of its memory can be swapped to disk */
  gboolean is_sandboxed; /* wholly */
  gint is_shut;          /* atomic: it connects to nobody, no mail server was set by then */
  char sandbox[200];     /* srv_sandbox_describe() */
  gint certificate_day; /* days since 1970 until its own certificate ends; 0: it has none. Atomic */
} SrvStanding;

typedef struct
{
  SrvStores *stores;
  SrvRoster *roster; /* of stores */
  GTimeZone *zone;   /* of stores */
  SrvWriter *writer;
  SrvConfig *config;
  SrvBlobs *blobs;
  SrvThrottle *throttle; /* of wrong secrets, codes and tokens */
  SrvPush *push;         /* what clients hear of at once */
  SrvEraser *eraser;     /* deletes what was decided on */
  SrvSchedule *schedule; /* what happens by itself */
  SrvPortal *portal;
  MailJob *mail;
  SrvStanding standing;
  SrvClock clock; /* tests set their own */
  gpointer clock_data;
} SrvContext;

/* Whether there are portal-only accounts in this organisation: its signed security policy says so,
 * and whoever runs the server has not forbidden them. */
gboolean srv_context_allows_portal_accounts (SrvContext *self);
/* Whoever runs the server has switched them on, and no Admin has signed that they are wanted:
 * nobody can sign in on the portal yet. */
gboolean srv_context_awaits_policy (SrvContext *self);
/* Every time that is stored or compared comes from here. */
gint64 srv_context_now (SrvContext *self);

G_END_DECLS
