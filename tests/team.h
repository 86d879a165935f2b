/* team.h: what a member of the team sees and does of a ticket that came through the portal, over
 * the real API */
#pragma once

#include "actor.h"
#include "hark-file.h"

G_BEGIN_DECLS

/* The ticket with this number as @actor can open it, with all its keys. NULL where the feed has
 * none. */
Ticket *team_open (World *world, Actor *actor, const char *number);
/* Of all tickets that @actor's feed has: the numbers. (element-type utf8) (transfer full) */
GPtrArray *team_list (World *world, Actor *actor);
/* The opened objects of a type, oldest first. (element-type HarkObject) (transfer full) */
GPtrArray *team_read (World *world, Actor *actor, Ticket *ticket, HarkObjectType type);
/* A field of the first object of a type; fails where there is none. (transfer full) */
char *team_read_text (World *world, Actor *actor, Ticket *ticket, HarkObjectType type,
                      const char *field);
/* Downloads and opens the file of an opened manifest. */
GBytes *team_read_file (World *world, Actor *actor, HarkObject *manifest);

/* A message to the reporter, with a file where @name is not NULL. */
void team_answer (World *world, Actor *actor, Ticket *ticket, const char *text, const char *name,
                  GBytes *file);
void team_take_over (World *world, Actor *actor, Ticket *ticket);
void team_close (World *world, Actor *actor, Ticket *ticket);

/* Another area of responsibility whose only reader is @actor, shown on the portal. */
void team_add_area (World *world, Actor *actor, const char *name, const char *description,
                    gboolean anonymous, HarkId *area);
/* One as an Admin makes it: by POST /areas, with @actor as its Expert, closed on the portal. */
void team_begin_area (World *world, Actor *actor, const char *name);
/* What an Admin sends to POST /areas: version 1 of the area's settings, its name, signed by @admin,
 * and the @statement of its first team. (transfer full) */
JsonObject *team_make_area (World *world, Actor *admin, const HarkId *area, const char *name,
                            GBytes *statement);
/* Settles this body (JSON) for @scope, signed and sent by @actor, as the newest version. */
void team_settle (World *world, Actor *actor, const HarkId *scope, const char *body);
/* What `hark-server config` does. */
void team_set_config (World *world, const char *key, const char *value);

G_END_DECLS
