/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-private.h"

G_BEGIN_DECLS

/* chain(0): before the first change of a tenant. */
#define PD_PLATFORM_CHAIN_START "00000000000000000000000000000000"

/** PdPlatformHead: where a tenant's history is. */
typedef struct
{
  gint64 sequence;
  char chain[33];
  char epoch[33];
} PdPlatformHead;

char *pd_platform_cursor_to_text (const PdPlatformHead *head, gint64 sequence, const char *chain);
gboolean
pd_platform_get_head (PdPlatform *platform, const char *tenant, PdPlatformHead *head, GError **error);
gboolean pd_platform_read_record (PdPlatform *platform,
                                  const char *tenant,
                                  const PdRecordType *type,
                                  const char *id,
                                  PdRecord **record,
                                  GError **error);
gboolean
pd_platform_read_company (PdPlatform *platform, const char *tenant, PdRecord **company, GError **error);
gboolean pd_platform_write_record (PdPlatformChange *change, PdRecord *record, GError **error);

G_END_DECLS
