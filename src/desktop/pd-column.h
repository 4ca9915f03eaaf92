/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PD_TYPE_COLUMN (pd_column_get_type ())
G_DECLARE_FINAL_TYPE (PdColumn, pd_column, PD, COLUMN, GtkWidget)

G_END_DECLS
