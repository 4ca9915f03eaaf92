/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conformance/conformance.h"

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-private.h"

/*
 * An issued invoice is reversed, and the platform killed at each step of it: by us alone, by us with the buyer's word, and
 * by the buyer with ours. At the end the bureau has one form and one red invoice, of exactly what was asked for, and the
 * platform says the same.
 */

#define STEPS 8

/* What the seller allows of 235.00. */
#define ALLOWANCE 5000

/** Red: the reversal of a story's invoice. */
typedef struct
{
  ConformancePlay play;  /* until the platform waits for nobody but the buyer */
  ConformancePlay after; /* (nullable) when the buyer has confirmed */
  PdRecord *blue;        /* (owned) */
  char *create;          /* (owned) (nullable) pushes */
  char *apply;           /* (owned) (nullable) */
  char *outbox;          /* (owned) a path: what our person has said, until it is answered */
  gint64 amount;         /* fen */
} Red;

static const Red *
red_of (const ConformanceStory *story)
{
  return story->more;
}

/* Returns: (transfer full) (nullable): the only form that there is, or none yet */
static PdRecord *
read_form (PdPlatform *platform, const ConformanceStory *story)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, &error, "SELECT id FROM document WHERE type = 'red_form'", "");
  PdRecord *form = NULL;

  g_assert_no_error (error);
  if (pd_platform_rows_next (rows, &error) == PD_PLATFORM_STEP_ROW)
    g_assert_true (pd_platform_read_record (platform, story->test->tenant, &pd_red_form_type,
                                            pd_platform_rows_text (rows, 0), &form, &error));
  g_assert_no_error (error);
  return form;
}

static gboolean
is_form_in (PdPlatform *platform, const ConformanceStory *story, const char *state)
{
  g_autoptr (PdRecord) form = read_form (platform, story);

  return form != NULL && g_strcmp0 (pd_record_get_state (form), state) == 0;
}

static gboolean
is_over (PdPlatform *platform, const ConformanceStory *story)
{
  return is_form_in (platform, story, PD_RED_FORM_STATE_ISSUED) && conformance_is_quiet (platform, story);
}

static gboolean
waits_for_them (PdPlatform *platform, const ConformanceStory *story)
{
  return is_form_in (platform, story, PD_RED_FORM_STATE_THEIR_WORD) || is_over (platform, story);
}

static gboolean
waits_for_us (PdPlatform *platform, const ConformanceStory *story)
{
  return is_form_in (platform, story, PD_RED_FORM_STATE_OUR_WORD) || is_over (platform, story);
}

static void
play_alone (PdPlatform *platform, const ConformanceStory *story)
{
  conformance_push (platform, story, red_of (story)->create);
  conformance_push (platform, story, red_of (story)->apply);
  conformance_work (platform, story, is_over);
}

static void
play_until_their_word (PdPlatform *platform, const ConformanceStory *story)
{
  conformance_push (platform, story, red_of (story)->create);
  conformance_push (platform, story, red_of (story)->apply);
  conformance_work (platform, story, waits_for_them);
}

static void
play_on (PdPlatform *platform, const ConformanceStory *story)
{
  conformance_work (platform, story, is_over);
}

/* Our person confirms what the buyer entered, once: what nobody has answered is sent again, word for word. */
static void
play_our_word (PdPlatform *platform, const ConformanceStory *story)
{
  const char *outbox = red_of (story)->outbox;
  g_autofree char *text = NULL;

  if (!g_file_get_contents (outbox, &text, NULL, NULL))
    {
      conformance_work (platform, story, waits_for_us);

      g_autoptr (PdRecord) form = read_form (platform, story);

      text = conformance_command_text (form, pd_record_get_revision (form), "confirm");
      g_assert_true (g_file_set_contents (outbox, text, -1, NULL));
    }
  conformance_push (platform, story, text);
  conformance_work (platform, story, is_over);
}

static PdRecord *
read_blue (const ConformanceStory *story, PdPlatform *platform)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = NULL;
  PdRecord *blue = NULL;

  g_assert_true (pd_platform_read_record (platform, story->test->tenant, &pd_order_type,
                                          pd_record_get_id (story->order), &order, &error));
  g_assert_true (pd_platform_read_record (platform, story->test->tenant, &pd_invoice_type,
                                          pd_record_get_text (order, PD_ORDER_INVOICE_ID), &blue, &error));
  return blue;
}

static void
ask_for_form (Red *red, const PdReversalChoice *choice)
{
  g_autofree char *id = pd_id_new (conformance_now (NULL));
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) form =
      pd_reversal_new_form (red->blue, NULL,
                            choice != NULL ? PD_RED_FORM_REASON_ALLOWANCE : PD_RED_FORM_REASON_MISTAKE,
                            choice, choice != NULL ? 1 : 0, id, "2026-11-22", &error);

  g_assert_no_error (error);
  red->create = conformance_create_text (form);
  red->apply = conformance_command_text (form, 1, "apply");
}

/* An invoice is issued, and what is to be done of its reversal is known. */
static ConformanceStory *
begin (ConformanceTest *test, ConformancePlay play, Red *red)
{
  ConformanceStory *story = conformance_story_new (test);
  const PdPlatformOptions options = { .now = conformance_now };
  static const PdReversalChoice allowance = { 1, NULL, ALLOWANCE };

  g_assert_true (conformance_run (story, conformance_play_issue, 0));
  {
    g_autoptr (PdPlatform) platform = pd_platform_new_with_options (story->folder, &options, NULL);

    red->blue = read_blue (story, platform);
  }
  story->more = red;
  red->play = play;
  red->outbox = g_build_filename (story->folder, "outbox", NULL);
  red->amount = pd_record_get_integer (red->blue, PD_INVOICE_GROSS_AMOUNT);
  if (play == play_until_their_word)
    {
      red->after = play_on;
      red->amount = ALLOWANCE;
      test->provider->book (test->self, story->folder, pd_record_get_text (red->blue, PD_INVOICE_NUMBER));
    }
  if (play == play_our_word)
    test->provider->enter_form (test->self, story->folder, red->blue);
  else
    ask_for_form (red, play == play_until_their_word ? &allowance : NULL);
  return story;
}

static void
red_clear (Red *red)
{
  g_clear_pointer (&red->blue, pd_record_unref);
  g_clear_pointer (&red->create, g_free);
  g_clear_pointer (&red->apply, g_free);
  g_clear_pointer (&red->outbox, g_free);
}

/* The buyer's word. */
static void
let_confirm (const ConformanceStory *story)
{
  const PdPlatformOptions options = { .now = conformance_now };
  g_autofree char *uuid = NULL;

  {
    g_autoptr (PdPlatform) platform = pd_platform_new_with_options (story->folder, &options, NULL);
    g_autoptr (PdRecord) form = read_form (platform, story);

    uuid = g_strdup (pd_record_get_text (form, PD_RED_FORM_UUID));
  }
  story->test->provider->confirm (story->test->self, story->folder, uuid);
}

static gint64
count (PdPlatform *platform, const char *sql)
{
  gint64 n = -1;

  g_assert_true (pd_platform_sql_get_integer (platform->sql, &n, NULL, sql, ""));
  return n;
}

static void
check_records (const ConformanceStory *story, PdPlatform *platform, const ConformanceReversal *reversal)
{
  const Red *red = red_of (story);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) form = read_form (platform, story);
  g_autoptr (PdRecord) blue = read_blue (story, platform);
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) invoice = NULL;
  g_autoptr (GPtrArray) left = pd_reversal_list_left (blue, NULL);
  const PdReversible *line = g_ptr_array_index (left, 0);

  g_assert_cmpstr (pd_record_get_state (form), ==, PD_RED_FORM_STATE_ISSUED);
  g_assert_cmpstr (pd_record_get_text (form, PD_RED_FORM_RED_NUMBER), ==, reversal->number);
  g_assert_true (pd_platform_read_record (platform, story->test->tenant, &pd_invoice_type,
                                          pd_record_get_text (form, PD_RED_FORM_RED_INVOICE_ID), &invoice,
                                          &error));
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NUMBER), ==, reversal->number);
  g_assert_cmpint (pd_record_get_integer (invoice, PD_INVOICE_GROSS_AMOUNT), ==, -red->amount);
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NEXT_STEP), ==, PD_INVOICE_NEXT_NOTHING);
  g_assert_true (pd_record_has (invoice, PD_INVOICE_PDF_HASH));
  g_assert_cmpint (pd_record_get_integer (blue, PD_INVOICE_REVERSED_AMOUNT), ==, red->amount);
  g_assert_cmpint (line->net_left + line->tax_left, ==, 23500 - red->amount);
  g_assert_true (pd_platform_read_record (platform, story->test->tenant, &pd_order_type,
                                          pd_record_get_id (story->order), &order, &error));
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_REVERSED_AMOUNT), ==, red->amount);
}

/* Bureau and platform say the same. */
static void
check (const ConformanceStory *story)
{
  const Red *red = red_of (story);
  const PdPlatformOptions options = { .now = conformance_now };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatform) platform = pd_platform_new_with_options (story->folder, &options, &error);
  ConformanceReversal reversal = { 0 };

  g_assert_no_error (error);
  story->test->provider->look_up_red (story->test->self, story->folder,
                                      pd_record_get_text (red->blue, PD_INVOICE_NUMBER), &reversal);
  g_assert_cmpuint (reversal.n_forms, ==, 1);
  g_assert_cmpuint (reversal.n_red, ==, 1);
  g_assert_cmpint (reversal.gross, ==, -red->amount);
  g_assert_cmpint (count (platform, "SELECT count (*) FROM document WHERE type = 'red_form'"), ==, 1);
  g_assert_cmpint (count (platform, "SELECT count (*) FROM document WHERE type = 'invoice'"), ==, 2);
  check_records (story, platform, &reversal);
}

/* Killed at the @death-th step of @play, every third time again while it recovers; then it comes to its end. */
static gboolean
die_and_end (const ConformanceStory *story, ConformancePlay play, guint death)
{
  gboolean again = !conformance_run (story, play, death), died = again;

  if (again && death % 3 == 0)
    again = !conformance_run (story, play, 1 + death / 2);
  if (again)
    g_assert_true (conformance_run (story, play, 0));
  return died;
}

/* @deaths: of the two parts; 0: none. Returns: whether it died. @n_steps: (nullable) (out): of the two parts */
static gboolean
tell (ConformanceTest *test, ConformancePlay play, const guint deaths[2], guint n_steps[2])
{
  Red red = { NULL };

  /* A platform takes in every form that the other side entered of late. */
  if (test->provider->forget != NULL)
    test->provider->forget (test->self);

  g_autoptr (ConformanceStory) story = begin (test, play, &red);
  gboolean died = die_and_end (story, red.play, deaths[0]);

  if (n_steps != NULL)
    n_steps[0] = conformance_ticks ();
  if (red.after != NULL)
    {
      let_confirm (story);
      died = die_and_end (story, red.after, deaths[1]) || died;
      if (n_steps != NULL)
        n_steps[1] = conformance_ticks ();
    }
  check (story);
  red_clear (&red);
  return died;
}

static void
tell_all (ConformanceTest *test, ConformancePlay play)
{
  guint n_steps[2] = { 0 }, none[2] = { 0 }, n_deaths = 0, n_plays = 0, sum, stride;

  g_assert_false (tell (test, play, none, n_steps));
  sum = n_steps[0] + n_steps[1];
  stride = conformance_choose_stride (sum, STEPS);
  for (guint death = 1 + (guint) g_test_rand_int_range (0, (gint32) stride); death <= sum; death += stride)
    {
      const guint deaths[2] = { death <= n_steps[0] ? death : 0,
                                death > n_steps[0] ? death - n_steps[0] : 0 };

      g_test_message ("step %u of %u", death, sum);
      n_plays++;
      n_deaths += tell (test, play, deaths, NULL);
    }
  g_test_message ("%u of %u steps, %u deaths", n_plays, sum, n_deaths);
  g_assert_cmpuint (n_deaths, >, n_plays / 2);
}

/** conformance_red_whole: a mistake: all of it, with nobody to ask. */
void
conformance_red_whole (ConformanceTest *test, gconstpointer data)
{
  tell_all (test, play_alone);
}

/** conformance_red_agreed: an allowance of an invoice that the buyer has booked, and agrees to. */
void
conformance_red_agreed (ConformanceTest *test, gconstpointer data)
{
  tell_all (test, play_until_their_word);
}

/** conformance_red_inbound: the buyer enters the form, and we confirm it. */
void
conformance_red_inbound (ConformanceTest *test, gconstpointer data)
{
  tell_all (test, play_our_word);
}
