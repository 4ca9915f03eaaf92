/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders that a shop or a web form puts in. */
#include "platform/platform-fixture.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "model/pd-id.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-intake.h"

#define PLACE "/v1/intake/orders"
#define JSON "application/json"
#define LINE "{\"name\":\"激光打印机\",\"quantity\":\"2\",\"unit_price\":\"235\",\"tax_rate\":\"13%\"}"
#define ORDER(number, lines)                                                                                   \
  "{\"number\":\"" number                                                                                      \
  "\",\"date\":\"2026-11-01\",\"kind\":\"goods\",\"buyer\":{\"name\":\"样例市远山文化"                  \
  "传播有限公司\",\"tax_number\":\"91310115MA1PD00290\"},\"delivery\":{\"contact\":\"李\",\"address\":" \
  "\"花城路1"                                                                                               \
  "号\"},\"lines\":[" lines "]}"

/** Test: a platform and the shop of its first tenant. */
typedef struct
{
  Fixture *f;
  char *shop;
  char *clerk;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  test->f = fixture_new ();
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->shop = pd_platform_make_shop_token (test->f->platform, test->f->tenants[0], "网店",
                                            PD_PLATFORM_PURPOSE_ORDERS, &error);
  g_assert_no_error (error);
}

static void
tear_down (Test *test, gconstpointer data)
{
  g_free (test->shop);
  g_free (test->clerk);
  fixture_free (test->f);
}

/* Puts it in; returns the order's id, NULL when it was refused. */
static char *
put_in (Test *test, const char *token, const char *body, guint status)
{
  g_autoptr (PdPlatformResponse) response = fixture_send (test->f, "POST", PLACE, token, JSON, body);
  g_autofree char *text = pd_platform_response_dup_text (response);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  g_test_message ("%s", text);
  g_assert_cmpuint (response->status, ==, status);
  return status < 300 ? g_strdup (json_object_get_string_member (json_node_get_object (node), "id")) : NULL;
}

static void
refuse (Test *test, const char *token, const char *body, guint status, const char *code)
{
  g_autoptr (PdPlatformResponse) response = fixture_send (test->f, "POST", PLACE, token, JSON, body);

  fixture_assert_error (response, status, code);
}

static guint
count_orders (Test *test)
{
  gint64 count = 0;

  g_assert_true (
      pd_platform_sql_get_integer (test->f->platform->sql, &count, NULL,
                                   "SELECT count (*) FROM document WHERE type = 'order' AND deleted = 0",
                                   ""));
  return (guint) count;
}

/* It is a draft on every desktop, and says where it comes from. */
static void
test_arrives (Test *test, gconstpointer data)
{
  g_autofree char *id = put_in (test, test->shop, ORDER ("S-1", LINE), 201);
  g_autoptr (PdRecord) order = fixture_get (test->f, test->clerk, id);

  g_assert_nonnull (order);
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_NUMBER), ==, "S-1");
  g_assert_cmpstr (pd_order_get_stage (order), ==, PD_ORDER_STAGE_DRAFT);
  g_assert_cmpstr (pd_record_get_state (order), ==, PD_ORDER_STATE_OPEN);
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_CREATED_BY), ==, "网店");
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_IMPORT_KEY), ==, "网店//S-1");
  g_assert_cmpstr (pd_record_get_text (order, PD_ORDER_CONTACT_NAME), ==, "李");
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), ==, 47000);
}

static void
test_again (Test *test, gconstpointer data)
{
  static const char *const turned =
      "{\"lines\":[{\"unit_price\":\"1\",\"tax_rate\":\"0.13\",\"name\":\"纸\",\"quantity\":\"3\"}],\n"
      " \"buyer\":{\"name\":\"甲\"}, \"number\":\"S-1\", \"date\":\"2026-11-01\"}";
  static const char *const straight =
      "{\"number\":\"S-1\",\"date\":\"2026-11-01\",\"buyer\":{\"name\":\"甲\"},\"lines\":[{\"name\":\"纸\","
      "\"quantity\":\"3\",\"unit_price\":\"1\",\"tax_rate\":\"0.13\"}]}";
  g_autofree char *first = put_in (test, test->shop, straight, 201);
  g_autofree char *second = put_in (test, test->shop, straight, 200);
  g_autofree char *third = put_in (test, test->shop, turned, 200);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, ==, third);
  refuse (test, test->shop, ORDER ("S-1", LINE), 409, "reused");
  fixture_restart (test->f);
  refuse (test, test->shop, ORDER ("S-1", LINE), 409, "reused");
  g_free (put_in (test, test->shop, straight, 200));
  g_assert_cmpuint (count_orders (test), ==, 1);
}

/* What became of it since is told, also that it is gone; it does not come back. */
static void
test_deleted (Test *test, gconstpointer data)
{
  g_autofree char *id = put_in (test, test->shop, ORDER ("S-1", LINE), 201);
  g_autoptr (PdRecord) order = fixture_get (test->f, test->clerk, id);
  g_autoptr (PdResult) result =
      fixture_do (test->f, test->clerk, fixture_mutation (test->f, PD_MUTATION_DELETE, order));
  g_autoptr (PdPlatformResponse) response = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  response = fixture_send (test->f, "POST", PLACE, test->shop, JSON, ORDER ("S-1", LINE));
  text = pd_platform_response_dup_text (response);
  g_assert_cmpuint (response->status, ==, 200);
  g_assert_nonnull (strstr (text, "\"state\":\"deleted\""));
  g_assert_cmpuint (count_orders (test), ==, 0);
}

/* Two processes of one platform take the same at once: the second finds what the first stored. */
static void
test_at_once (Test *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatform) other = pd_platform_new (test->f->folder, &error);
  PdPlatform *own = test->f->platform;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_no_error (error);
  first = put_in (test, test->shop, ORDER ("S-1", LINE), 201);
  test->f->platform = other;
  second = put_in (test, test->shop, ORDER ("S-1", LINE), 200);
  test->f->platform = own;
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (count_orders (test), ==, 1);
}

/* Killed after any write of it, there is nothing of it; and the same again makes one order. */
static void
test_killed (Test *test, gconstpointer data)
{
  static const char *const places[] = { "document", "change_log", "digest", "searched", "intake" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *trigger = g_strdup_printf (
          "CREATE TEMP TRIGGER cut AFTER INSERT ON %s BEGIN SELECT RAISE (FAIL, 'cut'); END;", places[i]);
      g_autoptr (PdPlatformResponse) response = NULL;

      g_assert_true (pd_platform_sql_script (test->f->platform->sql, trigger, NULL));
      response = fixture_send (test->f, "POST", PLACE, test->shop, JSON, ORDER ("S-1", LINE));
      g_test_message ("%s", places[i]);
      g_assert_cmpuint (response->status, >=, 500);
      fixture_restart (test->f);
      g_assert_cmpuint (count_orders (test), ==, 0);
    }
  g_free (put_in (test, test->shop, ORDER ("S-1", LINE), 201));
  g_free (put_in (test, test->shop, ORDER ("S-1", LINE), 200));
  g_assert_cmpuint (count_orders (test), ==, 1);
}

static void
test_tokens (Test *test, gconstpointer data)
{
  g_autofree char *other = pd_platform_make_shop_token (test->f->platform, test->f->tenants[1], "网店",
                                                        PD_PLATFORM_PURPOSE_ORDERS, NULL);
  g_autofree char *newer = NULL;
  g_autoptr (PdPlatformResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  refuse (test, NULL, ORDER ("S-1", LINE), 401, "unauthorized");
  refuse (test, test->clerk, ORDER ("S-1", LINE), 401, "unauthorized");
  refuse (test, "0000", ORDER ("S-1", LINE), 401, "unauthorized");
  response = fixture_send (test->f, "GET", "/v1/sync/changes?limit=10", test->shop, NULL, NULL);
  fixture_assert_error (response, 401, "unauthorized");
  g_free (put_in (test, test->shop, ORDER ("S-1", LINE), 201));
  /* Another company's shop of the same name knows nothing of it. */
  g_free (put_in (test, other, ORDER ("S-1", LINE), 201));
  newer = pd_platform_make_shop_token (test->f->platform, test->f->tenants[0], "网店",
                                       PD_PLATFORM_PURPOSE_ORDERS, NULL);
  refuse (test, test->shop, ORDER ("S-1", LINE), 401, "unauthorized");
  g_free (put_in (test, newer, ORDER ("S-1", LINE), 200));
  g_assert_true (pd_platform_revoke_shop_token (test->f->platform, test->f->tenants[0], "网店", NULL));
  refuse (test, newer, ORDER ("S-1", LINE), 401, "unauthorized");
  g_assert_false (pd_platform_revoke_shop_token (test->f->platform, test->f->tenants[0], "网店", &error));
  g_assert_error (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_INVALID);
}

static void
test_pace (Test *test, gconstpointer data)
{
  for (guint i = 0; i < 120; i++)
    g_free (put_in (test, test->shop, ORDER ("S-1", LINE), i == 0 ? 201 : 200));
  refuse (test, test->shop, ORDER ("S-1", LINE), 429, "too_often");
  test->f->now += G_TIME_SPAN_SECOND;
  g_free (put_in (test, test->shop, ORDER ("S-1", LINE), 200));
  g_free (put_in (test, test->shop, ORDER ("S-1", LINE), 200));
  refuse (test, test->shop, ORDER ("S-1", LINE), 429, "too_often");
}

/* What is wrong, by the path of each. */
static void
test_wrong (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *body;
    const char *paths; /* in their order */
  } rows[] = {
    { "{}", "lines number" },
    { ORDER ("", LINE), "number" },
    { ORDER ("S-1", ""), "lines" },
    { ORDER ("S-1", "7"), "lines[0]" },
    { ORDER ("S-1", LINE ",{\"name\":\"纸\",\"quantity\":\"1\",\"unit_price\":\"1\"}"), "lines[1].tax_rate" },
    { ORDER ("S-1", "{\"name\":\"纸\",\"tax_rate\":\"0.13\",\"quantity\":\"x\",\"price\":1}"),
      "lines[0].quantity lines[0].price" },
    { "{\"number\":\"1\",\"buyer\":7,\"state\":\"invoiced\",\"lines\":[" LINE "]}", "state buyer" },
    { "{\"number\":\"1\",\"kind\":\"gift\",\"buyer\":{\"name\":\"甲\"},\"lines\":[" LINE "]}", "kind" },
    { "{\"number\":\"1\",\"buyer\":{\"name\":7,\"email\":\"x\"},\"lines\":[" LINE "]}", "buyer.name" },
    { "{\"number\":\"1\",\"buyer\":{\"email\":\"a@b.cn\"},\"lines\":[" LINE "]}", "buyer.name" },
    { "{\"number\":\"1\",\"prices_include_tax\":1,\"buyer\":{\"name\":\"甲\"},\"lines\":[" LINE "]}",
      "prices_include_tax" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdPlatformResponse) response =
          fixture_send (test->f, "POST", PLACE, test->shop, JSON, rows[i].body);
      g_autofree char *text = pd_platform_response_dup_text (response);
      g_autoptr (JsonNode) node = json_from_string (text, NULL);
      g_autoptr (GString) paths = g_string_new (NULL);
      JsonArray *problems;

      g_test_message ("%s\n%s", rows[i].body, text);
      fixture_assert_error (response, 400, "invalid");
      problems =
          json_object_get_array_member (json_object_get_object_member (json_node_get_object (node), "error"),
                                        "problems");
      for (guint j = 0; j < json_array_get_length (problems); j++)
        g_string_append_printf (paths, "%s%s", j > 0 ? " " : "",
                                json_object_get_string_member (json_array_get_object_element (problems, j),
                                                               "path"));
      g_assert_cmpstr (paths->str, ==, rows[i].paths);
    }
  g_assert_cmpuint (count_orders (test), ==, 0);
  refuse (test, test->shop, "[]", 400, "malformed");
  refuse (test, test->shop, "{", 400, "malformed");
  refuse (test, test->shop, ORDER ("S-1", "{\"name\":\"纸\",\"name\":\"笔\"}"), 400, "malformed");
}

static void
add_good (Test *test, const char *name, const char *spec, const char *price)
{
  g_autofree char *id = pd_id_new (test->f->now);
  g_autoptr (PdRecord) good = pd_record_new (&pd_good_type, id);
  g_autoptr (PdResult) result = NULL;

  pd_record_set_text (good, PD_GOOD_NAME, name);
  pd_record_set_text (good, PD_GOOD_SPEC, spec);
  pd_record_set_text (good, PD_GOOD_UNIT, "台");
  pd_record_set_text (good, PD_GOOD_TAX_CODE, "1090511010000000000");
  pd_record_set_text (good, PD_GOOD_TAX_RATE, "0.13");
  pd_record_set_text (good, PD_GOOD_UNIT_PRICE, price);
  pd_record_set_flag (good, PD_GOOD_PRICE_INCLUDES_TAX, TRUE);
  result = fixture_do (test->f, test->clerk, fixture_create (test->f, good));
  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
}

/* A shop that says only which good and how many gets the rest from the list of goods, where that is clear. */
static void
test_goods (Test *test, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autoptr (PdRecord) order = NULL;
  const PdRecord *line;

  add_good (test, "扫描\"仪\"", "A", "300");
  add_good (test, "显示器", "24", "900");
  add_good (test, "显示器", "27", "1200");
  id = put_in (test, test->shop, ORDER ("S-1", "{\"name\":\"扫描\\\"仪\\\"\",\"quantity\":2}"), 201);
  order = fixture_get (test->f, test->clerk, id);
  line = g_ptr_array_index (pd_record_get_lines (order), 0);
  g_assert_true (pd_record_has (line, PD_ORDER_LINE_GOOD_ID));
  g_assert_cmpstr (pd_record_get_text (line, PD_ORDER_LINE_SPEC), ==, "A");
  g_assert_cmpstr (pd_record_get_text (line, PD_ORDER_LINE_TAX_CODE), ==, "1090511010000000000");
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), ==, 60000);
  refuse (test, test->shop, ORDER ("S-2", "{\"name\":\"显示器\",\"quantity\":1}"), 400, "invalid");
  g_free (
      put_in (test, test->shop,
              ORDER ("S-2", "{\"name\":\"显示器\",\"spec\":\"27\",\"quantity\":1,\"unit_price\":1100.50}"),
              201));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/platform/intake/" name, Test, NULL, set_up, function, tear_down)
  ADD ("arrives", test_arrives);
  ADD ("again", test_again);
  ADD ("deleted", test_deleted);
  ADD ("at-once", test_at_once);
  ADD ("killed", test_killed);
  ADD ("tokens", test_tokens);
  ADD ("pace", test_pace);
  ADD ("wrong", test_wrong);
  ADD ("goods", test_goods);
#undef ADD
  return g_test_run ();
}
