/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-ledger.h"

G_BEGIN_DECLS

gboolean pd_platform_read_form (PdPlatform *platform,
                                const char *tenant,
                                const char *id,
                                PdRecord **form,
                                GError **error);
gboolean pd_platform_tell_form_sent (PdPlatformChange *change,
                                     const PdPlatformEntry *entry,
                                     PdRecord *form,
                                     GError **error);
gboolean
pd_platform_tell_form_waiting (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error);
gboolean
pd_platform_tell_form_released (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error);
gboolean
pd_platform_tell_form_stranger (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error);
gboolean
pd_platform_tell_form_interrupted (PdPlatformChange *change, const PdPlatformEntry *entry, GError **error);
gboolean pd_platform_finish_form (PdPlatformChange *change,
                                  const PdPlatformEntry *entry,
                                  const PdGatewayAnswer *answer,
                                  GError **error);
char *pd_platform_red_invoice_id (const char *tenant, const char *form);

G_END_DECLS
