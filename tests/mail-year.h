/* mail-year.h: what people do over a year, and what happens to the machines: the words of the diary
 * mail-year.txt, each of which is a real request, page or operation */
#pragma once

#include "guest.h"
#include "mail-log.h"
#include "sink.h"

G_BEGIN_DECLS

#define YEAR_GUEST "gast"

typedef struct
{
  Fixture portal;
  World *world;
  Sink *sink;
  MailLog *log;
  HarkId procurement;
  GHashTable *tickets;   /* what the diary calls a ticket → what the test knows of it */
  GHashTable *signed_in; /* Actor → the day */
  GTimeZone *zone;
  gboolean is_off; /* the server */
  int closed;      /* a port that nobody listens at */
} Year;

/* An organisation before its year, whose mail server is there. */
void year_set_up (Year *f);
void year_tear_down (Year *f);
/* "answer bert A"; fails where there is no such word. */
void year_do (Year *f, const char *words);

G_END_DECLS
