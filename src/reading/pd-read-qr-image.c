/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "model/pd-invoice-qr.h"
#include "reading/pd-read-private.h"

#include <math.h>
#include <string.h>
#include <zbar.h>

/* Codes that are looked at in one picture. */
#define MAX_CODES 20
/* A picture smaller than this is enlarged for a second look. */
#define SMALL_SIDE 400

typedef struct
{
  guint width, height;
  guchar *grey; /* (owned) */
} Grey;

static void
grey_free (Grey *grey)
{
  g_free (grey->grey);
  g_free (grey);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Grey, grey_free)

/* What is transparent is white paper. */
static guchar
grey_of (guint32 pixel, cairo_format_t format)
{
  guint alpha = format == CAIRO_FORMAT_ARGB32 ? pixel >> 24 : 255;
  guint light = ((pixel >> 16 & 255) * 77 + (pixel >> 8 & 255) * 151 + (pixel & 255) * 28) >> 8;

  return (guchar) MIN (light + 255 - alpha, 255);
}

static Grey *
grey_new (cairo_surface_t *surface, guint scale)
{
  cairo_format_t format = cairo_image_surface_get_format (surface);
  guint width = (guint) cairo_image_surface_get_width (surface);
  guint height = (guint) cairo_image_surface_get_height (surface);
  const guchar *data = cairo_image_surface_get_data (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  Grey *grey;

  if (data == NULL || (format != CAIRO_FORMAT_ARGB32 && format != CAIRO_FORMAT_RGB24))
    return NULL;
  grey = g_new0 (Grey, 1);
  grey->width = width * scale;
  grey->height = height * scale;
  grey->grey = g_malloc ((gsize) grey->width * grey->height);
  for (guint y = 0; y < grey->height; y++)
    {
      const guint32 *line = (const guint32 *) (gconstpointer) (data + stride * (y / scale));

      for (guint x = 0; x < grey->width; x++)
        grey->grey[(gsize) y * grey->width + x] = grey_of (line[x / scale], format);
    }
  return grey;
}

static void
turn_over (Grey *grey)
{
  for (gsize i = 0; i < (gsize) grey->width * grey->height; i++)
    grey->grey[i] = 255 - grey->grey[i];
}

/* Its corners are told in the order upper left, lower left, lower right, upper right. */
static double
angle_of (const zbar_symbol_t *symbol)
{
  double x, y;

  if (zbar_symbol_get_loc_size (symbol) != 4)
    return NAN;
  x = zbar_symbol_get_loc_x (symbol, 3) - zbar_symbol_get_loc_x (symbol, 0) +
      zbar_symbol_get_loc_x (symbol, 2) - zbar_symbol_get_loc_x (symbol, 1);
  y = zbar_symbol_get_loc_y (symbol, 3) - zbar_symbol_get_loc_y (symbol, 0) +
      zbar_symbol_get_loc_y (symbol, 2) - zbar_symbol_get_loc_y (symbol, 1);
  return x != 0 || y != 0 ? atan2 (y, x) : NAN;
}

/* Offers the first code that is one of an invoice; others on the page are passed over. */
static gboolean
scan (PdReading *self, const Grey *grey, double *turned)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();
  gboolean found = FALSE;
  guint looked = 0;

  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, grey->width, grey->height);
  zbar_image_set_data (image, grey->grey, (gulong) grey->width * grey->height, NULL);
  if (zbar_scan_image (scanner, image) > 0)
    for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image);
         symbol != NULL && !found && looked < MAX_CODES; symbol = zbar_symbol_next (symbol), looked++)
      {
        g_autofree char *text =
            g_utf8_make_valid (zbar_symbol_get_data (symbol), (gssize) zbar_symbol_get_data_length (symbol));
        g_auto (PdInvoiceQr) qr = { 0 };

        found = pd_invoice_qr_parse (text, &qr, NULL);
        if (found)
          pd_read_qr_text (self, text);
        if (found && turned != NULL)
          *turned = angle_of (symbol);
      }
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  return found;
}

/*< private >
 * pd_read_qr_glance:
 * @self: a reading, not settled
 * @surface: a picture, in whole colours
 *
 * Looks for the QR code once, as it stands: a third of the time of pd_read_qr_image() where there is none.
 *
 * Returns: whether one was found
 */
gboolean
pd_read_qr_glance (PdReading *self, cairo_surface_t *surface)
{
  g_autoptr (Grey) grey = NULL;

  cairo_surface_flush (surface);
  grey = grey_new (surface, 1);
  return grey != NULL && grey->width > 0 && grey->height > 0 && scan (self, grey, NULL);
}

/*< private >
 * pd_read_qr_image:
 * @self: a reading, not settled
 * @surface: a picture, in whole colours
 * @turned: (out) (optional): radians by which it is turned to the right, or NaN where none was found
 *
 * Looks for the QR code of an invoice, turned any way, light on dark as well, and offers what it says.
 *
 * Returns: whether one was found
 */
gboolean
pd_read_qr_image (PdReading *self, cairo_surface_t *surface, double *turned)
{
  g_autoptr (Grey) grey = NULL;
  g_autoptr (Grey) larger = NULL;

  if (turned != NULL)
    *turned = NAN;
  cairo_surface_flush (surface);
  grey = grey_new (surface, 1);
  if (grey == NULL || grey->width == 0 || grey->height == 0)
    return FALSE;
  if (scan (self, grey, turned))
    return TRUE;
  if (MAX (grey->width, grey->height) < SMALL_SIDE)
    {
      larger = grey_new (surface, 3);
      if (scan (self, larger, turned))
        return TRUE;
    }
  turn_over (grey);
  return scan (self, grey, turned);
}
