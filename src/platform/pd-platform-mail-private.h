/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-mail-message.h"
#include "platform/pd-platform-mail-settings.h"
#include "platform/pd-platform-mail.h"

G_BEGIN_DECLS

/* Between two tries of one mail. */
#define PD_PLATFORM_MAIL_LONGEST_WAIT (2 * G_TIME_SPAN_HOUR)

struct _PdPlatformMail
{
  char *tenant;
  char *delivery_id;
  gint64 generation;
  gint64 attempts; /* with this one */
  gint64 first_at; /* when this generation was tried first; 0 before */
  gint64 dated_at; /* the Date of the mail; 0 before */
  char *message_id;
  PdRecord *delivery; /* (owned) */
  PdRecord *invoice;  /* (owned) (nullable) */
  GPtrArray *files;   /* (owned) of PdMailFile */
  PdPlatformMailSettings settings;
  PdMailServer server;
  PdMailTransport transport;
  gpointer transport_data;
  PdMailAnswer *answer; /* (owned) (nullable) NULL until it ran */
};

gboolean pd_platform_mail_set_delivery (PdPlatformChange *change,
                                        PdRecord *delivery,
                                        const char *state,
                                        const char *reason,
                                        GError **error);
gboolean pd_platform_mail_set_row (PdPlatform *platform,
                                   const char *tenant,
                                   const char *delivery,
                                   const char *state,
                                   gint64 next_at,
                                   GError **error);
gboolean pd_platform_mail_take_up_expired (PdPlatform *platform, GError **error);
gboolean pd_platform_mail_hold (PdPlatform *platform,
                                const PdPlatformMail *mail,
                                gboolean needs_person,
                                const char *reason,
                                GError **error);

G_END_DECLS
