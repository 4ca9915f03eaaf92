/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "platform/pd-platform-documents.h"
#include "wire/pd-wire-lost.h"
#include "wire/pd-wire.h"

/* A desk has what the platform had: after a restore the administrator gives it back, an order with its invoices, then the
 * forms that reverse these. */

/** issuing_read_all: @types: of SQL. Returns: (transfer full) (element-type PdRecord): as the platform has them, by id */
GPtrArray *
issuing_read_all (Issuing *issuing, const char *types)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT body FROM document WHERE deleted = 0 AND type IN (%s) ORDER BY id", types);
  g_autoptr (GPtrArray) texts = issuing_list (issuing, sql);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);

  for (guint i = 0; i < texts->len; i++)
    g_ptr_array_add (all, pd_wire_record_from_text (g_ptr_array_index (texts, i), -1, NULL));
  return all;
}

/** issuing_remember: Returns: (transfer full) (element-type PdRecord): what the desks have */
GPtrArray *
issuing_remember (Issuing *issuing)
{
  return issuing_read_all (issuing, "'order', 'invoice', 'red_form'");
}

static gboolean
is_blue_of (const PdRecord *record, const PdRecord *order)
{
  return pd_record_get_record_type (record) == &pd_invoice_type &&
         !pd_record_get_flag (record, PD_INVOICE_RED) &&
         g_strcmp0 (pd_record_get_text (record, PD_INVOICE_ORDER_ID), pd_record_get_id (order)) == 0;
}

static void
add_lost (Issuing *issuing, GPtrArray *all, const PdRecord *record)
{
  g_autoptr (PdRecord) current =
      issuing_read (issuing, pd_record_get_record_type (record), pd_record_get_id (record));

  if (current == NULL || pd_record_get_revision (current) < pd_record_get_revision (record))
    g_ptr_array_add (all, pd_wire_lost_new (current != NULL ? pd_record_get_revision (current) : 0, record));
}

static void
give (Issuing *issuing, GPtrArray *group)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatformResponse) response = NULL;
  g_autofree char *text = NULL;
  g_autofree char *answer = NULL;
  PdPlatformHead head;

  if (group->len == 0 || issuing->platform == NULL)
    return;
  if (!pd_platform_get_head (issuing->platform, issuing->tenant, &head, &error))
    {
      issuing_died (issuing);
      return;
    }
  text = pd_wire_lost_to_text (head.epoch, group);
  response = issuing_send (issuing, "/v1/sync/lost", text);
  if (issuing_died (issuing))
    return;
  answer = pd_platform_response_dup_text (response);
  issuing_trace (issuing, "%u records are given back: %u", group->len, response->status);
  if (response->status != 200)
    issuing_fail (issuing, "what was lost is answered %u: %s", response->status, answer);
}

/* Of one type that goes alone. */
static void
give_others (Issuing *issuing, GPtrArray *remembered, const PdRecordType *type)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_lost_free);

  for (guint i = 0; i < remembered->len && issuing->platform != NULL; i++)
    if (pd_record_get_record_type (g_ptr_array_index (remembered, i)) == type &&
        (type != &pd_invoice_type || pd_record_get_flag (g_ptr_array_index (remembered, i), PD_INVOICE_RED)))
      add_lost (issuing, all, g_ptr_array_index (remembered, i));
  give (issuing, all);
}

/** issuing_give_back_all: @remembered: of before the restore */
void
issuing_give_back_all (Issuing *issuing, GPtrArray *remembered)
{
  for (guint i = 0; i < remembered->len && issuing->platform != NULL; i++)
    {
      const PdRecord *order = g_ptr_array_index (remembered, i);
      g_autoptr (GPtrArray) group = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_lost_free);

      if (pd_record_get_record_type (order) != &pd_order_type)
        continue;
      add_lost (issuing, group, order);
      for (guint n = 0; n < remembered->len && issuing->platform != NULL; n++)
        if (is_blue_of (g_ptr_array_index (remembered, n), order))
          add_lost (issuing, group, g_ptr_array_index (remembered, n));
      give (issuing, group);
    }
  give_others (issuing, remembered, &pd_red_form_type);
  give_others (issuing, remembered, &pd_invoice_type);
  issuing_wake (issuing);
}
