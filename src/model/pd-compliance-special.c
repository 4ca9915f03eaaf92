/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-compliance-private.h"

#include "model/pd-decimal.h"
#include "model/pd-element.h"
#include "model/pd-invoice.h"
#include "model/pd-special-edit.h"
#include "model/pd-special-type.h"
#include "model/pd-tax.h"

#include <string.h>

#define NAME_LIMIT 50
#define VALUE_LIMIT 300
#define REMARK_NAME "备注"
#define MAX_NAMED_CHOICES 10

/* Nobody reads more sentences than this, and a row of a high number must not make thousands. */
#define ENOUGH_PROBLEMS 200

/* Coal for this much and more, in fen, needs what it is made of. */
#define MUCH_COAL (G_GINT64_CONSTANT (10000000) * 100)

static const char *const coal_codes[] = { "1020101000000000000", "1020102000000000000",
                                          "1020199000000000000" };
static const char *const coal_elements[] = { "每千克煤炭发热量", "干基全硫", "干燥无灰基挥发分" };

/* Beside which element a sentence stands; where there is none, it stands beside the invoice's special type. */
static PdComplianceProblem *
add_field (PdComplianceCheck *check,
           PdComplianceCode code,
           guint row,
           const PdSpecialField *field,
           const char *first,
           const char *second)
{
  const PdRecord *element = field != NULL ? pd_record_find_element (check->invoice, row, field->key) : NULL;
  PdComplianceProblem *problem =
      pd_compliance_add (check, code, element, row,
                         element != NULL ? (int) PD_ELEMENT_VALUE : (int) PD_INVOICE_SPECIAL_TYPE, first,
                         second);

  problem->special = field;
  problem->of_row = TRUE;
  return problem;
}

static gboolean
is_one_of (const char *const *list, const char *value)
{
  return value != NULL && g_strv_contains (list, value);
}

/* A sentence has room for a few. */
static char *
list_choices (const char *const *choices)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; choices[i] != NULL && i < MAX_NAMED_CHOICES; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? "、" : "", choices[i]);
  if (g_strv_length ((GStrv) choices) > MAX_NAMED_CHOICES)
    g_string_append (list, "…");
  return g_string_free (list, FALSE);
}

/* One field of one row */
static void
check_value (PdComplianceCheck *check, const PdSpecialField *field, guint row, gboolean minutes)
{
  const char *value = pd_record_get_element (check->invoice, row, field->key);
  PdSpecialNeed need = pd_special_field_need (field, check->invoice, row);
  const char *const *choices = pd_special_field_choices (field, check->invoice, row);
  guint length = value != NULL ? (guint) g_utf8_strlen (value, -1) : 0;
  g_autofree char *is = g_strdup_printf ("%u", length);
  g_autofree char *may = g_strdup_printf ("%u", field->limit);
  g_autofree char *list = choices != NULL ? list_choices (choices) : NULL;

  if (value == NULL)
    {
      if (need == PD_SPECIAL_REQUIRED)
        add_field (check, PD_COMPLIANCE_SPECIAL_MISSING, row, field, NULL, NULL);
    }
  else if (need == PD_SPECIAL_ONLY_IF)
    add_field (check, PD_COMPLIANCE_SPECIAL_UNWANTED, row, field, value, NULL);
  else if (choices != NULL && !is_one_of (choices, value))
    add_field (check, PD_COMPLIANCE_SPECIAL_CHOICE, row, field, value, list);
  else if (!pd_special_field_has_form (field, value, minutes))
    add_field (check, PD_COMPLIANCE_SPECIAL_FORM, row, field, value,
               pd_special_field_example (field, minutes));
  else if (choices == NULL && length > field->limit)
    add_field (check, PD_COMPLIANCE_SPECIAL_LONG, row, field, is, may);
}

/* Several fields of one row */

static PdDecimal *
number_of (const char *text)
{
  return text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
}

static gboolean
is_sum (const char *first, const char *second, const char *total)
{
  g_autoptr (PdDecimal) a = number_of (first), b = number_of (second), c = number_of (total);
  g_autoptr (PdDecimal) sum = a != NULL && b != NULL ? pd_decimal_add (a, b) : NULL;

  return sum == NULL || c == NULL || pd_decimal_compare (sum, c) == 0;
}

static void
check_rule (PdComplianceCheck *check, const PdSpecialType *type, const PdSpecialRule *rule, guint row)
{
  const char *first = pd_record_get_element (check->invoice, row, rule->first);
  const char *second = pd_record_get_element (check->invoice, row, rule->second);
  const char *third = rule->third != NULL ? pd_record_get_element (check->invoice, row, rule->third) : NULL;
  const PdSpecialField *first_field = pd_special_type_find_field (type, rule->first);
  const PdSpecialField *second_field = pd_special_type_find_field (type, rule->second);
  guint length =
      first != NULL && second != NULL ? (guint) (g_utf8_strlen (first, -1) + g_utf8_strlen (second, -1)) : 0;
  g_autofree char *is = g_strdup_printf ("%u", length);
  g_autofree char *may = g_strdup_printf ("%u", rule->limit);

  switch (rule->kind)
    {
    case PD_SPECIAL_RULE_NOT_BEFORE:
      /* One may have a time and the other only its day. */
      if (first != NULL && second != NULL &&
          strncmp (second, first, MIN (strlen (first), strlen (second))) < 0)
        add_field (check, PD_COMPLIANCE_SPECIAL_ORDER, row, second_field, second, first);
      break;
    case PD_SPECIAL_RULE_SUM:
      if (!is_sum (first, second, third))
        add_field (check, PD_COMPLIANCE_SPECIAL_SUM, row, pd_special_type_find_field (type, rule->third),
                   third, NULL);
      break;
    case PD_SPECIAL_RULE_TOGETHER:
      if (length > rule->limit)
        add_field (check, PD_COMPLIANCE_SPECIAL_LONG, row, second_field, is, may);
      break;
    case PD_SPECIAL_RULE_ONE_OF:
      if (g_strcmp0 (third, "是") == 0 && first == NULL && second == NULL)
        add_field (check, PD_COMPLIANCE_SPECIAL_MISSING, row, first_field, NULL, NULL);
      else if (g_strcmp0 (third, "是") != 0 && (first != NULL || second != NULL))
        add_field (check, PD_COMPLIANCE_SPECIAL_UNWANTED, row, first != NULL ? first_field : second_field,
                   first != NULL ? first : second, NULL);
      break;
    case PD_SPECIAL_RULE_END:
    default:
      break;
    }
}

static void
check_rows (PdComplianceCheck *check, const PdSpecialType *type)
{
  guint n_rows = pd_record_count_element_rows (check->invoice);
  g_autofree char *is = g_strdup_printf ("%u", n_rows);
  g_autofree char *may = g_strdup_printf ("%u", type->max_rows);
  gboolean minutes = pd_special_has_minutes (check->invoice);

  if (n_rows > type->max_rows)
    {
      add_field (check, PD_COMPLIANCE_SPECIAL_ROWS, 0, NULL, is, may);
      return;
    }
  for (guint row = 1; row <= MAX (n_rows, type->min_rows) && check->problems->len < ENOUGH_PROBLEMS; row++)
    {
      for (guint i = 0; i < type->n_fields; i++)
        check_value (check, &type->fields[i], row, minutes);
      for (const PdSpecialRule *rule = type->rules; rule != NULL && rule->kind != PD_SPECIAL_RULE_END; rule++)
        check_rule (check, type, rule, row);
    }
}

/* Elements by themselves: which they are, not what they say */

static void
check_additional (PdComplianceCheck *check, const PdRecord *element)
{
  const char *key = pd_record_get_text (element, PD_ELEMENT_KEY);
  const char *value = pd_record_get_text (element, PD_ELEMENT_VALUE);
  glong key_length = key != NULL ? g_utf8_strlen (key, -1) : 0;
  glong value_length = value != NULL ? g_utf8_strlen (value, -1) : 0;

  if (g_strcmp0 (key, REMARK_NAME) == 0)
    pd_compliance_add (check, PD_COMPLIANCE_ELEMENT_NAME, element, 0, PD_ELEMENT_KEY, key, NULL);
  else if (key_length == 0 || value_length == 0 || key_length > NAME_LIMIT || value_length > VALUE_LIMIT)
    pd_compliance_add (check, PD_COMPLIANCE_ELEMENT_LENGTH, element, 0,
                       key_length == 0 || key_length > NAME_LIMIT ? PD_ELEMENT_KEY : PD_ELEMENT_VALUE, key,
                       NULL);
}

static void
check_elements (PdComplianceCheck *check, const PdSpecialType *type)
{
  GPtrArray *elements = pd_record_get_elements (check->invoice);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < elements->len; i++)
    {
      const PdRecord *element = g_ptr_array_index (elements, i);
      const char *key = pd_record_get_text (element, PD_ELEMENT_KEY);
      gint64 row = pd_record_get_integer (element, PD_ELEMENT_ROW);
      char *place = g_strdup_printf ("%" G_GINT64_FORMAT "/%s", row, key);

      if (row == PD_ELEMENT_ADDITIONAL)
        check_additional (check, element);
      else if (row < 0 || type == NULL || pd_special_type_find_field (type, key) == NULL)
        pd_compliance_add (check, PD_COMPLIANCE_SPECIAL_UNKNOWN, element, 0, PD_ELEMENT_KEY, key, NULL);
      if (!g_hash_table_add (seen, place))
        pd_compliance_add (check, PD_COMPLIANCE_SPECIAL_TWICE, element, 0, PD_ELEMENT_KEY, key, NULL);
    }
}

/* What a special type asks of the lines and the parties */

static void
check_line (PdComplianceCheck *check, const PdSpecialType *type, const PdRecord *line, guint row)
{
  const char *unit = pd_record_get_text (line, PD_INVOICE_LINE_UNIT);
  const char *code = pd_record_get_text (line, PD_INVOICE_LINE_TAX_CODE);
  const char *rate = pd_record_get_text (line, PD_INVOICE_LINE_TAX_RATE);
  const char *quantity = pd_record_get_text (line, PD_INVOICE_LINE_QUANTITY);
  const char *area = type->unit_of_area ? pd_record_get_element (check->invoice, 1, "area_unit") : NULL;
  g_autofree char *units = type->units != NULL ? g_strjoinv ("、", (GStrv) type->units) : g_strdup (area);

  /* A discount has no quantity, hence no unit. */
  if (pd_record_get_integer (line, PD_INVOICE_LINE_PROPERTY) != PD_INVOICE_LINE_IS_DISCOUNT)
    {
      if ((type->units != NULL && !is_one_of (type->units, unit)) ||
          (area != NULL && g_strcmp0 (unit, area) != 0 &&
           !g_str_has_prefix (area, unit != NULL ? unit : "?")))
        pd_compliance_add (check, PD_COMPLIANCE_SPECIAL_UNIT, line, row, PD_INVOICE_LINE_UNIT,
                           unit != NULL ? unit : "", units);
      if (type->whole_quantity && (quantity == NULL || strchr (quantity, '.') != NULL))
        pd_compliance_add (check, PD_COMPLIANCE_SPECIAL_QUANTITY, line, row, PD_INVOICE_LINE_QUANTITY,
                           quantity != NULL ? quantity : "", NULL);
    }
  if (type->code_beginning != NULL && code != NULL && !g_str_has_prefix (code, type->code_beginning))
    pd_compliance_add (check, PD_COMPLIANCE_SPECIAL_CODE, line, row, PD_INVOICE_LINE_TAX_CODE, code,
                       type->code_beginning);
  if (type->rate != NULL && g_strcmp0 (rate, type->rate) != 0)
    pd_compliance_add (check, PD_COMPLIANCE_SPECIAL_RATE, line, row, PD_INVOICE_LINE_TAX_RATE,
                       pd_tax_rate_label (rate), pd_tax_rate_label (type->rate));
}

static void
check_type (PdComplianceCheck *check, const PdSpecialType *type)
{
  GPtrArray *lines = pd_record_get_lines (check->invoice);
  g_autofree char *is = g_strdup_printf ("%u", lines->len);

  check_rows (check, type);
  if (type->one_line && lines->len > 1)
    pd_compliance_add (check, PD_COMPLIANCE_SPECIAL_ONE_LINE, NULL, 0, PD_INVOICE_SPECIAL_TYPE, is,
                       type->name);
  if (type->needs_tax_number && !pd_record_has (check->invoice, PD_INVOICE_BUYER_TAX_NUMBER))
    pd_compliance_add (check, PD_COMPLIANCE_SPECIAL_PARTY, NULL, 0, PD_INVOICE_BUYER_TAX_NUMBER, NULL, NULL);
  if (type->needs_phone && !pd_record_has (check->invoice, PD_INVOICE_BUYER_PHONE))
    pd_compliance_add (check, PD_COMPLIANCE_SPECIAL_PARTY, NULL, 0, PD_INVOICE_BUYER_PHONE, NULL, NULL);
  for (guint i = 0; i < lines->len; i++)
    check_line (check, type, g_ptr_array_index (lines, i), i + 1);
}

static void
check_coal (PdComplianceCheck *check)
{
  GPtrArray *lines = pd_record_get_lines (check->invoice);
  gint64 coal = 0;

  for (guint i = 0; i < lines->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (coal_codes); j++)
      if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (lines, i), PD_INVOICE_LINE_TAX_CODE),
                     coal_codes[j]) == 0)
        coal =
            MIN (coal, MUCH_COAL) +
            MIN (pd_record_get_integer (g_ptr_array_index (lines, i), PD_INVOICE_LINE_NET_AMOUNT), MUCH_COAL);
  for (guint i = 0; coal >= MUCH_COAL && i < G_N_ELEMENTS (coal_elements); i++)
    if (pd_record_get_element (check->invoice, PD_ELEMENT_ADDITIONAL, coal_elements[i]) == NULL)
      {
        pd_compliance_add (check, PD_COMPLIANCE_COAL, NULL, 0, -1, NULL, NULL);
        return;
      }
}

/* A provider may have no way for what a bureau takes. */
static void
check_provider (PdComplianceCheck *check)
{
  const PdRecord *invoice = check->invoice;
  int field = -1;

  if (pd_record_has (invoice, PD_INVOICE_SPECIAL_TYPE) || pd_record_get_elements (invoice)->len > 0)
    field = PD_INVOICE_SPECIAL_TYPE;
  else if (pd_record_has (invoice, PD_INVOICE_DIFFERENCE_TYPE))
    field = PD_INVOICE_DIFFERENCE_TYPE;
  if (check->limits->plain && field >= 0)
    pd_compliance_add (check, PD_COMPLIANCE_PROVIDER_PLAIN, NULL, 0, field, NULL, NULL);
}

/*< private >
 * pd_compliance_check_special:
 *
 * The special business type, its fields, and the additional elements. What somebody else's invoice says there is
 * printed by the bureau, and nothing but that.
 */
void
pd_compliance_check_special (PdComplianceCheck *check)
{
  const char *id = pd_record_get_text (check->invoice, PD_INVOICE_SPECIAL_TYPE);
  const PdSpecialType *type = pd_special_type_find (id);

  if (check->limits->received)
    return;
  check_provider (check);
  if (id != NULL && type == NULL)
    {
      pd_compliance_add (check, PD_COMPLIANCE_SPECIAL_TYPE, NULL, 0, PD_INVOICE_SPECIAL_TYPE, id, NULL);
      return;
    }
  check_elements (check, type);
  if (type != NULL)
    check_type (check, type);
  check_coal (check);
}
