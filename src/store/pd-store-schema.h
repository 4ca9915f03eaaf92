/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the store and its tests: the tables, made from the record types, and how older files become newer. */

#include "store/pd-store-session.h"

G_BEGIN_DECLS

/* "PdnC": the file is a cache of Piaodan. */
#define PD_STORE_APPLICATION_ID 0x50646e43

/* One step of the schema: from the version that is its index to the next. */
typedef gboolean (*PdStoreStep) (PdStoreSession *session, GError **error);

extern const PdStoreStep pd_store_steps[];
extern const guint pd_store_n_steps;

gboolean pd_store_schema_complete (PdStoreSession *session, GError **error);
gboolean pd_store_schema_has_missing (PdStoreSession *session, gboolean *missing, GError **error);

/* Columns before a record's fields, in the order of pd_store_append_columns(). */
enum
{
  PD_COLUMN_ROW,
  PD_COLUMN_ID,
  PD_COLUMN_REVISION,
  PD_COLUMN_SEQUENCE,
  PD_COLUMN_DELETED,
  PD_COLUMN_ROW_STATE,
  PD_COLUMN_CONTENT_REVISION,
  PD_COLUMN_PENDING_COMMAND,
  PD_COLUMN_TOTAL_CHANGED,
  PD_COLUMN_UNKNOWN,
  PD_COLUMN_FIELDS
};

void pd_store_set_newer_error (GError **error, const char *path);
void pd_store_append_columns (GString *sql, const PdRecordType *type);
void pd_store_append_search_text (GString *sql, const PdRecordType *type);
void pd_store_append_search_condition (GString *sql, const PdRecordType *type, const char *parameter);
gboolean pd_record_type_has_search (const PdRecordType *type);

G_END_DECLS
