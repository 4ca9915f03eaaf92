/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_order_visit (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_sign_off (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_contact (PdCtl *ctl, GError **error);

G_END_DECLS
