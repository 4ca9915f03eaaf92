/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop-fixture.h"

#include <glib/gstdio.h>

/* What each display test has for itself: a folder, and a cache in it. */

/** desktop_fixture_late_cb: @data: (gboolean *): is %TRUE once the time is over */
gboolean
desktop_fixture_late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

char *
desktop_fixture_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("piaodan-desktop-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

/** desktop_fixture_remove_folder: @folder: (transfer full): goes with all that is in it */
void
desktop_fixture_remove_folder (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}

/** desktop_fixture_open_store: @folder: (out): a new one. Returns: (transfer full): an empty cache in it */
PdStore *
desktop_fixture_open_store (char **folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  PdStore *store;

  *folder = desktop_fixture_make_folder ();
  path = g_build_filename (*folder, "cache.sqlite", NULL);
  store = pd_store_open (path, &error);
  g_assert_no_error (error);
  return store;
}

/** desktop_fixture_close_store: @folder: (transfer full): goes with the cache */
void
desktop_fixture_close_store (PdStore **store, char *folder)
{
  pd_store_close (*store);
  g_clear_object (store);
  desktop_fixture_remove_folder (folder);
}

static gboolean
nothing_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
done_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;

  *done = TRUE;
}

/* What was asked of the cache before is done by then, however busy the machine is. */
static void
wait_for_store (PdStore *store, gboolean writing)
{
  gboolean done = FALSE;

  if (writing)
    pd_store_write_async (store, PD_STORE_PRIORITY_IDLE, nothing_job, NULL, NULL, NULL, done_cb, &done);
  else
    pd_store_read_async (store, PD_STORE_PRIORITY_IDLE, nothing_job, NULL, NULL, NULL, done_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/**
 * desktop_fixture_settle:
 * @store: a cache
 *
 * Lets the widgets see what was written: a write, the pause after it, and what is read then.
 */
void
desktop_fixture_settle (PdStore *store)
{
  gint64 end;

  wait_for_store (store, FALSE);
  wait_for_store (store, TRUE);
  for (end = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 2; g_get_monotonic_time () < end;)
    g_main_context_iteration (NULL, FALSE);
  wait_for_store (store, FALSE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
