/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-record-stream.h"
#include "platform/platform-fixture.h"

#include <sqlite3.h>

/* Partial synchronisation: which records come with which streams, what has left one, and what a role may not see. */

typedef struct
{
  Fixture *f;
  char *finance;
  char *warehouse;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->finance = fixture_sign_in (test->f, 0, "finance");
  test->warehouse = fixture_sign_in (test->f, 0, "warehouse");
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->finance);
  g_free (test->warehouse);
}

static PdRecord *
make_order (Test *test, const char *number, const char *date)
{
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (PdResult) result = NULL;

  test->f->now += 1000;
  order = fixture_order (test->f, number);
  pd_record_set_text (order, PD_ORDER_DATE, date);
  result = fixture_do (test->f, test->finance, fixture_create (test->f, order));
  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  return pd_record_ref (result->record);
}

static PdRecord *
set_date (Test *test, const PdRecord *order, const char *date)
{
  g_autoptr (PdRecord) changed = pd_record_copy (order);
  g_autoptr (PdResult) result = NULL;

  test->f->now += 1000;
  pd_record_set_text (changed, PD_ORDER_DATE, date);
  result = fixture_do (test->f, test->finance, fixture_patch (test->f, order, changed));
  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  return pd_record_ref (result->record);
}

/* What a page holds, in few words: numbers of orders and names of others, "-" before a deleted one, "!" before one that
 * has left. */
static char *
describe (const PdWirePage *page)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < page->records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (page->records, i);

      g_ptr_array_add (words, pd_record_is_deleted (record) ? g_strdup ("-")
                                                            : g_strdup (pd_record_get_title (record)));
    }
  for (guint i = 0; i < page->departures->len; i++)
    {
      const PdWireDeparture *departure = g_ptr_array_index (page->departures, i);

      g_ptr_array_add (words, g_strdup_printf ("!%s", departure->stream));
    }
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

static void
assert_pull (Test *test, const char *token, const char *query, const char *expected)
{
  g_autoptr (PdWirePage) page = fixture_pull (test->f, token, query);
  g_autofree char *actual = describe (page);

  g_test_message ("%s", query);
  g_assert_cmpstr (actual, ==, expected);
}

static char *
cursor_now (Test *test)
{
  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->finance, "limit=1000");

  return g_strdup (page->next);
}

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    const char *type; /* NULL: no stream */
    guint year;
  } cases[] = {
    { "order:2026", "order", 2026 }, { "order", "order", 0 },    { "buyer", "buyer", 0 },
    { "order:26", NULL, 0 },         { "order:20266", NULL, 0 }, { "order:", NULL, 0 },
    { "order:0000", NULL, 0 },       { "nothing", NULL, 0 },     { "", NULL, 0 },
    { "order:20a6", NULL, 0 },       { "order_line", NULL, 0 },
  };
  char name[PD_STREAM_MAX];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const PdRecordType *type = pd_stream_type (cases[i].name);

      g_test_message ("%s", cases[i].name);
      g_assert_cmpstr (type != NULL ? type->name : NULL, ==, cases[i].type);
      if (type != NULL)
        g_assert_cmpuint (pd_stream_year (cases[i].name), ==, cases[i].year);
    }
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      g_assert_true (pd_stream_name (*type, "2026-11", name));
      g_assert_true (pd_stream_type (name) == *type);
      g_assert_cmpuint (pd_stream_year (name), ==, 2026);
      g_assert_true (pd_stream_name (*type, "", name));
      g_assert_cmpstr (name, ==, (*type)->name);
    }
}

static void
test_named_streams (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) a = make_order (test, "D-2025", "2025-12-31");
  g_autoptr (PdRecord) b = make_order (test, "D-2026", "2026-01-01");

  assert_pull (test, test->finance, "streams=order:2025", "D-2025");
  assert_pull (test, test->finance, "streams=order:2026", "D-2026");
  assert_pull (test, test->finance, "streams=order:2026,order:2025", "D-2025 D-2026");
  assert_pull (test, test->finance, "streams=company", "甲公司");
  assert_pull (test, test->finance, "streams=none", "");
  assert_pull (test, test->finance, "streams=nothing,order:1999,%27%22", "");
  assert_pull (test, test->finance, "", "甲公司 D-2025 D-2026");
}

/* Every page that ends at the head tells what there is, whatever was asked for. */
static void
test_what_there_is (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) a = make_order (test, "D-2025", "2025-12-31");
  g_autoptr (PdWirePage) none = fixture_pull (test->f, test->finance, "streams=none");
  g_autoptr (PdWirePage) all = fixture_pull (test->f, test->finance, "");
  GHashTableIter iter;
  gpointer stream, digest;

  g_assert_cmpstr (none->next, ==, all->next);
  g_assert_cmpuint (g_hash_table_size (all->digests), ==, 2);
  g_assert_true (g_hash_table_contains (all->digests, "order:2025"));
  g_assert_true (g_hash_table_contains (all->digests, "company"));
  g_hash_table_iter_init (&iter, all->digests);
  while (g_hash_table_iter_next (&iter, &stream, &digest))
    g_assert_true (pd_digest_equal (digest, g_hash_table_lookup (none->digests, stream)));
  g_assert_true (g_strv_contains ((const char *const *) none->types, "invoice"));
}

/* A date that moves an order to another year: it leaves for those who keep only one of both. */
static void
test_departure (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = make_order (test, "D-1", "2026-03-01");
  g_autofree char *before = cursor_now (test);
  g_autoptr (PdRecord) moved = set_date (test, order, "2025-03-01");
  g_autofree char *only_old = g_strdup_printf ("streams=order:2025&cursor=%s", before);
  g_autofree char *only_new = g_strdup_printf ("streams=order:2026&cursor=%s", before);
  g_autofree char *both = g_strdup_printf ("streams=order:2026,order:2025&cursor=%s", before);
  g_autofree char *neither = g_strdup_printf ("streams=buyer&cursor=%s", before);

  assert_pull (test, test->finance, only_old, "D-1");
  assert_pull (test, test->finance, only_new, "!order:2026");
  assert_pull (test, test->finance, both, "D-1");
  assert_pull (test, test->finance, neither, "");
  assert_pull (test, test->finance, "streams=order:2026", "!order:2026");

  g_autoptr (PdRecord) back = set_date (test, moved, "2026-04-01");

  assert_pull (test, test->finance, only_old, "!order:2025");
  assert_pull (test, test->finance, only_new, "D-1");
}

static void
test_deletion_comes_with_its_stream (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = make_order (test, "D-1", "2026-03-01");
  g_autofree char *before = cursor_now (test);
  g_autofree char *query = g_strdup_printf ("streams=order:2026&cursor=%s", before);
  g_autofree char *other = g_strdup_printf ("streams=order:2025&cursor=%s", before);
  g_autoptr (PdWirePage) page = NULL;

  pd_result_free (fixture_do (test->f, test->finance, fixture_mutation (test->f, PD_MUTATION_DELETE, order)));
  assert_pull (test, test->finance, query, "-");
  assert_pull (test, test->finance, other, "");
  page = fixture_pull (test->f, test->finance, query);
  g_assert_false (g_hash_table_contains (page->digests, "order:2026"));
}

/* A stream that is new to a client catches up with the others before it goes on with them. */
static void
test_until (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) a = make_order (test, "D-1", "2026-03-01");
  g_autofree char *here = cursor_now (test);
  g_autoptr (PdRecord) b = make_order (test, "D-2", "2026-03-02");
  g_autofree char *query =
      g_strdup_printf ("streams=order:2026&until=%" G_GINT64_FORMAT, pd_record_get_sequence (a));
  g_autofree char *rest = g_strdup_printf ("streams=order:2026&cursor=%s", here);
  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->finance, query);

  assert_pull (test, test->finance, query, "D-1");
  g_assert_cmpstr (page->next, ==, here);
  g_assert_false (page->more);
  g_assert_null (page->digests);
  assert_pull (test, test->finance, rest, "D-2");
}

/* Small pages lead to the same as one, departures among them. */
static void
test_pages (Test *test, gconstpointer data)
{
  g_autofree char *cursor = g_strdup ("");
  g_autoptr (GString) all = g_string_new (NULL);
  gboolean more = TRUE;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", i);
      g_autoptr (PdRecord) order = make_order (test, number, i % 2 == 0 ? "2026-03-01" : "2025-03-01");

      if (i % 3 == 0)
        {
          g_autoptr (PdRecord) moved = set_date (test, order, "2024-01-01");
        }
    }
  for (guint pages = 0; more; pages++)
    {
      g_autofree char *query = g_strdup_printf ("streams=order:2026&limit=1&cursor=%s", cursor);
      g_autoptr (PdWirePage) page = fixture_pull (test->f, test->finance, query);
      g_autofree char *words = describe (page);

      g_string_append_printf (all, "%s ", words);
      more = page->more;
      g_free (cursor);
      cursor = g_strdup (page->next);
      g_assert_cmpuint (pages, <, 20);
    }
  g_assert_cmpstr (g_strstrip (all->str), ==, "!order:2026 D-2 D-4 !order:2026 D-8");
}

static void
set_role (Test *test, const char *role)
{
  g_autofree char *path = g_build_filename (test->f->folder, "platform.sqlite", NULL);
  g_autofree char *sql = g_strdup_printf ("UPDATE user SET role = '%s' WHERE name = 'finance'", role);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

static gboolean
names_invoices (Test *test, const char *target)
{
  g_autoptr (PdPlatformResponse) response = fixture_send (test->f, "GET", target, test->finance, NULL, NULL);
  g_autofree char *text = pd_platform_response_dup_text (response);
  const char *types = strstr (text, "\"types\":[");

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_nonnull (types);
  return g_strstr_len (types, strcspn (types, "]"), "\"invoice\"") != NULL;
}

/* In the middle of a pull or of a comparison, too, each answer says what it was made for. */
static void
test_role_in_the_middle (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) first = make_order (test, "D-1", "2026-03-01");
  g_autoptr (PdRecord) second = make_order (test, "D-2", "2026-03-01");
  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->finance, "limit=1");
  g_autofree char *query = g_strdup_printf ("limit=1&cursor=%s", page->next);
  g_autofree char *next = g_strconcat ("/v1/sync/changes?", query, NULL);
  g_autofree char *records = g_strdup_printf ("/v1/sync/records?ids=%s", pd_record_get_id (first));
  const char *const targets[] = { next, records, "/v1/sync/digest?buckets=1",
                                  "/v1/sync/digest/bucket?buckets=1&bucket=0" };

  g_assert_true (page->more);
  g_assert_null (page->digests);
  g_assert_true (g_strv_contains ((const char *const *) page->types, "invoice"));
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_assert_true (names_invoices (test, targets[i]));
      set_role (test, "warehouse");
      g_assert_false (names_invoices (test, targets[i]));
      set_role (test, "finance");
    }
}

/* More records than one page passes over, written by nobody: bodies that are not asked for are not read. */
static void
add_many (Test *test, guint n)
{
  g_autofree char *path = g_build_filename (test->f->folder, "platform.sqlite", NULL);
  g_autofree char *sql = g_strdup_printf (
      "BEGIN; CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS"
      " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u) SELECT i FROM n;"
      "INSERT INTO document (tenant, type, id, rev, seq, batch, deleted, body, hash, month)"
      " SELECT tenant, 'buyer', 'b' || i, 1, seq + i, seq + i, 0, '{}', '', '' FROM tenant_head, n"
      " WHERE tenant = '%s';"
      "INSERT INTO change_log SELECT tenant, seq + i, 'buyer', 'b' || i, 1, '', chain, 0, NULL"
      " FROM tenant_head, n WHERE tenant = '%s';"
      "UPDATE tenant_head SET seq = seq + %u WHERE tenant = '%s'; COMMIT",
      n, test->f->tenants[0], test->f->tenants[0], n, test->f->tenants[0]);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

/* A desktop that knows nothing is told at once what there is, however long the history. */
static void
test_long_history (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) before = make_order (test, "D-1", "2026-03-01");
  g_autoptr (PdWirePage) none = NULL;
  g_autofree char *cursor = g_strdup ("");
  g_autoptr (GString) all = g_string_new (NULL);
  gboolean more = TRUE;
  guint pages = 0;

  add_many (test, 50000);
  none = fixture_pull (test->f, test->finance, "streams=none");
  g_assert_false (none->more);
  g_assert_cmpint (none->last, ==, none->head);
  g_assert_true (g_hash_table_contains (none->digests, "order:2026"));
  /* A stream with little in it is read in few pages, none of them long in coming. */
  g_autoptr (PdRecord) behind = make_order (test, "D-2", "2026-03-02");

  for (; more; pages++)
    {
      g_autofree char *query = g_strdup_printf ("streams=order:2026&cursor=%s", cursor);
      g_autoptr (PdWirePage) page = fixture_pull (test->f, test->finance, query);
      g_autofree char *words = describe (page);

      g_string_append (all, words);
      more = page->more;
      g_free (cursor);
      cursor = g_strdup (page->next);
    }
  g_assert_cmpstr (all->str, ==, "D-1D-2");
  g_assert_cmpuint (pages, ==, 3);
}

static char *
ask (Test *test, const char *token, const char *target, guint status)
{
  g_autoptr (PdPlatformResponse) response = fixture_send (test->f, "GET", target, token, NULL, NULL);

  g_test_message ("%s", target);
  g_assert_cmpuint (response->status, ==, status);
  return g_strndup (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body));
}

/* A warehouse sees orders; what an invoice says, that it is there, and its files stay hidden, whatever is asked. */
static void
test_hidden (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = make_order (test, "D-1", "2026-11-01");
  g_autoptr (PdResult) issued =
      fixture_do (test->f, test->finance, fixture_command (test->f, order, "issue"));
  g_autoptr (PdWirePage) all = NULL, page = NULL;
  const PdRecord *invoice = NULL;
  g_autofree char *records = NULL, *file = NULL;

  g_assert_cmpint (issued->outcome, ==, PD_OUTCOME_OK);
  for (guint i = 0; i < 20; i++)
    {
      test->f->now += G_TIME_SPAN_MINUTE;
      fixture_work (test->f);
    }
  all = fixture_pull (test->f, test->finance, "");
  for (guint i = 0; i < all->records->len; i++)
    if (g_str_equal (pd_record_get_record_type (g_ptr_array_index (all->records, i))->name, "invoice"))
      invoice = g_ptr_array_index (all->records, i);
  g_assert_nonnull (invoice);
  page = fixture_pull (test->f, test->warehouse, "streams=invoice,invoice:2026,order:2026");
  g_assert_cmpuint (page->records->len, ==, 1);
  g_assert_cmpstr (pd_record_get_id (g_ptr_array_index (page->records, 0)), ==, pd_record_get_id (order));
  g_assert_cmpuint (page->departures->len, ==, 0);
  g_assert_false (g_hash_table_contains (page->digests, "invoice:2026"));
  g_assert_false (g_strv_contains ((const char *const *) page->types, "invoice"));

  records = g_strdup_printf ("/v1/sync/records?ids=%s", pd_record_get_id (invoice));
  for (guint i = 0; i < 4; i++)
    {
      const char *const targets[] = { "/v1/sync/changes", records, "/v1/sync/summary",
                                      "/v1/sync/digest/bucket?buckets=1&bucket=0" };
      g_autofree char *seen = ask (test, test->finance, targets[i], 200);
      g_autofree char *hidden = ask (test, test->warehouse, targets[i], 200);

      g_assert_nonnull (strstr (seen, "\"invoice\""));
      g_assert_null (strstr (hidden, "\"invoice\""));
    }
  g_autofree char *mine = ask (test, test->finance, "/v1/sync/digest?buckets=1", 200);
  g_autofree char *theirs = ask (test, test->warehouse, "/v1/sync/digest?buckets=1", 200);

  g_assert_cmpstr (mine, !=, theirs);
  file = g_strdup_printf ("/v1/files/%064d", 0);
  g_free (ask (test, test->warehouse, file, 403));
  g_free (ask (test, test->finance, file, 404));

  g_autoptr (PdRecord) noted = pd_record_copy (invoice);

  pd_record_set_text (noted, (guint) pd_record_type_field (pd_record_get_record_type (noted), "note"), "x");

  g_autoptr (PdResult) patch = fixture_do (test->f, test->warehouse, fixture_patch (test->f, invoice, noted));

  g_assert_cmpint (patch->outcome, ==, PD_OUTCOME_REJECTED);
  g_assert_null (patch->record);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/streams/names", test_names);
#define ADD(name, func) g_test_add ("/platform/streams/" name, Test, NULL, set_up, func, tear_down)
  ADD ("named", test_named_streams);
  ADD ("what-there-is", test_what_there_is);
  ADD ("departure", test_departure);
  ADD ("deletion", test_deletion_comes_with_its_stream);
  ADD ("until", test_until);
  ADD ("pages", test_pages);
  ADD ("role-in-the-middle", test_role_in_the_middle);
  ADD ("long-history", test_long_history);
  ADD ("hidden", test_hidden);
  return g_test_run ();
}
