/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-paper-private.h"
#include "reading/pd-read-picture.h"

/* A photograph or a scan: one page, as large as its resolution says. */
typedef struct
{
  cairo_surface_t *surface; /* (owned): as in the file */
  cairo_matrix_t upright;   /* from its dots to those of the page */
  double width, height;     /* of the page, dots */
  double dpi;
} Image;

static void
image_free (gpointer data)
{
  Image *image = data;

  cairo_surface_destroy (image->surface);
  g_free (image);
}

static guint
get_n_pages (gpointer data)
{
  return 1;
}

static void
get_page_size (gpointer data, guint page, double *width, double *height)
{
  const Image *image = data;

  *width = image->width * 72 / image->dpi;
  *height = image->height * 72 / image->dpi;
}

static gboolean
draw (gpointer data,
      guint page,
      cairo_t *cr,
      PdPaperUse use,
      GString *omission,
      GCancellable *cancellable,
      GError **error)
{
  const Image *image = data;

  cairo_scale (cr, 72 / image->dpi, 72 / image->dpi);
  cairo_transform (cr, &image->upright);
  cairo_set_source_surface (cr, image->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_rectangle (cr, 0, 0, cairo_image_surface_get_width (image->surface),
                   cairo_image_surface_get_height (image->surface));
  cairo_fill (cr);
  return TRUE;
}

static double
get_dpi (gpointer data, guint page)
{
  return ((const Image *) data)->dpi;
}

static const PdPaperFormat image_format = {
  .free = image_free,
  .get_n_pages = get_n_pages,
  .get_page_size = get_page_size,
  .draw = draw,
  .get_dpi = get_dpi,
};

/*< private >
 * pd_paper_open_image:
 *
 * Returns: (transfer full) (nullable): a picture as paper, upright as the camera says
 */
PdPaper *
pd_paper_open_image (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  double dpi;
  cairo_matrix_t upright;
  cairo_surface_t *surface = pd_read_picture (bytes, name, &upright, &dpi, error);
  Image *image;

  if (surface == NULL)
    return NULL;
  image = g_new0 (Image, 1);
  image->surface = surface;
  image->upright = upright;
  image->dpi = dpi;
  image->width = cairo_image_surface_get_width (surface);
  image->height = cairo_image_surface_get_height (surface);
  cairo_matrix_transform_distance (&upright, &image->width, &image->height);
  image->width = ABS (image->width);
  image->height = ABS (image->height);
  return pd_paper_new (&image_format, image);
}
