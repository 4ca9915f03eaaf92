/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store with its threads: jobs, signals, cancelling, and a second program on the same file. */

#include "store-fixture.h"

typedef struct
{
  char *folder;
  char *path;
  PdStore *store;
} JobFixture;

static void
set_up (JobFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = store_fixture_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "cache.sqlite", NULL);
  fixture->store = pd_store_open (fixture->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (JobFixture *fixture, gconstpointer data)
{
  if (fixture->store != NULL)
    pd_store_close (fixture->store);
  g_clear_object (&fixture->store);
  store_fixture_remove_folder (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static PdRecord *
make_order (void)
{
  StoreFixture clock = { .now = g_get_real_time () };

  return store_fixture_order (&clock, "上海开票有限公司", "打印纸");
}

static gboolean
save_job (PdStoreSession *session, gpointer order, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, order, 1, error);
}

static gboolean
save_and_fail_job (PdStoreSession *session, gpointer order, GCancellable *cancellable, GError **error)
{
  g_assert_true (pd_store_save_record (session, order, 1, error));
  g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID, "No.");
  return FALSE;
}

static gboolean
load_job (PdStoreSession *session, gpointer order, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdRecord) back = pd_store_get_record (session, &pd_order_type, pd_record_get_id (order), error);

  return back != NULL;
}

static gboolean
write_in_reader_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_set_meta (session, "account", "{}", error);
}

static gboolean
endless_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  gint64 value;

  g_atomic_int_set ((int *) data, 1);
  return pd_store_session_integer (
      session, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count (*) FROM n",
      &value, error);
}

/* What a job did is there when it returned TRUE, and nothing of it when it did not. */
static void
test_transactions (JobFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) kept = make_order ();
  g_autoptr (PdRecord) dropped = make_order ();

  g_assert_true (pd_store_write (fixture->store, save_job, kept, NULL, &error));
  g_assert_false (pd_store_write (fixture->store, save_and_fail_job, dropped, NULL, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (pd_store_read (fixture->store, load_job, kept, NULL, &error));
  g_assert_false (pd_store_read (fixture->store, load_job, dropped, NULL, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (pd_store_read (fixture->store, write_in_reader_job, NULL, NULL, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_READ_ONLY);
}

static void
count_signal_cb (PdStore *store, const char *type_name, gpointer counter)
{
  if (g_str_equal (type_name, "order"))
    (*(guint *) counter)++;
}

/* Many commits before the loop runs are one signal. */
static void
test_changed (JobFixture *fixture, gconstpointer data)
{
  guint counter = 0;

  g_signal_connect (fixture->store, "changed", G_CALLBACK (count_signal_cb), &counter);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (PdRecord) order = make_order ();

      g_assert_true (pd_store_write (fixture->store, save_job, order, NULL, NULL));
    }
  g_assert_cmpuint (counter, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (counter, ==, 1);
}

static void
note_type_cb (PdStore *store, const char *type_name, gpointer types)
{
  g_hash_table_add (types, g_strdup (type_name));
}

static void
run_loop_for (gint64 span, GHashTable *until_some)
{
  gint64 end = g_get_monotonic_time () + span;

  while (g_get_monotonic_time () < end && (until_some == NULL || g_hash_table_size (until_some) == 0))
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5000);
    }
}

/* What another program commits to the file is told as well, once; what it does not commit is not. */
static void
test_changed_elsewhere (JobFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (PdStore) other = pd_store_open (fixture->path, NULL);
  g_autoptr (PdRecord) order = make_order ();
  g_autoptr (PdRecord) own = make_order ();

  g_signal_connect (fixture->store, "changed", G_CALLBACK (note_type_cb), types);
  g_assert_true (pd_store_write (other, save_job, order, NULL, NULL));
  run_loop_for (6 * G_TIME_SPAN_SECOND, types);
  g_assert_true (g_hash_table_contains (types, "order"));
  g_assert_true (g_hash_table_contains (types, "invoice"));
  g_assert_true (g_hash_table_contains (types, ""));
  g_hash_table_remove_all (types);
  /* Neither a roll-back there nor a commit here is another program's change. */
  g_assert_false (pd_store_write (other, save_and_fail_job, own, NULL, NULL));
  g_assert_true (pd_store_write (fixture->store, save_job, own, NULL, NULL));
  run_loop_for (5 * G_TIME_SPAN_SECOND / 2, NULL);
  g_assert_true (g_hash_table_contains (types, "order"));
  g_assert_false (g_hash_table_contains (types, "invoice"));
  pd_store_close (other);
}

static gpointer
cancel_when_running (gpointer data)
{
  gpointer *both = data;

  while (!g_atomic_int_get ((int *) both[0]))
    g_usleep (1000);
  g_cancellable_cancel (both[1]);
  return NULL;
}

/* A cancellable stops SQL that would run for ever, in readers and in the writer, and the next job runs. */
static void
test_cancel (JobFixture *fixture, gconstpointer data)
{
  for (int writer = 0; writer < 2; writer++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (PdRecord) order = make_order ();
      int running = 0;
      gpointer both[] = { &running, cancellable };
      GThread *thread = g_thread_new ("cancel", cancel_when_running, both);

      if (writer)
        g_assert_false (pd_store_write (fixture->store, endless_job, &running, cancellable, &error));
      else
        g_assert_false (pd_store_read (fixture->store, endless_job, &running, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_thread_join (thread);
      g_clear_error (&error);
      g_assert_false (pd_store_write (fixture->store, save_job, order, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
      g_assert_true (pd_store_write (fixture->store, save_job, order, NULL, &error));
      g_assert_no_error (error);
    }
}

typedef struct
{
  GString *order;
  GMutex lock;
} Sequence;

typedef struct
{
  Sequence *sequence;
  char letter;
} Step;

static gboolean
step_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Step *step = data;

  if (step->letter == '0')
    g_usleep (50 * 1000);
  g_mutex_lock (&step->sequence->lock);
  g_string_append_c (step->sequence->order, step->letter);
  g_mutex_unlock (&step->sequence->lock);
  return TRUE;
}

static void
step_done_cb (GObject *store, GAsyncResult *result, gpointer pending)
{
  g_assert_nonnull (pd_store_job_data (result));
  g_assert_true (pd_store_write_finish (PD_STORE (store), result, NULL));
  (*(guint *) pending)--;
}

/* Edits go before what the network brings; equals in the order in which they came. */
static void
test_priority (JobFixture *fixture, gconstpointer data)
{
  Sequence sequence = { g_string_new (NULL), { 0 } };
  Step steps[] = {
    { &sequence, '0' }, { &sequence, 'c' }, { &sequence, 'a' }, { &sequence, 'd' }, { &sequence, 'b' }
  };
  const int priorities[] = { -1, PD_STORE_PRIORITY_SYNC, PD_STORE_PRIORITY_EDIT, PD_STORE_PRIORITY_SYNC,
                             PD_STORE_PRIORITY_EDIT };
  guint pending = G_N_ELEMENTS (steps);

  g_mutex_init (&sequence.lock);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    pd_store_write_async (fixture->store, priorities[i], step_job, &steps[i], NULL, NULL, step_done_cb,
                          &pending);
  while (pending > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (sequence.order->str, ==, "0abcd");
  g_string_free (sequence.order, TRUE);
  g_mutex_clear (&sequence.lock);
}

/* Another program on the same file: both work; while one writes for too long the other says so and loses nothing. */
static void
test_second_program (JobFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = make_order ();
  g_autoptr (PdStoreSession) other = pd_store_session_new (fixture->path, TRUE, &error);

  g_assert_no_error (error);
  g_assert_true (pd_store_session_begin (other, &error));
  g_assert_false (pd_store_write (fixture->store, save_job, order, NULL, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_true (pd_store_save_record (other, order, 1, &error));
  g_assert_true (pd_store_session_commit (other, &error));
  g_assert_true (pd_store_read (fixture->store, load_job, order, NULL, &error));
}

/* What was asked for before the end is carried out; what comes later is told so. */
static void
test_close (JobFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = make_order ();
  g_autoptr (PdRecord) late = make_order ();

  pd_store_write_async (fixture->store, 0, save_job, order, NULL, NULL, NULL, NULL);
  pd_store_close (fixture->store);
  g_assert_false (pd_store_write (fixture->store, save_job, late, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&fixture->store);
  fixture->store = pd_store_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (pd_store_read (fixture->store, load_job, order, NULL, &error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/store/jobs/" name, JobFixture, NULL, set_up, func, tear_down)
  ADD ("transactions", test_transactions);
  ADD ("changed", test_changed);
  ADD ("changed-elsewhere", test_changed_elsewhere);
  ADD ("cancel", test_cancel);
  ADD ("priority", test_priority);
  ADD ("second-program", test_second_program);
  ADD ("close", test_close);
  return g_test_run ();
}
