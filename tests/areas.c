/* areas.c: see areas.h */
#include "areas.h"

#include "app-client-area.h"
#include "app-client-team.h"
#include "hark-error.h"

void
areas_set_role (AppClient *expert, const HarkId *user, const HarkId *area, HarkRole role)
{
  GError *error = NULL;

  if (role == HARK_ROLE_NONE)
    app_client_remove_member_sync (expert, user, area, &error);
  else
    device_place_member (expert, user, area, role, &error);
  g_assert_no_error (error);
}

void
areas_sync (Areas *f)
{
  AppClient *clients[]
      = { f->anna, f->ben->client, f->cleo->client, f->dora->client, f->emil->client };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (clients); i++)
    device_sync (clients[i % G_N_ELEMENTS (clients)]);
}

HarkId
areas_submit (Areas *f, Colleague *reporter, const HarkId *area, const char *text)
{
  const AppAction action
      = { .type = APP_ACTION_SUBMIT, .area = *area, .subject = text, .text = text };
  HarkId ticket = device_act (reporter->client, &action);

  device_sync (reporter->client);
  return ticket;
}

void
areas_set_up (Areas *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) list = NULL;
  GError *error = NULL;

  device_set_up (&f->device, NULL);
  f->anna = f->device.client;
  f->ben = colleague_join (f->device.server, f->anna, "ben", HARK_ROLE_PROFESSIONAL);
  device_sync (f->anna);
  f->cleo = colleague_join (f->device.server, f->anna, "cleo", HARK_ROLE_NONE);
  device_sync (f->anna);
  f->dora = colleague_join (f->device.server, f->anna, "dora", HARK_ROLE_NONE);
  device_sync (f->anna);
  f->emil = colleague_join (f->device.server, f->anna, "emil", HARK_ROLE_NONE);
  device_sync (f->anna);
  list = app_client_get_areas (f->anna);
  f->compliance = ((AppArea *)g_ptr_array_index (list, 0))->id;
  app_client_new_area_sync (f->anna, "en", "Procurement", &f->cleo->id, 1, &f->procurement, &error);
  g_assert_no_error (error);
  device_sync (f->cleo->client);
  areas_set_role (f->cleo->client, &f->dora->id, &f->procurement, HARK_ROLE_PROFESSIONAL);
  areas_sync (f);
  f->ticket = areas_submit (f, f->emil, &f->compliance, "canary-lemur: a gift");
  areas_sync (f);
}

void
areas_tear_down (Areas *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) faults = harness_check (f->device.server);

  for (guint i = 0; i < faults->len; i++)
    g_test_message ("%s", (const char *)g_ptr_array_index (faults, i));
  g_assert_cmpuint (faults->len, ==, 0);
  colleague_free (f->ben);
  colleague_free (f->cleo);
  colleague_free (f->dora);
  colleague_free (f->emil);
  device_tear_down (&f->device, NULL);
}

AppTicket *
areas_load (AppClient *client, const HarkId *ticket)
{
  g_autoptr (GError) error = NULL;
  AppTicket *loaded = app_client_load_ticket_sync (client, ticket, &error);

  if (loaded == NULL)
    g_assert_error (error, HARK_ERROR, HARK_ERROR_NOT_FOUND);
  return loaded;
}

gboolean
areas_has (AppClient *client, const HarkId *ticket)
{
  g_autoptr (AppTicket) loaded = areas_load (client, ticket);

  return loaded != NULL;
}
