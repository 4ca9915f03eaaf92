/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/invoice-pdf.h"

#include "document/pd-invoice-pages.h"

#include <string.h>

GBytes *
invoice_pdf_new (const PdRecord *invoice)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdInvoicePages) pages = pd_invoice_pages_new (invoice);
  GBytes *pdf = pd_invoice_pages_to_pdf (pages, NULL, &error);

  g_assert_no_error (error);
  return pdf;
}

PopplerDocument *
invoice_pdf_open (GBytes *pdf)
{
  g_autoptr (GError) error = NULL;
  PopplerDocument *document = poppler_document_new_from_bytes (pdf, NULL, &error);

  g_assert_no_error (error);
  return document;
}

/* Where a line breaks is the layout's affair: the text is compared without any white space. */
char *
invoice_pdf_without_spaces (const char *text)
{
  GString *result = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      g_string_append_unichar (result, g_utf8_get_char (p));
  return g_string_free (result, FALSE);
}

char *
invoice_pdf_page_text (PopplerDocument *document, int page)
{
  g_autoptr (PdfPage) content = poppler_document_get_page (document, page);
  g_autofree char *text = poppler_page_get_text (content);

  return invoice_pdf_without_spaces (text);
}

char *
invoice_pdf_text (const PdRecord *invoice)
{
  g_autoptr (GBytes) pdf = invoice_pdf_new (invoice);
  g_autoptr (PdfFile) document = invoice_pdf_open (pdf);
  GString *all = g_string_new (NULL);

  for (int i = 0; i < poppler_document_get_n_pages (document); i++)
    {
      g_autofree char *text = invoice_pdf_page_text (document, i);

      g_string_append (all, text);
    }
  return g_string_free (all, FALSE);
}

void
invoice_pdf_assert_contains (const char *text, const char *part)
{
  g_autofree char *plain = invoice_pdf_without_spaces (part);

  if (strstr (text, plain) == NULL)
    g_error ("“%s” is not in “%s”", plain, text);
}
