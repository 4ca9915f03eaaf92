/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>

#include "desktop/pd-print-calibration-dialog.h"
#include "desktop/pd-print-desk-settings.h"
#include "paper/pd-print-stream.h"
#include "print-fixture.h"

/* What is measured in the dialog moves what is printed by exactly that much, for this printer alone. */

#define MM PD_POINTS_PER_MM

/* The spin buttons from the top, and the button that prints. */
static void
find_widgets (GtkWidget *widget, GPtrArray *spins, GtkWidget **button)
{
  if (GTK_IS_SPIN_BUTTON (widget))
    {
      g_ptr_array_add (spins, widget);
      return;
    }
  if (GTK_IS_BUTTON (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "Print the Test Page") == 0)
    *button = widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_widgets (child, spins, button);
}

typedef struct
{
  GtkWidget *window;
  PdPrintDeskSettings *settings;
  GtkPrinter *printer;
  AdwMessageDialog *dialog;
  GPtrArray *spins; /* x, y */
  GtkWidget *button;
} Fixture;

static void
open_dialog (Fixture *fixture)
{
  pd_print_calibrate (GTK_WINDOW (fixture->window), fixture->settings);
  fixture->dialog = print_fixture_wait_dialog ();
  g_ptr_array_set_size (fixture->spins, 0);
  find_widgets (GTK_WIDGET (fixture->dialog), fixture->spins, &fixture->button);
  g_assert_cmpuint (fixture->spins->len, ==, 2);
  g_assert_nonnull (fixture->button);
}

static void
measure (Fixture *fixture, double x_mm, double y_mm)
{
  gtk_spin_button_set_value (fixture->spins->pdata[0], x_mm);
  gtk_spin_button_set_value (fixture->spins->pdata[1], y_mm);
}

static void
respond (Fixture *fixture, const char *response)
{
  print_fixture_respond (fixture->dialog, response);
}

/* The only one there is; behind it stands the print dialog. */
static void
select_printer (GtkWidget *widget)
{
  if (ADW_IS_COMBO_ROW (widget) &&
      g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), "Printer") == 0)
    adw_combo_row_set_selected (ADW_COMBO_ROW (widget), 0);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    select_printer (child);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  fixture->settings = PD_PRINT_DESK_SETTINGS (pd_print_desk_settings_new ());
  fixture->spins = g_ptr_array_new ();
  fixture->printer = print_fixture_file_printer ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->settings));
  gtk_window_present (GTK_WINDOW (fixture->window));
  pd_print_desk_settings_add_printer (fixture->settings, fixture->printer);
  select_printer (GTK_WIDGET (fixture->settings));
  g_assert_true (pd_print_desk_settings_get_printer (fixture->settings) == fixture->printer);
}

static char *
settings_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "piaodan", "print-desk.ini", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = settings_path ();

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_ptr_array_unref (fixture->spins);
  g_object_unref (fixture->printer);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_unlink (path);
}

static PdPlacement
first_placement (PdPrintDeskSettings *desk)
{
  PdPrintSettings settings;
  const double size[] = { 210 * MM, 140 * MM };
  const PdImpositionItem item = { size, 1, 2 };
  g_autoptr (GPtrArray) sheets = NULL;

  pd_print_desk_settings_get (desk, &settings);
  sheets = pd_impose (&item, 1, &settings.layout);
  return g_array_index (((PdPrintSheet *) sheets->pdata[0])->placements, PdPlacement, 0);
}

static void
assert_moved (Fixture *fixture, const PdPlacement *before, double x_mm, double y_mm)
{
  PdPlacement after = first_placement (fixture->settings);

  g_assert_cmpfloat_with_epsilon (after.x - before->x, x_mm * MM, 1e-6);
  g_assert_cmpfloat_with_epsilon (after.y - before->y, y_mm * MM, 1e-6);
  g_assert_cmpfloat_with_epsilon (after.cell_x - before->cell_x, x_mm * MM, 1e-6);
  g_assert_cmpfloat_with_epsilon (after.cell_y - before->cell_y, y_mm * MM, 1e-6);
}

/* The frame stands 22.5 and 18.2 mm from the edges in place of 20: everything goes 2.5 mm left and 1.8 mm down. */
static void
test_keep (Fixture *fixture, gconstpointer data)
{
  PdPlacement before = first_placement (fixture->settings);

  open_dialog (fixture);
  measure (fixture, 22.5, 18.2);
  respond (fixture, "keep");
  assert_moved (fixture, &before, -2.5, 1.8);

  /* what is measured another time comes on top */
  open_dialog (fixture);
  g_assert_cmpfloat (gtk_spin_button_get_value (fixture->spins->pdata[0]), ==, PD_PRINT_TEST_FRAME_MM);
  measure (fixture, 19.5, 20);
  respond (fixture, "keep");
  assert_moved (fixture, &before, -2, 1.8);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  PdPlacement before = first_placement (fixture->settings);

  open_dialog (fixture);
  measure (fixture, 25, 25);
  respond (fixture, "close");
  assert_moved (fixture, &before, 0, 0);
}

/* It is there the next time, for this printer and no other. */
static void
test_kept_for_printer (Fixture *fixture, gconstpointer data)
{
  PdPlacement before = first_placement (fixture->settings);
  g_autofree char *path = settings_path ();
  GtkWidget *again;
  double x, y;

  open_dialog (fixture);
  measure (fixture, 21, 20);
  respond (fixture, "keep");
  assert_moved (fixture, &before, -1, 0);
  PRINT_FIXTURE_WAIT_UNTIL (g_file_test (path, G_FILE_TEST_EXISTS));
  again = g_object_ref_sink (pd_print_desk_settings_new ());
  pd_print_desk_settings_get_offset (PD_PRINT_DESK_SETTINGS (again), &x, &y);
  g_assert_cmpfloat (x, ==, 0);
  pd_print_desk_settings_add_printer (PD_PRINT_DESK_SETTINGS (again), fixture->printer);
  g_assert_true (pd_print_desk_settings_get_printer (PD_PRINT_DESK_SETTINGS (again)) == fixture->printer);
  pd_print_desk_settings_get_offset (PD_PRINT_DESK_SETTINGS (again), &x, &y);
  g_assert_cmpfloat_with_epsilon (x, -1, 1e-9);
  g_assert_cmpfloat_with_epsilon (y, 0, 1e-9);
  g_object_unref (again);
}

/* Where the left side of the frame is on the printed page, mm; the frame's left edge is the first ink from the left. */
static void
find_frame (const char *path, double *x_mm, double *y_mm)
{
  const double scale = 10 / MM; /* ten dots a millimetre */
  g_autofree char *data = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPaper) paper = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 2100, 2970);
  cairo_t *cr = cairo_create (surface);
  const guchar *dots;
  gsize length, stride;
  int x, y;

  g_assert_true (g_file_get_contents (path, &data, &length, &error));
  bytes = g_bytes_new_take (g_steal_pointer (&data), length);
  paper = pd_paper_open (bytes, "test page", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pd_paper_get_n_pages (paper), ==, 1);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  g_assert_true (pd_paper_draw (paper, 0, cr, PD_PAPER_PRINTER, NULL, NULL));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  dots = cairo_image_surface_get_data (surface);
  stride = (gsize) cairo_image_surface_get_stride (surface);
  /* across at a third of the height and down at a third of the width, where there is nothing but the frame */
  for (x = 0; x < 2100 && dots[900 * stride + (gsize) x * 4] > 128; x++)
    ;
  for (y = 0; y < 2970 && dots[(gsize) y * stride + 700 * 4] > 128; y++)
    ;
  cairo_surface_destroy (surface);
  *x_mm = x / 10.0;
  *y_mm = y / 10.0;
}

/* The page goes to the printer with what was measured so far; the second one stands right when the first was measured. */
static void
test_printed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("calibration-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "output.pdf", NULL);
  g_autofree char *back = g_get_current_dir ();
  double x, y;

  g_assert_cmpint (g_chdir (folder), ==, 0);
  open_dialog (fixture);
  g_signal_emit_by_name (fixture->button, "clicked");
  PRINT_FIXTURE_WAIT_UNTIL (gtk_widget_get_sensitive (fixture->button));
  find_frame (path, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 20, 0.25);
  g_assert_cmpfloat_with_epsilon (y, 20, 0.25);
  measure (fixture, 23, 19);
  g_unlink (path);
  g_signal_emit_by_name (fixture->button, "clicked");
  PRINT_FIXTURE_WAIT_UNTIL (gtk_widget_get_sensitive (fixture->button));
  find_frame (path, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 17, 0.25);
  g_assert_cmpfloat_with_epsilon (y, 21, 0.25);
  /* a printer that is 3 mm off now prints it where it should be: it is measured as such, and kept */
  g_assert_cmpfloat (gtk_spin_button_get_value (fixture->spins->pdata[0]), ==, PD_PRINT_TEST_FRAME_MM);
  respond (fixture, "keep");
  pd_print_desk_settings_get_offset (fixture->settings, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, -3, 1e-9);
  g_assert_cmpfloat_with_epsilon (y, 1, 1e-9);
  g_assert_cmpint (g_chdir (back), ==, 0);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define TEST(name, function)                                                                                 \
  g_test_add ("/print-calibration/" name, Fixture, NULL, set_up, function, tear_down)
  TEST ("keep", test_keep);
  TEST ("cancel", test_cancel);
  TEST ("kept-for-printer", test_kept_for_printer);
  TEST ("printed", test_printed);
  return g_test_run ();
}
