/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_order_pay (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_reverse_payment (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_payments (PdCtl *ctl, GError **error);

G_END_DECLS
