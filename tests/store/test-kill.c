/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program that is killed while it saves: every record whose saving was confirmed is there. */

#include "store-fixture.h"

#include "store/pd-store-upgrade.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_KILLS 24

static gboolean
save_job (PdStoreSession *session, gpointer order, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, order, g_get_real_time (), error);
}

static gboolean
freeze_job (PdStoreSession *session, gpointer order, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) batch = pd_store_freeze_batch (session, 3, 100000, error);

  return batch != NULL;
}

/* The child: saves for ever and prints each id when saving has returned. */
static int
save_for_ever (const char *path)
{
  g_autoptr (GError) error = NULL;
  PdStore *store = pd_store_open (path, &error);
  StoreFixture clock = { .now = g_get_real_time () };

  if (store == NULL)
    return 1;
  for (guint i = 0;; i++)
    {
      g_autoptr (PdRecord) order = store_fixture_order (&clock, "甲公司", "打印纸");

      if (!pd_store_write (store, save_job, order, NULL, &error))
        return 1;
      printf ("%s\n", pd_record_get_id (order));
      fflush (stdout);
      if (i % 5 == 4 && !pd_store_write (store, freeze_job, NULL, NULL, &error))
        return 1;
    }
}

/* Starts the child, kills it @delay microseconds after its start, or after the first save where it @saves, and adds what it
 * confirmed to @ids. */
static void
run_and_kill (const char *program, const char *path, gboolean saves, gulong delay, GPtrArray *ids)
{
  const char *arguments[] = { program, "--save-for-ever", path, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) output = g_string_new (NULL);
  char buffer[4096];
  gssize length;
  GPid child;
  int out, status;

  g_spawn_async_with_pipes (NULL, (char **) arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child,
                            NULL, &out, NULL, &error);
  g_assert_no_error (error);
  if (saves && (length = read (out, buffer, sizeof buffer)) > 0)
    g_string_append_len (output, buffer, length);
  g_usleep (delay);
  kill (child, SIGKILL);
  while ((length = read (out, buffer, sizeof buffer)) > 0)
    g_string_append_len (output, buffer, length);
  close (out);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  lines = g_strsplit (output->str, "\n", -1);
  /* The last piece is empty, or a line that was cut off. */
  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    g_ptr_array_add (ids, g_strdup (lines[i]));
}

static void
check_file (const char *path, GPtrArray *ids)
{
  g_autoptr (GError) error = NULL;
  StoreFixture fixture = { .path = (char *) path };
  gint64 orders;

  g_assert_true (pd_store_prepare_file (path, pd_store_steps, pd_store_n_steps, &error));
  g_assert_no_error (error);
  fixture.session = pd_store_session_new (path, TRUE, &error);
  g_assert_true (pd_store_check_file (fixture.session, &error));
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (PdRecord) order = store_fixture_get (&fixture, ids->pdata[i]);

      g_assert_cmpuint (pd_record_get_lines (order)->len, ==, 1);
    }
  orders = store_fixture_count (&fixture, "SELECT count (*) FROM orders");
  g_assert_cmpint (orders, >=, ids->len);
  /* One creation for each, and the row says where it stands. */
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM outbox AS x JOIN orders AS o ON"
                                                  " o.id = x.record AND o.row_state = 1 + x.state"),
                   ==, orders);
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM outbox"), ==, orders);
  g_assert_cmpint (store_fixture_count (
                       &fixture, "SELECT count (*) FROM orders_search WHERE orders_search MATCH '\"公司\"'"),
                   ==, orders);
  g_assert_cmpint (store_fixture_count (&fixture,
                                        "SELECT count (DISTINCT counter) FROM outbox WHERE state = 1"),
                   ==, store_fixture_count (&fixture, "SELECT count (*) FROM outbox WHERE state = 1"));
  pd_store_session_free (fixture.session);
}

static void
test_kill (gconstpointer program)
{
  g_autofree char *folder = store_fixture_make_folder ();
  g_autofree char *path = g_build_filename (folder, "cache.sqlite", NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) random = g_rand_new_with_seed (20260901);

  for (guint i = 0; i < N_KILLS; i++)
    {
      run_and_kill (program, path, i % 2 == 1, (gulong) g_rand_int_range (random, 1000, 80000), ids);
      check_file (path, ids);
    }
  g_test_message ("%u records confirmed", ids->len);
  g_assert_cmpuint (ids->len, >=, N_KILLS / 2);
  store_fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--save-for-ever") == 0)
    return save_for_ever (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/store/kill", argv[0], test_kill);
  return g_test_run ();
}
