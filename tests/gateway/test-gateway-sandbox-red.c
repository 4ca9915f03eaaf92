/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gateway/sandbox-fixture.h"
#include "model/pd-decimal.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"

#define FORM_KEY "0123456789abcdef0123456789abcdef"

/* A form over one line: 2 pieces for 207.96 and 27.04 tax, of which it takes @n. */
static PdRecord *
make_form (Test *test, const char *number, const char *side, guint n, const char *reason)
{
  static const struct
  {
    const char *quantity;
    gint64 net;
    gint64 tax;
  } parts[] = { { "0", 0, 0 }, { "-1", -10398, -1352 }, { "-2", -20796, -2704 } };
  PdRecord *form = pd_record_new (&pd_red_form_type, "0190a000-0000-7000-8000-0000000000f0");
  PdRecord *line = pd_record_new (&pd_red_form_line_type, "0190a000-0000-7000-8000-0000000000f1");

  pd_record_set_text (form, PD_RED_FORM_SIDE, side);
  pd_record_set_text (form, PD_RED_FORM_ENTERED_BY, side);
  pd_record_set_text (form, PD_RED_FORM_REASON_CODE, reason);
  pd_record_set_text (form, PD_RED_FORM_BLUE_NUMBER, number);
  pd_record_set_text (form, PD_RED_FORM_BLUE_KIND, PD_INVOICE_KIND_SPECIAL);
  pd_record_set_text (form, PD_RED_FORM_SELLER_NAME, FIRST_NAME);
  pd_record_set_text (form, PD_RED_FORM_SELLER_TAX_NUMBER, FIRST);
  pd_record_set_text (form, PD_RED_FORM_BUYER_NAME, BUYER);
  pd_record_set_text (form, PD_RED_FORM_BUYER_TAX_NUMBER, "91310115MA1PD00290");
  pd_record_set_integer (line, PD_RED_FORM_LINE_BLUE_LINE, 1);
  pd_record_set_text (line, PD_RED_FORM_LINE_NAME, "激光打印机");
  pd_record_set_text (line, PD_RED_FORM_LINE_TAX_RATE, "0.13");
  pd_record_set_text (line, PD_RED_FORM_LINE_QUANTITY, parts[n].quantity);
  pd_record_set_text (line, PD_RED_FORM_LINE_UNIT_PRICE, "103.98");
  pd_record_set_integer (line, PD_RED_FORM_LINE_NET_AMOUNT, parts[n].net);
  pd_record_set_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT, parts[n].tax);
  pd_record_add_line (form, 0, line);
  pd_record_derive (form);
  return form;
}

static PdGatewayAnswer *
apply (Test *test, const char *key, const PdRecord *form)
{
  const PdGatewayForm asked = { .key = key, .form = form, .province = 44 };

  return pd_gateway_get_functions (test->bureau)
      ->apply_form (pd_gateway_get_self (test->bureau, pd_gateway_get_functions (test->bureau)), &asked,
                    NULL);
}

static PdGatewayAnswer *
query_form (Test *test, const char *key, const PdRecord *form)
{
  const PdGatewayForm asked = { .key = key, .form = form, .province = 44 };

  return pd_gateway_get_functions (test->bureau)
      ->query_form (pd_gateway_get_self (test->bureau, pd_gateway_get_functions (test->bureau)), &asked,
                    NULL);
}

static PdGatewayAnswer *
act (Test *test, const char *key, const PdRecord *form, PdGatewayFormAction action)
{
  const PdGatewayForm asked = { .key = key, .form = form, .province = 44 };

  return pd_gateway_get_functions (test->bureau)
      ->act_on_form (pd_gateway_get_self (test->bureau, pd_gateway_get_functions (test->bureau)), &asked,
                     action, NULL, NULL);
}

static GPtrArray *
list_forms (Test *test, const char *from, const char *to, PdGatewayAnswer **failure)
{
  return pd_gateway_get_functions (test->bureau)
      ->list_forms (pd_gateway_get_self (test->bureau, pd_gateway_get_functions (test->bureau)), from, to,
                    failure, NULL);
}

static gint64
used (Test *test)
{
  g_autoptr (PdGatewayQuota) quota = pd_gateway_quota (test->bureau, FALSE, NULL);

  g_assert_true (quota->is_known);
  return quota->used;
}

/* Neither used nor booked: the seller alone, at once; all of it, for ever, once. */
static void
test_alone (Test *test, gconstpointer data)
{
  g_autofree char *blue = issue (test, "a");
  g_autoptr (PdRecord) form = make_form (test, blue, PD_RED_FORM_SIDE_SELLER, 2, PD_RED_FORM_REASON_MISTAKE);
  g_autoptr (PdGatewayAnswer) none = query_form (test, FORM_KEY, form);
  g_autoptr (PdGatewayAnswer) issued = apply (test, FORM_KEY, form);

  assert_answer (none, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND);
  g_assert_cmpstr (issued->reason, ==, NULL);
  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpstr (issued->form_status, ==, "01");
  g_assert_cmpuint (strlen (issued->form_number), ==, 20);
  g_assert_cmpuint (strlen (issued->form_uuid), ==, 32);
  g_assert_cmpstr (issued->number, ==, "26442000010000000002");
  g_assert_cmpint (issued->gross_amount, ==, -23500);
  reopen (test);

  g_autoptr (PdGatewayAnswer) again = apply (test, FORM_KEY, form);
  g_autoptr (PdGatewayAnswer) known = query_form (test, FORM_KEY, form);
  g_autoptr (PdGatewayAnswer) by_key = query (test, FORM_KEY);
  g_autoptr (PdGatewayAnswer) more = apply (test, "1123456789abcdef0123456789abcdef", form);

  g_assert_cmpstr (again->number, ==, issued->number);
  g_assert_cmpstr (known->number, ==, issued->number);
  g_assert_cmpstr (by_key->number, ==, issued->number);
  assert_answer (more, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
  g_assert_nonnull (strstr (more->reason, "剩余可红冲"));
  g_assert_cmpuint (count_invoices (test), ==, 2);
  /* In the same month it gives the quota back. */
  g_assert_cmpint (used (test), ==, 0);

  g_autoptr (PdGatewayAnswer) files =
      pd_gateway_fetch_files (test->bureau, &(PdGatewayKey){ .key = FORM_KEY }, NULL);
  g_autofree char *xml = g_strndup (g_bytes_get_data (files->files[PD_GATEWAY_FILE_XML], NULL),
                                    g_bytes_get_size (files->files[PD_GATEWAY_FILE_XML]));

  g_assert_nonnull (files->files[PD_GATEWAY_FILE_PDF]);
  g_assert_nonnull (strstr (xml, "<CreditNoteNumber>"));
  g_assert_nonnull (strstr (xml, blue));

  /* There is no reversal of a reversal. */
  g_autoptr (PdRecord) of_red =
      make_form (test, issued->number, PD_RED_FORM_SIDE_SELLER, 2, PD_RED_FORM_REASON_RETURN);
  g_autoptr (PdGatewayAnswer) twice = apply (test, "2123456789abcdef0123456789abcdef", of_red);

  g_assert_cmpstr (twice->code, ==, "E9103");
}

/* Piece by piece, and what is left after each, also when a form ends without an invoice. */
static void
test_partial (Test *test, gconstpointer data)
{
  g_autofree char *blue = issue (test, "a");
  g_autoptr (PdRecord) one = make_form (test, blue, PD_RED_FORM_SIDE_SELLER, 1, PD_RED_FORM_REASON_RETURN);
  g_autoptr (PdRecord) two = make_form (test, blue, PD_RED_FORM_SIDE_SELLER, 2, PD_RED_FORM_REASON_RETURN);
  g_autoptr (PdRecord) mistake =
      make_form (test, blue, PD_RED_FORM_SIDE_SELLER, 1, PD_RED_FORM_REASON_MISTAKE);
  g_autoptr (PdGatewayAnswer) not_whole = apply (test, "key-of-a-mistake", mistake);
  g_autoptr (PdGatewayAnswer) first = apply (test, "key-of-the-first", one);
  g_autoptr (PdGatewayAnswer) too_much = apply (test, "key-of-too-much", two);

  assert_answer (not_whole, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
  g_assert_nonnull (strstr (not_whole->reason, "全额"));
  assert_answer (first, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpint (first->gross_amount, ==, -11750);
  assert_answer (too_much, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
  pd_gateway_sandbox_book (test->bureau, blue, NULL);

  g_autoptr (PdGatewayAnswer) open = apply (test, "key-of-the-second", one);
  g_autoptr (PdGatewayAnswer) spoken_for = apply (test, "key-of-the-third", one);

  assert_answer (open, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpstr (open->form_status, ==, "02");
  assert_answer (spoken_for, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);

  g_autoptr (PdGatewayAnswer) withdrawn = act (test, "key-of-the-second", one, PD_GATEWAY_FORM_WITHDRAW);

  g_assert_cmpstr (withdrawn->form_status, ==, "08");
  assert_answer (withdrawn, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
  g_assert_true (withdrawn->is_spent);

  g_autoptr (PdGatewayAnswer) third = apply (test, "key-of-the-third", one);

  assert_answer (third, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpuint (count_invoices (test), ==, 2);
}

typedef void (*Spoil) (PdRecord *form, PdRecord *line);

static void
spoil_row (PdRecord *form, PdRecord *line)
{
  pd_record_set_integer (line, PD_RED_FORM_LINE_BLUE_LINE, 0);
}

static void
spoil_far_row (PdRecord *form, PdRecord *line)
{
  pd_record_set_integer (line, PD_RED_FORM_LINE_BLUE_LINE, G_GINT64_CONSTANT (4294967297));
}

static void
spoil_name (PdRecord *form, PdRecord *line)
{
  pd_record_set_text (line, PD_RED_FORM_LINE_NAME, "喷墨打印机");
}

static void
spoil_rate (PdRecord *form, PdRecord *line)
{
  pd_record_set_text (line, PD_RED_FORM_LINE_TAX_RATE, "0.06");
}

static void
spoil_sign (PdRecord *form, PdRecord *line)
{
  pd_record_set_integer (line, PD_RED_FORM_LINE_NET_AMOUNT, 20796);
}

static void
spoil_amount (PdRecord *form, PdRecord *line)
{
  pd_record_set_integer (line, PD_RED_FORM_LINE_NET_AMOUNT, G_MININT64 + 1);
}

static void
spoil_tax (PdRecord *form, PdRecord *line)
{
  pd_record_set_integer (line, PD_RED_FORM_LINE_TAX_AMOUNT, -2690);
}

static void
spoil_quantity (PdRecord *form, PdRecord *line)
{
  pd_record_set_text (line, PD_RED_FORM_LINE_QUANTITY, "-3");
}

static void
spoil_buyer (PdRecord *form, PdRecord *line)
{
  pd_record_set_text (form, PD_RED_FORM_BUYER_NAME, "别的公司");
}

static void
spoil_number (PdRecord *form, PdRecord *line)
{
  pd_record_set_text (form, PD_RED_FORM_BLUE_NUMBER, "26442000010000009999");
}

static void
spoil_side (PdRecord *form, PdRecord *line)
{
  pd_record_set_text (form, PD_RED_FORM_ENTERED_BY, PD_RED_FORM_SIDE_BUYER);
}

static void
spoil_lines (PdRecord *form, PdRecord *line)
{
  pd_record_remove_line (form, 0, pd_record_get_id (line));
}

static void
test_rules (Test *test, gconstpointer data)
{
  static const struct
  {
    Spoil spoil;
    const char *word;
  } cases[] = {
    { spoil_row, "从1开始" },     { spoil_far_row, "从1开始" }, { spoil_name, "第1行" },
    { spoil_rate, "第1行" },      { spoil_sign, "负数" },       { spoil_amount, "剩余可红冲" },
    { spoil_tax, "0.06" },        { spoil_quantity, "数量" },   { spoil_buyer, "不一致" },
    { spoil_number, "未查询到" }, { spoil_side, "销售方发起" }, { spoil_lines, "不能为空" },
  };
  g_autofree char *blue = issue (test, "a");

  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      g_autoptr (PdRecord) form =
          make_form (test, blue, PD_RED_FORM_SIDE_SELLER, 2, PD_RED_FORM_REASON_RETURN);

      cases[index].spoil (form, g_ptr_array_index (pd_record_get_lines (form), 0));

      g_autoptr (PdGatewayAnswer) answer = apply (test, FORM_KEY, form);
      g_autoptr (PdGatewayAnswer) known = query_form (test, FORM_KEY, form);

      g_test_message ("case %u: %s", index, answer->reason);
      assert_answer (answer, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
      g_assert_false (answer->is_spent);
      g_assert_nonnull (strstr (answer->reason, cases[index].word));
      assert_answer (known, PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_SEND);
    }
  g_assert_cmpuint (count_invoices (test), ==, 1);
}

/* What both sides may do with what the seller entered of a booked invoice. */
static void
test_their_word (Test *test, gconstpointer data)
{
  static const struct
  {
    PdGatewaySandboxWord word;
    gint64 after;
    gboolean is_done;
    const char *status;
  } cases[] = {
    { PD_GATEWAY_SANDBOX_CONFIRM, 0, TRUE, "04" },
    { PD_GATEWAY_SANDBOX_DENY, 0, TRUE, "05" },
    { PD_GATEWAY_SANDBOX_WITHDRAW, 0, FALSE, "02" },
    { PD_GATEWAY_SANDBOX_CONFIRM, 72 * G_TIME_SPAN_HOUR - 1, TRUE, "04" },
    { PD_GATEWAY_SANDBOX_CONFIRM, 72 * G_TIME_SPAN_HOUR, FALSE, "07" },
  };

  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      g_autofree char *key = g_strdup_printf ("key-%u", index);
      g_autofree char *form_key = g_strdup_printf ("form-%u", index);
      g_autofree char *blue = issue (test, key);
      g_autoptr (PdRecord) form =
          make_form (test, blue, PD_RED_FORM_SIDE_SELLER, 2, PD_RED_FORM_REASON_RETURN);

      g_assert_true (pd_gateway_sandbox_book (test->bureau, blue, NULL));

      g_autoptr (PdGatewayAnswer) open = apply (test, form_key, form);
      g_autoptr (PdGatewayAnswer) ours = act (test, form_key, form, PD_GATEWAY_FORM_CONFIRM);
      g_autoptr (PdGatewayAnswer) too_early = act (test, form_key, form, PD_GATEWAY_FORM_ISSUE);

      g_assert_cmpstr (open->form_status, ==, "02");
      g_assert_cmpstr (ours->form_status, ==, "02");
      g_assert_nonnull (strstr (too_early->reason, "无法开具红字发票"));
      test->now += cases[index].after;
      reopen (test);
      g_assert_cmpint (pd_gateway_sandbox_say (test->bureau, open->form_number, cases[index].word, NULL), ==,
                       cases[index].is_done);
      reopen (test);

      g_autoptr (PdGatewayAnswer) now = query_form (test, form_key, form);

      g_assert_cmpstr (now->form_status, ==, cases[index].status);
      if (g_str_equal (cases[index].status, "04"))
        {
          assert_answer (now, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
          g_assert_cmpint (now->confirmed_at, ==, test->now);
        }
      else if (!g_str_equal (cases[index].status, "02"))
        assert_answer (now, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
    }
}

/* The buyer enters; our word. */
static void
test_our_word (Test *test, gconstpointer data)
{
  static const struct
  {
    PdGatewayFormAction action;
    const char *status;
    PdGatewayState state;
  } cases[] = {
    { PD_GATEWAY_FORM_CONFIRM, "04", PD_GATEWAY_ISSUED },
    { PD_GATEWAY_FORM_REJECT, "06", PD_GATEWAY_FAILED },
    { PD_GATEWAY_FORM_WITHDRAW, "03", PD_GATEWAY_SENT },
  };

  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      g_autofree char *key = g_strdup_printf ("key-%u", index);
      g_autofree char *form_key = g_strdup_printf ("form-%u", index);
      g_autofree char *blue = issue (test, key);
      g_autofree char *number =
          pd_gateway_sandbox_enter_form (test->bureau, blue, PD_RED_FORM_REASON_RETURN, NULL);
      PdGatewayAnswer *failure = NULL;

      reopen (test);

      g_autoptr (GPtrArray) forms = list_forms (test, "2026-12-01", "2027-01-10", &failure);
      const PdRecord *form = g_ptr_array_index (forms, index);

      g_assert_cmpuint (forms->len, ==, index + 1);
      g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_NUMBER), ==, number);
      g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_STATUS), ==, "03");
      g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_SIDE), ==, PD_RED_FORM_SIDE_SELLER);
      g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_ENTERED_BY), ==, PD_RED_FORM_SIDE_BUYER);
      g_assert_cmpint (pd_record_get_integer (form, PD_RED_FORM_GROSS_AMOUNT), ==, -23500);
      g_assert_cmpint (pd_record_get_integer (form, PD_RED_FORM_DEADLINE), ==,
                       test->now + 72 * G_TIME_SPAN_HOUR);

      g_autoptr (PdGatewayAnswer) answer = act (test, form_key, form, cases[index].action);
      g_autoptr (PdGatewayAnswer) known = query_form (test, form_key, form);

      g_assert_cmpstr (answer->form_status, ==, cases[index].status);
      g_assert_cmpint (answer->state, ==, cases[index].state);
      g_assert_cmpstr (known->form_status, ==, cases[index].status);
      if (cases[index].state == PD_GATEWAY_ISSUED)
        {
          /* By our key, as the form. */
          g_autoptr (PdGatewayAnswer) red = query (test, form_key);

          g_assert_cmpstr (red->number, ==, answer->number);
        }
    }
  /* The one that still waits its initiator may take back. */
  g_autoptr (GPtrArray) all = pd_gateway_sandbox_list_forms (test->bureau, NULL);

  g_assert_cmpuint (all->len, ==, 3);
  g_assert_true (pd_gateway_sandbox_say (test->bureau,
                                         pd_record_get_text (g_ptr_array_index (all, 2), PD_RED_FORM_NUMBER),
                                         PD_GATEWAY_SANDBOX_WITHDRAW, NULL));

  PdGatewayAnswer *failure = NULL;

  g_assert_null (list_forms (test, "2026-01-01", "2026-12-31", &failure));
  g_assert_cmpint (failure->next, ==, PD_GATEWAY_NEXT_FIX);
  pd_gateway_answer_free (failure);
}

/* What we bought: its seller enters, or we do; the red invoice is the seller's. */
static void
test_as_buyer (Test *test, gconstpointer data)
{
  g_autofree char *first = pd_gateway_sandbox_receive (test->bureau, 11300, NULL);
  g_autofree char *second = pd_gateway_sandbox_receive (test->bureau, 22600, NULL);
  g_autofree char *theirs =
      pd_gateway_sandbox_enter_form (test->bureau, first, PD_RED_FORM_REASON_MISTAKE, NULL);
  PdGatewayAnswer *failure = NULL;
  g_autoptr (GPtrArray) forms = list_forms (test, "2026-12-31", "2026-12-31", &failure);
  PdRecord *form = g_ptr_array_index (forms, 0);

  g_assert_cmpuint (forms->len, ==, 1);
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_NUMBER), ==, theirs);
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_STATUS), ==, "02");
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_SIDE), ==, PD_RED_FORM_SIDE_BUYER);

  g_autoptr (PdGatewayAnswer) confirmed = act (test, "form-0", form, PD_GATEWAY_FORM_CONFIRM);

  assert_answer (confirmed, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpint (confirmed->gross_amount, ==, -11300);

  g_autoptr (PdGatewayAnswer) files =
      pd_gateway_fetch_files (test->bureau, &(PdGatewayKey){ .key = "form-0" }, NULL);

  g_assert_nonnull (files->files[PD_GATEWAY_FILE_PDF]);

  /* Ours, of the same shape, about the other invoice. */
  PdRecord *line = g_ptr_array_index (pd_record_get_lines (form), 0);

  pd_record_set_text (form, PD_RED_FORM_BLUE_NUMBER, second);
  pd_record_set_text (form, PD_RED_FORM_ENTERED_BY, PD_RED_FORM_SIDE_BUYER);
  pd_record_set_text (form, PD_RED_FORM_REASON_CODE, PD_RED_FORM_REASON_ALLOWANCE);
  pd_record_clear (form, PD_RED_FORM_UUID);
  pd_record_clear (form, PD_RED_FORM_NUMBER);

  g_autoptr (PdGatewayAnswer) unused = apply (test, "form-1", form);

  assert_answer (unused, PD_GATEWAY_FAILED, PD_GATEWAY_NEXT_FIX);
  pd_gateway_sandbox_book (test->bureau, second, NULL);

  g_autoptr (PdGatewayAnswer) open = apply (test, "form-1", form);

  g_assert_cmpstr (open->form_status, ==, "03");
  g_assert_cmpint (pd_record_get_integer (line, PD_RED_FORM_LINE_NET_AMOUNT), ==, -10000);
  g_assert_true (pd_gateway_sandbox_say (test->bureau, "form-1", PD_GATEWAY_SANDBOX_CONFIRM, NULL));

  g_autoptr (PdGatewayAnswer) known = query_form (test, "form-1", form);

  assert_answer (known, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  /* Their invoices are neither in our list nor in our quota. */
  g_assert_cmpint (used (test), ==, 0);

  const PdGatewayFunctions *functions = pd_gateway_get_functions (test->bureau);
  g_autoptr (GPtrArray) list = functions->list (pd_gateway_get_self (test->bureau, functions), "2026-12-31",
                                                "2027-01-01", &failure, NULL);

  g_assert_cmpuint (list->len, ==, 0);
  g_assert_cmpuint (count_invoices (test), ==, 4);
}

/* A red invoice that pends is asked for; one that is slow comes; one of a later month gives no quota back. */
static void
test_later (Test *test, gconstpointer data)
{
  g_autofree char *blue = issue (test, "a");
  g_autoptr (PdRecord) one = make_form (test, blue, PD_RED_FORM_SIDE_SELLER, 1, PD_RED_FORM_REASON_RETURN);

  pd_gateway_sandbox_add_fault_to (test->bureau, PD_GATEWAY_SANDBOX_APPLY_FORM, PD_GATEWAY_FAULT_PENDING,
                                   NULL, 1);

  g_autoptr (PdGatewayAnswer) pending = apply (test, "form-0", one);
  g_autoptr (PdGatewayAnswer) known = query_form (test, "form-0", one);

  assert_answer (pending, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  assert_answer (known, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  g_assert_cmpstr (known->form_status, ==, "01");
  test->now += G_TIME_SPAN_DAY;

  g_autoptr (PdGatewayAnswer) issued = act (test, "form-0", one, PD_GATEWAY_FORM_ISSUE);
  g_autoptr (PdGatewayAnswer) again = act (test, "form-0", one, PD_GATEWAY_FORM_ISSUE);
  g_autoptr (PdGatewayAnswer) too_late = act (test, "form-0", one, PD_GATEWAY_FORM_WITHDRAW);

  assert_answer (issued, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_true (g_str_has_prefix (issued->number, "27442"));
  g_assert_cmpstr (again->number, ==, issued->number);
  g_assert_cmpint (too_late->state, ==, PD_GATEWAY_ISSUED);
  g_assert_nonnull (strstr (too_late->reason, "不能撤销"));
  g_assert_cmpint (used (test), ==, 0);
  pd_gateway_sandbox_set (test->bureau, PD_GATEWAY_SANDBOX_SET_SLOW, G_TIME_SPAN_MINUTE, NULL);

  g_autoptr (PdGatewayAnswer) slow = apply (test, "form-1", one);

  assert_answer (slow, PD_GATEWAY_SENT, PD_GATEWAY_NEXT_QUERY);
  test->now += G_TIME_SPAN_MINUTE;
  reopen (test);

  g_autoptr (PdGatewayAnswer) came = query_form (test, "form-1", one);

  assert_answer (came, PD_GATEWAY_ISSUED, PD_GATEWAY_NEXT_NOTHING);
  g_assert_cmpuint (count_invoices (test), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/gateway/sandbox/red/" name, Test, NULL, set_up, func, tear_down)
  ADD ("alone", test_alone);
  ADD ("partial", test_partial);
  ADD ("rules", test_rules);
  ADD ("their-word", test_their_word);
  ADD ("our-word", test_our_word);
  ADD ("as-buyer", test_as_buyer);
  ADD ("later", test_later);
#undef ADD
  return g_test_run ();
}
