/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-read-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ofd/pd-ofd-document.h"
#include "ofd/pd-ofd-image.h"
#include "reading/pd-read-picture.h"

/* What a larger picture is reduced to, in points. */
#define ENOUGH_POINTS (16.0 * 1000 * 1000)
/* Resolutions that are meant; cameras write others without meaning any. */
#define MIN_DPI 100
#define MAX_DPI 2400
/* What pictures without a resolution have: an invoice of 210 mm on the width of the picture. */
#define PAPER_INCHES 8.27

/* What went wrong with a picture, to somebody who has it as a file. */
static void
set_error (GError **error, const GError *reason, const char *name)
{
  if (g_error_matches (reason, PD_OFD_ERROR, PD_OFD_ERROR_TOO_LARGE))
    g_set_error (error, PD_READ_ERROR, PD_READ_ERROR_TOO_LARGE,
                 _ ("The picture “%1$s” has more than %2$d million points. It was not opened; take it again "
                    "with less."),
                 name, PD_OFD_MAX_DOTS / 1000 / 1000);
  else
    g_set_error (
        error, PD_READ_ERROR, PD_READ_ERROR_DAMAGED,
        _ ("The picture “%s” is cut off, damaged or of a kind that is not known here. Save it as PNG or "
           "JPEG, or take it again."),
        name);
}

/* On white, each side by @scale. */
static cairo_surface_t *
reduce (cairo_surface_t *picture, double scale)
{
  int width = MAX ((int) (cairo_image_surface_get_width (picture) * scale), 1);
  int height = MAX ((int) (cairo_image_surface_get_height (picture) * scale), 1);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, (double) width / cairo_image_surface_get_width (picture),
               (double) height / cairo_image_surface_get_height (picture));
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

/* A photograph goes into a PDF as it is: a tenth of its dots' size, and nothing is lost. */
static void
keep_jpeg (cairo_surface_t *from, cairo_surface_t *to, GBytes *bytes)
{
  const guint8 *data = NULL;
  gulong size = 0;

  cairo_surface_get_mime_data (from, CAIRO_MIME_TYPE_JPEG, &data, &size);
  if (data != NULL)
    cairo_surface_set_mime_data (to, CAIRO_MIME_TYPE_JPEG, data, size, (cairo_destroy_func_t) g_bytes_unref,
                                 g_bytes_ref (bytes));
}

/* @facts: (out): of the picture that is returned; a resolution only where it is a sensible one */
static cairo_surface_t *
decode (GBytes *bytes, const char *name, PdOfdPictureFacts *facts, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (PdOfdPicture) picture = pd_ofd_picture_new (bytes, &reason);
  cairo_surface_t *surface;
  double scale;

  if (picture == NULL)
    {
      set_error (error, reason, name);
      return NULL;
    }
  scale = sqrt (ENOUGH_POINTS / ((double) cairo_image_surface_get_width (picture) *
                                 cairo_image_surface_get_height (picture)));
  pd_ofd_picture_get_facts (bytes, facts);
  if (!(facts->dpi >= MIN_DPI && facts->dpi <= MAX_DPI))
    facts->dpi = 0;
  facts->dpi *= MIN (scale, 1);
  if (scale >= 1 && cairo_image_surface_get_format (picture) == CAIRO_FORMAT_RGB24)
    return g_steal_pointer (&picture);
  surface = reduce (picture, MIN (scale, 1));
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (surface);
      set_error (error, NULL, name);
      return NULL;
    }
  keep_jpeg (picture, surface, bytes);
  return surface;
}

/* A4 across. @is_across: it lies on its side. */
static double
paper_dpi (cairo_surface_t *surface, gboolean is_across)
{
  return (is_across ? cairo_image_surface_get_height (surface) : cairo_image_surface_get_width (surface)) /
         PAPER_INCHES;
}

/* From the dots of the file to those of the picture as the camera was held: the eight orientations of Exif and TIFF. */
static void
find_upright (cairo_surface_t *surface, guint turn, cairo_matrix_t *upright)
{
  double w = cairo_image_surface_get_width (surface), h = cairo_image_surface_get_height (surface);
  const cairo_matrix_t turns[] = { { 1, 0, 0, 1, 0, 0 },   { -1, 0, 0, 1, w, 0 }, { -1, 0, 0, -1, w, h },
                                   { 1, 0, 0, -1, 0, h },  { 0, 1, 1, 0, 0, 0 },  { 0, 1, -1, 0, h, 0 },
                                   { 0, -1, -1, 0, h, w }, { 0, -1, 1, 0, 0, w } };

  *upright = turns[turn >= 1 && turn <= G_N_ELEMENTS (turns) ? turn - 1 : 0];
}

/**
 * pd_read_picture:
 * @bytes: a PNG, JPEG, BMP, GIF or TIFF; hostile
 * @name: its name, for people
 * @upright: (out): from the dots of the result to those of the picture as the camera was held
 * @dpi: (out): dots per inch of the result
 * @error: return location for a #PdReadError
 *
 * Decodes a photograph or scan to be looked at and printed, within the limits of reading: its size is looked at before
 * it is decoded. It is not turned, so that a JPEG goes into a PDF byte for byte.
 *
 * Returns: (transfer full) (nullable): the picture on white
 */
cairo_surface_t *
pd_read_picture (GBytes *bytes, const char *name, cairo_matrix_t *upright, double *dpi, GError **error)
{
  PdOfdPictureFacts facts;
  cairo_surface_t *surface = decode (bytes, name, &facts, error);

  if (surface == NULL)
    return NULL;
  find_upright (surface, facts.turn, upright);
  *dpi = facts.dpi > 0 ? facts.dpi : paper_dpi (surface, facts.turn >= 5);
  return surface;
}

/* As the camera was held. */
static cairo_surface_t *
turn_upright (cairo_surface_t *surface, guint turn)
{
  double width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  cairo_matrix_t upright;
  cairo_surface_t *turned;
  cairo_t *cr;

  find_upright (surface, turn, &upright);
  cairo_matrix_transform_distance (&upright, &width, &height);
  turned = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) fabs (width), (int) fabs (height));
  cr = cairo_create (turned);
  cairo_set_matrix (cr, &upright);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  return turned;
}

/*< private >
 * pd_read_image:
 * @self: a reading, not settled
 * @bytes: a PNG, JPEG, BMP, GIF or TIFF; hostile
 * @cancellable: (nullable): a cancellable
 * @error: return location for a #PdReadError
 *
 * Reads a photograph or scan: its QR code, and its text where a program for that is installed. Its size is looked at
 * before it is decoded; it is turned as the camera says.
 *
 * Returns: whether the picture could be opened
 */
gboolean
pd_read_image (PdReading *self, GBytes *bytes, GCancellable *cancellable, GError **error)
{
  PdOfdPictureFacts facts;
  g_autoptr (PdOfdPicture) plain = decode (bytes, pd_reading_get_file (self), &facts, error);
  g_autoptr (PdOfdPicture) surface = NULL;
  double turned;

  if (plain == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  surface = facts.turn == 1 ? g_steal_pointer (&plain) : turn_upright (plain, facts.turn);
  pd_read_qr_image (self, surface, &turned);
  pd_read_picture_text (self, surface, turned, cancellable);
  return TRUE;
}
