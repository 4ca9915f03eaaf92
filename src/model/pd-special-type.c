/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-special-type.h"

#include "model/pd-date.h"
#include "model/pd-decimal.h"
#include "model/pd-element.h"
#include "model/pd-invoice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The classes that some means of travel have. */
static const char *const plane_grades[] = { "经济舱", "头等舱", "公务舱", NULL };
static const char *const ship_grades[] = { "一等舱", "二等舱", "三等舱", NULL };
static const char *const train_grades[] = { "一等座", "二等座", "软席", "软座", "软卧",
                                            "硬席",   "硬座",   "硬卧", NULL };

static const struct
{
  const char *vehicle;
  const char *const *grades;
} vehicle_grades[] = {
  { "飞机", plane_grades },
  { "船舶", ship_grades },
  { "火车", train_grades },
};

/**
 * pd_special_type_find:
 * @id: (nullable): what a record has in its field "special_type"
 *
 * Returns: (transfer none) (nullable): the type; %NULL for none, and for one that this version does not know
 */
const PdSpecialType *
pd_special_type_find (const char *id)
{
  guint n_types = 0;
  const PdSpecialType *types = pd_special_types (&n_types);

  for (guint i = 0; id != NULL && i < n_types; i++)
    if (g_str_equal (types[i].id, id))
      return &types[i];
  return NULL;
}

/** pd_special_type_label: Returns: (transfer none): what the type is called on screen, translated */
const char *
pd_special_type_label (const PdSpecialType *type)
{
  return _ (pd_choice_label (pd_special_type_choices, type->id));
}

/**
 * pd_special_type_find_field:
 * @type: a type
 * @key: (nullable): an element's key
 *
 * Returns: (transfer none) (nullable): the field
 */
const PdSpecialField *
pd_special_type_find_field (const PdSpecialType *type, const char *key)
{
  for (guint i = 0; key != NULL && i < type->n_fields; i++)
    if (g_str_equal (type->fields[i].key, key))
      return &type->fields[i];
  return NULL;
}

static const char *const *
grades_of (const char *vehicle)
{
  for (guint i = 0; vehicle != NULL && i < G_N_ELEMENTS (vehicle_grades); i++)
    if (g_str_equal (vehicle_grades[i].vehicle, vehicle))
      return vehicle_grades[i].grades;
  return NULL;
}

/**
 * pd_special_field_need:
 * @field: a field
 * @record: the order or invoice
 * @row: which row of special fields, from 1
 *
 * Returns: %PD_SPECIAL_REQUIRED, %PD_SPECIAL_OPTIONAL, or %PD_SPECIAL_ONLY_IF when it must stay empty, as the other
 *   fields of the row are now
 */
PdSpecialNeed
pd_special_field_need (const PdSpecialField *field, const PdRecord *record, guint row)
{
  const char *other = field->other != NULL ? pd_record_get_element (record, row, field->other) : NULL;

  switch (field->need)
    {
    case PD_SPECIAL_ONLY_IF:
      return g_strcmp0 (other, field->value) == 0 ? PD_SPECIAL_REQUIRED : PD_SPECIAL_ONLY_IF;
    case PD_SPECIAL_IF_ANY:
      return other != NULL ? PD_SPECIAL_REQUIRED : PD_SPECIAL_OPTIONAL;
    case PD_SPECIAL_WITH_GRADES:
      return grades_of (other) != NULL ? PD_SPECIAL_REQUIRED : PD_SPECIAL_OPTIONAL;
    case PD_SPECIAL_OPTIONAL:
    case PD_SPECIAL_REQUIRED:
    default:
      return field->need;
    }
}

/**
 * pd_special_field_choices:
 * @field: a field
 * @record: the order or invoice
 * @row: which row of special fields, from 1
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): what may be chosen, as the other fields of the row are
 *   now; %NULL when anything may be written
 */
const char *const *
pd_special_field_choices (const PdSpecialField *field, const PdRecord *record, guint row)
{
  static const char *const flags[] = { "是", "否", NULL };

  if (field->kind == PD_SPECIAL_FLAG)
    return flags;
  if (field->need == PD_SPECIAL_WITH_GRADES)
    return grades_of (pd_record_get_element (record, row, field->other));
  return field->choices;
}

static gboolean
is_day (const char *digits)
{
  guint number = (guint) g_ascii_strtoull (digits, NULL, 10);
  g_autofree char *date = pd_date_new (number / 10000, number / 100 % 100, number % 100);

  return date != NULL;
}

/* Digits of a day and so much of its time */
static gboolean
is_moment (const char *value, gsize length)
{
  g_autofree char *day = NULL;

  if (strlen (value) != length || strspn (value, "0123456789") != length)
    return FALSE;
  day = g_strndup (value, 8);
  return is_day (day) && (length < 12 || (strncmp (value + 8, "23", 2) <= 0 && value[10] <= '5')) &&
         (length < 14 || value[12] <= '5');
}

static gboolean
is_month (const char *value)
{
  return strlen (value) == 7 && value[4] == '-' && strspn (value, "0123456789") == 4 &&
         strspn (value + 5, "0123456789") == 2 && strcmp (value + 5, "01") >= 0 &&
         strcmp (value + 5, "12") <= 0;
}

/* Yuan, not negative, with two decimals at most */
static gboolean
is_amount (const char *value)
{
  return *value != '-' && pd_decimal_is_canonical (value, 13) &&
         (strchr (value, '.') == NULL || strlen (strchr (value, '.')) <= 3);
}

/**
 * pd_special_field_has_form:
 * @field: a field
 * @value: what it holds
 * @minutes: whether days have a time to the minute, as where cars are parked
 *
 * Returns: whether the value is written as the field's kind asks; choices are not looked at
 */
gboolean
pd_special_field_has_form (const PdSpecialField *field, const char *value, gboolean minutes)
{
  switch (field->kind)
    {
    case PD_SPECIAL_DATE:
      return is_moment (value, minutes ? 12 : 8);
    case PD_SPECIAL_MOMENT:
      return is_moment (value, 8) || is_moment (value, 12) || is_moment (value, 14) || is_moment (value, 17);
    case PD_SPECIAL_MONTH:
      return is_month (value);
    case PD_SPECIAL_DECIMAL:
      {
        g_autofree char *canonical = pd_decimal_canonicalize (value, 13, NULL);

        return canonical != NULL && is_amount (canonical);
      }
    case PD_SPECIAL_TEXT:
    case PD_SPECIAL_CHOICE:
    case PD_SPECIAL_FLAG:
    default:
      return TRUE;
    }
}

/**
 * pd_special_field_example:
 * @field: a field
 * @minutes: as for pd_special_field_has_form()
 *
 * Returns: (transfer none): a value in the form of the field's kind, "" where any text will do
 */
const char *
pd_special_field_example (const PdSpecialField *field, gboolean minutes)
{
  switch (field->kind)
    {
    case PD_SPECIAL_DATE:
      return minutes ? "202604011631" : "20260401";
    case PD_SPECIAL_MOMENT:
      return "20260401163105";
    case PD_SPECIAL_MONTH:
      return "2026-04";
    case PD_SPECIAL_DECIMAL:
      return "128.50";
    case PD_SPECIAL_TEXT:
    case PD_SPECIAL_CHOICE:
    case PD_SPECIAL_FLAG:
    default:
      return "";
    }
}

static void
append_row (GString *text, const PdSpecialType *type, const PdRecord *invoice, guint row)
{
  gboolean first = TRUE;

  for (guint i = 0; i < type->n_fields; i++)
    {
      const char *value = pd_record_get_element (invoice, row, type->fields[i].key);

      if (value == NULL)
        continue;
      g_string_append_printf (text, "%s%s：%s",
                              !first          ? "；"
                              : text->len > 0 ? "\n"
                                              : "",
                              type->fields[i].name, value);
      first = FALSE;
    }
}

static void
append_additional (GString *text, const PdRecord *invoice)
{
  GPtrArray *elements = pd_record_get_elements (invoice);

  for (guint i = 0; i < elements->len; i++)
    {
      const PdRecord *element = g_ptr_array_index (elements, i);
      const char *key = pd_record_get_text (element, PD_ELEMENT_KEY);
      const char *value = pd_record_get_text (element, PD_ELEMENT_VALUE);

      if (pd_record_get_integer (element, PD_ELEMENT_ROW) == PD_ELEMENT_ADDITIONAL && key != NULL &&
          value != NULL)
        g_string_append_printf (text, "%s%s：%s", text->len > 0 ? "\n" : "", key, value);
    }
}

/**
 * pd_special_text:
 * @invoice: an invoice
 * @max_rows: how many rows of special fields there is room for
 *
 * What is printed below the remark, in the words of the bureau's form: a line for each row and each additional element.
 *
 * Returns: (transfer full) (nullable): the text; %NULL when the invoice has none of them
 */
char *
pd_special_text (const PdRecord *invoice, guint max_rows)
{
  const PdSpecialType *type = pd_special_type_find (pd_record_get_text (invoice, PD_INVOICE_SPECIAL_TYPE));
  guint n_rows = pd_record_count_element_rows (invoice);
  GString *text = g_string_new (NULL);

  for (guint row = 1; type != NULL && row <= MIN (n_rows, max_rows); row++)
    append_row (text, type, invoice, row);
  if (type != NULL && n_rows > max_rows)
    g_string_append_printf (text, "\n等共%u行", n_rows);
  append_additional (text, invoice);
  return g_string_free (text, text->len == 0);
}
