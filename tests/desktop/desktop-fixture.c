/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "desktop-fixture.h"

#include <glib/gstdio.h>

/* What each display test has for itself: a folder, and a cache in it. */

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
