/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doubles/double-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* The double itself: trouble on request, files, the clock, and what outlives a kill. */

/* Where each fault leaves the order, and how the reply travels. */
static void
test_faults (void)
{
  static const struct
  {
    const char *fault;
    NuonuoDeliver deliver;
    guint status;
    const char *code; /* of the answer */
    const char *then; /* of a query */
  } cases[] = {
    { "\"kind\":\"drop\"", NUONUO_DELIVER_DROP, 200, "", "E9500" },
    { "\"kind\":\"drop\",\"when\":\"after\"", NUONUO_DELIVER_DROP, 200, "", "20" },
    { "\"kind\":\"reset\"", NUONUO_DELIVER_RESET, 200, "", "E9500" },
    { "\"kind\":\"reset\",\"when\":\"after\"", NUONUO_DELIVER_RESET, 200, "", "20" },
    { "\"kind\":\"html\"", NUONUO_DELIVER_ANSWER, 502, "", "E9500" },
    { "\"kind\":\"html\",\"when\":\"after\",\"status\":504", NUONUO_DELIVER_ANSWER, 504, "", "20" },
    { "\"kind\":\"redirect\"", NUONUO_DELIVER_ANSWER, 302, "", "E9500" },
    { "\"kind\":\"code\",\"code\":\"070306\"", NUONUO_DELIVER_ANSWER, 200, "070306", "E9500" },
    { "\"kind\":\"code\",\"when\":\"after\"", NUONUO_DELIVER_ANSWER, 200, "E9999", "20" },
    { "\"kind\":\"truncate\"", NUONUO_DELIVER_TRUNCATE, 200, "E0000", "20" },
    { "\"kind\":\"cut-json\"", NUONUO_DELIVER_ANSWER, 200, "", "20" },
    { "\"kind\":\"slow\",\"ms\":700", NUONUO_DELIVER_SLOW, 200, "E0000", "20" },
    { "\"kind\":\"empty\"", NUONUO_DELIVER_ANSWER, 200, "", "20" },
    { "\"kind\":\"null\"", NUONUO_DELIVER_ANSWER, 200, "E0000", "20" },
    { "\"kind\":\"strings\"", NUONUO_DELIVER_ANSWER, 200, "E0000", "20" },
    { "\"kind\":\"numbers\"", NUONUO_DELIVER_ANSWER, 200, "E0000", "20" },
    { "\"kind\":\"code-0000\"", NUONUO_DELIVER_ANSWER, 200, "0000", "20" },
    { "\"kind\":\"code-number\"", NUONUO_DELIVER_ANSWER, 200, "0", "20" },
    { "\"kind\":\"wrong-type\"", NUONUO_DELIVER_ANSWER, 200, "E0000", "20" },
    { "\"kind\":\"twice\"", NUONUO_DELIVER_ANSWER, 200, "E9106", "20" },
    { "\"kind\":\"late\",\"ms\":5000", NUONUO_DELIVER_DROP, 200, "", "E9500" },
    { "\"kind\":\"delay\",\"ms\":45000", NUONUO_DELIVER_ANSWER, 200, "E0000", "20" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
      g_autofree char *fault = g_strdup_printf ("{\"call\":\"requestBillingNew\",%s}", cases[i].fault);

      g_test_message ("%s", fault);
      double_fixture_control (test, "fault", fault);
      g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, cases[i].code);
      g_assert_cmpint (test->reply->deliver, ==, cases[i].deliver);
      g_assert_cmpuint (test->reply->status, ==, cases[i].status);
      if (strstr (fault, "45000") != NULL)
        g_assert_cmpint (test->reply->delay, ==, 45 * G_TIME_SPAN_SECOND);
      g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, cases[i].then);
      /* Once only; and never a second invoice. */
      double_fixture_issue (test, "PD1");
      g_assert_cmpint (test->reply->deliver, ==, NUONUO_DELIVER_ANSWER);
      double_fixture_pass (test, 60000);
      g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "2");
      g_assert_cmpuint (double_fixture_count_legal (test, NULL), ==, 1);
    }
}

static void
test_fault_which (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  double_fixture_control (test, "fault", "{\"orderNo\":\"PD2\",\"kind\":\"drop\",\"skip\":1,\"times\":2}");
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E0000");
  g_assert_cmpstr (double_fixture_issue (test, "PD2"), ==, "E0000");
  g_assert_cmpstr (double_fixture_status (test, "PD2"), ==, "");
  g_assert_cmpstr (double_fixture_status (test, "PD2"), ==, "");
  g_assert_cmpstr (double_fixture_status (test, "PD2"), ==, "20");
  double_fixture_control (test, "fault", NULL);
  g_assert_cmpstr (double_fixture_text (test, "faults.0.kind"), ==, "");
  double_fixture_control (test, "log", NULL);
  g_assert_cmpstr (double_fixture_text (test, "log.3.fault"), ==, "drop");
  g_assert_cmpstr (double_fixture_text (test, "log.3.orderNo"), ==, "PD2");
  double_fixture_control (test, "counters", NULL);
  g_assert_cmpstr (double_fixture_text (test, "calls.requestBillingNew"), ==, "2");
  g_assert_cmpstr (double_fixture_text (test, "calls.queryInvoiceResult"), ==, "3");
}

/* Types as they vary on the wire. */
static void
test_flips (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *number = NULL;
  JsonNode *node;

  double_fixture_control (test, "settings", "{\"script\":\"at-once\"}");
  double_fixture_issue (test, "PD1");
  double_fixture_status (test, "PD1");
  number = g_strdup (double_fixture_text (test, "result.0.allElectronicInvoiceNumber"));
  double_fixture_control (test, "settings", "{\"flip\":\"numbers\"}");
  double_fixture_status (test, "PD1");
  node =
      json_object_get_member (json_array_get_object_element (
                                  json_object_get_array_member (json_node_get_object (test->root), "result"),
                                  0),
                              "status");
  g_assert_cmpint (json_node_get_value_type (node), ==, G_TYPE_INT64);
  g_assert_cmpstr (double_fixture_text (test, "result.0.allElectronicInvoiceNumber"), ==, number);
  double_fixture_control (test, "settings", "{\"flip\":\"strings\"}");
  double_fixture_status (test, "PD1");
  node =
      json_object_get_member (json_array_get_object_element (
                                  json_object_get_array_member (json_node_get_object (test->root), "result"),
                                  0),
                              "invoiceTime");
  g_assert_cmpint (json_node_get_value_type (node), ==, G_TYPE_STRING);
}

static void
test_files (void)
{
  static const struct
  {
    const char *fault;
    guint status;
    const char *start;
  } cases[] = {
    { NULL, 200, "%PDF-" },
    { "{\"call\":\"file.pdf\",\"kind\":\"not-found\"}", 404, "<html>" },
    { "{\"call\":\"file\",\"kind\":\"not-pdf\"}", 200, "<html>" },
    { NULL, 200, "%PDF-" },
  };
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);
  g_autofree char *path = NULL;

  nuonuo_double_set_base_url (test->provider, "https://files.example");
  double_fixture_control (test, "settings", "{\"script\":\"at-once\",\"file_after\":5000}");
  double_fixture_issue (test, "PD1");
  double_fixture_status (test, "PD1");
  g_assert_cmpstr (double_fixture_text (test, "result.0.pdfUrl"), ==, "");
  double_fixture_pass (test, 5000);
  double_fixture_status (test, "PD1");
  g_assert_true (
      g_str_has_prefix (double_fixture_text (test, "result.0.pdfUrl"), "https://files.example/files/"));
  path = g_strdup (double_fixture_text (test, "result.0.pdfUrl") + strlen ("https://files.example"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      if (cases[i].fault != NULL)
        double_fixture_control (test, "fault", cases[i].fault);
      double_fixture_get (test, path);
      g_assert_cmpuint (test->reply->status, ==, cases[i].status);
      g_assert_cmpint (memcmp (g_bytes_get_data (test->reply->body, NULL), cases[i].start,
                               strlen (cases[i].start)),
                       ==, 0);
    }
}

/* Killed and started again: the book, the tokens and the limits are still there. */
static void
test_durable (void)
{
  g_autoptr (DoubleFixture) test = NULL;
  g_autofree char *folder = g_dir_make_tmp ("double-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "double.db", NULL);

  test = double_fixture_new (path);
  double_fixture_control (test, "clock", "{\"advance\":3600000}");
  double_fixture_issue (test, "PD1");
  double_fixture_reopen (test, path);
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E9106");
  double_fixture_pass (test, 2000);
  double_fixture_reopen (test, path);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "2");
  g_assert_cmpuint (double_fixture_count_legal (test, "PD1"), ==, 1);
  g_clear_pointer (&test, double_fixture_free);
  g_remove (path);
  g_rmdir (folder);
}

/* What no test means to send does no harm. */
static void
test_control_refusals (void)
{
  static const struct
  {
    const char *what;
    const char *json;
  } cases[] = {
    { "nonsense", "{}" },
    { "legal", "{}" },
    { "clock", "{\"set\":-1}" },
    { "clock", "{\"advance\":9000000000000000}" },
    { "clock", "{\"frozen\":1}" },
    { "settings", "{\"no_such\":1}" },
    { "settings", "{\"script\":\"20, 99\"}" },
    { "settings", "{\"grace\":[]}" },
    { "script", "{\"script\":\"\"}" },
    { "fault", "{\"kind\":\"nonsense\"}" },
    { "fault", "{\"kind\":\"truncate\",\"when\":\"before\"}" },
    { "scan", "{}" },
    { "red", "{\"uuid\":\"none\",\"status\":\"04\"}" },
    { "inbound", "{}" },
    { "known", "{\"number\":\"1\",\"date\":\"2026-11-22\"}" },
    { "seller", "{\"taxNumber\":\"1\"}" },
    { "clock", "[]" },
  };
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = nuonuo_double_control (test->provider, cases[i].what, cases[i].json);

      g_test_message ("%s %s", cases[i].what, cases[i].json);
      g_assert_nonnull (strstr (answer, "\"error\""));
    }
  g_assert_cmpstr (double_fixture_issue (test, "PD1"), ==, "E0000");
}

static void
test_clock (void)
{
  g_autoptr (DoubleFixture) test = double_fixture_new (NULL);

  double_fixture_control (test, "clock", "{\"set\":1795312800000,\"frozen\":true}");
  double_fixture_issue (test, "PD1");
  g_assert_cmpint (nuonuo_double_get_next_event (test->provider), ==, 1795312801000);
  double_fixture_pass (test, 99999);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "20");
  double_fixture_control (test, "clock", "{\"advance\":1000}");
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "21");
  double_fixture_control (test, "clock", "{\"frozen\":false}");
  double_fixture_pass (test, 1000);
  g_assert_cmpstr (double_fixture_status (test, "PD1"), ==, "2");
  g_assert_cmpint (nuonuo_double_get_next_event (test->provider), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/double/faults", test_faults);
  g_test_add_func ("/double/fault-which", test_fault_which);
  g_test_add_func ("/double/flips", test_flips);
  g_test_add_func ("/double/files", test_files);
  g_test_add_func ("/double/durable", test_durable);
  g_test_add_func ("/double/control-refusals", test_control_refusals);
  g_test_add_func ("/double/clock", test_clock);
  return g_test_run ();
}
