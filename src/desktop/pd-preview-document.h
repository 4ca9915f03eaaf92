/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "paper/pd-paper.h"

G_BEGIN_DECLS

#define PD_TYPE_PREVIEW_DOCUMENT (pd_preview_document_get_type ())
G_DECLARE_FINAL_TYPE (PdPreviewDocument, pd_preview_document, PD, PREVIEW_DOCUMENT, GObject)

/** PdPreviewSelected: what a selection covers. */
typedef struct
{
  char *text;         /* (owned) */
  GArray *selections; /* (owned) of PdPaperSelection, as asked */
  GPtrArray *regions; /* (owned) of cairo_region_t, one for each of them */
} PdPreviewSelected;

void pd_preview_selected_free (PdPreviewSelected *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPreviewSelected, pd_preview_selected_free)

void pd_preview_document_open_async (GBytes *bytes,
                                     const char *name,
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

char *pd_preview_document_dup_omission (PdPreviewDocument *self, guint page);

void pd_preview_document_find_async (PdPreviewDocument *self,
                                     const char *text,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *pd_preview_document_find_finish (PdPreviewDocument *self, GAsyncResult *result, GError **error);

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

G_END_DECLS
