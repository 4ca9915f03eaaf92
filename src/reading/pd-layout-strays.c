/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "model/pd-amount-words.h"
#include "model/pd-money.h"
#include "reading/pd-layout-private.h"

#include <math.h>
#include <string.h>

/* Words of stray runs that are looked at. */
#define MAX_STRAYS 2000
#define MAX_FIGURES 12

static gboolean
is_code (const char *text, gsize least, gsize most)
{
  gsize length = strlen (text);

  return length >= least && length <= most && g_ascii_isdigit (*text) &&
         strspn (text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == length;
}

static gboolean
is_date (const char *text)
{
  return strstr (text, "年") != NULL && strstr (text, "月") != NULL && g_str_has_suffix (text, "日") &&
         g_ascii_isdigit (*text) && g_utf8_strlen (text, -1) <= 11;
}

/* The word right above or below another, set from the same edge. */
static const PdLayoutWord *
next_in_column (const PdLayoutPage *page, const PdLayoutWord *from, int direction)
{
  const PdLayoutWord *best = NULL;
  double em = from->y1 - from->y0;

  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      double off = (word->y0 - from->y0) * direction;

      if (word->stray || word->label || fabs (word->x0 - from->x0) > em || off < 0.5 * em || off > 3.2 * em)
        continue;
      if (best == NULL || off < (best->y0 - from->y0) * direction)
        best = word;
    }
  return best;
}

/* Over the date stands the number, and over that the code, if there is one; below it the check code. */
static void
read_head_by_place (PdLayout *self, const PdLayoutPage *page)
{
  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *date = pd_layout_word (page, i);
      const PdLayoutWord *number, *code;

      if (date->stray || !is_date (date->text) || date->x0 < page->width / 2)
        continue;
      number = next_in_column (page, date, -1);
      code = number != NULL ? next_in_column (page, number, -1) : NULL;
      if (number == NULL || !is_code (number->text, 8, 24))
        continue;
      pd_layout_offer (self, PD_READING_ISSUE_DATE, self->placed, date->text);
      pd_layout_offer (self, PD_READING_NUMBER, self->placed, number->text);
      if (code != NULL && is_code (code->text, 10, 24))
        pd_layout_offer (self, PD_READING_CODE, self->placed, code->text);
      return;
    }
}

/* A label that was not recognised has its value behind it all the same: twenty digits, or a date, at the top. */
static void
read_head_by_form (PdLayout *self, const PdLayoutPage *page)
{
  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      const char *digits = word->text + strcspn (word->text, "0123456789");
      const char *year = strstr (word->text, "年");
      gsize length = strspn (digits, "0123456789");

      if (word->y0 > page->height * 0.3 || word->stray)
        continue;
      if (length == 20 && digits[20] == '\0')
        pd_layout_offer (self, PD_READING_NUMBER, self->placed, digits);
      else if (length == 4 && year == digits + 4 && is_date (digits))
        pd_layout_offer (self, PD_READING_ISSUE_DATE, self->placed, digits);
    }
}

/* A tax number below a name is a party; the buyer stands left or above. */
static void
read_parties_by_place (PdLayout *self, const PdLayoutPage *page)
{
  guint found = 0;

  for (guint i = 0; i < page->words->len && found < 2; i++)
    {
      const PdLayoutWord *number = pd_layout_word (page, i);
      const PdLayoutWord *name;
      guint offset = found == 0 ? PD_READING_BUYER_NAME - PD_READING_SELLER_NAME : 0;

      if (number->stray || number->x0 > page->width * 0.85 || !is_code (number->text, 15, 24))
        continue;
      name = next_in_column (page, number, -1);
      if (name == NULL || g_utf8_get_char (name->text) < 0x2E80)
        continue;
      pd_layout_offer (self, PD_READING_SELLER_NAME + offset, self->placed, name->text);
      pd_layout_offer (self, PD_READING_SELLER_TAX_NUMBER + offset, self->placed, number->text);
      found++;
    }
}

/* The columns of the common form, in parts of the page's width, for a page whose headings cannot be read. */
static GArray *
common_columns (const PdLayoutPage *page)
{
  static const struct
  {
    const char *label;
    double middle;
  } common[] = {
    { "项目名称", 0.12 }, { "规格型号", 0.28 }, { "单位", 0.38 }, { "数量", 0.48 },
    { "单价", 0.59 },     { "金额", 0.70 },     { "税率", 0.80 }, { "税额", 0.92 },
  };
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (PdLayoutColumn));
  guint n_labels;
  const PdLayoutLabel *labels = pd_layout_labels (&n_labels);

  for (gsize i = 0; i < G_N_ELEMENTS (common); i++)
    for (guint j = 0; j < n_labels; j++)
      if (g_str_equal (labels[j].text, common[i].label))
        {
          double middle = common[i].middle * page->width;
          PdLayoutColumn column = { &labels[j], middle - 10, middle + 10 };

          g_array_append_val (columns, column);
          break;
        }
  return columns;
}

/* A row with a "*short name*" at its left and a rate in it is a line of goods. */
static void
give_line (PdLayout *self, const GArray *columns, GArray *cells)
{
  PdReadingLine *line;
  GString *values[PD_READING_LINE_N_FIELDS] = { NULL };
  const char *name = cells->len >= 3 ? g_array_index (cells, PdLayoutCell, 0).text : "";
  gboolean rate = FALSE;

  for (guint i = 1; i < cells->len; i++)
    rate = rate || pd_layout_form (g_array_index (cells, PdLayoutCell, i).text) == PD_LAYOUT_FORM_RATE;
  if (!rate || *name != '*' || strchr (name + 1, '*') == NULL)
    return;
  pd_layout_assign (columns, cells);
  line = pd_reading_add_line (self->reading, self->source);
  for (guint i = 0; line != NULL && i < cells->len; i++)
    {
      const PdLayoutCell *cell = &g_array_index (cells, PdLayoutCell, i);
      const PdLayoutLabel *label = g_array_index (columns, PdLayoutColumn, cell->column).label;
      int field = label->field;

      if (label->meaning == PD_LAYOUT_PARTICULAR)
        pd_reading_add_particular (self->reading, self->source, 0,
                                   label->shown != NULL ? label->shown : label->text, cell->text);
      else if (field < 0)
        continue;
      else if (values[field] == NULL)
        values[field] = g_string_new (cell->text);
      else
        g_string_append_printf (values[field], " %s", cell->text);
    }
  for (guint field = 0; field < PD_READING_LINE_N_FIELDS; field++)
    if (values[field] != NULL)
      {
        pd_reading_set_line (self->reading, line, field, values[field]->str);
        g_string_free (values[field], TRUE);
      }
}

static void
read_goods_by_form (PdLayout *self, const PdLayoutPage *page)
{
  g_autoptr (GArray) columns = common_columns (page);

  for (guint row = 0; row < page->rows->len; row++)
    {
      g_autoptr (GArray) cells = pd_layout_cells (page, row);

      give_line (self, columns, cells);
    }
}

static void
offer_fen (PdLayout *self, PdReadingField field, gint64 fen)
{
  g_autofree char *text = pd_money_to_text (fen);

  pd_layout_offer (self, field, self->placed, text);
}

static void
stray_cell_clear (gpointer data)
{
  g_free (((PdLayoutCell *) data)->text);
}

static GArray *
page_columns (const PdLayoutPage *page)
{
  for (guint row = 0; row < page->rows->len; row++)
    {
      GArray *columns = pd_layout_columns (page, row, PD_LAYOUT_COLUMN);

      if (columns != NULL)
        return columns;
    }
  return common_columns (page);
}

/* A line of goods in a run without a place: from its "*short name*" to what stands behind its rate. */
static void
read_stray_line (PdLayout *self, const PdLayoutPage *page, guint from, const GArray *columns)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (PdLayoutCell));
  gboolean last = FALSE;

  g_array_set_clear_func (cells, stray_cell_clear);
  for (guint i = from; i < page->words->len && cells->len < 16; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      const PdLayoutColumn *column =
          &g_array_index (columns, PdLayoutColumn, MIN (cells->len, columns->len - 1));
      PdLayoutCell cell = { .x0 = column->x0, .x1 = column->x1, .y1 = 10, .loose = TRUE, .column = -1 };

      cell.text = g_strdup (word->text);
      g_array_append_val (cells, cell);
      if (last)
        break;
      last = pd_layout_form (word->text) == PD_LAYOUT_FORM_RATE;
    }
  if (last)
    give_line (self, columns, cells);
}

/* Figures behind their sign, in runs without places: the total is the one that the words say, and the sums are the two
 * that make it up. Any other reading would be a guess. */
static void
read_stray_sums (PdLayout *self, const PdLayoutPage *page)
{
  GPtrArray *words = pd_reading_get_values (self->reading, PD_READING_WORDS);
  gint64 figures[MAX_FIGURES], total = 0;
  guint n = 0, total_at = MAX_FIGURES;

  if (words->len == 0 || pd_reading_get_values (self->reading, PD_READING_TOTAL)->len > 0 ||
      !pd_amount_words_parse (((const PdReadingValue *) words->pdata[0])->text, &total))
    return;
  for (guint i = 0; i < page->words->len && n < MAX_FIGURES; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      g_autofree char *plain = word->stray ? pd_layout_fold_text (word->text) : NULL;

      if (plain == NULL || g_utf8_get_char (plain) != 0xA5 ||
          !pd_money_parse (g_utf8_next_char (plain), &figures[n], NULL))
        continue;
      if (figures[n] == total)
        total_at = n;
      n++;
    }
  if (total_at < MAX_FIGURES)
    offer_fen (self, PD_READING_TOTAL, total);
  for (guint i = 0; i < n && total_at < MAX_FIGURES; i++)
    for (guint j = 0; j < n; j++)
      if (i != j && i != total_at && j != total_at && figures[i] + figures[j] == total &&
          ABS (figures[i]) > ABS (figures[j]))
        {
          offer_fen (self, PD_READING_AMOUNT, figures[i]);
          offer_fen (self, PD_READING_TAX, figures[j]);
        }
}

/* Where a run has no place that means anything, only what is known by its form is taken: who is buyer and who is seller
 * is not. */
static void
read_stray_words (PdLayout *self, const PdLayoutPage *page)
{
  g_autoptr (GArray) columns = page_columns (page);
  guint looked = 0;

  for (guint i = 0; i < page->words->len && looked < MAX_STRAYS; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);

      if (!word->stray)
        continue;
      looked++;
      if (*word->text == '*' && strchr (word->text + 1, '*') != NULL)
        read_stray_line (self, page, i, columns);
      else if (pd_reading_kind_from_title (word->text) != NULL)
        pd_layout_offer (self, PD_READING_TITLE, self->placed, word->text);
      else if (is_date (word->text))
        pd_layout_offer (self, PD_READING_ISSUE_DATE, self->placed, word->text);
      else if (pd_layout_is_words (word->text))
        pd_layout_offer (self, PD_READING_WORDS, self->placed, word->text);
      else if (is_code (word->text, 20, 22) && i + 1 < page->words->len &&
               is_date (pd_layout_word (page, i + 1)->text))
        pd_layout_offer (self, PD_READING_NUMBER, self->placed, word->text);
    }
}

/*< private >
 * pd_layout_read_strays:
 * @self: where to tell what is found
 * @page: a page
 *
 * Reads what no label tells, where labels cannot be read or runs have no places: by place and form only, less sure.
 */
void
pd_layout_read_strays (PdLayout *self, const PdLayoutPage *page)
{
  if (pd_layout_find (page, PD_LAYOUT_NUMBER, 0) == NULL)
    read_head_by_place (self, page);
  if (self->source == PD_READING_SOURCE_OCR)
    read_head_by_form (self, page);
  if (pd_layout_find (page, PD_LAYOUT_NAME, 0) == NULL &&
      pd_layout_find (page, PD_LAYOUT_BUYER_NAME, 0) == NULL)
    read_parties_by_place (self, page);
  if (pd_layout_find (page, PD_LAYOUT_COLUMN, 0) == NULL)
    read_goods_by_form (self, page);
  read_stray_words (self, page);
  read_stray_sums (self, page);
}
