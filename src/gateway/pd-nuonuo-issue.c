/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "gateway/pd-gateway-budget.h"
#include "model/pd-invoice.h"
#include "wire/pd-wire.h"

/* The first question after an order was taken; what is not decided then waits as long as the caller likes. */
#define FIRST_WAIT (3 * G_TIME_SPAN_SECOND)

/* What was taken and is still not found after so long is for a person to look at. */
#define LOST_AFTER G_TIME_SPAN_DAY

#define MAX_ORDER_NUMBER 20 /* characters; the key of a form has more */

/* No key is this one: keys have no I and no O. */
#define IMPOSSIBLE_KEY "PDCONNECTIONTESTONLY"

static const PdGatewayBudget retry_budget = { PD_NUONUO_RETRIES_A_DAY, PD_GATEWAY_BUDGET_DAY, 0 };

/* An order that the bureau turned away because nobody was signed in is at the provider already: after the sign-in it
 * is retried there, and not sent again. The mark says so over a restart. */
static char *
mark_name (const char *key)
{
  return g_strconcat ("retry-instead ", key, NULL);
}

static void
set_mark (PdNuonuo *self, const char *key)
{
  g_autofree char *name = mark_name (key);
  g_autoptr (GBytes) yes = g_bytes_new_static ("1", 1);

  /* Without it the order is sent, found to be there, and comes here again. */
  if (!pd_gateway_book_keep (self->book, name, yes))
    g_warning ("a note about an order could not be written");
}

static gboolean
has_mark (PdNuonuo *self, const char *key)
{
  g_autofree char *name = mark_name (key);
  g_autoptr (GBytes) value = pd_gateway_book_recall (self->book, name);

  return value != NULL;
}

static void
clear_mark (PdNuonuo *self, const char *key)
{
  g_autofree char *name = mark_name (key);

  pd_gateway_book_forget (self->book, name);
}

static PdGatewayAnswer *
answer_taken (const PdNuonuoReply *reply)
{
  PdGatewayAnswer *answer = pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, NULL);

  answer->wait = FIRST_WAIT;
  answer->serial = pd_nuonuo_read_text (reply->result, "invoiceSerialNum");
  return answer;
}

/**
 * pd_nuonuo_submit:
 *
 * See PdGatewayFunctions.submit.
 */
PdGatewayAnswer *
pd_nuonuo_submit (gpointer data, const PdGatewayRequest *request, GCancellable *cancellable)
{
  PdNuonuo *self = data;
  const char *seller = pd_record_get_text (request->invoice, PD_INVOICE_SELLER_TAX_NUMBER);
  g_auto (PdNuonuoReply) reply = { 0 };
  g_autofree char *problem = NULL;

  if (g_strcmp0 (seller, self->tax_number) != 0)
    return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_CONFIGURE,
                                  _ ("The seller’s tax number is not the one that this connection is for."));
  if (has_mark (self, request->key))
    return pd_nuonuo_send_retry (self, request->key, cancellable);

  g_autofree char *body = pd_nuonuo_order_body (self, request, &problem);

  if (body == NULL)
    return pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, problem);
  if (pd_nuonuo_call (self, "nuonuo.OpeMplatform.requestBillingNew", body, &reply, cancellable))
    return answer_taken (&reply);
  return pd_nuonuo_answer_submit (&reply);
}

/**
 * pd_nuonuo_send_retry:
 * @self: an adapter
 * @key: of an order that the provider has
 * @cancellable: (nullable)
 *
 * The provider's own retry, as often as it allows in a day.
 *
 * Returns: (transfer full): as PdGatewayFunctions.retry
 */
PdGatewayAnswer *
pd_nuonuo_send_retry (PdNuonuo *self, const char *key, GCancellable *cancellable)
{
  g_autofree char *name = g_strconcat ("retry ", key, NULL);
  gint64 now = pd_nuonuo_now (self);
  gint64 wait = pd_gateway_budget_take (self->book, name, &retry_budget, now);
  g_autofree char *order = pd_nuonuo_order_number (key);
  g_autoptr (GString) body = g_string_new ("{");
  g_auto (PdNuonuoReply) reply = { 0 };
  PdGatewayAnswer *answer;

  if (wait != 0)
    {
      answer = pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_RETRY,
                                      _ ("The provider allows no more retries of this invoice today."));
      answer->wait = MAX (wait, 0);
      return answer;
    }
  pd_nuonuo_put (body, "orderno", order);
  g_string_append_c (body, '}');
  if (pd_nuonuo_call (self, "nuonuo.OpeMplatform.reInvoice", body->str, &reply, cancellable))
    {
      clear_mark (self, key);
      return answer_taken (&reply);
    }
  /* It is not there after all, or is no longer what it was: a question tells. */
  if (reply.outcome == PD_NUONUO_REFUSED)
    clear_mark (self, key);
  answer = pd_nuonuo_answer_asked (&reply);
  if (reply.outcome == PD_NUONUO_NOT_SENT)
    {
      pd_gateway_budget_give_back (self->book, name, now);
      if (answer->next == PD_GATEWAY_NEXT_QUERY)
        answer->next = PD_GATEWAY_NEXT_RETRY;
    }
  return answer;
}

/**
 * pd_nuonuo_retry:
 *
 * See PdGatewayFunctions.retry.
 */
PdGatewayAnswer *
pd_nuonuo_retry (gpointer data, const PdGatewayKey *key, GCancellable *cancellable)
{
  return pd_nuonuo_send_retry (data, key->key, cancellable);
}

/**
 * pd_nuonuo_find_row:
 * @result: (nullable): an array of objects, or one alone
 * @name: of a member
 * @key: its value
 *
 * Returns: (transfer none) (nullable): the first object whose member is @key
 */
const PdWireValue *
pd_nuonuo_find_row (const PdWireValue *result, const char *name, const char *key)
{
  const PdWireValue *row;
  PdWireIter iter;

  if (result == NULL)
    return NULL;
  if (result->kind == PD_WIRE_OBJECT)
    {
      g_autofree char *text = pd_nuonuo_read_text (result, name);

      return g_strcmp0 (text, key) == 0 ? result : NULL;
    }
  if (result->kind != PD_WIRE_ARRAY)
    return NULL;
  pd_wire_iter_init (&iter, result);
  while (pd_wire_iter_next (&iter, NULL, &row))
    {
      g_autofree char *text = pd_nuonuo_read_text (row, name);

      if (g_strcmp0 (text, key) == 0)
        return row;
    }
  return NULL;
}

static void
read_issued (const PdWireValue *row, gint64 now, PdGatewayAnswer *answer)
{
  static const char *const times[] = { "invoiceTime", "stateUpdateTime", "updateTime", "createTime" };
  g_autofree char *digital = pd_nuonuo_read_text (row, "allElectronicInvoiceNumber");
  g_autofree char *other = pd_nuonuo_read_text (row, "invoiceNo");

  if (pd_nuonuo_is_number (digital))
    answer->number = g_steal_pointer (&digital);
  else if (pd_nuonuo_is_number (other))
    answer->number = g_steal_pointer (&other);
  if (answer->number == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (times) && answer->issued_at == 0; i++)
    pd_nuonuo_read_time (row, times[i], &answer->issued_at);
  if (answer->issued_at <= 0)
    answer->issued_at = now;
  answer->issue_date = pd_nuonuo_china_date (answer->issued_at, "%Y-%m-%d");
  answer->drawer = pd_nuonuo_read_text (row, "clerk");
  pd_nuonuo_read_fen (row, "orderAmount", &answer->gross_amount);
}

/* PdStatus: 诺税通's states of an order. */
static void
read_status (gint64 status, PdGatewayAnswer *answer)
{
  gboolean has_number = answer->number != NULL;

  switch (status)
    {
    case 2: /* 开票完成 */
      answer->state = has_number ? PD_GATEWAY_ISSUED : PD_GATEWAY_SENT;
      answer->next = has_number ? PD_GATEWAY_NEXT_NOTHING : PD_GATEWAY_NEXT_QUERY;
      return;
    case 24: /* 开票成功签章失败: it is legal, its files are not there; never a new key */
      answer->state = has_number ? PD_GATEWAY_ISSUED : PD_GATEWAY_SENT;
      answer->next = PD_GATEWAY_NEXT_RETRY;
      return;
    case 31: /* 作废中 */
    case 3:  /* 已作废 */
      answer->state = has_number ? PD_GATEWAY_ISSUED : PD_GATEWAY_UNKNOWN;
      answer->next = has_number ? PD_GATEWAY_NEXT_NOTHING : PD_GATEWAY_NEXT_DECIDE;
      g_free (answer->reason);
      answer->reason = g_strdup (_ ("The invoice was voided at the bureau after it was issued."));
      return;
    case 22: /* 开票失败 */
      answer->is_spent = TRUE;
      answer->state = PD_GATEWAY_FAILED;
      answer->next = pd_nuonuo_lacks_quota (answer->reason) ? PD_GATEWAY_NEXT_QUOTA : PD_GATEWAY_NEXT_FIX;
      if (!pd_nuonuo_wants_sign_in (answer->reason))
        return;
      answer->state = PD_GATEWAY_WAITING;
      answer->next = PD_GATEWAY_NEXT_SIGN_IN;
      return;
    case 20: /* 开票中 */
    case 21: /* 开票成功签章中 */
      answer->state = PD_GATEWAY_SENT;
      answer->next = PD_GATEWAY_NEXT_QUERY;
      return;
    default:
      answer->state = PD_GATEWAY_UNKNOWN;
      answer->next = PD_GATEWAY_NEXT_QUERY;
      return;
    }
}

/**
 * pd_nuonuo_read_row:
 * @row: one order of a result
 * @now: microseconds, UTC
 *
 * What the provider says of an order.
 *
 * Returns: (transfer full): the answer
 */
PdGatewayAnswer *
pd_nuonuo_read_row (const PdWireValue *row, gint64 now)
{
  g_autofree char *cause = pd_nuonuo_read_text (row, "failCause");
  g_autofree char *message = pd_nuonuo_read_text (row, "statusMsg");
  gint64 status = 0;
  PdGatewayAnswer *answer;

  pd_nuonuo_read_integer (row, "status", &status);
  answer = pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, NULL);
  answer->serial = pd_nuonuo_read_text (row, "serialNo");
  if (status != 20 && status != 22)
    read_issued (row, now, answer);
  if (status != 2 && status != 20 && status != 21)
    answer->reason = g_strdup (cause != NULL ? cause : message);
  read_status (status, answer);
  if (status == 22)
    answer->code = g_strdup ("22");
  return answer;
}

/* Nothing under the key. Soon after it was sent that says nothing yet. */
static PdGatewayAnswer *
answer_not_found (const PdGatewayKey *key, gint64 now)
{
  gint64 age = now - key->sent_at;
  PdGatewayAnswer *answer;

  if (key->sent_at > 0 && age < PD_NUONUO_NOT_FOUND_GRACE)
    answer = pd_gateway_answer_new (key->serial != NULL ? PD_GATEWAY_SENT : PD_GATEWAY_UNKNOWN,
                                    PD_GATEWAY_NEXT_QUERY, NULL);
  else if (key->serial != NULL)
    /* It was taken, so that it is there, whatever a question says. */
    answer = pd_gateway_answer_new (PD_GATEWAY_UNKNOWN,
                                    age < LOST_AFTER ? PD_GATEWAY_NEXT_QUERY : PD_GATEWAY_NEXT_DECIDE,
                                    _ ("The provider took the order and does not find it any more."));
  else
    answer = pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND, NULL);
  answer->code = g_strdup ("E9500");
  answer->serial = g_strdup (key->serial);
  return answer;
}

/* The red invoice of a form that the other side entered has an order number of the vendor's own making. */
static gboolean
goes_by_serial (const PdGatewayKey *key)
{
  return key->serial != NULL && strlen (key->key) > MAX_ORDER_NUMBER;
}

/**
 * pd_nuonuo_find_key:
 * @result: (nullable): of pd_nuonuo_ask_result()
 * @key: one of its keys
 *
 * Returns: (transfer none) (nullable): the row of @key
 */
const PdWireValue *
pd_nuonuo_find_key (const PdWireValue *result, const PdGatewayKey *key)
{
  g_autofree char *order = pd_nuonuo_order_number (key->key);

  return goes_by_serial (key) ? pd_nuonuo_find_row (result, "serialNo", key->serial)
                              : pd_nuonuo_find_row (result, "orderNo", order);
}

/**
 * pd_nuonuo_ask_result:
 * @self: an adapter
 * @keys: (array length=n_keys): at most PD_NUONUO_KEYS_A_QUERY
 * @reply: a cleared reply to fill
 * @cancellable: (nullable)
 *
 * Asks for orders by their keys; one that never had an answer has no serial. Only a form's, asked for alone, goes by it.
 *
 * Returns: whether the provider found any
 */
gboolean
pd_nuonuo_ask_result (PdNuonuo *self,
                      const PdGatewayKey *keys,
                      guint n_keys,
                      PdNuonuoReply *reply,
                      GCancellable *cancellable)
{
  gboolean by_serial = n_keys == 1 && goes_by_serial (&keys[0]);
  g_autoptr (GString) body = g_string_new (by_serial ? "{\"serialNos\":[" : "{\"orderNos\":[");

  for (guint i = 0; i < n_keys; i++)
    {
      g_autofree char *order = pd_nuonuo_order_number (keys[i].key);

      if (i > 0)
        g_string_append_c (body, ',');
      pd_wire_write_string (body, by_serial ? keys[i].serial : order);
    }
  g_string_append_c (body, ']');
  pd_nuonuo_put (body, "isOfferInvoiceDetail", "0");
  g_string_append_c (body, '}');
  return pd_nuonuo_call (self, "nuonuo.OpeMplatform.queryInvoiceResult", body->str, reply, cancellable);
}

/**
 * pd_nuonuo_read_asked:
 * @reply: of pd_nuonuo_ask_result()
 * @key: one of its keys
 * @now: microseconds, UTC
 *
 * Returns: (transfer full): what it says of @key
 */
PdGatewayAnswer *
pd_nuonuo_read_asked (const PdNuonuoReply *reply, const PdGatewayKey *key, gint64 now)
{
  gboolean found = reply->outcome == PD_NUONUO_OK;
  gboolean is_list = found && reply->result != NULL &&
                     (reply->result->kind == PD_WIRE_ARRAY || reply->result->kind == PD_WIRE_OBJECT);
  gboolean none = reply->outcome == PD_NUONUO_REFUSED && g_str_equal (reply->code, "E9500");
  const PdWireValue *row = is_list ? pd_nuonuo_find_key (reply->result, key) : NULL;

  if (row != NULL)
    return pd_nuonuo_read_row (row, now);
  if (none || is_list)
    return answer_not_found (key, now);
  return found ? pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY,
                                        _ ("The provider’s answer says nothing of the order."))
               : pd_nuonuo_answer_asked (reply);
}

static void
query_some (PdNuonuo *self,
            const PdGatewayKey *keys,
            guint n_keys,
            PdGatewayAnswer **answers,
            GCancellable *cancellable)
{
  g_auto (PdNuonuoReply) reply = { 0 };

  pd_nuonuo_ask_result (self, keys, n_keys, &reply, cancellable);
  for (guint i = 0; i < n_keys; i++)
    {
      answers[i] = pd_nuonuo_read_asked (&reply, &keys[i], pd_nuonuo_now (self));
      if (answers[i]->state == PD_GATEWAY_WAITING)
        set_mark (self, keys[i].key);
    }
}

/**
 * pd_nuonuo_query:
 *
 * See PdGatewayFunctions.query.
 */
void
pd_nuonuo_query (gpointer self,
                 const PdGatewayKey *keys,
                 guint n_keys,
                 PdGatewayAnswer **answers,
                 GCancellable *cancellable)
{
  for (guint i = 0, n; i < n_keys; i += n)
    {
      n = 1;
      while (!goes_by_serial (&keys[i]) && n < PD_NUONUO_KEYS_A_QUERY && i + n < n_keys &&
             !goes_by_serial (&keys[i + n]))
        n++;
      query_some (self, keys + i, n, answers + i, cancellable);
    }
}

/**
 * pd_nuonuo_test:
 *
 * See PdGatewayFunctions.test. That the provider does not find an order which cannot exist proves the key, the secret,
 * the token, the right to call and the tax number.
 */
PdGatewayAnswer *
pd_nuonuo_test (gpointer data, GCancellable *cancellable)
{
  PdNuonuo *self = data;
  const PdGatewayKey key = { .key = IMPOSSIBLE_KEY };
  g_auto (PdNuonuoReply) reply = { 0 };

  if (pd_nuonuo_ask_result (self, &key, 1, &reply, cancellable) ||
      (reply.outcome == PD_NUONUO_REFUSED && g_str_equal (reply.code, "E9500")))
    return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_NOTHING, NULL);
  return pd_nuonuo_answer_asked (&reply);
}
