/* job-schedule.h: the jobs of a server (core/srv-schedule) */
#pragma once

#include "srv-schedule.h"

G_BEGIN_DECLS

/* Up to one without a name. */
extern const SrvScheduleJob job_schedule_table[];

G_END_DECLS
