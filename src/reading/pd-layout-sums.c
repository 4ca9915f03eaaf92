/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-layout-private.h"

#include <string.h>

static gboolean
is_figures (const char *text)
{
  PdLayoutForm form = pd_layout_form (text);

  return form == PD_LAYOUT_FORM_NUMBER || form == PD_LAYOUT_FORM_MONEY;
}

static gboolean
is_sign (const char *text)
{
  g_autofree char *plain = pd_layout_fold_text (text);

  return g_str_equal (plain, "\302\245") || g_str_equal (plain, "CNY");
}

static char *
plain_money (const char *text)
{
  char *plain = pd_layout_fold_text (text);

  if (g_str_has_prefix (plain, "CNY"))
    memmove (plain, plain + 3, strlen (plain + 3) + 1);
  return plain;
}

/* Cells right of a label that are amounts, or stars in the place of one. */
static GArray *
amounts_beside (const PdLayoutPage *page, const PdLayoutHit *hit)
{
  guint first = hit->row > 0 ? hit->row - 1 : 0;
  guint last = MIN (hit->row + 1, page->rows->len - 1);
  GArray *found = pd_layout_cells (page, hit->row);

  g_array_set_size (found, 0);
  for (guint r = first; r <= last; r++)
    {
      g_autoptr (GArray) cells = pd_layout_cells (page, r);

      for (guint i = 0; i < cells->len; i++)
        {
          PdLayoutCell *cell = &g_array_index (cells, PdLayoutCell, i);
          PdLayoutWord place = { .y0 = cell->y0, .y1 = cell->y1 };

          if (cell->x0 < hit->x1 || !pd_layout_beside (&place, hit->y0, hit->y1) || is_sign (cell->text) ||
              (!is_figures (cell->text) && pd_layout_form (cell->text) != PD_LAYOUT_FORM_STARS))
            continue;
          g_array_append_val (found, *cell);
          cell->text = NULL;
        }
    }
  return found;
}

static int
compare_cells (gconstpointer a, gconstpointer b)
{
  const PdLayoutCell *first = a, *second = b;

  return first->x0 < second->x0 ? -1 : first->x0 > second->x0;
}

/* Amount and tax by the headings over them. */
static GArray *
sum_columns (const PdLayoutPage *page)
{
  GArray *columns = NULL;

  for (guint row = 0; row < page->rows->len; row++)
    {
      columns = pd_layout_columns (page, row, PD_LAYOUT_COLUMN);
      if (columns != NULL)
        break;
    }
  for (guint i = 0; columns != NULL && i < columns->len;)
    {
      int field = g_array_index (columns, PdLayoutColumn, i).label->field;

      if (field == PD_READING_LINE_AMOUNT || field == PD_READING_LINE_TAX)
        i++;
      else
        g_array_remove_index (columns, i);
    }
  return columns;
}

static void
read_sum (PdLayout *self, const PdLayoutPage *page, const PdLayoutHit *hit, const GArray *columns)
{
  g_autoptr (GArray) cells = amounts_beside (page, hit);

  g_array_sort (cells, compare_cells);
  if (cells->len == 0 || cells->len > 4)
    return;
  if (columns->len == 2)
    pd_layout_assign (columns, cells);
  for (guint i = 0; i < cells->len; i++)
    {
      const PdLayoutCell *cell = &g_array_index (cells, PdLayoutCell, i);
      g_autofree char *money = plain_money (cell->text);
      gboolean tax = cell->column >= 0 ? g_array_index (columns, PdLayoutColumn, cell->column).label->field ==
                                             PD_READING_LINE_TAX
                                       : i > 0;

      if (!tax && !is_figures (cell->text))
        continue;
      pd_layout_offer (self, tax ? PD_READING_TAX : PD_READING_AMOUNT, self->beside, money);
    }
}

static char *
take_words (const char *text)
{
  GString *words = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = pd_layout_fold (g_utf8_get_char (at));

      if (character != 0 && g_utf8_strchr ("⊗ⓧ○〇:", -1, character) == NULL)
        g_string_append_len (words, at, g_utf8_skip[(guchar) *at]);
    }
  return g_string_free (words, FALSE);
}

/* All lines of the amount in words beside its label. */
static char *
gather_words (const PdLayoutPage *page, const PdLayoutHit *hit)
{
  g_autoptr (GString) lines = g_string_new (pd_layout_is_words (hit->rest) ? hit->rest : NULL);

  for (guint i = 0; i < page->words->len; i++)
    if ((i < hit->first || i > hit->last) && pd_layout_is_of_words (pd_layout_word (page, i), hit))
      g_string_append (lines, pd_layout_word (page, i)->text);
  return pd_layout_is_words (lines->str) ? take_words (lines->str) : NULL;
}

static void
read_total (PdLayout *self, const PdLayoutPage *page, const PdLayoutHit *hit, gboolean words)
{
  g_autofree char *written = words ? gather_words (page, hit) : NULL;

  pd_layout_offer (self, PD_READING_WORDS, self->beside, written);
  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      gboolean own = i >= hit->first && i <= hit->last;
      const char *text = own ? (i == hit->last ? hit->rest : "") : word->text;
      const char *figures = pd_layout_label_end (text, "(小写)");
      g_autofree char *clean = NULL;

      if (words && pd_layout_is_of_words (word, hit))
        continue;
      if (*text == '\0' || word->stray || !pd_layout_beside (word, hit->y0, hit->y1) || word->x1 < hit->x0)
        continue;
      if (is_figures (figures != NULL ? figures : text))
        {
          clean = plain_money (figures != NULL ? figures : text);
          pd_layout_offer (self, PD_READING_TOTAL, self->beside, clean);
        }
    }
}

/* Where the label cannot be read, an amount in words is known by its signs, and the total stands beside it. */
static void
read_words_by_form (PdLayout *self, const PdLayoutPage *page)
{
  for (guint i = 0; i < page->words->len; i++)
    {
      const PdLayoutWord *word = pd_layout_word (page, i);
      g_autofree char *clean = NULL;

      if (word->stray || !pd_layout_is_words (word->text))
        continue;
      clean = take_words (word->text);
      pd_layout_offer (self, PD_READING_WORDS, self->placed, clean);
      for (guint j = 0; j < page->words->len; j++)
        {
          const PdLayoutWord *other = pd_layout_word (page, j);
          g_autofree char *money = NULL;

          if (other->stray || other->x0 < word->x1 || !pd_layout_beside (other, word->y0, word->y1) ||
              !is_figures (other->text))
            continue;
          money = plain_money (other->text);
          pd_layout_offer (self, PD_READING_TOTAL, self->placed, money);
        }
      return;
    }
}

/* Two amounts with their signs in one row are the sums, even where no label can be read. */
static void
read_sums_by_form (PdLayout *self, const PdLayoutPage *page)
{
  for (guint r = 0; r < page->rows->len; r++)
    {
      g_autoptr (GArray) cells = pd_layout_cells (page, r);
      guint found[2] = { 0 };
      guint n = 0;

      for (guint i = 0; i < cells->len; i++)
        {
          const char *text = g_array_index (cells, PdLayoutCell, i).text;
          gunichar first = pd_layout_fold (g_utf8_get_char (text));

          if ((first == 0xA5 && is_figures (text)) ||
              (n == 1 && pd_layout_form (text) == PD_LAYOUT_FORM_STARS))
            {
              if (n < 2)
                found[n] = i;
              n++;
            }
        }
      if (n == 2)
        {
          g_autofree char *amount = plain_money (g_array_index (cells, PdLayoutCell, found[0]).text);
          g_autofree char *tax = plain_money (g_array_index (cells, PdLayoutCell, found[1]).text);

          pd_layout_offer (self, PD_READING_AMOUNT, self->placed, amount);
          pd_layout_offer (self, PD_READING_TAX, self->placed, tax);
          return;
        }
    }
}

/*< private >
 * pd_layout_read_sums:
 * @self: where to tell what is found
 * @page: a page
 *
 * Reads amount, tax and total, and the total in words. Where every page has sums, those of the last count, so that the
 * pages are to be given from the last to the first.
 */
void
pd_layout_read_sums (PdLayout *self, const PdLayoutPage *page)
{
  g_autoptr (GArray) columns = sum_columns (page);
  const PdLayoutHit *hit;

  for (guint nth = 0; columns != NULL && (hit = pd_layout_find (page, PD_LAYOUT_SUM, nth)) != NULL; nth++)
    read_sum (self, page, hit, columns);
  for (guint nth = 0; (hit = pd_layout_find (page, PD_LAYOUT_FIGURES, nth)) != NULL; nth++)
    read_total (self, page, hit, FALSE);
  for (guint nth = 0; (hit = pd_layout_find (page, PD_LAYOUT_WORDS, nth)) != NULL; nth++)
    read_total (self, page, hit, TRUE);
  read_words_by_form (self, page);
  if (pd_layout_find (page, PD_LAYOUT_SUM, 0) == NULL)
    read_sums_by_form (self, page);
}
