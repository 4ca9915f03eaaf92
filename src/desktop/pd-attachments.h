/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/pd-attachment.h"
#include "sync/pd-sync-blobs.h"

G_BEGIN_DECLS

#define PD_TYPE_ATTACHMENTS (pd_attachments_get_type ())
G_DECLARE_FINAL_TYPE (PdAttachments, pd_attachments, PD, ATTACHMENTS, GtkWidget)

GtkWidget *pd_attachments_new (PdStore *store);
void pd_attachments_set_blobs (PdAttachments *self, PdSyncBlobs *blobs);
void pd_attachments_set_role (PdAttachments *self, const char *role);
void pd_attachments_show (PdAttachments *self, const PdRecord *record);
void pd_attachments_add_files (PdAttachments *self, GSList *files);

G_END_DECLS
