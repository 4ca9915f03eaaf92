/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-http.h"
#include "gateway/pd-gateway.h"

G_BEGIN_DECLS

#define PD_NUONUO_SERVICES_URL "https://sdk.nuonuo.com/open/v1/services"
#define PD_NUONUO_TOKEN_URL "https://open.nuonuo.com/accessToken"

/** PdNuonuoOptions: a connection to 诺税通. Texts are copied. Zero and %NULL where nothing is said. */
typedef struct
{
  const char *services_url; /* (nullable): PD_NUONUO_SERVICES_URL */
  const char *token_url;    /* (nullable): PD_NUONUO_TOKEN_URL */
  const char *app_key;
  const char *app_secret; /* in memory alone; the platform's secret store keeps it */
  const char *tax_number; /* of the seller */
  const char *clerk;      /* (nullable) 开票员, as signed in at the bureau; else the invoice's drawer */
  const char *extension;  /* (nullable) 分机号: which account of the bureau */
  const char *token;      /* (nullable) one that never ends, so that none is asked for */
  gint64 pace;            /* microseconds between two requests; 0: 6 s; negative: none */
  guint at_once;          /* 0: 1 */

  const char *book_path; /* where tokens and what is used up of limits are kept */

  /* For tests and the simulator. */
  const char *authority_file;        /* (nullable) PEM of the authority to trust */
  PdGatewayTransport transport;      /* zero: HTTPS */
  gint64 (*now) (gpointer data);     /* (nullable) microseconds, UTC */
  guint32 (*random) (gpointer data); /* (nullable) */
  /* (nullable) Waits so many microseconds of that clock. FALSE when it was called off. */
  gboolean (*wait) (gpointer data, gint64 time, GCancellable *cancellable);
  gpointer data; /* for the three */
} PdNuonuoOptions;

PdGateway *pd_nuonuo_gateway_new (const PdNuonuoOptions *options, GError **error);
char *pd_nuonuo_sign (const char *app_secret,
                      const char *app_key,
                      const char *senid,
                      const char *nonce,
                      gint64 timestamp,
                      const char *body);

G_END_DECLS
