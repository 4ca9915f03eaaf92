/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_stock_levels (PdCtl *ctl, GError **error);
gboolean pd_ctl_stock_write (PdCtl *ctl, GError **error);
gboolean pd_ctl_stock_reverse (PdCtl *ctl, GError **error);
gboolean pd_ctl_stock_moves (PdCtl *ctl, GError **error);
gboolean pd_ctl_stock_tell_short (PdCtl *ctl, GPtrArray *orders, GError **error);
gboolean pd_ctl_stock_short (PdCtl *ctl, GError **error);

G_END_DECLS
