/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of an order gives pause at entry. */
#include "model/pd-entry-check.h"
#include <string.h>

#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

#define NOW G_GINT64_CONSTANT (1794000000000000)
#define TODAY "2026-11-06"

static PdRecord *
new_order (const char *date, const char *quantity, const char *price)
{
  PdRecord *order = pd_order_new (NOW, date);
  PdRecord *line = pd_order_add_line (order, NOW);

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "甲");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "纸");
  pd_record_set_text (line, PD_ORDER_LINE_SPEC, "A4");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, quantity);
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, price);
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_derive (order);
  return order;
}

static void
add_past (GPtrArray *past, const char *spec, const char *price, const char *quantity)
{
  PdEntryPast *one = g_new0 (PdEntryPast, 1);

  one->name = g_strdup ("纸");
  one->spec = g_strdup (spec);
  one->net_unit_price = g_strdup (price);
  one->quantity = g_strdup (quantity);
  g_ptr_array_add (past, one);
}

/* "price:113 minimum" */
static char *
words_of (const PdRecord *order, GPtrArray *past, GPtrArray *recent, GHashTable *goods)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_entry_past_free);
  g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr (GHashTable) no_goods = g_hash_table_new (g_str_hash, g_str_equal);
  PdEntryKnown known = { .today = TODAY,
                         .past = past != NULL ? past : none,
                         .recent = recent != NULL ? recent : nobody,
                         .goods = goods != NULL ? goods : no_goods };
  g_autoptr (GPtrArray) doubts = pd_entry_check (order, &known);
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < doubts->len; i++)
    {
      const PdEntryDoubt *doubt = g_ptr_array_index (doubts, i);

      g_assert_cmpuint (strlen (doubt->message), >, 20);
      g_assert_true ((doubt->line_id != NULL) ==
                     (doubt->kind == PD_ENTRY_PRICE || doubt->kind == PD_ENTRY_QUANTITY ||
                      doubt->kind == PD_ENTRY_MINIMUM));
      g_string_append_printf (words, "%s%s", i > 0 ? " " : "", pd_entry_doubt_kind_name (doubt->kind));
      if (doubt->value != NULL)
        g_string_append_printf (words, ":%s", doubt->value);
    }
  return g_string_free (words, FALSE);
}

/* Past sales of 纸 A4 at 9, 10 and 11 without tax, 5 to 20 at once. */
static void
test_history (void)
{
  static const struct
  {
    const char *quantity, *price;
    const char *words;
  } cases[] = {
    { "5", "11.30", "" },
    { "5", "3.77", "" },
    { "5", "3.76", "price:11.3" },
    { "5", "33.90", "" },
    { "5", "33.91", "price:11.3" },
    { "5", "1130", "price:11.3" },
    { "200", "11.30", "" },
    { "201", "11.30", "quantity" },
    { "500", "1", "price:11.3 quantity" },
    { "-5", "11.30", "" },
    { NULL, NULL, "" },
  };
  g_autoptr (GPtrArray) past = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_entry_past_free);

  add_past (past, "A4", "11", "20");
  add_past (past, "A4", "9", "5");
  add_past (past, "A4", "10", "7");
  add_past (past, "A4", NULL, "x");
  add_past (past, "A3", "1000", "1");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) order = new_order (TODAY, cases[i].quantity, cases[i].price);
      g_autofree char *words = words_of (order, past, NULL, NULL);

      g_test_message ("%s %s", cases[i].quantity, cases[i].price);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* Two sales tell nothing; and what an order without tax says is without tax. */
static void
test_little_history (void)
{
  g_autoptr (GPtrArray) past = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_entry_past_free);
  g_autoptr (PdRecord) order = new_order (TODAY, "1", "1000");
  g_autofree char *few = NULL;
  g_autofree char *words = NULL;

  add_past (past, "A4", "10", "1");
  add_past (past, "A4", "10", "1");
  few = words_of (order, past, NULL, NULL);
  g_assert_cmpstr (few, ==, "");
  add_past (past, "A4", "10", "1");
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, FALSE);
  pd_record_derive (order);
  words = words_of (order, past, NULL, NULL);
  g_assert_cmpstr (words, ==, "price:10");
}

static void
test_dates (void)
{
  static const struct
  {
    const char *date, *due;
    const char *words;
  } cases[] = {
    { TODAY, NULL, "" },
    { "2026-12-07", NULL, "" },
    { "2026-12-08", NULL, "date:" TODAY },
    { "2025-11-05", NULL, "" },
    { "2025-11-04", NULL, "date:" TODAY },
    { "2062-11-06", NULL, "date:" TODAY },
    { TODAY, TODAY, "" },
    { TODAY, "2026-11-05", "date" },
    { TODAY, "2027-12-11", "" },
    { TODAY, "2027-12-12", "date" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) order = new_order (cases[i].date, "1", "1");
      g_autofree char *words = NULL;

      pd_record_set_text (order, PD_ORDER_DUE_DATE, cases[i].due);
      g_test_message ("%s %s", cases[i].date, cases[i].due);
      words = words_of (order, NULL, NULL, NULL);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_minimum (void)
{
  static const struct
  {
    const char *least, *quantity;
    const char *words;
  } cases[] = {
    { NULL, "1", "" },
    { "10", "10", "" },
    { "10", "9.99", "minimum:10" },
    { "0", "1", "" },
    { "0.5", "0.4", "minimum:0.5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) order = new_order (TODAY, cases[i].quantity, "100");
      g_autoptr (PdRecord) good = pd_record_new (&pd_good_type, "00000000-0000-7000-8000-000000000001");
      g_autoptr (GHashTable) goods = g_hash_table_new (g_str_hash, g_str_equal);
      g_autofree char *words = NULL;

      pd_record_set_text (good, PD_GOOD_MINIMUM_ORDER, cases[i].least);
      g_hash_table_insert (goods, (gpointer) pd_record_get_id (good), good);
      pd_record_set_text (g_ptr_array_index (pd_record_get_lines (order), 0), PD_ORDER_LINE_GOOD_ID,
                          pd_record_get_id (good));
      words = words_of (order, NULL, NULL, goods);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_missing (void)
{
  static const struct
  {
    const char *kind, *service, *address, *phone, *invoice, *tax_number;
    const char *words;
  } cases[] = {
    { NULL, NULL, NULL, NULL, "ordinary", NULL, "" },
    { NULL, NULL, NULL, NULL, "special", NULL, "missing" },
    { NULL, NULL, NULL, NULL, "special", "91310115MA1PD00290", "" },
    { "goods", NULL, NULL, NULL, "ordinary", NULL, "missing missing missing" },
    { "goods", NULL, "花城路1号", "138", "ordinary", NULL, "" },
    { "service", NULL, "花城路1号", "138", "ordinary", NULL, "missing" },
    { "service", "installation", "花城路1号", "138", "ordinary", NULL, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) order = new_order (TODAY, "1", "1");
      g_autofree char *words = NULL;

      pd_record_set_text (order, PD_ORDER_KIND, cases[i].kind);
      pd_record_set_text (order, PD_ORDER_SERVICE, cases[i].service);
      pd_record_set_text (order, PD_ORDER_DELIVERY_ADDRESS, cases[i].address);
      pd_record_set_text (order, PD_ORDER_CONTACT_PHONE, cases[i].phone);
      pd_record_set_text (order, PD_ORDER_CONTACT_NAME, cases[i].phone != NULL ? "王样例" : NULL);
      pd_record_set_text (order, PD_ORDER_INVOICE_KIND, cases[i].invoice);
      pd_record_set_text (order, PD_ORDER_BUYER_TAX_NUMBER, cases[i].tax_number);
      words = words_of (order, NULL, NULL, NULL);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* Where nothing else is said, the buyer's own address and telephone are likely. */
static void
test_reached (void)
{
  g_autoptr (PdRecord) order = new_order (TODAY, "1", "1");
  g_autofree char *words = NULL;

  pd_record_set_text (order, PD_ORDER_KIND, "goods");
  pd_record_set_text (order, PD_ORDER_CONTACT_NAME, "王样例");
  pd_record_set_text (order, PD_ORDER_BUYER_ADDRESS, "花城路1号");
  words = words_of (order, NULL, NULL, NULL);
  g_assert_cmpstr (words, ==, "missing:花城路1号 missing");
}

static void
test_duplicate (void)
{
  static const struct
  {
    const char *date, *quantity, *price, *buyer, *state;
    const char *words;
  } cases[] = {
    { TODAY, "2", "10", "甲", "open", "duplicate" },
    { "2026-10-30", "2", "10", "甲", "invoiced", "duplicate" },
    { "2026-10-29", "2", "10", "甲", "open", "" },
    { TODAY, "2", "10", "乙", "open", "" },
    { TODAY, "4", "5", "甲", "open", "" },
    { TODAY, "2", "11", "甲", "open", "" },
    { TODAY, "2", "10", "甲", "cancelled", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (PdRecord) order = new_order (TODAY, "2", "10");
      g_autoptr (PdRecord) other = new_order (cases[i].date, cases[i].quantity, cases[i].price);
      g_autoptr (GPtrArray) recent = g_ptr_array_new ();
      g_autofree char *words = NULL;

      pd_record_set_text (other, PD_ORDER_BUYER_NAME, cases[i].buyer);
      pd_record_set_text (other, PD_ORDER_STATE, cases[i].state);
      g_ptr_array_add (recent, order);
      g_ptr_array_add (recent, other);
      words = words_of (order, NULL, recent, NULL);
      g_test_message ("%u", i);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/entry-check/history", test_history);
  g_test_add_func ("/model/entry-check/little-history", test_little_history);
  g_test_add_func ("/model/entry-check/dates", test_dates);
  g_test_add_func ("/model/entry-check/minimum", test_minimum);
  g_test_add_func ("/model/entry-check/missing", test_missing);
  g_test_add_func ("/model/entry-check/reached", test_reached);
  g_test_add_func ("/model/entry-check/duplicate", test_duplicate);
  return g_test_run ();
}
