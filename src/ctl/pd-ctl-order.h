/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "store/pd-store-records.h"

G_BEGIN_DECLS

gboolean pd_ctl_order_new (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_edit (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_copy (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_use_template (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_command (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_check (PdCtl *ctl, const PdRecord *before, const PdRecord *order, GError **error);
gboolean
pd_ctl_order_check_waiting (PdStoreSession *session, const char *id, const char *name, GError **error);

G_END_DECLS
