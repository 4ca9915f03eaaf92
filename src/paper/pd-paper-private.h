/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "paper/pd-paper.h"

G_BEGIN_DECLS

/* What a format has to offer. @data is its own. */
typedef struct
{
  void (*free) (gpointer data);
  guint (*get_n_pages) (gpointer data);
  void (*get_page_size) (gpointer data, guint page, double *width, double *height);
  gboolean (*draw) (gpointer data,
                    guint page,
                    cairo_t *cr,
                    PdPaperUse use,
                    GString *omission,
                    GCancellable *cancellable,
                    GError **error);
  void (*get_glyphs) (gpointer data, guint page, GArray *glyphs); /* (nullable): no text */
  char *(*select) (gpointer data,
                   const PdPaperSelection *selection,
                   cairo_region_t **region);     /* (nullable) */
  double (*get_dpi) (gpointer data, guint page); /* (nullable): no pictures */
} PdPaperFormat;

char *pd_paper_select_glyphs (GArray *glyphs, const PdPaperSelection *selection, cairo_region_t **region);
PdPaper *pd_paper_new (const PdPaperFormat *format, gpointer data);
PdPaper *pd_paper_open_image (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error);
PdPaper *pd_paper_open_xml (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error);
PdPaper *pd_paper_open_pdf (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error);
PdPaper *pd_paper_open_ofd (GBytes *bytes, const char *name, GCancellable *cancellable, GError **error);

G_END_DECLS
