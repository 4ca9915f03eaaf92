/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-duration.h"
#include "model/pd-id.h"
#include "model/pd-invoice-times.h"
#include "model/pd-invoice.h"

#define NOW G_GINT64_CONSTANT (1773023445000000)
#define SECOND G_TIME_SPAN_SECOND

/* An invoice in @state whose stages were come to at seconds after NOW; @story ends with NULL. */
typedef struct
{
  const char *stage;
  gint64 at;
} Stage;

static PdRecord *
new_invoice (const char *state, const Stage *story)
{
  g_autofree char *id = pd_id_new (NOW);
  PdRecord *invoice = pd_record_new (&pd_invoice_type, id);

  pd_record_set_text (invoice, PD_INVOICE_STATE, state);
  for (; story->stage != NULL; story++)
    pd_invoice_add_stage (invoice, NOW + story->at * SECOND, story->stage, NULL, NULL, NULL);
  return invoice;
}

static void
add_issued (PdInvoiceTimes *times, gint64 queued, gint64 sent)
{
  const Stage story[] = { { PD_INVOICE_STAGE_QUEUED, 0 },
                          { PD_INVOICE_STAGE_SENT, queued },
                          { PD_INVOICE_STAGE_ISSUED, queued + sent },
                          { PD_INVOICE_STAGE_FILES, queued + sent + 1 },
                          { NULL, 0 } };
  g_autoptr (PdRecord) invoice = new_invoice (PD_INVOICE_STATE_ISSUED, story);

  pd_invoice_times_add (times, invoice);
}

/* Ten invoices: queued 1 … 10 seconds each, at the bureau ten times as long. */
static PdInvoiceTimes *
new_history (void)
{
  PdInvoiceTimes *times = pd_invoice_times_new ();

  for (gint64 i = 10; i >= 1; i--)
    add_issued (times, i, 10 * i);
  return times;
}

static void
test_percentiles (void)
{
  static const struct
  {
    guint n; /* stays of 1 … n seconds */
    gint64 median, slow_tenth;
  } rows[] = { { 1, 1, 1 }, { 2, 1, 2 },  { 3, 2, 3 },   { 4, 2, 4 },    { 5, 3, 5 },
               { 9, 5, 9 }, { 10, 5, 9 }, { 11, 6, 10 }, { 100, 50, 90 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdInvoiceTimes) times = pd_invoice_times_new ();
      PdStageTime time;

      for (guint n = rows[i].n; n > 0; n--)
        add_issued (times, n, 2 * n);
      g_assert_true (pd_invoice_times_get (times, PD_INVOICE_STAGE_QUEUED, &time));
      g_assert_cmpuint (time.n, ==, rows[i].n);
      g_assert_cmpint (time.median, ==, rows[i].median * SECOND);
      g_assert_cmpint (time.slow_tenth, ==, rows[i].slow_tenth * SECOND);
      g_assert_cmpint (time.sum, ==, (gint64) rows[i].n * (rows[i].n + 1) / 2 * SECOND);
      g_assert_true (pd_invoice_times_get (times, NULL, &time));
      g_assert_cmpint (time.median, ==, 3 * rows[i].median * SECOND);
    }
}

static void
test_list (void)
{
  g_autoptr (PdInvoiceTimes) times = new_history ();
  g_autoptr (GArray) list = pd_invoice_times_list (times);
  static const char *const stages[] = { PD_INVOICE_STAGE_QUEUED, PD_INVOICE_STAGE_SENT,
                                        PD_INVOICE_STAGE_ISSUED, NULL };
  PdStageTime time;

  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (stages));
  for (guint i = 0; i < list->len; i++)
    g_assert_cmpstr (g_array_index (list, PdStageTime, i).stage, ==, stages[i]);
  g_assert_cmpuint (pd_invoice_times_get_n_invoices (times), ==, 10);
  g_assert_false (pd_invoice_times_get (times, PD_INVOICE_STAGE_HELD, &time));
  g_assert_false (pd_invoice_times_get (times, "a stage of next year", &time));
}

static void
test_slow (void)
{
  static const struct
  {
    guint n;
    gint64 took; /* the median of the stay is n's; seconds */
    gboolean slow;
  } rows[] = {
    { 10, 5, FALSE }, { 10, 15, FALSE }, /* three times the median, and ten seconds more, but not more than three */
    { 10, 19, TRUE }, { 10, 3600, TRUE }, { 4, 3600, FALSE }, /* too few to tell */
    { 5, 12, FALSE }, /* more than three times, and only nine seconds more */
    { 5, 13, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdInvoiceTimes) times = pd_invoice_times_new ();

      for (guint n = rows[i].n; n > 0; n--)
        add_issued (times, n, 1);
      g_assert_cmpint (pd_invoice_times_is_slow (times, PD_INVOICE_STAGE_QUEUED, rows[i].took * SECOND), ==,
                       rows[i].slow);
    }
}

static void
test_expect (void)
{
  static const Stage queued[] = { { PD_INVOICE_STAGE_QUEUED, 0 }, { NULL, 0 } };
  static const Stage sent[] = { { PD_INVOICE_STAGE_QUEUED, 0 }, { PD_INVOICE_STAGE_SENT, 20 }, { NULL, 0 } };
  static const struct
  {
    const char *state;
    const char *next;
    const Stage *story;
    gint64 now;
    gint64 expected; /* after NOW; -1 for nobody can say */
  } rows[] = {
    /* Half of them needed up to 55 seconds from the queue, and up to 50 from the sending. */
    { PD_INVOICE_STATE_QUEUED, PD_INVOICE_NEXT_SEND, queued, 1, 55 },
    { PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_NEXT_QUERY, sent, 21, 70 },
    { PD_INVOICE_STATE_SUBMITTED, PD_INVOICE_NEXT_QUERY, sent, 500, 500 },
    { PD_INVOICE_STATE_WAITING, PD_INVOICE_NEXT_SIGN_IN, queued, 1, -1 },
    { PD_INVOICE_STATE_QUEUED, PD_INVOICE_NEXT_CONFIGURE, queued, 1, -1 },
    { PD_INVOICE_STATE_UNKNOWN, PD_INVOICE_NEXT_DECIDE, sent, 1, -1 },
    { PD_INVOICE_STATE_ISSUED, PD_INVOICE_NEXT_NOTHING, sent, 1, -1 },
    { PD_INVOICE_STATE_FAILED, PD_INVOICE_NEXT_FIX, sent, 1, -1 },
  };
  g_autoptr (PdInvoiceTimes) times = new_history (), none = pd_invoice_times_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) invoice = new_invoice (rows[i].state, rows[i].story);
      gint64 now = NOW + rows[i].now * SECOND;

      pd_record_set_text (invoice, PD_INVOICE_NEXT_STEP, rows[i].next);
      g_assert_cmpint (pd_invoice_times_expect (times, invoice, now), ==,
                       rows[i].expected < 0 ? 0 : NOW + rows[i].expected * SECOND);
      g_assert_cmpint (pd_invoice_times_expect (none, invoice, now), ==, 0);
    }
}

static void
test_timeline (void)
{
  static const Stage story[] = { { PD_INVOICE_STAGE_QUEUED, 0 },
                                 { PD_INVOICE_STAGE_SENT, 100 },
                                 { PD_INVOICE_STAGE_UNKNOWN, 130 },
                                 { NULL, 0 } };
  g_autoptr (PdInvoiceTimes) times = new_history ();
  g_autoptr (PdRecord) invoice = new_invoice (PD_INVOICE_STATE_UNKNOWN, story);
  g_autoptr (GPtrArray) steps = pd_invoice_timeline (invoice, times, NOW + 190 * SECOND);
  const PdInvoiceStep *first = steps->pdata[0], *second = steps->pdata[1], *last = steps->pdata[2];

  g_assert_cmpuint (steps->len, ==, 3);
  g_assert_cmpstr (first->stage, ==, PD_INVOICE_STAGE_QUEUED);
  g_assert_cmpint (first->took, ==, -1);
  g_assert_cmpint (first->standing, ==, -1);
  g_assert_cmpint (second->took, ==, 100 * SECOND);
  g_assert_true (second->slow);
  g_assert_cmpint (last->took, ==, 30 * SECOND);
  g_assert_false (last->slow);
  g_assert_cmpint (last->standing, ==, 60 * SECOND);
  /* Nobody knows how long an unknown outcome usually stays one. */
  g_assert_false (last->late);
}

/* What is at its end stands nowhere; only the files of an issued invoice are waited for. */
static void
test_timeline_end (void)
{
  static const Stage issued[] = { { PD_INVOICE_STAGE_QUEUED, 0 },
                                  { PD_INVOICE_STAGE_ISSUED, 3 },
                                  { NULL, 0 } };
  static const Stage refused[] = { { PD_INVOICE_STAGE_QUEUED, 0 },
                                   { PD_INVOICE_STAGE_FAILED, 3 },
                                   { NULL, 0 } };
  static const struct
  {
    const char *state;
    const Stage *story;
    const char *pdf;
    gboolean stands;
  } rows[] = {
    { PD_INVOICE_STATE_ISSUED, issued, NULL, TRUE },
    { PD_INVOICE_STATE_ISSUED, issued, "e3b0", FALSE },
    { PD_INVOICE_STATE_FAILED, refused, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) invoice = new_invoice (rows[i].state, rows[i].story);
      g_autoptr (GPtrArray) steps = NULL;

      pd_record_set_text (invoice, PD_INVOICE_PDF_HASH, rows[i].pdf);
      steps = pd_invoice_timeline (invoice, NULL, NOW + 60 * SECOND);
      g_assert_cmpint (((PdInvoiceStep *) steps->pdata[1])->standing >= 0, ==, rows[i].stands);
    }
}

static void
test_durations (void)
{
  static const struct
  {
    gint64 duration; /* milliseconds */
    const char *text;
  } rows[] = { { -5, "0.0 s" },          { 0, "0.0 s" },
               { 449, "0.4 s" },         { 9999, "9.9 s" },
               { 10000, "10 s" },        { 59999, "59 s" },
               { 60000, "1 min 0 s" },   { 3599999, "59 min 59 s" },
               { 3600000, "1 h 0 min" }, { 86399999, "23 h 59 min" },
               { 90000000, "1 d 1 h" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = pd_duration_text (rows[i].duration * G_TIME_SPAN_MILLISECOND);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/invoice-times/percentiles", test_percentiles);
  g_test_add_func ("/invoice-times/list", test_list);
  g_test_add_func ("/invoice-times/slow", test_slow);
  g_test_add_func ("/invoice-times/expect", test_expect);
  g_test_add_func ("/invoice-times/timeline", test_timeline);
  g_test_add_func ("/invoice-times/timeline-end", test_timeline_end);
  g_test_add_func ("/invoice-times/durations", test_durations);
  return g_test_run ();
}
