/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"

G_BEGIN_DECLS

GBytes *pd_ctl_load_file (const char *path, GError **error);
gboolean pd_ctl_invoice_read (PdCtl *ctl, GError **error);

G_END_DECLS
