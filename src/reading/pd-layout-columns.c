/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "model/pd-decimal.h"
#include "reading/pd-layout-private.h"

#include <string.h>

/* Headings in a row, and words in a row of a table; more are not looked at. */
#define MAX_COLUMNS 16
#define MAX_CELLS 48
/* What is so wrong that anything else is better. */
#define IMPOSSIBLE 1000.0

static int
compare_columns (gconstpointer a, gconstpointer b)
{
  const PdLayoutColumn *first = a, *second = b;
  double x = first->x0 + first->x1, y = second->x0 + second->x1;

  return x < y ? -1 : x > y;
}

/* Headings may be set some points higher or lower than the others, and be in a row of their own. */
static gboolean
is_in_row (const PdLayoutPage *page, guint row, const PdLayoutHit *hit)
{
  const PdLayoutRow *range = pd_layout_row (page, row);
  double overlap = MIN (range->y1, hit->y1) - MAX (range->y0, hit->y0);

  return hit->row == row ||
         (hit->row + 1 == row || hit->row == row + 1 ? overlap > 0.5 * (hit->y1 - hit->y0) : FALSE);
}

static const PdLayoutColumn *
find_column (const GArray *columns, int field)
{
  for (guint i = 0; i < columns->len; i++)
    if (g_array_index (columns, PdLayoutColumn, i).label->field == field &&
        g_array_index (columns, PdLayoutColumn, i).label->meaning == PD_LAYOUT_COLUMN)
      return &g_array_index (columns, PdLayoutColumn, i);
  return NULL;
}

/* Every table of goods has amounts, left of their rates: a heading that was not recognised is put there. */
static gboolean
add_amount (GArray *columns)
{
  const PdLayoutColumn *rate = find_column (columns, PD_READING_LINE_RATE);
  guint n_labels;
  const PdLayoutLabel *labels = pd_layout_labels (&n_labels);
  double width;
  PdLayoutColumn amount = { NULL, 0, 0 };

  if (rate == NULL || find_column (columns, PD_READING_LINE_NAME) == NULL)
    return FALSE;
  width = rate->x1 - rate->x0;
  amount.x0 = rate->x0 - 2 * width;
  amount.x1 = rate->x0 - width;
  for (guint i = 0; i < n_labels; i++)
    if (g_str_equal (labels[i].text, "金额"))
      amount.label = &labels[i];
  g_array_append_val (columns, amount);
  return TRUE;
}

/*< private >
 * pd_layout_columns:
 * @page: a page
 * @row: index of a row
 * @least: %PD_LAYOUT_COLUMN where a column of goods must be among them, or %PD_LAYOUT_PARTICULAR
 *
 * Returns: (transfer full) (nullable) (element-type PdLayoutColumn): the columns whose headings stand in the row, from
 *   left to right, or %NULL when it is no row of headings
 */
GArray *
pd_layout_columns (const PdLayoutPage *page, guint row, PdLayoutMeaning least)
{
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (PdLayoutColumn));
  gboolean goods = FALSE;

  for (guint i = 0; i < page->hits->len && columns->len < MAX_COLUMNS; i++)
    {
      const PdLayoutHit *hit = pd_layout_hit (page, i);
      PdLayoutColumn column = { hit->label, hit->x0, hit->x1 };

      if (!is_in_row (page, row, hit) ||
          (hit->label->meaning != PD_LAYOUT_COLUMN && hit->label->meaning != PD_LAYOUT_PARTICULAR))
        continue;
      goods = goods || hit->label->field == PD_READING_LINE_AMOUNT;
      g_array_append_val (columns, column);
    }
  if (!goods && columns->len >= 3 && columns->len < MAX_COLUMNS)
    goods = add_amount (columns);
  if (columns->len < 3 || (goods != (least == PD_LAYOUT_COLUMN)))
    return NULL;
  g_array_sort (columns, compare_columns);
  return g_steal_pointer (&columns);
}

static void
cell_clear (gpointer data)
{
  g_free (((PdLayoutCell *) data)->text);
}

/* Where the figures begin that a run ends with, so that "2.5 100" are two; or the end. */
static const char *
find_figures (const char *text)
{
  const char *from = text + strlen (text);

  for (const char *space = strrchr (text, ' '); space != NULL;)
    {
      g_autofree char *word = g_strndup (space + 1, strcspn (space + 1, " "));

      if (pd_layout_form (word) == PD_LAYOUT_FORM_TEXT || pd_layout_form (word) == PD_LAYOUT_FORM_STARS)
        break;
      from = space + 1;
      space = g_strrstr_len (text, space - text, " ");
    }
  return from;
}

static void
add_cell (GArray *cells, const PdLayoutWord *word, const char *from, const char *to, gboolean loose)
{
  double all = (double) MAX (strlen (word->text), 1);
  double width = word->x1 - word->x0;
  PdLayoutCell cell = { .x0 = word->x0 + width * (double) (from - word->text) / all,
                        .x1 = word->x0 + width * (double) (to - word->text) / all,
                        .y0 = word->y0,
                        .y1 = word->y1,
                        .text = g_strstrip (g_strndup (from, (gsize) (to - from))),
                        .loose = loose,
                        .column = -1 };

  g_array_append_val (cells, cell);
}

/*< private >
 * pd_layout_cells:
 * @page: a page
 * @row: index of a row
 *
 * Returns: (transfer full) (element-type PdLayoutCell): its words as cells of a table
 */
GArray *
pd_layout_cells (const PdLayoutPage *page, guint row)
{
  const PdLayoutRow *range = pd_layout_row (page, row);
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (PdLayoutCell));

  g_array_set_clear_func (cells, cell_clear);
  for (guint i = range->first; i < range->first + range->n && cells->len < MAX_CELLS; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      const char *end = word->text + strlen (word->text);
      const char *figures = find_figures (word->text);

      if (word->marker)
        continue;
      if (figures > word->text)
        add_cell (cells, word, word->text, figures, word->loose);
      while (figures < end && cells->len < MAX_CELLS)
        {
          const char *next = figures + strcspn (figures, " ");

          add_cell (cells, word, figures, next, word->loose || figures > word->text);
          figures = *next == ' ' ? next + 1 : next;
        }
    }
  return cells;
}

/* How unlike a cell is to what stands in a column, in ems of distance. */
static double
unlike (PdLayoutForm form, const char *text, int field)
{
  static const struct
  {
    double text, number, money, rate, stars;
  } costs[] = {
    [PD_READING_LINE_NAME] = { 0, 3, 6, 15, 6 },    [PD_READING_LINE_SPEC] = { 0, 2, 4, 10, 6 },
    [PD_READING_LINE_UNIT] = { 0, 4, 8, 30, 6 },    [PD_READING_LINE_QUANTITY] = { 60, 0, 1, 60, 60 },
    [PD_READING_LINE_PRICE] = { 60, 0, 0, 60, 60 }, [PD_READING_LINE_AMOUNT] = { 80, 4, 0, 80, 80 },
    [PD_READING_LINE_RATE] = { 60, 30, 40, 0, 2 },  [PD_READING_LINE_TAX] = { 80, 5, 0, 60, 0 },
  };

  if (form == PD_LAYOUT_FORM_TEXT && *text == '*' && strchr (text + 1, '*') != NULL &&
      field != PD_READING_LINE_NAME)
    return 60;
  if (field < 0 || field >= (int) G_N_ELEMENTS (costs))
    return 0;
  switch (form)
    {
    case PD_LAYOUT_FORM_NUMBER:
      return costs[field].number;
    case PD_LAYOUT_FORM_MONEY:
      return costs[field].money;
    case PD_LAYOUT_FORM_RATE:
      return costs[field].rate;
    case PD_LAYOUT_FORM_STARS:
      return costs[field].stars;
    case PD_LAYOUT_FORM_TEXT:
    default:
      return costs[field].text + (field == PD_READING_LINE_UNIT && g_utf8_strlen (text, -1) > 4 ? 4 : 0);
    }
}

/* A unit is a sign or two; where its place is not known that tells it from a specification. */
static double
unlike_spec (const PdLayoutCell *cell, int field)
{
  return cell->loose && field == PD_READING_LINE_SPEC && g_utf8_strlen (cell->text, -1) <= 2 &&
                 g_utf8_get_char (cell->text) >= 0x2E80
             ? 4
             : 0;
}

static PdLayoutForm
form_at (const GArray *cells, guint i)
{
  return i < cells->len ? pd_layout_form (g_array_index (cells, PdLayoutCell, i).text) : PD_LAYOUT_FORM_TEXT;
}

static PdDecimal *
decimal_at (const GArray *cells, guint i)
{
  g_autofree char *plain = pd_layout_fold_text (g_array_index (cells, PdLayoutCell, i).text);

  g_strdelimit (plain, ",", ' ');
  return strlen (plain) <= 40 ? pd_decimal_new_from_text (plain, NULL) : NULL;
}

/* Whether two figures before an amount are its quantity and its price. */
static gboolean
is_product (const GArray *cells, guint first)
{
  g_autoptr (PdDecimal) a = NULL;
  g_autoptr (PdDecimal) b = NULL;
  g_autoptr (PdDecimal) amount = NULL;
  g_autoptr (PdDecimal) product = NULL;
  gint64 made, said;

  if (form_at (cells, first + 3) != PD_LAYOUT_FORM_RATE ||
      form_at (cells, first + 2) < PD_LAYOUT_FORM_NUMBER || form_at (cells, first + 2) > PD_LAYOUT_FORM_MONEY)
    return FALSE;
  a = decimal_at (cells, first);
  b = decimal_at (cells, first + 1);
  amount = decimal_at (cells, first + 2);
  if (a == NULL || b == NULL || amount == NULL)
    return FALSE;
  product = pd_decimal_multiply (a, b);
  return pd_decimal_to_fen (product, &made, NULL) && pd_decimal_to_fen (amount, &said, NULL) &&
         ABS (made - said) <= 1;
}

static gboolean
is_of_product (const GArray *cells, guint i)
{
  return is_product (cells, i) || (i > 0 && is_product (cells, i - 1));
}

/* Amount, rate and tax stand side by side in every form, so that a rate says what its neighbours are; a figure whose
 * place is not known is rather a quantity or a price than a text. */
static double
unlike_neighbours (const GArray *cells, guint i, int field)
{
  const PdLayoutCell *cell = &g_array_index (cells, PdLayoutCell, i);
  PdLayoutForm form = pd_layout_form (cell->text);
  double cost = 0;

  if (form != PD_LAYOUT_FORM_NUMBER && form != PD_LAYOUT_FORM_MONEY && form != PD_LAYOUT_FORM_STARS)
    return 0;
  if (i + 1 < cells->len && field != PD_READING_LINE_AMOUNT &&
      pd_layout_form (g_array_index (cells, PdLayoutCell, i + 1).text) == PD_LAYOUT_FORM_RATE)
    cost += 25;
  if (i > 0 && field != PD_READING_LINE_TAX &&
      pd_layout_form (g_array_index (cells, PdLayoutCell, i - 1).text) == PD_LAYOUT_FORM_RATE)
    cost += 25;
  if (is_of_product (cells, i) && field != PD_READING_LINE_QUANTITY && field != PD_READING_LINE_PRICE)
    cost += 25;
  if (cell->loose && (field == PD_READING_LINE_SPEC || field == PD_READING_LINE_UNIT))
    cost += 4;
  return cost;
}

static double
distance (const PdLayoutCell *cell, const PdLayoutColumn *column)
{
  double em = MAX (cell->y1 - cell->y0, 1);
  double gap = MAX (0, MAX (column->x0 - cell->x1, cell->x0 - column->x1)) / em;
  double off = ABS (cell->x0 + cell->x1 - column->x0 - column->x1) / 2 / em;

  return (gap + 0.05 * off) * (cell->loose ? 0.3 : 1);
}

/* Only texts are printed in several pieces. */
static double
cost_of_many (const PdLayoutColumn *column, const PdLayoutCell *cell)
{
  if (column->label->field > PD_READING_LINE_UNIT)
    return IMPOSSIBLE;
  if (column->label->field == PD_READING_LINE_UNIT)
    return 14;
  return column->label->field == PD_READING_LINE_NAME && cell->loose ? 5 : 2;
}

/*< private >
 * pd_layout_assign:
 * @columns: (element-type PdLayoutColumn): columns from left to right
 * @cells: (element-type PdLayoutCell): the cells of one row from left to right
 *
 * Gives every cell the column that it belongs to by its place, its form and the order of the others: the cheapest of
 * all ways, found in cells × columns² steps.
 */
void
pd_layout_assign (const GArray *columns, GArray *cells)
{
  double cost[MAX_CELLS][MAX_COLUMNS];
  gint8 from[MAX_CELLS][MAX_COLUMNS];
  guint best = 0;

  if (cells->len > MAX_CELLS)
    g_array_set_size (cells, MAX_CELLS);
  g_return_if_fail (columns->len <= MAX_COLUMNS);
  for (guint i = 0; i < cells->len; i++)
    {
      const PdLayoutCell *cell = &g_array_index (cells, PdLayoutCell, i);
      PdLayoutForm form = pd_layout_form (cell->text);

      for (guint c = 0; c < columns->len; c++)
        {
          const PdLayoutColumn *column = &g_array_index (columns, PdLayoutColumn, c);
          double least = i == 0 ? 0 : IMPOSSIBLE * MAX_CELLS;

          from[i][c] = 0;
          for (guint before = 0; i > 0 && before <= c; before++)
            {
              double step = before < c ? 0 : cost_of_many (column, cell);

              if (cost[i - 1][before] + step < least)
                {
                  least = cost[i - 1][before] + step;
                  from[i][c] = (gint8) before;
                }
            }
          cost[i][c] = least + distance (cell, column) + unlike (form, cell->text, column->label->field) +
                       unlike_neighbours (cells, i, column->label->field) +
                       unlike_spec (cell, column->label->field);
        }
    }
  if (cells->len == 0 || columns->len == 0)
    return;
  for (guint c = 1; c < columns->len; c++)
    if (cost[cells->len - 1][c] < cost[cells->len - 1][best])
      best = c;
  for (guint i = cells->len; i-- > 0;)
    {
      g_array_index (cells, PdLayoutCell, i).column = (int) best;
      best = (guint) from[i][best];
    }
}
