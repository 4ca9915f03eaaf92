/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-check.h"

#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl-order-fact.h"
#include "ctl/pd-ctl-table.h"
#include "model/pd-order.h"
#include "model/pd-service-checklist.h"

#include <glib/gi18n-lib.h>

/* By its key or its words. */
static const PdServiceCheck *
find_check (const PdRecord *order, const char *name, GError **error)
{
  const char *service = pd_record_get_text (order, PD_ORDER_SERVICE);
  g_autoptr (GString) keys = g_string_new (NULL);
  guint n_checks;
  const PdServiceCheck *checks = pd_service_checklist (&n_checks);

  for (guint i = 0; i < n_checks; i++)
    {
      if (g_strcmp0 (checks[i].service, service) != 0)
        continue;
      if (g_str_equal (checks[i].key, name) || g_str_equal (_ (checks[i].label), name))
        return &checks[i];
      g_string_append_printf (keys, "%s%s", keys->len > 0 ? ", " : "", checks[i].key);
    }
  if (keys->len == 0)
    (void) pd_ctl_fact_fail (error, _ ("This order has no checklist: give it a service first, as “order edit "
                                       "--set service=installation”."));
  else
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND,
                 _ ("The checklist has no item “%1$s”; it has: %2$s."), name, keys->str);
  return NULL;
}

static PdRecord *
check_change (PdCtlFact *fact, GError **error)
{
  const PdCtlArguments *arguments = fact->ctl->arguments;
  const PdServiceCheck *check = find_check (fact->order, pd_ctl_arguments_positional (arguments, 1), error);
  const char *value = pd_ctl_arguments_get (arguments, "value");
  const char *note = pd_ctl_arguments_get (arguments, "note");
  gboolean undo = pd_ctl_arguments_has (arguments, "undo");
  PdRecord *answer;

  if (check == NULL)
    return NULL;
  if (check->with_value && !undo && (value == NULL || *value == '\0'))
    {
      (void) pd_ctl_fact_fail (error,
                               _ ("This item is done when its value is written down: give it with --value."));
      return NULL;
    }
  answer = pd_order_answer_check (fact->order, check->key, !undo, NULL);
  return (undo || value == NULL || pd_ctl_entry_set_field (answer, PD_CHECK_VALUE, "value", value, error)) &&
                 (note == NULL || pd_ctl_entry_set_field (answer, PD_CHECK_NOTE, "note", note, error))
             ? answer
             : NULL;
}

/**
 * pd_ctl_order_check_item:
 *
 * Answers an item of the checklist of an order's service.
 */
gboolean
pd_ctl_order_check_item (PdCtl *ctl, GError **error)
{
  return pd_ctl_order_fact (ctl, PD_ORDER_LIST_CHECKS, check_change, error);
}

static void
report_check (PdCtl *ctl, const PdRecord *order, const PdServiceCheck *check, PdCtlTable *table)
{
  const PdRecord *answer = pd_order_find_check (order, check->key);
  const char *value = answer != NULL ? pd_record_get_text (answer, PD_CHECK_VALUE) : NULL;
  const char *note = answer != NULL ? pd_record_get_text (answer, PD_CHECK_NOTE) : NULL;
  gboolean is_done = pd_order_check_is_done (order, check);

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "key", check->key);
  pd_ctl_json_string (ctl->document, "label", _ (check->label));
  pd_ctl_json_boolean (ctl->document, "done", is_done);
  pd_ctl_json_boolean (ctl->document, "optional", check->is_optional);
  pd_ctl_json_boolean (ctl->document, "with_value", check->with_value);
  pd_ctl_json_string (ctl->document, "value", value);
  pd_ctl_json_string (ctl->document, "note", note);
  pd_ctl_json_string (ctl->document, "added_by",
                      answer != NULL ? pd_record_get_text (answer, PD_CHECK_ADDED_BY) : NULL);
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_table_add (table, check->key);
  pd_ctl_table_add (table, is_done ? _ ("done") : check->is_optional ? _ ("may be left out") : _ ("open"));
  pd_ctl_table_add (table, _ (check->label));
  pd_ctl_table_add (table, value);
  pd_ctl_table_add (table, note);
}

/**
 * pd_ctl_order_checklist:
 *
 * Shows the checklist of an order's service, and how many items are open.
 */
gboolean
pd_ctl_order_checklist (PdCtl *ctl, GError **error)
{
  g_autoptr (PdRecord) order = pd_ctl_order_read (ctl, error);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (5);
  const char *service = order != NULL ? pd_record_get_text (order, PD_ORDER_SERVICE) : NULL;
  guint n_checks, n_open;
  const PdServiceCheck *checks = pd_service_checklist (&n_checks);

  if (order == NULL)
    return FALSE;
  pd_ctl_json_string (ctl->document, "number", pd_record_get_title (order));
  pd_ctl_json_string (ctl->document, "service", service);
  pd_ctl_json_open (ctl->document, "checklist", '[');
  for (guint i = 0; i < n_checks; i++)
    if (g_strcmp0 (checks[i].service, service) == 0)
      report_check (ctl, order, &checks[i], table);
  pd_ctl_json_close (ctl->document, ']');
  n_open = pd_order_count_open_checks (order);
  pd_ctl_json_integer (ctl->document, "open", n_open);
  if (service == NULL)
    pd_ctl_say (ctl, _ ("This order has no checklist: it is for no service."));
  else if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  if (service != NULL)
    pd_ctl_say (ctl, ngettext ("%u item is open.", "%u items are open.", n_open), n_open);
  return TRUE;
}
