/* tsan-glib.c: tells ThreadSanitizer who waits for whom in GLib.
 *
 * Debian's GLib is not instrumented: its locks are futexes, its queues hand over without a word,
 * and every correct program looks like a race. These functions stand in front of GLib's own, for
 * our code as for libsoup and GIO, and say what the real ones guarantee, not more. They are linked
 * only where b_sanitize=thread.
 */
#include <dlfcn.h>
#include <gio/gio.h>
#include <sanitizer/tsan_interface.h>

/* GLib's own function of that name, the next one after ours. */
#define REAL(name)                                                                                 \
  ({                                                                                               \
    static gpointer real;                                                                          \
    gpointer found = g_atomic_pointer_get (&real);                                                 \
    if (found == NULL)                                                                             \
      g_atomic_pointer_set (&real, found = dlsym (RTLD_NEXT, #name));                              \
    (typeof (&(name)))found;                                                                       \
  })

/* --- locks --- */

void
g_mutex_lock (GMutex *mutex)
{
  __tsan_mutex_pre_lock (mutex, 0);
  REAL (g_mutex_lock) (mutex);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  gboolean locked;

  __tsan_mutex_pre_lock (mutex, __tsan_mutex_try_lock);
  locked = REAL (g_mutex_trylock) (mutex);
  __tsan_mutex_post_lock (
      mutex, locked ? __tsan_mutex_try_lock : __tsan_mutex_try_lock | __tsan_mutex_try_lock_failed,
      0);
  return locked;
}

void
g_mutex_unlock (GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  REAL (g_mutex_unlock) (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

void
g_mutex_clear (GMutex *mutex)
{
  __tsan_mutex_destroy (mutex, 0);
  REAL (g_mutex_clear) (mutex);
}

static void
before_wait (GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  __tsan_mutex_pre_lock (mutex, 0);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  before_wait (mutex);
  REAL (g_cond_wait) (cond, mutex);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signalled;

  before_wait (mutex);
  signalled = REAL (g_cond_wait_until) (cond, mutex, end_time);
  __tsan_mutex_post_lock (mutex, 0, 0);
  return signalled;
}

/* --- what is done once, and what goes with the last reference --- */

gboolean (g_once_init_enter) (volatile void *location)
{
  gboolean first = REAL (g_once_init_enter) (location);

  if (!first)
    __tsan_acquire ((void *)location);
  return first;
}

void (g_once_init_leave) (volatile void *location, gsize result)
{
  __tsan_release ((void *)location);
  REAL (g_once_init_leave) (location, result);
}

gboolean (g_atomic_ref_count_dec) (gatomicrefcount *count)
{
  gboolean last;

  __tsan_release (count);
  last = REAL (g_atomic_ref_count_dec) (count);
  if (last)
    __tsan_acquire (count);
  return last;
}

void
g_object_unref (gpointer object)
{
  __tsan_release (object);
  __tsan_acquire (object);
  REAL (g_object_unref) (object);
}

/* --- containers --- */

/* One that two threads use without a lock: GLib's own accesses are not seen, so that each call
 * counts as one. tsan.supp leaves out what GObject, GIO and libsoup call. */
static gpointer tag;

#define ACCESS(kind, type, name, parameters, container, ...)                                       \
  type (name) parameters                                                                           \
  {                                                                                                \
    __tsan_external_##kind (container, __builtin_return_address (0), tag);                         \
    return REAL (name) (container, ##__VA_ARGS__);                                                 \
  }
#define READ(...) ACCESS (read, __VA_ARGS__)
#define WRITE(...) ACCESS (write, __VA_ARGS__)

/* clang-format off */
READ (gpointer, g_hash_table_lookup, (GHashTable *table, gconstpointer key), table, key)
READ (gboolean, g_hash_table_contains, (GHashTable *table, gconstpointer key), table, key)
READ (guint, g_hash_table_size, (GHashTable *table), table)
WRITE (gboolean, g_hash_table_insert, (GHashTable *table, gpointer key, gpointer data), table, key,
       data)
WRITE (gboolean, g_hash_table_add, (GHashTable *table, gpointer key), table, key)
WRITE (gboolean, g_hash_table_remove, (GHashTable *table, gconstpointer key), table, key)
WRITE (gboolean, g_hash_table_steal, (GHashTable *table, gconstpointer key), table, key)
WRITE (void, g_hash_table_remove_all, (GHashTable *table), table)
READ (guint, g_queue_get_length, (GQueue *queue), queue)
READ (gboolean, g_queue_is_empty, (GQueue *queue), queue)
WRITE (void, g_queue_push_tail, (GQueue *queue, gpointer item), queue, item)
WRITE (gpointer, g_queue_pop_head, (GQueue *queue), queue)
WRITE (void, g_ptr_array_add, (GPtrArray *array, gpointer item), array, item)
WRITE (void, g_ptr_array_set_size, (GPtrArray *array, gint size), array, size)
WRITE (gpointer, g_ptr_array_remove_index, (GPtrArray *array, guint index), array, index)
WRITE (gpointer, g_ptr_array_steal_index, (GPtrArray *array, guint index), array, index)
WRITE (GArray *, g_array_append_vals, (GArray *array, gconstpointer data, guint n), array, data,
       n)
WRITE (GArray *, g_array_remove_index, (GArray *array, guint index), array, index)
/* clang-format on */

/* --- what one thread hands to another --- */

typedef struct
{
  GFunc func;
  gpointer data;
} Pool;

static void
run (gpointer item, gpointer data)
{
  Pool *pool = data;

  __tsan_acquire (item);
  pool->func (item, pool->data);
  __tsan_release (pool);
}

GThreadPool *
g_thread_pool_new (GFunc func, gpointer data, gint max_threads, gboolean exclusive, GError **error)
{
  Pool *pool = g_new0 (Pool, 1); /* for as long as the process */

  pool->func = func;
  pool->data = data;
  return REAL (g_thread_pool_new) (run, pool, max_threads, exclusive, error);
}

gboolean
g_thread_pool_push (GThreadPool *pool, gpointer item, GError **error)
{
  __tsan_release (item);
  return REAL (g_thread_pool_push) (pool, item, error);
}

void
g_thread_pool_free (GThreadPool *pool, gboolean immediate, gboolean wait)
{
  gpointer data = pool->user_data;

  REAL (g_thread_pool_free) (pool, immediate, wait);
  if (wait)
    __tsan_acquire (data);
}

/* Threads post by idle sources, GTask too. */
static gboolean (*dispatch_idle) (GSource *source, GSourceFunc callback, gpointer data);

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  __tsan_acquire (source);
  return dispatch_idle (source, callback, data);
}

static void __attribute__ ((constructor)) begin (void)
{
  tag = __tsan_external_register_tag ("container");
  dispatch_idle = g_idle_funcs.dispatch;
  g_idle_funcs.dispatch = dispatch;
}

guint
g_source_attach (GSource *source, GMainContext *context)
{
  __tsan_release (source);
  return REAL (g_source_attach) (source, context);
}
