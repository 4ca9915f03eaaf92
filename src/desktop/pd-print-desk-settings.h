/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <gtk/gtkunixprint.h>

#include "paper/pd-print-profile.h"

G_BEGIN_DECLS

#define PD_TYPE_PRINT_DESK_SETTINGS (pd_print_desk_settings_get_type ())
G_DECLARE_FINAL_TYPE (PdPrintDeskSettings, pd_print_desk_settings, PD, PRINT_DESK_SETTINGS, GtkWidget)

GtkWidget *pd_print_desk_settings_new (void);
void pd_print_desk_settings_get (PdPrintDeskSettings *self, PdPrintSettings *settings);
void pd_print_desk_settings_set (PdPrintDeskSettings *self, const PdPrintSettings *settings);
void pd_print_desk_settings_use (PdPrintDeskSettings *self, const PdPrintSettings *settings);
guint pd_print_desk_settings_get_copies (PdPrintDeskSettings *self);
void pd_print_desk_settings_add_printer (PdPrintDeskSettings *self, GtkPrinter *printer);
GtkPrinter *pd_print_desk_settings_get_printer (PdPrintDeskSettings *self);
const char *pd_print_desk_settings_get_printer_name (PdPrintDeskSettings *self);
void pd_print_desk_settings_get_offset (PdPrintDeskSettings *self, double *x_mm, double *y_mm);
void pd_print_desk_settings_set_offset (PdPrintDeskSettings *self, double x_mm, double y_mm);

G_END_DECLS
