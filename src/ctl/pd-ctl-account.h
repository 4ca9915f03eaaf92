/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "sync/pd-sync-account.h"

G_BEGIN_DECLS

gboolean pd_ctl_sign_in (PdCtl *ctl, GError **error);
gboolean pd_ctl_sign_out (PdCtl *ctl, GError **error);
gboolean pd_ctl_load_account (PdCtl *ctl, PdSyncAccount **account, GError **error);
gboolean pd_ctl_check_permission (PdCtl *ctl, const char *action, const PdRecordType *type, GError **error);
gboolean pd_ctl_check_right (PdCtl *ctl, const char *action, const char *object, GError **error);

G_END_DECLS
