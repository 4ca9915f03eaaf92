/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "platform/pd-platform-ledger.h"

G_BEGIN_DECLS

/** Characters of what is kept of a provider's words. */
#define PD_PLATFORM_REASON_LENGTH 480

/** PdPlatformNews: what is to be told of an invoice or a red-letter form, as people read it. */
typedef struct
{
  const char *state; /* (nullable): stays */
  const char *stage; /* (nullable) of an invoice's timeline */
  const char *next;
  gint64 next_at; /* microseconds; 0: nobody knows */
  const char *reason;
  const char *code;  /* of an invoice: the provider's own */
  gboolean is_plain; /* the state says it all: the provider's own words for it are not repeated */
} PdPlatformNews;

char *pd_platform_shorten_words (const char *text);
gboolean pd_platform_tell (PdPlatformChange *change,
                           PdRecord *record,
                           const PdRecord *before,
                           const PdPlatformNews *news,
                           GError **error);
gboolean pd_platform_has_last_stage (const PdRecord *invoice, const char *stage);
gint64 pd_platform_back_off (const PdPlatformEntry *entry, const PdGatewayAnswer *answer);
gboolean pd_platform_ask_quota_soon (PdPlatformChange *change, GError **error);

G_END_DECLS
