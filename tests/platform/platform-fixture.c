/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/platform-fixture.h"

#include <json-glib/json-glib.h>
#include <glib/gstdio.h>

#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-submissions.h"

static gint64
fixture_now (gpointer data)
{
  return ((Fixture *) data)->now;
}

/* Known from run to run, different from call to call. */
static void
fixture_random (gpointer data, guint8 *bytes, gsize size)
{
  Fixture *fixture = data;

  for (gsize index = 0; index < size; index++)
    {
      fixture->random = fixture->random * 1664525 + 1013904223;
      bytes[index] = (guint8) (fixture->random >> 24);
    }
}

static void
open_platform (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "bureau.sqlite", NULL);
  PdGatewaySandboxOptions bureau = { .path = path,
                                     .sessions = fixture->signs_in,
                                     .monthly_quota = fixture->monthly_quota,
                                     .now = fixture_now,
                                     .now_data = fixture };

  fixture->bureau = pd_gateway_sandbox_new (&bureau, &error);
  g_assert_no_error (error);

  PdPlatformOptions options = { .now = fixture_now,
                                .random = fixture_random,
                                .data = fixture,
                                .password_iterations = FIXTURE_ITERATIONS,
                                .find_limit = fixture->find_limit,
                                .gateway = fixture->provider != NULL ? fixture->provider : fixture->bureau,
                                .mail_transport = fixture->mail_transport,
                                .mail_transport_data = fixture->mail_transport_data,
                                .verify_transport = fixture->verify_transport };

  fixture->platform = pd_platform_new_with_options (fixture->folder, &options, &error);
  g_assert_no_error (error);
}

static void
add_tenant (Fixture *fixture, guint index)
{
  static const char *const names[] = { "甲公司", "乙公司" };
  static const char *const numbers[] = { "91440101MA5PD0018E", "91310115MA1PD00290" };
  static const char *const users[] = { "clerk",     "reviewer",   "finance", "admin",
                                       "warehouse", "technician", "support" };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = pd_id_new (fixture->now);
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, id);
  PdPlatformHead head;

  pd_record_set_text (company, PD_COMPANY_NAME, names[index]);
  pd_record_set_text (company, PD_COMPANY_TAX_NUMBER, numbers[index]);
  pd_record_set_integer (company, PD_COMPANY_PROVINCE, 44);
  pd_record_set_text (company, PD_COMPANY_ADDRESS, "样例市天河区花城路100号");
  pd_record_set_text (company, PD_COMPANY_PHONE, "020-55550100");
  pd_record_set_text (company, PD_COMPANY_DRAWER, "王开票");
  fixture->tenants[index] = pd_platform_add_tenant (fixture->platform, names[index], company, &error);
  g_assert_no_error (error);
  for (guint user = 0; user < G_N_ELEMENTS (users); user++)
    {
      g_autofree char *user_id =
          pd_platform_add_user (fixture->platform, fixture->tenants[index], users[user],
                                pd_platform_role_parse (users[user]), FIXTURE_PASSWORD, &error);

      g_assert_no_error (error);
    }
  g_assert_true (pd_platform_get_head (fixture->platform, fixture->tenants[index], &head, &error));
  fixture->epochs[index] = g_strdup (head.epoch);
}

Fixture *
fixture_new (void)
{
  Fixture *fixture = g_new0 (Fixture, 1);

  fixture->folder = g_dir_make_tmp ("piaodan-platform-XXXXXX", NULL);
  fixture->now = FIXTURE_START;
  fixture->replica = pd_id_new (fixture->now);
  open_platform (fixture);
  add_tenant (fixture, 0);
  add_tenant (fixture, 1);
  return fixture;
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

void
fixture_free (Fixture *fixture)
{
  pd_platform_free (fixture->platform);
  pd_gateway_unref (fixture->bureau);
  g_clear_pointer (&fixture->provider, pd_gateway_unref);
  remove_all (fixture->folder);
  for (guint index = 0; index < 2; index++)
    {
      g_free (fixture->tenants[index]);
      g_free (fixture->epochs[index]);
    }
  g_free (fixture->folder);
  g_free (fixture->replica);
  g_free (fixture);
}

/* Its files are in the folder, and nobody has them open. */
void
fixture_close (Fixture *fixture)
{
  g_clear_pointer (&fixture->platform, pd_platform_free);
  g_clear_pointer (&fixture->bureau, pd_gateway_unref);
}

void
fixture_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  open_platform (fixture);
  g_assert_true (pd_platform_recover_submissions (fixture->platform, &error));
}

/* As after a power cut: what was not committed is not there. */
void
fixture_restart (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture);
}

PdPlatformResponse *
fixture_send (Fixture *fixture,
              const char *method,
              const char *target,
              const char *token,
              const char *type,
              const char *body)
{
  g_autoptr (PdPlatformRequest) request = pd_platform_request_new (method, target);

  request->peer = g_strdup ("192.0.2.1");
  if (token != NULL)
    request->authorization = g_strconcat ("Bearer ", token, NULL);
  if (body != NULL)
    pd_platform_request_set_body (request, type, body);
  return pd_platform_handle (fixture->platform, request);
}

static JsonObject *
parse (PdPlatformResponse *response, JsonNode **node)
{
  g_autofree char *text = pd_platform_response_dup_text (response);

  *node = json_from_string (text, NULL);
  g_assert_nonnull (*node);
  return json_node_get_object (*node);
}

char *
fixture_sign_in (Fixture *fixture, guint tenant, const char *user)
{
  g_autofree char *body =
      g_strdup_printf ("{\"tenant\":\"%s\",\"user\":\"%s\",\"password\":\"%s\",\"device\":\"d\"}",
                       fixture->tenants[tenant], user, FIXTURE_PASSWORD);
  g_autoptr (PdPlatformResponse) response =
      fixture_send (fixture, "POST", "/v1/session", NULL, "application/json", body);
  g_autoptr (JsonNode) node = NULL;

  g_assert_cmpuint (response->status, ==, 200);
  return g_strdup (json_object_get_string_member (parse (response, &node), "token"));
}

void
fixture_assert_error (PdPlatformResponse *response, guint status, const char *code)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *error = NULL;

  g_assert_cmpuint (response->status, ==, status);
  error = json_object_get_object_member (parse (response, &node), "error");
  g_assert_nonnull (error);
  g_assert_cmpstr (json_object_get_string_member (error, "code"), ==, code);
  g_assert_cmpuint (strlen (json_object_get_string_member (error, "message")), >, 8);
}

PdMutation *
fixture_mutation (Fixture *fixture, PdMutationKind kind, const PdRecord *record)
{
  g_autofree char *id = pd_id_new (fixture->now);
  PdMutation *mutation =
      pd_mutation_new (id, pd_record_get_record_type (record), pd_record_get_id (record), kind);

  mutation->counter = ++fixture->counter;
  mutation->base_revision = pd_record_get_revision (record);
  mutation->made_at = fixture->now;
  return mutation;
}

PdMutation *
fixture_create (Fixture *fixture, const PdRecord *record)
{
  PdMutation *mutation = fixture_mutation (fixture, PD_MUTATION_CREATE, record);

  mutation->record = pd_record_copy (record);
  return mutation;
}

PdMutation *
fixture_patch (Fixture *fixture, const PdRecord *before, const PdRecord *after)
{
  PdMutation *mutation = fixture_mutation (fixture, PD_MUTATION_PATCH, before);

  mutation->patch = pd_diff (before, after);
  return mutation;
}

PdMutation *
fixture_command (Fixture *fixture, const PdRecord *record, const char *command)
{
  PdMutation *mutation = fixture_mutation (fixture, PD_MUTATION_COMMAND, record);

  mutation->command = g_strdup (command);
  mutation->total = pd_workflow_total (record);
  return mutation;
}

PdResult *
fixture_push_as (Fixture *fixture, const char *token, const char *replica, const PdMutation *mutation)
{
  g_autoptr (GString) body = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_string_append_printf (body, "{\"format\":1,\"replica\":\"%s\",\"mutations\":[", replica);
  pd_wire_write_mutation (body, mutation);
  g_string_append (body, "]}");

  g_autoptr (PdPlatformResponse) response =
      fixture_send (fixture, "POST", "/v1/sync/push", token, "application/json", body->str);
  g_autofree char *text = pd_platform_response_dup_text (response);

  g_assert_cmpuint (response->status, ==, 200);

  g_autoptr (GPtrArray) results = pd_wire_results_from_text (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, 1);
  return g_ptr_array_steal_index (results, 0);
}

PdResult *
fixture_push (Fixture *fixture, const char *token, const PdMutation *mutation)
{
  return fixture_push_as (fixture, token, fixture->replica, mutation);
}

/* Pushes and frees the mutation. */
PdResult *
fixture_do (Fixture *fixture, const char *token, PdMutation *mutation)
{
  PdResult *result = fixture_push (fixture, token, mutation);

  pd_mutation_free (mutation);
  return result;
}

PdWirePage *
fixture_pull (Fixture *fixture, const char *token, const char *query)
{
  g_autofree char *target = g_strconcat ("/v1/sync/changes?", query, NULL);
  g_autoptr (PdPlatformResponse) response = fixture_send (fixture, "GET", target, token, NULL, NULL);
  g_autofree char *text = pd_platform_response_dup_text (response);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (response->status, ==, 200);

  PdWirePage *page = pd_wire_page_from_text (text, -1, &error);

  g_assert_no_error (error);
  return page;
}

/* (nullable): the record as the feed has it. */
PdRecord *
fixture_get (Fixture *fixture, const char *token, const char *id)
{
  g_autoptr (PdWirePage) page = fixture_pull (fixture, token, "limit=1000");

  for (guint index = 0; index < page->records->len; index++)
    if (g_str_equal (pd_record_get_id (g_ptr_array_index (page->records, index)), id))
      return pd_record_ref (g_ptr_array_index (page->records, index));
  return NULL;
}

PdRecord *
fixture_order (Fixture *fixture, const char *number)
{
  PdRecord *order = pd_order_new (fixture->now, "2026-11-01");
  PdRecord *line = pd_order_add_line (order, fixture->now);

  pd_record_set_text (order, PD_ORDER_NUMBER, number);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "样例市远山文化传播有限公司");
  pd_record_set_text (order, PD_ORDER_BUYER_TAX_NUMBER, "91310115MA1PD00290");
  pd_record_set_text (order, PD_ORDER_INVOICE_KIND, PD_INVOICE_KIND_SPECIAL);
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

PdRecord *
fixture_buyer (Fixture *fixture, const char *name)
{
  g_autofree char *id = pd_id_new (fixture->now);
  PdRecord *buyer = pd_record_new (&pd_buyer_type, id);

  pd_record_set_text (buyer, PD_BUYER_NAME, name);
  return buyer;
}

/* Everything that is due now, one after the other. */
void
fixture_work (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  PdPlatformSubmission *taken = NULL;

  while ((taken = pd_platform_take_submission (fixture->platform, &error)) != NULL)
    {
      g_autoptr (PdPlatformSubmission) submission = taken;

      pd_platform_run_submission (submission, NULL);
      g_assert_true (pd_platform_finish_submission (fixture->platform, submission, &error));
    }
  g_assert_no_error (error);
}

/* What takes each step of the schema back; the first makes version 1 of version 2. */
static const char *const undo[] = {
  "DROP TABLE digest; DROP INDEX document_digest; ALTER TABLE document DROP COLUMN digest;"
  "ALTER TABLE document DROP COLUMN month; ALTER TABLE document DROP COLUMN total;",
  "DROP TABLE blob; DROP TABLE blob_reference;",
  "DROP TABLE departure;",
  "DROP TABLE searched; DROP TABLE search_due; DROP TABLE search;",
  "DROP TABLE secret;",
  "DROP TABLE mail; DROP TABLE mail_server;",
  "DROP TABLE submission; DROP TABLE bureau_account;"
  "CREATE TABLE submission (tenant TEXT NOT NULL, invoice TEXT NOT NULL, order_id TEXT NOT NULL,"
  " gateway TEXT NOT NULL, payload_hash TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL "
  "DEFAULT 0,"
  " next_at INTEGER NOT NULL, sent_at INTEGER, user TEXT NOT NULL, reason TEXT,"
  " PRIMARY KEY (tenant, invoice)) STRICT, WITHOUT ROWID;"
  "CREATE UNIQUE INDEX submission_once ON submission (tenant, order_id) WHERE state <> 'failed';"
  "CREATE INDEX submission_due ON submission (next_at) WHERE state IN ('queued', 'sending', 'unknown');",
  "DROP INDEX submission_once; ALTER TABLE bureau_account DROP COLUMN forms_at;",
  "DROP TABLE gateway_account; ALTER TABLE bureau_account DROP COLUMN test_at;",
  "DROP TABLE verification; DROP TABLE verify_account;",
  "DROP TABLE mail_trial;",
  "DROP INDEX submission_place; DROP INDEX submission_cut; ALTER TABLE submission DROP COLUMN place;"
  "ALTER TABLE submission DROP COLUMN is_cut; ALTER TABLE submission DROP COLUMN net;"
  "ALTER TABLE bureau_account DROP COLUMN connection; ALTER TABLE bureau_account DROP COLUMN quota_left;"
  "ALTER TABLE bureau_account DROP COLUMN short_at;",
  "DROP INDEX submission_send; DROP INDEX submission_ask; DROP INDEX submission_lease;"
  "ALTER TABLE bureau_account DROP COLUMN list_at; ALTER TABLE bureau_account DROP COLUMN list_from;"
  "ALTER TABLE bureau_account DROP COLUMN list_to;",
  "ALTER TABLE tenant_head DROP COLUMN restored_at;",
  "DELETE FROM sqlite_stat1;",
  "DROP INDEX document_subject; ALTER TABLE document DROP COLUMN subject;",
  "DROP TABLE shop; DROP TABLE intake;",
  "DROP TABLE parcel; ALTER TABLE shop DROP COLUMN purpose;",
};

static gint64
read_version (sqlite3 *database)
{
  sqlite3_stmt *statement = NULL;
  gint64 version;

  g_assert_cmpint (sqlite3_prepare_v2 (database, "PRAGMA user_version", -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  version = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return version;
}

/* The data as an earlier version had them; what people have issued is not kept. The platform is closed meanwhile. */
void
fixture_downgrade (Fixture *fixture, guint version)
{
  g_autofree char *path = g_build_filename (fixture->folder, "platform.sqlite", NULL);
  g_autofree char *last = g_strdup_printf ("PRAGMA user_version = %u;", version);
  sqlite3 *database = NULL;

  g_assert_null (fixture->platform);
  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (read_version (database), ==, G_N_ELEMENTS (undo) + 1);
  for (guint step = G_N_ELEMENTS (undo); step >= version; step--)
    g_assert_cmpint (sqlite3_exec (database, undo[step - 1], NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, last, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

guint
fixture_count_legal (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) invoices = pd_gateway_sandbox_list_invoices (fixture->bureau, &error);

  g_assert_no_error (error);
  return invoices->len;
}
