/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-reconcile.h"

#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-money.h"
#include "model/pd-record-month.h"
#include "store/pd-store-lost.h"
#include "store/pd-store-repair.h"
#include "sync/pd-sync-service.h"

#include <glib/gi18n-lib.h>

/* Of the repairs that were made before, a person and a document are shown the newest. */
#define MAX_REPAIRS 20

/* Without a sign-in there is a service all the same: it tells what this computer knows, and why it is not more. */
static PdSyncService *
open_service (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSyncService) service = pd_sync_service_new (ctl->store);
  g_autoptr (GAsyncResult) restored = NULL;
  g_autoptr (GError) local = NULL;

  pd_sync_service_restore_async (service, ctl->cancellable, pd_ctl_finish_cb, &restored);
  if (!pd_sync_service_restore_finish (service, pd_ctl_wait (&restored), &local) &&
      g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&service);
}

/* --- the questions */

static gboolean
is_month (const char *text)
{
  return strlen (text) == 7 && g_ascii_isdigit (text[0]) && g_ascii_isdigit (text[1]) &&
         g_ascii_isdigit (text[2]) && g_ascii_isdigit (text[3]) && text[4] == '-' &&
         ((text[5] == '0' && text[6] >= '1' && text[6] <= '9') ||
          (text[5] == '1' && text[6] >= '0' && text[6] <= '2'));
}

/* @type, @month: (out) (nullable) */
static gboolean
read_choice (PdCtl *ctl, const PdRecordType **type, const char **month, GError **error)
{
  const char *name = pd_ctl_arguments_get (ctl->arguments, "type");

  *month = pd_ctl_arguments_get (ctl->arguments, "month");
  *type = name != NULL ? pd_record_type_find (name) : NULL;
  if (name != NULL && *type == NULL)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                   _ ("There is no type “%s”: order, invoice, buyer or good."), name);
      return FALSE;
    }
  if (*month != NULL && !is_month (*month))
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("“%s” is not a month: write it as 2026-11."),
                   *month);
      return FALSE;
    }
  return TRUE;
}

/* --- the answers */

/* What was found is told, and that it is not all. */
static void
end_with (PdCtl *ctl, PdCtlStatus status, const char *code, const char *message)
{
  ctl->status = status;
  pd_ctl_json_open (ctl->document, "error", '{');
  pd_ctl_json_string (ctl->document, "code", code);
  pd_ctl_json_string (ctl->document, "message", message);
  pd_ctl_json_close (ctl->document, '}');
}

static void
json_item (PdCtlJson *json, const PdReconcileItem *item)
{
  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "type", item->type != NULL ? item->type->name : NULL);
  pd_ctl_json_string (json, "id", item->id);
  pd_ctl_json_string (json, "title", item->title);
  pd_ctl_json_string (json, "month", item->month);
  pd_ctl_json_string (json, "state", item->flow_state);
  pd_ctl_json_integer (json, "total", item->total);
  pd_ctl_json_string (json, "reason", pd_reconcile_reason_name (item->reason));
  pd_ctl_json_string (json, "sentence", pd_reconcile_reason_sentence (item->reason));
  pd_ctl_json_string (json, "advice", pd_reconcile_reason_advice (item->reason));
  pd_ctl_json_string (json, "message", item->message);
  pd_ctl_json_integer (json, "since", item->since);
  pd_ctl_json_boolean (json, "here", item->here);
  pd_ctl_json_boolean (json, "there", item->there);
  pd_ctl_json_close (json, '}');
}

static void
json_items (PdCtlJson *json, const char *name, GPtrArray *items)
{
  pd_ctl_json_open (json, name, '[');
  for (guint i = 0; i < items->len; i++)
    json_item (json, g_ptr_array_index (items, i));
  pd_ctl_json_close (json, ']');
}

static void
json_side (PdCtlJson *json, const char *name, gint64 count, gint64 total)
{
  pd_ctl_json_open (json, name, '{');
  pd_ctl_json_integer (json, "count", count);
  pd_ctl_json_integer (json, "total", total);
  pd_ctl_json_close (json, '}');
}

static void
json_report (PdCtlJson *json, const PdReconcileReport *report)
{
  pd_ctl_json_boolean (json, "asked", report->asked);
  pd_ctl_json_boolean (json, "agrees", pd_reconcile_report_agrees (report));
  pd_ctl_json_string (json, "message", report->message);
  pd_ctl_json_integer (json, "repaired", report->n_repaired);
  pd_ctl_json_integer (json, "more", report->n_more);
  pd_ctl_json_open (json, "months", '[');
  for (guint i = 0; i < report->months->len; i++)
    {
      const PdReconcileMonth *month = g_ptr_array_index (report->months, i);

      pd_ctl_json_open (json, NULL, '{');
      pd_ctl_json_string (json, "type", month->type->name);
      pd_ctl_json_string (json, "month", month->month);
      json_side (json, "here", month->here_count, month->here_total);
      if (report->asked)
        json_side (json, "there", month->there_count, month->there_total);
      pd_ctl_json_boolean (json, "kept", month->kept);
      pd_ctl_json_integer (json, "differences", month->n_items);
      pd_ctl_json_close (json, '}');
    }
  pd_ctl_json_close (json, ']');
  json_items (json, "differences", report->items);
}

static char *
item_title (const PdReconcileItem *item)
{
  const char *title = item->title != NULL ? item->title : item->id;

  if (item->type == NULL)
    return g_strdup (title);
  /* Translators: the kind of a record, then its number or name. */
  return g_strdup_printf (_ ("%1$s %2$s"), _ (item->type->label), title);
}

static void
print_items (PdCtl *ctl, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const PdReconcileItem *item = g_ptr_array_index (items, i);
      const char *advice = pd_reconcile_reason_advice (item->reason);
      g_autofree char *text = pd_reconcile_item_describe (item);
      g_autoptr (PdCtlTable) table = pd_ctl_table_new (1);

      pd_ctl_table_take (table, item_title (item));
      pd_ctl_table_take (table, g_strconcat ("  ", text, NULL));
      if (advice != NULL)
        pd_ctl_table_take (table, g_strconcat ("  ", advice, NULL));
      pd_ctl_table_write (table, ctl->out);
    }
}

static void
take_money (PdCtlTable *table, const PdRecordType *type, gint64 total)
{
  pd_ctl_table_take (table,
                     pd_record_type_total_field (type) != NULL ? pd_money_format (total) : g_strdup (""));
}

static void
print_months (PdCtl *ctl, const PdReconcileReport *report)
{
  const char *const headings[] = { "",           _ ("Month"), _ ("Here"), _ ("Amount"), _ ("On the platform"),
                                   _ ("Amount"), "" };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (G_N_ELEMENTS (headings));

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    pd_ctl_table_add (table, headings[i]);
  for (guint i = 2; i < 6; i++)
    pd_ctl_table_set_right (table, i);
  for (guint i = 0; i < report->months->len; i++)
    {
      const PdReconcileMonth *month = g_ptr_array_index (report->months, i);

      pd_ctl_table_add (table, _ (month->type->label));
      pd_ctl_table_add (table, *month->month != '\0' ? month->month : "–");
      pd_ctl_table_take (table, g_strdup_printf ("%" G_GINT64_FORMAT, month->here_count));
      take_money (table, month->type, month->here_total);
      pd_ctl_table_take (table, report->asked ? g_strdup_printf ("%" G_GINT64_FORMAT, month->there_count)
                                              : g_strdup ("?"));
      if (report->asked)
        take_money (table, month->type, month->there_total);
      else
        pd_ctl_table_add (table, "");
      pd_ctl_table_add (table, !month->kept                                          ? _ ("not kept here")
                               : report->asked && !pd_reconcile_month_agrees (month) ? _ ("differs")
                                                                                     : "");
    }
  pd_ctl_table_write (table, ctl->out);
}

static void
print_report (PdCtl *ctl, const PdReconcileReport *report)
{
  print_months (ctl, report);
  if (report->items->len > 0)
    pd_ctl_print (ctl, "%s", "");
  print_items (ctl, report->items);
  if (report->n_more > 0)
    pd_ctl_print (ctl, _ ("  … and %u more."), report->n_more);
  if (report->n_repaired > 0)
    pd_ctl_say (ctl, ngettext ("%u record was repaired.", "%u records were repaired.", report->n_repaired),
                report->n_repaired);
  if (pd_reconcile_report_agrees (report))
    pd_ctl_say (ctl, _ ("Both sides agree."));
  if (report->message != NULL)
    pd_ctl_warn (ctl, "%s", report->message);
}

typedef struct
{
  GPtrArray *repairs; /* (owned) */
  GPtrArray *lost;    /* (owned) */
} History;

static gboolean
history_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  History *history = data;

  history->repairs = pd_store_list_repairs (session, MAX_REPAIRS, error);
  history->lost = history->repairs != NULL ? pd_store_list_lost (session, error) : NULL;
  return history->lost != NULL;
}

/* As it was: whoever has to enter it again reads it here. */
static void
json_lost (PdCtlJson *json, GPtrArray *all)
{
  pd_ctl_json_open (json, "lost", '[');
  for (guint i = 0; i < all->len; i++)
    {
      const PdStoreLost *lost = g_ptr_array_index (all, i);

      pd_ctl_json_open (json, NULL, '{');
      pd_ctl_json_integer (json, "at", lost->at);
      pd_ctl_json_integer (json, "there", lost->there);
      pd_ctl_json_string (json, "reason", lost->reason);
      pd_ctl_json_record (json, "record", lost->record);
      pd_ctl_json_close (json, '}');
    }
  pd_ctl_json_close (json, ']');
}

static gboolean
json_repairs (PdCtl *ctl, GError **error)
{
  History history = { 0 };

  if (!pd_store_read (ctl->store, history_job, &history, ctl->cancellable, error))
    {
      g_clear_pointer (&history.repairs, g_ptr_array_unref);
      return FALSE;
    }
  pd_ctl_json_open (ctl->document, "repairs", '[');
  for (guint i = 0; i < history.repairs->len; i++)
    {
      const PdStoreRepair *repair = g_ptr_array_index (history.repairs, i);

      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_integer (ctl->document, "at", repair->at);
      pd_ctl_json_string (ctl->document, "type", repair->type->name);
      pd_ctl_json_string (ctl->document, "id", repair->record_id);
      pd_ctl_json_string (ctl->document, "title", repair->title);
      pd_ctl_json_string (ctl->document, "what", pd_store_repair_kind_name (repair->kind));
      pd_ctl_json_string (ctl->document, "sentence", pd_store_repair_sentence (repair->kind));
      pd_ctl_json_close (ctl->document, '}');
    }
  pd_ctl_json_close (ctl->document, ']');
  json_lost (ctl->document, history.lost);
  g_ptr_array_unref (history.repairs);
  g_ptr_array_unref (history.lost);
  return TRUE;
}

/**
 * pd_ctl_reconcile:
 *
 * Counts and compares both sides by type and month, and says of each record that differs why; with --repair repairs.
 */
gboolean
pd_ctl_reconcile (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSyncService) service = NULL;
  g_autoptr (PdReconcileReport) report = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  gboolean repair = pd_ctl_arguments_has (ctl->arguments, "repair");
  const PdRecordType *type;
  const char *month;

  if (!read_choice (ctl, &type, &month, error))
    return FALSE;
  service = open_service (ctl, error);
  if (service == NULL)
    return FALSE;
  pd_sync_service_reconcile_async (service, repair, NULL, NULL, ctl->cancellable, pd_ctl_finish_cb, &result);
  report = pd_sync_service_reconcile_finish (service, pd_ctl_wait (&result), error);
  if (report == NULL)
    return FALSE;
  pd_reconcile_report_filter (report, type, month);
  if (ctl->arguments->json)
    {
      json_report (ctl->document, report);
      if (!json_repairs (ctl, error))
        return FALSE;
    }
  else
    print_report (ctl, report);
  if (!report->asked)
    end_with (ctl, PD_CTL_STATUS_NOT_CONNECTED, "not_asked", report->message);
  else if (!pd_reconcile_report_agrees (report))
    ctl->status = PD_CTL_STATUS_PARTLY;
  return TRUE;
}

/**
 * pd_ctl_reconcile_find:
 *
 * Says where a number or a name is, why, and what to do now.
 */
gboolean
pd_ctl_reconcile_find (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSyncService) service = open_service (ctl, error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) items = NULL;
  const PdReconcileItem *first;

  if (service == NULL)
    return FALSE;
  pd_sync_service_find_async (service, pd_ctl_arguments_positional (ctl->arguments, 0), ctl->cancellable,
                              pd_ctl_finish_cb, &result);
  items = pd_sync_service_find_finish (service, pd_ctl_wait (&result), error);
  if (items == NULL)
    return FALSE;
  if (items->len == 0)
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                           _ ("Enter at least two characters of a number or a name."));
      return FALSE;
    }
  if (ctl->arguments->json)
    json_items (ctl->document, "found", items);
  else
    print_items (ctl, items);
  first = g_ptr_array_index (items, 0);
  if (first->reason == PD_RECONCILE_NOWHERE)
    end_with (ctl, PD_CTL_STATUS_NOT_FOUND, "not_found", pd_reconcile_reason_sentence (first->reason));
  else if (first->reason == PD_RECONCILE_NOT_HERE)
    end_with (ctl, PD_CTL_STATUS_NOT_CONNECTED, "not_asked", first->message);
  return TRUE;
}

/**
 * pd_ctl_reconcile_give_back:
 *
 * Gives back to a restored platform what it has lost and this cache still has.
 */
gboolean
pd_ctl_reconcile_give_back (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSyncService) service = open_service (ctl, error);
  g_autoptr (GAsyncResult) result = NULL;
  guint n_taken, n_left;

  if (service == NULL)
    return FALSE;
  pd_sync_service_give_back_async (service, ctl->cancellable, pd_ctl_finish_cb, &result);
  if (!pd_sync_service_give_back_finish (service, pd_ctl_wait (&result), &n_taken, &n_left, error))
    return FALSE;
  pd_ctl_json_integer (ctl->document, "taken", n_taken);
  pd_ctl_json_integer (ctl->document, "left", n_left);
  pd_ctl_say (ctl,
              ngettext ("%u record is on the platform again.", "%u records are on the platform again.",
                        n_taken),
              n_taken);
  if (n_left > 0)
    {
      pd_ctl_warn (ctl,
                   ngettext ("The platform did not take %u record: “piaodanctl reconcile” says why.",
                             "The platform did not take %u records: “piaodanctl reconcile” says why.",
                             n_left),
                   n_left);
      ctl->status = PD_CTL_STATUS_PARTLY;
    }
  return TRUE;
}

typedef struct
{
  const char *name;
  guint n_forgotten;
} Forget;

static gboolean
forget_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Forget *forget = data;
  g_autoptr (GPtrArray) all = pd_store_list_lost (session, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const PdRecord *record = ((const PdStoreLost *) g_ptr_array_index (all, i))->record;

      if (!g_str_equal (pd_record_get_id (record), forget->name) &&
          g_strcmp0 (pd_record_get_title (record), forget->name) != 0)
        continue;
      if (!pd_store_forget_lost (session, pd_record_get_record_type (record), pd_record_get_id (record),
                                 error))
        return FALSE;
      forget->n_forgotten++;
    }
  return all != NULL;
}

/**
 * pd_ctl_reconcile_forget:
 *
 * Forgets what was kept of a record that the platform has lost: it is not wanted, or was entered again.
 */
gboolean
pd_ctl_reconcile_forget (PdCtl *ctl, GError **error)
{
  Forget forget = { .name = pd_ctl_arguments_positional (ctl->arguments, 0) };

  if (!pd_store_write (ctl->store, forget_job, &forget, ctl->cancellable, error))
    return FALSE;
  if (forget.n_forgotten == 0)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND,
                   _ ("The platform has lost nothing of the number or id “%s”."), forget.name);
      return FALSE;
    }
  pd_ctl_json_integer (ctl->document, "forgotten", forget.n_forgotten);
  pd_ctl_say (ctl, _ ("What was kept of “%s” is forgotten."), forget.name);
  return TRUE;
}
