/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-service-checklist.h"

#include "model/pd-id.h"
#include "model/pd-order-facts.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

const PdChoice pd_service_choices[] = {
  { PD_SERVICE_INSTALLATION, N_ ("Device installation") },
  { PD_SERVICE_MAINTENANCE, N_ ("Maintenance") },
  { PD_SERVICE_UPGRADE, N_ ("Software upgrade") },
  { PD_SERVICE_CONSULTING, N_ ("Tax consulting") },
  { NULL, NULL },
};

static const PdServiceCheck checks[] = {
  { PD_SERVICE_INSTALLATION, "serial_number", N_ ("Serial number of the device"), TRUE },
  { PD_SERVICE_INSTALLATION, "initialised", N_ ("Device initialised with the company's tax number") },
  { PD_SERVICE_INSTALLATION, "tax_kinds", N_ ("Tax kinds and rates that were set"), TRUE },
  { PD_SERVICE_INSTALLATION, "software_version", N_ ("Version of the software"), TRUE },
  { PD_SERVICE_INSTALLATION, "test_invoice", N_ ("An invoice was issued and printed as a test") },
  { PD_SERVICE_INSTALLATION, "trained", N_ ("The customer's people were shown how to use it"), FALSE, TRUE },
  { PD_SERVICE_MAINTENANCE, "fault", N_ ("Fault that was found"), TRUE },
  { PD_SERVICE_MAINTENANCE, "remedy", N_ ("What was done about it"), TRUE },
  { PD_SERVICE_MAINTENANCE, "tested", N_ ("The device was tested afterwards") },
  { PD_SERVICE_MAINTENANCE, "parts", N_ ("Parts that were replaced"), TRUE, TRUE },
  { PD_SERVICE_MAINTENANCE, "serial_number", N_ ("Serial number of the device"), TRUE, TRUE },
  { PD_SERVICE_UPGRADE, "backup", N_ ("Data were backed up before") },
  { PD_SERVICE_UPGRADE, "version_before", N_ ("Version before"), TRUE },
  { PD_SERVICE_UPGRADE, "version_after", N_ ("Version after"), TRUE },
  { PD_SERVICE_UPGRADE, "issue_tested", N_ ("Issuing an invoice was tested") },
  { PD_SERVICE_UPGRADE, "filing_tested", N_ ("Filing a return was tested") },
  { PD_SERVICE_UPGRADE, "serial_number", N_ ("Serial number of the device"), TRUE, TRUE },
  { PD_SERVICE_CONSULTING, "question", N_ ("What was asked"), TRUE },
  { PD_SERVICE_CONSULTING, "answer", N_ ("What was answered, and by which rule"), TRUE },
};

/**
 * pd_service_checklist:
 * @n_checks: (out): how many
 *
 * Returns: (transfer none) (array length=n_checks): the checks of all services, each service's in the order in which they
 *   are made
 */
const PdServiceCheck *
pd_service_checklist (guint *n_checks)
{
  *n_checks = G_N_ELEMENTS (checks);
  return checks;
}

/**
 * pd_service_check_find:
 * @service: (nullable): a kind of service
 * @key: the check's key
 *
 * Returns: (transfer none) (nullable): the check
 */
const PdServiceCheck *
pd_service_check_find (const char *service, const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (g_strcmp0 (checks[i].service, service) == 0 && g_str_equal (checks[i].key, key))
      return &checks[i];
  return NULL;
}

/**
 * pd_order_find_check:
 * @order: an order
 * @key: a check's key
 *
 * Returns: (transfer none) (nullable): the answer that the order has
 */
const PdRecord *
pd_order_find_check (const PdRecord *order, const char *key)
{
  GPtrArray *answers = pd_record_get_list (order, PD_ORDER_LIST_CHECKS);

  for (guint i = 0; i < answers->len; i++)
    if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (answers, i), PD_CHECK_KEY), key) == 0)
      return g_ptr_array_index (answers, i);
  return NULL;
}

/**
 * pd_order_check_is_done:
 * @order: an order
 * @check: a check of its service
 *
 * Returns: whether it was made, and what it asks for is written down
 */
gboolean
pd_order_check_is_done (const PdRecord *order, const PdServiceCheck *check)
{
  const PdRecord *answer = pd_order_find_check (order, check->key);

  if (answer == NULL)
    return FALSE;
  return check->with_value ? pd_record_has (answer, PD_CHECK_VALUE)
                           : pd_record_get_flag (answer, PD_CHECK_DONE);
}

/**
 * pd_order_count_open_checks:
 * @order: an order
 *
 * Returns: how many checks of its service are not done, but for those that may be left out
 */
guint
pd_order_count_open_checks (const PdRecord *order)
{
  const char *service = pd_record_get_text (order, PD_ORDER_SERVICE);
  guint n_open = 0;

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (g_strcmp0 (checks[i].service, service) == 0 && !checks[i].is_optional &&
        !pd_order_check_is_done (order, &checks[i]))
      n_open++;
  return n_open;
}

/* The same check of the same order has the same id on each computer: two answers meet in one row. */
static char *
check_id (const PdRecord *order, const char *key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strdup_printf ("check\n%s\n%s", pd_record_get_id (order), key);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

/**
 * pd_order_answer_check:
 * @order: an order
 * @key: a check's key
 * @done: whether it was made
 * @value: (nullable): what was written down
 *
 * Returns: (transfer none): the answer, new or as it was changed
 */
PdRecord *
pd_order_answer_check (PdRecord *order, const char *key, gboolean done, const char *value)
{
  PdRecord *answer = (PdRecord *) pd_order_find_check (order, key);

  if (answer == NULL)
    {
      g_autofree char *id = check_id (order, key);

      answer = pd_record_new (&pd_check_type, id);
      pd_record_set_text (answer, PD_CHECK_KEY, key);
      pd_record_add_line (order, PD_ORDER_LIST_CHECKS, answer);
    }
  pd_record_set_flag (answer, PD_CHECK_DONE, done);
  pd_record_set_text (answer, PD_CHECK_VALUE, value);
  return answer;
}
