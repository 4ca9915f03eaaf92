/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** PdPlatformRole: what a user is; one each. */
typedef enum
{
  PD_PLATFORM_ROLE_NONE = 0,
  PD_PLATFORM_ROLE_CLERK = 1 << 0,
  PD_PLATFORM_ROLE_REVIEWER = 1 << 1,
  PD_PLATFORM_ROLE_FINANCE = 1 << 2,
  PD_PLATFORM_ROLE_ADMIN = 1 << 3,
  PD_PLATFORM_ROLE_WAREHOUSE = 1 << 4,
  PD_PLATFORM_ROLE_TECHNICIAN = 1 << 5,
  PD_PLATFORM_ROLE_SUPPORT = 1 << 6,
} PdPlatformRole;

PdPlatformRole pd_platform_role_parse (const char *name);
const char *pd_platform_role_name (PdPlatformRole role);
gboolean pd_platform_role_may (PdPlatformRole role, const char *action, const char *object);

G_END_DECLS
