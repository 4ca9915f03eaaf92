/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/pd-reader-walls.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <unistd.h>

/* In a process of its own, for what is taken does not come back. */
static void
behind_walls (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *there = g_build_filename (folder, "there", NULL);
  g_autofree char *fresh = g_build_filename (folder, "fresh", NULL);
  char byte;
  int fd;

  g_assert_true (pd_reader_walls_raise (&error));
  g_assert_no_error (error);

  fd = open (there, O_RDONLY);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (read (fd, &byte, 1), ==, 1);
  close (fd);

  g_assert_cmpint (open (there, O_WRONLY), <, 0);
  g_assert_cmpint (errno, ==, EROFS);
  g_assert_cmpint (open (there, O_RDWR), <, 0);
  g_assert_cmpint (errno, ==, EROFS);
  g_assert_cmpint (open (fresh, O_RDONLY | O_CREAT, 0600), <, 0);
  g_assert_cmpint (errno, ==, EROFS);
  g_assert_cmpint (unlink (there), <, 0);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (rename (there, fresh), <, 0);
  g_assert_cmpint (g_mkdir (fresh, 0700), <, 0);
  g_assert_cmpint (truncate (there, 0), <, 0);
  g_assert_cmpint (socket (AF_INET, SOCK_STREAM, 0), <, 0);
  g_assert_cmpint (errno, ==, EPERM);
  g_assert_cmpint (socket (AF_UNIX, SOCK_STREAM, 0), <, 0);
  /* What it starts is behind them as well. */
  g_assert_cmpint (system ("echo x > /tmp/piaodan-reader-walls-test 2>/dev/null"), !=, 0);
}

static void
test_walls (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *there = NULL;

  if (g_test_subprocess ())
    {
      behind_walls (g_getenv ("PIAODAN_WALLS_FOLDER"));
      /* What looks for leaks at a usual end cannot look behind them. */
      _exit (0);
    }
  folder = g_dir_make_tmp ("piaodan-walls-XXXXXX", NULL);
  there = g_build_filename (folder, "there", NULL);
  g_assert_true (g_file_set_contents (there, "x", 1, NULL));
  g_setenv ("PIAODAN_WALLS_FOLDER", folder, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  g_assert_cmpint (g_unlink (there), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reader-walls/walls", test_walls);
  return g_test_run ();
}
