/* year.h: the people of an organisation over a year, their devices, and all keys that they ever had
 */
#pragma once

#include "device.h"
#include "visitor.h"

G_BEGIN_DECLS

typedef struct
{
  guint8 pk[32], sk[32];
} KeyPair;

/* Somebody with a desktop, a lost device, keys of before, or somebody in front of the portal. */
typedef struct
{
  char *name;
  char *home; /* of a desktop; NULL for others */
  AppClient *client;
  char *password;
  char *account_key;
  HarkId user;
  gboolean is_lost;   /* nobody syncs it any more */
  Visitor *visitor;   /* of the portal; NULL for others */
  char *code;         /* of an inbox; NULL for an account there, or a desktop */
  GArray *keys;       /* KeyPair, to receive with */
  GHashTable *opened; /* ticket and epoch → HarkEpochKeys */
} Holder;

typedef struct
{
  Harness *server;
  HarkId org;
  HarkId compliance, procurement;
  GPtrArray *holders;
  char *folder;
} Year;

Holder *holder_new (Year *year, const char *name);
/* Another one that they receive with; those before stay. */
void holder_add_key (Holder *self, const guint8 pk[32], const guint8 sk[32]);

/* anna's desktop has set it up. */
Year *year_new (void);
void year_free (Year *self);
Holder *year_get (Year *self, const char *name);
AppClient *year_client (Year *self, const char *name);
void year_pass (Year *self, guint days);
/* All desktops, until nobody has anything left to do for others. */
void year_sync (Year *self);

/* Invited by anna, at their own desktop; in no team. */
void year_join (Year *self, const char *name);
/* The line of a reset, accepted by @name, who has nothing any more, on a new desktop. Whatever they
 * had goes on as the holder @before. */
void year_come_back (Year *self, const char *name, const char *before, const char *line);
/* The same account on another device, which is a holder of its own. */
void year_add_device (Year *self, const char *name, const char *device);
/* @name forgets the password, and has the sheet. */
void year_recover (Year *self, const char *name);
void year_set_role (Year *self, const char *expert, const char *name, const HarkId *area,
                    HarkRole role);
/* Somebody in front of the portal; @code is the inbox's, NULL for an account there. */
Holder *year_add_visitor (Year *self, const char *name, Visitor *visitor, const char *code);

G_END_DECLS
