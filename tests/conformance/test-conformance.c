/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conformance/conformance.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-submission-key.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-submissions.h"
#include "wire/pd-wire.h"

#include <json-glib/json-glib.h>

/*
 * What every provider has to do, and what the platform makes of it. The platform is a process of its own with files of
 * its own; it is killed at each step of an issue, before and after each write to a disk and each piece that goes to the
 * network, started again, and comes to the same end: the bureau's own list has one invoice, which the platform knows.
 *
 * PIAODAN_CONFORMANCE_STEPS: at how many of the steps it is killed; "all"; usually a part, other ones for each run of N.
 */

#define PASSWORD "a long enough password"
#define STEPS 36
#define ROUNDS 2000
#define BETWEEN (10 * G_TIME_SPAN_MINUTE)

static const ConformanceProvider *const providers[] = { &conformance_sandbox, &conformance_nuonuo };

typedef struct
{
  const ConformanceProvider *provider;
  gpointer self;
  char *root;     /* the folder of all */
  char *template; /* a platform with a company */
  char *tenant;
  char *token;
  guint n_orders;
} Test;

/** Story: one order's, played by several platforms one after the other. */
typedef struct
{
  Test *test;
  char *folder;
  PdRecord *order;
  char *key;
  char *create; /* pushes, word for word the same each time */
  char *issue;
} Story;

static PdPlatformResponse *
send (PdPlatform *platform, const char *target, const char *token, const char *text)
{
  g_autoptr (PdPlatformRequest) request = pd_platform_request_new ("POST", target);

  request->peer = g_strdup ("192.0.2.1");
  request->content_type = g_strdup ("application/json");
  request->body = g_bytes_new (text, strlen (text));
  if (token != NULL)
    request->authorization = g_strconcat ("Bearer ", token, NULL);
  return pd_platform_handle (platform, request);
}

static void
make_template (Test *test)
{
  const PdPlatformOptions options = { .now = conformance_now, .password_iterations = 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatform) platform = pd_platform_new_with_options (test->template, &options, &error);
  g_autofree char *id = pd_id_new (conformance_now (NULL));
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, id);
  g_autofree char *user = NULL;
  g_autofree char *text = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (PdPlatformResponse) response = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_assert_no_error (error);
  pd_record_set_text (company, PD_COMPANY_NAME, "甲公司");
  pd_record_set_text (company, PD_COMPANY_TAX_NUMBER, CONFORMANCE_TAX_NUMBER);
  pd_record_set_text (company, PD_COMPANY_ADDRESS, "样例市长街 1 号");
  pd_record_set_text (company, PD_COMPANY_PHONE, "020-12345678");
  pd_record_set_text (company, PD_COMPANY_DRAWER, "王开票");
  pd_record_set_integer (company, PD_COMPANY_PROVINCE, 44);
  test->tenant = pd_platform_add_tenant (platform, "甲公司", company, &error);
  g_assert_no_error (error);
  user = pd_platform_add_user (platform, test->tenant, "admin", pd_platform_role_parse ("admin"), PASSWORD,
                               &error);
  g_assert_no_error (error);
  text = g_strdup_printf ("{\"tenant\":\"%s\",\"user\":\"admin\",\"password\":\"" PASSWORD
                          "\",\"device\":\"d\"}",
                          test->tenant);
  response = send (platform, "/v1/session", NULL, text);
  answer = pd_platform_response_dup_text (response);
  node = json_from_string (answer, NULL);
  test->token = g_strdup (json_object_get_string_member (json_node_get_object (node), "token"));
}

static void
set_up (Test *test, gconstpointer data)
{
  test->provider = data;
  test->root = g_dir_make_tmp ("piaodan-conformance-XXXXXX", NULL);
  test->template = g_build_filename (test->root, "template", NULL);
  make_template (test);
  test->self = test->provider->start ();
  test->provider->advance (test->self, 0);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
tear_down (Test *test, gconstpointer data)
{
  test->provider->stop (test->self);
  remove_all (test->root);
  g_free (test->root);
  g_free (test->template);
  g_free (test->tenant);
  g_free (test->token);
}

static PdRecord *
order_new (guint number)
{
  PdRecord *order = pd_order_new (conformance_now (NULL), "2026-11-06");
  PdRecord *line = pd_order_add_line (order, conformance_now (NULL));
  g_autofree char *text = g_strdup_printf ("D-%u", number);

  pd_record_set_text (order, PD_ORDER_NUMBER, text);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "样例市远山文化传播有限公司");
  pd_record_set_text (order, PD_ORDER_BUYER_TAX_NUMBER, "91310115MA1PD00290");
  pd_record_set_text (order, PD_ORDER_INVOICE_KIND, PD_INVOICE_KIND_ORDINARY);
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, TRUE);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "激光打印机");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_CODE, "1090511010000000000");
  pd_record_set_text (line, PD_ORDER_LINE_SHORT_NAME, "计算机外部设备");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT, "台");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "1");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "235");
  pd_record_set_integer (line, PD_ORDER_LINE_AMOUNT, 23500);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
  return order;
}

/* @record: (nullable): for a new one */
static char *
push_text (const PdRecord *order, PdMutationKind kind)
{
  g_autofree char *replica = pd_id_new (conformance_now (NULL));
  g_autofree char *id = pd_id_new (conformance_now (NULL));
  g_autoptr (PdWirePush) push = pd_wire_push_new (NULL, replica);
  PdMutation *mutation = pd_mutation_new (id, &pd_order_type, pd_record_get_id (order), kind);

  mutation->counter = 1;
  if (kind == PD_MUTATION_CREATE)
    mutation->record = pd_record_copy (order);
  else
    {
      mutation->base_revision = 1;
      mutation->command = g_strdup ("issue");
      mutation->total = pd_workflow_total (order);
    }
  g_ptr_array_add (push->mutations, mutation);
  return pd_wire_push_to_text (push);
}

static void
copy_file (const char *from, const char *to, const char *name)
{
  g_autofree char *source = g_build_filename (from, name, NULL);
  g_autofree char *target = g_build_filename (to, name, NULL);
  g_autofree char *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (source, &content, &length, NULL));
  g_assert_true (g_file_set_contents (target, content, (gssize) length, NULL));
}

static Story *
story_new (Test *test)
{
  Story *story = g_new0 (Story, 1);
  g_autofree char *name = g_strdup_printf ("%u", ++test->n_orders);

  story->test = test;
  story->folder = g_build_filename (test->root, name, NULL);
  g_assert_cmpint (g_mkdir (story->folder, 0700), ==, 0);
  copy_file (test->template, story->folder, "platform.sqlite");
  story->order = order_new (test->n_orders);
  story->key = pd_submission_key (CONFORMANCE_TAX_NUMBER, pd_record_get_id (story->order), 1);
  story->create = push_text (story->order, PD_MUTATION_CREATE);
  story->issue = push_text (story->order, PD_MUTATION_COMMAND);
  return story;
}

static void
story_free (Story *story)
{
  remove_all (story->folder);
  pd_record_unref (story->order);
  g_free (story->folder);
  g_free (story->key);
  g_free (story->create);
  g_free (story->issue);
  g_free (story);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Story, story_free)

/* The platform's process */

static void
sent_cb (gpointer data, gsize n_bytes)
{
  conformance_tick ();
}

static void
push (PdPlatform *platform, const Story *story, const char *text)
{
  g_autoptr (PdPlatformResponse) response = send (platform, "/v1/sync/push", story->test->token, text);
  g_autofree char *answer = pd_platform_response_dup_text (response);
  g_autoptr (GPtrArray) results = pd_wire_results_from_text (answer, -1, NULL);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (pd_outcome_name (((PdResult *) g_ptr_array_index (results, 0))->outcome), ==, "ok");
}

static gboolean
is_quiet (PdPlatform *platform)
{
  gint64 n = 1;

  g_assert_true (pd_platform_sql_get_integer (platform->sql, &n, NULL,
                                              "SELECT count (*) FROM submission WHERE step <> ''"
                                              " OR state NOT IN ('issued', 'failed')",
                                              ""));
  return n == 0;
}

/* All that is due; then the time until something is passes at once, here and at the provider. */
static void
work (PdPlatform *platform, const Story *story)
{
  g_autoptr (GError) error = NULL;
  gint64 due = 0;

  for (guint round = 0; round < ROUNDS && !is_quiet (platform); round++)
    {
      g_autoptr (PdPlatformSubmission) submission = NULL;
      gint64 wait;

      g_assert_true (pd_platform_next_submission (platform, &due, &error));
      wait = due == G_MAXINT64 ? G_TIME_SPAN_MINUTE : due - conformance_now (NULL);
      if (wait > 0)
        {
          conformance_pass (wait);
          story->test->provider->advance (story->test->self, wait);
          continue;
        }
      submission = pd_platform_take_submission (platform, &error);
      g_assert_no_error (error);
      if (submission == NULL)
        continue;
      pd_platform_run_submission (submission, NULL);
      g_assert_true (pd_platform_finish_submission (platform, submission, &error));
    }
  g_assert_true (is_quiet (platform));
}

static void
ensure_bureaus (PdPlatform *platform)
{
  g_assert_true (pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", NULL));
  g_assert_true (pd_platform_ensure_bureaus (platform, NULL));
  g_assert_true (pd_platform_sql_script (platform->sql, "COMMIT", NULL));
}

static void
run_platform (const Story *story)
{
  g_autoptr (PdGateway) gateway = story->test->provider->open (story->test->self, story->folder, sent_cb);
  const PdPlatformOptions options = { .now = conformance_now, .password_iterations = 2, .gateway = gateway };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatform) platform = pd_platform_new_with_options (story->folder, &options, &error);

  g_assert_no_error (error);
  g_assert_true (pd_platform_recover_submissions (platform, &error));
  ensure_bureaus (platform);
  push (platform, story, story->create);
  push (platform, story, story->issue);
  work (platform, story);
}

/* @death: a step; 0: none. Returns: whether it came to its end */
static gboolean
play (const Story *story, guint death)
{
  int status = 0;
  pid_t child;

  /* Whoever died before is long gone when somebody starts it again. */
  conformance_pass (BETWEEN);
  story->test->provider->advance (story->test->self, BETWEEN);
  fflush (NULL);
  child = fork ();
  if (child == 0)
    {
      conformance_arm (death);
      run_platform (story);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_true (WEXITSTATUS (status) == 0 || (death > 0 && WEXITSTATUS (status) == 7));
  return WEXITSTATUS (status) == 0;
}

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
  g_autoptr (Story) story = story_new (test);

  g_assert_true (play (story, 0));
  check (story);
  return conformance_ticks ();
}

/* Killed at each step; every third one again while it recovers. */
static void
test_killed (Test *test, gconstpointer data)
{
  const char *wish = g_getenv ("PIAODAN_CONFORMANCE_STEPS");
  guint n_steps = count_steps (test), n_deaths = 0;
  guint most = wish == NULL                ? STEPS
               : g_str_equal (wish, "all") ? n_steps
                                           : (guint) g_ascii_strtoull (wish, NULL, 10);
  guint stride = MAX (1, n_steps / MAX (most, 1));

  for (guint death = 1 + (guint) g_test_rand_int_range (0, (gint32) stride); death <= n_steps;
       death += stride)
    {
      g_autoptr (Story) story = story_new (test);
      gboolean again;

      g_test_message ("step %u of %u", death, n_steps);
      again = !play (story, death);
      n_deaths += again;
      if (again && death % 3 == 0)
        again = !play (story, 1 + death / 2);
      if (again)
        g_assert_true (play (story, 0));
      check (story);
    }
  g_assert_cmpuint (n_deaths, >, MIN (most, n_steps) / 2);
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
  g_autoptr (Story) story = story_new (test);
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
  g_autoptr (Story) story = story_new (test);
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
  g_autoptr (Story) sent = story_new (test);
  g_autoptr (Story) other = story_new (test);
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
  g_autoptr (Story) story = story_new (test);
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
  g_autoptr (Story) story = story_new (test);
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
  g_autoptr (Story) story = story_new (test);
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
  g_autoptr (Story) story = story_new (test);
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
  g_autoptr (Story) story = story_new (test);

  if (test->provider->check_pace == NULL)
    {
      g_test_skip ("this provider asks for none");
      return;
    }
  g_assert_true (play (story, 0));
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
    { "same-key", test_same_key },     { "lost-answer", test_lost }, { "never-sent", test_never_sent },
    { "cancelled", test_cancelled },   { "retry", test_retry },      { "files", test_files },
    { "signed-out", test_signed_out }, { "pace", test_pace },        { "killed", test_killed },
  };

  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  conformance_watch_disk ();
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    for (guint s = 0; s < G_N_ELEMENTS (scenarios); s++)
      {
        g_autofree char *path = g_strdup_printf ("/conformance/%s/%s", providers[i]->name, scenarios[s].name);

        g_test_add (path, Test, providers[i], set_up, scenarios[s].func, tear_down);
      }
  return g_test_run ();
}
