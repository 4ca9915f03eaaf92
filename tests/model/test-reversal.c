/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-bureau-comparison.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "model/pd-workflow.h"

#include <string.h>

#define INVOICE_ID "0192f5a0-0000-7000-8000-000000000001"

static void
add_line (PdRecord *invoice,
          int property,
          const char *name,
          const char *quantity,
          const char *price,
          gint64 net,
          const char *rate,
          gint64 tax)
{
  guint n = pd_record_get_lines (invoice)->len + 1;
  g_autofree char *id = g_strdup_printf ("0192f5a0-0000-7000-8000-00000000%04u", n);
  g_autofree char *position = g_strdup_printf ("%05u", n);
  PdRecord *line = pd_record_new (&pd_invoice_line_type, id);

  pd_record_set_text (line, PD_INVOICE_LINE_POSITION, position);
  pd_record_set_integer (line, PD_INVOICE_LINE_PROPERTY, property);
  pd_record_set_text (line, PD_INVOICE_LINE_NAME, name);
  pd_record_set_text (line, PD_INVOICE_LINE_QUANTITY, quantity);
  pd_record_set_text (line, PD_INVOICE_LINE_UNIT_PRICE, price);
  pd_record_set_integer (line, PD_INVOICE_LINE_NET_AMOUNT, net);
  pd_record_set_text (line, PD_INVOICE_LINE_TAX_RATE, rate);
  pd_record_set_integer (line, PD_INVOICE_LINE_TAX_AMOUNT, tax);
  pd_record_add_line (invoice, 0, line);
}

/* 1: a normal line; 2 and 3: a line and its discount; 4: no quantity; 5: exempt. */
static PdRecord *
new_invoice (void)
{
  PdRecord *invoice = pd_record_new (&pd_invoice_type, INVOICE_ID);

  pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_ISSUED);
  pd_record_set_text (invoice, PD_INVOICE_NUMBER, "26442000000000000011");
  pd_record_set_text (invoice, PD_INVOICE_KIND, PD_INVOICE_KIND_ORDINARY);
  pd_record_set_text (invoice, PD_INVOICE_ISSUE_DATE, "2026-11-20");
  pd_record_set_text (invoice, PD_INVOICE_SELLER_NAME, "深圳市票单科技有限公司");
  pd_record_set_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER, "91440300MA5F000001");
  pd_record_set_text (invoice, PD_INVOICE_BUYER_NAME, "广州某某有限公司");
  pd_record_set_text (invoice, PD_INVOICE_REMARK, "蓝字备注");
  add_line (invoice, PD_INVOICE_LINE_NORMAL, "*纸制品*纸", "3", "3.3333", 1000, "0.13", 130);
  add_line (invoice, PD_INVOICE_LINE_IS_DISCOUNTED, "*纸制品*笔", "10", "10", 10000, "0.13", 1300);
  add_line (invoice, PD_INVOICE_LINE_IS_DISCOUNT, "*纸制品*笔", NULL, NULL, -1000, "0.13", -130);
  add_line (invoice, PD_INVOICE_LINE_NORMAL, "*信息技术服务*服务费", NULL, NULL, 5000, "0.06", 300);
  add_line (invoice, PD_INVOICE_LINE_NORMAL, "*农产品*蔬菜", "7", "1", 700, "exempt", 0);
  pd_record_derive (invoice);
  return invoice;
}

static char *
form_id (guint n)
{
  return g_strdup_printf ("0192f5a0-0000-7000-8000-%012u", 100 + n);
}

static PdRecord *
try_form (const PdRecord *invoice,
          GPtrArray *forms,
          const char *reason,
          const PdReversalChoice *choices,
          guint n_choices,
          guint n,
          GError **error)
{
  g_autofree char *id = form_id (n);

  return pd_reversal_new_form (invoice, forms, reason, choices, n_choices, id, "2026-11-22", error);
}

static gint64
get (const PdRecord *form, guint line, guint field)
{
  return pd_record_get_integer (g_ptr_array_index (pd_record_get_lines (form), line), field);
}

static const char *
text (const PdRecord *form, guint line, guint field)
{
  return pd_record_get_text (g_ptr_array_index (pd_record_get_lines (form), line), field);
}

static void
test_whole (void)
{
  g_autoptr (PdRecord) invoice = new_invoice ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) form = try_form (invoice, NULL, PD_RED_FORM_REASON_MISTAKE, NULL, 0, 1, &error);
  g_autoptr (GPtrArray) problems = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (pd_record_get_lines (form)->len, ==, 4);
  g_assert_cmpint (pd_record_get_integer (form, PD_RED_FORM_NET_AMOUNT), ==, -15700);
  g_assert_cmpint (pd_record_get_integer (form, PD_RED_FORM_TAX_AMOUNT), ==, -1600);
  g_assert_cmpint (pd_record_get_integer (form, PD_RED_FORM_GROSS_AMOUNT), ==, -17300);
  /* The discounted line, net of its discount, at the price that makes its amount. */
  g_assert_cmpint (get (form, 1, PD_RED_FORM_LINE_BLUE_LINE), ==, 2);
  g_assert_cmpint (get (form, 1, PD_RED_FORM_LINE_NET_AMOUNT), ==, -9000);
  g_assert_cmpint (get (form, 1, PD_RED_FORM_LINE_TAX_AMOUNT), ==, -1170);
  g_assert_cmpstr (text (form, 1, PD_RED_FORM_LINE_QUANTITY), ==, "-10");
  g_assert_cmpstr (text (form, 1, PD_RED_FORM_LINE_UNIT_PRICE), ==, "9");
  g_assert_cmpint (get (form, 2, PD_RED_FORM_LINE_BLUE_LINE), ==, 4);
  g_assert_null (text (form, 2, PD_RED_FORM_LINE_QUANTITY));
  g_assert_cmpint (get (form, 3, PD_RED_FORM_LINE_TAX_AMOUNT), ==, 0);
  g_assert_cmpstr (text (form, 0, PD_RED_FORM_LINE_UNIT_PRICE), ==, "3.3333");

  problems = pd_record_check (form, PD_REQUIRED_TO_SAVE);
  g_assert_null (pd_problems_first_error (problems));
}

static void
test_parts (void)
{
  static const struct
  {
    guint line;
    const char *quantity;
    gint64 gross;
    gint64 net; /* 0: refused */
    gint64 tax;
    const char *price;
    PdReversalError code;
  } cases[] = {
    /* quantities */
    { 1, "1", 0, 333, 43, "3.3333", 0 },
    { 1, "2", 0, 667, 87, "3.3333", 0 },
    { 1, "3", 0, 1000, 130, "3.3333", 0 },
    { 1, "3.0", 0, 1000, 130, "3.3333", 0 },
    { 1, "0.5", 0, 167, 22, "3.3333", 0 },
    { 2, "3", 0, 2700, 351, "9", 0 },
    { 5, "7", 0, 700, 0, "1", 0 },
    { 1, "3.0000001", 0, 0, 0, NULL, PD_REVERSAL_ERROR_QUANTITY },
    { 1, "0", 0, 0, 0, NULL, PD_REVERSAL_ERROR_QUANTITY },
    { 1, "-1", 0, 0, 0, NULL, PD_REVERSAL_ERROR_QUANTITY },
    { 4, "1", 0, 0, 0, NULL, PD_REVERSAL_ERROR_QUANTITY },
    { 1, "0.00001", 0, 0, 0, NULL, PD_REVERSAL_ERROR_AMOUNT },
    /* amounts with tax */
    { 1, NULL, 113, 100, 13, NULL, 0 },
    { 4, NULL, 1060, 1000, 60, NULL, 0 },
    { 4, NULL, 5300, 5000, 300, NULL, 0 },
    { 2, NULL, 10170, 9000, 1170, "9", 0 },
    { 5, NULL, 1, 1, 0, NULL, 0 },
    { 4, NULL, 5301, 0, 0, NULL, PD_REVERSAL_ERROR_AMOUNT },
    { 4, NULL, -1, 0, 0, NULL, PD_REVERSAL_ERROR_AMOUNT },
    /* lines that are none */
    { 3, NULL, 1, 0, 0, NULL, PD_REVERSAL_ERROR_LINE },
    { 6, NULL, 1, 0, 0, NULL, PD_REVERSAL_ERROR_LINE },
    { 0, NULL, 1, 0, 0, NULL, PD_REVERSAL_ERROR_LINE },
  };
  g_autoptr (PdRecord) invoice = new_invoice ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const PdReversalChoice choice = { cases[i].line, cases[i].quantity, cases[i].gross };
      g_autoptr (GError) error = NULL;
      g_autoptr (PdRecord) form =
          try_form (invoice, NULL, PD_RED_FORM_REASON_ALLOWANCE, &choice, 1, i, &error);

      g_test_message ("case %u", i);
      if (cases[i].net == 0)
        {
          g_assert_error (error, PD_REVERSAL_ERROR, (int) cases[i].code);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpint (get (form, 0, PD_RED_FORM_LINE_NET_AMOUNT), ==, -cases[i].net);
      g_assert_cmpint (get (form, 0, PD_RED_FORM_LINE_TAX_AMOUNT), ==, -cases[i].tax);
      g_assert_cmpstr (text (form, 0, PD_RED_FORM_LINE_UNIT_PRICE), ==, cases[i].price);
    }
}

static void
test_reasons (void)
{
  static const struct
  {
    const char *reason;
    gboolean whole;
    gboolean allowed;
  } cases[] = { { PD_RED_FORM_REASON_MISTAKE, TRUE, TRUE },   { PD_RED_FORM_REASON_MISTAKE, FALSE, FALSE },
                { PD_RED_FORM_REASON_RETURN, TRUE, TRUE },    { PD_RED_FORM_REASON_RETURN, FALSE, TRUE },
                { PD_RED_FORM_REASON_STOPPED, FALSE, TRUE },  { PD_RED_FORM_REASON_ALLOWANCE, TRUE, TRUE },
                { PD_RED_FORM_REASON_ALLOWANCE, FALSE, TRUE } };
  g_autoptr (PdRecord) invoice = new_invoice ();
  const PdReversalChoice choice = { 1, "1", 0 };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PdRecord) form =
          try_form (invoice, NULL, cases[i].reason, &choice, cases[i].whole ? 0 : 1, i, &error);

      g_assert_true ((form != NULL) == cases[i].allowed);
      if (!cases[i].allowed)
        g_assert_error (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_REASON);
    }
}

/* A mistake is reversed as a whole also in another sense: nothing of it was reversed before. */
static void
test_mistake_after_return (void)
{
  g_autoptr (PdRecord) invoice = new_invoice ();
  const PdReversalChoice choice = { 1, "1", 0 };
  g_autoptr (PdRecord) first = try_form (invoice, NULL, PD_RED_FORM_REASON_RETURN, &choice, 1, 1, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) second = NULL;

  pd_reversal_take_off (invoice, first);
  second = try_form (invoice, NULL, PD_RED_FORM_REASON_MISTAKE, NULL, 0, 2, &error);
  g_assert_null (second);
  g_assert_error (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_REASON);
}

static void
test_invoices (void)
{
  static const struct
  {
    const char *state;
    gboolean red;
    gboolean allowed;
  } cases[] = { { PD_INVOICE_STATE_ISSUED, FALSE, TRUE },
                { PD_INVOICE_STATE_ISSUED, TRUE, FALSE },
                { PD_INVOICE_STATE_SUBMITTED, FALSE, FALSE },
                { PD_INVOICE_STATE_UNKNOWN, FALSE, FALSE },
                { PD_INVOICE_STATE_FAILED, FALSE, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) invoice = new_invoice ();
      g_autoptr (GError) error = NULL;

      pd_record_set_text (invoice, PD_INVOICE_STATE, cases[i].state);
      pd_record_set_flag (invoice, PD_INVOICE_RED, cases[i].red);

      g_autoptr (PdRecord) form = try_form (invoice, NULL, PD_RED_FORM_REASON_RETURN, NULL, 0, 1, &error);

      g_assert_true ((form != NULL) == cases[i].allowed);
      if (form == NULL)
        g_assert_error (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_INVOICE);
    }
}

/* What is under way is kept for whoever asked first; what came to nothing is free again. */
static void
test_under_way (void)
{
  static const struct
  {
    const char *state;
    gint64 left;
  } cases[] = { { PD_RED_FORM_STATE_DRAFT, 17300 },     { PD_RED_FORM_STATE_QUEUED, 16924 },
                { PD_RED_FORM_STATE_UNKNOWN, 16924 },   { PD_RED_FORM_STATE_THEIR_WORD, 16924 },
                { PD_RED_FORM_STATE_CONFIRMED, 16924 }, { PD_RED_FORM_STATE_ISSUED, 17300 },
                { PD_RED_FORM_STATE_VOID, 17300 },      { PD_RED_FORM_STATE_FAILED, 17300 } };
  g_autoptr (PdRecord) invoice = new_invoice ();
  const PdReversalChoice choice = { 1, "1", 0 };
  const PdReversalChoice rest = { 1, "3", 0 };
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);

  g_ptr_array_add (forms, try_form (invoice, NULL, PD_RED_FORM_REASON_RETURN, &choice, 1, 1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      pd_record_set_text (g_ptr_array_index (forms, 0), PD_RED_FORM_STATE, cases[i].state);
      g_assert_cmpint (pd_reversal_amount_left (invoice, forms), ==, cases[i].left);

      g_autoptr (GError) error = NULL;
      g_autoptr (PdRecord) second = try_form (invoice, forms, PD_RED_FORM_REASON_RETURN, &rest, 1, 2, &error);

      g_assert_true ((second != NULL) == (cases[i].left == 17300));
    }
}

static void
test_check (void)
{
  g_autoptr (PdRecord) invoice = new_invoice ();

  for (guint i = 0; i < 7; i++)
    {
      g_autoptr (PdRecord) form = try_form (invoice, NULL, PD_RED_FORM_REASON_RETURN, NULL, 0, 1, NULL);
      PdRecord *line = g_ptr_array_index (pd_record_get_lines (form), 0);
      g_autoptr (GError) error = NULL;

      switch (i)
        {
        case 0:
          pd_record_set_integer (line, PD_RED_FORM_LINE_NET_AMOUNT, -1001);
          break;
        case 1:
          pd_record_set_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT, -131);
          break;
        case 2:
          pd_record_set_text (line, PD_RED_FORM_LINE_QUANTITY, "-3.1");
          break;
        case 3:
          pd_record_set_text (line, PD_RED_FORM_LINE_TAX_RATE, "0.06");
          break;
        case 4:
          pd_record_set_text (form, PD_RED_FORM_BUYER_NAME, "改名有限公司");
          break;
        case 5:
          pd_record_set_integer (line, PD_RED_FORM_LINE_BLUE_LINE, 3);
          break;
        default:
          g_assert_true (pd_reversal_check_form (form, invoice, NULL, &error));
          continue;
        }
      g_assert_false (pd_reversal_check_form (form, invoice, NULL, &error));
      g_assert_nonnull (error);
    }
}

/* A form that a desktop made up is refused before anything is looked up. */
static void
test_table (void)
{
  g_autoptr (PdRecord) invoice = new_invoice ();

  for (guint i = 0; i < 7; i++)
    {
      g_autoptr (PdRecord) form = try_form (invoice, NULL, PD_RED_FORM_REASON_RETURN, NULL, 0, 1, NULL);
      PdRecord *line = g_ptr_array_index (pd_record_get_lines (form), 0);
      g_autoptr (GPtrArray) problems = NULL;

      switch (i)
        {
        case 0:
          pd_record_set_integer (line, PD_RED_FORM_LINE_NET_AMOUNT, 1);
          break;
        case 1:
          pd_record_set_text (line, PD_RED_FORM_LINE_QUANTITY, "3");
          break;
        case 2:
          pd_record_set_text (line, PD_RED_FORM_LINE_UNIT_PRICE, NULL);
          break;
        case 3:
          pd_record_set_text (form, PD_RED_FORM_ENTERED_BY, PD_RED_FORM_SIDE_BUYER);
          break;
        case 4:
          pd_record_set_integer (line, PD_RED_FORM_LINE_BLUE_LINE, 2);
          break;
        case 5:
          pd_record_set_text (form, PD_RED_FORM_BLUE_NUMBER, "123");
          break;
        default:
          pd_record_set_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT, 1);
          break;
        }
      problems = pd_record_check (form, PD_REQUIRED_TO_SAVE);
      g_assert_nonnull (pd_problems_first_error (problems));
    }
}

static void
test_red_invoice (void)
{
  g_autoptr (PdRecord) invoice = new_invoice ();
  const PdReversalChoice choice = { 2, "4", 0 };
  g_autoptr (PdRecord) form = try_form (invoice, NULL, PD_RED_FORM_REASON_RETURN, &choice, 1, 1, NULL);
  g_autoptr (PdRecord) red = NULL;
  const PdRecord *blue_line = g_ptr_array_index (pd_record_get_lines (invoice), 1);

  pd_record_set_text (form, PD_RED_FORM_NUMBER, "44030026110000000001");
  red = pd_reversal_new_red_invoice (form, invoice, "0192f5a0-0000-7000-8000-000000000077");
  g_assert_true (pd_record_get_flag (red, PD_INVOICE_RED));
  g_assert_cmpint (pd_record_get_integer (red, PD_INVOICE_GROSS_AMOUNT), ==, -4068);
  g_assert_cmpstr (pd_record_get_text (red, PD_INVOICE_REMARK), ==,
                   "被红冲蓝字数电票号码：26442000000000000011 红字发票信息确认单编号：44030026110000000001");
  g_assert_cmpstr (pd_record_get_text (red, PD_INVOICE_BLUE_INVOICE_ID), ==, INVOICE_ID);
  g_assert_cmpstr (text (red, 0, PD_INVOICE_LINE_QUANTITY), ==, "-4");

  pd_reversal_take_off (invoice, form);
  g_assert_cmpint (pd_record_get_integer (invoice, PD_INVOICE_REVERSED_AMOUNT), ==, 4068);
  g_assert_cmpstr (pd_record_get_text (blue_line, PD_INVOICE_LINE_REVERSED_QUANTITY), ==, "4");
  g_assert_cmpint (pd_record_get_integer (blue_line, PD_INVOICE_LINE_REVERSED_NET), ==, 3600);
  g_assert_false (pd_reversal_is_complete (invoice));
  g_assert_cmpint (pd_reversal_amount_left (invoice, NULL), ==, 17300 - 4068);
}

/* However an invoice is cut up, no part is more than what is left, tax follows the amount to the fen, and it ends at zero. */
static void
test_random_parts (void)
{
  for (guint32 seed = 0; seed < 400; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_autoptr (PdRecord) invoice = pd_record_new (&pd_invoice_type, INVOICE_ID);
      static const char *const rates[] = { "0.13", "0.06", "0.01", "exempt" };
      static const int percents[] = { 13, 6, 1, 0 };
      guint n_lines = (guint) g_rand_int_range (random, 1, 5);
      gint64 gross = 0, reversed = 0;

      pd_record_set_text (invoice, PD_INVOICE_STATE, PD_INVOICE_STATE_ISSUED);
      pd_record_set_text (invoice, PD_INVOICE_NUMBER, "26442000000000000011");
      for (guint i = 0; i < n_lines; i++)
        {
          int rate = g_rand_int_range (random, 0, 4);
          gint64 net = g_rand_int_range (random, 1, 200000);
          g_autofree char *quantity = g_strdup_printf ("%d", g_rand_int_range (random, 1, 200));
          gboolean counted = g_rand_boolean (random);

          add_line (invoice, 0, "*纸制品*纸", counted ? quantity : NULL, counted ? "1" : NULL, net,
                    rates[rate], (net * percents[rate] + 50) / 100);
        }
      pd_record_derive (invoice);
      gross = pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT);

      for (guint step = 0; reversed < gross; step++)
        {
          g_autoptr (GPtrArray) left = pd_reversal_list_left (invoice, NULL);
          const PdReversible *line =
              g_ptr_array_index (left, (guint) g_rand_int_range (random, 0, (int) left->len));
          gint64 gross_left = line->net_left + line->tax_left;
          g_autofree char *quantity = NULL;
          PdReversalChoice choice = { line->blue_line, NULL, 0 };
          g_autoptr (GError) error = NULL;
          g_autoptr (PdRecord) form = NULL;

          if (gross_left == 0)
            continue;
          /* By quantity, by amount, or the rest; after a while only the rest. */
          if (step < 60 && line->quantity_left != NULL && g_rand_boolean (random))
            choice.quantity = quantity = g_strdup_printf ("%d", g_rand_int_range (random, 1, 40));
          else if (step < 60 && gross_left > 1)
            choice.gross = g_rand_int_range (random, 1, (int) gross_left);
          form = try_form (invoice, NULL, PD_RED_FORM_REASON_RETURN, &choice, 1, step, &error);
          if (form == NULL)
            continue;

          gint64 net = -get (form, 0, PD_RED_FORM_LINE_NET_AMOUNT);
          gint64 tax = -get (form, 0, PD_RED_FORM_LINE_TAX_AMOUNT);

          g_assert_cmpint (net, >, 0);
          g_assert_cmpint (net, <=, line->net_left);
          g_assert_cmpint (tax, >=, 0);
          g_assert_cmpint (tax, <=, line->tax_left);
          /* The bureau's tolerance is 6 fen. */
          for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
            if (g_str_equal (rates[i], text (form, 0, PD_RED_FORM_LINE_TAX_RATE)))
              g_assert_cmpint (ABS (net * percents[i] - tax * 100), <=, 300);
          pd_reversal_take_off (invoice, form);
          reversed += net + tax;
          g_assert_cmpint (pd_reversal_amount_left (invoice, NULL), ==, gross - reversed);
        }
      g_assert_cmpint (reversed, ==, gross);
      g_assert_true (pd_reversal_is_complete (invoice));

      g_autoptr (GPtrArray) left = pd_reversal_list_left (invoice, NULL);

      for (guint i = 0; i < left->len; i++)
        {
          const PdReversible *line = g_ptr_array_index (left, i);

          g_assert_cmpint (line->net_left, ==, 0);
          g_assert_cmpint (line->tax_left, ==, 0);
          if (line->quantity_left != NULL)
            g_assert_cmpstr (line->quantity_left, ==, "0");
        }
      g_autoptr (GError) error = NULL;
      g_autoptr (PdRecord) form = try_form (invoice, NULL, PD_RED_FORM_REASON_RETURN, NULL, 0, 1, &error);

      g_assert_error (error, PD_REVERSAL_ERROR, PD_REVERSAL_ERROR_NOTHING);
    }
}

static void
test_statuses (void)
{
  static const struct
  {
    const char *status;
    const char *seller;
    const char *buyer;
  } cases[] = {
    { "01", "confirmed", "confirmed" },
    { "02", "waiting_for_them", "waiting_for_us" },
    { "03", "waiting_for_us", "waiting_for_them" },
    { "04", "confirmed", "confirmed" },
    { "05", "void", "void" },
    { "06", "void", "void" },
    { "07", "void", "void" },
    { "08", "void", "void" },
    { "09", "void", "void" },
    { "10", "void", "void" },
    { "11", "void", "void" },
    { "12", "void", "void" },
    { "13", "void", "void" },
    { "14", NULL, NULL },
    { "15", "submitted", "submitted" },
    { "16", "failed", "failed" },
    { "", NULL, NULL },
    { NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpstr (pd_red_form_status_to_state (cases[i].status, "seller"), ==, cases[i].seller);
      g_assert_cmpstr (pd_red_form_status_to_state (cases[i].status, "buyer"), ==, cases[i].buyer);
    }
}

static void
test_may (void)
{
  static const struct
  {
    const char *state;
    const char *entered_by;
    const char *command;
    gboolean may;
  } cases[] = {
    { "draft", "seller", "apply", TRUE },
    { "waiting_for_us", "buyer", "confirm", TRUE },
    { "waiting_for_us", "buyer", "reject", TRUE },
    { "waiting_for_us", "buyer", "withdraw", FALSE },
    { "waiting_for_them", "seller", "withdraw", TRUE },
    { "waiting_for_them", "seller", "confirm", FALSE },
    { "confirmed", "seller", "withdraw", TRUE },
    { "confirmed", "buyer", "withdraw", FALSE },
    { "issued", "seller", "withdraw", FALSE },
    { "void", "seller", "apply", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) form = pd_record_new (&pd_red_form_type, INVOICE_ID);

      pd_record_set_text (form, PD_RED_FORM_SIDE, PD_RED_FORM_SIDE_SELLER);
      pd_record_set_text (form, PD_RED_FORM_ENTERED_BY, cases[i].entered_by);
      pd_record_set_text (form, PD_RED_FORM_STATE, cases[i].state);
      g_assert_cmpint (pd_red_form_may (form, cases[i].command), ==, cases[i].may);
    }
}

static void
test_key (void)
{
  g_autofree char *key = pd_red_form_key (INVOICE_ID);
  g_autofree char *again = pd_red_form_key (INVOICE_ID);
  g_autofree char *other = pd_red_form_key ("0192f5a0-0000-7000-8000-000000000002");

  g_assert_cmpuint (strlen (key), ==, PD_RED_FORM_KEY_LENGTH);
  g_assert_cmpuint (strspn (key, "abcdefghijklmnopqrstuvwxyz0123456789"), ==, PD_RED_FORM_KEY_LENGTH);
  g_assert_cmpstr (key, ==, again);
  g_assert_cmpstr (key, !=, other);
}

/* All that is left, net of what another form keeps. */
static void
test_rest (void)
{
  static const PdReversalChoice choice = { 1, "1", 0 };
  g_autoptr (PdRecord) invoice = new_invoice ();
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (PdRecord) inbound = pd_record_new (&pd_red_form_type, "0192f5a0-0000-7000-8000-000000000009");
  PdRecord *other = pd_reversal_new_form (invoice, NULL, PD_RED_FORM_REASON_RETURN, &choice, 1,
                                          "0192f5a0-0000-7000-8000-000000000008", "2026-11-22", NULL);

  pd_record_set_text (other, PD_RED_FORM_STATE, PD_RED_FORM_STATE_QUEUED);
  g_ptr_array_add (forms, other);
  pd_reversal_add_rest (inbound, invoice, forms);
  g_assert_cmpuint (pd_record_get_lines (inbound)->len, ==, 4);
  g_assert_cmpint (pd_record_get_integer (inbound, PD_RED_FORM_GROSS_AMOUNT), ==,
                   -pd_reversal_amount_left (invoice, forms));
  g_assert_cmpint (pd_record_get_integer (inbound, PD_RED_FORM_GROSS_AMOUNT), <, 0);
}

/* An amount that was told is not replaced by another. */
static void
test_rest_told (void)
{
  g_autoptr (PdRecord) invoice = new_invoice ();
  g_autoptr (PdRecord) part = pd_record_new (&pd_red_form_type, "0192f5a0-0000-7000-8000-000000000009");
  g_autoptr (PdRecord) whole = pd_record_new (&pd_red_form_type, "0192f5a0-0000-7000-8000-00000000000a");
  gint64 left = pd_reversal_amount_left (invoice, NULL);

  pd_record_set_text (part, PD_RED_FORM_STATE, PD_RED_FORM_STATE_SUBMITTED);
  pd_record_set_integer (part, PD_RED_FORM_GROSS_AMOUNT, -left + 1);
  pd_reversal_add_rest (part, invoice, NULL);
  pd_record_derive (part);
  g_assert_cmpuint (pd_record_get_lines (part)->len, ==, 0);
  g_assert_cmpint (pd_record_get_integer (part, PD_RED_FORM_GROSS_AMOUNT), ==, -left + 1);

  pd_record_set_text (whole, PD_RED_FORM_STATE, PD_RED_FORM_STATE_SUBMITTED);
  pd_record_set_integer (whole, PD_RED_FORM_GROSS_AMOUNT, -left);
  pd_reversal_add_rest (whole, invoice, NULL);
  g_assert_cmpuint (pd_record_get_lines (whole)->len, ==, 4);
  g_assert_cmpint (pd_record_get_integer (whole, PD_RED_FORM_GROSS_AMOUNT), ==, -left);
}

/* An invoiced order is opened again only after all of its invoice was reversed. */
static void
test_may_reopen (void)
{
  static const struct
  {
    const char *state;
    gint64 reversed;
    gboolean may;
  } rows[] = {
    { "cancelled", 0, TRUE },  { "completed", 0, TRUE },    { "invoiced", 0, FALSE },
    { "invoiced", 99, FALSE }, { "invoiced", 10000, TRUE }, { "invoiced", 9999, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) order = pd_record_new (&pd_order_type, "00000000-0000-7000-8000-000000000001");
      g_autoptr (GError) error = NULL;

      pd_record_set_text (order, PD_ORDER_STATE, rows[i].state);
      pd_record_set_integer (order, PD_ORDER_GROSS_AMOUNT, 10000);
      if (rows[i].reversed > 0)
        pd_record_set_integer (order, PD_ORDER_REVERSED_AMOUNT, rows[i].reversed);
      g_assert_cmpint (pd_reversal_may_reopen (order, &error), ==, rows[i].may);
      g_assert_cmpint (error == NULL, ==, rows[i].may);
    }
}

/* What travels as text is read back, is short however much differs, and says so in sentences. */
static void
test_comparison (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *span;
  } spans[] = {
    { "2026-11-01", "2026-11-10", "2026-11-01 2026-11-10" },
    { "2026/11/1", "20261101", "2026-11-01 2026-11-01" },
    { "2026-11-01", "2026-11-11", NULL },
    { "2026-11-02", "2026-11-01", NULL },
    { "2026-11-31", "2026-12-01", NULL },
    { "", "2026-12-01", NULL },
  };
  g_autoptr (PdBureauComparison) comparison = pd_bureau_comparison_new ("2026-11-01", "2026-11-10");
  g_autoptr (PdBureauComparison) again = NULL;
  g_autofree char *text = NULL, *words = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_autofree char *span = pd_bureau_comparison_span (spans[i].from, spans[i].to);

      g_assert_cmpstr (span, ==, spans[i].span);
    }
  for (guint i = 0; i < 500; i++)
    {
      pd_bureau_comparison_add_theirs (comparison, "26332000000000000001");
      pd_bureau_comparison_add_ours (comparison, "26332000000000000002");
      pd_bureau_comparison_add_other_amount (comparison, "26332000000000000003");
    }
  comparison->n_theirs = comparison->n_ours = 500;
  text = pd_bureau_comparison_to_text (comparison);
  g_assert_cmpuint (strlen (text), <, 2000);
  again = pd_bureau_comparison_from_text (text);
  g_assert_cmpuint (again->n_only_theirs, ==, 500);
  g_assert_cmpuint (again->only_ours->len, ==, PD_BUREAU_COMPARISON_NUMBERS);
  words = pd_bureau_comparison_describe (text);
  g_assert_nonnull (strstr (words, "In the provider's list alone, 500:\n26332000000000000001\n"));
  g_assert_nonnull (strstr (words, "In both with different amounts, 500:\n26332000000000000003\n"));
  g_assert_null (pd_bureau_comparison_describe ("nothing"));
  g_assert_null (pd_bureau_comparison_describe (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reversal/whole", test_whole);
  g_test_add_func ("/reversal/parts", test_parts);
  g_test_add_func ("/reversal/reasons", test_reasons);
  g_test_add_func ("/reversal/mistake-after-return", test_mistake_after_return);
  g_test_add_func ("/reversal/invoices", test_invoices);
  g_test_add_func ("/reversal/under-way", test_under_way);
  g_test_add_func ("/reversal/check", test_check);
  g_test_add_func ("/reversal/table", test_table);
  g_test_add_func ("/reversal/red-invoice", test_red_invoice);
  g_test_add_func ("/reversal/rest", test_rest);
  g_test_add_func ("/reversal/rest-told", test_rest_told);
  g_test_add_func ("/reversal/random-parts", test_random_parts);
  g_test_add_func ("/red-form/statuses", test_statuses);
  g_test_add_func ("/red-form/may", test_may);
  g_test_add_func ("/red-form/key", test_key);
  g_test_add_func ("/reversal/may-reopen", test_may_reopen);
  g_test_add_func ("/bureau/comparison", test_comparison);
  return g_test_run ();
}
