/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The archive of received invoices: whole, read-only, and nowhere else. */
#include "archive/pd-archive.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TAX "91330106MA2AAAAA0X"

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("piaodan-archive-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      remove_tree (below);
    }
  g_remove (path);
}

static char *
file_text (const char *folder, const char *company, const char *text, const char *month, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdArchive) archive = pd_archive_open (folder, company, &error);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  char *path;

  g_assert_no_error (error);
  path = pd_archive_file (archive, bytes, month, name, &error);
  g_assert_no_error (error);
  return path;
}

static guint
mode_of (const char *path)
{
  struct stat status;

  g_assert_cmpint (lstat (path, &status), ==, 0);
  return status.st_mode & 07777;
}

static GPtrArray *
list (const char *folder)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = pd_archive_list (folder, TRUE, NULL, &error);

  g_assert_no_error (error);
  return entries;
}

static void
test_filed (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = file_text (folder, TAX, "one", "2026-11", "发票.PDF");
  g_autofree char *again = file_text (folder, TAX, "one", "2026-11", "other name.pdf");
  g_autofree char *root = pd_archive_folder (folder);
  g_autofree char *absolute = g_build_filename (root, path, NULL);
  g_autofree char *company = g_build_filename (root, TAX, NULL);
  g_autofree char *month = g_build_filename (company, "2026-11", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GPtrArray) entries = list (folder);
  const PdArchiveEntry *entry = entries->pdata[0];

  g_assert_cmpstr (path, ==,
                   TAX "/2026-11/7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed.pdf");
  g_assert_cmpstr (path, ==, again);
  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_cmpint (entry->standing, ==, PD_ARCHIVE_GOOD);
  g_assert_cmpint (entry->size, ==, 3);
  g_assert_true (g_file_get_contents (absolute, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "one");
  g_assert_cmpuint (mode_of (absolute), ==, 0444);
  g_assert_cmpuint (mode_of (root), ==, 0700);
  g_assert_cmpuint (mode_of (company), ==, 0700);
  g_assert_cmpuint (mode_of (month), ==, 0700);
  remove_tree (folder);
}

/* Whatever a company, a month or a file is called, what is written lies two folders below the archive. */
static void
test_hostile_names (void)
{
  static const struct
  {
    const char *company;
    const char *month;
    const char *name;
    const char *folder; /* as filed */
    const char *ending;
  } rows[] = {
    { "../../etc", "2026-11", "a.pdf", "______etc/2026-11/", ".pdf" },
    { "..", "../../x", "a.pdf", "__/undated/", ".pdf" },
    { ".", "2026-1/", "../a.pdf/../../b", "_/undated/", "" },
    { "", NULL, NULL, "_/undated/", "" },
    { NULL, "", "a.", "_/undated/", "" },
    { "甲/乙", "2026-11-01", "a.p/f", "甲_乙/undated/", "" },
    { "a\nb", "2026.11", "a.PDF.exeexe", "a_b/undated/", "" },
    { "\xff", "２026-1", "a.\xff", "_/undated/", "" },
    { "杭州（样例）有限公司", "2026-11", ".ofd", "杭州（样例）有限公司/2026-11/", ".ofd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *folder = make_folder ();
      g_autofree char *path = file_text (folder, rows[i].company, "one", rows[i].month, rows[i].name);
      g_autofree char *expected =
          g_strdup_printf ("%s7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed%s",
                           rows[i].folder, rows[i].ending);

      g_test_message ("%u", i);
      g_assert_cmpstr (path, ==, expected);
      remove_tree (folder);
    }
}

static void
test_long_name (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GString) company = g_string_new (NULL);
  g_autofree char *path = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append (company, "公");
  path = file_text (folder, company->str, "one", "2026-11", "a.pdf");
  g_assert_nonnull (path);
  remove_tree (folder);
}

/* A link in the place of a folder or a file leads nowhere. */
static void
test_links (void)
{
  static const char *const places[] = { "archive", "archive/" TAX, "archive/" TAX "/2026-11" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *folder = make_folder ();
      g_autofree char *elsewhere = make_folder ();
      g_autofree char *link = g_build_filename (folder, places[i], NULL);
      g_autofree char *above = g_path_get_dirname (link);
      g_autoptr (GBytes) bytes = g_bytes_new_static ("one", 3);
      g_autoptr (PdArchive) archive = NULL;
      g_autofree char *path = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (g_mkdir_with_parents (above, 0700), ==, 0);
      g_assert_cmpint (symlink (elsewhere, link), ==, 0);
      archive = pd_archive_open (folder, TAX, &error);
      if (archive != NULL)
        path = pd_archive_file (archive, bytes, "2026-11", "a.pdf", &error);
      g_assert_null (path);
      g_assert_nonnull (error);
      g_assert_cmpint (g_rmdir (elsewhere), ==, 0);
      remove_tree (folder);
    }
}

static void
test_linked_file (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = file_text (folder, TAX, "one", "2026-11", "a.pdf");
  g_autofree char *root = pd_archive_folder (folder);
  g_autofree char *absolute = g_build_filename (root, path, NULL);
  g_autofree char *victim = g_build_filename (folder, "victim", NULL);
  g_autofree char *content = NULL;
  g_autofree char *again = NULL;
  struct stat status;

  g_assert_true (g_file_set_contents (victim, "victim", -1, NULL));
  g_assert_cmpint (g_unlink (absolute), ==, 0);
  g_assert_cmpint (symlink (victim, absolute), ==, 0);
  again = file_text (folder, TAX, "one", "2026-11", "a.pdf");
  g_assert_true (g_file_get_contents (victim, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "victim");
  g_assert_cmpint (lstat (absolute, &status), ==, 0);
  g_assert_true (S_ISREG (status.st_mode));
  remove_tree (folder);
}

/* What was changed is told, and filing the same once more puts it right. What a killed program left is nobody's trouble. */
static void
test_checked (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = file_text (folder, TAX, "one", "2026-11", "a.pdf");
  g_autofree char *other = file_text (folder, TAX, "two", NULL, "b.xml");
  g_autofree char *root = pd_archive_folder (folder);
  g_autofree char *absolute = g_build_filename (root, path, NULL);
  g_autofree char *month = g_path_get_dirname (absolute);
  g_autofree char *stray = g_build_filename (month, "notes.txt", NULL);
  g_autofree char *left = g_build_filename (month, ".new-abc.pdf", NULL);
  g_autofree char *again = NULL;
  guint n[4] = { 0 };
  g_autoptr (GPtrArray) entries = NULL;

  g_assert_cmpint (g_chmod (absolute, 0600), ==, 0);
  g_assert_true (g_file_set_contents (absolute, "onE", -1, NULL));
  g_assert_true (g_file_set_contents (stray, "x", -1, NULL));
  g_assert_true (g_file_set_contents (left, "x", -1, NULL));
  entries = list (folder);
  for (guint i = 0; i < entries->len; i++)
    n[((const PdArchiveEntry *) entries->pdata[i])->standing]++;
  g_assert_cmpuint (n[PD_ARCHIVE_GOOD], ==, 1);
  g_assert_cmpuint (n[PD_ARCHIVE_CHANGED], ==, 1);
  g_assert_cmpuint (n[PD_ARCHIVE_STRANGE], ==, 1);
  again = file_text (folder, TAX, "one", "2026-11", "a.pdf");
  g_ptr_array_unref (entries);
  entries = list (folder);
  for (guint i = 0; i < entries->len; i++)
    g_assert_cmpint (((const PdArchiveEntry *) entries->pdata[i])->standing, !=, PD_ARCHIVE_CHANGED);
  g_assert_cmpuint (mode_of (absolute), ==, 0444);
  remove_tree (folder);
}

static void
test_empty (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GPtrArray) entries = list (folder);

  g_assert_cmpuint (entries->len, ==, 0);
  remove_tree (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/archive/filed", test_filed);
  g_test_add_func ("/archive/hostile-names", test_hostile_names);
  g_test_add_func ("/archive/long-name", test_long_name);
  g_test_add_func ("/archive/links", test_links);
  g_test_add_func ("/archive/linked-file", test_linked_file);
  g_test_add_func ("/archive/checked", test_checked);
  g_test_add_func ("/archive/empty", test_empty);
  return g_test_run ();
}
