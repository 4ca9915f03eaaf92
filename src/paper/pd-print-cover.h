/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paper/pd-print-stream.h"

G_BEGIN_DECLS

guint pd_print_cover_n_sheets (guint n_items);
char *pd_print_cover_sum (GPtrArray *items);
void pd_print_cover_draw (GPtrArray *items, guint sheet, double width, double height, cairo_t *cr);

G_END_DECLS
