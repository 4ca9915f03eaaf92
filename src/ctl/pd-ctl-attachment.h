/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_attachment_add (PdCtl *ctl, GError **error);
gboolean pd_ctl_attachment_list (PdCtl *ctl, GError **error);
gboolean pd_ctl_attachment_get (PdCtl *ctl, GError **error);
gboolean pd_ctl_attachment_remove (PdCtl *ctl, GError **error);

G_END_DECLS
