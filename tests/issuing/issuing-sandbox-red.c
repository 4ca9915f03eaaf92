/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing-sandbox.h"

#include "model/pd-red-form.h"

/* The training bureau's forms of reversal, with the network before them, and the other side of them. */

#define LOST_BEFORE                                                                                          \
  (1 << ISSUING_DROP_BEFORE | 1 << ISSUING_RESET | 1 << ISSUING_HTML | 1 << ISSUING_REDIRECT)
#define LOST_AFTER (1 << ISSUING_DROP_AFTER | 1 << ISSUING_WRONG_TYPE | 1 << ISSUING_CUT)
#define OTHERS (1 << ISSUING_LATE | 1 << ISSUING_TWICE | 1 << ISSUING_CLOSED)

/** HeldForm: a form, or a word on one, that the network has and the bureau has not yet. */
typedef struct
{
  char *key;
  PdRecord *form;
  guint province;
  int action; /* PdGatewayFormAction; -1: it is entered */
  char *reason;
} HeldForm;

void
issuing_sandbox_form_free (gpointer data)
{
  HeldForm *held = data;

  g_free (held->key);
  g_free (held->reason);
  pd_record_unref (held->form);
  g_free (held);
}

static PdGatewayAnswer *
unknown (const char *why)
{
  return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, why);
}

/* @action: -1: it is entered */
static PdGatewayAnswer *
deliver (IssuingSandbox *bureau, const PdGatewayForm *form, int action, const char *reason)
{
  const PdGatewayFunctions *functions = pd_gateway_get_functions (bureau->gateway);
  gpointer self = pd_gateway_get_self (bureau->gateway, functions);

  return action < 0 ? functions->apply_form (self, form, NULL)
                    : functions->act_on_form (self, form, (PdGatewayFormAction) action, reason, NULL);
}

static void
arrive_cb (Issuing *issuing, gpointer data)
{
  IssuingSandbox *bureau = issuing->bureau;
  const HeldForm *held = bureau->held_forms->len > 0 ? g_ptr_array_index (bureau->held_forms, 0) : NULL;
  PdGatewayForm form;

  if (held == NULL)
    return;
  if (bureau->gateway == NULL)
    {
      issuing_at (issuing, G_TIME_SPAN_SECOND, arrive_cb, NULL);
      return;
    }
  form = (PdGatewayForm){ .key = held->key, .form = held->form, .province = held->province };
  issuing_trace (issuing, "form %s arrives late, %d", held->key, held->action);
  pd_gateway_answer_free (deliver (bureau, &form, held->action, held->reason));
  g_ptr_array_remove_index (bureau->held_forms, 0);
}

static PdGatewayAnswer *
hold_back (IssuingSandbox *bureau, const PdGatewayForm *form, int action, const char *reason)
{
  HeldForm *held = g_new0 (HeldForm, 1);

  held->key = g_strdup (form->key);
  held->form = pd_record_copy (form->form);
  held->province = form->province;
  held->action = action;
  held->reason = g_strdup (reason);
  g_ptr_array_add (bureau->held_forms, held);
  issuing_at (bureau->issuing, G_TIME_SPAN_SECOND * (60 + sim_random_below (&bureau->issuing->red, 480)),
              arrive_cb, NULL);
  return unknown ("the time is over");
}

static PdGatewayAnswer *
send (IssuingSandbox *bureau, const PdGatewayForm *form, int action, const char *reason)
{
  PdGatewayAnswer *answer;
  IssuingFault fault;

  if (bureau->issuing->is_broken)
    return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_CONFIGURE, "the password is wrong");
  if (!issuing_sandbox_take_fault (bureau, LOST_BEFORE | LOST_AFTER | OTHERS, &fault))
    return deliver (bureau, form, action, reason);
  if (fault == ISSUING_CLOSED)
    return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, "the bureau is closed");
  if (fault == ISSUING_LATE)
    return hold_back (bureau, form, action, reason);
  if ((LOST_BEFORE >> fault & 1) != 0)
    return unknown ("the connection ended");
  answer = deliver (bureau, form, action, reason);
  if (fault != ISSUING_TWICE)
    {
      pd_gateway_answer_free (answer);
      return unknown ("no whole answer came");
    }
  pd_gateway_answer_free (answer);
  return deliver (bureau, form, action, reason);
}

static PdGatewayAnswer *
apply_form (gpointer self, const PdGatewayForm *form, GCancellable *cancellable)
{
  return send (self, form, -1, NULL);
}

static PdGatewayAnswer *
act_on_form (gpointer self,
             const PdGatewayForm *form,
             PdGatewayFormAction action,
             const char *reason,
             GCancellable *cancellable)
{
  return send (self, form, (int) action, reason);
}

static gboolean
is_held (const IssuingSandbox *bureau, const char *key)
{
  for (guint i = 0; i < bureau->held_forms->len; i++)
    {
      const HeldForm *held = g_ptr_array_index (bureau->held_forms, i);

      if (held->action < 0 && g_str_equal (held->key, key))
        return TRUE;
    }
  return FALSE;
}

static gboolean
fails_to_read (IssuingSandbox *bureau)
{
  IssuingFault fault;

  return sim_random_chance (&bureau->issuing->red, 300) &&
         issuing_sandbox_take_fault (bureau, LOST_BEFORE | 1 << ISSUING_CUT, &fault);
}

static PdGatewayAnswer *
query_form (gpointer self, const PdGatewayForm *form, GCancellable *cancellable)
{
  IssuingSandbox *bureau = self;
  const PdGatewayFunctions *functions = pd_gateway_get_functions (bureau->gateway);

  if (bureau->issuing->is_broken)
    return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_CONFIGURE, "it cannot be asked");
  if (fails_to_read (bureau))
    return unknown ("it cannot be asked");
  if (is_held (bureau, form->key))
    return unknown ("it is not found yet");
  return functions->query_form (pd_gateway_get_self (bureau->gateway, functions), form, NULL);
}

static GPtrArray *
list_forms (gpointer self,
            const char *from,
            const char *to,
            PdGatewayAnswer **failure,
            GCancellable *cancellable)
{
  IssuingSandbox *bureau = self;
  const PdGatewayFunctions *functions = pd_gateway_get_functions (bureau->gateway);

  if (!bureau->issuing->is_broken && !fails_to_read (bureau))
    return functions->list_forms (pd_gateway_get_self (bureau->gateway, functions), from, to, failure, NULL);
  *failure = unknown ("it cannot be asked");
  return NULL;
}

void
issuing_sandbox_add_forms (PdGatewayFunctions *front)
{
  front->apply_form = apply_form;
  front->query_form = query_form;
  front->act_on_form = act_on_form;
  front->list_forms = list_forms;
}

/* The other side */

static void
book (Issuing *issuing, const char *number)
{
  IssuingSandbox *bureau = issuing->bureau;

  if (bureau->gateway != NULL)
    pd_gateway_sandbox_book (bureau->gateway, number, NULL);
}

static void
enter_form (Issuing *issuing, const char *number)
{
  IssuingSandbox *bureau = issuing->bureau;

  if (bureau->gateway != NULL)
    g_free (pd_gateway_sandbox_enter_form (bureau->gateway, number, PD_RED_FORM_REASON_RETURN, NULL));
}

static void
sell_to_us (Issuing *issuing, gint64 gross)
{
  IssuingSandbox *bureau = issuing->bureau;
  g_autofree char *number =
      bureau->gateway != NULL ? pd_gateway_sandbox_receive (bureau->gateway, gross, NULL) : NULL;

  if (number != NULL)
    enter_form (issuing, number);
}

static void
say (Issuing *issuing, const char *form, IssuingWord word)
{
  static const PdGatewaySandboxWord words[] = { [ISSUING_CONFIRM] = PD_GATEWAY_SANDBOX_CONFIRM,
                                                [ISSUING_DENY] = PD_GATEWAY_SANDBOX_DENY,
                                                [ISSUING_WITHDRAW] = PD_GATEWAY_SANDBOX_WITHDRAW };
  IssuingSandbox *bureau = issuing->bureau;

  /* Nobody waits for that word any more, perhaps. */
  if (bureau->gateway != NULL)
    pd_gateway_sandbox_say (bureau->gateway, form, words[word], NULL);
}

static GPtrArray *
list (Issuing *issuing)
{
  IssuingSandbox *bureau = issuing->bureau;
  GPtrArray *forms = bureau->gateway != NULL ? pd_gateway_sandbox_list_forms (bureau->gateway, NULL) : NULL;

  return forms != NULL ? forms : g_ptr_array_new ();
}

static gboolean
holds (Issuing *issuing, const char *key)
{
  g_autoptr (GPtrArray) forms = list (issuing);

  for (guint i = 0; i < forms->len; i++)
    if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (forms, i), PD_RED_FORM_KEY), key) == 0)
      return TRUE;
  return is_held (issuing->bureau, key);
}

const IssuingRedProvider issuing_sandbox_red = {
  .book = book,
  .enter_form = enter_form,
  .sell_to_us = sell_to_us,
  .say = say,
  .list = list,
  .holds = holds,
};
