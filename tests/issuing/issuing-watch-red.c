/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing-watch.h"

/* The same of red-letter forms: entered with an intent on the disk, and never again while nobody knows how it ended. */

static gpointer
inner (const IssuingWatch *watch, const PdGatewayFunctions **functions)
{
  *functions = pd_gateway_get_functions (watch->inner);
  return pd_gateway_get_self (watch->inner, *functions);
}

static void
trace (Issuing *issuing, const char *what, const char *key, const PdGatewayAnswer *answer)
{
  issuing_trace (issuing, "%s form %s: %s %s, %s %s", what, key, pd_gateway_state_name (answer->state),
                 answer->form_status != NULL ? answer->form_status : "", pd_gateway_next_name (answer->next),
                 answer->reason != NULL ? answer->reason : "");
}

static void
check_answer (Issuing *issuing, const char *key, const PdGatewayAnswer *answer)
{
  if (answer->state == PD_GATEWAY_NOT_SENT && issuing->provider->red->holds (issuing, key))
    issuing_fail (issuing, "the provider says that form %s was not sent, and something can come of it", key);
  if (answer->state == PD_GATEWAY_ISSUED && (answer->number == NULL || strlen (answer->number) != 20))
    issuing_fail (issuing, "form %s is issued without a number", key);
}

static PdGatewayAnswer *
apply_form (gpointer self, const PdGatewayForm *form, GCancellable *cancellable)
{
  IssuingWatch *watch = self;
  Issuing *issuing = watch->issuing;
  const PdGatewayFunctions *functions;
  gpointer provider = inner (watch, &functions);
  gboolean is_late = issuing_watch_is_late (issuing);
  PdGatewayAnswer *answer;

  issuing_watch_begin (issuing, form->key);
  if (!is_late && g_hash_table_contains (issuing->open, form->key))
    issuing_fail (issuing, "form %s is entered again although its outcome is unknown", form->key);
  if (!is_late)
    g_hash_table_add (issuing->open, g_strdup (form->key));
  answer = functions->apply_form (provider, form, cancellable);
  trace (issuing, "enter", form->key, answer);
  if (is_late)
    return answer;
  issuing_watch_learn (issuing, form->key, answer);
  if (!issuing->is_restored)
    check_answer (issuing, form->key, answer);
  issuing_sabotage_form (issuing, answer);
  return answer;
}

static PdGatewayAnswer *
query_form (gpointer self, const PdGatewayForm *form, GCancellable *cancellable)
{
  IssuingWatch *watch = self;
  const PdGatewayFunctions *functions;
  gpointer provider = inner (watch, &functions);
  PdGatewayAnswer *answer;

  issuing_watch_check_alone (watch->issuing, form->key);
  answer = functions->query_form (provider, form, cancellable);
  trace (watch->issuing, "query", form->key, answer);
  if (issuing_watch_is_late (watch->issuing))
    return answer;
  issuing_watch_learn (watch->issuing, form->key, answer);
  check_answer (watch->issuing, form->key, answer);
  return answer;
}

static PdGatewayAnswer *
act_on_form (gpointer self,
             const PdGatewayForm *form,
             PdGatewayFormAction action,
             const char *reason,
             GCancellable *cancellable)
{
  static const char *const names[] = { [PD_GATEWAY_FORM_CONFIRM] = "confirm",
                                       [PD_GATEWAY_FORM_REJECT] = "reject",
                                       [PD_GATEWAY_FORM_WITHDRAW] = "withdraw",
                                       [PD_GATEWAY_FORM_ISSUE] = "issue" };
  IssuingWatch *watch = self;
  const PdGatewayFunctions *functions;
  gpointer provider = inner (watch, &functions);
  PdGatewayAnswer *answer;

  issuing_watch_begin (watch->issuing, form->key);
  answer = functions->act_on_form (provider, form, action, reason, cancellable);
  trace (watch->issuing, names[action], form->key, answer);
  return answer;
}

static GPtrArray *
list_forms (gpointer self,
            const char *from,
            const char *to,
            PdGatewayAnswer **failure,
            GCancellable *cancellable)
{
  IssuingWatch *watch = self;
  const PdGatewayFunctions *functions;
  gpointer provider = inner (watch, &functions);
  GPtrArray *forms = functions->list_forms (provider, from, to, failure, cancellable);

  if (forms != NULL)
    issuing_trace (watch->issuing, "list of forms: %u", forms->len);
  else
    issuing_trace (watch->issuing, "list of forms: %s", (*failure)->reason);
  return forms;
}

/** issuing_watch_add_forms: what of forms is @offered. */
void
issuing_watch_add_forms (PdGatewayFunctions *functions, const PdGatewayFunctions *offered)
{
  functions->apply_form = offered->apply_form != NULL ? apply_form : NULL;
  functions->query_form = offered->query_form != NULL ? query_form : NULL;
  functions->act_on_form = offered->act_on_form != NULL ? act_on_form : NULL;
  functions->list_forms = offered->list_forms != NULL ? list_forms : NULL;
}
