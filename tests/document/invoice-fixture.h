/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

PdRecord *invoice_fixture_new (guint n_lines, gboolean issued);
PdRecord *invoice_fixture_new_discounted (void);
PdRecord *invoice_fixture_new_exempt (const char *rate);
PdRecord *invoice_fixture_new_extreme (guint n_lines, gboolean issued);
PdRecord *invoice_fixture_add_line (PdRecord *invoice,
                                    const char *name,
                                    const char *quantity,
                                    const char *price,
                                    gint64 net,
                                    const char *rate,
                                    gint64 tax,
                                    gint64 property);

G_END_DECLS
