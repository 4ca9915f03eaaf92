/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_device_new (PdCtl *ctl, GError **error);
gboolean pd_ctl_device_history (PdCtl *ctl, GError **error);
gboolean pd_ctl_device_note (PdCtl *ctl, GError **error);

G_END_DECLS
