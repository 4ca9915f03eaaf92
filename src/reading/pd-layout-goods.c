/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "model/pd-decimal.h"
#include "reading/pd-layout-private.h"

#include <string.h>

/* A piece of text in a cell of a table. */
typedef struct
{
  double y;
  int column;
  char *text; /* (owned) */
} Piece;

/* A line of goods in the making. */
typedef struct
{
  double y; /* where its amount stands */
  double start;
  GString *values[PD_READING_LINE_N_FIELDS]; /* (owned) (nullable) each */
  GPtrArray *particulars;                    /* (owned) of GString, as many as columns; may hold NULL */
} Item;

static void
piece_clear (gpointer data)
{
  g_free (((Piece *) data)->text);
}

static void
string_free (gpointer data)
{
  if (data != NULL)
    g_string_free (data, TRUE);
}

static void
item_free (gpointer data)
{
  Item *item = data;

  for (guint i = 0; i < PD_READING_LINE_N_FIELDS; i++)
    string_free (item->values[i]);
  g_ptr_array_unref (item->particulars);
  g_free (item);
}

static const PdLayoutColumn *
column_at (const GArray *columns, int i)
{
  return &g_array_index (columns, PdLayoutColumn, i);
}

/* Where the table ends: at the sums, at the next headings, or with the page. */
static double
table_end (const PdLayoutPage *page, double top)
{
  double end = G_MAXDOUBLE;

  for (guint i = 0; i < page->hits->len; i++)
    {
      const PdLayoutHit *hit = pd_layout_hit (page, i);

      if (hit->y0 > top &&
          (hit->label->meaning == PD_LAYOUT_SUM || hit->label->meaning == PD_LAYOUT_SUBTOTAL ||
           hit->label->meaning == PD_LAYOUT_WORDS || hit->label->meaning == PD_LAYOUT_FIGURES ||
           hit->label->meaning == PD_LAYOUT_DRAWER))
        end = MIN (end, (hit->y0 + hit->y1) / 2 - 0.7 * (hit->y1 - hit->y0));
    }
  return end;
}

static double
row_middle (const PdLayoutPage *page, guint row)
{
  return (pd_layout_row (page, row)->y0 + pd_layout_row (page, row)->y1) / 2;
}

/* A row has a line's amount in it when an amount stands there, or a rate with a tax. */
static gboolean
has_amount (const GArray *columns, const GArray *cells)
{
  gboolean rate = FALSE, tax = FALSE;

  for (guint i = 0; i < cells->len; i++)
    {
      const PdLayoutCell *cell = &g_array_index (cells, PdLayoutCell, i);
      int field = column_at (columns, cell->column)->label->field;
      PdLayoutForm form = pd_layout_form (cell->text);

      if (field == PD_READING_LINE_AMOUNT && (form == PD_LAYOUT_FORM_MONEY || form == PD_LAYOUT_FORM_NUMBER))
        return TRUE;
      rate = rate || (field == PD_READING_LINE_RATE && form != PD_LAYOUT_FORM_TEXT);
      tax = tax || (field == PD_READING_LINE_TAX && form != PD_LAYOUT_FORM_TEXT);
    }
  return rate && tax;
}

static void
append (GString **value, const char *text, gboolean space)
{
  if (*value == NULL)
    *value = g_string_new (NULL);
  else if (space && (*value)->len > 0)
    g_string_append_c (*value, ' ');
  if ((*value)->len < PD_READING_MAX_TEXT)
    g_string_append (*value, text);
}

static void
put (Item *item, const GArray *columns, int column, const char *text, gboolean space)
{
  const PdLayoutLabel *label = column_at (columns, column)->label;

  if (label->meaning == PD_LAYOUT_PARTICULAR)
    append ((GString **) &item->particulars->pdata[column], text, space);
  else if (label->field >= 0)
    append (&item->values[label->field], text, space);
}

static Item *
add_item (GPtrArray *items, const GArray *columns, double y)
{
  Item *item = g_new0 (Item, 1);

  item->y = y;
  item->particulars = g_ptr_array_new_with_free_func (string_free);
  g_ptr_array_set_size (item->particulars, (int) columns->len);
  g_ptr_array_add (items, item);
  return item;
}

static double
width_of (const char *from, const char *to)
{
  double width = 0;

  for (; from < to; from = g_utf8_next_char (from))
    width += g_utf8_get_char (from) >= 0x2E80 ? 1.0 : 0.5;
  return width;
}

/* A name that fills its column runs into the specification: what begins below that heading belongs there. */
static void
part_name (const GArray *columns, GArray *cells)
{
  PdLayoutCell *name = &g_array_index (cells, PdLayoutCell, 0);
  const char *end = name->text + strlen (name->text);
  double em = name->y1 - name->y0, all = width_of (name->text, end), start = 0;
  PdLayoutCell spec = *name;
  const char *best = NULL;

  for (guint c = 1; c < columns->len; c++)
    if (column_at (columns, (int) c)->label->field == PD_READING_LINE_SPEC)
      start = column_at (columns, (int) c)->x0;
  if (start <= 0 || name->loose || name->x0 > start - 3 * em || name->x1 < start + em || all <= 0)
    return;
  for (const char *at = strchr (name->text, ' '); at != NULL; at = strchr (at + 1, ' '))
    {
      spec.x0 = name->x0 + (name->x1 - name->x0) * width_of (name->text, at + 1) / all;
      if (ABS (spec.x0 - start) < 0.6 * em)
        {
          best = at;
          break;
        }
    }
  if (best == NULL)
    return;
  spec.text = g_strdup (best + 1);
  name->text[best - name->text] = '\0';
  name->x1 = spec.x0 - 1;
  g_array_insert_val (cells, 1, spec);
}

/* Figures belong to the line in whose row they stand; texts may be wrapped over several rows and are sorted out when
 * all are known. */
static void
take_row (GPtrArray *items, GArray *pieces, const GArray *columns, const GArray *cells, double y)
{
  Item *item =
      has_amount (columns, cells) && items->len < PD_READING_MAX_LINES ? add_item (items, columns, y) : NULL;

  for (guint i = 0; i < cells->len; i++)
    {
      const PdLayoutCell *cell = &g_array_index (cells, PdLayoutCell, i);
      const PdLayoutColumn *column = column_at (columns, cell->column);
      Piece piece = { (cell->y0 + cell->y1) / 2, cell->column, NULL };

      if (item != NULL && column->label->field > PD_READING_LINE_UNIT)
        put (item, columns, cell->column, cell->text, FALSE);
      else
        {
          piece.text = g_strdup (cell->text);
          g_array_append_val (pieces, piece);
        }
    }
}

static gboolean
begins_line (const GArray *columns, const Piece *piece)
{
  return column_at (columns, piece->column)->label->field == PD_READING_LINE_NAME && *piece->text == '*' &&
         strchr (piece->text + 1, '*') != NULL;
}

/* On a roll the name has rows of its own, and the figures stand in the one below them. */
static gboolean
has_names_above (const GPtrArray *items, const GArray *columns, const GArray *pieces)
{
  guint n_named = 0;

  for (guint i = 0, at = 0, last = G_MAXUINT; i < pieces->len; i++)
    {
      const Piece *piece = &g_array_index (pieces, Piece, i);

      if (column_at (columns, piece->column)->label->field != PD_READING_LINE_NAME)
        continue;
      while (at < items->len && ((Item *) items->pdata[at])->y < piece->y - 3)
        at++;
      if (at >= items->len || ((Item *) items->pdata[at])->y <= piece->y + 3)
        return FALSE;
      n_named += at != last ? 1 : 0;
      last = at;
    }
  return n_named > 0 && n_named == items->len;
}

/* Where each line begins: below the figures of the one before when names stand above theirs; at its "*short name*" when
 * every line has one, wherever its figures stand beside it; else in the row of its figures. */
static void
find_starts (GPtrArray *items, const GArray *columns, const GArray *pieces)
{
  gboolean above = has_names_above (items, columns, pieces);
  guint n = 0;

  for (guint i = 0; i < pieces->len; i++)
    n += begins_line (columns, &g_array_index (pieces, Piece, i)) ? 1 : 0;
  for (guint i = 0, next = 0; i < items->len; i++)
    {
      Item *item = items->pdata[i];

      item->start = above && i > 0 ? ((Item *) items->pdata[i - 1])->y + 3 : item->y - 3;
      if (above)
        continue;
      while (n == items->len && next < pieces->len &&
             !begins_line (columns, &g_array_index (pieces, Piece, next)))
        next++;
      if (n == items->len && next < pieces->len)
        item->start = g_array_index (pieces, Piece, next++).y - 0.5;
    }
}

/* A specification and unit stand in the row of the figures, or are wrapped below like the name. */
static void
share_out (GPtrArray *items, const GArray *columns, const GArray *pieces)
{
  guint at = 0;
  double last_y = 0;
  int last_column = -1;

  for (guint i = 0; i < pieces->len && items->len > 0; i++)
    {
      const Piece *piece = &g_array_index (pieces, Piece, i);
      const PdLayoutLabel *label = column_at (columns, piece->column)->label;
      PdLayoutForm form = pd_layout_form (piece->text);
      gboolean beside = piece->column == last_column && ABS (piece->y - last_y) < 3;

      while (at + 1 < items->len && ((Item *) items->pdata[at + 1])->start <= piece->y)
        at++;
      /* A long figure may be wrapped as well; anything else in a column of figures is no part of the line. */
      if (label->field > PD_READING_LINE_UNIT &&
          (form != PD_LAYOUT_FORM_NUMBER || label->field > PD_READING_LINE_PRICE))
        continue;
      put (items->pdata[at], columns, piece->column, piece->text, beside);
      last_y = piece->y;
      last_column = piece->column;
    }
}

static const char *
value_of (const Item *item, PdReadingLineField field)
{
  return item->values[field] != NULL ? item->values[field]->str : NULL;
}

static void
set_value (PdLayout *self, PdReadingLine *line, PdReadingLineField field, const char *text)
{
  g_autofree char *plain = NULL;

  if (text == NULL || field <= PD_READING_LINE_UNIT)
    {
      pd_reading_set_line (self->reading, line, field, text);
      return;
    }
  plain = pd_layout_fold_text (text);
  pd_reading_set_line (self->reading, line, field, plain);
}

/* "(详见销货清单)" stands for the lines of the list behind the invoice. */
static gboolean
stands_for_list (const Item *item)
{
  const char *name = value_of (item, PD_READING_LINE_NAME);

  return name != NULL && strstr (name, "详见") != NULL && strstr (name, "清单") != NULL;
}

/* In a picture the sums and other rows look like lines; each real one has its "*short name*". */
static gboolean
is_misread (const PdLayout *self, const Item *item)
{
  const char *name = value_of (item, PD_READING_LINE_NAME);

  return self->source == PD_READING_SOURCE_OCR && (name == NULL || strchr (name, '*') == NULL);
}

static gboolean
get_fen (const Item *item, PdReadingLineField field, gint64 *fen)
{
  g_autofree char *plain =
      value_of (item, field) != NULL ? pd_layout_fold_text (value_of (item, field)) : NULL;
  g_autoptr (PdDecimal) value = plain != NULL ? pd_decimal_new_from_text (plain, NULL) : NULL;

  return value != NULL && pd_decimal_to_fen (value, fen, NULL);
}

/* A figure of a picture that cannot be held against anything is left out: a price that stands beside no quantity and is
 * not the amount of one piece. */
static gboolean
is_uncertain (const PdLayout *self, const Item *item, guint field)
{
  gint64 price, amount;

  return self->source == PD_READING_SOURCE_OCR && field == PD_READING_LINE_PRICE &&
         value_of (item, PD_READING_LINE_QUANTITY) == NULL &&
         !(get_fen (item, PD_READING_LINE_PRICE, &price) && get_fen (item, PD_READING_LINE_AMOUNT, &amount) &&
           price == amount);
}

static void
give_items (PdLayout *self, const GPtrArray *items, const GArray *columns, guint *group)
{
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = items->pdata[i];
      gboolean pass = stands_for_list (item) || is_misread (self, item);
      PdReadingLine *line = pass ? NULL : pd_reading_add_line (self->reading, self->source);

      for (guint field = 0; line != NULL && field < PD_READING_LINE_N_FIELDS; field++)
        if (!is_uncertain (self, item, field))
          set_value (self, line, field, value_of (item, field));
      for (guint c = 0; c < columns->len; c++)
        {
          const GString *text = item->particulars->pdata[c];
          const PdLayoutLabel *label = column_at (columns, (int) c)->label;

          if (text != NULL)
            pd_reading_add_particular (self->reading, self->source, *group,
                                       label->shown != NULL ? label->shown : label->text, text->str);
        }
      (*group)++;
    }
}

/* Whether a row is a part of the headings that is set lower. */
static gboolean
is_of_headings (const PdLayoutPage *page, guint headings, guint row)
{
  for (guint i = 0; i < page->hits->len; i++)
    {
      const PdLayoutHit *hit = pd_layout_hit (page, i);

      if (hit->row == row && hit->label->meaning == PD_LAYOUT_COLUMN &&
          row_middle (page, row) < pd_layout_row (page, headings)->y1)
        return TRUE;
    }
  return FALSE;
}

static void
read_table (PdLayout *self, const PdLayoutPage *page, guint headings, const GArray *columns)
{
  double end = table_end (page, pd_layout_row (page, headings)->y1);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (item_free);
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  guint group = 0;

  g_array_set_clear_func (pieces, piece_clear);
  for (guint row = headings + 1; row < page->rows->len && row_middle (page, row) < end; row++)
    {
      g_autoptr (GArray) cells = pd_layout_cells (page, row);

      if (cells->len == 0 || is_of_headings (page, headings, row))
        continue;
      part_name (columns, cells);
      pd_layout_assign (columns, cells);
      take_row (items, pieces, columns, cells, row_middle (page, row));
    }
  find_starts (items, columns, pieces);
  share_out (items, columns, pieces);
  give_items (self, items, columns, &group);
}

/* Left of a table may stand what is no part of it, as the stops of a journey. */
static void
drop_left_of (const GArray *columns, GArray *cells)
{
  while (cells->len > 0)
    {
      const PdLayoutCell *first = &g_array_index (cells, PdLayoutCell, 0);

      if (first->x0 >= column_at (columns, 0)->x0 - 6 * (first->y1 - first->y0))
        return;
      g_array_remove_index (cells, 0);
    }
}

/* The table of travellers or freight that stands below the sums: each row is one. */
static void
read_particulars (PdLayout *self,
                  const PdLayoutPage *page,
                  guint headings,
                  const GArray *columns,
                  guint *group)
{
  double end = table_end (page, pd_layout_row (page, headings)->y1);

  for (guint row = headings + 1; row < page->rows->len && row_middle (page, row) < end; row++)
    {
      g_autoptr (GArray) cells = pd_layout_cells (page, row);

      drop_left_of (columns, cells);
      if (cells->len < 2)
        continue;
      pd_layout_assign (columns, cells);
      for (guint i = 0; i < cells->len; i++)
        {
          const PdLayoutCell *cell = &g_array_index (cells, PdLayoutCell, i);
          const PdLayoutLabel *label = column_at (columns, cell->column)->label;

          pd_reading_add_particular (self->reading, self->source, *group,
                                     label->shown != NULL ? label->shown : label->text, cell->text);
        }
      (*group)++;
    }
}

/*< private >
 * pd_layout_read_goods:
 * @self: where to tell what is found
 * @page: a page
 *
 * Reads the table of goods by the places of its headings, and the table of a special business below it.
 */
void
pd_layout_read_goods (PdLayout *self, const PdLayoutPage *page)
{
  guint group = 0;

  for (guint row = 0; row < page->rows->len; row++)
    {
      g_autoptr (GArray) goods = pd_layout_columns (page, row, PD_LAYOUT_COLUMN);
      g_autoptr (GArray) others = goods != NULL ? NULL : pd_layout_columns (page, row, PD_LAYOUT_PARTICULAR);

      if (goods != NULL)
        {
          read_table (self, page, row, goods);
          while (row + 1 < page->rows->len && is_of_headings (page, row, row + 1))
            row++;
        }
      else if (others != NULL)
        read_particulars (self, page, row, others, &group);
    }
}
