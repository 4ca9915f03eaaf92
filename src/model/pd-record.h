/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "model/pd-record-type.h"

G_BEGIN_DECLS

#define PD_TYPE_RECORD (pd_record_get_type ())
GType pd_record_get_type (void);

/* Limits of one record, for every way in: a form, a file, the network. */
#define PD_RECORD_MAX_LINES 2000

PdRecord *pd_record_new (const PdRecordType *type, const char *id);
PdRecord *pd_record_copy (const PdRecord *record);
PdRecord *pd_record_ref (PdRecord *record);
void pd_record_unref (PdRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdRecord, pd_record_unref)

const PdRecordType *pd_record_get_record_type (const PdRecord *record);
const char *pd_record_get_id (const PdRecord *record);
gint64 pd_record_get_revision (const PdRecord *record);
void pd_record_set_revision (PdRecord *record, gint64 revision);
gint64 pd_record_get_sequence (const PdRecord *record);
void pd_record_set_sequence (PdRecord *record, gint64 sequence);
gboolean pd_record_is_deleted (const PdRecord *record);
void pd_record_set_deleted (PdRecord *record, gboolean deleted);
const char *pd_record_get_title (const PdRecord *record);
const char *pd_record_get_state (const PdRecord *record);

gboolean pd_record_has (const PdRecord *record, guint field);
void pd_record_clear (PdRecord *record, guint field);
const char *pd_record_get_text (const PdRecord *record, guint field);
void pd_record_set_text (PdRecord *record, guint field, const char *text);
gint64 pd_record_get_integer (const PdRecord *record, guint field);
void pd_record_set_integer (PdRecord *record, guint field, gint64 value);
gboolean pd_record_get_flag (const PdRecord *record, guint field);
void pd_record_set_flag (PdRecord *record, guint field, gboolean value);
gboolean pd_record_field_equal (const PdRecord *a, const PdRecord *b, guint field);
void pd_record_copy_field (PdRecord *to, const PdRecord *from, guint field);
gboolean pd_record_set_from_text (PdRecord *record, guint field, const char *text, GError **error);
gboolean pd_record_check_text (const PdRecord *record, guint field, GError **error);
char *pd_record_field_to_text (const PdRecord *record, guint field);

GPtrArray *pd_record_get_list (const PdRecord *record, guint list);
GPtrArray *pd_record_get_lines (const PdRecord *record);
PdRecord *pd_record_find_line (const PdRecord *record, guint list, const char *line_id);
void pd_record_add_line (PdRecord *record, guint list, PdRecord *line);
gboolean pd_record_remove_line (PdRecord *record, guint list, const char *line_id);
void pd_record_sort_lines (PdRecord *record);

GTree *pd_record_get_unknown (const PdRecord *record);
void pd_record_set_unknown (PdRecord *record, const char *name, const char *json);

gboolean pd_record_equal (const PdRecord *a, const PdRecord *b);
guint8 pd_record_get_derivation (const PdRecord *record);
void pd_record_set_derivation (PdRecord *record, guint8 derivation);
void pd_record_derive (PdRecord *record);

/** PdRecordError: why a text was not taken as a field's value. */
typedef enum
{
  PD_RECORD_ERROR_FORMAT,
  PD_RECORD_ERROR_TOO_LONG,
  PD_RECORD_ERROR_CHOICE
} PdRecordError;
#define PD_RECORD_ERROR (pd_record_error_quark ())
GQuark pd_record_error_quark (void);

G_END_DECLS
