/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-layout-private.h"
#include "reading/pd-read-private.h"

#include <glib/gi18n-lib.h>

/* Confidence, as agreed for every reader. */
#define SURE_BESIDE 90
#define SURE_PLACED 75
#define SURE_OCR 60
/* Runs of text on all pages together: 5 000 lines have some 50 000. */
#define MAX_RUNS 100000

static void
page_free (gpointer page)
{
  pd_layout_page_free (page);
}

static char *
number_of (const PdLayoutPage *page)
{
  const PdLayoutHit *hit = pd_layout_find (page, PD_LAYOUT_NUMBER, 0);
  g_autofree char *value = hit != NULL ? pd_layout_value (page, hit, G_MAXDOUBLE) : NULL;

  return value != NULL ? pd_layout_fold_text (value) : NULL;
}

/* A file may hold several invoices: the pages of the first end where another number stands. */
static guint
pages_of_first (PdLayout *self, const GPtrArray *pages)
{
  g_autofree char *first = NULL;

  for (guint i = 0; i < pages->len; i++)
    {
      g_autofree char *number = number_of (pages->pdata[i]);

      if (number == NULL || *number == '\0')
        continue;
      if (first == NULL)
        first = g_steal_pointer (&number);
      else if (!g_str_equal (first, number))
        {
          pd_reading_warn (
              self->reading, "several", -1, -1,
              _ ("The file holds several invoices; only the first one was read, up to page %u. Save "
                 "the others as files of their own."),
              i);
          return i;
        }
    }
  return pages->len;
}

/*< private >
 * pd_read_text_pages:
 * @self: a reading, not settled
 * @pages: (element-type PdTextPage): pages of text with places, in their order; hostile
 * @source: %PD_READING_SOURCE_TEXT or %PD_READING_SOURCE_OCR
 *
 * Recognises an invoice by what its form prints and where it prints it: fully digitalised invoices, those of the tax
 * control system before them, and tickets. Nothing is guessed that a person could not read. Takes n log n of time in
 * the runs of text.
 */
void
pd_read_text_pages (PdReading *self, GPtrArray *pages, PdReadingSource source)
{
  gboolean ocr = source == PD_READING_SOURCE_OCR;
  PdLayout layout = { .reading = self,
                      .source = source,
                      .beside = ocr ? SURE_OCR : SURE_BESIDE,
                      .placed = ocr ? SURE_OCR : SURE_PLACED };
  g_autoptr (GPtrArray) laid = g_ptr_array_new_with_free_func (page_free);
  guint n_pages;
  gsize n_runs = 0;

  for (guint i = 0; i < pages->len; i++)
    {
      n_runs += ((const PdTextPage *) pages->pdata[i])->boxes->len;
      if (i > 0 && n_runs > MAX_RUNS)
        {
          pd_reading_warn (self, "cut", -1, -1,
                           _ ("The file has more text than any invoice; only the first %u pages were read."),
                           i);
          break;
        }
      g_ptr_array_add (laid, pd_layout_page_new (pages->pdata[i]));
    }
  layout.remark = g_string_new (NULL);
  n_pages = pages_of_first (&layout, laid);
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
}
