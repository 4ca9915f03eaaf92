/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-wire"

#include "wire/pd-wire-template.h"

#include "model/pd-id.h"
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
