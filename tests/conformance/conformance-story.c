/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "conformance/conformance.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
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
#include "platform/pd-platform-submissions.h"
#include "wire/pd-wire.h"

/* A platform is a process of its own with files of its own, which can be killed at each step of what it does. */

#define PASSWORD "a long enough password"
#define ROUNDS 2000
#define LIFE                                                                                                 \
  120 /* seconds of a platform's process, which takes less than one: what hangs ends there, and fails */
#define BETWEEN (10 * G_TIME_SPAN_MINUTE)

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
make_template (ConformanceTest *test)
{
  const PdPlatformOptions options = { .now = conformance_now, .password_iterations = 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatform) platform = pd_platform_new_with_options (test->template, &options, &error);
  g_autofree char *id = pd_id_new (conformance_now (NULL));
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, id);
  g_autofree char *user = NULL;

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
}

/* A story of its own each: so much time passes in all of them that no sign-in would last. */
static char *
sign_in (const ConformanceStory *story)
{
  const PdPlatformOptions options = { .now = conformance_now, .password_iterations = 2 };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatform) platform = pd_platform_new_with_options (story->folder, &options, &error);
  g_autofree char *text = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (PdPlatformResponse) response = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_assert_no_error (error);
  text = g_strdup_printf ("{\"tenant\":\"%s\",\"user\":\"admin\",\"password\":\"" PASSWORD
                          "\",\"device\":\"d\"}",
                          story->test->tenant);
  response = send (platform, "/v1/session", NULL, text);
  answer = pd_platform_response_dup_text (response);
  node = json_from_string (answer, NULL);
  return g_strdup (json_object_get_string_member (json_node_get_object (node), "token"));
}

void
conformance_set_up (ConformanceTest *test, gconstpointer data)
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

void
conformance_tear_down (ConformanceTest *test, gconstpointer data)
{
  test->provider->stop (test->self);
  remove_all (test->root);
  g_free (test->root);
  g_free (test->template);
  g_free (test->tenant);
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

/** conformance_create_text: Returns: (transfer full): the push of a new record, word for word the same each time */
char *
conformance_create_text (const PdRecord *record)
{
  g_autofree char *replica = pd_id_new (conformance_now (NULL));
  g_autofree char *id = pd_id_new (conformance_now (NULL));
  g_autoptr (PdWirePush) push = pd_wire_push_new (NULL, replica);
  PdMutation *mutation =
      pd_mutation_new (id, pd_record_get_record_type (record), pd_record_get_id (record), PD_MUTATION_CREATE);

  mutation->counter = 1;
  mutation->record = pd_record_copy (record);
  pd_record_set_revision (mutation->record, 0);
  g_ptr_array_add (push->mutations, mutation);
  return pd_wire_push_to_text (push);
}

/** conformance_command_text: @revision: of what the person had before them. Returns: (transfer full) */
char *
conformance_command_text (const PdRecord *record, gint64 revision, const char *command)
{
  g_autofree char *replica = pd_id_new (conformance_now (NULL));
  g_autofree char *id = pd_id_new (conformance_now (NULL));
  g_autoptr (PdWirePush) push = pd_wire_push_new (NULL, replica);
  PdMutation *mutation = pd_mutation_new (id, pd_record_get_record_type (record), pd_record_get_id (record),
                                          PD_MUTATION_COMMAND);

  mutation->counter = 1;
  mutation->base_revision = revision;
  mutation->command = g_strdup (command);
  mutation->total = pd_workflow_total (record);
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

ConformanceStory *
conformance_story_new (ConformanceTest *test)
{
  ConformanceStory *story = g_new0 (ConformanceStory, 1);
  g_autofree char *name = g_strdup_printf ("%u", ++test->n_orders);

  story->test = test;
  story->folder = g_build_filename (test->root, name, NULL);
  g_assert_cmpint (g_mkdir (story->folder, 0700), ==, 0);
  copy_file (test->template, story->folder, "platform.sqlite");
  story->token = sign_in (story);
  story->order = order_new (test->n_orders);
  story->key = pd_submission_key (CONFORMANCE_TAX_NUMBER, pd_record_get_id (story->order), 1);
  story->create = conformance_create_text (story->order);
  story->issue = conformance_command_text (story->order, 1, "issue");
  return story;
}

void
conformance_story_free (ConformanceStory *story)
{
  remove_all (story->folder);
  pd_record_unref (story->order);
  g_free (story->folder);
  g_free (story->token);
  g_free (story->key);
  g_free (story->create);
  g_free (story->issue);
  g_free (story);
}

/* The platform's process */

static void
sent_cb (gpointer data, gsize n_bytes)
{
  conformance_tick ();
}

/** conformance_push: what is taken, now or when it was sent before. */
void
conformance_push (PdPlatform *platform, const ConformanceStory *story, const char *text)
{
  g_autoptr (PdPlatformResponse) response = send (platform, "/v1/sync/push", story->token, text);
  g_autofree char *answer = pd_platform_response_dup_text (response);
  g_autoptr (GPtrArray) results = pd_wire_results_from_text (answer, -1, NULL);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (pd_outcome_name (((PdResult *) g_ptr_array_index (results, 0))->outcome), ==, "ok");
}

/** conformance_is_quiet: the platform waits for nothing and nobody. */
gboolean
conformance_is_quiet (PdPlatform *platform, const ConformanceStory *story)
{
  gint64 n = 1;

  g_assert_true (pd_platform_sql_get_integer (platform->sql, &n, NULL,
                                              "SELECT count (*) FROM submission WHERE step <> ''"
                                              " OR state NOT IN ('issued', 'failed')",
                                              ""));
  return n == 0;
}

/**
 * conformance_work:
 * @is_done: what is waited for
 *
 * All that is due; then the time until something is passes at once, here and at the provider.
 */
void
conformance_work (PdPlatform *platform, const ConformanceStory *story, ConformanceDone is_done)
{
  g_autoptr (GError) error = NULL;
  gint64 due = 0;

  for (guint round = 0; round < ROUNDS && !is_done (platform, story); round++)
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
  g_assert_true (is_done (platform, story));
}

static void
ensure_bureaus (PdPlatform *platform)
{
  g_assert_true (pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", NULL));
  g_assert_true (pd_platform_ensure_bureaus (platform, NULL));
  g_assert_true (pd_platform_sql_script (platform->sql, "COMMIT", NULL));
}

/** conformance_play_issue: ConformancePlay: an order comes, and is issued. */
void
conformance_play_issue (PdPlatform *platform, const ConformanceStory *story)
{
  conformance_push (platform, story, story->create);
  conformance_push (platform, story, story->issue);
  conformance_work (platform, story, conformance_is_quiet);
}

static void
run_platform (const ConformanceStory *story, ConformancePlay play)
{
  g_autoptr (PdGateway) gateway = story->test->provider->open (story->test->self, story->folder, sent_cb);
  const PdPlatformOptions options = { .now = conformance_now, .password_iterations = 2, .gateway = gateway };
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatform) platform = pd_platform_new_with_options (story->folder, &options, &error);

  g_assert_no_error (error);
  g_assert_true (pd_platform_recover_submissions (platform, &error));
  ensure_bureaus (platform);
  play (platform, story);
}

/**
 * conformance_run:
 * @death: the step at which the platform's process dies; 0: it does not
 *
 * A platform starts and lives until @play is over. Returns: whether it came to its end
 */
gboolean
conformance_run (const ConformanceStory *story, ConformancePlay play, guint death)
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
      alarm (LIFE);
      conformance_arm (death);
      run_platform (story, play);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_true (WEXITSTATUS (status) == 0 || (death > 0 && WEXITSTATUS (status) == 7));
  return WEXITSTATUS (status) == 0;
}

/** conformance_choose_stride: @n_steps: that there are; @most: that are usually taken. Returns: every how many-th */
guint
conformance_choose_stride (guint n_steps, guint most)
{
  const char *wish = g_getenv ("PIAODAN_CONFORMANCE_STEPS");

  if (wish != NULL)
    most = g_str_equal (wish, "all") ? n_steps : (guint) g_ascii_strtoull (wish, NULL, 10);
  return MAX (1, n_steps / MAX (most, 1));
}
