/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_filing_move (PdCtl *ctl, GError **error);
gboolean pd_ctl_filing_reset (PdCtl *ctl, GError **error);
gboolean pd_ctl_filing_done (PdCtl *ctl, GError **error);
gboolean pd_ctl_filing_reopen (PdCtl *ctl, GError **error);
gboolean pd_ctl_holiday_list (PdCtl *ctl, GError **error);
gboolean pd_ctl_holiday_add (PdCtl *ctl, GError **error);
gboolean pd_ctl_holiday_remove (PdCtl *ctl, GError **error);

G_END_DECLS
