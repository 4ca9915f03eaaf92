/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-checklist.h"

#include "ctl/pd-ctl-table.h"
#include "model/pd-compliance.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "store/pd-store-issuing.h"

#include <glib/gi18n-lib.h>

/** pd_ctl_seller_read: @seller: (out caller-allocates): the office's record and quota, as far as they have arrived */
gboolean
pd_ctl_seller_read (PdStoreSession *session, PdCtlSeller *seller, GError **error)
{
  GError *local = NULL;

  seller->company = pd_store_get_only (session, &pd_company_type, &local);
  if (local == NULL)
    return pd_store_get_quota (session, &seller->quota, error) &&
           pd_store_get_limits (session, &seller->limits, error);
  g_propagate_error (error, local);
  return FALSE;
}

void
pd_ctl_seller_clear (PdCtlSeller *seller)
{
  g_clear_pointer (&seller->company, pd_record_unref);
}

static void
json_entry (PdCtl *ctl, const PdComplianceEntry *entry)
{
  static const char *const states[] = { "ok", "look", "refused" };

  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "item", pd_compliance_item_label (entry->item));
  pd_ctl_json_string (ctl->document, "state", states[entry->state]);
  if (entry->line_id != NULL && !entry->of_row)
    pd_ctl_json_integer (ctl->document, "line", entry->row);
  if (entry->of_row)
    pd_ctl_json_integer (ctl->document, "row", entry->row);
  if (entry->special != NULL)
    pd_ctl_json_string (ctl->document, "special", entry->special->key);
  if (entry->type != NULL && entry->field >= 0)
    pd_ctl_json_string (ctl->document, "field", entry->type->fields[entry->field].name);
  pd_ctl_json_string (ctl->document, "sentence", entry->sentence);
  pd_ctl_json_close (ctl->document, '}');
}

/**
 * pd_ctl_checklist_report:
 * @seller: the seller; the order's amount is taken off its quota
 * @order: an order with its lines, derived
 *
 * Prints each thing that the tax bureau looks at: right, worth a look, or refused. The document gets a member
 * "checklist".
 *
 * Returns: whether nothing will be refused
 */
gboolean
pd_ctl_checklist_report (PdCtl *ctl, PdCtlSeller *seller, const PdRecord *order)
{
  static const char *const marks[] = { N_ ("ok"), N_ ("look"), N_ ("refused") };
  gint64 left = seller->quota.is_known ? pd_quota_left (&seller->quota) : PD_COMPLIANCE_NO_QUOTA;
  g_autoptr (GPtrArray) entries = pd_compliance_checklist (order, seller->company, &seller->limits, left);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (3);
  gboolean good = TRUE;

  pd_ctl_json_open (ctl->document, "checklist", '[');
  for (guint i = 0; i < entries->len; i++)
    {
      const PdComplianceEntry *entry = g_ptr_array_index (entries, i);

      json_entry (ctl, entry);
      good = good && entry->state != PD_COMPLIANCE_STATE_REFUSED;
      pd_ctl_table_add (table, _ (marks[entry->state]));
      pd_ctl_table_add (table, pd_compliance_item_label (entry->item));
      pd_ctl_table_add (table, entry->sentence);
    }
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  if (good)
    pd_quota_take (&seller->quota, pd_record_get_integer (order, PD_ORDER_NET_AMOUNT));
  return good;
}
