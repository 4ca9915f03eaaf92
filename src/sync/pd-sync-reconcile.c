/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-reconcile.h"

#include "model/pd-party.h"
#include "model/pd-record-month.h"
#include "model/pd-workflow.h"
#include "store/pd-store-streams.h"

static void
month_free (gpointer data)
{
  PdReconcileMonth *month = data;

  g_free (month->month);
  g_free (month);
}

/** pd_reconcile_report_new: Returns: (transfer full): an empty report */
PdReconcileReport *
pd_reconcile_report_new (void)
{
  PdReconcileReport *report = g_new0 (PdReconcileReport, 1);

  report->months = g_ptr_array_new_with_free_func (month_free);
  report->items = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_reconcile_item_free);
  report->found = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_reconcile_item_free);
  return report;
}

void
pd_reconcile_report_free (PdReconcileReport *report)
{
  g_ptr_array_unref (report->months);
  g_ptr_array_unref (report->items);
  g_ptr_array_unref (report->found);
  g_free (report->message);
  g_free (report);
}

/** pd_reconcile_month_agrees: Returns: whether both sides have as many records and as much money, if both keep it */
gboolean
pd_reconcile_month_agrees (const PdReconcileMonth *month)
{
  return !month->kept || (month->here_count == month->there_count && month->here_total == month->there_total);
}

/** pd_reconcile_report_agrees: Returns: whether the platform was asked and nothing differs */
gboolean
pd_reconcile_report_agrees (const PdReconcileReport *report)
{
  if (!report->asked || report->items->len > 0 || report->n_more > 0)
    return FALSE;
  for (guint i = 0; i < report->months->len; i++)
    if (!pd_reconcile_month_agrees (g_ptr_array_index (report->months, i)))
      return FALSE;
  return TRUE;
}

/** pd_reconcile_report_needs_repair: Returns: whether something differs that repairing makes good */
gboolean
pd_reconcile_report_needs_repair (const PdReconcileReport *report)
{
  if (!report->asked)
    return FALSE;
  for (guint i = 0; i < report->items->len; i++)
    {
      const PdReconcileItem *item = g_ptr_array_index (report->items, i);

      if (item->reason == PD_RECONCILE_MISSING_HERE || item->reason == PD_RECONCILE_CHANGED ||
          item->reason == PD_RECONCILE_NEWER_THERE)
        return TRUE;
    }
  for (guint i = 0; i < report->months->len; i++)
    {
      const PdReconcileMonth *month = g_ptr_array_index (report->months, i);

      if (month->n_items == 0 && !pd_reconcile_month_agrees (month))
        return TRUE;
    }
  return report->n_more > 0;
}

/* --- months */

static PdReconcileMonth *
get_month (PdReconcileReport *report, const PdRecordType *type, const char *name)
{
  PdReconcileMonth *month;

  for (guint i = 0; i < report->months->len; i++)
    {
      month = g_ptr_array_index (report->months, i);
      if (month->type == type && g_strcmp0 (month->month, name) == 0)
        return month;
    }
  month = g_new0 (PdReconcileMonth, 1);
  month->type = type;
  month->month = g_strdup (name);
  g_ptr_array_add (report->months, month);
  return month;
}

static int
type_order (const PdRecordType *type)
{
  int order = 0;

  for (const PdRecordType *const *known = pd_record_types (); *known != NULL && *known != type; known++)
    order++;
  return order;
}

/* What people look at first: orders and invoices, the newest month on top. */
static int
compare_months (gconstpointer a, gconstpointer b)
{
  const PdReconcileMonth *x = *(const PdReconcileMonth *const *) a, *y = *(const PdReconcileMonth *const *) b;
  gboolean x_dated = pd_record_type_month_field (x->type) != NULL;
  gboolean y_dated = pd_record_type_month_field (y->type) != NULL;

  if (x_dated != y_dated)
    return y_dated - x_dated;
  if (x->type != y->type)
    return type_order (x->type) - type_order (y->type);
  return g_strcmp0 (y->month, x->month);
}

static gboolean
keeps_month (PdStoreSession *session,
             const PdRecordType *type,
             const char *month,
             gboolean *kept,
             GError **error)
{
  char stream[PD_STREAM_MAX];
  guint since = 0, year;

  *kept = TRUE;
  if (!pd_stream_name (type, month, stream))
    return TRUE;
  year = pd_stream_year (stream);
  if (!pd_store_get_keep_since (session, &since, error))
    return FALSE;
  if (since == 0 || year == 0 || year >= since)
    return TRUE;
  return pd_store_keeps_stream (session, stream, kept, error);
}

/** pd_reconcile_keeps: @kept: (out): whether this cache keeps records of its year. Returns: %FALSE on failure */
gboolean
pd_reconcile_keeps (PdStoreSession *session, const PdRecord *record, gboolean *kept, GError **error)
{
  g_autofree char *month = pd_record_month (record);

  return keeps_month (session, pd_record_get_record_type (record), month, kept, error);
}

static gboolean
look_at_years (PdReconcileReport *report, PdStoreSession *session, GError **error)
{
  for (guint i = 0; i < report->months->len; i++)
    {
      PdReconcileMonth *month = g_ptr_array_index (report->months, i);

      if (!keeps_month (session, month->type, month->month, &month->kept, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_months (PdReconcileReport *report, PdStoreSession *session, const PdWireSummary *summary, GError **error)
{
  g_autoptr (GPtrArray) here = pd_store_list_months (session, error);

  if (here == NULL)
    return FALSE;
  for (guint i = 0; i < here->len; i++)
    {
      const PdStoreMonth *row = g_ptr_array_index (here, i);
      PdReconcileMonth *month =
          row->type != &pd_company_type ? get_month (report, row->type, row->month) : NULL;

      if (month == NULL)
        continue;
      month->here_count = row->count;
      month->here_total = row->total;
    }
  for (guint i = 0; summary != NULL && i < summary->months->len; i++)
    {
      const PdWireMonth *row = g_ptr_array_index (summary->months, i);
      const PdRecordType *type = pd_record_type_find (row->type);
      PdReconcileMonth *month =
          type != NULL && type != &pd_company_type ? get_month (report, type, row->month) : NULL;

      if (month == NULL)
        continue;
      month->there_count = row->count;
      month->there_total = row->total;
    }
  return TRUE;
}

/* --- items */

/** pd_reconcile_item_from_record: Returns: (transfer full): of a version that is not in this cache's list */
PdReconcileItem *
pd_reconcile_item_from_record (const PdRecord *record, PdReconcileReason reason)
{
  PdReconcileItem *item = g_new0 (PdReconcileItem, 1);

  item->type = pd_record_get_record_type (record);
  item->id = g_strdup (pd_record_get_id (record));
  item->title = *pd_record_get_title (record) != '\0' ? g_strdup (pd_record_get_title (record)) : NULL;
  item->month = pd_record_month (record);
  item->flow_state = g_strdup (pd_record_get_state (record));
  item->total = pd_workflow_total (record);
  item->reason = reason;
  item->there = TRUE;
  return item;
}

/** pd_reconcile_item_from_lost: Returns: (transfer full): what the platform has lost, with why it did not take it back */
PdReconcileItem *
pd_reconcile_item_from_lost (const PdStoreLost *lost)
{
  PdReconcileItem *item =
      pd_reconcile_item_from_record (lost->record,
                                     lost->code != NULL ? PD_RECONCILE_NOT_TAKEN_BACK : PD_RECONCILE_LOST);

  item->since = lost->at;
  item->message = g_strdup (lost->reason);
  item->there = lost->there > 0;
  return item;
}

static gboolean
is_lost (const PdReconcileItem *item)
{
  return item->reason == PD_RECONCILE_LOST || item->reason == PD_RECONCILE_NOT_TAKEN_BACK;
}

static guint
item_hash (gconstpointer data)
{
  const PdReconcileItem *item = data;

  return g_str_hash (item->id) ^ g_direct_hash (item->type);
}

static gboolean
item_equal (gconstpointer a, gconstpointer b)
{
  const PdReconcileItem *x = a, *y = b;

  return x->type == y->type && g_str_equal (x->id, y->id);
}

/* @item: (transfer full); the first reason that is known of a record is the nearest to a person */
static void
add_item (PdReconcileReport *report, GHashTable *known, PdReconcileItem *item)
{
  if (item->reason == PD_RECONCILE_BOTH || item->type == &pd_company_type ||
      g_hash_table_contains (known, item))
    {
      pd_reconcile_item_free (item);
      return;
    }
  g_hash_table_add (known, item);
  g_ptr_array_add (report->items, item);
  report->n_lost += is_lost (item);
  get_month (report, item->type, item->month)->n_items++;
}

static void
add_standings (PdReconcileReport *report, GHashTable *known, GPtrArray *standings)
{
  for (guint i = 0; i < standings->len; i++)
    add_item (report, known, pd_reconcile_item_from_standing (g_ptr_array_index (standings, i)));
}

static void
add_lost (PdReconcileReport *report, GHashTable *known, GPtrArray *all)
{
  for (guint i = 0; i < all->len; i++)
    add_item (report, known, pd_reconcile_item_from_lost (g_ptr_array_index (all, i)));
}

/* @item: (out) (transfer full) (nullable): NULL when it is no difference after all */
static gboolean
explain_difference (PdStoreSession *session,
                    const PdWireDigestEntry *entry,
                    const PdRecord *there,
                    PdReconcileItem **item,
                    GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (PdStoreStanding) here = pd_store_get_standing (session, entry->type, entry->id, &local);
  gboolean is_there = there != NULL && !pd_record_is_deleted (there);

  *item = NULL;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (here == NULL)
    {
      if (is_there)
        *item = pd_reconcile_item_from_record (there, PD_RECONCILE_MISSING_HERE);
      return TRUE;
    }
  *item = pd_reconcile_item_from_standing (here);
  (*item)->there = is_there;
  (*item)->since = 0;
  g_clear_pointer (&(*item)->message, g_free);
  if (there == NULL)
    (*item)->reason = PD_RECONCILE_LOST;
  else if (pd_record_get_revision (there) > here->revision)
    (*item)->reason = PD_RECONCILE_NEWER_THERE;
  else
    (*item)->reason = PD_RECONCILE_CHANGED;
  return TRUE;
}

/** pd_reconcile_report_look: what a comparison that only looks calls, with the report: see #PdSyncComparisonLook */
gboolean
pd_reconcile_report_look (PdStoreSession *session,
                          const PdWireDigestEntry *entry,
                          const PdRecord *there,
                          gpointer report,
                          GError **error)
{
  PdReconcileItem *item;

  if (!explain_difference (session, entry, there, &item, error))
    return FALSE;
  if (item != NULL)
    g_ptr_array_add (((PdReconcileReport *) report)->found, item);
  return TRUE;
}

static void
add_differences (PdReconcileReport *report, GHashTable *known, const PdSyncComparison *comparison)
{
  gsize n;
  g_autofree gpointer *found = g_ptr_array_steal (report->found, &n);

  for (gsize i = 0; i < n; i++)
    add_item (report, known, found[i]);
  report->n_more += pd_sync_comparison_get_n_left (comparison);
}

/**
 * pd_reconcile_report_fill:
 * @report: an empty report
 * @session: the session
 * @summary: (nullable): what the platform has by type and month; %NULL when it was not asked
 * @comparison: (nullable): a comparison that only looked, and is done
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_reconcile_report_fill (PdReconcileReport *report,
                          PdStoreSession *session,
                          const PdWireSummary *summary,
                          const PdSyncComparison *comparison,
                          GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new (item_hash, item_equal);
  g_autoptr (GPtrArray) unsettled = pd_store_list_unsettled (session, G_MAXINT, error);
  g_autoptr (GPtrArray) lost = unsettled != NULL ? pd_store_list_lost (session, error) : NULL;
  g_autoptr (GPtrArray) at_bureau = lost != NULL ? pd_store_list_at_bureau (session, G_MAXINT, error) : NULL;

  if (at_bureau == NULL || !add_months (report, session, summary, error))
    return FALSE;
  report->asked = summary != NULL;
  add_standings (report, known, unsettled);
  add_lost (report, known, lost);
  if (comparison != NULL)
    add_differences (report, known, comparison);
  add_standings (report, known, at_bureau);
  if (!look_at_years (report, session, error))
    return FALSE;
  g_ptr_array_sort (report->months, compare_months);
  return TRUE;
}

/**
 * pd_reconcile_report_filter:
 * @report: a report
 * @type: (nullable): the only type that is asked about
 * @month: (nullable): the only month
 *
 * Leaves out the rest. What has no month stays with @month %NULL alone.
 */
void
pd_reconcile_report_filter (PdReconcileReport *report, const PdRecordType *type, const char *month)
{
  for (guint i = report->months->len; i > 0; i--)
    {
      const PdReconcileMonth *row = g_ptr_array_index (report->months, i - 1);

      if ((type != NULL && row->type != type) || (month != NULL && !g_str_equal (row->month, month)))
        g_ptr_array_remove_index (report->months, i - 1);
    }
  report->n_lost = 0;
  for (guint i = report->items->len; i > 0; i--)
    {
      const PdReconcileItem *item = g_ptr_array_index (report->items, i - 1);

      if ((type != NULL && item->type != type) || (month != NULL && !g_str_equal (item->month, month)))
        g_ptr_array_remove_index (report->items, i - 1);
      else
        report->n_lost += is_lost (item);
    }
}
