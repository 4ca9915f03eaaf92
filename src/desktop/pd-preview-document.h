/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <poppler.h>

G_BEGIN_DECLS

/* A document with more pages is refused: no invoice has them. */
#define PD_PREVIEW_MAX_PAGES 5000

#define PD_TYPE_PREVIEW_DOCUMENT (pd_preview_document_get_type ())
G_DECLARE_FINAL_TYPE (PdPreviewDocument, pd_preview_document, PD, PREVIEW_DOCUMENT, GObject)

/** PdPreviewSelection: a part of one page, from a point to a point; points from the top left corner. */
typedef struct
{
  guint page;
  PopplerSelectionStyle style;
  PopplerRectangle area;
} PdPreviewSelection;

/* Regions of a selection are in units of 1 / PD_PREVIEW_REGION_SCALE point. */
#define PD_PREVIEW_REGION_SCALE 4

/** PdPreviewSelected: what a selection covers. */
typedef struct
{
  char *text;         /* (owned) */
  GArray *selections; /* (owned) of PdPreviewSelection, as asked */
  GPtrArray *regions; /* (owned) of cairo_region_t, one for each of them */
} PdPreviewSelected;

void pd_preview_selected_free (PdPreviewSelected *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPreviewSelected, pd_preview_selected_free)

void pd_preview_document_open_async (GBytes *pdf,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
PdPreviewDocument *pd_preview_document_open_finish (GAsyncResult *result, GError **error);

guint pd_preview_document_get_n_pages (PdPreviewDocument *self);
void pd_preview_document_get_page_size (PdPreviewDocument *self, guint page, double *width, double *height);

void pd_preview_document_render_async (PdPreviewDocument *self,
                                       guint page,
                                       double scale,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GdkTexture *pd_preview_document_render_finish (PdPreviewDocument *self, GAsyncResult *result, GError **error);

void pd_preview_document_get_text_async (PdPreviewDocument *self,
                                         guint page,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
char *pd_preview_document_get_text_finish (PdPreviewDocument *self, GAsyncResult *result, GError **error);

void pd_preview_document_select_async (PdPreviewDocument *self,
                                       GArray *selections,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
PdPreviewSelected *
pd_preview_document_select_finish (PdPreviewDocument *self, GAsyncResult *result, GError **error);

/* Poppler declares no automatic cleanup for its types. */
typedef PopplerDocument PdPdf;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPdf, g_object_unref)
typedef PopplerPage PdPdfPage;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPdfPage, g_object_unref)

PopplerDocument *pd_pdf_open (GBytes *pdf, GError **error);

G_END_DECLS
