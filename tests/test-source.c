/* test-source.c: one source has a share of the connections, and nothing of it stays behind */
#include "srv-source.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#define MOST 3

static SrvSource *source;

static gboolean
enter (SrvSources *sources, const char *text, guint most)
{
  struct sockaddr_in ipv4 = { .sin_family = AF_INET };
  struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6 };

  if (inet_pton (AF_INET, text, &ipv4.sin_addr) == 1)
    return srv_sources_enter (sources, (const struct sockaddr *)&ipv4, most, &source);

  g_assert_cmpint (inet_pton (AF_INET6, text, &ipv6.sin6_addr), ==, 1);
  return srv_sources_enter (sources, (const struct sockaddr *)&ipv6, most, &source);
}

static void
test_one_source_cannot_take_the_share_of_another (void)
{
  static const char *const others[]
      = { "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1", "127.0.0.2" };
  SrvSources *sources = srv_sources_new ();
  SrvSource *first[MOST];

  for (guint i = 0; i < MOST; i++)
    {
      g_assert_true (enter (sources, "192.0.2.1", MOST));
      first[i] = source;
    }
  g_assert_nonnull (source);
  g_assert_false (enter (sources, "192.0.2.1", MOST));
  g_assert_null (source);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_true (enter (sources, others[i], MOST));

  srv_sources_leave (sources, first[1]);
  g_assert_true (enter (sources, "192.0.2.1", MOST));
  g_assert_false (enter (sources, "192.0.2.1", MOST));
  srv_sources_free (sources);
}

static void
test_addresses_of_one_owner_are_one_source (void)
{
  static const struct
  {
    const char *a, *b;
    gboolean same;
  } pairs[] = {
    { "2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", TRUE },
    { "2001:db8::1", "2001:db8:0:1::1", FALSE },
    { "192.0.2.1", "::ffff:192.0.2.1", TRUE },
    { "::ffff:192.0.2.1", "::ffff:192.0.2.2", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      SrvSources *sources = srv_sources_new ();

      g_assert_true (enter (sources, pairs[i].a, 1));
      g_assert_cmpint (enter (sources, pairs[i].b, 1), ==, !pairs[i].same);
      srv_sources_free (sources);
    }
}

static void
test_who_speaks_for_everybody_is_not_counted (void)
{
  static const char *const addresses[] = { "127.0.0.1", "::1", "::ffff:127.0.0.1" };
  const struct sockaddr_un local = { .sun_family = AF_UNIX };
  SrvSources *sources = srv_sources_new ();

  for (guint i = 0; i < 10 * G_N_ELEMENTS (addresses); i++)
    {
      g_assert_true (enter (sources, addresses[i % G_N_ELEMENTS (addresses)], 0));
      g_assert_null (source);
    }
  g_assert_true (srv_sources_enter (sources, (const struct sockaddr *)&local, 0, &source));
  g_assert_null (source);
  srv_sources_leave (sources, source);
  g_assert_cmpuint (srv_sources_count (sources), ==, 0);
  srv_sources_free (sources);
}

static void
test_sources_are_forgotten_with_their_last_connection (void)
{
  SrvSources *sources = srv_sources_new ();
  SrvSource *kept[2];

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_assert_true (enter (sources, "192.0.2.1", MOST));
      kept[i] = source;
    }
  g_assert_false (enter (sources, "192.0.2.2", 0));
  g_assert_cmpuint (srv_sources_count (sources), ==, 1);
  srv_sources_leave (sources, kept[0]);
  g_assert_cmpuint (srv_sources_count (sources), ==, 1);
  srv_sources_leave (sources, kept[1]);
  g_assert_cmpuint (srv_sources_count (sources), ==, 0);
  srv_sources_free (sources);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/source/share", test_one_source_cannot_take_the_share_of_another);
  g_test_add_func ("/source/owner", test_addresses_of_one_owner_are_one_source);
  g_test_add_func ("/source/proxy", test_who_speaks_for_everybody_is_not_counted);
  g_test_add_func ("/source/forgotten", test_sources_are_forgotten_with_their_last_connection);

  return g_test_run ();
}
