/* test-threads.c: what ThreadSanitizer must see, and what it must not take for a race (tsan-glib.c)
 */
#include <gio/gio.h>

typedef struct
{
  GMutex lock;
  GMutex other;
  GCond changed;
  gboolean locked;
  guint number;
  GHashTable *table;
  GMainContext *context;
} Shared;

static void
share (Shared *shared, gboolean locked)
{
  g_mutex_init (&shared->lock);
  g_mutex_init (&shared->other);
  g_cond_init (&shared->changed);
  shared->locked = locked;
  shared->number = 0;
  shared->table = g_hash_table_new (NULL, NULL);
  shared->context = g_main_context_new ();
}

static void
share_no_longer (Shared *shared)
{
  g_main_context_unref (shared->context);
  g_hash_table_unref (shared->table);
  g_cond_clear (&shared->changed);
  g_mutex_clear (&shared->other);
  g_mutex_clear (&shared->lock);
}

/* In both threads: once with the lock and once without it. */
static gpointer
count (gpointer data)
{
  Shared *shared = data;

  if (shared->locked)
    g_mutex_lock (&shared->lock);
  shared->number++;
  if (shared->locked)
    g_mutex_unlock (&shared->lock);
  return NULL;
}

static gpointer
enter (gpointer data)
{
  Shared *shared = data;

  if (shared->locked)
    g_mutex_lock (&shared->lock);
  g_hash_table_add (shared->table, g_thread_self ());
  if (shared->locked)
    g_mutex_unlock (&shared->lock);
  return NULL;
}

static void
in_two_threads (GThreadFunc func, gboolean locked)
{
  Shared shared;
  GThread *thread;

  share (&shared, locked);
  thread = g_thread_new ("other", func, &shared);
  func (&shared);
  g_thread_join (thread);
  share_no_longer (&shared);
}

static gpointer
take_both (gpointer data)
{
  Shared *shared = data;

  g_mutex_lock (&shared->other);
  g_mutex_lock (&shared->lock);
  g_mutex_unlock (&shared->lock);
  g_mutex_unlock (&shared->other);
  return NULL;
}

static void
take_locks_crosswise (void)
{
  Shared shared;

  share (&shared, TRUE);
  g_thread_join (g_thread_new ("other", take_both, &shared));
  g_mutex_lock (&shared.lock);
  g_mutex_lock (&shared.other);
  g_mutex_unlock (&shared.other);
  g_mutex_unlock (&shared.lock);
  share_no_longer (&shared);
}

/* Runs this test alone in a process of its own, which ThreadSanitizer has to end with that
 * complaint. */
static void
assert_found (const char *complaint)
{
  g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr (complaint);
}

static void
test_field_without_lock_is_found (void)
{
  if (g_test_subprocess ())
    in_two_threads (count, FALSE);
  else
    assert_found ("*data race*count*test-threads.c*");
}

static void
test_table_without_lock_is_found (void)
{
  if (g_test_subprocess ())
    in_two_threads (enter, FALSE);
  else
    assert_found ("*race on container*enter*test-threads.c*");
}

static void
test_locks_taken_crosswise_are_found (void)
{
  if (g_test_subprocess ())
    take_locks_crosswise ();
  else
    assert_found ("*lock-order-inversion*");
}

static void
test_lock_is_seen (void)
{
  in_two_threads (count, TRUE);
  in_two_threads (enter, TRUE);
}

static gpointer
announce (gpointer data)
{
  Shared *shared = data;

  g_mutex_lock (&shared->lock);
  shared->number = 1;
  g_cond_signal (&shared->changed);
  g_mutex_unlock (&shared->lock);
  return NULL;
}

static void
test_condition_is_seen (void)
{
  Shared shared;
  GThread *thread;

  share (&shared, TRUE);
  thread = g_thread_new ("other", announce, &shared);
  g_mutex_lock (&shared.lock);
  while (shared.number == 0)
    g_cond_wait (&shared.changed, &shared.lock);
  g_mutex_unlock (&shared.lock);
  shared.number = 2;
  g_thread_join (thread);
  share_no_longer (&shared);
}

static void
add_result (gpointer data, gpointer user)
{
  guint *number = data;

  g_atomic_int_add ((guint *)user, ++*number);
}

/* What is pushed is the worker's, and what it did with it is there when the pool has ended. */
static void
test_pool_is_seen (void)
{
  guint numbers[8] = { 0 }, sum = 0;
  GThreadPool *pool = g_thread_pool_new (add_result, &sum, 2, FALSE, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      numbers[i] = i;
      g_thread_pool_push (pool, &numbers[i], NULL);
    }
  g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sum -= numbers[i];
  g_assert_cmpuint (sum, ==, 0);
}

static gboolean
on_posted (gpointer data)
{
  *(guint *)data += 1;
  return G_SOURCE_REMOVE;
}

static gpointer
post (gpointer data)
{
  Shared *shared = data;
  g_autoptr (GSource) source = g_idle_source_new ();

  shared->number = 1;
  g_source_set_callback (source, on_posted, &shared->number, NULL);
  g_source_attach (source, shared->context);
  return NULL;
}

static void
test_post_to_main_loop_is_seen (void)
{
  Shared shared;
  GThread *thread;

  share (&shared, FALSE);
  thread = g_thread_new ("other", post, &shared);
  g_main_context_iteration (shared.context, TRUE);
  g_assert_cmpuint (shared.number, ==, 2);
  g_thread_join (thread);
  share_no_longer (&shared);
}

static void
answer (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  guint *number = g_new (guint, 1);

  *number = 7;
  g_task_return_pointer (task, number, g_free);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree guint *number = g_task_propagate_pointer (G_TASK (result), NULL);

  *(guint *)data = ++*number;
}

static void
test_result_of_task_is_seen (void)
{
  guint number = 0;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_answer, &number);

  g_task_run_in_thread (task, answer);
  while (number == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (number, ==, 8);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/threads/found/field", test_field_without_lock_is_found);
  g_test_add_func ("/threads/found/table", test_table_without_lock_is_found);
  g_test_add_func ("/threads/found/crosswise", test_locks_taken_crosswise_are_found);
  g_test_add_func ("/threads/seen/lock", test_lock_is_seen);
  g_test_add_func ("/threads/seen/condition", test_condition_is_seen);
  g_test_add_func ("/threads/seen/pool", test_pool_is_seen);
  g_test_add_func ("/threads/seen/post", test_post_to_main_loop_is_seen);
  g_test_add_func ("/threads/seen/task", test_result_of_task_is_seen);

  return g_test_run ();
}
