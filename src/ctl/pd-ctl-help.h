/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

void pd_ctl_help (PdCtl *ctl);

G_END_DECLS
