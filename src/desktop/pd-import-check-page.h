/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/pd-import-rows.h"

G_BEGIN_DECLS

#define PD_TYPE_IMPORT_CHECK_PAGE (pd_import_check_page_get_type ())
G_DECLARE_FINAL_TYPE (PdImportCheckPage, pd_import_check_page, PD, IMPORT_CHECK_PAGE, GtkWidget)

GtkWidget *pd_import_check_page_new (PdImportPlan *plan, PdSheetBook *book, const PdImportMapping *mapping);
PdImportRows *pd_import_check_page_get_rows (PdImportCheckPage *self);

G_END_DECLS
