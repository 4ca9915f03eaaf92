/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_BIN_PLACE (pd_bin_place_get_type ())
G_DECLARE_FINAL_TYPE (PdBinPlace, pd_bin_place, PD, BIN_PLACE, GtkWidget)

GtkWidget *pd_bin_place_new (PdStore *store);
void pd_bin_place_set_role (PdBinPlace *self, const char *role);

G_END_DECLS
