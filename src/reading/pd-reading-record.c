/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-reading"

#include "reading/pd-reading-record.h"

#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-received-invoice.h"
#include "reading/pd-reading-private.h"

#include <string.h>

/** Which field of a record takes which of a reading. */
typedef struct
{
  guint record;
  guint reading;
} Pair;

static const Pair received_pairs[] = {
  { PD_RECEIVED_NUMBER, PD_READING_NUMBER },
  { PD_RECEIVED_CODE, PD_READING_CODE },
  { PD_RECEIVED_KIND, PD_READING_KIND },
  { PD_RECEIVED_ISSUE_DATE, PD_READING_ISSUE_DATE },
  { PD_RECEIVED_SELLER_NAME, PD_READING_SELLER_NAME },
  { PD_RECEIVED_SELLER_TAX_NUMBER, PD_READING_SELLER_TAX_NUMBER },
  { PD_RECEIVED_BUYER_NAME, PD_READING_BUYER_NAME },
  { PD_RECEIVED_BUYER_TAX_NUMBER, PD_READING_BUYER_TAX_NUMBER },
  { PD_RECEIVED_NET_AMOUNT, PD_READING_AMOUNT },
  { PD_RECEIVED_TAX_AMOUNT, PD_READING_TAX },
  { PD_RECEIVED_GROSS_AMOUNT, PD_READING_TOTAL },
  { PD_RECEIVED_CHECK_CODE, PD_READING_CHECK_CODE },
  { PD_RECEIVED_REMARK, PD_READING_REMARK },
};

static const Pair received_line_pairs[] = {
  { PD_RECEIVED_LINE_NAME, PD_READING_LINE_NAME },
  { PD_RECEIVED_LINE_SPEC, PD_READING_LINE_SPEC },
  { PD_RECEIVED_LINE_UNIT, PD_READING_LINE_UNIT },
  { PD_RECEIVED_LINE_QUANTITY, PD_READING_LINE_QUANTITY },
  { PD_RECEIVED_LINE_UNIT_PRICE, PD_READING_LINE_PRICE },
  { PD_RECEIVED_LINE_NET_AMOUNT, PD_READING_LINE_AMOUNT },
  { PD_RECEIVED_LINE_TAX_RATE, PD_READING_LINE_RATE },
  { PD_RECEIVED_LINE_TAX_AMOUNT, PD_READING_LINE_TAX },
};

static const Pair invoice_pairs[] = {
  { PD_INVOICE_NUMBER, PD_READING_NUMBER },
  { PD_INVOICE_CODE, PD_READING_CODE },
  { PD_INVOICE_ISSUE_DATE, PD_READING_ISSUE_DATE },
  { PD_INVOICE_SELLER_NAME, PD_READING_SELLER_NAME },
  { PD_INVOICE_SELLER_TAX_NUMBER, PD_READING_SELLER_TAX_NUMBER },
  { PD_INVOICE_SELLER_ADDRESS, PD_READING_SELLER_ADDRESS },
  { PD_INVOICE_SELLER_PHONE, PD_READING_SELLER_PHONE },
  { PD_INVOICE_SELLER_BANK_NAME, PD_READING_SELLER_BANK_NAME },
  { PD_INVOICE_SELLER_BANK_ACCOUNT, PD_READING_SELLER_BANK_ACCOUNT },
  { PD_INVOICE_BUYER_NAME, PD_READING_BUYER_NAME },
  { PD_INVOICE_BUYER_TAX_NUMBER, PD_READING_BUYER_TAX_NUMBER },
  { PD_INVOICE_BUYER_ADDRESS, PD_READING_BUYER_ADDRESS },
  { PD_INVOICE_BUYER_PHONE, PD_READING_BUYER_PHONE },
  { PD_INVOICE_BUYER_BANK_NAME, PD_READING_BUYER_BANK_NAME },
  { PD_INVOICE_BUYER_BANK_ACCOUNT, PD_READING_BUYER_BANK_ACCOUNT },
  { PD_INVOICE_REMARK, PD_READING_REMARK },
  { PD_INVOICE_DRAWER, PD_READING_DRAWER },
  { PD_INVOICE_BLUE_NUMBER, PD_READING_BLUE_NUMBER },
  { PD_INVOICE_RED_FORM_NUMBER, PD_READING_RED_FORM_NUMBER },
};

static const Pair invoice_line_pairs[] = {
  { PD_INVOICE_LINE_NAME, PD_READING_LINE_NAME },
  { PD_INVOICE_LINE_TAX_CODE, PD_READING_LINE_TAX_CODE },
  { PD_INVOICE_LINE_SPEC, PD_READING_LINE_SPEC },
  { PD_INVOICE_LINE_UNIT, PD_READING_LINE_UNIT },
  { PD_INVOICE_LINE_QUANTITY, PD_READING_LINE_QUANTITY },
  { PD_INVOICE_LINE_UNIT_PRICE, PD_READING_LINE_PRICE },
  { PD_INVOICE_LINE_NET_AMOUNT, PD_READING_LINE_AMOUNT },
  { PD_INVOICE_LINE_TAX_RATE, PD_READING_LINE_RATE },
  { PD_INVOICE_LINE_TAX_AMOUNT, PD_READING_LINE_TAX },
};

/* A value of a file may be longer than the record's field, or no rate of ours: text is cut, the rest left out. */
static void
take (PdRecord *record, guint field, const char *text)
{
  const PdField *info = &pd_record_get_record_type (record)->fields[field];

  if (text == NULL)
    return;
  if (info->kind == PD_KIND_TEXT && info->limit > 0 && g_utf8_strlen (text, -1) > (glong) info->limit)
    {
      g_autofree char *cut = g_utf8_substring (text, 0, (glong) info->limit);

      pd_record_set_text (record, field, cut);
    }
  else
    pd_record_set_from_text (record, field, text, NULL);
}

static void
take_head (PdRecord *record, const PdReading *self, const Pair *pairs, gsize n_pairs)
{
  for (gsize i = 0; i < n_pairs; i++)
    take (record, pairs[i].record, pd_reading_get (self, (PdReadingField) pairs[i].reading));
}

static void
take_lines (PdRecord *record,
            const PdReading *self,
            const PdRecordType *type,
            guint position_field,
            const Pair *pairs,
            gsize n_pairs)
{
  GPtrArray *lines = pd_reading_get_lines (self);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdReadingLine *line = lines->pdata[i];
      g_autofree char *position = g_strdup_printf ("%05u", i + 1);
      g_autofree char *id = pd_received_line_id (pd_record_get_id (record), i);
      PdRecord *copy = pd_record_new (type, id);

      pd_record_set_text (copy, position_field, position);
      for (gsize j = 0; j < n_pairs; j++)
        take (copy, pairs[j].record, line->values[pairs[j].reading]);
      pd_record_add_line (record, 0, copy);
    }
}

static char *
join_warnings (const PdReading *self)
{
  GPtrArray *warnings = pd_reading_get_warnings (self);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < warnings->len; i++)
    {
      const PdReadingWarning *warning = warnings->pdata[i];

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", warning->sentence);
    }
  return g_string_free (text, FALSE);
}

/**
 * pd_reading_to_received:
 * @self: a settled reading of an invoice
 * @tenant: the tenant's id
 * @today: the business date, "YYYY-MM-DD"
 *
 * Returns: (transfer full) (nullable): a received invoice with its lines, ready to be saved; %NULL without a number
 */
PdRecord *
pd_reading_to_received (const PdReading *self, const char *tenant, const char *today)
{
  const char *number = pd_reading_get (self, PD_READING_NUMBER);
  g_autofree char *id = NULL;
  g_autofree char *warnings = NULL;
  PdRecord *received;

  if (number == NULL)
    return NULL;
  id = pd_received_id (tenant, pd_reading_get (self, PD_READING_CODE), number);
  warnings = join_warnings (self);
  received = pd_record_new (&pd_received_type, id);
  pd_record_set_text (received, PD_RECEIVED_TAKEN_ON, today);
  pd_record_set_text (received, PD_RECEIVED_STATE, PD_RECEIVED_STATE_UNVERIFIED);
  take_head (received, self, received_pairs, G_N_ELEMENTS (received_pairs));
  if (*warnings != '\0')
    take (received, PD_RECEIVED_WARNINGS, warnings);
  take_lines (received, self, &pd_received_line_type, PD_RECEIVED_LINE_POSITION, received_line_pairs,
              G_N_ELEMENTS (received_line_pairs));
  return received;
}

/**
 * pd_reading_to_invoice:
 * @self: a settled reading
 *
 * Makes of what was read a record that can be laid out as a page, to show a file that has none of its own.
 *
 * Returns: (transfer full): an invoice that is not to be saved
 */
PdRecord *
pd_reading_to_invoice (const PdReading *self)
{
  const char *kind = pd_reading_get (self, PD_READING_KIND);
  PdRecord *invoice = pd_record_new (&pd_invoice_type, "reading");

  take_head (invoice, self, invoice_pairs, G_N_ELEMENTS (invoice_pairs));
  pd_record_set_text (invoice, PD_INVOICE_KIND,
                      kind != NULL && strstr (kind, "special") != NULL ? PD_INVOICE_KIND_SPECIAL
                                                                       : PD_INVOICE_KIND_ORDINARY);
  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_ISSUED);
  take_lines (invoice, self, &pd_invoice_line_type, PD_INVOICE_LINE_POSITION, invoice_line_pairs,
              G_N_ELEMENTS (invoice_line_pairs));
  pd_record_derive (invoice);
  return invoice;
}
