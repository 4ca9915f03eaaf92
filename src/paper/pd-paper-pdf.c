/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-paper-private.h"

#include <glib/gi18n-lib.h>
#include <poppler.h>

typedef PopplerDocument Pdf;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Pdf, g_object_unref)
typedef PopplerPage PdfPage;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfPage, g_object_unref)

/* Pictures smaller than this side do not matter for how sharp a page is: lines, dots, a seal's edge. */
#define MIN_PICTURE_POINTS 36.0

static guint
get_n_pages (gpointer data)
{
  return (guint) poppler_document_get_n_pages (data);
}

static void
get_page_size (gpointer data, guint page, double *width, double *height)
{
  g_autoptr (PdfPage) content = poppler_document_get_page (data, (int) page);

  if (content != NULL)
    poppler_page_get_size (content, width, height);
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
  g_autoptr (PdfPage) content = poppler_document_get_page (data, (int) page);

  if (content == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _ ("Page %u of this PDF file is damaged and cannot be shown."), page + 1);
      return FALSE;
    }
  if (use == PD_PAPER_PRINTER)
    poppler_page_render_for_printing (content, cr);
  else
    poppler_page_render (content, cr);
  return TRUE;
}

static void
get_glyphs (gpointer data, guint page, GArray *glyphs)
{
  g_autoptr (PdfPage) content = poppler_document_get_page (data, (int) page);
  g_autofree char *text = content != NULL ? poppler_page_get_text (content) : NULL;
  g_autofree PopplerRectangle *boxes = NULL;
  guint n_boxes = 0, i = 0;

  if (text == NULL || !poppler_page_get_text_layout (content, &boxes, &n_boxes))
    return;
  for (const char *at = text; *at != '\0' && i < n_boxes; at = g_utf8_next_char (at), i++)
    {
      PdPaperGlyph glyph = { boxes[i].x1, boxes[i].y1, boxes[i].x2, boxes[i].y2, g_utf8_get_char (at) };

      g_array_append_val (glyphs, glyph);
    }
}

static PopplerSelectionStyle
poppler_style (PdPaperSelectionStyle style)
{
  switch (style)
    {
    case PD_PAPER_SELECT_WORDS:
      return POPPLER_SELECTION_WORD;
    case PD_PAPER_SELECT_LINES:
      return POPPLER_SELECTION_LINE;
    case PD_PAPER_SELECT_GLYPHS:
    default:
      return POPPLER_SELECTION_GLYPH;
    }
}

static char *
select_area (gpointer data, const PdPaperSelection *selection, cairo_region_t **region)
{
  g_autoptr (PdfPage) content = poppler_document_get_page (data, (int) selection->page);
  PopplerRectangle area = { selection->x1, selection->y1, selection->x2, selection->y2 };
  PopplerSelectionStyle style = poppler_style (selection->style);
  char *text = NULL;

  if (content != NULL)
    text = poppler_page_get_selected_text (content, style, &area);
  *region = content != NULL ? poppler_page_get_selected_region (content, PD_PAPER_REGION_SCALE, style, &area)
                            : cairo_region_create ();
  return text != NULL ? text : g_strdup ("");
}

static double
picture_dpi (PdfPage *page, const PopplerImageMapping *mapping)
{
  double width = mapping->area.x2 - mapping->area.x1;
  double height = mapping->area.y2 - mapping->area.y1;
  cairo_surface_t *picture;
  double dpi = 0;

  if (width < MIN_PICTURE_POINTS || height < MIN_PICTURE_POINTS)
    return 0;
  picture = poppler_page_get_image (page, mapping->image_id);
  if (picture != NULL && cairo_surface_get_type (picture) == CAIRO_SURFACE_TYPE_IMAGE)
    dpi = 72 * MIN (cairo_image_surface_get_width (picture) / width,
                    cairo_image_surface_get_height (picture) / height);
  g_clear_pointer (&picture, cairo_surface_destroy);
  return dpi;
}

static double
get_dpi (gpointer data, guint page)
{
  g_autoptr (PdfPage) content = poppler_document_get_page (data, (int) page);
  GList *mappings = content != NULL ? poppler_page_get_image_mapping (content) : NULL;
  double coarsest = 0;

  for (GList *at = mappings; at != NULL; at = at->next)
    {
      double dpi = picture_dpi (content, at->data);

      if (dpi > 0 && (coarsest == 0 || dpi < coarsest))
        coarsest = dpi;
    }
  poppler_page_free_image_mapping (mappings);
  return coarsest;
}

static const PdPaperFormat pdf_format = {
  .free = g_object_unref,
  .get_n_pages = get_n_pages,
  .get_page_size = get_page_size,
  .draw = draw,
  .get_glyphs = get_glyphs,
  .select = select_area,
  .get_dpi = get_dpi,
};

static GError *
explain (const GError *cause, const char *name)
{
  if (g_error_matches (cause, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
    return g_error_new (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                        _ ("“%s” is protected by a password. Ask its sender for one without."), name);
  return g_error_new (
      G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
      _ ("“%s” is damaged and cannot be shown. Nothing else is affected; ask its sender for the file "
         "again."),
      name);
}

/*< private >
 * pd_paper_open_pdf:
 *
 * Returns: (transfer full) (nullable): a PDF file as paper
 */
PdPaper *
pd_paper_open_pdf (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (Pdf) pdf = poppler_document_new_from_bytes (bytes, NULL, &cause);
  int n_pages;

  if (pdf == NULL)
    {
      g_propagate_error (error, explain (cause, name));
      return NULL;
    }
  n_pages = poppler_document_get_n_pages (pdf);
  if (n_pages < 1 || n_pages > PD_PAPER_MAX_PAGES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                   _ ("“%1$s” has %2$d pages. Between 1 and %3$d can be shown."), name, n_pages,
                   PD_PAPER_MAX_PAGES);
      return NULL;
    }
  return pd_paper_new (&pdf_format, g_steal_pointer (&pdf));
}
