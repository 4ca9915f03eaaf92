/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pd-import-target.h"
#include "document/pd-sheet.h"

G_BEGIN_DECLS

/* Rows that one import takes. */
#define PD_IMPORT_MAX_ROWS 200000

#define PD_IMPORT_ERROR (pd_import_error_quark ())

/**
 * PdImportError:
 * @PD_IMPORT_ERROR_NO_HEADING: no sheet has a row of headings that are known
 * @PD_IMPORT_ERROR_NO_ROWS: headings, but no rows below them
 * @PD_IMPORT_ERROR_NO_NUMBER: no column says which order a row belongs to
 * @PD_IMPORT_ERROR_NO_LINES: no column has the goods
 * @PD_IMPORT_ERROR_TOO_MANY_ROWS: more than %PD_IMPORT_MAX_ROWS rows
 * @PD_IMPORT_ERROR_MAPPING: a saved mapping cannot be read, or a target is unknown
 */
typedef enum
{
  PD_IMPORT_ERROR_NO_HEADING,
  PD_IMPORT_ERROR_NO_ROWS,
  PD_IMPORT_ERROR_NO_NUMBER,
  PD_IMPORT_ERROR_NO_LINES,
  PD_IMPORT_ERROR_TOO_MANY_ROWS,
  PD_IMPORT_ERROR_MAPPING,
} PdImportError;

typedef struct _PdImportMapping PdImportMapping;

GQuark pd_import_error_quark (void);

PdImportMapping *pd_import_mapping_guess (PdSheetBook *book, const char *today, GError **error);
PdImportMapping *pd_import_mapping_copy (const PdImportMapping *mapping);
void pd_import_mapping_free (PdImportMapping *mapping);

guint pd_import_mapping_get_n_sheets (const PdImportMapping *mapping);
const char *pd_import_mapping_get_sheet_name (const PdImportMapping *mapping, guint sheet);
gboolean pd_import_mapping_get_sheet_used (const PdImportMapping *mapping, guint sheet);
void pd_import_mapping_set_sheet_used (PdImportMapping *mapping, guint sheet, gboolean used);
int pd_import_mapping_get_heading_row (const PdImportMapping *mapping, guint sheet);
void pd_import_mapping_set_heading_row (PdImportMapping *mapping, PdSheetBook *book, guint sheet, int row);

guint pd_import_mapping_get_n_columns (const PdImportMapping *mapping, guint sheet);
const char *pd_import_mapping_get_heading (const PdImportMapping *mapping, guint sheet, guint column);
const char *pd_import_mapping_get_target (const PdImportMapping *mapping, guint sheet, guint column);
gboolean pd_import_mapping_set_target (PdImportMapping *mapping,
                                       guint sheet,
                                       guint column,
                                       const char *target,
                                       GError **error);
int pd_import_mapping_find_column (const PdImportMapping *mapping, guint sheet, const char *target);
gboolean pd_import_mapping_has_column (const PdImportMapping *mapping, const char *target);

const char *pd_import_mapping_get_default (const PdImportMapping *mapping, const char *target);
gboolean pd_import_mapping_set_default (PdImportMapping *mapping,
                                        const char *target,
                                        const char *text,
                                        GError **error);

const char *pd_import_mapping_get_source (const PdImportMapping *mapping);
void pd_import_mapping_set_source (PdImportMapping *mapping, const char *source);
gboolean pd_import_mapping_get_split_by_buyer (const PdImportMapping *mapping);
void pd_import_mapping_set_split_by_buyer (PdImportMapping *mapping, gboolean split);
gboolean pd_import_mapping_get_fill_down (const PdImportMapping *mapping);
void pd_import_mapping_set_fill_down (PdImportMapping *mapping, gboolean fill_down);
gboolean pd_import_mapping_get_accept_overridable (const PdImportMapping *mapping);
void pd_import_mapping_set_accept_overridable (PdImportMapping *mapping, gboolean accept);

char *pd_import_mapping_to_json (const PdImportMapping *mapping);
gboolean pd_import_mapping_apply_json (PdImportMapping *mapping, const char *json, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdImportMapping, pd_import_mapping_free)

G_END_DECLS
