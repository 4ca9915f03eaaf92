/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl-arguments.h"
#include "store/pd-store-list.h"

G_BEGIN_DECLS

gboolean pd_ctl_order_filter (const PdCtlArguments *arguments, PdStoreQuery *query, GError **error);

G_END_DECLS
