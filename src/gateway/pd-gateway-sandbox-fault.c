/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-gateway-sandbox-private.h"

#include <glib/gi18n-lib.h>

/** Effect: what a fault does to a call. */
typedef struct
{
  const char *name;
  gboolean is_natural; /* the call itself knows what it means */
  gboolean executes;   /* what is asked for is done all the same */
  PdGatewayState state;
  PdGatewayNext next;
  const char
      *reason; /* (nullable) what the provider's side says; a bureau's own sentences are data and Chinese */
} Effect;

static const Effect effects[PD_GATEWAY_N_FAULTS] = {
  [PD_GATEWAY_FAULT_LOSE_ANSWER] = { "lose-answer", FALSE, TRUE, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                     N_ ("The tax bureau's answer was lost on the way.") },
  [PD_GATEWAY_FAULT_LOSE_REQUEST] = { "lose-request", FALSE, FALSE, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                      N_ ("The tax bureau did not answer.") },
  [PD_GATEWAY_FAULT_REFUSE] = { "refuse", FALSE, FALSE, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX,
                                "电子税务局拒绝了本次请求" },
  [PD_GATEWAY_FAULT_UNAVAILABLE] = { "unavailable", FALSE, FALSE, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND,
                                     "电子税务局暂时无法提供服务" },
  [PD_GATEWAY_FAULT_SIGN_IN] = { "sign-in", FALSE, FALSE, PD_GATEWAY_WAITING, PD_GATEWAY_NEXT_SIGN_IN,
                                 "请开票员重新登录电子税务局" },
  [PD_GATEWAY_FAULT_PENDING] = { "pending", FALSE, TRUE, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, "开票中" },
  [PD_GATEWAY_FAULT_HTML] = { "html", FALSE, FALSE, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                              N_ ("Instead of the tax bureau a web page answered.") },
  [PD_GATEWAY_FAULT_WRONG_TYPE] = { "wrong-type", FALSE, TRUE, PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                    N_ ("The tax bureau's answer cannot be read.") },
  [PD_GATEWAY_FAULT_LATE] = { .name = "late", .is_natural = TRUE },
  [PD_GATEWAY_FAULT_SEAL] = { .name = "seal", .is_natural = TRUE },
  [PD_GATEWAY_FAULT_REJECT] = { .name = "reject", .is_natural = TRUE },
  [PD_GATEWAY_FAULT_NO_FILE] = { .name = "no-file", .is_natural = TRUE },
  [PD_GATEWAY_FAULT_CONFIGURE] = { "configure", FALSE, FALSE, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_CONFIGURE,
                                   "应用未授权，请检查应用密钥和企业税号" },
};

static const char *const function_names[PD_GATEWAY_SANDBOX_N_FUNCTIONS] = {
  [PD_GATEWAY_SANDBOX_SUBMIT] = "submit",
  [PD_GATEWAY_SANDBOX_QUERY] = "query",
  [PD_GATEWAY_SANDBOX_RETRY] = "retry",
  [PD_GATEWAY_SANDBOX_FILES] = "files",
  [PD_GATEWAY_SANDBOX_VOID] = "void",
  [PD_GATEWAY_SANDBOX_APPLY_FORM] = "apply-form",
  [PD_GATEWAY_SANDBOX_QUERY_FORM] = "query-form",
  [PD_GATEWAY_SANDBOX_ACT_ON_FORM] = "act-on-form",
  [PD_GATEWAY_SANDBOX_LIST_FORMS] = "list-forms",
  [PD_GATEWAY_SANDBOX_SESSION] = "session",
  [PD_GATEWAY_SANDBOX_QUOTA] = "quota",
  [PD_GATEWAY_SANDBOX_LIST] = "list",
  [PD_GATEWAY_SANDBOX_TEST] = "test",
  [PD_GATEWAY_SANDBOX_REDELIVER] = "redeliver",
};

/** pd_gateway_sandbox_fault_name: Returns: (transfer none): as pd_gateway_sandbox_parse_fault() reads it */
const char *
pd_gateway_sandbox_fault_name (PdGatewaySandboxFault fault)
{
  return effects[fault].name;
}

static gboolean
parse_function (const char *name, PdGatewaySandboxFunction *function)
{
  for (guint i = 0; i < PD_GATEWAY_SANDBOX_N_FUNCTIONS; i++)
    if (g_str_equal (function_names[i], name))
      {
        *function = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * pd_gateway_sandbox_parse_fault:
 * @text: a fault's name, or with the function that it is for: "html", "query:html"
 * @function: (out): a submission where @text names none, the files for "no-file"
 * @fault: (out): the fault
 *
 * Returns: whether there are such a fault and such a function
 */
gboolean
pd_gateway_sandbox_parse_fault (const char *text,
                                PdGatewaySandboxFunction *function,
                                PdGatewaySandboxFault *fault)
{
  const char *colon = strchr (text, ':');
  const char *name = colon != NULL ? colon + 1 : text;
  g_autofree char *function_name = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : NULL;

  *fault = PD_SANDBOX_NO_FAULT;
  for (guint i = 0; i < PD_GATEWAY_N_FAULTS; i++)
    if (g_str_equal (effects[i].name, name))
      *fault = i;
  *function = *fault == PD_GATEWAY_FAULT_NO_FILE ? PD_GATEWAY_SANDBOX_FILES : PD_GATEWAY_SANDBOX_SUBMIT;
  return *fault != PD_SANDBOX_NO_FAULT && (function_name == NULL || parse_function (function_name, function));
}

/*< private >
 * pd_sandbox_take_fault: the next fault that was asked for, for this function, becomes the call's
 */
void
pd_sandbox_take_fault (PdSandboxCall *call, PdGatewaySandboxFunction function)
{
  PdGatewayBook *book = call->sandbox->book;
  sqlite3_stmt *statement =
      pd_gateway_book_query (book,
                             "SELECT id, fault, sentence FROM fault WHERE function = ? ORDER BY id LIMIT 1",
                             "i", (gint64) function);
  gint64 id = 0;

  if (pd_sandbox_row (call, statement))
    {
      id = sqlite3_column_int64 (statement, 0);
      call->fault = (PdGatewaySandboxFault) CLAMP (sqlite3_column_int (statement, 1), 0, PD_SANDBOX_NO_FAULT);
      call->sentence = pd_sandbox_column (statement, 2);
    }
  sqlite3_finalize (statement);
  if (id > 0)
    pd_sandbox_check (call, pd_gateway_book_run (book, "DELETE FROM fault WHERE id = ?", "i", id));
}

static gboolean
is_reading (PdGatewaySandboxFunction function)
{
  switch (function)
    {
    case PD_GATEWAY_SANDBOX_SUBMIT:
    case PD_GATEWAY_SANDBOX_RETRY:
    case PD_GATEWAY_SANDBOX_VOID:
    case PD_GATEWAY_SANDBOX_APPLY_FORM:
    case PD_GATEWAY_SANDBOX_ACT_ON_FORM:
    case PD_GATEWAY_SANDBOX_REDELIVER:
      return FALSE;
    case PD_GATEWAY_SANDBOX_QUERY:
    case PD_GATEWAY_SANDBOX_FILES:
    case PD_GATEWAY_SANDBOX_QUERY_FORM:
    case PD_GATEWAY_SANDBOX_LIST_FORMS:
    case PD_GATEWAY_SANDBOX_SESSION:
    case PD_GATEWAY_SANDBOX_QUOTA:
    case PD_GATEWAY_SANDBOX_LIST:
    case PD_GATEWAY_SANDBOX_TEST:
    case PD_GATEWAY_SANDBOX_N_FUNCTIONS:
    default:
      return TRUE;
    }
}

static PdGatewayAnswer *
new_answer (const PdSandboxCall *call)
{
  const Effect *effect = &effects[call->fault];

  return pd_gateway_answer_new (effect->state, effect->next,
                                call->sentence != NULL ? call->sentence : _ (effect->reason));
}

/*< private >
 * pd_sandbox_fail_reading:
 *
 * Returns: (transfer full) (nullable): what becomes of a question whose call has a fault: nothing is known by it; %NULL
 *   when there is none
 */
PdGatewayAnswer *
pd_sandbox_fail_reading (PdSandboxCall *call)
{
  PdGatewayAnswer *answer;

  if (call->fault == PD_SANDBOX_NO_FAULT || effects[call->fault].is_natural)
    return NULL;
  answer = new_answer (call);
  answer->state = PD_GATEWAY_UNKNOWN;
  if (answer->next != PD_GATEWAY_NEXT_CONFIGURE)
    answer->next = PD_GATEWAY_NEXT_QUERY;
  return answer;
}

static PdGatewayAnswer *
work_with_fault (PdSandboxCall *call, PdSandboxWork work, gconstpointer data)
{
  const Effect *effect = &effects[call->fault];
  g_autoptr (PdGatewayAnswer) done = NULL;

  if (effect->is_natural)
    return work (call, data);
  if (effect->executes && (done = work (call, data)) == NULL)
    return NULL;
  if (call->fault == PD_GATEWAY_FAULT_SIGN_IN && call->sandbox->options.sessions)
    pd_sandbox_sign_out (call, effect->reason);
  return new_answer (call);
}

static PdGatewayAnswer *
do_in_call (PdSandboxCall *call, PdGatewaySandboxFunction function, PdSandboxWork work, gconstpointer data)
{
  PdGatewayAnswer *answer;

  pd_sandbox_take_fault (call, function);
  if (call->failed || call->fault == PD_SANDBOX_NO_FAULT)
    return call->failed ? NULL : work (call, data);
  if (!is_reading (function))
    return work_with_fault (call, work, data);
  answer = pd_sandbox_fail_reading (call);
  return answer != NULL ? answer : work (call, data);
}

/*< private >
 * pd_sandbox_do:
 * @function: whose faults it meets
 * @work: done within one transaction; %NULL when the book fails
 *
 * Returns: (transfer full): the answer, which is on the disk; where the book fails nobody knows anything
 */
PdGatewayAnswer *
pd_sandbox_do (PdSandbox *sandbox, PdGatewaySandboxFunction function, PdSandboxWork work, gconstpointer data)
{
  PdSandboxCall call;
  g_autoptr (PdGatewayAnswer) answer = NULL;

  if (pd_sandbox_begin (&call, sandbox))
    answer = do_in_call (&call, function, work, data);
  if (pd_sandbox_end (&call) && answer != NULL)
    return g_steal_pointer (&answer);
  return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                _ ("The training bureau's book cannot be read or written."));
}
