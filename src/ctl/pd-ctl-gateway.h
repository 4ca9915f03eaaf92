/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_bureau_disconnect (PdCtl *ctl, GError **error);
gboolean pd_ctl_bureau_connect (PdCtl *ctl, GError **error);
gboolean pd_ctl_bureau_connection (PdCtl *ctl, GError **error);

G_END_DECLS
