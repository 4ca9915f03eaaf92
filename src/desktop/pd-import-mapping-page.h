/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document/pd-import-mapping.h"

G_BEGIN_DECLS

#define PD_TYPE_IMPORT_MAPPING_PAGE (pd_import_mapping_page_get_type ())
G_DECLARE_FINAL_TYPE (PdImportMappingPage, pd_import_mapping_page, PD, IMPORT_MAPPING_PAGE, GtkWidget)

GtkWidget *pd_import_mapping_page_new (PdSheetBook *book, PdImportMapping *mapping);

G_END_DECLS
