/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

GtkWidget *pd_forecast_dialog_new (GtkWindow *parent, PdStore *store);

G_END_DECLS
