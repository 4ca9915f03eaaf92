/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <poppler.h>

#include "model/pd-record.h"

G_BEGIN_DECLS

/* Poppler 22.12 has no cleanup functions of its own, later ones have. */
typedef PopplerDocument PdfFile;
typedef PopplerPage PdfPage;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfFile, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdfPage, g_object_unref)

GBytes *invoice_pdf_new (const PdRecord *invoice);
PopplerDocument *invoice_pdf_open (GBytes *pdf);
/* Where a line breaks is the layout's affair: the text is compared without any white space. */
char *invoice_pdf_without_spaces (const char *text);
char *invoice_pdf_page_text (PopplerDocument *document, int page);
char *invoice_pdf_text (const PdRecord *invoice);
void invoice_pdf_assert_contains (const char *text, const char *part);

G_END_DECLS
