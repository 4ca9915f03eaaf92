/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PD_TYPE_QR_VIEW (pd_qr_view_get_type ())
G_DECLARE_FINAL_TYPE (PdQrView, pd_qr_view, PD, QR_VIEW, GtkWidget)

GtkWidget *pd_qr_view_new (const char *label);
void pd_qr_view_set_text (PdQrView *self, const char *text);
gboolean pd_qr_view_has_code (PdQrView *self);

G_END_DECLS
