/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-taking-kind.h"

#include "desktop/pd-field-text.h"
#include "document/pd-tracking-file.h"
#include "model/pd-order-facts.h"
#include "store/pd-store-tracking.h"

#include <glib/gi18n-lib.h>

/* Orders that are saved in one transaction. */
#define ORDERS_AT_ONCE 20

/** Work: a carrier's file. */
typedef struct
{
  PdTrackingFile *file;      /* (owned) */
  PdStoreTracking *tracking; /* (owned) (nullable) */
  gboolean is_entered;       /* that was tried, whole or in part */
} Work;

static gpointer
read_file (PdSheetBook *book, GError **error)
{
  PdTrackingFile *file = pd_tracking_file_read (book, error);
  Work *work;

  if (file == NULL)
    return NULL;
  work = g_new0 (Work, 1);
  work->file = file;
  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_clear_pointer (&work->tracking, pd_store_tracking_free);
  pd_tracking_file_free (work->file);
  g_free (work);
}

static gboolean
plan (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work->tracking = pd_store_tracking_plan (session, work->file->events, cancellable, error);
  return work->tracking != NULL;
}

static PdTakingMark
mark_of (const Work *work, const PdStoreTracked *tracked, const char **sentence)
{
  static const PdTakingMark marks[] = { [PD_TRACKING_UNMATCHED] = PD_TAKING_NOTHING,
                                        [PD_TRACKING_KNOWN] = PD_TAKING_KNOWN,
                                        [PD_TRACKING_ENTERED] = PD_TAKING_NEW,
                                        [PD_TRACKING_REFUSED] = PD_TAKING_WRONG };
  PdTrackingOutcome outcome = tracked->is_done ? tracked->outcome : tracked->expected;

  *sentence = tracked->sentence != NULL ? tracked->sentence : pd_tracking_outcome_sentence (outcome);
  if (tracked->is_done && outcome == PD_TRACKING_ENTERED)
    *sentence = _ ("Entered.");
  else if (work->is_entered && !tracked->is_done && outcome == PD_TRACKING_ENTERED)
    *sentence = _ ("Not reached.");
  return marks[outcome];
}

static void
list_event (const Work *work, const PdStoreTracked *tracked, GListStore *rows)
{
  const PdTrackingEvent *event = tracked->event;
  const char *sentence;
  PdTakingMark mark = mark_of (work, tracked, &sentence);
  g_autoptr (PdTakingRow) row = pd_taking_row_new (event->row, mark, sentence);
  const PdChoice *kinds = pd_tracking_type.fields[PD_TRACKING_KIND].choices;

  row->texts[0] = g_strdup (event->number);
  row->texts[1] = pd_time_text (event->happened_at);
  row->texts[2] = g_strdup (_ (pd_choice_label (kinds, event->kind)));
  row->texts[3] = g_strdup (tracked->order);
  g_list_store_append (rows, row);
}

static void
list_rows (gpointer data, GListStore *rows)
{
  const Work *work = data;

  for (guint i = 0; i < work->tracking->tracked->len; i++)
    list_event (work, work->tracking->tracked->pdata[i], rows);
  for (guint i = 0; i < work->file->problems->len; i++)
    {
      const PdTrackingProblem *problem = work->file->problems->pdata[i];
      g_autoptr (PdTakingRow) row = pd_taking_row_new (problem->row, PD_TAKING_WRONG, problem->sentence);

      g_list_store_append (rows, row);
    }
}

static guint
count (const Work *work, PdTrackingOutcome outcome)
{
  const GPtrArray *tracked = work->tracking->tracked;
  guint n = 0;

  for (guint i = 0; i < tracked->len; i++)
    {
      const PdStoreTracked *one = tracked->pdata[i];

      n += (one->is_done ? one->outcome : one->expected) == outcome &&
           (!work->is_entered || one->is_done || outcome != PD_TRACKING_ENTERED);
    }
  return n;
}

static char *
summarize (gpointer data)
{
  const Work *work = data;
  guint n_wrong = work->file->problems->len + count (work, PD_TRACKING_REFUSED);

  return g_strdup_printf (work->is_entered
                              ? _ ("%1$u entered, %2$u known, %3$u of no order here, %4$u wrong.")
                              : _ ("%1$u new, %2$u known, %3$u of no order here, %4$u wrong."),
                          count (work, PD_TRACKING_ENTERED), count (work, PD_TRACKING_KNOWN),
                          count (work, PD_TRACKING_UNMATCHED), n_wrong);
}

static guint
prepare (gpointer data, const GArray *ticked)
{
  Work *work = data;

  work->is_entered = TRUE;
  return (work->tracking->orders->len + ORDERS_AT_ONCE - 1) / ORDERS_AT_ONCE;
}

static gboolean
enter (PdStoreSession *session, gpointer data, guint step, GError **error)
{
  Work *work = data;

  return pd_store_tracking_enter (session, work->tracking, step * ORDERS_AT_ONCE, ORDERS_AT_ONCE,
                                  g_get_real_time (), error);
}

static void
forget (gpointer data, guint step)
{
  Work *work = data;

  pd_store_tracking_forget (work->tracking, step * ORDERS_AT_ONCE, ORDERS_AT_ONCE);
}

static char *
label (gpointer data, guint n_ticked)
{
  const Work *work = data;
  guint n = work->is_entered ? 0 : count (work, PD_TRACKING_ENTERED);

  return n > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Enter %u Event", "Enter %u Events", n), n)
               : NULL;
}

const PdTakingKind pd_taking_tracking = {
  .title = N_ ("Import Tracking"),
  .headline = N_ ("What a Carrier Tells of Parcels"),
  .hint = N_ (
      "Drop the carrier's XLSX or CSV file here, or choose one: tracking number, time and state are found by "
      "the headings. Nothing is entered before you have seen it."),
  .columns = { N_ ("Tracking number"), N_ ("Time"), N_ ("Event"), N_ ("Order") },
  .widths = { 140, 150, 120, 130 },
  .narrow_widths = { 118, 132, 84, 112 },
  .numeric_column = PD_TAKING_N_TEXTS,
  .read = read_file,
  .plan = plan,
  .list = list_rows,
  .summarize = summarize,
  .prepare = prepare,
  .enter = enter,
  .forget = forget,
  .label = label,
  .free = work_free,
};
