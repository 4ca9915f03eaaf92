/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "paper/pd-print-cover.h"

#include "document/pd-page-text.h"
#include "model/pd-amount-words.h"
#include "model/pd-money.h"

#include <string.h>

/* All in points. The sheet is a Chinese form for Chinese books, so that its words are not translated. */
#define MARGIN 42.0
#define TITLE_HEIGHT 40.0
#define ROW_HEIGHT 20.0
#define ROWS_PER_SHEET 30
#define SUM_HEIGHT 24.0
#define SIGN_HEIGHT 30.0
#define TEXT_SIZE 10.0
#define TITLE_SIZE 20.0
#define RULE_WIDTH 0.6

typedef struct
{
  const char *heading;
  double share; /* of the width */
  PdPageAlign align;
} Column;

static const Column columns[] = {
  { "序号", 0.07, PD_PAGE_ALIGN_CENTER },        { "开票日期", 0.14, PD_PAGE_ALIGN_CENTER },
  { "发票号码", 0.25, PD_PAGE_ALIGN_CENTER },    { "销售方名称", 0.36, PD_PAGE_ALIGN_START },
  { "价税合计（元）", 0.18, PD_PAGE_ALIGN_END },
};

static void
draw_text (cairo_t *cr, const char *text, double size, PdPageAlign align, const PdPageBox *cell)
{
  PdPageStyle style = { PD_PAGE_FACE_VALUE, align, PD_PAGE_ALIGN_CENTER, size, 0, FALSE };
  PdPageBox inside = { cell->x + 3, cell->y, cell->width - 6, cell->height };
  g_autoptr (PdPageText) set = pd_page_text_new ("cover", text, &style, &inside);

  pd_page_text_draw (set, cr);
}

static void
draw_row (cairo_t *cr, const char *const *texts, double width, double y, gboolean heading)
{
  double x = MARGIN;

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      PdPageBox cell = { x, y, columns[i].share * (width - 2 * MARGIN), ROW_HEIGHT };

      cairo_rectangle (cr, cell.x, cell.y, cell.width, cell.height);
      cairo_stroke (cr);
      if (texts[i] != NULL)
        draw_text (cr, texts[i], TEXT_SIZE, heading ? PD_PAGE_ALIGN_CENTER : columns[i].align, &cell);
      x += cell.width;
    }
}

static void
draw_item (cairo_t *cr, const PdPrintItem *item, guint i, double width, double y)
{
  g_autofree char *position = g_strdup_printf ("%u", i + 1);
  g_autofree char *total = item->has_total ? pd_money_format (item->total) : NULL;
  const char *texts[] = { position, item->date, item->number, item->party, total };

  draw_row (cr, texts, width, y, FALSE);
}

/* An invoice may come as a PDF, as an XML and as a photograph. A number of eight digits is known with its seller only. */
static gboolean
is_same_invoice (const PdPrintItem *one, const PdPrintItem *other)
{
  return one->number != NULL && one->date != NULL && one->has_total && other->has_total &&
         one->total == other->total && g_strcmp0 (one->number, other->number) == 0 &&
         g_strcmp0 (one->date, other->date) == 0 &&
         (strlen (one->number) == 20 || (one->party != NULL && g_strcmp0 (one->party, other->party) == 0));
}

static gboolean
came_before (GPtrArray *items, guint n)
{
  for (guint i = 0; i < n; i++)
    if (is_same_invoice (items->pdata[n], items->pdata[i]))
      return TRUE;
  return FALSE;
}

/*< private >
 * pd_print_cover_sum:
 * @items: (element-type PdPrintItem): the whole queue
 *
 * Adds up what the invoices come to: each one once, in however many files it is there. What is not known is said, never
 * counted as nothing.
 *
 * Returns: (transfer full): the line for the sheet
 */
char *
pd_print_cover_sum (GPtrArray *items)
{
  gint64 sum = 0;
  guint n_unknown = 0, n_again = 0;
  g_autofree char *figures = NULL;
  g_autofree char *words = NULL;
  g_autofree char *unknown = NULL;
  g_autofree char *again = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      const PdPrintItem *item = items->pdata[i];

      if (came_before (items, i))
        n_again++;
      else if (!item->has_total || !pd_money_add (sum, item->total, &sum))
        n_unknown++;
    }
  figures = pd_money_format (sum);
  words = pd_amount_words (sum);
  unknown = n_unknown > 0 ? g_strdup_printf ("（另有 %u 张金额未知，未计入）", n_unknown) : g_strdup ("");
  again =
      n_again > 0 ? g_strdup_printf ("（其中 %u 张与前面的是同一张发票，只计一次）", n_again) : g_strdup ("");
  return g_strdup_printf ("共 %u 张　合计 ¥%s　%s%s%s", items->len, figures, words, unknown, again);
}

static void
draw_foot (GPtrArray *items, double width, double y, cairo_t *cr)
{
  g_autofree char *sum = pd_print_cover_sum (items);
  PdPageBox cell = { MARGIN, y, width - 2 * MARGIN, SUM_HEIGHT };
  PdPageBox signs = { MARGIN, y + SUM_HEIGHT, width - 2 * MARGIN, SIGN_HEIGHT };

  cairo_rectangle (cr, cell.x, cell.y, cell.width, cell.height);
  cairo_stroke (cr);
  draw_text (cr, sum, TEXT_SIZE, PD_PAGE_ALIGN_START, &cell);
  draw_text (cr, "部门：　　　　　　报销人：　　　　　　审核：　　　　　　日期：　　　　　　", TEXT_SIZE,
             PD_PAGE_ALIGN_START, &signs);
}

/*< private >
 * pd_print_cover_n_sheets:
 * @n_items: documents in the queue
 *
 * Returns: how many sheets their list takes
 */
guint
pd_print_cover_n_sheets (guint n_items)
{
  return MAX (1, (n_items + ROWS_PER_SHEET - 1) / ROWS_PER_SHEET);
}

/*< private >
 * pd_print_cover_draw:
 * @items: (element-type PdPrintItem): the whole queue
 * @sheet: which cover sheet, from 0
 * @width: points
 * @height: points
 * @cr: where to
 *
 * Draws a 粘贴单: the list of the invoices behind it, with their sum on the last sheet. It is made for A4 upright and
 * shrinks to other paper.
 */
void
pd_print_cover_draw (GPtrArray *items, guint sheet, double width, double height, cairo_t *cr)
{
  double scale = MIN (width / PD_A4_WIDTH, height / PD_A4_HEIGHT);
  PdPageBox title = { MARGIN, MARGIN, PD_A4_WIDTH - 2 * MARGIN, TITLE_HEIGHT };
  const char *headings[G_N_ELEMENTS (columns)];
  double y = MARGIN + TITLE_HEIGHT;
  guint first = sheet * ROWS_PER_SHEET;

  cairo_save (cr);
  cairo_scale (cr, scale, scale);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, RULE_WIDTH);
  draw_text (cr, "发票粘贴单", TITLE_SIZE, PD_PAGE_ALIGN_CENTER, &title);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    headings[i] = columns[i].heading;
  draw_row (cr, headings, PD_A4_WIDTH, y, TRUE);
  for (guint i = first; i < MIN (first + ROWS_PER_SHEET, items->len); i++)
    draw_item (cr, items->pdata[i], i, PD_A4_WIDTH, y += ROW_HEIGHT);
  if (sheet + 1 == pd_print_cover_n_sheets (items->len))
    draw_foot (items, PD_A4_WIDTH, y + ROW_HEIGHT, cr);
  cairo_restore (cr);
}
