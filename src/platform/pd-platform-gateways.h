/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform.h"

G_BEGIN_DECLS

/* What the provider's secrets are kept under, see pd_platform_set_secret(). */
#define PD_PLATFORM_GATEWAY_SECRET "gateway/nuonuo"
#define PD_PLATFORM_GATEWAY_TOKEN "gateway/nuonuo-token"

/** PdPlatformGatewaySettings: a tenant's own connection to a provider; without one it has the platform's, if any. */
typedef struct
{
  char *kind; /* "nuonuo" */
  char *app_key;
  char *clerk;        /* (nullable) 开票员 as signed in at the bureau; else the company's drawer */
  char *extension;    /* (nullable) 分机号 */
  gint64 pace;        /* microseconds between two calls; 0: what the provider asks for */
  char *services_url; /* (nullable) the provider's own; whoever runs the platform may say otherwise */
  char *token_url;    /* (nullable) */
  gboolean has_secret;
  gint64 changed_at;
} PdPlatformGatewaySettings;

void pd_platform_gateway_settings_clear (PdPlatformGatewaySettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdPlatformGatewaySettings, pd_platform_gateway_settings_clear)

PdGateway *pd_platform_find_gateway (PdPlatform *platform, const char *tenant);
gboolean pd_platform_check_gateway_settings (const PdPlatformGatewaySettings *settings,
                                             const char **field,
                                             GError **error);
gboolean pd_platform_get_gateway_settings (PdPlatform *platform,
                                           const char *tenant,
                                           PdPlatformGatewaySettings *settings,
                                           gboolean *found,
                                           GError **error);
gboolean pd_platform_set_gateway_settings (PdPlatform *platform,
                                           const char *tenant,
                                           const PdPlatformGatewaySettings *settings,
                                           const char *secret,
                                           GError **error);
gboolean pd_platform_forget_gateway_settings (PdPlatform *platform, const char *tenant, GError **error);
gboolean pd_platform_remove_gateway (PdPlatform *platform, const char *tenant, GError **error);

G_END_DECLS
