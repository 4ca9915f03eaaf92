/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/pd-place.h"
#include "desktop/pd-row-model.h"

G_BEGIN_DECLS

#define PD_TYPE_RECORD_LIST (pd_record_list_get_type ())
G_DECLARE_FINAL_TYPE (PdRecordList, pd_record_list, PD, RECORD_LIST, GtkWidget)

GtkWidget *pd_record_list_new (const PdPlace *place, PdStore *store);
PdRowModel *pd_record_list_get_model (PdRecordList *self);
const char *pd_record_list_get_selected (PdRecordList *self);
guint pd_record_list_get_n_selected (PdRecordList *self);
GArray *pd_record_list_get_selected_rows (PdRecordList *self);
void pd_record_list_select (PdRecordList *self, const char *record_id);
void pd_record_list_explain_issue (PdRecordList *self, const char *why_not);
void pd_record_list_choose_view (PdRecordList *self, const char *name);
void pd_record_list_find (PdRecordList *self);
void pd_record_list_set_search (PdRecordList *self, const char *text);
void pd_record_list_clear_filters (PdRecordList *self);
void pd_record_list_set_single_click (PdRecordList *self, gboolean single_click);

G_END_DECLS
