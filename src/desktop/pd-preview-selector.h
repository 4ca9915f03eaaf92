/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-preview-document.h"
#include "desktop/pd-preview-page.h"

G_BEGIN_DECLS

#define PD_TYPE_PREVIEW_SELECTOR (pd_preview_selector_get_type ())
G_DECLARE_FINAL_TYPE (PdPreviewSelector, pd_preview_selector, PD, PREVIEW_SELECTOR, GObject)

PdPreviewSelector *pd_preview_selector_new (GtkWidget *box);
void pd_preview_selector_set_pages (PdPreviewSelector *self, PdPreviewDocument *document, GPtrArray *pages);
void pd_preview_selector_select_all (PdPreviewSelector *self);
void pd_preview_selector_clear (PdPreviewSelector *self);
const char *pd_preview_selector_get_text (PdPreviewSelector *self);

G_END_DECLS
