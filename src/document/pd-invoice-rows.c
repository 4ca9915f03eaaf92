/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-invoice-rows.h"

#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-tax.h"

/* Under a row, so that eight rows of one line fill the table as they do on the tax bureau's form. */
#define ROW_GAP 1.4
#define ROW_SIZE 9.0
/* A long name takes three lines before it shrinks far, and never more than most of the shortest table. */
#define ROW_CALM_HEIGHT (3 * ROW_SIZE * PD_PAGE_LINE_PITCH)
#define ROW_MAX_HEIGHT 80.0
#define SLACK 0.01

const PdInvoiceColumn pd_invoice_columns[PD_INVOICE_N_COLUMNS] = {
  [PD_INVOICE_COLUMN_NAME] = { "name", "项目名称", 14.5, 99.0, PD_PAGE_ALIGN_START, TRUE },
  [PD_INVOICE_COLUMN_SPEC] = { "spec", "规格型号", 119.0, 65.0, PD_PAGE_ALIGN_START, TRUE },
  [PD_INVOICE_COLUMN_UNIT] = { "unit", "单　位", 190.5, 29.0, PD_PAGE_ALIGN_CENTER, TRUE },
  [PD_INVOICE_COLUMN_QUANTITY] = { "quantity", "数　量", 223.0, 67.5, PD_PAGE_ALIGN_END, FALSE },
  [PD_INVOICE_COLUMN_PRICE] = { "unit_price", "单　价", 295.0, 67.0, PD_PAGE_ALIGN_END, FALSE },
  [PD_INVOICE_COLUMN_AMOUNT] = { "amount", "金　额", 366.5, 67.5, PD_PAGE_ALIGN_END, FALSE },
  [PD_INVOICE_COLUMN_RATE] = { "tax_rate", "税率/征收率", 437.0, 70.0, PD_PAGE_ALIGN_CENTER, FALSE },
  [PD_INVOICE_COLUMN_TAX] = { "tax", "税　额", 509.0, 71.5, PD_PAGE_ALIGN_END, FALSE },
};

static void
row_free (gpointer data)
{
  PdInvoiceRow *row = data;

  for (guint i = 0; i < PD_INVOICE_N_COLUMNS; i++)
    pd_page_text_free (row->cells[i]);
  g_free (row);
}

/* No tax due is not a tax of nothing: it prints as asterisks. A rate without tax beside an amount of tax is a
 * mistake of whoever made the record, and must show. */
static gboolean
prints_no_tax (const PdRecord *line)
{
  const char *rate = pd_record_get_text (line, PD_INVOICE_LINE_TAX_RATE);

  return rate != NULL && *rate != '\0' && !pd_tax_rate_is_taxed (rate) &&
         pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT) == 0;
}

/* Under difference taxation the rate would not give the tax, so none is printed (standards, "Line arithmetic", 7). */
static gboolean
is_difference_taxed (const PdRecord *invoice)
{
  const char *remark = pd_record_get_text (invoice, PD_INVOICE_REMARK);

  return g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_DIFFERENCE_TYPE),
                    PD_DIFFERENCE_TYPE_DIFFERENCE) == 0 ||
         (remark != NULL && g_str_has_prefix (remark, "差额征税"));
}

static char *
column_text (const PdRecord *line, PdInvoiceColumnId column, gboolean difference_taxed)
{
  switch (column)
    {
    case PD_INVOICE_COLUMN_NAME:
      return g_strdup (pd_record_get_text (line, PD_INVOICE_LINE_NAME));
    case PD_INVOICE_COLUMN_SPEC:
      return g_strdup (pd_record_get_text (line, PD_INVOICE_LINE_SPEC));
    case PD_INVOICE_COLUMN_UNIT:
      return g_strdup (pd_record_get_text (line, PD_INVOICE_LINE_UNIT));
    case PD_INVOICE_COLUMN_QUANTITY:
      return g_strdup (pd_record_get_text (line, PD_INVOICE_LINE_QUANTITY));
    case PD_INVOICE_COLUMN_PRICE:
      return g_strdup (pd_record_get_text (line, PD_INVOICE_LINE_UNIT_PRICE));
    case PD_INVOICE_COLUMN_AMOUNT:
      return pd_money_to_text (pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT));
    case PD_INVOICE_COLUMN_RATE:
      if (difference_taxed)
        return g_strdup (PD_INVOICE_NO_TAX);
      return g_strdup (pd_tax_rate_label (pd_record_get_text (line, PD_INVOICE_LINE_TAX_RATE)));
    case PD_INVOICE_COLUMN_TAX:
      if (prints_no_tax (line))
        return g_strdup (PD_INVOICE_NO_TAX);
      return pd_money_to_text (pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT));
    case PD_INVOICE_N_COLUMNS:
    default:
      g_assert_not_reached ();
    }
}

static PdInvoiceRow *
row_new (const PdRecord *line, gboolean difference_taxed)
{
  PdInvoiceRow *row = g_new0 (PdInvoiceRow, 1);
  double height = ROW_SIZE * PD_PAGE_LINE_PITCH;

  for (guint i = 0; i < PD_INVOICE_N_COLUMNS; i++)
    {
      const PdInvoiceColumn *column = &pd_invoice_columns[i];
      PdPageStyle style = { PD_PAGE_FACE_VALUE, column->align,   PD_PAGE_ALIGN_START,
                            ROW_SIZE,           ROW_CALM_HEIGHT, column->wrap };
      PdPageBox cell = { column->x, 0, column->width,
                         column->wrap ? ROW_MAX_HEIGHT : ROW_SIZE * PD_PAGE_LINE_PITCH };
      g_autofree char *text = column_text (line, i, difference_taxed);

      if (text == NULL || *text == '\0')
        continue;
      row->cells[i] = pd_page_text_new (column->role, text, &style, &cell);
      height = MAX (height, row->cells[i]->box.height);
    }

  for (guint i = 0; i < PD_INVOICE_N_COLUMNS; i++)
    if (row->cells[i] != NULL)
      pd_page_text_set_height (row->cells[i], height);
  row->height = height + ROW_GAP;
  row->sum.net = pd_record_get_integer (line, PD_INVOICE_LINE_NET_AMOUNT);
  row->sum.tax = pd_record_get_integer (line, PD_INVOICE_LINE_TAX_AMOUNT);
  row->sum.taxed = !prints_no_tax (line);
  row->keep_with_next =
      pd_record_get_integer (line, PD_INVOICE_LINE_PROPERTY) == PD_INVOICE_LINE_IS_DISCOUNTED;
  return row;
}

/*< private >
 * pd_invoice_rows_new:
 * @invoice: an invoice
 *
 * Sets the lines of an invoice in their order, each as high as its longest cell needs.
 *
 * Returns: (transfer full) (element-type PdInvoiceRow): the rows
 */
GPtrArray *
pd_invoice_rows_new (const PdRecord *invoice)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (row_free);
  g_autoptr (PdRecord) sorted = pd_record_copy (invoice);
  GPtrArray *lines;

  pd_record_sort_lines (sorted);
  lines = pd_record_get_lines (sorted);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    g_ptr_array_add (rows, row_new (lines->pdata[i], is_difference_taxed (invoice)));
  return rows;
}

/*< private >
 * pd_invoice_rows_sum:
 * @rows: (element-type PdInvoiceRow): all rows
 * @slice: those to add
 *
 * Returns: what a page's subtotal says
 */
PdInvoiceSum
pd_invoice_rows_sum (GPtrArray *rows, const PdInvoiceSlice *slice)
{
  PdInvoiceSum sum = { 0, 0, slice->n_rows == 0 };

  for (guint i = slice->first; i < slice->first + slice->n_rows; i++)
    {
      const PdInvoiceRow *row = rows->pdata[i];

      /* The platform's limits keep sums far from the ends of the type; a forged record is shown, not trusted. */
      sum.net = (gint64) ((guint64) sum.net + (guint64) row->sum.net);
      sum.tax = (gint64) ((guint64) sum.tax + (guint64) row->sum.tax);
      sum.taxed = sum.taxed || row->sum.taxed;
    }
  return sum;
}

/* A row with the discounts that go with it, while they have room together. */
static guint
group_rows (GPtrArray *rows, guint first, double room, double *height)
{
  guint n = 0;
  gboolean more;

  *height = 0;
  do
    {
      const PdInvoiceRow *row = rows->pdata[first + n];

      if (n > 0 && *height + row->height > room + SLACK)
        break;
      *height += row->height;
      n++;
      more = row->keep_with_next && first + n < rows->len;
    }
  while (more);
  return n;
}

static double
rows_height (GPtrArray *rows, guint first)
{
  double height = 0;

  for (guint i = first; i < rows->len; i++)
    height += ((const PdInvoiceRow *) rows->pdata[i])->height;
  return height;
}

/* Fills a page that is not the last; something is always left over for the last one. */
static guint
fill_page (GPtrArray *rows, guint first, double room, double last_room)
{
  double used = 0;
  guint n = 0;

  while (first + n < rows->len)
    {
      double height;
      guint n_group = group_rows (rows, first + n, last_room, &height);

      if (n > 0 && (used + height > room + SLACK || first + n + n_group >= rows->len))
        break;
      used += height;
      n += n_group;
    }
  return n;
}

/*< private >
 * pd_invoice_rows_split:
 * @rows: (element-type PdInvoiceRow): all rows
 * @single_room: the height of the table where the invoice is one page, points
 * @first_room: the same on a page before the last
 * @last_room: the same on the last of several pages
 *
 * Divides the rows among pages. A line and its discount stay together, the last page is never without a line.
 *
 * Returns: (transfer full) (element-type PdInvoiceSlice): at least one page
 */
GArray *
pd_invoice_rows_split (GPtrArray *rows, double single_room, double first_room, double last_room)
{
  GArray *pages = g_array_new (FALSE, FALSE, sizeof (PdInvoiceSlice));
  PdInvoiceSlice slice = { 0, rows->len };

  if (rows_height (rows, 0) > single_room + SLACK)
    while (rows_height (rows, slice.first) > last_room + SLACK && rows->len - slice.first > 1)
      {
        slice.n_rows = fill_page (rows, slice.first, first_room, last_room);
        if (slice.first + slice.n_rows >= rows->len)
          break;
        g_array_append_val (pages, slice);
        slice.first += slice.n_rows;
        slice.n_rows = rows->len - slice.first;
      }
  g_array_append_val (pages, slice);
  return pages;
}
