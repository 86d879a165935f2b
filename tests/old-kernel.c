/* old-kernel.c: see old-kernel.h */
#include "old-kernel.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/prctl.h>

void
old_kernel_pretend (gpointer unused)
{
  static const int missing[] = { SCMP_SYS (landlock_create_ruleset), SCMP_SYS (seccomp) };
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);

  g_assert_nonnull (filter);
  for (guint i = 0; i < G_N_ELEMENTS (missing); i++)
    g_assert_cmpint (seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), missing[i], 0), ==, 0);
  g_assert_cmpint (seccomp_rule_add (filter, SCMP_ACT_ERRNO (EINVAL), SCMP_SYS (prctl), 1,
                                     SCMP_A0 (SCMP_CMP_EQ, PR_SET_SECCOMP)),
                   ==, 0);
  g_assert_cmpint (seccomp_load (filter), ==, 0);
  seccomp_release (filter);
}
