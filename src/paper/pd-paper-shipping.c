/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "document/pd-shipping-pages.h"
#include "paper/pd-paper-private.h"
#include "paper/pd-paper-shipping.h"

static guint
get_n_pages (gpointer data)
{
  return pd_shipping_pages_get_n_pages (data);
}

static void
get_page_size (gpointer data, guint page, double *width, double *height)
{
  pd_shipping_pages_get_size (data, width, height);
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
  pd_shipping_pages_draw (data, page, cr);
  return TRUE;
}

static void
free_pages (gpointer data)
{
  pd_shipping_pages_free (data);
}

static const PdPaperFormat shipping_format = {
  .free = free_pages,
  .get_n_pages = get_n_pages,
  .get_page_size = get_page_size,
  .draw = draw,
};

/**
 * pd_print_item_new_for_shipping:
 * @pages: (transfer full): a picking list, a packing list or a label
 *
 * Returns: (transfer full): the paper as an item, alone on a sheet
 */
PdPrintItem *
pd_print_item_new_for_shipping (PdShippingPages *pages)
{
  PdPrintItem *self = pd_print_item_new (pd_paper_new (&shipping_format, pages));

  self->number = g_strdup (pd_shipping_pages_get_title (pages));
  self->per_sheet = 1;
  return self;
}

/**
 * pd_print_settings_init_shipping:
 * @settings: (out caller-allocates): settings
 * @kind: what is to be printed
 *
 * The paper as it is laid out, on sheets of its own size: it has its margins already.
 */
void
pd_print_settings_init_shipping (PdPrintSettings *settings, PdShippingKind kind)
{
  PdImpositionSettings *layout = &settings->layout;

  pd_print_settings_init (settings);
  settings->cut_lines = FALSE;
  layout->per_sheet = 1;
  layout->orientation = PD_IMPOSITION_PORTRAIT;
  layout->margin_left = layout->margin_right = layout->margin_top = layout->margin_bottom = 0;
  if (kind != PD_SHIPPING_LABEL)
    return;
  layout->paper_width = PD_SHIPPING_LABEL_WIDTH;
  layout->paper_height = PD_SHIPPING_LABEL_HEIGHT;
}
