/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/bench-kit.h"
#include "bench/bench-orders.h"
#include "doubles/double-process.h"
#include "gateway/pd-nuonuo.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-party.h"
#include "model/pd-submission-key.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-works.h"
#include "wire/pd-wire.h"

#include <json-glib/json-glib.h>
#include <string.h>

/*
 * How fast commands to issue are taken by a platform on SQLite, and how many submissions are under way together against a
 * provider that takes two seconds for each: the double, a process of its own, over HTTP on loopback. Everything is
 * durable; the worker's threads are the real ones.
 */

#define TAX_NUMBER "91440101MA5PD0018E"
#define BUYER "91310115MA1PD00290"
#define PASSWORD "a long enough password"
#define ANSWERS_AFTER 2000 /* ms */
#define AT_ONCE 64
#define BATCH 50

typedef struct
{
  PdPlatform *platform;
  char *folder;
  char *tenant;
  char *token;
  PdRecord *company;
  GPtrArray *orders; /* of PdRecord, as the platform has them */
} Office;

/* What is counted of the provider's calls, in any thread. */
static struct
{
  PdGateway *gateway;
  int under_way, most, done;
  gint64 first, last; /* of what was sent */
  GMutex mutex;
} meter;

static void
must (gboolean ok, GError *error)
{
  if (!ok)
    g_error ("%s", error != NULL ? error->message : "it failed");
}

/* The office */

static PdPlatformResponse *
send (Office *office, const char *target, const char *text)
{
  g_autoptr (PdPlatformRequest) request = pd_platform_request_new ("POST", target);

  request->peer = g_strdup ("192.0.2.1");
  request->content_type = g_strdup ("application/json");
  request->body = g_bytes_new (text, strlen (text));
  if (office->token != NULL)
    request->authorization = g_strconcat ("Bearer ", office->token, NULL);
  return pd_platform_handle (office->platform, request);
}

static void
sign_in (Office *office)
{
  g_autofree char *text = g_strdup_printf ("{\"tenant\":\"%s\",\"user\":\"admin\",\"password\":\"" PASSWORD
                                           "\",\"device\":\"d\"}",
                                           office->tenant);
  g_autoptr (PdPlatformResponse) response = send (office, "/v1/session", text);
  g_autofree char *answer = pd_platform_response_dup_text (response);
  g_autoptr (JsonNode) node = json_from_string (answer, NULL);

  office->token = g_strdup (json_object_get_string_member (json_node_get_object (node), "token"));
}

/* @results: (nullable) (out): what was answered; all of it has to be good */
static void
push (Office *office, PdWirePush *mutations, GPtrArray **results)
{
  g_autofree char *text = pd_wire_push_to_text (mutations);
  g_autoptr (PdPlatformResponse) response = send (office, "/v1/sync/push", text);
  g_autofree char *answer = pd_platform_response_dup_text (response);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = pd_wire_results_from_text (answer, -1, &error);

  must (all != NULL, error);
  for (guint i = 0; i < all->len; i++)
    {
      const PdResult *result = g_ptr_array_index (all, i);

      if (result->outcome != PD_OUTCOME_OK)
        g_error ("%s: %s %s", pd_outcome_name (result->outcome), result->path, result->message);
    }
  if (results != NULL)
    *results = g_steal_pointer (&all);
}

static PdWirePush *
push_new (void)
{
  g_autofree char *replica = pd_id_new (g_get_real_time ());

  return pd_wire_push_new (NULL, replica);
}

static PdMutation *
add_mutation (PdWirePush *mutations, const PdRecord *order, PdMutationKind kind)
{
  g_autofree char *id = pd_id_new (g_get_real_time ());
  PdMutation *mutation = pd_mutation_new (id, &pd_order_type, pd_record_get_id (order), kind);

  mutation->counter = mutations->mutations->len + 1;
  mutation->base_revision = pd_record_get_revision (order);
  g_ptr_array_add (mutations->mutations, mutation);
  return mutation;
}

/* An order that a bureau takes. */
static PdRecord *
order_new (guint n)
{
  PdRecord *order = bench_order_new (n);
  GPtrArray *lines = pd_record_get_lines (order);

  pd_record_set_text (order, PD_ORDER_BUYER_TAX_NUMBER, BUYER);
  for (guint i = 0; i < lines->len; i++)
    {
      pd_record_set_text (g_ptr_array_index (lines, i), PD_ORDER_LINE_TAX_CODE, "1090511010000000000");
      pd_record_set_text (g_ptr_array_index (lines, i), PD_ORDER_LINE_SHORT_NAME, "计算机外部设备");
      pd_record_set_text (g_ptr_array_index (lines, i), PD_ORDER_LINE_UNIT, "台");
    }
  pd_record_derive (order);
  return order;
}

static void
enter_orders (Office *office, guint first, guint n)
{
  for (guint i = first; i < first + n;)
    {
      g_autoptr (PdWirePush) mutations = push_new ();
      g_autoptr (GPtrArray) results = NULL;

      for (guint end = MIN (i + BATCH, first + n); i < end; i++)
        {
          g_autoptr (PdRecord) order = order_new (i);

          add_mutation (mutations, order, PD_MUTATION_CREATE)->record = pd_record_ref (order);
        }
      push (office, mutations, &results);
      for (guint r = 0; r < results->len; r++)
        g_ptr_array_add (office->orders,
                         pd_record_ref (((PdResult *) g_ptr_array_index (results, r))->record));
    }
}

static void
issue (Office *office, guint first, guint n)
{
  g_autoptr (PdWirePush) mutations = push_new ();

  for (guint i = first; i < first + n; i++)
    {
      const PdRecord *order = g_ptr_array_index (office->orders, i);
      PdMutation *mutation = add_mutation (mutations, order, PD_MUTATION_COMMAND);

      mutation->command = g_strdup ("issue");
      mutation->total = pd_workflow_total (order);
    }
  push (office, mutations, NULL);
}

static Office *
office_new (PdGateway *gateway)
{
  Office *office = g_new0 (Office, 1);
  const PdPlatformOptions options = { .password_iterations = 10, .gateway = gateway };
  g_autofree char *id = pd_id_new (g_get_real_time ());
  g_autofree char *user = NULL;
  GError *error = NULL;

  office->folder = g_dir_make_tmp ("piaodan-bench-XXXXXX", NULL);
  office->platform = pd_platform_new_with_options (office->folder, &options, &error);
  must (office->platform != NULL, error);
  office->company = pd_record_new (&pd_company_type, id);
  pd_record_set_text (office->company, PD_COMPANY_NAME, "甲公司");
  pd_record_set_text (office->company, PD_COMPANY_TAX_NUMBER, TAX_NUMBER);
  pd_record_set_text (office->company, PD_COMPANY_ADDRESS, "样例市长街 1 号");
  pd_record_set_text (office->company, PD_COMPANY_PHONE, "020-12345678");
  pd_record_set_text (office->company, PD_COMPANY_DRAWER, "王开票");
  pd_record_set_integer (office->company, PD_COMPANY_PROVINCE, 44);
  office->tenant = pd_platform_add_tenant (office->platform, "甲公司", office->company, &error);
  must (office->tenant != NULL, error);
  user = pd_platform_add_user (office->platform, office->tenant, "admin", pd_platform_role_parse ("admin"),
                               PASSWORD, &error);
  must (user != NULL, error);
  sign_in (office);
  office->orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  return office;
}

static void
office_free (Office *office)
{
  pd_platform_free (office->platform);
  bench_remove_tree (office->folder);
  pd_record_unref (office->company);
  g_ptr_array_unref (office->orders);
  g_free (office->folder);
  g_free (office->tenant);
  g_free (office->token);
  g_free (office);
}

/* How fast commands are taken. Beside it: as many commits of one row of that size, on the same disk. */

static double
time_baseline (const char *folder, guint n)
{
  g_autofree char *path = g_build_filename (folder, "baseline.sqlite", NULL);
  g_autofree char *row = g_strnfill (4096, 'x');
  GError *error = NULL;
  PdPlatformSql *sql = pd_platform_sql_open (path, &error);
  gint64 start;

  must (sql != NULL && pd_platform_sql_script (sql, "CREATE TABLE row (body TEXT)", &error), error);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    must (pd_platform_sql_run (sql, &error, "INSERT INTO row VALUES (?)", "t", row), error);
  pd_platform_sql_close (sql);
  return (double) (g_get_monotonic_time () - start);
}

static void
measure_commands (guint n, guint a_push, const char *name)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) baselines = g_array_new (FALSE, FALSE, sizeof (double));
  Office *office = office_new (NULL);

  for (guint run = 0; run < BENCH_RUNS; run++)
    {
      double baseline = time_baseline (office->folder, n / a_push), time;
      g_autofree char *path = g_build_filename (office->folder, "baseline.sqlite", NULL);
      gint64 start;

      bench_remove_tree (path);
      enter_orders (office, run * n, n);
      start = g_get_monotonic_time ();
      for (guint i = 0; i < n; i += a_push)
        issue (office, run * n + i, MIN (a_push, n - i));
      time = (double) (g_get_monotonic_time () - start);
      g_array_append_val (times, time);
      g_array_append_val (baselines, baseline);
    }
  bench_print (name, "command", n, bench_percentile (times, 50), "as many commits of one row",
               bench_percentile (baselines, 50));
  office_free (office);
}

/* How much is under way together */

static PdGatewayAnswer *
submit (gpointer self, const PdGatewayRequest *request, GCancellable *cancellable)
{
  PdGatewayAnswer *answer;

  g_mutex_lock (&meter.mutex);
  if (meter.first == 0)
    meter.first = g_get_monotonic_time ();
  meter.under_way++;
  meter.most = MAX (meter.most, meter.under_way);
  g_mutex_unlock (&meter.mutex);
  answer = pd_gateway_submit (meter.gateway, request, cancellable);
  if (answer->state != PD_GATEWAY_SENT)
    g_error ("%s: %s", pd_gateway_state_name (answer->state), answer->reason);
  g_mutex_lock (&meter.mutex);
  meter.under_way--;
  meter.done++;
  meter.last = g_get_monotonic_time ();
  g_mutex_unlock (&meter.mutex);
  return answer;
}

static void
query (gpointer self,
       const PdGatewayKey *keys,
       guint n_keys,
       PdGatewayAnswer **answers,
       GCancellable *cancellable)
{
  pd_gateway_query (meter.gateway, keys, n_keys, answers, cancellable);
}

static PdGatewayAnswer *
fetch_files (gpointer self, const PdGatewayKey *key, GCancellable *cancellable)
{
  return pd_gateway_fetch_files (meter.gateway, key, cancellable);
}

static void
get_limits (gpointer self, PdGatewayLimits *limits)
{
  pd_gateway_get_limits (meter.gateway, limits);
}

static void
free_nothing (gpointer self)
{
}

static const PdGatewayFunctions metered = { .name = "nuonuo",
                                            .get_limits = get_limits,
                                            .submit = submit,
                                            .query = query,
                                            .fetch_files = fetch_files,
                                            .free = free_nothing };

static void
start_meter (void)
{
  meter.under_way = meter.most = meter.done = 0;
  meter.first = meter.last = 0;
}

/* Submissions a second, from the first byte to the last answer. */
static double
read_meter (void)
{
  return meter.done * 1e6 / (double) MAX (meter.last - meter.first, 1);
}

static PdGateway *
open_adapter (const DoubleProcess *provider, const char *folder)
{
  g_autofree char *services = g_strconcat (provider->url, "/open/v1/services", NULL);
  g_autofree char *token = g_strconcat (provider->url, "/accessToken", NULL);
  g_autofree char *book = g_build_filename (folder, "provider.sqlite", NULL);
  const PdNuonuoOptions options = { .services_url = services,
                                    .token_url = token,
                                    .app_key = "APPKEY",
                                    .app_secret = "SECRET",
                                    .tax_number = TAX_NUMBER,
                                    .clerk = "王开票",
                                    .pace = -1,
                                    .at_once = AT_ONCE,
                                    .book_path = book };
  GError *error = NULL;
  PdGateway *gateway = pd_nuonuo_gateway_new (&options, &error);

  must (gateway != NULL, error);
  return gateway;
}

static void
control (DoubleProcess *provider, const char *what, const char *json)
{
  g_free (double_process_control (provider, what, json));
}

static DoubleProcess *
start_provider (void)
{
  DoubleProcess *provider = double_process_new (DOUBLE_PROGRAM);
  g_autofree char *fault =
      g_strdup_printf ("{\"call\":\"requestBillingNew\",\"kind\":\"delay\",\"ms\":%d,\"times\":-1}",
                       ANSWERS_AFTER);

  control (provider, "settings", "{\"script\":\"at-once\",\"seller_desk\":1}");
  control (provider, "fault", fault);
  return provider;
}

/* The double's own limit: the same orders, with nothing around the adapter but as many threads. */

static void
send_bare (gpointer data, gpointer user_data)
{
  const PdRecord *invoice = data;
  g_autofree char *key = pd_submission_key (TAX_NUMBER, pd_record_get_text (invoice, PD_INVOICE_ORDER_ID), 1);
  const PdGatewayRequest request = { .key = key, .invoice = invoice, .province = 44 };

  pd_gateway_answer_free (submit (NULL, &request, NULL));
}

static double
measure_bare (guint n, guint *most)
{
  DoubleProcess *provider = start_provider ();
  g_autofree char *folder = g_dir_make_tmp ("piaodan-bench-XXXXXX", NULL);
  Office *office = office_new (NULL);
  GThreadPool *threads = g_thread_pool_new (send_bare, NULL, AT_ONCE, TRUE, NULL);
  g_autoptr (GPtrArray) invoices = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);

  meter.gateway = open_adapter (provider, folder);
  start_meter ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PdRecord) order = order_new (i);
      g_autofree char *id = pd_id_new (g_get_real_time ());

      g_ptr_array_add (invoices, pd_invoice_new_from_order (order, office->company, id));
    }
  for (guint i = 0; i < n; i++)
    g_thread_pool_push (threads, g_ptr_array_index (invoices, i), NULL);
  g_thread_pool_free (threads, FALSE, TRUE);
  *most = (guint) meter.most;
  pd_gateway_unref (meter.gateway);
  office_free (office);
  double_process_free (provider);
  bench_remove_tree (folder);
  return read_meter ();
}

static gint64
count (Office *office, const char *sql)
{
  GError *error = NULL;
  gint64 value = 0;

  must (pd_platform_sql_get_integer (office->platform->sql, &value, &error, sql, ""), error);
  return value;
}

static void
measure_platform (guint n, double bare, guint bare_most)
{
  DoubleProcess *provider = start_provider ();
  g_autofree char *folder = g_dir_make_tmp ("piaodan-bench-XXXXXX", NULL);
  PdGateway *gateway = pd_gateway_new (&metered, &meter);
  Office *office = office_new (gateway);
  PdPlatformWorker *worker;
  GError *error = NULL;
  gint64 start, issued;

  meter.gateway = open_adapter (provider, folder);
  start_meter ();
  enter_orders (office, 0, n);
  for (guint i = 0; i < n; i += BATCH)
    issue (office, i, MIN (BATCH, n - i));
  start = g_get_monotonic_time ();
  worker = pd_platform_worker_new (office->platform, &pd_platform_bureau_work, &error);
  must (worker != NULL, error);
  while (count (office, "SELECT count (*) FROM submission WHERE state <> 'issued'") > 0)
    for (gint64 until = g_get_monotonic_time () + 50000; g_get_monotonic_time () < until;)
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (500);
  issued = g_get_monotonic_time () - start;
  g_print (
      "{\"figure\":\"issuing/under-way\",\"unit\":\"calls together\",\"value\":%d,\"baseline\":\"the adapter"
      " alone\",\"baseline_value\":%u,\"n\":%u}\n",
      meter.most, bare_most, n);
  g_print (
      "{\"figure\":\"issuing/submissions\",\"unit\":\"1/s\",\"value\":%.1f,\"baseline\":\"the adapter alone,"
      " %d threads\",\"baseline_value\":%.1f,\"ratio\":%.2f,\"n\":%u,\"answers_after_ms\":%d}\n",
      read_meter (), AT_ONCE, bare, read_meter () / bare, n, ANSWERS_AFTER);
  g_print ("{\"figure\":\"issuing/issued\",\"unit\":\"1/s\",\"value\":%.1f,\"n\":%u}\n",
           n * 1e6 / (double) issued, n);
  pd_platform_worker_free (worker);
  office_free (office);
  pd_gateway_unref (gateway);
  pd_gateway_unref (meter.gateway);
  double_process_free (provider);
  bench_remove_tree (folder);
}

int
main (void)
{
  guint n_commands = bench_size ("COMMANDS", 500), n_submissions = bench_size ("SUBMISSIONS", 320);
  guint bare_most = 0;
  double bare;

  g_mutex_init (&meter.mutex);
  measure_commands (n_commands, 1, "issuing/command");
  measure_commands (n_commands, BATCH, "issuing/commands-in-a-batch");
  bare = measure_bare (n_submissions, &bare_most);
  measure_platform (n_submissions, bare, bare_most);
  return 0;
}
