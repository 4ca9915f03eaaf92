/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire-template.h"

#include "model/pd-id.h"
#include "model/pd-money.h"
#include "model/pd-order-content.h"
#include "model/pd-problem.h"
#include "wire/pd-wire.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (pd - wire - template - error - quark, pd_wire_template_error)

/**
 * pd_wire_template_take_order:
 * @order_template: a template
 * @order: an order whose lists are sorted
 *
 * The template keeps the order's content from now on. The same content is the same text.
 */
void
pd_wire_template_take_order (PdRecord *order_template, const PdRecord *order)
{
  g_autoptr (PdRecord) content = pd_order_content (order, pd_record_get_id (order_template));
  g_autofree char *text = pd_wire_record_to_text (content);

  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_CONTENT, text);
}

/* What a stranger may have written: it has to be JSON, an order, and fit to be saved as one. */
static PdRecord *
read_order (const PdRecord *order_template, const char *id, const char *date, GError **error)
{
  const char *text = pd_record_get_text (order_template, PD_ORDER_TEMPLATE_CONTENT);
  g_autoptr (PdRecord) content = pd_wire_record_from_text (text != NULL ? text : "", -1, error);
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  const PdProblem *problem;

  if (content == NULL)
    return NULL;
  if (pd_record_get_record_type (content) != &pd_order_type)
    {
      g_set_error_literal (error, PD_WIRE_TEMPLATE_ERROR, PD_WIRE_TEMPLATE_ERROR_CONTENT,
                           _ ("The template does not hold an order."));
      return NULL;
    }
  order = pd_order_from_content (content, id, date);
  problems = pd_record_check (order, PD_REQUIRED_TO_SAVE);
  problem = pd_problems_first_error (problems);
  if (problem == NULL)
    return g_steal_pointer (&order);
  g_set_error_literal (error, PD_WIRE_TEMPLATE_ERROR, PD_WIRE_TEMPLATE_ERROR_CONTENT, problem->message);
  return NULL;
}

/**
 * pd_wire_template_order:
 * @order_template: a template, from wherever it came
 * @id: the new order's id
 * @date: its date
 * @error: return location for a #PdWireError or #PdWireTemplateError, a sentence
 *
 * The order that the platform makes for a date. Whoever makes it again makes the same one.
 *
 * Returns: (transfer full) (nullable): the order, fit to be saved; it says of which template it is
 */
PdRecord *
pd_wire_template_order (const PdRecord *order_template, const char *id, const char *date, GError **error)
{
  PdRecord *order = read_order (order_template, id, date, error);
  g_autofree char *key = pd_order_template_key (order_template, date);

  if (order != NULL)
    pd_record_set_text (order, PD_ORDER_IMPORT_KEY, key);
  return order;
}

/* As people read it; "" where it says nothing to them. */
static char *
value_text (const PdRecord *record, guint field)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];

  if (table->kind == PD_KIND_REFERENCE || !pd_record_has (record, field))
    return g_strdup ("");
  if (table->kind == PD_KIND_CHOICE)
    return g_strdup (_ (pd_choice_label (table->choices, pd_record_get_text (record, field))));
  if (table->kind == PD_KIND_FLAG)
    return g_strdup (pd_record_get_flag (record, field) ? _ ("Yes") : _ ("No"));
  return pd_record_field_to_text (record, field);
}

static void
append_values (GString *text, const PdRecord *record, const char *separator)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  for (guint i = 0; i < type->n_fields; i++)
    {
      g_autofree char *value = value_text (record, i);

      if (!pd_field_is_mergeable (&type->fields[i]) || type->fields[i].merge == PD_MERGE_POSITION ||
          *value == '\0')
        continue;
      if (text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append (text, separator);
      g_string_append_printf (text, _ ("%1$s: %2$s"), _ (type->fields[i].label), value);
    }
}

/**
 * pd_wire_template_text:
 * @order_template: a template, from wherever it came
 *
 * For two people who made different contents of it: all that its orders say, a line of text for each field and each of the
 * order's lines.
 *
 * Returns: (transfer full): the text; why it cannot be read where it cannot
 */
char *
pd_wire_template_text (const PdRecord *order_template)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order =
      read_order (order_template, pd_record_get_id (order_template), "2000-01-01", &error);
  GPtrArray *lines = order != NULL ? pd_record_get_lines (order) : NULL;
  g_autofree char *total = NULL;

  if (order == NULL)
    return g_strdup (error->message);
  pd_record_clear (order, PD_ORDER_NUMBER);
  pd_record_clear (order, PD_ORDER_DATE);
  append_values (text, order, "\n");
  for (guint i = 0; i < lines->len; i++)
    {
      g_string_append_c (text, '\n');
      append_values (text, g_ptr_array_index (lines, i), "; ");
    }
  total = pd_money_format (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT));
  g_string_append_printf (text, "\n%s: %s", _ (pd_order_type.fields[PD_ORDER_GROSS_AMOUNT].label), total);
  return g_strdup (text->str);
}

/**
 * pd_wire_template_use:
 * @order_template: a template, from wherever it came
 * @now: microseconds since 1970 in UTC
 * @date: the new order's date
 * @error: as for pd_wire_template_order()
 *
 * Returns: (transfer full) (nullable): an order that somebody makes of it, as often as wanted
 */
PdRecord *
pd_wire_template_use (const PdRecord *order_template, gint64 now, const char *date, GError **error)
{
  g_autofree char *id = pd_id_new (now);
  PdRecord *order = read_order (order_template, id, date, error);
  g_autofree char *key = pd_order_template_key (order_template, NULL);

  if (order != NULL)
    pd_record_set_text (order, PD_ORDER_IMPORT_KEY, key);
  return order;
}
