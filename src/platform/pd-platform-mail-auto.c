/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-mail-auto.h"

#include "model/pd-bureau.h"
#include "model/pd-delivery.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-mail-address.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mail.h"

/* One an invoice, of an id that everybody computes alike: a platform that was restored makes the same one again, and
 * what a client gives back is found to be there. */
static char *
delivery_id (const PdRecord *invoice)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strdup_printf ("delivery by rule\n%s", pd_record_get_id (invoice));
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

/* @address: (out) (transfer full) (nullable): where the rule wants the invoice to go; NULL: nowhere */
static gboolean
find_address (PdPlatformChange *change, const PdRecord *invoice, char **address, GError **error)
{
  const char *order_id = pd_record_get_text (invoice, PD_INVOICE_ORDER_ID);
  g_autoptr (PdRecord) bureau = NULL;
  g_autoptr (PdRecord) order = NULL;
  g_autofree char *plain = NULL;

  *address = NULL;
  if (!pd_platform_read_bureau (change->platform, change->tenant, &bureau, error))
    return FALSE;
  if (!pd_record_get_flag (bureau, PD_BUREAU_AUTO_MAIL) || order_id == NULL)
    return TRUE;
  if (!pd_platform_read_record (change->platform, change->tenant, &pd_order_type, order_id, &order, error))
    return FALSE;
  if (order == NULL || pd_record_is_deleted (order) || !pd_record_has (order, PD_ORDER_BUYER_EMAIL))
    return TRUE;
  plain = pd_mail_address_plain (pd_record_get_text (order, PD_ORDER_BUYER_EMAIL));
  if (pd_mail_address_is_valid (plain))
    *address = g_steal_pointer (&plain);
  else
    g_message ("mail=no-address invoice=%s", pd_record_get_id (invoice));
  return TRUE;
}

static PdRecord *
make_delivery (const PdRecord *invoice, const char *id, const char *address)
{
  PdRecord *delivery = pd_record_new (&pd_delivery_type, id);

  pd_record_set_text (delivery, PD_DELIVERY_INVOICE_ID, pd_record_get_id (invoice));
  pd_record_set_text (delivery, PD_DELIVERY_DATE, pd_record_get_text (invoice, PD_INVOICE_ISSUE_DATE));
  pd_record_set_text (delivery, PD_DELIVERY_RECIPIENT, address);
  return delivery;
}

static gboolean
has_files (const PdRecord *invoice)
{
  return pd_record_has (invoice, PD_INVOICE_PDF_HASH) || pd_record_has (invoice, PD_INVOICE_OFD_HASH) ||
         pd_record_has (invoice, PD_INVOICE_XML_HASH);
}

/**
 * pd_platform_mail_by_rule:
 * @change: the transaction that writes down that the files have come
 * @invoice: an issued invoice, blue or red, with its files
 *
 * Mails an invoice to the buyer's address of its order, when the company's rule says so: once an invoice, whatever became
 * of it. Whoever wants it mailed again says so.
 */
gboolean
pd_platform_mail_by_rule (PdPlatformChange *change, const PdRecord *invoice, GError **error)
{
  g_autofree char *id = delivery_id (invoice);
  g_autofree char *address = NULL;
  g_autoptr (PdRecord) there = NULL;
  g_autoptr (PdRecord) delivery = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  PdPlatformChange own = *change;

  if (g_strcmp0 (pd_record_get_state (invoice), PD_INVOICE_STATE_ISSUED) != 0 || !has_files (invoice))
    return TRUE;
  if (!pd_platform_read_record (change->platform, change->tenant, &pd_delivery_type, id, &there, error) ||
      (there == NULL && !find_address (change, invoice, &address, error)))
    return FALSE;
  if (there != NULL || address == NULL)
    return TRUE;
  delivery = make_delivery (invoice, id, address);
  problems = pd_record_check (delivery, PD_REQUIRED_TO_SAVE);
  if (pd_problems_first_error (problems) != NULL)
    {
      g_message ("mail=no-delivery invoice=%s", pd_record_get_id (invoice));
      return TRUE;
    }
  own.user = NULL;
  own.batch = 0;
  return pd_platform_queue_mail (&own, delivery, error) && pd_platform_write_record (&own, delivery, error);
}
