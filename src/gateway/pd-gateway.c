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
pd_gateway_answer_new (PdGatewayState state, PdGatewayNext next, const char *reason)
{
  PdGatewayAnswer *answer = g_new0 (PdGatewayAnswer, 1);

  answer->state = state;
  answer->next = next;
  answer->reason = g_strdup (reason);
  return answer;
}

/**
 * pd_gateway_answer_without_files:
 * @asked: (transfer full): what a question for a key was answered with, whose files are wanted
 *
 * Makes of it the answer of PdGatewayFunctions.fetch_files while there are none. Whoever wants them has been told that it
 * is issued, perhaps by a person: where the provider has nothing, for certain, somebody has to look.
 *
 * Returns: (transfer full): @asked
 */
PdGatewayAnswer *
pd_gateway_answer_without_files (PdGatewayAnswer *asked)
{
  gboolean is_none = asked->state == PD_GATEWAY_FAILED || asked->state == PD_GATEWAY_NOT_SENT ||
                     asked->state == PD_GATEWAY_WAITING || asked->next == PD_GATEWAY_NEXT_DECIDE;

  if (asked->next != PD_GATEWAY_NEXT_CONFIGURE)
    asked->next = is_none ? PD_GATEWAY_NEXT_DECIDE : PD_GATEWAY_NEXT_NOTHING;
  asked->state = PD_GATEWAY_ISSUED;
  asked->files_pending = TRUE;
  return asked;
}

void
pd_gateway_answer_free (PdGatewayAnswer *answer)
{
  g_free (answer->code);
  g_free (answer->reason);
  g_free (answer->serial);
  g_free (answer->number);
  g_free (answer->issue_date);
  g_free (answer->drawer);
  for (guint kind = 0; kind < PD_GATEWAY_N_FILES; kind++)
    g_clear_pointer (&answer->files[kind], g_bytes_unref);
  g_free (answer->form_status);
  g_free (answer->form_number);
  g_free (answer->form_uuid);
  g_free (answer);
}

void
pd_gateway_session_free (PdGatewaySession *session)
{
  g_free (session->account);
  g_free (session->qr_code);
  g_free (session->reason);
  g_free (session);
}

void
pd_gateway_quota_free (PdGatewayQuota *quota)
{
  g_free (quota->reason);
  g_free (quota);
}

void
pd_gateway_listed_free (PdGatewayListed *listed)
{
  g_free (listed->key);
  g_free (listed->number);
  g_free (listed);
}

/** pd_gateway_state_name: a word for logs. */
const char *
pd_gateway_state_name (PdGatewayState state)
{
  static const char *const names[] = { "not_sent", "waiting", "sent", "issued", "failed", "unknown" };

  return names[state];
}

/** pd_gateway_next_name: a word for logs and for an invoice's field "next_step". */
const char *
pd_gateway_next_name (PdGatewayNext next)
{
  static const char *const names[] = { "nothing", "fix",       "send",   "query", "retry",
                                       "sign_in", "configure", "decide", "quota" };

  return names[next];
}

/**
 * pd_gateway_new:
 * @functions: (transfer none): the provider's functions; they outlive the gateway
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

/** pd_gateway_get_self: Returns: (transfer none) (nullable): the provider itself, when it is one of @functions */
gpointer
pd_gateway_get_self (const PdGateway *gateway, const PdGatewayFunctions *functions)
{
  return gateway->functions == functions ? gateway->self : NULL;
}

/** pd_gateway_get_functions: Returns: (transfer none): to see what is offered, and for what has no function here */
const PdGatewayFunctions *
pd_gateway_get_functions (const PdGateway *gateway)
{
  return gateway->functions;
}

/** pd_gateway_get_limits: @limits: (out): what the provider asks of its callers, where it says nothing one at a time */
void
pd_gateway_get_limits (PdGateway *gateway, PdGatewayLimits *limits)
{
  *limits = (PdGatewayLimits){ 0 };
  if (gateway->functions->get_limits != NULL)
    gateway->functions->get_limits (gateway->self, limits);
  limits->at_once = MAX (limits->at_once, 1);
  limits->keys_a_query = MAX (limits->keys_a_query, 1);
}

/** pd_gateway_submit: see PdGatewayFunctions. Returns: (transfer full) */
PdGatewayAnswer *
pd_gateway_submit (PdGateway *gateway, const PdGatewayRequest *request, GCancellable *cancellable)
{
  return gateway->functions->submit (gateway->self, request, cancellable);
}

/** pd_gateway_query: @answers: (out) (array length=n_keys): (transfer full) each. See PdGatewayFunctions. */
void
pd_gateway_query (PdGateway *gateway,
                  const PdGatewayKey *keys,
                  guint n_keys,
                  PdGatewayAnswer **answers,
                  GCancellable *cancellable)
{
  gateway->functions->query (gateway->self, keys, n_keys, answers, cancellable);
}

/** pd_gateway_query_one: pd_gateway_query() of a single key. Returns: (transfer full) */
PdGatewayAnswer *
pd_gateway_query_one (PdGateway *gateway, const PdGatewayKey *key, GCancellable *cancellable)
{
  PdGatewayAnswer *answer = NULL;

  pd_gateway_query (gateway, key, 1, &answer, cancellable);
  return answer;
}

/** pd_gateway_retry: see PdGatewayFunctions; where the provider offers none it is asked for. Returns: (transfer full) */
PdGatewayAnswer *
pd_gateway_retry (PdGateway *gateway, const PdGatewayKey *key, GCancellable *cancellable)
{
  if (gateway->functions->retry == NULL)
    return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, NULL);
  return gateway->functions->retry (gateway->self, key, cancellable);
}

/** pd_gateway_redeliver: see PdGatewayFunctions. Returns: (transfer full): NOT_SENT where the provider offers none */
PdGatewayAnswer *
pd_gateway_redeliver (PdGateway *gateway, const PdGatewayRedelivery *redelivery, GCancellable *cancellable)
{
  if (gateway->functions->redeliver == NULL)
    return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_NOTHING, NULL);
  return gateway->functions->redeliver (gateway->self, redelivery, cancellable);
}

/** pd_gateway_fetch_files: see PdGatewayFunctions. Returns: (transfer full) */
PdGatewayAnswer *
pd_gateway_fetch_files (PdGateway *gateway, const PdGatewayKey *key, GCancellable *cancellable)
{
  return gateway->functions->fetch_files (gateway->self, key, cancellable);
}

/**
 * pd_gateway_session: see PdGatewayFunctions
 *
 * A question may be older than the gateway: one that has no sessions now needs nobody to sign in.
 *
 * Returns: (transfer full)
 */
PdGatewaySession *
pd_gateway_session (PdGateway *gateway,
                    PdGatewaySessionAction action,
                    const char *argument,
                    GCancellable *cancellable)
{
  if (gateway->functions->session == NULL)
    return g_new0 (PdGatewaySession, 1);
  return gateway->functions->session (gateway->self, action, argument, cancellable);
}

/**
 * pd_gateway_quota: see PdGatewayFunctions
 *
 * One that tells no quota now is not to be asked again.
 *
 * Returns: (transfer full)
 */
PdGatewayQuota *
pd_gateway_quota (PdGateway *gateway, gboolean refresh, GCancellable *cancellable)
{
  if (gateway->functions->quota == NULL)
    {
      PdGatewayQuota *quota = g_new0 (PdGatewayQuota, 1);

      quota->next = PD_GATEWAY_NEXT_CONFIGURE;
      return quota;
    }
  return gateway->functions->quota (gateway->self, refresh, cancellable);
}

/** pd_gateway_test: see PdGatewayFunctions. Returns: (transfer full) */
PdGatewayAnswer *
pd_gateway_test (PdGateway *gateway, GCancellable *cancellable)
{
  return gateway->functions->test (gateway->self, cancellable);
}
