/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/record-generator.h"
#include "wire/pd-wire-private.h"

#include "model/pd-attachment.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

#include <string.h>

#define ID "0190b2f4-0000-7000-8000-000000000001"
#define LINE "0190b2f4-0000-7000-8000-000000000002"

static void
assert_round_trip (const PdRecord *record)
{
  g_autofree char *text = pd_wire_record_to_text (record), *again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) read = pd_wire_record_from_text (text, -1, &error);

  g_assert_no_error (error);
  if (!pd_record_equal (record, read))
    describe_records ("The record came back as another.", "written", record, "read", read, NULL);
  g_assert_cmpint (pd_record_get_revision (read), ==, pd_record_get_revision (record));
  g_assert_cmpint (pd_record_get_sequence (read), ==, pd_record_get_sequence (record));
  again = pd_wire_record_to_text (read);
  g_assert_cmpstr (again, ==, text);
  g_assert_null (strchr (text, '\n'));
}

static void
test_round_trip (void)
{
  const PdRecordType *const *types = pd_record_types ();
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint i = 0; types[i] != NULL; i++)
    for (guint j = 0; j < 200; j++)
      {
        g_autoptr (PdRecord) record = generate_record (random, types[i], j % 4);

        pd_record_set_deleted (record, j % 5 == 0);
        for (guint k = 0; k < types[i]->n_fields; k++)
          if (j > 0 && g_rand_int_range (random, 0, 3) == 0)
            pd_record_clear (record, k);
        assert_round_trip (record);
      }
}

/* The bytes do not depend on the order in which lines were added or members came. */
static void
test_canonical (void)
{
  g_autoptr (PdRecord) one =
      pd_wire_record_from_text ("{\"type\":\"order\",\"id\":\"" ID
                                "\",\"number\":\"D1\",\"remark\":null,\"note\":\"\",\"lines\":["
                                "{\"id\":\"" LINE "\",\"position\":\"b\"},{\"id\":\"" ID
                                "\",\"position\":\"a\"}],\"zz\":1,\"yy\":2}",
                                -1, NULL);
  g_autoptr (PdRecord) two =
      pd_wire_record_from_text (" {\"yy\":2,\"lines\":[{\"position\":\"a\",\"id\":\"" ID "\"},{\"id\":\"" LINE
                                "\",\"position\":\"b\"}],"
                                "\"zz\": 1,\"number\":\"\\u00441\",\"id\":\"" ID "\",\"type\":\"order\"}\n",
                                -1, NULL);
  g_autofree char *first = pd_wire_record_to_text (one), *second = pd_wire_record_to_text (two);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, ==,
                   "{\"type\":\"order\",\"id\":\"" ID
                   "\",\"revision\":0,\"sequence\":0,\"number\":\"D1\",\"lines\":["
                   "{\"id\":\"" ID "\",\"position\":\"a\"},{\"id\":\"" LINE "\",\"position\":\"b\"}],"
                   "\"yy\":2,\"zz\":1}");
}

/* An order without special fields is the same content for a version that does not know them. */
static void
test_empty_list (void)
{
  g_autoptr (PdRecord) without =
      pd_wire_record_from_text ("{\"type\":\"order\",\"id\":\"" ID "\",\"number\":\"D1\",\"lines\":[]}", -1,
                                NULL);
  g_autoptr (PdRecord) empty = pd_wire_record_from_text ("{\"type\":\"order\",\"id\":\"" ID
                                                         "\",\"number\":\"D1\",\"lines\":[],\"elements\":[]}",
                                                         -1, NULL);
  g_autoptr (PdRecord) with =
      pd_wire_record_from_text ("{\"type\":\"order\",\"id\":\"" ID
                                "\",\"number\":\"D1\",\"lines\":[],\"elements\":"
                                "[{\"id\":\"" LINE "\",\"row_number\":1,\"key\":\"site\"}]}",
                                -1, NULL);
  g_autofree char *first = pd_wire_record_content_hash (without),
                  *second = pd_wire_record_content_hash (empty);
  g_autofree char *third = pd_wire_record_content_hash (with), *text = pd_wire_record_to_text (empty);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, !=, third);
  g_assert_null (strstr (text, "elements"));
}

/* What a newer version wrote survives, in the record and in its lines, byte for byte. */
static void
test_unknown (void)
{
  const char *text =
      "{\"type\":\"order\",\"id\":\"" ID "\",\"revision\":3,\"sequence\":9,\"number\":\"D1\",\"lines\":["
      "{\"id\":\"" LINE "\",\"position\":\"a\",\"colour\":{\"r\":0.10,\"g\":[1,2.50]},\"deleted\":true,"
      "\"revision\":7}],\"boxes\":[{\"id\":\"x\",\"size\":18446744073709551616}],\"end\":1,\"format\":"
      "99,"
      "\"ratio\":1.10,\"words\":\"票\\\"\"}";
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) record = pd_wire_record_from_text (text, -1, &error), copy = NULL;
  g_autofree char *again = NULL, *copied = NULL;

  g_assert_no_error (error);
  again = pd_wire_record_to_text (record);
  g_assert_cmpstr (again, ==, text);
  copy = pd_record_copy (record);
  copied = pd_wire_record_to_text (copy);
  g_assert_cmpstr (copied, ==, text);
  g_assert_cmpint (g_tree_nnodes (pd_record_get_unknown (record)), ==, 5);
}

/* A member that a field's own table does not limit is a person's to judge, not the wire's. */
static void
test_newer_values (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) record =
      pd_wire_record_from_text ("{\"type\":\"order\",\"id\":\"" ID
                                "\",\"state\":\"of_tomorrow\",\"invoice_kind\":\"toll\"}",
                                -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (pd_record_get_state (record), ==, "of_tomorrow");
}

typedef struct
{
  const char *members; /* after type and id */
  const char *path;
} Bad;

static const Bad bad[] = {
  { ",\"number\":1", "number" },
  { ",\"number\":true", "number" },
  { ",\"number\":[]", "number" },
  { ",\"number\":{}", "number" },
  { ",\"number\":1.5", "number" },
  { ",\"number\":123456789012345678901234567890", "number" },
  { ",\"order_date\":\"2026-2-1\"", "order_date" },
  { ",\"order_date\":\"2026-02-30\"", "order_date" },
  { ",\"buyer_id\":\"17\"", "buyer_id" },
  { ",\"price_includes_tax\":1", "price_includes_tax" },
  { ",\"price_includes_tax\":\"true\"", "price_includes_tax" },
  { ",\"gross_amount\":\"1\"", "gross_amount" },
  { ",\"gross_amount\":1.0", "gross_amount" },
  { ",\"gross_amount\":1000000000000000000", "gross_amount" },
  { ",\"gross_amount\":-1000000000000000000", "gross_amount" },
  { ",\"gross_amount\":99999999999999999999", "gross_amount" },
  { ",\"changed_at\":\"now\"", "changed_at" },
  { ",\"revision\":-1", "revision" },
  { ",\"revision\":\"1\"", "revision" },
  { ",\"sequence\":1.5", "sequence" },
  { ",\"deleted\":1", "deleted" },
  { ",\"lines\":{}", "lines" },
  { ",\"lines\":null", "lines" },
  { ",\"lines\":[1]", "lines[0]" },
  { ",\"lines\":[{}]", "lines[0].id" },
  { ",\"lines\":[{\"id\":\"x\"}]", "lines[0].id" },
  { ",\"lines\":[{\"id\":\"" ID "\"},{\"id\":\"" LINE "\",\"quantity\":\"1.0\"}]", "lines[1].quantity" },
  { ",\"lines\":[{\"id\":\"" ID "\",\"quantity\":1}]", "lines[0].quantity" },
  { ",\"lines\":[{\"id\":\"" ID "\",\"quantity\":\"1e3\"}]", "lines[0].quantity" },
  { ",\"lines\":[{\"id\":\"" ID "\",\"amount\":\"1\"}]", "lines[0].amount" },
  { ",\"lines\":[{\"id\":\"" ID "\"},{\"id\":\"" ID "\"}]", "lines[1]" },
};

static void
assert_refused (const char *text, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) record = pd_wire_record_from_text (text, -1, &error);
  g_autofree char *beginning = g_strconcat (path, ": ", NULL);

  g_test_message ("%.200s", text);
  g_assert_null (record);
  g_assert_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_FIELD);
  if (!g_str_has_prefix (error->message, beginning))
    g_error ("“%s” does not begin with the path “%s”", error->message, path);
}

static void
test_refused (void)
{
  g_autofree char *long_text = g_strnfill (64 * 1024 + 1, 'a');
  g_autofree char *too_long =
      g_strdup_printf ("{\"type\":\"order\",\"id\":\"" ID "\",\"remark\":\"%s\"}", long_text);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"type\":\"order\",\"id\":\"" ID "\"%s}", bad[i].members);

      assert_refused (text, bad[i].path);
    }
  assert_refused (too_long, "remark");
  assert_refused ("[]", ".");
  assert_refused ("1", ".");
  assert_refused ("1.5", ".");
  assert_refused ("null", ".");
  assert_refused ("{}", "type");
  assert_refused ("{\"type\":1}", "type");
  assert_refused ("{\"type\":1.5}", "type");
  assert_refused ("{\"type\":\"order\"}", "id");
  assert_refused ("{\"type\":\"order\",\"id\":\"\"}", "id");
  assert_refused ("{\"type\":\"order\",\"id\":\"0190B2F4-0000-7000-8000-000000000001\"}", "id");
  assert_refused ("{\"type\":\"order_line\",\"id\":\"" ID "\"}", "type");
}

static void
test_line_limit (void)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"order\",\"id\":\"" ID "\",\"lines\":[");

  for (guint i = 0; i <= PD_RECORD_MAX_LINES; i++)
    g_string_append_printf (text, "%s{\"id\":\"00000000-0000-7000-8000-%012x\"}", i > 0 ? "," : "", i);
  g_string_append (text, "]}");
  assert_refused (text->str, "lines");
}

static void
test_content_hash (void)
{
  const PdRecordType *const *types = pd_record_types ();
  g_autoptr (GRand) random = g_rand_new_with_seed (12);

  for (guint i = 0; types[i] != NULL; i++)
    {
      g_autoptr (PdRecord) record = generate_record (random, types[i], 2), same = pd_record_copy (record);
      g_autoptr (PdRecord) unknown = pd_record_copy (record), deleted = pd_record_copy (record);
      g_autofree char *hash = pd_wire_record_content_hash (record), *same_hash = NULL, *other = NULL;

      g_assert_cmpuint (strlen (hash), ==, 64);
      pd_record_set_revision (same, 1 + pd_record_get_revision (record));
      pd_record_set_sequence (same, 1 + pd_record_get_sequence (record));
      same_hash = pd_wire_record_content_hash (same);
      g_assert_cmpstr (same_hash, ==, hash);
      for (guint j = 0; j < types[i]->n_fields; j++)
        {
          g_autoptr (PdRecord) changed = pd_record_copy (record);
          g_autofree char *changed_hash = NULL;

          pd_record_clear (changed, j);
          changed_hash = pd_wire_record_content_hash (changed);
          g_assert_cmpstr (changed_hash, !=, hash);
        }
      if (types[i]->n_lists > 0)
        for (guint j = 0; j < types[i]->lists[0]->n_fields; j++)
          {
            g_autoptr (PdRecord) changed = pd_record_copy (record);
            g_autofree char *changed_hash = NULL;

            pd_record_clear (g_ptr_array_index (pd_record_get_lines (changed), 1), j);
            changed_hash = pd_wire_record_content_hash (changed);
            g_assert_cmpstr (changed_hash, !=, hash);
          }
      pd_record_set_unknown (unknown, "x", "1");
      other = pd_wire_record_content_hash (unknown);
      g_assert_cmpstr (other, !=, hash);
      g_free (other);
      pd_record_set_deleted (deleted, TRUE);
      other = pd_wire_record_content_hash (deleted);
      g_assert_cmpstr (other, !=, hash);
    }
}

/* The table of orders as a newer version may have it: fields among the old ones, one on the line, one list more. */

static PdField *
add_fields (const PdRecordType *type, const PdField *first, guint n_first, const PdField *last)
{
  PdField *fields = g_new0 (PdField, type->n_fields + n_first + 1);

  memcpy (fields, first, n_first * sizeof *fields);
  memcpy (fields + n_first, type->fields, type->n_fields * sizeof *fields);
  fields[n_first + type->n_fields] = *last;
  return fields;
}

enum
{
  NEWER_COLOUR,
  NEWER_DEPOSIT,
  NEWER_GIFT,
  NEWER_N_FIRST
};

static const PdRecordType *
newer_order_type (void)
{
  static const PdField first[NEWER_N_FIRST] = { { "zz_colour", "Colour", PD_KIND_TEXT, .limit = 20 },
                                                { "deposit", "Deposit", PD_KIND_MONEY },
                                                { "gift", "Gift", PD_KIND_FLAG } };
  static const PdField last = { "a_weight", "Weight", PD_KIND_DECIMAL };
  static const PdField payment[] = { { "paid", "Paid", PD_KIND_MONEY }, { "by", "By", PD_KIND_TEXT } };
  static const PdRecordType payment_type = {
    "payment", "payments", "Payment", payment, G_N_ELEMENTS (payment), .list_name = "payments"
  };
  static PdRecordType line_type, type;
  static const PdRecordType *lists[] = { &line_type, &payment_type, &pd_order_attachment_type, NULL };

  if (type.name != NULL)
    return &type;
  line_type = *pd_order_type.lists[0];
  line_type.fields = add_fields (&line_type, first, 1, &last);
  line_type.n_fields += 2;
  type = pd_order_type;
  type.fields = add_fields (&pd_order_type, first, NEWER_N_FIRST, &last);
  type.n_fields += NEWER_N_FIRST + 1;
  type.lists = lists;
  type.n_lists = 3;
  return &type;
}

static void
copy_as_newer (PdRecord *newer, const PdRecord *record, guint n_first)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  for (guint i = 0; i < type->n_fields; i++)
    if (pd_record_has (record, i) && pd_field_is_text (&type->fields[i]))
      pd_record_set_text (newer, n_first + i, pd_record_get_text (record, i));
    else if (pd_record_has (record, i) && type->fields[i].kind == PD_KIND_FLAG)
      pd_record_set_flag (newer, n_first + i, pd_record_get_flag (record, i));
    else if (pd_record_has (record, i))
      pd_record_set_integer (newer, n_first + i, pd_record_get_integer (record, i));
}

/* The same order, as the newer version holds it. */
static PdRecord *
make_newer_order (GRand *random, const PdRecord *order, gboolean with_new_values)
{
  const PdRecordType *type = newer_order_type ();
  PdRecord *newer = pd_record_new (type, pd_record_get_id (order));

  pd_record_set_revision (newer, pd_record_get_revision (order));
  pd_record_set_deleted (newer, pd_record_is_deleted (order));
  copy_as_newer (newer, order, NEWER_N_FIRST);
  if (with_new_values)
    {
      pd_record_set_text (newer, NEWER_COLOUR, "红 \"1\"\n");
      pd_record_set_integer (newer, NEWER_DEPOSIT, g_rand_int (random));
      pd_record_set_flag (newer, NEWER_GIFT, g_rand_boolean (random));
      pd_record_set_text (newer, type->n_fields - 1, "12.5");
    }
  for (guint i = 0; i < pd_record_get_lines (order)->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (pd_record_get_lines (order), i);
      PdRecord *copy = pd_record_new (type->lists[0], pd_record_get_id (line));

      copy_as_newer (copy, line, 1);
      if (with_new_values && g_rand_boolean (random))
        pd_record_set_text (copy, 0, "蓝");
      pd_record_add_line (newer, 0, copy);
    }
  for (guint i = 0; i < pd_record_get_attachments (order)->len; i++)
    pd_record_add_line (newer, 2, pd_record_copy (g_ptr_array_index (pd_record_get_attachments (order), i)));
  for (guint i = 0; with_new_values && i < 5; i++)
    {
      g_autofree char *id = generate_id (random);
      PdRecord *payment = pd_record_new (type->lists[1], id);

      pd_record_set_integer (payment, 0, g_rand_int (random));
      if (g_rand_boolean (random))
        pd_record_set_text (payment, 1, "现金");
      pd_record_add_line (newer, 1, payment);
    }
  return newer;
}

/* What one version knows and another keeps unread has one hash. */
static void
test_content_hash_of_another_version (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (18);

  for (guint i = 0; i < 400; i++)
    {
      g_autoptr (PdRecord) order = generate_order (random);
      g_autoptr (PdRecord) newer = make_newer_order (random, order, i % 2 == 0);
      g_autofree char *text = pd_wire_record_to_text (newer), *older_text = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (PdRecord) older = pd_wire_record_from_text (text, -1, &error), again = NULL;
      g_autofree char *newer_hash = pd_wire_record_content_hash (newer), *older_hash = NULL, *plain = NULL;

      g_assert_no_error (error);
      older_hash = pd_wire_record_content_hash (older);
      g_assert_cmpstr (older_hash, ==, newer_hash);
      /* Values that are not there were never written by the older version. */
      plain = pd_wire_record_content_hash (order);
      g_assert_cmpint (g_str_equal (plain, older_hash), ==, i % 2 != 0);
      /* And after one more journey through the older version. */
      older_text = pd_wire_record_to_text (older);
      again = pd_wire_record_from_text (older_text, -1, &error);
      g_assert_no_error (error);
      g_free (older_hash);
      older_hash = pd_wire_record_content_hash (again);
      g_assert_cmpstr (older_hash, ==, newer_hash);
    }
}

/* A version that does not know attachments keeps them as it keeps everything that it does not know. */
static void
test_content_hash_of_attachments (void)
{
  static const char hash[] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  g_autoptr (GRand) random = g_rand_new_with_seed (20);

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (PdRecord) newer = generate_order (random);
      g_autoptr (PdRecord) older = NULL;
      g_autofree char *newer_hash = NULL, *older_hash = NULL, *text = NULL;
      GString *list = g_string_new ("[");

      g_ptr_array_set_size (pd_record_get_attachments (newer), 0);
      older = pd_record_copy (newer);
      for (guint j = 0; j < i % 4; j++)
        {
          PdRecord *attachment = pd_record_add_attachment (newer, 1773023445000000, "合同.pdf",
                                                           j % 2 ? "application/pdf" : NULL, j, hash);

          g_string_append (list, j > 0 ? "," : "");
          pd_wire_write_line (list, attachment);
        }
      g_string_append_c (list, ']');
      pd_record_set_unknown (older, "attachments", list->str);
      newer_hash = pd_wire_record_content_hash (newer);
      older_hash = pd_wire_record_content_hash (older);
      g_assert_cmpstr (newer_hash, ==, older_hash);
      /* Nor do those that are not there take place on the wire. */
      text = pd_wire_record_to_text (newer);
      g_assert_cmpint (strstr (text, "attachments") != NULL, ==, i % 4 > 0);
      g_string_free (list, TRUE);
    }
}

/* What is written differently and says the same, and what says something else. */
static void
test_content_hash_of_unknown_values (void)
{
  static const struct
  {
    const char *members;
    const char *others;
    gboolean same;
  } rows[] = {
    { "\"x\":null", "\"remark\":null", TRUE },
    { "\"x\":\"\"", "\"y\":[]", TRUE },
    { "\"x\":0", "\"y\":false", FALSE },
    { "\"x\":{\"b\":1,\"a\":\"\\u00e9\"}", "\"x\":{ \"a\":\"é\", \"b\":1 }", TRUE },
    { "\"x\":[{\"id\":\"2\",\"n\":null},{\"id\":\"1\"}]", "\"x\":[{\"id\":\"1\"},{\"id\":\"2\"}]", TRUE },
    { "\"x\":[{\"id\":\"2\"},{\"id\":1}]", "\"x\":[{\"id\":1},{\"id\":\"2\"}]", FALSE },
    { "\"x\":[2,1]", "\"x\":[1,2]", FALSE },
    { "\"x\":1.10", "\"x\":1.1", FALSE },
    { "\"x\":18446744073709551616", "\"x\":18446744073709551617", FALSE },
    { "\"x\":\"1\"", "\"x\":1", FALSE },
    { "\"x\":{}", "\"y\":null", FALSE },
    { "\"x\":1,\"y\":2", "\"y\":2,\"x\":1", TRUE },
    { "\"x\":1,\"y\":2", "\"x\":2,\"y\":1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"type\":\"order\",\"id\":\"" ID "\",%s}", rows[i].members);
      g_autofree char *other_text =
          g_strdup_printf ("{\"type\":\"order\",\"id\":\"" ID "\",%s}", rows[i].others);
      g_autoptr (PdRecord) record = pd_wire_record_from_text (text, -1, NULL);
      g_autoptr (PdRecord) other = pd_wire_record_from_text (other_text, -1, NULL);
      g_autofree char *hash = pd_wire_record_content_hash (record);
      g_autofree char *other_hash = pd_wire_record_content_hash (other);

      g_test_message ("%s and %s", rows[i].members, rows[i].others);
      g_assert_cmpint (g_str_equal (hash, other_hash), ==, rows[i].same);
    }
}

/* The order in which lines happen to be held says nothing; their positions do. */
static void
test_content_hash_of_lines (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (19);
  g_autoptr (PdRecord) order = generate_record (random, &pd_order_type, 5), turned = pd_record_copy (order);
  g_autofree char *hash = pd_wire_record_content_hash (order), *other = NULL;
  GPtrArray *lines = pd_record_get_lines (turned);
  gpointer first = lines->pdata[0];

  lines->pdata[0] = lines->pdata[4];
  lines->pdata[4] = first;
  other = pd_wire_record_content_hash (turned);
  g_assert_cmpstr (other, ==, hash);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/record/round-trip", test_round_trip);
  g_test_add_func ("/wire/record/canonical", test_canonical);
  g_test_add_func ("/wire/record/empty-list", test_empty_list);
  g_test_add_func ("/wire/record/unknown", test_unknown);
  g_test_add_func ("/wire/record/newer-values", test_newer_values);
  g_test_add_func ("/wire/record/refused", test_refused);
  g_test_add_func ("/wire/record/line-limit", test_line_limit);
  g_test_add_func ("/wire/record/content-hash-of-attachments", test_content_hash_of_attachments);
  g_test_add_func ("/wire/record/content-hash", test_content_hash);
  g_test_add_func ("/wire/record/content-hash-of-another-version", test_content_hash_of_another_version);
  g_test_add_func ("/wire/record/content-hash-of-unknown-values", test_content_hash_of_unknown_values);
  g_test_add_func ("/wire/record/content-hash-of-lines", test_content_hash_of_lines);
  return g_test_run ();
}
