/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-statement.h"

#include "document/pd-statement-private.h"
#include "model/pd-date.h"
#include "model/pd-money.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_PROBLEMS 1000

/** Reading: one file under way. */
typedef struct
{
  PdSheet *sheet;
  PdStatementColumns columns;
  PdStatement *statement;
} Reading;

static void
problem_free (gpointer data)
{
  PdStatementProblem *problem = data;

  g_free (problem->sentence);
  g_free (problem);
}

static void
add_problem (Reading *reading, guint row, char *sentence)
{
  PdStatementProblem *problem;

  if (reading->statement->problems->len >= MAX_PROBLEMS)
    {
      g_free (sentence);
      return;
    }
  problem = g_new0 (PdStatementProblem, 1);
  problem->row = row + 1;
  problem->sentence = sentence;
  g_ptr_array_add (reading->statement->problems, problem);
}

static char *
cell (const Reading *reading, guint row, PdStatementColumn column)
{
  return pd_statement_cell (reading->sheet, row, reading->columns.columns[column]);
}

/* --- date and time */

static gboolean
is_time (const char *text)
{
  return g_regex_match_simple ("^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(\\.[0-9]+)?$", text, 0, 0);
}

static char *
full_time (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 3);
  guint n = g_strv_length (parts);
  g_autofree char *seconds = n > 2 ? g_strndup (parts[2], 2) : g_strdup ("00");

  return g_strdup_printf ("%s%s:%s:%s", strlen (parts[0]) < 2 ? "0" : "", parts[0], parts[1], seconds);
}

/* "2026-11-02 10:30:00", "20261102103000", "2026/11/2", "20261102 10:30" */
static gboolean
read_date (const char *text, char **date, char **time)
{
  gsize digits = strspn (text, "0123456789");
  g_auto (GStrv) words = g_strsplit_set (text, " T\t", 3);
  const char *clock = words[0] != NULL && words[1] != NULL ? words[1] : "";
  g_autofree char *day = digits == 14 && text[14] == '\0' ? g_strndup (text, 8) : g_strdup (words[0]);

  if ((*clock != '\0' && !is_time (clock)) || !pd_date_canonicalize (day, date, NULL))
    return FALSE;
  if (digits == 14)
    *time = g_strdup_printf ("%.2s:%.2s:%.2s", text + 8, text + 10, text + 12);
  else
    *time = *clock != '\0' ? full_time (clock) : g_strdup ("");
  return TRUE;
}

static void
read_time (const Reading *reading, guint row, PdStatementLine *line)
{
  g_autofree char *text = cell (reading, row, PD_STATEMENT_TIME);

  if (*line->time != '\0')
    return;
  g_free (line->time);
  if (strlen (text) == 6 && strspn (text, "0123456789") == 6)
    line->time = g_strdup_printf ("%.2s:%.2s:%.2s", text, text + 2, text + 4);
  else
    line->time = is_time (text) ? full_time (text) : g_strdup ("");
}

/* --- amounts */

/* "+1,234.50", "¥12.00", "12.50元"; %FALSE also for nothing */
static gboolean
read_money (const char *text, gint64 *fen)
{
  g_autofree char *plain = g_strdup (*text == '+' ? text + 1 : text);

  if (g_str_has_suffix (plain, "元"))
    plain[strlen (plain) - strlen ("元")] = '\0';
  return *plain != '\0' && pd_money_parse (plain, fen, NULL);
}

/* A column that says nothing of this row: empty, a dash, or nought in the one of two that does not apply */
static gboolean
is_nothing (const char *text)
{
  return *text == '\0' || g_str_equal (text, "-") || g_str_equal (text, "--") || g_str_equal (text, "/");
}

static int
read_direction (const char *text)
{
  static const char *const in[] = { "收入", "收",     "贷", "贷方", "入",     "转入",
                                    "入账", "已收入", "c",  "in",   "credit", NULL };
  static const char *const out[] = { "支出", "支",     "借", "借方", "出",    "转出",
                                     "出账", "已支出", "d",  "out",  "debit", NULL };
  g_autofree char *small = g_utf8_strdown (text, -1);

  return g_strv_contains (in, small) ? 1 : g_strv_contains (out, small) ? -1 : 0;
}

typedef enum
{
  AMOUNT_GOOD,
  AMOUNT_LEFT_OUT,
  AMOUNT_BAD,
} Amount;

static Amount
read_two_columns (const Reading *reading, guint row, gint64 *amount)
{
  g_autofree char *in = cell (reading, row, PD_STATEMENT_IN), *out = cell (reading, row, PD_STATEMENT_OUT);
  gint64 received = 0, paid = 0;

  if ((!is_nothing (in) && !read_money (in, &received)) || (!is_nothing (out) && !read_money (out, &paid)) ||
      (is_nothing (in) && is_nothing (out)) || (received != 0 && paid != 0))
    return AMOUNT_BAD;
  *amount = received != 0 ? received : reading->columns.out_is_signed ? paid : -paid;
  return *amount != 0 ? AMOUNT_GOOD : AMOUNT_LEFT_OUT;
}

static Amount
read_amount (const Reading *reading, guint row, gint64 *amount)
{
  g_autofree char *text = cell (reading, row, PD_STATEMENT_AMOUNT);
  g_autofree char *way = cell (reading, row, PD_STATEMENT_DIRECTION);
  const int *at = reading->columns.columns;
  int direction = 1;

  /* An amount that does not say which way it went is of no use where two columns do. */
  if (at[PD_STATEMENT_AMOUNT] < 0 ||
      (at[PD_STATEMENT_DIRECTION] < 0 && (at[PD_STATEMENT_IN] >= 0 || at[PD_STATEMENT_OUT] >= 0)))
    return read_two_columns (reading, row, amount);
  if (!read_money (text, amount))
    return AMOUNT_BAD;
  if (at[PD_STATEMENT_DIRECTION] >= 0)
    direction = read_direction (way);
  /* "-12.00 支出" is paid, not paid back. */
  if (direction < 0 && *amount < 0)
    direction = 1;
  *amount *= direction;
  return *amount != 0 ? AMOUNT_GOOD : AMOUNT_LEFT_OUT;
}

/* --- rows */

static const char *
first_text (PdSheet *sheet, guint row)
{
  int column = pd_sheet_get_first_column (sheet, row);

  return column >= 0 ? pd_sheet_get_cell (sheet, row, (guint) column) : "";
}

/* What banks write under and between movements */
static gboolean
is_total (PdSheet *sheet, guint row)
{
  static const char *const words[] = { "合计", "总计", "小计",  "总额", "汇总",
                                       "承前", "总笔", "total", "#",    "---" };
  g_autofree char *first = g_utf8_strdown (first_text (sheet, row), -1);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (first, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* WeChat Pay's bills end with a table of sums of their own. */
static gboolean
is_end (PdSheet *sheet, guint row)
{
  return g_str_has_prefix (first_text (sheet, row), "总交易");
}

/* A payment that came to nothing has moved no money. */
static gboolean
came_to_nothing (const char *status)
{
  static const char *const words[] = { "关闭", "失败", "撤销", "等待", "未支付", "REVOKED", "CLOSED" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (status, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

static void
take_text (const Reading *reading, guint row, PdStatementColumn column, char **text)
{
  g_autofree char *value = cell (reading, row, column);

  if (is_nothing (value))
    return;
  g_free (*text);
  *text = g_steal_pointer (&value);
}

static void
take_remarks (const Reading *reading, guint row, PdStatementLine *line)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < reading->columns.n_remarks; i++)
    {
      g_autofree char *text = pd_statement_cell (reading->sheet, row, (int) reading->columns.remarks[i]);

      if (!is_nothing (text) && strstr (all->str, text) == NULL)
        g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", text);
    }
  g_free (line->remark);
  line->remark = g_string_free (all, FALSE);
}

static PdStatementLine *
read_line (const Reading *reading, guint row, char *date, char *time, gint64 amount)
{
  PdStatementLine *line = pd_statement_line_new (row + 1);
  g_autofree char *balance = cell (reading, row, PD_STATEMENT_BALANCE);

  g_free (line->date);
  line->date = date;
  g_free (line->time);
  line->time = time;
  line->amount = amount;
  line->has_balance = read_money (balance, &line->balance);
  read_time (reading, row, line);
  take_text (reading, row, PD_STATEMENT_COUNTERPARTY, &line->counterparty);
  take_text (reading, row, PD_STATEMENT_ACCOUNT, &line->account);
  take_text (reading, row, PD_STATEMENT_REFERENCE, &line->reference);
  take_text (reading, row, PD_STATEMENT_ORDER, &line->order);
  take_remarks (reading, row, line);
  return line;
}

/* A row without a date is no movement, unless it has an amount and a date that cannot be read. */
static void
read_row (Reading *reading, guint row)
{
  g_autofree char *text = cell (reading, row, PD_STATEMENT_DATE);
  g_autofree char *status = cell (reading, row, PD_STATEMENT_STATUS);
  g_autofree char *date = NULL, *time = NULL;
  gint64 amount = 0;
  Amount read = read_amount (reading, row, &amount);

  if (!read_date (text, &date, &time))
    {
      if (read != AMOUNT_BAD && strpbrk (text, "0123456789") != NULL && !is_total (reading->sheet, row))
        add_problem (reading, row, g_strdup_printf (_ ("“%s” is not a date that can be read."), text));
      return;
    }
  if (read == AMOUNT_BAD)
    add_problem (reading, row, g_strdup (_ ("The amount cannot be read.")));
  else if (read == AMOUNT_LEFT_OUT || came_to_nothing (status))
    reading->statement->n_left_out++;
  else
    g_ptr_array_add (reading->statement->lines,
                     read_line (reading, row, g_steal_pointer (&date), g_steal_pointer (&time), amount));
}

/**
 * pd_statement_read:
 * @book: a statement of a bank, of Alipay or of WeChat Pay, as CSV or XLSX
 * @error: return location for a %PD_SHEET_ERROR
 *
 * Finds the row of headings behind whatever stands before it, and the columns by their names. Sums between and under the
 * movements, and what was closed or counts as neither received nor paid, are left out.
 *
 * Returns: (transfer full) (nullable): the movements, or %NULL when no sheet has the headings of a statement
 */
PdStatement *
pd_statement_read (PdSheetBook *book, GError **error)
{
  for (guint i = 0; i < pd_sheet_book_get_n_sheets (book); i++)
    {
      Reading reading = { .sheet = pd_sheet_book_get_sheet (book, i) };

      if (!pd_statement_find_columns (reading.sheet, &reading.columns))
        continue;
      reading.statement = g_new0 (PdStatement, 1);
      reading.statement->source = reading.columns.source;
      reading.statement->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_statement_line_free);
      reading.statement->problems = g_ptr_array_new_with_free_func (problem_free);
      for (guint row = reading.columns.header + 1;
           row < pd_sheet_get_n_rows (reading.sheet) && !is_end (reading.sheet, row); row++)
        if (!pd_sheet_row_is_empty (reading.sheet, row))
          read_row (&reading, row);
      pd_statement_set_keys (reading.statement->lines, reading.statement->source);
      return reading.statement;
    }
  g_set_error_literal (
      error, PD_SHEET_ERROR, PD_SHEET_ERROR_UNKNOWN_FORMAT,
      _ ("This is no statement that can be read: no row has headings such as 交易日期, 金额 and "
         "对方户名."));
  return NULL;
}

void
pd_statement_free (PdStatement *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->problems);
  g_free (self);
}
