/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PD_TYPE_CHOICE_BUTTON (pd_choice_button_get_type ())
G_DECLARE_FINAL_TYPE (PdChoiceButton, pd_choice_button, PD, CHOICE_BUTTON, GtkWidget)

GtkWidget *pd_choice_button_new (const char *title);
void pd_choice_button_fill (PdChoiceButton *self, const char *const *texts);

G_END_DECLS
