/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What spreadsheets need to read a CSV file as UTF-8. */
#define PD_CSV_BEGINNING "\xef\xbb\xbf"

void pd_csv_append_row (GString *text, const char *const *cells);

G_END_DECLS
