/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sync/pd-sync-engine.h"

G_BEGIN_DECLS

const char *pd_sync_failure_name (PdSyncFailure failure);
PdSyncFailure pd_sync_failure_from_name (const char *name);
const char *pd_sync_failure_words (PdSyncFailure failure);
const char *pd_sync_failure_sentence (PdSyncFailure failure);
GError *pd_sync_failure_error (PdSyncFailure failure, const char *detail);
PdSyncFailure pd_sync_failure_from_status (guint status, const char *code, gboolean is_platform);
PdSyncFailure pd_sync_failure_from_error (const GError *error);

/** PdSyncTrouble: why the last attempt failed, as the cache remembers it. */
typedef struct
{
  PdSyncFailure failure;
  gint64 at;           /* microseconds since 1970 */
  gint64 next_try;     /* 0: none was planned */
  const char *message; /* a sentence */
} PdSyncTrouble;

char *pd_sync_trouble_to_text (const PdSyncTrouble *trouble);
gboolean pd_sync_trouble_from_text (const char *text, PdSyncTrouble *trouble);

const char *pd_sync_parked_code (PdSyncFailure failure);
const char *pd_sync_parked_sentence (PdSyncFailure failure);

/* Clocks further apart than this are worth a word; sync itself does not depend on them. */
#define PD_SYNC_CLOCK_TOLERANCE (10 * G_TIME_SPAN_MINUTE)

char *pd_sync_clock_sentence (gint64 here, gint64 there);
PdSyncFailure pd_sync_certificate_failure (GTlsCertificateFlags flags, gint64 now, gint64 last_success);
char *pd_sync_certificate_sentence (GTlsCertificateFlags flags,
                                    GTlsCertificate *certificate,
                                    gint64 now,
                                    gint64 last_success);

G_END_DECLS
