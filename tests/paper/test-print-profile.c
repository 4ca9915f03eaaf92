/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper/pd-print-profile.h"

#include <math.h>

static void
test_settings_come_back (void)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  PdPrintSettings settings, read;

  pd_print_settings_init (&settings);
  pd_print_settings_init (&read);
  settings.layout.paper_width = 148 * PD_POINTS_PER_MM;
  settings.layout.paper_height = 210 * PD_POINTS_PER_MM;
  settings.layout.per_sheet = 0;
  settings.layout.orientation = PD_IMPOSITION_LANDSCAPE;
  settings.layout.scale = PD_IMPOSITION_FILL;
  settings.layout.margin_left = 12.5 * PD_POINTS_PER_MM;
  settings.layout.gap = 4 * PD_POINTS_PER_MM;
  settings.grey = settings.cover = settings.sheet_numbers = TRUE;
  settings.cut_lines = FALSE;
  pd_print_settings_to_key_file (&settings, keys);
  pd_print_settings_from_key_file (&read, keys);
  g_assert_cmpuint (read.layout.per_sheet, ==, 0);
  g_assert_cmpint (read.layout.orientation, ==, PD_IMPOSITION_LANDSCAPE);
  g_assert_cmpint (read.layout.scale, ==, PD_IMPOSITION_FILL);
  g_assert_true (fabs (read.layout.paper_width - settings.layout.paper_width) < 0.02);
  g_assert_true (fabs (read.layout.margin_left - settings.layout.margin_left) < 0.02);
  g_assert_true (fabs (read.layout.gap - settings.layout.gap) < 0.02);
  g_assert_true (read.grey && read.cover && read.sheet_numbers && !read.cut_lines);
  g_assert_cmpstr (pd_print_paper_for_size (read.layout.paper_width, read.layout.paper_height)->name, ==,
                   "a5");
}

/* A file that somebody else wrote, or half of one. */
static void
test_wrong_values (void)
{
  static const char *const files[] = {
    "[Print desk]\nper-sheet=3\n",
    "[Print desk]\nper-sheet=-1\npaper-width=nan\n",
    "[Print desk]\npaper-width=1e300\npaper-height=-5\n",
    "[Print desk]\nmargin-left=99\nmargin-right=99\n",
    "[Print desk]\norientation=upside-down\nscale=\ngrey=perhaps\n",
    "[Something]\nelse=1\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GKeyFile) keys = g_key_file_new ();
      PdPrintSettings settings, before;

      g_assert_true (g_key_file_load_from_data (keys, files[i], (gsize) -1, G_KEY_FILE_NONE, NULL));
      pd_print_settings_init (&settings);
      before = settings;
      pd_print_settings_from_key_file (&settings, keys);
      g_assert_cmpmem (&settings, sizeof settings, &before, sizeof before);
    }
}

static void
test_room (void)
{
  PdPrintSettings settings;
  g_autoptr (GError) error = NULL;

  pd_print_settings_init (&settings);
  g_assert_true (pd_print_settings_check (&settings, &error));
  settings.layout.margin_left = settings.layout.margin_right = 90 * PD_POINTS_PER_MM;
  g_assert_false (pd_print_settings_check (&settings, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_calibration (void)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *text = NULL;
  g_autoptr (GKeyFile) again = g_key_file_new ();
  double x, y;

  pd_print_calibration_get (keys, "Office", &x, &y);
  g_assert_true (x == 0 && y == 0);
  pd_print_calibration_set (keys, "Office", 1.5, -2);
  pd_print_calibration_set (keys, "财务室 [2]=;打印机", -0.5, 100);
  text = g_key_file_to_data (keys, NULL, NULL);
  g_assert_true (g_key_file_load_from_data (again, text, (gsize) -1, G_KEY_FILE_NONE, NULL));
  pd_print_calibration_get (again, "Office", &x, &y);
  g_assert_true (x == 1.5 && y == -2);
  pd_print_calibration_get (again, "财务室 [2]=;打印机", &x, &y);
  g_assert_true (x == -0.5 && y == PD_PRINT_MAX_OFFSET_MM);
  pd_print_calibration_get (again, NULL, &x, &y);
  g_assert_true (x == 0 && y == 0);
  pd_print_calibration_set (again, "Office", 0, 0);
  pd_print_calibration_get (again, "Office", &x, &y);
  g_assert_true (x == 0 && y == 0);
  g_key_file_set_string (again, "Printer offsets", "Bad", "5;nan;");
  pd_print_calibration_get (again, "Bad", &x, &y);
  g_assert_true (x == 0 && y == 0);
}

static void
test_papers (void)
{
  guint n;
  const PdPrintPaper *papers = pd_print_papers (&n);

  for (guint i = 0; i < n; i++)
    {
      g_assert_true (pd_print_paper_find (papers[i].name) == &papers[i]);
      g_assert_true (pd_print_paper_for_size (papers[i].width, papers[i].height) == &papers[i]);
    }
  g_assert_true (pd_print_paper_find ("A4") == papers);
  g_assert_null (pd_print_paper_find ("b5"));
  g_assert_null (pd_print_paper_for_size (100, 100));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print/profile/settings", test_settings_come_back);
  g_test_add_func ("/print/profile/wrong", test_wrong_values);
  g_test_add_func ("/print/profile/room", test_room);
  g_test_add_func ("/print/profile/calibration", test_calibration);
  g_test_add_func ("/print/profile/papers", test_papers);
  return g_test_run ();
}
