/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-invoice-times.h"

#include "model/pd-invoice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Of fewer stays nobody can say what is usual. */
#define FEWEST 5

/* Slow is what took so many times the median, and so much longer at least: of two seconds nobody wants to hear. */
#define SLOW_TIMES 3
#define SLOW_MORE (10 * G_TIME_SPAN_SECOND)

/* Stages in which an invoice stays, in the order that they are usually come to, and what goes on meanwhile. The others
 * are ends. */
static const struct
{
  const char *stage;
  const char *label;
} stays[] = {
  { PD_INVOICE_STAGE_QUEUED, N_ ("In the platform's queue") },
  { PD_INVOICE_STAGE_WAITING, N_ ("Waiting for a sign-in") },
  { PD_INVOICE_STAGE_HELD, N_ ("Held for a person") },
  { PD_INVOICE_STAGE_SENT, N_ ("Until the tax bureau took it") },
  { PD_INVOICE_STAGE_TAKEN, N_ ("At the tax bureau") },
  { PD_INVOICE_STAGE_UNKNOWN, N_ ("Outcome unknown") },
  { PD_INVOICE_STAGE_DECIDED, N_ ("After a person's decision") },
  { PD_INVOICE_STAGE_ISSUED, N_ ("Until its files came") },
};

#define N_STAYS G_N_ELEMENTS (stays)

struct _PdInvoiceTimes
{
  guint n_invoices;
  gboolean sorted;
  GArray *durations[N_STAYS]; /* (owned) of gint64: how long each stay took */
  GArray *remains[N_STAYS];   /* (owned) of gint64: from a stage to the number */
  GArray *whole;              /* (owned) of gint64: from the first stage to the number */
};

void
pd_invoice_step_free (PdInvoiceStep *step)
{
  g_free (step->stage);
  g_free (step->by);
  g_free (step->code);
  g_free (step->text);
  g_free (step);
}

static GArray *
new_durations (void)
{
  return g_array_new (FALSE, FALSE, sizeof (gint64));
}

PdInvoiceTimes *
pd_invoice_times_new (void)
{
  PdInvoiceTimes *self = g_new0 (PdInvoiceTimes, 1);

  for (guint i = 0; i < N_STAYS; i++)
    {
      self->durations[i] = new_durations ();
      self->remains[i] = new_durations ();
    }
  self->whole = new_durations ();
  return self;
}

void
pd_invoice_times_free (PdInvoiceTimes *self)
{
  for (guint i = 0; i < N_STAYS; i++)
    {
      g_array_unref (self->durations[i]);
      g_array_unref (self->remains[i]);
    }
  g_array_unref (self->whole);
  g_free (self);
}

static int
find_stay (const char *stage)
{
  for (guint i = 0; i < N_STAYS; i++)
    if (g_strcmp0 (stays[i].stage, stage) == 0)
      return (int) i;
  return -1;
}

/**
 * pd_invoice_stage_stay_label:
 * @stage: (nullable): a stage; %NULL for all of it
 *
 * Returns: (transfer none): what goes on while an invoice is in the stage, translated
 */
const char *
pd_invoice_stage_stay_label (const char *stage)
{
  int stay = find_stay (stage);

  if (stage == NULL)
    return _ ("From the request to the number");
  return stay >= 0 ? _ (stays[stay].label) : _ (pd_choice_label (pd_invoice_stage_choices, stage));
}

static gint
compare_places (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (pd_record_get_text (*(PdRecord *const *) a, PD_INVOICE_STAGE_POSITION),
                    pd_record_get_text (*(PdRecord *const *) b, PD_INVOICE_STAGE_POSITION));
}

/* The stages in their order; nothing says that a list comes in it. */
static GPtrArray *
sorted_stages (const PdRecord *invoice)
{
  GPtrArray *stages = g_ptr_array_copy (pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES), NULL, NULL);

  g_ptr_array_set_free_func (stages, NULL);
  g_ptr_array_sort (stages, compare_places);
  return stages;
}

static const char *
stage_of (const PdRecord *entry)
{
  return pd_record_get_text (entry, PD_INVOICE_STAGE_STAGE);
}

static gint64
time_of (const PdRecord *entry)
{
  return pd_record_get_integer (entry, PD_INVOICE_STAGE_AT);
}

static void
append_duration (GArray *durations, gint64 from, gint64 to)
{
  gint64 duration = MAX (to - from, 0);

  g_array_append_val (durations, duration);
}

/* Sent, and back in the queue at once: nobody was reached. */
static gboolean
was_in_vain (const GPtrArray *stages, guint i)
{
  return g_strcmp0 (stage_of (stages->pdata[i]), PD_INVOICE_STAGE_SENT) == 0 &&
         g_strcmp0 (stage_of (stages->pdata[i + 1]), PD_INVOICE_STAGE_QUEUED) == 0;
}

/* What was said, and how often. */
static char *
text_of (const PdRecord *entry)
{
  const char *text = pd_record_get_text (entry, PD_INVOICE_STAGE_TEXT);
  gint64 count = pd_record_get_integer (entry, PD_INVOICE_STAGE_COUNT);
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *last = NULL;

  if (count < 2)
    return g_strdup (text);
  utc = g_date_time_new_from_unix_utc (pd_record_get_integer (entry, PD_INVOICE_STAGE_LAST_AT) /
                                       G_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  last = local != NULL ? g_date_time_format (local, "%F %H:%M") : g_strdup ("–");
  /* Translators: %1$s is what was said each time, %2$lld how often, %3$s when it was said last. */
  return g_strdup_printf (_ ("%1$s (tried %2$lld times, last at %3$s)"), text != NULL ? text : "–",
                          (long long) count, last);
}

/**
 * pd_invoice_times_add:
 * @self: the history
 * @invoice: an invoice with its stages
 *
 * Takes the invoice into the history. One that has no number yet counts with the stages that it has left.
 */
void
pd_invoice_times_add (PdInvoiceTimes *self, const PdRecord *invoice)
{
  g_autoptr (GPtrArray) stages = sorted_stages (invoice);
  gint64 issued_at = -1;

  for (guint i = 0; i < stages->len && issued_at < 0; i++)
    if (g_strcmp0 (stage_of (stages->pdata[i]), PD_INVOICE_STAGE_ISSUED) == 0)
      issued_at = time_of (stages->pdata[i]);
  for (guint i = 0; i < stages->len; i++)
    {
      int stay = find_stay (stage_of (stages->pdata[i]));

      if (stay >= 0 && i + 1 < stages->len && !was_in_vain (stages, i))
        append_duration (self->durations[stay], time_of (stages->pdata[i]), time_of (stages->pdata[i + 1]));
      if (stay >= 0 && issued_at >= time_of (stages->pdata[i]) &&
          g_strcmp0 (stage_of (stages->pdata[i]), PD_INVOICE_STAGE_ISSUED) != 0)
        append_duration (self->remains[stay], time_of (stages->pdata[i]), issued_at);
    }
  if (issued_at >= 0)
    append_duration (self->whole, time_of (stages->pdata[0]), issued_at);
  self->n_invoices++;
  self->sorted = FALSE;
}

guint
pd_invoice_times_get_n_invoices (const PdInvoiceTimes *self)
{
  return self->n_invoices;
}

static gint
compare_durations (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

static void
sort (PdInvoiceTimes *self)
{
  if (self->sorted)
    return;
  for (guint i = 0; i < N_STAYS; i++)
    {
      g_array_sort (self->durations[i], compare_durations);
      g_array_sort (self->remains[i], compare_durations);
    }
  g_array_sort (self->whole, compare_durations);
  self->sorted = TRUE;
}

/* The smallest value that at least so many of a hundred do not exceed (nearest rank); @sorted is not empty. */
static gint64
percentile (const GArray *sorted, guint percent)
{
  guint rank = (sorted->len * percent + 99) / 100;

  return g_array_index (sorted, gint64, MAX (rank, 1) - 1);
}

/**
 * pd_invoice_times_get:
 * @self: the history
 * @stage: (nullable): a stage; %NULL for all of it, from the request to the number
 * @time: (out): how long it took
 *
 * Returns: whether an invoice of the history has been through it
 */
gboolean
pd_invoice_times_get (PdInvoiceTimes *self, const char *stage, PdStageTime *time)
{
  int stay = find_stay (stage);
  GArray *durations = stage == NULL ? self->whole : stay >= 0 ? self->durations[stay] : NULL;

  *time = (PdStageTime){ .stage = stay >= 0 ? stays[stay].stage : NULL };
  if (durations == NULL || durations->len == 0)
    return FALSE;
  sort (self);
  time->n = durations->len;
  time->median = percentile (durations, 50);
  time->slow_tenth = percentile (durations, 90);
  for (guint i = 0; i < durations->len; i++)
    time->sum += g_array_index (durations, gint64, i);
  return TRUE;
}

/**
 * pd_invoice_times_list:
 * @self: the history
 *
 * Returns: (transfer full) (element-type PdStageTime): the stages that invoices were in, in their usual order, and last
 *   all of it
 */
GArray *
pd_invoice_times_list (PdInvoiceTimes *self)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (PdStageTime));
  PdStageTime time;

  for (guint i = 0; i < N_STAYS; i++)
    if (pd_invoice_times_get (self, stays[i].stage, &time))
      g_array_append_val (list, time);
  if (pd_invoice_times_get (self, NULL, &time))
    g_array_append_val (list, time);
  return list;
}

/**
 * pd_invoice_times_is_slow:
 * @self: the history
 * @stage: (nullable): a stage
 * @took: microseconds
 *
 * Returns: whether that is much longer than usual; %FALSE while the history is too short to tell
 */
gboolean
pd_invoice_times_is_slow (PdInvoiceTimes *self, const char *stage, gint64 took)
{
  PdStageTime time;

  return pd_invoice_times_get (self, stage, &time) && time.n >= FEWEST && took / SLOW_TIMES > time.median &&
         took - time.median >= SLOW_MORE;
}

/**
 * pd_invoice_times_expect:
 * @self: the history
 * @invoice: an invoice with its stages
 * @now: microseconds, UTC
 *
 * When the invoice is likely to have its number: as long after its last stage as half of the others needed. What waits
 * for a person has no such time.
 *
 * Returns: microseconds, UTC, never before @now; 0 when nobody can say, or there is nothing to wait for
 */
gint64
pd_invoice_times_expect (PdInvoiceTimes *self, const PdRecord *invoice, gint64 now)
{
  g_autoptr (GPtrArray) stages = sorted_stages (invoice);
  const char *state = pd_record_get_state (invoice);
  const char *next = pd_record_get_text (invoice, PD_INVOICE_NEXT_STEP);
  int stay = stages->len > 0 ? find_stay (stage_of (stages->pdata[stages->len - 1])) : -1;

  if (stay < 0 || g_strcmp0 (state, PD_INVOICE_STATE_ISSUED) == 0 ||
      g_strcmp0 (state, PD_INVOICE_STATE_FAILED) == 0 ||
      g_strcmp0 (state, PD_INVOICE_STATE_SUPERSEDED) == 0 ||
      g_strcmp0 (state, PD_INVOICE_STATE_WAITING) == 0 || g_strcmp0 (next, PD_INVOICE_NEXT_CONFIGURE) == 0 ||
      g_strcmp0 (next, PD_INVOICE_NEXT_DECIDE) == 0 || g_strcmp0 (next, PD_INVOICE_NEXT_QUOTA) == 0 ||
      self->remains[stay]->len < FEWEST)
    return 0;
  sort (self);
  return MAX (time_of (stages->pdata[stages->len - 1]) + percentile (self->remains[stay], 50), now);
}

/* An end is not waited at; the files of an issued invoice are. */
static gboolean
is_end (const PdRecord *invoice, const char *stage)
{
  const char *state = pd_record_get_state (invoice);

  if (g_strcmp0 (state, PD_INVOICE_STATE_FAILED) == 0 || g_strcmp0 (state, PD_INVOICE_STATE_SUPERSEDED) == 0)
    return TRUE;
  if (g_strcmp0 (state, PD_INVOICE_STATE_ISSUED) == 0)
    return pd_record_has (invoice, PD_INVOICE_PDF_HASH) || g_strcmp0 (stage, PD_INVOICE_STAGE_ISSUED) != 0;
  return find_stay (stage) < 0;
}

/**
 * pd_invoice_timeline:
 * @invoice: an invoice with its stages
 * @times: (nullable): what is usual
 * @now: microseconds, UTC
 *
 * Returns: (transfer full) (element-type PdInvoiceStep): what the issuing came to, in order, with how long each stage
 *   took
 */
GPtrArray *
pd_invoice_timeline (const PdRecord *invoice, PdInvoiceTimes *times, gint64 now)
{
  g_autoptr (GPtrArray) stages = sorted_stages (invoice);
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_invoice_step_free);

  for (guint i = 0; i < stages->len; i++)
    {
      const PdRecord *entry = stages->pdata[i];
      PdInvoiceStep *step = g_new0 (PdInvoiceStep, 1);

      step->at = time_of (entry);
      step->stage = g_strdup (stage_of (entry));
      step->by = g_strdup (pd_record_get_text (entry, PD_INVOICE_STAGE_BY));
      step->code = g_strdup (pd_record_get_text (entry, PD_INVOICE_STAGE_CODE));
      step->text = text_of (entry);
      step->took = step->standing = -1;
      if (i > 0)
        {
          step->took = MAX (step->at - time_of (stages->pdata[i - 1]), 0);
          step->slow =
              times != NULL && pd_invoice_times_is_slow (times, stage_of (stages->pdata[i - 1]), step->took);
        }
      if (i + 1 == stages->len && !is_end (invoice, step->stage))
        {
          step->standing = MAX (now - step->at, 0);
          step->late = times != NULL && pd_invoice_times_is_slow (times, step->stage, step->standing);
        }
      g_ptr_array_add (steps, step);
    }
  return steps;
}
