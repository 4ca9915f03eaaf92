/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-sheet.h"
#include "model/pd-suggest.h"

G_BEGIN_DECLS

gboolean pd_tax_code_file_read (PdSheetBook *book, PdSuggest *suggest, guint *n_codes, GError **error);

G_END_DECLS
