/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-layout-private.h"
#include "reading/pd-read-private.h"
#include "reading/pd-reading-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Confidence, as agreed for every reader. */
#define SURE_BESIDE 90
#define SURE_PLACED 75
#define SURE_OCR 60
/* Runs of text on all pages together: 5 000 lines have some 50 000. */
#define MAX_RUNS 100000
/* Bytes of the numbers that a warning names. */
#define MAX_OTHERS 120

static void
page_free (gpointer page)
{
  pd_layout_page_free (page);
}

/* The numbers that are not the first invoice's, for a person. */
static void
add_other (GString *others, const char *number)
{
  if (strstr (others->str, number) != NULL || others->len > MAX_OTHERS)
    return;
  if (others->len > 0)
    g_string_append (others, ", ");
  g_string_append (others, number);
}

/* A file may hold several invoices: the pages of the first end where another number stands. Other papers, as the list of
 * journeys behind a taxi's invoice, are no part of it. */
static guint
pages_of_first (const GPtrArray *pages, GString *others)
{
  g_autofree char *first = NULL;
  guint end = pages->len;

  for (guint i = 0; i < pages->len; i++)
    {
      const PdLayoutPage *page = pages->pdata[i];
      double begin;

      for (const PdLayoutHit *hit = pd_layout_next_invoice (page, NULL, &begin); hit != NULL;
           hit = pd_layout_next_invoice (page, hit, &begin))
        {
          g_autofree char *number = pd_layout_number (page, hit);

          if (number == NULL)
            continue;
          if (first == NULL)
            first = g_steal_pointer (&number);
          else if (!g_str_equal (first, number))
            {
              add_other (others, number);
              end = begin > 0 ? end : MIN (end, i);
            }
        }
    }
  return end;
}

/* What of a page stands above a height, laid out by itself. */
static PdLayoutPage *
upper_part (const PdTextPage *page, double height)
{
  g_autoptr (PdTextPage) part = pd_text_page_new (page->width, height);

  for (guint i = 0; i < page->boxes->len; i++)
    {
      const PdTextBox *box = page->boxes->pdata[i];

      if ((box->y0 + box->y1) / 2 < height)
        pd_text_page_add (part, box->x0, box->y0, box->x1, box->y1, box->text);
    }
  return pd_layout_page_new (part);
}

/* Lays the pages out, as many as there is room for; what is no invoice by its title stands in its place without a word. */
static GPtrArray *
lay_pages (PdReading *self, GPtrArray *pages)
{
  GPtrArray *laid = g_ptr_array_new_with_free_func (page_free);
  gsize n_runs = 0;

  for (guint i = 0; i < pages->len; i++)
    {
      g_autofree char *title = NULL;

      n_runs += ((const PdTextPage *) pages->pdata[i])->boxes->len;
      if (i > 0 && n_runs > MAX_RUNS)
        {
          pd_reading_warn (self, "cut", -1, -1,
                           _ ("The file has more text than any invoice; only the first %u pages were read."),
                           i);
          break;
        }
      g_ptr_array_add (laid, pd_layout_page_new (pages->pdata[i]));
      title = pd_layout_paper_title (laid->pdata[i]);
      if (title != NULL)
        {
          page_free (laid->pdata[i]);
          laid->pdata[i] = upper_part (pages->pdata[i], -G_MAXDOUBLE);
          if (self->paper == NULL)
            self->paper = g_steal_pointer (&title);
        }
    }
  return laid;
}

/* Leaves of every page the first invoice, which ends at *@bottom where it shares its first one, and tells the others.
 * Returns how many pages it has. */
static guint
keep_first (PdReading *self, GPtrArray *pages, GPtrArray *laid, double *bottom)
{
  g_autoptr (GString) others = g_string_new (NULL);
  guint n_pages = pages_of_first (laid, others);

  for (guint i = 0; i < n_pages; i++)
    {
      double begin;
      const PdLayoutHit *hit = pd_layout_next_invoice (laid->pdata[i], NULL, &begin);

      if (hit == NULL || pd_layout_next_invoice (laid->pdata[i], hit, &begin) == NULL)
        continue;
      page_free (laid->pdata[i]);
      laid->pdata[i] = upper_part (pages->pdata[i], begin);
      *bottom = MIN (*bottom, begin);
    }
  if (others->len > 0)
    pd_reading_warn (
        self, "several", -1, -1,
        _ ("The file holds several invoices; only the first one was read. The others are %s. Save "
           "each of them as a file of its own."),
        others->str);
  return n_pages;
}

/*< private >
 * pd_read_text_pages:
 * @self: a reading, not settled
 * @pages: (element-type PdTextPage): pages of text with places, in their order; hostile
 * @source: %PD_READING_SOURCE_TEXT or %PD_READING_SOURCE_OCR
 *
 * Recognises an invoice by what its form prints and where it prints it: fully digitalised invoices, those of the tax
 * control system before them, tickets and fiscal receipts. Nothing is guessed that a person could not read. Takes n log n
 * of time in the runs of text.
 *
 * Returns: where the invoice stands
 */
PdReadPlace
pd_read_text_pages (PdReading *self, GPtrArray *pages, PdReadingSource source)
{
  gboolean ocr = source == PD_READING_SOURCE_OCR;
  PdLayout layout = { .reading = self,
                      .source = source,
                      .beside = ocr ? SURE_OCR : SURE_BESIDE,
                      .placed = ocr ? SURE_OCR : SURE_PLACED };
  g_autoptr (GPtrArray) laid = lay_pages (self, pages);
  PdReadPlace place = { 0, G_MAXDOUBLE };
  guint n_pages = keep_first (self, pages, laid, &place.bottom);

  layout.remark = g_string_new (NULL);
  for (guint i = 0; i < n_pages; i++)
    {
      const PdLayoutPage *page = laid->pdata[i];

      pd_layout_read_head (&layout, page);
      pd_layout_read_parties (&layout, page);
      pd_layout_read_goods (&layout, page);
      pd_layout_read_ticket (&layout, page);
      pd_layout_read_remark (&layout, page);
    }
  /* The sums of an invoice stand on its last page; those before it are of the pages. */
  for (guint i = n_pages; i-- > 0;)
    pd_layout_read_sums (&layout, laid->pdata[i]);
  for (guint i = 0; i < n_pages; i++)
    pd_layout_read_strays (&layout, laid->pdata[i]);
  pd_layout_take_remark (&layout);
  g_string_free (layout.remark, TRUE);
  while (place.page + 1 < n_pages && ((const PdLayoutPage *) laid->pdata[place.page])->words->len == 0)
    place.page++;
  return place;
}
