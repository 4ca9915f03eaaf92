/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-jumdata.h"
#include "platform/pd-platform.h"

G_BEGIN_DECLS

/* What the secret of a tenant's application is stored under, see pd_platform_set_secret(). */
#define PD_PLATFORM_VERIFY_SECRET "verify"

/** PdPlatformVerifySettings: a tenant's connection to 聚美智数, and how it goes there. */
typedef struct
{
  char *app_id;
  char *url;       /* (nullable) NULL: PD_JUMDATA_URL; on the platform's machine alone */
  char *authority; /* (nullable) a PEM file of certificate authorities instead of the system's */
  gboolean has_secret;

  gint64 next_at; /* microseconds, UTC: nothing is asked before */
  guint failures; /* in a row */
  char *reason;   /* (nullable) why */
} PdPlatformVerifySettings;

void pd_platform_verify_settings_clear (PdPlatformVerifySettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdPlatformVerifySettings, pd_platform_verify_settings_clear)

gboolean pd_platform_check_verify_settings (const PdPlatformVerifySettings *settings,
                                            const char **field,
                                            GError **error);
gboolean pd_platform_get_verify_settings (PdPlatform *platform,
                                          const char *tenant,
                                          PdPlatformVerifySettings *settings,
                                          gboolean *found,
                                          GError **error);
gboolean pd_platform_set_verify_settings (PdPlatform *platform,
                                          const char *tenant,
                                          const PdPlatformVerifySettings *settings,
                                          const char *secret,
                                          GError **error);
gboolean pd_platform_forget_verify_settings (PdPlatform *platform, const char *tenant, GError **error);
PdJumdata *pd_platform_verify_adapter (PdPlatform *platform,
                                       const char *tenant,
                                       const PdPlatformVerifySettings *settings,
                                       GError **error);

G_END_DECLS
