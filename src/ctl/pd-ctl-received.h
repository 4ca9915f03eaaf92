/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_received_take_in (PdCtl *ctl, GError **error);
gboolean pd_ctl_received_verify (PdCtl *ctl, GError **error);
gboolean pd_ctl_received_command (PdCtl *ctl, GError **error);
gboolean pd_ctl_received_check_archive (PdCtl *ctl, GError **error);

G_END_DECLS
