/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/pd-bureau-model.h"

G_BEGIN_DECLS

#define PD_TYPE_BUREAU_BUTTON (pd_bureau_button_get_type ())
G_DECLARE_FINAL_TYPE (PdBureauButton, pd_bureau_button, PD, BUREAU_BUTTON, GtkWidget)

GtkWidget *pd_bureau_button_new (void);
void pd_bureau_button_set_model (PdBureauButton *self, PdBureauModel *model);
void pd_bureau_button_set_narrow (PdBureauButton *self, gboolean narrow);

G_END_DECLS
