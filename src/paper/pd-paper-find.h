/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paper/pd-paper.h"

G_BEGIN_DECLS

/** More places of one text on a page are not shown: nobody goes through them. */
#define PD_PAPER_MAX_FOUND 1000

GPtrArray *pd_paper_find_glyphs (GArray *glyphs, const char *text);
GPtrArray *pd_paper_find (PdPaper *self, guint page, const char *text);

G_END_DECLS
