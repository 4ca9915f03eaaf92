/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GIOStream *pd_platform_hang_up_stream_new (GIOStream *base);
void pd_platform_hang_up_stream_rest (GIOStream *stream);

G_END_DECLS
