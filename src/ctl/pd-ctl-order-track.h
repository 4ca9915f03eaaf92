/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

gboolean pd_ctl_order_track_file (PdCtl *ctl, const char *path, GError **error);

G_END_DECLS
