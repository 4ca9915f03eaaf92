/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "superstore/superstore-file.h"

#include <string.h>

/* The columns of the list. */
enum
{
  COLUMN_LINE,
  COLUMN_NUMBER,
  COLUMN_DATE,
  COLUMN_SENT_ON,
  COLUMN_CUSTOMER_ID = 5,
  COLUMN_CUSTOMER,
  COLUMN_NAME = 15,
  COLUMN_AMOUNT,
  COLUMN_QUANTITY,
  N_COLUMNS = 20
};

static const char heading[] =
    "行 ID,订单 ID,订单日期,发货日期,邮寄方式,客户 ID,客户名称,细分,城市,省/自治区,国家,地区,产品 ID,"
    "类别,子类别,产品名称,销售额,数量,折扣,利润\n";

static void
line_free (gpointer data)
{
  SuperLine *line = data;

  g_free (line->name);
  g_free (line);
}

static void
order_free (gpointer data)
{
  SuperOrder *order = data;

  g_free (order->number);
  g_ptr_array_unref (order->lines);
  g_free (order);
}

void
super_file_free (SuperFile *file)
{
  g_ptr_array_unref (file->orders);
  g_hash_table_unref (file->by_number);
  g_hash_table_unref (file->sold);
  g_hash_table_unref (file->returned);
  g_string_free (file->csv, TRUE);
  g_free (file);
}

/* One row from *@at on, which moves behind it; NULL at the end. */
static GPtrArray *
read_row (const char **at)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  GString *cell = g_string_new (NULL);
  gboolean quoted = FALSE;
  const char *p = *at;

  if (*p == '\0')
    {
      g_string_free (cell, TRUE);
      g_ptr_array_unref (cells);
      return NULL;
    }
  for (; *p != '\0' && (quoted || *p != '\n'); p++)
    if (*p == '"' && quoted && p[1] == '"')
      g_string_append_c (cell, *p++);
    else if (*p == '"')
      quoted = !quoted;
    else if (*p == ',' && !quoted)
      {
        g_ptr_array_add (cells, g_strdup (cell->str));
        g_string_truncate (cell, 0);
      }
    else if (*p != '\r')
      g_string_append_c (cell, *p);
  *at = *p == '\n' ? p + 1 : p;
  g_ptr_array_add (cells, g_string_free (cell, FALSE));
  return cells;
}

/* "129.696" is 12970: half up at the third decimal, digit by digit. */
static gint64
to_fen (const char *text)
{
  gint64 fen = 0;
  const char *p = text;
  guint decimals = 0;

  for (; g_ascii_isdigit (*p); p++)
    fen = fen * 10 + (*p - '0');
  if (*p == '.')
    for (p++; g_ascii_isdigit (*p) && decimals < 2; p++, decimals++)
      fen = fen * 10 + (*p - '0');
  for (; decimals < 2; decimals++)
    fen *= 10;
  if (g_ascii_isdigit (*p) && *p >= '5')
    fen++;
  while (g_ascii_isdigit (*p))
    p++;
  if (*p != '\0')
    g_error ("“%s” is no amount", text);
  return fen;
}

static void
count (GHashTable *pieces, const char *name, guint quantity)
{
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (pieces, name));

  g_hash_table_insert (pieces, (gpointer) name, GUINT_TO_POINTER (before + quantity));
}

static void
write_row (GString *csv, GPtrArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    {
      const char *cell = g_ptr_array_index (cells, i);
      g_auto (GStrv) parts = g_strsplit (cell, "\"", -1);
      g_autofree char *doubled = g_strjoinv ("\"\"", parts);
      gboolean quote = strpbrk (cell, "\",\n") != NULL;

      g_string_append_printf (csv, "%s%s%s%s", i > 0 ? "," : "", quote ? "\"" : "", doubled,
                              quote ? "\"" : "");
    }
  g_string_append_c (csv, '\n');
}

/* What an order's first line says of it: some numbers of the list are of several customers, which no import takes. */
typedef struct
{
  char *date, *sent_on, *customer_id, *customer;
} Head;

static void
head_free (gpointer data)
{
  Head *head = data;

  g_free (head->date);
  g_free (head->sent_on);
  g_free (head->customer_id);
  g_free (head->customer);
  g_free (head);
}

static void
agree_with (GPtrArray *cells, GHashTable *heads)
{
  static const guint columns[] = { COLUMN_DATE, COLUMN_SENT_ON, COLUMN_CUSTOMER_ID, COLUMN_CUSTOMER };
  const char *number = g_ptr_array_index (cells, COLUMN_NUMBER);
  Head *head = g_hash_table_lookup (heads, number);

  if (head == NULL)
    {
      head = g_new0 (Head, 1);
      head->date = g_strdup (g_ptr_array_index (cells, COLUMN_DATE));
      head->sent_on = g_strdup (g_ptr_array_index (cells, COLUMN_SENT_ON));
      head->customer_id = g_strdup (g_ptr_array_index (cells, COLUMN_CUSTOMER_ID));
      head->customer = g_strdup (g_ptr_array_index (cells, COLUMN_CUSTOMER));
      g_hash_table_insert (heads, g_strdup (number), head);
    }
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      const char *values[] = { head->date, head->sent_on, head->customer_id, head->customer };

      g_free (cells->pdata[columns[i]]);
      cells->pdata[columns[i]] = g_strdup (values[i]);
    }
}

static SuperOrder *
find_order (SuperFile *file, const char *number, guint max_orders)
{
  SuperOrder *order = g_hash_table_lookup (file->by_number, number);

  if (order != NULL || file->orders->len >= max_orders)
    return order;
  order = g_new0 (SuperOrder, 1);
  order->number = g_strdup (number);
  order->lines = g_ptr_array_new_with_free_func (line_free);
  g_ptr_array_add (file->orders, order);
  g_hash_table_insert (file->by_number, order->number, order);
  return order;
}

static void
take_row (SuperFile *file, GPtrArray *cells, GHashTable *heads, guint max_orders)
{
  SuperOrder *order = find_order (file, g_ptr_array_index (cells, COLUMN_NUMBER), max_orders);
  SuperLine *line;

  if (order == NULL)
    return;
  line = g_new0 (SuperLine, 1);
  line->name = g_strdup (g_ptr_array_index (cells, COLUMN_NAME));
  line->quantity = (guint) g_ascii_strtoull (g_ptr_array_index (cells, COLUMN_QUANTITY), NULL, 10);
  line->fen = to_fen (g_ptr_array_index (cells, COLUMN_AMOUNT));
  g_ptr_array_add (order->lines, line);
  order->fen += line->fen;
  file->fen += line->fen;
  file->n_lines++;
  count (file->sold, line->name, line->quantity);
  agree_with (cells, heads);
  write_row (file->csv, cells);
}

static void
mark_returned (SuperFile *file, const char *number)
{
  SuperOrder *order = g_hash_table_lookup (file->by_number, number);

  if (order == NULL || order->returned)
    return;
  order->returned = TRUE;
  file->n_returned++;
  file->fen_returned += order->fen;
  for (guint i = 0; i < order->lines->len; i++)
    {
      const SuperLine *line = g_ptr_array_index (order->lines, i);

      count (file->returned, line->name, line->quantity);
    }
}

/** super_file_read: @lines, @returns: CSV texts with headings. Returns: (transfer full): the first orders of it */
SuperFile *
super_file_read (const char *lines, const char *returns, guint max_orders)
{
  SuperFile *file = g_new0 (SuperFile, 1);
  g_autoptr (GHashTable) heads = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, head_free);
  GPtrArray *cells = read_row (&lines);

  file->orders = g_ptr_array_new_with_free_func (order_free);
  file->by_number = g_hash_table_new (g_str_hash, g_str_equal);
  file->sold = g_hash_table_new (g_str_hash, g_str_equal);
  file->returned = g_hash_table_new (g_str_hash, g_str_equal);
  file->csv = g_string_new (heading);
  for (; cells != NULL; g_ptr_array_unref (cells), cells = read_row (&lines))
    if (cells->len == N_COLUMNS && g_ascii_isdigit (*(const char *) g_ptr_array_index (cells, COLUMN_LINE)))
      take_row (file, cells, heads, max_orders);
  for (cells = read_row (&returns); cells != NULL; g_ptr_array_unref (cells), cells = read_row (&returns))
    mark_returned (file, g_ptr_array_index (cells, 0));
  return file;
}

/** super_file_load: Returns: (transfer full) (nullable): of the samples, where they are */
SuperFile *
super_file_load (guint max_orders)
{
  const char *samples = g_getenv ("PIAODAN_SAMPLES");
  g_autofree char *lines_path = g_build_filename (samples, "orders", "superstore_cn_orders.csv", NULL);
  g_autofree char *returns_path = g_build_filename (samples, "orders", "superstore_cn_returns.csv", NULL);
  g_autofree char *lines = NULL;
  g_autofree char *returns = NULL;

  if (samples == NULL || !g_file_get_contents (lines_path, &lines, NULL, NULL) ||
      !g_file_get_contents (returns_path, &returns, NULL, NULL))
    return NULL;
  return super_file_read (lines, returns, max_orders);
}

/** super_file_make: Returns: (transfer full): of a made-up list of the same shape, with the same oddities */
SuperFile *
super_file_make (guint n_orders)
{
  static const char *const makes[] = { "临溪", "海曙", "东方", "样例" };
  static const char *const goods[] = { "订书机", "信封", "椅子", "路由器", "标签", "书架", "电话" };
  static const char *const looks[] = { "红色", "蓝色", "耐用", "回收" };
  static const char *const tails[] = {
    "", ".5", ".44", ".696", ".43999999999998", ".236", ".005", ".994999"
  };
  g_autoptr (GString) lines = g_string_new (heading);
  g_autoptr (GString) returns = g_string_new ("订单 ID,退回\n");
  guint n = 0;

  for (guint i = 0; i < n_orders; i++)
    {
      guint n_lines = 1 + i * 7 % 5 + (i % 31 == 0 ? 12 : 0);

      for (guint k = 0; k < n_lines; k++, n++)
        g_string_append_printf (
            lines,
            "%u,CN-%u-%07u,%u-%02u-%02u,%u-12-29,标准级,客户%u-%u,客%u,公司,杭州,浙江,中国,华东,"
            "用品-%u,用品,用品,\"%s %s, %s\",%u%s,%u,0.4,-60.70400000000001\n",
            n + 1, 2014 + i % 4, 1000 + i, 2014 + i % 4, 1 + i % 12, 1 + i % 28, 2014 + i % 4,
            i + (i % 9 == 0 ? k : 0), i, i + (i % 9 == 0 ? k : 0), n % 97, makes[n % 4], goods[n % 7],
            looks[n / 4 % 4], 13 + n * 37 % 4000, tails[n % 8], 1 + n % 14);
      if (i % 9 == 4)
        g_string_append_printf (returns, "CN-%u-%07u,是\n", 2014 + i % 4, 1000 + i);
    }
  return super_file_read (lines->str, returns->str, n_orders);
}
