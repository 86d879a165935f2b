/* tight.c: see tight.h */
#include "tight.h"

#include <sys/resource.h>
#include <unistd.h>

static struct rlimit before;

void
tight_begin (gsize kib)
{
  g_autofree char *text = NULL;
  struct rlimit tight;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_AS, &before), ==, 0);
  tight = before;
  tight.rlim_cur = g_ascii_strtoull (text, NULL, 10) * (rlim_t)getpagesize () + kib * (rlim_t)1024;
  g_assert_cmpint (setrlimit (RLIMIT_AS, &tight), ==, 0);
}

void
tight_end (void)
{
  g_assert_cmpint (setrlimit (RLIMIT_AS, &before), ==, 0);
}
