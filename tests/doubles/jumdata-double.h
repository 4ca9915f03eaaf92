/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doubles/nuonuo-double-private.h"

G_BEGIN_DECLS

/** JumdataInvoice: what the bureau knows of one invoice. */
typedef struct
{
  char *code;
  char *number;
  char *date; /* yyyyMMdd */
  char *check_code;
  char *state; /* "0" good, "3" void, "7" reversed; or "206", "207": the code it is answered with */
  char *seller;
  gint64 net;
  gint64 gross;
} JumdataInvoice;

JumdataInvoice *jumdata_double_find (NuonuoDouble *self, const char *number, const char *date);
void jumdata_invoice_free (JumdataInvoice *invoice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JumdataInvoice, jumdata_invoice_free)

NuonuoReply *jumdata_double_serve (NuonuoDouble *self, const NuonuoRequest *request, gint64 now, char **code);

G_END_DECLS
