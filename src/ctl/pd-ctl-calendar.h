/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_calendar_read_year (PdCtl *ctl, guint *year, GError **error);
gboolean pd_ctl_calendar (PdCtl *ctl, GError **error);

G_END_DECLS
