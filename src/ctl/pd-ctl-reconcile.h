/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_reconcile (PdCtl *ctl, GError **error);
gboolean pd_ctl_reconcile_find (PdCtl *ctl, GError **error);
gboolean pd_ctl_reconcile_give_back (PdCtl *ctl, GError **error);
gboolean pd_ctl_reconcile_forget (PdCtl *ctl, GError **error);

G_END_DECLS
