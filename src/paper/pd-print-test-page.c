/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

#include "document/pd-page-text.h"
#include "paper/pd-print-stream.h"

/* The frame stands this far from every edge, when the printer puts it where it is told to. */
#define FRAME_MM PD_PRINT_TEST_FRAME_MM
#define TICKS_MM 10
#define TICK 2.0

static cairo_status_t
append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* A millimetre scale on each side of the frame's edge, the longer tick where the frame should be. */
static void
draw_scales (cairo_t *cr, double width, double height)
{
  for (int mm = -TICKS_MM; mm <= TICKS_MM; mm++)
    {
      double at = (FRAME_MM + mm) * PD_POINTS_PER_MM;
      double length = (mm == 0 ? 4 : mm % 5 == 0 ? 2.5 : 1) * TICK * PD_POINTS_PER_MM / 2;

      cairo_move_to (cr, at, height / 2 - length);
      cairo_line_to (cr, at, height / 2 + length);
      cairo_move_to (cr, width / 2 - length, at);
      cairo_line_to (cr, width / 2 + length, at);
    }
  cairo_stroke (cr);
}

static void
draw_words (cairo_t *cr, const PdImpositionSettings *settings, const char *printer)
{
  PdPageStyle style = { PD_PAGE_FACE_VALUE, PD_PAGE_ALIGN_START, PD_PAGE_ALIGN_START, 11.0, 0, TRUE };
  PdPageBox cell = { 60 * PD_POINTS_PER_MM, 40 * PD_POINTS_PER_MM,
                     settings->paper_width - 90 * PD_POINTS_PER_MM, 80 * PD_POINTS_PER_MM };
  g_autofree char *words = g_strdup_printf (
      _ ("Test page of the printer “%1$s”. The frame should stand %2$d mm from the left "
         "edge and %2$d mm from the upper "
         "edge of the paper. Measure both on paper, and enter at the print desk what you have measured."),
      printer, FRAME_MM);
  g_autoptr (PdPageText) text = pd_page_text_new ("words", words, &style, &cell);

  pd_page_text_draw (text, cr);
}

/**
 * pd_print_test_page:
 * @settings: paper and the offsets that are set at the moment
 * @printer: its name, for people
 * @error: return location: a sentence that can be shown
 *
 * Makes a page by which a person measures how far a printer is off. What is set already is applied, so that a second
 * page shows whether it is right.
 *
 * Returns: (transfer full) (nullable): a PDF file of one page
 */
GBytes *
pd_print_test_page (const PdImpositionSettings *settings, const char *printer, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface =
      cairo_pdf_surface_create_for_stream (append_cb, bytes, settings->paper_width, settings->paper_height);
  cairo_t *cr = cairo_create (surface);
  double frame = FRAME_MM * PD_POINTS_PER_MM;
  cairo_status_t status;

  cairo_translate (cr, settings->offset_x, settings->offset_y);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, 0.5);
  cairo_rectangle (cr, frame, frame, settings->paper_width - 2 * frame, settings->paper_height - 2 * frame);
  cairo_stroke (cr);
  draw_scales (cr, settings->paper_width, settings->paper_height);
  draw_words (cr, settings, printer);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The test page could not be made: %s."),
               cairo_status_to_string (status));
  return NULL;
}
