/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/record-generator.h"

#include "model/pd-date.h"
#include "model/pd-decimal.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "model/pd-tax.h"

#include <string.h>

/* The tables */

static void
check_choices (const PdField *field)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_cmpint (field->kind == PD_KIND_CHOICE, ==, field->choices != NULL);
  for (const PdChoice *choice = field->choices; choice != NULL && choice->value != NULL; choice++)
    {
      g_assert_true (g_hash_table_add (values, (gpointer) choice->value));
      g_assert_cmpstr (choice->label, !=, "");
      g_assert_cmpuint (g_hash_table_size (values), <, 50);
    }
}

static void
check_field_table (const PdField *field)
{
  static const char *const envelope[] = { "type",     "id",     "revision", "sequence", "deleted",
                                          "position", "format", "end",      NULL };

  g_test_message ("%s", field->name);
  g_assert_true (field->name != NULL && *field->name != '\0');
  g_assert_true (field->label != NULL && *field->label != '\0');
  for (const char *at = field->name; *at != '\0'; at++)
    g_assert_true (g_ascii_islower (*at) || g_ascii_isdigit (*at) || *at == '_');
  g_assert_true (!g_strv_contains (envelope, field->name) || g_str_equal (field->name, "position"));
  /* A text without a limit is an attack; a limit of anything else is never looked at. */
  g_assert_cmpint (field->kind == PD_KIND_TEXT, ==, field->limit > 0);
  if (field->group != NULL)
    {
      g_assert_cmpint (field->merge, ==, PD_MERGE_CHANGED);
      g_assert_cmpstr (field->group, !=, "");
    }
  if (field->merge == PD_MERGE_APPEND || field->merge == PD_MERGE_POSITION)
    g_assert_cmpint (field->kind, ==, PD_KIND_TEXT);
  /* What a person cannot enter cannot be asked for. */
  if (!pd_field_is_mergeable (field))
    g_assert_cmpint (field->required, ==, PD_REQUIRED_NEVER);
  if (field->flags & PD_FIELD_SEARCH)
    g_assert_cmpint (field->kind, ==, PD_KIND_TEXT);
  check_choices (field);
}

static void
check_type (const PdRecordType *type)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  g_test_message ("%s", type->name);
  g_assert_cmpstr (type->table, !=, type->name);
  g_assert_cmpstr (type->label, !=, "");
  for (guint i = 0; i < type->n_fields; i++)
    {
      g_assert_true (g_hash_table_add (names, (gpointer) type->fields[i].name));
      g_assert_cmpint (pd_record_type_field (type, type->fields[i].name), ==, (int) i);
      check_field_table (&type->fields[i]);
    }
  /* A group is one atom; a field of its name would be the same path. */
  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].group != NULL && g_hash_table_contains (names, type->fields[i].group))
      g_assert_cmpstr (type->fields[pd_record_type_field (type, type->fields[i].group)].group, ==,
                       type->fields[i].group);
  g_assert_cmpint (type->title_field, >=, 0);
  g_assert_cmpint (type->title_field, <, (int) type->n_fields);
  g_assert_cmpint (type->fields[type->title_field].kind, ==, PD_KIND_TEXT);
  if (type->state_field >= 0)
    g_assert_cmpint (type->fields[type->state_field].merge, ==, PD_MERGE_SERVER);
  for (guint i = 0; i < type->n_lists; i++)
    {
      const PdRecordType *child = type->lists[i];
      int position = pd_record_type_field (child, "position");

      g_assert_false (g_hash_table_contains (names, child->list_name));
      g_assert_cmpint (pd_record_type_list (type, child->list_name), ==, (int) i);
      /* Annotations stand in the order in which they came. */
      g_assert_cmpint (position >= 0, ==, !child->annotates);
      if (position >= 0)
        g_assert_cmpuint (child->fields[position].limit, ==, PD_POSITION_MAX);
      g_assert_cmpint (child->state_field, ==, -1);
      check_type (child);
    }
  if (type->lists != NULL)
    g_assert_null (type->lists[type->n_lists]);
}

static void
test_tables (void)
{
  const PdRecordType *const *types = pd_record_types ();

  for (guint i = 0; types[i] != NULL; i++)
    {
      g_assert_true (pd_record_type_find (types[i]->name) == types[i]);
      check_type (types[i]);
    }
  g_assert_null (pd_record_type_find ("order_line"));
  g_assert_null (pd_record_type_find (""));
  g_assert_cmpint (pd_record_type_field (&pd_order_type, "party"), ==, -1);
  g_assert_cmpint (pd_record_type_list (&pd_order_type, "line"), ==, -1);
  g_assert_true (pd_record_type_is_editable (&pd_order_line_type));
  g_assert_false (pd_record_type_is_editable (&pd_invoice_line_type));
  g_assert_false (pd_record_type_is_editable (&pd_company_type));
}

static void
test_choice_label (void)
{
  g_assert_cmpstr (pd_choice_label (pd_order_state_choices, "open"), ==, "To be invoiced");
  g_assert_cmpstr (pd_choice_label (pd_order_state_choices, "of_tomorrow"), ==, "of_tomorrow");
  g_assert_cmpstr (pd_choice_label (pd_order_state_choices, NULL), ==, "");
  g_assert_cmpstr (pd_choice_label (NULL, "x"), ==, "x");
}

/* Values */

static void
test_values (void)
{
  g_autoptr (PdRecord) order = pd_record_new (&pd_order_type, "x");

  g_assert_false (pd_record_has (order, PD_ORDER_REMARK));
  g_assert_null (pd_record_get_text (order, PD_ORDER_REMARK));
  pd_record_set_text (order, PD_ORDER_REMARK, "a");
  pd_record_set_text (order, PD_ORDER_REMARK, pd_record_get_text (order, PD_ORDER_REMARK));
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_REMARK), ==, "a");
  pd_record_set_text (order, PD_ORDER_REMARK, "");
  g_assert_false (pd_record_has (order, PD_ORDER_REMARK));
  pd_record_set_text (order, PD_ORDER_REMARK, NULL);
  g_assert_false (pd_record_has (order, PD_ORDER_REMARK));

  g_assert_false (pd_record_has (order, PD_ORDER_GROSS_AMOUNT));
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), ==, 0);
  pd_record_set_integer (order, PD_ORDER_GROSS_AMOUNT, 0);
  g_assert_true (pd_record_has (order, PD_ORDER_GROSS_AMOUNT));
  pd_record_set_integer (order, PD_ORDER_GROSS_AMOUNT, G_MININT64);
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), ==, G_MININT64);
  pd_record_clear (order, PD_ORDER_GROSS_AMOUNT);
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), ==, 0);

  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, 17);
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_PRICE_INCLUDES_TAX), ==, 1);
  g_assert_cmpstr (pd_record_get_title (order), ==, "");
  pd_record_set_text (order, PD_ORDER_NUMBER, "D1");
  g_assert_cmpstr (pd_record_get_title (order), ==, "D1");
  g_assert_null (pd_record_get_state (order));
}

/* Asking for a text as a number is a mistake in a program: said, and nothing is touched. */
static void
test_wrong_accessor (void)
{
  g_autoptr (PdRecord) order = pd_record_new (&pd_order_type, "x");

  g_test_expect_message ("piaodan-model", G_LOG_LEVEL_CRITICAL, "*pd_field_is_text*");
  pd_record_set_text (order, PD_ORDER_GROSS_AMOUNT, "1");
  g_test_assert_expected_messages ();
  g_test_expect_message ("piaodan-model", G_LOG_LEVEL_CRITICAL, "*pd_field_is_text*");
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_REMARK), ==, 0);
  g_test_assert_expected_messages ();
  g_test_expect_message ("piaodan-model", G_LOG_LEVEL_CRITICAL, "*n_fields*");
  g_assert_false (pd_record_has (order, PD_ORDER_N_FIELDS));
  g_test_assert_expected_messages ();
}

typedef struct
{
  const PdRecordType *type;
  guint field;
  const char *text;
  const char *stored; /* NULL: refused */
  GQuark (*domain) (void);
  int code;
} TextCase;

#define TAKEN(type, field, text, stored)                                                                     \
  {                                                                                                          \
    type, field, text, stored, NULL, 0                                                                       \
  }
#define REFUSED(type, field, text, code)                                                                     \
  {                                                                                                          \
    type, field, text, NULL, pd_record_error_quark, code                                                     \
  }

static const TextCase text_cases[] = {
  /* Text: space around it goes, the full-width one too; inside it stays. */
  TAKEN (&pd_order_type, PD_ORDER_REMARK, "a", "a"),
  TAKEN (&pd_order_type, PD_ORDER_REMARK, "  a  b\n", "a  b"),
  TAKEN (&pd_order_type, PD_ORDER_REMARK, "　票　单　", "票　单"),
  TAKEN (&pd_order_type, PD_ORDER_REMARK, "a\nb\tc", "a\nb\tc"),
  TAKEN (&pd_order_type, PD_ORDER_REMARK, "", ""),
  TAKEN (&pd_order_type, PD_ORDER_REMARK, " \t\n　", ""),
  REFUSED (&pd_order_type, PD_ORDER_REMARK, "a\x01z", PD_RECORD_ERROR_FORMAT),
  REFUSED (&pd_order_type, PD_ORDER_REMARK, "a\x7f", PD_RECORD_ERROR_FORMAT),
  REFUSED (&pd_order_type, PD_ORDER_REMARK, "a\xef\xbf\xbf", PD_RECORD_ERROR_FORMAT),
  /* Numbers */
  TAKEN (&pd_company_type, PD_COMPANY_PROVINCE, "31", "31"),
  TAKEN (&pd_company_type, PD_COMPANY_PROVINCE, " -9223372036854775808 ", "-9223372036854775808"),
  TAKEN (&pd_company_type, PD_COMPANY_PROVINCE, "３１", "31"),
  REFUSED (&pd_company_type, PD_COMPANY_PROVINCE, "9223372036854775808", PD_RECORD_ERROR_FORMAT),
  REFUSED (&pd_company_type, PD_COMPANY_PROVINCE, "3.0", PD_RECORD_ERROR_FORMAT),
  REFUSED (&pd_company_type, PD_COMPANY_PROVINCE, "0x1f", PD_RECORD_ERROR_FORMAT),
  REFUSED (&pd_company_type, PD_COMPANY_PROVINCE, "三", PD_RECORD_ERROR_FORMAT),
  /* Money: yuan in, fen kept */
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_AMOUNT, "1,234.5", "1234.50"),
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_AMOUNT, "-0.01", "-0.01"),
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_AMOUNT, "￥２３５", "235.00"),
  { &pd_order_line_type, PD_ORDER_LINE_AMOUNT, "1.005", NULL, pd_decimal_error_quark,
    PD_DECIMAL_ERROR_PLACES },
  { &pd_order_line_type, PD_ORDER_LINE_AMOUNT, "1e3", NULL, pd_decimal_error_quark, PD_DECIMAL_ERROR_SYNTAX },
  /* Decimals */
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_QUANTITY, "01.50", "1.5"),
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_QUANTITY, "0.0000000000001", "0.0000000000001"),
  { &pd_order_line_type, PD_ORDER_LINE_QUANTITY, "0.00000000000001", NULL, pd_decimal_error_quark,
    PD_DECIMAL_ERROR_PLACES },
  /* as Chinese input methods and formatted columns give them; a comma that may be a point is refused */
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_QUANTITY, "１２", "12"),
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_QUANTITY, "　３．５０　", "3.5"),
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_QUANTITY, "1,234.5", "1234.5"),
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_QUANTITY, "１，２３４", "1234"),
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_QUANTITY, "−2", "-2"),
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_UNIT_PRICE, "￥3", "3"),
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_UNIT_PRICE, "-¥ 1,234,567.125", "-1234567.125"),
  { &pd_order_line_type, PD_ORDER_LINE_UNIT_PRICE, "1,5", NULL, pd_decimal_error_quark,
    PD_DECIMAL_ERROR_SYNTAX },
  { &pd_order_line_type, PD_ORDER_LINE_UNIT_PRICE, "1,2345", NULL, pd_decimal_error_quark,
    PD_DECIMAL_ERROR_SYNTAX },
  { &pd_order_line_type, PD_ORDER_LINE_UNIT_PRICE, "0.123,456", NULL, pd_decimal_error_quark,
    PD_DECIMAL_ERROR_SYNTAX },
  { &pd_order_line_type, PD_ORDER_LINE_UNIT_PRICE, "￥￥3", NULL, pd_decimal_error_quark,
    PD_DECIMAL_ERROR_SYNTAX },
  { &pd_order_line_type, PD_ORDER_LINE_QUANTITY, "two", NULL, pd_decimal_error_quark,
    PD_DECIMAL_ERROR_SYNTAX },
  /* Rates */
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_TAX_RATE, "13%", "0.13"),
  TAKEN (&pd_order_line_type, PD_ORDER_LINE_TAX_RATE, "免税", PD_TAX_RATE_EXEMPT),
  { &pd_order_line_type, PD_ORDER_LINE_TAX_RATE, "12%", NULL, pd_tax_error_quark, PD_TAX_ERROR_RATE },
  /* Dates */
  TAKEN (&pd_order_type, PD_ORDER_DATE, "2026-03-01", "2026-03-01"),
  { &pd_order_type, PD_ORDER_DATE, "2026-02-29", NULL, pd_date_error_quark, PD_DATE_ERROR_RANGE },
  { &pd_order_type, PD_ORDER_DATE, "tomorrow", NULL, pd_date_error_quark, PD_DATE_ERROR_SYNTAX },
  /* Times are microseconds; people do not type them. */
  TAKEN (&pd_order_type, PD_ORDER_CHANGED_AT, "1773023445000000", "1773023445000000"),
  REFUSED (&pd_order_type, PD_ORDER_CHANGED_AT, "12:00", PD_RECORD_ERROR_FORMAT),
  /* Choices, by value and by what the screen shows */
  TAKEN (&pd_order_type, PD_ORDER_INVOICE_KIND, "special", "special"),
  TAKEN (&pd_order_type, PD_ORDER_INVOICE_KIND, "Special VAT invoice", "special"),
  REFUSED (&pd_order_type, PD_ORDER_INVOICE_KIND, "Special", PD_RECORD_ERROR_CHOICE),
  /* Flags */
  TAKEN (&pd_order_type, PD_ORDER_PRICE_INCLUDES_TAX, "1", "1"),
  TAKEN (&pd_order_type, PD_ORDER_PRICE_INCLUDES_TAX, "Yes", "1"),
  TAKEN (&pd_order_type, PD_ORDER_PRICE_INCLUDES_TAX, "含税", "1"),
  TAKEN (&pd_order_type, PD_ORDER_PRICE_INCLUDES_TAX, "否", "0"),
  TAKEN (&pd_order_type, PD_ORDER_PRICE_INCLUDES_TAX, "０", "0"),
  TAKEN (&pd_order_type, PD_ORDER_PRICE_INCLUDES_TAX, "", ""),
  REFUSED (&pd_order_type, PD_ORDER_PRICE_INCLUDES_TAX, "2", PD_RECORD_ERROR_FORMAT),
  /* References are ids. */
  TAKEN (&pd_order_type,
         PD_ORDER_BUYER_ID,
         "0190b2f4-0000-7000-8000-000000000001",
         "0190b2f4-0000-7000-8000-000000000001"),
  REFUSED (&pd_order_type, PD_ORDER_BUYER_ID, "17", PD_RECORD_ERROR_FORMAT),
  REFUSED (&pd_order_type, PD_ORDER_BUYER_ID, "0190B2F4-0000-7000-8000-000000000001", PD_RECORD_ERROR_FORMAT),
};

static void
test_set_from_text (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (text_cases); i++)
    {
      const TextCase *row = &text_cases[i];
      g_autoptr (PdRecord) record = pd_record_new (row->type, "x"), before = NULL;
      g_autoptr (GRand) random = g_rand_new_with_seed (i);
      g_autoptr (GError) error = NULL;
      g_autofree char *stored = NULL;
      gboolean taken;

      g_test_message ("%s.%s: “%s”", row->type->name, row->type->fields[row->field].name, row->text);
      generate_value (random, record, row->field);
      before = pd_record_copy (record);
      taken = pd_record_set_from_text (record, row->field, row->text, &error);
      g_assert_cmpint (taken, ==, row->stored != NULL);
      if (!taken)
        {
          g_assert_error (error, row->domain (), row->code);
          g_assert_true (g_str_has_suffix (error->message, ".") || g_str_has_suffix (error->message, "。"));
          g_assert_true (pd_record_equal (record, before));
          continue;
        }
      g_assert_no_error (error);
      stored = pd_record_field_to_text (record, row->field);
      g_assert_cmpstr (stored, ==, row->stored);
      /* What is shown can be typed in again. */
      g_assert_true (pd_record_set_from_text (record, row->field, stored, NULL));
    }
}

/* Limits count characters, not bytes. */
static void
test_limits (void)
{
  const PdRecordType *const *types = pd_record_types ();

  for (guint i = 0; types[i] != NULL; i++)
    for (guint j = 0; j < types[i]->n_fields; j++)
      {
        g_autoptr (PdRecord) record = pd_record_new (types[i], "x");
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GError) error = NULL;

        if (types[i]->fields[j].kind != PD_KIND_TEXT)
          continue;
        for (guint k = 0; k < types[i]->fields[j].limit; k++)
          g_string_append (text, k % 2 == 0 ? "票" : "😀");
        g_assert_true (pd_record_set_from_text (record, j, text->str, &error));
        g_assert_no_error (error);
        g_string_append_c (text, 'x');
        g_assert_false (pd_record_set_from_text (record, j, text->str, &error));
        g_assert_error (error, PD_RECORD_ERROR, PD_RECORD_ERROR_TOO_LONG);
      }
}

/* Whole records */

static void
test_copy (void)
{
  const PdRecordType *const *types = pd_record_types ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; types[i] != NULL; i++)
    {
      g_autoptr (PdRecord) record = generate_record (random, types[i], 3), copy = NULL;

      pd_record_set_deleted (record, TRUE);
      pd_record_set_unknown (record, "new_field", "{\"a\":1}");
      copy = pd_record_copy (record);
      g_assert_true (pd_record_equal (record, copy));
      g_assert_cmpint (pd_record_get_revision (copy), ==, pd_record_get_revision (record));
      g_assert_cmpint (pd_record_get_sequence (copy), ==, pd_record_get_sequence (record));
      for (guint j = 0; j < types[i]->n_fields; j++)
        {
          g_autoptr (PdRecord) other = pd_record_copy (record);

          pd_record_clear (other, j);
          g_assert_false (pd_record_equal (record, other));
          g_assert_true (pd_record_has (record, j));
        }
      if (types[i]->n_lists > 0)
        pd_record_clear (g_ptr_array_index (pd_record_get_lines (copy), 0), 0);
      else
        pd_record_set_unknown (copy, "new_field", "{\"a\":2}");
      g_assert_false (pd_record_equal (record, copy));
    }
}

static void
test_equality (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_autoptr (PdRecord) record = generate_record (random, &pd_order_type, 5);
  g_autoptr (PdRecord) shuffled = pd_record_copy (record), other = NULL;
  GPtrArray *lines = pd_record_get_lines (shuffled);

  g_ptr_array_add (lines, g_ptr_array_steal_index (lines, 0));
  pd_record_set_revision (shuffled, 99);
  pd_record_set_sequence (shuffled, 99);
  g_assert_true (pd_record_equal (record, shuffled));
  g_assert_true (pd_record_equal (shuffled, record));
  pd_record_sort_lines (shuffled);
  for (guint i = 0; i < lines->len; i++)
    g_assert_cmpstr (pd_record_get_id (g_ptr_array_index (lines, i)), ==,
                     pd_record_get_id (g_ptr_array_index (pd_record_get_lines (record), i)));

  pd_record_set_deleted (shuffled, TRUE);
  g_assert_false (pd_record_equal (record, shuffled));
  other = pd_record_copy (record);
  g_assert_true (pd_record_remove_line (other, 0, pd_record_get_id (g_ptr_array_index (lines, 2))));
  g_assert_false (pd_record_remove_line (other, 0, "x"));
  g_assert_false (pd_record_equal (record, other));
  g_assert_false (pd_record_equal (other, record));
  pd_record_add_line (other, 0, generate_record (random, &pd_order_line_type, 0));
  g_assert_false (pd_record_equal (record, other));
}

static void
test_unknown (void)
{
  g_autoptr (PdRecord) a = pd_record_new (&pd_buyer_type, "x"), b = pd_record_new (&pd_buyer_type, "x");

  g_assert_null (pd_record_get_unknown (a));
  pd_record_set_unknown (a, "z", "1");
  pd_record_set_unknown (a, "y", "2");
  g_assert_false (pd_record_equal (a, b));
  g_assert_false (pd_record_equal (b, a));
  pd_record_set_unknown (b, "y", "2");
  pd_record_set_unknown (b, "z", "3");
  g_assert_false (pd_record_equal (a, b));
  pd_record_set_unknown (b, "z", "1");
  g_assert_true (pd_record_equal (a, b));
  g_assert_cmpint (g_tree_nnodes (pd_record_get_unknown (b)), ==, 2);
}

/* What is stored in another form than the kind's own computes nothing and is said. */
static void
test_check_stored_form (void)
{
  static const struct
  {
    gboolean of_line;
    int field;
    const char *stored;
  } rows[] = {
    { TRUE, PD_ORDER_LINE_TAX_RATE, "13%" }, { TRUE, PD_ORDER_LINE_QUANTITY, "01" },
    { FALSE, PD_ORDER_DATE, "2026/3/1" },    { FALSE, PD_ORDER_INVOICE_KIND, "Special VAT invoice" },
    { FALSE, PD_ORDER_BUYER_ID, "17" },      { FALSE, PD_ORDER_BUYER_NAME, "a\x01" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) order = pd_order_new (0, "2026-03-01");
      PdRecord *line = pd_order_add_line (order, 0);
      PdRecord *owner = rows[i].of_line ? line : order;
      g_autoptr (GPtrArray) before = pd_record_check (order, PD_REQUIRED_TO_SAVE), after = NULL;
      const char *line_id = rows[i].of_line ? pd_record_get_id (line) : NULL;

      pd_record_set_text (owner, (guint) rows[i].field, rows[i].stored);
      after = pd_record_check (order, PD_REQUIRED_TO_SAVE);
      g_assert_nonnull (pd_problems_find (after, line_id, rows[i].field));
      g_assert_cmpint (pd_problems_find (after, line_id, rows[i].field)->weight, ==, PD_PROBLEM_ERROR);
      g_assert_cmpuint (before->len, >, 0);
    }
}

static void
test_check_required (void)
{
  g_autoptr (PdRecord) buyer = pd_record_new (&pd_buyer_type, "x");
  g_autoptr (GPtrArray) none = pd_record_check (buyer, PD_REQUIRED_NEVER);
  g_autoptr (GPtrArray) problems = pd_record_check (buyer, PD_REQUIRED_TO_SAVE);
  g_autofree char *path = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (problems->len, ==, 1);
  path = pd_problem_path (g_ptr_array_index (problems, 0));
  g_assert_cmpstr (path, ==, "name");
  g_assert_nonnull (pd_problems_first_error (problems));
  g_ptr_array_set_size (problems, 0);
  pd_record_set_text (buyer, PD_BUYER_NAME, "甲");
  pd_record_set_text (buyer, PD_BUYER_TAX_NUMBER, "91310115MA1H00002X");
  g_ptr_array_unref (g_steal_pointer (&problems));
  problems = pd_record_check (buyer, PD_REQUIRED_TO_SAVE);
  g_assert_nonnull (pd_problems_find (problems, NULL, PD_BUYER_TAX_NUMBER));
  /* A wrong check digit does not stop an office that has such a number on paper. */
  g_assert_null (pd_problems_first_error (problems));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/tables", test_tables);
  g_test_add_func ("/record/choice-label", test_choice_label);
  g_test_add_func ("/record/values", test_values);
  g_test_add_func ("/record/wrong-accessor", test_wrong_accessor);
  g_test_add_func ("/record/set-from-text", test_set_from_text);
  g_test_add_func ("/record/limits", test_limits);
  g_test_add_func ("/record/copy", test_copy);
  g_test_add_func ("/record/equality", test_equality);
  g_test_add_func ("/record/unknown", test_unknown);
  g_test_add_func ("/record/check-stored-form", test_check_stored_form);
  g_test_add_func ("/record/check-required", test_check_required);
  return g_test_run ();
}
