/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-shipping-builder.h"

#include "document/pd-code128.h"

#include <string.h>

#define TITLE_SIZE 18.0
#define TEXT_SIZE 10.0
#define FOOT_SIZE 8.0
#define FOOT_HEIGHT 14.0
#define PAD 3.0
#define ROW_LEAST 20.0
/* No cell is higher than this: what is longer goes on in the next row, or smaller. */
#define ROW_MOST 160.0
#define PIECE_LENGTH 160
#define RULE_WIDTH 0.6

static void
page_free (gpointer data)
{
  PdShippingPage *page = data;

  g_ptr_array_unref (page->texts);
  g_array_unref (page->boxes);
  g_clear_pointer (&page->code, pd_qr_code_free);
  g_free (page->bars);
  g_free (page);
}

static void
add_page (PdShippingBuilder *self)
{
  PdShippingPage *page = g_new0 (PdShippingPage, 1);

  page->texts = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_page_text_free);
  page->boxes = g_array_new (FALSE, FALSE, sizeof (PdPageBox));
  g_ptr_array_add (self->pages, page);
  self->y = self->margin;
}

/*< private >
 * pd_shipping_builder_init:
 * @self: (out caller-allocates): a builder with one empty page
 * @width: of each page, points
 * @height: of each page
 * @margin: around each page
 */
void
pd_shipping_builder_init (PdShippingBuilder *self, double width, double height, double margin)
{
  *self = (PdShippingBuilder){ .width = width, .height = height, .margin = margin };
  self->pages = g_ptr_array_new_with_free_func (page_free);
  add_page (self);
}

/*< private > pd_shipping_builder_get_page: Returns: (transfer none): the page that is being filled */
PdShippingPage *
pd_shipping_builder_get_page (PdShippingBuilder *self)
{
  return g_ptr_array_index (self->pages, self->pages->len - 1);
}

/*< private >
 * pd_shipping_builder_put:
 * @role: what the text is, for tests; static
 * @text: (nullable): the text
 *
 * Sets a text into a cell of the page that is being filled.
 *
 * Returns: (transfer none): the text
 */
PdPageText *
pd_shipping_builder_put (PdShippingBuilder *self,
                         const char *role,
                         const char *text,
                         const PdPageStyle *style,
                         const PdPageBox *cell)
{
  PdPageText *set = pd_page_text_new (role, text, style, cell);

  g_ptr_array_add (pd_shipping_builder_get_page (self)->texts, set);
  return set;
}

static double
room (const PdShippingBuilder *self)
{
  return self->width - 2 * self->margin;
}

/*< private > pd_shipping_builder_add_title: @text: what the paper is */
void
pd_shipping_builder_add_title (PdShippingBuilder *self, const char *text)
{
  const PdPageStyle style = { PD_PAGE_FACE_LABEL, PD_PAGE_ALIGN_CENTER, PD_PAGE_ALIGN_CENTER, TITLE_SIZE };
  const PdPageBox cell = { self->margin, self->y, room (self), TITLE_SIZE * 1.8 };

  pd_shipping_builder_put (self, "title", text, &style, &cell);
  self->y += cell.height;
}

/*< private >
 * pd_shipping_builder_add_line:
 * @text: a line, or as many as it takes
 * @size: of the text, points
 */
void
pd_shipping_builder_add_line (PdShippingBuilder *self, const char *text, double size)
{
  const PdPageStyle style = {
    PD_PAGE_FACE_VALUE, PD_PAGE_ALIGN_START, PD_PAGE_ALIGN_START, size, 0, TRUE,
  };
  const PdPageBox cell = { self->margin, self->y, room (self), ROW_MOST };

  self->y += pd_shipping_builder_put (self, "line", text, &style, &cell)->box.height + PAD;
}

static double
set_cells (PdShippingBuilder *self, const char *const *texts, gboolean heading, GPtrArray *set)
{
  double x = self->margin, height = ROW_LEAST - 2 * PAD;

  for (guint i = 0; i < self->n_columns; i++)
    {
      const PdShippingColumn *column = &self->columns[i];
      const PdPageStyle style = { heading ? PD_PAGE_FACE_LABEL : PD_PAGE_FACE_VALUE,
                                  heading ? PD_PAGE_ALIGN_CENTER : column->align,
                                  PD_PAGE_ALIGN_START,
                                  TEXT_SIZE,
                                  0,
                                  TRUE };
      const PdPageBox cell = { x + PAD, 0, column->share * room (self) - 2 * PAD, ROW_MOST };
      PdPageText *text = pd_page_text_new (heading ? "heading" : "cell", texts[i], &style, &cell);

      height = MAX (height, text->box.height);
      g_ptr_array_add (set, text);
      x += column->share * room (self);
    }
  return height;
}

static void
place_cells (PdShippingBuilder *self, GPtrArray *set, double height)
{
  PdShippingPage *page = pd_shipping_builder_get_page (self);
  double x = self->margin;

  for (guint i = 0; i < set->len; i++)
    {
      PdPageBox box = { x, self->y, self->columns[i].share * room (self), height + 2 * PAD };

      pd_page_text_set_height (set->pdata[i], height);
      pd_page_text_move (set->pdata[i], self->y + PAD);
      g_ptr_array_add (page->texts, set->pdata[i]);
      g_array_append_val (page->boxes, box);
      x += box.width;
    }
  self->y += height + 2 * PAD;
}

static void
put_row (PdShippingBuilder *self, const char *const *texts, gboolean heading)
{
  g_autoptr (GPtrArray) set = g_ptr_array_new ();
  double height = set_cells (self, texts, heading, set);

  if (!heading && self->y + height + 2 * PAD > self->height - self->margin - FOOT_HEIGHT)
    {
      add_page (self);
      pd_shipping_builder_begin_table (self, self->columns, self->n_columns);
    }
  place_cells (self, set, height);
}

/*< private >
 * pd_shipping_builder_begin_table:
 * @columns: (array length=n_columns): static; the headings stand again on each page that the table reaches
 */
void
pd_shipping_builder_begin_table (PdShippingBuilder *self, const PdShippingColumn *columns, guint n_columns)
{
  g_autofree const char **headings = g_new0 (const char *, n_columns);

  self->columns = columns;
  self->n_columns = n_columns;
  for (guint i = 0; i < n_columns; i++)
    headings[i] = columns[i].heading;
  put_row (self, headings, TRUE);
}

/* How much of a long text stands in one row: up to a comma or a blank, if there is one. */
static gsize
piece_of (const char *text)
{
  const char *end = text, *good = NULL;

  for (guint n = 0; *end != '\0' && n < PIECE_LENGTH; n++, end = g_utf8_next_char (end))
    if (*end == ' ')
      good = end + 1;
  return (gsize) ((*end == '\0' || good == NULL ? end : good) - text);
}

/*< private >
 * pd_shipping_builder_add_row:
 * @texts: (array) (element-type utf8): a text for each column, %NULL for none; valid UTF-8
 *
 * Adds a row to the table, on a new page where this one is full. Nothing is cut off.
 */
void
pd_shipping_builder_add_row (PdShippingBuilder *self, const char *const *texts)
{
  g_autofree const char **cells = g_memdup2 (texts, self->n_columns * sizeof *texts);
  guint last = self->n_columns - 1;
  const char *rest = texts[last] != NULL ? texts[last] : "";

  do
    {
      gsize length = piece_of (rest);
      g_autofree char *piece = g_strndup (rest, length);

      cells[last] = g_strstrip (piece);
      put_row (self, cells, FALSE);
      for (guint i = 0; i < last; i++)
        cells[i] = NULL;
      rest += length;
    }
  while (*rest != '\0');
}

/*< private > pd_shipping_builder_number_pages: @title: what stands beside the number at the foot of each page */
void
pd_shipping_builder_number_pages (PdShippingBuilder *self, const char *title)
{
  const PdPageStyle style = { PD_PAGE_FACE_VALUE, PD_PAGE_ALIGN_CENTER, PD_PAGE_ALIGN_CENTER, FOOT_SIZE };
  const PdPageBox cell = { self->margin, self->height - self->margin - FOOT_HEIGHT + PAD, room (self),
                           FOOT_HEIGHT };

  for (guint i = 0; i < self->pages->len; i++)
    {
      PdShippingPage *page = g_ptr_array_index (self->pages, i);
      g_autofree char *text = g_strdup_printf ("%s　第 %u 页，共 %u 页", title, i + 1, self->pages->len);

      g_ptr_array_add (page->texts, pd_page_text_new ("foot", text, &style, &cell));
    }
}

static void
draw_code (const PdQrCode *code, const PdPageBox *box, cairo_t *cr)
{
  guint side = pd_qr_code_get_size (code);
  double module = box->width / side;

  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++)
      {
        guint run = 0;

        while (pd_qr_code_is_dark (code, x + run, y))
          run++;
        if (run > 0)
          cairo_rectangle (cr, box->x + x * module, box->y + y * module, run * module, module);
        x += run;
      }
  cairo_fill (cr);
}

static void
draw_bars (const char *widths, const PdPageBox *box, cairo_t *cr)
{
  double module = box->width / pd_code128_count_modules (widths), x = box->x;

  for (guint i = 0; widths[i] != '\0'; i++)
    {
      double width = (widths[i] - '0') * module;

      if (i % 2 == 0)
        cairo_rectangle (cr, x, box->y, width, box->height);
      x += width;
    }
  cairo_fill (cr);
}

/*< private > pd_shipping_page_draw: @cr: where to; one unit is one point */
void
pd_shipping_page_draw (const PdShippingPage *self, cairo_t *cr)
{
  cairo_save (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_set_line_width (cr, RULE_WIDTH);
  for (guint i = 0; i < self->boxes->len; i++)
    {
      const PdPageBox *box = &g_array_index (self->boxes, PdPageBox, i);

      cairo_rectangle (cr, box->x, box->y, box->width, box->height);
    }
  cairo_stroke (cr);
  if (self->code != NULL)
    draw_code (self->code, &self->code_box, cr);
  if (self->bars != NULL)
    draw_bars (self->bars, &self->bars_box, cr);
  for (guint i = 0; i < self->texts->len; i++)
    pd_page_text_draw (self->texts->pdata[i], cr);
  cairo_restore (cr);
}
