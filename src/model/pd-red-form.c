/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-red-form.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"

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

  /* Of a form that the other side entered a provider may tell the amounts and no lines. */
  if (lines->len == 0 && g_strcmp0 (pd_record_get_state (form), PD_RED_FORM_STATE_DRAFT) != 0)
    return;
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

static void
check_line (const PdRecord *line, GHashTable *seen, GPtrArray *problems)
{
  gint64 blue_line = pd_record_get_integer (line, PD_RED_FORM_LINE_BLUE_LINE);
  const char *quantity = pd_record_get_text (line, PD_RED_FORM_LINE_QUANTITY);
  const char *price = pd_record_get_text (line, PD_RED_FORM_LINE_UNIT_PRICE);

  if (blue_line < 1 || blue_line > PD_RECORD_MAX_LINES)
    pd_problem_add (problems, line, TRUE, PD_RED_FORM_LINE_BLUE_LINE, PD_PROBLEM_ERROR,
                    _ ("A line names the line of the blue invoice, counted from 1."));
  else if (!g_hash_table_add (seen, GINT_TO_POINTER ((int) blue_line)))
    pd_problem_add (problems, line, TRUE, PD_RED_FORM_LINE_BLUE_LINE, PD_PROBLEM_ERROR,
                    _ ("A line of the blue invoice stands only once in a form."));
  if (pd_record_get_integer (line, PD_RED_FORM_LINE_NET_AMOUNT) >= 0)
    pd_problem_add (problems, line, TRUE, PD_RED_FORM_LINE_NET_AMOUNT, PD_PROBLEM_ERROR,
                    _ ("What is reversed is a negative amount."));
  if (pd_record_get_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT) > 0)
    pd_problem_add (problems, line, TRUE, PD_RED_FORM_LINE_TAX_AMOUNT, PD_PROBLEM_ERROR,
                    _ ("The tax of what is reversed is negative, or zero."));
  if (quantity != NULL && *quantity != '-')
    pd_problem_add (problems, line, TRUE, PD_RED_FORM_LINE_QUANTITY, PD_PROBLEM_ERROR,
                    _ ("The quantity of what is reversed is negative."));
  if ((quantity == NULL) != (price == NULL) || (price != NULL && *price == '-'))
    pd_problem_add (problems, line, TRUE, PD_RED_FORM_LINE_UNIT_PRICE, PD_PROBLEM_ERROR,
                    _ ("A quantity and a unit price stand together, and the price is positive."));
}

/* What can be said without the blue invoice; the rest is pd_reversal_check_form(). What the other side entered is the
 * bureau's word. */
static void
check_red_form (const PdRecord *form, PdRequired level, GPtrArray *problems)
{
  GPtrArray *lines = pd_record_get_lines (form);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  const char *state = pd_record_get_state (form);
  const char *number = pd_record_get_text (form, PD_RED_FORM_BLUE_NUMBER);

  if (state != NULL && !g_str_equal (state, PD_RED_FORM_STATE_DRAFT))
    return;
  if (number != NULL && (strlen (number) != 20 || strspn (number, "0123456789") != 20))
    pd_problem_add (problems, form, FALSE, PD_RED_FORM_BLUE_NUMBER, PD_PROBLEM_ERROR,
                    _ ("The number of an invoice has 20 digits."));
  if (g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_SIDE),
                 pd_record_get_text (form, PD_RED_FORM_ENTERED_BY)) != 0)
    pd_problem_add (problems, form, FALSE, PD_RED_FORM_ENTERED_BY, PD_PROBLEM_ERROR,
                    _ ("What the other side enters comes from the tax bureau."));
  if (lines->len == 0)
    pd_problem_add (problems, form, FALSE, -1, PD_PROBLEM_ERROR,
                    _ ("A red-letter form needs at least one line."));
  for (guint i = 0; i < lines->len; i++)
    check_line (g_ptr_array_index (lines, i), seen, problems);
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
  .check = check_red_form,
};
