/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway.h"

struct _PdGateway
{
  gatomicrefcount references;
  const PdGatewayFunctions *functions;
  gpointer self; /* (owned) */
};

/** pd_gateway_answer_new: @reason: (nullable): a sentence */
PdGatewayAnswer *
pd_gateway_answer_new (PdGatewayState state, const char *reason)
{
  PdGatewayAnswer *answer = g_new0 (PdGatewayAnswer, 1);

  answer->state = state;
  answer->reason = g_strdup (reason);
  return answer;
}

void
pd_gateway_answer_free (PdGatewayAnswer *answer)
{
  g_free (answer->number);
  g_free (answer->issue_date);
  g_free (answer->drawer);
  g_free (answer->reason);
  g_clear_pointer (&answer->pdf, g_bytes_unref);
  g_free (answer);
}

/** pd_gateway_state_name: a word for logs. */
const char *
pd_gateway_state_name (PdGatewayState state)
{
  static const char *const names[] = { "issued",      "refused",   "pending", "unknown",
                                       "unavailable", "not_found", "sign_in" };

  return names[state];
}

/**
 * pd_gateway_new:
 * @functions: (transfer none): the bureau's functions; they outlive the gateway
 * @self: (transfer full): what the functions are called with
 */
PdGateway *
pd_gateway_new (const PdGatewayFunctions *functions, gpointer self)
{
  PdGateway *gateway = g_new0 (PdGateway, 1);

  g_atomic_ref_count_init (&gateway->references);
  gateway->functions = functions;
  gateway->self = self;
  return gateway;
}

PdGateway *
pd_gateway_ref (PdGateway *gateway)
{
  g_atomic_ref_count_inc (&gateway->references);
  return gateway;
}

void
pd_gateway_unref (PdGateway *gateway)
{
  if (!g_atomic_ref_count_dec (&gateway->references))
    return;
  gateway->functions->free (gateway->self);
  g_free (gateway);
}

const char *
pd_gateway_get_name (const PdGateway *gateway)
{
  return gateway->functions->name;
}

/** pd_gateway_get_self: Returns: (transfer none) (nullable): the bureau itself, when it is one of @functions */
gpointer
pd_gateway_get_self (const PdGateway *gateway, const PdGatewayFunctions *functions)
{
  return gateway->functions == functions ? gateway->self : NULL;
}

/** pd_gateway_submit: see PdGatewayFunctions. Returns: (transfer full) */
PdGatewayAnswer *
pd_gateway_submit (PdGateway *gateway, const PdGatewayRequest *request, GCancellable *cancellable)
{
  return gateway->functions->submit (gateway->self, request, cancellable);
}

/** pd_gateway_query: see PdGatewayFunctions. Returns: (transfer full) */
PdGatewayAnswer *
pd_gateway_query (PdGateway *gateway, const char *key, GCancellable *cancellable)
{
  return gateway->functions->query (gateway->self, key, cancellable);
}
