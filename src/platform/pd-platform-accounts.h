/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

/* OWASP asks for 600 000 with a GPU in mind; a sign-in here is rare, rate-limited and takes the server's one thread. */
#define PD_PLATFORM_PASSWORD_ITERATIONS 210000
#define PD_PLATFORM_PASSWORD_MIN 8
#define PD_PLATFORM_PASSWORD_MAX 256

/* How long a token works: a clerk may be a month away from the network. */
#define PD_PLATFORM_TOKEN_LIFE (30 * G_TIME_SPAN_DAY)

/** PdPlatformSignIn: how a sign-in ended. */
typedef enum
{
  PD_PLATFORM_SIGN_IN_OK,
  PD_PLATFORM_SIGN_IN_WRONG,     /* user or password; which one is not told */
  PD_PLATFORM_SIGN_IN_TOO_OFTEN, /* wait */
  PD_PLATFORM_SIGN_IN_FAILED,    /* the platform's own fault: an error is set */
} PdPlatformSignIn;

char *
pd_platform_add_tenant (PdPlatform *platform, const char *name, const PdRecord *company, GError **error);
gboolean pd_platform_find_tenant (PdPlatform *platform, const char *name_or_id, char **id, GError **error);
gboolean pd_platform_set_role (PdPlatform *platform,
                               const char *tenant,
                               const char *name,
                               PdPlatformRole role,
                               GError **error);
char *pd_platform_add_user (PdPlatform *platform,
                            const char *tenant,
                            const char *name,
                            PdPlatformRole role,
                            const char *password,
                            GError **error);
PdPlatformSignIn pd_platform_sign_in (PdPlatform *platform,
                                      const char *tenant,
                                      const char *user,
                                      const char *password,
                                      const char *peer,
                                      PdPlatformSession **session,
                                      guint *wait_seconds,
                                      GError **error);
char *pd_platform_issue_token (PdPlatform *platform,
                               const PdPlatformSession *session,
                               const char *device,
                               gint64 *expires_at,
                               GError **error);
gboolean pd_platform_revoke_token (PdPlatform *platform, const PdPlatformSession *session, GError **error);
gboolean pd_platform_find_session (PdPlatform *platform,
                                   const char *authorization,
                                   PdPlatformSession **session,
                                   GError **error);

G_END_DECLS
