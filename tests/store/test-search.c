/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokenizer, the search, and lists. */

#include "store-fixture.h"

#include "model/pd-assignment.h"
#include "model/pd-party.h"
#include "model/pd-ticket.h"
#include "store/pd-store-assignment.h"
#include "store/pd-store-search.h"
#include "store/pd-store-tokenizer.h"

static int
join_token (gpointer data, const char *token, int length, int start, int end)
{
  GString *joined = data;

  g_string_append_printf (joined, "%s%.*s", joined->len > 0 ? " " : "", length, token);
  return 0;
}

static const struct
{
  const char *text;
  const char *as_document;
  const char *as_query;
} token_cases[] = {
  /* Chinese: overlapping pairs; the last character alone, so that each begins a token */
  { "北京科技", "北京 京科 科技 技", "北京 京科 科技" },
  { "纸", "纸", "纸" },
  { "纸,笔", "纸 笔", "纸 笔" },
  /* words: lower case, full width as half width */
  { "HP LaserJet", "hp laserjet", "hp laserjet" },
  { "ＡＢｃ１２", "abc12", "abc12" },
  { "A4纸张", "a4 纸张 张", "a4 纸张" },
  { "91310000-MA1", "91310000 ma1", "91310000 ma1" },
  /* nothing to find */
  { "", "", "" },
  { " —「」、，。 ", "", "" },
  /* outside the basic plane, and no UTF-8 at all */
  { "\xf0\xa0\x80\x80\xf0\xa0\x80\x81", "\xf0\xa0\x80\x80\xf0\xa0\x80\x81 \xf0\xa0\x80\x81",
    "\xf0\xa0\x80\x80\xf0\xa0\x80\x81" },
  { "ab\xff\xfe"
    "cd",
    "ab cd", "ab cd" },
};

static void
test_tokens (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (token_cases); i++)
    for (int query = 0; query < 2; query++)
      {
        g_autoptr (GString) joined = g_string_new (NULL);
        const char *text = token_cases[i].text;

        pd_store_tokenize (text, (int) strlen (text), query, join_token, joined);
        g_assert_cmpstr (joined->str, ==, query ? token_cases[i].as_query : token_cases[i].as_document);
      }
}

/* The buyers of the search test, by the index used in the table below. */
static const struct
{
  const char *buyer, *tax_number, *address, *good;
} orders[] = {
  { "北京科技发展有限公司", "91110108MA01ABCD2X", "北京市海淀区中关村大街1号", "增值税税控系统专用设备" },
  { "上海长江贸易有限公司", "91310115MA1K3XYZ07", "上海市浦东新区", "A4打印纸 70g" },
  { "长沙银行股份有限公司", "91430000712345678Y", "长沙市岳麓区", "HP LaserJet 硒鼓" },
  { "京东方科技集团股份有限公司", "911100001011016602", "北京市朝阳区", "显示器，27寸" },
};

static const struct
{
  const char *search;
  const char *found; /* indexes, ascending */
} search_cases[] = {
  /* two characters, three, across a pair's border */
  { "科技", "0 3" },
  { "北京", "0 3" },
  { "长江", "1" },
  { "科技发展", "0" },
  { "科技集团", "3" },
  /* every pair is there, but not one after the other */
  { "京科技东方", "" },
  /* one character, at the beginning, in the middle, at the end */
  { "沙", "2" },
  { "鼓", "2" },
  { "寸", "3" },
  /* line names, addresses, several words are all of them */
  { "打印纸", "1" },
  { "海淀", "0" },
  { "北京 显示器", "3" },
  { "北京 打印纸", "" },
  /* Latin: any case, full width, the beginning of a word, mixed with Chinese */
  { "laserjet", "2" },
  { "ＬＡＳＥＲ", "2" },
  { "a4打印", "1" },
  { "27寸", "3" },
  /* numbers: by beginning, end, part */
  { "91310115", "1" },
  { "xyz07", "1" },
  { "K3XY", "1" },
  { "9111", "0 3" },
  { "016602", "3" },
  { "00010110", "3" },
  /* nothing, and hostile text */
  { "没有", "" },
  { "\" OR 1=1 --", "" },
  { "科技\"", "0 3" },
  { "'; DROP TABLE orders; --", "" },
  { "text:科技 NOT 北京 NEAR(", "" },
  { "%", "" },
  { "_*", "" },
};

static char *
find (StoreFixture *fixture, char **ids, const char *search)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GPtrArray) records = NULL;
  GString *found = g_string_new (NULL);

  query->search = g_strdup (search);
  query->descending = FALSE;
  rows = pd_store_query_rows (fixture->session, query, NULL, &error);
  g_assert_no_error (error);
  records =
      pd_store_get_rows (fixture->session, &pd_order_type, (const gint64 *) rows->data, rows->len, &error);
  for (guint i = 0; i < records->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (orders); j++)
      if (g_str_equal (ids[j], pd_record_get_id (((PdStoreRow *) records->pdata[i])->record)))
        g_string_append_printf (found, "%s%u", found->len > 0 ? " " : "", j);
  return g_string_free (found, FALSE);
}

static void
save_orders (StoreFixture *fixture, char **ids)
{
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (PdRecord) order = store_fixture_order (fixture, orders[i].buyer, orders[i].good);

      pd_record_set_text (order, PD_ORDER_BUYER_TAX_NUMBER, orders[i].tax_number);
      pd_record_set_text (order, PD_ORDER_BUYER_ADDRESS, orders[i].address);
      ids[i] = g_strdup (pd_record_get_id (order));
      store_fixture_save (fixture, order);
    }
}

static void
test_search (void)
{
  StoreFixture fixture;
  char *ids[G_N_ELEMENTS (orders)];

  store_fixture_open (&fixture);
  save_orders (&fixture, ids);
  for (guint i = 0; i < G_N_ELEMENTS (search_cases); i++)
    {
      g_autofree char *found = find (&fixture, ids, search_cases[i].search);

      g_test_message ("%s", search_cases[i].search);
      g_assert_cmpstr (found, ==, search_cases[i].found);
    }
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    g_free (ids[i]);
  store_fixture_close (&fixture);
}

/* The index follows edits and deletions, and agrees with one that is built anew. */
static void
test_index_follows (void)
{
  StoreFixture fixture;
  char *ids[G_N_ELEMENTS (orders)];
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = NULL;
  g_autofree char *old_word = NULL;
  g_autofree char *new_word = NULL;
  g_autofree char *deleted = NULL;

  store_fixture_open (&fixture);
  save_orders (&fixture, ids);
  order = store_fixture_get (&fixture, ids[1]);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "黄河贸易");
  store_fixture_save (&fixture, order);
  pd_store_delete_record (fixture.session, &pd_order_type, ids[3], fixture.now, &error);
  g_assert_no_error (error);
  old_word = find (&fixture, ids, "长江");
  new_word = find (&fixture, ids, "黄河");
  deleted = find (&fixture, ids, "显示器");
  g_assert_cmpstr (old_word, ==, "");
  g_assert_cmpstr (new_word, ==, "1");
  g_assert_cmpstr (deleted, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    g_free (ids[i]);
  store_fixture_close (&fixture);
}

static guint
count (StoreFixture *fixture, const PdStoreQuery *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) rows = pd_store_query_rows (fixture->session, query, NULL, &error);

  g_assert_no_error (error);
  return rows->len;
}

static void
test_filters (void)
{
  StoreFixture fixture;
  char *ids[G_N_ELEMENTS (orders)];
  g_autoptr (GError) error = NULL;
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (PdStoreQuery) copy = NULL;
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GPtrArray) records = NULL;
  const gint64 missing = 999;

  store_fixture_open (&fixture);
  save_orders (&fixture, ids);
  g_assert_cmpuint (count (&fixture, query), ==, 4);
  query->state = g_strdup ("open");
  query->date_from = g_strdup ("2026-09-01");
  query->date_to = g_strdup ("2026-09-01");
  query->row_state = PD_ROW_WAITING;
  query->search = g_strdup ("北京");
  query->sort_field = PD_ORDER_BUYER_NAME;
  copy = pd_store_query_copy (query);
  g_assert_cmpuint (count (&fixture, copy), ==, 2);
  copy->row_state = PD_ROW_CLEAN;
  g_assert_cmpuint (count (&fixture, copy), ==, 0);
  copy->row_state = -1;
  g_free (copy->date_to);
  copy->date_to = g_strdup ("2026-08-31");
  g_assert_cmpuint (count (&fixture, copy), ==, 0);
  g_clear_pointer (&query->search, g_free);
  query->filter_field = PD_ORDER_BUYER_TAX_NUMBER;
  query->filter_text = g_strdup (orders[2].tax_number);
  rows = pd_store_query_rows (fixture.session, query, NULL, &error);
  g_assert_cmpuint (rows->len, ==, 1);
  g_array_append_val (rows, missing);
  records =
      pd_store_get_rows (fixture.session, &pd_order_type, (const gint64 *) rows->data, rows->len, &error);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpstr (pd_record_get_id (((PdStoreRow *) records->pdata[0])->record), ==, ids[2]);
  g_assert_cmpint (((PdStoreRow *) records->pdata[0])->state, ==, PD_ROW_WAITING);
  g_assert_null (records->pdata[1]);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    g_free (ids[i]);
  store_fixture_close (&fixture);
}

/* Where orders are on their way, whose they are and until when: an order that is only invoiced is no draft. */
static void
test_several_filters (void)
{
  static const struct
  {
    const char *kind, *stage, *assignee, *due;
  } rows[] = {
    { NULL, NULL, NULL, NULL },
    { "goods", NULL, "clerk", "2026-09-05" },
    { "goods", "review", "clerk", "2026-09-04" },
    { "service", "draft", "technician", NULL },
  };
  StoreFixture fixture;
  g_autoptr (PdStoreQuery) drafts = pd_store_query_new (&pd_order_type);
  g_autoptr (PdStoreQuery) due = pd_store_query_new (&pd_order_type);
  g_autoptr (PdStoreQuery) copy = NULL;

  store_fixture_open (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) order = store_fixture_order (&fixture, "甲公司", "打印纸");

      pd_record_set_text (order, PD_ORDER_KIND, rows[i].kind);
      pd_record_set_text (order, PD_ORDER_STAGE, rows[i].stage);
      pd_record_set_text (order, PD_ORDER_ASSIGNEE, rows[i].assignee);
      pd_record_set_text (order, PD_ORDER_DUE_DATE, rows[i].due);
      store_fixture_save (&fixture, order);
    }
  pd_store_query_add_filter (drafts, PD_STORE_FILTER_HAS, PD_ORDER_KIND, NULL);
  g_assert_cmpuint (count (&fixture, drafts), ==, 3);
  pd_store_query_add_filter (drafts, PD_STORE_FILTER_IS_OR_EMPTY, PD_ORDER_STAGE, "draft");
  copy = pd_store_query_copy (drafts);
  g_assert_cmpuint (count (&fixture, copy), ==, 2);
  pd_store_query_add_filter (copy, PD_STORE_FILTER_IS, PD_ORDER_ASSIGNEE, "technician");
  copy->search = g_strdup ("甲公司");
  g_assert_cmpuint (count (&fixture, copy), ==, 1);
  pd_store_query_add_filter (due, PD_STORE_FILTER_BEFORE, PD_ORDER_DUE_DATE, "2026-09-05");
  due->sort_field = PD_ORDER_NUMBER;
  g_assert_cmpuint (count (&fixture, due), ==, 1);
  store_fixture_close (&fixture);
}

static void
test_find_by (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = NULL;
  g_autofree char *found = NULL;

  store_fixture_open (&fixture);
  order = store_fixture_order (&fixture, "甲公司", "打印纸");
  pd_record_set_text (order, PD_ORDER_IMPORT_KEY, "sheet:1");
  store_fixture_save (&fixture, order);
  found = pd_store_find_by (fixture.session, &pd_order_type, PD_ORDER_IMPORT_KEY, "sheet:1", &error);
  g_assert_cmpstr (found, ==, pd_record_get_id (order));
  g_assert_null (pd_store_find_by (fixture.session, &pd_order_type, PD_ORDER_IMPORT_KEY, "sheet:2", &error));
  g_assert_no_error (error);
  store_fixture_close (&fixture);
}

/* A long list with a condition is put in order by another way than a short one, with the same outcome. */
static void
test_long_list (void)
{
  static const char fill[] =
      "INSERT INTO orders (id, number, order_date, state) WITH RECURSIVE n (i) AS"
      " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 22000) SELECT 'id-' || i, 'N' || (i * 7 % 22000),"
      " date ('2020-01-01', '+' || (i * 7919 % 1300) || ' days'), iif (i % 50 = 0, 'cancelled', 'open') FROM "
      "n";
  StoreFixture fixture;

  store_fixture_open (&fixture);
  g_assert_true (pd_store_session_exec (fixture.session, fill, NULL));
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) rows = NULL;
      g_autoptr (PdStatement) wanted = NULL;
      const char *state = i & 1 ? "open" : "cancelled";
      const char *column = i & 2 ? "order_date" : "number COLLATE NOCASE";
      const char *direction = i & 4 ? "DESC" : "ASC";
      g_autofree char *sql = g_strdup_printf (
          "SELECT row FROM orders WHERE +deleted = 0 AND state = '%s' ORDER BY %s %s, row %s", state, column,
          direction, direction);
      gboolean found;

      query->state = g_strdup (state);
      query->sort_field = i & 2 ? PD_ORDER_DATE : PD_ORDER_NUMBER;
      query->descending = (i & 4) != 0;
      rows = pd_store_query_rows (fixture.session, query, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (rows->len, ==, i & 1 ? 21560 : 440);
      wanted = pd_store_session_prepare (fixture.session, sql, &error);
      for (guint j = 0; j < rows->len; j++)
        {
          g_assert_true (pd_store_session_step (fixture.session, wanted, &found, &error));
          g_assert_cmpint (sqlite3_column_int64 (wanted, 0), ==, g_array_index (rows, gint64, j));
        }
    }
  store_fixture_close (&fixture);
}

/* Each set of conditions, in each order, beside the same asked of the table: as many rows as are put together from indexes,
 * and as few as are looked up. */
static void
check_narrowed (StoreFixture *fixture, guint conditions, guint sort)
{
  static const int fields[] = { -1, PD_ORDER_DATE, PD_ORDER_GROSS_AMOUNT };
  static const char *const columns[] = { "row", "order_date", "gross_amount" };
  const char *direction = sort & 4 ? "DESC" : "ASC";
  g_autoptr (GString) sql = g_string_new ("SELECT row FROM orders WHERE +deleted = 0");
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_order_type);
  g_autoptr (PdStatement) wanted = NULL;
  g_autoptr (GArray) rows = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found;

  query->state = conditions & 1 ? g_strdup ("open") : NULL;
  query->filter_field = conditions & 2 ? PD_ORDER_KIND : -1;
  query->filter_text = conditions & 2 ? g_strdup ("goods") : NULL;
  query->date_from = conditions & 4 ? g_strdup ("2021-02-01") : NULL;
  query->date_to = conditions & 4 ? g_strdup ("2021-12-31") : NULL;
  if (conditions & 8)
    pd_store_query_add_filter (query, PD_STORE_FILTER_IS, PD_ORDER_STAGE, "delivery");
  if (conditions & 16)
    pd_store_query_add_filter (query, PD_STORE_FILTER_IS_OR_EMPTY, PD_ORDER_ASSIGNEE, "a");
  if (conditions & 64)
    {
      pd_store_query_add_filter (query, PD_STORE_FILTER_ONE_OF_OR_EMPTY, PD_ORDER_ASSIGNEE, "[\"b\",\"c\"]");
      pd_store_query_add_filter (query, PD_STORE_FILTER_IS_NOT, PD_ORDER_KIND, "goods");
      pd_store_query_add_filter (query, PD_STORE_FILTER_BEFORE, PD_ORDER_STAGE, "dz");
    }
  query->search = conditions & 32 ? g_strdup ("n1") : NULL;
  query->sort_field = fields[sort & 3];
  query->descending = (sort & 4) != 0;
  g_string_append (sql, conditions & 1 ? " AND +state = 'open'" : "");
  g_string_append (sql, conditions & 2 ? " AND +kind = 'goods'" : "");
  g_string_append (sql, conditions & 4 ? " AND +order_date BETWEEN '2021-02-01' AND '2021-12-31'" : "");
  g_string_append (sql, conditions & 8 ? " AND +stage = 'delivery'" : "");
  g_string_append (sql, conditions & 16 ? " AND (+assignee = 'a' OR +assignee IS NULL)" : "");
  g_string_append (sql, conditions & 64 ? " AND coalesce (assignee, 'b') = 'b' AND kind IS NULL AND +stage < "
                                          "'dz'"
                                        : "");
  g_string_append (sql, conditions & 32 ? " AND +number LIKE 'N1%'" : "");
  g_string_append_printf (sql, " ORDER BY %s %s, row %s", columns[sort & 3], direction, direction);
  rows = pd_store_query_rows (fixture->session, query, NULL, &error);
  g_assert_no_error (error);
  wanted = pd_store_session_prepare (fixture->session, sql->str, &error);
  for (guint i = 0; i < rows->len; i++)
    {
      g_assert_true (pd_store_session_step (fixture->session, wanted, &found, &error) && found);
      g_assert_cmpint (sqlite3_column_int64 (wanted, 0), ==, g_array_index (rows, gint64, i));
    }
  g_assert_true (pd_store_session_step (fixture->session, wanted, &found, &error));
  g_assert_false (found);
}

static void
test_narrowed (void)
{
  static const char fill[] =
      "INSERT INTO orders (id, number, order_date, state, kind, stage, assignee, gross_amount)"
      " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) SELECT 'id-' || i,"
      " 'N' || (i * 7 % 9000), date ('2020-01-01', '+' || (i * 7919 % 1300) || ' days'),"
      " iif (i % 5 = 0, 'invoiced', 'open'), iif (i % 3 = 0, NULL, 'goods'), iif (i % 7 = 1, 'delivery', "
      "'done'),"
      " iif (i % 11 = 0, 'a', iif (i % 11 < 4, 'b', NULL)), i * 7907 % 5000 FROM n";
  StoreFixture fixture;

  store_fixture_open (&fixture);
  g_assert_true (pd_store_session_exec (fixture.session, fill, NULL));
  g_assert_true (pd_store_session_exec (fixture.session,
                                        "UPDATE orders SET number_reversed = pd_reverse (number)", NULL));
  for (guint conditions = 0; conditions < 96; conditions++)
    for (guint sort = 0; sort < 8; sort++)
      if ((sort & 3) < 3)
        check_narrowed (&fixture, conditions, sort);
  store_fixture_close (&fixture);
}

/* A list walks an index and never the table; a snapshot never sorts when an index has the order. */
static void
test_plans (void)
{
  static const struct
  {
    const char *sql, *index;
  } plans[] = {
    { "SELECT row FROM orders WHERE deleted = 0 ORDER BY row DESC", "COVERING INDEX orders_deleted" },
    { "SELECT row FROM orders WHERE deleted = 0 ORDER BY order_date DESC, row DESC",
      "COVERING INDEX orders_order_date" },
    { "SELECT row FROM orders WHERE deleted = 0 AND state = ?1 ORDER BY row DESC",
      "COVERING INDEX orders_state" },
    { "SELECT row FROM orders WHERE deleted = 0 AND row_state <> 0 AND row_state = 3 ORDER BY row",
      "INDEX orders_row_state" },
    { "SELECT row FROM orders WHERE deleted = 0 AND number_reversed >= ?1 AND number_reversed < ?2",
      "COVERING INDEX orders_number_backward" },
    { "SELECT row FROM orders WHERE deleted = 0 AND number >= ?1 COLLATE NOCASE"
      " AND number < ?2 COLLATE NOCASE",
      "COVERING INDEX orders_number_forward" },
    { "SELECT id FROM orders WHERE deleted = 0 AND number = ?1 COLLATE NOCASE",
      "INDEX orders_number_forward" },
    { "SELECT stage, count (*) FROM orders WHERE deleted = 0 AND kind = ?1 GROUP BY stage",
      "COVERING INDEX orders_board" },
    { "SELECT assignee FROM orders WHERE deleted = 0 AND assignee > ?1 ORDER BY assignee LIMIT 1",
      "COVERING INDEX orders_assignee" },
    { "SELECT owner FROM tickets WHERE deleted = 0 AND owner > ?1 ORDER BY owner LIMIT 1",
      "COVERING INDEX tickets_owner" },
  };
  StoreFixture fixture;

  store_fixture_open (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", plans[i].sql, NULL);
      g_autoptr (PdStatement) statement = pd_store_session_prepare (fixture.session, sql, NULL);
      gboolean row;

      g_assert_true (pd_store_session_step (fixture.session, statement, &row, NULL));
      g_test_message ("%s", pd_statement_text (statement, 3));
      g_assert_nonnull (strstr (pd_statement_text (statement, 3), plans[i].index));
      g_assert_true (pd_store_session_step (fixture.session, statement, &row, NULL));
      g_assert_false (row);
    }
  store_fixture_close (&fixture);
}

/* Who is known: the signed-in user, and whom orders, tickets and rules name; nobody of what was deleted. */
static void
test_known_people (void)
{
  StoreFixture fixture;
  g_autoptr (PdRecord) order = NULL, twin = NULL, gone = NULL, ticket = NULL, rule = NULL;
  g_auto (GStrv) nobody = NULL, people = NULL;
  g_autofree char *joined = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_open (&fixture);
  nobody = pd_store_known_people (fixture.session, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (nobody), ==, 0);
  order = store_fixture_order (&fixture, "甲", "货");
  twin = store_fixture_order (&fixture, "乙", "货");
  gone = store_fixture_order (&fixture, "丙", "货");
  pd_record_set_text (order, PD_ORDER_ASSIGNEE, "李");
  pd_record_set_text (twin, PD_ORDER_ASSIGNEE, "李");
  pd_record_set_text (gone, PD_ORDER_ASSIGNEE, "gone");
  store_fixture_save (&fixture, order);
  store_fixture_save (&fixture, twin);
  store_fixture_save (&fixture, gone);
  g_assert_true (pd_store_delete_record (fixture.session, &pd_order_type, pd_record_get_id (gone),
                                         fixture.now += 1000, NULL));
  ticket = pd_ticket_new (fixture.now += 1000, "2026-11-06");
  pd_record_set_text (ticket, PD_TICKET_TITLE, "打不开");
  pd_record_set_text (ticket, PD_TICKET_KIND, PD_TICKET_KIND_SOFTWARE);
  pd_record_set_text (ticket, PD_TICKET_OWNER, "wang");
  pd_record_set_text (ticket, PD_TICKET_EXPERT, "zhang");
  store_fixture_save (&fixture, ticket);
  rule = pd_record_new (&pd_assignment_rule_type, "0192f0c1-0000-7000-8000-000000000001");
  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_NAME, "规则");
  pd_record_set_integer (rule, PD_ASSIGNMENT_RULE_POSITION, 10);
  pd_record_set_text (rule, PD_ASSIGNMENT_RULE_ASSIGNEES, "wang、anna");
  store_fixture_save (&fixture, rule);
  people = pd_store_known_people (fixture.session, "chen", &error);
  g_assert_no_error (error);
  joined = g_strjoinv (" ", people);
  g_assert_cmpstr (joined, ==, "anna chen wang zhang 李");
  store_fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search/tokens", test_tokens);
  g_test_add_func ("/store/search/words", test_search);
  g_test_add_func ("/store/search/index-follows", test_index_follows);
  g_test_add_func ("/store/list/filters", test_filters);
  g_test_add_func ("/store/list/several-filters", test_several_filters);
  g_test_add_func ("/store/list/find-by", test_find_by);
  g_test_add_func ("/store/list/long", test_long_list);
  g_test_add_func ("/store/list/narrowed", test_narrowed);
  g_test_add_func ("/store/list/plans", test_plans);
  g_test_add_func ("/store/list/known-people", test_known_people);
  return g_test_run ();
}
