/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-field-editor.h"
#include "desktop/pd-place.h"

G_BEGIN_DECLS

#define PD_TYPE_RECORD_FORM (pd_record_form_get_type ())
G_DECLARE_FINAL_TYPE (PdRecordForm, pd_record_form, PD, RECORD_FORM, GtkWidget)

GtkWidget *pd_record_form_new (const PdRecordType *type, const PdPlaceSection *section);
void pd_record_form_load (PdRecordForm *self, const PdRecord *record);
PdFieldEditor *pd_record_form_find (PdRecordForm *self, guint field);
GPtrArray *pd_record_form_get_editors (PdRecordForm *self);
void pd_record_form_set_note (PdRecordForm *self, guint field, GtkWidget *note);
void pd_record_form_set_columns (PdRecordForm *self, int columns);

G_END_DECLS
