/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desktop/pd-place.h"
#include "model/pd-record.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/** PdEditorDone: what follows when the editor lets go of a record. */
typedef void (*PdEditorDone) (gpointer user_data);

#define PD_TYPE_RECORD_EDITOR (pd_record_editor_get_type ())
G_DECLARE_FINAL_TYPE (PdRecordEditor, pd_record_editor, PD, RECORD_EDITOR, GtkWidget)

GtkWidget *pd_record_editor_new (const PdPlace *place, PdStore *store);
void pd_record_editor_edit (PdRecordEditor *self, const PdRecord *record, gboolean is_new);
void pd_record_editor_restore (PdRecordEditor *self,
                               const PdRecord *original,
                               const PdRecord *working,
                               gboolean is_new);
const PdPlace *pd_record_editor_get_place (PdRecordEditor *self);
PdRecord *pd_record_editor_get_working (PdRecordEditor *self);
gboolean pd_record_editor_is_changed (PdRecordEditor *self);
void pd_record_editor_save (PdRecordEditor *self, gboolean then_new);
void pd_record_editor_leave (PdRecordEditor *self, PdEditorDone done, gpointer user_data);
void pd_record_editor_restore_line (PdRecordEditor *self, PdRecord *line);
GtkWidget *pd_record_editor_find_input (PdRecordEditor *self, guint field);
void pd_record_editor_restore_special (PdRecordEditor *self);
void pd_record_editor_go_to (PdRecordEditor *self, const char *line_id, guint field);
void pd_record_editor_go_to_special (PdRecordEditor *self, guint row, const char *key);

G_END_DECLS
