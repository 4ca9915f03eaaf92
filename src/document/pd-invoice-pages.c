/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-invoice-pages.h"

#include "document/pd-invoice-pages-private.h"
#include "model/pd-invoice.h"

#include <errno.h>
#include <qrencode.h>

#define RULE_WIDTH 0.72
#define MARK_WIDTH 0.65
/* A reader needs this many modules of white around the code: ISO/IEC 18004. */
#define QUIET_MODULES 4
/* So many pixels a module has at its side: 250 an inch at least, enough for a page that fills an A4 sheet. */
#define MODULE_PIXELS 6
#define WATERMARK_ANGLE (-24.0 * G_PI / 180.0)

static void
set_form_colour (cairo_t *cr)
{
  cairo_set_source_rgb (cr, 128 / 255.0, 0, 0);
}

/**
 * pd_invoice_pages_new:
 * @invoice: a record of pd_invoice_type with its lines; it is not kept
 *
 * Lays an invoice out as the pages that people know from fully digitalised electronic invoices. An invoice that is not
 * issued has neither number nor code and says on every page that it is no invoice. The tax bureau's seal is never
 * drawn: a file with the seal comes from the bureau.
 *
 * Returns: (transfer full): the pages; free with pd_invoice_pages_free()
 */
PdInvoicePages *
pd_invoice_pages_new (const PdRecord *invoice)
{
  PdInvoicePages *self;

  g_return_val_if_fail (invoice != NULL, NULL);
  g_return_val_if_fail (pd_record_get_record_type (invoice) == &pd_invoice_type, NULL);

  self = g_new0 (PdInvoicePages, 1);
  self->layout = pd_invoice_layout_new (invoice);
  return self;
}

void
pd_invoice_pages_free (PdInvoicePages *self)
{
  if (self == NULL)
    return;
  pd_invoice_layout_free (self->layout);
  g_free (self);
}

/**
 * pd_invoice_pages_get_n_pages:
 * @self: pages
 *
 * Returns: how many pages the invoice takes, at least one
 */
guint
pd_invoice_pages_get_n_pages (const PdInvoicePages *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->layout->pages->len;
}

/**
 * pd_invoice_pages_get_size:
 * @self: pages
 * @page: which one, from 0
 * @width_pt: (out) (optional): its width in points
 * @height_pt: (out) (optional): its height in points
 *
 * Returns the size of a page: 210 × 140 mm, as the tax bureau's own files have.
 */
void
pd_invoice_pages_get_size (const PdInvoicePages *self, guint page, double *width_pt, double *height_pt)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (page < self->layout->pages->len);

  if (width_pt != NULL)
    *width_pt = PD_INVOICE_PAGE_WIDTH;
  if (height_pt != NULL)
    *height_pt = PD_INVOICE_PAGE_HEIGHT;
}

/**
 * pd_invoice_pages_is_issued:
 * @self: pages
 *
 * Returns: whether the pages show an issued invoice, as opposed to a draft that says so
 */
gboolean
pd_invoice_pages_is_issued (const PdInvoicePages *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->layout->issued;
}

/*< private >
 * pd_invoice_pages_get_layout:
 * @self: pages
 *
 * Returns: (transfer none): where everything stands, for tests
 */
const PdInvoiceLayout *
pd_invoice_pages_get_layout (const PdInvoicePages *self)
{
  return self->layout;
}

static void
draw_watermark_line (cairo_t *cr, const char *words, double size, double y)
{
  const double width = 600.0;
  PdPageStyle style = { PD_PAGE_FACE_LABEL, PD_PAGE_ALIGN_CENTER, PD_PAGE_ALIGN_CENTER, size, 0, FALSE };
  PdPageBox cell = { -width / 2, y, width, size * PD_PAGE_LINE_PITCH };
  g_autoptr (PdPageText) text = pd_page_text_new ("watermark", words, &style, &cell);

  pd_page_text_fill (text, cr);
}

/* Under everything else and in a light solid grey: it hides nothing and a printer needs no transparency for it. It is
 * drawn as shapes, so that its slanting characters do not get among those of the lines when text is copied; the foot
 * of the page says the same in words. */
static void
draw_watermark (cairo_t *cr)
{
  cairo_save (cr);
  cairo_translate (cr, PD_INVOICE_PAGE_WIDTH / 2, PD_INVOICE_PAGE_HEIGHT / 2);
  cairo_rotate (cr, WATERMARK_ANGLE);
  cairo_set_source_rgb (cr, 0.87, 0.87, 0.87);
  draw_watermark_line (cr, "草稿 · 不是发票", 60.0, -62.0);
  draw_watermark_line (cr, "DRAFT – NOT AN INVOICE", 40.0, 14.0);
  cairo_restore (cr);
}

/* The dark modules, a picture of one bit a pixel. */
static cairo_surface_t *
paint_qr (const QRcode *code)
{
  cairo_surface_t *picture =
      cairo_image_surface_create (CAIRO_FORMAT_A1, code->width * MODULE_PIXELS, code->width * MODULE_PIXELS);
  cairo_t *cr = cairo_create (picture);

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_scale (cr, MODULE_PIXELS, MODULE_PIXELS);
  for (int y = 0; y < code->width; y++)
    for (int x = 0; x < code->width; x++)
      {
        int run = 0;

        while (x + run < code->width && (code->data[y * code->width + x + run] & 1))
          run++;
        if (run > 0)
          cairo_rectangle (cr, x, y, run, 1);
        x += run;
      }
  cairo_fill (cr);
  cairo_destroy (cr);
  return picture;
}

/* A picture makes a PDF file faster to write and to read than some hundred shapes do, and whoever looks for the code
 * finds it without drawing the page. Its edges stay sharp at every size. */
static void
draw_qr (const char *text, const PdPageBox *box, cairo_t *cr)
{
  QRcode *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  cairo_surface_t *picture;
  cairo_pattern_t *modules;
  double module;

  if (code == NULL)
    {
      g_warning ("No QR code could be made: %s", g_strerror (errno));
      return;
    }

  module = box->width / code->width;
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, box->x - QUIET_MODULES * module, box->y - QUIET_MODULES * module,
                   box->width + 2 * QUIET_MODULES * module, box->height + 2 * QUIET_MODULES * module);
  cairo_fill (cr);

  picture = paint_qr (code);
  modules = cairo_pattern_create_for_surface (picture);
  cairo_pattern_set_filter (modules, CAIRO_FILTER_NEAREST);
  cairo_save (cr);
  cairo_translate (cr, box->x, box->y);
  cairo_scale (cr, module / MODULE_PIXELS, module / MODULE_PIXELS);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_mask (cr, modules);
  cairo_restore (cr);
  cairo_pattern_destroy (modules);
  cairo_surface_destroy (picture);
  QRcode_free (code);
}

/* The cross in a circle keeps anybody from writing before the amount in words. */
static void
draw_mark (const PdPageBox *box, cairo_t *cr)
{
  double r = box->width / 2, d = r * G_SQRT2 / 2, x = box->x + r, y = box->y + r;

  if (box->width <= 0)
    return;
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, MARK_WIDTH);
  cairo_arc (cr, x, y, r, 0, 2 * G_PI);
  cairo_move_to (cr, x - d, y - d);
  cairo_line_to (cr, x + d, y + d);
  cairo_move_to (cr, x - d, y + d);
  cairo_line_to (cr, x + d, y - d);
  cairo_stroke (cr);
}

static void
draw_rules (const PdInvoicePage *page, cairo_t *cr)
{
  set_form_colour (cr);
  cairo_set_line_width (cr, RULE_WIDTH);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_SQUARE);
  for (guint i = 0; i < page->rules->len; i++)
    {
      const PdPageRule *rule = &g_array_index (page->rules, PdPageRule, i);

      cairo_move_to (cr, rule->x1, rule->y1);
      cairo_line_to (cr, rule->x2, rule->y2);
    }
  cairo_stroke (cr);
}

/**
 * pd_invoice_pages_draw:
 * @self: pages
 * @page: which one, from 0
 * @cr: where to; one unit is one point, the origin is the top left corner of the page
 *
 * Draws one page. The background is left as it is: paper is white, and a caller who draws on something else paints it.
 */
void
pd_invoice_pages_draw (PdInvoicePages *self, guint page, cairo_t *cr)
{
  const PdInvoicePage *content;

  g_return_if_fail (self != NULL);
  g_return_if_fail (page < self->layout->pages->len);
  g_return_if_fail (cr != NULL);

  content = self->layout->pages->pdata[page];
  cairo_save (cr);
  if (!self->layout->issued)
    draw_watermark (cr);
  else if (self->layout->qr_text != NULL)
    draw_qr (self->layout->qr_text, &self->layout->qr, cr);
  draw_rules (content, cr);
  draw_mark (&content->mark, cr);
  for (guint i = 0; i < content->texts->len; i++)
    {
      const PdPageText *text = content->texts->pdata[i];

      if (text->style.face == PD_PAGE_FACE_LABEL)
        set_form_colour (cr);
      else
        cairo_set_source_rgb (cr, 0, 0, 0);
      pd_page_text_draw (text, cr);
    }
  cairo_restore (cr);
}
