/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A watched folder: what is being written is not taken, what lies there stays, and nothing is told twice. */
#include "archive/pd-watch-folder.h"

#include <glib/gstdio.h>

typedef struct
{
  char *folder;     /* (owned) */
  char *seen;       /* (owned) */
  GPtrArray *told;  /* (owned) of names */
  GPtrArray *files; /* (owned) of GFile */
  GError *error;    /* (owned) (nullable) */
  PdWatchFolder *watch;
} Test;

static void
watch_cb (GPtrArray *files, const GError *error, gpointer data)
{
  Test *test = data;

  if (error != NULL)
    test->error = g_error_copy (error);
  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      g_ptr_array_add (test->told, g_file_get_basename (files->pdata[i]));
      g_ptr_array_add (test->files, g_object_ref (files->pdata[i]));
    }
}

static void
start (Test *test)
{
  g_autofree char *inbox = g_build_filename (test->folder, "inbox", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (inbox);

  test->watch = pd_watch_folder_new (file, test->seen, watch_cb, test);
}

static void
set_up (Test *test, gconstpointer data)
{
  g_autofree char *inbox = NULL;

  test->folder = g_dir_make_tmp ("piaodan-watch-XXXXXX", NULL);
  test->seen = g_build_filename (test->folder, "seen", NULL);
  inbox = g_build_filename (test->folder, "inbox", NULL);
  g_mkdir (inbox, 0700);
  test->told = g_ptr_array_new_with_free_func (g_free);
  test->files = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Test *test, gconstpointer data)
{
  static const char *const names[] = {
    "inbox/a.pdf", "inbox/b.pdf", "inbox/c.pdf.part", "inbox/.d.pdf", "inbox/empty.pdf", "inbox", "seen", ""
  };

  g_clear_pointer (&test->watch, pd_watch_folder_free);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (test->folder, names[i], NULL);

      g_remove (path);
    }
  g_ptr_array_unref (test->told);
  g_ptr_array_unref (test->files);
  g_clear_error (&test->error);
  g_free (test->folder);
  g_free (test->seen);
}

static void
put (Test *test, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (test->folder, "inbox", name, NULL);

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
run_for (gint64 milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (5000);
    }
}

static void
wait_for (Test *test, guint n)
{
  for (guint i = 0; i < 200 && test->told->len < n; i++)
    run_for (100);
  g_assert_cmpuint (test->told->len, ==, n);
}

/* What was there before and what comes; each once, also after the next start, unless it has changed. */
static void
test_once (Test *test, gconstpointer data)
{
  put (test, "a.pdf", "one");
  put (test, "c.pdf.part", "half");
  put (test, ".d.pdf", "hidden");
  put (test, "empty.pdf", "");
  start (test);
  wait_for (test, 1);
  g_assert_cmpstr (test->told->pdata[0], ==, "a.pdf");
  put (test, "b.pdf", "two");
  wait_for (test, 2);
  pd_watch_folder_mark (test->watch, test->files);
  g_clear_pointer (&test->watch, pd_watch_folder_free);

  start (test);
  run_for (3500);
  g_assert_cmpuint (test->told->len, ==, 2);
  put (test, "a.pdf", "another one");
  wait_for (test, 3);
  g_assert_cmpstr (test->told->pdata[2], ==, "a.pdf");
}

/* A file that grows is not told before it is whole. */
static void
test_growing (Test *test, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  start (test);
  for (guint i = 0; i < 7; i++)
    {
      g_string_append (text, "more ");
      put (test, "a.pdf", text->str);
      run_for (600);
      g_assert_cmpuint (test->told->len, ==, 0);
    }
  wait_for (test, 1);
}

/* What was not marked, because the program was killed, is told once more. */
static void
test_not_marked (Test *test, gconstpointer data)
{
  put (test, "a.pdf", "one");
  start (test);
  wait_for (test, 1);
  g_clear_pointer (&test->watch, pd_watch_folder_free);
  start (test);
  wait_for (test, 2);
}

static void
test_missing (Test *test, gconstpointer data)
{
  g_autofree char *inbox = g_build_filename (test->folder, "inbox", NULL);

  g_assert_cmpint (g_rmdir (inbox), ==, 0);
  start (test);
  run_for (300);
  g_assert_nonnull (test->error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/watch-folder/" name, Test, NULL, set_up, func, tear_down)
  ADD ("once", test_once);
  ADD ("growing", test_growing);
  ADD ("not-marked", test_not_marked);
  ADD ("missing", test_missing);
  return g_test_run ();
}
