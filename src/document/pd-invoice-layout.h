/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-page-text.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

/** PdPageRule: a straight line of the form, points. */
typedef struct
{
  double x1;
  double y1;
  double x2;
  double y2;
} PdPageRule;

/** PdInvoicePage: what stands on one page. Labels and rules are printed in the form's colour, values in black. */
typedef struct
{
  GArray *rules;    /* (owned) of PdPageRule */
  GPtrArray *texts; /* (owned) of PdPageText */
  PdPageBox mark;   /* the circled cross before the amount in words; width 0: not on this page */
} PdInvoicePage;

/** PdInvoiceLayout: an invoice as pages, before anything is drawn. */
typedef struct
{
  GPtrArray *pages; /* (owned) of PdInvoicePage */
  gboolean issued;  /* FALSE: every page says that it is no invoice */
  char *qr_text;    /* (owned) (nullable) */
  PdPageBox qr;     /* with its quiet zone */
  char *title;      /* (owned) of the document */
  gint64 issued_at; /* microseconds; 0: unknown */
} PdInvoiceLayout;

PdInvoiceLayout *pd_invoice_layout_new (const PdRecord *invoice);
void pd_invoice_layout_free (PdInvoiceLayout *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdInvoiceLayout, pd_invoice_layout_free)

G_END_DECLS
