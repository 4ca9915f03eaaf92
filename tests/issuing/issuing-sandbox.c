/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing-sandbox.h"

#include "model/pd-invoice.h"

/*
 * The training bureau as a provider under test, with a network before it that loses, delays and doubles. What the network
 * holds back is not found meanwhile, as with a provider that takes its time.
 */

#define SMALL_QUOTA 400000 /* fen */
#define NOT_FOUND "E9500"

/** Held: a request that the network has and the bureau has not yet. */
typedef struct
{
  char *key;
  PdRecord *invoice;
  guint province;
} Held;

typedef IssuingSandbox Bureau;

static void
held_free (gpointer data)
{
  Held *held = data;

  g_free (held->key);
  pd_record_unref (held->invoice);
  g_free (held);
}

static PdGatewayAnswer *
unknown (const char *why)
{
  return pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, why);
}

/** issuing_sandbox_take_fault: the next one of these; FALSE when nothing goes wrong. */
gboolean
issuing_sandbox_take_fault (Bureau *bureau, guint64 of, IssuingFault *fault)
{
  for (guint i = 0; i < bureau->faults->len; i++)
    {
      *fault = g_array_index (bureau->faults, IssuingFault, i);
      if ((of >> *fault & 1) == 0)
        continue;
      g_array_remove_index (bureau->faults, i);
      bureau->issuing->n_spoilt++;
      return TRUE;
    }
  return FALSE;
}

/* What was held back arrives. */
static void
arrive_cb (Issuing *issuing, gpointer data)
{
  Bureau *bureau = issuing->bureau;
  Held *held = bureau->held->len > 0 ? g_ptr_array_index (bureau->held, 0) : NULL;
  PdGatewayRequest request;

  if (held == NULL)
    return;
  if (bureau->gateway == NULL)
    {
      issuing_at (issuing, G_TIME_SPAN_SECOND, arrive_cb, NULL);
      return;
    }
  request = (PdGatewayRequest){ held->key, held->invoice, held->province };
  issuing_trace (issuing, "%s arrives late", held->key);
  pd_gateway_answer_free (pd_gateway_submit (bureau->gateway, &request, NULL));
  g_ptr_array_remove_index (bureau->held, 0);
}

static PdGatewayAnswer *
submit_late (Bureau *bureau, const PdGatewayRequest *request)
{
  Held *held = g_new0 (Held, 1);

  held->key = g_strdup (request->key);
  held->invoice = pd_record_copy (request->invoice);
  held->province = request->province;
  g_ptr_array_add (bureau->held, held);
  issuing_at (bureau->issuing, G_TIME_SPAN_SECOND * (60 + sim_random_below (&bureau->issuing->network, 480)),
              arrive_cb, NULL);
  return unknown ("the time is over");
}

static PdGatewayAnswer *
submit_spoilt (Bureau *bureau, const PdGatewayRequest *request, IssuingFault fault)
{
  PdGatewayAnswer *answer;

  switch (fault)
    {
    case ISSUING_LATE:
      return submit_late (bureau, request);
    case ISSUING_TWICE:
      answer = pd_gateway_submit (bureau->gateway, request, NULL);
      if (answer->state == PD_GATEWAY_ISSUED || answer->state == PD_GATEWAY_SENT)
        pd_gateway_answer_free (pd_gateway_submit (bureau->gateway, request, NULL));
      return answer;
    case ISSUING_DROP_AFTER:
    case ISSUING_WRONG_TYPE:
    case ISSUING_CUT:
      pd_gateway_answer_free (pd_gateway_submit (bureau->gateway, request, NULL));
      return unknown ("no whole answer came");
    case ISSUING_CLOSED:
      return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, "the bureau is closed");
    case ISSUING_NOT_FOUND:
      {
        gint64 *until = g_new (gint64, 1);

        *until =
            bureau->issuing->now + G_TIME_SPAN_SECOND * sim_random_below (&bureau->issuing->network, 500);
        g_hash_table_insert (bureau->hidden, g_strdup (request->key), until);
        pd_gateway_answer_free (pd_gateway_submit (bureau->gateway, request, NULL));
        return unknown ("no answer came");
      }
    default:
      return unknown ("the connection ended");
    }
}

static PdGatewayAnswer *
submit (gpointer self, const PdGatewayRequest *request, GCancellable *cancellable)
{
  static const guint64 faults = 1 << ISSUING_DROP_BEFORE | 1 << ISSUING_DROP_AFTER | 1 << ISSUING_RESET |
                                1 << ISSUING_LATE | 1 << ISSUING_TWICE | 1 << ISSUING_WRONG_TYPE |
                                1 << ISSUING_HTML | 1 << ISSUING_REDIRECT | 1 << ISSUING_CUT |
                                1 << ISSUING_CLOSED | 1 << ISSUING_NOT_FOUND;
  Bureau *bureau = self;
  IssuingFault fault;

  if (bureau->issuing->is_broken)
    return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_CONFIGURE, "the password is wrong");
  return issuing_sandbox_take_fault (bureau, faults, &fault)
             ? submit_spoilt (bureau, request, fault)
             : pd_gateway_submit (bureau->gateway, request, NULL);
}

static gboolean
is_held (Bureau *bureau, const char *key)
{
  const gint64 *until = g_hash_table_lookup (bureau->hidden, key);

  if (until != NULL && *until > bureau->issuing->now)
    return TRUE;
  for (guint i = 0; i < bureau->held->len; i++)
    if (g_str_equal (((Held *) g_ptr_array_index (bureau->held, i))->key, key))
      return TRUE;
  return FALSE;
}

static void
query (gpointer self,
       const PdGatewayKey *keys,
       guint n_keys,
       PdGatewayAnswer **answers,
       GCancellable *cancellable)
{
  static const guint64 faults = 1 << ISSUING_DROP_BEFORE | 1 << ISSUING_RESET | 1 << ISSUING_HTML |
                                1 << ISSUING_REDIRECT | 1 << ISSUING_CUT;
  Bureau *bureau = self;
  IssuingFault fault;
  gboolean fails = sim_random_chance (&bureau->issuing->network, 300) &&
                   issuing_sandbox_take_fault (bureau, faults, &fault);

  if (!fails && !bureau->issuing->is_broken)
    pd_gateway_query (bureau->gateway, keys, n_keys, answers, NULL);
  for (guint i = 0; i < n_keys; i++)
    if (fails || bureau->issuing->is_broken)
      answers[i] = pd_gateway_answer_new (PD_GATEWAY_UNKNOWN,
                                          fails ? PD_GATEWAY_NEXT_QUERY : PD_GATEWAY_NEXT_CONFIGURE,
                                          "it cannot be asked");
    else if (is_held (bureau, keys[i].key))
      {
        pd_gateway_answer_free (answers[i]);
        answers[i] = unknown ("it is not found yet");
        answers[i]->code = g_strdup (NOT_FOUND);
      }
}

static PdGatewayAnswer *
retry (gpointer self, const PdGatewayKey *key, GCancellable *cancellable)
{
  return pd_gateway_retry (((Bureau *) self)->gateway, key, NULL);
}

/* Drawing is tested elsewhere, and takes longer than all the rest. */
static PdGatewayAnswer *
fetch_files (gpointer self, const PdGatewayKey *key, GCancellable *cancellable)
{
  static const guint64 faults = 1 << ISSUING_SLOW_FILE | 1 << ISSUING_NO_FILE;
  static const char pdf[] = "%PDF-1.4\n";
  Bureau *bureau = self;
  IssuingFault fault;
  PdGatewayAnswer *answer = pd_gateway_query_one (bureau->gateway, key, NULL);
  gboolean fails = issuing_sandbox_take_fault (bureau, faults, &fault) || bureau->issuing->is_broken;

  /* Nothing is drawn of what has no seal yet. */
  if (answer->state != PD_GATEWAY_ISSUED)
    {
      pd_gateway_answer_free (answer);
      return pd_gateway_fetch_files (bureau->gateway, key, NULL);
    }
  answer->files_pending = fails;
  if (!fails)
    answer->files[PD_GATEWAY_FILE_PDF] = g_bytes_new_static (pdf, sizeof pdf - 1);
  return answer;
}

static PdGatewaySession *
session (gpointer self, PdGatewaySessionAction action, const char *argument, GCancellable *cancellable)
{
  return pd_gateway_session (((Bureau *) self)->gateway, action, argument, NULL);
}

static PdGatewayQuota *
quota (gpointer self, gboolean refresh, GCancellable *cancellable)
{
  return pd_gateway_quota (((Bureau *) self)->gateway, refresh, NULL);
}

static void
get_limits (gpointer self, PdGatewayLimits *limits)
{
  pd_gateway_get_limits (((Bureau *) self)->gateway, limits);
}

static void
front_free (gpointer self)
{
  g_clear_pointer (&((Bureau *) self)->gateway, pd_gateway_unref);
}

static gint64
bureau_now (gpointer data)
{
  return ((Issuing *) data)->now;
}

static gboolean
has_sessions (const Issuing *issuing)
{
  return issuing->options->seed % 3 == 0;
}

static PdGateway *
open_sandbox (Issuing *issuing)
{
  static PdGatewayFunctions front;
  Bureau *bureau = issuing->bureau;
  PdGatewaySandboxOptions options = { .path = bureau->path,
                                      .monthly_quota =
                                          issuing->options->is_small && issuing->is_faulty ? SMALL_QUOTA : 0,
                                      .sessions = has_sessions (issuing),
                                      .review = issuing->options->seed % 5 == 1 ? G_TIME_SPAN_MINUTE : 0,
                                      .slow = issuing->options->seed % 5 == 2 ? 20 * G_TIME_SPAN_SECOND : 0,
                                      .company = ISSUING_TAX_NUMBER,
                                      .company_name = "甲公司",
                                      .now = bureau_now,
                                      .now_data = issuing };
  g_autoptr (GError) error = NULL;
  const PdGatewayFunctions *offered;

  bureau->gateway = pd_gateway_sandbox_new (&options, &error);
  if (bureau->gateway == NULL)
    return NULL;
  offered = pd_gateway_get_functions (bureau->gateway);
  front = (PdGatewayFunctions){ .name = offered->name,
                                .get_limits = get_limits,
                                .submit = submit,
                                .query = query,
                                .retry = offered->retry != NULL ? retry : NULL,
                                .fetch_files = fetch_files,
                                .session = offered->session != NULL ? session : NULL,
                                .quota = offered->quota != NULL ? quota : NULL,
                                .free = front_free };
  issuing_sandbox_add_forms (&front);
  return pd_gateway_new (&front, bureau);
}

static void
start (Issuing *issuing)
{
  Bureau *bureau = g_new0 (Bureau, 1);

  bureau->issuing = issuing;
  bureau->path = g_build_filename (issuing_folder (), "bureau", "bureau.sqlite", NULL);
  bureau->faults = g_array_new (FALSE, FALSE, sizeof (IssuingFault));
  bureau->held = g_ptr_array_new_with_free_func (held_free);
  bureau->held_forms = g_ptr_array_new_with_free_func (issuing_sandbox_form_free);
  bureau->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  issuing->bureau = bureau;
}

static void
stop (Issuing *issuing)
{
  Bureau *bureau = issuing->bureau;

  g_array_unref (bureau->faults);
  g_ptr_array_unref (bureau->held);
  g_ptr_array_unref (bureau->held_forms);
  g_hash_table_unref (bureau->hidden);
  g_free (bureau->path);
  g_free (bureau);
}

/* Its book is on a disk of the machine that stopped. */
static void
crash (Issuing *issuing)
{
}

static void
spoil (Issuing *issuing, IssuingFault fault)
{
  Bureau *bureau = issuing->bureau;

  if (fault == ISSUING_REFUSED && bureau->gateway != NULL)
    pd_gateway_sandbox_add_fault (bureau->gateway,
                                  sim_random_chance (&issuing->network, 500) ? PD_GATEWAY_FAULT_REFUSE
                                                                             : PD_GATEWAY_FAULT_REJECT,
                                  "购买方名称不正确", 1);
  else if (fault == ISSUING_SEAL && bureau->gateway != NULL)
    pd_gateway_sandbox_add_fault (bureau->gateway, PD_GATEWAY_FAULT_SEAL, NULL, 1);
  else if (fault == ISSUING_PENDING && bureau->gateway != NULL)
    pd_gateway_sandbox_add_fault (bureau->gateway, PD_GATEWAY_FAULT_PENDING, NULL, 1);
  else if (fault == ISSUING_CLOSED && bureau->gateway != NULL)
    pd_gateway_sandbox_add_fault (bureau->gateway, PD_GATEWAY_FAULT_UNAVAILABLE, NULL, 1);
  else
    g_array_append_val (bureau->faults, fault);
}

static void
calm (Issuing *issuing)
{
  Bureau *bureau = issuing->bureau;

  g_array_set_size (bureau->faults, 0);
}

static void
sign_out (Issuing *issuing)
{
  Bureau *bureau = issuing->bureau;

  if (bureau->gateway != NULL && has_sessions (issuing))
    pd_gateway_sandbox_sign_out (bureau->gateway, NULL);
  else if (bureau->gateway != NULL)
    pd_gateway_sandbox_add_fault (bureau->gateway, PD_GATEWAY_FAULT_SIGN_IN, NULL, 1);
}

static void
scan (Issuing *issuing)
{
  Bureau *bureau = issuing->bureau;

  /* Nothing is shown any more, perhaps. */
  if (bureau->gateway != NULL)
    pd_gateway_sandbox_scan (bureau->gateway, NULL);
}

static void
set_broken (Issuing *issuing, gboolean is_broken)
{
  issuing->is_broken = is_broken;
}

static GPtrArray *
list (Issuing *issuing)
{
  Bureau *bureau = issuing->bureau;
  g_autoptr (GError) error = NULL;
  GPtrArray *all = g_ptr_array_new_with_free_func (issuing_legal_free);
  g_autoptr (GPtrArray) invoices =
      bureau->gateway != NULL ? pd_gateway_sandbox_list_invoices (bureau->gateway, &error) : NULL;

  for (guint i = 0; invoices != NULL && i < invoices->len; i++)
    {
      const PdGatewaySandboxInvoice *invoice = g_ptr_array_index (invoices, i);
      IssuingLegal *legal = g_new0 (IssuingLegal, 1);

      legal->key = g_strdup (invoice->key);
      legal->number = g_strdup (invoice->number);
      legal->gross = invoice->gross_amount;
      legal->blue_number = g_strdup (invoice->blue_number);
      legal->is_ours = g_strcmp0 (invoice->company, ISSUING_TAX_NUMBER) == 0;
      g_ptr_array_add (all, legal);
    }
  return all;
}

static gboolean
holds (Issuing *issuing, const char *key)
{
  Bureau *bureau = issuing->bureau;
  g_autoptr (GPtrArray) all = list (issuing);

  return is_held (bureau, key) || issuing_find_legal (all, key) != NULL;
}

const IssuingProvider issuing_sandbox = {
  .name = "sandbox",
  .start = start,
  .stop = stop,
  .open = open_sandbox,
  .crash = crash,
  .spoil = spoil,
  .calm = calm,
  .sign_out = sign_out,
  .scan = scan,
  .set_broken = set_broken,
  .list = list,
  .holds = holds,
  .red = &issuing_sandbox_red,
};
