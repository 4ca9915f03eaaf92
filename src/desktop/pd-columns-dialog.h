/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/pd-place.h"

G_BEGIN_DECLS

GtkWidget *pd_columns_dialog_new (GtkWindow *parent, const PdPlace *place);

G_END_DECLS
