/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean pd_focus_children (GtkWidget *widget, GtkDirectionType direction);
void pd_focus_selected_row (GtkListBox *list);

G_END_DECLS
