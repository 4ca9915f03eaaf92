/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_invoice_reverse (PdCtl *ctl, GError **error);
gboolean pd_ctl_order_return (PdCtl *ctl, GError **error);
gboolean pd_ctl_red_form_delete (PdCtl *ctl, GError **error);
gboolean pd_ctl_red_form_command (PdCtl *ctl, GError **error);

G_END_DECLS
