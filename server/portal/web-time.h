/* web-time.h: how finely the portal remembers when */
#pragma once

#include "srv-context.h"

G_BEGIN_DECLS

/* As store_setting_round(), for what is sealed or written before the store has it. */
gint64 web_time_round (SrvContext *context, gint64 instant);

G_END_DECLS
