/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "document/pd-sheet.h"

G_BEGIN_DECLS

gboolean pd_ctl_order_import (PdCtl *ctl, GError **error);
PdSheetBook *pd_ctl_load_book (PdCtl *ctl, const char *path, GError **error);

G_END_DECLS
