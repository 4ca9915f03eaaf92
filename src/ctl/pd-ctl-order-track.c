/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-track.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-import.h"
#include "ctl/pd-ctl-table.h"
#include "document/pd-tracking-file.h"
#include "model/pd-order-facts.h"
#include "store/pd-store-tracking.h"

#include <glib/gi18n-lib.h>

/* Orders that are saved in one transaction: what is done stays done when the rest is stopped. */
#define ORDERS_AT_ONCE 100

/** Work: a carrier's file on its way into the orders. */
typedef struct
{
  PdCtl *ctl;
  PdTrackingFile *file;      /* (owned) (nullable) */
  PdStoreTracking *tracking; /* (owned) (nullable) */
  gboolean only_looks;
  gint64 now;
  guint first; /* the first order of the job that runs */
} Work;

static gboolean
plan_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  g_clear_pointer (&work->tracking, pd_store_tracking_free);
  work->tracking = pd_store_tracking_plan (session, work->file->events, cancellable, error);
  return work->tracking != NULL;
}

static gboolean
enter_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  return pd_store_tracking_enter (session, work->tracking, work->first, ORDERS_AT_ONCE, work->now, error);
}

static gboolean
enter_all (Work *work, GError **error)
{
  for (; work->first < work->tracking->orders->len; work->first += ORDERS_AT_ONCE)
    if (g_cancellable_set_error_if_cancelled (work->ctl->cancellable, error) ||
        !pd_store_write (work->ctl->store, enter_job, work, work->ctl->cancellable, error))
      return FALSE;
  return TRUE;
}

/* --- the answer */

static PdTrackingOutcome
outcome_of (const Work *work, const PdStoreTracked *tracked)
{
  return work->only_looks ? tracked->expected : tracked->outcome;
}

static void
report_event (const Work *work, PdCtlTable *table, const PdStoreTracked *tracked)
{
  static const char *const results[] = { "unmatched", "known", "entered", "refused" };
  PdCtlJson *json = work->ctl->document;
  const PdTrackingEvent *event = tracked->event;
  PdTrackingOutcome outcome = outcome_of (work, tracked);
  const char *sentence =
      tracked->sentence != NULL ? tracked->sentence : pd_tracking_outcome_sentence (outcome);

  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_integer (json, "row", event->row);
  pd_ctl_json_string (json, "tracking_number", event->number);
  pd_ctl_json_integer (json, "happened_at", event->happened_at);
  pd_ctl_json_string (json, "kind", event->kind);
  pd_ctl_json_string (json, "place", event->place);
  pd_ctl_json_string (json, "text", event->text);
  pd_ctl_json_string (json, "order", tracked->order);
  pd_ctl_json_string (json, "result", results[outcome]);
  pd_ctl_json_string (json, "message", sentence);
  pd_ctl_json_close (json, '}');
  if (outcome == PD_TRACKING_KNOWN)
    return;
  pd_ctl_table_take (table, g_strdup_printf ("%u", event->row));
  pd_ctl_table_add (table, event->number);
  pd_ctl_table_add (table,
                    _ (pd_choice_label (pd_tracking_type.fields[PD_TRACKING_KIND].choices, event->kind)));
  pd_ctl_table_add (table, tracked->order != NULL ? tracked->order : "");
  pd_ctl_table_add (table, sentence);
}

static void
report_problems (PdCtl *ctl, const PdTrackingFile *file)
{
  pd_ctl_json_open (ctl->document, "problems", '[');
  for (guint i = 0; i < file->problems->len; i++)
    {
      const PdTrackingProblem *problem = g_ptr_array_index (file->problems, i);

      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_integer (ctl->document, "row", problem->row);
      pd_ctl_json_string (ctl->document, "message", problem->sentence);
      pd_ctl_json_close (ctl->document, '}');
      pd_ctl_warn (ctl, _ ("Row %1$u: %2$s"), problem->row, problem->sentence);
    }
  pd_ctl_json_close (ctl->document, ']');
}

static void
report (Work *work)
{
  PdCtl *ctl = work->ctl;
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (5);
  guint counts[PD_TRACKING_REFUSED + 1] = { 0 };
  const GPtrArray *tracked = work->tracking->tracked;

  pd_ctl_table_add (table, _ ("Row"));
  pd_ctl_table_set_right (table, 0);
  pd_ctl_table_add (table, _ ("Tracking number"));
  pd_ctl_table_add (table, _ ("Event"));
  pd_ctl_table_add (table, _ ("Order"));
  pd_ctl_table_add (table, "");
  pd_ctl_json_open (ctl->document, "events", '[');
  for (guint i = 0; i < tracked->len; i++)
    {
      counts[outcome_of (work, g_ptr_array_index (tracked, i))]++;
      report_event (work, table, g_ptr_array_index (tracked, i));
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "entered", work->only_looks ? 0 : counts[PD_TRACKING_ENTERED]);
  if (!ctl->arguments->json && counts[PD_TRACKING_KNOWN] < tracked->len)
    pd_ctl_table_write (table, ctl->out);
  pd_ctl_say (
      ctl,
      work->only_looks
          ? _ ("%1$u new, %2$u known, %3$u of no order here, %4$u refused. Nothing was entered.")
          : _ ("%1$u new, %2$u known, %3$u of no order here, %4$u refused; the next sync sends them."),
      counts[PD_TRACKING_ENTERED], counts[PD_TRACKING_KNOWN], counts[PD_TRACKING_UNMATCHED],
      counts[PD_TRACKING_REFUSED]);
  report_problems (ctl, work->file);
  if (work->file->problems->len > 0 || counts[PD_TRACKING_UNMATCHED] > 0 || counts[PD_TRACKING_REFUSED] > 0)
    ctl->status = PD_CTL_STATUS_PARTLY;
}

/**
 * pd_ctl_order_track_file:
 * @path: what a carrier or a shipping platform exports, as CSV or XLSX
 * @error: return location
 *
 * Enters the events of a file for the parcels of their numbers, and says what of it is of no order. What was entered before
 * stays one. With --check nothing is entered.
 */
gboolean
pd_ctl_order_track_file (PdCtl *ctl, const char *path, GError **error)
{
  Work work = { .ctl = ctl,
                .only_looks = pd_ctl_arguments_has (ctl->arguments, "check"),
                .now = g_get_real_time () };
  g_autoptr (PdSheetBook) book = NULL;
  gboolean good;

  if (!work.only_looks && !pd_ctl_check_right (ctl, "patch", pd_tracking_type.name, error))
    return FALSE;
  book = pd_ctl_load_book (ctl, path, error);
  work.file = book != NULL ? pd_tracking_file_read (book, error) : NULL;
  good = work.file != NULL && pd_store_read (ctl->store, plan_job, &work, ctl->cancellable, error) &&
         (work.only_looks || enter_all (&work, error));
  if (good)
    report (&work);
  g_clear_pointer (&work.tracking, pd_store_tracking_free);
  g_clear_pointer (&work.file, pd_tracking_file_free);
  return good;
}
