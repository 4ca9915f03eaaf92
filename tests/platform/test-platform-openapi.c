/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/pd-platform-events.h"
#include "platform/pd-platform-intake.h"
#include "platform/pd-platform-routes.h"
#include "platform/platform-fixture.h"
#include "wire/pd-wire-lost.h"

#include <json-glib/json-glib.h>

/* The file that describes the interface and the server that has it, held against each other. */

static JsonNode *description;

static JsonObject *
member (JsonObject *object, const char *name)
{
  g_assert_true (json_object_has_member (object, name));
  return json_object_get_object_member (object, name);
}

static JsonObject *
root (void)
{
  return json_node_get_object (description);
}

static JsonObject *
find_operation (const char *method, const char *path)
{
  g_autofree char *lower = g_ascii_strdown (method, -1);

  return member (member (member (root (), "paths"), path), lower);
}

/* Each route with each of its answers is described. */
static void
test_server_in_file (void)
{
  guint n_routes = 0;
  const PdPlatformRoute *routes = pd_platform_routes (&n_routes);

  for (guint index = 0; index < n_routes; index++)
    {
      JsonObject *responses = member (find_operation (routes[index].method, routes[index].path), "responses");
      g_auto (GStrv) statuses = g_strsplit (routes[index].statuses, " ", -1);

      g_test_message ("%s %s", routes[index].method, routes[index].path);
      for (guint status = 0; statuses[status] != NULL; status++)
        g_assert_true (json_object_has_member (responses, statuses[status]));
      g_assert_cmpuint (json_object_get_size (responses), ==, g_strv_length (statuses));
    }
}

/* And nothing is described that there is not. */
static void
test_file_in_server (void)
{
  JsonObject *paths = member (root (), "paths");
  g_autoptr (GList) names = json_object_get_members (paths);
  guint n_operations = 0;
  guint n_routes = 0;

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autoptr (GList) methods = json_object_get_members (json_object_get_object_member (paths, name->data));

      for (GList *method = methods; method != NULL; method = method->next)
        {
          g_autofree char *upper = g_ascii_strup (method->data, -1);
          g_autofree char *allow = NULL;
          const char *argument = NULL;

          if (g_str_equal (method->data, "parameters"))
            continue;
          g_assert_nonnull (pd_platform_find_route (upper, name->data, &argument, &allow));
          n_operations++;
        }
    }
  pd_platform_routes (&n_routes);
  g_assert_cmpuint (n_operations, ==, n_routes);
}

static void check_schema (JsonObject *schema, JsonNode *value);

static void
check_object (JsonObject *schema, JsonObject *object)
{
  JsonArray *required =
      json_object_has_member (schema, "required") ? json_object_get_array_member (schema, "required") : NULL;
  JsonObject *properties = json_object_has_member (schema, "properties")
                               ? json_object_get_object_member (schema, "properties")
                               : NULL;
  g_autoptr (GList) names = json_object_get_members (object);

  for (guint index = 0; required != NULL && index < json_array_get_length (required); index++)
    {
      g_test_message ("required: %s", json_array_get_string_element (required, index));
      g_assert_true (json_object_has_member (object, json_array_get_string_element (required, index)));
    }
  for (GList *name = names; name != NULL && properties == NULL; name = name->next)
    if (json_object_has_member (schema, "additionalProperties") &&
        JSON_NODE_HOLDS_OBJECT (json_object_get_member (schema, "additionalProperties")))
      check_schema (json_object_get_object_member (schema, "additionalProperties"),
                    json_object_get_member (object, name->data));
  for (GList *name = names; name != NULL && properties != NULL; name = name->next)
    {
      if (json_object_has_member (properties, name->data))
        check_schema (json_object_get_object_member (properties, name->data),
                      json_object_get_member (object, name->data));
      else
        {
          g_test_message ("not described: %s", (char *) name->data);
          g_assert_true (json_object_has_member (schema, "additionalProperties"));
        }
    }
}

static void
check_string (JsonObject *schema, const char *value)
{
  JsonArray *choices =
      json_object_has_member (schema, "enum") ? json_object_get_array_member (schema, "enum") : NULL;
  gboolean found = choices == NULL;

  for (guint index = 0; choices != NULL && index < json_array_get_length (choices); index++)
    found = found || g_str_equal (json_array_get_string_element (choices, index), value);
  g_assert_true (found);
}

/* The part of JSON Schema that the file uses. */
static void
check_schema (JsonObject *schema, JsonNode *value)
{
  if (json_object_has_member (schema, "$ref"))
    {
      const char *name = strrchr (json_object_get_string_member (schema, "$ref"), '/') + 1;

      check_schema (member (member (member (root (), "components"), "schemas"), name), value);
      return;
    }

  const char *type = json_object_get_string_member (schema, "type");

  if (g_str_equal (type, "object"))
    {
      g_assert_true (JSON_NODE_HOLDS_OBJECT (value));
      check_object (schema, json_node_get_object (value));
    }
  else if (g_str_equal (type, "array"))
    {
      g_assert_true (JSON_NODE_HOLDS_ARRAY (value));
      for (guint index = 0; index < json_array_get_length (json_node_get_array (value)); index++)
        check_schema (member (schema, "items"), json_array_get_element (json_node_get_array (value), index));
    }
  else if (g_str_equal (type, "string"))
    {
      g_assert_true (json_node_get_value_type (value) == G_TYPE_STRING);
      check_string (schema, json_node_get_string (value));
    }
  else if (g_str_equal (type, "integer"))
    g_assert_true (json_node_get_value_type (value) == G_TYPE_INT64);
  else
    {
      g_assert_cmpstr (type, ==, "boolean");
      g_assert_true (json_node_get_value_type (value) == G_TYPE_BOOLEAN);
    }
}

static void
check_text (JsonObject *schema, const char *text)
{
  g_autoptr (JsonNode) value = json_from_string (text, NULL);

  g_assert_nonnull (value);
  check_schema (schema, value);
}

/* Record lines, and the line that ends the page. */
static void
check_page (JsonObject *schema, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  JsonArray *kinds = json_object_get_array_member (schema, "oneOf");
  guint n_lines = g_strv_length (lines);

  for (guint index = 0; index + 1 < n_lines; index++)
    check_text (json_array_get_object_element (kinds, index + 2 == n_lines ? json_array_get_length (kinds) - 1
                                                      : strstr (lines[index], "\"evict\"") != NULL ? 1
                                                                                                   : 0),
                lines[index]);
}

static void
check_event (const char *text, JsonObject *schema)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpstr (json_object_get_string_member (schema, "type"), ==, "string");
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  g_assert_true (g_str_has_prefix (lines[0], "retry: "));
  g_assert_cmpstr (lines[1], ==, "event: head");
  g_assert_true (g_str_has_prefix (lines[2], "data: "));
  check_text (member (member (member (root (), "components"), "schemas"), "HeadEvent"),
              lines[2] + strlen ("data: "));
}

static void
check_response (PdPlatformResponse *response, const char *method)
{
  g_autofree char *status = g_strdup_printf ("%u", response->status);
  JsonObject *described = member (member (find_operation (method, response->route), "responses"), status);
  g_autofree char *text = pd_platform_response_dup_text (response);

  if (response->body == NULL)
    {
      g_assert_false (json_object_has_member (described, "content"));
      return;
    }

  JsonObject *content = member (described, "content");
  g_autofree char *type = g_strdup (response->content_type);

  g_strdelimit (type, ";", '\0');
  if (g_str_equal (type, "application/json"))
    check_text (member (member (content, type), "schema"), text);
  else if (g_str_equal (type, "application/x-ndjson"))
    check_page (member (member (content, type), "schema"), text);
  else if (g_str_equal (response->route, "/v1/events"))
    check_event (text, member (member (content, type), "schema"));
  else if (g_str_equal (response->route, "/v1/metrics"))
    member (content, "text/plain");
  else
    member (content, "application/octet-stream");
}

typedef struct
{
  Fixture *f;
  char *clerk;
  char *finance;
  char *reviewer;
  char *warehouse;
  char *admin;
  GHashTable *seen; /* "METHOD route status" */
} Test;

static PdPlatformResponse *
ask (Test *test,
     const char *method,
     const char *target,
     const char *token,
     const char *type,
     const char *body)
{
  PdPlatformResponse *response = fixture_send (test->f, method, target, token, type, body);

  g_test_message ("%s %s %u", method, target, response->status);
  check_response (response, method);
  g_hash_table_add (test->seen, g_strdup_printf ("%s %s %u", method, response->route, response->status));
  return response;
}

static void
ask_only (Test *test,
          const char *method,
          const char *target,
          const char *token,
          const char *type,
          const char *body)
{
  pd_platform_response_free (ask (test, method, target, token, type, body));
}

#define JSON "application/json"

static void
ask_session (Test *test)
{
  g_autofree char *right =
      g_strdup_printf ("{\"tenant\":\"甲公司\",\"user\":\"clerk\",\"password\":\"%s\"}", FIXTURE_PASSWORD);
  g_autofree char *long_body = g_strnfill (20000, ' ');
  g_autofree char *leaving = fixture_sign_in (test->f, 0, "clerk");

  ask_only (test, "POST", "/v1/session", NULL, JSON, right);
  ask_only (test, "POST", "/v1/session", NULL, JSON, "{}");
  ask_only (test, "POST", "/v1/session", NULL, "text/plain", right);
  ask_only (test, "POST", "/v1/session", NULL, JSON, long_body);
  for (guint time = 0; time < 6; time++)
    ask_only (test, "POST", "/v1/session", NULL, JSON, "{\"user\":\"x\",\"password\":\"y\"}");
  ask_only (test, "DELETE", "/v1/session", leaving, JSON, "{}");
  ask_only (test, "DELETE", "/v1/session", leaving, NULL, NULL);
  ask_only (test, "DELETE", "/v1/session", leaving, NULL, NULL);
}

static void
ask_compare (Test *test, const PdRecord *order)
{
  static const char *const targets[] = { "/v1/sync/digest?buckets=4",
                                         "/v1/sync/digest/bucket?buckets=4&bucket=0,1,2,3",
                                         "/v1/sync/summary?stream=all" };
  g_autofree char *records = g_strdup_printf ("/v1/sync/records?ids=%s", pd_record_get_id (order));

  for (guint i = 0; i <= G_N_ELEMENTS (targets); i++)
    {
      const char *target = i < G_N_ELEMENTS (targets) ? targets[i] : records;
      g_autofree char *other = g_strconcat (target, "&epoch=another", NULL);

      ask_only (test, "GET", target, test->clerk, NULL, NULL);
      ask_only (test, "GET", target, NULL, NULL, NULL);
      ask_only (test, "GET", target, test->clerk, JSON, "{}");
      ask_only (test, "GET", other, test->clerk, NULL, NULL);
    }
  ask_only (test, "GET", "/v1/sync/digest?buckets=3", test->clerk, NULL, NULL);
  ask_only (test, "GET", "/v1/sync/digest/bucket?buckets=4&bucket=4", test->clerk, NULL, NULL);
  ask_only (test, "GET", "/v1/sync/records?ids=x", test->clerk, NULL, NULL);
}

static void
ask_sync (Test *test)
{
  g_autoptr (PdWirePush) push = pd_wire_push_new (test->f->epochs[0], test->f->replica);
  g_autoptr (PdWirePush) large = pd_wire_push_new (NULL, test->f->replica);
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdRecord) bad = fixture_order (test->f, NULL);
  g_autoptr (PdRecord) changed = pd_record_copy (order);

  pd_record_set_text (changed, 0, "D-2");
  g_ptr_array_add (push->mutations, fixture_create (test->f, order));
  g_ptr_array_add (push->mutations, fixture_create (test->f, order));
  g_ptr_array_add (push->mutations, fixture_create (test->f, bad));
  g_ptr_array_add (push->mutations, fixture_patch (test->f, order, changed));
  g_ptr_array_add (push->mutations, fixture_command (test->f, order, "cancel"));
  g_ptr_array_add (push->mutations, fixture_mutation (test->f, PD_MUTATION_DELETE, order));
  for (guint index = 0; index < 501; index++)
    g_ptr_array_add (large->mutations, fixture_create (test->f, order));

  g_autofree char *body = pd_wire_push_to_text (push);
  g_autofree char *large_body = pd_wire_push_to_text (large);
  g_autofree char *unknown = g_strdup_printf ("{\"replica\":\"%s\",\"mutations\":[{\"id\":\"%s\"}]}",
                                              test->f->replica, test->f->replica);
  const PdMutation *first = g_ptr_array_index (push->mutations, 0);
  g_autofree char *pull = g_strdup_printf ("/v1/sync/changes?inflight=%s", first->id);

  check_text (member (member (member (root (), "components"), "schemas"), "Push"), body);
  ask_only (test, "POST", "/v1/sync/push", test->finance, JSON, body);
  ask_only (test, "POST", "/v1/sync/push", test->finance, JSON, body);
  ask_only (test, "POST", "/v1/sync/push", NULL, JSON, body);
  ask_only (test, "POST", "/v1/sync/push", test->finance, "text/plain", body);
  ask_only (test, "POST", "/v1/sync/push", test->finance, JSON, "{");
  ask_only (test, "POST", "/v1/sync/push", test->finance, JSON, unknown);
  ask_only (test, "POST", "/v1/sync/push", test->finance, JSON, large_body);
  ask_only (test, "GET", pull, test->finance, NULL, NULL);
  ask_only (test, "GET", pull, NULL, NULL, NULL);
  ask_only (test, "GET", pull, test->finance, JSON, "{}");
  ask_only (test, "GET", "/v1/sync/changes?limit=0", test->finance, NULL, NULL);
  ask_only (test, "GET", "/v1/sync/changes?cursor=2.a.0.b", test->finance, NULL, NULL);
  ask_compare (test, order);
  g_free (push->epoch);
  push->epoch = g_strdup ("another");

  g_autofree char *other = pd_wire_push_to_text (push);

  ask_only (test, "POST", "/v1/sync/push", test->finance, JSON, other);
}

static void
ask_lost (Test *test)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_lost_free);
  g_autoptr (PdRecord) buyer = fixture_buyer (test->f, "甲");
  g_autofree char *large = g_strnfill (PD_PLATFORM_MAX_BODY + 1, 'x');

  pd_record_set_revision (buyer, 3);
  g_ptr_array_add (all, pd_wire_lost_new (0, buyer));

  g_autofree char *body = pd_wire_lost_to_text (test->f->epochs[0], all);
  g_autofree char *other = pd_wire_lost_to_text ("another", all);

  check_text (member (member (member (root (), "components"), "schemas"), "Lost"), body);
  ask_only (test, "POST", "/v1/sync/lost", test->admin, JSON, body);
  ask_only (test, "POST", "/v1/sync/lost", test->admin, JSON, other);
  ask_only (test, "POST", "/v1/sync/lost", test->admin, JSON, "{");
  ask_only (test, "POST", "/v1/sync/lost", test->admin, JSON, large);
  ask_only (test, "POST", "/v1/sync/lost", test->admin, "text/plain", body);
  ask_only (test, "POST", "/v1/sync/lost", test->finance, JSON, body);
  ask_only (test, "POST", "/v1/sync/lost", NULL, JSON, body);
  ask_only (test, "GET", "/v1/sync/find?text=D-1", test->clerk, NULL, NULL);
  ask_only (test, "GET", "/v1/sync/find?text=D", test->clerk, NULL, NULL);
  ask_only (test, "GET", "/v1/sync/find?text=D-1", test->clerk, JSON, "{}");
  ask_only (test, "GET", "/v1/sync/find?text=D-1", NULL, NULL, NULL);
}

static void
ask_files (Test *test)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "x", -1);
  g_autofree char *target = g_strconcat ("/v1/files/", hash, NULL);
  g_autofree char *large = g_strnfill (PD_PLATFORM_MAX_BODY + 1, 'x');

  ask_only (test, "GET", target, test->clerk, NULL, NULL);
  ask_only (test, "PUT", target, test->clerk, "application/pdf", "x");
  ask_only (test, "PUT", target, test->clerk, "application/pdf", "x");
  ask_only (test, "PUT", target, test->clerk, "application/pdf", "y");
  ask_only (test, "PUT", target, test->clerk, "text/html", "x");
  ask_only (test, "PUT", target, test->clerk, "application/pdf", large);
  ask_only (test, "PUT", target, test->reviewer, "application/pdf", "x");
  ask_only (test, "PUT", target, NULL, "application/pdf", "x");
  ask_only (test, "PUT", "/v1/files/x", test->clerk, "application/pdf", "x");
  ask_only (test, "GET", target, test->clerk, NULL, NULL);
  ask_only (test, "GET", target, test->clerk, JSON, "{}");
  ask_only (test, "GET", target, test->warehouse, NULL, NULL);
  ask_only (test, "GET", target, NULL, NULL, NULL);
}

static void
ask_events (Test *test)
{
  ask_only (test, "GET", "/v1/events", test->clerk, NULL, NULL);
  ask_only (test, "GET", "/v1/events", NULL, NULL, NULL);
  ask_only (test, "GET", "/v1/events", test->clerk, JSON, "{}");
  for (guint i = 0; i < PD_PLATFORM_LISTENERS; i++)
    pd_platform_listener_came (test->f->platform, "a", "b");
  ask_only (test, "GET", "/v1/events", test->clerk, NULL, NULL);
  pd_platform_listener_went (test->f->platform, "a", "b");
  ask_only (test, "GET", "/v1/events", test->clerk, NULL, NULL);
}

static void
ask_range (Test *test, const char *target, const char *range)
{
  g_autoptr (PdPlatformRequest) request = pd_platform_request_new ("GET", target);
  g_autoptr (PdPlatformResponse) response = NULL;

  request->authorization = g_strconcat ("Bearer ", test->clerk, NULL);
  request->range = g_strdup (range);
  response = pd_platform_handle (test->f->platform, request);
  check_response (response, "GET");
  g_hash_table_add (test->seen, g_strdup_printf ("GET %s %u", response->route, response->status));
}

static void
ask_blobs (Test *test)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "1234", -1);
  g_autofree char *target = g_strconcat ("/v1/blobs/", hash, NULL);
  g_autofree char *first = g_strconcat (target, "?offset=0&size=4", NULL);
  g_autofree char *second = g_strconcat (target, "?offset=2&size=4", NULL);
  g_autofree char *large = g_strnfill (PD_PLATFORM_MAX_BODY + 1, 'x');

  ask_only (test, "HEAD", target, test->clerk, NULL, NULL);
  ask_only (test, "HEAD", target, test->clerk, JSON, "{}");
  ask_only (test, "HEAD", target, NULL, NULL, NULL);
  ask_only (test, "GET", target, test->clerk, NULL, NULL);
  ask_only (test, "GET", target, test->clerk, JSON, "{}");
  ask_only (test, "GET", target, NULL, NULL, NULL);
  ask_only (test, "PATCH", first, test->clerk, "application/octet-stream", "12");
  ask_only (test, "PATCH", first, test->clerk, "application/octet-stream", "12");
  ask_only (test, "HEAD", target, test->clerk, NULL, NULL);
  ask_only (test, "PATCH", second, test->clerk, "application/octet-stream", "35");
  ask_only (test, "PATCH", first, test->clerk, "application/octet-stream", "1234");
  ask_only (test, "PATCH", target, test->clerk, "application/octet-stream", "1234");
  ask_only (test, "PATCH", first, NULL, "application/octet-stream", "1234");
  ask_only (test, "PATCH", first, test->clerk, "text/html", "1234");
  ask_only (test, "PATCH", first, test->clerk, "application/octet-stream", large);
  ask_only (test, "PATCH", "/v1/blobs/x", test->clerk, "application/octet-stream", "1234");
  ask_only (test, "GET", target, test->clerk, NULL, NULL);
  ask_range (test, target, "bytes=1-2");
  ask_range (test, target, "bytes=9-");
}

static void
set_under_way (Test *test, const char *state)
{
  g_assert_true (pd_platform_sql_run (
      test->f->platform->sql, NULL,
      "INSERT OR REPLACE INTO submission (tenant, record, what, key, generation, gateway, payload_hash, "
      "state,"
      " step, next_at, queued_at) VALUES (?, 'x', 'invoice', 'K', 1, 'nuonuo', '', ?, '', 0, 0)",
      "tt", test->f->tenants[0], state));
}

static void
ask_gateway (Test *test)
{
  static const char *const settings = "{\"gateway\":\"nuonuo\",\"app_key\":\"k\",\"app_secret\":\"s3cret\","
                                      "\"clerk\":\"甲\",\"extension\":\"1\",\"pace\":0}";
  g_autofree char *large = g_strnfill (20000, ' ');

  check_text (member (member (member (root (), "components"), "schemas"), "GatewaySettings"), settings);
  ask_only (test, "GET", "/v1/gateway", test->admin, NULL, NULL);
  ask_only (test, "PUT", "/v1/gateway", test->admin, JSON, settings);
  ask_only (test, "PUT", "/v1/gateway", test->admin, JSON, "{}");
  ask_only (test, "PUT", "/v1/gateway", test->admin, "text/plain", settings);
  ask_only (test, "PUT", "/v1/gateway", test->admin, JSON, large);
  ask_only (test, "PUT", "/v1/gateway", test->finance, JSON, settings);
  ask_only (test, "PUT", "/v1/gateway", NULL, JSON, settings);
  ask_only (test, "GET", "/v1/gateway", test->admin, NULL, NULL);
  ask_only (test, "GET", "/v1/gateway", test->finance, NULL, NULL);
  ask_only (test, "GET", "/v1/gateway", test->admin, JSON, "{}");
  ask_only (test, "GET", "/v1/gateway", NULL, NULL, NULL);
  ask_only (test, "DELETE", "/v1/gateway", test->finance, NULL, NULL);
  ask_only (test, "DELETE", "/v1/gateway", NULL, NULL, NULL);
  ask_only (test, "DELETE", "/v1/gateway", test->admin, JSON, "{}");
  set_under_way (test, "sent");
  ask_only (test, "DELETE", "/v1/gateway", test->admin, NULL, NULL);
  set_under_way (test, "failed");
  ask_only (test, "DELETE", "/v1/gateway", test->admin, NULL, NULL);
}

static void
ask_mail (Test *test)
{
  static const char *const settings =
      "{\"host\":\"smtp.example.com\",\"port\":465,\"security\":\"tls\",\"sender\":\"a@b.cn\","
      "\"sender_name\":\"甲\",\"user\":\"a\",\"password\":\"s3cret\",\"language\":\"en\"}";
  g_autofree char *large = g_strnfill (20000, ' ');

  check_text (member (member (member (root (), "components"), "schemas"), "MailSettings"), settings);
  ask_only (test, "GET", "/v1/mail", test->admin, NULL, NULL);
  ask_only (test, "PUT", "/v1/mail", test->admin, JSON, settings);
  ask_only (test, "PUT", "/v1/mail", test->admin, JSON, "{}");
  ask_only (test, "PUT", "/v1/mail", test->admin, "text/plain", settings);
  ask_only (test, "PUT", "/v1/mail", test->admin, JSON, large);
  ask_only (test, "PUT", "/v1/mail", test->finance, JSON, settings);
  ask_only (test, "PUT", "/v1/mail", NULL, JSON, settings);
  ask_only (test, "GET", "/v1/mail", test->admin, NULL, NULL);
  ask_only (test, "GET", "/v1/mail", test->finance, NULL, NULL);
  ask_only (test, "GET", "/v1/mail", test->admin, JSON, "{}");
  ask_only (test, "GET", "/v1/mail", NULL, NULL, NULL);
  ask_only (test, "POST", "/v1/mail/test", test->admin, JSON, "{\"recipient\":\"a@b.cn\"}");
  ask_only (test, "POST", "/v1/mail/test", test->admin, JSON, "{\"recipient\":\"a@b.cn\"}");
  ask_only (test, "POST", "/v1/mail/test", test->admin, JSON, "{\"recipient\":\"a\"}");
  ask_only (test, "POST", "/v1/mail/test", test->admin, "text/plain", "{}");
  ask_only (test, "POST", "/v1/mail/test", test->admin, JSON, large);
  ask_only (test, "POST", "/v1/mail/test", test->finance, JSON, "{\"recipient\":\"a@b.cn\"}");
  ask_only (test, "POST", "/v1/mail/test", NULL, JSON, "{}");
  ask_only (test, "GET", "/v1/mail", test->admin, NULL, NULL);
}

static void
ask_verify (Test *test)
{
  static const char *const settings = "{\"app_id\":\"k\",\"secret\":\"s3cret\"}";
  g_autofree char *large = g_strnfill (20000, ' ');

  check_text (member (member (member (root (), "components"), "schemas"), "VerifySettings"), settings);
  ask_only (test, "GET", "/v1/verify", test->admin, NULL, NULL);
  ask_only (test, "PUT", "/v1/verify", test->admin, JSON, settings);
  ask_only (test, "PUT", "/v1/verify", test->admin, JSON, "{}");
  ask_only (test, "PUT", "/v1/verify", test->admin, "text/plain", settings);
  ask_only (test, "PUT", "/v1/verify", test->admin, JSON, large);
  ask_only (test, "PUT", "/v1/verify", test->finance, JSON, settings);
  ask_only (test, "PUT", "/v1/verify", NULL, JSON, settings);
  ask_only (test, "GET", "/v1/verify", test->admin, NULL, NULL);
  ask_only (test, "GET", "/v1/verify", test->finance, NULL, NULL);
  ask_only (test, "GET", "/v1/verify", test->admin, JSON, "{}");
  ask_only (test, "GET", "/v1/verify", NULL, NULL, NULL);
}

static void
ask_intake (Test *test)
{
  static const char *const order =
      "{\"number\":\"S-1\",\"date\":\"2026-11-01\",\"kind\":\"goods\",\"buyer\":{\"name\":\"甲\"},"
      "\"delivery\":{\"contact\":\"乙\"},\"lines\":[{\"name\":\"纸\",\"quantity\":\"1\",\"unit_price\":\"2\","
      "\"tax_rate\":\"0.13\"}]}";
  static const char *const other =
      "{\"number\":\"S-1\",\"buyer\":{\"name\":\"甲\"},\"lines\":[{\"name\":\"纸\"}]}";
  g_autofree char *large = g_strnfill (PD_PLATFORM_INTAKE_MAX_BODY + 1, ' ');
  g_autofree char *shop = pd_platform_make_shop_token (test->f->platform, test->f->tenants[0], "网店",
                                                       PD_PLATFORM_PURPOSE_ORDERS, NULL);

  check_text (member (member (member (root (), "components"), "schemas"), "IntakeOrder"), order);
  ask_only (test, "POST", "/v1/intake/orders", shop, JSON, order);
  ask_only (test, "POST", "/v1/intake/orders", shop, JSON, order);
  ask_only (test, "POST", "/v1/intake/orders", shop, JSON, other);
  ask_only (test, "POST", "/v1/intake/orders", shop, JSON, "{}");
  ask_only (test, "POST", "/v1/intake/orders", shop, JSON, "[]");
  ask_only (test, "POST", "/v1/intake/orders", shop, "text/plain", order);
  ask_only (test, "POST", "/v1/intake/orders", shop, JSON, large);
  ask_only (test, "POST", "/v1/intake/orders", test->clerk, JSON, order);
  for (guint time = 0; time < 120; time++)
    ask_only (test, "POST", "/v1/intake/orders", shop, JSON, order);
}

static void
ask_tracking (Test *test)
{
  static const char *const body = "{\"events\":[{\"tracking_number\":\"SF1\",\"time\":\"2026-11-30T14:00:00+"
                                  "08:00\",\"status\":\"已签收\","
                                  "\"place\":\"杭州\",\"description\":\"签收人：本人\"}]}";
  g_autofree char *large = g_strnfill (PD_PLATFORM_INTAKE_MAX_BODY + 1, ' ');
  g_autofree char *carrier = pd_platform_make_shop_token (test->f->platform, test->f->tenants[0], "快递",
                                                          PD_PLATFORM_PURPOSE_TRACKING, NULL);

  check_text (member (member (member (root (), "components"), "schemas"), "IntakeTracking"), body);
  ask_only (test, "POST", "/v1/intake/tracking", carrier, JSON, body);
  ask_only (test, "POST", "/v1/intake/tracking", carrier, JSON, "{}");
  ask_only (test, "POST", "/v1/intake/tracking", carrier, JSON, "[]");
  ask_only (test, "POST", "/v1/intake/tracking", carrier, "text/plain", body);
  ask_only (test, "POST", "/v1/intake/tracking", carrier, JSON, large);
  ask_only (test, "POST", "/v1/intake/tracking", test->clerk, JSON, body);
  for (guint time = 0; time < 120; time++)
    ask_only (test, "POST", "/v1/intake/tracking", carrier, JSON, body);
}

static void
ask_operations (Test *test)
{
  ask_only (test, "GET", "/v1/health", NULL, NULL, NULL);
  ask_only (test, "GET", "/v1/health", NULL, JSON, "{}");
  ask_only (test, "GET", "/v1/metrics", test->admin, NULL, NULL);
  ask_only (test, "GET", "/v1/metrics", test->clerk, NULL, NULL);
  ask_only (test, "GET", "/v1/metrics", NULL, NULL, NULL);
  ask_only (test, "GET", "/v1/metrics", test->admin, JSON, "{}");
}

/* Every answer there is, but for the platform's own failures, is had once and is as described. */
static void
test_answers (void)
{
  Test test = { .f = fixture_new (), .seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  guint n_routes = 0;
  const PdPlatformRoute *routes = pd_platform_routes (&n_routes);

  test.clerk = fixture_sign_in (test.f, 0, "clerk");
  test.finance = fixture_sign_in (test.f, 0, "finance");
  test.reviewer = fixture_sign_in (test.f, 0, "reviewer");
  test.warehouse = fixture_sign_in (test.f, 0, "warehouse");
  test.admin = fixture_sign_in (test.f, 0, "admin");
  ask_session (&test);
  ask_sync (&test);
  ask_lost (&test);
  ask_files (&test);
  ask_events (&test);
  ask_blobs (&test);
  ask_mail (&test);
  ask_gateway (&test);
  ask_verify (&test);
  ask_intake (&test);
  ask_tracking (&test);
  ask_operations (&test);
  for (guint index = 0; index < n_routes; index++)
    {
      g_auto (GStrv) statuses = g_strsplit (routes[index].statuses, " ", -1);

      for (guint status = 0; statuses[status] != NULL; status++)
        {
          g_autofree char *key =
              g_strdup_printf ("%s %s %s", routes[index].method, routes[index].path, statuses[status]);

          g_test_message ("%s", key);
          if (statuses[status][0] != '5')
            g_assert_true (g_hash_table_contains (test.seen, key));
        }
    }
  g_hash_table_unref (test.seen);
  g_free (test.clerk);
  g_free (test.finance);
  g_free (test.reviewer);
  g_free (test.warehouse);
  g_free (test.admin);
  fixture_free (test.f);
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  g_test_init (&argc, &argv, NULL);
  path = g_test_build_filename (G_TEST_DIST, "..", "data", "openapi", "piaodan-platform.json", NULL);
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  description = json_parser_get_root (parser);
  g_test_add_func ("/platform/openapi/server-in-file", test_server_in_file);
  g_test_add_func ("/platform/openapi/file-in-server", test_file_in_server);
  g_test_add_func ("/platform/openapi/answers", test_answers);
  return g_test_run ();
}
