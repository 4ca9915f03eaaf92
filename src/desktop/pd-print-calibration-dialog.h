/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-print-desk-settings.h"

G_BEGIN_DECLS

void pd_print_calibrate (GtkWindow *parent, PdPrintDeskSettings *settings);

G_END_DECLS
