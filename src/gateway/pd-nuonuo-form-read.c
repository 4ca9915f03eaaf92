/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-gateway"

#include "gateway/pd-nuonuo-private.h"

#include <string.h>

#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "model/pd-tax.h"

/* The other side has so long to say its word. Source: standards, "Red-letter". */
#define CONFIRM_TIME (72 * G_TIME_SPAN_HOUR)

/* The provider's reasons are not numbered as the bureau's: bureau, provider. */
static const char *const reasons[][2] = {
  { PD_RED_FORM_REASON_MISTAKE, "2" },
  { PD_RED_FORM_REASON_RETURN, "1" },
  { PD_RED_FORM_REASON_STOPPED, "3" },
  { PD_RED_FORM_REASON_ALLOWANCE, "4" },
};

/* (nullable): the provider's code of one of the bureau's. */
const char *
pd_nuonuo_reason_to_provider (const char *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i][0], reason) == 0)
      return reasons[i][1];
  return NULL;
}

/* (nullable): the bureau's code of one of the provider's, with or without its zero. */
const char *
pd_nuonuo_reason_from_provider (const char *reason)
{
  if (reason != NULL && *reason == '0')
    reason++;
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_strcmp0 (reasons[i][1], reason) == 0)
      return reasons[i][0];
  return NULL;
}

/* The bureau's two digits; a number has lost its zero. */
static char *
read_status (const PdWireValue *row)
{
  g_autofree char *text = pd_nuonuo_read_text (row, "billStatus");

  if (text == NULL || strlen (text) > 2 || strspn (text, "0123456789") != strlen (text))
    return NULL;
  return strlen (text) == 1 ? g_strconcat ("0", text, NULL) : g_steal_pointer (&text);
}

/* The red invoice's number, under whichever of its names. */
static char *
read_red_number (const PdWireValue *row)
{
  static const char *const names[] = { "redInvoiceNumber", "redElecInvoiceNumber",
                                       "allElectronicInvoiceNumber" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *number = pd_nuonuo_read_text (row, names[i]);

      if (pd_nuonuo_is_number (number))
        return g_steal_pointer (&number);
    }
  return NULL;
}

static void
set_state (PdGatewayAnswer *answer, int status)
{
  switch (status)
    {
    case 1: /* 无需确认 */
    case 4: /* 购销双方已确认 */
      answer->state = answer->number != NULL ? PD_GATEWAY_ISSUED : PD_GATEWAY_SENT;
      answer->next = answer->number != NULL ? PD_GATEWAY_NEXT_NOTHING : PD_GATEWAY_NEXT_QUERY;
      return;
    case 2:  /* 销方录入待购方确认 */
    case 3:  /* 购方录入待销方确认 */
    case 15: /* 申请中 */
      answer->state = PD_GATEWAY_SENT;
      answer->next = PD_GATEWAY_NEXT_QUERY;
      return;
    case 16: /* 申请失败 */
      answer->state = PD_GATEWAY_FAILED;
      answer->next = PD_GATEWAY_NEXT_FIX;
      answer->is_spent = TRUE;
      return;
    case 5: /* 作废: 05 and 06 said no to, 07 not answered in 72 hours, 08 and 09 withdrawn, 10 by the bureau */
    case 6:
    case 7:
    case 8:
    case 9:
    case 10:
      answer->state = PD_GATEWAY_FAILED;
      answer->next = PD_GATEWAY_NEXT_NOTHING;
      answer->is_spent = TRUE;
      return;
    default:
      answer->state = PD_GATEWAY_UNKNOWN;
      answer->next = PD_GATEWAY_NEXT_QUERY;
      return;
    }
}

/**
 * pd_nuonuo_read_form:
 * @row: a form of a result
 *
 * What the provider says of a form. A void form without a red invoice reverses nothing any more.
 *
 * Returns: (transfer full): the answer
 */
PdGatewayAnswer *
pd_nuonuo_read_form (const PdWireValue *row)
{
  g_autofree char *message = pd_nuonuo_read_text (row, "billMessage");
  PdGatewayAnswer *answer = pd_gateway_answer_new (PD_GATEWAY_UNKNOWN, PD_GATEWAY_NEXT_QUERY, message);
  gint64 net = 0, tax = 0;

  answer->form_status = read_status (row);
  answer->form_number = pd_nuonuo_read_text (row, "billNo");
  answer->form_uuid = pd_nuonuo_read_text (row, "billUuid");
  answer->serial = pd_nuonuo_read_text (row, "invoiceSerialNum");
  answer->number = read_red_number (row);
  pd_nuonuo_read_time (row, "confirmTime", &answer->confirmed_at);
  if (answer->number != NULL && pd_nuonuo_read_fen (row, "taxExcludedAmount", &net) &&
      pd_nuonuo_read_fen (row, "taxAmount", &tax))
    answer->gross_amount = -ABS (net + tax);
  set_state (answer, answer->form_status != NULL ? atoi (answer->form_status) : 0);
  return answer;
}

static void
copy_text (PdRecord *form, guint field, const PdWireValue *row, const char *name)
{
  g_autofree char *text = pd_nuonuo_read_text (row, name);

  if (text != NULL)
    pd_record_set_from_text (form, field, text, NULL);
}

static void
copy_date (PdRecord *form, guint field, const PdWireValue *row, const char *name)
{
  gint64 time;

  if (!pd_nuonuo_read_time (row, name, &time))
    return;

  g_autofree char *date = pd_nuonuo_china_date (time, "%Y-%m-%d");

  pd_record_set_text (form, field, date);
}

static void
copy_fen (PdRecord *form, guint field, const PdWireValue *row, const char *name)
{
  gint64 fen;

  if (pd_nuonuo_read_fen (row, name, &fen))
    pd_record_set_integer (form, field, -ABS (fen));
}

static char *
id_of (const char *what, const char *name)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) what, -1);
  g_checksum_update (checksum, (const guchar *) name, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

static void
add_line (PdRecord *form, const char *uuid, const PdWireValue *row, guint index)
{
  g_autofree char *name = g_strdup_printf ("%s %u", uuid, index);
  g_autofree char *id = id_of ("line of red-letter form ", name);
  g_autofree char *position = g_strdup_printf ("%05u", index);
  g_autofree char *rate = pd_nuonuo_read_text (row, "taxRate");
  g_autofree char *policy = pd_nuonuo_read_text (row, "favouredPolicyFlag");
  PdRecord *line = pd_record_new (&pd_red_form_line_type, id);
  gint64 blue_line;

  pd_record_set_text (line, PD_RED_FORM_LINE_POSITION, position);
  pd_record_set_integer (line, PD_RED_FORM_LINE_BLUE_LINE,
                         pd_nuonuo_read_integer (row, "blueDetailIndex", &blue_line) ? blue_line : index);
  copy_text (line, PD_RED_FORM_LINE_NAME, row, "goodsName");
  copy_text (line, PD_RED_FORM_LINE_TAX_CODE, row, "goodsCode");
  copy_text (line, PD_RED_FORM_LINE_SPEC, row, "specType");
  copy_text (line, PD_RED_FORM_LINE_UNIT, row, "unit");
  copy_text (line, PD_RED_FORM_LINE_QUANTITY, row, "num");
  copy_text (line, PD_RED_FORM_LINE_UNIT_PRICE, row, "taxExcludedPrice");
  copy_fen (line, PD_RED_FORM_LINE_NET_AMOUNT, row, "taxExcludedAmount");
  copy_fen (line, PD_RED_FORM_LINE_TAX_AMOUNT, row, "taxAmount");
  if (g_strcmp0 (policy, "03") == 0)
    pd_record_set_text (line, PD_RED_FORM_LINE_TAX_RATE, PD_TAX_RATE_EXEMPT);
  else if (g_strcmp0 (policy, "04") == 0)
    pd_record_set_text (line, PD_RED_FORM_LINE_TAX_RATE, PD_TAX_RATE_NON_TAXABLE);
  else if (rate != NULL)
    pd_record_set_from_text (line, PD_RED_FORM_LINE_TAX_RATE, rate, NULL);
  pd_record_add_line (form, 0, line);
}

static const char *
state_of (const char *status, const char *side, gboolean has_number)
{
  int number = status != NULL ? atoi (status) : 0;
  gboolean is_seller = g_str_equal (side, PD_RED_FORM_SIDE_SELLER);

  if (has_number)
    return PD_RED_FORM_STATE_ISSUED;
  if (number == 1 || number == 4)
    return PD_RED_FORM_STATE_CONFIRMED;
  if (number == 2 || number == 3)
    return (number == 3) == is_seller ? PD_RED_FORM_STATE_OUR_WORD : PD_RED_FORM_STATE_THEIR_WORD;
  if (number >= 5 && number <= 10)
    return PD_RED_FORM_STATE_VOID;
  return number == 16 ? PD_RED_FORM_STATE_FAILED : PD_RED_FORM_STATE_SUBMITTED;
}

/**
 * pd_nuonuo_form_record:
 * @row: a form that the other side entered
 * @side: ours
 *
 * Makes a record of a form, with an id that follows from the bureau's.
 *
 * Returns: (transfer full) (nullable): the record; %NULL for one without a uuid or the number of a blue invoice
 */
PdRecord *
pd_nuonuo_form_record (const PdWireValue *row, const char *side)
{
  g_autofree char *uuid = pd_nuonuo_read_text (row, "billUuid");
  g_autofree char *blue = pd_nuonuo_read_text (row, "blueElecInvoiceNumber");
  g_autofree char *kind = pd_nuonuo_read_text (row, "blueInvoiceLine");
  g_autofree char *reason = pd_nuonuo_read_text (row, "redReason");
  g_autofree char *status = read_status (row);
  g_autofree char *red = read_red_number (row);
  gboolean is_seller = g_str_equal (side, PD_RED_FORM_SIDE_SELLER);
  gboolean special = kind != NULL && (g_str_equal (kind, "bs") || g_str_equal (kind, "es"));
  const PdWireValue *lines = pd_wire_value_member (row, "detail"), *line;
  PdWireIter iter;
  gint64 at;

  if (uuid == NULL || strlen (uuid) > 64 || !pd_nuonuo_is_number (blue))
    return NULL;

  g_autofree char *id = id_of ("red-letter form ", uuid);
  PdRecord *form = pd_record_new (&pd_red_form_type, id);

  pd_record_set_text (form, PD_RED_FORM_UUID, uuid);
  pd_record_set_text (form, PD_RED_FORM_STATUS, status);
  pd_record_set_text (form, PD_RED_FORM_STATE, state_of (status, side, red != NULL));
  pd_record_set_text (form, PD_RED_FORM_SIDE, side);
  pd_record_set_text (form, PD_RED_FORM_ENTERED_BY,
                      is_seller ? PD_RED_FORM_SIDE_BUYER : PD_RED_FORM_SIDE_SELLER);
  pd_record_set_text (form, PD_RED_FORM_REASON_CODE, pd_nuonuo_reason_from_provider (reason));
  pd_record_set_text (form, PD_RED_FORM_BLUE_NUMBER, blue);
  pd_record_set_text (form, PD_RED_FORM_BLUE_KIND,
                      special ? PD_INVOICE_KIND_SPECIAL : PD_INVOICE_KIND_ORDINARY);
  pd_record_set_text (form, PD_RED_FORM_RED_NUMBER, red);
  copy_text (form, PD_RED_FORM_NUMBER, row, "billNo");
  copy_date (form, PD_RED_FORM_FORM_DATE, row, "billTime");
  copy_date (form, PD_RED_FORM_BLUE_DATE, row, "blueInvoiceTime");
  copy_text (form, PD_RED_FORM_SELLER_NAME, row, "sellerName");
  copy_text (form, PD_RED_FORM_SELLER_TAX_NUMBER, row, "sellerTaxNo");
  copy_text (form, PD_RED_FORM_BUYER_NAME, row, "buyerName");
  copy_text (form, PD_RED_FORM_BUYER_TAX_NUMBER, row, "buyerTaxNo");
  copy_text (form, PD_RED_FORM_REASON, row, "billMessage");
  if (pd_nuonuo_read_time (row, "billTime", &at))
    {
      pd_record_set_integer (form, PD_RED_FORM_APPLIED_AT, at);
      pd_record_set_integer (form, PD_RED_FORM_DEADLINE, at + CONFIRM_TIME);
    }
  if (pd_nuonuo_read_time (row, "confirmTime", &at))
    pd_record_set_integer (form, PD_RED_FORM_CONFIRMED_AT, at);
  if (lines == NULL || lines->kind != PD_WIRE_ARRAY || lines->count == 0)
    {
      gint64 net = 0, tax = 0;

      copy_fen (form, PD_RED_FORM_NET_AMOUNT, row, "taxExcludedAmount");
      copy_fen (form, PD_RED_FORM_TAX_AMOUNT, row, "taxAmount");
      pd_nuonuo_read_fen (row, "taxExcludedAmount", &net);
      pd_nuonuo_read_fen (row, "taxAmount", &tax);
      pd_record_set_integer (form, PD_RED_FORM_GROSS_AMOUNT, -ABS (net + tax));
      return form;
    }
  pd_wire_iter_init (&iter, lines);
  for (guint i = 1; i <= PD_RECORD_MAX_LINES && pd_wire_iter_next (&iter, NULL, &line); i++)
    add_line (form, uuid, line, i);
  pd_record_derive (form);
  return form;
}
