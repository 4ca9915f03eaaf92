/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_VERIFICATION_PANEL (pd_verification_panel_get_type ())
G_DECLARE_FINAL_TYPE (PdVerificationPanel, pd_verification_panel, PD, VERIFICATION_PANEL, GtkBox)

GtkWidget *pd_verification_panel_new (PdStore *store);
void pd_verification_panel_show (PdVerificationPanel *self, const PdRecord *invoice);
void pd_verification_panel_set_role (PdVerificationPanel *self, const char *role);

G_END_DECLS
