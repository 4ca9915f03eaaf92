/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desktop/pd-invoice-preview.h"

G_BEGIN_DECLS

#define PD_TYPE_PREVIEW_COMPARE (pd_preview_compare_get_type ())
G_DECLARE_FINAL_TYPE (PdPreviewCompare, pd_preview_compare, PD, PREVIEW_COMPARE, AdwWindow)

PdPreviewCompare *pd_preview_compare_new (GtkWindow *parent);
void pd_preview_compare_set (PdPreviewCompare *self, guint side, GBytes *bytes, const char *name);
PdInvoicePreview *pd_preview_compare_get_preview (PdPreviewCompare *self, guint side);
void pd_preview_compare_with_file (GtkWindow *parent, GBytes *bytes, const char *name, gboolean foreign);

G_END_DECLS
