/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-intake.h"

#include <glib/gi18n-lib.h>

#include "document/pd-order-import.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "wire/pd-wire.h"

/** Member: a member of an object that a shop sends, and the field that it becomes. */
typedef struct
{
  const char *name;
  guint field;
} Member;

/** Part: an object of the body, or the body itself. */
typedef struct
{
  const char *name; /* (nullable) NULL: the body */
  const Member *members;
  guint n_members;
} Part;

static const Member head_members[] = {
  { "number", PD_ORDER_NUMBER },
  { "date", PD_ORDER_DATE },
  { "kind", PD_ORDER_KIND },
  { "service", PD_ORDER_SERVICE },
  { "invoice_kind", PD_ORDER_INVOICE_KIND },
  { "prices_include_tax", PD_ORDER_PRICE_INCLUDES_TAX },
  { "description", PD_ORDER_DESCRIPTION },
  { "remark", PD_ORDER_REMARK },
  { "note", PD_ORDER_NOTE },
  { "priority", PD_ORDER_PRIORITY },
  { "due_date", PD_ORDER_DUE_DATE },
};

static const Member buyer_members[] = {
  { "name", PD_ORDER_BUYER_NAME },           { "tax_number", PD_ORDER_BUYER_TAX_NUMBER },
  { "address", PD_ORDER_BUYER_ADDRESS },     { "phone", PD_ORDER_BUYER_PHONE },
  { "bank_name", PD_ORDER_BUYER_BANK_NAME }, { "bank_account", PD_ORDER_BUYER_BANK_ACCOUNT },
  { "email", PD_ORDER_BUYER_EMAIL },
};

static const Member delivery_members[] = {
  { "contact", PD_ORDER_CONTACT_NAME },
  { "phone", PD_ORDER_CONTACT_PHONE },
  { "region", PD_ORDER_REGION },
  { "address", PD_ORDER_DELIVERY_ADDRESS },
};

static const Member line_members[] = {
  { "name", PD_ORDER_LINE_NAME },
  { "spec", PD_ORDER_LINE_SPEC },
  { "unit", PD_ORDER_LINE_UNIT },
  { "quantity", PD_ORDER_LINE_QUANTITY },
  { "unit_price", PD_ORDER_LINE_UNIT_PRICE },
  { "amount", PD_ORDER_LINE_AMOUNT },
  { "discount", PD_ORDER_LINE_DISCOUNT },
  { "tax_rate", PD_ORDER_LINE_TAX_RATE },
  { "tax_code", PD_ORDER_LINE_TAX_CODE },
};

static const Part head_part = { NULL, head_members, G_N_ELEMENTS (head_members) };
static const Part buyer_part = { "buyer", buyer_members, G_N_ELEMENTS (buyer_members) };
static const Part delivery_part = { "delivery", delivery_members, G_N_ELEMENTS (delivery_members) };
static const Part line_part = { "lines", line_members, G_N_ELEMENTS (line_members) };

void
pd_platform_intake_problem_free (PdPlatformIntakeProblem *problem)
{
  g_free (problem->path);
  g_free (problem->message);
  g_free (problem);
}

/** pd_platform_intake_add_problem: @path: (transfer full): of the value that @message is about */
void
pd_platform_intake_add_problem (GPtrArray *problems, char *path, const char *message)
{
  PdPlatformIntakeProblem *problem = g_new0 (PdPlatformIntakeProblem, 1);

  problem->path = path;
  problem->message = g_strdup (message);
  g_ptr_array_add (problems, problem);
}

static char *
path_of (const Part *part, guint index, const char *name)
{
  if (part == &line_part)
    return g_strdup_printf ("lines[%u].%s", index, name);
  return part->name != NULL ? g_strdup_printf ("%s.%s", part->name, name) : g_strdup (name);
}

static const Member *
find_member (const Part *part, const char *name)
{
  for (guint i = 0; i < part->n_members; i++)
    if (g_str_equal (part->members[i].name, name))
      return &part->members[i];
  return NULL;
}

/* A number counts as it is written, digit by digit: it never becomes a floating one. */
static gboolean
take_value (PdRecord *record, guint field, const PdWireValue *value, GError **error)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];
  gboolean is_amount =
      table->kind == PD_KIND_DECIMAL || table->kind == PD_KIND_MONEY || table->kind == PD_KIND_RATE;

  if (value->kind == PD_WIRE_NULL)
    return TRUE;
  if (table->kind == PD_KIND_FLAG && (value->kind == PD_WIRE_TRUE || value->kind == PD_WIRE_FALSE))
    {
      pd_record_set_flag (record, field, value->kind == PD_WIRE_TRUE);
      return TRUE;
    }
  if (table->kind != PD_KIND_FLAG &&
      (value->kind == PD_WIRE_TEXT || (value->kind == PD_WIRE_NUMBER && is_amount)))
    {
      g_autofree char *text = g_strndup (value->text, value->length);

      return pd_record_set_from_text (record, field, text, error);
    }
  g_set_error_literal (error, PD_RECORD_ERROR, PD_RECORD_ERROR_FORMAT,
                       _ ("The value is not in the form that this field has."));
  return FALSE;
}

/* Whether @name is an object or a list of its own within the body. */
static gboolean
is_part (const Part *part, const char *name)
{
  return part == &head_part &&
         (g_str_equal (name, "buyer") || g_str_equal (name, "delivery") || g_str_equal (name, "lines"));
}

/* All of one object; what is not known is refused, so that a slip of the pen does not become a silent loss. */
static void
take_part (PdRecord *record, const Part *part, guint index, const PdWireValue *object, GPtrArray *problems)
{
  const PdWireValue *value = NULL;
  const char *name = NULL;
  PdWireIter iter;

  pd_wire_iter_init (&iter, object);
  while (pd_wire_iter_next (&iter, &name, &value))
    {
      const Member *member = find_member (part, name);
      g_autoptr (GError) error = NULL;

      if (member == NULL && !is_part (part, name))
        pd_platform_intake_add_problem (problems, path_of (part, index, name),
                                        _ ("There is no member of this name."));
      else if (member != NULL && !take_value (record, member->field, value, &error))
        pd_platform_intake_add_problem (problems, path_of (part, index, name), error->message);
    }
}

static void
take_object (PdRecord *order, const Part *part, const PdWireValue *body, GPtrArray *problems)
{
  const PdWireValue *value = pd_wire_value_member (body, part->name);

  if (value == NULL || value->kind == PD_WIRE_NULL)
    return;
  if (value->kind == PD_WIRE_OBJECT)
    take_part (order, part, 0, value, problems);
  else
    pd_platform_intake_add_problem (problems, g_strdup (part->name), _ ("This has to be an object."));
}

static void
take_lines (PdRecord *order, const PdWireValue *body, GPtrArray *problems)
{
  const PdWireValue *lines = pd_wire_value_member (body, "lines");
  const PdWireValue *value = NULL;
  guint index = 0;
  PdWireIter iter;

  if (lines == NULL || lines->kind != PD_WIRE_ARRAY || lines->count == 0 ||
      lines->count > PD_PLATFORM_INTAKE_MAX_LINES)
    {
      g_autofree char *message =
          g_strdup_printf (_ ("This has to be a list of 1 to %d lines."), PD_PLATFORM_INTAKE_MAX_LINES);

      pd_platform_intake_add_problem (problems, g_strdup ("lines"), message);
      return;
    }
  pd_wire_iter_init (&iter, lines);
  for (; pd_wire_iter_next (&iter, NULL, &value); index++)
    if (value->kind == PD_WIRE_OBJECT)
      take_part (pd_order_add_line (order, g_get_real_time ()), &line_part, index, value, problems);
    else
      pd_platform_intake_add_problem (problems, g_strdup_printf ("lines[%u]", index),
                                      _ ("This has to be an object."));
}

/**
 * pd_platform_read_intake:
 * @tenant: the tenant's id
 * @shop: the shop's name
 * @today: the order's date where the body has none
 * @body: an object
 * @problems: (element-type PdPlatformIntakeProblem): what is wrong is added
 *
 * Its id follows from the shop and the shop's number, as an imported order's: the same order by a spreadsheet and by
 * this way is one.
 *
 * Returns: (transfer full): the order as far as it could be read, of use only when nothing was added
 */
PdRecord *
pd_platform_read_intake (const char *tenant,
                         const char *shop,
                         const char *today,
                         const PdWireValue *body,
                         GPtrArray *problems)
{
  const char *number = pd_wire_value_text (pd_wire_value_member (body, "number"));
  g_autofree char *stripped = g_strstrip (g_strdup (number != NULL ? number : ""));
  g_autofree char *key = pd_order_import_key (shop, stripped, NULL);
  g_autofree char *id = pd_order_import_id (tenant, key);
  PdRecord *order = pd_record_new (&pd_order_type, id);

  pd_record_set_text (order, PD_ORDER_DATE, today);
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  pd_record_set_text (order, PD_ORDER_INVOICE_KIND, PD_INVOICE_KIND_ORDINARY);
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, TRUE);
  pd_record_set_text (order, PD_ORDER_IMPORT_KEY, key);
  take_part (order, &head_part, 0, body, problems);
  take_object (order, &buyer_part, body, problems);
  take_object (order, &delivery_part, body, problems);
  take_lines (order, body, problems);
  if (*stripped == '\0')
    pd_platform_intake_add_problem (problems, g_strdup ("number"),
                                    _ ("The shop's own number of the order is needed."));
  return order;
}

/* --- what a shop leaves to the list of goods */

static gboolean
is_good_of (const PdRecord *good, const PdRecord *line)
{
  return g_strcmp0 (pd_record_get_text (good, PD_GOOD_NAME), pd_record_get_text (line, PD_ORDER_LINE_NAME)) ==
             0 &&
         (!pd_record_has (line, PD_ORDER_LINE_SPEC) ||
          g_strcmp0 (pd_record_get_text (good, PD_GOOD_SPEC),
                     pd_record_get_text (line, PD_ORDER_LINE_SPEC)) == 0);
}

/* @good: (out) (transfer full) (nullable): the one that is meant; NULL when there is none or more than one */
static gboolean
find_good (PdPlatform *platform, const char *tenant, const PdRecord *line, PdRecord **good, GError **error)
{
  g_autoptr (GString) needle = g_string_new (NULL);
  g_autoptr (PdRecord) found = NULL;
  guint n_found = 0;

  *good = NULL;
  pd_wire_write_string (needle, pd_record_get_text (line, PD_ORDER_LINE_NAME));

  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      platform->sql, error,
      "SELECT body FROM document WHERE tenant = ? AND type = ? AND deleted = 0 AND instr (body, ?) > 0",
      "ttt", tenant, pd_good_type.name, needle->str);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      g_autoptr (PdRecord) candidate = pd_wire_record_from_text (pd_platform_rows_text (rows, 0), -1, error);

      if (candidate == NULL)
        return FALSE;
      if (!is_good_of (candidate, line))
        continue;
      n_found++;
      g_clear_pointer (&found, pd_record_unref);
      found = g_steal_pointer (&candidate);
    }
  if (step != PD_PLATFORM_STEP_DONE)
    return FALSE;
  if (n_found == 1)
    *good = g_steal_pointer (&found);
  return TRUE;
}

/* What the line says itself stays. A price is taken over only where both mean it with tax, or both without. */
static void
fill_line (const PdRecord *order, PdRecord *line, const PdRecord *good)
{
  static const struct
  {
    guint line, good;
  } fields[] = {
    { PD_ORDER_LINE_TAX_CODE, PD_GOOD_TAX_CODE }, { PD_ORDER_LINE_SHORT_NAME, PD_GOOD_SHORT_NAME },
    { PD_ORDER_LINE_SPEC, PD_GOOD_SPEC },         { PD_ORDER_LINE_UNIT, PD_GOOD_UNIT },
    { PD_ORDER_LINE_TAX_RATE, PD_GOOD_TAX_RATE },
  };

  pd_record_set_text (line, PD_ORDER_LINE_GOOD_ID, pd_record_get_id (good));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!pd_record_has (line, fields[i].line))
      pd_record_set_text (line, fields[i].line, pd_record_get_text (good, fields[i].good));
  if (!pd_record_has (line, PD_ORDER_LINE_UNIT_PRICE) && !pd_record_has (line, PD_ORDER_LINE_AMOUNT) &&
      pd_record_get_flag (good, PD_GOOD_PRICE_INCLUDES_TAX) ==
          pd_record_get_flag (order, PD_ORDER_PRICE_INCLUDES_TAX))
    pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, pd_record_get_text (good, PD_GOOD_UNIT_PRICE));
}

/**
 * pd_platform_fill_intake:
 * @order: as it was read
 *
 * Lines of a good that is in the list of goods, by name and specification, become lines of that good: its stock follows
 * them, and what they do not say of code, unit, rate and price is taken from it.
 */
gboolean
pd_platform_fill_intake (PdPlatform *platform, const char *tenant, PdRecord *order, GError **error)
{
  GPtrArray *lines = pd_record_get_lines (order);

  for (guint i = 0; i < lines->len; i++)
    {
      PdRecord *line = g_ptr_array_index (lines, i);
      g_autoptr (PdRecord) good = NULL;

      if (!pd_record_has (line, PD_ORDER_LINE_NAME))
        continue;
      if (!find_good (platform, tenant, line, &good, error))
        return FALSE;
      if (good != NULL)
        fill_line (order, line, good);
    }
  pd_record_derive (order);
  return TRUE;
}

/* --- what is wrong with the order that it became */

static char *
path_of_field (const Part *part, guint index, int field)
{
  for (guint i = 0; i < part->n_members; i++)
    if ((int) part->members[i].field == field)
      return path_of (part, index, part->members[i].name);
  return NULL;
}

static char *
path_of_problem (const PdRecord *order, const PdProblem *problem)
{
  const Part *const parts[] = { &head_part, &buyer_part, &delivery_part };
  GPtrArray *lines = pd_record_get_lines (order);
  char *path = NULL;

  for (guint i = 0; problem->type == &pd_order_line_type && i < lines->len; i++)
    if (g_strcmp0 (pd_record_get_id (g_ptr_array_index (lines, i)), problem->line_id) == 0)
      {
        path = path_of_field (&line_part, i, problem->field);
        return path != NULL ? path : g_strdup_printf ("lines[%u]", i);
      }
  for (guint i = 0; problem->line_id == NULL && path == NULL && i < G_N_ELEMENTS (parts); i++)
    path = path_of_field (parts[i], 0, problem->field);
  return path != NULL ? path : g_strdup ("");
}

/**
 * pd_platform_check_intake:
 * @order: as it would be stored
 * @problems: (element-type PdPlatformIntakeProblem): what has to be mended is added, by its path in the body. What a person
 *   may override is left to the person who takes the draft up.
 */
void
pd_platform_check_intake (const PdRecord *order, GPtrArray *problems)
{
  g_autoptr (GPtrArray) found = pd_record_check (order, PD_REQUIRED_TO_SAVE);

  for (guint i = 0; i < found->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (found, i);

      if (problem->weight == PD_PROBLEM_ERROR)
        pd_platform_intake_add_problem (problems, path_of_problem (order, problem), problem->message);
    }
}
