/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *pd_sync_complete_address (const char *text, GError **error);
gboolean pd_sync_is_local (const char *server);

G_END_DECLS
