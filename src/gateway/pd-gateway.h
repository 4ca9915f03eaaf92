/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/pd-record.h"

G_BEGIN_DECLS

/**
 * PdGatewayState: what a bureau says of one key.
 * @PD_GATEWAY_ISSUED: a legal invoice exists under the key; the number is its number for ever
 * @PD_GATEWAY_REFUSED: no invoice was made and none will be under this key; the reason is the bureau's own sentence
 * @PD_GATEWAY_PENDING: the bureau has it and has not decided; ask again with a query
 * @PD_GATEWAY_UNKNOWN: nobody here knows whether an invoice was made; only a query of the same key can tell
 * @PD_GATEWAY_UNAVAILABLE: the bureau did not take the request: the same key may be submitted again later
 * @PD_GATEWAY_NOT_FOUND: (query only) no invoice was made under the key by anything sent before this query
 * @PD_GATEWAY_SIGN_IN: the bureau wants a person to sign in first; nothing was taken
 */
typedef enum
{
  PD_GATEWAY_ISSUED,
  PD_GATEWAY_REFUSED,
  PD_GATEWAY_PENDING,
  PD_GATEWAY_UNKNOWN,
  PD_GATEWAY_UNAVAILABLE,
  PD_GATEWAY_NOT_FOUND,
  PD_GATEWAY_SIGN_IN,
} PdGatewayState;

/** PdGatewayRequest: what is asked to be issued. */
typedef struct
{
  const char *key;         /* the idempotency key: one key is one legal invoice at most, for ever */
  const PdRecord *invoice; /* the frozen content; the bureau adds number, date and drawer */
  guint province;          /* the tax bureau's province code, two digits */
} PdGatewayRequest;

/** PdGatewayAnswer: a bureau's answer, in neutral words. */
typedef struct
{
  PdGatewayState state;
  char *number;      /* (nullable) for ISSUED: 20 digits */
  char *issue_date;  /* (nullable) for ISSUED: "YYYY-MM-DD" in China */
  gint64 issued_at;  /* for ISSUED: microseconds, UTC */
  char *drawer;      /* (nullable) for ISSUED */
  char *reason;      /* (nullable) the bureau's sentence, or why nothing is known */
  GBytes *pdf;       /* (nullable) for ISSUED: the bureau's own file */
  gboolean specimen; /* for ISSUED: made for training; it is no invoice before the law */
} PdGatewayAnswer;

PdGatewayAnswer *pd_gateway_answer_new (PdGatewayState state, const char *reason);
void pd_gateway_answer_free (PdGatewayAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdGatewayAnswer, pd_gateway_answer_free)
const char *pd_gateway_state_name (PdGatewayState state);

/**
 * PdGatewayFunctions: a bureau. Every function may be called from any thread, may wait for the network, and
 * returns a new answer (transfer full, never NULL): what goes wrong is an answer too.
 */
typedef struct
{
  /* A word for logs and for the record of submissions, e.g. "sandbox". */
  const char *name;

  /* Asks for a legal invoice. The caller has written its intent down before. The same key again returns the same
   * invoice and never makes a second one. Answers all states but NOT_FOUND. A failure after the first byte left
   * is UNKNOWN, never UNAVAILABLE. Being cancelled is a failure like others. */
  PdGatewayAnswer *(*submit) (gpointer self, const PdGatewayRequest *request, GCancellable *cancellable);

  /* Asks what became of a key; changes nothing at the bureau. NOT_FOUND only when an earlier submit of the key can
   * no longer take effect. UNKNOWN when the bureau could not be asked. */
  PdGatewayAnswer *(*query) (gpointer self, const char *key, GCancellable *cancellable);

  /* Frees the bureau; no other function runs or will. */
  void (*free) (gpointer self);
} PdGatewayFunctions;

typedef struct _PdGateway PdGateway;

PdGateway *pd_gateway_new (const PdGatewayFunctions *functions, gpointer self);
PdGateway *pd_gateway_ref (PdGateway *gateway);
void pd_gateway_unref (PdGateway *gateway);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdGateway, pd_gateway_unref)
const char *pd_gateway_get_name (const PdGateway *gateway);
gpointer pd_gateway_get_self (const PdGateway *gateway, const PdGatewayFunctions *functions);
PdGatewayAnswer *
pd_gateway_submit (PdGateway *gateway, const PdGatewayRequest *request, GCancellable *cancellable);
PdGatewayAnswer *pd_gateway_query (PdGateway *gateway, const char *key, GCancellable *cancellable);

G_END_DECLS
