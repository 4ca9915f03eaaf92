/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim.h"

G_BEGIN_DECLS

GArray *sim_shrink (const SimOptions *options, const GArray *plan, const char *violation);

G_END_DECLS
