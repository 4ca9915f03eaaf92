/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_TAX_CALENDAR_DIALOG (pd_tax_calendar_dialog_get_type ())
G_DECLARE_FINAL_TYPE (PdTaxCalendarDialog, pd_tax_calendar_dialog, PD, TAX_CALENDAR_DIALOG, AdwWindow)

PdTaxCalendarDialog *
pd_tax_calendar_dialog_new (GtkWindow *parent, PdStore *store, const char *role, guint year);

G_END_DECLS
