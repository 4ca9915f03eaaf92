/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ofd"

#include "ofd/pd-ofd-draw-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* What one page may take. The largest real one has two thousand objects. */
#define MAX_OBJECTS 200000
#define MAX_SECONDS 15

/* The rest of the page is left out, and this is said. */
static void
stop (PdOfdPainter *self)
{
  self->omissions[PD_OFD_OMITTED_REST] = 1;
  self->is_stopped = TRUE;
}

/*< private >
 * pd_ofd_painter_is_late:
 *
 * For what may take long by itself.
 *
 * Returns: whether the page's time is over; nothing more is drawn then
 */
gboolean
pd_ofd_painter_is_late (PdOfdPainter *self)
{
  if (g_get_monotonic_time () > self->deadline)
    stop (self);
  return self->is_stopped;
}

/*< private >
 * pd_ofd_painter_goes_on:
 *
 * Counts an object.
 *
 * Returns: whether there is still time and patience for it
 */
gboolean
pd_ofd_painter_goes_on (PdOfdPainter *self)
{
  if (self->is_stopped)
    return FALSE;
  self->n_objects++;
  if (self->n_objects > MAX_OBJECTS)
    stop (self);
  else if (self->n_objects % 64 == 0 && pd_ofd_painter_is_late (self))
    return FALSE;
  else if (g_cancellable_is_cancelled (self->cancellable) || cairo_status (self->cr) != CAIRO_STATUS_SUCCESS)
    self->is_stopped = TRUE;
  return !self->is_stopped;
}

/*< private >
 * pd_ofd_painter_transform:
 *
 * Takes over a transformation unless the result could not be undone, which would end all drawing.
 *
 * Returns: whether it was taken over
 */
gboolean
pd_ofd_painter_transform (PdOfdPainter *self, const cairo_matrix_t *matrix)
{
  cairo_matrix_t whole;
  double determinant;

  cairo_get_matrix (self->cr, &whole);
  cairo_matrix_multiply (&whole, matrix, &whole);
  determinant = whole.xx * whole.yy - whole.xy * whole.yx;
  if (!isfinite (determinant) || fabs (determinant) < 1e-12 || !isfinite (whole.x0) || !isfinite (whole.y0))
    return FALSE;
  cairo_set_matrix (self->cr, &whole);
  return TRUE;
}

static void
draw_composite (PdOfdPainter *self, const xmlNode *object, const PdOfdStyle *style, guint depth)
{
  g_autofree char *id = pd_xml_attribute (object, "ResourceID");
  PdOfdResource *unit = pd_ofd_content_find (self->content, "CompositeGraphicUnit", id);
  const xmlNode *content = unit != NULL ? pd_xml_child (unit->node, "Content") : NULL;

  if (content == NULL || depth >= PD_OFD_MAX_DEPTH)
    self->omissions[PD_OFD_OMITTED_OBJECT]++;
  else
    pd_ofd_painter_draw_objects (self, content, style, depth + 1);
}

static void
draw_kind (PdOfdPainter *self, const xmlNode *object, const PdOfdStyle *style, guint depth)
{
  const char *name = pd_xml_name (object);

  if ((self->pictures != NULL || pd_ofd_is_flat (object)) &&
      (g_str_equal (name, "TextObject") || g_str_equal (name, "PathObject")))
    return;
  if (g_str_equal (name, "TextObject"))
    pd_ofd_painter_draw_text (self, object, style, depth);
  else if (g_str_equal (name, "PathObject"))
    pd_ofd_painter_draw_path (self, object, style, depth);
  else if (g_str_equal (name, "ImageObject"))
    pd_ofd_painter_draw_image (self, object, style);
  else if (g_str_equal (name, "CompositeObject"))
    draw_composite (self, object, style, depth);
  else if (g_str_equal (name, "VideoObject"))
    self->omissions[PD_OFD_OMITTED_OBJECT]++;
}

static void
draw_object (PdOfdPainter *self, const xmlNode *object, const PdOfdStyle *outer, guint depth)
{
  PdOfdStyle style = *outer;
  PdOfdBox boundary = { 0 };
  cairo_matrix_t own;
  gboolean is_placed = TRUE;

  cairo_save (self->cr);
  pd_ofd_style_take (self, &style, object);
  pd_ofd_attribute_box (object, "Boundary", &boundary);
  cairo_translate (self->cr, boundary.x, boundary.y);
  pd_ofd_painter_clip (self, object, FALSE);
  if (pd_ofd_matrix (object, &own))
    is_placed = pd_ofd_painter_transform (self, &own);
  if (is_placed)
    {
      pd_ofd_painter_clip (self, object, TRUE);
      cairo_set_operator (self->cr, pd_ofd_blend_operator (object));
      draw_kind (self, object, &style, depth);
    }
  cairo_restore (self->cr);
}

/*< private >
 * pd_ofd_painter_draw_objects:
 * @parent: a layer, group, or content of a composite object, pattern or annotation
 *
 * Draws what stands in @parent, one over the other.
 */
void
pd_ofd_painter_draw_objects (PdOfdPainter *self, const xmlNode *parent, const PdOfdStyle *style, guint depth)
{
  for (const xmlNode *node = pd_xml_first (parent); node != NULL; node = pd_xml_next (node))
    {
      if (!pd_ofd_painter_goes_on (self))
        return;
      if (!pd_ofd_is_true (node, "Visible", TRUE))
        continue;
      if (!g_str_equal (pd_xml_name (node), "PageBlock"))
        draw_object (self, node, style, depth);
      else if (depth < PD_OFD_MAX_DEPTH)
        pd_ofd_painter_draw_objects (self, node, style, depth + 1);
    }
}

static gboolean
draw_layer (const xmlNode *layer, gboolean is_template, gpointer data)
{
  PdOfdPainter *self = data;
  PdOfdStyle style;

  pd_ofd_style_init (&style);
  pd_ofd_style_take (self, &style, layer);
  pd_ofd_painter_draw_objects (self, layer, &style, 0);
  return !self->is_stopped;
}

static void
draw_appearance (PdOfdPainter *self, const xmlNode *annotation)
{
  const xmlNode *appearance = pd_xml_child (annotation, "Appearance");
  PdOfdBox boundary;
  PdOfdStyle style;

  if (appearance == NULL || pd_xml_first (appearance) == NULL)
    return;
  cairo_save (self->cr);
  if (pd_ofd_attribute_box (appearance, "Boundary", &boundary))
    {
      cairo_translate (self->cr, boundary.x, boundary.y);
      cairo_rectangle (self->cr, 0, 0, boundary.width, boundary.height);
      cairo_clip (self->cr);
    }
  pd_ofd_style_init (&style);
  pd_ofd_painter_draw_objects (self, appearance, &style, 0);
  cairo_restore (self->cr);
}

static void
draw_annotations (PdOfdPainter *self)
{
  PdOfdPage *page = self->content->page;
  const char *part = page->id != NULL ? g_hash_table_lookup (page->body->annotations, page->id) : NULL;
  PdXml *xml = part != NULL ? pd_ofd_package_parse (self->content->document, part, NULL) : NULL;

  if (xml == NULL)
    return;
  /* Colours are looked up in it until the page is done. */
  g_ptr_array_add (self->content->files, xml);
  for (const xmlNode *node = pd_xml_first (xmlDocGetRootElement (xml)); node != NULL;
       node = pd_xml_next (node))
    if (g_str_equal (pd_xml_name (node), "Annot") && pd_ofd_is_true (node, "Visible", TRUE) &&
        (!self->is_printed || pd_ofd_is_true (node, "Print", TRUE)))
      draw_appearance (self, node);
}

static void
tell (GPtrArray *omissions, char *sentence)
{
  if (omissions != NULL)
    g_ptr_array_add (omissions, sentence);
  else
    g_free (sentence);
}

/* One sentence for each kind of thing that is missing. */
static void
tell_omissions (const PdOfdPainter *self, GPtrArray *omissions)
{
  const guint *n = self->omissions;

  if (n[PD_OFD_OMITTED_PICTURE] > 0)
    tell (omissions,
          g_strdup_printf (ngettext ("%u picture of this page cannot be shown.",
                                     "%u pictures of this page cannot be shown.", n[PD_OFD_OMITTED_PICTURE]),
                           n[PD_OFD_OMITTED_PICTURE]));
  if (n[PD_OFD_OMITTED_LARGE_PICTURE] > 0)
    tell (omissions, g_strdup_printf (ngettext ("%u picture of this page is too large to be shown.",
                                                "%u pictures of this page are too large to be shown.",
                                                n[PD_OFD_OMITTED_LARGE_PICTURE]),
                                      n[PD_OFD_OMITTED_LARGE_PICTURE]));
  if (n[PD_OFD_OMITTED_FONT] > 0)
    tell (omissions,
          g_strdup (_ ("A font of this page is damaged: its text is shown in another one and may stand "
                       "differently.")));
  if (n[PD_OFD_OMITTED_CHARACTER] > 0)
    tell (omissions,
          g_strdup_printf (
              ngettext ("%u character of this page cannot be shown: no font on this computer has it.",
                        "%u characters of this page cannot be shown: no font on this computer has them.",
                        n[PD_OFD_OMITTED_CHARACTER]),
              n[PD_OFD_OMITTED_CHARACTER]));
  if (n[PD_OFD_OMITTED_SEAL] > 0)
    tell (omissions,
          g_strdup_printf (ngettext ("%u seal of this page cannot be shown.",
                                     "%u seals of this page cannot be shown.", n[PD_OFD_OMITTED_SEAL]),
                           n[PD_OFD_OMITTED_SEAL]));
  if (n[PD_OFD_OMITTED_OBJECT] > 0)
    tell (omissions,
          g_strdup_printf (ngettext ("%u drawing of this page cannot be shown.",
                                     "%u drawings of this page cannot be shown.", n[PD_OFD_OMITTED_OBJECT]),
                           n[PD_OFD_OMITTED_OBJECT]));
  if (n[PD_OFD_OMITTED_TEMPLATE] > 0)
    tell (omissions,
          g_strdup (_ ("The form under this page is missing in the file or damaged, so that a part of the "
                       "page is not shown.")));
  if (n[PD_OFD_OMITTED_PART] > 0)
    tell (omissions,
          g_strdup (_ ("This page is damaged in the file: only what could be read of it is shown.")));
  if (n[PD_OFD_OMITTED_REST] > 0)
    tell (omissions,
          g_strdup (_ ("This page holds far more than an invoice does; only a part of it is shown.")));
}

/**
 * pd_ofd_document_draw_page:
 * @self: a document
 * @page: counted from 0
 * @cr: where to, one unit a point, the origin at the page's top left corner; nothing is painted under the page
 * @is_printed: whether annotations that are not to be printed are left out
 * @cancellable: (nullable): stops between two objects
 * @omissions: (nullable): takes a translated sentence (char*) for each kind of thing that could not be drawn
 * @error: return location for a #PdOfdError or %G_IO_ERROR_CANCELLED
 *
 * Draws a page with its templates, annotations and seals, within limits of time and number. Nothing is left out
 * silently.
 *
 * Returns: whether there was a page to draw
 */
gboolean
pd_ofd_document_draw_page (PdOfdDocument *self,
                           guint page,
                           cairo_t *cr,
                           gboolean is_printed,
                           GCancellable *cancellable,
                           GPtrArray *omissions,
                           GError **error)
{
  g_autoptr (PdOfdContent) content = pd_ofd_content_new (self, page, error);
  PdOfdPainter painter = { content, cr, cancellable, is_printed };
  const PdOfdBox *box;

  if (content == NULL)
    return FALSE;
  painter.deadline = g_get_monotonic_time () + MAX_SECONDS * G_USEC_PER_SEC;
  box = &content->page->box;
  cairo_save (cr);
  cairo_scale (cr, PD_OFD_POINTS, PD_OFD_POINTS);
  cairo_rectangle (cr, 0, 0, box->width, box->height);
  cairo_clip (cr);
  cairo_translate (cr, -box->x, -box->y);
  pd_ofd_content_foreach_layer (content, draw_layer, &painter);
  painter.omissions[PD_OFD_OMITTED_TEMPLATE] = content->n_lost;
  painter.omissions[PD_OFD_OMITTED_PART] = content->is_damaged;
  draw_annotations (&painter);
  pd_ofd_painter_draw_seals (&painter);
  cairo_restore (cr);
  pd_ofd_painter_drop_pictures (&painter);
  tell_omissions (&painter, omissions);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static void
placed_picture_free (gpointer data)
{
  PdOfdPlacedPicture *placed = data;

  cairo_surface_destroy (placed->picture);
  g_free (placed);
}

/**
 * pd_ofd_document_get_pictures:
 * @self: a document
 * @page: counted from 0
 *
 * Tells which pictures stand on a page and where, in the order in which they are painted; those of annotations and seals
 * are not among them. Nothing is drawn, so that this is quick.
 *
 * Returns: (transfer full): of #PdOfdPlacedPicture, without those that cannot be shown
 */
GPtrArray *
pd_ofd_document_get_pictures (PdOfdDocument *self, guint page)
{
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (placed_picture_free);
  g_autoptr (PdOfdContent) content = pd_ofd_content_new (self, page, NULL);
  cairo_surface_t *nowhere;
  PdOfdPainter painter = { content, .pictures = pictures };

  if (content == NULL)
    return g_steal_pointer (&pictures);
  nowhere = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  painter.cr = cairo_create (nowhere);
  painter.deadline = g_get_monotonic_time () + MAX_SECONDS * G_USEC_PER_SEC;
  cairo_scale (painter.cr, PD_OFD_POINTS, PD_OFD_POINTS);
  cairo_translate (painter.cr, -content->page->box.x, -content->page->box.y);
  pd_ofd_content_foreach_layer (content, draw_layer, &painter);
  pd_ofd_painter_drop_pictures (&painter);
  cairo_destroy (painter.cr);
  cairo_surface_destroy (nowhere);
  return g_steal_pointer (&pictures);
}
