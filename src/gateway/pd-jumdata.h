/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway-http.h"
#include "gateway/pd-gateway.h"
#include "model/pd-verification.h"

G_BEGIN_DECLS

#define PD_JUMDATA_URL "https://api.jumdata.com"

/** PdJumdataOptions: a connection to 聚美智数. Texts are copied. Zero and %NULL where nothing is said. */
typedef struct
{
  const char *url; /* (nullable): PD_JUMDATA_URL; without a slash at its end */
  const char *app_id;
  const char *app_secret; /* in memory alone; the platform's secret store keeps it */

  const char *book_path; /* where is kept how often each invoice was asked for */

  /* For tests and the simulator. */
  const char *authority_file;    /* (nullable) PEM of the authority to trust */
  PdGatewayTransport transport;  /* zero: HTTPS */
  gint64 (*now) (gpointer data); /* (nullable) microseconds, UTC */
  gpointer data;
} PdJumdataOptions;

/** PdVerification: what became of a question. */
typedef struct
{
  PdVerdict verdict;
  PdGatewayNext next; /* NOTHING; FIX: the inputs; QUERY: ask again after @wait; CONFIGURE: the connection */
  gint64 wait;        /* microseconds */
  gboolean is_asked;  /* the provider was asked, or may have been: it counts against the five of a day */
  gboolean is_paid;   /* the provider says that it was charged */
  char *code;         /* (nullable) the provider's */
  char *reason;       /* (nullable) the provider's words, or ours */
  char *content;      /* (nullable) JSON: what the bureau has of the invoice */
  gint64 at;          /* microseconds, UTC: when it was asked */
} PdVerification;

void pd_verification_free (PdVerification *verification);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdVerification, pd_verification_free)

/** PdJumdata: the adapter; its functions may be called from any thread. */
typedef struct _PdJumdata PdJumdata;

PdJumdata *pd_jumdata_new (const PdJumdataOptions *options, GError **error);
PdJumdata *pd_jumdata_ref (PdJumdata *self);
void pd_jumdata_unref (PdJumdata *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdJumdata, pd_jumdata_unref)
PdVerification *
pd_jumdata_verify (PdJumdata *self, const PdVerificationInput *input, GCancellable *cancellable);
guint pd_jumdata_left_today (PdJumdata *self, const PdVerificationInput *input);
char *pd_jumdata_sign (const char *app_id, const char *app_secret, gint64 timestamp);

G_END_DECLS
