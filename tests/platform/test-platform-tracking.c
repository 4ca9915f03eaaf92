/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What carriers tell of parcels, by the platform's API. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "platform/order-office.h"
#include "platform/pd-platform-intake.h"
#include "platform/pd-platform-parcels.h"

#define PLACE "/v1/intake/tracking"
#define JSON "application/json"
#define EVENT(number, time, rest) "{\"tracking_number\":\"" number "\",\"time\":\"" time "\"" rest "}"
#define EVENTS(list) "{\"events\":[" list "]}"
#define NOON "2026-11-07T12:00:00+08:00"
#define DELIVERED ",\"status\":\"已签收\",\"place\":\"杭州\",\"description\":\"签收人：本人\""

/** Test: an office, and its carrier. */
typedef struct
{
  Office office;
  char *carrier;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  office_set_up (&test->office, data);
  test->carrier = pd_platform_make_shop_token (test->office.f->platform, test->office.f->tenants[0], "快递",
                                               PD_PLATFORM_PURPOSE_TRACKING, &error);
  g_assert_no_error (error);
}

static void
tear_down (Test *test, gconstpointer data)
{
  g_free (test->carrier);
  office_tear_down (&test->office, data);
}

static char *
send (Test *test, const char *token, const char *body, guint status)
{
  g_autoptr (PdPlatformResponse) response = fixture_send (test->office.f, "POST", PLACE, token, JSON, body);
  char *text = pd_platform_response_dup_text (response);

  g_test_message ("%s\n%s", body, text);
  g_assert_cmpuint (response->status, ==, status);
  return text;
}

static void
refuse (Test *test, const char *token, const char *body, guint status, const char *code)
{
  g_autoptr (PdPlatformResponse) response = fixture_send (test->office.f, "POST", PLACE, token, JSON, body);

  fixture_assert_error (response, status, code);
}

/* As "entered known unmatched result…" */
static void
assert_taken (Test *test, const char *body, const char *wanted)
{
  g_autofree char *text = send (test, test->carrier, body, 200);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonObject *answer = json_node_get_object (node);
  JsonArray *events = json_object_get_array_member (answer, "events");
  g_autoptr (GString) got = g_string_new (NULL);

  g_string_printf (got, "%d %d %d", (int) json_object_get_int_member (answer, "entered"),
                   (int) json_object_get_int_member (answer, "known"),
                   (int) json_object_get_int_member (answer, "unmatched"));
  for (guint i = 0; i < json_array_get_length (events); i++)
    g_string_append_printf (got, " %s",
                            json_object_get_string_member (json_array_get_object_element (events, i),
                                                           "result"));
  g_assert_cmpstr (got->str, ==, wanted);
}

static PdRecord *
look (Test *test, const PdRecord *order)
{
  return fixture_get (test->office.f, office_token (&test->office, "warehouse"), pd_record_get_id (order));
}

static guint
count_events (Test *test, const PdRecord *order)
{
  g_autoptr (PdRecord) now = look (test, order);

  return pd_record_get_list (now, PD_ORDER_LIST_TRACKING)->len;
}

/* (transfer full): an order on its way, whose parcel has order-way.c's number */
static PdRecord *
shipped (Test *test)
{
  return office_order_at (&test->office, PD_ORDER_KIND_GOODS, PD_ORDER_STAGE_SHIPPED);
}

/* It is a row of the order on every desktop, and says who told it. */
static void
test_arrives (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = shipped (test);
  g_autoptr (PdRecord) after = NULL;
  const PdRecord *event;

  assert_taken (test, EVENTS (EVENT ("sf 1000-000001", NOON, DELIVERED)), "1 0 0 entered");
  after = look (test, order);
  g_assert_cmpint (pd_record_get_revision (after), ==, pd_record_get_revision (order) + 1);
  event = g_ptr_array_index (pd_record_get_list (after, PD_ORDER_LIST_TRACKING), 0);
  g_assert_cmpstr (pd_record_get_text (event, PD_TRACKING_KIND), ==, PD_TRACKING_KIND_DELIVERED);
  g_assert_cmpstr (pd_record_get_text (event, PD_TRACKING_PLACE), ==, "杭州");
  g_assert_cmpstr (pd_record_get_text (event, PD_TRACKING_TEXT), ==, "签收人：本人");
  g_assert_cmpstr (pd_record_get_text (event, PD_TRACKING_ADDED_BY), ==, "快递");
  g_assert_cmpint (pd_record_get_integer (event, PD_TRACKING_HAPPENED_AT), ==,
                   G_GINT64_CONSTANT (1794024000) * G_USEC_PER_SEC);
  g_assert_cmpstr (pd_order_get_stage (after), ==, PD_ORDER_STAGE_SHIPPED);
}

/* Whoever got no answer sends it all again; what is new among it is entered. */
static void
test_again (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = shipped (test);
  static const char *const first = EVENTS (EVENT ("SF1000000001", NOON, ",\"status\":\"collected\""));
  static const char *const both =
      EVENTS (EVENT ("SF1000000001", "2026-11-07 12:00", ",\"status\":\"collected\"") "," EVENT (
          "SF1000000001", "2026-11-07 13:00",
          ",\"description\":\"离开杭州\"") "," EVENT ("SF1000000001", "2026-11-07 13:00",
                                                      ",\"description\":\"离开杭州\"") "," EVENT ("NN1", NOON,
                                                                                                  DELIVERED));

  assert_taken (test, first, "1 0 0 entered");
  assert_taken (test, first, "0 1 0 known");
  fixture_restart (test->office.f);
  assert_taken (test, both, "1 2 1 known entered known unmatched");
  g_assert_cmpuint (count_events (test, order), ==, 2);
}

/* One number of parcels of several orders is what is sent together; what is packed anew is not found by its old one. */
static void
test_numbers (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) first = shipped (test);
  g_autoptr (PdRecord) second = shipped (test);
  g_autoptr (PdRecord) changed = pd_record_copy (second);
  PdRecord *parcel = g_ptr_array_index (pd_record_get_list (changed, PD_ORDER_LIST_PARCELS), 0);
  const char *warehouse = office_token (&test->office, "warehouse");

  assert_taken (test, EVENTS (EVENT ("SF1000000001", NOON, ",\"status\":\"派送中\"")), "1 0 0 entered");
  g_assert_cmpuint (count_events (test, first), ==, 1);
  g_assert_cmpuint (count_events (test, second), ==, 1);
  pd_record_set_text (parcel, PD_PARCEL_TRACKING_NUMBER, "YZ2");
  pd_record_unref (
      office_taken (fixture_do (test->office.f, warehouse, fixture_patch (test->office.f, second, changed))));
  assert_taken (test, EVENTS (EVENT ("SF1000000001", NOON, DELIVERED)), "1 0 0 entered");
  g_assert_cmpuint (count_events (test, first), ==, 2);
  g_assert_cmpuint (count_events (test, second), ==, 1);
  assert_taken (test, EVENTS (EVENT ("YZ2", NOON, DELIVERED)), "1 0 0 entered");
  g_assert_cmpuint (count_events (test, second), ==, 2);
}

/* What is wrong, by the path of each; then nothing is stored. */
static void
test_wrong (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *body;
    const char *paths;
  } rows[] = {
    { "{}", "events" },
    { "{\"events\":[]}", "events" },
    { "{\"events\":{}}", "events" },
    { "{\"events\":[7],\"shop\":\"1\"}", "shop events[0]" },
    { EVENTS ("{}"), "events[0].tracking_number events[0].time events[0].status" },
    { EVENTS (EVENT ("SF1000000001", NOON, DELIVERED) "," EVENT ("SF1000000001", "明天",
                                                                 ",\"status\":\"已取消\"")),
      "events[1].time events[1].status" },
    { EVENTS (EVENT ("SF1", NOON, ",\"status\":1,\"place\":null,\"text\":\"x\"")),
      "events[0].status events[0].text events[0].status" },
    { EVENTS ("{\"tracking_number\":1,\"time\":1794024000,\"status\":\"delivered\"}"),
      "events[0].tracking_number events[0].time events[0].tracking_number" },
  };
  g_autoptr (PdRecord) order = shipped (test);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = send (test, test->carrier, rows[i].body, 400);
      g_autoptr (JsonNode) node = json_from_string (text, NULL);
      g_autoptr (GString) paths = g_string_new (NULL);
      JsonArray *problems =
          json_object_get_array_member (json_object_get_object_member (json_node_get_object (node), "error"),
                                        "problems");

      for (guint j = 0; j < json_array_get_length (problems); j++)
        g_string_append_printf (paths, "%s%s", j > 0 ? " " : "",
                                json_object_get_string_member (json_array_get_object_element (problems, j),
                                                               "path"));
      g_assert_cmpstr (paths->str, ==, rows[i].paths);
    }
  g_assert_cmpuint (count_events (test, order), ==, 0);
  refuse (test, test->carrier, "[]", 400, "malformed");
  refuse (test, test->carrier, "{", 400, "malformed");
}

/* A token opens what it was made for, in its own company. */
static void
test_tokens (Test *test, gconstpointer data)
{
  Fixture *f = test->office.f;
  static const char *const body = EVENTS (EVENT ("SF1000000001", NOON, DELIVERED));
  g_autoptr (PdRecord) order = shipped (test);
  g_autofree char *shop =
      pd_platform_make_shop_token (f->platform, f->tenants[0], "网店", PD_PLATFORM_PURPOSE_ORDERS, NULL);
  g_autofree char *other =
      pd_platform_make_shop_token (f->platform, f->tenants[1], "快递", PD_PLATFORM_PURPOSE_TRACKING, NULL);
  g_autofree char *answer = NULL;
  g_autoptr (PdPlatformResponse) response = NULL;

  refuse (test, NULL, body, 401, "unauthorized");
  refuse (test, shop, body, 401, "unauthorized");
  refuse (test, office_token (&test->office, "admin"), body, 401, "unauthorized");
  response = fixture_send (f, "POST", "/v1/intake/orders", test->carrier, JSON, "{}");
  fixture_assert_error (response, 401, "unauthorized");
  answer = send (test, other, body, 200);
  g_assert_nonnull (strstr (answer, "\"unmatched\":1"));
  g_assert_cmpuint (count_events (test, order), ==, 0);
  g_assert_true (pd_platform_revoke_shop_token (f->platform, f->tenants[0], "快递", NULL));
  refuse (test, test->carrier, body, 401, "unauthorized");
}

/* Killed after any write of it, there is nothing of it; and the same again is one. */
static void
test_killed (Test *test, gconstpointer data)
{
  static const char *const places[] = { "INSERT ON change_log", "UPDATE ON document",
                                        "UPDATE ON tenant_head" };
  static const char *const body = EVENTS (EVENT ("SF1000000001", NOON, DELIVERED));
  g_autoptr (PdRecord) order = shipped (test);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *trigger =
          g_strdup_printf ("CREATE TEMP TRIGGER cut AFTER %s BEGIN SELECT RAISE (FAIL, 'cut'); END;",
                           places[i]);
      g_autoptr (PdPlatformResponse) response = NULL;

      g_test_message ("%s", places[i]);
      g_assert_true (pd_platform_sql_script (test->office.f->platform->sql, trigger, NULL));
      response = fixture_send (test->office.f, "POST", PLACE, test->carrier, JSON, body);
      fixture_restart (test->office.f);
      if (response->status >= 500)
        g_assert_cmpuint (count_events (test, order), ==, 0);
    }
  assert_taken (test, body, count_events (test, order) > 0 ? "0 1 0 known" : "1 0 0 entered");
  g_assert_cmpuint (count_events (test, order), ==, 1);
}

/* Parcels of before this version are found as well. */
static void
test_upgrade (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = shipped (test);
  g_autoptr (GPtrArray) ids = NULL;
  gint64 version = 0;

  g_assert_true (
      pd_platform_sql_get_integer (test->office.f->platform->sql, &version, NULL, "PRAGMA user_version", ""));
  fixture_close (test->office.f);
  fixture_downgrade (test->office.f, (guint) version - 1);
  fixture_open (test->office.f);
  ids = pd_platform_parcels_find (test->office.f->platform, test->office.f->tenants[0], "SF1000000001", NULL);
  g_assert_nonnull (ids);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (ids, 0), ==, pd_record_get_id (order));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/platform/tracking/" name, Test, NULL, set_up, function, tear_down)
  ADD ("arrives", test_arrives);
  ADD ("again", test_again);
  ADD ("numbers", test_numbers);
  ADD ("wrong", test_wrong);
  ADD ("tokens", test_tokens);
  ADD ("killed", test_killed);
  ADD ("upgrade", test_upgrade);
#undef ADD
  return g_test_run ();
}
