/* store-mail-rule.c: see store-mail-rule.h */
#include "store-mail-rule.h"

#include "hark-error.h"
#include "store-absence.h"
#include "store-access.h"
#include "store-epoch.h"
#include "store-portal-ticket.h"
#include "store-reminder.h"
#include "store-retention.h"

typedef enum
{
  WHO_REPORTER, /* with an account */
  WHO_TEAM,
  WHO_ADVISOR,
  WHO_ADVISOR_OR_TEAM, /* the team while there is no advisor */
  WHO_FORMER,          /* the advisor of before, who is it no more */
} Who;

/* In place of one of the two kinds of a new ticket. */
#define KIND_NEW SRV_NOTICE_LAST

/* Who is told twice by one event gets the first of the two. */
static const struct
{
  SrvMailEventType event;
  Who who;
  SrvNoticeKind kind;
} rules[] = {
  { SRV_MAIL_EVENT_SUBMITTED, WHO_TEAM, KIND_NEW },
  { SRV_MAIL_EVENT_MOVED, WHO_FORMER, SRV_NOTICE_RELEASED },
  { SRV_MAIL_EVENT_MOVED, WHO_TEAM, KIND_NEW },
  { SRV_MAIL_EVENT_ADVISED, WHO_ADVISOR, SRV_NOTICE_ASSIGNED },
  { SRV_MAIL_EVENT_ADVISED, WHO_FORMER, SRV_NOTICE_RELEASED },
  { SRV_MAIL_EVENT_ANSWERED, WHO_REPORTER, SRV_NOTICE_ANSWER },
  { SRV_MAIL_EVENT_REPLIED, WHO_ADVISOR_OR_TEAM, SRV_NOTICE_REPLY },
  { SRV_MAIL_EVENT_CLOSED, WHO_REPORTER, SRV_NOTICE_CLOSED },
  { SRV_MAIL_EVENT_CLOSED, WHO_ADVISOR, SRV_NOTICE_RELEASED },
  { SRV_MAIL_EVENT_REMINDED, WHO_ADVISOR_OR_TEAM, SRV_NOTICE_REMINDER },
  { SRV_MAIL_EVENT_DELETION, WHO_ADVISOR, SRV_NOTICE_DELETION },
};

/* One event with what it is about. */
typedef struct
{
  SrvStore *store;
  gint64 seq;
  gint64 now;
  const SrvMailEvent *event;
  SrvTicket *ticket; /* as it is now */
  HarkId owner;      /* the account on the portal alone that it belongs to; else zeros */
  GArray *told;      /* HarkId */
} Rule;

static gboolean
is_team (SrvStore *store, const SrvTicket *ticket, const HarkId *user)
{
  return srv_roster_get_role (srv_store_get_roster (store), &ticket->area, user)
         >= HARK_ROLE_PROFESSIONAL;
}

static gboolean
has_side (SrvStore *store, const HarkId *ticket, const HarkId *user, SrvSide wanted, gboolean *has,
          GError **error)
{
  SrvSide side;
  gboolean lost;

  if (!store_access_get (store, user, ticket, &side, &lost, error))
    return FALSE;

  *has = (side & wanted) != 0;
  return TRUE;
}

static gboolean
was_told (Rule *self, const HarkId *user)
{
  for (guint i = 0; i < self->told->len; i++)
    if (hark_id_equal (&g_array_index (self->told, HarkId, i), user))
      return TRUE;

  return FALSE;
}

/* @person: the advisor whom it is about, NULL for none. */
static gboolean
tell (Rule *self, SrvNoticeKind kind, const HarkId *user, const HarkId *person, GError **error)
{
  const SrvMailEvent *event = self->event;
  gboolean is_ahead = kind == SRV_NOTICE_REMINDER || kind == SRV_NOTICE_DELETION;
  SrvNotice notice = { .user = *user, .ticket = event->ticket, .seq = self->seq };

  if (hark_id_is_zero (user) || hark_id_equal (user, &event->actor) || was_told (self, user))
    return TRUE;

  g_array_append_vals (self->told, user, 1);
  notice.kind = kind;
  if (kind == KIND_NEW)
    notice.kind = hark_id_is_zero (&self->ticket->reporter) && hark_id_is_zero (&self->owner)
                      ? SRV_NOTICE_ANONYMOUS
                      : SRV_NOTICE_NAMED;
  if (person != NULL)
    notice.person = *person;
  if (is_ahead)
    {
      notice.period = event->period;
      notice.lead = event->lead;
      notice.due = event->due;
    }
  return store_notice_add (self->store, &notice, self->now, error);
}

static gboolean
tell_reporter (Rule *self, SrvNoticeKind kind, GError **error)
{
  const HarkId *reporter = &self->ticket->reporter;
  gboolean has;

  if (!hark_id_is_zero (&self->owner))
    return tell (self, kind, &self->owner, NULL, error);
  if (hark_id_is_zero (reporter))
    return TRUE;

  return has_side (self->store, &self->ticket->id, reporter, SRV_SIDE_REPORTER, &has, error)
         && (!has || tell (self, kind, reporter, NULL, error));
}

static gboolean
tell_team (Rule *self, SrvNoticeKind kind, GError **error)
{
  g_autoptr (GArray) team = store_access_list_team (self->store, &self->ticket->id, error);

  if (team == NULL)
    return FALSE;

  for (guint i = 0; i < team->len; i++)
    {
      const HarkId *user = &g_array_index (team, HarkId, i);

      if (is_team (self->store, self->ticket, user) && !tell (self, kind, user, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Who is told in @advisor's place: they themselves, or who stands in for them. */
static gboolean
find_reader (Rule *self, const HarkId *advisor, HarkId *reader, GError **error)
{
  gboolean has;
  HarkId deputy;

  *reader = *advisor;
  if (!store_absence_get_deputy (self->store, &self->ticket->area, advisor, self->now, &deputy,
                                 error))
    return FALSE;
  if (hark_id_is_zero (&deputy) || hark_id_equal (&deputy, &self->event->actor))
    return TRUE;
  if (!has_side (self->store, &self->ticket->id, &deputy, SRV_SIDE_TEAM, &has, error))
    return FALSE;

  if (has)
    *reader = deputy;
  return TRUE;
}

/* The actor's own doing is not told to their deputy either. */
static gboolean
tell_person (Rule *self, SrvNoticeKind kind, const HarkId *advisor, GError **error)
{
  HarkId reader;

  if (hark_id_is_zero (advisor) || hark_id_equal (advisor, &self->event->actor))
    return TRUE;

  return find_reader (self, advisor, &reader, error) && tell (self, kind, &reader, advisor, error);
}

/* Zeros where there is none, and where the one that the ticket names is none any more: nobody hands
 * over before they are switched off, nor a closed ticket before they leave its team. */
static gboolean
find_advisor (Rule *self, HarkId *advisor, GError **error)
{
  const HarkId *named = &self->ticket->advisor;
  gboolean has;

  *advisor = (HarkId){ 0 };
  if (hark_id_is_zero (named) || !is_team (self->store, self->ticket, named))
    return TRUE;
  if (!has_side (self->store, &self->ticket->id, named, SRV_SIDE_TEAM, &has, error))
    return FALSE;

  if (has)
    *advisor = *named;
  return TRUE;
}

static gboolean
tell_advisor (Rule *self, SrvNoticeKind kind, gboolean or_team, GError **error)
{
  HarkId advisor;

  if (!find_advisor (self, &advisor, error))
    return FALSE;

  return or_team && hark_id_is_zero (&advisor) ? tell_team (self, kind, error)
                                               : tell_person (self, kind, &advisor, error);
}

static gboolean
tell_who (Rule *self, Who who, SrvNoticeKind kind, GError **error)
{
  switch (who)
    {
    case WHO_REPORTER:
      return tell_reporter (self, kind, error);
    case WHO_TEAM:
      return tell_team (self, kind, error);
    case WHO_ADVISOR:
      return tell_advisor (self, kind, FALSE, error);
    case WHO_ADVISOR_OR_TEAM:
      return tell_advisor (self, kind, TRUE, error);
    case WHO_FORMER:
      return hark_id_equal (&self->event->advisor, &self->ticket->advisor)
             || tell_person (self, kind, &self->event->advisor, error);
    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
apply (Rule *self, GError **error)
{
  if (!store_portal_ticket_get_owner (self->store, &self->ticket->id, &self->owner, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].event == self->event->type && !tell_who (self, rules[i].who, rules[i].kind, error))
      return FALSE;
  return TRUE;
}

gboolean
store_mail_rule_apply (SrvStore *store, gint64 seq, const SrvMailEvent *event, gint64 now,
                       GError **error)
{
  g_autoptr (SrvTicket) ticket = store_ticket_get (store, &event->ticket, error);
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (HarkId));
  Rule rule = { store, seq, now, event, ticket, { { 0 } }, told };

  return ticket != NULL && apply (&rule, error);
}

gboolean
store_mail_rule_warn (SrvStore *store, gint64 seq, const HarkId *ticket, guint days, gint64 due,
                      gint64 now, GError **error)
{
  const SrvMailEvent event
      = { .type = SRV_MAIL_EVENT_DELETION, .ticket = *ticket, .lead = days, .due = due };

  return store_mail_rule_apply (store, seq, &event, now, error);
}

gboolean
store_mail_rule_warns (SrvStore *store, const HarkId *ticket, gint64 now, gboolean *warns,
                       GError **error)
{
  const SrvMailEvent event = { .type = SRV_MAIL_EVENT_DELETION, .ticket = *ticket };
  g_autoptr (SrvTicket) row = store_ticket_get (store, ticket, error);
  Rule rule = { .store = store, .now = now, .event = &event, .ticket = row };
  HarkId advisor, reader;

  *warns = FALSE;
  if (row == NULL || !find_advisor (&rule, &advisor, error))
    return FALSE;

  return hark_id_is_zero (&advisor)
         || (find_reader (&rule, &advisor, &reader, error)
             && store_notice_reaches (store, &reader, warns, error));
}

/* --- by the time that it is sent --- */

static gboolean
holds_for_reporter (SrvStore *store, const SrvNotice *notice, gboolean *holds, GError **error)
{
  HarkId owner;

  if (!store_portal_ticket_get_owner (store, &notice->ticket, &owner, error))
    return FALSE;
  if (hark_id_equal (&owner, &notice->user))
    {
      *holds = TRUE;
      return TRUE;
    }

  return has_side (store, &notice->ticket, &notice->user, SRV_SIDE_REPORTER, holds, error);
}

/* A move takes the ticket from them, and they are told all the same; who was excluded since is told
 * nothing. */
static gboolean
holds_for_former (SrvStore *store, const SrvNotice *notice, const SrvTicket *ticket,
                  gboolean *holds, GError **error)
{
  guint8 hash[HARK_HASH_LEN];
  HarkEpoch newest;

  if (!store_epoch_get_newest (store, &notice->ticket, &newest, hash, error))
    return FALSE;

  *holds = !hark_epoch_excludes (&newest, &notice->user)
           && (ticket->state == HARK_TICKET_CLOSED
               || !hark_id_equal (&ticket->advisor, &notice->person));
  return TRUE;
}

static gboolean
holds_for_team (SrvStore *store, const SrvNotice *notice, const SrvTicket *ticket, gboolean *holds,
                GError **error)
{
  gboolean is_open = ticket->state == HARK_TICKET_OPEN, has;

  if (!has_side (store, &notice->ticket, &notice->user, SRV_SIDE_TEAM, &has, error))
    return FALSE;
  if (hark_id_is_zero (&notice->person) && !is_team (store, ticket, &notice->user))
    has = FALSE; /* an Observer by now */

  *holds = has;
  if (notice->kind == SRV_NOTICE_ASSIGNED)
    *holds = has && is_open && hark_id_equal (&ticket->advisor, &notice->person);
  else if (notice->kind == SRV_NOTICE_DELETION && has)
    return store_retention_is_ahead (store, &notice->ticket, notice->due, holds, error);
  else if (notice->kind == SRV_NOTICE_REMINDER && has && is_open)
    return store_reminder_is_due (store, &notice->period, notice->due, holds, error);
  else if (notice->kind == SRV_NOTICE_REMINDER)
    *holds = FALSE;
  return TRUE;
}

gboolean
store_mail_rule_holds (SrvStore *store, const SrvNotice *notice, gint64 now, gboolean *holds,
                       GError **error)
{
  g_autoptr (SrvTicket) ticket = store_ticket_get (store, &notice->ticket, error);
  /* a deadline is to be met all the same */
  gboolean is_over = notice->kind == SRV_NOTICE_DELETION && notice->due <= now;

  *holds = FALSE;
  if (ticket == NULL)
    return FALSE;
  if (is_over)
    return TRUE;

  switch (notice->kind)
    {
    case SRV_NOTICE_ANSWER:
    case SRV_NOTICE_CLOSED:
      return holds_for_reporter (store, notice, holds, error);
    case SRV_NOTICE_RELEASED:
      return holds_for_former (store, notice, ticket, holds, error);
    case SRV_NOTICE_ANONYMOUS:
    case SRV_NOTICE_NAMED:
    case SRV_NOTICE_REPLY:
    case SRV_NOTICE_ASSIGNED:
    case SRV_NOTICE_REMINDER:
    case SRV_NOTICE_DELETION:
      return holds_for_team (store, notice, ticket, holds, error);
    case SRV_NOTICE_LAST:
    default:
      g_return_val_if_reached (FALSE);
    }
}
