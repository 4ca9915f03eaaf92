/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-invoice-layout.h"

#include "document/pd-invoice-pages.h"
#include "document/pd-invoice-rows.h"
#include "model/pd-amount-words.h"
#include "model/pd-invoice-qr.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-special-type.h"

#include <stdio.h>
#include <string.h>

/* The measures of the form that the tax bureau's own files have, millimetres from the top left corner. */
#define MM(mm) ((mm) *72.0 / 25.4)
#define FRAME_LEFT MM (4.5)
#define FRAME_RIGHT MM (205.5)
#define FRAME_TOP MM (30.0)
#define PARTY_BOTTOM MM (52.0)
#define TABLE_BOTTOM MM (96.0)
#define GROSS_BOTTOM MM (104.0)
#define FRAME_BOTTOM MM (124.0)
#define CAPTION_RIGHT MM (10.7)
#define SELLER_LEFT MM (105.2)
#define SELLER_CAPTION_RIGHT MM (111.2)
#define WORDS_LEFT MM (56.5)
#define TITLE_CENTER MM (102.0)
#define QR_SIDE MM (20.0)
#define QR_LEFT MM (6.5)
#define QR_TOP MM (6.0)

#define LABEL_SIZE 9.0
#define LABEL_HEIGHT (LABEL_SIZE * PD_PAGE_LINE_PITCH)
#define HEADING_TOP (PARTY_BOTTOM + 2.4)
#define ROWS_TOP (HEADING_TOP + LABEL_HEIGHT + 0.4)
#define SUM_HEIGHT 12.2

#define NO_INVOICE "草稿"

/* The rows of special fields that have room below the remark. */
#define SPECIAL_ROWS 5

typedef struct
{
  PdInvoiceLayout *layout;
  PdInvoicePage *page;
  const PdRecord *invoice;
  GPtrArray *rows;
} Builder;

static void
page_free (gpointer data)
{
  PdInvoicePage *page = data;

  g_array_unref (page->rules);
  g_ptr_array_unref (page->texts);
  g_free (page);
}

static void
add_page (Builder *builder)
{
  builder->page = g_new0 (PdInvoicePage, 1);
  builder->page->rules = g_array_new (FALSE, FALSE, sizeof (PdPageRule));
  builder->page->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_page_text_free);
  g_ptr_array_add (builder->layout->pages, builder->page);
}

static void
add_rule (Builder *builder, double x1, double y1, double x2, double y2)
{
  PdPageRule rule = { x1, y1, x2, y2 };

  g_array_append_val (builder->page->rules, rule);
}

static void
add_text (Builder *builder, const char *role, const char *text, const PdPageStyle *style, PdPageBox cell)
{
  if (text != NULL && *text != '\0')
    g_ptr_array_add (builder->page->texts, pd_page_text_new (role, text, style, &cell));
}

static void
add_label (Builder *builder, const char *role, const char *text, PdPageAlign align, PdPageBox cell)
{
  PdPageStyle style = { PD_PAGE_FACE_LABEL, align, PD_PAGE_ALIGN_CENTER, LABEL_SIZE, 0, FALSE };

  add_text (builder, role, text, &style, cell);
}

static void
add_value (Builder *builder,
           const char *role,
           const char *text,
           double size,
           PdPageAlign align,
           PdPageBox cell)
{
  PdPageStyle style = { PD_PAGE_FACE_VALUE, align, PD_PAGE_ALIGN_CENTER, size, 0, FALSE };

  add_text (builder, role, text, &style, cell);
}

/* A caption that runs down: one character a line. */
static void
add_vertical_label (Builder *builder, const char *role, const char *const *characters, PdPageBox cell)
{
  guint n = g_strv_length ((char **) characters);

  for (guint i = 0; i < n; i++)
    {
      PdPageBox square = { cell.x, cell.y + cell.height * i / n, cell.width, cell.height / n };

      add_label (builder, role, characters[i], PD_PAGE_ALIGN_CENTER, square);
    }
}

static const char *
value_of (Builder *builder, guint field)
{
  return pd_record_get_text (builder->invoice, field);
}

static const char *
title_words (const PdRecord *invoice)
{
  const char *kind = pd_record_get_text (invoice, PD_INVOICE_KIND);

  if (g_strcmp0 (kind, PD_INVOICE_KIND_SPECIAL) == 0)
    return "电子发票（增值税专用发票）";
  if (g_strcmp0 (kind, PD_INVOICE_KIND_ORDINARY) == 0)
    return "电子发票（普通发票）";
  return "电子发票";
}

static char *
chinese_date (const char *date)
{
  int year, month, day;

  if (date == NULL || sscanf (date, "%4d-%2d-%2d", &year, &month, &day) != 3)
    return NULL;
  return g_strdup_printf ("%04d年%02d月%02d日", year, month, day);
}

static void
add_head_fact (Builder *builder, const char *role, double y, const char *label, const char *value)
{
  const double label_left = MM (154.5), value_left = MM (170.3), right = MM (207.0);

  add_label (builder, "label", label, PD_PAGE_ALIGN_START,
             (PdPageBox){ label_left, y, value_left - label_left, LABEL_HEIGHT });
  add_value (builder, role, value, LABEL_SIZE, PD_PAGE_ALIGN_START,
             (PdPageBox){ value_left, y, right - value_left, LABEL_HEIGHT });
}

static void
add_head (Builder *builder, guint page, guint n_pages)
{
  PdPageStyle title = { PD_PAGE_FACE_LABEL, PD_PAGE_ALIGN_CENTER, PD_PAGE_ALIGN_CENTER, 20.0, 0, FALSE };
  PdPageStyle specimen = { PD_PAGE_FACE_LABEL, PD_PAGE_ALIGN_CENTER, PD_PAGE_ALIGN_CENTER, 10.0, 0, FALSE };
  gboolean issued = builder->layout->issued;
  g_autofree char *date = chinese_date (value_of (builder, PD_INVOICE_ISSUE_DATE));
  const char *code = value_of (builder, PD_INVOICE_CODE);
  double line = MM (6.0), y = MM (11.0) - LABEL_HEIGHT / 2 + 1.5;

  add_text (builder, "title", title_words (builder->invoice), &title,
            (PdPageBox){ TITLE_CENTER - MM (48), MM (7.0), MM (96), MM (9.0) });
  add_rule (builder, MM (65.5), MM (18.0), MM (138.5), MM (18.0));
  add_rule (builder, MM (65.5), MM (19.0), MM (138.5), MM (19.0));
  /* Where the seal stands on a real one, in plain words: whoever meets a training invoice must not take it for law. */
  if (issued && pd_record_get_flag (builder->invoice, PD_INVOICE_SPECIMEN))
    add_text (builder, "specimen", "培训样票 · 不得作为凭证 · TRAINING SPECIMEN", &specimen,
              (PdPageBox){ TITLE_CENTER - MM (48), MM (20.0), MM (96), MM (5.5) });

  if (issued && code != NULL && *code != '\0')
    add_head_fact (builder, "code", y - line, "发票代码：", code);
  add_head_fact (builder, "number", y, "发票号码：",
                 issued ? value_of (builder, PD_INVOICE_NUMBER) : NO_INVOICE);
  add_head_fact (builder, "date", y + line, "开票日期：", issued ? date : NO_INVOICE);
  if (n_pages > 1)
    {
      g_autofree char *count = g_strdup_printf ("共 %u 页　第 %u 页", n_pages, page + 1);

      add_label (builder, "page", count, PD_PAGE_ALIGN_START,
                 (PdPageBox){ MM (154.5), y + 2 * line, MM (50), LABEL_HEIGHT });
    }
}

static void
add_party (Builder *builder,
           double left,
           double caption_right,
           double right,
           const char *const *caption,
           const char *role,
           guint name_field,
           guint tax_number_field)
{
  PdPageStyle name = { PD_PAGE_FACE_VALUE, PD_PAGE_ALIGN_START, PD_PAGE_ALIGN_CENTER, LABEL_SIZE, 0, TRUE };
  PdPageStyle number = { PD_PAGE_FACE_CODE, PD_PAGE_ALIGN_START, PD_PAGE_ALIGN_CENTER, 12.0, 0, FALSE };
  const double x = caption_right + 2.5, name_width = 27.0, number_width = 126.0;
  const double top = FRAME_TOP + 2.0, name_height = 28.0, number_top = FRAME_TOP + 34.0, number_height = 22.0;
  g_autofree char *name_role = g_strconcat (role, "_name", NULL);
  g_autofree char *number_role = g_strconcat (role, "_tax_number", NULL);

  add_vertical_label (builder, "label", caption,
                      (PdPageBox){ left, FRAME_TOP + 5.0, caption_right - left,
                                   PARTY_BOTTOM - FRAME_TOP - 9.0 });
  add_label (builder, "label", "名称：", PD_PAGE_ALIGN_START, (PdPageBox){ x, top, name_width, name_height });
  add_text (builder, g_intern_string (name_role), value_of (builder, name_field), &name,
            (PdPageBox){ x + name_width, top, right - 2.5 - x - name_width, name_height });
  add_label (builder, "label", "统一社会信用代码/纳税人识别号：", PD_PAGE_ALIGN_START,
             (PdPageBox){ x, number_top, number_width, number_height });
  add_text (builder, g_intern_string (number_role), value_of (builder, tax_number_field), &number,
            (PdPageBox){ x + number_width, number_top, right - 2.0 - x - number_width, number_height });
}

static void
add_parties (Builder *builder)
{
  static const char *const buyer[] = { "购", "买", "方", "信", "息", NULL };
  static const char *const seller[] = { "销", "售", "方", "信", "息", NULL };

  add_rule (builder, FRAME_LEFT, PARTY_BOTTOM, FRAME_RIGHT, PARTY_BOTTOM);
  add_rule (builder, CAPTION_RIGHT, FRAME_TOP, CAPTION_RIGHT, PARTY_BOTTOM);
  add_rule (builder, SELLER_LEFT, FRAME_TOP, SELLER_LEFT, PARTY_BOTTOM);
  add_rule (builder, SELLER_CAPTION_RIGHT, FRAME_TOP, SELLER_CAPTION_RIGHT, PARTY_BOTTOM);
  add_party (builder, FRAME_LEFT, CAPTION_RIGHT, SELLER_LEFT, buyer, "buyer", PD_INVOICE_BUYER_NAME,
             PD_INVOICE_BUYER_TAX_NUMBER);
  add_party (builder, SELLER_LEFT, SELLER_CAPTION_RIGHT, FRAME_RIGHT, seller, "seller",
             PD_INVOICE_SELLER_NAME, PD_INVOICE_SELLER_TAX_NUMBER);
}

static void
add_frame (Builder *builder)
{
  add_rule (builder, FRAME_LEFT, FRAME_TOP, FRAME_RIGHT, FRAME_TOP);
  add_rule (builder, FRAME_RIGHT, FRAME_TOP, FRAME_RIGHT, FRAME_BOTTOM);
  add_rule (builder, FRAME_RIGHT, FRAME_BOTTOM, FRAME_LEFT, FRAME_BOTTOM);
  add_rule (builder, FRAME_LEFT, FRAME_BOTTOM, FRAME_LEFT, FRAME_TOP);
}

static void
add_rows (Builder *builder, const PdInvoiceSlice *slice)
{
  double y = ROWS_TOP;

  for (guint i = 0; i < PD_INVOICE_N_COLUMNS; i++)
    {
      const PdInvoiceColumn *column = &pd_invoice_columns[i];

      /* Names are long: their heading stands over the middle, as on the bureau's form. */
      add_label (builder, "heading", column->heading,
                 i == PD_INVOICE_COLUMN_NAME ? PD_PAGE_ALIGN_CENTER : column->align,
                 (PdPageBox){ column->x, HEADING_TOP, column->width, LABEL_HEIGHT });
    }

  for (guint i = slice->first; i < slice->first + slice->n_rows; i++)
    {
      PdInvoiceRow *row = builder->rows->pdata[i];

      for (guint k = 0; k < PD_INVOICE_N_COLUMNS; k++)
        if (row->cells[k] != NULL)
          {
            pd_page_text_move (row->cells[k], y);
            g_ptr_array_add (builder->page->texts, g_steal_pointer (&row->cells[k]));
          }
      y += row->height;
    }
}

static char *
yuan (gint64 fen)
{
  g_autofree char *text = pd_money_to_text (fen);

  return g_strconcat ("¥", text, NULL);
}

static void
add_sum (Builder *builder,
         const char *role,
         const char *const *caption,
         double bottom,
         const PdInvoiceSum *sum)
{
  const PdInvoiceColumn *amount = &pd_invoice_columns[PD_INVOICE_COLUMN_AMOUNT];
  const PdInvoiceColumn *tax = &pd_invoice_columns[PD_INVOICE_COLUMN_TAX];
  g_autofree char *net_text = yuan (sum->net);
  g_autofree char *tax_text = sum->taxed ? yuan (sum->tax) : g_strdup (PD_INVOICE_NO_TAX);
  g_autofree char *net_role = g_strconcat (role, "_net", NULL);
  g_autofree char *tax_role = g_strconcat (role, "_tax", NULL);
  double y = bottom - SUM_HEIGHT;

  add_label (builder, "label", caption[0], PD_PAGE_ALIGN_START,
             (PdPageBox){ MM (20.5), y, 12, LABEL_HEIGHT });
  add_label (builder, "label", caption[1], PD_PAGE_ALIGN_START,
             (PdPageBox){ MM (36.5), y, 12, LABEL_HEIGHT });
  add_value (builder, g_intern_string (net_role), net_text, LABEL_SIZE, PD_PAGE_ALIGN_END,
             (PdPageBox){ amount->x, y, amount->width, LABEL_HEIGHT });
  add_value (builder, g_intern_string (tax_role), tax_text, LABEL_SIZE, PD_PAGE_ALIGN_END,
             (PdPageBox){ tax->x, y, tax->width, LABEL_HEIGHT });
}

static void
add_gross (Builder *builder)
{
  PdPageStyle words = { PD_PAGE_FACE_VALUE, PD_PAGE_ALIGN_START, PD_PAGE_ALIGN_CENTER, LABEL_SIZE, 0, TRUE };
  const double height = GROSS_BOTTOM - TABLE_BOTTOM, mark = 11.6, small_left = MM (142.5), small_width = 34.5;
  gint64 gross = pd_record_get_integer (builder->invoice, PD_INVOICE_GROSS_AMOUNT);
  g_autofree char *in_words = pd_amount_words (gross);
  g_autofree char *in_figures = yuan (gross);

  add_rule (builder, FRAME_LEFT, TABLE_BOTTOM, FRAME_RIGHT, TABLE_BOTTOM);
  add_rule (builder, FRAME_LEFT, GROSS_BOTTOM, FRAME_RIGHT, GROSS_BOTTOM);
  add_rule (builder, WORDS_LEFT, TABLE_BOTTOM, WORDS_LEFT, GROSS_BOTTOM);
  add_label (builder, "label", "价税合计（大写）", PD_PAGE_ALIGN_CENTER,
             (PdPageBox){ FRAME_LEFT, TABLE_BOTTOM, WORDS_LEFT - FRAME_LEFT, height });
  builder->page->mark = (PdPageBox){ WORDS_LEFT + 5.2, TABLE_BOTTOM + (height - mark) / 2, mark, mark };
  add_text (builder, "gross_words", in_words, &words,
            (PdPageBox){ WORDS_LEFT + 19.0, TABLE_BOTTOM + 1.0, small_left - 4.0 - WORDS_LEFT - 19.0,
                         height - 2.0 });
  add_label (builder, "label", "（小写）", PD_PAGE_ALIGN_START,
             (PdPageBox){ small_left, TABLE_BOTTOM, small_width, height });
  add_value (builder, "gross", in_figures, 11.0, PD_PAGE_ALIGN_START,
             (PdPageBox){ small_left + small_width, TABLE_BOTTOM,
                          FRAME_RIGHT - 3.0 - small_left - small_width, height });
}

static void
add_remark (Builder *builder)
{
  static const char *const caption[] = { "备", "注", NULL };
  PdPageStyle style = { PD_PAGE_FACE_VALUE, PD_PAGE_ALIGN_START, PD_PAGE_ALIGN_START, LABEL_SIZE, 0, TRUE };
  double x = CAPTION_RIGHT + 2.5, y = GROSS_BOTTOM + 2.0;
  const char *remark = value_of (builder, PD_INVOICE_REMARK);
  g_autofree char *special = pd_special_text (builder->invoice, SPECIAL_ROWS);
  g_autofree char *text = remark != NULL && special != NULL ? g_strconcat (remark, "\n", special, NULL)
                                                            : g_strdup (remark != NULL ? remark : special);

  add_rule (builder, CAPTION_RIGHT, GROSS_BOTTOM, CAPTION_RIGHT, FRAME_BOTTOM);
  add_vertical_label (builder, "label", caption,
                      (PdPageBox){ FRAME_LEFT, GROSS_BOTTOM + 11.0, CAPTION_RIGHT - FRAME_LEFT, MM (12.0) });
  add_text (builder, "remark", text, &style,
            (PdPageBox){ x, y, FRAME_RIGHT - 2.5 - x, FRAME_BOTTOM - 1.0 - y });
}

static void
add_drawer (Builder *builder)
{
  PdPageStyle style = { PD_PAGE_FACE_VALUE, PD_PAGE_ALIGN_START, PD_PAGE_ALIGN_CENTER, LABEL_SIZE, 0, TRUE };
  const double y = FRAME_BOTTOM + 15.5, left = MM (19.5) + 37.0;

  add_label (builder, "label", "开票人：", PD_PAGE_ALIGN_START,
             (PdPageBox){ MM (19.5), y, 36.0, LABEL_HEIGHT });
  add_text (builder, "drawer", value_of (builder, PD_INVOICE_DRAWER), &style,
            (PdPageBox){ left, y - LABEL_HEIGHT / 2, 230.0, 2 * LABEL_HEIGHT });
  if (!builder->layout->issued)
    add_label (builder, "no_invoice", "草稿 · 不是发票　DRAFT – NOT AN INVOICE", PD_PAGE_ALIGN_END,
               (PdPageBox){ FRAME_RIGHT - 250.0, y, 250.0, LABEL_HEIGHT });
}

static PdInvoiceSum
total_of (Builder *builder)
{
  PdInvoiceSlice all = { 0, builder->rows->len };
  PdInvoiceSum sum = pd_invoice_rows_sum (builder->rows, &all);

  /* The record's own totals are printed, not ours: what the bureau signed is what a reader must see. */
  sum.net = pd_record_get_integer (builder->invoice, PD_INVOICE_NET_AMOUNT);
  sum.tax = pd_record_get_integer (builder->invoice, PD_INVOICE_TAX_AMOUNT);
  sum.taxed = sum.taxed || sum.tax != 0;
  return sum;
}

static void
build_page (Builder *builder, guint page, const PdInvoiceSlice *slice, guint n_pages)
{
  static const char *const subtotal_words[] = { "小", "计" };
  static const char *const total_words[] = { "合", "计" };
  gboolean last = page + 1 == n_pages;
  PdInvoiceSum subtotal = pd_invoice_rows_sum (builder->rows, slice);

  add_page (builder);
  add_frame (builder);
  add_head (builder, page, n_pages);
  add_parties (builder);
  add_rows (builder, slice);
  if (n_pages > 1)
    add_sum (builder, "subtotal", subtotal_words, last ? TABLE_BOTTOM - SUM_HEIGHT : FRAME_BOTTOM, &subtotal);
  if (last)
    {
      PdInvoiceSum total = total_of (builder);

      add_sum (builder, "total", total_words, TABLE_BOTTOM, &total);
      add_gross (builder);
      add_remark (builder);
    }
  add_drawer (builder);
}

/* What a reader's telephone sees: for a digital invoice the amount with tax (standards, "QR code"). An invoice that
 * has a code would need its check code, which no record holds. */
static char *
qr_text (const PdRecord *invoice)
{
  const char *code = pd_record_get_text (invoice, PD_INVOICE_CODE);
  PdInvoiceQr qr = {
    .type = (char *) (g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_KIND), PD_INVOICE_KIND_SPECIAL) == 0
                          ? "31"
                          : "32"),
    .number = (char *) pd_record_get_text (invoice, PD_INVOICE_NUMBER),
    .has_amount = TRUE,
    .amount = pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT),
    .date = (char *) pd_record_get_text (invoice, PD_INVOICE_ISSUE_DATE),
  };

  if (code != NULL && *code != '\0')
    return NULL;
  return pd_invoice_qr_compose (&qr);
}

/*< private >
 * pd_invoice_layout_new:
 * @invoice: a record of pd_invoice_type
 *
 * Lays an invoice out as pages of the tax bureau's form. One page where its lines have room; else pages whose table
 * reaches down to the frame, with a subtotal and a page count each, and the totals and the remark on the last.
 *
 * Returns: (transfer full): the pages
 */
PdInvoiceLayout *
pd_invoice_layout_new (const PdRecord *invoice)
{
  PdInvoiceLayout *self = g_new0 (PdInvoiceLayout, 1);
  g_autoptr (GPtrArray) rows = pd_invoice_rows_new (invoice);
  g_autoptr (GArray) slices = NULL;
  Builder builder = { self, NULL, invoice, rows };
  const char *number = pd_record_get_text (invoice, PD_INVOICE_NUMBER);
  const double single_room = TABLE_BOTTOM - SUM_HEIGHT - ROWS_TOP;

  self->pages = g_ptr_array_new_with_free_func (page_free);
  self->issued = g_strcmp0 (pd_record_get_text (invoice, PD_INVOICE_STATE), PD_INVOICE_STATE_ISSUED) == 0 &&
                 number != NULL && *number != '\0';
  self->title = g_strdup_printf ("%s %s", title_words (invoice), self->issued ? number : NO_INVOICE);
  self->issued_at = self->issued ? pd_record_get_integer (invoice, PD_INVOICE_ISSUED_AT) : 0;
  if (self->issued)
    self->qr_text = qr_text (invoice);
  self->qr = (PdPageBox){ QR_LEFT, QR_TOP, QR_SIDE, QR_SIDE };

  slices = pd_invoice_rows_split (rows, single_room, FRAME_BOTTOM - SUM_HEIGHT - ROWS_TOP,
                                  single_room - SUM_HEIGHT);
  for (guint i = 0; i < slices->len; i++)
    build_page (&builder, i, &g_array_index (slices, PdInvoiceSlice, i), slices->len);
  return self;
}

void
pd_invoice_layout_free (PdInvoiceLayout *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->pages);
  g_free (self->qr_text);
  g_free (self->title);
  g_free (self);
}
