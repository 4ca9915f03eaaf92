/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-shipping-pages.h"

#include "document/pd-code128.h"
#include "document/pd-shipping-builder.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-picking.h"

/* All in points. These papers go to a Chinese warehouse and to Chinese carriers, so that their words are not
 * translated. */
#define A4_WIDTH (210 * PD_SHIPPING_POINTS_PER_MM)
#define A4_HEIGHT (297 * PD_SHIPPING_POINTS_PER_MM)
#define A4_MARGIN 36.0
#define LABEL_MARGIN 11.0
#define META_SIZE 10.0
#define CODE_SIDE 92.0
#define CODE_SIDE_BESIDE_BARS 84.0
#define CODE_GAP 10.0
/* A printer of labels (203 dpi) has no finer bars. */
#define LEAST_MODULE 0.5

struct _PdShippingPages
{
  PdShippingBuilder builder;
  char *title; /* (owned) */
};

static PdShippingPages *
pages_new (double width, double height, double margin, char *title)
{
  PdShippingPages *self = g_new0 (PdShippingPages, 1);

  pd_shipping_builder_init (&self->builder, width, height, margin);
  self->title = title;
  return self;
}

/** pd_shipping_pages_free: @self: (transfer full) (nullable): pages */
void
pd_shipping_pages_free (PdShippingPages *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->builder.pages);
  g_free (self->title);
  g_free (self);
}

/** pd_shipping_pages_get_n_pages: Returns: how many pages there are, at least one */
guint
pd_shipping_pages_get_n_pages (const PdShippingPages *self)
{
  return self->builder.pages->len;
}

/** pd_shipping_pages_get_size: @width_pt: (out): of each page, points @height_pt: (out): points */
void
pd_shipping_pages_get_size (const PdShippingPages *self, double *width_pt, double *height_pt)
{
  *width_pt = self->builder.width;
  *height_pt = self->builder.height;
}

/** pd_shipping_pages_get_title: Returns: (transfer none): what it is and of what, as "装箱单 PX-2026-0001-1" */
const char *
pd_shipping_pages_get_title (const PdShippingPages *self)
{
  return self->title;
}

/**
 * pd_shipping_pages_draw:
 * @self: pages
 * @page: which one, from 0
 * @cr: where to; one unit is one point, the origin the top left corner; the background is left as it is
 */
void
pd_shipping_pages_draw (const PdShippingPages *self, guint page, cairo_t *cr)
{
  g_return_if_fail (page < self->builder.pages->len);

  pd_shipping_page_draw (g_ptr_array_index (self->builder.pages, page), cr);
}

static const char *
text_of (const PdRecord *record, guint field)
{
  const char *text = record != NULL ? pd_record_get_text (record, field) : NULL;

  return text != NULL ? text : "";
}

static void
add_meta (PdShippingBuilder *builder, const char *label, const char *text)
{
  g_autofree char *line = *text != '\0' ? g_strdup_printf ("%s：%s", label, text) : NULL;

  if (line != NULL)
    pd_shipping_builder_add_line (builder, line, META_SIZE);
}

/* --- picking */

static void
add_picking_row (PdShippingBuilder *builder, guint number, const PdPickingRow *row)
{
  g_autofree char *position = g_strdup_printf ("%u", number);
  g_autofree char *name =
      row->spec != NULL ? g_strdup_printf ("%s　%s", row->name, row->spec) : g_strdup (row->name);
  g_autofree char *quantity = pd_decimal_to_text (row->quantity, PD_DECIMAL_MAX_PLACES);
  g_autofree char *orders = NULL;
  const char *texts[] = { position, row->place, name, row->unit, quantity, NULL };

  g_ptr_array_add (row->orders, NULL);
  orders = g_strjoinv ("， ", (char **) row->orders->pdata);
  g_ptr_array_set_size (row->orders, (int) row->orders->len - 1);
  texts[5] = orders;
  pd_shipping_builder_add_row (builder, texts);
}

/**
 * pd_shipping_pages_new_picking:
 * @orders: (element-type PdRecord): orders with their lines
 * @goods: (element-type utf8 PdRecord): the goods of their lines, by id
 * @today: "YYYY-MM-DD", for the head
 *
 * Lays out what is to be fetched for orders: one row for each good, along the shelves; see pd_picking_rows().
 *
 * Returns: (transfer full) (nullable): the list; %NULL when there is nothing to be fetched
 */
PdShippingPages *
pd_shipping_pages_new_picking (GPtrArray *orders, GHashTable *goods, const char *today)
{
  static const PdShippingColumn columns[] = {
    { "序号", 0.07, PD_PAGE_ALIGN_CENTER },
    { "货位", 0.13, PD_PAGE_ALIGN_START },
    { "货物名称及规格", 0.33, PD_PAGE_ALIGN_START },
    { "单位", 0.08, PD_PAGE_ALIGN_CENTER },
    { "数量", 0.10, PD_PAGE_ALIGN_END },
    { "订单", 0.29, PD_PAGE_ALIGN_START },
  };
  g_autoptr (GPtrArray) rows = pd_picking_rows (orders, goods);
  g_autofree char *head = g_strdup_printf ("日期：%s　货物：%u 种", today, rows->len);
  PdShippingPages *self;

  if (rows->len == 0)
    return NULL;
  self = pages_new (A4_WIDTH, A4_HEIGHT, A4_MARGIN, g_strdup_printf ("拣货单 %s", today));
  pd_shipping_builder_add_title (&self->builder, "拣货单");
  pd_shipping_builder_add_line (&self->builder, head, META_SIZE);
  pd_shipping_builder_begin_table (&self->builder, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < rows->len; i++)
    add_picking_row (&self->builder, i + 1, g_ptr_array_index (rows, i));
  pd_shipping_builder_add_line (&self->builder, "\n拣货人：　　　　　　　　　　复核人：", META_SIZE);
  pd_shipping_builder_number_pages (&self->builder, self->title);
  return self;
}

/* --- packing */

static guint
number_of (const PdRecord *order, const PdRecord *parcel)
{
  GPtrArray *parcels = pd_record_get_list (order, PD_ORDER_LIST_PARCELS);

  for (guint i = 0; i < parcels->len; i++)
    if (g_str_equal (pd_record_get_id (g_ptr_array_index (parcels, i)), pd_record_get_id (parcel)))
      return i + 1;
  return 0;
}

static guint
add_items (PdShippingBuilder *builder, const PdRecord *order, const PdRecord *parcel)
{
  GPtrArray *items = pd_record_get_list (order, PD_ORDER_LIST_PARCEL_ITEMS);
  guint n = 0;

  for (guint i = 0; i < items->len; i++)
    {
      const PdRecord *item = g_ptr_array_index (items, i);
      const char *line_id = text_of (item, PD_PARCEL_ITEM_LINE_ID);
      const PdRecord *line = pd_record_find_line (order, PD_ORDER_LIST_LINES, line_id);
      g_autofree char *position = NULL;
      const char *texts[6];

      if (g_strcmp0 (text_of (item, PD_PARCEL_ITEM_PARCEL_ID), pd_record_get_id (parcel)) != 0)
        continue;
      position = g_strdup_printf ("%u", ++n);
      texts[0] = position;
      texts[1] = text_of (line, PD_ORDER_LINE_NAME);
      texts[2] = text_of (line, PD_ORDER_LINE_SPEC);
      texts[3] = text_of (line, PD_ORDER_LINE_UNIT);
      texts[4] = text_of (item, PD_PARCEL_ITEM_QUANTITY);
      texts[5] = text_of (item, PD_PARCEL_ITEM_SERIAL_NUMBERS);
      pd_shipping_builder_add_row (builder, texts);
    }
  return n;
}

static void
add_packing_head (PdShippingBuilder *builder,
                  const PdRecord *order,
                  const PdRecord *parcel,
                  const PdRecord *company)
{
  guint n_parcels = pd_record_get_list (order, PD_ORDER_LIST_PARCELS)->len;
  g_autofree char *number = g_strdup_printf ("%s　第 %u 件，共 %u 件", text_of (order, PD_ORDER_NUMBER),
                                             number_of (order, parcel), n_parcels);
  g_autofree char *carrier = g_strdup_printf ("%s　%s", text_of (parcel, PD_PARCEL_CARRIER),
                                              text_of (parcel, PD_PARCEL_TRACKING_NUMBER));

  add_meta (builder, "订单", number);
  add_meta (builder, "购货单位", text_of (order, PD_ORDER_BUYER_NAME));
  add_meta (builder, "收件人", text_of (order, PD_ORDER_CONTACT_NAME));
  add_meta (builder, "电话", text_of (order, PD_ORDER_CONTACT_PHONE));
  add_meta (builder, "地址", text_of (order, PD_ORDER_DELIVERY_ADDRESS));
  add_meta (builder, "承运", carrier);
  add_meta (builder, "发货日期", text_of (parcel, PD_PARCEL_SENT_ON));
  add_meta (builder, "发货单位", text_of (company, PD_COMPANY_NAME));
}

/**
 * pd_shipping_pages_new_packing:
 * @order: an order with its lists
 * @parcel: one of its parcels
 * @company: (nullable): who sends it
 *
 * Lays out what is in a parcel, for whoever packs it and for whoever opens it.
 *
 * Returns: (transfer full): the list
 */
PdShippingPages *
pd_shipping_pages_new_packing (const PdRecord *order, const PdRecord *parcel, const PdRecord *company)
{
  static const PdShippingColumn columns[] = {
    { "序号", 0.07, PD_PAGE_ALIGN_CENTER },    { "货物名称", 0.31, PD_PAGE_ALIGN_START },
    { "规格型号", 0.17, PD_PAGE_ALIGN_START }, { "单位", 0.08, PD_PAGE_ALIGN_CENTER },
    { "数量", 0.10, PD_PAGE_ALIGN_END },       { "序列号", 0.27, PD_PAGE_ALIGN_START },
  };
  PdShippingPages *self = pages_new (A4_WIDTH, A4_HEIGHT, A4_MARGIN,
                                     g_strdup_printf ("装箱单 %s-%u", text_of (order, PD_ORDER_NUMBER),
                                                      number_of (order, parcel)));

  pd_shipping_builder_add_title (&self->builder, "装箱单");
  add_packing_head (&self->builder, order, parcel, company);
  pd_shipping_builder_begin_table (&self->builder, columns, G_N_ELEMENTS (columns));
  (void) add_items (&self->builder, order, parcel);
  pd_shipping_builder_add_line (&self->builder, "\n装箱人：　　　　　　　　　　签收人：", META_SIZE);
  pd_shipping_builder_number_pages (&self->builder, self->title);
  return self;
}

/* --- label */

/* A framed part of the label, as wide as it is; its text is as large as @size or smaller. */
static void
put_box (PdShippingBuilder *builder, double height, const char *text, double size)
{
  const PdPageStyle style = {
    PD_PAGE_FACE_VALUE, PD_PAGE_ALIGN_START, PD_PAGE_ALIGN_CENTER, size, 0, TRUE,
  };
  PdPageBox box = { builder->margin, builder->y, builder->width - 2 * builder->margin, height };
  const PdPageBox cell = { box.x + 5, box.y + 3, box.width - 10, box.height - 6 };

  pd_shipping_builder_put (builder, "label", text, &style, &cell);
  g_array_append_val (pd_shipping_builder_get_page (builder)->boxes, box);
  builder->y += height;
}

/* Bars for the carrier's scanner to the right of @code, if they are wide enough there to be printed. */
static gboolean
put_bars (PdShippingPage *page, const PdPageBox *box, const PdPageBox *code, const char *number)
{
  g_autofree char *bars = pd_code128_new (number);
  double x = code->x + code->width + CODE_GAP, width = box->x + box->width - x, module;

  if (bars == NULL)
    return FALSE;
  module = width / (pd_code128_count_modules (bars) + 2 * PD_CODE128_QUIET);
  if (module < LEAST_MODULE)
    return FALSE;
  page->bars_box = (PdPageBox){ x + PD_CODE128_QUIET * module, code->y, width - 2 * PD_CODE128_QUIET * module,
                                code->height };
  page->bars = g_steal_pointer (&bars);
  return TRUE;
}

/* The codes and, to be read by people, the number under them. */
static void
put_code (PdShippingBuilder *builder, double height, const char *number)
{
  const PdPageStyle style = { PD_PAGE_FACE_CODE, PD_PAGE_ALIGN_CENTER, PD_PAGE_ALIGN_CENTER, 15 };
  PdShippingPage *page = pd_shipping_builder_get_page (builder);
  PdPageBox box = { builder->margin, builder->y, builder->width - 2 * builder->margin, height };
  const PdPageBox cell = { box.x + 5, box.y + height - 24, box.width - 10, 20 };

  page->code = pd_qr_code_new (number);
  page->code_box = (PdPageBox){ box.x + CODE_GAP, box.y + (height - 24 - CODE_SIDE_BESIDE_BARS) / 2 + 2,
                                CODE_SIDE_BESIDE_BARS, CODE_SIDE_BESIDE_BARS };
  if (!put_bars (page, &box, &page->code_box, number))
    page->code_box = (PdPageBox){ box.x + (box.width - CODE_SIDE) / 2,
                                  box.y + (height - 24 - CODE_SIDE) / 2 + 2, CODE_SIDE, CODE_SIDE };
  pd_shipping_builder_put (builder, "tracking", *number != '\0' ? number : "（无运单号）", &style, &cell);
  g_array_append_val (page->boxes, box);
  builder->y += height;
}

/**
 * pd_shipping_pages_new_label:
 * @order: an order with its lists
 * @parcel: one of its parcels
 * @company: (nullable): who sends it
 *
 * Lays out a parcel's label of 100 × 150 mm: carrier, the tracking number as a QR code, as bars (Code 128) unless it is too
 * long for them, and as text, recipient, sender.
 *
 * Returns: (transfer full): the label
 */
PdShippingPages *
pd_shipping_pages_new_label (const PdRecord *order, const PdRecord *parcel, const PdRecord *company)
{
  const char *contact = text_of (order, PD_ORDER_CONTACT_NAME);
  const char *buyer = text_of (order, PD_ORDER_BUYER_NAME);
  guint number = number_of (order, parcel),
        n_parcels = pd_record_get_list (order, PD_ORDER_LIST_PARCELS)->len;
  g_autofree char *to = g_strdup_printf ("收：%s　%s", *contact != '\0' ? contact : buyer,
                                         text_of (order, PD_ORDER_CONTACT_PHONE));
  g_autofree char *address =
      g_strdup_printf ("%s\n%s", text_of (order, PD_ORDER_DELIVERY_ADDRESS), *contact != '\0' ? buyer : "");
  g_autofree char *from =
      g_strdup_printf ("寄：%s　%s\n%s", text_of (company, PD_COMPANY_NAME),
                       text_of (company, PD_COMPANY_PHONE), text_of (company, PD_COMPANY_ADDRESS));
  g_autofree char *foot =
      g_strdup_printf ("订单 %s　第 %u 件，共 %u 件", text_of (order, PD_ORDER_NUMBER), number, n_parcels);
  PdShippingPages *self =
      pages_new (PD_SHIPPING_LABEL_WIDTH, PD_SHIPPING_LABEL_HEIGHT, LABEL_MARGIN,
                 g_strdup_printf ("面单 %s-%u", text_of (order, PD_ORDER_NUMBER), number));

  put_box (&self->builder, 40, text_of (parcel, PD_PARCEL_CARRIER), 20);
  put_code (&self->builder, 134, text_of (parcel, PD_PARCEL_TRACKING_NUMBER));
  put_box (&self->builder, 40, to, 16);
  put_box (&self->builder, 96, address, 14);
  put_box (&self->builder, 62, from, 9);
  put_box (&self->builder, 28, foot, 10);
  return self;
}
