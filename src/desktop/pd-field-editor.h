/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-problem.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_FIELD_EDITOR (pd_field_editor_get_type ())
G_DECLARE_FINAL_TYPE (PdFieldEditor, pd_field_editor, PD, FIELD_EDITOR, GtkWidget)

GtkWidget *pd_field_editor_new (const PdRecordType *type, guint field);
GtkWidget *pd_field_editor_new_for (const PdField *info);
guint pd_field_editor_get_field (PdFieldEditor *self);
GtkWidget *pd_field_editor_get_input (PdFieldEditor *self);
void pd_field_editor_load (PdFieldEditor *self, const PdRecord *record);
gboolean pd_field_editor_store (PdFieldEditor *self, PdRecord *record);
void pd_field_editor_set_text (PdFieldEditor *self, const char *text);
char *pd_field_editor_get_text (PdFieldEditor *self);
void pd_field_editor_set_choices (PdFieldEditor *self, const char *const *choices);
void pd_field_editor_set_none_label (PdFieldEditor *self, const char *label);
void pd_field_editor_set_references (PdFieldEditor *self, GPtrArray *records, GPtrArray *names);
void pd_field_editor_set_required (PdFieldEditor *self, gboolean required);
const char *pd_field_editor_get_error (PdFieldEditor *self);
void pd_field_editor_set_problem (PdFieldEditor *self, const char *message, PdProblemWeight weight);
gboolean pd_field_editor_was_left (PdFieldEditor *self);
void pd_field_editor_set_left (PdFieldEditor *self, gboolean left);
void pd_field_editor_set_compact (PdFieldEditor *self, gboolean compact);
void pd_field_editor_set_show_caption (PdFieldEditor *self, gboolean show_caption);
void pd_field_editor_set_placeholder (PdFieldEditor *self, const char *text);
void pd_field_editor_set_completion (PdFieldEditor *self, PdStore *store, const PdRecordType *type);
void pd_field_editor_set_people (PdFieldEditor *self, PdStore *store);

G_END_DECLS
