/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GBytes *pd_wire_gzip (GBytes *bytes);

G_END_DECLS
