/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desktop/pd-record-page.h"
#include "sync/pd-sync-service.h"

G_BEGIN_DECLS

#define PD_TYPE_WINDOW (pd_window_get_type ())
G_DECLARE_FINAL_TYPE (PdWindow, pd_window, PD, WINDOW, AdwApplicationWindow)

PdWindow *pd_window_new (AdwApplication *application);
void pd_window_set_store (PdWindow *self, PdStore *store, PdSyncService *service);
PdSyncService *pd_window_get_service (PdWindow *self);
PdRecord *pd_window_get_record (PdWindow *self);
PdStore *pd_window_get_store (PdWindow *self);
void pd_window_offer_unsaved (PdWindow *self);
void pd_window_show_trouble (PdWindow *self, const GError *error, const char *path);
void pd_window_show_place (PdWindow *self, const char *name);
void pd_window_show_record (PdWindow *self, const PdRecordType *type, const char *record_id);
PdRecordPage *pd_window_get_page (PdWindow *self);
AdwToast *pd_window_add_toast (PdWindow *self, const char *text);

G_END_DECLS
