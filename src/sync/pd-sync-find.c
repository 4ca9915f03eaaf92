/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-service-private.h"

#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-received-invoice.h"
#include "store/pd-store-list.h"
#include "store/pd-store-lost.h"

#include <glib/gi18n-lib.h>

/* "Where is …?": a number or a name, and where each record is that it may mean, why, and what to do now. */

#define MAX_FOUND 10

/** Finding: one question. */
typedef struct
{
  char *text;       /* (owned) */
  GPtrArray *items; /* (owned) of PdReconcileItem */
  GPtrArray *there; /* (owned) (nullable) of PdRecord: what the platform found */
  gboolean more;    /* there may be others that are meant */
} Finding;

static void
finding_free (gpointer data)
{
  Finding *finding = data;

  g_ptr_array_unref (finding->items);
  g_clear_pointer (&finding->there, g_ptr_array_unref);
  g_free (finding->text);
  g_free (finding);
}

static const PdRecordType *const found_types[] = { &pd_order_type, &pd_invoice_type, &pd_received_type,
                                                   &pd_buyer_type, &pd_good_type,    &pd_delivery_type };

/* An order whose invoice is asked for is where its invoice is. */
static gboolean
follow_invoice (PdStoreSession *session, const PdRecord *order, PdReconcileItem *item, GError **error)
{
  const char *invoice = pd_record_get_text (order, PD_ORDER_INVOICE_ID);
  const char *number = pd_record_get_text (order, PD_ORDER_INVOICE_NUMBER);
  g_autoptr (PdStoreStanding) standing = NULL;
  g_autoptr (PdReconcileItem) its = NULL;
  g_autoptr (GError) local = NULL;

  if (item->reason != PD_RECONCILE_BOTH || invoice == NULL)
    return TRUE;
  if (number != NULL)
    {
      item->message = g_strdup_printf (_ ("Its invoice is %s."), number);
      return TRUE;
    }
  standing = pd_store_get_standing (session, &pd_invoice_type, invoice, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  its = standing != NULL ? pd_reconcile_item_from_standing (standing) : NULL;
  if (its != NULL)
    {
      item->reason = its->reason;
      item->since = its->since;
      item->message = g_steal_pointer (&its->message);
    }
  return TRUE;
}

/* Of an invoice of somebody else the office asks what became of it, and where its file is. */
static gboolean
describe_received (PdStoreSession *session, PdReconcileItem *item, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (PdRecord) received = pd_store_get_record (session, &pd_received_type, item->id, &local);
  g_autofree char *use = NULL;
  g_autofree char *place = NULL;
  char *message;

  if (g_error_matches (local, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND))
    return TRUE;
  if (received == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  use = pd_received_describe_use (received);
  place = pd_received_describe_place (received);
  message = item->message != NULL ? g_strjoin (" ", item->message, use, place, NULL)
                                  : g_strjoin (" ", use, place, NULL);
  g_free (item->message);
  item->message = message;
  return TRUE;
}

/* @company: (nullable) */
static void
check_seller (const PdRecord *invoice, const PdRecord *company, PdReconcileItem *item)
{
  const char *seller = pd_record_get_text (invoice, PD_INVOICE_SELLER_TAX_NUMBER);
  const char *own = company != NULL ? pd_record_get_text (company, PD_COMPANY_TAX_NUMBER) : NULL;

  if (seller != NULL && own != NULL && g_ascii_strcasecmp (seller, own) != 0)
    item->reason = PD_RECONCILE_OTHER_COMPANY;
}

static gboolean
find_company (PdStoreSession *session, PdRecord **company, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_company_type);
  g_autoptr (GArray) rows = pd_store_query_rows (session, query, NULL, error);
  g_autoptr (GPtrArray) found = NULL;
  const PdStoreRow *row;

  *company = NULL;
  if (rows == NULL)
    return FALSE;
  found =
      pd_store_get_rows (session, &pd_company_type, (const gint64 *) rows->data, MIN (rows->len, 1), error);
  if (found == NULL)
    return FALSE;
  row = found->len > 0 ? g_ptr_array_index (found, 0) : NULL;
  *company = row != NULL ? pd_record_ref (row->record) : NULL;
  return TRUE;
}

static gboolean
add_row (PdStoreSession *session,
         Finding *finding,
         const PdRecord *record,
         const PdRecord *company,
         GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autoptr (PdStoreStanding) standing =
      pd_store_get_standing (session, type, pd_record_get_id (record), error);
  PdReconcileItem *item;

  if (standing == NULL)
    return FALSE;
  item = pd_reconcile_item_from_standing (standing);
  g_ptr_array_add (finding->items, item);
  if (type == &pd_invoice_type && item->reason == PD_RECONCILE_BOTH)
    check_seller (record, company, item);
  if (type == &pd_received_type)
    return describe_received (session, item, error);
  return type != &pd_order_type || follow_invoice (session, record, item, error);
}

static gboolean
find_of_type (PdStoreSession *session,
              const PdRecordType *type,
              Finding *finding,
              const PdRecord *company,
              GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (type);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GPtrArray) found = NULL;

  query->search = g_strdup (finding->text);
  rows = pd_store_query_rows (session, query, NULL, error);
  if (rows == NULL)
    return FALSE;
  found = pd_store_get_rows (session, type, (const gint64 *) rows->data, MIN (rows->len, MAX_FOUND), error);
  finding->more = finding->more || rows->len > MAX_FOUND;
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const PdStoreRow *row = g_ptr_array_index (found, i);

      if (row != NULL && !add_row (session, finding, row->record, company, error))
        return FALSE;
    }
  return found != NULL;
}

static gboolean
is_listed (GPtrArray *items, const PdRecordType *type, const char *id)
{
  for (guint i = 0; i < items->len; i++)
    {
      const PdReconcileItem *item = g_ptr_array_index (items, i);

      if (item->type == type && g_strcmp0 (item->id, id) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
find_lost (PdStoreSession *session, Finding *finding, GError **error)
{
  g_autoptr (GPtrArray) all = pd_store_list_lost (session, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const PdStoreLost *lost = g_ptr_array_index (all, i);
      const char *title = pd_record_get_title (lost->record);

      if (title == NULL || strstr (title, finding->text) == NULL ||
          is_listed (finding->items, pd_record_get_record_type (lost->record),
                     pd_record_get_id (lost->record)))
        continue;
      g_ptr_array_add (finding->items, pd_reconcile_item_from_lost (lost));
    }
  return all != NULL;
}

/* What was deleted is not searched for; its whole number is known. */
static gboolean
find_deleted (PdStoreSession *session, Finding *finding, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (PdRecord) order =
      pd_store_find_ever (session, &pd_order_type, "", PD_ORDER_NUMBER, finding->text, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (order != NULL && pd_record_is_deleted (order))
    return add_row (session, finding, order, NULL, error);
  return TRUE;
}

static gboolean
find_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Finding *finding = data;
  g_autoptr (PdRecord) company = NULL;

  if (!find_company (session, &company, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (found_types); i++)
    if (!find_of_type (session, found_types[i], finding, company, error))
      return FALSE;
  return find_lost (session, finding, error) &&
         (finding->items->len > 0 || find_deleted (session, finding, error));
}

/* --- the platform's answer */

static gboolean
is_blank (const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  for (guint field = 0; field < type->n_fields; field++)
    if (type->fields[field].merge != PD_MERGE_DERIVED && pd_record_has (record, field))
      return FALSE;
  return TRUE;
}

/* Why this cache does not have what the platform has: a record without content is one that its reader may not see. */
static gboolean
explain_absence (PdStoreSession *session,
                 const PdRecord *record,
                 const PdStoreStanding *here,
                 PdReconcileReason *reason,
                 GError **error)
{
  gboolean kept;

  *reason = PD_RECONCILE_HIDDEN;
  if (is_blank (record))
    return TRUE;
  if (!pd_reconcile_keeps (session, record, &kept, error))
    return FALSE;
  if (here != NULL && !here->deleted)
    *reason = PD_RECONCILE_NEWER_THERE;
  else
    *reason = kept ? PD_RECONCILE_MISSING_HERE : PD_RECONCILE_TOO_OLD;
  return TRUE;
}

/* What the platform found and this cache may have under another name meanwhile. */
static gboolean
merge_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Finding *finding = data;

  for (guint i = 0; i < finding->there->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (finding->there, i);
      const PdRecordType *type = pd_record_get_record_type (record);
      PdReconcileReason reason;
      PdReconcileItem *item;
      g_autoptr (GError) local = NULL;
      g_autoptr (PdStoreStanding) here =
          pd_store_get_standing (session, type, pd_record_get_id (record), &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!explain_absence (session, record, here, &reason, error))
        return FALSE;
      item = pd_reconcile_item_from_record (record, reason);
      /* Of what may not be seen only the question is known. */
      if (item->title == NULL)
        item->title = g_strdup (finding->text);
      g_ptr_array_add (finding->items, item);
    }
  return TRUE;
}

static void
add_answer (Finding *finding, PdReconcileReason reason, const char *message)
{
  PdReconcileItem *item = g_new0 (PdReconcileItem, 1);

  item->title = g_strdup (finding->text);
  item->month = g_strdup ("");
  item->reason = reason;
  item->message = g_strdup (message);
  g_ptr_array_add (finding->items, item);
}

/* Nobody is told that all is there, or that there is none, when not all was looked at. */
static void
return_items (GTask *task)
{
  Finding *finding = g_task_get_task_data (task);

  if (finding->more)
    add_answer (finding, PD_RECONCILE_NOT_ALL, NULL);
  g_task_return_pointer (task, g_ptr_array_ref (finding->items), (GDestroyNotify) g_ptr_array_unref);
}

static void
merged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!pd_store_read_finish (PD_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    return_items (task);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PdSyncService *self = g_task_get_source_object (task);
  Finding *finding = g_task_get_task_data (task);
  gint64 retry_after;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer =
      pd_sync_transport_send_finish (PD_SYNC_TRANSPORT (source), result, &retry_after, &error);
  g_autoptr (PdWirePage) page = NULL;

  if (answer != NULL)
    page =
        pd_wire_page_from_text (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), &error);
  if (g_task_return_error_if_cancelled (task))
    return;
  finding->more = page != NULL && page->more;
  if (page != NULL && page->records->len > 0)
    {
      finding->there = g_ptr_array_ref (page->records);
      pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, merge_job, finding, NULL,
                           g_task_get_cancellable (task), merged_cb, g_object_ref (task));
      return;
    }
  if (!finding->more)
    add_answer (finding, page != NULL ? PD_RECONCILE_NOWHERE : PD_RECONCILE_NOT_HERE,
                error != NULL ? error->message : NULL);
  return_items (task);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  PdSyncService *self = g_task_get_source_object (task);
  Finding *finding = g_task_get_task_data (task);
  g_autofree char *escaped = g_uri_escape_string (finding->text, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/v1/sync/find?text=", escaped, NULL);
  GError *error = NULL;

  if (!pd_store_read_finish (PD_STORE (source), result, &error))
    g_task_return_error (task, error);
  else if (finding->items->len > 0)
    return_items (task);
  else if (self->transport == NULL || pd_sync_engine_get_phase (self->engine) == PD_SYNC_PHASE_OFFLINE)
    {
      add_answer (finding, PD_RECONCILE_NOT_HERE, pd_sync_service_get_message (self));
      return_items (task);
    }
  else
    pd_sync_transport_send_async (self->transport, "GET", path, NULL, PD_WIRE_MAX_BYTES,
                                  g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

/**
 * pd_sync_service_find_async:
 * @self: a service
 * @text: a number, a part of one, or a name
 * @cancellable: (nullable): stops it
 * @callback: called with the answers
 * @user_data: for @callback
 *
 * Looks here, and asks the platform for what is not here.
 */
void
pd_sync_service_find_async (PdSyncService *self,
                            const char *text,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Finding *finding = g_new0 (Finding, 1);

  g_task_set_source_tag (task, pd_sync_service_find_async);
  g_task_set_task_data (task, finding, finding_free);
  finding->text = g_strstrip (g_strdup (text));
  finding->items = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_reconcile_item_free);
  if (*finding->text == '\0')
    {
      return_items (task);
      return;
    }
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, find_job, finding, NULL, cancellable, found_cb,
                       g_object_ref (task));
}

/**
 * pd_sync_service_find_finish:
 * @self: a service
 * @result: the callback's
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type PdReconcileItem): at least one answer for a text that is not empty
 */
GPtrArray *
pd_sync_service_find_finish (PdSyncService *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
