/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doubles/nuonuo-double-private.h"

G_BEGIN_DECLS

/**
 * NuonuoReady: whether the bureau makes an invoice now.
 * @NUONUO_READY: it does
 * @NUONUO_READY_WAIT: when the drawer has signed in
 * @NUONUO_READY_FAIL: it refuses, with a sentence
 */
typedef enum
{
  NUONUO_READY,
  NUONUO_READY_WAIT,
  NUONUO_READY_FAIL,
} NuonuoReady;

gboolean nuonuo_session_signed_in (NuonuoDouble *self, const char *seller, const char *extension, gint64 now);
NuonuoReady nuonuo_session_ready (NuonuoDouble *self,
                                  const char *seller,
                                  const char *content,
                                  gint64 net,
                                  gint64 now,
                                  char **cause);
void nuonuo_session_spend (NuonuoDouble *self, const char *seller, gint64 net, gint64 tax, gint64 now);
void nuonuo_session_set (NuonuoDouble *self,
                         const char *seller,
                         const char *extension,
                         const char *column,
                         const char *value);
void
nuonuo_session_sign (NuonuoDouble *self, const char *seller, const char *extension, gboolean in, gint64 now);
gboolean nuonuo_session_scan (NuonuoDouble *self,
                              const char *seller,
                              const char *extension,
                              gboolean good,
                              const char *message,
                              gint64 now);
void nuonuo_session_turn_month (NuonuoDouble *self, const char *seller, gint64 now);

void nuonuo_session_certification (NuonuoCall *call);
void nuonuo_session_qr_code (NuonuoCall *call);
void nuonuo_session_verify (NuonuoCall *call);
void nuonuo_session_credit_line (NuonuoCall *call);

G_END_DECLS
