/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *pd_tooltip_join (const char *text);
void pd_set_tooltip (GtkWidget *widget, const char *text);
void pd_set_explanation (GtkWidget *widget, const char *text);
void pd_set_accessible_label (GtkWidget *widget, const char *label);
void pd_set_accessible_description (GtkWidget *widget, const char *description);

G_END_DECLS
