/* srv-source.c: see srv-source.h */
#include "srv-source.h"

#include <netinet/in.h>
#include <string.h>

/* 4 and an address, or 6 and a prefix */
#define PREFIX_LEN 8
#define KEY_LEN (1 + PREFIX_LEN)

struct _SrvSource
{
  guint8 key[KEY_LEN];
  guint connections;
};

struct _SrvSources
{
  GHashTable *sources; /* of SrvSource, each its own key */
};

static guint
hash_source (gconstpointer source)
{
  const guint8 *key = ((const SrvSource *)source)->key;
  guint hash = 5381;

  for (guint i = 0; i < KEY_LEN; i++)
    hash = hash * 33 + key[i];

  return hash;
}

static gboolean
equal_sources (gconstpointer a, gconstpointer b)
{
  return memcmp (((const SrvSource *)a)->key, ((const SrvSource *)b)->key, KEY_LEN) == 0;
}

static void
free_source (gpointer source)
{
  explicit_bzero (source, sizeof (SrvSource));
  g_free (source);
}

SrvSources *
srv_sources_new (void)
{
  SrvSources *self = g_new (SrvSources, 1);

  self->sources = g_hash_table_new_full (hash_source, equal_sources, free_source, NULL);
  return self;
}

void
srv_sources_free (SrvSources *self)
{
  g_hash_table_unref (self->sources);
  g_free (self);
}

static gboolean
read_ipv4 (const struct in_addr *address, guint8 key[KEY_LEN])
{
  key[0] = 4;
  memcpy (key + 1, address, sizeof *address);
  return address->s_addr != htonl (INADDR_LOOPBACK);
}

/* FALSE for one that is not counted. */
static gboolean
read_address (const struct sockaddr *address, guint8 key[KEY_LEN])
{
  const struct in6_addr *ipv6 = &((const struct sockaddr_in6 *)address)->sin6_addr;

  if (address->sa_family == AF_INET)
    return read_ipv4 (&((const struct sockaddr_in *)address)->sin_addr, key);
  if (address->sa_family != AF_INET6)
    return FALSE;
  if (IN6_IS_ADDR_V4MAPPED (ipv6))
    return read_ipv4 ((const struct in_addr *)(ipv6->s6_addr + 12), key);

  key[0] = 6;
  memcpy (key + 1, ipv6, PREFIX_LEN);
  return !IN6_IS_ADDR_LOOPBACK (ipv6);
}

gboolean
srv_sources_enter (SrvSources *self, const struct sockaddr *address, guint most, SrvSource **source)
{
  SrvSource wanted = { 0 }, *found;

  *source = NULL;
  if (!read_address (address, wanted.key))
    return TRUE;

  found = g_hash_table_lookup (self->sources, &wanted);
  if (found == NULL && most > 0)
    {
      found = g_memdup2 (&wanted, sizeof wanted);
      g_hash_table_add (self->sources, found);
    }
  explicit_bzero (&wanted, sizeof wanted);
  if (found == NULL || found->connections >= most)
    return FALSE;

  found->connections++;
  *source = found;
  return TRUE;
}

void
srv_sources_leave (SrvSources *self, SrvSource *source)
{
  if (source != NULL && --source->connections == 0)
    g_hash_table_remove (self->sources, source);
}

guint
srv_sources_count (SrvSources *self)
{
  return g_hash_table_size (self->sources);
}
