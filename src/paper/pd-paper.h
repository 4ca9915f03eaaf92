/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "model/pd-record.h"

G_BEGIN_DECLS

/** A document with more pages is refused: no invoice has them. */
#define PD_PAPER_MAX_PAGES 5000
/** The largest side of a page, points: what a PDF may have. */
#define PD_PAPER_MAX_POINTS 14400.0
#define PD_PAPER_MIN_POINTS 8.0

/** PdPaper: a document that can be shown and printed, whatever its format. One thread at a time. */
typedef struct _PdPaper PdPaper;

/** PdPaperUse: what a page is drawn for. */
typedef enum
{
  PD_PAPER_SCREEN,
  PD_PAPER_PRINTER,
} PdPaperUse;

/** PdPaperSelectionStyle: what a selection grows by. */
typedef enum
{
  PD_PAPER_SELECT_GLYPHS,
  PD_PAPER_SELECT_WORDS,
  PD_PAPER_SELECT_LINES,
} PdPaperSelectionStyle;

/** PdPaperSelection: a part of a page, from a point to a point; points from the top left corner. */
typedef struct
{
  guint page;
  PdPaperSelectionStyle style;
  double x1, y1, x2, y2;
} PdPaperSelection;

/* Regions of a selection are in units of 1 / PD_PAPER_REGION_SCALE point. */
#define PD_PAPER_REGION_SCALE 4

/** PdPaperGlyph: a character of a page and its place, points from the top left corner. */
typedef struct
{
  double x0, y0, x1, y1;
  gunichar character;
} PdPaperGlyph;

PdPaper *pd_paper_open (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error);
PdPaper *pd_paper_new_for_invoice (const PdRecord *invoice);
PdPaper *pd_paper_ref (PdPaper *self);
void pd_paper_unref (PdPaper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPaper, pd_paper_unref)

guint pd_paper_get_n_pages (const PdPaper *self);
void pd_paper_get_page_size (const PdPaper *self, guint page, double *width, double *height);
gboolean pd_paper_draw (PdPaper *self,
                        guint page,
                        cairo_t *cr,
                        PdPaperUse use,
                        GCancellable *cancellable,
                        GError **error);
const char *pd_paper_get_omission (PdPaper *self, guint page);
GArray *pd_paper_get_glyphs (PdPaper *self, guint page);
char *pd_paper_get_text (PdPaper *self, guint page);
char *pd_paper_select (PdPaper *self, const PdPaperSelection *selection, cairo_region_t **region);
double pd_paper_get_dpi (PdPaper *self, guint page);

G_END_DECLS
