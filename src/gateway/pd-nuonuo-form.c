/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-decimal.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "model/pd-tax.h"

#define APPLY "nuonuo.OpeMplatform.saveInvoiceRedConfirm"
#define QUERY "nuonuo.OpeMplatform.queryInvoiceRedConfirm"
#define REFRESH "nuonuo.OpeMplatform.refreshInvoiceRedConfirm"
#define CONFIRM "nuonuo.OpeMplatform.confirm"
#define WITHDRAW "nuonuo.OpeMplatform.confirmInfoCancel"
#define ISSUE "nuonuo.OpeMplatform.fastInvoiceRed"

#define PAGE 50
#define MAX_PAGES 200
#define FIRST_WAIT (3 * G_TIME_SPAN_SECOND)

static gboolean
is_side (const PdRecord *form, guint field, const char *side)
{
  return g_strcmp0 (pd_record_get_text (form, field), side) == 0;
}

/* 0 seller, 1 buyer: who speaks. */
static void
put_side (GString *body, const char *name, const PdRecord *form, guint field)
{
  pd_nuonuo_put (body, name, is_side (form, field, PD_RED_FORM_SIDE_BUYER) ? "1" : "0");
}

static void
put_field (GString *body, const char *name, const PdRecord *record, guint field)
{
  pd_nuonuo_put (body, name, pd_record_get_text (record, field));
}

static void
put_fen (GString *body, const char *name, const PdRecord *record, guint field)
{
  g_autofree char *text = pd_money_to_text (-ABS (pd_record_get_integer (record, field)));

  pd_nuonuo_put (body, name, text);
}

/* By the bureau's own id where it is known, else by our key. */
static void
put_form (GString *body, const PdGatewayForm *form)
{
  const char *uuid = pd_record_get_text (form->form, PD_RED_FORM_UUID);

  if (uuid != NULL)
    pd_nuonuo_put (body, "billUuid", uuid);
  else
    pd_nuonuo_put (body, "billId", form->key);
}

static const char *
bare_name (const char *name)
{
  const char *end = name != NULL && *name == '*' ? strchr (name + 1, '*') : NULL;

  return end != NULL && end[1] != '\0' ? end + 1 : name;
}

/* Number and price of a line: a negative number, a positive price; both or neither. */
static void
put_price (GString *body, const PdRecord *line)
{
  const char *quantity = pd_record_get_text (line, PD_RED_FORM_LINE_QUANTITY);
  const char *price = pd_record_get_text (line, PD_RED_FORM_LINE_UNIT_PRICE);
  const char *size = quantity != NULL && *quantity == '-' ? quantity + 1 : quantity;
  gint64 net = ABS (pd_record_get_integer (line, PD_RED_FORM_LINE_NET_AMOUNT));

  if (size == NULL || price == NULL)
    return;

  g_autofree char *rounded = pd_nuonuo_price (*price == '-' ? price + 1 : price, size, net);
  g_autofree char *negative = g_strconcat ("-", size, NULL);

  /* An amount alone is reversed as well as one with its price. */
  if (rounded == NULL || !pd_decimal_is_canonical (size, 8))
    return;
  pd_nuonuo_put (body, "num", negative);
  pd_nuonuo_put (body, "taxExcludedPrice", rounded);
}

static void
put_line (GString *body, const PdRecord *line)
{
  const char *rate = pd_record_get_text (line, PD_RED_FORM_LINE_TAX_RATE);
  gboolean exempt = g_strcmp0 (rate, PD_TAX_RATE_EXEMPT) == 0;
  gboolean untaxed = g_strcmp0 (rate, PD_TAX_RATE_NON_TAXABLE) == 0;
  g_autofree char *index =
      g_strdup_printf ("%" G_GINT64_FORMAT, pd_record_get_integer (line, PD_RED_FORM_LINE_BLUE_LINE));

  g_string_append (body, body->str[body->len - 1] == '[' ? "{" : ",{");
  pd_nuonuo_put (body, "blueDetailIndex", index);
  pd_nuonuo_put (body, "goodsName", bare_name (pd_record_get_text (line, PD_RED_FORM_LINE_NAME)));
  put_field (body, "goodsCode", line, PD_RED_FORM_LINE_TAX_CODE);
  put_field (body, "specType", line, PD_RED_FORM_LINE_SPEC);
  put_field (body, "unit", line, PD_RED_FORM_LINE_UNIT);
  put_price (body, line);
  put_fen (body, "taxExcludedAmount", line, PD_RED_FORM_LINE_NET_AMOUNT);
  put_fen (body, "taxAmount", line, PD_RED_FORM_LINE_TAX_AMOUNT);
  pd_nuonuo_put (body, "taxRate", exempt || untaxed ? "0" : rate);
  pd_nuonuo_put (body, "favouredPolicyFlag", exempt ? "03" : untaxed ? "04" : "0");
  g_string_append_c (body, '}');
}

/* The lines of a partial reversal; a mistake is reversed as a whole, and the provider then takes no lines. */
static void
put_lines (GString *body, const PdRecord *form)
{
  GPtrArray *lines = pd_record_get_lines (form);

  if (lines->len == 0 || is_side (form, PD_RED_FORM_REASON_CODE, PD_RED_FORM_REASON_MISTAKE))
    return;
  pd_nuonuo_put_name (body, "detail");
  g_string_append_c (body, '[');
  for (guint i = 0; i < lines->len; i++)
    put_line (body, g_ptr_array_index (lines, i));
  g_string_append_c (body, ']');
}

/**
 * pd_nuonuo_order_number:
 * @key: of an order, 20 characters, or of a form, 32
 *
 * What the provider calls the order: a form's red invoice has a number that follows from the form's key.
 *
 * Returns: (transfer full): at most 20 characters of A–Z and 0–9
 */
char *
pd_nuonuo_order_number (const char *key)
{
  g_autofree char *start = g_strndup (key, 18);
  g_autofree char *upper = g_ascii_strup (start, -1);

  return strlen (key) <= 20 ? g_strdup (key) : g_strconcat ("PR", upper, NULL);
}

/* Whether the form can be written as the provider reads it; else why not. */
static const char *
find_problem (const PdNuonuo *self, const PdGatewayForm *form)
{
  gboolean by_buyer = is_side (form->form, PD_RED_FORM_ENTERED_BY, PD_RED_FORM_SIDE_BUYER);
  const char *own = pd_record_get_text (form->form, by_buyer ? PD_RED_FORM_BUYER_TAX_NUMBER
                                                             : PD_RED_FORM_SELLER_TAX_NUMBER);

  if (g_strcmp0 (own, self->tax_number) != 0)
    return _ ("The company of this form is not the one that this connection is for.");
  if (!pd_nuonuo_is_number (pd_record_get_text (form->form, PD_RED_FORM_BLUE_NUMBER)))
    return _ ("The number of the blue invoice is wrong.");
  if (pd_nuonuo_reason_to_provider (pd_record_get_text (form->form, PD_RED_FORM_REASON_CODE)) == NULL)
    return _ ("The form gives no reason for the reversal.");
  return NULL;
}

/**
 * pd_nuonuo_apply_form:
 *
 * See PdGatewayFunctions.apply_form.
 */
PdGatewayAnswer *
pd_nuonuo_apply_form (gpointer data, const PdGatewayForm *form, GCancellable *cancellable)
{
  PdNuonuo *self = data;
  const PdRecord *record = form->form;
  const char *problem = find_problem (self, form);
  gboolean special = is_side (record, PD_RED_FORM_BLUE_KIND, PD_INVOICE_KIND_SPECIAL);
  g_autoptr (GString) body = g_string_new ("{");
  g_autofree char *order = pd_nuonuo_order_number (form->key);
  g_auto (PdNuonuoReply) reply = { 0 };
  PdGatewayAnswer *answer;

  if (problem != NULL)
    return pd_gateway_answer_new (PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX, problem);
  pd_nuonuo_put (body, "billId", form->key);
  pd_nuonuo_put (body, "orderNo", order);
  pd_nuonuo_put (body, "blueInvoiceLine", special ? "bs" : "pc");
  put_side (body, "applySource", record, PD_RED_FORM_ENTERED_BY);
  put_field (body, "blueElecInvoiceNumber", record, PD_RED_FORM_BLUE_NUMBER);
  put_field (body, "sellerTaxNo", record, PD_RED_FORM_SELLER_TAX_NUMBER);
  put_field (body, "sellerName", record, PD_RED_FORM_SELLER_NAME);
  put_field (body, "buyerTaxNo", record, PD_RED_FORM_BUYER_TAX_NUMBER);
  put_field (body, "buyerName", record, PD_RED_FORM_BUYER_NAME);
  pd_nuonuo_put (body, "redReason",
                 pd_nuonuo_reason_to_provider (pd_record_get_text (record, PD_RED_FORM_REASON_CODE)));
  pd_nuonuo_put_account (self, body);
  put_lines (body, record);
  g_string_append_c (body, '}');
  if (!pd_nuonuo_call (self, APPLY, body->str, &reply, cancellable))
    return pd_nuonuo_answer_submit (&reply);
  answer = pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, NULL);
  answer->wait = FIRST_WAIT;
  answer->form_status = g_strdup ("15");
  return answer;
}

/* Lets the vendor's desk learn what the bureau has: forms of the other side are seen only afterwards. */
static gboolean
refresh (PdNuonuo *self,
         const char *side,
         const char *uuid,
         const char *from,
         const char *to,
         PdNuonuoReply *reply,
         GCancellable *cancellable)
{
  g_autoptr (GString) body = g_string_new ("{");

  pd_nuonuo_put (body, "identity", side);
  pd_nuonuo_put (body, "billUuid", uuid);
  pd_nuonuo_put (body, "startTime", uuid == NULL ? from : NULL);
  pd_nuonuo_put (body, "endTime", uuid == NULL ? to : NULL);
  pd_nuonuo_put_account (self, body);
  g_string_append_c (body, '}');
  return pd_nuonuo_call (self, REFRESH, body->str, reply, cancellable);
}

/* The day and the drawer of a red invoice are told by its own result. */
static void
complete_issued (PdNuonuo *self, const char *key, PdGatewayAnswer *answer, GCancellable *cancellable)
{
  const PdGatewayKey keys[] = { { .key = key, .serial = answer->serial } };
  g_auto (PdNuonuoReply) reply = { 0 };
  gint64 now = pd_nuonuo_now (self);

  if (pd_nuonuo_ask_result (self, keys, 1, &reply, cancellable))
    {
      const PdWireValue *row = pd_nuonuo_find_key (reply.result, keys);
      g_autoptr (PdGatewayAnswer) issued = row != NULL ? pd_nuonuo_read_row (row, now) : NULL;

      if (issued != NULL && g_strcmp0 (issued->number, answer->number) == 0)
        {
          answer->issued_at = issued->issued_at;
          answer->drawer = g_steal_pointer (&issued->drawer);
          answer->gross_amount = -ABS (issued->gross_amount);
        }
    }
  if (answer->issued_at == 0)
    answer->issued_at = answer->confirmed_at > 0 ? answer->confirmed_at : now;
  answer->issue_date = pd_nuonuo_china_date (answer->issued_at, "%Y-%m-%d");
}

static const PdWireValue *
list_of (const PdNuonuoReply *reply)
{
  const PdWireValue *list = reply->result != NULL && reply->result->kind == PD_WIRE_OBJECT
                                ? pd_wire_value_member (reply->result, "list")
                                : reply->result;

  return list != NULL && list->kind == PD_WIRE_ARRAY ? list : NULL;
}

/* Nothing under the key. Soon after it was sent that says nothing yet. */
static PdGatewayAnswer *
form_not_found (PdNuonuo *self, const PdGatewayForm *form)
{
  gint64 since = MAX (form->sent_at, pd_record_get_integer (form->form, PD_RED_FORM_APPLIED_AT));
  gint64 age = pd_nuonuo_now (self) - since;
  gboolean sure = age >= PD_NUONUO_NOT_FOUND_GRACE && !pd_record_has (form->form, PD_RED_FORM_UUID) &&
                  !pd_record_has (form->form, PD_RED_FORM_NUMBER);

  return pd_gateway_answer_new (sure ? PD_GATEWAY_NOT_SENT : PD_GATEWAY_UNKNOWN,
                                sure ? PD_GATEWAY_NEXT_SEND : PD_GATEWAY_NEXT_QUERY, NULL);
}

/**
 * pd_nuonuo_query_form:
 *
 * See PdGatewayFunctions.query_form.
 */
PdGatewayAnswer *
pd_nuonuo_query_form (gpointer data, const PdGatewayForm *form, GCancellable *cancellable)
{
  PdNuonuo *self = data;
  const PdRecord *record = form->form;
  const char *uuid = pd_record_get_text (record, PD_RED_FORM_UUID);
  const char *side = is_side (record, PD_RED_FORM_SIDE, PD_RED_FORM_SIDE_BUYER) ? "1" : "0";
  gboolean inbound = g_strcmp0 (pd_record_get_text (record, PD_RED_FORM_SIDE),
                                pd_record_get_text (record, PD_RED_FORM_ENTERED_BY)) != 0;
  g_autoptr (GString) body = g_string_new ("{");
  g_auto (PdNuonuoReply) refreshed = { 0 };
  g_auto (PdNuonuoReply) reply = { 0 };
  const PdWireValue *list, *row;
  PdWireIter iter;

  /* What the refresh finds, the query tells. */
  if (inbound && uuid != NULL)
    refresh (self, side, uuid, NULL, NULL, &refreshed, cancellable);
  pd_nuonuo_put (body, "identity", side);
  put_form (body, form);
  g_string_append_c (body, '}');
  if (!pd_nuonuo_call (self, QUERY, body->str, &reply, cancellable))
    return reply.outcome == PD_NUONUO_REFUSED && g_str_equal (reply.code, "E9500")
               ? form_not_found (self, form)
               : pd_nuonuo_answer_asked (&reply);
  list = list_of (&reply);
  if (list == NULL || list->count == 0)
    return form_not_found (self, form);
  pd_wire_iter_init (&iter, list);
  pd_wire_iter_next (&iter, NULL, &row);

  PdGatewayAnswer *answer = pd_nuonuo_read_form (row);

  if (answer->state == PD_GATEWAY_ISSUED)
    complete_issued (self, form->key, answer, cancellable);
  return answer;
}

/* What was asked of a form and not done leaves it as it is: the next question tells. */
static PdGatewayAnswer *
answer_act (const PdNuonuoReply *reply)
{
  const PdNuonuoCode *code = pd_nuonuo_find_code (reply->code);
  PdGatewayAnswer *answer;

  if (reply->outcome != PD_NUONUO_REFUSED || (code != NULL && code->next == PD_GATEWAY_NEXT_CONFIGURE) ||
      pd_nuonuo_wants_sign_in (reply->reason))
    return pd_nuonuo_answer_submit (reply);
  answer = pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, reply->reason);
  answer->code = g_strdup (reply->code);
  return answer;
}

/* The order number is taken: what was asked for under it is under way, there, or has failed, as when nobody was signed in.
 * The provider's own retry goes on with what has failed, and never makes a second one. */
static PdGatewayAnswer *
issue_again (PdNuonuo *self, const char *key, GCancellable *cancellable)
{
  PdGatewayAnswer *answer = pd_nuonuo_send_retry (self, key, cancellable);

  if (answer->state == PD_GATEWAY_UNKNOWN &&
      (answer->next == PD_GATEWAY_NEXT_QUERY || answer->next == PD_GATEWAY_NEXT_RETRY))
    {
      answer->state = PD_GATEWAY_SENT;
      answer->next = PD_GATEWAY_NEXT_QUERY;
    }
  return answer;
}

static void
put_issue (const PdNuonuo *self, GString *body, const PdGatewayForm *form)
{
  const PdRecord *record = form->form;
  g_autofree char *order = pd_nuonuo_order_number (form->key);
  g_autofree char *time = pd_nuonuo_china_date (pd_nuonuo_now (self), "%Y-%m-%d %H:%M:%S");

  pd_nuonuo_put (body, "orderNo", order);
  pd_nuonuo_put (body, "orderTime", time);
  pd_nuonuo_put (body, "taxNum", self->tax_number);
  put_field (body, "elecInvoiceNumber", record, PD_RED_FORM_BLUE_NUMBER);
  put_field (body, "billNo", record, PD_RED_FORM_NUMBER);
  put_field (body, "billUuid", record, PD_RED_FORM_UUID);
  pd_nuonuo_put (body, "invoiceLine",
                 is_side (record, PD_RED_FORM_BLUE_KIND, PD_INVOICE_KIND_SPECIAL) ? "bs" : "pc");
}

/**
 * pd_nuonuo_act_on_form:
 *
 * See PdGatewayFunctions.act_on_form.
 */
PdGatewayAnswer *
pd_nuonuo_act_on_form (gpointer data,
                       const PdGatewayForm *form,
                       PdGatewayFormAction action,
                       const char *reason,
                       GCancellable *cancellable)
{
  static const char *const methods[] = {
    [PD_GATEWAY_FORM_CONFIRM] = CONFIRM,
    [PD_GATEWAY_FORM_REJECT] = CONFIRM,
    [PD_GATEWAY_FORM_WITHDRAW] = WITHDRAW,
    [PD_GATEWAY_FORM_ISSUE] = ISSUE,
  };
  PdNuonuo *self = data;
  g_autoptr (GString) body = g_string_new ("{");
  g_auto (PdNuonuoReply) reply = { 0 };

  if (action == PD_GATEWAY_FORM_ISSUE)
    put_issue (self, body, form);
  else
    {
      put_side (body, "identity", form->form, PD_RED_FORM_SIDE);
      put_form (body, form);
    }
  if (action == PD_GATEWAY_FORM_CONFIRM || action == PD_GATEWAY_FORM_REJECT)
    {
      g_autofree char *given = reason != NULL && g_utf8_strlen (reason, -1) > 200
                                   ? g_utf8_substring (reason, 0, 200)
                                   : g_strdup (reason);

      pd_nuonuo_put (body, "confirmAgreement", action == PD_GATEWAY_FORM_CONFIRM ? "1" : "0");
      pd_nuonuo_put (body, "confirmReason", given);
    }
  pd_nuonuo_put_account (self, body);
  g_string_append_c (body, '}');
  if (!pd_nuonuo_call (self, methods[action], body->str, &reply, cancellable))
    return action == PD_GATEWAY_FORM_ISSUE && reply.outcome == PD_NUONUO_REFUSED &&
                   g_str_equal (reply.code, "E9106")
               ? issue_again (self, form->key, cancellable)
               : answer_act (&reply);

  PdGatewayAnswer *answer = pd_gateway_answer_new (PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY, NULL);

  answer->wait = FIRST_WAIT;
  answer->serial = pd_nuonuo_read_text (reply.result, "invoiceSerialNum");
  return answer;
}

/* --- forms of the other side */

/* One page; how many rows it had, -1 when it could not be had. */
static int
list_page (PdNuonuo *self,
           const char *side,
           const char *from,
           const char *to,
           guint page,
           GPtrArray *forms,
           PdGatewayAnswer **failure,
           GCancellable *cancellable)
{
  gboolean is_seller = g_str_equal (side, "0");
  g_autoptr (GString) body = g_string_new ("{");
  g_autofree char *number = g_strdup_printf ("%u", page);
  g_autofree char *size = g_strdup_printf ("%u", PAGE);
  g_auto (PdNuonuoReply) reply = { 0 };
  const PdWireValue *list, *row;
  PdWireIter iter;

  pd_nuonuo_put (body, "identity", side);
  pd_nuonuo_put (body, "billTimeStart", from);
  pd_nuonuo_put (body, "billTimeEnd", to);
  pd_nuonuo_put (body, "pageSize", size);
  pd_nuonuo_put (body, "pageNo", number);
  g_string_append_c (body, '}');
  if (!pd_nuonuo_call (self, QUERY, body->str, &reply, cancellable))
    {
      if (reply.outcome == PD_NUONUO_REFUSED && g_str_equal (reply.code, "E9500"))
        return 0;
      *failure = pd_nuonuo_answer_asked (&reply);
      return -1;
    }
  list = list_of (&reply);
  if (list == NULL)
    return 0;
  pd_wire_iter_init (&iter, list);
  while (pd_wire_iter_next (&iter, NULL, &row))
    {
      gint64 source;
      PdRecord *form;

      /* Entered by the other side, not by ours. */
      if (!pd_nuonuo_read_integer (row, "applySource", &source) || (source == 1) != is_seller)
        continue;
      form = pd_nuonuo_form_record (row, is_seller ? PD_RED_FORM_SIDE_SELLER : PD_RED_FORM_SIDE_BUYER);
      if (form != NULL)
        g_ptr_array_add (forms, form);
    }
  return (int) list->count;
}

/**
 * pd_nuonuo_list_forms:
 *
 * See PdGatewayFunctions.list_forms.
 */
GPtrArray *
pd_nuonuo_list_forms (gpointer data,
                      const char *from,
                      const char *to,
                      PdGatewayAnswer **failure,
                      GCancellable *cancellable)
{
  static const char *const sides[] = { "0", "1" };
  PdNuonuo *self = data;
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      g_auto (PdNuonuoReply) refreshed = { 0 };
      int count = PAGE;

      if (!refresh (self, sides[i], NULL, from, to, &refreshed, cancellable))
        {
          *failure = pd_nuonuo_answer_asked (&refreshed);
          return NULL;
        }
      for (guint page = 1; count == PAGE && page <= MAX_PAGES; page++)
        {
          count = list_page (self, sides[i], from, to, page, forms, failure, cancellable);
          if (count < 0)
            return NULL;
        }
    }
  return g_steal_pointer (&forms);
}
