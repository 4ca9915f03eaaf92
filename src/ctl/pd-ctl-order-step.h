/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_order_step (PdCtl *ctl, GError **error);
gboolean pd_ctl_is_refusal (const GError *error);

G_END_DECLS
