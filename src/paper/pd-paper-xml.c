/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-paper"

#include "document/pd-invoice-pages.h"
#include "paper/pd-paper-private.h"
#include "reading/pd-read-invoice.h"
#include "reading/pd-reading-record.h"

#include <glib/gi18n-lib.h>

/** Laid: an XML invoice in the form that people know. */
typedef struct
{
  PdInvoicePages *pages; /* (owned) */
  PdPaper *text; /* (owned) (nullable): the same pages as a file, whose text can be found and selected */
} Laid;

static void
free_laid (gpointer data)
{
  Laid *self = data;

  pd_invoice_pages_free (self->pages);
  g_clear_pointer (&self->text, pd_paper_unref);
  g_free (self);
}

static guint
get_n_pages (gpointer data)
{
  return pd_invoice_pages_get_n_pages (((Laid *) data)->pages);
}

static void
get_page_size (gpointer data, guint page, double *width, double *height)
{
  pd_invoice_pages_get_size (((Laid *) data)->pages, page, width, height);
}

/* Nobody may take it for the picture that the issuer made. */
static gboolean
draw (gpointer data,
      guint page,
      cairo_t *cr,
      PdPaperUse use,
      GString *omission,
      GCancellable *cancellable,
      GError **error)
{
  pd_invoice_pages_draw (((Laid *) data)->pages, page, cr);
  g_string_append (omission,
                   _ ("The file has no page of its own: this one is laid out here from what the file says."));
  return TRUE;
}

/* (nullable) */
static PdPaper *
get_text (Laid *self)
{
  g_autoptr (GBytes) pdf = NULL;

  if (self->text == NULL && (pdf = pd_invoice_pages_to_pdf (self->pages, NULL, NULL)) != NULL)
    self->text = pd_paper_open_pdf (pdf, "", NULL, NULL);
  return self->text;
}

static void
get_glyphs (gpointer data, guint page, GArray *glyphs)
{
  PdPaper *text = get_text (data);
  g_autoptr (GArray) found = text != NULL ? pd_paper_get_glyphs (text, page) : NULL;

  if (found != NULL)
    g_array_append_vals (glyphs, found->data, found->len);
}

static const PdPaperFormat xml_format = {
  .free = free_laid,
  .get_n_pages = get_n_pages,
  .get_page_size = get_page_size,
  .draw = draw,
  .get_glyphs = get_glyphs,
};

/*< private >
 * pd_paper_open_xml:
 *
 * An XML invoice has no page of its own: what it says is laid out in the form that people know.
 *
 * Returns: (transfer full) (nullable): the paper
 */
PdPaper *
pd_paper_open_xml (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (PdReading) reading = pd_read_invoice (bytes, name, cancellable, error);
  g_autoptr (PdRecord) invoice = NULL;
  Laid *self;

  if (reading == NULL)
    return NULL;
  invoice = pd_reading_to_invoice (reading);
  self = g_new0 (Laid, 1);
  self->pages = pd_invoice_pages_new (invoice);
  return pd_paper_new (&xml_format, self);
}
