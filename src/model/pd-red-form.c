/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-red-form.h"

#include <glib/gi18n-lib.h>

#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"

const PdChoice pd_red_form_state_choices[] = {
  { PD_RED_FORM_STATE_DRAFT, N_ ("Draft") },
  { PD_RED_FORM_STATE_QUEUED, N_ ("Queued") },
  { PD_RED_FORM_STATE_SIGN_IN, N_ ("Waiting for sign-in") },
  { PD_RED_FORM_STATE_SUBMITTED, N_ ("Submitted") },
  { PD_RED_FORM_STATE_UNKNOWN, N_ ("Outcome unknown") },
  { PD_RED_FORM_STATE_THEIR_WORD, N_ ("Waiting for the other side") },
  { PD_RED_FORM_STATE_OUR_WORD, N_ ("Waiting for our word") },
  { PD_RED_FORM_STATE_CONFIRMED, N_ ("Confirmed") },
  { PD_RED_FORM_STATE_ISSUED, N_ ("Red-letter invoice issued") },
  { PD_RED_FORM_STATE_VOID, N_ ("Void") },
  { PD_RED_FORM_STATE_FAILED, N_ ("Refused") },
  { NULL, NULL },
};

const PdChoice pd_red_form_reason_choices[] = {
  { PD_RED_FORM_REASON_MISTAKE, N_ ("Mistake on the invoice") },
  { PD_RED_FORM_REASON_RETURN, N_ ("Goods returned") },
  { PD_RED_FORM_REASON_STOPPED, N_ ("Service stopped") },
  { PD_RED_FORM_REASON_ALLOWANCE, N_ ("Sales allowance") },
  { NULL, NULL },
};

const PdChoice pd_red_form_side_choices[] = {
  { PD_RED_FORM_SIDE_SELLER, N_ ("Seller") },
  { PD_RED_FORM_SIDE_BUYER, N_ ("Buyer") },
  { NULL, NULL },
};

#define F PD_FIELD_STRUCT
static const PdField red_form_fields[] = { PD_RED_FORM_FIELDS (F) };
static const PdField red_form_line_fields[] = { PD_RED_FORM_LINE_FIELDS (F) };
#undef F

const PdRecordType pd_red_form_line_type = {
  .name = "red_form_line",
  .table = "red_form_lines",
  .label = N_ ("Line"),
  .fields = red_form_line_fields,
  .n_fields = PD_RED_FORM_LINE_N_FIELDS,
  .list_name = "lines",
  .title_field = PD_RED_FORM_LINE_NAME,
  .state_field = -1,
};

static void
derive_red_form (PdRecord *form)
{
  GPtrArray *lines = pd_record_get_lines (form);
  gint64 net = 0, tax = 0, gross = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);

      if (!pd_money_add (net, pd_record_get_integer (line, PD_RED_FORM_LINE_NET_AMOUNT), &net) ||
          !pd_money_add (tax, pd_record_get_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT), &tax))
        return;
    }
  if (!pd_money_add (net, tax, &gross))
    return;
  pd_record_set_integer (form, PD_RED_FORM_NET_AMOUNT, net);
  pd_record_set_integer (form, PD_RED_FORM_TAX_AMOUNT, tax);
  pd_record_set_integer (form, PD_RED_FORM_GROSS_AMOUNT, gross);
}

static const PdRecordType *const red_form_lists[] = { &pd_red_form_line_type, NULL };

const PdRecordType pd_red_form_type = {
  .name = "red_form",
  .table = "red_forms",
  .label = N_ ("Red-letter form"),
  .fields = red_form_fields,
  .n_fields = PD_RED_FORM_N_FIELDS,
  .lists = red_form_lists,
  .n_lists = 1,
  .title_field = PD_RED_FORM_BLUE_NUMBER,
  .state_field = PD_RED_FORM_STATE,
  .initial_state = PD_RED_FORM_STATE_DRAFT,
  .derive = derive_red_form,
};
