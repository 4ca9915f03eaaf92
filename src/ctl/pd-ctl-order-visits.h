/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl-order-fact.h"

G_BEGIN_DECLS

gboolean pd_ctl_order_warn_of_clashes (PdCtlFact *fact, const PdRecord *visit, GError **error);
gboolean pd_ctl_order_visits (PdCtl *ctl, GError **error);

G_END_DECLS
