/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/pd-order-flow.h"

G_BEGIN_DECLS

#define PD_STEP_SEVERAL "several-"

GPtrArray *pd_step_menu_commands (void);
GMenuModel *pd_step_menu_for_several (void);

G_END_DECLS
