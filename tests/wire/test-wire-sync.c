/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/record-generator.h"
#include "wire/pd-wire.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

#include <string.h>

#define ID "0190b2f4-0000-7000-8000-000000000001"
#define LINE "0190b2f4-0000-7000-8000-000000000002"

static void
assert_path (const GError *error, const char *path)
{
  g_autofree char *beginning = g_strconcat (path, ": ", NULL);

  g_assert_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_FIELD);
  if (!g_str_has_prefix (error->message, beginning))
    g_error ("“%s” does not begin with the path “%s”", error->message, path);
}

/* Patches */

static void
test_patch_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (13);

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (PdRecord) before = generate_order (random), after = generate_edit (random, before, 6);
      g_autoptr (PdPatch) patch = pd_diff (before, after);
      g_autofree char *text = pd_wire_patch_to_text (patch), *again = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (PdPatch) read = pd_wire_patch_from_text (&pd_order_type, text, &error);
      g_autoptr (PdRecord) reached = NULL;

      g_assert_no_error (error);
      again = pd_wire_patch_to_text (read);
      g_assert_cmpstr (again, ==, text);
      reached = pd_patch_apply (read, before, NULL);
      g_assert_true (pd_record_equal (reached, after));
    }
}

static const struct
{
  const char *text;
  const char *path;
} bad_patches[] = {
  { "{}", "." },
  { "[1]", "[0]" },
  { "[{}]", "[0].atom" },
  { "[{\"atom\":1}]", "[0].atom" },
  { "[{\"atom\":\"nothing\",\"before\":{},\"after\":{}}]", "[0].atom" },
  { "[{\"atom\":\"buyer_name\",\"before\":{},\"after\":{}}]", "[0].atom" },
  { "[{\"atom\":\"remark\",\"after\":{}}]", "[0].before" },
  { "[{\"atom\":\"remark\",\"before\":{}}]", "[0].after" },
  { "[{\"atom\":\"remark\",\"before\":{},\"after\":{\"remark\":1}}]", "[0].after.remark" },
  { "[{\"atom\":\"remark\",\"before\":{},\"after\":{\"state\":\"invoiced\"}}]", "[0].after.state" },
  { "[{\"atom\":\"party\",\"before\":{\"x\":1},\"after\":{}}]", "[0].before.x" },
  { "[{\"list\":\"rows\",\"line\":\"" LINE "\",\"atom\":\"good\",\"before\":{},\"after\":{}}]", "[0].list" },
  { "[{\"list\":\"lines\",\"atom\":\"good\",\"before\":{},\"after\":{}}]", "[0].line" },
  { "[{\"list\":\"lines\",\"line\":\"x\",\"atom\":\"good\",\"before\":{},\"after\":{}}]", "[0].line" },
  { "[{\"list\":\"lines\",\"line\":\"" LINE "\",\"atom\":\"party\",\"before\":{},\"after\":{}}]",
    "[0].atom" },
  { "[{\"list\":\"lines\",\"line\":\"" LINE "\",\"add\":{\"id\":\"" ID "\"}}]", "[0].add" },
  { "[{\"list\":\"lines\",\"line\":\"" LINE "\",\"add\":{}}]", "[0].add.id" },
  { "[{\"list\":\"lines\",\"line\":\"" LINE "\",\"remove\":{\"id\":\"" LINE "\",\"quantity\":2}}]",
    "[0].remove.quantity" },
};

static void
test_bad_patches (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_patches); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad_patches[i].text);
      g_assert_null (pd_wire_patch_from_text (&pd_order_type, bad_patches[i].text, &error));
      assert_path (error, bad_patches[i].path);
    }
}

/* Mutations and pushes */

static void
test_push_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (14);

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *replica = generate_id (random);
      g_autoptr (PdWirePush) push = pd_wire_push_new (i % 2 == 0 ? "epoch \"1\"" : NULL, replica),
                             read = NULL;
      g_autofree char *text = NULL, *again = NULL;
      g_autoptr (GError) error = NULL;

      for (guint j = 0; j < i % 7; j++)
        g_ptr_array_add (push->mutations, generate_mutation (random));
      text = pd_wire_push_to_text (push);
      read = pd_wire_push_from_text (text, -1, &error);
      g_assert_no_error (error);
      again = pd_wire_push_to_text (read);
      g_assert_cmpstr (again, ==, text);
      g_assert_cmpstr (read->epoch, ==, push->epoch);
      g_assert_cmpuint (read->entries->len, ==, push->mutations->len);
      for (guint j = 0; j < push->mutations->len; j++)
        {
          const PdMutation *sent = g_ptr_array_index (push->mutations, j),
                           *got = g_ptr_array_index (read->mutations, j);

          const PdWireEntry *entry = g_ptr_array_index (read->entries, j);

          g_assert_true (entry->mutation == got);
          g_assert_cmpstr (entry->id, ==, sent->id);
          g_assert_cmpint (entry->counter, ==, sent->counter);
          g_assert_null (entry->message);
          g_assert_cmpstr (got->id, ==, sent->id);
          g_assert_true (got->type == sent->type);
          g_assert_cmpint (got->kind, ==, sent->kind);
          g_assert_cmpint (got->counter, ==, sent->counter);
          g_assert_cmpint (got->base_revision, ==, sent->base_revision);
          g_assert_cmpint (got->made_at, ==, sent->made_at);
          g_assert_cmpint (got->total, ==, sent->total);
          g_assert_cmpstr (got->command, ==, sent->command);
          g_assert_cmpstr (got->reason, ==, sent->reason);
          g_assert_cmpint (got->record != NULL, ==, sent->record != NULL);
          g_assert_true (sent->record == NULL || pd_record_equal (sent->record, got->record));
        }
    }
}

#define MUTATION(kind, rest)                                                                                 \
  "{\"id\":\"" ID "\",\"type\":\"order\",\"record_id\":\"" LINE "\",\"kind\":\"" kind "\"" rest "}"

static const struct
{
  const char *text;
  const char *path;
} bad_mutations[] = {
  { "[]", "." },
  { "{}", "id" },
  { "{\"id\":\"x\"}", "id" },
  { "{\"id\":\"" ID "\"}", "type" },
  { "{\"id\":\"" ID "\",\"type\":\"order\"}", "record_id" },
  { "{\"id\":\"" ID "\",\"type\":\"order\",\"record_id\":\"" LINE "\"}", "kind" },
  { "{\"id\":\"" ID "\",\"type\":\"ghost\",\"record_id\":\"" LINE "\",\"kind\":\"delete\"}", "type" },
  { MUTATION ("explode", ""), "kind" },
  { MUTATION ("delete", ",\"counter\":-1"), "counter" },
  { MUTATION ("delete", ",\"counter\":1.5"), "counter" },
  { MUTATION ("delete", ",\"base_revision\":-1"), "base_revision" },
  { MUTATION ("delete", ",\"made_at\":\"now\""), "made_at" },
  { MUTATION ("create", ""), "record" },
  { MUTATION ("create", ",\"record\":{}"), "record.type" },
  { MUTATION ("create", ",\"record\":{\"type\":\"order\",\"id\":\"" ID "\"}"), "record" },
  { MUTATION ("create", ",\"record\":{\"type\":\"buyer\",\"id\":\"" LINE "\"}"), "record" },
  { MUTATION ("create", ",\"record\":{\"type\":\"order\",\"id\":\"" LINE "\",\"number\":1}"),
    "record.number" },
  { MUTATION ("patch", ""), "patch" },
  { MUTATION ("patch", ",\"patch\":[{}]"), "patch[0].atom" },
  { MUTATION ("command", ""), "command" },
  { MUTATION ("command", ",\"command\":\"issue\""), "total" },
  { MUTATION ("command", ",\"command\":\"issue\",\"total\":\"1\""), "total" },
  { MUTATION ("command", ",\"command\":\"issue\",\"total\":1,\"reason\":1"), "reason" },
};

static void
test_bad_mutations (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_mutations); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad_mutations[i].text);
      g_assert_null (pd_wire_mutation_from_text (bad_mutations[i].text, -1, &error));
      assert_path (error, bad_mutations[i].path);
    }
}

/* One that cannot be read is told with its id, and the others are read all the same. */
static void
test_bad_mutations_in_a_push (void)
{
  static const char *const good =
      "{\"id\":\"" LINE "\",\"counter\":7,\"type\":\"order\",\"record_id\":\"" ID "\",\"kind\":\"delete\"}";

  for (guint i = 0; i < G_N_ELEMENTS (bad_mutations); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("{\"replica\":\"" ID "\",\"mutations\":[%s,%s]}", bad_mutations[i].text, good);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdWirePush) push = pd_wire_push_from_text (text, -1, &error);
      const PdWireEntry *bad, *other;

      g_test_message ("%s", bad_mutations[i].text);
      if (g_str_equal (bad_mutations[i].path, ".") || g_str_equal (bad_mutations[i].path, "id"))
        {
          g_assert_null (push);
          assert_path (error, g_str_equal (bad_mutations[i].path, ".") ? "mutations[0]" : "mutations[0].id");
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (push->entries->len, ==, 2);
      g_assert_cmpuint (push->mutations->len, ==, 1);
      bad = g_ptr_array_index (push->entries, 0);
      other = g_ptr_array_index (push->entries, 1);
      g_assert_null (bad->mutation);
      g_assert_cmpstr (bad->id, ==, ID);
      g_assert_cmpint (bad->counter, ==, 0);
      g_assert_cmpstr (bad->path, ==, bad_mutations[i].path);
      g_assert_nonnull (bad->message);
      g_assert_true (other->mutation == g_ptr_array_index (push->mutations, 0));
      g_assert_cmpint (other->counter, ==, 7);
      g_assert_cmpstr (other->id, ==, LINE);
    }
}

/* The hash is over what was sent, known here or not, and not over how often it was sent. */
static void
test_payload_hash (void)
{
  static const struct
  {
    const char *body;
    gboolean same;
  } rows[] = {
    { MUTATION ("later", ",\"counter\":1,\"steps\":[3,1.50]"), TRUE },
    { MUTATION ("later", ",\"counter\":2,\"steps\":[3,1.50]"), TRUE },
    { "{\"steps\": [3, 1.50], \"kind\": \"later\", \"id\": \"" ID "\", \"record_id\": \"" LINE
      "\", \"type\": \"\\u006frder\"}",
      TRUE },
    { MUTATION ("later", ",\"counter\":1,\"steps\":[3,1.5]"), FALSE },
    { MUTATION ("later", ",\"counter\":1,\"steps\":[1.50,3]"), FALSE },
    { MUTATION ("delete", ",\"counter\":1,\"steps\":[3,1.50]"), FALSE },
  };
  g_autofree char *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"replica\":\"" ID "\",\"mutations\":[%s]}", rows[i].body);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdWirePush) push = pd_wire_push_from_text (text, -1, &error);
      const PdWireEntry *entry;

      g_assert_no_error (error);
      entry = g_ptr_array_index (push->entries, 0);
      if (first == NULL)
        first = g_strdup (entry->payload_hash);
      g_assert_cmpint (g_str_equal (entry->payload_hash, first), ==, rows[i].same);
    }
}

static void
test_bad_pushes (void)
{
  static const struct
  {
    const char *text;
    const char *path;
  } rows[] = {
    { "[]", "." },
    { "{}", "replica" },
    { "{\"replica\":\"x\"}", "replica" },
    { "{\"replica\":\"" ID "\"}", "mutations" },
    { "{\"replica\":\"" ID "\",\"mutations\":{}}", "mutations" },
    { "{\"replica\":\"" ID "\",\"epoch\":1,\"mutations\":[]}", "epoch" },
    { "{\"replica\":\"" ID "\",\"format\":-1,\"mutations\":[]}", "format" },
    { "{\"replica\":\"" ID "\",\"format\":\"1\",\"mutations\":[]}", "format" },
  };
  g_autoptr (GString) many = g_string_new ("{\"replica\":\"" ID "\",\"mutations\":[1");
  g_autoptr (PdWirePush) newer =
      pd_wire_push_from_text ("{\"format\":99,\"replica\":\"" ID "\",\"mutations\":[],\"new\":{\"a\":1}}", -1,
                              NULL);

  g_assert_nonnull (newer);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (pd_wire_push_from_text (rows[i].text, -1, &error));
      assert_path (error, rows[i].path);
    }
  for (guint i = 0; i < 1000; i++)
    g_string_append (many, ",1");
  g_string_append (many, "]}");
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (pd_wire_push_from_text (many->str, -1, &error));
    assert_path (error, "mutations");
  }
}

/* Results */

static void
test_results (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (15);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free),
                        read = NULL;
  g_autofree char *text = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 200; i++)
    g_ptr_array_add (results, generate_result (random));
  text = pd_wire_results_to_text (results);
  read = pd_wire_results_from_text (text, -1, &error);
  g_assert_no_error (error);
  again = pd_wire_results_to_text (read);
  g_assert_cmpstr (again, ==, text);
  for (guint i = 0; i < 200; i++)
    {
      const PdResult *sent = g_ptr_array_index (results, i), *got = g_ptr_array_index (read, i);

      g_assert_cmpint (got->outcome, ==, sent->outcome);
      g_assert_cmpint (got->replayed, ==, sent->replayed);
      g_assert_cmpstr (got->message, ==, sent->message);
      g_assert_cmpint (got->atoms != NULL, ==, sent->atoms != NULL);
    }
}

static void
test_bad_results (void)
{
  static const struct
  {
    const char *text;
    const char *path;
  } rows[] = {
    { "[]", "." },
    { "{}", "id" },
    { "{\"id\":\"" ID "\"}", "outcome" },
    { "{\"id\":\"" ID "\",\"outcome\":\"maybe\"}", "outcome" },
    { "{\"id\":\"" ID "\",\"outcome\":\"ok\",\"replayed\":1}", "replayed" },
    { "{\"id\":\"" ID "\",\"outcome\":\"ok\",\"message\":1}", "message" },
    { "{\"id\":\"" ID "\",\"outcome\":\"ok\",\"atoms\":\"a\"}", "atoms" },
    { "{\"id\":\"" ID "\",\"outcome\":\"ok\",\"atoms\":[\"a\",1.5]}", "atoms[1]" },
    { "{\"id\":\"" ID "\",\"outcome\":\"ok\",\"record\":[]}", "record" },
    { "{\"id\":\"" ID "\",\"outcome\":\"ok\",\"record\":{\"type\":\"order\",\"id\":\"x\"}}", "record.id" },
  };
  g_autoptr (PdResult) plain =
      pd_wire_result_from_text ("{\"id\":\"" ID "\",\"outcome\":\"ok\",\"record\":null,\"atoms\":null}", -1,
                                NULL);

  g_assert_nonnull (plain);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (pd_wire_result_from_text (rows[i].text, -1, &error));
      assert_path (error, rows[i].path);
    }
}

/* Pages */

static GString *
sample_page (guint n_records, guint stated)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (16);
  g_autoptr (PdWirePage) page = pd_wire_page_new ();
  GString *text = g_string_new (NULL);

  page->epoch = g_strdup ("e");
  page->next = g_strdup ("cursor/9");
  page->head = 9;
  page->more = TRUE;
  page->acknowledged = 4;
  page->types = g_strsplit ("order buyer", " ", -1);
  g_ptr_array_add (page->results, generate_result (random));
  for (guint i = 0; i < n_records; i++)
    {
      g_autoptr (PdRecord) record =
          i % 2 == 0 ? generate_order (random) : generate_record (random, &pd_buyer_type, 0);

      pd_wire_write_record (text, record);
      g_string_append_c (text, '\n');
    }
  pd_wire_write_page_end (text, page, stated);
  return text;
}

static void
free_text (GString *text)
{
  g_string_free (text, TRUE);
}
typedef GString PageText;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PageText, free_text)

static void
test_page (void)
{
  for (guint n = 0; n < 5; n++)
    {
      g_autoptr (PageText) text = sample_page (n, n);
      g_autoptr (GError) error = NULL;
      g_autoptr (PdWirePage) page = pd_wire_page_from_text (text->str, (gssize) text->len, &error);
      g_autoptr (GString) again = g_string_new (NULL);

      g_assert_no_error (error);
      g_assert_cmpuint (page->records->len, ==, n);
      g_assert_cmpuint (page->results->len, ==, 1);
      g_assert_cmpstr (page->epoch, ==, "e");
      g_assert_cmpstr (page->next, ==, "cursor/9");
      g_assert_cmpint (page->head, ==, 9);
      g_assert_cmpint (page->acknowledged, ==, 4);
      g_assert_cmpuint (g_strv_length (page->types), ==, 2);
      g_assert_true (page->more);
      for (guint i = 0; i < n; i++)
        {
          pd_wire_write_record (again, g_ptr_array_index (page->records, i));
          g_string_append_c (again, '\n');
        }
      pd_wire_write_page_end (again, page, n);
      g_assert_cmpstr (again->str, ==, text->str);
    }
}

/* The sums by type go there and back; what is no sum is refused with its path. */
static void
test_page_digest (void)
{
  g_autoptr (PdWirePage) page = pd_wire_page_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (PdWirePage) again = NULL;
  g_autoptr (GError) error = NULL;
  const PdDigest orders = { 3, G_MAXUINT64, 1 }, buyers = { 1, 0, G_MAXUINT64 };

  page->epoch = g_strdup ("e");
  page->next = g_strdup ("n");
  pd_wire_page_set_digest (page, "order", &orders);
  pd_wire_page_set_digest (page, "buyer", &buyers);
  pd_wire_write_page_end (text, page, 0);
  g_assert_nonnull (
      strstr (text->str, "\"digest\":{\"count\":4,\"sum\":\"00000000000000000000000000000000\""));
  again = pd_wire_page_from_text (text->str, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (again->digests), ==, 2);
  g_assert_true (pd_digest_equal (g_hash_table_lookup (again->digests, "order"), &orders));
  g_assert_true (pd_digest_equal (g_hash_table_lookup (again->digests, "buyer"), &buyers));
  g_string_replace (text, "ffffffffffffffff0000000000000001", "ffffffffffffffff000000000000000g", 0);
  g_assert_null (pd_wire_page_from_text (text->str, -1, &error));
  g_assert_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_FIELD);
  g_assert_true (g_str_has_prefix (error->message, "digest.streams.order.sum"));
}

/* In whatever order they come and go, a set has one sum. */
static void
test_digest_arithmetic (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  guint8 hashes[64][PD_DIGEST_SIZE];
  PdDigest up = { 0 }, down = { 0 }, half = { 0 }, rest = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    for (guint j = 0; j < PD_DIGEST_SIZE; j++)
      hashes[i][j] = (guint8) (i < 8 ? 0xff : g_rand_int (random));
  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    {
      pd_digest_add (&up, hashes[i]);
      pd_digest_add (&down, hashes[G_N_ELEMENTS (hashes) - 1 - i]);
      pd_digest_add (i % 2 ? &half : &rest, hashes[i]);
    }
  g_assert_true (pd_digest_equal (&up, &down));
  pd_digest_merge (&half, &rest);
  g_assert_true (pd_digest_equal (&up, &half));
  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    pd_digest_remove (&up, hashes[i]);
  g_assert_true (pd_digest_equal (&up, &(PdDigest){ 0 }));
  for (guint n = 1; n <= PD_DIGEST_MAX_BUCKETS; n *= 2)
    g_assert_cmpuint (pd_digest_bucket ("0192f3c4-0000-7000-8000-00000000abcd", n), <, n);
  g_assert_cmpuint (pd_digest_n_buckets (0), ==, 1);
  g_assert_cmpuint (pd_digest_n_buckets (256), ==, 1);
  g_assert_cmpuint (pd_digest_n_buckets (257), ==, 2);
  g_assert_cmpuint (pd_digest_n_buckets (100000), ==, 512);
  g_assert_cmpuint (pd_digest_n_buckets (G_MAXINT64 / 1024), ==, PD_DIGEST_MAX_BUCKETS);
}

/* A page that was cut off anywhere is no page. */
static void
test_page_truncated (void)
{
  g_autoptr (PageText) text = sample_page (3, 3);

  for (gsize length = 0; length < text->len; length++)
    {
      /* A copy of its own, so that a sanitizer sees a read beyond the end. */
      g_autofree char *part = g_memdup2 (text->str, MAX (length, 1));
      g_autoptr (GError) error = NULL;

      g_assert_null (pd_wire_page_from_text (part, (gssize) length, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == PD_WIRE_ERROR);
    }
}

static void
assert_page_refused (const char *text, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdWirePage) page = pd_wire_page_from_text (text, -1, &error);

  g_test_message ("%.200s", text);
  g_assert_null (page);
  if (path != NULL)
    assert_path (error, path);
  else
    g_assert_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_SYNTAX);
}

static void
test_page_refused (void)
{
  static const char *const end =
      "{\"end\":true,\"count\":0,\"epoch\":\"e\",\"next\":\"n\",\"head\":1,\"results\":[]}\n";
  g_autoptr (PageText) fewer = sample_page (2, 3), more = sample_page (3, 2);
  g_autofree char *twice = g_strconcat (end, end, NULL), *trailing = g_strconcat (end, "x", NULL);
  g_autofree char *blank = g_strconcat ("\n", end, NULL), *after = g_strconcat (end, "\n", NULL);
  g_autofree char *ghost = g_strconcat ("{\"type\":1}\n", end, NULL),
                  *no_object = g_strconcat ("[]\n", end, NULL);
  g_autofree char *bad_record = g_strconcat ("{\"type\":\"order\",\"id\":\"x\"}\n", end, NULL);
  g_autoptr (PdWirePage) empty = pd_wire_page_from_text (end, -1, NULL);

  g_assert_nonnull (empty);
  assert_page_refused (fewer->str, "count");
  assert_page_refused (more->str, "count");
  assert_page_refused (twice, "end");
  assert_page_refused (trailing, "end");
  assert_page_refused (after, "end");
  assert_page_refused (blank, NULL);
  assert_page_refused (ghost, "records[0].type");
  assert_page_refused (no_object, "records[0]");
  assert_page_refused (bad_record, "records[0].id");
  assert_page_refused ("", "end");
  assert_page_refused ("<html>Sign in</html>\n", NULL);
  assert_page_refused ("{\"end\":true}\n", "count");
  assert_page_refused ("{\"end\":true,\"count\":-1}\n", "count");
  assert_page_refused ("{\"end\":true,\"count\":0}\n", "epoch");
  assert_page_refused ("{\"end\":true,\"count\":0,\"epoch\":\"e\"}\n", "next");
  assert_page_refused ("{\"end\":true,\"count\":0,\"epoch\":\"e\",\"next\":\"n\"}\n", "head");
  assert_page_refused ("{\"end\":true,\"count\":0,\"epoch\":\"e\",\"next\":\"n\",\"head\":-1}\n", "head");
  assert_page_refused ("{\"end\":true,\"count\":0,\"epoch\":\"e\",\"next\":\"n\",\"head\":1}\n", "results");
  assert_page_refused (
      "{\"end\":true,\"count\":0,\"epoch\":\"e\",\"next\":\"n\",\"head\":1,\"more\":1,\"results\":[]}\n",
      "more");
  assert_page_refused (
      "{\"end\":true,\"count\":0,\"epoch\":\"e\",\"next\":\"n\",\"head\":1,\"types\":7,\"results\":[]}\n",
      "types");
  assert_page_refused (
      "{\"end\":true,\"count\":0,\"epoch\":\"e\",\"next\":\"n\",\"head\":1,\"types\":[7],\"results\":[]}\n",
      "types[0]");
}

/* Records of a type that only a newer version knows are counted and left to it. */
static void
test_page_newer (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdWirePage) page =
      pd_wire_page_from_text ("{\"type\":\"sculpture\",\"id\":7,\"end\":\"soon\"}\n"
                              "{\"type\":\"buyer\",\"id\":\"" ID "\",\"name\":\"甲\",\"end\":true}\n"
                              "{\"end\":true,\"format\":9,\"count\":2,\"epoch\":\"e\",\"next\":\"n\","
                              "\"head\":1,\"results\":[],\"digest\":{}}\n",
                              -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (page->records->len, ==, 1);
  g_assert_cmpint (g_tree_nnodes (pd_record_get_unknown (g_ptr_array_index (page->records, 0))), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/patch/round-trip", test_patch_round_trip);
  g_test_add_func ("/wire/patch/refused", test_bad_patches);
  g_test_add_func ("/wire/push/round-trip", test_push_round_trip);
  g_test_add_func ("/wire/push/bad-mutations", test_bad_mutations);
  g_test_add_func ("/wire/push/bad-mutations-in-a-push", test_bad_mutations_in_a_push);
  g_test_add_func ("/wire/push/payload-hash", test_payload_hash);
  g_test_add_func ("/wire/push/refused", test_bad_pushes);
  g_test_add_func ("/wire/results/round-trip", test_results);
  g_test_add_func ("/wire/results/refused", test_bad_results);
  g_test_add_func ("/wire/page/round-trip", test_page);
  g_test_add_func ("/wire/page/truncated", test_page_truncated);
  g_test_add_func ("/wire/page/digest", test_page_digest);
  g_test_add_func ("/wire/digest/arithmetic", test_digest_arithmetic);
  g_test_add_func ("/wire/page/refused", test_page_refused);
  g_test_add_func ("/wire/page/newer", test_page_newer);
  return g_test_run ();
}
