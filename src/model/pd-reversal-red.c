/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-reversal-private.h"

#include "model/pd-invoice.h"
#include "model/pd-red-form.h"

/* The red invoice of a form, and what it leaves of the blue one. */

static char *
make_remark (const PdRecord *form)
{
  const char *number = pd_record_get_text (form, PD_RED_FORM_NUMBER);

  /* The bureau's own wording; it stands on the paper, so that it is not translated. */
  return g_strdup_printf ("被红冲蓝字数电票号码：%s%s%s", pd_record_get_text (form, PD_RED_FORM_BLUE_NUMBER),
                          number != NULL ? " 红字发票信息确认单编号：" : "", number != NULL ? number : "");
}

static void
add_red_lines (PdRecord *invoice, const PdRecord *form)
{
  static const struct
  {
    guint invoice;
    guint form;
  } fields[] = { { PD_INVOICE_LINE_POSITION, PD_RED_FORM_LINE_POSITION },
                 { PD_INVOICE_LINE_NAME, PD_RED_FORM_LINE_NAME },
                 { PD_INVOICE_LINE_TAX_CODE, PD_RED_FORM_LINE_TAX_CODE },
                 { PD_INVOICE_LINE_SPEC, PD_RED_FORM_LINE_SPEC },
                 { PD_INVOICE_LINE_UNIT, PD_RED_FORM_LINE_UNIT },
                 { PD_INVOICE_LINE_QUANTITY, PD_RED_FORM_LINE_QUANTITY },
                 { PD_INVOICE_LINE_UNIT_PRICE, PD_RED_FORM_LINE_UNIT_PRICE },
                 { PD_INVOICE_LINE_TAX_RATE, PD_RED_FORM_LINE_TAX_RATE } };
  GPtrArray *lines = pd_record_get_lines (form);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *from = g_ptr_array_index (lines, i);
      PdRecord *line = pd_record_new (&pd_invoice_line_type, pd_record_get_id (from));

      for (guint n = 0; n < G_N_ELEMENTS (fields); n++)
        pd_reversal_copy_text (line, fields[n].invoice, from, fields[n].form);
      pd_record_set_integer (line, PD_INVOICE_LINE_PROPERTY, PD_INVOICE_LINE_NORMAL);
      pd_record_set_integer (line, PD_INVOICE_LINE_NET_AMOUNT,
                             pd_record_get_integer (from, PD_RED_FORM_LINE_NET_AMOUNT));
      pd_record_set_integer (line, PD_INVOICE_LINE_TAX_AMOUNT,
                             pd_record_get_integer (from, PD_RED_FORM_LINE_TAX_AMOUNT));
      pd_record_add_line (invoice, 0, line);
    }
}

/* The seller's address and bank, and the buyer's, stay as they are on the blue invoice. */
static void
copy_from_blue (PdRecord *invoice, const PdRecord *blue)
{
  static const guint fields[] = { PD_INVOICE_ORDER_NUMBER,
                                  PD_INVOICE_SELLER_ADDRESS,
                                  PD_INVOICE_SELLER_PHONE,
                                  PD_INVOICE_SELLER_BANK_NAME,
                                  PD_INVOICE_SELLER_BANK_ACCOUNT,
                                  PD_INVOICE_BUYER_ADDRESS,
                                  PD_INVOICE_BUYER_PHONE,
                                  PD_INVOICE_BUYER_BANK_NAME,
                                  PD_INVOICE_BUYER_BANK_ACCOUNT,
                                  PD_INVOICE_DRAWER,
                                  PD_INVOICE_SPECIMEN };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    pd_record_copy_field (invoice, blue, fields[i]);
}

/**
 * pd_reversal_new_red_invoice:
 * @form: a form
 * @blue: (nullable): the blue invoice, where it is known
 * @id: the red invoice's id
 *
 * Makes the red invoice that the bureau issues of a form: negative amounts, normal lines alone, the bureau's remark.
 *
 * Returns: (transfer full): an invoice in the state draft, without a number and a date
 */
PdRecord *
pd_reversal_new_red_invoice (const PdRecord *form, const PdRecord *blue, const char *id)
{
  PdRecord *invoice = pd_record_new (&pd_invoice_type, id);
  g_autofree char *remark = make_remark (form);

  if (blue != NULL)
    copy_from_blue (invoice, blue);
  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_DRAFT);
  pd_record_set_flag (invoice, PD_INVOICE_RED, TRUE);
  pd_reversal_copy_text (invoice, PD_INVOICE_KIND, form, PD_RED_FORM_BLUE_KIND);
  pd_reversal_copy_text (invoice, PD_INVOICE_ORDER_ID, form, PD_RED_FORM_ORDER_ID);
  pd_reversal_copy_text (invoice, PD_INVOICE_SELLER_NAME, form, PD_RED_FORM_SELLER_NAME);
  pd_reversal_copy_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER, form, PD_RED_FORM_SELLER_TAX_NUMBER);
  pd_reversal_copy_text (invoice, PD_INVOICE_BUYER_NAME, form, PD_RED_FORM_BUYER_NAME);
  pd_reversal_copy_text (invoice, PD_INVOICE_BUYER_TAX_NUMBER, form, PD_RED_FORM_BUYER_TAX_NUMBER);
  pd_reversal_copy_text (invoice, PD_INVOICE_BLUE_INVOICE_ID, form, PD_RED_FORM_BLUE_INVOICE_ID);
  pd_reversal_copy_text (invoice, PD_INVOICE_BLUE_NUMBER, form, PD_RED_FORM_BLUE_NUMBER);
  pd_reversal_copy_text (invoice, PD_INVOICE_RED_FORM_NUMBER, form, PD_RED_FORM_NUMBER);
  pd_record_set_text (invoice, PD_INVOICE_RED_FORM_ID, pd_record_get_id (form));
  pd_record_set_text (invoice, PD_INVOICE_REMARK, remark);
  add_red_lines (invoice, form);
  pd_record_derive (invoice);
  return invoice;
}

static void
take_off_line (PdRecord *blue, const PdRecord *from)
{
  GPtrArray *lines = pd_record_get_lines (blue);
  gint64 blue_line = pd_record_get_integer (from, PD_RED_FORM_LINE_BLUE_LINE);
  PdRecord *line =
      blue_line >= 1 && blue_line <= lines->len ? g_ptr_array_index (lines, (guint) blue_line - 1) : NULL;
  g_autofree char *quantity =
      pd_reversal_negate_quantity (pd_record_get_text (from, PD_RED_FORM_LINE_QUANTITY));
  g_autofree char *sum = NULL;

  if (line == NULL)
    return;
  pd_record_set_integer (line, PD_INVOICE_LINE_REVERSED_NET,
                         pd_record_get_integer (line, PD_INVOICE_LINE_REVERSED_NET) -
                             pd_record_get_integer (from, PD_RED_FORM_LINE_NET_AMOUNT));
  pd_record_set_integer (line, PD_INVOICE_LINE_REVERSED_TAX,
                         pd_record_get_integer (line, PD_INVOICE_LINE_REVERSED_TAX) -
                             pd_record_get_integer (from, PD_RED_FORM_LINE_TAX_AMOUNT));
  if (quantity == NULL)
    return;
  sum =
      pd_record_has (line, PD_INVOICE_LINE_REVERSED_QUANTITY)
          ? pd_reversal_add_quantity (pd_record_get_text (line, PD_INVOICE_LINE_REVERSED_QUANTITY), quantity)
          : g_strdup (quantity);
  pd_record_set_text (line, PD_INVOICE_LINE_REVERSED_QUANTITY, sum);
}

/** pd_reversal_take_off: @blue: is less from here on by what the red invoice of @form reverses */
void
pd_reversal_take_off (PdRecord *blue, const PdRecord *form)
{
  GPtrArray *lines = pd_record_get_lines (form);

  for (guint i = 0; i < lines->len; i++)
    take_off_line (blue, g_ptr_array_index (lines, i));
  pd_record_set_integer (blue, PD_INVOICE_REVERSED_AMOUNT,
                         pd_record_get_integer (blue, PD_INVOICE_REVERSED_AMOUNT) -
                             pd_record_get_integer (form, PD_RED_FORM_GROSS_AMOUNT));
}
