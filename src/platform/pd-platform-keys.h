/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-ledger.h"

G_BEGIN_DECLS

/** PdPlatformKeyChoice: which key an order is to be submitted under, see pd_platform_choose_key(). */
typedef struct
{
  char *key;
  guint generation;
  gboolean retry; /* the provider keeps a failure of the very same content under it */
  gboolean asks;  /* the provider may have something else under it, or under the next one */
} PdPlatformKeyChoice;

gboolean pd_platform_choose_key (PdPlatformChange *change,
                                 const char *seller_tax_number,
                                 const char *order,
                                 const char *payload_hash,
                                 PdPlatformKeyChoice *choice,
                                 GError **error);
gboolean pd_platform_take_next_key (PdPlatformChange *change,
                                    const PdPlatformEntry *entry,
                                    const char *seller_tax_number,
                                    char **key,
                                    GError **error);
gboolean pd_platform_doubt_submissions (PdPlatform *platform, const char *tenant, GError **error);

G_END_DECLS
