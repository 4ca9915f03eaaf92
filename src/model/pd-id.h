/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Characters of a line's position. */
#define PD_POSITION_MAX 64

char *pd_id_new (gint64 now);
char *pd_id_at (gint64 now, const guint8 digest[16]);
char *pd_id_from_digest (const guint8 digest[16]);
gint64 pd_id_get_time (const char *id);
gboolean pd_id_is_valid (const char *id);
char *pd_position_between (const char *before, const char *after);

G_END_DECLS
