/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-layout-private.h"

#include <string.h>

/* A title stands in the upper part of its page, in larger letters than the rest. */
#define TITLE_PART 0.45
#define TITLE_SIZE 1.1
#define MAX_TITLE 30
/* In heights: how wide a title may be set. */
#define TITLE_GAP 2.5
/* Digits of a number. */
#define LEAST_NUMBER 8

static int
compare_heights (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a, second = *(const double *) b;

  return first < second ? -1 : first > second;
}

static double
median_height (const PdLayoutPage *page)
{
  g_autoptr (GArray) heights = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < page->words->len; i++)
    {
      double height = pd_layout_word (page, i)->y1 - pd_layout_word (page, i)->y0;

      g_array_append_val (heights, height);
    }
  g_array_sort (heights, compare_heights);
  return heights->len > 0 ? g_array_index (heights, double, heights->len / 2) : 0;
}

/* What belongs to an invoice, or comes with one, and is none. */
static gboolean
is_other_paper (const char *title)
{
  static const char *const endings[] = {
    "行程单", "报销单", "汇总单", "结算单", "对账单",   "账单",     "水单",     "订单",   "确认单",
    "报价单", "送货单", "发货单", "出库单", "行程明细", "消费明细", "费用明细", "回单",   "收据",
    "小票",   "保险单", "合同",   "登机牌", "付款凭证", "支付凭证", "交易凭证", "登机卡",
  };
  g_autofree char *plain = pd_layout_fold_text (title);

  if (g_utf8_strlen (plain, -1) > MAX_TITLE)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (plain, endings[i]))
      return TRUE;
  return FALSE;
}

/* Takes the words of a row from *@from on that stand close, in one. */
static char *
next_run (const PdLayoutPage *page, const PdLayoutRow *row, guint *from, double *height)
{
  GString *run = g_string_new (NULL);
  double end = 0;

  for (*height = 0; *from < row->first + row->n; (*from)++)
    {
      const PdLayoutWord *word = pd_layout_word (page, *from);
      double em = word->y1 - word->y0;

      if (run->len > 0 && (word->x0 - end > TITLE_GAP * em || word->x0 < end - em))
        break;
      g_string_append (run, word->text);
      *height = MAX (*height, em);
      end = word->x1;
    }
  return g_string_free (run, FALSE);
}

/*< private >
 * pd_layout_paper_title:
 * @page: a page
 *
 * Returns: (transfer full) (nullable): the title of a page that says that it is no invoice, as a list of journeys or a
 *   summary; %NULL when it says nothing, or is an invoice
 */
char *
pd_layout_paper_title (const PdLayoutPage *page)
{
  double large = median_height (page) * TITLE_SIZE;
  g_autofree char *title = NULL;

  for (guint r = 0; r < page->rows->len; r++)
    {
      const PdLayoutRow *row = pd_layout_row (page, r);

      for (guint from = row->first; from < row->first + row->n;)
        {
          double height;
          g_autofree char *run = next_run (page, row, &from, &height);
          g_autofree char *plain = pd_layout_fold_text (run);

          if (pd_reading_kind_from_title (plain) != NULL)
            return NULL;
          if (title == NULL && height > large && row->y0 < page->height * TITLE_PART && is_other_paper (run))
            title = g_steal_pointer (&run);
        }
    }
  return g_steal_pointer (&title);
}

/*< private >
 * pd_layout_number:
 * @page: a page
 * @hit: a label of a number
 *
 * Returns: (transfer full) (nullable): the number beside it; %NULL when none stands there
 */
char *
pd_layout_number (const PdLayoutPage *page, const PdLayoutHit *hit)
{
  g_autofree char *value = pd_layout_value (page, hit, G_MAXDOUBLE);
  g_autofree char *number = pd_layout_fold_text (value);

  return *number != '\0' ? g_steal_pointer (&number) : NULL;
}

/* The lowest end of a total between two heights, 0 for none: only an invoice has one. */
static double
total_between (const PdLayoutPage *page, double y0, double y1)
{
  double end = 0;

  for (guint i = 0; i < page->hits->len; i++)
    {
      const PdLayoutHit *hit = pd_layout_hit (page, i);

      if ((hit->label->meaning == PD_LAYOUT_WORDS || hit->label->meaning == PD_LAYOUT_FIGURES) &&
          hit->y0 > y0 && hit->y1 < y1)
        end = MAX (end, hit->y1);
    }
  return end;
}

static double
top_of (const PdLayoutPage *page)
{
  double top = page->height;

  for (guint i = 0; i < page->words->len; i++)
    if (!pd_layout_word (page, i)->stray)
      top = MIN (top, pd_layout_word (page, i)->y0);
  return top;
}

/*< private >
 * pd_layout_next_invoice:
 * @page: a page
 * @from: (nullable): the number's label of the invoice before; %NULL for the first
 * @begin: (out): how far down the page the next one begins, points
 *
 * Two invoices are often printed on one sheet, one below the other. Each has a number of its own, and a total below it.
 *
 * Returns: (transfer none) (nullable): the number's label of the next invoice on the page
 */
const PdLayoutHit *
pd_layout_next_invoice (const PdLayoutPage *page, const PdLayoutHit *from, double *begin)
{
  const PdLayoutHit *first = pd_layout_find (page, PD_LAYOUT_NUMBER, 0);
  g_autofree char *before = from != NULL ? pd_layout_number (page, from) : NULL;
  const PdLayoutHit *hit;

  *begin = 0;
  if (from == NULL)
    return first;
  for (guint nth = 1; before != NULL && (hit = pd_layout_find (page, PD_LAYOUT_NUMBER, nth)) != NULL; nth++)
    {
      g_autofree char *number = hit->y0 > from->y1 ? pd_layout_number (page, hit) : NULL;
      double end = total_between (page, from->y1, hit->y0);

      if (number == NULL || strlen (number) < LEAST_NUMBER ||
          strspn (number, "0123456789") != strlen (number) || g_str_equal (number, before) || end <= 0 ||
          total_between (page, hit->y1, G_MAXDOUBLE) <= 0)
        continue;
      *begin = MAX (end, hit->y0 - (first->y0 - top_of (page)) - 2);
      return hit;
    }
  return NULL;
}
