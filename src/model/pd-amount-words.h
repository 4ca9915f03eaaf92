/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *pd_amount_words (gint64 fen);
gboolean pd_amount_words_parse (const char *words, gint64 *fen);

G_END_DECLS
