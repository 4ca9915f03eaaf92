/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that is full, cannot be written or answers with errors; a file that is damaged. Nothing that was saved is
 * lost, and the sentence says what to do. */

#include "store-fixture.h"

#include "fault-vfs.h"
#include "store/pd-store-upgrade.h"

#include <glib/gstdio.h>

static const struct
{
  int code;
  PdStoreError error;
  const char *words; /* of the sentence */
} faults[] = {
  { SQLITE_FULL, PD_STORE_ERROR_FULL, "Make room on the disk" },
  { SQLITE_READONLY, PD_STORE_ERROR_READ_ONLY, "read-only" },
  { SQLITE_IOERR_WRITE, PD_STORE_ERROR_IO, "Check the disk" },
  { SQLITE_IOERR_FSYNC, PD_STORE_ERROR_IO, "Check the disk" },
};

static gboolean
try_save (StoreFixture *fixture, const PdRecord *order, GError **error)
{
  if (!pd_store_session_begin (fixture->session, error))
    return FALSE;
  if (pd_store_save_record (fixture->session, order, fixture->now, error))
    return pd_store_session_commit (fixture->session, error);
  pd_store_session_rollback (fixture->session);
  return FALSE;
}

static void
reopen (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->session, pd_store_session_free);
  g_assert_true (pd_store_prepare_file (fixture->path, pd_store_steps, pd_store_n_steps, &error));
  fixture->session = pd_store_session_new (fixture->path, TRUE, &error);
  g_assert_no_error (error);
}

/* Record, lines, outbox and search index say the same, and SQLite finds no fault. */
static void
assert_consistent (StoreFixture *fixture, gint64 orders)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_store_check_file (fixture->session, &error));
  g_assert_no_error (error);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM orders"), ==, orders);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM order_lines"), ==, orders);
  g_assert_cmpint (store_fixture_count (fixture, "SELECT count (*) FROM outbox"), ==, orders);
  g_assert_cmpint (store_fixture_count (
                       fixture, "SELECT count (*) FROM orders_search WHERE orders_search MATCH '\"公司\"'"),
                   ==, orders);
}

/* The n-th write fails, for n = 0, 1, 2 … until one save gets through. */
static void
test_save (gconstpointer index)
{
  const guint i = GPOINTER_TO_UINT (index);
  StoreFixture fixture;
  g_autoptr (PdRecord) kept = NULL;
  g_autoptr (PdRecord) order = NULL;
  gboolean saved = FALSE;
  int n;

  store_fixture_open (&fixture);
  kept = store_fixture_order (&fixture, "甲公司", "打印纸");
  order = store_fixture_order (&fixture, "乙公司", "打印纸");
  g_assert_true (try_save (&fixture, kept, NULL));
  for (n = 0; n < 200 && !saved; n++)
    {
      g_autoptr (GError) error = NULL;

      reopen (&fixture);
      fault_vfs_fail_after (n, faults[i].code);
      saved = try_save (&fixture, order, &error);
      if (!saved)
        {
          g_assert_error (error, PD_STORE_ERROR, (int) faults[i].error);
          g_assert_nonnull (strstr (error->message, faults[i].words));
        }
      saved = saved && fault_vfs_refused () == 0;
      fault_vfs_fail_after (-1, 0);
      if (!saved)
        {
          gint64 orders;

          /* The same session, and one that reads the file anew, see what was saved before. A commit whose last step
           * failed may be there or not, but never in part. */
          reopen (&fixture);
          orders = store_fixture_count (&fixture, "SELECT count (*) FROM orders");
          assert_consistent (&fixture, orders);
          g_assert_cmpint (orders, >=, 1);
          if (orders > 1)
            break;
        }
    }
  g_assert_cmpint (n, >, 1);
  g_assert_cmpint (n, <, 200);
  assert_consistent (&fixture, 2);
  store_fixture_close (&fixture);
}

/* The same when the file is made (later writes in wider steps): what is left is nothing, or a whole cache. */
static void
test_create (gconstpointer index)
{
  const guint i = GPOINTER_TO_UINT (index);
  gboolean made = FALSE;
  int n;

  for (n = 0; n < 4000 && !made; n += 1 + n / 4)
    {
      g_autofree char *folder = store_fixture_make_folder ();
      g_autofree char *path = g_build_filename (folder, "cache.sqlite", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) again = NULL;

      fault_vfs_fail_after (n, faults[i].code);
      made = pd_store_prepare_file (path, pd_store_steps, pd_store_n_steps, &error);
      if (!made)
        g_assert_cmpint (error->code, ==, (int) faults[i].error);
      made = made && fault_vfs_refused () == 0;
      fault_vfs_fail_after (-1, 0);
      g_assert_true (pd_store_prepare_file (path, pd_store_steps, pd_store_n_steps, &again));
      g_assert_no_error (again);
      store_fixture_remove_folder (folder);
    }
  g_assert_true (made);
  g_assert_cmpint (n, >, 3);
}

static gboolean
add_table (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (session, "CREATE TABLE remarks (text TEXT)", error);
}

/* The same while an older file is upgraded: it stays the old one, whole, or becomes the new one. */
static void
test_upgrade (void)
{
  PdStoreStep steps[16];
  gboolean upgraded = FALSE;

  memcpy (steps, pd_store_steps, pd_store_n_steps * sizeof *steps);
  steps[pd_store_n_steps] = add_table;
  for (int n = 0; n < 2000 && !upgraded; n += 1 + n / 4)
    {
      StoreFixture fixture;
      g_autoptr (GError) error = NULL;
      g_autoptr (PdRecord) order = NULL;

      store_fixture_open (&fixture);
      order = store_fixture_order (&fixture, "甲公司", "打印纸");
      g_assert_true (try_save (&fixture, order, NULL));
      g_clear_pointer (&fixture.session, pd_store_session_free);
      fault_vfs_fail_after (n, SQLITE_FULL);
      upgraded = pd_store_prepare_file (fixture.path, steps, pd_store_n_steps + 1, &error);
      if (!upgraded)
        g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_FULL);
      upgraded = upgraded && fault_vfs_refused () == 0;
      fault_vfs_fail_after (-1, 0);
      g_clear_error (&error);
      g_assert_true (pd_store_prepare_file (fixture.path, steps, pd_store_n_steps + 1, &error));
      g_assert_no_error (error);
      fixture.session = pd_store_session_new (fixture.path, TRUE, &error);
      assert_consistent (&fixture, 1);
      store_fixture_close (&fixture);
    }
  g_assert_true (upgraded);
}

/* A disk with room for a few pages more: some saves get through, the next says that the disk is full. */
static void
test_full_disk (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;
  gint64 saved = 0, pages;
  g_autofree char *limit = NULL;

  store_fixture_open (&fixture);
  pages = store_fixture_count (&fixture, "PRAGMA page_count");
  limit = g_strdup_printf ("PRAGMA max_page_count = %" G_GINT64_FORMAT, pages + 20);
  g_assert_true (pd_store_session_exec (fixture.session, limit, &error));
  while (error == NULL)
    {
      g_autoptr (PdRecord) order = store_fixture_order (&fixture, "甲公司", "打印纸");

      if (try_save (&fixture, order, &error))
        saved++;
    }
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_FULL);
  g_assert_cmpint (saved, >, 0);
  assert_consistent (&fixture, saved);
  store_fixture_close (&fixture);
}

static void
overwrite (const char *path, gsize from, gsize length)
{
  g_autofree char *content = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  for (gsize i = from; i < MIN (from + length, size); i++)
    content[i] = (char) (i * 7 + 1);
  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
}

/* Damage is found when the file is opened, and the file is kept as it is. */
static void
test_damaged (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;

  store_fixture_open (&fixture);
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (PdRecord) order = store_fixture_order (&fixture, "甲公司", "打印纸");

      g_assert_true (try_save (&fixture, order, NULL));
    }
  g_clear_pointer (&fixture.session, pd_store_session_free);
  overwrite (fixture.path, 5 * 4096, 30 * 4096);
  g_assert_null (pd_store_open (fixture.path, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "Keep the file"));
  g_clear_error (&error);
  overwrite (fixture.path, 0, 16);
  g_assert_null (pd_store_open (fixture.path, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_A_DATABASE);
  store_fixture_close (&fixture);
}

/* A folder that is not there is not made. */
static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (pd_store_open ("/nowhere/at/all/cache.sqlite", &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fault_vfs_register ();
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *save = g_strdup_printf ("/store/faults/save/%d", faults[i].code);
      g_autofree char *create = g_strdup_printf ("/store/faults/create/%d", faults[i].code);

      g_test_add_data_func (save, GUINT_TO_POINTER (i), test_save);
      g_test_add_data_func (create, GUINT_TO_POINTER (i), test_create);
    }
  g_test_add_func ("/store/faults/upgrade", test_upgrade);
  g_test_add_func ("/store/faults/full-disk", test_full_disk);
  g_test_add_func ("/store/faults/damaged", test_damaged);
  g_test_add_func ("/store/faults/no-folder", test_no_folder);
  return g_test_run ();
}
