/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "gateway/pd-gateway-budget.h"
#include "model/pd-invoice.h"

#define PAGE 50
#define MAX_PAGES 2000

/* How long after a refresh its figures are asked for, at first and at most: ever as long again as it has taken so far. What
 * cannot be asked is asked again no sooner than the latest of these. */
#define FIRST_WAIT (3 * G_TIME_SPAN_SECOND)
#define LONGEST_WAIT (5 * G_TIME_SPAN_MINUTE)

static const PdGatewayBudget quota_budget = { PD_NUONUO_REFRESHES_A_DAY, PD_GATEWAY_BUDGET_DAY,
                                              PD_NUONUO_REFRESH_APART };

/* --- quota (授信额度) */

static PdGatewayQuota *
quota_unknown (PdGatewayNext next, gint64 wait, const char *reason)
{
  PdGatewayQuota *quota = g_new0 (PdGatewayQuota, 1);

  quota->next = next;
  quota->wait = wait;
  quota->reason = g_strdup (reason);
  return quota;
}

static gint64
wait_for_figures (PdNuonuo *self)
{
  gint64 since;

  g_mutex_lock (&self->session_mutex);
  since = pd_nuonuo_now (self) - self->refreshed_at;
  g_mutex_unlock (&self->session_mutex);
  return CLAMP (since, FIRST_WAIT, LONGEST_WAIT);
}

static PdGatewayQuota *
read_quota (PdNuonuo *self, const PdWireValue *result)
{
  PdGatewayQuota *quota = g_new0 (PdGatewayQuota, 1);
  g_autofree char *message = pd_nuonuo_read_text (result, "message");
  gint64 status = 0;

  pd_nuonuo_read_integer (result, "requestStatus", &status);
  quota->is_known = pd_nuonuo_read_fen (result, "totalCreditLine", &quota->total) &&
                    pd_nuonuo_read_fen (result, "usedCreditLine", &quota->used) &&
                    pd_nuonuo_read_fen (result, "availableCreditLine", &quota->available);
  pd_nuonuo_read_time (result, "amountUpdateTime", &quota->updated_at);
  if (status == 1 && quota->is_known)
    {
      /* So the provider says while it has no figures. Where the bureau really gives nothing, it is the one to refuse. */
      quota->is_known = quota->total != 0 || quota->used != 0 || quota->available != 0;
      return quota;
    }
  /* Being asked for: the figures come later. */
  quota->next = PD_GATEWAY_NEXT_QUERY;
  quota->wait = status == 0 ? wait_for_figures (self) : 0;
  quota->reason = status == 0 ? NULL : g_steal_pointer (&message);
  return quota;
}

/**
 * pd_nuonuo_quota:
 *
 * See PdGatewayFunctions.quota.
 */
PdGatewayQuota *
pd_nuonuo_quota (gpointer data, gboolean refresh, GCancellable *cancellable)
{
  PdNuonuo *self = data;
  gint64 now = pd_nuonuo_now (self);
  gint64 wait = refresh ? pd_gateway_budget_take (self->book, "quota", &quota_budget, now) : 0;
  g_autoptr (GString) body = g_string_new ("{");
  g_auto (PdNuonuoReply) reply = { 0 };

  if (wait != 0)
    return quota_unknown (PD_GATEWAY_NEXT_QUERY, MAX (wait, 0),
                          _ ("The provider refreshes the quota no more often. Ask again later."));
  if (refresh)
    {
      g_mutex_lock (&self->session_mutex);
      self->refreshed_at = now;
      g_mutex_unlock (&self->session_mutex);
    }
  pd_nuonuo_put (body, "queryType", refresh ? "0" : "1");
  pd_nuonuo_put_account (self, body);
  g_string_append_c (body, '}');
  if (pd_nuonuo_call (self, "nuonuo.OpeMplatform.getCreditLine", body->str, &reply, cancellable))
    return read_quota (self, reply.result);
  if (refresh && reply.outcome == PD_NUONUO_NOT_SENT)
    pd_gateway_budget_give_back (self->book, "quota", now);

  g_autoptr (PdGatewayAnswer) answer = pd_nuonuo_answer_asked (&reply);

  return quota_unknown (answer->next, MAX (answer->wait, LONGEST_WAIT), answer->reason);
}

/* --- the list, to reconcile */

static PdGatewayListed *
read_listed (const PdWireValue *row, gint64 now)
{
  g_autoptr (PdGatewayAnswer) answer = pd_nuonuo_read_row (row, now);
  PdGatewayListed *listed = g_new0 (PdGatewayListed, 1);

  listed->key = pd_nuonuo_read_text (row, "orderNo");
  listed->number = g_steal_pointer (&answer->number);
  listed->state = answer->state;
  listed->gross_amount = answer->gross_amount;
  return listed;
}

/* One page; how many rows it had, -1 when it could not be had. */
static int
list_page (PdNuonuo *self,
           const char *from,
           const char *to,
           guint page,
           GPtrArray *all,
           PdGatewayAnswer **failure,
           GCancellable *cancellable)
{
  g_autoptr (GString) body = g_string_new ("{");
  g_autofree char *start = g_strconcat (from, " 00:00:00", NULL);
  g_autofree char *end = g_strconcat (to, " 23:59:59", NULL);
  g_autofree char *number = g_strdup_printf ("%u", page);
  g_autofree char *size = g_strdup_printf ("%u", PAGE);
  g_auto (PdNuonuoReply) reply = { 0 };
  const PdWireValue *rows, *row;
  PdWireIter iter;
  int count = 0;

  pd_nuonuo_put (body, "taxnum", self->tax_number);
  pd_nuonuo_put (body, "requestType", "1");
  pd_nuonuo_put (body, "startTime", start);
  pd_nuonuo_put (body, "endTime", end);
  pd_nuonuo_put (body, "pageNo", number);
  pd_nuonuo_put (body, "pageSize", size);
  g_string_append_c (body, '}');
  if (!pd_nuonuo_call (self, "nuonuo.OpeMplatform.queryInvoiceList", body->str, &reply, cancellable))
    {
      if (reply.outcome == PD_NUONUO_REFUSED && g_str_equal (reply.code, "E9500"))
        return 0;
      *failure = pd_nuonuo_answer_asked (&reply);
      return -1;
    }
  rows = reply.result != NULL && reply.result->kind == PD_WIRE_OBJECT
             ? pd_wire_value_member (reply.result, "invoices")
             : NULL;
  if (rows == NULL || rows->kind != PD_WIRE_ARRAY)
    {
      gint64 total = -1;

      if (pd_nuonuo_read_integer (reply.result, "totalCount", &total) && total == 0)
        return 0;
      *failure = pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                        _ ("The provider’s list cannot be read."));
      return -1;
    }
  pd_wire_iter_init (&iter, rows);
  for (; pd_wire_iter_next (&iter, NULL, &row); count++)
    g_ptr_array_add (all, read_listed (row, pd_nuonuo_now (self)));
  return count;
}

/**
 * pd_nuonuo_list:
 *
 * See PdGatewayFunctions.list. All of it or nothing: a list that lacks a page would show invoices as missing.
 */
GPtrArray *
pd_nuonuo_list (gpointer data,
                const char *from,
                const char *to,
                PdGatewayAnswer **failure,
                GCancellable *cancellable)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_gateway_listed_free);

  for (guint page = 1; page <= MAX_PAGES; page++)
    {
      int count = list_page (data, from, to, page, all, failure, cancellable);

      if (count < 0)
        return NULL;
      if (count < PAGE)
        break;
    }
  return g_steal_pointer (&all);
}

/* --- voiding */

/* The serial that the provider wants is asked for: the platform's ledger is not at hand here. */
static char *
find_serial (PdNuonuo *self, const char *key, PdGatewayAnswer **failure, GCancellable *cancellable)
{
  const PdGatewayKey keys[] = { { .key = key } };
  g_auto (PdNuonuoReply) reply = { 0 };

  if (!pd_nuonuo_ask_result (self, keys, 1, &reply, cancellable))
    {
      *failure = pd_nuonuo_answer_asked (&reply);
      return NULL;
    }
  return pd_nuonuo_read_text (pd_nuonuo_find_row (reply.result, "orderNo", key), "serialNo");
}

/**
 * pd_nuonuo_void_paper:
 *
 * See PdGatewayFunctions.void_paper. This adapter issues electronic invoices alone, which are never voided; what the
 * provider says is told all the same, since the vendor's desk may have issued on paper.
 */
PdGatewayAnswer *
pd_nuonuo_void_paper (gpointer data, const PdRecord *invoice, const char *reason, GCancellable *cancellable)
{
  PdNuonuo *self = data;
  const char *key = pd_record_get_text (invoice, PD_INVOICE_SUBMISSION_KEY);
  const char *code = pd_record_get_text (invoice, PD_INVOICE_CODE);
  g_autoptr (GString) body = g_string_new ("{");
  g_auto (PdNuonuoReply) reply = { 0 };
  PdGatewayAnswer *failure = NULL;

  if (code == NULL)
    return pd_gateway_answer_new (
        PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_NOTHING,
        _ ("An electronic invoice is not voided. It is reversed by a red-letter invoice."));
  if (key == NULL)
    return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_DECIDE, NULL);

  g_autofree char *serial = find_serial (self, key, &failure, cancellable);

  if (serial == NULL)
    {
      if (failure == NULL)
        failure = pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_DECIDE, NULL);
      failure->state = PD_GATEWAY_NOT_SENT;
      return failure;
    }
  pd_nuonuo_put (body, "invoiceId", serial);
  pd_nuonuo_put (body, "invoiceCode", code);
  pd_nuonuo_put (body, "invoiceNo", pd_record_get_text (invoice, PD_INVOICE_NUMBER));
  pd_nuonuo_put (body, "invalidReason", "4"); /* another, told in words */
  pd_nuonuo_put (body, "specificReason", reason);
  g_string_append_c (body, '}');
  if (pd_nuonuo_call (self, "nuonuo.OpeMplatform.invoiceCancellation", body->str, &reply, cancellable))
    return pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, NULL);
  if (reply.outcome == PD_NUONUO_NOT_SENT)
    return pd_nuonuo_answer_submit (&reply);
  if (reply.outcome == PD_NUONUO_REFUSED)
    return pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_NOTHING, reply.reason);
  return pd_nuonuo_answer_asked (&reply);
}

/** pd_nuonuo_redeliver: see PdGatewayFunctions.redeliver; the provider takes a number or an address, not both. */
PdGatewayAnswer *
pd_nuonuo_redeliver (gpointer data, const PdGatewayRedelivery *redelivery, GCancellable *cancellable)
{
  PdNuonuo *self = data;
  g_autoptr (GString) body = g_string_new ("{");
  g_auto (PdNuonuoReply) reply = { 0 };

  pd_nuonuo_put (body, "taxnum", self->tax_number);
  pd_nuonuo_put (body, "invoiceNum", redelivery->number);
  pd_nuonuo_put (body, "phone", redelivery->phone);
  pd_nuonuo_put (body, "mail", redelivery->phone == NULL ? redelivery->mail : NULL);
  g_string_append_c (body, '}');
  if (pd_nuonuo_call (self, "nuonuo.OpeMplatform.deliveryInvoice", body->str, &reply, cancellable))
    return pd_gateway_answer_new (PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING, NULL);
  if (reply.outcome == PD_NUONUO_NOT_SENT)
    return pd_nuonuo_answer_submit (&reply);
  if (reply.outcome != PD_NUONUO_REFUSED)
    return pd_nuonuo_answer_asked (&reply);

  PdGatewayAnswer *answer = pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_NOTHING, reply.reason);

  answer->code = g_strdup (reply.code);
  return answer;
}
