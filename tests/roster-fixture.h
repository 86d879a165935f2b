/* roster-fixture.h: a list of four people and an area, and statements that continue it */
#pragma once

#include "hark-roster.h"
#include "vector.h"

G_BEGIN_DECLS

enum
{
  ADA,  /* Admin */
  BEA,  /* Expert of the area */
  CLEO, /* nothing yet */
  DAN,  /* nothing yet */
  N_PEOPLE
};

typedef struct
{
  HarkId id;
  HarkAccountKeys keys, next; /* next: what a user_key may bring */
  HarkRosterMember member;
} Person;

typedef struct
{
  HarkRoster *roster;
  guint8 root_pk[32], root_sk[64];
  HarkId org, area;
  Person people[N_PEOPLE];
} RosterFixture;

void roster_assert_taken (RosterFixture *f, GBytes *statement);
/* Refused, and nothing has changed. */
void roster_assert_refused (RosterFixture *f, GBytes *statement, HarkError code);
GBytes *roster_user_add (RosterFixture *f, guint who, guint by);
GBytes *roster_user_add_by_root (RosterFixture *f, guint who);
/* With any id and name. */
GBytes *roster_add_dan (RosterFixture *f, const HarkId *id, const char *name);
GBytes *roster_user_off (RosterFixture *f, guint who, guint by);
GBytes *roster_admin_set (RosterFixture *f, guint who, guint by);
GBytes *roster_admin_set_by_root (RosterFixture *f, guint who);
GBytes *roster_area_set (RosterFixture *f, guint by, guint n, const HarkRosterMember *members);
HarkRosterMember roster_member (RosterFixture *f, guint who, HarkRole role);
/* Ada is Admin and made Bea, alone so far, Expert of the area; Cleo is there. Seq 6. */
void roster_set_up (RosterFixture *f, gconstpointer unused);
void roster_tear_down (RosterFixture *f, gconstpointer unused);
HarkRole roster_role (RosterFixture *f, guint who);
/* A statement as anybody with a key can make it: any body, any type. */
GBytes *roster_make_raw (RosterFixture *f, guint16 type, gconstpointer body, gsize length,
                         guint by);

G_END_DECLS
