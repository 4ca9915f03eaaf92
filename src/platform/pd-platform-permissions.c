/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-permissions.h"

#define CLERK PD_PLATFORM_ROLE_CLERK
#define REVIEWER PD_PLATFORM_ROLE_REVIEWER
#define FINANCE PD_PLATFORM_ROLE_FINANCE
#define ADMIN PD_PLATFORM_ROLE_ADMIN
#define ENTERS (CLERK | FINANCE | ADMIN)
#define ALL (CLERK | REVIEWER | FINANCE | ADMIN)

static const struct
{
  PdPlatformRole role;
  const char *name;
} roles[] = {
  { CLERK, "clerk" },
  { REVIEWER, "reviewer" },
  { FINANCE, "finance" },
  { ADMIN, "admin" },
};

/* Who may do what. What is not here nobody may. Reading a tenant's records is every signed-in user's. */
static const struct
{
  const char *object;
  const char *action;
  guint roles;
} permissions[] = {
  { "order", "create", ENTERS },
  { "order", "patch", ALL },
  { "order", "delete", ENTERS },
  { "order", "cancel", ALL },
  { "order", "reopen", ALL },
  { "order", "issue", FINANCE | ADMIN },
  { "invoice", "patch", REVIEWER | FINANCE | ADMIN },
  { "buyer", "create", ENTERS },
  { "buyer", "patch", ENTERS },
  { "buyer", "delete", ENTERS },
  { "good", "create", ENTERS },
  { "good", "patch", ENTERS },
  { "good", "delete", ENTERS },
  { "file", "put", ENTERS },
  { "metrics", "get", ADMIN },
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
 * @action: "create", "patch", "delete", or a command's name
 * @object: a record type's name, "file" or "metrics"
 */
gboolean
pd_platform_role_may (PdPlatformRole role, const char *action, const char *object)
{
  for (guint index = 0; index < G_N_ELEMENTS (permissions); index++)
    if (g_str_equal (permissions[index].object, object) && g_str_equal (permissions[index].action, action))
      return (permissions[index].roles & role) != 0;
  return FALSE;
}
