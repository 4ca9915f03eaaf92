/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doubles/nuonuo-double.h"
#include "gateway/pd-gateway-http.h"
#include "gateway/pd-nuonuo.h"

G_BEGIN_DECLS

#define PROVIDER_SELLER "91320115MA202UKD7X"
#define PROVIDER_BUYER "91330106MA2CFLDG4R"
#define PROVIDER_START G_GINT64_CONSTANT (1798776000000000) /* 2027-01-01 12:00 in China */

/** Nuonuo: the adapter and the provider's double in one process, on a clock that stands still unless told. */
typedef struct
{
  char *folder;
  char *book;
  NuonuoDouble *provider;
  PdGateway *gateway;
  gint64 now; /* microseconds, UTC */
  guint seed;
  gboolean is_down; /* nobody can be reached: nothing is sent */
  guint n_requests;
  char *last_body;  /* of the last request */
  char *last_token; /* that a request held */
  GMutex mutex;     /* the double serves one at a time */
} Nuonuo;

void provider_set_up (Nuonuo *test, gconstpointer data);
void provider_tear_down (Nuonuo *test, gconstpointer data);
PdGatewayTransport provider_transport (Nuonuo *test);
gint64 provider_now (gpointer test);
void provider_restart (Nuonuo *test);
void provider_restart_at_pace (Nuonuo *test, gint64 pace);
void provider_restart_with (Nuonuo *test, const PdNuonuoOptions *options);
void provider_control (Nuonuo *test, const char *what, const char *json);
gint64 provider_count (Nuonuo *test, const char *call);
guint provider_legal (Nuonuo *test);
PdRecord *provider_invoice (const char *kind);
PdRecord *provider_add_line (PdRecord *invoice,
                             const char *name,
                             const char *quantity,
                             const char *price,
                             gint64 net,
                             const char *rate,
                             gint64 tax);
PdGatewayAnswer *provider_submit (Nuonuo *test, const char *key, const PdRecord *invoice);
PdGatewayAnswer *provider_query (Nuonuo *test, const char *key);

G_END_DECLS
