/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-calibration-dialog.h"

#include "desktop/pd-invoice-print.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-print-send.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* How far a printer is off: a page with rulers is printed and measured, once a printer. */

typedef struct
{
  GtkWidget *dialog; /* (not owned) */
  GtkWidget *x;      /* what is measured, mm */
  GtkWidget *y;
  double moved_x, moved_y; /* how far the test page that is measured was moved, mm */
  GtkWidget *said;
  GtkWidget *print;
  PdPrintDeskSettings *settings; /* (owned) */
  PdPrintTarget *target;         /* (owned) (nullable): while a page is on its way */
} Calibration;

static void
calibration_free (gpointer data)
{
  Calibration *self = data;

  g_object_unref (self->settings);
  g_free (self);
}

static void
say (Calibration *self, const char *sentence)
{
  gtk_label_set_text (GTK_LABEL (self->said), sentence);
}

/* Where the frame should stand less where it stands, on top of how far it was moved already. */
static double
offset (double moved, GtkWidget *measured)
{
  double mm = moved + PD_PRINT_TEST_FRAME_MM - gtk_spin_button_get_value (GTK_SPIN_BUTTON (measured));

  return CLAMP (mm, -PD_PRINT_MAX_OFFSET_MM, PD_PRINT_MAX_OFFSET_MM);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) dialog = user_data;
  Calibration *self = g_object_get_data (G_OBJECT (dialog), "calibration");
  g_autoptr (GError) error = NULL;

  if (pd_print_send_finish (result, &error))
    say (self, _ ("The page is being printed. Measure it and enter what you read. Print it once more to see "
                  "that it is right."));
  else
    say (self, error->message);
  g_clear_pointer (&self->target, pd_print_target_free);
  gtk_widget_set_sensitive (self->print, TRUE);
}

static void
print_cb (Calibration *self)
{
  GtkPrinter *printer = pd_print_desk_settings_get_printer (self->settings);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;
  PdPrintSettings settings;

  if (printer == NULL || self->target != NULL)
    return;
  pd_print_desk_settings_get (self->settings, &settings);
  self->moved_x = offset (self->moved_x, self->x);
  self->moved_y = offset (self->moved_y, self->y);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->x), PD_PRINT_TEST_FRAME_MM);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->y), PD_PRINT_TEST_FRAME_MM);
  settings.layout.offset_x = self->moved_x * PD_POINTS_PER_MM;
  settings.layout.offset_y = self->moved_y * PD_POINTS_PER_MM;
  pdf = pd_print_test_page (&settings.layout, gtk_printer_get_name (printer), &error);
  if (pdf == NULL)
    {
      say (self, error->message);
      return;
    }
  self->target = pd_print_target_new (printer, &settings, 1);
  gtk_widget_set_sensitive (self->print, FALSE);
  pd_print_send_async (self->target, pdf, _ ("Test page"), NULL, sent_cb, g_object_ref (self->dialog));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Calibration *self = user_data;

  if (g_str_equal (response, "keep"))
    pd_print_desk_settings_set_offset (self->settings, offset (self->moved_x, self->x),
                                       offset (self->moved_y, self->y));
}

static GtkWidget *
add_measure (GtkWidget *grid, int row, const char *title)
{
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *spin = gtk_spin_button_new_with_range (0, PD_PRINT_TEST_FRAME_MM + PD_PRINT_MAX_OFFSET_MM, 0.1);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), PD_PRINT_TEST_FRAME_MM);
  pd_set_accessible_label (spin, title);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), spin, 1, row, 1, 1);
  return spin;
}

static GtkWidget *
create_body (Calibration *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *grid = gtk_grid_new ();

  pd_print_desk_settings_get_offset (self->settings, &self->moved_x, &self->moved_y);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  self->x = add_measure (grid, 0, _ ("From the left edge, mm"));
  self->y = add_measure (grid, 1, _ ("From the upper edge, mm"));
  self->print = gtk_button_new_with_label (_ ("Print the Test Page"));
  g_signal_connect_swapped (self->print, "clicked", G_CALLBACK (print_cb), self);
  self->said = pd_layout_text (NULL, "dim-label");
  gtk_box_append (
      GTK_BOX (box),
      pd_layout_text (_ ("1. Print the test page. Its frame should stand 20 mm from the edges of the paper."),
                      NULL));
  gtk_box_append (GTK_BOX (box), self->print);
  gtk_box_append (
      GTK_BOX (box),
      pd_layout_text (
          _ ("2. Measure with a ruler how far the frame is from the left and from the upper edge, "
             "and enter what you read."),
          NULL));
  gtk_box_append (GTK_BOX (box), grid);
  gtk_box_append (GTK_BOX (box), self->said);
  gtk_widget_set_size_request (box, 360, -1);
  return box;
}

/**
 * pd_print_calibrate:
 * @parent: the window that asks
 * @settings: the desk's settings with a printer chosen
 *
 * Opens a dialog in which a person measures how far the chosen printer is off.
 */
void
pd_print_calibrate (GtkWindow *parent, PdPrintDeskSettings *settings)
{
  Calibration *self;
  const char *printer = pd_print_desk_settings_get_printer_name (settings);

  if (printer == NULL)
    return;
  self = g_new0 (Calibration, 1);
  self->settings = g_object_ref (settings);
  self->dialog = adw_message_dialog_new (parent, NULL, NULL);
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (self->dialog), _ ("Position on Paper: %s"), printer);
  g_object_set_data_full (G_OBJECT (self->dialog), "calibration", self, calibration_free);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (self->dialog), create_body (self));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (self->dialog), "close", _ ("Cancel"), "keep",
                                    _ ("Keep"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (self->dialog), "keep",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self->dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (self->dialog), "close");
  g_signal_connect (self->dialog, "response", G_CALLBACK (response_cb), self);
  gtk_window_present (GTK_WINDOW (self->dialog));
}
