/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-permissions.h"

#include "model/pd-permission.h"

#define CLERK PD_PLATFORM_ROLE_CLERK
#define REVIEWER PD_PLATFORM_ROLE_REVIEWER
#define FINANCE PD_PLATFORM_ROLE_FINANCE
#define ADMIN PD_PLATFORM_ROLE_ADMIN
#define WAREHOUSE PD_PLATFORM_ROLE_WAREHOUSE
#define TECHNICIAN PD_PLATFORM_ROLE_TECHNICIAN
#define SUPPORT PD_PLATFORM_ROLE_SUPPORT

static const struct
{
  PdPlatformRole role;
  const char *name;
} roles[] = {
  { CLERK, "clerk" },         { REVIEWER, "reviewer" },     { FINANCE, "finance" }, { ADMIN, "admin" },
  { WAREHOUSE, "warehouse" }, { TECHNICIAN, "technician" }, { SUPPORT, "support" },
};

/** pd_platform_role_parse: @name: (nullable): a role's name. Returns: NONE for a name that is no role's */
PdPlatformRole
pd_platform_role_parse (const char *name)
{
  for (guint index = 0; index < G_N_ELEMENTS (roles); index++)
    if (g_strcmp0 (roles[index].name, name) == 0)
      return roles[index].role;
  return PD_PLATFORM_ROLE_NONE;
}

const char *
pd_platform_role_name (PdPlatformRole role)
{
  for (guint index = 0; index < G_N_ELEMENTS (roles); index++)
    if (roles[index].role == role)
      return roles[index].name;
  return "none";
}

/**
 * pd_platform_role_may:
 * @action: "read", "create", "patch", "delete", or a command's name
 * @object: a record type's name, "file" or "metrics"
 */
gboolean
pd_platform_role_may (PdPlatformRole role, const char *action, const char *object)
{
  return pd_permission_has (pd_platform_role_name (role), action, object);
}
