/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper/pd-print-chunks.h"

#include <math.h>
#include <string.h>

#include "document/invoice-fixture.h"

/* A stream in several jobs of a printer. */

#define SCALE 2.0

/* An item for each number of lines: some invoices have more pages than one. */
static GPtrArray *
queue (const guint *n_lines, guint n)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_print_item_free);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdRecord) invoice = invoice_fixture_new (n_lines[i], TRUE);

      g_ptr_array_add (items, pd_print_item_new (pd_paper_new_for_invoice (invoice)));
    }
  return items;
}

static PdPrintStream *
make (GPtrArray *items, const PdPrintSettings *settings, guint first, guint n)
{
  g_autoptr (GError) error = NULL;
  PdPrintStream *stream = pd_print_stream_new_part (items, settings, first, n, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return stream;
}

/* Each document is in one job, none is forgotten, and no job is longer than it may be. */
static void
test_documents_stay_whole (void)
{
  const guint n_lines[] = { 3, 60, 3, 3, 60, 3, 3, 3 };
  static const guint per_sheet[] = { 1, 2, 4 };
  g_autoptr (GPtrArray) items = queue (n_lines, G_N_ELEMENTS (n_lines));

  for (gsize way = 0; way < G_N_ELEMENTS (per_sheet); way++)
    for (guint most = 1; most < 6; most++)
      {
        g_autoptr (PdPrintStream) stream = NULL;
        g_autoptr (GPtrArray) chunks = NULL;
        PdPrintSettings settings;
        guint at = 0, n_items = 0;

        pd_print_settings_init (&settings);
        settings.layout.per_sheet = per_sheet[way];
        settings.cover = way == 1;
        stream = make (items, &settings, 0, G_MAXUINT);
        chunks = pd_print_chunks (stream, most);
        for (guint i = 0; i < chunks->len; i++)
          {
            const PdPrintChunk *chunk = chunks->pdata[i];

            g_assert_cmpuint (chunk->first, ==, at);
            g_assert_cmpuint (chunk->n_pages, >, 0);
            g_assert_cmpuint (chunk->items->len, >, 0);
            at += chunk->n_pages;
            for (guint j = 0; j < chunk->items->len; j++)
              g_assert_cmpuint (g_array_index (chunk->items, guint, j), ==, n_items++);
            /* longer than allowed only for one document */
            if (chunk->n_pages > most + (i == 0 ? stream->n_cover_sheets : 0))
              g_assert_cmpuint (chunk->n_pages, <=, 6);
          }
        g_assert_cmpuint (n_items, ==, items->len);
        g_assert_cmpuint (at, ==, stream->n_cover_sheets + stream->sheets->len);
      }
}

static cairo_surface_t *
render (GBytes *pdf, guint page)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPaper) paper = pd_paper_open (pdf, "stream", NULL, &error);
  cairo_surface_t *surface;
  double width, height;
  cairo_t *cr;

  g_assert_no_error (error);
  pd_paper_get_page_size (paper, page, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) round (width * SCALE),
                                        (int) round (height * SCALE));
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, SCALE, SCALE);
  g_assert_true (pd_paper_draw (paper, page, cr, PD_PAPER_PRINTER, NULL, &error));
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* Every sheet of every job is, pixel for pixel, that sheet of what was previewed: number and cover included. */
static void
test_same_sheets (void)
{
  const guint n_lines[] = { 3, 60, 3, 3, 3 };
  g_autoptr (GPtrArray) items = queue (n_lines, G_N_ELEMENTS (n_lines));
  g_autoptr (PdPrintStream) whole = NULL;
  g_autoptr (GPtrArray) chunks = NULL;
  PdPrintSettings settings;

  pd_print_settings_init (&settings);
  settings.cover = TRUE;
  settings.sheet_numbers = TRUE;
  whole = make (items, &settings, 0, G_MAXUINT);
  chunks = pd_print_chunks (whole, 2);
  g_assert_cmpuint (chunks->len, >, 1);
  for (guint i = 0; i < chunks->len; i++)
    {
      const PdPrintChunk *chunk = chunks->pdata[i];
      g_autoptr (PdPrintStream) part = make (items, &settings, chunk->first, chunk->n_pages);

      for (guint page = 0; page < chunk->n_pages; page++)
        {
          cairo_surface_t *seen = render (whole->pdf, chunk->first + page);
          cairo_surface_t *printed = render (part->pdf, page);
          gsize size =
              (gsize) cairo_image_surface_get_stride (seen) * (gsize) cairo_image_surface_get_height (seen);

          g_assert_cmpmem (cairo_image_surface_get_data (seen), size, cairo_image_surface_get_data (printed),
                           size);
          cairo_surface_destroy (seen);
          cairo_surface_destroy (printed);
        }
    }
}

static void
count_cb (guint done, guint total, gpointer data)
{
  guint *last = data;

  g_assert_cmpuint (done, ==, *last + 1);
  g_assert_cmpuint (total, ==, 2);
  *last = done;
}

/* A part tells of its own sheets only, and beyond the end there is nothing. */
static void
test_progress (void)
{
  const guint n_lines[] = { 3, 3, 3, 3, 3, 3 };
  g_autoptr (GPtrArray) items = queue (n_lines, G_N_ELEMENTS (n_lines));
  g_autoptr (PdPrintStream) part = NULL;
  g_autoptr (GError) error = NULL;
  PdPrintSettings settings;
  guint last = 0;

  pd_print_settings_init (&settings);
  part = pd_print_stream_new_part (items, &settings, 1, 5, count_cb, &last, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (last, ==, 2);
  g_assert_cmpuint (part->sheets->len, ==, 3);
}

static guint
count_pages (const PdPrintStream *stream, guint item)
{
  g_autoptr (GArray) pages = pd_print_item_pages (stream, item);

  return pages->len;
}

static void
test_item_pages (void)
{
  const guint n_lines[] = { 3, 60, 3 };
  g_autoptr (GPtrArray) items = queue (n_lines, G_N_ELEMENTS (n_lines));
  g_autoptr (PdPrintStream) stream = NULL;
  g_autoptr (GArray) first = NULL;
  const PdPrintItem *item = items->pdata[1];
  PdPrintSettings settings;

  pd_print_settings_init (&settings);
  settings.layout.per_sheet = 1;
  settings.cover = TRUE;
  stream = make (items, &settings, 0, G_MAXUINT);
  g_assert_cmpuint (count_pages (stream, 0), ==, 1);
  g_assert_cmpuint (count_pages (stream, 1), ==, pd_paper_get_n_pages (item->paper));
  g_assert_cmpuint (count_pages (stream, 3), ==, 0);
  /* the cover is the first page */
  first = pd_print_item_pages (stream, 0);
  g_assert_cmpuint (g_array_index (first, guint, 0), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print/chunks/documents", test_documents_stay_whole);
  g_test_add_func ("/print/chunks/same-sheets", test_same_sheets);
  g_test_add_func ("/print/chunks/progress", test_progress);
  g_test_add_func ("/print/chunks/item-pages", test_item_pages);
  return g_test_run ();
}
