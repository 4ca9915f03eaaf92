/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <time.h>

#include "model/pd-order.h"
#include "model/pd-party.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-search.h"
#include "platform/platform-fixture.h"

/* "Where is …?": by any part of what a record is called by, among all of them, and of one's own tenant alone. */

typedef struct
{
  Fixture *f;
  char *finance;
  char *warehouse;
  char *other; /* of the other tenant */
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->finance = fixture_sign_in (test->f, 0, "finance");
  test->warehouse = fixture_sign_in (test->f, 0, "warehouse");
  test->other = fixture_sign_in (test->f, 1, "finance");
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->finance);
  g_free (test->warehouse);
  g_free (test->other);
}

static char *
ask (Test *test, const char *token, const char *text, guint status)
{
  g_autofree char *escaped = g_uri_escape_string (text, NULL, FALSE);
  g_autofree char *target = g_strconcat ("/v1/sync/find?text=", escaped, NULL);
  g_autoptr (PdPlatformResponse) response = fixture_send (test->f, "GET", target, token, NULL, NULL);

  g_assert_cmpuint (response->status, ==, status);
  return pd_platform_response_dup_text (response);
}

static PdWirePage *
find (Test *test, const char *token, const char *text)
{
  g_autofree char *answer = ask (test, token, text, 200);
  g_autoptr (GError) error = NULL;
  PdWirePage *page = pd_wire_page_from_text (answer, -1, &error);

  g_assert_no_error (error);
  return page;
}

static void
assert_found (Test *test, const char *token, const char *text, const PdRecord *record)
{
  g_autoptr (PdWirePage) page = find (test, token, text);

  g_test_message ("%s", text);
  g_assert_cmpuint (page->records->len, ==, record != NULL ? 1 : 0);
  g_assert_false (page->more);
  if (record != NULL)
    g_assert_cmpstr (pd_record_get_id (g_ptr_array_index (page->records, 0)), ==, pd_record_get_id (record));
}

static PdRecord *
save (Test *test, const char *token, PdMutation *mutation)
{
  g_autoptr (PdResult) result = fixture_do (test->f, token, mutation);

  g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
  return pd_record_ref (result->record);
}

static PdRecord *
make (Test *test, const char *token, const char *number, const char *buyer)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, number);

  if (buyer != NULL)
    pd_record_set_text (order, PD_ORDER_BUYER_NAME, buyer);
  test->f->now += 1000;
  return save (test, token, fixture_create (test->f, order));
}

static void
test_parts (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = make (test, test->finance, "P-2026-0007/甲", "样例市ＡＢＣ远山有限公司");
  static const char *const found[] = { "P-2026-0007/甲", "P-",   "-2",    "0007", "07/甲",  "/甲",
                                       "p-2026",         "样例", "abc远", "公司", "限公司", "ＡＢＣ" };
  static const char *const none[] = { "P-2026-0008", "2026-00077", "007/乙",   "司样",  "公司1",
                                      "P-2026/0007", "\"",         "\" OR \"", "公司*", "甲样" };

  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    assert_found (test, test->finance, found[i], order);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    if (strlen (none[i]) > 1)
      assert_found (test, test->finance, none[i], NULL);
  /* A part of an id is no number; what stands in two fields is no part of either. */
  assert_found (test, test->finance, pd_record_get_id (order), NULL);
  g_free (ask (test, test->finance, "甲", 400));
  g_free (ask (test, test->finance, "", 400));
}

/* The parts are all there, but not together. */
static void
test_parts_apart (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) apart = make (test, test->finance, "ABCX-XBCD", NULL);
  g_autoptr (PdRecord) together = make (test, test->finance, "ABCD", NULL);

  assert_found (test, test->finance, "ABCD", together);
  assert_found (test, test->finance, "BCX-XBC", apart);
}

/* What it was called before does not find it, and what was deleted is not found. */
static void
test_changes (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) made = make (test, test->finance, "C-100", "旧名字公司");
  g_autoptr (PdRecord) changed = pd_record_copy (made);
  g_autoptr (PdRecord) saved = NULL;

  assert_found (test, test->finance, "旧名字", made);
  pd_record_set_text (changed, PD_ORDER_BUYER_NAME, "新名字公司");
  saved = save (test, test->finance, fixture_patch (test->f, made, changed));
  assert_found (test, test->finance, "旧名字", NULL);
  assert_found (test, test->finance, "新名字", made);
  fixture_restart (test->f);
  assert_found (test, test->finance, "C-100", made);
  pd_record_unref (save (test, test->finance, fixture_mutation (test->f, PD_MUTATION_DELETE, saved)));
  assert_found (test, test->finance, "C-100", NULL);
}

static void
catch_up (Test *test, gint64 most)
{
  g_autoptr (GError) error = NULL;
  guint n;

  g_assert_true (pd_platform_search_catch_up (test->f->platform, most, &n, &error));
  g_assert_cmpint (n, <=, most);
}

static void
assert_numbers (Test *test, GPtrArray *orders)
{
  for (guint n = 0; n < 30; n++)
    {
      g_autofree char *number = g_strdup_printf ("R-%u", n);
      g_autoptr (PdWirePage) page = find (test, test->finance, number);
      guint expected = 0;

      for (guint i = 0; i < orders->len; i++)
        expected +=
            strstr (pd_record_get_text (g_ptr_array_index (orders, i), PD_ORDER_NUMBER), number) != NULL;
      g_assert_cmpuint (page->records->len, ==, MIN (expected, 20));
      g_assert_cmpint (page->more, ==, expected > 20);
    }
}

/* Many changes, of which the index has followed some, or a part, or all. */
static void
test_index_is_what_is (Test *test, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GPtrArray) orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);

  for (guint i = 0; i < 40; i++)
    g_ptr_array_add (orders, make (test, test->finance, "R-0", NULL));
  for (guint i = 0; i < 800; i++)
    {
      guint which = (guint) g_rand_int_range (random, 0, (gint32) orders->len);
      g_autoptr (PdRecord) changed = pd_record_copy (g_ptr_array_index (orders, which));
      g_autofree char *number = g_strdup_printf ("R-%d", g_rand_int_range (random, 0, 30));

      pd_record_set_text (changed, PD_ORDER_NUMBER, number);
      if (pd_record_equal (changed, g_ptr_array_index (orders, which)))
        continue;

      PdRecord *saved =
          save (test, test->finance, fixture_patch (test->f, g_ptr_array_index (orders, which), changed));

      pd_record_unref (orders->pdata[which]);
      orders->pdata[which] = saved;
      if (i % 97 == 0)
        catch_up (test, i % 2 == 0 ? 7 : 1000);
    }
  assert_numbers (test, orders);
  catch_up (test, 1000);
  assert_numbers (test, orders);
}

/* More records than one question looks at: the old one is found by its number, and what is cut off says so. */
static void
test_many (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) oldest = make (test, test->finance, "OLD-1", "最早公司");
  g_autoptr (PdWirePage) cut = NULL;
  g_autoptr (PdWirePage) alike = NULL;
  g_autoptr (PdWirePage) due = NULL;

  test->f->find_limit = 10;
  fixture_restart (test->f);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *number = g_strdup_printf ("N-%u", 100 + i);

      pd_record_unref (make (test, test->finance, number, "AAA BBB AAB ABB"));
    }
  catch_up (test, 1000);
  assert_found (test, test->finance, "OLD-1", oldest);
  assert_found (test, test->finance, "最早", oldest);
  /* As many as may be looked at have its parts: that there is none is not said. */
  cut = find (test, test->finance, "AAABBB");
  g_assert_cmpuint (cut->records->len, ==, 0);
  g_assert_true (cut->more);
  /* Nor when the index has not followed yet. */
  for (guint i = 0; i < 20; i++)
    pd_record_unref (make (test, test->finance, "N-1", NULL));
  due = find (test, test->finance, "OLD-1");
  g_assert_cmpuint (due->records->len, ==, 0);
  g_assert_true (due->more);
  alike = find (test, test->finance, "N-1");
  g_assert_cmpuint (alike->records->len, ==, 10);
  g_assert_true (alike->more);
}

/* The newest made first, and that there are others is said. */
static void
test_order (Test *test, gconstpointer data)
{
  g_autoptr (PdWirePage) page = NULL;

  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *number = g_strdup_printf ("S-%u", 10 + i);

      pd_record_unref (make (test, test->finance, number, NULL));
    }
  page = find (test, test->finance, "S-");
  g_assert_cmpuint (page->records->len, ==, 20);
  g_assert_true (page->more);
  g_assert_cmpstr (pd_record_get_text (g_ptr_array_index (page->records, 0), PD_ORDER_NUMBER), ==, "S-34");
}

/* What another company of the same platform has is nothing to whoever asks: not its content, not that there is one. */
static void
test_other_tenant (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) theirs = make (test, test->other, "X-2026-77", "秘密客户公司");
  g_autofree char *here = NULL;
  g_autofree char *nobody = NULL;

  assert_found (test, test->other, "X-2026-77", theirs);
  here = ask (test, test->finance, "X-2026-77", 200);
  nobody = ask (test, test->finance, "X-2026-78", 200);
  g_assert_cmpstr (here, ==, nobody);
  assert_found (test, test->finance, "秘密", NULL);
  /* Many of another tenant's do not use up what may be looked at here. */
  test->f->find_limit = 2;
  fixture_restart (test->f);
  for (guint i = 0; i < 5; i++)
    pd_record_unref (make (test, test->other, "X-2026", NULL));
  assert_found (test, test->finance, "X-2026", NULL);
  catch_up (test, 1000);
  assert_found (test, test->finance, "X-2026", NULL);
}

/* That there is one is told to whoever works there; what it says is not. */
static void
test_hidden (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = make (test, test->finance, "H-1", "不许看公司");
  g_autofree char *text = NULL;
  gboolean may = pd_platform_role_may (PD_PLATFORM_ROLE_WAREHOUSE, "read", "order");

  text = ask (test, test->warehouse, "H-1", 200);
  g_assert_nonnull (strstr (text, pd_record_get_id (order)));
  g_assert_cmpint (strstr (text, "不许看") != NULL, ==, may);
}

/* Data of the version before are found as well. */
static void
test_older_data (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = make (test, test->finance, "D-1", NULL);
  g_autoptr (PdRecord) gone = make (test, test->finance, "D-2", NULL);

  pd_record_unref (save (test, test->finance, fixture_mutation (test->f, PD_MUTATION_DELETE, gone)));
  fixture_close (test->f);
  fixture_downgrade (test->f, 4);
  fixture_open (test->f);
  assert_found (test, test->finance, "D-1", order);
  assert_found (test, test->finance, "D-2", NULL);
}

static double
cpu_seconds (void)
{
  return (double) clock () / CLOCKS_PER_SEC;
}

/* As many orders as PIAODAN_FIND_RECORDS says, and what keeping them findable takes of the processor, in all. */
static double
fill (Test *test, guint n, double *indexing)
{
  PdPlatform *platform = test->f->platform;
  PdPlatformChange change = { .platform = platform, .tenant = test->f->tenants[0], .now = test->f->now };
  g_autoptr (GError) error = NULL;
  double spent = 0, start;

  *indexing = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *number = g_strdup_printf ("N-%07u", i);
      g_autofree char *buyer = g_strdup_printf ("样例市%u号远山贸易有限公司", i % 5000);
      g_autoptr (PdRecord) order = fixture_order (test->f, number);

      pd_record_set_text (order, PD_ORDER_BUYER_NAME, i == 0 ? "最早公司" : buyer);
      pd_record_set_text (order, PD_ORDER_BUYER_ADDRESS, "样例市临溪区学院路 88 号 3 幢 1201 室");
      pd_record_set_text (order, PD_ORDER_BUYER_PHONE, "0571-88120000");
      start = cpu_seconds ();
      if (i % 500 == 0)
        g_assert_true (pd_platform_sql_script (platform->sql, "BEGIN", &error));
      g_assert_true (pd_platform_search_change (&change, order, &error));
      if (i % 500 == 499)
        g_assert_true (pd_platform_sql_script (platform->sql, "COMMIT", &error));
      spent += cpu_seconds () - start;
      start = cpu_seconds ();
      if (i % 500 == 499)
        catch_up (test, 500);
      *indexing += cpu_seconds () - start;
    }
  return spent;
}

/* Not in a test run: what it costs. */
static void
test_cost (Test *test, gconstpointer data)
{
  static const char *const texts[] = { "N-0000017", "0000017", "最早公司", "公司", "没有这个" };
  const char *many = g_getenv ("PIAODAN_FIND_RECORDS");
  guint n = many != NULL ? (guint) g_ascii_strtoull (many, NULL, 10) / 500 * 500 : 0;
  double spent, indexing;

  if (n == 0)
    {
      g_test_skip ("PIAODAN_FIND_RECORDS does not say how many");
      return;
    }
  spent = fill (test, n, &indexing);
  g_test_message ("%u records: %.1f µs each when written, %.1f µs later", n, spent / n * 1e6,
                  indexing / n * 1e6);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      double start = cpu_seconds ();
      g_autoptr (PdWirePage) page = find (test, test->finance, texts[i]);

      g_test_message ("%s: %.2f ms%s", texts[i], (cpu_seconds () - start) * 1e3, page->more ? " (more)" : "");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/find/" name, Test, NULL, set_up, func, tear_down)
  ADD ("parts", test_parts);
  ADD ("parts-apart", test_parts_apart);
  ADD ("changes", test_changes);
  ADD ("index-is-what-is", test_index_is_what_is);
  ADD ("many", test_many);
  ADD ("order", test_order);
  ADD ("other-tenant", test_other_tenant);
  ADD ("hidden", test_hidden);
  ADD ("older-data", test_older_data);
  ADD ("cost", test_cost);
  return g_test_run ();
}
