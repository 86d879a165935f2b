/* crew.h: several people with real clients against one real server, over a line that breaks, driven
 * by one seeded random source */
#pragma once

#include "app-client-team.h"
#include "device.h"
#include "proxy.h"

G_BEGIN_DECLS

typedef struct _Crew Crew;

typedef struct
{
  Crew *crew;
  char *name;
  char *home;
  char *account_key;
  AppClient *client;
  HarkId user;
  HarkRole role;
  gboolean is_out; /* of the team, for now */
  gboolean is_offline;
  char *lineage; /* of the newest cursor, and its place in it */
  gint64 seq;
} Member;

struct _Crew
{
  Harness *server;
  Proxy *proxy;
  GRand *rand; /* of the scheduler alone */
  GPtrArray *members;
  HarkId area;
  HarkId other; /* a second one; zeros until crew_add_area () */
  GMutex fault_lock;
  GRand *fault_rand; /* guarded by fault_lock */
  guint fault_rate;  /* of 100 requests; guarded by fault_lock */
};

/* The first is Admin and Expert; the others have @roles (HARK_ROLE_NONE: Practitioner), and all are
 * in sync. */
Crew *crew_new (guint32 seed, const HarkRole *roles, guint n);
/* Another area, whose first Expert is the first one too; the others have @roles there. */
void crew_add_area (Crew *self, const HarkRole *roles);
void crew_free (Crew *self);
Member *crew_member (Crew *self, guint index);
/* So many of 100 requests go wrong from now on. */
void crew_set_faults (Crew *self, guint rate);
/* The server ends and comes back: another lineage. */
void crew_restart_server (Crew *self);

/* FALSE where the line broke or the server was busy; any other failure fails the test. The cursor
 * never goes back inside a lineage. */
gboolean member_sync (Member *self);
/* The program ends and starts again. */
void member_restart (Member *self);
/* The same account on a device that knows nothing. (transfer full): member_close_fresh () */
AppClient *member_open_fresh (Member *self, char **home);
void member_close_fresh (AppClient *client, char *home);

G_END_DECLS
