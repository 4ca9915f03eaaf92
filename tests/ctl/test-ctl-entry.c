/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/pd-ctl-conflict.h"
#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl.h"
#include "model/pd-order.h"
#include "wire/pd-wire.h"

#define NOW G_GINT64_CONSTANT (1795000000000000)
#define TODAY "2026-11-21"

static PdRecord *
order_with_lines (void)
{
  PdRecord *order = pd_order_new (NOW, TODAY);

  g_assert_true (pd_ctl_entry_set (order, "buyer_name=甲公司", NULL));
  g_assert_true (pd_ctl_entry_line (order, "name=a;quantity=1;unit_price=1.00;tax_rate=0.13", NOW, NULL));
  g_assert_true (pd_ctl_entry_line (order, "name=b;amount=2.00;tax_rate=13%", NOW, NULL));
  pd_record_derive (order);
  return order;
}

static char *
names (const PdRecord *order)
{
  GPtrArray *lines = pd_record_get_lines (order);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "|" : "",
                            pd_record_get_text (g_ptr_array_index (lines, i), PD_ORDER_LINE_NAME));
  return g_string_free (text, FALSE);
}

static void
test_lines (void)
{
  /* A line as typed, and the names after it; NULL when it is wrong. */
  static const struct
  {
    const char *text;
    const char *names;
  } rows[] = {
    { "name=c", "a|b|c" },
    { " name = c ; quantity = 2 ;", "a|b|c" },
    { "name=c\\;d;quantity=2", "a|b|c;d" },
    { "name=c\\\\", "a|b|c\\" },
    { "name=c=d", "a|b|c=d" },
    { "1;name=c", "c|b" },
    { "2;name=", "a|(null)" },
    { "2", "a|b" },
    { "3;name=c", NULL },
    { "0;name=c", NULL },
    { "-1;name=c", NULL },
    { "99999999999;name=c", NULL },
    { "", NULL },
    { ";;", NULL },
    { "c", NULL },
    { "colour=red", NULL },
    { "name=c;net_amount=1", NULL },
    { "name=c;position=1", NULL },
    { "name=c;quantity=two", NULL },
    { "name=c;tax_rate=0.14", NULL },
    { "name=c;amount=1.001", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) order = order_with_lines ();
      g_autoptr (GError) error = NULL;
      gboolean taken = pd_ctl_entry_line (order, rows[i].text, NOW, &error);
      g_autofree char *seen = NULL;

      g_test_message ("“%s”", rows[i].text);
      g_assert_true (taken == (rows[i].names != NULL));
      if (!taken)
        {
          g_assert_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE);
          continue;
        }
      pd_record_sort_lines (order);
      seen = names (order);
      g_assert_cmpstr (seen, ==, rows[i].names);
    }
}

/* Lines keep the numbers that they had before the command, in whatever order the options come. */
static void
test_many_lines (void)
{
  static const char *const words[] = { "piaodanctl", "order",    "edit",          "x",
                                       "--line",     "name=d",   "--remove-line", "1",
                                       "--line",     "2;name=c", "--remove-line", "1",
                                       NULL };
  g_autoptr (PdRecord) order = order_with_lines ();
  g_autoptr (GError) error = NULL;
  gboolean json;
  g_autoptr (PdCtlArguments) arguments = pd_ctl_arguments_parse (12, words, &json, &error);
  g_autofree char *seen = NULL;

  g_assert_no_error (error);
  g_assert_true (pd_ctl_entry_lines (order, arguments, NOW, &error));
  g_assert_no_error (error);
  pd_record_derive (order);
  seen = names (order);
  g_assert_cmpstr (seen, ==, "c|d");
  g_assert_cmpint (pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT), ==, 200);
}

static void
test_remove_lines (void)
{
  static const char *const words[] = { "piaodanctl", "order",         "edit", "x", "--remove-line",
                                       "1",          "--remove-line", "2",    NULL };
  g_autoptr (PdRecord) order = order_with_lines ();
  gboolean json;
  g_autoptr (PdCtlArguments) arguments = pd_ctl_arguments_parse (8, words, &json, NULL);
  g_autofree char *seen = NULL;

  g_assert_true (pd_ctl_entry_line (order, "name=c", NOW, NULL));
  g_assert_true (pd_ctl_entry_line (order, "name=d", NOW, NULL));
  g_assert_true (pd_ctl_entry_lines (order, arguments, NOW, NULL));
  seen = names (order);
  g_assert_cmpstr (seen, ==, "c|d");
}

static GPtrArray *
orders_of (const char *json, GError **error)
{
  g_autoptr (PdWireDocument) document = pd_wire_parse (json, -1, error);

  return document != NULL ? pd_ctl_entry_orders (pd_wire_document_root (document), NOW, TODAY, error) : NULL;
}

/* What is shown can be entered again: the same content, with ids of its own. */
static void
test_round_trip (void)
{
  g_autoptr (PdRecord) order = order_with_lines ();
  g_autofree char *text = pd_wire_record_to_text (order);
  g_autofree char *shown = g_strdup_printf ("{\"order\":%s,\"local\":{}}", text);
  g_autofree char *listed = g_strdup_printf ("{\"orders\":[%s,%s]}", text, text);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) bare = orders_of (text, &error), one = orders_of (shown, &error),
                        two = orders_of (listed, &error);
  PdRecord *again;
  g_autofree char *seen = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (bare->len, ==, 1);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpuint (two->len, ==, 2);
  again = g_ptr_array_index (one, 0);
  pd_record_derive (again);
  seen = names (again);
  g_assert_cmpstr (seen, ==, "a|b");
  g_assert_cmpint (pd_record_get_integer (again, PD_ORDER_GROSS_AMOUNT), ==, 300);
  g_assert_cmpstr (pd_record_get_id (again), !=, pd_record_get_id (order));
  g_assert_cmpstr (pd_record_get_text (again, PD_ORDER_NUMBER), ==,
                   pd_record_get_text (order, PD_ORDER_NUMBER));
}

static void
test_wrong_objects (void)
{
  static const char *const rows[] = {
    "[]",
    "1",
    "{\"orders\":[1]}",
    "{\"colour\":\"red\"}",
    "{\"buyer_name\":1}",
    "{\"buyer_name\":{}}",
    "{\"order_date\":\"yesterday\"}",
    "{\"lines\":[1]}",
    "{\"lines\":[{\"amount\":1.5}]}",
    "{\"lines\":[{\"amount\":\"1.50\"}]}",
    "{\"lines\":[{\"quantity\":1.5}]}",
    "{\"lines\":[{\"colour\":\"red\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i]);
      g_assert_null (orders_of (rows[i], &error));
      g_assert_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE);
    }
}

/* Who insists gets what both changed as he wanted it, and leaves what only the others changed. */
static void
test_mine (void)
{
  g_autoptr (PdRecord) base = order_with_lines ();
  g_autoptr (PdRecord) mine = pd_record_copy (base), theirs = pd_record_copy (base), merged = NULL;
  PdStoreConflict conflict = { .type = &pd_order_type, .base = base, .mine = mine, .theirs = theirs };
  g_autofree char *seen = NULL;

  g_assert_true (pd_ctl_entry_set (mine, "remark=mine", NULL));
  g_assert_true (pd_ctl_entry_set (theirs, "remark=theirs", NULL));
  g_assert_true (pd_ctl_entry_set (mine, "buyer_email=mine@example.com", NULL));
  g_assert_true (pd_ctl_entry_set (theirs, "order_date=2026-12-01", NULL));
  /* Both changed the price of the first line; they took out the second, which I renamed. */
  g_assert_true (pd_ctl_entry_line (mine, "1;unit_price=3", NOW, NULL));
  g_assert_true (pd_ctl_entry_line (theirs, "1;unit_price=4;name=A", NOW, NULL));
  g_assert_true (pd_ctl_entry_line (mine, "2;name=B", NOW, NULL));
  g_assert_true (
      pd_record_remove_line (theirs, 0,
                             pd_record_get_id (g_ptr_array_index (pd_record_get_lines (base), 1))));
  merged = pd_store_conflict_mine (&conflict);
  g_assert_cmpstr (pd_record_get_text (merged, PD_ORDER_REMARK), ==, "mine");
  g_assert_cmpstr (pd_record_get_text (merged, PD_ORDER_BUYER_EMAIL), ==, "mine@example.com");
  g_assert_cmpstr (pd_record_get_text (merged, PD_ORDER_DATE), ==, "2026-12-01");
  seen = names (merged);
  g_assert_cmpstr (seen, ==, "A|B");
  g_assert_cmpint (pd_record_get_integer (merged, PD_ORDER_GROSS_AMOUNT), ==, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/entry/lines", test_lines);
  g_test_add_func ("/ctl/entry/many-lines", test_many_lines);
  g_test_add_func ("/ctl/entry/remove-lines", test_remove_lines);
  g_test_add_func ("/ctl/entry/round-trip", test_round_trip);
  g_test_add_func ("/ctl/entry/wrong-objects", test_wrong_objects);
  g_test_add_func ("/ctl/conflict/mine", test_mine);
  return g_test_run ();
}
