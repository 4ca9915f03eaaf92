/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a machine's clock says while its code runs; 0: the real one. */
void sim_clock_set (gint64 now);

G_END_DECLS
