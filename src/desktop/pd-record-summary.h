/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/pd-place.h"

G_BEGIN_DECLS

GtkWidget *pd_record_summary_new (const PdPlace *place, const PdRecord *record);

G_END_DECLS
