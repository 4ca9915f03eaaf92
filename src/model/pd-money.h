/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The largest amount, in fen: the 18,2 fields of the tax interfaces, 9 999 999 999 999 999.99 yuan. */
#define PD_MONEY_MAX G_GINT64_CONSTANT (999999999999999999)

char *pd_money_to_text (gint64 fen);
char *pd_money_format (gint64 fen);
gboolean pd_money_parse (const char *text, gint64 *fen, GError **error);
gboolean pd_money_add (gint64 a, gint64 b, gint64 *sum);

G_END_DECLS
