/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-invoice-layout.h"
#include "document/pd-invoice-pages.h"

G_BEGIN_DECLS

struct _PdInvoicePages
{
  PdInvoiceLayout *layout; /* (owned) */
};

const PdInvoiceLayout *pd_invoice_pages_get_layout (const PdInvoicePages *self);

G_END_DECLS
