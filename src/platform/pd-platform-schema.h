/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-sql.h"

G_BEGIN_DECLS

gboolean pd_platform_schema_migrate (PdPlatformSql *sql, GError **error);

G_END_DECLS
