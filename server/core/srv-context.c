/* srv-context.c: see srv-context.h */
#include "srv-context.h"

gint64
srv_context_now (SrvContext *self)
{
  return self->clock (self->clock_data);
}
