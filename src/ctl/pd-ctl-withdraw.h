/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

gboolean pd_ctl_withdraw_unsent (PdStoreSession *session,
                                 const PdRecordType *type,
                                 const char *id,
                                 const char *command,
                                 gboolean *withdrawn,
                                 GError **error);
gboolean pd_ctl_order_withdraw (PdCtl *ctl, GError **error);

G_END_DECLS
