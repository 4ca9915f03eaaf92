/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-draw-private.h"

#include <string.h>

/* All pictures of one page together, in dots. */
#define MAX_PAGE_DOTS (80 * 1000 * 1000)
/* Decoded pictures that are kept from one page to the next, in dots. */
#define MAX_KEPT_DOTS (16 * 1000 * 1000)

static void
free_picture (gpointer picture)
{
  cairo_surface_destroy (picture);
}

static gsize
count_dots (PdOfdPicture *picture)
{
  return (gsize) cairo_image_surface_get_width (picture) * (gsize) cairo_image_surface_get_height (picture);
}

/*< private >
 * pd_ofd_painter_drop_pictures:
 *
 * Lets decoded pictures go when there are many, so that a thousand scanned pages take no more room than one.
 */
void
pd_ofd_painter_drop_pictures (PdOfdPainter *self)
{
  GHashTable *resources = self->content->page->body->resources;
  GHashTableIter iter;
  gpointer key, value;

  if (self->content->document->n_dots <= MAX_KEPT_DOTS)
    return;
  g_hash_table_iter_init (&iter, resources);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, "MultiMedia "))
      g_clear_pointer (&((PdOfdResource *) value)->made, cairo_surface_destroy);
  self->content->document->n_dots = 0;
}

/*< private >
 * pd_ofd_painter_decode:
 * @bytes: a picture; hostile
 * @error: return location for a #PdOfdError; nothing is set where the page has no patience left
 *
 * Every picture of a page comes from here, those of seals as well, so that all of them together are within its limits of
 * dots and of time.
 *
 * Returns: (transfer full) (nullable): the picture
 */
PdOfdPicture *
pd_ofd_painter_decode (PdOfdPainter *self, GBytes *bytes, GError **error)
{
  PdOfdPicture *picture;

  if (self->n_dots > MAX_PAGE_DOTS || pd_ofd_painter_is_late (self))
    return NULL;
  picture = pd_ofd_picture_new (bytes, error);
  if (picture != NULL)
    self->n_dots += count_dots (picture);
  return picture;
}

/* Decodes a picture once. */
static PdOfdPicture *
get_picture (PdOfdPainter *self, const char *id)
{
  PdOfdResource *resource = pd_ofd_content_find (self->content, "MultiMedia", id);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = NULL;
  PdOfdPicture *picture;

  if (resource != NULL && resource->made != NULL)
    return resource->made;
  if (resource != NULL)
    bytes = pd_ofd_package_get (self->content->document,
                                pd_ofd_package_find_child (self->content->document, resource->folder,
                                                           resource->node, "MediaFile"));
  picture = bytes != NULL ? pd_ofd_painter_decode (self, bytes, &error) : NULL;
  if (picture == NULL)
    {
      gboolean is_large = g_error_matches (error, PD_OFD_ERROR, PD_OFD_ERROR_TOO_LARGE);

      self->omissions[is_large ? PD_OFD_OMITTED_LARGE_PICTURE : PD_OFD_OMITTED_PICTURE]++;
      return NULL;
    }
  self->content->document->n_dots += count_dots (picture);
  resource->made = picture;
  resource->free_made = free_picture;
  return picture;
}

/* Dots beyond the edge keep thin white lines away where a picture is cut by dots of a screen. A page description has no
 * dots, and cairo would unpack a JPEG to add some. */
static cairo_extend_t
edge_of (cairo_t *cr)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_group_target (cr));

  return type == CAIRO_SURFACE_TYPE_IMAGE ? CAIRO_EXTEND_PAD : CAIRO_EXTEND_NONE;
}

/*< private >
 * pd_ofd_painter_draw_picture:
 * @alpha: 0–1
 * @is_crisp: whether its dots stay squares when it is enlarged, as those of a code
 *
 * Draws a picture into the unit square.
 */
void
pd_ofd_painter_draw_picture (PdOfdPainter *self, PdOfdPicture *picture, double alpha, gboolean is_crisp)
{
  cairo_t *cr = self->cr;
  int width = cairo_image_surface_get_width (picture);
  int height = cairo_image_surface_get_height (picture);
  double dx = 1, dy = 0, across;

  cairo_user_to_device_distance (cr, &dx, &dy);
  across = MAX (ABS (dx), ABS (dy));
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, 1, 1);
  cairo_clip (cr);
  cairo_scale (cr, 1.0 / width, 1.0 / height);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), edge_of (cr));
  cairo_pattern_set_filter (cairo_get_source (cr),
                            is_crisp && across >= width ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_paint_with_alpha (cr, alpha);
  cairo_restore (cr);
}

/* White shows, black hides, as in the masks that other formats have. */
static PdOfdPicture *
create_mask (PdOfdPicture *picture)
{
  int width = cairo_image_surface_get_width (picture);
  int height = cairo_image_surface_get_height (picture);
  g_autoptr (PdOfdPicture) opaque = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  PdOfdPicture *mask = cairo_image_surface_create (CAIRO_FORMAT_A8, width, height);
  cairo_t *cr = cairo_create (opaque);
  const guint8 *from;
  guint8 *to;

  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_flush (opaque);
  from = cairo_image_surface_get_data (opaque);
  to = cairo_image_surface_get_data (mask);
  for (int y = 0; from != NULL && to != NULL && y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guint32 dot;

        memcpy (&dot, from + (gsize) y * (gsize) cairo_image_surface_get_stride (opaque) + (gsize) x * 4, 4);
        to[(gsize) y * (gsize) cairo_image_surface_get_stride (mask) + (gsize) x] =
            (guint8) (((dot >> 16 & 0xFF) * 77 + (dot >> 8 & 0xFF) * 151 + (dot & 0xFF) * 28) / 256);
      }
  cairo_surface_mark_dirty (mask);
  return mask;
}

static void
draw_masked (PdOfdPainter *self, PdOfdPicture *picture, PdOfdPicture *mask_picture, double alpha)
{
  cairo_t *cr = self->cr;
  g_autoptr (PdOfdPicture) mask = create_mask (mask_picture);
  cairo_pattern_t *pattern = cairo_pattern_create_for_surface (mask);
  cairo_matrix_t matrix;

  cairo_push_group (cr);
  pd_ofd_painter_draw_picture (self, picture, alpha, FALSE);
  cairo_pop_group_to_source (cr);
  cairo_matrix_init_scale (&matrix, cairo_image_surface_get_width (mask),
                           cairo_image_surface_get_height (mask));
  cairo_pattern_set_matrix (pattern, &matrix);
  cairo_mask (cr, pattern);
  cairo_pattern_destroy (pattern);
}

/* The corners of the unit square, where the picture stands. */
static void
note_place (PdOfdPainter *self, PdOfdPicture *picture)
{
  PdOfdPlacedPicture *placed = g_new0 (PdOfdPlacedPicture, 1);

  *placed = (PdOfdPlacedPicture){ G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE,
                                  cairo_surface_reference (picture) };
  for (guint corner = 0; corner < 4; corner++)
    {
      double x = corner % 2, y = corner / 2;

      cairo_user_to_device (self->cr, &x, &y);
      placed->x0 = MIN (placed->x0, x);
      placed->y0 = MIN (placed->y0, y);
      placed->x1 = MAX (placed->x1, x);
      placed->y1 = MAX (placed->y1, y);
    }
  g_ptr_array_add (self->pictures, placed);
}

static gboolean
is_of_format (PdOfdPainter *self, const char *id, const char *format)
{
  PdOfdResource *resource = pd_ofd_content_find (self->content, "MultiMedia", id);

  return resource != NULL && pd_ofd_attribute_is (resource->node, "Format", format);
}

/* A frame around the box of a picture. */
static void
draw_border (PdOfdPainter *self, const xmlNode *object, const PdOfdStyle *style)
{
  const xmlNode *border = pd_xml_child (object, "Border");
  const xmlNode *color = border != NULL ? pd_xml_child (border, "BorderColor") : NULL;
  PdOfdStyle line = *style;
  PdOfdBox boundary;
  cairo_matrix_t own;

  if (border == NULL || !pd_ofd_attribute_box (object, "Boundary", &boundary))
    return;
  pd_ofd_style_take (self, &line, border);
  if (pd_ofd_matrix (object, &own))
    {
      cairo_matrix_invert (&own);
      cairo_transform (self->cr, &own);
    }
  cairo_rectangle (self->cr, 0, 0, boundary.width, boundary.height);
  if (line.line_width > 0 && pd_ofd_painter_set_color (self, color, &line, TRUE, 0))
    {
      pd_ofd_style_apply_line (&line, self->cr);
      cairo_stroke (self->cr);
    }
  cairo_new_path (self->cr);
}

/*< private >
 * pd_ofd_painter_draw_image:
 *
 * Draws an ImageObject, whose space is set up: its picture is the unit square there.
 */
void
pd_ofd_painter_draw_image (PdOfdPainter *self, const xmlNode *object, const PdOfdStyle *style)
{
  g_autofree char *id = pd_xml_attribute (object, "ResourceID");
  g_autofree char *mask_id = pd_xml_attribute (object, "ImageMask");
  /* One that names no picture shows nothing anywhere; programs leave some behind. */
  PdOfdPicture *picture = id != NULL ? get_picture (self, id) : NULL;
  PdOfdPicture *mask = picture != NULL && mask_id != NULL ? get_picture (self, mask_id) : NULL;
  gboolean is_code =
      is_of_format (self, id, "JB2") || is_of_format (self, id, "GBIG2") || is_of_format (self, id, "JBIG2");
  cairo_matrix_t own;
  PdOfdBox boundary;

  if (self->pictures == NULL)
    {
      cairo_save (self->cr);
      draw_border (self, object, style);
      cairo_restore (self->cr);
    }
  if (picture == NULL)
    return;
  /* Without a matrix the picture would be a millimetre large: it fills its box. */
  if (!pd_ofd_matrix (object, &own) && pd_ofd_attribute_box (object, "Boundary", &boundary) &&
      boundary.width > 0 && boundary.height > 0)
    cairo_scale (self->cr, boundary.width, boundary.height);
  if (self->pictures != NULL)
    note_place (self, picture);
  else if (mask != NULL)
    draw_masked (self, picture, mask, style->alpha);
  else
    pd_ofd_painter_draw_picture (self, picture, style->alpha, is_code);
}
