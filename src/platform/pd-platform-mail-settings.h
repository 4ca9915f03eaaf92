/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-mail-smtp.h"
#include "platform/pd-platform.h"

G_BEGIN_DECLS

/* What the password of a tenant's mail server is stored under, see pd_platform_set_secret(). */
#define PD_PLATFORM_MAIL_SECRET "mail"

/** PdPlatformMailSettings: a tenant's mail server, and how it goes there. */
typedef struct
{
  char *host;
  guint port;
  PdMailSecurity security;
  char *sender;      /* the address that mail comes from */
  char *sender_name; /* (nullable) NULL: the seller's */
  char *user;        /* (nullable) NULL: without signing in */
  char *authority;   /* (nullable) a PEM file of certificate authorities instead of the system's */
  char *language;    /* of mail for which nobody asked for another */
  gboolean has_password;

  gint64 changed_at;
  gint64 next_at; /* microseconds, UTC: no mail is handed in before */
  guint failures; /* in a row */
  char *reason;   /* (nullable) why */
} PdPlatformMailSettings;

void pd_platform_mail_settings_clear (PdPlatformMailSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PdPlatformMailSettings, pd_platform_mail_settings_clear)

/**
 * PdPlatformMailAuthor: who writes settings.
 * @PD_PLATFORM_MAIL_ADMINISTRATOR: a tenant's, from afar: what reaches into the platform's own machine is not theirs
 * @PD_PLATFORM_MAIL_OPERATOR: who runs the platform, on its machine
 */
typedef enum
{
  PD_PLATFORM_MAIL_ADMINISTRATOR,
  PD_PLATFORM_MAIL_OPERATOR,
} PdPlatformMailAuthor;

const char *pd_mail_security_name (PdMailSecurity security);
gboolean pd_mail_security_parse (const char *name, PdMailSecurity *security);
gboolean pd_platform_check_mail_settings (const PdPlatformMailSettings *settings,
                                          PdPlatformMailAuthor author,
                                          const char **field,
                                          GError **error);
gboolean pd_platform_get_mail_settings (PdPlatform *platform,
                                        const char *tenant,
                                        PdPlatformMailSettings *settings,
                                        gboolean *found,
                                        GError **error);
gboolean pd_platform_set_mail_settings (PdPlatform *platform,
                                        const char *tenant,
                                        const PdPlatformMailSettings *settings,
                                        const char *password,
                                        GError **error);
gboolean pd_platform_forget_mail_settings (PdPlatform *platform, const char *tenant, GError **error);
gboolean pd_platform_mail_server (PdPlatform *platform,
                                  const char *tenant,
                                  const PdPlatformMailSettings *settings,
                                  PdMailServer *server,
                                  GError **error);

G_END_DECLS
