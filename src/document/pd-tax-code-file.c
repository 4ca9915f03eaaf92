/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-document"

#include "document/pd-tax-code-file.h"

#include "model/pd-plain-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Keywords of one code are parted by these. */
#define KEYWORD_SEPARATORS "、，,;；"
#define MAX_KEYWORDS 200

enum
{
  CODE,
  NAME,
  SHORT_NAME,
  KEYWORDS,
  SUMMARY,
  ENABLED,
  N_COLUMNS
};

/* What the columns are called in the table that the tax bureau publishes, and in what is made of it. */
static const char *const headers[N_COLUMNS][6] = {
  { "code", "合并编码", "税收分类编码", "商品和服务税收分类编码", "编码", NULL },
  { "name", "货物和劳务名称", "商品和服务名称", "名称", NULL },
  { "short_name", "商品和服务分类简称", "简称", NULL },
  { "keywords", "关键字", "关键词", NULL },
  { "is_summary", "汇总项", NULL },
  { "enabled", "可用状态", NULL },
};

static void
find_columns (PdSheet *sheet, int columns[N_COLUMNS])
{
  for (guint i = 0; i < N_COLUMNS; i++)
    columns[i] = -1;
  for (guint column = 0; column < pd_sheet_get_n_columns (sheet); column++)
    {
      g_autofree char *header = pd_plain_text (pd_sheet_get_cell (sheet, 0, column));

      for (guint i = 0; header != NULL && i < N_COLUMNS; i++)
        for (guint j = 0; headers[i][j] != NULL && columns[i] < 0; j++)
          if (g_str_equal (header, headers[i][j]))
            columns[i] = (int) column;
    }
}

static const char *
cell (PdSheet *sheet, guint row, int column)
{
  return column >= 0 ? pd_sheet_get_cell (sheet, row, (guint) column) : "";
}

/* A heading of the table, or a code that is out of use, is on no invoice. */
static gboolean
is_usable (PdSheet *sheet, guint row, const int columns[N_COLUMNS])
{
  static const char *const yes[] = { "1", "Y", "是", NULL };
  static const char *const no[] = { "0", "N", "否", NULL };

  return !g_strv_contains (yes, cell (sheet, row, columns[SUMMARY])) &&
         !g_strv_contains (no, cell (sheet, row, columns[ENABLED]));
}

static void
add_keywords (PdSuggest *suggest, const char *code, const char *keywords)
{
  const char *at = keywords;

  for (guint n = 0; *at != '\0' && n < MAX_KEYWORDS; n++)
    {
      const char *end = at;
      g_autofree char *word = NULL;

      while (*end != '\0' && g_utf8_strchr (KEYWORD_SEPARATORS, -1, g_utf8_get_char (end)) == NULL)
        end = g_utf8_next_char (end);
      word = g_strndup (at, (gsize) (end - at));
      pd_suggest_add_good (suggest, PD_SUGGEST_TABLE, code, NULL, word);
      at = *end != '\0' ? g_utf8_next_char (end) : end;
    }
}

/**
 * pd_tax_code_file_read:
 * @book: a table of tax classification codes: a first row with headings, a code a row
 * @suggest: where its names and keywords go
 * @n_codes: (out): how many codes were taken; headings of the table and codes out of use are not
 * @error: return location for a %PD_SHEET_ERROR
 *
 * Codes that a spreadsheet has kept as numbers have lost their last digits and are left out.
 *
 * Returns: whether there are a column of codes and one of names
 */
gboolean
pd_tax_code_file_read (PdSheetBook *book, PdSuggest *suggest, guint *n_codes, GError **error)
{
  PdSheet *sheet = pd_sheet_book_get_sheet (book, 0);
  int columns[N_COLUMNS];

  *n_codes = 0;
  find_columns (sheet, columns);
  if (columns[CODE] < 0 || columns[NAME] < 0)
    {
      g_set_error_literal (
          error, PD_SHEET_ERROR, PD_SHEET_ERROR_UNKNOWN_FORMAT,
          _ ("This is no table of tax codes: its first row needs the headings 编码 and 名称."));
      return FALSE;
    }
  for (guint row = 1; row < pd_sheet_get_n_rows (sheet); row++)
    {
      const char *code = cell (sheet, row, columns[CODE]),
                 *short_name = cell (sheet, row, columns[SHORT_NAME]);

      if ((pd_sheet_get_cell_flags (sheet, row, (guint) columns[CODE]) & PD_SHEET_CELL_INEXACT) != 0 ||
          !is_usable (sheet, row, columns) ||
          !pd_suggest_add_good (suggest, PD_SUGGEST_TABLE, code, *short_name != '\0' ? short_name : NULL,
                                cell (sheet, row, columns[NAME])))
        continue;
      add_keywords (suggest, code, cell (sheet, row, columns[KEYWORDS]));
      (*n_codes)++;
    }
  return TRUE;
}
