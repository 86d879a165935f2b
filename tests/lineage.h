/* lineage.h: a device, a backup of its server, and colleagues: the server comes back older than it
 * was */
#pragma once

#include "device.h"

#include "job-backup.h"
#include "job-restore.h"
#include "store-account.h"

G_BEGIN_DECLS

#define LINEAGE_LATER 3600 /* seconds until the operator has a new machine */

typedef struct
{
  Device device;
  char *folder; /* of backups and of further homes */
  char *file;
  gboolean end_sessions; /* when it is put back */
} Lineage;

/* Somebody else of the team, with a device of their own. */
typedef struct
{
  char *home;
  AppClient *client;
  SrvAccount account;
} LineageMember;

/* GTest fixture; the end checks the store too. */
void lineage_set_up (Lineage *f, gconstpointer unused);
void lineage_tear_down (Lineage *f, gconstpointer unused);

/* Returns the newest seq that it holds. */
gint64 lineage_back_up (Lineage *f);
/* The machine is gone; the backup is put back on another one, some time later. */
void lineage_lose_and_restore (Lineage *f);
/* Another lineage in the same store, without anything lost. */
void lineage_restart (Lineage *f);
/* The device has all that the account sees, as one that never saw anything else has it, and waits
 * for nothing. */
void lineage_expect_fresh (Lineage *f);
guint lineage_count_refused (AppClient *client);
/* Anna's device, as if it had never been in sync with what was lost. */
void lineage_forget_all (Lineage *f);

/* An Expert. */
LineageMember *lineage_add_member (Lineage *f, const char *name);
void lineage_member_free (LineageMember *self);
/* In the device's area, signed and sent by the device's user; HARK_ROLE_NONE takes them out. */
void lineage_set_role (Lineage *f, const HarkId *user, HarkRole role);
/* (transfer full) */
GBytes *lineage_make_role (Lineage *f, const HarkId *user, HarkRole role);
/* The server is at another port. */
void lineage_follow_server (Lineage *f, LineageMember *member);

G_END_DECLS
