/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-private.h"

#include <glib/gi18n-lib.h>

#include "gateway/pd-gateway-budget.h"
#include "gateway/pd-gateway-sandbox-session.h"
#include "model/pd-invoice.h"

#define AT_ONCE 64
#define KEYS_A_QUERY 50
#define RETRIES_A_DAY 20
#define RETRY_LIMIT_CODE "E9613"

static gint64
system_now (gpointer data)
{
  return g_get_real_time ();
}

static void
sandbox_free (gpointer self)
{
  PdSandbox *sandbox = self;

  g_clear_pointer (&sandbox->book, pd_gateway_book_unref);
  g_free (sandbox->company);
  g_free (sandbox->company_name);
  g_free (sandbox);
}

/* Waits as a network does; a cancelled wait ends at once. */
static void
wait_for (gint64 delay, GCancellable *cancellable)
{
  GPollFD descriptor;

  if (delay <= 0)
    return;
  if (cancellable == NULL || !g_cancellable_make_pollfd (cancellable, &descriptor))
    {
      g_usleep ((gulong) delay);
      return;
    }
  g_poll (&descriptor, 1, (int) (delay / G_TIME_SPAN_MILLISECOND));
  g_cancellable_release_fd (cancellable);
}

static PdGatewayAnswer *
sandbox_submit (gpointer self, const PdGatewayRequest *request, GCancellable *cancellable)
{
  PdSandbox *sandbox = self;

  wait_for (sandbox->options.delay, cancellable);
  if (g_cancellable_is_cancelled (cancellable))
    return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                  _ ("The platform was stopped while the tax bureau was asked."));
  return pd_sandbox_do (sandbox, PD_GATEWAY_SANDBOX_SUBMIT, pd_sandbox_submit_work, request);
}

static void
answer_queries (PdSandboxCall *call, const PdGatewayKey *keys, guint n_keys, PdGatewayAnswer **answers)
{
  pd_sandbox_take_fault (call, PD_GATEWAY_SANDBOX_QUERY);
  for (guint i = 0; i < n_keys && !call->failed; i++)
    {
      answers[i] = pd_sandbox_fail_reading (call);
      if (answers[i] == NULL)
        answers[i] = pd_sandbox_query_key (call, keys[i].key);
    }
}

static void
sandbox_query (gpointer self,
               const PdGatewayKey *keys,
               guint n_keys,
               PdGatewayAnswer **answers,
               GCancellable *cancellable)
{
  PdSandboxCall call;
  gboolean done;

  for (guint i = 0; i < n_keys; i++)
    answers[i] = NULL;
  if (pd_sandbox_begin (&call, self))
    answer_queries (&call, keys, n_keys, answers);
  done = pd_sandbox_end (&call);
  for (guint i = 0; i < n_keys; i++)
    {
      if (done && answers[i] != NULL)
        continue;
      g_clear_pointer (&answers[i], pd_gateway_answer_free);
      answers[i] = pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                          _ ("The training bureau's book cannot be read or written."));
    }
}

static PdGatewayAnswer *
query_work (PdSandboxCall *call, gconstpointer data)
{
  return pd_sandbox_query_key (call, data);
}

/* Told without a retry, as it stands; whatever is to be done next has to wait. */
static PdGatewayAnswer *
deny_retry (PdSandbox *sandbox, const char *key, gint64 wait)
{
  PdGatewayAnswer *answer = pd_sandbox_do (sandbox, PD_GATEWAY_SANDBOX_QUERY, query_work, key);

  if (answer->state == PD_GATEWAY_ISSUED)
    return answer;
  g_free (answer->reason);
  g_free (answer->code);
  answer->reason = g_strdup ("重试次数超过每日上限，请明日再试");
  answer->code = g_strdup (RETRY_LIMIT_CODE);
  answer->wait = wait;
  return answer;
}

static PdGatewayAnswer *
sandbox_retry (gpointer self, const PdGatewayKey *key, GCancellable *cancellable)
{
  const PdGatewayBudget budget = { .most = RETRIES_A_DAY, .window = PD_GATEWAY_BUDGET_DAY };
  PdSandbox *sandbox = self;
  g_autofree char *name = g_strdup_printf ("retry %s", key->key);
  gint64 wait =
      pd_gateway_budget_take (sandbox->book, name, &budget, sandbox->options.now (sandbox->options.now_data));

  if (wait != 0)
    return deny_retry (sandbox, key->key, MAX (wait, 0));
  return pd_sandbox_do (sandbox, PD_GATEWAY_SANDBOX_RETRY, pd_sandbox_retry_work, key->key);
}

static PdGatewayAnswer *
void_work (PdSandboxCall *call, gconstpointer data)
{
  const char *number = pd_record_get_text (data, PD_INVOICE_NUMBER);
  g_autoptr (PdGatewayAnswer) issued = number != NULL ? pd_sandbox_issued_answer (call, number) : NULL;

  if (call->failed)
    return NULL;
  return issued != NULL
             ? pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX,
                                      "数电发票不能作废，请开具红字发票")
             : pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, "未查询到对应的发票");
}

static PdGatewayAnswer *
sandbox_void_paper (gpointer self, const PdRecord *invoice, const char *reason, GCancellable *cancellable)
{
  return pd_sandbox_do (self, PD_GATEWAY_SANDBOX_VOID, void_work, invoice);
}

/* Nobody is sent anything in training; the answer is the one that a provider would give. */
static PdGatewayAnswer *
redeliver_work (PdSandboxCall *call, gconstpointer data)
{
  const PdGatewayRedelivery *redelivery = data;
  g_autoptr (PdGatewayAnswer) issued = pd_sandbox_issued_answer (call, redelivery->number);

  if (call->failed)
    return NULL;
  return issued != NULL
             ? pd_gateway_answer_new (PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NULL)
             : pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_NOTHING, "未查询到对应的发票");
}

static PdGatewayAnswer *
sandbox_redeliver (gpointer self, const PdGatewayRedelivery *redelivery, GCancellable *cancellable)
{
  return pd_sandbox_do (self, PD_GATEWAY_SANDBOX_REDELIVER, redeliver_work, redelivery);
}

static PdGatewayAnswer *
sandbox_apply_form (gpointer self, const PdGatewayForm *form, GCancellable *cancellable)
{
  return pd_sandbox_do (self, PD_GATEWAY_SANDBOX_APPLY_FORM, pd_sandbox_apply_work, form);
}

static PdGatewayAnswer *
sandbox_query_form (gpointer self, const PdGatewayForm *form, GCancellable *cancellable)
{
  return pd_sandbox_do (self, PD_GATEWAY_SANDBOX_QUERY_FORM, pd_sandbox_query_form_work, form);
}

static PdGatewayAnswer *
sandbox_act_on_form (gpointer self,
                     const PdGatewayForm *form,
                     PdGatewayFormAction action,
                     const char *reason,
                     GCancellable *cancellable)
{
  const PdSandboxAct act = { .form = form, .action = action };

  return pd_sandbox_do (self, PD_GATEWAY_SANDBOX_ACT_ON_FORM, pd_sandbox_act_work, &act);
}

static void
sandbox_get_limits (gpointer self, PdGatewayLimits *limits)
{
  limits->at_once = AT_ONCE;
  limits->keys_a_query = KEYS_A_QUERY;
  limits->retries_a_day = RETRIES_A_DAY;
  limits->sign_in_apart = PD_SANDBOX_SIGN_INS_APART;
  limits->sign_ins_a_day = PD_SANDBOX_SIGN_INS_A_DAY;
  limits->lines = PD_RECORD_MAX_LINES;
  limits->in_order = TRUE;
}

static PdGatewayAnswer *
sandbox_test (gpointer self, GCancellable *cancellable)
{
  return pd_sandbox_do (self, PD_GATEWAY_SANDBOX_TEST, query_work, "PD000000000000000000");
}

static const PdGatewayFunctions sandbox_functions = {
  .name = "sandbox",
  .get_limits = sandbox_get_limits,
  .submit = sandbox_submit,
  .query = sandbox_query,
  .retry = sandbox_retry,
  .fetch_files = pd_sandbox_fetch_files,
  .void_paper = sandbox_void_paper,
  .redeliver = sandbox_redeliver,
  .apply_form = sandbox_apply_form,
  .query_form = sandbox_query_form,
  .act_on_form = sandbox_act_on_form,
  .list_forms = pd_sandbox_list_forms,
  .session = pd_sandbox_session,
  .quota = pd_sandbox_quota,
  .list = pd_sandbox_list,
  .test = sandbox_test,
  .free = sandbox_free,
};

/*< private >
 * pd_sandbox_of: Returns: (transfer none) (nullable): %NULL for a gateway that is no sandbox
 */
PdSandbox *
pd_sandbox_of (PdGateway *gateway)
{
  const PdGatewayFunctions *functions = pd_gateway_get_functions (gateway);

  return functions->submit == sandbox_submit ? pd_gateway_get_self (gateway, functions) : NULL;
}

static PdSandbox *
new_sandbox (const PdGatewaySandboxOptions *options, PdGatewayBook *book)
{
  PdSandbox *sandbox = g_new0 (PdSandbox, 1);

  sandbox->functions = sandbox_functions;
  /* A bureau without sign-in has no session to ask for, and one without a quota none to tell. */
  if (!options->sessions)
    sandbox->functions.session = NULL;
  if (options->monthly_quota == 0)
    sandbox->functions.quota = NULL;
  sandbox->book = book;
  sandbox->options = *options;
  sandbox->company = g_strdup (options->company);
  sandbox->company_name = g_strdup (options->company_name);
  if (options->now == NULL)
    sandbox->options.now = system_now;
  return sandbox;
}

/**
 * pd_gateway_sandbox_new:
 *
 * Opens the training bureau: it gives gapless numbers per company and year, one invoice per key, checks what a
 * bureau checks, reviews, signs in and out, reverses, and keeps its own book, as a real bureau does, apart from the
 * platform's database. Each call is one transaction of the book, so that a process that is killed leaves it as it was
 * before the call or after it. Several processes may have the same book open.
 *
 * Returns: (transfer full) (nullable): the gateway
 */
PdGateway *
pd_gateway_sandbox_new (const PdGatewaySandboxOptions *options, GError **error)
{
  g_autoptr (PdGatewayBook) book = pd_gateway_book_open (options->path, error);
  PdSandbox *sandbox;

  if (book == NULL)
    return NULL;
  if (!pd_sandbox_make_tables (book))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   _ ("The training bureau's book “%s” cannot be opened."), options->path);
      return NULL;
    }
  sandbox = new_sandbox (options, g_steal_pointer (&book));
  return pd_gateway_new (&sandbox->functions, sandbox);
}
