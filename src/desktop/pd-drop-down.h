/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *pd_drop_down_new (GListModel *labels);
void pd_drop_down_set_width_chars (GtkDropDown *self, int width_chars);
void pd_drop_down_let_shrink (GtkDropDown *self);
void pd_drop_down_show_whole_labels (GtkDropDown *self);

G_END_DECLS
