/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "platform/pd-platform-digest.h"
#include "platform/platform-fixture.h"

/* The sums that the platform keeps, the routes by which a client finds a difference, and damage to the rows. */

typedef struct
{
  Fixture *f;
  char *finance;
  char *other; /* of the other tenant */
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->finance = fixture_sign_in (test->f, 0, "finance");
  test->other = fixture_sign_in (test->f, 1, "finance");
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->finance);
  g_free (test->other);
}

static PdDigest
whole (GHashTable *digests)
{
  GHashTableIter iter;
  gpointer digest;
  PdDigest sum = { 0 };

  g_hash_table_iter_init (&iter, digests);
  while (g_hash_table_iter_next (&iter, NULL, &digest))
    pd_digest_merge (&sum, digest);
  return sum;
}

/* The kept sums, those of all rows, and those that a client makes of all the records that it pulls: all the same. */
static void
assert_sums (Test *test, guint tenant, const char *token)
{
  g_autoptr (PdWirePage) kept = pd_wire_page_new ();
  g_autoptr (PdWirePage) computed = pd_wire_page_new ();
  g_autofree char *cursor = NULL;
  g_autoptr (GError) error = NULL;
  PdDigest a, b, pulled = { 0 };
  gboolean more = TRUE;

  g_assert_true (pd_platform_digest_read (test->f->platform, test->f->tenants[tenant], kept, &error));
  g_assert_true (pd_platform_digest_compute (test->f->platform, test->f->tenants[tenant], computed, &error));
  a = whole (kept->digests);
  b = whole (computed->digests);
  g_assert_true (pd_digest_equal (&a, &b));
  while (more)
    {
      g_autofree char *query = g_strdup_printf ("limit=1000&cursor=%s", cursor != NULL ? cursor : "");
      g_autoptr (PdWirePage) page = fixture_pull (test->f, token, query);

      for (guint i = 0; i < page->records->len; i++)
        {
          const PdRecord *record = g_ptr_array_index (page->records, i);
          g_autofree char *content = pd_wire_record_content_hash (record);
          guint8 hash[PD_DIGEST_SIZE];

          pd_digest_hash (pd_record_get_id (record), pd_record_get_revision (record), content, hash);
          if (!pd_record_is_deleted (record))
            pd_digest_add (&pulled, hash);
        }
      more = page->more;
      g_assert_true ((page->digests != NULL) == !more);
      if (!more)
        a = whole (page->digests);
      g_free (cursor);
      cursor = g_strdup (page->next);
    }
  g_assert_true (pd_digest_equal (&a, &b));
  g_assert_true (pd_digest_equal (&pulled, &b));
}

static void
do_something (Test *test, GPtrArray *records, GRand *random)
{
  guint which = records->len > 0 ? (guint) g_rand_int_range (random, 0, (gint32) records->len) : 0;
  g_autoptr (PdRecord) made = NULL;
  g_autoptr (PdRecord) changed = NULL;
  g_autoptr (PdResult) result = NULL;
  g_autofree char *text = g_strdup_printf ("%u", g_rand_int (random));

  test->f->now += 1000;
  if (records->len == 0 || g_rand_int_range (random, 0, 10) < 4)
    {
      made = g_rand_boolean (random) ? fixture_buyer (test->f, text) : fixture_order (test->f, text);
      result = fixture_do (test->f, test->finance, fixture_create (test->f, made));
      if (result->record != NULL)
        g_ptr_array_add (records, pd_record_ref (result->record));
      return;
    }
  changed = pd_record_copy (g_ptr_array_index (records, which));
  if (g_rand_int_range (random, 0, 5) == 0)
    {
      result = fixture_do (test->f, test->finance, fixture_mutation (test->f, PD_MUTATION_DELETE, changed));
      if (result->outcome == PD_OUTCOME_OK)
        g_ptr_array_remove_index (records, which);
      return;
    }
  if (pd_record_get_record_type (changed) == &pd_buyer_type)
    pd_record_set_text (changed, PD_BUYER_PHONE, text);
  else
    pd_record_set_text (changed, PD_ORDER_REMARK, text);
  result = fixture_do (test->f, test->finance,
                       fixture_patch (test->f, g_ptr_array_index (records, which), changed));
  if (result->outcome == PD_OUTCOME_OK)
    {
      pd_record_unref (g_ptr_array_index (records, which));
      records->pdata[which] = pd_record_ref (result->record);
    }
}

static void
test_kept_is_computed (Test *test, gconstpointer data)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint i = 0; i < 2000; i++)
    {
      do_something (test, records, random);
      if (i % 500 == 0)
        assert_sums (test, 0, test->finance);
    }
  assert_sums (test, 0, test->finance);
  assert_sums (test, 1, test->other);
  fixture_restart (test->f);
  assert_sums (test, 0, test->finance);
}

static char *
get (Test *test, const char *token, const char *target, guint status)
{
  g_autoptr (PdPlatformResponse) response = fixture_send (test->f, "GET", target, token, NULL, NULL);

  g_assert_cmpuint (response->status, ==, status);
  return pd_platform_response_dup_text (response);
}

/* The buckets add up to the whole; a bucket's records to the bucket; each record is in one of them. */
static void
test_buckets (Test *test, gconstpointer data)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  g_autoptr (GError) error = NULL;
  PdDigest sum = { 0 }, kept;

  for (guint i = 0; i < 300; i++)
    do_something (test, records, random);

  g_autofree char *text = get (test, test->finance, "/v1/sync/digest?buckets=8", 200);
  g_autoptr (PdWireDigest) digest = pd_wire_digest_from_text (text, -1, &error);
  g_autoptr (PdWirePage) page = pd_wire_page_new ();

  g_assert_no_error (error);
  g_assert_cmpuint (digest->buckets->len, ==, 8);
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *target = g_strdup_printf ("/v1/sync/digest/bucket?buckets=8&bucket=%u", i);
      g_autofree char *answer = get (test, test->finance, target, 200);
      g_autoptr (PdWireBucket) bucket = pd_wire_bucket_from_text (answer, -1, &error);
      PdDigest of_bucket = { 0 };

      g_assert_no_error (error);
      for (guint j = 0; j < bucket->entries->len; j++)
        {
          const PdWireDigestEntry *entry = g_ptr_array_index (bucket->entries, j);

          g_assert_cmpuint (pd_digest_bucket (entry->id, 8), ==, i);
          pd_digest_add (&of_bucket, entry->hash);
        }
      g_assert_true (pd_digest_equal (&of_bucket, &g_array_index (digest->buckets, PdDigest, i)));
      pd_digest_merge (&sum, &of_bucket);
    }
  g_assert_true (pd_platform_digest_read (test->f->platform, test->f->tenants[0], page, &error));
  kept = whole (page->digests);
  g_assert_true (pd_digest_equal (&kept, &sum));
  /* A client that does not know orders asks about the rest. */

  g_autofree char *buyers_text = get (test, test->finance, "/v1/sync/digest?buckets=1&types=buyer,x", 200);
  g_autoptr (PdWireDigest) buyers = pd_wire_digest_from_text (buyers_text, -1, &error);

  g_assert_true (pd_digest_equal (&g_array_index (buyers->buckets, PdDigest, 0),
                                  g_hash_table_lookup (page->digests, "buyer")));
}

/* Nothing that another tenant has shows in any of the answers, whatever is asked. */
static void
test_tenants_apart (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-SECRET");
  g_autoptr (PdResult) result = fixture_do (test->f, test->finance, fixture_create (test->f, order));
  g_autofree char *records = g_strdup_printf ("/v1/sync/records?ids=%s", pd_record_get_id (order));
  const char *const targets[] = { "/v1/sync/digest/bucket?buckets=1&bucket=0", records, "/v1/sync/summary",
                                  "/v1/sync/digest?buckets=1" };

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autofree char *mine = get (test, test->finance, targets[i], 200);
      g_autofree char *theirs = get (test, test->other, targets[i], 200);
      g_autofree char *nobodys = get (test, NULL, targets[i], 401);

      g_assert_null (strstr (theirs, pd_record_get_id (order)));
      g_assert_null (strstr (theirs, "\"type\":\"order\""));
      g_assert_cmpstr (mine, !=, theirs);
      g_assert_null (strstr (nobodys, "order"));
      if (i < 2)
        g_assert_nonnull (strstr (mine, pd_record_get_id (order)));
    }
}

static void
test_wrong_questions (Test *test, gconstpointer data)
{
  static const char *const targets[] = {
    "/v1/sync/digest",
    "/v1/sync/digest?buckets=0",
    "/v1/sync/digest?buckets=3",
    "/v1/sync/digest?buckets=8192",
    "/v1/sync/digest?buckets=-1",
    "/v1/sync/digest?buckets=1&types=a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a",
    "/v1/sync/digest/bucket?buckets=4",
    "/v1/sync/digest/bucket?buckets=4&bucket=4",
    "/v1/sync/digest/bucket?buckets=4&bucket=x",
    "/v1/sync/digest/bucket?bucket=0",
    "/v1/sync/records",
    "/v1/sync/records?ids=",
    "/v1/sync/records?ids=00000000-0000-7000-8000-000000000000,x",
  };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (PdPlatformResponse) response =
          fixture_send (test->f, "GET", targets[i], test->finance, NULL, NULL);

      g_test_message ("%s", targets[i]);
      fixture_assert_error (response, 400, "invalid");
    }
}

static void
test_summary (Test *test, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (PdWireSummary) summary = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found = FALSE;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", i);
      g_autoptr (PdRecord) order = fixture_order (test->f, number);

      if (i == 2)
        pd_record_set_text (order, PD_ORDER_DATE, "2026-12-31");
      test->f->now += 1000;
      pd_result_free (fixture_do (test->f, test->finance, fixture_create (test->f, order)));
    }
  text = get (test, test->finance, "/v1/sync/summary", 200);
  summary = pd_wire_summary_from_text (text, -1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < summary->months->len; i++)
    {
      const PdWireMonth *month = g_ptr_array_index (summary->months, i);

      if (!g_str_equal (month->type, "order") || !g_str_equal (month->month, "2026-11"))
        continue;
      found = TRUE;
      g_assert_cmpint (month->count, ==, 2);
      g_assert_cmpint (month->total, ==, 47000);
    }
  g_assert_true (found);
}

/* Behind the platform's back. */
static void
damage (Test *test, const char *sql)
{
  g_autofree char *path = g_build_filename (test->f->folder, "platform.sqlite", NULL);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (database), ==, 1);
  sqlite3_close (database);
}

static PdDigest
pulled_digest (Test *test, const char *cursor)
{
  g_autofree char *query = g_strconcat ("cursor=", cursor, NULL);
  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->finance, query);

  return whole (page->digests);
}

/* A row that is gone, or is not what was written, shows in the next page's sums. */
static void
test_damage_is_admitted (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) first = fixture_order (test->f, "D-1");
  g_autoptr (PdResult) one = fixture_do (test->f, test->finance, fixture_create (test->f, first));
  g_autoptr (PdRecord) second = NULL;
  g_autoptr (PdResult) two = NULL;
  g_autoptr (PdWirePage) page = NULL;
  PdDigest before, altered, dropped, quiet;

  test->f->now += 1000;
  second = fixture_order (test->f, "D-2");
  two = fixture_do (test->f, test->finance, fixture_create (test->f, second));
  g_assert_cmpint (two->outcome, ==, PD_OUTCOME_OK);
  page = fixture_pull (test->f, test->finance, "limit=1000");
  before = whole (page->digests);
  quiet = pulled_digest (test, page->next);
  g_assert_true (pd_digest_equal (&before, &quiet));
  damage (test, "UPDATE document SET body = replace (body, '激光打印机', '喷墨打印机')"
                " WHERE type = 'order' AND json_extract (body, '$.number') = 'D-1'");
  altered = pulled_digest (test, page->next);
  g_assert_cmpint (altered.count, ==, before.count);
  g_assert_false (pd_digest_equal (&before, &altered));
  damage (test, "DELETE FROM document WHERE type = 'order' AND json_extract (body, '$.number') = 'D-2'");
  dropped = pulled_digest (test, page->next);
  g_assert_cmpint (dropped.count, ==, before.count - 1);
  quiet = pulled_digest (test, page->next);
  g_assert_true (pd_digest_equal (&dropped, &quiet));
  assert_sums (test, 1, test->other);
}

/* A database of the version before gets all of it for what it holds. */
static void
test_older_data (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");

  pd_result_free (fixture_do (test->f, test->finance, fixture_create (test->f, order)));
  pd_platform_free (g_steal_pointer (&test->f->platform));
  fixture_downgrade (test->f, 1);
  fixture_restart (test->f);
  assert_sums (test, 0, test->finance);

  g_autofree char *text = get (test, test->finance, "/v1/sync/summary", 200);

  g_assert_nonnull (strstr (text, "\"month\":\"2026-11\",\"count\":1,\"total\":23500"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/digest/" name, Test, NULL, set_up, func, tear_down)
  ADD ("kept-is-computed", test_kept_is_computed);
  ADD ("buckets", test_buckets);
  ADD ("tenants-apart", test_tenants_apart);
  ADD ("wrong-questions", test_wrong_questions);
  ADD ("summary", test_summary);
  ADD ("damage", test_damage_is_admitted);
  ADD ("older-data", test_older_data);
  return g_test_run ();
}
