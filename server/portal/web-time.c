/* web-time.c: see web-time.h */
#include "web-time.h"

#include "srv-time.h"
#include "store-setting.h"

gint64
web_time_round (SrvContext *context, gint64 instant)
{
  g_autoptr (SrvStore) store = srv_stores_borrow (context->stores, NULL);

  return store != NULL ? store_setting_round (store, instant)
                       : srv_time_round_in (instant, context->zone);
}
