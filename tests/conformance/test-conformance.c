/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conformance/conformance.h"

#include <locale.h>
#include <string.h>

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "platform/pd-platform-documents.h"

/*
 * What every provider has to do, and what the platform makes of it. The platform is a process of its own with files of
 * its own; it is killed at each step of an issue, before and after each write to a disk and each piece that goes to the
 * network, started again, and comes to the same end: the bureau's own list has one invoice, which the platform knows.
 *
 * A reversal is held to the same (conformance-red.c).
 *
 * PIAODAN_CONFORMANCE_STEPS: at how many of the steps it is killed; "all"; usually a part, other ones for each run of N.
 */

#define STEPS 36

static const ConformanceProvider *const providers[] = { &conformance_sandbox, &conformance_nuonuo };

typedef ConformanceTest Test;
typedef ConformanceStory Story;

/* Bureau and platform say the same. */
static void
check (const Story *story)
{
  const PdPlatformOptions options = { .now = conformance_now };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatform) platform = pd_platform_new_with_options (story->folder, &options, &error);
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) invoice = NULL;
  ConformanceLegal legal = { 0 };

  g_assert_no_error (error);
  story->test->provider->look_up (story->test->self, story->folder, story->key, &legal);
  g_assert_cmpuint (legal.count, ==, 1);
  g_assert_cmpint (legal.gross, ==, 23500);
  g_assert_true (pd_platform_read_record (platform, story->test->tenant, &pd_order_type,
                                          pd_record_get_id (story->order), &order, &error));
  g_assert_cmpstr (pd_record_get_state (order), ==, PD_ORDER_STATE_INVOICED);
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_INVOICE_NUMBER), ==, legal.number);
  g_assert_true (pd_platform_read_record (platform, story->test->tenant, &pd_invoice_type,
                                          pd_record_get_text (order, PD_ORDER_INVOICE_ID), &invoice, &error));
  g_assert_cmpstr (pd_record_get_state (invoice), ==, PD_INVOICE_STATE_ISSUED);
  g_assert_cmpstr (pd_record_get_text (invoice, PD_INVOICE_NUMBER), ==, legal.number);
  g_assert_true (pd_record_has (invoice, PD_INVOICE_PDF_HASH));
}

static guint
count_steps (Test *test)
{
  g_autoptr (ConformanceStory) story = conformance_story_new (test);
  guint n_steps;

  g_assert_true (conformance_run (story, conformance_play_issue, 0));
  n_steps = conformance_ticks ();
  check (story);
  return n_steps;
}

/* Killed at each step; every third one again while it recovers. */
static void
test_killed (Test *test, gconstpointer data)
{
  guint n_steps = count_steps (test), n_deaths = 0, n_plays = 0;
  guint stride = conformance_choose_stride (n_steps, STEPS);

  for (guint death = 1 + (guint) g_test_rand_int_range (0, (gint32) stride); death <= n_steps;
       death += stride)
    {
      g_autoptr (ConformanceStory) story = conformance_story_new (test);
      gboolean again;

      g_test_message ("step %u of %u", death, n_steps);
      n_plays++;
      again = !conformance_run (story, conformance_play_issue, death);
      n_deaths += again;
      if (again && death % 3 == 0)
        again = !conformance_run (story, conformance_play_issue, 1 + death / 2);
      if (again)
        g_assert_true (conformance_run (story, conformance_play_issue, 0));
      check (story);
    }
  g_assert_cmpuint (n_deaths, >, n_plays / 2);
}

/* The contract of the functions */

static PdGatewayAnswer *
submit (PdGateway *gateway, const Story *story, const char *buyer, GCancellable *cancellable)
{
  g_autoptr (PdRecord) order = pd_record_copy (story->order);
  g_autofree char *id = pd_id_new (conformance_now (NULL));
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, id);
  g_autoptr (PdRecord) invoice = NULL;
  PdGatewayRequest request = { .key = story->key, .province = 44 };

  pd_record_set_text (company, PD_COMPANY_NAME, "甲公司");
  pd_record_set_text (company, PD_COMPANY_TAX_NUMBER, CONFORMANCE_TAX_NUMBER);
  pd_record_set_text (company, PD_COMPANY_DRAWER, "王开票");
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  invoice = pd_invoice_new_from_order (order, company, id);
  request.invoice = invoice;
  return pd_gateway_submit (gateway, &request, cancellable);
}

#define BUYER "样例市远山文化传播有限公司"

static void
pass (Test *test, gint64 time)
{
  conformance_pass (time);
  test->provider->advance (test->self, time);
}

/* Asks until it is decided. */
static PdGatewayAnswer *
ask (Test *test, PdGateway *gateway, const Story *story, gint64 sent_at)
{
  const PdGatewayKey key = { .key = story->key, .sent_at = sent_at };
  PdGatewayAnswer *answer = pd_gateway_query_one (gateway, &key, NULL);

  for (guint i = 0; i < 100 && (answer->state == PD_GATEWAY_SENT || answer->state == PD_GATEWAY_UNKNOWN); i++)
    {
      pass (test, G_TIME_SPAN_MINUTE);
      pd_gateway_answer_free (answer);
      answer = pd_gateway_query_one (gateway, &key, NULL);
    }
  return answer;
}

static void
assert_legal (Test *test, const Story *story, guint count)
{
  ConformanceLegal legal = { 0 };

  test->provider->look_up (test->self, story->folder, story->key, &legal);
  g_assert_cmpuint (legal.count, ==, count);
}

static void
assert_state (const PdGatewayAnswer *answer, PdGatewayState state)
{
  g_assert_cmpstr (pd_gateway_state_name (answer->state), ==, pd_gateway_state_name (state));
}

/* The same key twice, whatever its content: one invoice, under one number, whoever asks. */
static void
test_same_key (Test *test, gconstpointer data)
{
  g_autoptr (ConformanceStory) story = conformance_story_new (test);
  g_autoptr (PdGateway) gateway = test->provider->open (test->self, story->folder, NULL);
  gint64 now = conformance_now (NULL);
  g_autoptr (PdGatewayAnswer) first = submit (gateway, story, BUYER, NULL);
  g_autoptr (PdGatewayAnswer) one = ask (test, gateway, story, now);
  g_autoptr (PdGatewayAnswer) second = submit (gateway, story, "另一家公司", NULL);
  g_autoptr (PdGatewayAnswer) two = ask (test, gateway, story, conformance_now (NULL));

  g_assert_true (first->state == PD_GATEWAY_SENT || first->state == PD_GATEWAY_ISSUED);
  g_assert_true (second->state == PD_GATEWAY_SENT || second->state == PD_GATEWAY_ISSUED);
  assert_state (one, PD_GATEWAY_ISSUED);
  assert_state (two, PD_GATEWAY_ISSUED);
  g_assert_cmpuint (strlen (one->number), ==, 20);
  g_assert_cmpstr (one->number, ==, two->number);
  g_assert_cmpuint (strlen (one->issue_date), ==, 10);
  g_assert_true (one->gross_amount == 0 || one->gross_amount == 23500);
  assert_legal (test, story, 1);
}

/* The answer is lost: nobody says that nothing was sent, and a question finds it. */
static void
test_lost (Test *test, gconstpointer data)
{
  g_autoptr (ConformanceStory) story = conformance_story_new (test);
  g_autoptr (PdGateway) gateway = test->provider->open (test->self, story->folder, NULL);
  gint64 now = conformance_now (NULL);
  g_autoptr (PdGatewayAnswer) answer = NULL;
  g_autoptr (PdGatewayAnswer) found = NULL;

  test->provider->lose_answer (test->self, gateway);
  answer = submit (gateway, story, BUYER, NULL);
  assert_state (answer, PD_GATEWAY_UNKNOWN);
  g_assert_cmpint (answer->next, ==, PD_GATEWAY_NEXT_QUERY);
  found = ask (test, gateway, story, now);
  assert_state (found, PD_GATEWAY_ISSUED);
  assert_legal (test, story, 1);
}

/* What was never sent is not there, for certain, once the provider may say so; among others in the order asked. */
static void
test_never_sent (Test *test, gconstpointer data)
{
  g_autoptr (ConformanceStory) sent = conformance_story_new (test);
  g_autoptr (ConformanceStory) other = conformance_story_new (test);
  g_autoptr (PdGateway) gateway = test->provider->open (test->self, sent->folder, NULL);
  gint64 now = conformance_now (NULL);
  g_autoptr (PdGatewayAnswer) taken = submit (gateway, sent, BUYER, NULL);
  g_autoptr (PdGatewayAnswer) issued = ask (test, gateway, sent, now);
  const PdGatewayKey keys[] = { { .key = other->key }, { .key = sent->key, .sent_at = now } };
  PdGatewayAnswer *answers[2] = { NULL };

  assert_state (issued, PD_GATEWAY_ISSUED);
  pd_gateway_query (gateway, keys, 2, answers, NULL);
  assert_state (answers[0], PD_GATEWAY_NOT_SENT);
  g_assert_cmpint (answers[0]->next, ==, PD_GATEWAY_NEXT_SEND);
  assert_state (answers[1], PD_GATEWAY_ISSUED);
  pd_gateway_answer_free (answers[0]);
  pd_gateway_answer_free (answers[1]);
}

/* Cancelled before it began: an answer all the same, which says what is known. */
static void
test_cancelled (Test *test, gconstpointer data)
{
  g_autoptr (ConformanceStory) story = conformance_story_new (test);
  g_autoptr (PdGateway) gateway = test->provider->open (test->self, story->folder, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (PdGatewayAnswer) answer = NULL;
  g_autoptr (PdGatewayAnswer) again = NULL;
  g_autoptr (PdGatewayAnswer) found = NULL;

  g_cancellable_cancel (cancellable);
  answer = submit (gateway, story, BUYER, cancellable);
  g_assert_true (answer->state == PD_GATEWAY_NOT_SENT || answer->state == PD_GATEWAY_UNKNOWN);
  again = submit (gateway, story, BUYER, NULL);
  found = ask (test, gateway, story, conformance_now (NULL));
  assert_state (found, PD_GATEWAY_ISSUED);
  assert_legal (test, story, 1);
}

/* Refused: no invoice; the provider's own retry of the same key makes it one. */
static void
test_retry (Test *test, gconstpointer data)
{
  g_autoptr (ConformanceStory) story = conformance_story_new (test);
  g_autoptr (PdGateway) gateway = test->provider->open (test->self, story->folder, NULL);
  const PdGatewayKey key = { .key = story->key, .sent_at = conformance_now (NULL) };
  g_autoptr (PdGatewayAnswer) answer = NULL;
  g_autoptr (PdGatewayAnswer) failed = NULL;
  g_autoptr (PdGatewayAnswer) again = NULL;
  g_autoptr (PdGatewayAnswer) found = NULL;

  test->provider->refuse (test->self, gateway);
  answer = submit (gateway, story, BUYER, NULL);
  failed = ask (test, gateway, story, key.sent_at);
  assert_state (failed, PD_GATEWAY_FAILED);
  g_assert_cmpint (failed->next, ==, PD_GATEWAY_NEXT_FIX);
  g_assert_nonnull (strstr (failed->reason, "购买方名称不正确"));
  g_assert_true (failed->is_spent);
  assert_legal (test, story, 0);
  again = pd_gateway_retry (gateway, &key, NULL);
  found = ask (test, gateway, story, conformance_now (NULL));
  assert_state (found, PD_GATEWAY_ISSUED);
  assert_legal (test, story, 1);
}

/* A file that is not there yet takes nothing from the invoice, and comes. */
static void
test_files (Test *test, gconstpointer data)
{
  g_autoptr (ConformanceStory) story = conformance_story_new (test);
  g_autoptr (PdGateway) gateway = test->provider->open (test->self, story->folder, NULL);
  const PdGatewayKey key = { .key = story->key, .sent_at = conformance_now (NULL) };
  g_autoptr (PdGatewayAnswer) answer = submit (gateway, story, BUYER, NULL);
  g_autoptr (PdGatewayAnswer) issued = ask (test, gateway, story, key.sent_at);
  g_autoptr (PdGatewayAnswer) missing = NULL;
  g_autoptr (PdGatewayAnswer) there = NULL;

  assert_state (issued, PD_GATEWAY_ISSUED);
  test->provider->hide_file (test->self, gateway);
  missing = pd_gateway_fetch_files (gateway, &key, NULL);
  assert_state (missing, PD_GATEWAY_ISSUED);
  g_assert_true (missing->files_pending);
  pass (test, G_TIME_SPAN_HOUR);
  there = pd_gateway_fetch_files (gateway, &key, NULL);
  assert_state (there, PD_GATEWAY_ISSUED);
  g_assert_false (there->files_pending);
  g_assert_cmpint (memcmp (g_bytes_get_data (there->files[PD_GATEWAY_FILE_PDF], NULL), "%PDF-", 5), ==, 0);
}

/* Nobody is signed in: nothing is issued, and the same key goes when somebody is. */
static void
test_signed_out (Test *test, gconstpointer data)
{
  g_autoptr (ConformanceStory) story = conformance_story_new (test);
  g_autoptr (PdGateway) gateway = test->provider->open (test->self, story->folder, NULL);
  gint64 now = conformance_now (NULL);
  g_autoptr (PdGatewayAnswer) first = NULL;
  g_autoptr (PdGatewayAnswer) waiting = NULL;
  g_autoptr (PdGatewayAnswer) again = NULL;
  g_autoptr (PdGatewayAnswer) issued = NULL;

  test->provider->sign (test->self, gateway, FALSE);
  first = submit (gateway, story, BUYER, NULL);
  if (first->state != PD_GATEWAY_WAITING)
    waiting = ask (test, gateway, story, now);
  assert_state (waiting != NULL ? waiting : first, PD_GATEWAY_WAITING);
  g_assert_cmpint ((waiting != NULL ? waiting : first)->next, ==, PD_GATEWAY_NEXT_SIGN_IN);
  assert_legal (test, story, 0);
  test->provider->sign (test->self, gateway, TRUE);
  again = submit (gateway, story, BUYER, NULL);
  issued = ask (test, gateway, story, conformance_now (NULL));
  assert_state (issued, PD_GATEWAY_ISSUED);
  assert_legal (test, story, 1);
}

/* The platform keeps the provider's pace. */
static void
test_pace (Test *test, gconstpointer data)
{
  g_autoptr (ConformanceStory) story = conformance_story_new (test);

  if (test->provider->check_pace == NULL)
    {
      g_test_skip ("this provider asks for none");
      return;
    }
  g_assert_true (conformance_run (story, conformance_play_issue, 0));
  check (story);
  test->provider->check_pace (test->self);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*func) (Test *test, gconstpointer data);
  } scenarios[] = {
    { "same-key", test_same_key },
    { "lost-answer", test_lost },
    { "never-sent", test_never_sent },
    { "cancelled", test_cancelled },
    { "retry", test_retry },
    { "files", test_files },
    { "signed-out", test_signed_out },
    { "pace", test_pace },
    { "killed", test_killed },
    { "red", conformance_red_whole },
    { "red-agreed", conformance_red_agreed },
    { "red-inbound", conformance_red_inbound },
  };

  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  conformance_watch_disk ();
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    for (guint s = 0; s < G_N_ELEMENTS (scenarios); s++)
      {
        g_autofree char *path = g_strdup_printf ("/conformance/%s/%s", providers[i]->name, scenarios[s].name);

        g_test_add (path, Test, providers[i], conformance_set_up, scenarios[s].func, conformance_tear_down);
      }
  return g_test_run ();
}
