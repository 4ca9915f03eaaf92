/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>

#include "doubles/double-process.h"
#include "model/pd-bureau.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-gateways.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-secrets.h"
#include "platform/platform-fixture.h"

/* A company with a provider of its own: the double of one, over the network. */
typedef struct
{
  Fixture *f;
  DoubleProcess *provider;
  char *finance;
} Test;

static void
set_clock (Test *test)
{
  g_autofree char *body = g_strdup_printf ("{\"set\":%" G_GINT64_FORMAT ",\"frozen\":true}",
                                           test->f->now / G_TIME_SPAN_MILLISECOND);

  g_free (double_process_control (test->provider, "clock", body));
}

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->provider = double_process_new (DOUBLE_PROGRAM);
  test->finance = fixture_sign_in (test->f, 0, "finance");
  set_clock (test);
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  double_process_free (test->provider);
  g_free (test->finance);
}

static void
connect_with (Test *test, const char *secret)
{
  g_autofree char *services = g_strconcat (test->provider->url, "/open/v1/services", NULL);
  g_autofree char *token = g_strconcat (test->provider->url, "/accessToken", NULL);
  PdPlatformGatewaySettings settings = { .kind = (char *) "nuonuo",
                                         .app_key = (char *) "APPKEY",
                                         .clerk = (char *) "王开票",
                                         .pace = -1,
                                         .services_url = services,
                                         .token_url = token };
  g_autoptr (GError) error = NULL;

  g_assert_true (
      pd_platform_set_gateway_settings (test->f->platform, test->f->tenants[0], &settings, secret, &error));
  g_assert_no_error (error);
}

/* What is due, until nothing is for an hour. */
static void
work (Test *test)
{
  for (guint i = 0; i < 60; i++)
    {
      fixture_work (test->f);
      test->f->now += G_TIME_SPAN_MINUTE;
      set_clock (test);
    }
}

static PdRecord *
get_bureau (Test *test)
{
  PdRecord *bureau = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_platform_read_bureau (test->f->platform, test->f->tenants[0], &bureau, &error));
  return bureau;
}

static void
assert_connection (Test *test, const char *connection, gboolean held)
{
  g_autoptr (PdRecord) bureau = get_bureau (test);

  g_assert_cmpstr (pd_record_get_text (bureau, PD_BUREAU_CONNECTION), ==, connection);
  g_assert_cmpint (pd_record_get_flag (bureau, PD_BUREAU_HELD), ==, held);
  g_assert_cmpint (pd_record_get_text (bureau, PD_BUREAU_REASON) != NULL, ==, held);
}

static PdRecord *
issue (Test *test, const char *number)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, number);
  g_autoptr (PdResult) created = fixture_do (test->f, test->finance, fixture_create (test->f, order));
  g_autoptr (PdResult) issued =
      fixture_do (test->f, test->finance, fixture_command (test->f, created->record, "issue"));

  g_assert_cmpstr (pd_outcome_name (issued->outcome), ==, "ok");
  return pd_record_ref (issued->record);
}

static PdRecord *
get_invoice (Test *test, const PdRecord *order)
{
  return fixture_get (test->f, test->finance, pd_record_get_text (order, PD_ORDER_INVOICE_ID));
}

static gint64
count_legal (Test *test)
{
  g_autofree char *text = double_process_control (test->provider, "legal", NULL);
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return json_object_get_int_member (json_node_get_object (node), "count");
}

static void
test_issues (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) invoice = NULL;

  connect_with (test, "SECRET");
  work (test);
  assert_connection (test, PD_BUREAU_CONNECTION_WORKS, FALSE);
  order = issue (test, "D-1");
  work (test);
  invoice = get_invoice (test, order);
  g_assert_cmpstr (pd_record_get_state (invoice), ==, "issued");
  g_assert_nonnull (pd_record_get_text (invoice, PD_INVOICE_PDF_HASH));
  g_assert_cmpint (count_legal (test), ==, 1);
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 0);
}

/* A wrong secret is told before anything is sent; what was asked for meanwhile waits, and goes with the right one. */
static void
test_wrong_secret (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) held = NULL;
  g_autoptr (PdRecord) invoice = NULL;

  connect_with (test, "wrong");
  work (test);
  assert_connection (test, PD_BUREAU_CONNECTION_FAILS, TRUE);
  order = issue (test, "D-1");
  work (test);
  held = get_invoice (test, order);
  g_assert_cmpstr (pd_record_get_state (held), ==, "queued");
  g_assert_cmpint (count_legal (test), ==, 0);

  connect_with (test, "SECRET");
  work (test);
  assert_connection (test, PD_BUREAU_CONNECTION_WORKS, FALSE);
  invoice = get_invoice (test, order);
  g_assert_cmpstr (pd_record_get_state (invoice), ==, "issued");
  g_assert_cmpint (count_legal (test), ==, 1);
}

/* Settings that no connection can be made of are never tried: what they lack is told at once. */
static void
test_lack (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) bureau = NULL;

  connect_with (test, NULL);
  assert_connection (test, PD_BUREAU_CONNECTION_FAILS, TRUE);
  bureau = get_bureau (test);
  g_assert_nonnull (strstr (pd_record_get_text (bureau, PD_BUREAU_REASON), "secret"));
  g_assert_cmpint (pd_record_get_integer (bureau, PD_BUREAU_CONNECTION_AT), ==, test->f->now);
  connect_with (test, "SECRET");
  work (test);
  assert_connection (test, PD_BUREAU_CONNECTION_WORKS, FALSE);
}

/* The answer is lost, and the company goes to another provider before it could be asked for. */
static void
test_stranger (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) open = NULL;
  g_autoptr (PdRecord) invoice = NULL;
  g_autoptr (GError) error = NULL;

  connect_with (test, "SECRET");
  work (test);
  g_free (double_process_control (test->provider, "fault",
                                  "{\"call\":\"requestBillingNew\",\"kind\":\"drop\",\"when\":\"after\"}"));
  order = issue (test, "D-1");
  fixture_work (test->f);

  g_assert_true (pd_platform_forget_gateway_settings (test->f->platform, test->f->tenants[0], &error));
  work (test);
  open = get_invoice (test, order);
  g_assert_cmpstr (pd_record_get_state (open), ==, "unknown");
  g_assert_cmpstr (pd_record_get_text (open, PD_INVOICE_NEXT_STEP), ==, PD_INVOICE_NEXT_DECIDE);
  g_assert_nonnull (strstr (pd_record_get_text (open, PD_INVOICE_REASON), "nuonuo"));
  g_assert_cmpint (count_legal (test), ==, 1);
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 0);

  connect_with (test, "SECRET");
  work (test);
  invoice = get_invoice (test, order);
  g_assert_cmpstr (pd_record_get_state (invoice), ==, "issued");
  g_assert_cmpint (count_legal (test), ==, 1);
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 0);
}

static guint
remove_gateway (Test *test, const char *user, char **text)
{
  g_autofree char *token = fixture_sign_in (test->f, 0, user);
  g_autoptr (PdPlatformResponse) response =
      fixture_send (test->f, "DELETE", "/v1/gateway", token, NULL, NULL);

  *text = pd_platform_response_dup_text (response);
  return response->status;
}

/* Back to the platform's own: not while the provider has something, and nothing of the provider is left. */
static void
test_removed (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdRecord) second = NULL;
  g_autoptr (PdRecord) invoice = NULL;
  g_autoptr (PdRecord) bureau = NULL;
  g_autofree char *forbidden = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *removed = NULL;
  g_autofree char *again = NULL;
  gboolean has_secret = TRUE;

  connect_with (test, "SECRET");
  work (test);
  g_assert_cmpuint (remove_gateway (test, "finance", &forbidden), ==, 403);
  g_free (double_process_control (test->provider, "fault",
                                  "{\"call\":\"requestBillingNew\",\"kind\":\"drop\",\"when\":\"after\"}"));
  order = issue (test, "D-1");
  fixture_work (test->f);
  g_assert_cmpuint (remove_gateway (test, "admin", &refused), ==, 409);
  g_assert_nonnull (strstr (refused, "under way"));
  work (test);
  invoice = get_invoice (test, order);
  g_assert_cmpstr (pd_record_get_state (invoice), ==, "issued");

  g_assert_cmpuint (remove_gateway (test, "admin", &removed), ==, 200);
  g_assert_nonnull (strstr (removed, "\"set_up\":false"));
  g_assert_true (pd_platform_has_secret (test->f->platform, test->f->tenants[0], PD_PLATFORM_GATEWAY_SECRET,
                                         &has_secret, NULL));
  g_assert_false (has_secret);
  work (test);
  bureau = get_bureau (test);
  g_assert_cmpstr (pd_record_get_text (bureau, PD_BUREAU_GATEWAY), !=, "nuonuo");
  g_assert_false (pd_record_get_flag (bureau, PD_BUREAU_HELD));
  /* What comes now goes elsewhere. */
  second = issue (test, "D-2");
  work (test);
  g_assert_cmpint (count_legal (test), ==, 1);
  g_assert_cmpuint (fixture_count_legal (test->f), ==, 1);
  g_assert_cmpuint (remove_gateway (test, "admin", &again), ==, 200);
}

/* The secret stays where it was given for, and is told to nobody. */
static void
test_secret_stays (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *body;
    guint status;
    gboolean has_secret;
  } rows[] = {
    { "{\"gateway\":\"nuonuo\",\"app_key\":\"K\",\"app_secret\":\"hidden\"}", 200, TRUE },
    { "{\"gateway\":\"nuonuo\",\"app_key\":\"K\",\"clerk\":\"甲\"}", 200, TRUE },
    { "{\"gateway\":\"nuonuo\",\"app_key\":\"L\"}", 200, FALSE },
    { "{\"gateway\":\"other\",\"app_key\":\"L\"}", 400, FALSE },
    { "{\"gateway\":\"nuonuo\"}", 400, FALSE },
    { "{\"gateway\":\"nuonuo\",\"app_key\":\"L\",\"extension\":\"1a\"}", 400, FALSE },
    { "{\"gateway\":\"nuonuo\",\"app_key\":\"L\",\"pace\":-1}", 400, FALSE },
    { "[]", 400, FALSE },
  };
  g_autofree char *admin = fixture_sign_in (test->f, 0, "admin");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdPlatformResponse) put =
          fixture_send (test->f, "PUT", "/v1/gateway", admin, "application/json", rows[i].body);
      g_autoptr (PdPlatformResponse) got = fixture_send (test->f, "GET", "/v1/gateway", admin, NULL, NULL);
      g_autofree char *text = g_strndup (g_bytes_get_data (got->body, NULL), g_bytes_get_size (got->body));

      g_test_message ("%s", rows[i].body);
      g_assert_cmpuint (put->status, ==, rows[i].status);
      g_assert_null (strstr (text, "hidden"));
      g_assert_cmpint (strstr (text, "\"has_secret\":true") != NULL, ==, rows[i].has_secret);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/gateways/" name, Test, NULL, set_up, func, tear_down)
  ADD ("issues", test_issues);
  ADD ("wrong-secret", test_wrong_secret);
  ADD ("lack", test_lack);
  ADD ("stranger", test_stranger);
  ADD ("removed", test_removed);
  ADD ("secret-stays", test_secret_stays);
#undef ADD
  return g_test_run ();
}
