/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-sync.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "store/pd-store-blobs.h"
#include "store/pd-store-list.h"
#include "sync/pd-sync-service.h"

#include <glib/gi18n-lib.h>

#define POLL_MILLISECONDS 500
#define MAX_WAIT (24 * 60 * 60)

/* Rows that are read at once. */
#define BLOCK 500

/** Progress: what is still to come. */
typedef struct
{
  guint issuing;   /* orders whose invoice is asked for */
  guint reversing; /* red-letter forms that are with the bureau; not those that wait for one side's word */
  guint stuck;     /* of both those that wait for a person: time alone does not bring them */
  PdStoreCounts counts;
  guint files;     /* that wait to be sent */
  guint bad_files; /* that are not sent because something is wrong with them */
} Progress;

/* Somebody has to sign in, mend the connection or decide. An unknown outcome is no such thing: the platform asks by
 * itself until the bureau has answered. */
static gboolean
needs_person (const PdRecord *record, const char *waiting_state, guint next_field)
{
  const char *next = pd_record_get_text (record, next_field);

  return g_strcmp0 (pd_record_get_state (record), waiting_state) == 0 ||
         g_strcmp0 (next, PD_INVOICE_NEXT_SIGN_IN) == 0 || g_strcmp0 (next, PD_INVOICE_NEXT_CONFIGURE) == 0 ||
         g_strcmp0 (next, PD_INVOICE_NEXT_DECIDE) == 0;
}

/* Adds the records in this state to @n, and those of them that wait for a person to @stuck. */
static gboolean
count_state (PdStoreSession *session,
             const PdRecordType *type,
             const char *state,
             guint *n,
             guint *stuck,
             GError **error)
{
  gboolean is_form = type == &pd_red_form_type;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (type);
  g_autoptr (GArray) rows = NULL;

  query->state = g_strdup (state);
  rows = pd_store_query_rows (session, query, NULL, error);
  if (rows == NULL)
    return FALSE;
  *n += rows->len;
  for (guint at = 0; stuck != NULL && at < rows->len; at += BLOCK)
    {
      g_autoptr (GPtrArray) block =
          pd_store_get_rows (session, type, (const gint64 *) (gpointer) rows->data + at,
                             MIN (BLOCK, rows->len - at), error);

      if (block == NULL)
        return FALSE;
      for (guint i = 0; i < block->len; i++)
        {
          const PdStoreRow *row = g_ptr_array_index (block, i);

          *stuck += row != NULL &&
                    needs_person (row->record, is_form ? PD_RED_FORM_STATE_SIGN_IN : PD_INVOICE_STATE_WAITING,
                                  is_form ? (guint) PD_RED_FORM_NEXT_STEP : (guint) PD_INVOICE_NEXT_STEP);
        }
    }
  return TRUE;
}

static gboolean
progress_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const invoice_states[] = { PD_INVOICE_STATE_QUEUED, PD_INVOICE_STATE_WAITING,
                                                PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_STATE_UNKNOWN };
  static const char *const form_states[] = { PD_RED_FORM_STATE_QUEUED, PD_RED_FORM_STATE_SIGN_IN,
                                             PD_RED_FORM_STATE_SUBMITTED, PD_RED_FORM_STATE_UNKNOWN,
                                             PD_RED_FORM_STATE_CONFIRMED };
  Progress *progress = data;
  guint invoices = 0;

  for (guint i = 0; i < G_N_ELEMENTS (invoice_states); i++)
    if (!count_state (session, &pd_invoice_type, invoice_states[i], &invoices, &progress->stuck, error))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (form_states); i++)
    if (!count_state (session, &pd_red_form_type, form_states[i], &progress->reversing, &progress->stuck,
                      error))
      return FALSE;
  return count_state (session, &pd_order_type, PD_ORDER_STATE_ISSUING, &progress->issuing, NULL, error) &&
         pd_store_get_counts (session, &progress->counts, error) &&
         pd_store_blob_count_queue (session, &progress->files, &progress->bad_files, error);
}

static gboolean
look (PdCtl *ctl, Progress *progress, GError **error)
{
  *progress = (Progress){ 0 };
  return pd_store_read (ctl->store, progress_job, progress, ctl->cancellable, error);
}

static gboolean
sync_once (PdCtl *ctl, PdSyncService *service, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  pd_sync_service_sync_async (service, ctl->cancellable, pd_ctl_finish_cb, &result);
  return pd_sync_service_sync_finish (service, pd_ctl_wait (&result), error);
}

/* The files of attachments; a command may have waited for one. What is wrong with them is told, and stops nothing. */
static gboolean
send_files (PdCtl *ctl, PdSyncService *service, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) local = NULL;
  Progress before;

  if (!look (ctl, &before, error))
    return FALSE;
  if (before.files == 0)
    return TRUE;
  pd_sync_blobs_drain_async (pd_sync_service_get_blobs (service), ctl->cancellable, pd_ctl_finish_cb,
                             &result);
  if (!pd_sync_blobs_drain_finish (pd_sync_service_get_blobs (service), pd_ctl_wait (&result), &local))
    pd_ctl_warn (ctl, "%s", local->message);
  return sync_once (ctl, service, error);
}

/* Asks again until the bureau has answered for every invoice and red-letter form that needs no person, or the time is
 * over. */
static gboolean
wait_for_invoices (PdCtl *ctl, PdSyncService *service, gint64 seconds, Progress *progress, GError **error)
{
  gint64 end = g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND;

  while (progress->issuing + progress->reversing > progress->stuck && g_get_monotonic_time () < end)
    {
      if (!pd_ctl_sleep (ctl, POLL_MILLISECONDS))
        return !g_cancellable_set_error_if_cancelled (ctl->cancellable, error);
      if (!sync_once (ctl, service, error) || !look (ctl, progress, error))
        return FALSE;
    }
  return TRUE;
}

static void
report (PdCtl *ctl, PdSyncService *service, const Progress *progress)
{
  guint sent = pd_sync_service_get_sent (service), received = pd_sync_service_get_received (service);

  pd_ctl_json_integer (ctl->document, "sent", sent);
  pd_ctl_json_integer (ctl->document, "received", received);
  pd_ctl_json_integer (ctl->document, "waiting", progress->counts.waiting + progress->counts.in_flight);
  pd_ctl_json_integer (ctl->document, "conflicts", progress->counts.conflicts);
  pd_ctl_json_integer (ctl->document, "issuing", progress->issuing);
  pd_ctl_json_integer (ctl->document, "reversing", progress->reversing);
  pd_ctl_json_integer (ctl->document, "needs_person", progress->stuck);
  pd_ctl_json_integer (ctl->document, "files_waiting", progress->files + progress->bad_files);
  pd_ctl_say (ctl, ngettext ("%u change sent.", "%u changes sent.", sent), sent);
  pd_ctl_say (ctl, ngettext ("%u record received.", "%u records received.", received), received);
  if (progress->issuing > 0)
    pd_ctl_say (ctl,
                ngettext ("%u invoice is not back from the tax bureau yet.",
                          "%u invoices are not back from the tax bureau yet.", progress->issuing),
                progress->issuing);
  if (progress->reversing > 0)
    pd_ctl_say (ctl,
                ngettext ("%u red-letter form is not back from the tax bureau yet.",
                          "%u red-letter forms are not back from the tax bureau yet.", progress->reversing),
                progress->reversing);
  if (progress->stuck > 0)
    pd_ctl_warn (ctl,
                 ngettext ("%u of them waits for a person: “piaodanctl invoice queue” says for whom.",
                           "%u of them wait for a person: “piaodanctl invoice queue” says for whom.",
                           progress->stuck),
                 progress->stuck);
  if (progress->files + progress->bad_files > 0)
    pd_ctl_warn (ctl,
                 ngettext ("%u file was not sent: “piaodanctl attachment list” says why.",
                           "%u files were not sent: “piaodanctl attachment list” says why.",
                           progress->files + progress->bad_files),
                 progress->files + progress->bad_files);
  if (progress->counts.conflicts > 0)
    pd_ctl_warn (ctl,
                 ngettext ("%u conflict waits for you: “piaodanctl conflict list”.",
                           "%u conflicts wait for you: “piaodanctl conflict list”.",
                           progress->counts.conflicts),
                 progress->counts.conflicts);
}

/**
 * pd_ctl_sync:
 *
 * Sends what waits and fetches what is new; with --wait until the bureau has answered for every invoice and every
 * red-letter form that needs nobody's word, with --allow-removals although much is taken away.
 */
gboolean
pd_ctl_sync (PdCtl *ctl, GError **error)
{
  g_autoptr (PdSyncService) service = NULL;
  g_autoptr (GAsyncResult) restored = NULL;
  Progress progress;
  gint64 seconds = 0;

  if (!pd_ctl_arguments_get_number (ctl->arguments, "wait", MAX_WAIT, &seconds, error))
    return FALSE;
  service = pd_sync_service_new (ctl->store);
  pd_sync_service_restore_async (service, ctl->cancellable, pd_ctl_finish_cb, &restored);
  if (!pd_sync_service_restore_finish (service, pd_ctl_wait (&restored), error))
    return FALSE;
  if (pd_ctl_arguments_has (ctl->arguments, "allow-removals"))
    pd_sync_service_allow_removals (service);
  if (!sync_once (ctl, service, error) || !send_files (ctl, service, error) ||
      !look (ctl, &progress, error) || !wait_for_invoices (ctl, service, seconds, &progress, error))
    return FALSE;
  report (ctl, service, &progress);
  if (seconds > 0 && progress.issuing + progress.reversing > 0)
    ctl->status = PD_CTL_STATUS_PARTLY;
  return TRUE;
}
