/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "store/pd-store-list.h"

G_BEGIN_DECLS

char *pd_ctl_find_id (PdStoreSession *session, const PdRecordType *type, const char *name, GError **error);
PdRecord *pd_ctl_find (PdStoreSession *session, const PdRecordType *type, const char *name, GError **error);
void
pd_ctl_set_several (GPtrArray *records, const PdRecordType *type, const char *name, guint n, GError **error);

G_END_DECLS
