/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-record-list.h"
#include "desktop/pd-record-view.h"

G_BEGIN_DECLS

#define PD_TYPE_RECORD_PAGE (pd_record_page_get_type ())
G_DECLARE_FINAL_TYPE (PdRecordPage, pd_record_page, PD, RECORD_PAGE, GtkWidget)

#define PD_RECORD_PAGE_LIST "list"

GtkWidget *pd_record_page_new (const PdPlace *place, PdStore *store);
const PdPlace *pd_record_page_get_place (PdRecordPage *self);
PdRecordList *pd_record_page_get_list (PdRecordPage *self);
PdRecordView *pd_record_page_get_view (PdRecordPage *self);
void pd_record_page_show_record (PdRecordPage *self, const char *record_id);
gboolean pd_record_page_is_folded (PdRecordPage *self);
void pd_record_page_add_mode (PdRecordPage *self, const char *name, GtkWidget *mode);
void pd_record_page_set_mode (PdRecordPage *self, const char *name);
const char *pd_record_page_get_mode (PdRecordPage *self);
gboolean pd_record_page_shows_record (PdRecordPage *self);
gboolean pd_record_page_go_back (PdRecordPage *self);

G_END_DECLS
