/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "model/pd-record.h"

G_BEGIN_DECLS

void pd_ctl_order_way_json (PdCtl *ctl, const PdRecord *order, const char *pending_command);
void pd_ctl_order_way_print (PdCtl *ctl, const PdRecord *order, const char *pending_command);
gboolean pd_ctl_order_ways (PdCtl *ctl, GError **error);

G_END_DECLS
