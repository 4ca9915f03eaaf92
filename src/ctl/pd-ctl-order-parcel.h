/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_order_parcel (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_unpack (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_track (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_claim (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_came_back (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_replace (PdCtl *ctl, GError **error);

G_END_DECLS
