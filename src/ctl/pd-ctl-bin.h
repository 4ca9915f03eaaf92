/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_bin_list (PdCtl *ctl, GError **error);
gboolean pd_ctl_bin_show (PdCtl *ctl, GError **error);
gboolean pd_ctl_bin_restore (PdCtl *ctl, GError **error);
gboolean pd_ctl_bin_empty (PdCtl *ctl, GError **error);

G_END_DECLS
