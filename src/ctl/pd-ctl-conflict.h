/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "store/pd-store-conflicts.h"

G_BEGIN_DECLS

gboolean pd_ctl_conflict_list (PdCtl *ctl, GError **error);
gboolean pd_ctl_conflict_show (PdCtl *ctl, GError **error);
gboolean pd_ctl_conflict_resolve (PdCtl *ctl, GError **error);

G_END_DECLS
