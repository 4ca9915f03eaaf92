/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_signer_list (PdCtl *ctl, GError **error);
gboolean pd_ctl_signer_trust (PdCtl *ctl, GError **error);
gboolean pd_ctl_signer_distrust (PdCtl *ctl, GError **error);

G_END_DECLS
