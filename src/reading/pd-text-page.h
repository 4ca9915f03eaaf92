/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-reading.h"

G_BEGIN_DECLS

/** PdTextBox: a run of text without a wide gap in it, in points from the top left corner of the page. */
typedef struct
{
  double x0, y0, x1, y1;
  char *text; /* (owned) */
} PdTextBox;

/** PdTextPage: the text of a page with its places; from a PDF, an OFD or a recognised picture alike. */
typedef struct
{
  double width, height; /* points */
  GPtrArray *boxes;     /* (owned) of PdTextBox, in any order */
  guint turns;          /* quarters clockwise by which the page is shown turned; the text is turned back */
} PdTextPage;

PdTextPage *pd_text_page_new (double width, double height);
void pd_text_page_free (PdTextPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdTextPage, pd_text_page_free)

gboolean pd_text_page_is_readable (const PdTextPage *self);
void pd_text_page_add (PdTextPage *self, double x0, double y0, double x1, double y1, const char *text);

G_END_DECLS
