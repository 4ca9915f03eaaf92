/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desktop/pd-place.h"
#include "store/pd-store-records.h"
#include "sync/pd-sync-blobs.h"

G_BEGIN_DECLS

#define PD_TYPE_RECORD_VIEW (pd_record_view_get_type ())
G_DECLARE_FINAL_TYPE (PdRecordView, pd_record_view, PD, RECORD_VIEW, GtkWidget)

GtkWidget *pd_record_view_new (const PdPlace *place, PdStore *store);
void pd_record_view_show (PdRecordView *self, const char *record_id);
void pd_record_view_show_several (PdRecordView *self, guint n);
PdRecord *pd_record_view_get_record (PdRecordView *self);
const char *pd_record_view_get_pending_command (PdRecordView *self);
PdRowState pd_record_view_get_row_state (PdRecordView *self);
gboolean pd_record_view_is_total_changed (PdRecordView *self);
void pd_record_view_set_blobs (PdRecordView *self, PdSyncBlobs *blobs);
void pd_record_view_set_role (PdRecordView *self, const char *role);
void pd_record_view_explain_issue (PdRecordView *self, const char *why_not);
void pd_record_view_set_can_go_back (PdRecordView *self, gboolean can_go_back);

G_END_DECLS
