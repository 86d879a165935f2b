/* office.h: an organisation whose mails are looked at before they are written: who is told what */
#pragma once

#include "people.h"

#define OFFICE_DAY (24 * G_GINT64_CONSTANT (3600))

typedef struct
{
  Fixture people;
  World *world;
  Actor *anna, *bert, *clara, *dora;
  Actor *frieda; /* Expert of another area */
  HarkId other;
} Office;

void office_set_up (Office *f, gconstpointer unused);
void office_tear_down (Office *f, gconstpointer unused);

/* What goes now, and has gone then: "anna anonymous, bert anonymous", by name. (transfer full) */
char *office_take (Office *f);
/* Exactly these mails. */
void office_expect (Office *f, const char *mails);
void office_go_to (Office *f, gint64 now);
/* It must be applied; takes @op. */
void office_act (Office *f, Actor *actor, JsonObject *op);
void office_look (Office *f, Actor *actor, Ticket *ticket);
/* dora's, and everybody knows. */
Ticket *office_submit_known (Office *f);
/* From now on and for months; nobody stands in where @deputy is NULL. */
void office_be_absent (Office *f, Actor *actor, Actor *deputy);
/* A submission by @author for @reporter, NULL for an anonymous one. */
void office_write_down (Office *f, Ticket *ticket, Actor *author, Actor *reporter);
void office_remind (Office *f);
/* That @ticket will be deleted 30 days after HARNESS_NOW. */
void office_warn (Office *f, Ticket *ticket);
